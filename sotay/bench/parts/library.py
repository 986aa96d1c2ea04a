"""Search over 60,000 invented pages: phrases, single words, words without marks, with passages."""

import random
import time
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import accumulate
from typing import Any, Final

from sotay.bench.loading import Bench
from sotay.bench.timing import spread, timed
from sotay.core.text import fold
from sotay.library import searching
from sotay.library.feeding import Feed, Passage, fed_by, feeds, forget
from sotay.library.searching import asking, keeping, store

PAGES: Final = 60_000
PAGES_A_WORK: Final = 60
ROOMS: Final = 40  # shelves; half of them are open to who asks
WORDS_A_PAGE: Final = 320
QUESTIONS: Final = 200
_FEED: Final = "bench"
# Words of two syllables, common ones first; pages draw them by rank, as languages do.
_PAIRS: Final = tuple(
    "chi bộ|đảng viên|nghị quyết|cấp ủy|tổ chức|thực hiện|nhiệm vụ|sinh hoạt|công tác|xây dựng|"
    "cán bộ|quần chúng|lãnh đạo|chỉ đạo|kiểm tra|giám sát|học tập|tư tưởng|đạo đức|phong cách|"
    "nêu gương|phát triển|kinh tế|xã hội|văn hóa|giáo dục|y tế|an ninh|quốc phòng|nông thôn|"
    "thành phố|doanh nghiệp|cơ quan|đơn vị|trường học|bệnh viện|kế hoạch|chương trình|báo cáo|"
    "tổng kết|sơ kết|đánh giá|xếp loại|khen thưởng|kỷ luật|kết nạp|chuyển đảng|hồ sơ|lý lịch|"
    "biên bản|ý kiến|góp ý|phê bình|tự phê|dân chủ|tập trung|đoàn kết|thống nhất|trách nhiệm|"
    "quyền hạn|nhân dân|chính quyền|mặt trận|đoàn thể|công đoàn|thanh niên|phụ nữ|cựu chiến|"
    "nông dân|lịch sử|truyền thống|cách mạng|kháng chiến|giải phóng|độc lập|tự do|hạnh phúc|"
    "pháp luật|quy định|hướng dẫn|điều lệ|cải cách|hành chính|chuyển đổi|công nghệ|dữ kiện|"
    "sáng tạo|đổi mới|tiết kiệm|lãng phí|tham nhũng|tiêu cực|niềm tin|uy tín|năng lực|sức khỏe|"
    "đất nước|quê hương|biển đảo|biên giới|đồng bào|dân tộc|tôn giáo|môi trường|khí hậu|thiên tai"
    .split("|")
)  # fmt: skip


def invented_passages(works: Iterable[int] | None) -> Iterator[Passage]:
    """The same pages every time; those of ``works`` alone where they are named."""
    draw = random.Random(9)
    weights = list(accumulate(1 / rank for rank in range(1, len(_PAIRS) + 1)))
    wanted = None if works is None else set(works)
    for index in range(PAGES):
        pairs = draw.choices(_PAIRS, cum_weights=weights, k=WORDS_A_PAGE // 2)
        work, number = divmod(index, PAGES_A_WORK)
        if wanted is not None and work not in wanted:
            continue
        yield Passage(
            work=work,
            room=work % ROOMS,
            title=f"Sách đo thử {work}",
            heading="" if number % 6 else f"Chương {number // 6 + 1}",
            number=number + 1,
            text=" ".join(pairs),
            url=f"/library/read/{work}/{number + 1}/",
        )


def _questions(draw: random.Random) -> dict[str, list[str]]:
    def phrase(pairs: int) -> str:
        return " ".join(draw.choices(_PAIRS, k=pairs))

    return {
        "phrase": [phrase(1) for _each in range(QUESTIONS)],
        "long_phrase": [phrase(2) for _each in range(QUESTIONS)],
        "word": [draw.choice(draw.choice(_PAIRS).split(" ")) for _each in range(QUESTIONS)],
        "unmarked": [fold(phrase(1)) for _each in range(QUESTIONS)],
        "six_words": [phrase(3) for _each in range(QUESTIONS)],
    }


def measure(_bench: Bench) -> dict[str, Any]:
    """Milliseconds of a whole answer: twenty pages found, ranked, each with its passage marked."""
    fed_by(_FEED, invented_passages, opened_to=lambda _actor: range(0, ROOMS, 2))
    try:
        began = time.perf_counter()
        with store.only_writer():
            store.replace(partial(_fill, feeds()[_FEED]))
        built = time.perf_counter() - began
        rooms = [keeping.room_key(_FEED, room) for room in range(0, ROOMS, 2)]
        size = sum(file.stat().st_size for file in store.place().iterdir())
        found: dict[str, Any] = {}
        for kind, questions in _questions(random.Random(11)).items():
            asked = [searching.read_question(one) for one in questions]
            asking.search_rooms(rooms, asked[0])
            found[kind] = spread(timed(partial(asking.search_rooms, rooms, one) for one in asked))
        began = time.perf_counter()
        searching.refresh(_FEED, 3)
        one_work = time.perf_counter() - began
    finally:
        forget(_FEED)
    return {
        "pages": PAGES,
        "build_seconds": round(built, 1),
        "index_mb": round(size / 2**20, 1),
        "answer_ms": found,
        "one_work_anew_seconds": round(one_work, 2),
    }


def _fill(feed: Feed, writer: Any) -> None:
    for one in feed.iterate(None):
        writer.add_document(keeping.row_of(feed.name, one))
