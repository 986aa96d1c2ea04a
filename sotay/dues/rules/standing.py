"""Where a member stands from what was owed and paid, month by month."""

from collections.abc import Mapping
from datetime import date

from sotay.dues.rules import months


def paid_until(owed: Mapping[date, int | None], paid: Mapping[date, int]) -> date | None:
    """The last month up to which nothing is lacking; ``None`` where not even the first is paid.

    A month on no list yet counts as paid if money was laid on it; a month whose figure is not known
    never does.
    """
    every = sorted({*owed, *(month for month, total in paid.items() if total > 0)})
    if not every:
        return None
    reached = None
    month = every[0]
    while month <= every[-1]:
        given = paid.get(month, 0)
        amount = owed.get(month, 1 if month not in owed else None)
        if amount is None or given < amount:
            return reached
        reached = month
        month = months.plus(month, 1)
    return reached


def arrears(owed: Mapping[date, int | None], paid: Mapping[date, int]) -> dict[date, int]:
    """What is left of each month whose figure is known."""
    return {
        month: amount - paid.get(month, 0)
        for month, amount in sorted(owed.items())
        if amount is not None and amount > paid.get(month, 0)
    }
