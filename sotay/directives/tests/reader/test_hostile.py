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
    ". ",
    "\n",
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


@pytest.mark.parametrize("unit", ["(", "1-1-1-1 ", "1/", "Quy định số ", "\n", "\u00ad", " "])
def test_a_million_characters_of_nothing_cite_nothing(unit: str) -> None:
    reading = read_text(unit * (1_000_000 // len(unit)))

    assert (reading.citations, reading.targets, reading.tasks) == ((), (), ())


def test_no_part_of_a_pattern_reaches_further_than_its_window() -> None:
    """A single long word, clause or list neither stops nor slows what stands around it."""
    text = "Chỉ thị số 05-CT/TW " + "a" * 300_000 + " " + "a " * 100_000 + "Kết luận số 21-KL/TW"

    assert [each.symbol for each in read_text(text).citations] == ["05-CT/TW", "21-KL/TW"]
