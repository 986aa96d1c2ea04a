"""Invented papers of the demonstration: resolutions and programmes from above, plans from below."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Paper:
    """A paper as it would arrive: its text carries its own number, place and date."""

    type_name: str
    number: str
    organ_symbol: str
    issued_on: date
    abstract: str
    text: str


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def _head(superior: str, organ: str, symbol: str, place: str, day: date) -> str:
    written = f"{place}, ngày {day.day:02d} tháng {_month(day)} năm {day.year}"
    return f"{superior}\n{organ}\n*\nSố {symbol}\nĐẢNG CỘNG SẢN VIỆT NAM\n{written}\n\n"


def _tail(authority: str, office: str, name: str) -> str:
    return f"\n\nT/M {authority}\n{office}\n\n{name}\n"


def upper_papers(place: str) -> list[Paper]:
    """What the committee above issued; the bloc's programmes carry these out."""
    guide = Paper(
        "Nghị quyết",
        "08",
        "TU",
        date(2025, 12, 10),
        "nâng cao năng lực lãnh đạo của tổ chức cơ sở đảng giai đoạn 2026 - 2030",
        _head("ĐẢNG BỘ TỈNH", "BAN CHẤP HÀNH", "08-NQ/TU", place, date(2025, 12, 10))
        + "NGHỊ QUYẾT\n"
        "nâng cao năng lực lãnh đạo của tổ chức cơ sở đảng giai đoạn 2026 - 2030\n-----\n"
        "I. Mục tiêu\n"
        "1. Đến năm 2030, trên 95 % chi bộ giữ đúng chế độ sinh hoạt thường kỳ.\n"
        "2. Hằng năm kết nạp ít nhất 3 % đảng viên mới so với tổng số.\n"
        "II. Nhiệm vụ\n"
        "1. Các đảng ủy trực thuộc xây dựng chương trình hành động trước ngày 01-02-2026.\n"
        "2. Ban Tổ chức theo dõi, báo cáo Ban Thường vụ định kỳ 6 tháng.\n"
        + _tail("BAN CHẤP HÀNH", "BÍ THƯ", "Đặng Hữu Trí"),
    )
    return [guide]


PROGRAMMES = (
    (
        "02",
        "nâng cao chất lượng sinh hoạt chi bộ",
        date(2026, 1, 20),
        [
            (
                "Mỗi chi bộ tổ chức ít nhất 04 kỳ sinh hoạt chuyên đề trong năm 2026, có trên 90 %"
                " đảng viên dự, báo cáo trước ngày 15-11-2026.",
                "Tổ chức sinh hoạt chuyên đề đủ bốn quý",
                date(2026, 11, 14),
                "Biên bản sinh hoạt",
                ("quantity", "Số kỳ sinh hoạt chuyên đề", 4, "kỳ", ">=", False),
            ),
            (
                "Các đảng ủy, chi ủy cơ sở rà soát quy chế làm việc, báo cáo Đảng ủy Khối trước"
                " ngày 01-10-2026.",
                "Rà soát quy chế làm việc của cấp ủy",
                date(2026, 9, 30),
                "Quy chế đã sửa",
                ("milestone", "Đã ban hành quy chế sửa đổi", None, "", ">=", False),
            ),
        ],
    ),
    (
        "03",
        "đẩy mạnh cải cách hành chính trong các cơ quan",
        date(2026, 2, 3),
        [
            (
                "Các đảng ủy, chi ủy cơ sở chỉ đạo giảm ít nhất 15 % số hội nghị so với năm 2025,"
                " hoàn thành trong năm 2026.",
                "Cắt giảm số hội nghị",
                date(2026, 12, 31),
                "Bảng thống kê hội nghị",
                ("quantity", "Tỷ lệ hội nghị đã cắt giảm", 15, "%", ">=", True),
            ),
        ],
    ),
    (
        "05",
        "chuyển đổi số trong công tác đảng",
        date(2026, 3, 16),
        [
            (
                "Các đảng ủy, chi ủy cơ sở hoàn thành số hóa 100 % hồ sơ đảng viên trước ngày"
                " 01-11-2026.",
                "Số hóa hồ sơ đảng viên",
                date(2026, 10, 31),
                "Danh mục hồ sơ đã số hóa",
                ("quantity", "Hồ sơ đã số hóa", 100, "%", ">=", True),
            ),
            (
                "Mỗi đảng ủy tập huấn sử dụng sổ tay điện tử cho trên 95 % đảng viên, xong"
                " trong tháng 6-2026.",
                "Tập huấn sử dụng sổ tay điện tử",
                date(2026, 6, 30),
                "Danh sách dự tập huấn",
                ("quantity", "Tỷ lệ đảng viên dự tập huấn", 95, "%", ">", True),
            ),
        ],
    ),
)


def programme_text(
    number: str, abstract: str, day: date, clauses: list[str], place: str, organ: str, signer: str
) -> str:
    """A programme of the bloc that carries out the resolution above it."""
    lines = "\n".join(f"{index}. {clause}" for index, clause in enumerate(clauses, 1))
    return (
        _head("TỈNH ỦY", organ.upper(), f"{number}-CTr/ĐUK", place, day)
        + f"CHƯƠNG TRÌNH\n{abstract}\n-----\n"
        "Thực hiện Nghị quyết số 08-NQ/TU, ngày 10-12-2025 của Ban Chấp hành Đảng bộ tỉnh, Đảng ủy"
        " Khối ban hành chương trình như sau:\n"
        "I. Yêu cầu\n"
        "1. Rõ người, rõ việc, rõ thời hạn, rõ sản phẩm.\n"
        f"II. Nhiệm vụ\n{lines}\n"
        "III. Tổ chức thực hiện\n"
        "1. Các đảng ủy, chi ủy cơ sở cụ thể hóa thành kế hoạch của mình.\n"
        + _tail("ĐẢNG ỦY KHỐI", "PHÓ BÍ THƯ THƯỜNG TRỰC", signer)
    )


def own_plan(
    number: str, code: str, organ: str, programme: str, clauses: list[str], day: date, place: str,
    secretary: str, kind: str,
) -> str:  # fmt: skip
    """A plan from below: ``kind`` is own, copied or hollow."""
    if kind == "copied":
        body = "\n".join(f"{i}. {clause}" for i, clause in enumerate(clauses, 1))
    elif kind == "hollow":
        body = "\n".join(
            f"{i}. Tăng cường {clause.split(' ', 2)[-1].split(',')[0].lower()} theo quy định."
            for i, clause in enumerate(clauses, 1)
        )
    else:
        body = (
            f"1. Đồng chí {secretary} chủ trì chuyên đề về an toàn hồ chứa mùa khô, xong trước ngày"
            " 20-6-2026; sản phẩm là kết luận có phân công từng phòng.\n"
            "2. Chi bộ Văn phòng rà soát 42 hồ sơ của đơn vị, mỗi tuần 6 hồ sơ, báo cáo đảng ủy vào"
            " ngày làm việc cuối tháng.\n"
            f"3. Mời báo cáo viên nói về việc của chính đơn vị; ít nhất 92 % đảng viên dự."
        )
    return (
        _head("ĐẢNG ỦY KHỐI", organ.upper(), f"{number}-KH/{code}", place, day)
        + f"KẾ HOẠCH\nthực hiện Chương trình số {programme}\n-----\n"
        f"Thực hiện Chương trình số {programme} của Đảng ủy Khối, cấp ủy ban hành kế hoạch"
        " như sau:\n"
        f"I. Nhiệm vụ\n{body}\n" + _tail("CẤP ỦY", "BÍ THƯ", secretary)
    )
