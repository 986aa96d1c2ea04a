"""Months, each written as its first day."""

import calendar
import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from sotay.core.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1930, 2200  # no month of dues lies outside
_WRITTEN = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[-/. ](\d{4})")
# 2026-11, 2026-11-01, 11-2026, 11 / 2026, 01/11/2026: of a day only the first of a month.
_IN_WORDS = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})(?:-\d{1,2})?(?!\d)"
    r"|(?<!\d)(?:0?1([-/.]))?(\d{1,2})(?(3)\3|\s?[-/. ]\s?)(\d{4})(?!\d)"
)


def first(day: date) -> date:
    """The month of ``day``."""
    return day.replace(day=1)


def plus(month: date, count: int) -> date:
    """The month ``count`` months later; earlier where ``count`` is negative."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def between(start: date, last: date) -> list[date]:
    """The months from ``start`` to ``last``, both counted; none where ``last`` is earlier."""
    count = (last.year - start.year) * 12 + last.month - start.month + 1
    return [plus(start, step) for step in range(max(0, count))]


def day_in(month: date, number: int) -> date:
    """Day ``number`` of the month; the last day where the month is shorter.

    >>> day_in(date(2026, 2, 1), 31)
    datetime.date(2026, 2, 28)
    """
    return month.replace(day=min(max(number, 1), calendar.monthrange(month.year, month.month)[1]))


def written(month: date) -> str:
    """``11-2026``; January and February keep their zero, as on issued documents."""
    return f"{month.month:02d}-{month.year}" if month.month < 3 else f"{month.month}-{month.year}"


def key(month: date) -> str:
    """The month in an address: ``2026-11``."""
    return f"{month.year:04d}-{month.month:02d}"


def read(text: str) -> date:
    """Read 2026-11 or 11-2026.

    :raises BadInput: no such form, or no such month
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match:
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _month(int(year), int(month), text.strip())
    raise _no_month(text)


def _month(year: int, month: int, said: str) -> date:
    if not 1 <= month <= 12:
        raise _no_month(said)
    if not FIRST_YEAR <= year < LAST_YEAR:
        raise BadInput(
            _("“%(text)s”: năm không thể đúng. Đồng chí xem lại năm.") % {"text": said[:20]}
        )
    return date(year, month, 1)


def _no_month(text: str) -> BadInput:
    return BadInput(
        _("“%(text)s” không phải là tháng. Đồng chí viết tháng-năm, ví dụ 11-2026.")
        % {"text": text[:20]}
    )


def in_words(text: str) -> list[date]:
    """Every month that a cell of a list names: ``tháng 11/2026``, ``11-2026 đến 01-2027``.

    None for an empty cell.

    :raises BadInput: digits that are no month with its year, as in ``11-12/2026``
    """
    found = []
    rest = text
    for match in _IN_WORDS.finditer(text):
        year, month = (match[1], match[2]) if match[1] else (match[5], match[4])
        found.append(_month(int(year), int(month), match[0].strip()))
        rest = rest.replace(match[0], " ", 1)
    if (text.strip() and not found) or any(sign.isdigit() for sign in rest):
        raise _no_month(text)
    return found


def listed(months: Iterable[date]) -> str:
    """Months in words: ``11-2026``, or ``11-2026 đến 01-2027`` where they follow one another."""
    wanted = sorted(set(months))
    if not wanted:
        return ""
    if len(wanted) > 1 and between(wanted[0], wanted[-1]) == wanted:
        return _("%(first)s đến %(last)s") % {
            "first": written(wanted[0]),
            "last": written(wanted[-1]),
        }
    return ", ".join(written(month) for month in wanted)
