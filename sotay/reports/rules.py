"""What a report decides by itself: the steps of its period, and which rows stand in the body."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

MOST_STEPS = 24  # columns that one chart can show and still be read
MOST_IN_BODY = 16  # rows of a table in the body; a longer one stands whole in the annex
FEW_IN_BODY = 12  # and shows so many of its rows in the body
_QUARTERS = ("I", "II", "III", "IV")

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """A month, quarter or year of a period; the first and the last may be cut by its ends."""

    key: str
    first: date
    last: date  # included
    name: str  # in a table: Tháng 02-2026
    label: str  # under a bar: 02
    under: str  # the year, or nothing
    kind: str  # month, quarter, year


def steps(first: date, last: date) -> list[Step]:
    """The period from ``first`` to ``last``, both included, in months.

    More than ``MOST_STEPS`` months become quarters, more quarters years. Empty when ``last`` is
    before ``first``.
    """
    for months in (1, 3, 12):
        found = _steps(first, last, months)
        if len(found) <= MOST_STEPS:
            break
    return found


def _steps(first: date, last: date, months: int) -> list[Step]:
    found = []
    start = first
    while start <= last:
        index = (start.month - 1) // months + 1
        until = index * months  # the last month of the step
        end = date(start.year + until // 12, until % 12 + 1, 1) - timedelta(days=1)
        found.append(_named(start, min(end, last), months, index))
        start = end + timedelta(days=1)
    return found


def _named(first: date, last: date, months: int, index: int) -> Step:
    year = str(first.year)
    if months == 1:
        label = f"{index:02d}" if index < 3 else str(index)
        name = f"Tháng {label}-{year}"
        return Step(f"{year}-{index:02d}", first, last, name, label, year, "month")
    if months == 3:
        label = _QUARTERS[index - 1]
        return Step(f"{year}-q{index}", first, last, f"Quý {label}-{year}", label, year, "quarter")
    return Step(year, first, last, f"Năm {year}", year, "", "year")


def in_body(rows: Sequence[T], weight: Callable[[T], float]) -> list[T]:
    """The rows that stand in the body: all of a short table, the heaviest of a long one.

    Rows of the same weight keep their order.
    """
    if len(rows) <= MOST_IN_BODY:
        return list(rows)
    return sorted(rows, key=lambda row: -weight(row))[:FEW_IN_BODY]
