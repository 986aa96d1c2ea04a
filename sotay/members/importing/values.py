"""Single cells become values of a member's record, or say why they cannot."""

import re
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.cells import EMPTY, Unreadable, refuse_formula, shown, text_of
from sotay.core.tables import Value
from sotay.core.text import fold
from sotay.members.models import Education, Gender, Standing, Theory


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
    if text.casefold() in EMPTY:
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
    if kind != "theory" and text.casefold() in EMPTY:
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
