"""How fast the document reader reads: texts put together from invented sentences."""

import random
from functools import partial
from typing import Any, Final

from sotay.bench.loading import Bench
from sotay.bench.timing import spread, timed
from sotay.directives import reader

DOCUMENTS: Final = 60
LETTERS_A_PAGE: Final = 2_500

_HEAD = """ĐẢNG BỘ ĐO THỬ
*
Số {number}-NQ/ĐU
{place}, ngày {day:02d} tháng {month} năm {year}

NGHỊ QUYẾT
về công việc đo thử năm {year}
"""
_SENTENCES: Final = (
    "Căn cứ Nghị quyết số {number}-NQ/ĐU, ngày {day}-{month}-{year} về chương trình làm việc.",
    "Phấn đấu {share} % chi bộ hoàn thành tốt nhiệm vụ trong năm {year}.",
    "Văn phòng chủ trì, báo cáo kết quả trước ngày {day}-{month}-{year}.",
    "Các đảng bộ cơ sở xây dựng kế hoạch cụ thể, xong trong quý II năm {year}.",
    "Ít nhất {few} chi bộ ở mỗi đảng bộ sinh hoạt chuyên đề mỗi quý.",
    "Việc phân công còn chung chung, chưa rõ người và chưa rõ thời hạn.",
    "Tiếp tục thực hiện Chỉ thị số {few}-CT/ĐU và Kết luận số {number}-KL/ĐU của đảng bộ.",
    "Ban tổ chức theo dõi, đôn đốc và tổng hợp báo cáo hằng tháng.",
    "Kết nạp từ {few} đến {number} đảng viên mới, trong đó có đảng viên nữ.",
    "Mỗi chi bộ chọn một việc khó để làm trước và nêu rõ sản phẩm phải có.",
)


def invented_text(draw: random.Random, pages: int) -> str:
    """A resolution of about ``pages`` pages, in numbered clauses."""

    def numbers() -> dict[str, Any]:
        return {
            "number": draw.randrange(1, 200), "day": draw.randrange(1, 29),
            "month": draw.randrange(1, 13), "year": draw.randrange(2016, 2027),
            "share": draw.randrange(50, 100), "few": draw.randrange(2, 9), "place": "Sông Vân",
        }  # fmt: skip

    lines = [_HEAD.format(**numbers())]
    clause = 0
    while sum(map(len, lines)) < pages * LETTERS_A_PAGE:
        clause += 1
        words = " ".join(s.format(**numbers()) for s in draw.sample(_SENTENCES, 3))
        lines.append(f"{clause}. {words}\n")
    return "\n".join(lines)


def measure(_bench: Bench) -> dict[str, Any]:
    """Whole readings of texts of 2 to 20 pages: identity, citations, targets, tasks."""
    draw = random.Random(7)
    texts = [invented_text(draw, draw.randrange(2, 21)) for _each in range(DOCUMENTS)]
    reader.read_text(texts[0])
    taken = timed(partial(reader.read_text, text) for text in texts)
    pages = [len(text) / LETTERS_A_PAGE for text in texts]
    size = sum(len(text.encode()) for text in texts)
    return {
        "document_ms": spread(taken),
        "page_ms": round(sum(taken) / sum(pages), 2),
        "pages": round(sum(pages)),
        "megabytes_per_second": round(size / 1e6 / (sum(taken) / 1000), 2),  # of UTF-8
    }
