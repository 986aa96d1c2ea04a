"""What a member owes in a month, by category, and how a sum paid is laid on months.

Money is whole đồng. Shares come from the registry as they are written there and are never binary
fractions here. Source of the rates: 01-QĐ/TW, in force from 01-02-2026 (certainty in the registry).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

INCOME, WAGE, FIXED, CHOSEN = "income", "wage", "fixed", "chosen"


@dataclass(frozen=True)
class Kind:
    """How a category is reckoned: the rule of its rate, and what the rate is taken of."""

    rule: str  # id in the registry
    base: str  # INCOME: what was declared; WAGE: minimum wage; FIXED: an amount; CHOSEN: in bounds


KINDS: dict[str, Kind] = {
    "salaried": Kind("dues.salary_share", INCOME),
    "benefit": Kind("dues.benefit_share", INCOME),
    "pension": Kind("dues.pension_share", INCOME),
    "pension_work": Kind("dues.pension_work_share", INCOME),
    "allowance": Kind("dues.allowance_share", INCOME),
    "uninsured": Kind("dues.uninsured_share", WAGE),
    "uninsured_old": Kind("dues.uninsured_old_share", WAGE),
    "student": Kind("dues.student_amount", FIXED),
    "abroad_posted": Kind("dues.abroad_posted_share", INCOME),
    "abroad_other": Kind("dues.abroad_other_range", CHOSEN),
}
NEEDS_INCOME = frozenset(name for name, kind in KINDS.items() if kind.base in (INCOME, CHOSEN))


@dataclass(frozen=True)
class Terms:
    """What the registry says for one category on one day, ready to be used.

    ``share`` of one for INCOME and WAGE; ``amount`` for FIXED; ``low`` and ``high`` for CHOSEN.
    """

    base: str
    share: Decimal | None = None
    amount: int | None = None
    wage: int | None = None
    low: int | None = None
    high: int | None = None
    step: int = 1  # rounded to so many đồng


def rounded(exact: Decimal, step: int = 1) -> int:
    """Rounded to whole steps of đồng, a half upwards."""
    steps = (exact / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return int(steps) * step


def owed(base: int, share: Decimal, *, step: int = 1, relief_percent: int = 0) -> int:
    """``share`` of ``base`` less the relief, rounded once, at the end.

    >>> owed(8_123_450, Decimal("0.01"))
    81235
    >>> owed(8_123_450, Decimal("0.01"), step=1000, relief_percent=50)
    41000
    """
    return rounded(Decimal(base) * share * (100 - relief_percent) / 100, step)


def assess(terms: Terms, income: int | None, relief_percent: int = 0) -> int | None:
    """What is owed for the month; ``None`` where something needed is not known.

    A full relief is 0 whatever else is unknown. An amount chosen out of bounds is brought to the
    nearer bound.
    """
    if relief_percent >= 100:
        return 0
    if terms.base == FIXED and terms.amount is not None:
        return owed(terms.amount, Decimal(1), step=terms.step, relief_percent=relief_percent)
    if terms.base == CHOSEN and income is not None and terms.low is not None:
        within = min(max(income, terms.low), terms.high or income)
        return owed(within, Decimal(1), step=terms.step, relief_percent=relief_percent)
    base = terms.wage if terms.base == WAGE else income
    if terms.share is None or base is None:
        return None
    return owed(base, terms.share, step=terms.step, relief_percent=relief_percent)


def full_years(since: date | None, day: date) -> int | None:
    """Whole years from ``since`` to ``day``; the anniversary itself counts."""
    if since is None:
        return None
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def spread(amount: int, left: Mapping[date, int]) -> dict[date, int]:
    """Lay ``amount`` on months, the earliest first, each as far as it is still owed.

    What is over goes to the last month: more than the rate is welcome and stays visible there.
    The parts add up to ``amount`` exactly; months that get nothing are left out.
    """
    parts: dict[date, int] = {}
    rest = amount
    for month in sorted(left):
        part = min(rest, max(0, left[month]))
        if part:
            parts[month] = part
            rest -= part
    if rest and left:
        last = max(left)
        parts[last] = parts.get(last, 0) + rest
    return parts


def unpaid_in_year(unpaid: Sequence[date], year: int) -> int:
    """How many of the unpaid months lie in ``year``: three without reason have consequences."""
    return sum(1 for month in unpaid if month.year == year)
