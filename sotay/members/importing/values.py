"""Single cells become values of a member's record, or say why they cannot."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.text import fold, tidy
from sotay.members.importing.reading import Value
from sotay.members.models import Education, Gender, Standing, Theory
from sotay.members.rules.records import FIRST_YEAR

_DAY = re.compile(r"(\d{1,2})\s*[-/.,\\ ]\s*(\d{1,2})\s*[-/.,\\ ]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:[T ].*)?")
_MONTH = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_YEAR = re.compile(r"(\d{4})(?:[.,]0)?")
_WORDED = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SERIAL_START = date(1899, 12, 30)  # day 0 of the office programs' own count
_FIRST_SERIAL, _LAST_SERIAL = 3_654, 73_050  # 1910 to 2099
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
_EMPTY = {"", "-", "--", "x", "không", "ko", "chưa", "chưa có", "không có", "…", "..."}


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
    06/1980
    and 1980 (only the year), and a day counted from 1900 by the office program.

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
    if text.casefold() in _EMPTY:
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


def number_of(value: Value, length: int) -> str:
    """Digits of a card or an identity number; a number of the sheet gets its lost zeros back.

    :raises Unreadable: other signs than digits, or more digits than the number has
    """
    if value is None:
        return ""
    refuse_formula(value)
    if isinstance(value, float):
        raise Unreadable(
            "rounded",
            _("Số bị chương trình bảng tính làm tròn: “%(value)s”.") % {"value": shown(value)},
            _("Đổi cột sang dạng chữ rồi gõ lại số."),
        )
    text = text_of(value)
    if not (text.isascii() and text.isdigit()):
        text = "".join(c for c in text if c not in " .-'’")
    if text.casefold() in _EMPTY:
        return ""
    if re.fullmatch(r"\d[.,]?\d*[eE]\+?\d+", text_of(value)):
        raise Unreadable(
            "rounded",
            _("Số bị chương trình bảng tính làm tròn: “%(value)s”.") % {"value": shown(value)},
            _("Đổi cột sang dạng chữ rồi gõ lại số."),
        )
    if not (text.isascii() and text.isdigit()):
        raise Unreadable(
            "not_digits",
            _("“%(value)s” không chỉ gồm chữ số.") % {"value": shown(value)},
            _("Xóa chữ và ký hiệu lạ trong ô."),
        )
    if isinstance(value, int) and length - 3 <= len(text) < length:
        text = text.zfill(length)
    if len(text) > length:
        raise Unreadable(
            "too_many_digits",
            _("“%(value)s” có %(count)s chữ số, nhiều hơn %(length)s.")
            % {"value": shown(value), "count": len(text), "length": length},
            _("Đối chiếu giấy gốc rồi sửa."),
        )
    return text


def phone_of(value: Value) -> str:
    """A telephone number; the zero a sheet's number has lost is put back."""
    if value is None:
        return ""
    refuse_formula(value)
    text = text_of(value)
    digits = "".join(c for c in text if c.isdigit())
    if isinstance(value, int) and len(digits) == 9:
        return "0" + digits
    return text[:20]


_MALE = {"nam", "m", "male", "1"}
_FEMALE = {"nu", "f", "female", "0"}


@lru_cache(maxsize=1_000)
def _gender(text: str) -> int | None:
    plain = fold(text).strip(". ")
    if plain in _MALE:
        return Gender.MALE
    if plain in _FEMALE:
        return Gender.FEMALE
    return None


def gender_of(value: Value) -> int | None:
    """:raises Unreadable: neither *nam* nor *nữ*"""
    if value is None:
        return None
    refuse_formula(value)
    found = _gender(text_of(value))
    if found is None:
        raise Unreadable(
            "gender",
            _("“%(value)s” không phải là nam hay nữ.") % {"value": shown(value)},
            _("Ghi “nam” hoặc “nữ”."),
        )
    return found


# Order matters: the first words found decide.
_EDUCATION = [
    (Education.DOCTOR, ("tien si", "tien sy", "ts", "tskh", "giao su")),
    (Education.MASTER, ("thac si", "thac sy", "ths", "cao hoc", "chuyen khoa")),
    (Education.COLLEGE, ("cao dang", "trung cap", "cd", "tc", "trung hoc chuyen nghiep")),
    (
        Education.UNIVERSITY,
        ("dai hoc", "cu nhan", "ky su", "bac si", "dh", "kien truc su", "sau dai hoc"),
    ),
    (
        Education.UPPER_SECONDARY,
        ("thpt", "trung hoc pho thong", "12/12", "10/10", "cap 3", "cap iii", "cap 3/3"),
    ),
    (Education.LOWER_SECONDARY, ("thcs", "trung hoc co so", "cap 2", "cap ii", "9/12", "7/10")),
    (Education.PRIMARY, ("tieu hoc", "cap 1", "cap i", "so hoc")),
]
_THEORY = [
    (Theory.ADVANCED, ("cao cap", "cu nhan", "cc", "cn", "sau dai hoc")),
    (Theory.INTERMEDIATE, ("trung cap", "tc", "trung hoc")),
    (Theory.ELEMENTARY, ("so cap", "sc", "so hoc")),
    (Theory.NONE, ("chua", "khong", "chua qua dao tao", "chua hoc")),
]
_STANDING = [
    (Standing.EXEMPT, ("mien",)),
    (Standing.SUSPENDED, ("dinh chi",)),
    (Standing.PROBATIONARY, ("du bi", "db")),
    (Standing.FULL, ("chinh thuc", "ct", "dang sinh hoat", "binh thuong")),
]


_WORDS = re.compile(r"[a-z0-9]+(?:/[0-9]+)?")


def _has(words: str, part: str) -> bool:
    """A long part anywhere, a short one (an abbreviation, 12/12) only as a word of its own."""
    return part in words if len(part) > 5 else f" {part} " in f" {' '.join(_WORDS.findall(words))} "


@lru_cache(maxsize=10_000)
def _choice(kind: str, text: str) -> int | None:
    words = fold(text).replace(".", "")
    lists: dict[str, Any] = {"education": _EDUCATION, "theory": _THEORY, "standing": _STANDING}
    for level, parts in lists[kind]:
        if any(_has(words, part) for part in parts):
            return int(level)
    if kind == "education" and (match := re.fullmatch(r"(?:lop )?(\d{1,2})(?:/(10|12))?", words)):
        grade, of = int(match[1]), int(match[2] or 12)
        if 1 <= grade <= of:
            steps = (4, 7, 10) if of == 10 else (5, 9, 12)
            if grade >= steps[2]:
                return Education.UPPER_SECONDARY
            return Education.LOWER_SECONDARY if grade >= steps[1] else Education.PRIMARY
    return None


def choice_of(kind: str, value: Value) -> int | None:
    """Education, theory or standing from the words of a list; ``None`` for an empty cell.

    :raises Unreadable: words that name no level
    """
    if value is None:
        return None
    refuse_formula(value)
    text = text_of(value)
    if kind != "theory" and text.casefold() in _EMPTY:
        return None
    found = _choice(kind, text)
    if found is None:
        raise Unreadable(
            "no_level",
            _("Không hiểu “%(value)s” là mức nào.") % {"value": shown(value)},
            _("Ghi theo tên gọi thông dụng, ví dụ: đại học, cao cấp, chính thức."),
        )
    return found


def is_marked(value: Value) -> bool:
    """Whether a cell that is meant to be ticked is."""
    return (
        value is not None
        and value is not False
        and text_of(value).casefold()
        not in {
            "",
            "0",
            "không",
            "-",
        }
    )
