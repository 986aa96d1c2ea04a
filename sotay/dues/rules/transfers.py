"""What stands on a bank transfer: enough for the cell to find it, and nothing personal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sotay.core.text import fold
from sotay.dues.rules import months
from sotay.dues.rules.vietqr import NOTE_LENGTH

_GAP = r"[\s._/-]*"  # banks put their own signs, or none, between the words
_MONTH = r"((?:0[1-9]|1[0-2])20\d{2})"
# With a month the code is known by it; alone it must stand apart, or any word might hold it.
_TOLD = re.compile(
    rf"DP{_GAP}([0-9A-F]{{6}}){_GAP}{_MONTH}(?:{_GAP}{_MONTH}(?!\d))?", re.IGNORECASE
)
_RUN_TOGETHER = re.compile(rf"DP{_GAP}([0-9A-F]{{6}}){_GAP}{_MONTH}{_MONTH}", re.IGNORECASE)
_SIGN = re.compile(r"[^a-z0-9]+")
_CODE_ALONE = re.compile(rf"(?<![A-Z0-9])DP{_GAP}([0-9A-F]{{6}})(?![A-Z0-9])", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """What the note of a transfer says: whose dues, and of which months if it says so."""

    code: str
    months: tuple[date, ...]


def notes_in(text: str) -> list[Told]:
    """The notes of :func:`note_of` in a bank's own words, each once, in their order.

    >>> notes_in("MBVCB.8812.DP 7F3A9C 112026.CT tu 0011")[0].code
    '7F3A9C'
    """
    found: dict[str, Told] = {}
    for pattern in (_RUN_TOGETHER, _TOLD, _CODE_ALONE):
        for match in pattern.finditer(text):
            ends = sorted(_read(part) for part in match.groups()[1:] if part)
            told = tuple(months.between(ends[0], ends[-1])) if ends else ()
            code = match[1].upper()
            if code not in found:
                found[code] = Told(code, told)
    return list(found.values())


def names(text: str, name: str) -> bool:
    """Whether a bank's words hold a whole name; one of a single word may be anything.

    >>> names("NGUYEN.THI.BAY chuyen tien", "Nguyễn Thị Bảy")
    True
    >>> names("LE VAN ANH chuyen tien", "Lê Văn An")
    False
    """
    words, wanted = (_SIGN.sub(" ", fold(one)).strip() for one in (text, name))
    return " " in wanted and f" {wanted} " in f" {words} "


def _read(text: str) -> date:
    return date(int(text[2:]), int(text[:2]), 1)


def code_of(public_id: UUID) -> str:
    """Six signs that stand for a member in the cell's account; nothing can be read from them."""
    return public_id.hex[:6].upper()


def note_of(public_id: UUID, wanted: Sequence[date]) -> str:
    """``DP 7F3A9C 112026``; of several months the first and the last, one after the other."""
    ends = sorted({min(wanted), max(wanted)})
    words = " ".join(["DP", code_of(public_id), *(f"{one.month:02d}{one.year}" for one in ends)])
    return words[:NOTE_LENGTH]
