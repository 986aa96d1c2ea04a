"""The shape of the tree through time: what changed between two states, and what cannot be.

A *stretch* is a half-open run of days: ``lo`` counts, ``hi`` does not; ``hi`` None has no end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple


class Stretch(NamedTuple):
    """An organisation under a parent (None: the top of a tree), for some days."""

    organisation: int
    parent: int | None
    lo: date
    hi: date | None


class Sort(NamedTuple):
    """What an organisation is, for some days: the rank of its kind, and whether it is a cell."""

    organisation: int
    rank: int
    holds_members: bool
    lo: date
    hi: date | None


class Change(NamedTuple):
    """A stretch that appeared (``sign`` +1) or went (-1)."""

    stretch: Stretch
    sign: int


class Fault(NamedTuple):
    """Why a tree cannot be: ``what`` is unnamed, unplaced, orphan, rank, cell_above or cycle.

    ``organisation`` and ``other`` (its parent, where one is meant) on ``day``, the first such day.
    """

    what: str
    organisation: int
    other: int | None
    day: date


def earlier_end(a: date | None, b: date | None) -> date | None:
    """The smaller of two exclusive ends."""
    if a is None or b is None:
        return a if b is None else b
    return min(a, b)


def is_run(lo: date, hi: date | None) -> bool:
    """Whether any day lies in ``[lo, hi)``."""
    return hi is None or lo < hi


def covers(lo: date, hi: date | None, day: date) -> bool:
    """Whether ``day`` lies in ``[lo, hi)``."""
    return lo <= day and (hi is None or day < hi)


def first_uncovered(
    lo: date, hi: date | None, runs: Iterable[tuple[date, date | None]]
) -> date | None:
    """The first day of ``[lo, hi)`` that none of ``runs`` holds, or None where all are held."""
    day = lo
    for start, end in sorted(runs, key=lambda run: run[0]):
        if start > day:
            break
        if end is None:
            return None
        day = max(day, end)
        if hi is not None and day >= hi:
            return None
    return day


def edge_changes(before: Iterable[Stretch], after: Iterable[Stretch]) -> list[Change]:
    """The least set of changes that turns one state of some organisations into another.

    Each organisation has at most one parent on a day in either state. A stretch whose parent is the
    same in both is left out, so signs over any day add up to the difference of the two states.
    """
    was: dict[int, list[Stretch]] = defaultdict(list)
    now: dict[int, list[Stretch]] = defaultdict(list)
    for side, rows in ((was, before), (now, after)):
        for row in rows:
            side[row.organisation].append(row)
    changes: list[Change] = []
    for key in sorted(was.keys() | now.keys()):
        old, new = was[key], now[key]
        days = sorted({day for row in (*old, *new) for day in (row.lo, row.hi) if day is not None})
        for lo, hi in zip(days, [*days[1:], None], strict=True):
            gone, come = _on(old, lo), _on(new, lo)
            if gone is not None and (come is None or come.parent != gone.parent):
                changes.append(Change(Stretch(key, gone.parent, lo, hi), -1))
            if come is not None and (gone is None or gone.parent != come.parent):
                changes.append(Change(Stretch(key, come.parent, lo, hi), 1))
    return _joined(changes)


def _on(rows: Iterable[Stretch], day: date) -> Stretch | None:
    return next((row for row in rows if covers(row.lo, row.hi, day)), None)


def _joined(changes: list[Change]) -> list[Change]:
    """Neighbouring runs of one edge and one sign as a single run."""
    order = sorted(
        changes, key=lambda c: (c.stretch.organisation, c.sign, c.stretch.parent or 0, c.stretch.lo)
    )
    joined: list[Change] = []
    for change in order:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.sign == change.sign
            and last.stretch[:2] == change.stretch[:2]
            and last.stretch.hi == change.stretch.lo
        ):
            joined[-1] = Change(last.stretch._replace(hi=change.stretch.hi), change.sign)
        else:
            joined.append(change)
    return joined


def faults(
    placements: Sequence[Stretch], sorts: Sequence[Sort], touched: Iterable[int]
) -> list[Fault]:
    """What cannot be in the tree, looked for day by day at the edges of ``touched`` organisations.

    ``placements`` holds the rows of ``touched``, of everything ever above them and of their own
    children; ``sorts`` what each of these organisations is.
    """
    rows, kinds, children = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in placements:
        rows[row.organisation].append(row)
        if row.parent is not None:
            children[row.parent].append(row)
    for sort in sorts:
        kinds[sort.organisation].append(sort)

    found: list[Fault] = []
    looked_at: set[Stretch] = set()
    for key in sorted(set(touched)):
        placed = [(row.lo, row.hi) for row in rows[key]]
        named = [(sort.lo, sort.hi) for sort in kinds[key]]
        for runs, others, what in ((placed, named, "unnamed"), (named, placed, "unplaced")):
            for lo, hi in runs:
                if day := first_uncovered(lo, hi, others):
                    found.append(Fault(what, key, None, day))
        for row in (*rows[key], *children[key]):
            if row in looked_at or row.parent is None:
                continue
            looked_at.add(row)
            found += _edge_faults(row, rows, kinds)
            if day := _first_cycle(row, rows):
                found.append(Fault("cycle", row.organisation, row.parent, day))
    return found


def _edge_faults(
    row: Stretch, rows: Mapping[int, list[Stretch]], kinds: Mapping[int, list[Sort]]
) -> list[Fault]:
    assert row.parent is not None
    above = [(up.lo, up.hi) for up in rows.get(row.parent, [])]
    if day := first_uncovered(row.lo, row.hi, above):
        return [Fault("orphan", row.organisation, row.parent, day)]
    found = []
    for mine in kinds.get(row.organisation, []):
        for theirs in kinds.get(row.parent, []):
            lo = max(row.lo, mine.lo, theirs.lo)
            if not is_run(lo, earlier_end(row.hi, earlier_end(mine.hi, theirs.hi))):
                continue
            if theirs.holds_members:
                found.append(Fault("cell_above", row.organisation, row.parent, lo))
            elif mine.rank < theirs.rank:
                found.append(Fault("rank", row.organisation, row.parent, lo))
    return found


def _first_cycle(row: Stretch, rows: Mapping[int, list[Stretch]]) -> date | None:
    """The first day of ``row`` on which climbing from its parent comes back to it."""

    def climb(key: int, lo: date, hi: date | None, below: frozenset[int]) -> date | None:
        if key in below:
            return lo if key == row.organisation else None
        found: list[date] = []
        for up in rows.get(key, []):
            start, end = max(lo, up.lo), earlier_end(hi, up.hi)
            if up.parent is not None and is_run(start, end):
                day = climb(up.parent, start, end, below | {key})
                if day is not None:
                    found.append(day)
        return min(found, default=None)

    assert row.parent is not None
    return climb(row.parent, row.lo, row.hi, frozenset({row.organisation}))


def shares(
    heads: Sequence[int | None], whole: int | None, *, has_rest: bool
) -> list[tuple[int, int]]:
    """What share of ``whole`` each part takes, as (numerator, denominator).

    Where heads are not all known, or there are none, parts count alike, the rest that stays
    (``has_rest``) as one more: then only their number says anything. Never more than the whole.
    """
    if all(head is not None for head in heads):
        known = [head or 0 for head in heads]
        base = max(whole or 0, sum(known))
        if base:
            return [(head, base) for head in known]
    return [(1, len(heads) + has_rest) for _ in heads]
