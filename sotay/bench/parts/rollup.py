"""Counts by six dimensions for any subtree on any past day: three ways, answers compared.

*Totals* is what every page calls. The *recursive* query walks the tree of the day and counts the
segments under it, without row-level security and without joining anything: the plain way at its
fastest. *Columnar* is DuckDB on the same segments and placements, written to Parquet once.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb
from django.db import connection

from sotay.bench.loading import Bench
from sotay.bench.sizes import FIRST_DAY, LAST_DAY
from sotay.bench.timing import spread, timed
from sotay.members import totals
from sotay.members.totals.vector import DIMENSIONS, FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR, Totals

READS: Final = 600
COMPARED: Final = 30  # of them, by all three ways
WITNESSED: Final = 6  # and by the tables of facts themselves: slow under row-level security

_RECURSIVE = """
    WITH RECURSIVE under(id) AS (
        SELECT %(top)s::bigint
        UNION
        SELECT p.organisation_id FROM organisations_placement p JOIN under ON p.parent_id = under.id
        WHERE p.superseded_at IS NULL AND p.valid_from <= %(day)s::date
          AND (p.valid_to IS NULL OR p.valid_to > %(day)s::date)
    )
    SELECT slot, count(*) FROM members_segment s CROSS JOIN LATERAL unnest(
        members_slots(gender, ethnicity, education, theory, standing, birth_year)
    ) slot
    WHERE s.lo <= %(day)s::date AND s.hi > %(day)s::date
      AND coalesce(s.organisation_id IN (SELECT id FROM under), false)
    GROUP BY slot
"""
_COLUMNAR = """
    WITH RECURSIVE under(id) AS (
        SELECT ?::bigint
        UNION
        SELECT p.organisation_id FROM placements p JOIN under ON p.parent_id = under.id
        WHERE p.valid_from <= ? AND p.valid_to > ?
    )
    SELECT {slots}, count(*) FROM segments SEMI JOIN under ON segments.organisation_id = under.id
    WHERE lo <= ? AND hi > ?
    GROUP BY GROUPING SETS ({sets})
""".format(
    slots="CASE "
    + " ".join(
        f"WHEN grouping({name}) = 0 THEN {first} + {name}"
        for name, (first, _size) in DIMENSIONS.items()
    )
    + " END",
    sets=", ".join(f"({name})" for name in DIMENSIONS),
)
_EXPORTED = {
    "segments": "SELECT organisation_id, lo, hi, gender, ethnicity, education, theory, standing,"
    f" least(greatest(birth_year, {FIRST_BIRTH_YEAR}), {LAST_BIRTH_YEAR}) - {FIRST_BIRTH_YEAR}"
    " AS birth_year FROM members_segment",
    "placements": "SELECT organisation_id, parent_id, valid_from,"
    " coalesce(valid_to, DATE '9999-12-31') AS valid_to"
    " FROM organisations_placement WHERE superseded_at IS NULL AND parent_id IS NOT NULL",
}

# Rows ever written to and deleted from the two tables: the same numbers, the same rows.
_WRITES = """
    SELECT relid, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables
    WHERE relname IN ('members_segment', 'organisations_placement') ORDER BY relname
"""

Pair = tuple[int, date]


def measure(bench: Bench) -> dict[str, Any]:
    while totals.fold().rows:
        pass
    pairs = draw_pairs(READS)
    answers: dict[Pair, Totals] = {}

    def read(pair: Pair) -> None:
        answers[pair] = totals.count(*pair)

    for pair in pairs[:20]:
        read(pair)
    fast = timed(partial(read, pair) for pair in pairs)

    compared = pairs[:COMPARED]
    slow: dict[Pair, Totals] = {}

    def walk(pair: Pair) -> None:
        slow[pair] = _recursive(pair)

    walked = timed(partial(walk, pair) for pair in compared)
    columns: dict[Pair, Totals] = {}
    with columnar(bench.folder) as store:

        def scan(pair: Pair) -> None:
            columns[pair] = _columnar(store, pair)

        scan(compared[0])
        scanned = timed(partial(scan, pair) for pair in compared)
    witnessed = {pair: totals.as_known(*pair) for pair in compared[:WITNESSED]}
    # What was exported is as old as the export, so acts timed since then would show.
    equal = all(
        answers[pair] == slow[pair] == columns[pair] == witnessed.get(pair, answers[pair])
        for pair in compared
    )
    return {
        "any_past_day_ms": spread(fast),
        "recursive_ms": spread(walked)["p50"],
        "columnar_ms": spread(scanned)["p50"],
        "equal": equal,
    }


def draw_pairs(n: int) -> list[Pair]:
    """Organisations of all levels, each level as often as another, on days drawn evenly."""
    draw = random.Random(20161101)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.rank, array_agg(p.organisation_id ORDER BY p.organisation_id)"
            " FROM organisations_profile p JOIN organisations_kind k ON k.id = p.kind_id"
            " WHERE p.superseded_at IS NULL GROUP BY k.rank ORDER BY k.rank"
        )
        levels = [ids for _rank, ids in cursor.fetchall()]
    span = (LAST_DAY - FIRST_DAY).days + 1
    return [
        (draw.choice(levels[turn % len(levels)]), FIRST_DAY + timedelta(days=draw.randrange(span)))
        for turn in range(n)
    ]


def _recursive(pair: Pair) -> Totals:
    with connection.cursor() as cursor:
        cursor.execute(_RECURSIVE, {"top": pair[0], "day": pair[1]})
        rows = cursor.fetchall()
    return Totals.of((slot for slot, _n in rows), (n for _slot, n in rows))


@contextmanager
def columnar(folder: Path) -> Iterator[Any]:
    """DuckDB over Parquet files of the segments and placements, exported when those changed."""
    with duckdb.connect() as store, connection.cursor() as cursor:
        cursor.execute(_WRITES)
        writes = str(cursor.fetchall())
        kept = folder / "exported.txt"
        if not kept.exists() or kept.read_text() != writes:
            kept.unlink(missing_ok=True)
            for name, query in _EXPORTED.items():
                _export(cursor, store, query, folder / name)
            kept.write_text(writes)
        for name in _EXPORTED:
            store.execute(f"CREATE VIEW {name} AS FROM '{folder / name}.parquet'")
        yield store


def _export(cursor: Any, store: Any, query: str, file: Path) -> None:
    rows = file.with_suffix(".csv")
    with (
        rows.open("wb") as out,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)") as copy,
    ):
        for block in copy:
            out.write(block)
    packed = file.with_suffix(".parquet")
    store.execute(f"COPY (FROM read_csv('{rows}')) TO '{packed}' (FORMAT parquet)")
    rows.unlink()


def _columnar(store: Any, pair: Pair) -> Totals:
    top, day = pair
    rows = store.execute(_COLUMNAR, [top, day, day, day, day]).fetchall()
    return Totals.of((slot for slot, _n in rows), (n for _slot, n in rows))
