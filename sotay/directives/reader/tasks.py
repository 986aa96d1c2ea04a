"""Draft tasks: sentences in which somebody is laid under a duty.

A sentence is taken when an actor is told what to do ("Các chi ủy cơ sở rà soát …"), when
somebody assigns it ("Giao Ban Tổ chức chủ trì …"), or when it opens with the deed itself
("Tăng cường …"); the last has no owner and says so. What is told as done ("đã ban hành") is not a
task. The draft goes to an officer, who takes it, mends it or drops it.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import NamedTuple

from sotay.directives.reader.days import (
    DAY,
    day_before,
    day_of,
    end_of_month,
    make_day,
)
from sotay.directives.reader.duty_words import (
    ACTORS,
    DEEDS,
    DRAWN_UP,
    FURTHER_ORDERS,
    OBLIGING,
    ORDERS,
    PAPERS,
)
from sotay.directives.reader.findings import Target, Task
from sotay.directives.reader.markers import BULLET, rank, reach
from sotay.directives.reader.numerals import ordinal
from sotay.directives.reader.shadow import (
    BLANKS,
    GAP,
    GAP_OR_NONE,
    Lines,
    Shadow,
    listed,
    places,
    words,
)

# What stands behind a word makes it part of a name and no deed: "tổ chức đảng", "báo cáo viên".
_PART_OF_A_NAME = (
    rf"(?<=tổ chức){GAP}(?:đảng(?!{GAP}viên)|cơ{GAP}sở|chính{GAP}trị|cán{GAP}bộ"
    rf"|đoàn(?!{GAP}(?:công|đi|kiểm|giám|khảo|viên))|hội(?!{GAP}(?:nghị|thảo|thi|ý|đàm|trại)))"
    rf"|(?<=kiểm tra){GAP}(?:đảng|trung|các)|(?:(?<=báo cáo)|(?<=tuyên truyền)){GAP}viên"
    rf"|(?<=lãnh đạo){GAP}(?:các|cơ|đơn|chủ)"
)
_DEED = (
    rf"(?:{words(DEEDS)})(?!\w|{_PART_OF_A_NAME})(?<!ban tổ chức)(?<!ủy ban kiểm tra)"
    r"(?<!ban chỉ đạo)(?<!ban chấp hành)(?<!ban quản lý)(?<!cán bộ lãnh đạo)(?<!cán bộ quản lý)"
    r"(?<![cg]ông trình)(?<!chương trình)(?<!quá trình)(?<!quy trình)(?<!lộ trình)(?<!tờ trình)"
)
_OBLIGED = rf"(?:{words(OBLIGING)})(?!\w)"
_EACH = r"(?:(?:tất\scả\scác|tất\scả|toàn\sthể|toàn\sbộ|các|mỗi|từng|mọi|những|đối\svới)\s){0,2}"
_NOT_IN_A_NAME = listed(
    "là có được đã bị với trong khi nếu mà thì về theo để do vì từ như cũng đang chưa không còn"
    " luôn vừa tại này đó nhằm bằng qua cho ra lại đến nhấn khẳng yêu phát nêu đề chúc giao"
)
_NAME_WORD = (
    rf"{GAP}(?!(?:{words(_NOT_IN_A_NAME)})(?!\w)|{_OBLIGED}|{_DEED})"
    rf"[^\W_][^{BLANKS}\n,.;:()\"“”]*"
)
_ACTOR = (
    rf"{_EACH}(?:{words(ACTORS)})(?!\w)(?:{_NAME_WORD}){{0,9}}"
    rf"(?:(?:,|,?{GAP}và){GAP}{_EACH}(?:{words(ACTORS)})(?!\w)(?:{_NAME_WORD}){{0,8}}){{0,4}}"
)
_COUNTED_OFF = (
    r"(?:(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\slà\s?[,:]?\s?"
    r"|thứ\s(?:nhất|hai|ba|tư|năm|sáu|bảy|tám)\s?(?:là)?\s?[,:]\s?)"
)
_ACTOR_WORDS = frozenset(actor.split()[0] for actor in ACTORS) | listed(
    "tất toàn các mỗi từng mọi những đối"
)
_ORDER_WORDS = frozenset(order.split()[0] for order in (*ORDERS, *FURTHER_ORDERS))
_GROUND_WORDS = listed("căn trên theo định hằng hàng trước chậm hết trong thực triển quán phát")
_OPENING_WORDS = words(_ACTOR_WORDS | _ORDER_WORDS | _GROUND_WORDS)
# A sentence begins after a mark or on a line; an actor or an order must stand there. Like other
# patterns here it opens with one class of letters, so that the search leaps to the next of them.
_OPENING = re.compile(
    rf"[\n.:!?…;](?:(?<=\n)[{BLANKS}]*(?P<item>{BULLET}|{_COUNTED_OFF})?\s?"
    rf"|(?<=[.:!?…])[\"”)]?[{BLANKS}]+|(?<=;)[{BLANKS}]+)"
    rf"(?P<word>{_OPENING_WORDS})(?!\w)"
)
_AT_TOP = re.compile(rf"\s*(?P<item>{BULLET}|{_COUNTED_OFF})?(?P<word>{_OPENING_WORDS})(?!\w)")
_ITEM = re.compile(rf"\s*(?P<item>{BULLET}|{_COUNTED_OFF})?\s?")
# An actor behind an opening phrase: "Bên cạnh đó, Đảng ủy Khối tiếp tục …".
_BEHIND = re.compile(rf",[{BLANKS}](?={words(_ACTOR_WORDS)}[{BLANKS}])")
_WHO = re.compile(rf"(?P<who>{_ACTOR}),?{GAP}(?P<deed>(?P<must>{_OBLIGED})|{_DEED})")
# A line that names an owner and no more: the orders under it are his.
_HEADED = re.compile(
    rf"\n[{BLANKS}]*(?P<marker>{BULLET})(?=[^\n.;]{{3,200}}[.]?\n)"
    rf"(?P<who>{_ACTOR})[{BLANKS}]*[:.]?[{BLANKS}]*(?=\n)"
)
_NEXT_DEED = re.compile(rf";{GAP}(?P<deed>{_DEED}|{_OBLIGED})")
_ORDER = re.compile(rf"(?:{words(ORDERS)}|(?P<plain>{words(FURTHER_ORDERS)}))(?!\w)")
# The owner's name went on past a word that only looked like a deed: "Ban Quản lý dự án tổ chức …".
_NAME_GOES_ON = re.compile(
    rf"(?:{_NAME_WORD}){{0,8}}"
    rf"(?:(?:,|,?{GAP}và){GAP}{_EACH}(?:{words(ACTORS)})(?!\w)(?:{_NAME_WORD}){{0,8}}){{0,3}}"
    rf",?{GAP}(?P<deed>(?P<must>{_OBLIGED})|{_DEED})"
)
_ASSIGNING = ("giao", "phân công", "đề nghị", "yêu cầu")
_ASSIGNS = re.compile(
    rf"(?<!\w)(?:{words(_ASSIGNING)})(?:{GAP}cho)?{GAP}(?P<who>{_ACTOR}),?{GAP}(?P<deed>{_OBLIGED}|{_DEED})"
)
# Opening words before the actor that leave a plain deed a duty: "Căn cứ Kế hoạch này, các …".
_GROUNDS = re.compile(
    rf"(?:(?P<firm>căn{GAP}cứ|trên{GAP}cơ{GAP}sở)|theo|định{GAP}kỳ|hằng|hàng|trước|chậm{GAP}nhất"
    rf"|hết|trong|thực{GAP}hiện|triển{GAP}khai|quán{GAP}triệt|phát{GAP}huy)(?!\w)"
)
_PAST_WORDS = r"đã |vừa |cho biết|khẳng định|nhấn mạnh|tin tưởng|trước\)"
_PAST = re.compile(rf" (?:{_PAST_WORDS})")
# What is told as done, an order told as a course of things, or the heading of a list of things.
_TOLD = (
    rf"{_PAST_WORDS}|là(?::| nhiệm vụ| yêu cầu| trách nhiệm| việc| một| khâu| nội dung| giải pháp"
    r"| nền tảng)|được (?:thực hiện|tiến hành|nâng)"
)
_END = re.compile(r"[.;!?…\n](?:(?<=\n)|(?=[\s\"”)]|\Z))")
# By when, set apart from what: "…; hoàn thành trước ngày …", "…. Thời gian hoàn thành: quý II".
_FINISH = re.compile(
    rf"[;.]{GAP}(?:hoàn{GAP}thành|xong|thời{GAP}(?:gian|hạn)(?:{GAP}(?:thực{GAP}hiện|hoàn{GAP}thành))?:?)"
    rf"{GAP}(?:trước|trong|chậm|muộn|đến|hết|vào|ngày|tháng|quý|năm|[0-9])"
)
_FINISH_OPENS = frozenset("hxtHXT")
_ABBREVIATED = frozenset({"TP", "Tp", "tp", "GS", "TS"})
_NEW_LINE = re.compile(
    r"[^\S\n]*(?:\n|\Z|[-+*•·]|[0-9]{1,2}(?:[.)/](?![0-9])|(?:\.[0-9]{1,2}){1,3}[.)]?\s|\t)"
    r"|\([0-9a-zđ]{1,2}\)\s|[a-zđ]\)|[ivxIVX]+\.\s)"
)
_LONGEST = 1200
_REACH = 150
_BREAK = re.compile(r"[.;:!?…](?=\s)|\n")
_OBLIGED_SOON = re.compile(rf"{_OBLIGED}")
_CUTS = ("\n", ". ", "; ", ": ", "! ", "? ", "… ")
_TOLD_BY = re.compile(r" (?:tin tưởng|cho biết|khẳng định|nhấn mạnh)")

_BY = (
    rf"(?P<by>(?:trước|chậm{GAP}nhất(?:{GAP}(?:là|vào|đến|trước))?"
    rf"|thời{GAP}(?:gian|hạn)(?:{GAP}(?:thực{GAP}hiện|hoàn{GAP}thành):?|:)"
    rf"|muộn{GAP}nhất(?:{GAP}(?:là|vào))?|đến{GAP}hết|đến|hết|trong|vào|xong|từ{GAP}nay{GAP}đến)){GAP}"
)
_DUE = (
    rf"{_BY}(?:"
    rf"(?:ngày{GAP_OR_NONE})?(?P<day>{DAY})"
    rf"|(?:ngày{GAP_OR_NONE})?(?P<short>[0-9]{{1,2}}\s?[-/]\s?[0-9]{{1,2}})(?![-/.0-9%])"
    rf"(?:{GAP}(?P<yearly>hằng{GAP}năm|hàng{GAP}năm))?"
    rf"|ngày{GAP}(?P<each>[0-9]{{1,2}})(?:{GAP}(?:(?:hằng|hàng){GAP})?(?:tháng|quý)(?:{GAP}sau)?)?"
    rf"(?![-/0-9]|{GAP}(?:tháng|sau|kể))"
    rf"|(?:cuối{GAP})?tháng{GAP}(?P<month>[0-9]{{1,2}})(?:\s?[-/]\s?(?P<my>[0-9]{{4}})|{GAP}năm{GAP}(?P<my2>[0-9]{{4}}))?"
    rf"(?![-/0-9])"
    rf"|quý{GAP}(?P<quarter>[ivIV]{{1,3}}|[1-4])(?!\w)(?:,?{GAP}năm{GAP}(?P<qy>[0-9]{{4}})|\s?[-/]\s?(?P<qy2>[0-9]{{4}}))?"
    rf"|(?P<half>6{GAP}tháng{GAP}đầu{GAP}năm|6{GAP}tháng{GAP}cuối{GAP}năm)(?:{GAP}(?P<hy>[0-9]{{4}}))?"
    rf"|(?:cuối{GAP})?năm{GAP}(?P<year>[0-9]{{4}})(?![-0-9])"
    rf")"
)
_YEAR_AT_HEAD = re.compile(rf"năm{GAP}([0-9]{{4}}),")
_ROUND = rf"{GAP}(?:tháng|quý|năm|tuần)(?:,{GAP}(?:6{GAP}tháng|quý|năm))*"
_CYCLE = (
    rf"(?:định{GAP}kỳ{GAP}(?:(?:hằng|hàng|mỗi){GAP})?(?:6{GAP}tháng|tháng|quý|năm|tuần)(?:,{GAP}(?:6{GAP}tháng|quý|năm))*"
    rf"|hằng{_ROUND}|hàng{_ROUND}|mỗi{_ROUND}"
    rf"|trong{GAP}(?:thời{GAP}hạn|vòng){GAP}[0-9]{{1,3}}{GAP}(?:ngày(?:{GAP}làm{GAP}việc)?|tháng|tuần)"
    rf"|chậm{GAP}nhất{GAP}(?:sau{GAP})?[0-9]{{1,3}}{GAP}(?:ngày(?:{GAP}làm{GAP}việc)?|tháng))(?!\w)"
)
_DONE = re.compile(rf"(?:xong|hoàn{GAP}thành)(?!\w)")
_ASIDE = re.compile(
    rf",{GAP}(?:ưu{GAP}tiên|trong{GAP}đó|chú{GAP}trọng|nhất{GAP}là|bảo{GAP}đảm|đảm{GAP}bảo)(?!\w)"
)
_PRODUCT = (
    rf"{words(DRAWN_UP)}(?:{GAP}(?!về)[^{BLANKS}\n,.;:]+){{0,3}}?{GAP}(?P<paper>{words(PAPERS)})"
    rf"(?!\w|{GAP}(?:số|[0-9]|trung{GAP}ương|đại{GAP}hội))"
    rf"|báo{GAP}cáo(?!{GAP}viên)(?!\w)"
)
_SIGN_WORDS = listed(
    "trước chậm muộn đến hết trong vào xong từ định hằng hàng mỗi đã vừa cho khẳng nhấn tin là được"
    " thời ban biên dự gửi hoàn ký lập nộp soạn tham trình xây báo"
)
# All that a sentence is searched for, in one go: what stands behind a space or an opening mark.
_SIGNS = re.compile(
    rf"[ \n\t\r(\[\"“',;:/*•+-](?={words(_SIGN_WORDS)})(?:(?=(?P<due>{_DUE}))|(?=(?P<told>{_TOLD}))"
    rf"|(?=(?P<cycle>{_CYCLE}))|(?=(?P<product>{_PRODUCT})))"
)
_TAILS = (", báo cáo", ", gửi", ", nộp", " và báo cáo", "; báo cáo")
_LAST_WORDS = (" và", " xong", " hoàn thành")
# Documents that lay duties: their items are orders where the same words elsewhere only tell.
DIRECTING = frozenset(
    {
        "Kế hoạch",
        "Nghị quyết",
        "Chỉ thị",
        "Chương trình",
        "Hướng dẫn",
        "Kết luận",
        "Thông báo",
        "Thông tri",
        "Quy định",
        "Quyết định",
        "Quy chế",
        "Đề án",
        "Công văn",
    }
)


class _Duty(NamedTuple):
    start: int
    who: tuple[int, int] | None
    deed: int
    sure: bool  # an obliging word or an assignment, so no further sign is asked for
    item: bool  # stands as a numbered or bulleted item
    dash: bool = False  # a bulleted one: unlike a number, a dash opens no heading
    plain: bool = False  # opens with a deed that plain reports open with too


def tasks(
    shadow: Shadow,
    lines: Lines,
    found_targets: Sequence[Target],
    kind: str | None,
    issued: date | None,
) -> list[Task]:
    """Every draft task; ``kind`` and ``issued`` are the document's own type and day."""
    directing = kind in DIRECTING
    aimed = _Aimed(shadow, found_targets)
    duties: dict[int, _Duty] = {}
    # The first to name a sentence keeps it: an actor, one charged, one behind, a bare order.
    orders: list[_Duty] = []
    for duty in _openings(shadow):
        if duty.who is not None:
            duties.setdefault(duty.start, duty)
        else:
            orders.append(duty)
    _give_owners(shadow, orders)
    for duty in chain(_charged(shadow), _behind(shadow), orders):
        duties.setdefault(duty.start, duty)
    found: list[Task] = []
    done = 0
    for start in sorted(duties):
        if start < done:
            continue
        duty = duties[start]
        end, closed = _sentence_end(shadow, start)
        task = _task(shadow, lines, duty, end, closed, aimed.inside(start, end), directing, issued)
        if task is None:
            continue
        found.append(task)
        done = end
        if duty.who is None or not shadow.low.startswith(";", end):
            continue
        for more in _going_on(shadow, duty, end):
            end, closed = _sentence_end(shadow, more.start)
            inside = aimed.inside(more.start, end)
            task = _task(shadow, lines, more, end, closed, inside, False, issued)
            if task is not None and task.due_text is not None:
                found.append(task)
                done = end
    return found


def _give_owners(shadow: Shadow, orders: list[_Duty]) -> None:
    """Orders in a list under a line that only names an owner are laid on that owner."""
    if not any(order.item for order in orders):
        return
    low = shadow.low
    at = 0
    for headed in _HEADED.finditer(low):
        end = reach(low, headed.end(), rank(headed["marker"]))
        while at < len(orders) and orders[at].start < headed.end():
            at += 1
        for nth in range(at, len(orders)):
            if orders[nth].start >= end:
                break
            if orders[nth].item:
                orders[nth] = orders[nth]._replace(who=headed.span("who"))


class _Aimed:
    """The targets of a text, to be asked for by the sentence they stand in."""

    def __init__(self, shadow: Shadow, found_targets: Sequence[Target]) -> None:
        self._origin = shadow.origin
        self._targets = found_targets
        self._starts = [target.start for target in found_targets]

    def inside(self, start: int, end: int) -> Sequence[Target]:
        """The targets, not told figures, that begin in ``start`` to ``end`` (shadow offsets)."""
        begin, stop = self._origin(start, max(end, start + 1))
        first = bisect_left(self._starts, begin)
        last = bisect_left(self._starts, stop, first)
        if first == last:
            return ()
        return [each for each in self._targets[first:last] if each.kind == "target"]


def _going_on(shadow: Shadow, duty: _Duty, end: int) -> Iterator[_Duty]:
    """What the same owner is to do next: "…; biên soạn tài liệu trước 30/6/2026"."""
    for _ in range(6):
        following = _NEXT_DEED.match(shadow.low, end)
        if following is None:
            return
        start = following.start("deed")
        yield _Duty(start, duty.who, start, False, False)
        end = _sentence_end(shadow, start)[0]


def _openings(shadow: Shadow) -> Iterator[_Duty]:
    """Sentences that open with an actor and a deed, or with an order."""
    low, clean = shadow.low, shadow.clean
    top = _AT_TOP.match(low)
    for opening in chain([top] if top else [], _OPENING.finditer(low)):
        marker, word = opening.group("item", "word")
        at = opening.end() - len(word)
        item = marker is not None
        lower = clean[at].islower()
        if lower and not item and low[opening.start()] != ";":
            continue
        if word in _ACTOR_WORDS:
            owned = _owner(shadow, at)
            if owned is not None:
                end, deed, must = owned
                yield _Duty(at, (at, end), deed, must, item)
                continue
        if word in _GROUND_WORDS and (item or not lower):
            grounded = _grounded(shadow, at, item)
            if grounded is not None:
                yield grounded
                continue
        if word in _ORDER_WORDS and (item or not lower):
            order = _ORDER.match(low, at)
            if order is not None:
                dash = item and not marker[0].isdigit()
                yield _Duty(at, None, at, False, item, dash, order["plain"] is not None)


def _owner(shadow: Shadow, at: int) -> tuple[int, int, bool] | None:
    """Where the owner that begins at ``at`` ends, where the deed begins, whether it is obliged."""
    clean, low = shadow.clean, shadow.low
    duty = _WHO.match(low, at)
    if duty is None or low.startswith("\t", duty.end()):
        return None  # none, or a cell of a table that only names a thing: "Đảng viên dự sinh hoạt"
    end = duty.end("who")
    for _ in range(4):
        must, written = duty.group("must", "deed")
        deed = duty.end() - len(written)
        if not (clean[deed].isupper() and clean[deed + 1].islower()):
            return end, deed, must is not None
        going_on = _NAME_GOES_ON.match(low, duty.end())
        if going_on is None:
            return end, deed, must is not None
        duty = going_on
        end = len(low[: duty.end() - len(duty["deed"])].rstrip(" \t\r\n,"))
    return None


def _grounded(shadow: Shadow, at: int, item: bool) -> _Duty | None:
    """ "Căn cứ Kế hoạch này, các cấp ủy xây dựng …": grounds or a time, then the actor."""
    low = shadow.low
    grounds = _GROUNDS.match(low, at)
    if grounds is None:
        return None
    for comma in islice(_BEHIND.finditer(low, at, at + _REACH), 3):
        owner = _owner(shadow, comma.end())
        if owner is not None and _BREAK.search(low, at, comma.start()) is None:
            end, deed, must = owner
            return _Duty(at, (comma.end(), end), deed, must or grounds["firm"] is not None, item)
    return None


def _charged(shadow: Shadow) -> Iterator[_Duty]:
    """Sentences in which somebody is charged: "Giao Ban Tổ chức chủ trì …"."""
    low = shadow.low
    for phrase in _ASSIGNING:
        for at in places(low, phrase):
            match = _ASSIGNS.match(low, at)
            if match is None:
                continue
            start, item = _sentence_start(shadow, at)
            if start is not None and _PAST.search(low, start, at) is None:
                yield _Duty(start, match.span("who"), match.start("deed"), True, item)


def _behind(shadow: Shadow) -> Iterator[_Duty]:
    """Sentences with an obliged actor behind an opening phrase."""
    low = shadow.low
    for comma in _BEHIND.finditer(low):
        if _OBLIGED_SOON.search(low, comma.end(), comma.end() + 90) is None:
            continue
        start, item = _sentence_start(shadow, comma.start())
        if start is None:
            continue
        owner = _owner(shadow, comma.end())
        if owner is None or not owner[2]:
            continue
        if _TOLD_BY.search(low, start, comma.end() + 60) is None:
            yield _Duty(start, (comma.end(), owner[0]), owner[1], True, item)


def _sentence_start(shadow: Shadow, at: int) -> tuple[int | None, bool]:
    """Where the sentence that holds ``at`` begins, and whether it is an item.

    ``None`` if no sentence begins with a capital within reach.
    """
    low, clean = shadow.low, shadow.clean
    floor = max(0, at - _REACH)
    cut = max(low.rfind(mark, floor, at) for mark in _CUTS)
    if cut < 0 and floor:
        return None, False
    marker = _ITEM.match(low, cut + 1, at)
    start = marker.end() if marker is not None else cut + 1
    item = marker is not None and marker["item"] is not None
    if start > at or (start < len(clean) and clean[start].islower() and not item):
        return None, False
    return start, item


def _sentence_end(shadow: Shadow, start: int) -> tuple[int, bool]:
    """Where the sentence ends (its mark left out) and whether a mark closes it."""
    clean = shadow.clean
    limit = min(len(clean), start + _LONGEST)
    at = start
    while (mark := _END.search(clean, at, limit)) is not None:
        end = mark.start()
        if clean[end] != "\n":
            if clean[end + 2 : end + 3] in _FINISH_OPENS and _FINISH.match(shadow.low, end):
                at = end + 1
                continue
            if end < 2 or clean[end - 2 : end] not in _ABBREVIATED:
                return end, True
        elif _NEW_LINE.match(clean, end + 1) or _opens_line(clean, end + 1):
            return end, False
        at = end + 1
    return limit, False


def _opens_line(clean: str, at: int) -> bool:
    """Whether a line opens something new: unlike a wrapped one, it begins with a capital."""
    line = clean[at : at + 12].lstrip().lstrip('("“')
    return bool(line) and line[0].isupper()


def _task(
    shadow: Shadow,
    lines: Lines,
    duty: _Duty,
    end: int,
    closed: bool,
    inside: Sequence[Target],
    directing: bool,
    issued: date | None,
) -> Task | None:
    low = shadow.low
    while end > duty.start and low[end - 1] in " \t\r\n,:-.…":
        if low[end - 1] == ":":
            return None  # it only announces the list below it
        end -= 1
    if end - duty.deed < 8 or (duty.who is None and _announces(low, end)):
        return None
    due, told_at, paper, paper_end, report_end = _signs(low, duty, end, issued)
    if due is not None:
        aside = _ASIDE.match(low, due.end)
        if aside is not None and aside.start() < end:
            end = due.end
    if not _is_duty(duty, end, closed, directing, due is not None or bool(inside)):
        return None
    if not duty.sure and told_at < end:
        return None
    begin, stop = shadow.origin(duty.start, end)
    goal = next((each for each in inside if each.end <= stop), None) if inside else None
    product = paper if paper_end <= end else None
    if product is None and report_end <= end:
        product = "Báo cáo"
    criterion = None
    if goal is not None:
        criterion = goal.text
    elif due is not None and _DONE.search(low, duty.deed, end) is not None:
        criterion = "hoàn thành"
    missing = [] if duty.who is not None else ["owner"]
    if due is None:
        missing.append("day")
    if product is None:
        missing.append("criterion" if criterion is None else "product")
    cut = due is not None and due.start > duty.deed and not due.round
    # "Phấn đấu đến năm 2030 đạt …": what stands behind the day is the deed itself.
    what_end = due.start if due is not None and cut and due.start - duty.deed > 12 else end
    what = shadow.clean[duty.deed : what_end]
    what = _without_tail(what).rstrip(" .")
    return Task(
        line=lines.of(begin),
        start=begin,
        end=stop,
        text=shadow.text[begin:stop],
        who=_clipped(shadow.clean[slice(*duty.who)], 300) if duty.who else None,
        what=_clipped(what, 500),
        due=due.day.isoformat() if due is not None and due.day is not None else None,
        due_text=_clipped(shadow.clean[due.start : due.end], 120) if due is not None else None,
        quantity=goal.quantity if goal else None,
        comparator=goal.comparator if goal else None,
        unit=goal.unit if goal else None,
        criterion=criterion,
        product=product,
        missing=tuple(missing),
    )


def _without_tail(what: str) -> str:
    """The deed without the report that is asked about it and without "xong"."""
    if "báo cáo" in what or ", gửi" in what or ", nộp" in what:
        for tail in _TAILS:
            at = what.find(tail)
            if at > 12:
                what = what[:at]
    what = what.rstrip(" ,;\n")
    if what.endswith(_LAST_WORDS):
        for word in _LAST_WORDS:
            what = what.removesuffix(word).rstrip(" ,;\n")
    return what


def _announces(low: str, end: int) -> bool:
    """Whether the line goes on, past a semicolon, to a colon: the preamble of a list."""
    if not low.startswith(";", end):
        return False
    stop = low.find("\n", end, end + _LONGEST)
    line = low[end : stop if stop >= 0 else end + _LONGEST]
    return line.rstrip().endswith(":")


def _is_duty(duty: _Duty, end: int, closed: bool, directing: bool, measured: bool) -> bool:
    if duty.sure or (measured and duty.who is not None):
        return True
    if duty.who is not None:
        return duty.item or directing
    if duty.plain and not measured and not (directing and duty.item and closed):
        return False
    # An order without an owner is told from a heading by its closing mark or its measure.
    if not measured and not closed and not (duty.dash and end - duty.start > 40):
        return False
    return duty.item or directing or measured or end - duty.start > 40


class _Due(NamedTuple):
    """The last day that counts, and where its words stand; ``round`` where it comes again."""

    day: date | None
    start: int
    end: int
    round: bool = False


_NOWHERE = sys.maxsize


def _signs(
    low: str, duty: _Duty, end: int, issued: date | None
) -> tuple[_Due | None, int, str | None, int, int]:
    """What a sentence tells besides its deed, in one search.

    Its last day; where it begins to tell of the past or of the course of things; the paper that
    proves the deed and where its words end; where a report that is asked for ends. A place that is
    not there lies beyond any text.
    """
    shift = 0
    start = duty.start
    if not start:  # nothing stands before the first sentence of a text, but the pattern asks for it
        low, shift = f"\n{low[:end]}", 1
    due = cycle = paper = None
    told_at = paper_end = report_end = _NOWHERE
    year = _YEAR_AT_HEAD.match(low, start + shift) if low.startswith("năm", start) else None
    if year is not None and 1 <= int(year[1]) <= 9999:
        due = _Due(date(int(year[1]), 12, 31), start, year.end(1) - shift, True)
    for sign in _SIGNS.finditer(low, start + shift - 1, end + shift):
        at = sign.end() - shift
        kind = sign.lastgroup
        if kind == "due":
            if due is None:
                due = _due(sign, shift, issued)
        elif kind == "product":
            if at < duty.deed or paper is not None:
                continue
            written = sign["paper"]
            if written:
                paper = " ".join(written.split()).capitalize()
                paper_end = sign.end("product") - shift
            elif report_end == _NOWHERE:
                report_end = sign.end("product") - shift
        elif kind == "told":
            if told_at == _NOWHERE:
                told_at = at
        elif cycle is None:
            cycle = _Due(None, at, sign.end("cycle") - shift, True)
    return due or cycle, told_at, paper, paper_end, report_end


def _due(sign: re.Match[str], shift: int, issued: date | None) -> _Due | None:
    by = sign["by"]
    if sign["each"] and by in {"đến", "vào", "trong", "hết"}:
        return None  # "vào ngày 25" tells of a habit or of the past, not of a last day
    day = _day(sign, issued, before="trước" in by)
    return _Due(day, sign.start("due") - shift, sign.end("due") - shift)


def _day(match: re.Match[str], issued: date | None, *, before: bool) -> date | None:
    """The last day that counts. Without a year, the first such day on or after the issue day."""
    if match["day"]:
        day = day_of(match["day"])
        return day_before(day) if before else day
    if match["short"]:
        if match["yearly"]:
            return None
        first, second = (int(part) for part in re.split(r"\s?[-/]\s?", match["short"]))
        if issued is None:
            return None
        day = make_day(issued.year, second, first)
        if day is not None and day < issued:
            day = make_day(issued.year + 1, second, first)
        return day_before(day) if before else day
    if match["month"]:
        return _month_end(int(match["month"]), match["my"] or match["my2"], issued, before, 1)
    if match["quarter"]:
        quarter = ordinal(match["quarter"].upper()) or 0
        if not 1 <= quarter <= 4:
            return None
        return _month_end(quarter * 3, match["qy"] or match["qy2"], issued, before, 3)
    if match["half"]:
        month = 6 if "đầu" in match["half"] else 12
        return _month_end(month, match["hy"], issued, False, 6)
    if match["year"]:
        year = int(match["year"])
        if not 1 < year < 9999:
            return None
        return (
            date(year - 1, 12, 31) if before and "cuối" not in match["due"] else date(year, 12, 31)
        )
    return None


def _month_end(
    month: int, year: str | None, issued: date | None, before: bool, months: int
) -> date | None:
    """The end of a month (or of a span of ``months`` that it closes), or the day before it all."""
    if not 1 <= month <= 12:
        return None
    if year is not None:
        chosen = int(year)
    elif issued is not None:
        chosen = issued.year if month >= issued.month else issued.year + 1
    else:
        return None
    if not before:
        return end_of_month(chosen, month)
    return day_before(make_day(chosen, month - months + 1, 1))


def _clipped(text: str, longest: int) -> str:
    if "  " in text or not text.isprintable():
        text = " ".join(text.split())
    return text.strip(" ,;:-")[:longest]
