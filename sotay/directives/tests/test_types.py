"""Types and codes come from the dated rules."""

from datetime import date

import pytest

from sotay.directives.types import (
    code_of,
    joined,
    organs_on,
    padded,
    split_symbol,
    types_on,
)


def test_a_type_is_there_from_the_day_of_its_regulation_and_not_before():
    assert "Phương án" not in types_on(date(2026, 1, 8))
    assert types_on(date(2026, 1, 9))["Phương án"] == "PA"


def test_papers_older_than_every_list_are_read_by_the_oldest():
    assert types_on(date(1999, 5, 1))["Nghị quyết"] == "NQ"
    assert padded("3", date(1999, 5, 1)) == "03"


def test_an_organ_ends_on_its_day():
    assert "ĐUK" in organs_on(date(2025, 2, 2))
    assert "ĐUK" not in organs_on(date(2025, 2, 3))


@pytest.mark.parametrize(
    ("type_name", "written", "code"),
    [
        ("Quy định", "QĐi", "QĐi"),  # a known way of writing it
        ("Quy định", "", "QĐ"),
        ("Chỉ thị", "QĐi", "CT"),  # of another type: not kept
        ("Kế hoạch", "XX", "KH"),
    ],
)
def test_the_code_of_a_type(type_name, written, code):
    assert code_of(type_name, date(2026, 10, 14), written) == code


@pytest.mark.parametrize(
    ("number", "shown"), [("3", "03"), ("03", "03"), ("003", "03"), ("127", "127"), ("5a", "5a")]
)
def test_numbers_below_ten_have_two_figures(number, shown):
    assert padded(number, date(2026, 10, 14)) == shown


@pytest.mark.parametrize(
    ("symbol", "parts"),
    [
        ("27-KH/ĐU", ("27", "KH", "ĐU")),
        ("27", ("27", "", "")),
        ("", ("", "", "")),
        ("05-NQ", ("05", "NQ", "")),
        ("30/2020/NĐ-CP", ("30/2020", "NĐ", "CP")),
        ("1671/QĐ-TTg", ("1671", "QĐ", "TTg")),
        ("04/2021/TT-TTCP", ("04/2021", "TT", "TTCP")),
    ],
)
def test_a_symbol_falls_into_its_parts(symbol, parts):
    assert split_symbol(symbol) == parts


@pytest.mark.parametrize("symbol", ["27-KH/ĐU", "30/2020/NĐ-CP", "1671/QĐ-TTg", "08-QĐi/TW"])
def test_the_parts_are_joined_as_they_were_printed(symbol):
    assert joined(*split_symbol(symbol)) == symbol
