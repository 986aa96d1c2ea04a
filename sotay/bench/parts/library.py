"""Search over 60,000 invented pages: phrases, single words, words without marks, with passages."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
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
COMPOUNDS: Final = 4_000  # words of two syllables; common ones first, drawn by rank
_BEGINNINGS: Final = "b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x".split()
_ENDINGS: Final = (
    "a á à ả ã ạ ai ái ài ải an án àn ản ang áng àng ạng ao áo ào ảo ân ấn ần ận ât ất ật âu ấu ầu"
    " ê ế ề ệ êu ếu ều i í ì ỉ ị iên iến iền iện iêu iếu iều iệu in ín ìn ong óng òng ọng ô ố ồ ộ"
    " ôi ối ồi ội ông ống ồng ộng ơ ớ ờ ợ ơi ới ời ợi u ú ù ủ ụ ung úng ùng ụng uôn uốn uồn uộn"
    " uyên uyến uyền uyện ư ứ ừ ự ương ướng ường ượng"
).split()


def _compounds() -> list[str]:
    draw = random.Random(5)

    def syllable() -> str:
        return draw.choice(_BEGINNINGS) + draw.choice(_ENDINGS)

    return [f"{syllable()} {syllable()}" for _each in range(COMPOUNDS)]


def invented_passages(works: Iterable[int] | None) -> Iterator[Passage]:
    """The same pages every time; those of ``works`` alone where they are named."""
    compounds = _compounds()
    weights = list(accumulate(1 / rank for rank in range(1, COMPOUNDS + 1)))
    for work in range(PAGES // PAGES_A_WORK) if works is None else works:
        draw = random.Random(work)
        for number in range(1, PAGES_A_WORK + 1):
            yield Passage(
                work=work,
                room=work % ROOMS,
                title=f"Sách đo thử {work}",
                heading="" if number % 6 else f"Chương {number // 6}",
                number=number,
                text=" ".join(draw.choices(compounds, cum_weights=weights, k=WORDS_A_PAGE // 2)),
                url=f"/library/read/{work}/{number}/",
            )


def _questions(draw: random.Random) -> dict[str, list[str]]:
    compounds = _compounds()

    def phrase(pairs: int) -> str:
        return " ".join(draw.choices(compounds, k=pairs))

    return {
        "phrase": [phrase(1) for _each in range(QUESTIONS)],
        "long_phrase": [phrase(2) for _each in range(QUESTIONS)],
        "word": [draw.choice(draw.choice(compounds).split(" ")) for _each in range(QUESTIONS)],
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
        worked: dict[str, Any] = {}
        for kind, questions in _questions(random.Random(11)).items():
            asked = [searching.read_question(one) for one in questions]
            asking.search_rooms(rooms, asked[0])
            calls = [partial(asking.search_rooms, rooms, one) for one in asked]
            found[kind] = spread(timed(calls))
            worked[kind] = spread([_own_time(call) for call in calls])
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
        "answer_own_ms": worked,  # of the processor: what a machine with nothing else to do takes
        "one_work_anew_seconds": round(one_work, 2),
    }


def _own_time(call: Callable[[], Any]) -> float:
    """Milliseconds of the processor that the call itself took, whatever else the machine does."""
    began = time.thread_time()
    call()
    return (time.thread_time() - began) * 1000


def _fill(feed: Feed, writer: Any) -> None:
    for one in feed.iterate(None):
        writer.add_document(keeping.row_of(feed.name, one))
