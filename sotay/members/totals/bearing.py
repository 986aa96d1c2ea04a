"""Which organisations keep totals, and the vectors kept for the first of each month."""

# ruff: noqa: S608 - statements are put together from constants of this folder, not from input

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import connection, transaction

from sotay.members.totals.pieces import MAKE_TABLE, add_pieces
from sotay.members.totals.sql import ENDLESS, LOCK
from sotay.members.totals.vector import WIDTH

# Counting live takes 2 to 4 ms for each thousand members, reading totals 1 to 2 ms at any size, and
# no answer shall take more than 5 ms (docs/benchmark.md). Totals for every organisation would
# answer no faster and take six times the room (docs/rules/rollup.md).
KEEP_FROM: Final = 1_000  # members from which an organisation keeps totals
KEEP_UNTIL: Final = 700  # it gives them up when it never had as many as this

_LARGE = """
    WITH RECURSIVE rising(node, n) AS (
        SELECT organisation_id, count(*) FROM members_segment
        WHERE lo <= %(day)s::date AND hi > %(day)s::date GROUP BY organisation_id
        UNION ALL
        SELECT above.parent_id, rising.n FROM rising CROSS JOIN LATERAL (
            SELECT p.parent_id FROM organisations_placement p
            WHERE p.organisation_id = rising.node AND p.parent_id IS NOT NULL
              AND p.superseded_at IS NULL AND p.valid_from <= %(day)s::date
              AND (p.valid_to IS NULL OR p.valid_to > %(day)s::date) OFFSET 0
        ) above
    )
    SELECT node FROM rising GROUP BY node HAVING sum(n) >= %(least)s
    EXCEPT SELECT organisation_id FROM members_totalbearer
"""

# Down from each new bearer through all days; where an older bearer is met, its totals serve.
_PIECES_BELOW = f"""
    WITH RECURSIVE below(bearer, node, lo, hi, wholly) AS (
        SELECT b.id, b.id, DATE '0001-01-01', {ENDLESS}, false
        FROM unnest(%(bearers)s::bigint[]) b(id)
        UNION
        SELECT below.bearer, p.organisation_id, greatest(below.lo, p.valid_from),
               least(below.hi, p.past),
               coalesce(
                   p.organisation_id IN (SELECT organisation_id FROM members_totalbearer), false
               )
        FROM below CROSS JOIN LATERAL (
            SELECT c.organisation_id, c.valid_from, coalesce(c.valid_to, {ENDLESS}) AS past
            FROM organisations_placement c
            WHERE c.parent_id = below.node AND c.superseded_at IS NULL
              AND c.valid_from < below.hi AND (c.valid_to IS NULL OR c.valid_to > below.lo)
            OFFSET 0
        ) p
        WHERE NOT below.wholly
    )
    INSERT INTO members_pieces (carrier, wholly, bearer, lo, hi, weight)
    SELECT node, wholly, bearer, lo, hi, 1 FROM below
"""

# From the last vector (or from nothing) on, one vector for each month that has begun by %(day)s.
_ADD_CHECKPOINTS = f"""
    WITH last AS (
        SELECT b.organisation_id, c.day AS since, c.vector,
               coalesce(c.day, (
                   SELECT date_trunc('month', min(d.day))::date FROM members_totaldelta d
                   WHERE d.organisation_id = b.organisation_id
               )) AS start
        FROM members_totalbearer b
        LEFT JOIN LATERAL (
            SELECT day, vector FROM members_totalcheckpoint
            WHERE organisation_id = b.organisation_id ORDER BY day DESC LIMIT 1
        ) c ON true
    ),
    grid AS (
        SELECT last.organisation_id, month::date AS month, slot,
               coalesce(last.vector[slot + 1], 0) AS base
        FROM last
        CROSS JOIN LATERAL generate_series(
            last.start + interval '1 month', date_trunc('month', %(day)s::date), interval '1 month'
        ) month
        CROSS JOIN generate_series(0, {WIDTH} - 1) slot
    ),
    changes AS (
        SELECT d.organisation_id, e.slot,
               (date_trunc('month', d.day) + interval '1 month')::date AS month, sum(e.val) AS val
        FROM last
        JOIN members_totaldelta d ON d.organisation_id = last.organisation_id
          AND d.day >= last.start AND d.day < %(day)s::date
        CROSS JOIN LATERAL unnest(d.slots, d.vals) e(slot, val)
        GROUP BY 1, 2, 3
    ),
    sums AS (
        SELECT g.organisation_id, g.month, g.slot, g.base + sum(coalesce(c.val, 0)) OVER (
            PARTITION BY g.organisation_id, g.slot ORDER BY g.month
        ) AS val
        FROM grid g LEFT JOIN changes c USING (organisation_id, slot, month)
    )
    INSERT INTO members_totalcheckpoint (organisation_id, day, vector)
    SELECT organisation_id, month, array_agg(val::integer ORDER BY slot)
    FROM sums GROUP BY organisation_id, month
"""


@transaction.atomic
def promote(day: date) -> tuple[list[int], list[int]]:
    """Let organisations that have become large keep totals, and small ones give them up.

    Nightly. An organisation that was large once and has ended keeps its totals: its past is still
    asked for. Return the ids that began and the ids that ceased.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(_LARGE, {"day": day, "least": KEEP_FROM})
        large = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT b.organisation_id FROM members_totalbearer b"
            " JOIN members_totalcheckpoint c USING (organisation_id)"
            " GROUP BY 1 HAVING max(c.vector[1] + c.vector[2]) < %s",
            [KEEP_UNTIL],
        )
        small = [row[0] for row in cursor.fetchall()]
        for table in ("totaldelta", "totalcheckpoint", "totalbearer"):
            cursor.execute(
                f"DELETE FROM members_{table} WHERE organisation_id = ANY (%s::bigint[])",
                [small],
            )
        if large:
            _begin(cursor, large)
        cursor.execute(_ADD_CHECKPOINTS, {"day": day})
    return large, small


@transaction.atomic
def keep_totals(organisation_ids: Iterable[int], day: date) -> None:
    """Let these organisations keep totals from now on, whatever their size."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(
            "SELECT id FROM organisations_organisation WHERE id = ANY (%s::bigint[])"
            " EXCEPT SELECT organisation_id FROM members_totalbearer",
            [list(organisation_ids)],
        )
        if new := [row[0] for row in cursor.fetchall()]:
            _begin(cursor, new)
        cursor.execute(_ADD_CHECKPOINTS, {"day": day})


@transaction.atomic
def add_checkpoints(day: date) -> int:
    """Write the vectors of months begun by ``day`` that are still missing; how many were."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(_ADD_CHECKPOINTS, {"day": day})
        return int(cursor.rowcount)


def _begin(cursor: Any, organisation_ids: list[int]) -> None:
    cursor.execute(MAKE_TABLE)
    cursor.execute(_PIECES_BELOW, {"bearers": organisation_ids})
    cursor.execute(
        "INSERT INTO members_totalbearer (organisation_id, since)"
        " SELECT unnest(%s::bigint[]), now()",
        [organisation_ids],
    )
    add_pieces(cursor)
