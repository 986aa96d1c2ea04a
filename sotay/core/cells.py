"""Cells of an office's sheet: text, days, and why one cannot be read."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from sotay.core.tables import Value
from sotay.core.text import fold, tidy

FIRST_YEAR = 1900  # no sheet speaks of a day before
_DAY = re.compile(r"(\d{1,2})\s*[-/.,\\ ]\s*(\d{1,2})\s*[-/.,\\ ]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:[T ].*)?")
_MONTH = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_YEAR = re.compile(r"(\d{4})(?:[.,]0)?")
_WORDED = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SERIAL_START = date(1899, 12, 30)  # day 0 of the office programs' own count
_FIRST_SERIAL, _LAST_SERIAL = 3_654, 73_050  # 1910 to 2099
_TOTAL = re.compile(r"(tổng|cộng|số dư)\b")
_BARE_TOTAL = re.compile(
    r"(tong( cong| so)?|cong( lai)?|total)( (dang vien|dong chi|nguoi|tien))?\s*($|[:(.\d])"
)
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
EMPTY = {"", "-", "--", "x", "không", "ko", "chưa", "chưa có", "không có", "…", "..."}


class Unreadable(Exception):
    """A cell that cannot be what its column says; ``says`` and ``mend`` are fit to show."""

    def __init__(self, code: str, says: str, mend: str) -> None:
        super().__init__(says)
        self.code, self.says, self.mend = code, says, mend


@dataclass(frozen=True)
class Day:
    """What a cell says of a day: the whole of it, or only the year."""

    year: int
    whole: date | None


def shown(value: Value) -> str:
    """A cell as it stands, short enough for a sentence."""
    text = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
    return tidy(text)[:40]


def text_of(value: Value) -> str:
    """Text of a cell; a number stands without a fraction of nothing."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bool):
        return "x" if value else ""
    return tidy(str(value))


def is_total(words: str) -> bool:
    """Whether a cell heads a row of totals. With its marks the word is nobody's name: Tống is one.

    >>> [is_total(words) for words in ("Tổng cộng", "TONG SO: 28", "Tống Công Minh")]
    [True, True, False]
    """
    return bool(_TOTAL.match(tidy(words).casefold()) or _BARE_TOTAL.match(fold(words)))


def refuse_formula(value: Value) -> None:
    """:raises Unreadable: the cell holds a formula or the error of one instead of a value"""
    if isinstance(value, str) and value and value[0] in "=#":
        if value.strip() in ERRORS:
            raise Unreadable(
                "error",
                _("Ô báo lỗi công thức “%(value)s”.") % {"value": shown(value)},
                _("Sửa công thức hoặc gõ thẳng giá trị."),
            )
        if value[0] == "=":
            raise Unreadable(
                "formula",
                _("Ô chứa công thức thay cho giá trị."),
                _("Chép rồi dán lại chỉ giá trị."),
            )


def day_of(value: Value) -> Day | None:
    """A day, or only a year, from whatever an office writes; ``None`` for an empty cell.

    Understood: a date cell, 05/6/1980, 5-6-1980, 5.6.1980, 1980-06-05, ngày 5 tháng 6 năm 1980,
    06/1980 and 1980 (only the year), and a day counted from 1900 by the office program.

    :raises Unreadable: no day, a day that does not exist, or a year of two digits
    """
    if value is None:
        return None
    refuse_formula(value)
    if isinstance(value, date):
        return _day(value.year, value.month, value.day, value)
    if isinstance(value, bool):
        raise _no_day(value)
    if isinstance(value, int | float):
        return _counted(value)
    text = tidy(value).strip("'’`. ")
    if text.casefold() in EMPTY:
        return None
    return _read_day(text)


@lru_cache(maxsize=100_000)
def _read_day(text: str) -> Day:
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := _DAY.fullmatch(text):
        if len(match[3]) == 2:
            raise Unreadable(
                "short_year",
                _("“%(value)s”: năm chỉ có hai chữ số.") % {"value": shown(text)},
                _("Viết đủ bốn chữ số của năm."),
            )
        return _day(int(match[3]), int(match[2]), int(match[1]), text)
    if match := _YEAR.fullmatch(text):
        return Day(_year(int(match[1]), text), None)
    if match := _MONTH.fullmatch(text):
        if not 1 <= int(match[1]) <= 12:
            raise _no_day(text)
        return Day(_year(int(match[2]), text), None)
    if match := _WORDED.search(fold(text)):
        return _day(int(match[3]), int(match[2]), int(match[1]), text)
    if text.isascii() and text.isdigit():
        return _counted(int(text))
    raise _no_day(text)


def _counted(number: float) -> Day:
    if number == int(number) and FIRST_YEAR <= number <= 2100:
        return Day(int(number), None)
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        found = _SERIAL_START + timedelta(days=int(number))
        return Day(found.year, found)
    text = str(int(number)) if number == int(number) else ""
    if len(text) in (7, 8):  # 05061980 with its zero lost or kept
        text = text.zfill(8)
        return _day(int(text[4:]), int(text[2:4]), int(text[:2]), text)
    raise _no_day(number)


def _day(year: int, month: int, day: int, given: Value) -> Day:
    _year(year, given)
    try:
        return Day(year, date(year, month, day))
    except ValueError:
        hint = (
            _("Có thể ngày và tháng bị đảo: viết ngày trước, tháng sau.")
            if 12 < month <= 31 and 1 <= day <= 12
            else _("Đối chiếu giấy gốc rồi sửa.")
        )
        raise Unreadable(
            "no_such_day",
            _("Không có ngày “%(value)s” trong lịch.") % {"value": shown(given)},
            hint,
        ) from None


def _year(year: int, given: Value) -> int:
    if not FIRST_YEAR <= year <= 2100:
        raise Unreadable(
            "year",
            _("“%(value)s”: năm không thể đúng.") % {"value": shown(given)},
            _("Đối chiếu giấy gốc rồi sửa năm."),
        )
    return year


def _no_day(value: Value) -> Unreadable:
    return Unreadable(
        "not_a_day",
        _("“%(value)s” không phải là ngày.") % {"value": shown(value)},
        _("Viết ngày/tháng/năm, ví dụ 05/6/1980; chỉ biết năm thì ghi năm."),
    )
