"""Vectors moved as the tree moves, and totals begun for an organisation that had none.

Both are the same sum. A *piece* says that what lies at a *carrier* counts at a bearer for some
days, ``weight`` times: +1 where the tree now says so and did not, -1 where it no longer does. A
carrier is an organisation with its own segments, or a bearer whose whole subtree moves unchanged:
then its totals are moved and nobody below is looked at.

What waits in the queue is not yet in any total, and will be folded along the new tree. So it is
taken off what the segments say, in the same statement.
"""

# ruff: noqa: S608 - statements are put together from constants of this folder, not from input

from typing import Any

from sotay.members.totals.sql import ENDLESS, MERGE

# In pg_temp, so that a plan is made for the true number of pieces. ``wholly``: by its totals.
MAKE_TABLE = """
    CREATE TEMP TABLE IF NOT EXISTS members_pieces (
        carrier bigint, wholly boolean, bearer bigint, lo date, hi date, weight integer
    ) ON COMMIT DROP
"""

_ADD_PIECES = f"""
    WITH events AS (
        SELECT s.bearer, edge.day, slot, s.weight * edge.sign AS val
        FROM (
            SELECT p.bearer, p.weight, p.lo AS first, p.hi AS past, m.lo, m.hi,
                   m.gender, m.ethnicity, m.education, m.theory, m.standing, m.birth_year
            FROM pg_temp.members_pieces p
            JOIN members_segment m ON m.organisation_id = p.carrier
              AND m.lo < p.hi AND m.hi > p.lo
            WHERE NOT p.wholly
        ) s
        CROSS JOIN LATERAL (
            VALUES (greatest(s.lo, s.first), 1), (least(s.hi, s.past), -1)
        ) edge(day, sign)
        CROSS JOIN LATERAL unnest(
            members_slots(gender, ethnicity, education, theory, standing, birth_year)
        ) slot
        WHERE edge.day < {ENDLESS}
        UNION ALL
        SELECT p.bearer, edge.day, e.slot, -1 * p.weight * edge.sign * e.val
        FROM pg_temp.members_pieces p
        JOIN members_totalqueue q ON q.cell_id = p.carrier AND q.day < p.hi
        CROSS JOIN LATERAL (VALUES (greatest(q.day, p.lo), 1), (p.hi, -1)) edge(day, sign)
        CROSS JOIN LATERAL unnest(q.slots, q.vals) e(slot, val)
        WHERE NOT p.wholly AND edge.day < {ENDLESS}
        UNION ALL
        SELECT p.bearer, edge.day, e.slot, p.weight * edge.sign * e.val
        FROM pg_temp.members_pieces p
        LEFT JOIN LATERAL (
            SELECT c.day, c.vector FROM members_totalcheckpoint c
            WHERE c.organisation_id = p.carrier AND c.day <= p.lo ORDER BY c.day DESC LIMIT 1
        ) c ON true
        CROSS JOIN LATERAL (
            SELECT c.day, (v.place - 1)::smallint AS slot, v.val
            FROM unnest(c.vector) WITH ORDINALITY v(val, place)
            WHERE v.val <> 0
            UNION ALL
            SELECT d.day, d_e.slot, d_e.val FROM members_totaldelta d
            CROSS JOIN LATERAL unnest(d.slots, d.vals) d_e(slot, val)
            WHERE d.organisation_id = p.carrier AND d.day < p.hi
              AND d.day >= coalesce(c.day, '-infinity'::date)
        ) e
        CROSS JOIN LATERAL (VALUES (greatest(e.day, p.lo), 1), (p.hi, -1)) edge(day, sign)
        WHERE p.wholly AND edge.day < {ENDLESS}
    ),
    entries AS MATERIALIZED (
        SELECT bearer AS organisation_id, day, slot, sum(val)::integer AS val
        FROM events GROUP BY bearer, day, slot HAVING sum(val) <> 0
    ),
    {MERGE}
    SELECT (SELECT count(*) FROM kept) + (SELECT count(*) FROM moved)
"""


def add_pieces(cursor: Any) -> int:
    """Add what the pieces say to deltas and checkpoints; how many rows of either changed."""
    cursor.execute("ANALYZE pg_temp.members_pieces")
    cursor.execute(_ADD_PIECES)
    (changed,) = cursor.fetchone()
    cursor.execute("DROP TABLE pg_temp.members_pieces")
    return int(changed)
