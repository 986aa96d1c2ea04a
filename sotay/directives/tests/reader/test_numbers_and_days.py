"""Numbers, Roman figures and days."""

from datetime import date

import pytest

from sotay.directives.reader.days import day_before, day_of, end_of_month
from sotay.directives.reader.numerals import from_roman, number, ordinal, roman


@pytest.mark.parametrize(
    ("written", "value"),
    [("25.000", 25_000), ("92,4", 92.4), ("34 023", 34_023), ("01", 1), ("1.250,5", 1250.5)],
)
def test_number(written: str, value: float) -> None:
    assert number(written) == value


def test_roman_there_and_back() -> None:
    assert all(from_roman(roman(value)) == value for value in range(1, 90))


@pytest.mark.parametrize("figures", ["", "IIII", "VX", "IC", "XIIIIIII", "xii", "ABC"])
def test_not_roman(figures: str) -> None:
    assert from_roman(figures) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("6", 6),
        ("sáu", 6),
        ("tư", 4),
        ("mười ba", 13),
        ("mười lăm", 15),
        ("XIII", 13),
        ("xe", None),
    ],
)
def test_ordinal(written: str, value: int | None) -> None:
    assert ordinal(written) == value


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("28-1-2016", date(2016, 1, 28)),
        ("26/4/2021", date(2021, 4, 26)),
        ("22 tháng 3 năm 2004", date(2004, 3, 22)),
        ("29-02-2028", date(2028, 2, 29)),
        ("29-02-2027", None),
        ("31/4/2021", None),
        ("0/1/2021", None),
    ],
)
def test_day_of(written: str, day: date | None) -> None:
    assert day_of(written) == day


def test_edges_of_the_calendar() -> None:
    assert day_before(date(2027, 1, 1)) == date(2026, 12, 31)
    assert day_before(date.min) is None
    assert end_of_month(2028, 2) == date(2028, 2, 29)
    assert end_of_month(2027, 13) is None
