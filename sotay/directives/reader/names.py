"""Mentions of documents by name: resolutions of plenums and congresses, and laws.

"Nghị quyết Trung ương 4, 5 (khóa XII)" names two documents; so does "Trung ương 4 (khóa XI,
XII)". A congress of the whole party is told from one of a party organisation, and neither is
taken from a phrase without a number ("nghị quyết đại hội Đảng bộ các cấp"). A law without a number
is taken where its name is one that party papers cite: nothing else tells where a name ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sotay.directives.reader.numerals import ORDINAL_WORDS, ordinal, roman
from sotay.directives.reader.shadow import GAP, GAP_OR_NONE, Shadow, places, words
from sotay.directives.reader.symbols import Mention

_CENTRE = r"(?:trung\sương|tw|tư|t\.\s?ư|t\.w)"
_ROMAN = r"[ivxl]{1,8}(?![^\W_])"
_ORDINAL = rf"(?:[0-9]{{1,2}}(?![0-9]|[.,/-][0-9])|{_ROMAN}|(?:{ORDINAL_WORDS})(?!\w))"
_COMMA = rf"{GAP_OR_NONE}(?:,{GAP}và(?!\w)|,|;|và(?!\w)|&){GAP_OR_NONE}"

_OPENING = re.compile(
    rf"(?:nghị{GAP}quyết|kết{GAP}luận|nq|kl)(?:/|{GAP}(?:của|các){GAP}|{GAP_OR_NONE})"
    rf"(?=hội{GAP}nghị|trung{GAP}ương|tw|tư[^\w]|t\.\s?[ưw]|ban{GAP}chấp|bch|đại{GAP}hội|đh[^\w])"
)
_OF_PARTY = rf"(?:{GAP}đảng(?!{GAP}(?:bộ|ủy)))?"
_PLENUM = re.compile(
    # Hội nghị lần thứ sáu Ban Chấp hành Trung ương (Đảng)
    rf"hội{GAP}nghị{GAP}(?:trung{GAP}ương{GAP})?lần{GAP}thứ{GAP}(?P<nth>{_ORDINAL})"
    rf"(?:{GAP_OR_NONE}\([0-9]{{1,2}}\))?,?(?:{GAP}của)?"
    rf"(?:{GAP}(?:ban{GAP}chấp{GAP}hành|bch){GAP}{_CENTRE}{_OF_PARTY}|{GAP}{_CENTRE}{_OF_PARTY})?"
    # (Hội nghị) (Ban Chấp hành) Trung ương (Đảng) (lần thứ) 4
    rf"|(?:hội{GAP}nghị{GAP})?(?:(?:ban{GAP}chấp{GAP}hành|bch){GAP})?{_CENTRE}{_OF_PARTY}"
    rf"(?:{GAP}lần{GAP}thứ{GAP}(?P<first>{_ORDINAL})"
    rf"|{GAP_OR_NONE}(?P<count>[0-9]{{1,2}}(?![0-9]|[.,/-][0-9])))"
)
_TERM_WORD = rf"(?:{GAP_OR_NONE},?{GAP_OR_NONE}(?P<open>\()?{GAP_OR_NONE}khóa{GAP})"
_TERM = re.compile(rf"{_TERM_WORD}(?P<term>{_ORDINAL})")
_TERM_MORE = re.compile(
    rf"{_COMMA}(?P<own>\(?(?:khóa{GAP})?"
    rf"(?P<term>[ivxl]{{1,8}}(?![^\W_])|[0-9]{{1,2}}(?![0-9/.-])))"
    rf"(?={GAP_OR_NONE}(?:[).,;:!?\"”]|\Z|\n|(?:và|của|về|đã|gắn|tiếp|cùng|là|trong|với)(?!\w)))"
)
_AGAIN = rf"(?:(?:hội{GAP}nghị{GAP})?{_CENTRE}{GAP_OR_NONE}(?:lần{GAP}thứ{GAP})?)?"
_COUNT_MORE = re.compile(
    rf"{_COMMA}(?P<own>{_AGAIN}(?P<count>[0-9]{{1,2}}))(?![0-9%]|[.,/-][0-9])(?!{GAP}%)"
)
_PLENUM_MORE = re.compile(rf"{_COMMA}(?P<own>{_AGAIN}(?P<count>[0-9]{{1,2}}))(?={_TERM_WORD})")
_CLOSING = re.compile(rf"{GAP_OR_NONE}\)")

_CONGRESS = re.compile(
    rf"(?:đại{GAP}hội|đh)(?:{GAP}(?:đại{GAP}biểu|toàn{GAP}quốc|của))*{_OF_PARTY}"
    rf"(?:{GAP}(?:cộng{GAP}sản{GAP}việt{GAP}nam|toàn{GAP}quốc))*(?:{GAP}lần{GAP}thứ)?"
    rf"{GAP}(?P<nth>{_ORDINAL})"
)
_CONGRESS_MORE = re.compile(
    rf"{_COMMA}(?:đại{GAP}hội{GAP})?(?P<own>(?:lần{GAP}thứ{GAP})?(?P<nth>{_ROMAN}))"
)
_HOLDER_WORD = (
    rf"{GAP}(?!lần|các|nghị|đại|gắn|nhiệm|và|đã|về|đề|với|trong|là|có|được)"
    r"[^\W_][^\s,.;:()]{0,14}"
)
_LONGEST_NAME = 200
_CONGRESS_OF = re.compile(
    rf"(?:đại{GAP}hội|đh)(?:{GAP}đại{GAP}biểu)?(?:{GAP}của)?{GAP}"
    rf"(?P<holder>(?:đảng{GAP}bộ|chi{GAP}bộ)(?:{_HOLDER_WORD}){{0,8}}?"
    rf"(?:{GAP}các{GAP}cơ{GAP}quan(?:{_HOLDER_WORD}){{0,6}}?)?)"
    rf",?{GAP_OR_NONE}\(?lần{GAP}thứ{GAP}(?P<nth>{_ORDINAL})"
)
# What follows the number of a congress that is not the whole party's.
_HELD_BY = re.compile(
    rf",?{GAP}(?:của{GAP})?"
    rf"(?P<holder>(?:đảng{GAP}bộ|chi{GAP}bộ|công{GAP}đoàn|đoàn|hội|mặt{GAP}trận|tổng{GAP}liên)(?!\w))"
)


_LAWS = (
    "An ninh mạng", "Bảo hiểm xã hội", "Bảo hiểm y tế", "Bảo vệ bí mật nhà nước",
    "Bảo vệ môi trường", "Ban hành văn bản quy phạm pháp luật", "Bình đẳng giới",
    "Cán bộ, công chức", "Căn cước", "Công an nhân dân", "Công đoàn", "Công nghệ thông tin",
    "Cư trú", "Dân quân tự vệ", "Doanh nghiệp", "Dữ liệu", "Đất đai", "Đấu thầu", "Đầu tư",
    "Đầu tư công", "Giao dịch điện tử", "Giáo dục", "Giáo dục đại học", "Hôn nhân và gia đình",
    "Hợp tác xã", "Kế toán", "Khiếu nại", "Kiểm toán nhà nước", "Lưu trữ",
    "Mặt trận Tổ quốc Việt Nam", "Ngân sách nhà nước", "Nghĩa vụ quân sự", "Nhà giáo", "Nhà ở",
    "Phòng cháy, chữa cháy", "Phòng, chống ma túy", "Phòng, chống tham nhũng", "Quốc phòng",
    "Quy hoạch", "Thanh niên", "Thanh tra", "Thi đua, khen thưởng",
    "Thực hành tiết kiệm, chống lãng phí", "Thực hiện dân chủ ở cơ sở", "Tiếp cận thông tin",
    "Tiếp công dân", "Tổ chức Chính phủ", "Tổ chức chính quyền địa phương", "Tổ chức Quốc hội",
    "Tố cáo", "Viên chức", "Xây dựng", "Xử lý vi phạm hành chính",
)  # fmt: skip
_CODES_OF_LAW = ("Dân sự", "Hình sự", "Lao động", "Tố tụng dân sự", "Tố tụng hình sự")
_LAW_NAMES = {name.lower(): name for name in (*_LAWS, *_CODES_OF_LAW)}
_LAW = re.compile(
    rf"(?:bộ{GAP}luật{GAP}(?P<code>{words(map(str.lower, _CODES_OF_LAW))})"
    rf"|luật{GAP}(?P<law>{words(map(str.lower, _LAWS))}))(?!\w)"
    rf"(?:{GAP}(?:sửa{GAP}đổi{GAP})?(?P<year>năm{GAP}(?:19|20)[0-9]{{2}})(?![0-9]))?"
)
_CONSTITUTION = re.compile(rf"hiến{GAP}pháp{GAP}năm{GAP}(?P<year>(?:19|20)[0-9]{{2}})(?![0-9])")


def named(shadow: Shadow) -> Iterator[Mention]:
    """Every document cited by name: resolutions and conclusions in order, then laws."""
    yield from _resolutions(shadow)
    yield from _laws(shadow)


def _laws(shadow: Shadow) -> Iterator[Mention]:
    clean, low = shadow.clean, shadow.low
    spots = [*places(clean, "Luật "), *places(clean, "Bộ luật "), *places(clean, "Luật\n")]
    for start in spots:
        law = _LAW.match(low, start)
        if law is None:
            continue
        kind = "Bộ luật" if law["code"] else "Luật"
        written = " ".join((law["code"] or law["law"]).split())
        if not clean[law.start("code" if law["code"] else "law")].isupper():
            continue  # "Luật lưu trữ" of a title in small letters is not told from plain words
        year = f" {' '.join(law['year'].split())}" if law["year"] else ""
        name = f"{kind} {_LAW_NAMES[written]}{year}"
        yield _mention_of(start, law.end(), kind, name)
    for start in places(clean, "Hiến pháp "):
        constitution = _CONSTITUTION.match(low, start)
        if constitution is not None:
            name = f"Hiến pháp năm {constitution['year']}"
            yield _mention_of(start, constitution.end(), "Hiến pháp", name)


def _resolutions(shadow: Shadow) -> Iterator[Mention]:
    low = shadow.low
    done = 0
    spots = [
        *places(low, "nghị"),
        *places(low, "kết"),
        *places(shadow.clean, "NQ"),
        *places(shadow.clean, "KL"),
    ]
    for start in sorted(spots):
        if start < done or (start and low[start - 1].isalnum()):
            continue
        opening = _OPENING.match(low, start)
        if opening is None:
            continue
        kind = "Kết luận" if opening[0][0] == "k" else "Nghị quyết"
        found = (
            _plenums(shadow, start, opening.end(), kind)
            or _congress_of(shadow, start, opening.end(), kind)
            or _congresses(shadow, start, opening.end(), kind)
        )
        for mention in found:
            done = max(done, mention.end)
            yield mention


def _plenums(shadow: Shadow, start: int, at: int, kind: str) -> list[Mention]:
    low = shadow.low
    opening = _PLENUM.match(low, at)
    if opening is None:
        return []
    written = opening["nth"] or opening["first"] or opening["count"]
    group = next(name for name in ("nth", "first", "count") if opening[name])
    number = _figure(shadow, opening.start(group), written)
    if number is None:
        return []
    # Each number with the span of its own words; the first takes the words before it.
    numbers = [(number, start, opening.end())]
    end = opening.end()
    while (more := _COUNT_MORE.match(low, end)) is not None and len(numbers) < 12:
        numbers.append((int(more["count"]), more.start("own"), more.end()))
        end = more.end()
    term = _TERM.match(low, end)
    if term is None:
        # Without a term the list may be anything ("Trung ương 4, 10 chi bộ"): keep the first.
        number, start, end = numbers[0]
        return [_mention(start, end, kind, number, None)]
    found: list[Mention] = []
    while term is not None:
        value = _figure(shadow, term.start("term"), term["term"])
        if value is None:
            break
        for number, own_start, own_end in numbers:
            found.append(_mention(own_start, own_end, kind, number, value))
        end = found[-1].end = term.end()
        while (again := _TERM_MORE.match(low, end)) is not None:
            value = _figure(shadow, again.start("term"), again["term"])
            if value is None or len(found) > 24:
                break
            found.append(_mention(again.start("own"), again.end(), kind, numbers[-1][0], value))
            end = again.end()
        if term["open"] and (closing := _CLOSING.match(low, end)):
            end = closing.end()
            if found[-1].start <= term.start("open"):
                found[-1].end = end
        more = _PLENUM_MORE.match(low, end)
        if more is None:
            break
        numbers = [(int(more["count"]), more.start("own"), more.end())]
        term = _TERM.match(low, more.end())
    return found


def _congresses(shadow: Shadow, start: int, at: int, kind: str) -> list[Mention]:
    low = shadow.low
    opening = _CONGRESS.match(low, at)
    if opening is None:
        return []
    number = _figure(shadow, opening.start("nth"), opening["nth"])
    if number is None:
        return []
    held_by = _HELD_BY.match(low, opening.end())
    if held_by is not None:
        return _local(shadow, start, opening, held_by, kind, number)
    found = [_congress(start, opening.end(), kind, number)]
    end = opening.end()
    while (more := _CONGRESS_MORE.match(low, end)) is not None and len(found) < 12:
        number = _figure(shadow, more.start("nth"), more["nth"])
        if number is None:
            break
        found.append(_congress(more.start("own"), more.end(), kind, number))
        end = more.end()
    if _HELD_BY.match(low, end):
        return []
    return found


_NAME_WORD = re.compile(
    rf"{GAP}(?:khối|tỉnh|thành{GAP}phố|huyện|quận|xã|phường|bộ|các{GAP}cơ{GAP}quan|ương|nam"
    rf"|cơ{GAP}sở)(?!\w)|{GAP}(?P<word>[^\W\d_]+)"
)


def _local(
    shadow: Shadow,
    start: int,
    opening: re.Match[str],
    held_by: re.Match[str],
    kind: str,
    number: int,
) -> list[Mention]:
    """ "Nghị quyết Đại hội XVIII Đảng bộ tỉnh": a congress of one organisation."""
    end = held_by.end()
    for _ in range(9):
        word = _NAME_WORD.match(shadow.low, end)
        if word is None or (word["word"] and not shadow.clean[word.start("word")].isupper()):
            break
        end = word.end()
    holder = " ".join(shadow.clean[held_by.start("holder") : end].split())
    if shadow.low[held_by.start("holder") :].startswith(("đảng", "chi")) and holder.count(" ") < 2:
        return []
    return [_mention_of(start, end, kind, f"{kind} Đại hội {holder} lần thứ {roman(number)}")]


def _congress_of(shadow: Shadow, start: int, at: int, kind: str) -> list[Mention]:
    opening = _CONGRESS_OF.match(shadow.low, at)
    if opening is None:
        return []
    number = _figure(shadow, opening.start("nth"), opening["nth"])
    if number is None:
        return []
    holder = " ".join(shadow.clean[opening.start("holder") : opening.end("holder")].split())
    named_as = f"{kind} Đại hội {holder} lần thứ {roman(number)}"
    return [_mention_of(start, opening.end(), kind, named_as)]


def _figure(shadow: Shadow, at: int, written: str) -> int | None:
    """The value of an ordinal; Roman figures count only where they are written in capitals."""
    value = ordinal(shadow.clean[at : at + len(written)])
    return value if value is not None and 0 < value < 90 else None


def _mention(start: int, end: int, kind: str, number: int, term: int | None) -> Mention:
    name = f"{kind} Trung ương {number}"
    return _mention_of(start, end, kind, f"{name} khóa {roman(term)}" if term else name)


def _congress(start: int, end: int, kind: str, number: int) -> Mention:
    return _mention_of(start, end, kind, f"{kind} Đại hội {roman(number)}")


def _mention_of(start: int, end: int, kind: str, name: str) -> Mention:
    name = name[:_LONGEST_NAME]
    return Mention(start, end, kind, "", None, named=name, numbered_at=start, adjacent=True)
