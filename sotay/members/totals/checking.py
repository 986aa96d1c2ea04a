"""Totals compared with the truth, counted the plain way."""

# ruff: noqa: S608 - statements are put together from constants of this folder, not from input

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sotay.members.totals.alone import one_snapshot
from sotay.members.totals.reading import as_known, count
from sotay.members.totals.sql import ENDLESS
from sotay.members.totals.vector import Totals

# Cells with members on days on which they have no place in the tree, and places under a parent that
# has none itself: whoever is there is counted nowhere above.
_STRAYS = f"""
    WITH standing AS (
        SELECT organisation_id, range_agg(daterange(valid_from, coalesce(valid_to, {ENDLESS}))) days
        FROM organisations_placement WHERE superseded_at IS NULL GROUP BY organisation_id
    ),
    needed AS (
        SELECT organisation_id, range_agg(daterange(lo, hi)) AS days
        FROM members_segment GROUP BY organisation_id
        UNION ALL
        SELECT parent_id, range_agg(daterange(valid_from, coalesce(valid_to, {ENDLESS})))
        FROM organisations_placement
        WHERE superseded_at IS NULL AND parent_id IS NOT NULL GROUP BY parent_id
    )
    SELECT DISTINCT needed.organisation_id, lower(bare.days), upper(bare.days)
    FROM needed LEFT JOIN standing USING (organisation_id)
    CROSS JOIN LATERAL unnest(needed.days - coalesce(standing.days, '{{}}')) bare(days)
    ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Difference:
    """An organisation and a day for which totals and plain count disagree."""

    organisation_id: int
    day: date
    counted: Totals
    plain: Totals


@dataclass(frozen=True)
class Stray:
    """Days on which an organisation is needed by members or children and is not in the tree."""

    organisation_id: int
    first: date
    past: date  # exclusive; 9999-12-31 where there is no end


def strays() -> list[Stray]:
    """Where the tree has holes. Empty when all is well."""
    with one_snapshot() as cursor:
        cursor.execute(_STRAYS)
        return [Stray(*row) for row in cursor.fetchall()]


def self_check(
    sample: int = 20, seed: int | None = None, until: date | None = None
) -> list[Difference]:
    """Compare ``sample`` random pairs of organisation and day, most of them where there are totals.

    Days are drawn around the days of placements, where mistakes would be, and anywhere between the
    first of them and ``until`` (a year after the last change, where not given). The same ``seed``
    draws the same pairs from the same tree. Empty when all agree.
    """
    draw = random.Random(seed)
    with one_snapshot() as cursor:
        pairs = _pairs(cursor, sample, draw, until)
        return list(compare(pairs))


def compare(pairs: Iterable[tuple[int, date]]) -> Iterable[Difference]:
    for organisation_id, day in pairs:
        counted, plain = count(organisation_id, day), as_known(organisation_id, day)
        if counted != plain:
            yield Difference(organisation_id, day, counted, plain)


def _pairs(
    cursor: Any, sample: int, draw: random.Random, until: date | None
) -> list[tuple[int, date]]:
    cursor.execute("SELECT organisation_id FROM members_totalbearer ORDER BY 1")
    bearers = [row[0] for row in cursor.fetchall()]
    cursor.execute(
        "SELECT organisation_id, valid_from, valid_to FROM organisations_placement"
        " WHERE superseded_at IS NULL ORDER BY id"
    )
    places = cursor.fetchall()
    if not places:
        return []
    edges = sorted({day for row in places for day in row[1:] if day})
    cursor.execute("SELECT max(lo) FROM members_segment")
    changed = max(edges[-1], cursor.fetchone()[0] or edges[-1])
    first, last = edges[0], max(edges[0], until or changed + timedelta(days=365))
    pairs = []
    for _turn in range(sample):
        any_place = draw.choice(places)[0]
        organisation_id = draw.choice(bearers) if bearers and draw.random() < 0.7 else any_place
        if draw.random() < 0.5:
            day = draw.choice(edges) + timedelta(days=draw.choice((-1, 0, 1)))
        else:
            day = first + timedelta(days=draw.randrange((last - first).days + 1))
        pairs.append((organisation_id, day))
    return pairs
