"""The folder: takes what is queued at cells and adds it to the totals above them."""

# ruff: noqa: S608 - statements are put together from constants of this folder, not from input

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from sotay.members.totals.sql import ENDLESS, LOCK, MERGE, TRY_LOCK

log = logging.getLogger(__name__)

# Above this many rows a read of a large organisation takes more than some milliseconds longer,
# because it adds the queue itself (measured: docs/benchmark.md).
ALARM_ROWS: Final = 200
BATCH: Final = 1000

# Each row is added where a bearer stands above its cell, from the day of the row on, and taken off
# where it ceases to. A cell with no place in the tree on the day of its row, and members in it that
# day, comes back as ``lost``: the row is right, but the tree is not (a placement is missing).
_FOLD = f"""
    WITH RECURSIVE taken AS MATERIALIZED (
        DELETE FROM members_totalqueue
        WHERE id IN (SELECT id FROM members_totalqueue ORDER BY id LIMIT %(limit)s)
        RETURNING cell_id, day, slots, vals
    ),
    starts AS (
        SELECT cell_id, min(day) AS day FROM taken GROUP BY cell_id
    ),
    rising(cell, node, lo, hi) AS (
        SELECT cell_id, cell_id, day, {ENDLESS} FROM starts
        UNION
        SELECT rising.cell, above.parent_id,
               greatest(rising.lo, above.valid_from), least(rising.hi, above.past)
        FROM rising CROSS JOIN LATERAL (
            SELECT p.parent_id, p.valid_from, coalesce(p.valid_to, {ENDLESS}) AS past
            FROM organisations_placement p
            WHERE p.organisation_id = rising.node AND p.parent_id IS NOT NULL
              AND p.superseded_at IS NULL AND p.valid_from < rising.hi
              AND (p.valid_to IS NULL OR p.valid_to > rising.lo) OFFSET 0
        ) above
    ),
    borne AS MATERIALIZED (
        SELECT rising.cell, rising.node, rising.lo, rising.hi
        FROM rising JOIN members_totalbearer b ON b.organisation_id = rising.node
    ),
    entries AS MATERIALIZED (
        SELECT organisation_id, day, slot, sum(val)::integer AS val
        FROM (
            SELECT borne.node AS organisation_id, edge.day, e.slot, edge.sign * e.val AS val
            FROM taken
            JOIN borne ON borne.cell = taken.cell_id AND borne.hi > taken.day
            CROSS JOIN LATERAL (
                VALUES (greatest(borne.lo, taken.day), 1), (borne.hi, -1)
            ) edge(day, sign)
            CROSS JOIN LATERAL unnest(taken.slots, taken.vals) e(slot, val)
            WHERE edge.day < {ENDLESS}
        ) parts
        GROUP BY organisation_id, day, slot
        HAVING sum(val) <> 0
    ),
    {MERGE}
    SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM kept), (SELECT count(*) FROM moved),
        ARRAY(
            SELECT DISTINCT t.cell_id FROM taken t
            WHERE NOT EXISTS (
                SELECT 1 FROM organisations_placement p
                WHERE p.organisation_id = t.cell_id AND p.superseded_at IS NULL
                  AND p.valid_from <= t.day AND (p.valid_to IS NULL OR p.valid_to > t.day)
            ) AND EXISTS (
                SELECT 1 FROM members_segment s
                WHERE s.organisation_id = t.cell_id AND s.lo <= t.day AND s.hi > t.day
            )
        )
"""


@dataclass(frozen=True)
class Folded:
    """What one fold did: rows taken from the queue, days and later checkpoints changed.

    ``lost`` names cells that have members on a day on which the tree does not know them.
    """

    rows: int
    days: int
    checkpoints: int
    lost: tuple[int, ...] = ()


@dataclass(frozen=True)
class QueueState:
    """How much waits to be folded, and since when."""

    rows: int
    oldest_at: datetime | None
    first_day: date | None

    @property
    def is_alarming(self) -> bool:
        return self.rows > ALARM_ROWS


def queue_state() -> QueueState:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(queued_at), min(day) FROM members_totalqueue")
        return QueueState(*cursor.fetchone())


@transaction.atomic
def fold(limit: int = BATCH, *, wait: bool = True) -> Folded:
    """Move up to ``limit`` rows of the queue into the totals, oldest first.

    Only one process folds at a time; without ``wait`` a fold that finds another at work does
    nothing. Meant to run every half second, and after each batch of an import.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK if wait else TRY_LOCK)
        if not wait and not cursor.fetchone()[0]:
            return Folded(0, 0, 0)
        # A statement of its own: its snapshot is taken with the lock in hand.
        cursor.execute(_FOLD, {"limit": limit})
        rows, days, checkpoints, lost = cursor.fetchone()
    if lost:
        log.error(
            "Members are counted in cells that the tree does not know on that day, and nowhere "
            "above them: organisations %s. Mend the placements, then run: manage.py totals check",
            lost,
        )
    return Folded(rows, days, checkpoints, tuple(lost))
