"""Invented books of the demonstration: names, authors and texts put together from our own words."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

CHAPTERS = ("Mở đầu", "Nội dung chính", "Cách làm ở cơ sở", "Câu hỏi để bàn ở chi bộ")
AUTHORS = (
    "Ban Biên soạn Đảng ủy Khối", "Ban Tuyên giáo Đảng ủy Khối", "Tổ Biên tập Văn phòng Đảng ủy",
    "Nguyễn Thị Hải Đăng", "Trần Công Bách", "Lê Vĩnh Phong", "Phạm Ngọc Thu Sương",
    "Hoàng Đình Trọng",
)  # fmt: skip


@dataclass(frozen=True)
class ShelfSpec:
    name: str
    subject: str
    titles: int
    forms: tuple[str, ...]
    matters: tuple[str, ...]


SHELVES = (
    ShelfSpec(
        "Tủ sách xây dựng Đảng",
        "Tổ chức, sinh hoạt, kiểm tra, phát triển đảng viên",
        70,
        ("Hỏi và đáp về {}", "Sổ tay {}", "{}: từ quy định đến việc làm", "Kinh nghiệm {}",
         "Bài giảng về {}"),
        ("sinh hoạt chi bộ", "kết nạp đảng viên", "kiểm tra, giám sát ở cơ sở", "thu, nộp đảng phí",
         "công tác cấp ủy viên", "tự phê bình và phê bình", "đại hội chi bộ", "hồ sơ đảng viên",
         "ghi biên bản", "chuyển sinh hoạt đảng", "đánh giá, xếp loại cuối năm",
         "bồi dưỡng đảng viên mới", "công tác dân vận của chi bộ", "nghị quyết chuyên đề"),
    ),
    ShelfSpec(
        "Tủ sách học tập và nêu gương",
        "Tư tưởng, đạo đức, gương người tốt việc tốt",
        80,
        ("Những chuyện kể về {}", "Nghĩ và làm: {}", "{} trong việc hằng ngày",
         "Gương sáng {}", "Chuyên đề {}"),
        ("tiết kiệm", "trách nhiệm nêu gương", "gần dân, hiểu dân", "giữ lời hứa", "học suốt đời",
         "đoàn kết nội bộ", "dám nghĩ, dám làm", "phòng, chống lãng phí", "phong cách làm việc",
         "lời nói đi đôi với việc làm", "nghĩa tình đồng chí", "giúp nhau vượt khó",
         "kỷ luật tự giác", "trung thực", "chăm lo người lao động", "văn hóa công sở"),
    ),
    ShelfSpec(
        "Tài liệu nghiệp vụ của Đảng ủy Khối",
        "Mẫu văn bản, hướng dẫn, tài liệu hội nghị",
        49,
        ("Hướng dẫn {}", "Bộ mẫu văn bản về {}", "Tài liệu hội nghị: {}",
         "Những lỗi hay gặp khi làm {}", "Quy trình {}"),
        ("soạn thảo nghị quyết", "báo cáo định kỳ", "công tác văn thư", "lưu trữ hồ sơ",
         "tổng kết năm", "chương trình kiểm tra", "chuẩn bị đại hội", "quản lý tài sản",
         "tiếp công dân", "ứng dụng công nghệ trong sinh hoạt đảng"),
    ),
)  # fmt: skip

_OPENINGS = (
    "Cuốn sách nhỏ này viết cho người làm việc thật ở chi bộ.",
    "Nhiều nơi hỏi cùng một câu: làm thế nào để {} không thành hình thức.",
    "Trước khi bàn về {}, hãy nhìn lại một tháng vừa qua ở chính đơn vị mình.",
)
_SENTENCES = (
    "Việc {} chỉ bền khi có người chịu trách nhiệm, có thời hạn và có chỗ để báo cáo lại.",
    "Ở một chi bộ {count} đảng viên, bí thư ghi sẵn ba việc khó lên bảng trước buổi họp.",
    "Người mới thường ngại nói; hãy hỏi ý kiến theo vòng, ai cũng được nói một phút.",
    "Biên bản ghi đủ ý kiến khác nhau thì lần sau mới biết mình đã đi được đến đâu.",
    "Con số {share} phần trăm đẹp trên giấy, nhưng câu hỏi là ai được lợi từ con số ấy.",
    "Khi trả lời dân, nói rõ việc nào làm được ngay, việc nào phải chờ, chờ đến ngày nào.",
    "Nghị quyết ngắn, một trang, mỗi dòng một việc, đọc lên là biết ai làm.",
    "Kinh nghiệm của {count} chi bộ cho thấy: bớt đọc văn bản thì thêm được giờ thảo luận.",
    "Phê bình thẳng mà giữ tình đồng chí là việc phải tập, như tập viết một lá thư khó.",
    "Mỗi quý chọn một chuyên đề sát việc của cơ quan, có người chuẩn bị và người phản biện.",
    "Tiết kiệm bắt đầu từ thời gian: họp đúng giờ, kết thúc đúng giờ, không họp lại việc cũ.",
    "Ai nhận việc thì tự đặt mốc giữa chừng, đừng đợi đến ngày cuối mới nói là khó.",
    "Kiểm tra không phải để bắt lỗi; kiểm tra để việc {} được làm đúng từ đầu.",
    "Sau mỗi lần làm, ghi lại một điều nên giữ và một điều nên bỏ.",
)


@dataclass(frozen=True)
class BookSpec:
    name: str
    author: str
    year: int
    matter: str
    chapters: list[tuple[str, list[str]]]  # heading and paragraphs


def books(shelf: ShelfSpec, draw: random.Random) -> Iterator[BookSpec]:
    """The titles of a shelf, no name twice; the same ones each time for the same ``draw``."""
    names = [(form.format(matter), matter) for matter in shelf.matters for form in shelf.forms]
    for number, (name, matter) in enumerate(draw.sample(names, min(shelf.titles, len(names)))):
        yield BookSpec(
            name=name[:1].upper() + name[1:],
            author=AUTHORS[(number * 3 + len(name)) % len(AUTHORS)],
            year=draw.randrange(2015, 2027),
            matter=matter,
            chapters=[
                (heading, _paragraphs(matter, draw))
                for heading in CHAPTERS[: draw.randrange(2, len(CHAPTERS) + 1)]
            ],
        )


def _paragraphs(matter: str, draw: random.Random) -> list[str]:
    made = [draw.choice(_OPENINGS).format(matter)]
    for _each in range(draw.randrange(3, 6)):
        chosen = draw.sample(_SENTENCES, 4)
        made.append(
            " ".join(
                one.format(matter, count=draw.randrange(5, 40), share=draw.randrange(60, 100))
                for one in chosen
            )
        )
    return made
