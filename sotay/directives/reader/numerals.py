"""Numbers as Vietnamese texts write them: ``25.000``, ``7 vạn``, ``92,4``, ``XIII``, ``sáu``."""

from __future__ import annotations

import re
from functools import lru_cache

CARDINALS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_UNITS_AFTER_TEN = {**CARDINALS, "nhất": 1, "tư": 4, "lăm": 5}
ORDINALS = {**CARDINALS, "nhất": 1, "tư": 4}

MULTIPLIERS = {
    "nghìn": 1_000,
    "ngàn": 1_000,
    "vạn": 10_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
}

ORDINAL_WORDS = r"mười\s(?:nhất|một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín)|" + "|".join(ORDINALS)

_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN_PARTS = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+\Z")


def number(written: str) -> int | float:
    """``25.000`` is 25000 and ``92,4`` is 92.4: the point parts thousands, the comma decimals."""
    if written.isdecimal():
        return int(written)
    whole, _, decimals = written.replace("\n", " ").partition(",")
    if _THOUSANDS.match(whole):
        whole = whole.replace(".", "").replace(" ", "")
    whole = whole.strip()
    if decimals:
        return float(f"{whole}.{decimals}")
    value = float(whole)
    return int(value) if value.is_integer() else value


def ordinal(written: str) -> int | None:
    """``6``, ``VI``, ``sáu`` and ``thứ sáu`` are 6; anything else is ``None``."""
    plain = " ".join(written.split())
    if plain.isascii() and plain.isdigit():
        return int(plain)
    low = plain.lower()
    if low in ORDINALS:
        return ORDINALS[low]
    ten, _, rest = low.partition(" ")
    if ten == "mười" and rest in _UNITS_AFTER_TEN:
        return 10 + _UNITS_AFTER_TEN[rest]
    return from_roman(plain)


@lru_cache(maxsize=128)
def roman(value: int) -> str:
    """Roman figures of 1 to 89, all that terms and congresses need."""
    figures = ""
    for size, figure in _ROMAN_PARTS:
        while value >= size:
            figures += figure
            value -= size
    return figures


@lru_cache(maxsize=256)
def from_roman(figures: str) -> int | None:
    """The value of well-formed capital Roman figures up to 89, else ``None``."""
    if not figures or len(figures) > 8 or not set(figures) <= set("IVXL"):
        return None
    total = 0
    for figure, after in zip(figures, figures[1:] + " ", strict=True):
        value = _ROMAN_DIGITS[figure]
        total += -value if _ROMAN_DIGITS.get(after, 0) > value else value
    return total if 0 < total < 90 and roman(total) == figures else None
