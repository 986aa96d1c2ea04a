"""Citations: every spelling that offices use, and the phrases that only look like one."""

import pytest

from sotay.directives.reader import Citation, read_text


def only(text: str) -> Citation:
    (citation,) = read_text(text).citations
    return citation


def names(text: str) -> list[str]:
    """What each citation of a text is known by: symbol, name or bare number."""
    return [
        citation.symbol or citation.named or f"{citation.type} {citation.number}"
        for citation in read_text(text).citations
    ]


class TestSymbols:
    @pytest.mark.parametrize(
        ("text", "kind", "symbol"),
        [
            ("Quy định số 08-QĐi/TW", "Quy định", "08-QĐi/TW"),
            ("Quy định số 22 - QĐ / TW", "Quy định", "22-QĐ/TW"),
            ("Quy định số 41 -QĐ/TW", "Quy định", "41-QĐ/TW"),
            ("Quy định 37-QĐ - TW", "Quy định", "37-QĐ/TW"),
            ("QUY ĐỊNH SỐ 37-QĐI/TW", "Quy định", "37-QĐi/TW"),
            ("Qui định số 98-QÐ/TW", "Quy định", "98-QĐ/TW"),
            ("Chỉ thị 05-CT/TƯ", "Chỉ thị", "05-CT/TW"),
            ("Chỉ thị số 28-CT/T.W", "Chỉ thị", "28-CT/TW"),
            ("Nghị quyết số 21-NQ/T.Ư", "Nghị quyết", "21-NQ/TW"),
            ("chỉ thị 05-ct/tw", "Chỉ thị", "05-CT/TW"),
            ("Kết luận số 01-KL/ TW", "Kết luận", "01-KL/TW"),
            ("Kết luận số 54- KL/TW", "Kết luận", "54-KL/TW"),
            ("Kết luận 14 – KL/TW", "Kết luận", "14-KL/TW"),
            ("Nghị quyết số: 04-NQ/TW", "Nghị quyết", "04-NQ/TW"),
            ("Nghị quyết số 15a-NQ/ĐU", "Nghị quyết", "15a-NQ/ĐU"),
            ("NGHỊ QUYẾT SỐ 03-NQ/ĐUK", "Nghị quyết", "03-NQ/ĐUK"),
            ("NQ số 19-NQ/TW", "Nghị quyết", "19-NQ/TW"),
            ("Quyết định số 134/QĐ-TU", "Quyết định", "134-QĐ/TU"),
            ("Quyết định số 3917-QĐ/ĐUK", "Quyết định", "3917-QĐ/ĐUK"),
            ("Quyết định số 1131-QĐNS/TW", "Quyết định", "1131-QĐNS/TW"),
            ("Kế hoạch 12/KH-ĐU", "Kế hoạch", "12-KH/ĐU"),
            ("Kế hoạch số 98-KH/Th.U", "Kế hoạch", "98-KH/Th.U"),
            ("Kế hoạch liên tịch số 05-KHLT/BTC-ĐTN", "Kế hoạch", "05-KHLT/BTC-ĐTN"),
            ("Hướng dẫn 01-HD/BTC TW", "Hướng dẫn", "01-HD/BTCTW"),
            ("Hướng dẫn số 10-HD/BTGDVTU", "Hướng dẫn", "10-HD/BTGDVTU"),
            ("Chương trình số 08-CTR/TU", "Chương trình", "08-CTr/TU"),
            ("Chương trình hành động số 15-CTrHĐ/TU", "Chương trình", "15-CTrHĐ/TU"),
            ("Thông tri số 06-TT/TU", "Thông tri", "06-TT/TU"),
            ("Thông báo kết luận số 160-TB/TW", "Thông báo", "160-TB/TW"),
            ("Tờ trình số 03-TTr/ĐU", "Tờ trình", "03-TTr/ĐU"),
            ("Báo cáo số 12-BC/VPĐU", "Báo cáo", "12-BC/VPĐU"),
            ("Đề án số 02-ĐA/ĐU", "Đề án", "02-ĐA/ĐU"),
            ("Biên bản số 01-BB/CB", "Biên bản", "01-BB/CB"),
            ("Quy chế phối hợp số 12-QCPH/ĐUK-ĐU", "Quy chế", "12-QCPH/ĐUK-ĐU"),
            ("Công văn số 141-CV/VPTW/nb", "Công văn", "141-CV/VPTW/nb"),
            ("Quy chế làm việc số 01-QC/TW", "Quy chế", "01-QC/TW"),
            ("Chỉ thị của Ban Bí thư số 13-CT/TW", "Chỉ thị", "13-CT/TW"),
        ],
    )
    def test_party_documents(self, text: str, kind: str, symbol: str) -> None:
        citation = only(f"Thực hiện {text} về công tác xây dựng Đảng.")

        assert (citation.type, citation.symbol) == (kind, symbol)
        assert citation.text == text
        assert not citation.inconsistent

    @pytest.mark.parametrize(
        ("text", "kind", "symbol"),
        [
            ("Nghị định 335/2025/NĐ-CP", "Nghị định", "335/2025/NĐ-CP"),
            ("Luật 117/2025/QH15", "Luật", "117/2025/QH15"),
            ("Luật Cán bộ, công chức số 80/2025/QH15", "Luật", "80/2025/QH15"),
            ("Bộ luật Lao động số 45/2019/QH14", "Bộ luật", "45/2019/QH14"),
            ("Pháp lệnh số 02/2020/UBTVQH14", "Pháp lệnh", "02/2020/UBTVQH14"),
            ("Nghị quyết số 57/2022/QH15", "Nghị quyết", "57/2022/QH15"),
            ("Nghị quyết 1023/NQ-UBTVQH15", "Nghị quyết", "1023/NQ-UBTVQH15"),
            ("Thông tư 01/2024/TT-BNV", "Thông tư", "01/2024/TT-BNV"),
            ("Thông tư liên tịch số 01/2015/TTLT-BNV-BTC", "Thông tư", "01/2015/TTLT-BNV-BTC"),
            ("Quyết định số 1671/QĐ-TTg", "Quyết định", "1671/QĐ-TTg"),
            ("Quyết định số 05/2018/QĐ-UBND", "Quyết định", "05/2018/QĐ-UBND"),
            ("Chỉ thị 30/CT-TTg", "Chỉ thị", "30/CT-TTg"),
            ("Công điện số 280/CĐ-TTg", "Công điện", "280/CĐ-TTg"),
            ("Kế hoạch 15/KH-UBND", "Kế hoạch", "15/KH-UBND"),
            ("Công văn số 1234/BNV-CCVC", "Công văn", "1234/BNV-CCVC"),
        ],
    )
    def test_state_documents_keep_their_own_form(self, text: str, kind: str, symbol: str) -> None:
        citation = only(f"theo {text} thì các cơ quan phối hợp.")

        assert (citation.type, citation.symbol, citation.text) == (kind, symbol, text)

    def test_number_is_an_integer_unless_it_carries_a_letter(self) -> None:
        assert only("Quy định số 08-QĐi/TW").number == 8
        assert only("Nghị quyết số 15a-NQ/ĐU").number == "15a"

    def test_a_decision_and_a_regulation_share_their_letters(self) -> None:
        assert only("Quyết định số 99-QĐ/TW").type == "Quyết định"
        assert only("Quy định số 96-QĐ/TW").type == "Quy định"
        assert only("theo 96-QĐ/TW, cấp ủy").type is None

    def test_a_verb_before_a_symbol_is_not_its_type(self) -> None:
        citation = only("tập huấn, hướng dẫn 05-CT/TW cho chi bộ")

        assert (citation.type, citation.inconsistent) == ("Chỉ thị", False)

    @pytest.mark.parametrize(
        "text",
        [
            "Số điện thoại 0912-345-678, phòng 12-A/B, mã số 05-ABC/XYZ",
            "giai đoạn 2020-2025, nhiệm kỳ 2015-2020, ngày 05/10/2020",
            "tỷ số 3-2, Điều 5, khoản 2, trang 15/20",
            "Kế hoạch 5 năm 2021-2025, Báo cáo 6 tháng đầu năm",
            "Nghị quyết 4 nhóm giải pháp, hướng dẫn 10 chi bộ, quyết định 3 việc",
            "Điều lệ Đảng, Quy định thi hành Điều lệ Đảng",
            "thực hiện quy định của Ban Bí thư, nghị quyết của Quốc hội về địa giới hành chính",
            "Công bố Quyết định thành lập Ban Chỉ đạo của Đảng ủy Khối",
        ],
    )
    def test_passes_over(self, text: str) -> None:
        assert names(text) == []


class TestLists:
    def test_the_second_number_shares_the_type_and_has_its_own_place(self) -> None:
        text = "Quy định số 08-QĐi/TW và 37-QĐ/TW của Ban Chấp hành Trung ương về nêu gương"
        first, second = read_text(text).citations

        assert (first.type, first.symbol) == ("Quy định", "08-QĐi/TW")
        assert (second.type, second.symbol, second.text) == ("Quy định", "37-QĐ/TW", "37-QĐ/TW")
        assert first.issuer == second.issuer == "Ban Chấp hành Trung ương"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("các Nghị quyết số 18-NQ/TW, 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
            (
                "Nghị quyết số 18-NQ/TW ngày 25/10/2017, 19-NQ/TW ngày 25/10/2017",
                ["18-NQ/TW", "19-NQ/TW"],
            ),
            ("Nghị quyết số 18, 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
            ("Nghị quyết 18-NQ và 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
            ("Nghị quyết số 11, 12, 13-NQ/TW", ["11-NQ/TW", "12-NQ/TW", "13-NQ/TW"]),
            (
                "Chương trình số 01-CTr/TU, 02-CTr/TU và 03-CTr/TU",
                ["01-CTr/TU", "02-CTr/TU", "03-CTr/TU"],
            ),
            (
                "Nghị định số 59/2019/NĐ-CP và 130/2020/NĐ-CP",
                ["59/2019/NĐ-CP", "130/2020/NĐ-CP"],
            ),
        ],
    )
    def test_numbers(self, text: str, expected: list[str]) -> None:
        assert names(text) == expected

    def test_a_listed_number_of_another_kind_keeps_its_own_type(self) -> None:
        first, second = read_text("Nghị quyết số 18-NQ/TW, 05-CT/TW").citations

        assert (first.type, second.type) == ("Nghị quyết", "Chỉ thị")
        assert not second.inconsistent


class TestDays:
    @pytest.mark.parametrize(
        "written",
        [
            ", ngày 28-1-2016",
            " ngày 28/01/2016",
            " (ngày 28/1/2016)",
            " ngày28.1.2016",
            " ngày 28 tháng 1 năm 2016",
            ", 28/1/2016",
            "ngày 28/1/2016của",
            " của Bộ Chính trị ngày 28-1-2016",
            " của Bộ Chính trị (khóa XI), ngày 28-1-2016",
        ],
    )
    def test_however_written(self, written: str) -> None:
        assert only(f"Chỉ thị số 05-CT/TW{written} về học tập").date == "2016-01-28"

    def test_the_text_of_a_finding_takes_in_the_day_beside_it(self) -> None:
        text = "Nghị quyết số 03-NQ/ĐUK, ngày 28-1-2016 về sinh hoạt chi bộ"

        assert only(text).text == "Nghị quyết số 03-NQ/ĐUK, ngày 28-1-2016"

    def test_a_day_that_cannot_be_is_flagged_and_not_mended(self) -> None:
        citation = only("Kết luận số 21-KL/TW ngày 31/02/2021")

        assert (citation.date, citation.inconsistent, citation.reason) == (None, True, "date")

    def test_a_day_of_something_else_is_not_taken(self) -> None:
        assert only("Chỉ thị số 05-CT/TW. Ngày 28-1-2016, hội nghị họp.").date is None


class TestIssuers:
    @pytest.mark.parametrize(
        ("text", "issuer"),
        [
            ("Chỉ thị 05-CT/TW của Bộ Chính trị ở Đảng bộ Khối", "Bộ Chính trị"),
            (
                "Chỉ thị số 01-CT/ĐUK của Ban Thường vụ Đảng ủy Khối và tập huấn",
                "Ban Thường vụ Đảng ủy Khối",
            ),
            (
                "Kế hoạch số 45-KH/ĐU của Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh về",
                "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh",
            ),
            ("Thông tư 01/2024/TT-BNV của Bộ Nội vụ quy định", "Bộ Nội vụ"),
            ("Hướng dẫn 25-HD/BTCTW của Ban Tổ chức Trung ương", "Ban Tổ chức Trung ương"),
            ("Chỉ thị của Ban Bí thư số 13-CT/TW", "Ban Bí thư"),
            ("Bộ Chính trị đã ban hành Kết luận số 118-KL/TW", "Bộ Chính trị"),
            ("Nghị quyết số 05-NQ/TU do Tỉnh ủy Sông Vân ban hành", "Tỉnh ủy Sông Vân"),
            ("CHỈ THỊ SỐ 28-CT/TW CỦA BAN BÍ THƯ", "Ban Bí thư"),
            ("Nghị quyết 18-NQ/TW của cấp ủy", None),
            ("các nghị quyết của Đảng như Kết luận số 21-KL/TW về xây dựng", None),
        ],
    )
    def test_as_the_text_gives_it(self, text: str, issuer: str | None) -> None:
        assert only(text).issuer == issuer

    def test_issuer_and_day_may_stand_before(self) -> None:
        citation = only(
            "ngày 22 tháng 3 năm 2004, Ban Thường vụ Tỉnh ủy ban hành Chỉ thị số 30-CT/TU về"
        )

        assert (citation.issuer, citation.date) == ("Ban Thường vụ Tỉnh ủy", "2004-03-22")


class TestNames:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Nghị quyết Trung ương 6 khóa XII", ["Nghị quyết Trung ương 6 khóa XII"]),
            ("Nghị quyết Trung ương 4 (khoá XI)", ["Nghị quyết Trung ương 4 khóa XI"]),
            ("Nghị quyết TW 4, khóa XII", ["Nghị quyết Trung ương 4 khóa XII"]),
            ("NQTW 4 khóa XII", ["Nghị quyết Trung ương 4 khóa XII"]),
            ("nghị quyết trung ương 4 khoá 12", ["Nghị quyết Trung ương 4 khóa XII"]),
            ("NGHỊ QUYẾT TRUNG ƯƠNG 4 KHOÁ XII", ["Nghị quyết Trung ương 4 khóa XII"]),
            (
                "Nghị quyết Hội nghị lần thứ sáu Ban Chấp hành Trung ương khóa XII",
                ["Nghị quyết Trung ương 6 khóa XII"],
            ),
            (
                "Kết luận Hội nghị lần thứ tư Ban Chấp hành Trung ương Đảng khóa XIII",
                ["Kết luận Trung ương 4 khóa XIII"],
            ),
            (
                "Nghị quyết Hội nghị Trung ương lần thứ tư (khóa XI)",
                ["Nghị quyết Trung ương 4 khóa XI"],
            ),
            (
                "Nghị quyết Trung ương 4 (khoá XI, XII)",
                ["Nghị quyết Trung ương 4 khóa XI", "Nghị quyết Trung ương 4 khóa XII"],
            ),
            (
                "Nghị quyết Trung ương 4 khóa XI, khóa XII",
                ["Nghị quyết Trung ương 4 khóa XI", "Nghị quyết Trung ương 4 khóa XII"],
            ),
            (
                "Nghị quyết Trung ương 6 và 7 khóa XII",
                ["Nghị quyết Trung ương 6 khóa XII", "Nghị quyết Trung ương 7 khóa XII"],
            ),
            (
                "Nghị quyết Trung ương 5, Trung ương 6 (khóa XIII)",
                ["Nghị quyết Trung ương 5 khóa XIII", "Nghị quyết Trung ương 6 khóa XIII"],
            ),
            (
                "Nghị quyết Trung ương 3 (khóa X) và Trung ương 4 (khóa XII)",
                ["Nghị quyết Trung ương 3 khóa X", "Nghị quyết Trung ương 4 khóa XII"],
            ),
            ("Nghị quyết Đại hội XIII của Đảng", ["Nghị quyết Đại hội XIII"]),
            (
                "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII",
                ["Nghị quyết Đại hội XIII"],
            ),
            ("Nghị quyết Đại hội Đảng toàn quốc lần thứ XIII", ["Nghị quyết Đại hội XIII"]),
            ("Nghị quyết Đại hội lần thứ mười ba của Đảng", ["Nghị quyết Đại hội XIII"]),
            (
                "Nghị quyết Đại hội XII, XIII của Đảng",
                ["Nghị quyết Đại hội XII", "Nghị quyết Đại hội XIII"],
            ),
            (
                "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVIII",
                ["Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVIII"],
            ),
            (
                "Nghị quyết Đại hội XVIII Đảng bộ tỉnh gắn với",
                ["Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVIII"],
            ),
        ],
    )
    def test_plenums_and_congresses(self, text: str, expected: list[str]) -> None:
        assert names(f"Thực hiện {text}, các cấp ủy") == expected

    @pytest.mark.parametrize(
        "text",
        [
            "nghị quyết đại hội Đảng bộ các cấp gắn với nhiệm vụ chính trị",
            "Nghị quyết đại hội các đảng bộ nhiệm kỳ 2015-2020",
            "trong nhiệm kỳ Đại hội XIII, chào mừng Đại hội XIII của Đảng",
            "các nghị quyết Trung ương khóa XII, XIII",
            "Hội nghị Trung ương 4 khóa XII đã bàn",
            "nghị quyết của Trung ương, nghị quyết của Đảng",
            "Nghị quyết Đại hội Đảng các cấp",
        ],
    )
    def test_passes_over(self, text: str) -> None:
        assert names(text) == []

    def test_each_item_of_a_list_covers_its_own_words(self) -> None:
        first, second = read_text("Nghị quyết Trung ương 4, 5 (khóa XII); thực hiện").citations

        assert first.text == "Nghị quyết Trung ương 4"
        assert second.text == "5 (khóa XII)"

    def test_a_plenum_without_its_term_takes_the_one_the_text_gives(self) -> None:
        text = (
            "Nghị quyết Trung ương 4 khóa XII. Sau 3 năm thực hiện Nghị quyết Trung ương 4, cấp ủy"
        )

        assert names(text) == ["Nghị quyết Trung ương 4 khóa XII"] * 2

    def test_but_keeps_its_bare_name_where_the_text_gives_two(self) -> None:
        text = "Nghị quyết Trung ương 4 (khóa XI, XII). Nghị quyết Trung ương 4 về xây dựng Đảng"

        assert names(text)[-1] == "Nghị quyết Trung ương 4"


class TestBareNumbers:
    def test_resolved_from_an_earlier_mention(self) -> None:
        text = "Quy định số 98-QĐ/TW về luân chuyển; thực hiện Quy định số 98, các cấp ủy"
        _, later = read_text(text).citations

        assert (later.symbol, later.inferred, later.text) == ("98-QĐ/TW", True, "Quy định số 98")

    def test_resolved_from_the_issuer(self) -> None:
        citation = only("thực hiện Chỉ thị 5 của Bộ Chính trị")

        assert (citation.symbol, citation.inferred) == ("05-CT/TW", True)

    def test_not_resolved_to_another_type_of_the_same_number(self) -> None:
        _, later = read_text("Quy định số 98-QĐ/TW; theo Quyết định số 98, cấp ủy").citations

        assert (later.symbol, later.type, later.number) == (None, "Quyết định", 98)

    def test_not_resolved_between_two_organs(self) -> None:
        text = "Chỉ thị số 01-CT/ĐUK và Chỉ thị số 01-CT/TW. Thực hiện Chỉ thị 01, cấp ủy"

        assert read_text(text).citations[-1].symbol is None

    def test_two_numbers_of_one_issuer(self) -> None:
        assert names("Chỉ thị 35 và 50 của Bộ Chính trị") == ["35-CT/TW", "50-CT/TW"]


class TestInconsistent:
    def test_a_type_that_its_letters_deny(self) -> None:
        citation = only("căn cứ Quy định số 76-CT/TW của Bộ Chính trị")

        assert citation.inconsistent
        assert citation.reason == "type"
        assert (citation.type, citation.symbol) == ("Quy định", "76-CT/TW")
        assert citation.suggestion == "76-QĐ/TW"
        assert citation.alternatives == ("76-QĐ/TW", "Chỉ thị 76-CT/TW")

    @pytest.mark.parametrize(
        ("text", "suggestion"),
        [
            ("Chỉ thị số 33-NQ/TW", "33-CT/TW"),
            ("Thông báo số 12-KL/TW", "12-TB/TW"),
            ("Chương trình số 02-CT/TU", "02-CTr/TU"),
            ("Nghị quyết số 35/QĐ-TU", "35-NQ/TU"),
        ],
    )
    def test_the_likely_repair_follows_the_word(self, text: str, suggestion: str) -> None:
        assert only(text).suggestion == suggestion

    def test_an_issuer_that_its_organ_denies(self) -> None:
        citation = only("Quy định số 19-QĐ/TU của Bộ Chính trị")

        assert (citation.reason, citation.suggestion) == ("issuer", "19-QĐ/TW")
        assert citation.symbol == "19-QĐ/TU"


class TestRelations:
    @pytest.mark.parametrize(
        ("text", "relation"),
        [
            ("Thực hiện Chỉ thị số 05-CT/TW", "implements"),
            ("triển khai nghiêm túc, hiệu quả Chỉ thị số 05-CT/TW", "implements"),
            ("hướng dẫn thi hành Chỉ thị số 05-CT/TW", "implements"),
            ("Căn cứ Chỉ thị số 05-CT/TW", "based_on"),
            ("Quyết định này thay thế Quyết định số 46-QĐ/TW", "replaces"),
            ("sửa đổi, bổ sung một số điều của Quy định số 22-QĐ/TW", "amends"),
            ("bổ sung Quy định số 22-QĐ/TW", "supplements"),
            ("bãi bỏ Quyết định số 12-QĐ/ĐU", "repeals"),
            ("huỷ bỏ Quyết định số 12-QĐ/ĐU", "repeals"),
            ("Quyết định số 12-QĐ/ĐU hết hiệu lực từ ngày 01-01-2026", "repeals"),
            ("được sửa đổi theo Quy định số 296-QĐ/TW", "cites"),
            ("thực hiện nhiệm vụ. Nghị quyết số 21-NQ/TW nêu rõ", "cites"),
            ("Thực hiện quy định chung, Tỉnh ủy ban hành Quyết định số 134-QĐ/TU", "cites"),
            ("theo tinh thần Nghị quyết số 18-NQ/TW", "cites"),
        ],
    )
    def test_the_nearest_word_tells(self, text: str, relation: str) -> None:
        assert only(text).relation == relation

    def test_a_list_has_one_relation(self) -> None:
        relations = [
            each.relation for each in read_text("Căn cứ Nghị quyết số 18-NQ/TW, 19-NQ/TW").citations
        ]

        assert relations == ["based_on", "based_on"]


class TestRawText:
    def test_line_breaks_inside(self) -> None:
        first, second = read_text(
            "Nghị quyết số\n03-NQ/ĐUK, ngày\n28-1-2016 và Chỉ\nthị số 05-\nCT/TW"
        ).citations

        assert (first.symbol, first.date, first.line) == ("03-NQ/ĐUK", "2016-01-28", 1)
        assert (second.type, second.symbol, second.line) == ("Chỉ thị", "05-CT/TW", 3)

    def test_no_break_spaces_soft_hyphens_and_odd_dashes(self) -> None:
        text = (
            "Nghị\u00a0quyết số\u202f03\u2011NQ/ĐUK,\u00a0ngày 28\u20131\u20132016; Quy đị\u00adnh"
            " số 08\u2013Q\u00adĐi/TW; Nghị quyết Trung\u00a0ương\u200b 4 (khóa\u202fXII)"
        )
        reading = read_text(text)

        assert names(text) == ["03-NQ/ĐUK", "08-QĐi/TW", "Nghị quyết Trung ương 4 khóa XII"]
        for citation in reading.citations:
            assert text[citation.start : citation.end] == citation.text

    def test_an_empty_line_parts_words(self) -> None:
        assert names("Nghị quyết\n\nTrung ương 4 khóa XII") == []

    def test_windows_and_old_mac_line_ends(self) -> None:
        text = "Một\r\nhai\r\nChỉ thị số 05-CT/TW"

        assert only(text).line == 3
        assert only(text.replace("\r\n", "\r")).line == 3

    def test_the_own_number_of_a_document_is_no_citation(self) -> None:
        text = "ĐẢNG ỦY KHỐI\n*\nSố 27-KH/ĐUK\nHà Nội, ngày 14-10-2026\nKẾ HOẠCH\nvề học tập\n"

        assert names(text) == []
        assert names(text + "Tiếp tục Kế hoạch số 27-KH/ĐUK.") == ["27-KH/ĐUK"]
