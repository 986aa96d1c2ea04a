"""Texts made to be slow: the work grows with the length and not with its square.

Work is counted (calls of functions, Python's and the library's), not timed.
"""

import sys
from types import FrameType

import pytest

from sotay.directives.reader import clauses, read_text

UNITS = [
    "(",
    "1-",
    "1-1-1-1 ",
    "1/",
    "Quy định số ",
    "Quy định số 1 ",
    "1-QĐ/TW 1-QĐ/TU 1-QĐ/HU Quy định số 1, ",
    "Nghị quyết số 1, ",
    "Nghị quyết Trung ương 4 khóa XI, XII, ",
    "Nghị quyết Đại hội Đảng bộ ",
    "05-CT/TW của Đảng ủy Khối ",
    "Căn cứ các chi bộ, ",
    "Giao chi bộ, chi bộ và chi bộ ",
    "- Các chi bộ tổ chức 1% trước ngày ",
    "\n1. a\n",
    "\nI. a",
    "1% ",
    "\u00ad",
    "\x00",
    "\u202e",
    "\u200fa",
    ". ",
    "\n",
    "mục tiêu ",
    "\n1. Mục tiêu\n5 chi bộ",
    "\n- Các chi bộ",
    "\n1. Văn phòng\na) Rà soát",
    "; hoàn thành trước ",
    "Ban Quản Lý Dự Án ",
    "Luật Cán bộ, ",
    "1\tKết nạp\t",
    "chi bộ, chi bộ ",
    "05-CT/TW, ",
    "ngày ",
    "SỐ ",
]


def calls(text: str) -> int:
    count = 0

    def counted(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        read_text(text)
        clauses(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    once = calls(unit * (20_000 // len(unit)))
    twice = calls(unit * (40_000 // len(unit)))

    assert twice <= once * 2.3 + 200


@pytest.mark.parametrize(
    "unit",
    ["(", ")", "1-1-1-1 ", "1/", "Quy định số ", "\n", "\u00ad", " ", "\x00", "\u202e", "\u200f"],
)
def test_a_million_characters_of_nothing_cite_nothing(unit: str) -> None:
    reading = read_text(unit * (1_000_000 // len(unit)))

    assert (reading.citations, reading.targets, reading.tasks) == ((), (), ())


def test_no_part_of_a_pattern_reaches_further_than_its_window() -> None:
    """A single long word, clause or list neither stops nor slows what stands around it."""
    text = "Chỉ thị số 05-CT/TW " + "a" * 300_000 + " " + "a " * 100_000 + "Kết luận số 21-KL/TW"

    assert [each.symbol for each in read_text(text).citations] == ["05-CT/TW", "21-KL/TW"]


def test_twenty_megabytes_of_one_line_are_read_to_the_end() -> None:
    """A pattern that looked back or ahead over the line would not end within a day."""
    text = "a" * 10_000_000 + "mục tiêu (" * 100_000 + "b " * 4_000_000 + "Kết luận số 21-KL/TW"

    assert [each.symbol for each in read_text(text).citations] == ["21-KL/TW"]


@pytest.mark.parametrize(
    "mark", ["\u200e", "\u200f", "\u202a", "\u202c", "\u202e", "\u2066", "\u2069"]
)
def test_marks_of_direction_hide_nothing(mark: str) -> None:
    """Marks that turn the reading direction are unseen: what stands around them is read."""
    text = f"{mark}Các chi bộ{mark} rà soát theo Quy định số 22{mark}-QĐ/{mark}TW trước 30/6/2026."

    found = read_text(text)

    assert [each.symbol for each in found.citations] == ["22-QĐ/TW"]
    assert [each.due for each in found.tasks] == ["2026-06-29"]


def test_nothing_after_a_null_byte_is_lost() -> None:
    found = read_text("Căn cứ Chỉ thị\x00 số 05-CT/TW;\x00 Kết luận số 21-KL/TW\x00.")

    assert [each.symbol for each in found.citations] == ["05-CT/TW", "21-KL/TW"]
