"""Party age, probation and badges: whole months and years between two days.

Thresholds (months of probation, badge years, rounds, early windows) come in as arguments, from the
rule registry; here is only arithmetic of the calendar.

A term counted in months or years ends on the day of the same number; where the last month has no
such day, on that month's last day (admitted on 29-02-2024, twelve months end on 28-02-2025).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


def add_months(day: date, months: int) -> date:
    """``day`` moved by whole months, kept inside the month it comes to."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(since: date, day: date) -> int:
    """Months completed from ``since`` up to ``day``; negative where ``day`` comes before."""
    months = (day.year - since.year) * 12 + day.month - since.month
    return months if add_months(since, months) <= day else months - 1


@dataclass(frozen=True)
class Span:
    """A length of time in completed years and months."""

    years: int
    months: int  # 0 to 11, over and above the years


def span_between(since: date, day: date) -> Span:
    """:raises ValueError: ``day`` comes before ``since``"""
    months = whole_months(since, day)
    if months < 0:
        raise ValueError(f"{day} is before {since}")
    return Span(*divmod(months, 12))


def party_age_start(decided_on: date | None, admitted_on: date | None) -> date | None:
    """The day from which party age runs: that of the admission decision, as long as it is known.

    A file that lacks it falls back on the day of the ceremony, which is never earlier.

    Source: implementing regulation of the Charter (29, 24, 294, 208-QĐ/TW in turn), certainty
    press.
    """
    return decided_on or admitted_on


def party_age(
    decided_on: date | None, admitted_on: date | None, recognised_on: date | None, day: date
) -> Span | None:
    """Party age on ``day``; ``None`` while not recognised as a full member, or where no day is
    held.

    A member recognised on ``day`` has it that day, counted from the admission decision.
    """
    start = party_age_start(decided_on, admitted_on)
    if start is None or recognised_on is None or recognised_on > day or start > day:
        return None
    return span_between(start, day)


def probation_ends(admitted_on: date, months: int) -> date:
    """First day after the ``months`` of probation counted from the ceremony.

    Recognition takes effect on this day even where it is decided later.
    """
    return add_months(admitted_on, months)


def next_round(day: date, rounds: Iterable[tuple[int, int]]) -> date:
    """The first badge round on or after ``day``; ``rounds`` are (day, month), such as (2, 9)."""
    days = [date(year, m, d) for year in (day.year, day.year + 1) for d, m in rounds]
    return min(found for found in days if found >= day)


@dataclass(frozen=True)
class Badge:
    """A badge and the days on which it can be given."""

    years: int
    reached_on: date  # the party age is complete
    round_on: date  # the first round on or after that day
    early_from: date  # from here on, for severe illness or after death


def badge(
    start: date, years: int, rounds: Iterable[tuple[int, int]], early_months: int = 0
) -> Badge:
    """The badge of ``years`` for a party age that began on ``start``."""
    reached = add_months(start, years * 12)
    return Badge(years, reached, next_round(reached, rounds), add_months(reached, -early_months))


def next_badge(
    start: date,
    day: date,
    steps: Iterable[int],
    rounds: Iterable[tuple[int, int]],
    early_months: dict[int, int] | None = None,
) -> Badge | None:
    """The first badge whose round falls on or after ``day``; ``None`` after the last step.

    ``steps`` are the badge years of the list in force, ``early_months`` the window of each step.
    """
    rounds = list(rounds)
    for years in sorted(steps):
        found = badge(start, years, rounds, (early_months or {}).get(years, 0))
        if found.round_on >= day:
            return found
    return None


def last_badge(
    start: date, day: date, steps: Iterable[int], rounds: Iterable[tuple[int, int]]
) -> Badge | None:
    """The highest badge whose round has come by ``day``."""
    rounds = list(rounds)
    given = [found for years in steps if (found := badge(start, years, rounds)).round_on <= day]
    return max(given, key=lambda one: one.years, default=None)
