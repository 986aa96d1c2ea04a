"""Working days: the national calendar with its swapped days, and terms counted in working days.

Days off, days off in lieu and weekend days worked instead are those of the ``holidays`` package
(Labour Code and the yearly announcements it knows); rule ``calendar.swaps_known_for`` lists the
years whose swaps it knows. What it lacks is added in the pack (``calendar.extra_days_off``,
``calendar.extra_working_days``). Tết of a year not yet announced is an estimate. Certainty: hint.
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from sotay.regulations.registry import national

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _year(year: int) -> holidays.HolidayBase:
    # A swap may cross the new year, and is listed under one of the two years only.
    return holidays.country_holidays("VN", years=range(year - 1, year + 2), expand=False)


def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``."""
    written = day.isoformat()
    if written in national("calendar.extra_working_days", day).value:
        return True
    if written in national("calendar.extra_days_off", day).value:
        return False
    known = _year(day.year)
    if day.isoweekday() in national("calendar.weekend", day).value:
        return day in known.weekend_workdays
    return day not in known


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``, which itself is not counted.

    So a term of 30 working days from a day ends on that day, included. ``count`` 0 gives ``start``.

    :raises ValueError: ``count`` is negative
    """
    if count < 0:
        raise ValueError(f"a term has no {count} working days")
    day = start
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after ``start``, up to and with ``end``; negative if it is earlier.

    The reverse of :func:`add_working_days`: counting on so many from ``start`` reaches ``end``.
    """
    if end < start:
        return -working_days_between(end, start)
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))
