"""Counts: at once from totals and segments, or slowly from the truth as it was known."""

# ruff: noqa: S608 - statements are put together from constants of this folder, not from input

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction

from sotay.core.periods import end_of_day
from sotay.members.totals.sql import CHILDREN, PARENT
from sotay.members.totals.vector import DIMENSIONS, FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR, Totals

# A year of birth counts in the slot of its distance from the first year kept.
_PLACES = {
    "birth_year": f"least(greatest(birth_year, {FIRST_BIRTH_YEAR}), {LAST_BIRTH_YEAR})"
    f" - {FIRST_BIRTH_YEAR}"
}

# One statement, so one snapshot: a tree change, a fold or a transfer is in all parts or in none.
# ``borne`` have totals: checkpoint, changes since, and what is queued at cells under them that day.
# ``live`` have none: they are counted from segments.
_PARTS = f"""
    WITH RECURSIVE asked AS MATERIALIZED (
        SELECT DISTINCT a.id, b.organisation_id IS NOT NULL AS has_totals
        FROM unnest(%(ids)s::bigint[]) a(id)
        LEFT JOIN members_totalbearer b ON b.organisation_id = a.id
    ),
    borne AS MATERIALIZED (
        SELECT asked.id, c.day AS since, c.vector FROM asked
        LEFT JOIN LATERAL (
            SELECT day, vector FROM members_totalcheckpoint
            WHERE organisation_id = asked.id AND day <= %(day)s::date
            ORDER BY day DESC LIMIT 1
        ) c ON true
        WHERE asked.has_totals
    ),
    live(top, id) AS (
        SELECT id, id FROM asked WHERE NOT has_totals
        UNION
        SELECT live.top, below.organisation_id
        FROM live CROSS JOIN LATERAL ({CHILDREN.format(node="live.id")}) below
    ),
    rising(cell, node) AS (
        SELECT DISTINCT q.cell_id, q.cell_id FROM members_totalqueue q
        WHERE q.day <= %(day)s::date AND EXISTS (SELECT 1 FROM borne)
        UNION
        SELECT rising.cell, above.parent_id
        FROM rising CROSS JOIN LATERAL ({PARENT.format(node="rising.node")}) above
    ),
    parts(top, slot, val) AS (
        SELECT borne.id, v.place - 1, v.val
        FROM borne CROSS JOIN LATERAL unnest(borne.vector) WITH ORDINALITY v(val, place)
        WHERE v.val <> 0 {{of_vector}}
        UNION ALL
        SELECT borne.id, e.slot, e.val
        FROM borne CROSS JOIN LATERAL (
            SELECT d.slots, d.vals FROM members_totaldelta d
            WHERE d.organisation_id = borne.id AND d.day <= %(day)s::date
              AND d.day >= coalesce(borne.since, '-infinity'::date) OFFSET 0
        ) d CROSS JOIN LATERAL unnest(d.slots, d.vals) e(slot, val)
        {{of_entries}}
        UNION ALL
        SELECT rising.node, e.slot, e.val
        FROM rising
        JOIN borne ON borne.id = rising.node
        CROSS JOIN LATERAL (
            SELECT q.slots, q.vals FROM members_totalqueue q
            WHERE q.cell_id = rising.cell AND q.day <= %(day)s::date OFFSET 0
        ) q CROSS JOIN LATERAL unnest(q.slots, q.vals) e(slot, val)
        {{of_entries}}
        UNION ALL
        {{of_segments}}
    )
"""
_SEGMENTS = """
    live CROSS JOIN LATERAL (
        SELECT {columns} FROM members_segment s
        WHERE s.organisation_id = live.id AND s.lo <= %(day)s::date AND s.hi > %(day)s::date
        OFFSET 0
    ) s
"""
# One pass over the segments for all dimensions, each with its first slot added.
_BY_DIMENSION = """
    SELECT top, CASE {slots} END, count(*) FROM {segments}
    GROUP BY GROUPING SETS ({sets})
""".format(
    slots=" ".join(
        f"WHEN grouping({name}) = 0 THEN {first} + {_PLACES.get(name, name)}"
        for name, (first, _size) in DIMENSIONS.items()
    ),
    sets=", ".join(f"(top, {name})" for name in DIMENSIONS),
    segments=_SEGMENTS.format(columns=", ".join(DIMENSIONS)),
)
_COUNTS = (
    _PARTS.format(of_vector="", of_entries="", of_segments=_BY_DIMENSION)
    + """
    SELECT top, array_agg(slot), array_agg(val)
    FROM (SELECT top, slot, sum(val) AS val FROM parts GROUP BY top, slot) sums
    GROUP BY top
"""
)
_HEADS = (
    _PARTS.format(
        of_vector="AND v.place <= 2",
        of_entries="WHERE e.slot < 2",
        of_segments="SELECT top, 0, s.n FROM " + _SEGMENTS.format(columns="count(*) AS n"),
    )
    + "SELECT top, sum(val) FROM parts GROUP BY top"
)

# The plain way, from the truth: the tree walked down, every member looked at. It is the witness
# that totals are checked against, and the only way to a day as it was known on another.
_PLAIN = """
    WITH RECURSIVE under(id) AS (
        SELECT %(top)s::bigint
        UNION
        SELECT p.organisation_id
        FROM organisations_placement p JOIN under ON p.parent_id = under.id
        WHERE p.valid_from <= %(day)s::date
          AND (p.valid_to IS NULL OR p.valid_to > %(day)s::date) AND {known_p}
    ),
    held AS (
        SELECT h.member_id FROM under CROSS JOIN LATERAL (
            SELECT h.member_id FROM members_membership h
            WHERE h.organisation_id = under.id AND h.valid_from <= %(day)s::date
              AND (h.valid_to IS NULL OR h.valid_to > %(day)s::date) AND {known_h} {walk}
        ) h
    ),
    there AS (
        SELECT m.gender, least(m.ethnicity, 54)::smallint AS ethnicity,
               coalesce(s.education, 0)::smallint AS education,
               coalesce(s.theory, 0)::smallint AS theory,
               coalesce(s.standing, 0)::smallint AS standing, m.birth_year
        FROM held
        CROSS JOIN LATERAL (
            SELECT m.gender, m.ethnicity, m.birth_year FROM members_member m
            WHERE m.id = held.member_id {walk}
        ) m
        LEFT JOIN LATERAL (
            SELECT s.education, s.theory, s.standing FROM members_status s
            WHERE s.member_id = held.member_id AND s.valid_from <= %(day)s::date
              AND (s.valid_to IS NULL OR s.valid_to > %(day)s::date) AND {known_s} {walk}
        ) s ON true
    )
    SELECT array_agg(slot), array_agg(val)
    FROM (
        SELECT slot, count(*) AS val FROM there CROSS JOIN LATERAL unnest(members_slots(
            gender::smallint, ethnicity, education, theory, standing, birth_year::smallint
        )) slot
        GROUP BY slot
    ) sums
"""
# From about here on, reading whole tables once costs less than looking members up one by one. The
# planner cannot tell: under row-level security it takes every table here to give a single row.
_MANY = 50_000
_PLANS = """
    SELECT set_config('enable_nestloop', %(way)s, true), set_config('enable_sort', %(way)s, true)
"""


def _known(row: str, known_on: date | None) -> str:
    if known_on is None:
        return f"{row}.superseded_at IS NULL"
    return (
        f"{row}.recorded_at < %(moment)s"
        f" AND ({row}.superseded_at IS NULL OR {row}.superseded_at >= %(moment)s)"
    )


def _fetch(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def count(organisation_id: int, day: date) -> Totals:
    """Members of the organisation and all under it on ``day``, as known now.

    The subtree is that of ``day``. An organisation that did not stand that day counts its own
    members of that day, normally none.
    """
    return counts([organisation_id], day)[organisation_id]


def counts(organisation_ids: Iterable[int], day: date) -> dict[int, Totals]:
    """The same for several organisations, in one statement and so in one snapshot."""
    ids = list(organisation_ids)
    rows = _fetch(_COUNTS, ids=ids, day=day)
    found = {top: Totals.of(slots, map(int, vals)) for top, slots, vals in rows}
    return {key: found.get(key) or Totals.of() for key in ids}


def heads(organisation_ids: Iterable[int], day: date) -> dict[int, int]:
    """The members of several organisations on ``day``, without dimensions: for lists and trees."""
    ids = list(organisation_ids)
    found = {top: int(n) for top, n in _fetch(_HEADS, ids=ids, day=day)}
    return {key: found.get(key, 0) for key in ids}


def as_known(organisation_id: int, day: date, known_on: date | None = None) -> Totals:
    """The same count made the plain way from the truth, as it was known by the end of ``known_on``.

    Slow: it looks at every member under the organisation. What is corrected in the member's own
    record (birth, gender, ethnicity) keeps no former values and counts as it is now.
    """
    values: dict[str, Any] = {"top": organisation_id, "day": day}
    if known_on is not None:
        values["moment"] = end_of_day(known_on)
    is_many = heads([organisation_id], day)[organisation_id] > _MANY
    statement = _PLAIN.format(
        known_p=_known("p", known_on),
        known_s=_known("s", known_on),
        known_h=_known("h", known_on),
        walk="" if is_many else "OFFSET 0",
    )
    # Whoever asks, a sum is over all; only the sum leaves this function.
    with transaction.atomic():
        [(before,)] = _fetch("SELECT members_open_sight()")
        if is_many:
            _fetch(_PLANS, way="off")
        [(slots, vals)] = _fetch(statement, **values)
        _fetch(_PLANS, way="on")
        _fetch("SELECT members_restore_sight(%(before)s::text[])::text", before=before)
    return Totals.of(slots or (), vals or ())
