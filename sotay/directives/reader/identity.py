"""What a document says of itself: number and symbol, organ, place, day, abstract, signer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sotay.directives.reader import symbols, vocabulary
from sotay.directives.reader.days import DAY, day_of
from sotay.directives.reader.findings import Identity
from sotay.directives.reader.shadow import Shadow, places
from sotay.directives.reader.symbols import Mention

_HEAD_CHARACTERS = 3000
_HEAD_LINES = 45
_FOOT_CHARACTERS = 2500
_LONGEST_PLACE = 80
_LONGEST_ORGAN = 200
_LONGEST_LINE = 160

_OWN_NUMBER = re.compile(
    r"(?:^|[\t*]|[^\S\n]{2})[^\S\n]{0,80}(?:Số|SỐ)[^\S\n]{0,8}:?[^\S\n]{0,8}", re.MULTILINE
)
# On the line of the number only the place and day or the motto may follow.
_AFTER_NUMBER = re.compile(
    r"[^\S\n]*(?:$|\t|[^\S\n]{2,}|(?:[A-ZĐ][^\n,]{0,40},?[^\S\n]*)?ngày|ĐẢNG|CỘNG)", re.MULTILINE
)
_PIECE = re.compile(r"[^\n\t ]+(?: {1,2}[^\n\t ]+)*+")  # tabs and wide gaps part two columns
_MOTTO = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    r"|Độc lập.{0,40}|ĐỘC LẬP.{0,40}"
)
_ORGAN = re.compile(
    r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG|QUÂN) (?:ỦY|UỶ|ĐOÀN|BỘ)|CHI (?:BỘ|ỦY|UỶ)|(?:ỦY|UỶ) BAN"
    r"|BAN |BỘ |VĂN PHÒNG|HỘI |ĐOÀN |CÔNG ĐOÀN|CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG|TRUNG TÂM|ĐẠI HỘI"
    r"|TỔNG |HỌC VIỆN|TRƯỜNG |SỞ |CỤC |VỤ |TRUNG ƯƠNG|LIÊN ĐOÀN|MẶT TRẬN"
)
_PLACE_AND_DAY = re.compile(
    rf"(?:^|[\t ]|(?<=\n))(?P<place>[A-ZĐ][^\W\d_]*(?:[ .-]{{1,2}}[^\W\d_]+){{0,5}}),?\s{{0,3}}"
    rf"ngày\s{{0,3}}(?P<day>{DAY})",
    re.MULTILINE,
)
_RULE = re.compile(r"[-–—_*=.\s]{3,}\Z|\*\Z")
_BODY_OPENS = re.compile(
    r"(?:[-+•]\s*)?(?:Căn cứ|Thực hiện|Kính gửi|Theo|Xét|Để|Nhằm|Tiếp tục|Triển khai|Phần|Điều"
    r"|Chương|[IVX1-9A]{1,3}[.)/-])"
)
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_SUBJECT = re.compile(r"(?:V/v|v/v|Về việc|Vv\.?)\s*[:.]?\s*")
_AUTHORITY = re.compile(
    r"(?P<by>T/M|TM\.?|K/T|KT\.?|T/L|TL\.?|TUQ\.?|T/U\.?)[ \t]*"
    r"(?P<whom>[A-ZÀ-ỸĐ][A-ZÀ-ỸĐ ,–-]{2,70})\Z"
)
_SHORTHAND = {"TM": "T/M", "KT": "K/T", "TL": "T/L", "TUQ": "TUQ."}
_OFFICE = re.compile(
    r"(?:PHÓ |QUYỀN )?(?:BÍ THƯ|TRƯỞNG|CHỦ|CHÁNH|THỦ TƯỚNG|TỔNG|GIÁM ĐỐC|(?:ỦY|UỶ) VIÊN)"
)
_NAME = re.compile(r"[A-ZĐÀ-Ỹ][^\W\d_]*(?: [A-ZĐÀ-Ỹ][^\W\d_]*){1,4}\Z")
_NOT_NAMES = re.compile(r"Nơi nhận|Đã ký|Các bài|Nguồn|Lưu|Như trên|Kính|Từ khoá|Từ khóa|Bình luận")
_DEGREES = re.compile(r"(?:GS|PGS|TS|ThS|TSKH|CN)\.\s*")
_TITLE_DAY = re.compile(rf"(?:^|[^0-9])({DAY})")

_TITLES = {
    spelling.upper().replace("UỶ", "ỦY"): name
    for name, spellings, _ in vocabulary.TYPES
    for spelling in spellings
}


@dataclass(frozen=True, slots=True)
class Own:
    """The identity and where its number stands (shadow offsets)."""

    identity: Identity
    number_at: tuple[int, int] | None


def identity(shadow: Shadow) -> Own:
    """Read the head and the foot of the text; parts that are not there stay ``None``."""
    head = shadow.clean[:_HEAD_CHARACTERS]
    cut = _nth(head, "\n", _HEAD_LINES)
    head = head[:cut]
    number = _own_number(shadow, head)
    pieces = _pieces(head)
    title_at = _title(pieces)
    kind = _TITLES[_upper(pieces[title_at][1])] if title_at is not None else None
    if number is None and kind is None:
        return Own(_of_an_article(pieces), None)
    until = number.start if number is not None else pieces[title_at or 0][0]
    organs = _organs([text for at, text in pieces if at < until])
    place = _place_and_day(head)
    day = day_of(place["day"]) if place else None
    if kind is None and number is not None:
        kind = number.type
    authority, office, signer = _signature(shadow.clean)
    return Own(
        Identity(
            type=kind,
            number=_as_number(number.number) if number else None,
            symbol=number.symbol if number else None,
            superior=organs[0] if len(organs) > 1 else None,
            organ=organs[-1] if organs else None,
            place=" ".join(place["place"].split())[:_LONGEST_PLACE] if place else None,
            date=day.isoformat() if day else None,
            abstract=_abstract(head, pieces, title_at, number),
            authority=authority,
            office=office,
            signer=signer,
        ),
        (number.start, number.end) if number is not None else None,
    )


def _place_and_day(head: str) -> re.Match[str] | None:
    for at in places(head, "ngày"):
        line = head.rfind("\n", 0, len(head[:at].rstrip()))
        found = _PLACE_AND_DAY.search(head, max(0, line), at + 60)
        if found is not None:
            return found
    return None


def _own_number(shadow: Shadow, head: str) -> Mention | None:
    """The number line (``Số 27-KH/ĐU``): it names the document itself, so it is no citation."""
    for opening in _number_lines(head):
        before = head[: opening.start()].rstrip()
        last_line = before.rpartition("\n")[2].lower()
        if (
            last_line
            and not last_line.isupper()
            and before[-1:] not in "*"
            and _ends_in_type(before.rpartition("\n")[2])
        ):
            continue
        number = symbols.at(shadow.clean, opening.end())
        if number is not None and _AFTER_NUMBER.match(shadow.clean, number.end):
            return number
    return None


def _number_lines(head: str) -> Iterator[re.Match[str]]:
    """Where a line or a column begins with "Số"."""
    done = 0
    for at in sorted([*places(head, "Số"), *places(head, "SỐ")]):
        opening = _OWN_NUMBER.search(head, max(done, at - 82), at + 20)
        if opening is not None:
            done = opening.end()
            yield opening


def _ends_in_type(line: str) -> bool:
    """Whether a line of running text breaks off right before its number."""
    if line.isupper():
        return False
    low = line.lower().rstrip()
    return any(low.endswith(spelling) for spelling in vocabulary.SPELLINGS)


def _pieces(head: str) -> list[tuple[int, str]]:
    """Lines of the head with their offsets; the two columns of a heading are parted."""
    found = []
    for match in _PIECE.finditer(head):
        text = match[0].strip()
        if text:
            found.append((match.start() + len(match[0]) - len(match[0].lstrip()), text))
    return found


def _title(pieces: list[tuple[int, str]]) -> int | None:
    """The line that is nothing but a type in capitals."""
    for index, (_, text) in enumerate(pieces):
        if text.isupper() and _upper(text) in _TITLES:
            return index
    return None


def _upper(text: str) -> str:
    return " ".join(text.split()).rstrip(" :").replace("UỶ", "ỦY")


def _organs(lines: list[str]) -> list[str]:
    """The organs above the number, the superior one first; a wrapped name is joined."""
    organs: list[str] = []
    for line in lines:
        text = _MOTTO.sub("", line).strip(" *-–_")
        if len(text) < 2 or not text.isupper():
            continue
        if _ORGAN.match(text) or not organs:
            organs.append(text)
        else:
            organs[-1] = f"{organs[-1]} {text}"
    return [organ[:_LONGEST_ORGAN] for organ in organs if _ORGAN.search(organ)]


def _abstract(
    head: str, pieces: list[tuple[int, str]], title_at: int | None, number: Mention | None
) -> str | None:
    """The lines under the type, or the subject of a dispatch under its number."""
    if title_at is not None:
        taken: list[str] = []
        end = pieces[title_at][0]
        for at, text in pieces[title_at + 1 : title_at + 8]:
            if _RULE.match(text) or _BODY_OPENS.match(text) or _MOTTO.match(text):
                break
            if taken and _EMPTY_LINE.search(head, end, at):
                break
            end = at + len(text)
            if number is not None and text.startswith(("Số ", "SỐ ", "Số:")):
                break
            taken.append(text)
            if text.endswith((".", ":")):
                break
        return " ".join(" ".join(taken).split()) or None
    for index, (at, text) in enumerate(pieces):
        if number is not None and at >= number.end and _SUBJECT.match(text):
            subject = [_SUBJECT.sub("", text)]
            for _, more in pieces[index + 1 : index + 4]:
                if not more[0].islower():
                    break
                subject.append(more)
            return " ".join(" ".join(subject).split()) or None
    return None


def _signature(clean: str) -> tuple[str | None, str | None, str | None]:
    """Authority, office and name at the foot of the text."""
    foot = _pieces(clean[-_FOOT_CHARACTERS:])
    for index in range(len(foot) - 1, -1, -1):
        match = _AUTHORITY.match(foot[index][1])
        if match is None:
            continue
        authority = _authority(match)
        office, signer = None, None
        for _, text in foot[index + 1 : index + 9]:
            plain = _DEGREES.sub("", text)
            if office is None and text.isupper() and _OFFICE.match(text):
                office = " ".join(text.split())
            elif _NAME.match(plain) and not _NOT_NAMES.match(plain) and not text.isupper():
                signer = " ".join(plain.split())
                break
        above = _AUTHORITY.match(foot[index - 1][1]) if index else None
        if above is not None and match["by"].startswith("K"):
            authority = f"{_authority(above)}, {authority}"
        return (
            authority[:_LONGEST_LINE],
            office[:_LONGEST_LINE] if office else None,
            signer[:_LONGEST_LINE] if signer else None,
        )
    return None, None, None


def _authority(match: re.Match[str]) -> str:
    mark = match["by"].rstrip(".")
    return f"{_SHORTHAND.get(mark, mark)} {' '.join(match['whom'].split())}"


def _of_an_article(pieces: list[tuple[int, str]]) -> Identity:
    """A text that is no official paper: only its title and the day printed by it."""
    first = [text for _, text in pieces[:8]]
    title = next((text for text in first if text.count(" ") >= 3 and len(text) <= 300), None)
    day = None
    for text in first:
        match = _TITLE_DAY.search(text)
        if match is not None and len(text) <= 60 and text != title:
            day = day_of(match[1])
            break
    return Identity(title=title, date=day.isoformat() if day else None)


def _as_number(written: str) -> int | str:
    return int(written) if written.isdigit() else written


def _nth(text: str, mark: str, count: int) -> int:
    at = -1
    for _ in range(count):
        at = text.find(mark, at + 1)
        if at < 0:
            return len(text)
    return at
