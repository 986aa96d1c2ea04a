"""The head and foot of official papers in the layouts that offices use."""

from sotay.directives.reader import read_text

DISPATCH = """ĐẢNG BỘ TỈNH SÔNG VÂN
ĐẢNG ỦY KHỐI
*
Số 41-CV/ĐUK	Sông Vân, ngày 05-02-2026
V/v chuẩn bị sơ kết Chỉ thị số 05-CT/TW

Kính gửi: Các cấp ủy trực thuộc,
"""
DECISION = """BỘ CHÍNH TRỊ		ĐẢNG CỘNG SẢN VIỆT NAM
Số: 366-QĐ/TW		Hà Nội, ngày 30 tháng 8 năm 2025

QUY ĐỊNH
về kiểm điểm, đánh giá
và xếp loại chất lượng
-----
Điều 1. Phạm vi

T/M BỘ CHÍNH TRỊ
TỔNG BÍ THƯ
TS. Trần Văn Bình
"""


def test_a_dispatch_has_its_subject_under_the_number() -> None:
    document = read_text(DISPATCH).document

    assert (document.type, document.symbol) == ("Công văn", "41-CV/ĐUK")
    assert document.abstract == "chuẩn bị sơ kết Chỉ thị số 05-CT/TW"
    assert (document.place, document.date) == ("Sông Vân", "2026-02-05")
    assert (document.superior, document.organ) == ("ĐẢNG BỘ TỈNH SÔNG VÂN", "ĐẢNG ỦY KHỐI")


def test_the_title_line_tells_a_regulation_from_a_decision() -> None:
    document = read_text(DECISION).document

    assert (document.type, document.symbol, document.number) == ("Quy định", "366-QĐ/TW", 366)
    assert document.abstract == "về kiểm điểm, đánh giá và xếp loại chất lượng"
    assert (document.organ, document.place, document.date) == (
        "BỘ CHÍNH TRỊ",
        "Hà Nội",
        "2025-08-30",
    )


def test_degrees_before_the_name_are_left_out() -> None:
    document = read_text(DECISION).document

    assert (document.authority, document.office) == ("T/M BỘ CHÍNH TRỊ", "TỔNG BÍ THƯ")
    assert document.signer == "Trần Văn Bình"


def test_signing_for_the_head_is_told_with_both_lines() -> None:
    text = (
        DISPATCH + "\nT/L BAN THƯỜNG VỤ\nK/T CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\n\nLê Thị Cúc\n"
    )
    document = read_text(text).document

    assert document.authority == "T/L BAN THƯỜNG VỤ, K/T CHÁNH VĂN PHÒNG"
    assert document.signer == "Lê Thị Cúc"


def test_an_article_has_a_title_and_a_day_but_no_number() -> None:
    document = read_text(
        "image banner\nĐảng bộ Khối vững bước đi lên\n07/01/2019 | 217\n\nBài."
    ).document

    assert (document.title, document.date) == ("Đảng bộ Khối vững bước đi lên", "2019-01-07")
    assert document.number is document.type is document.symbol is None


def test_a_number_in_running_text_is_not_the_documents_own() -> None:
    document = read_text(
        "Tin tức hôm nay\nthực hiện Quy định\nSố 08-QĐi/TW của Trung ương\n"
    ).document

    assert document.symbol is None


def test_the_abstract_ends_at_the_grounds_or_an_empty_line() -> None:
    head = "ĐẢNG ỦY KHỐI\n*\nSố 5-QC/ĐUK\n\nQUY CHẾ\nLÀM VIỆC\n"

    for body in ("- Căn cứ Điều lệ Đảng;", "\nĐảng ủy Khối quy định:", "Căn cứ Điều lệ Đảng;"):
        assert read_text(f"{head}{body}\n").document.abstract == "LÀM VIỆC"
