"""Counts: at once from totals and segments, or slowly from the truth as it was known."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction

from sotay.core.periods import end_of_day
from sotay.members.totals.vector import Totals

# The statements are in the database (migration 0013), because a plan made once answers three times
# as fast as one made for each count.
_COUNTS = "SELECT top, slots, vals FROM members_counts(%(ids)s::bigint[], %(day)s::date)"
_HEADS = "SELECT top, heads FROM members_heads(%(ids)s::bigint[], %(day)s::date)"

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
    found = {top: Totals.of(slots, vals) for top, slots, vals in rows}
    return {key: found.get(key) or Totals.of() for key in ids}


def heads(organisation_ids: Iterable[int], day: date) -> dict[int, int]:
    """The members of several organisations on ``day``, without dimensions: for lists and trees."""
    ids = list(organisation_ids)
    found = dict(_fetch(_HEADS, ids=ids, day=day))
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
