"""Days as texts write them: ``28-1-2016``, ``26/4/2021``, ``ngày 22 tháng 3 năm 2004``."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

from sotay.directives.reader.shadow import GAP, GAP_OR_NONE

# No boundary is asked for on the right: days are often glued to the next word.
DAY = (
    rf"(?:[0-9]{{1,2}}\s?[-/.]\s?[0-9]{{1,2}}\s?[-/.]\s?[0-9]{{4}}(?![0-9])"
    rf"|[0-9]{{1,2}}{GAP}tháng{GAP}[0-9]{{1,2}}(?:,?{GAP}năm{GAP}|\s?[-/]\s?)[0-9]{{4}}(?![0-9]))"
)
ON_DAY = rf"(?:ngày{GAP_OR_NONE})?{DAY}"

_PARTS = re.compile(r"[0-9]+")


@lru_cache(maxsize=4096)
def day_of(written: str) -> date | None:
    """The day that ``written`` names, or ``None`` if there is no such day in the calendar."""
    parts = [int(part) for part in _PARTS.findall(written)]
    if len(parts) != 3:
        return None
    return make_day(parts[2], parts[1], parts[0])


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or ``None`` if the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def end_of_month(year: int, month: int) -> date | None:
    """The last day of a month; ``None`` for a month or year that cannot be."""
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def day_before(day: date | None) -> date | None:
    """``trước ngày``: the day named no longer counts, the one before it is the last."""
    if day is None or day == date.min:
        return None
    return day - timedelta(days=1)
