"""Time limits of an official transfer. Working days are counted by the caller's calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sotay.members.rules.ages import add_months

AddWorkingDays = Callable[[date, int], date]


@dataclass(frozen=True)
class TransferDays:
    """The days that bind a transfer."""

    start_by: (
        date | None
    )  # by then the procedure must have begun; None: the move's day is not known
    due_on: date  # by then the receiving side must have the member
    is_late: bool  # begun after ``start_by``: the reason is reported and the committee decides


def transfer_days(
    *,
    sent_on: date,
    moved_on: date | None,
    start_days: int,
    report_days: int,
    add_working_days: AddWorkingDays,
) -> TransferDays:
    """Count both limits; a limit of n working days ends on the n-th working day after its start.

    Source: implementing regulation of the Charter, item 6.3.1 (29, 24, 294 and 208-QĐ/TW in turn);
    certainty press for 294 and before, hint for 208.
    """
    start_by = add_working_days(moved_on, start_days) if moved_on else None
    return TransferDays(
        start_by=start_by,
        due_on=add_working_days(sent_on, report_days),
        is_late=start_by is not None and sent_on > start_by,
    )


def stay_is_within(
    valid_from: date, last_day: date, low_months: int, high_months: int, *, up_to: bool = False
) -> bool:
    """Whether a temporary stay lasts from ``low_months`` to under ``high_months``; last day counts.

    With ``up_to`` the whole of ``high_months`` is allowed, as for training.

    Source: the same regulation, item 6.3.2; certainty press.
    """
    end = last_day + timedelta(days=1)
    most = add_months(valid_from, high_months)
    return add_months(valid_from, low_months) <= end and (end <= most if up_to else end < most)
