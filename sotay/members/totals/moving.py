"""Totals follow the tree: what an act changed is taken from the old line and given to the new."""

# ruff: noqa: S608 - statements are put together from constants of this folder, not from input

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction

from sotay.members.totals.pieces import MAKE_TABLE, add_pieces
from sotay.members.totals.sql import ENDLESS, LOCK
from sotay.organisations.signals import EdgeChange

Stretch = tuple[date, date, int | None]  # first day, first day after, parent
_FOREVER = date(9999, 12, 31)


def without(stretches: Iterable[Stretch], taken: Stretch) -> list[Stretch]:
    """``stretches`` less the days on which one has the parent of ``taken`` within its days."""
    low, high, parent = taken
    left: list[Stretch] = []
    for lo, hi, above in stretches:
        if above != parent or hi <= low or lo >= high:
            left.append((lo, hi, above))
            continue
        if lo < low:
            left.append((lo, low, above))
        if high < hi:
            left.append((high, hi, above))
    return left


def before(now: Iterable[Stretch], changes: Iterable[EdgeChange]) -> list[Stretch]:
    """The parents of one organisation as they were before ``changes``, from what they are now."""
    stretches = list(now)
    lost = []
    for change in changes:
        stretch = (change.lo, change.hi or _FOREVER, change.parent_id)
        if change.sign > 0:
            stretches = without(stretches, stretch)
        else:
            lost.append(stretch)
    return sorted(stretches + lost, key=lambda stretch: stretch[:2])


# The tree as it was: today's placements but for those that changed, whose former ones are here.
_MAKE_FORMER = """
    CREATE TEMP TABLE members_former (
        organisation_id bigint, parent_id bigint, lo date, hi date, is_former boolean
    ) ON COMMIT DROP
"""
_FILL_FORMER = f"""
    INSERT INTO members_former
    SELECT * FROM unnest(%(organisations)s::bigint[], %(parents)s::bigint[],
                         %(los)s::date[], %(his)s::date[]) f, (VALUES (true)) v
    UNION ALL
    SELECT organisation_id, parent_id, valid_from, coalesce(valid_to, {ENDLESS}), false
    FROM organisations_placement
    WHERE organisation_id = ANY (%(moved)s::bigint[]) AND superseded_at IS NULL
"""
_INDEX_FORMER = (
    "CREATE INDEX ON members_former (organisation_id)",
    "CREATE INDEX ON members_former (parent_id)",
    "ANALYZE members_former",
)


def _above(row: str, node: str) -> str:
    """What is above ``row.node`` within its days, in the tree as it was or as it is."""
    return f"""
    SELECT f.parent_id, f.lo AS valid_from, f.hi AS past, f.is_former FROM members_former f
    WHERE f.organisation_id = {row}.{node} AND f.is_former = {row}.former
      AND f.parent_id IS NOT NULL AND f.lo < {row}.hi AND f.hi > {row}.lo
    UNION ALL
    SELECT p.parent_id, p.valid_from, coalesce(p.valid_to, {ENDLESS}), {row}.former
    FROM organisations_placement p
    WHERE p.organisation_id = {row}.{node} AND p.superseded_at IS NULL
      AND p.parent_id IS NOT NULL AND p.valid_from < {row}.hi
      AND (p.valid_to IS NULL OR p.valid_to > {row}.lo)
      AND NOT EXISTS (SELECT 1 FROM members_former x WHERE x.organisation_id = {row}.{node})
    OFFSET 0
    """


# ``shaken``: above some change, in either tree. A bearer among them is not what it was, so its
# totals cannot be moved as a whole; from any other bearer the walk down need not go on. ``stops``
# ends the way up of a carrier that lay, for some days, under another one moved as a whole: for
# those days it is in the totals of that one.
_FILL_PIECES = f"""
    WITH RECURSIVE trees(former) AS (VALUES (false), (true)),
    shaken(id, lo, hi, former) AS (
        SELECT parent_id, greatest(lo, %(low)s::date), least(hi, %(high)s::date), is_former
        FROM members_former
        WHERE parent_id IS NOT NULL AND lo < %(high)s::date AND hi > %(low)s::date
        UNION
        SELECT above.parent_id, greatest(shaken.lo, above.valid_from),
               least(shaken.hi, above.past), shaken.former
        FROM shaken CROSS JOIN LATERAL (
            {_above("shaken", "id")}
        ) above
    ),
    whole AS MATERIALIZED (
        SELECT organisation_id AS id FROM members_totalbearer
        EXCEPT SELECT id FROM shaken
    ),
    reached(id, wholly) AS (
        SELECT m.id, coalesce(m.id IN (SELECT id FROM whole), false)
        FROM unnest(%(moved)s::bigint[]) m(id)
        UNION
        SELECT below.organisation_id,
               coalesce(below.organisation_id IN (SELECT id FROM whole), false)
        FROM reached CROSS JOIN LATERAL (
            SELECT p.organisation_id FROM organisations_placement p
            WHERE p.parent_id = reached.id AND p.superseded_at IS NULL
              AND p.valid_from < %(high)s::date
              AND (p.valid_to IS NULL OR p.valid_to > %(low)s::date)
            UNION ALL
            SELECT f.organisation_id FROM members_former f
            WHERE f.parent_id = reached.id AND f.is_former
              AND f.lo < %(high)s::date AND f.hi > %(low)s::date
            OFFSET 0
        ) below
        WHERE NOT reached.wholly
    ),
    stops AS MATERIALIZED (SELECT id FROM reached WHERE wholly),
    rising(carrier, wholly, node, lo, hi, former) AS (
        SELECT id, wholly, id, %(low)s::date, %(high)s::date, former FROM reached, trees
        UNION
        SELECT rising.carrier, rising.wholly, above.parent_id,
               greatest(rising.lo, above.valid_from), least(rising.hi, above.past), rising.former
        FROM rising CROSS JOIN LATERAL (
            {_above("rising", "node")}
        ) above
        WHERE rising.node = rising.carrier
           OR NOT coalesce(rising.node IN (SELECT id FROM stops), false)
    ),
    edges AS (
        SELECT carrier, wholly, node AS bearer, day, sum(sign) AS sign
        FROM (
            SELECT rising.*, CASE WHEN former THEN -1 ELSE 1 END AS way
            FROM rising
            WHERE node <> carrier
              AND coalesce(node IN (SELECT organisation_id FROM members_totalbearer), false)
        ) line
        CROSS JOIN LATERAL (VALUES (lo, way), (hi, -way)) edge(day, sign)
        GROUP BY carrier, wholly, node, day
        HAVING sum(sign) <> 0
    )
    INSERT INTO members_pieces (carrier, wholly, bearer, lo, hi, weight)
    SELECT carrier, wholly, bearer, day, past, weight
    FROM (
        SELECT carrier, wholly, bearer, day,
               lead(day) OVER days AS past, sum(sign) OVER days AS weight
        FROM edges WINDOW days AS (PARTITION BY carrier, bearer ORDER BY day)
    ) pieces
    WHERE weight <> 0
"""


def follow_tree(sender: Any, edges: list[EdgeChange], **_more: Any) -> None:
    """Move totals after an act on the tree; hears ``organisations.signals.tree_changed``.

    In the act's own transaction, with the folder kept out until it ends. Works for acts recorded
    late and for placements that have ended since: what happened in between moves along.
    """
    if edges:
        with transaction.atomic():
            _follow(edges)


def _follow(edges: list[EdgeChange]) -> None:
    changes: dict[int, list[EdgeChange]] = defaultdict(list)
    for edge in edges:
        changes[edge.organisation_id].append(edge)
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        now = _placements_now(cursor, list(changes))
        former = [
            (organisation_id, parent_id, lo, hi)
            for organisation_id, changed in changes.items()
            for lo, hi, parent_id in before(now.get(organisation_id, []), changed)
        ]
        cursor.execute(MAKE_TABLE)
        cursor.execute(_MAKE_FORMER)
        cursor.execute(
            _FILL_FORMER,
            {
                "organisations": [row[0] for row in former],
                "parents": [row[1] for row in former],
                "los": [row[2] for row in former],
                "his": [row[3] for row in former],
                "moved": list(changes),
            },
        )
        for statement in _INDEX_FORMER:
            cursor.execute(statement)
        cursor.execute(
            _FILL_PIECES,
            {
                "moved": list(changes),
                "low": min(edge.lo for edge in edges),
                "high": max(edge.hi or _FOREVER for edge in edges),
            },
        )
        cursor.execute("DROP TABLE members_former")
        add_pieces(cursor)


def _placements_now(cursor: Any, organisation_ids: list[int]) -> dict[int, list[Stretch]]:
    cursor.execute(
        f"SELECT organisation_id, valid_from, coalesce(valid_to, {ENDLESS}), parent_id"
        " FROM organisations_placement"
        " WHERE organisation_id = ANY (%s::bigint[]) AND superseded_at IS NULL",
        [organisation_ids],
    )
    found: dict[int, list[Stretch]] = defaultdict(list)
    for organisation_id, lo, hi, parent_id in cursor.fetchall():
        found[organisation_id].append((lo, hi, parent_id))
    return found
