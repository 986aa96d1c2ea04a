"""Measures of a paper from the dated rules, and the words of its head."""

from dataclasses import dataclass
from datetime import date

from sotay.core.text import fold
from sotay.regulations.registry import RuleValue, rule


@dataclass(frozen=True)
class Layout:
    """Measures from the dated rules, in millimetres and points."""

    top: float
    bottom: float
    left: float
    right: float
    body_points: float
    line_points: float
    indent_mm: float
    rules: tuple[RuleValue, ...]


def layout_on(day: date) -> Layout:
    """The layout in force on ``day``."""
    margins = rule("directives.layout.margins_mm", day)
    body = rule("directives.layout.body_points", day)
    line = rule("directives.layout.line_points", day)
    indent = rule("directives.layout.indent_mm", day)
    return Layout(
        top=margins.value["trên"],
        bottom=margins.value["dưới"],
        left=margins.value["trái"],
        right=margins.value["phải"],
        body_points=body.value,
        line_points=line.value,
        indent_mm=indent.value,
        rules=(margins, body, line, indent),
    )


def organ_of(name: str) -> str:
    """The committee that issues: Đảng bộ … signs as Đảng ủy …, a cell as itself."""
    if fold(name).startswith("dang bo co so "):
        return "Đảng ủy" + name[len("Đảng bộ") :]
    return "Đảng ủy" + name[len("Đảng bộ") :] if name.startswith("Đảng bộ") else name


def town_of(place: str) -> str:
    """What a paper's head names of where it was: the last part, ``Phòng 2, Sông Vân`` is Sông Vân.

    Empty, to be written by hand, where only a room or a house was said.
    """
    last = place.split(",")[-1].strip()
    words = fold(last)
    is_room = any(one.isdigit() for one in words) or words.startswith(_ROOMS)
    return "" if is_room else last


_ROOMS = (
    "phong ", "hoi truong", "nha ", "tang ", "tru so", "co quan", "van phong", "truong ",
    "trung tam", "thu vien", "truc tuyen", "khu ",
)  # fmt: skip


def place_and_day(place: str, day: date) -> str:
    """``Sông Vân, ngày 03 tháng 12 năm 2026``"""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"
