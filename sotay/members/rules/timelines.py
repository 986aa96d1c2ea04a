"""Facts laid end to end over days, and how an act changes them, however late it is written.

A timeline is a list of stretches in order of days, no two of them on one day; gaps are allowed.
Every act on the register is one of the functions here, so that promises about days (one cell a
day, no day lost by a transfer) can be tried without a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

FOREVER = date.max


@dataclass(frozen=True)
class Stretch:
    """``values`` hold from ``lo`` up to, not including, ``hi``; ``None`` has no end."""

    lo: date
    hi: date | None
    values: Mapping[str, Any] = field(default_factory=dict)

    def holds_on(self, day: date) -> bool:
        return self.lo <= day < (self.hi or FOREVER)

    def with_values(self, **changes: Any) -> "Stretch":
        return replace(self, values={**self.values, **changes})


Timeline = list[Stretch]


class NoSuchDay(ValueError):
    """The timeline has nothing on the day that the act needs."""


def on_day(timeline: Timeline, day: date) -> Stretch | None:
    return next((one for one in timeline if one.holds_on(day)), None)


def open_end(timeline: Timeline) -> Stretch | None:
    """The stretch without an end, which comes last."""
    return timeline[-1] if timeline and timeline[-1].hi is None else None


def disjoint(timeline: Timeline) -> bool:
    """Whether the stretches are in order and share no day, and none is empty."""
    if any(one.hi is not None and one.hi <= one.lo for one in timeline):
        return False
    return all(
        before.hi is not None and before.hi <= after.lo for before, after in pairwise(timeline)
    )


def move_on(timeline: Timeline, day: date, closing: Mapping, opening: Mapping) -> Timeline:
    """From ``day`` on, ``opening`` instead of what holds then, up to that stretch's own end.

    The earlier part gets ``closing`` on top of its values; the new part takes over the closing
    marks of the one it continues only where ``opening`` names none.

    :raises NoSuchDay: nothing holds on ``day``, or it is the first day of what holds
    """
    current = on_day(timeline, day)
    if current is None or current.lo == day:
        raise NoSuchDay(day)
    before = replace(current, hi=day).with_values(**closing)
    after = replace(current, lo=day).with_values(**opening)
    place = timeline.index(current)
    return [*timeline[:place], before, after, *timeline[place + 1 :]]


def end_on(timeline: Timeline, day: date, closing: Mapping) -> Timeline:
    """Nothing holds from ``day`` on.

    :raises NoSuchDay: nothing holds the day before
    """
    kept = [one for one in timeline if one.lo < day]
    if not kept or (kept[-1].hi or FOREVER) < day:
        raise NoSuchDay(day)
    last = replace(kept[-1], hi=day).with_values(**closing)
    return [*kept[:-1], last]


def begin_on(timeline: Timeline, day: date, values: Mapping) -> Timeline:
    """A stretch without end from ``day``.

    :raises NoSuchDay: something holds on ``day`` or later
    """
    if timeline and (timeline[-1].hi or FOREVER) > day:
        raise NoSuchDay(day)
    return [*timeline, Stretch(day, None, dict(values))]


def set_from(timeline: Timeline, day: date, changes: Mapping) -> Timeline:
    """Set ``changes`` from ``day`` until each of them is next changed, or there is a gap.

    Written late, a change of one value leaves alone what was recorded about the others since.

    :raises NoSuchDay: nothing holds on ``day``
    """
    current = on_day(timeline, day)
    if current is None:
        raise NoSuchDay(day)
    place = timeline.index(current)
    result = timeline[:place]
    if current.lo < day:
        result.append(replace(current, hi=day))
    pending = dict(changes)
    reached = day
    for one in timeline[place:]:
        start = max(one.lo, day)
        if start != reached:
            pending = {}
        old = current.values
        pending = {
            key: value for key, value in pending.items() if one.values.get(key) == old.get(key)
        }
        result.append(replace(one, lo=start).with_values(**pending))
        reached = one.hi or FOREVER
    return merged(result)


def move_boundary(timeline: Timeline, was: date, on: date) -> Timeline:
    """What began or ended on ``was`` did so on ``on``: both neighbours follow.

    :raises NoSuchDay: nothing begins or ends on ``was``, or a neighbour would lose all its days
    """
    result: Timeline = []
    found = False
    for one in timeline:
        lo = on if one.lo == was else one.lo
        hi = on if one.hi == was else one.hi
        found = found or was in (one.lo, one.hi)
        if hi is not None and hi <= lo:
            raise NoSuchDay(on)
        result.append(replace(one, lo=lo, hi=hi))
    if not found or not disjoint(result):
        raise NoSuchDay(on)
    return result


def merged(timeline: Timeline) -> Timeline:
    """Neighbours that say the same, without a gap between them, made one."""
    result: Timeline = []
    for one in timeline:
        if result and result[-1].hi == one.lo and dict(result[-1].values) == dict(one.values):
            result[-1] = replace(result[-1], hi=one.hi)
        else:
            result.append(one)
    return result


def rejoined(timeline: Timeline) -> Timeline:
    """Neighbours in one cell, parted by nothing but a reorganisation, made one."""
    result: Timeline = []
    for one in timeline:
        before = result[-1] if result else None
        if (
            before is not None
            and before.hi == one.lo
            and before.values["organisation_id"] == one.values["organisation_id"]
            and before.values["end"] == one.values["begin"] == "reorganisation"
        ):
            result[-1] = replace(before, hi=one.hi).with_values(end=one.values["end"])
        else:
            result.append(one)
    return result
