"""Quantities to reach: "100 % chi bộ", "không dưới 90 phút", "từ 3 đến 5 mô hình", "gần 7 vạn".

A number alone is no target: dates, ages, years of history, page counters and the "trên" that is
a preposition ("trên 5 trụ cột") are passed over. What is told of the past, or told only as a
rough size without a goal in the sentence, is given with ``kind="figure"``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sotay.directives.reader.findings import Target
from sotay.directives.reader.markers import BULLET, rank, reach
from sotay.directives.reader.numerals import CARDINALS, MULTIPLIERS, number
from sotay.directives.reader.shadow import BLANKS, GAP, Lines, Shadow, listed, places, words

_FIGURES = r"(?:[0-9]{1,3}(?:[. ][0-9]{3}){1,3}(?![0-9])|[0-9]{1,9})(?:,[0-9]{1,3})?"
# The first digit stands alone so that the search may leap from digit to digit.
_QUANTITY = re.compile(
    rf"(?P<low>[0-9](?<![\w.,/][0-9])(?<![0-9]-[0-9])"
    rf"(?:[0-9]{{0,2}}(?:[. ][0-9]{{3}}){{1,3}}(?![0-9])|[0-9]{{0,8}}+)(?:,[0-9]{{1,3}}+)?+)"
    rf"(?:\s?%?(?:\s?-\s?|{GAP}(?:đến|tới){GAP})(?P<high>{_FIGURES}))?"
    rf"(?![0-9.,:;)/]|-\w)"
    rf"(?:{GAP}(?P<times>{words(MULTIPLIERS)})(?!\w))?"
    rf"(?P<percent>\s?%|{GAP}phần{GAP}trăm)?"
)
_FRACTION = re.compile(
    rf"(?P<part>[0-9](?<![\w.,/-][0-9])[0-9]{{0,3}})\s?/\s?(?P<whole>[0-9]{{1,4}})(?![\w/.-])"
    rf"(?={GAP}(?:tổng|số|chi|đảng|đại|cấp|thành|ủy|cán|hội|đoàn|phiếu|đơn|tổ|cơ|đề|nhiệm|chỉ|mô))"
)
_PARTS = {**CARDINALS, "tư": 4}
_FRACTION_WORDS = re.compile(
    rf"(?<!\w)(?P<part>một|hai|ba|bốn){GAP}phần{GAP}"
    r"(?P<whole>hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)"
)
_HALF = re.compile(rf"(?<!\w)(?:(?:quá|hơn|trên){GAP}(?:một{GAP})?|một{GAP})nửa(?!\w)")
_SPELT_COUNT = re.compile(
    rf"\w+{GAP}\w+(?:{GAP}hơn)?(?:{GAP}(?:là|có))?{GAP}(?P<low>{words(CARDINALS)})(?!\w)"
)
_BOUNDS = ("ít nhất", "tối thiểu", "tối đa", "không dưới", "không quá", "không ít hơn")
_NOT_A_COUNT_BEFORE = re.compile(
    r"(?:ngày|sáng|chiều|tối|trưa|đêm|hôm|tháng|thứ|điều|khoản|mục|trang|số|chương|phần|khóa|quý)\s\Z"
)

_COMPARATORS = {
    "ít nhất": "≥",
    "tối thiểu": "≥",
    "không dưới": "≥",
    "không ít hơn": "≥",
    "không thấp hơn": "≥",
    "tối thiểu không dưới": "≥",
    "tối đa không quá": "≤",
    "không quá": "≤",
    "không để quá": "≤",
    "không được quá": "≤",
    "tối đa": "≤",
    "nhiều nhất": "≤",
    "không vượt quá": "≤",
    "không nhiều hơn": "≤",
    "không cao hơn": "≤",
    "không hơn": "≤",
    "cao hơn": ">",
    "nhiều hơn": ">",
    "lớn hơn": ">",
    "trên": ">",
    "hơn": ">",
    "vượt": ">",
    "thấp hơn": "<",
    "ít hơn": "<",
    "nhỏ hơn": "<",
    "dưới": "<",
    "gần": "≈",
    "khoảng": "≈",
    "chừng": "≈",
    "xấp xỉ": "≈",
    "ước": "≈",
}
_COMPARATOR = re.compile(rf"(?P<word>{words(_COMPARATORS)})(?:{GAP}(?:là|có|đạt|đủ|mức))?{GAP}\Z")
_LETTER = re.compile(r"\w")
_SIGN = re.compile(r"(?P<sign>>=|≥|<=|≤|>|<|≈|~)\s?\Z")
_SIGNS = {">=": "≥", "<=": "≤", "~": "≈"}
_FROM = re.compile(rf"(?<!\w)từ{GAP}\Z")
_OR_MORE = re.compile(rf"(?:{GAP}[^\W\d_]+){{0,3}}?{GAP}trở{GAP}(?P<way>lên|xuống)")
# "trên 5 trụ cột", "dưới 3 hình thức": prepositions of place, unless these words come before.
_SIZE_BEFORE = re.compile(r"(?:đạt|có|với|được|gồm|nạp|là|và|thiểu|cho)\s(?:trên|hơn|dưới)\s\Z")

_COUNTED = (
    "ban",
    "bài",
    "bài viết",
    "buổi",
    "bí thư",
    "ca",
    "cán bộ",
    "cán bộ, đảng viên",
    "câu lạc bộ",
    "cấp ủy",
    "cấp ủy viên",
    "chi bộ",
    "chuyên đề",
    "cá nhân",
    "công trình",
    "cơ quan",
    "cuộc",
    "công đoàn",
    "dự án",
    "giấy khen",
    "bằng khen",
    "hoạt động",
    "hội nghị",
    "hội viên",
    "đoàn viên",
    "kế hoạch",
    "kỳ",
    "lần",
    "lớp",
    "lượt",
    "lượt người",
    "mô hình",
    "nghị quyết",
    "người",
    "nhiệm vụ",
    "phần việc",
    "phong trào",
    "quần chúng",
    "quần chúng ưu tú",
    "sáng kiến",
    "tác phẩm",
    "tập thể",
    "tin",
    "tin, bài",
    "tổ chức",
    "tổ chức đảng",
    "tổ chức cơ sở đảng",
    "tổ đảng",
    "đảng bộ",
    "đảng viên",
    "đảng viên mới",
    "đại biểu",
    "đầu sách",
    "đề án",
    "đề tài",
    "điểm",
    "điểm phần trăm",
    "đơn vị",
    "đồng",
    "đồng chí",
    "đợt",
    "ủy viên",
    "văn bản",
    "xã",
    "phường",
    "hộ",
    "gia đình",
    "ý kiến",
)
_TIMED = (
    "phút",
    "giờ",
    "tiếng",
    "ngày làm việc",
    "ngày",
    "tuần",
    "tháng",
    "quý",
    "năm",
    "nhiệm kỳ",
)
# Units that do not tell what is measured; the words before them do.
_BARE_UNITS = frozenset({*_TIMED, "lần", "điểm", "đồng"})
_UNIT = re.compile(
    rf"{GAP}(?P<counted>{words(_COUNTED)})(?!\w)|{GAP}(?P<timed>{words(_TIMED)})(?!\w)"
)
_ANY_UNIT = re.compile(rf"{GAP}(?P<unit>[^\W\d_]+)")
_NEVER = listed("tuổi chữ từ ký kí trang dòng độ thế điều khoản mặt trụ phương")
_PER = re.compile(rf"\s?/\s?(?:năm|quý|tháng|tuần|ngày|lần|người|chi{GAP}bộ|đảng{GAP}viên)(?!\w)")

# Where the noun phrase behind a quantity ends.
_STOPS = (
    "giữ|đạt|được|có|là|và|trong|trước|sau|đến|tại|dự|tham|hoàn|thực|triển|đã|sẽ|phải|cần|không"
    "|chưa|với|theo|về|để|từ|do|so|trở|mỗi|xây|bảo|đảm|nắm|chấp|đăng|ký|học|bị|khi|nếu|như|nhưng"
    "|còn|thì|mà|cho|xong|tán|hằng|hàng|gồm|lên|xuống|đủ|nâng|tăng|giảm|khá|đều|cùng|vào|ở|bằng"
    "|trên|dưới|sử|cài|áp|ứng|rà|nộp|gửi|duy|cam|vận|đưa"
)
# Within a cell of a table, if there is one: a tab ends the phrase.
_STEP = r"(?:[ \r]{1,4}+\n?+ {0,8}+|\n {0,8}+)"
_NOUN = re.compile(
    rf"{_STEP}(?:bên{_STEP}(?:trong|ngoài)(?!\w)"
    rf"|(?!(?:{_STOPS})(?!\w)|tổ{GAP}chức{GAP}(?!đảng|cơ))[^\W\d_]+)"
)
_MOST_WORDS = 10
_STOPS_BEFORE = re.compile(r"[.;:,()\n\"“”]|(?<!\w)(?:có|và|là|với|để|phải|cần|phấn\sđấu)(?!\w)")
_MARKER = re.compile(r"\A\s*(?:[-+*•·]\s|[0-9]{1,2}\t)")
_TAIL_BEFORE = re.compile(rf"(?:{GAP}(?:đạt|từ|ở|mức|là|tăng|giảm|chiếm))+\Z")

_GOAL = re.compile(
    r"(?:phấn\sđấu|chỉ\stiêu|mục\stiêu|mỗi|hằng\snăm|hàng\snăm|hằng\squý|hằng\stháng"
    r"|hàng\stháng|định\skỳ|phải|cần|bảo\sđảm|đảm\sbảo|yêu\scầu|chậm\snhất|hết\snăm|hết\squý"
    r"|đến\snăm|đến\shết|trước\sngày)(?!\w)"
)
# What makes a rough size ("hơn 300 tin, bài") or a share over 100 % a goal.
_FIRM_GOAL = re.compile(r"(?:phấn\sđấu|mục\stiêu|phải|cần|bảo\sđảm|đảm\sbảo|yêu\scầu)(?!\w)")
_EVERY = re.compile(
    r"(?:phấn\sđấu|chỉ\stiêu|mục\stiêu|mỗi|hằng\snăm|hàng\snăm|hằng\squý|hàng\squý"
    r"|hằng\stháng|hàng\stháng|định\skỳ)(?!\w)[^.;:\n]*\Z"
)
_EVERY_BEHIND = re.compile(
    rf"(?:{GAP}[^\W\d_]+){{1,5}}?{GAP}(?:mỗi|một|hằng|hàng|trong{GAP}một){GAP}(?:năm|quý|tháng|nhiệm)"
)
# "đào tạo 500 cán bộ … đến hết năm 2027": things to do, counted, in a sentence with a last day.
_TO_DO = re.compile(
    rf"(?:kết{GAP}nạp|mở|đào{GAP}tạo|bồi{GAP}dưỡng|tập{GAP}huấn|tổ{GAP}chức|xây{GAP}dựng|kiểm{GAP}tra"
    rf"|giám{GAP}sát|thành{GAP}lập|giảm|tăng|bố{GAP}trí|luân{GAP}chuyển|hỗ{GAP}trợ|vận{GAP}động|phụ{GAP}trách"
    rf"|số{GAP}hóa|sáp{GAP}nhập|ban{GAP}hành|hoàn{GAP}thành|giới{GAP}thiệu)(?:{GAP}[^\W\d_]+){{0,3}}{GAP}\Z"
)
_BY_WHEN = re.compile(
    r"(?:trước|chậm\snhất|hết|trong|đến)\s(?:ngày|tháng|quý|năm|[0-9])|hoàn\sthành|xong"
)
_HEADING = re.compile(rf"[{BLANKS}]*(?P<marker>{BULLET}|[a-eđ][.)/-]\s{{1,3}}|[0-9]{{1,2}}[.)/-])")
_LONGEST_HEADING = 120
# Told against an earlier figure: of the past, unless the sentence names a goal.
_PER_EACH = re.compile(r"/\s?(?:năm|quý|tháng|tuần)")
_COMPARED = re.compile(r"so\svới|cùng\skỳ|kết\squả|chiếm")
_PAST = re.compile(r"(?:đã|vừa|từng|qua|hiện\scó|trải)(?!\w)(?<!\wqua)")
_ENDS = re.compile(r"[.;!?\n](?:(?<=\n)|(?=\s|\Z))")
_SIZES_TOLD = frozenset(">≈<")
_LARGEST = 10**11  # beyond any figure of a plan, and what the register can hold


class _Found(NamedTuple):
    start: int
    end: int
    low: int | float
    high: int | float | None
    percent: bool
    fraction: bool


def targets(
    shadow: Shadow, lines: Lines, taken: Sequence[tuple[int, int]], directing: bool = False
) -> list[Target]:
    """Every target of the text.

    ``taken`` are spans of citations (shadow offsets, in order); ``directing`` says that the
    document lays duties, so that its counts of things to do are told as goals.
    """
    low = shadow.low
    found: list[Target] = []
    done = 0
    at = 0
    aims = _Aims(_goal_parts(low), directing)
    for quantity in sorted(_quantities(low, aims), key=lambda each: each.start):
        while at < len(taken) and taken[at][1] <= quantity.start:
            at += 1
        if quantity.start < done or (at < len(taken) and taken[at][0] < quantity.end):
            continue
        target = _target(shadow, lines, quantity, aims)
        if target is not None:
            found.append(target[0])
            done = target[1]
    return found


class _Aims(NamedTuple):
    """Where a count is a goal without a goal word beside it."""

    parts: list[tuple[int, int]]
    directing: bool

    def hold(self, at: int) -> bool:
        """Whether ``at`` stands in a part headed by "mục tiêu" or "chỉ tiêu"."""
        nth = bisect_right(self.parts, (at, at))
        return nth > 0 and at < self.parts[nth - 1][1]


def _goal_parts(low: str) -> list[tuple[int, int]]:
    """The parts of a text under a heading that announces goals, apart and in order."""
    headings: list[tuple[int, int]] = []
    for phrase in ("mục tiêu", "chỉ tiêu"):
        for at in places(low, phrase):
            start = low.rfind("\n", max(0, at - _LONGEST_HEADING), at) + 1
            end = low.find("\n", at, at + _LONGEST_HEADING)
            if not start or end < 0 or end - start > _LONGEST_HEADING:
                continue
            heading = _HEADING.match(low, start, end)
            if heading is not None and low[start:end].rstrip()[-1] not in ".;,":
                headings.append((end, rank(heading["marker"])))
    parts: list[tuple[int, int]] = []
    for end, outer in sorted(headings):
        if not parts or end >= parts[-1][1]:
            parts.append((end, reach(low, end, outer)))
    return parts


def _quantities(low: str, aims: _Aims) -> Iterator[_Found]:
    for match in _QUANTITY.finditer(low):
        # Most numbers are days, years and counts: pass them by before any closer look.
        start, end = match.span()
        written, upper, times, percent = match.group("low", "high", "times", "percent")
        if percent is None and not upper and not _may_count(low, start, end, aims):
            continue
        least, most = number(written), number(upper) if upper else None
        if times:
            least = _times(least, MULTIPLIERS.get(times, 1))
            most = _times(most, MULTIPLIERS.get(times, 1)) if most is not None else None
        if least >= _LARGEST or (most is not None and not least < most < _LARGEST):
            continue
        yield _Found(start, end, least, most, percent is not None, False)
    yield from _fractions(low)
    for bound in _BOUNDS:
        for at in places(low, bound):
            spelt = _SPELT_COUNT.match(low, at)
            if spelt is not None:
                count = CARDINALS[spelt["low"]]
                yield _Found(spelt.start("low"), spelt.end(), count, None, False, False)


def _fractions(low: str) -> Iterator[_Found]:
    """``3/4``, "hai phần ba", "quá nửa"."""
    for at in places(low, "/"):
        if not (low[at - 1].isdecimal() or low[at - 1].isspace()):
            continue  # the stroke of a symbol
        match = _FRACTION.search(low, max(0, at - 5), at + 30)
        if match is None or match.end("part") > at or match.start("whole") < at:
            continue
        part, whole = int(match["part"]), int(match["whole"])
        dated = _NOT_A_COUNT_BEFORE.search(low, max(0, match.start() - 8), match.start())
        if 0 < part <= whole and dated is None:
            yield _share(match, part / whole)
    for at in places(low, " phần "):
        spelt = _FRACTION_WORDS.search(low, max(0, at - 5), at + 14)
        if spelt is not None and _PARTS[spelt["part"]] < _PARTS[spelt["whole"]]:
            yield _share(spelt, _PARTS[spelt["part"]] / _PARTS[spelt["whole"]])
    for at in places(low, "nửa"):
        half = _HALF.search(low, max(0, at - 10), at + 4)
        if half is not None:
            yield _share(half, 0.5)


_LAST_WORDS = listed(
    "nhất thiểu dưới hơn quá đa trên vượt gần khoảng chừng xỉ ước là có đạt đủ mức"
    " > < ≥ ≤ ≈ ~ >= <="
)


def _share(match: re.Match[str], share: float) -> _Found:
    return _Found(match.start(), match.end(), round(share, 4), None, False, True)


def _times(value: int | float, times: int) -> int | float:
    product = value * times
    return int(product) if float(product).is_integer() else product


def _may_count(low: str, start: int, end: int, aims: _Aims) -> bool:
    """Whether a comparator stands before, "trở lên" behind, or a goal somewhere before."""
    before = low[max(0, start - 12) : start].split()
    if before and before[-1] in _LAST_WORDS:
        return True
    if low.startswith((" tháng", " năm", "/"), end):
        return False
    unit = _UNIT.match(low, end)
    if unit is None or unit["timed"]:
        return False
    if _or_more(low, end) or _PER.match(low, unit.end()) or _EVERY_BEHIND.match(low, end):
        return True
    if low.startswith("\t", end):
        return False  # the number of a row
    ahead = low[max(0, start - 90) : start]
    if _EVERY.search(ahead) is not None or (aims.parts and aims.hold(start)):
        return True
    return aims.directing and _TO_DO.search(ahead) is not None


def _target(
    shadow: Shadow, lines: Lines, quantity: _Found, aims: _Aims
) -> tuple[Target, int] | None:
    low = shadow.low
    start, end = quantity.start, quantity.end
    ahead = low[max(0, start - 32) : start]
    comparator, start, said = _comparator(low, quantity, ahead)
    half = quantity.fraction and low.startswith(("quá", "hơn", "trên"), quantity.start)
    if half:
        comparator = ">"
    unit_match = None
    unit: str | None
    if quantity.percent:
        unit = "%"
    elif quantity.fraction:
        unit = "phần"
    else:
        unit_match = _UNIT.match(low, end)
        named = unit_match or _ANY_UNIT.match(low, end)
        if named is None:
            return None
        unit = " ".join(named[0].split())
        if unit.split()[0] in _NEVER:
            return None
        timed = unit_match is not None and unit_match["timed"] is not None
        rough = comparator == "≈" and quantity.low >= 1000
        if unit_match is None and comparator not in {"≥", "≤"} and not rough:
            return None
        if timed and (comparator not in {"≥", "≤"}):
            return None  # "hơn 70 năm", "gần 3 tháng qua" tell of history
        if said in {"trên", "dưới"} and quantity.low < 10 and not _SIZE_BEFORE.search(ahead):
            return None
        end = unit_match.end() if unit_match is not None else named.end()
        if (per := _PER.match(low, end)) is not None:
            unit += "/" + per[0].strip(" /")
            end = per.end()
    more = _or_more(low, quantity.end)
    if more is not None and comparator in {"=", ">", "≥"} and quantity.high is None:
        comparator = "≥" if more["way"] == "lên" else "≤"
        end = max(end, more.end())
    noun_end = end if more is not None and end == more.end() else _noun_end(low, end)
    what = _clipped(shadow.clean[quantity.end if unit_match else end : noun_end])
    bare_unit = noun_end == end and (quantity.percent or unit in _BARE_UNITS)
    if not what or bare_unit:
        what = _what_before(shadow, start) or what
    if noun_end > end:
        end = noun_end
    least, most = quantity.low, quantity.high
    if most is not None:
        comparator = "–"
    kind = _kind(low, start, end, comparator, unit, quantity, aims)
    if kind is None:
        return None
    begin, stop = shadow.origin(start, end)
    low_bound: int | float | None = least if comparator in {"=", "≥", ">", "–"} else None
    high_bound = most if most is not None else None
    if comparator in {"=", "≤", "<"}:
        high_bound = least
    return (
        Target(
            line=lines.of(begin),
            start=begin,
            end=stop,
            text=shadow.text[begin:stop],
            quantity=least,
            low=low_bound,
            high=high_bound,
            unit=unit[:40],
            comparator=comparator,
            what=what or None,
            kind=kind,
        ),
        end,
    )


def _or_more(low: str, end: int) -> re.Match[str] | None:
    """ "trở lên" or "trở xuống", at most three words behind a quantity."""
    return _OR_MORE.match(low, end) if low.find("trở", end, end + 80) >= 0 else None


def _comparator(low: str, quantity: _Found, ahead: str) -> tuple[str, int, str | None]:
    """The comparator before a quantity, where the finding then begins, and its word."""
    before = ahead[-12:].split()
    if not before or not (before[-1] in _LAST_WORDS or before[-1] == "từ"):
        return "=", quantity.start, None
    word = _COMPARATOR.search(ahead)
    while word is not None and word.start() and _LETTER.match(ahead, word.start() - 1):
        word = _COMPARATOR.search(ahead, word.start() + 1)
    if word is not None:
        said = " ".join(word["word"].split())
        return _COMPARATORS[said], quantity.start - len(ahead) + word.start(), said
    sign = _SIGN.search(ahead)
    if sign is not None:
        mark = _SIGNS.get(sign["sign"], sign["sign"])
        return mark, quantity.start - len(ahead) + sign.start(), None
    source = _FROM.search(ahead)
    if source is not None and (quantity.high is not None or _or_more(low, quantity.end)):
        return "=", quantity.start - len(ahead) + source.start(), None
    return "=", quantity.start, None


def _noun_end(low: str, end: int) -> int:
    """Where the noun phrase behind a quantity ends."""
    for _ in range(_MOST_WORDS):
        word = _NOUN.match(low, end)
        if word is None or (word[0].strip() == "sinh" and low.endswith("viên", 0, end)):
            break  # "đảng viên sinh hoạt tại …": the deed of the counted, not their name
        end = word.end()
    return end


def _what_before(shadow: Shadow, start: int) -> str | None:
    """The words before a quantity that tell what is measured, back to the last mark or stop."""
    floor = max(0, start - 90)
    ahead = shadow.low[floor:start].rstrip()
    stops = [stop.end() for stop in _STOPS_BEFORE.finditer(ahead)]
    since = stops[-1] if stops else 0
    if not stops and floor:
        since = ahead.find(" ") + 1  # the window may begin in the middle of a word
    tail = _TAIL_BEFORE.search(ahead)
    until = tail.start() if tail is not None else len(ahead)
    return _clipped(_MARKER.sub("", shadow.clean[floor + since : floor + until])) or None


def _kind(
    low: str, start: int, end: int, comparator: str, unit: str, quantity: _Found, aims: _Aims
) -> str | None:
    """``target``, ``figure``, or ``None`` for a number that is neither."""
    floor = max(0, start - 220)
    ahead = low[floor:start]
    cut = max(
        ahead.rfind("\n"), ahead.rfind(". "), ahead.rfind("; "), ahead.rfind("! "),
        ahead.rfind("? "), 0,
    )  # fmt: skip
    closing = _ENDS.search(low, end, end + 160)
    sentence = low[floor + cut : closing.start() if closing else end + 160]
    if _PAST.search(sentence):
        told = unit == "%" or quantity.fraction or comparator != "="
        return "figure" if told else None
    goal = _GOAL.search(sentence) is not None or (bool(aims.parts) and aims.hold(start))
    over = unit == "%" and quantity.low > 100 and not _FIRM_GOAL.search(sentence)
    if over or (not goal and _COMPARED.search(sentence)):
        return "figure"
    if unit == "%" or quantity.fraction or comparator in {"≥", "≤", "–"}:
        # "chi bộ có từ 9 đảng viên trở lên" is a condition, not a goal.
        conditional = unit != "%" and "trở" in low[start:end] and not goal
        return None if conditional else "target"
    if comparator in _SIZES_TOLD:
        return "target" if _FIRM_GOAL.search(sentence) else "figure"
    if goal or _PER_EACH.search(sentence):
        return "target"
    return "target" if aims.directing and _BY_WHEN.search(sentence) else None


def _clipped(words_of_it: str) -> str:
    if "  " in words_of_it or not words_of_it.isprintable():
        words_of_it = " ".join(words_of_it.split())
    return words_of_it.strip()[:120]
