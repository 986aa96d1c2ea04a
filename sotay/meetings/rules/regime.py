"""The regime of meetings: on which day, how long, how often; what was kept and what was not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

ORDINARY, THEMATIC, COMMITTEE, CONFERENCE = "ordinary", "thematic", "committee", "conference"


def day_in_month(
    year: int, month: int, on: int, latest: int, is_working_day: Callable[[date], bool]
) -> date:
    """The day of the ordinary meeting: ``on``, else the next working day up to ``latest``.

    Where no working day is left up to ``latest`` the nearest one before ``on`` is taken, and where
    there is none either the day itself stands.
    """
    wanted = date(year, month, on)
    later = [date(year, month, day) for day in range(on, latest + 1)]
    earlier = [wanted - timedelta(days=back) for back in range(1, on)]
    return next((day for day in [*later, *earlier] if is_working_day(day)), wanted)


@dataclass(frozen=True)
class Held:
    """What the regime asks of one meeting. ``minutes`` None: its length was not written down."""

    kind: str
    on: date
    is_combined: bool = False
    minutes: int | None = None
    attendance: Fraction | None = None


@dataclass(frozen=True)
class Limits:
    """The values in force; each meeting is judged by those of its own day."""

    minutes: int
    minutes_combined: int
    attendance: Fraction  # to be above
    thematic: int  # a quarter, at least


@dataclass(frozen=True)
class Kept:
    """One month or quarter of an organisation: what the regime asks and what there is."""

    months_held: tuple[int, ...]
    months_missing: tuple[int, ...]
    thematic: int
    thematic_lacking: int
    too_short: int
    length_unknown: int
    thinly_attended: int

    @property
    def is_kept(self) -> bool:
        return not (
            self.months_missing or self.thematic_lacking or self.too_short or self.thinly_attended
        )


def is_too_short(held: Held, limits: Limits) -> bool:
    wanted = limits.minutes_combined if held.is_combined else limits.minutes
    return held.kind == ORDINARY and held.minutes is not None and held.minutes < wanted


def is_thin(held: Held, limits: Limits) -> bool:
    return held.attendance is not None and held.attendance <= limits.attendance


def kept(
    meetings: Sequence[Held], months: Sequence[int], limits: Limits, *, quarter_is_over: bool
) -> Kept:
    """Judge the meetings held in ``months`` (of one quarter, those whose last day has come).

    A thematic meeting is lacking only once the quarter is over; a thematic part of an ordinary
    meeting counts as one.
    """
    ordinary = {meeting.on.month for meeting in meetings if meeting.kind == ORDINARY}
    thematic = sum(m.kind == THEMATIC or (m.kind == ORDINARY and m.is_combined) for m in meetings)
    regular = [m for m in meetings if m.kind in (ORDINARY, THEMATIC)]
    return Kept(
        months_held=tuple(month for month in months if month in ordinary),
        months_missing=tuple(month for month in months if month not in ordinary),
        thematic=thematic,
        thematic_lacking=max(limits.thematic - thematic, 0) if quarter_is_over else 0,
        too_short=sum(is_too_short(m, limits) for m in regular),
        length_unknown=sum(m.kind == ORDINARY and m.minutes is None for m in regular),
        thinly_attended=sum(is_thin(m, limits) for m in regular),
    )
