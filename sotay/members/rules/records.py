"""What may stand in each field of a member's record; the same for a form, a route and a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.core.errors import BadInput
from sotay.core.text import tidy
from sotay.members.ethnicities import OUTSIDE

FIRST_YEAR = 1900  # nobody on a register was born before


@dataclass(frozen=True)
class Field:
    """One field of the record: its name on screen, what sort of value, how long at most."""

    name: str
    label: Any
    sort: str  # text, day, year, number, gender, ethnicity
    longest: int = 0
    required: bool = False


FIELDS = {
    field.name: field
    for field in (
        Field("full_name", gettext_lazy("Họ và tên khai sinh"), "text", 120, required=True),
        Field("other_name", gettext_lazy("Họ và tên đang dùng"), "text", 120),
        Field("gender", gettext_lazy("Giới tính"), "gender", required=True),
        Field("born_on", gettext_lazy("Ngày sinh"), "day"),
        Field("birth_year", gettext_lazy("Năm sinh"), "year", required=True),
        Field("ethnicity", gettext_lazy("Dân tộc"), "ethnicity"),
        Field("religion", gettext_lazy("Tôn giáo"), "text", 60),
        Field("home_place", gettext_lazy("Quê quán"), "text", 200),
        Field("residence", gettext_lazy("Nơi thường trú"), "text", 200),
        Field("occupation", gettext_lazy("Nghề nghiệp, chức vụ"), "text", 160),
        Field("phone", gettext_lazy("Điện thoại"), "text", 20),
        Field("citizen_id", gettext_lazy("Số căn cước"), "number", 12),
        Field("card_number", gettext_lazy("Số thẻ đảng viên"), "number", 12),
        Field("record_number", gettext_lazy("Số lý lịch"), "text", 20),
        Field("decided_on", gettext_lazy("Ngày quyết định kết nạp"), "day"),
        Field("admitted_on", gettext_lazy("Ngày kết nạp"), "day"),
        Field("recognised_on", gettext_lazy("Ngày công nhận chính thức"), "day"),
    )
}
# Fields on which counts rest: a change of one makes the totals anew.
COUNTED = {"gender", "born_on", "birth_year", "ethnicity"}
# What a member may ask to have corrected: everything that is held about them.
ASKABLE = tuple(FIELDS)


def digits_of(text: str) -> str:
    """``text`` without the spaces, points and dashes that people put between digits."""
    return "".join(c for c in tidy(text) if c not in " .-")


def checked(values: Mapping[str, Any], day: date, *, complete: bool = False) -> dict[str, Any]:
    """Every value tidied and found possible on ``day``; ``complete`` also asks for what is
    required.

    Where a day of birth is given, the year of birth follows it.

    :raises BadInput: a field is unknown, empty though required, too long, or cannot be
    """
    found = {name: _checked_one(name, value, day) for name, value in values.items()}
    if found.get("born_on"):
        found["birth_year"] = found["born_on"].year
    if complete:
        found.setdefault("ethnicity", OUTSIDE)
        for field in FIELDS.values():
            if field.required and found.get(field.name) in (None, ""):
                raise BadInput(_("Thiếu “%(field)s”. Đồng chí ghi thêm.") % {"field": field.label})
    return found


def _checked_one(name: str, value: Any, day: date) -> Any:
    field = FIELDS.get(name)
    if field is None:
        raise BadInput(_("Hồ sơ đảng viên không có mục “%(field)s”.") % {"field": str(name)[:40]})
    where = {"field": field.label}
    if value is None or value == "":
        if field.required:
            raise BadInput(_("Không để trống “%(field)s”.") % where)
        return {"day": None, "ethnicity": OUTSIDE}.get(field.sort, "")
    if field.sort == "day":
        if value > day:
            raise BadInput(
                _("“%(field)s” là một ngày chưa đến. Đồng chí kiểm tra lại năm.") % where
            )
        if value.year < FIRST_YEAR:
            raise BadInput(_("“%(field)s” quá xa. Đồng chí kiểm tra lại năm.") % where)
        return value
    if field.sort == "year":
        if not FIRST_YEAR <= value <= day.year:
            raise BadInput(
                _("“%(field)s” phải từ 1900 đến nay. Đồng chí kiểm tra lại năm.") % where
            )
        return value
    if field.sort in ("gender", "ethnicity"):
        return value
    text = digits_of(value) if field.sort == "number" else tidy(value)
    if field.sort == "number" and not (text.isascii() and text.isdigit()):
        raise BadInput(_("“%(field)s” chỉ gồm chữ số.") % where)
    if len(text) > field.longest:
        raise BadInput(
            _("“%(field)s” dài quá %(longest)s ký tự. Đồng chí viết ngắn lại.")
            % {**where, "longest": field.longest}
        )
    return text
