"""All totals made again from segments and placements, and only what differs written.

In memory, with numpy: at the size of the country the same sums in SQL take many times as long. Days
are whole numbers here, counted from 1 January 2000 as PostgreSQL sends them.
"""

# ruff: noqa: S608 - statements are put together from constants of this folder, not from input

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sotay.members.totals.alone import one_snapshot
from sotay.members.totals.bearing import KEEP_FROM
from sotay.members.totals.sql import ENDLESS
from sotay.members.totals.vector import DIMENSIONS, FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR, WIDTH

Ints = npt.NDArray[Any]

_EPOCH: Final = date(2000, 1, 1).toordinal()
_ENDLESS: Final = date(9999, 12, 31).toordinal() - _EPOCH
_BINS: Final = 30_000_000  # numbers held at once: 240 MB and some times that in passing

_SEGMENT_FIELDS = (
    ("organisation_id", ">i8"), ("lo", ">i4"), ("hi", ">i4"), ("gender", ">i2"),
    ("ethnicity", ">i2"), ("education", ">i2"), ("theory", ">i2"), ("standing", ">i2"),
    ("birth_year", ">i2"),
)  # fmt: skip
_PLACE_FIELDS = (
    ("organisation_id", ">i8"), ("parent_id", ">i8"), ("lo", ">i4"), ("hi", ">i4"),
)  # fmt: skip
_PLACES = f"""
    SELECT organisation_id, parent_id, valid_from, coalesce(valid_to, {ENDLESS})
    FROM organisations_placement WHERE superseded_at IS NULL AND parent_id IS NOT NULL
"""


@dataclass(frozen=True)
class Rebuilt:
    """How many bearers there are, and how many stored rows were wrong.

    A day's change that was missing or too many is wrong. A month without its vector, or with one of
    zeros before the first change, is not: reading begins at an earlier month and gives the same.
    """

    bearers: int
    deltas: int
    checkpoints: int


def rebuild(day: date, *, choose: bool = True) -> Rebuilt:
    """Make totals again; ``day`` is today, up to which vectors of months are kept.

    With ``choose``, every organisation that is large on ``day``, or was on some 1 January, keeps
    totals and no other; without, those that keep them now. The queue is emptied: what waited is in.
    Acts go on meanwhile and large counts stay right, but slow down as the queue grows.
    """
    with one_snapshot() as cursor:
        columns = ", ".join(name for name, _type in _SEGMENT_FIELDS)
        segments = _read(cursor, f"SELECT {columns} FROM members_segment", _SEGMENT_FIELDS)
        places = _read(cursor, _PLACES, _PLACE_FIELDS)
        work = _Work(segments, places)
        cursor.execute("SELECT organisation_id FROM members_totalbearer")
        kept = {row[0] for row in cursor.fetchall()}
        bearers = work.large(day) if choose else sorted(kept)
        _forget(cursor, kept - set(bearers))
        cursor.executemany(
            "INSERT INTO members_totalbearer (organisation_id, since) VALUES (%s, now())",
            [(key,) for key in bearers if key not in kept],
        )
        deltas = checkpoints = 0
        for keys, first_day, changes in work.changes(bearers):
            deltas += _write(cursor, "totaldelta", keys, _delta_lines(keys, first_day, changes))
            checkpoints += _write(
                cursor, "totalcheckpoint", keys, _vector_lines(keys, first_day, changes, day)
            )
        cursor.execute("DELETE FROM members_totalqueue")
    return Rebuilt(len(bearers), deltas, checkpoints)


def _read(cursor: Any, statement: str, fields: Iterable[tuple[str, str]]) -> Ints:
    """Rows without nulls as a structured array: binary COPY gives records of one length."""
    record: list[tuple[str, str]] = [("count", ">i2")]
    for name, kind in fields:
        record += [(f"{name}_size", ">i4"), (name, kind)]
    received = bytearray()
    with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)") as copy:
        for block in copy:
            received += block
    head, tail = 19, 2
    return np.frombuffer(memoryview(received)[head:-tail], dtype=np.dtype(record))


def _forget(cursor: Any, organisation_ids: Iterable[int]) -> None:
    for table in ("totaldelta", "totalcheckpoint", "totalbearer"):
        cursor.execute(
            f"DELETE FROM members_{table} WHERE organisation_id = ANY (%s::bigint[])",
            [list(organisation_ids)],
        )


class _Work:
    """Segments sorted by cell and placements sorted by organisation, with places for ids."""

    def __init__(self, segments: Ints, places: Ints) -> None:
        self.ids = np.unique(
            np.concatenate(
                [segments["organisation_id"], places["organisation_id"], places["parent_id"]]
            ).astype(np.int64)
        )
        cell = np.searchsorted(self.ids, segments["organisation_id"].astype(np.int64))
        order = np.argsort(cell, kind="stable")
        self.segments = segments[order]
        self.lo = self.segments["lo"].astype(np.int32)
        self.hi = self.segments["hi"].astype(np.int32)
        self.cell = cell[order]
        self.segment_start = np.searchsorted(self.cell, np.arange(len(self.ids) + 1))
        child = np.searchsorted(self.ids, places["organisation_id"].astype(np.int64))
        order = np.argsort(child, kind="stable")
        self.child = child[order]
        self.parent = np.searchsorted(self.ids, places["parent_id"].astype(np.int64))[order]
        self.place_lo = places["lo"].astype(np.int32)[order]
        self.place_hi = places["hi"].astype(np.int32)[order]
        self.place_start = np.searchsorted(self.child, np.arange(len(self.ids) + 1))

    def large(self, day: date) -> list[int]:
        """Ids of organisations with ``KEEP_FROM`` members on ``day`` or on an earlier New Year."""
        if not len(self.cell):
            return []
        today = day.toordinal() - _EPOCH
        first = date.fromordinal(int(self.lo.min()) + _EPOCH).year
        days = [date(year, 1, 1).toordinal() - _EPOCH for year in range(first, day.year + 1)]
        large = np.zeros(len(self.ids), dtype=bool)
        for at in [*(d for d in days if d < today), today]:
            there = (self.lo <= at) & (self.hi > at)
            rising = np.bincount(self.cell[there], minlength=len(self.ids))
            placed = (self.place_lo <= at) & (self.place_hi > at)
            child, parent = self.child[placed], self.parent[placed]
            heads = rising.copy()
            while rising.any():
                rising = np.bincount(parent, weights=rising[child], minlength=len(self.ids)).astype(
                    np.int64
                )
                heads += rising
            large |= heads >= KEEP_FROM
        return [int(key) for key in self.ids[large]]

    def changes(self, bearers: list[int]) -> Iterator[tuple[list[int], int, Ints]]:
        """For some bearers at a time: their ids, the first day, changes [bearer, day, slot]."""
        if not len(self.cell) or not bearers:
            return
        finite = self.hi[self.hi < _ENDLESS]
        edges = np.concatenate([self.place_lo, self.place_hi[self.place_hi < _ENDLESS]])
        first_day = int(self.lo.min())
        last_day = int(max(self.lo.max(), finite.max(initial=first_day), edges.max(initial=0)))
        days = last_day - first_day + 1
        piece_cell, piece_bearer, piece_lo, piece_hi = self._pieces(bearers)
        size = max(1, _BINS // (days * WIDTH))
        for start in range(0, len(bearers), size):
            keys = bearers[start : start + size]
            mine = (piece_bearer >= start) & (piece_bearer < start + len(keys))
            cells, lo, hi = piece_cell[mine], piece_lo[mine], piece_hi[mine]
            bearer = piece_bearer[mine] - start
            begin, end = self.segment_start[cells], self.segment_start[cells + 1]
            piece, row = _expand(begin, end)
            low = np.maximum(self.lo[row], lo[piece])
            high = np.minimum(self.hi[row], hi[piece])
            met = low < high
            row, low, high = row[met], low[met] - first_day, high[met]
            base = bearer[piece[met]].astype(np.int64) * days
            ends = high < _ENDLESS
            came, went = base + low, base[ends] + (high[ends] - first_day)
            dense = np.zeros((len(keys) * days, WIDTH), dtype=np.int32)
            for name, (first_slot, wide) in DIMENSIONS.items():
                place = self._place(name, row)
                n = len(keys) * days * wide
                change = np.bincount(came * wide + place, minlength=n)
                change -= np.bincount(went * wide + place[ends], minlength=n)
                dense[:, first_slot : first_slot + wide] = change.reshape(-1, wide)
            yield keys, first_day, dense.reshape(len(keys), days, WIDTH)

    def _place(self, dimension: str, row: Ints) -> Ints:
        values = self.segments[dimension][row].astype(np.int64)
        if dimension == "birth_year":
            values = values.clip(FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR) - FIRST_BIRTH_YEAR
        return values

    def _pieces(self, bearers: list[int]) -> tuple[Ints, Ints, Ints, Ints]:
        """Which cell lay under which bearer (by its place in the list), from which day to which."""
        number = np.full(len(self.ids), -1)
        at = np.searchsorted(self.ids, bearers)
        known = (at < len(self.ids)) & (self.ids[np.minimum(at, len(self.ids) - 1)] == bearers)
        number[at[known]] = np.arange(len(bearers))[known]
        cell = np.unique(self.cell)
        node = cell
        lo = np.full(len(cell), np.iinfo(np.int32).min, dtype=np.int32)
        hi = np.full(len(cell), _ENDLESS, dtype=np.int32)
        found: list[tuple[Ints, Ints, Ints, Ints]] = []
        while len(node):
            borne = number[node] >= 0
            found.append((cell[borne], number[node[borne]], lo[borne], hi[borne]))
            line, place = _expand(self.place_start[node], self.place_start[node + 1])
            low = np.maximum(lo[line], self.place_lo[place])
            high = np.minimum(hi[line], self.place_hi[place])
            met = low < high
            cell, node = cell[line[met]], self.parent[place[met]]
            lo, hi = low[met], high[met]
        cells, numbers, lows, highs = (np.concatenate(part) for part in zip(*found, strict=True))
        return cells, numbers, lows, highs


def _expand(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """For ranges ``[begin, end)``: for each number in them, which range it is of, and itself."""
    lengths = end - begin
    owner = np.repeat(np.arange(len(begin)), lengths)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner, np.repeat(begin, lengths) + offset


Line = tuple[int, str, str]  # organisation, day, the arrays as PostgreSQL writes them


def _delta_lines(keys: list[int], first_day: int, changes: Ints) -> Iterator[Line]:
    days = changes.shape[1]
    row, slot = np.nonzero(changes.reshape(-1, WIDTH))
    val = changes.reshape(-1, WIDTH)[row, slot]
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    slots, vals = list(map(str, slot.tolist())), list(map(str, val.tolist()))
    ends = [*starts[1:].tolist(), len(row)]
    names = [date.fromordinal(first_day + _EPOCH + n).isoformat() for n in range(days)]
    for begin, end, at in zip(starts.tolist(), ends, row[starts].tolist(), strict=True):
        arrays = f"{{{','.join(slots[begin:end])}}}\t{{{','.join(vals[begin:end])}}}"
        yield keys[at // days], names[at % days], arrays


def _vector_lines(keys: list[int], first_day: int, changes: Ints, today: date) -> Iterator[Line]:
    """From the month after the first change: nothing has to be looked up before it."""
    for key, own in zip(keys, changes, strict=True):
        touched = np.flatnonzero(own.any(axis=1))
        if not len(touched):
            continue
        past = 0
        vector = np.zeros(WIDTH, dtype=np.int64)
        month = date.fromordinal(first_day + _EPOCH + int(touched[0]))
        while True:
            month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
            if month > today:
                break
            before = month.toordinal() - _EPOCH - first_day
            vector += own[past:before].sum(axis=0)
            past = before
            yield key, month.isoformat(), f"{{{','.join(map(str, vector.tolist()))}}}"


_COLUMNS = {"totaldelta": ("slots", "vals"), "totalcheckpoint": ("vector",)}


def _write(cursor: Any, table: str, keys: list[int], lines: Iterator[Line]) -> int:
    """Replace what is stored for ``keys`` by ``lines`` where they differ; how many were wrong."""
    columns = _COLUMNS[table]
    texts = " || E'\\t' || ".join(f"{column}::text" for column in columns)
    cursor.execute(
        f"SELECT organisation_id, day::text, {texts} FROM members_{table}"
        " WHERE organisation_id = ANY (%s::bigint[])",
        [keys],
    )
    stored = {(key, day): arrays for key, day, arrays in cursor.fetchall()}
    every_row = table == "totaldelta"
    faults = 0
    while batch := list(islice(lines, 50_000)):
        before = [stored.pop(line[:2], None) for line in batch]
        wrong = [new for new, old in zip(batch, before, strict=True) if new[2] != old]
        faults += sum(
            1 for new, old in zip(batch, before, strict=True)
            if new[2] != old and (every_row or old is not None)
        )  # fmt: skip
        _delete(
            cursor,
            table,
            [new[:2] for new, old in zip(batch, before, strict=True) if old and new[2] != old],
        )
        names = ", ".join(("organisation_id", "day", *columns))
        with cursor.copy(f"COPY members_{table} ({names}) FROM STDIN") as copy:
            copy.write("".join(f"{key}\t{day}\t{arrays}\n" for key, day, arrays in wrong))
    _delete(cursor, table, list(stored))
    return faults + sum(1 for arrays in stored.values() if every_row or arrays.strip("{0,}"))


def _delete(cursor: Any, table: str, rows: list[tuple[int, str]]) -> None:
    if rows:
        cursor.execute(
            f"DELETE FROM members_{table} t USING unnest(%s::bigint[], %s::date[]) w(id, day)"
            " WHERE t.organisation_id = w.id AND t.day = w.day",
            [[key for key, _day in rows], [day for _key, day in rows]],
        )
