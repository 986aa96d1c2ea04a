"""Draft tasks: sentences in which somebody is laid under a duty.

A sentence is taken when an actor is told what to do ("Các chi ủy cơ sở rà soát …"), when
somebody assigns it ("Giao Ban Tổ chức chủ trì …"), or when it opens with the deed itself
("Tăng cường …"); the last has no owner and says so. What is told as done ("đã ban hành") is not a
task. The draft goes to an officer, who takes it, mends it or drops it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from sotay.directives.reader.days import (
    DAY,
    day_before,
    day_of,
    end_of_month,
    make_day,
)
from sotay.directives.reader.findings import Target, Task
from sotay.directives.reader.numerals import ordinal
from sotay.directives.reader.shadow import GAP, GAP_OR_NONE, Lines, Shadow, listed, places, words

_ACTORS = (
    "ban chấp hành",
    "ban chỉ đạo",
    "ban dân vận",
    "ban kinh tế",
    "ban nội chính",
    "ban thường vụ",
    "ban tổ chức",
    "ban tuyên giáo",
    "ban tuyên giáo và dân vận",
    "ban xây dựng đảng",
    "ban",
    "báo cáo viên",
    "bí thư",
    "bộ phận",
    "cán bộ",
    "cấp ủy",
    "cấp ủy viên",
    "chi bộ",
    "chi ủy",
    "cơ quan",
    "công đoàn",
    "cơ sở đảng",
    "đảng bộ",
    "đảng ủy",
    "đảng viên",
    "đoàn khối",
    "đoàn thanh niên",
    "đoàn thể",
    "đồng chí",
    "đơn vị",
    "hội cựu chiến binh",
    "hội phụ nữ",
    "huyện ủy",
    "liên đoàn lao động",
    "mặt trận tổ quốc",
    "người đứng đầu",
    "phó bí thư",
    "phòng",
    "thành ủy",
    "thủ trưởng",
    "thường trực",
    "tỉnh ủy",
    "tổ chức chính trị - xã hội",
    "tổ chức cơ sở đảng",
    "tổ chức đảng",
    "tổ công tác",
    "tổ đảng",
    "tổ giúp việc",
    "trung tâm",
    "tuyên truyền viên",
    "ủy ban kiểm tra",
    "văn phòng",
)
_OBLIGING = (
    "cần",
    "chịu trách nhiệm",
    "chủ động",
    "chú trọng",
    "có nhiệm vụ",
    "có trách nhiệm",
    "định kỳ",
    "hằng năm",
    "hằng quý",
    "hằng tháng",
    "hàng năm",
    "hàng quý",
    "hàng tháng",
    "khẩn trương",
    "phải",
    "sẽ",
    "tập trung",
    "thường xuyên",
    "tiếp tục",
)
_DEEDS = (
    "áp dụng",
    "ban hành",
    "bảo đảm",
    "biểu dương",
    "biên soạn",
    "bố trí",
    "bồi dưỡng",
    "bổ sung",
    "căn cứ",
    "cập nhật",
    "chấn chỉnh",
    "chấp hành",
    "chỉ đạo",
    "chủ trì",
    "chuẩn bị",
    "công khai",
    "củng cố",
    "cụ thể hóa",
    "cử",
    "duy trì",
    "đánh giá",
    "đảm bảo",
    "đăng ký",
    "đẩy mạnh",
    "điều tra",
    "đôn đốc",
    "đổi mới",
    "đưa",
    "gắn",
    "giám sát",
    "giao",
    "giải quyết",
    "giới thiệu",
    "giữ",
    "giúp",
    "gửi",
    "hoàn chỉnh",
    "hoàn thành",
    "hoàn thiện",
    "học tập",
    "hướng dẫn",
    "kết nạp",
    "khảo sát",
    "khắc phục",
    "khen thưởng",
    "kịp thời",
    "kiểm điểm",
    "kiểm tra",
    "kiên quyết",
    "kiện toàn",
    "lãnh đạo",
    "lập",
    "lựa chọn",
    "mở",
    "nâng cao",
    "nắm",
    "nghiêm túc",
    "nghiên cứu",
    "nhân rộng",
    "nộp",
    "phát động",
    "phát huy",
    "phát triển",
    "phân công",
    "phấn đấu",
    "phê duyệt",
    "phòng, chống",
    "phổ biến",
    "phối hợp",
    "quan tâm",
    "quán triệt",
    "quản lý",
    "rà soát",
    "rèn luyện",
    "sắp xếp",
    "sinh hoạt",
    "sơ kết",
    "sử dụng",
    "tạo",
    "tăng cường",
    "tập huấn",
    "tham gia",
    "tham mưu",
    "thành lập",
    "theo dõi",
    "thẩm định",
    "thống kê",
    "thực hiện",
    "tổ chức",
    "tổng hợp",
    "tổng kết",
    "triển khai",
    "trình",
    "tuyên truyền",
    "ứng dụng",
    "vận động",
    "xác định",
    "xây dựng",
    "xử lý",
    "báo cáo",
)
# Deeds that open a sentence as an order; the others also open plain narration.
_ORDERS = (
    "bảo đảm",
    "chấn chỉnh",
    "chú trọng",
    "chủ động",
    "củng cố",
    "duy trì",
    "đảm bảo",
    "đẩy mạnh",
    "đổi mới",
    "giữ",
    "hoàn thành",
    "hoàn thiện",
    "kịp thời",
    "kiên quyết",
    "kiện toàn",
    "khắc phục",
    "lãnh đạo",
    "nâng cao",
    "nghiêm túc",
    "phát động",
    "phát huy",
    "phấn đấu",
    "quan tâm",
    "quán triệt",
    "rà soát",
    "tăng cường",
    "tập huấn",
    "tập trung",
    "thường xuyên",
    "thực hiện",
    "tiếp tục",
    "tổ chức",
    "triển khai",
    "tuyên truyền",
    "xây dựng",
    "ban hành",
    "báo cáo",
    "chuẩn bị",
    "cập nhật",
    "định kỳ",
    "kết nạp",
    "kiểm tra",
    "sơ kết",
    "tổng kết",
    "ứng dụng",
)
_PARTS_OF_NAMES = (
    rf"tổ{GAP}chức(?:{GAP}(?:đảng|cơ|chính|đoàn|hội|cán))|kiểm{GAP}tra{GAP}(?:đảng|trung|các)"
    rf"|(?:báo{GAP}cáo|tuyên{GAP}truyền){GAP}viên|lãnh{GAP}đạo{GAP}(?:các|cơ|đơn|chủ)"
)
_DEED = (
    rf"(?:{words(_DEEDS)})(?!\w)(?<!ban tổ chức)(?<!ủy ban kiểm tra)(?<!ban chỉ đạo)"
    r"(?<!cán bộ lãnh đạo)(?<!cán bộ quản lý)"
)
_OBLIGED = rf"(?:{words(_OBLIGING)})(?!\w)"
_EACH = r"(?:(?:tất\scả\scác|tất\scả|toàn\sthể|toàn\sbộ|các|mỗi|từng|mọi|những|đối\svới)\s){0,2}"
_NOT_IN_A_NAME = (
    "là|có|được|đã|bị|với|trong|khi|nếu|mà|thì|về|theo|để|do|vì|từ|như|cũng|đang|chưa|không|còn"
    "|luôn|vừa|tại|này|đó|nhằm|bằng|qua|cho|ra|lại|đến|nhấn|khẳng|yêu|phát|nêu|đề|chúc|giao"
)
_NAME_WORD = (
    rf"{GAP}(?!(?:{_NOT_IN_A_NAME})(?!\w)|{_OBLIGED}|(?!{_PARTS_OF_NAMES}){_DEED})"
    r"[^\W_][^\s,.;:()\"“”]*"
)
_ACTOR = (
    rf"{_EACH}(?:{words(_ACTORS)})(?!\w)(?:{_NAME_WORD}){{0,9}}"
    rf"(?:(?:,|,?{GAP}và){GAP}{_EACH}(?:{words(_ACTORS)})(?!\w)(?:{_NAME_WORD}){{0,8}}){{0,4}}"
)
_BULLET = (
    r"(?:[-+*•·o]\s{0,3}(?=\S)|[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)/-]?\s{1,3}|[a-zđ][.)]\s{1,3}"
    r"|[ivx]{1,5}[.)-]\s{1,3})"
)
_COUNTED_OFF = (
    r"(?:(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\slà\s?[,:]?\s?"
    r"|thứ\s(?:nhất|hai|ba|tư|năm|sáu|bảy|tám)\s?(?:là)?\s?[,:]\s?)"
)
_ACTOR_WORDS = frozenset(actor.split()[0] for actor in _ACTORS) | listed(
    "tất toàn các mỗi từng mọi những đối"
)
_ORDER_WORDS = frozenset(order.split()[0] for order in _ORDERS)
_GROUND_WORDS = listed("căn trên theo định hằng hàng trước chậm hết trong thực triển quán phát")
_OPENING_WORDS = words(_ACTOR_WORDS | _ORDER_WORDS | _GROUND_WORDS)
# A sentence begins after a mark or on a line; an actor or an order must stand there.
_OPENING = re.compile(
    rf"(?:\n[^\S\n]*(?P<item>{_BULLET}|{_COUNTED_OFF})?\s?|[.:!?…][\"”)]?[^\S\n]+|;[^\S\n]+)"
    rf"(?P<word>{_OPENING_WORDS})(?!\w)"
)
_AT_TOP = re.compile(rf"\s*(?P<item>{_BULLET}|{_COUNTED_OFF})?(?P<word>{_OPENING_WORDS})(?!\w)")
_ITEM = re.compile(rf"\s*(?P<item>{_BULLET}|{_COUNTED_OFF})?\s?")
# An actor behind an opening phrase: "Bên cạnh đó, Đảng ủy Khối tiếp tục …".
_BEHIND = re.compile(rf",[^\S\n](?={words(_ACTOR_WORDS)}[^\S\n])")
_WHO = re.compile(rf"(?P<who>{_ACTOR}),?{GAP}(?P<deed>(?P<must>{_OBLIGED})|{_DEED})")
_NEXT_DEED = re.compile(rf";{GAP}(?P<deed>{_DEED})")
_ORDER = re.compile(rf"(?:{words(_ORDERS)})(?!\w)")
_ASSIGNING = ("giao", "phân công", "đề nghị", "yêu cầu")
_ASSIGNS = re.compile(
    rf"(?<!\w)(?:{words(_ASSIGNING)})(?:{GAP}cho)?{GAP}(?P<who>{_ACTOR}),?{GAP}(?P<deed>{_OBLIGED}|{_DEED})"
)
# Opening words before the actor that leave a plain deed a duty: "Căn cứ Kế hoạch này, các …".
_GROUNDS = re.compile(
    rf"(?:(?P<firm>căn{GAP}cứ|trên{GAP}cơ{GAP}sở)|theo|định{GAP}kỳ|hằng|hàng|trước|chậm{GAP}nhất"
    rf"|hết|trong|thực{GAP}hiện|triển{GAP}khai|quán{GAP}triệt|phát{GAP}huy)(?!\w)"
)
_PAST = (" đã ", " vừa ", " cho biết", " khẳng định", " nhấn mạnh", " tin tưởng", " trước)")
# An order told as a course of things, or as the heading of a list of things.
_TOLD = (
    "được thực hiện",
    "được tiến hành",
    "được nâng",
    " là:",
    " là nhiệm vụ",
    " là yêu cầu",
    " là trách nhiệm",
    " là việc",
    " là một",
    " là khâu",
    " là nội dung",
    " là giải pháp",
    " là nền tảng",
)
_END = re.compile(r"[.;!?…](?=[\s\"”)]|\Z)|\n")
_NEW_LINE = re.compile(r"[^\S\n]*(?:\n|\Z|[-+*•·]|[0-9]{1,2}[.)/]|[a-zđ]\)|[ivxIVX]+\.\s)")
_LIST_FOLLOWS = re.compile(rf"(?:như{GAP}sau|sau{GAP}đây|sau)?\s*:\s*\Z")
_LONGEST = 1200
_REACH = 150
_BREAK = re.compile(r"[.;:!?…](?=\s)|\n")
_OBLIGED_SOON = re.compile(rf"{_OBLIGED}")
_CUTS = ("\n", ". ", "; ", ": ", "! ", "? ", "… ")
_TOLD_BY = (" tin tưởng", " cho biết", " khẳng định", " nhấn mạnh")

_BY = (
    rf"(?P<by>(?:trước|chậm{GAP}nhất(?:{GAP}(?:là|vào|đến|trước))?"
    rf"|muộn{GAP}nhất(?:{GAP}(?:là|vào))?|đến{GAP}hết|đến|hết|trong|vào|xong|từ{GAP}nay{GAP}đến)){GAP}"
)
_DAY_HINT = re.compile(r"[0-9]|quý\s|hằng\s|hàng\s|mỗi\s|định\skỳ")
_DUE = re.compile(
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
_CYCLE = re.compile(
    rf"(?:định{GAP}kỳ{GAP}(?:(?:hằng|hàng|mỗi){GAP})?(?:6{GAP}tháng|tháng|quý|năm|tuần)(?:,{GAP}(?:6{GAP}tháng|quý|năm))*"
    rf"|(?:hằng|hàng|mỗi){GAP}(?:tháng|quý|năm|tuần)(?:,{GAP}(?:6{GAP}tháng|quý|năm))*"
    rf"|trong{GAP}(?:thời{GAP}hạn|vòng){GAP}[0-9]{{1,3}}{GAP}(?:ngày(?:{GAP}làm{GAP}việc)?|tháng|tuần)"
    rf"|chậm{GAP}nhất{GAP}(?:sau{GAP})?[0-9]{{1,3}}{GAP}(?:ngày(?:{GAP}làm{GAP}việc)?|tháng))(?!\w)"
)
_DONE = re.compile(rf"(?:xong|hoàn{GAP}thành)(?!\w)")
_ASIDE = re.compile(
    rf",{GAP}(?:ưu{GAP}tiên|trong{GAP}đó|chú{GAP}trọng|nhất{GAP}là|bảo{GAP}đảm|đảm{GAP}bảo)(?!\w)"
)
_PAPERS = (
    "báo cáo",
    "bản cam kết",
    "biên bản",
    "chương trình",
    "chương trình hành động",
    "cơ sở dữ liệu",
    "danh sách",
    "đề án",
    "đề cương",
    "hướng dẫn",
    "kế hoạch",
    "nghị quyết",
    "phương án",
    "quy chế",
    "quy định",
    "quyết định",
    "tài liệu",
    "thông báo",
    "tờ trình",
)
_PRODUCT = re.compile(
    rf"(?:xây{GAP}dựng|ban{GAP}hành|lập|trình|gửi|nộp|hoàn{GAP}thiện|hoàn{GAP}chỉnh|soạn{GAP}thảo"
    rf"|dự{GAP}thảo|biên{GAP}soạn|tham{GAP}mưu|ký)(?:{GAP}(?!về)[^\s,.;:]+){{0,3}}?{GAP}(?P<paper>{words(_PAPERS)})"
    rf"(?!\w|{GAP}(?:số|[0-9]|trung{GAP}ương|đại{GAP}hội))"
    rf"|(?P<report>báo{GAP}cáo)(?!{GAP}viên)(?!\w)"
)
_TAILS = (", báo cáo", ", gửi", ", nộp", " và báo cáo", "; báo cáo")
_DIRECTING = frozenset(
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


@dataclass(frozen=True, slots=True)
class _Duty:
    start: int
    who: tuple[int, int] | None
    deed: int
    sure: bool  # an obliging word or an assignment, so no further sign is asked for
    item: bool  # stands as a numbered or bulleted item
    dash: bool = False  # a bulleted one: unlike a number, a dash opens no heading


def tasks(
    shadow: Shadow,
    lines: Lines,
    found_targets: Sequence[Target],
    kind: str | None,
    issued: date | None,
) -> list[Task]:
    """Every draft task; ``kind`` and ``issued`` are the document's own type and day."""
    directing = kind in _DIRECTING
    starts = [target.start for target in found_targets]
    duties: dict[int, _Duty] = {}
    # The first to name a sentence keeps it: an actor, one charged, one behind, a bare order.
    orders: list[_Duty] = []
    for duty in _openings(shadow):
        if duty.who is not None:
            duties.setdefault(duty.start, duty)
        else:
            orders.append(duty)
    for duty in chain(_charged(shadow), _behind(shadow), orders):
        duties.setdefault(duty.start, duty)
    found: list[Task] = []
    done = 0
    for start in sorted(duties):
        if start < done:
            continue
        duty = duties[start]
        end, closed = _sentence_end(shadow, start)
        begin, stop = shadow.origin(start, max(end, start + 1))
        inside = found_targets[bisect_left(starts, begin) : bisect_left(starts, stop)]
        task = _task(shadow, lines, duty, end, closed, inside, directing, issued)
        if task is not None:
            found.append(task)
            done = end
            for more in _going_on(shadow, duty, end):
                end, closed = _sentence_end(shadow, more.start)
                begin, stop = shadow.origin(more.start, max(end, more.start + 1))
                inside = found_targets[bisect_left(starts, begin) : bisect_left(starts, stop)]
                task = _task(shadow, lines, more, end, closed, inside, False, issued)
                if task is not None and task.due_text is not None:
                    found.append(task)
                    done = end
    return found


def _going_on(shadow: Shadow, duty: _Duty, end: int) -> Iterator[_Duty]:
    """What the same owner is to do next: "…; biên soạn tài liệu trước 30/6/2026"."""
    if duty.who is None:
        return
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
        at = opening.start("word")
        item = opening["item"] is not None
        lower = clean[at].islower()
        if lower and not item and low[opening.start()] != ";":
            continue
        word = opening["word"]
        if word in _ACTOR_WORDS:
            duty = _WHO.match(low, at)
            if duty is not None:
                must = duty["must"] is not None
                yield _Duty(at, duty.span("who"), duty.start("deed"), must, item)
                continue
        if word in _GROUND_WORDS and (item or not lower):
            grounded = _grounded(low, at, item)
            if grounded is not None:
                yield grounded
                continue
        if word in _ORDER_WORDS and (item or not lower) and _ORDER.match(low, at):
            dash = item and not opening["item"][0].isdigit()
            yield _Duty(at, None, at, False, item, dash)


def _grounded(low: str, at: int, item: bool) -> _Duty | None:
    """ "Căn cứ Kế hoạch này, các cấp ủy xây dựng …": grounds or a time, then the actor."""
    grounds = _GROUNDS.match(low, at)
    if grounds is None:
        return None
    for comma in islice(_BEHIND.finditer(low, at, at + _REACH), 3):
        owner = _WHO.match(low, comma.end())
        if owner is not None and _BREAK.search(low, at, comma.start()) is None:
            sure = owner["must"] is not None or grounds["firm"] is not None
            return _Duty(at, owner.span("who"), owner.start("deed"), sure, item)
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
            if start is not None and not _has(low, _PAST, start, at):
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
        owner = _WHO.match(low, comma.end())
        if owner is None or owner["must"] is None:
            continue
        if not _has(low, _TOLD_BY, start, comma.end() + 60):
            yield _Duty(start, owner.span("who"), owner.start("deed"), True, item)


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
        if mark[0] != "\n":
            if clean[max(0, mark.start() - 2) : mark.start()] not in {"TP", "Tp", "tp", "GS", "TS"}:
                return mark.start(), True
        elif _NEW_LINE.match(clean, mark.end()) or _opens_line(clean, mark.end()):
            end = mark.start()
            return end, False
        at = mark.end()
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
    due = _due(low, duty.start, end, issued)
    if due is not None:
        aside = _ASIDE.match(low, due[2])
        if aside is not None and aside.start() < end:
            end = due[2]
    goals = [each for each in inside if each.kind == "target"]
    if not _is_duty(low, duty, end, closed, directing, due is not None or bool(goals)):
        return None
    begin, stop = shadow.origin(duty.start, end)
    goals = [each for each in goals if each.end <= stop]
    goal = goals[0] if goals else None
    product = _product(shadow, duty, end)
    criterion = None
    if goal is not None:
        criterion = goal.text
    elif due is not None and _DONE.search(low, duty.deed, end) is not None:
        criterion = "hoàn thành"
    missing = [
        part
        for part, absent in (
            ("owner", duty.who is None),
            ("day", due is None),
            ("criterion", criterion is None and product is None),
            ("product", product is None and criterion is not None),
        )
        if absent
    ]
    cut = due is not None and due[1] > duty.deed and _DUE.match(low, due[1], due[2])
    what_end = due[1] if due is not None and cut else end
    what = shadow.clean[duty.deed : what_end]
    what = _without_tail(what)
    return Task(
        line=lines.of(begin),
        start=begin,
        end=stop,
        text=shadow.text[begin:stop],
        who=_clipped(shadow.clean[slice(*duty.who)], 300) if duty.who else None,
        what=_clipped(what, 500),
        due=due[0].isoformat() if due is not None and due[0] is not None else None,
        due_text=_clipped(shadow.clean[due[1] : due[2]], 120) if due is not None else None,
        quantity=goal.quantity if goal else None,
        comparator=goal.comparator if goal else None,
        unit=goal.unit if goal else None,
        criterion=criterion,
        product=product,
        missing=tuple(missing),
    )


def _without_tail(what: str) -> str:
    """The deed without the report that is asked about it and without "xong"."""
    for tail in _TAILS:
        at = what.find(tail)
        if at > 12:
            what = what[:at]
    what = what.rstrip(" ,;\n")
    for word in (" và", " xong", " hoàn thành"):
        what = what.removesuffix(word).rstrip(" ,;\n")
    return what


def _has(low: str, phrases: tuple[str, ...], start: int, end: int) -> bool:
    return any(low.find(phrase, start, end) >= 0 for phrase in phrases)


def _announces(low: str, end: int) -> bool:
    """Whether the line goes on, past a semicolon, to a colon: the preamble of a list."""
    if not low.startswith(";", end):
        return False
    stop = low.find("\n", end, end + _LONGEST)
    line = low[end : stop if stop >= 0 else end + _LONGEST]
    return line.rstrip().endswith(":")


def _is_duty(
    low: str, duty: _Duty, end: int, closed: bool, directing: bool, measured: bool
) -> bool:
    if duty.sure:
        return True
    if _has(low, _PAST, duty.start, end) or _has(low, _TOLD, duty.start, end):
        return False
    if duty.who is not None:
        return measured or duty.item or directing
    # An order without an owner is told from a heading by its closing mark or its measure.
    if not measured and not closed and not (duty.dash and end - duty.start > 40):
        return False
    return duty.item or directing or measured or end - duty.start > 40


def _due(
    low: str, start: int, end: int, issued: date | None
) -> tuple[date | None, int, int] | None:
    """The last day that counts, and where its words start and end."""
    if _DAY_HINT.search(low, start, end) is None:
        return None
    year = _YEAR_AT_HEAD.match(low, start)
    if year is not None and 1 <= int(year[1]) <= 9999:
        return date(int(year[1]), 12, 31), year.start(), year.end(1)
    for match in _DUE.finditer(low, start, end):
        if low[match.start() - 1].isalnum():
            continue
        day = _day(match, issued, before="trước" in match["by"])
        if match["each"] and match["by"] in {"đến", "vào", "trong", "hết"}:
            continue  # "vào ngày 25" tells of a habit or of the past, not of a last day
        return day, match.start(), match.end()
    cycle = _CYCLE.search(low, start, end)
    return (None, *cycle.span()) if cycle is not None else None


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
        return date(year - 1, 12, 31) if before and "cuối" not in match[0] else date(year, 12, 31)
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


def _product(shadow: Shadow, duty: _Duty, end: int) -> str | None:
    """The paper that proves the task done: what is drawn up, or a report."""
    report = None
    for match in _PRODUCT.finditer(shadow.low, duty.deed, end):
        if match["paper"]:
            paper = " ".join(match["paper"].split())
            return paper[0].upper() + paper[1:]
        report = "Báo cáo"
    return report


def _clipped(text: str, longest: int) -> str:
    return " ".join(text.split()).strip(" ,;:-")[:longest]
