"""The invented data put into a database of its own, with every constraint, index and policy.

Rows go in by COPY with indexes and constraints taken off; they are put back, and so checked,
afterwards. Triggers are off only while what they keep (the labels) is written with the rows.
"""

import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import connections, models

from sotay.bench.inventing import (
    BASE,
    CELL,
    ENDLESS,
    EPOCH,
    FIRST,
    FIRST_LEVEL,
    KINDS,
    NAMES,
    SECOND_LEVEL,
    Register,
    Tree,
    invent_register,
    invent_tree,
    number_tree,
)
from sotay.bench.sizes import LAST_DAY, Size
from sotay.core.database import Address, making
from sotay.core.text import fold, name_sort_key, sort_key
from sotay.members import totals
from sotay.members.models import Member, Membership, Segment, Status
from sotay.organisations.models import Kind, Organisation, Placement, Profile

VERSION: Final = 1  # of the data: raise it when what is invented changes
_TABLES: Final = (Organisation, Profile, Placement, Member, Membership, Status, Segment)


@dataclass(frozen=True)
class Bench:
    """A built database and the facts about the data in it."""

    size: Size
    facts: dict[str, Any]
    folder: Path


def folder_of(size: Size) -> Path:
    made = settings.DATA_DIR / "bench" / size.name
    made.mkdir(parents=True, exist_ok=True)
    return made


def owner() -> Address:
    """The login that makes and drops databases."""
    return Address.of_django(settings.DATABASES["owner"])


@contextmanager
def opened(size: Size, say: Any, *, again: bool = False) -> Iterator[Bench]:
    """The database of ``size``, built if need be; both connections point at it inside the body."""
    name, facts_file = f"sotay_bench_{size.name}", folder_of(size) / "facts.json"
    facts = json.loads(facts_file.read_text()) if facts_file.exists() else {}
    stands = making.exists(owner(), name) and facts.get("version") == VERSION and not again
    if not stands:
        facts_file.unlink(missing_ok=True)
        _make_empty(name)
    with _pointing_at(name):
        call_command("migrate", database="owner", verbosity=0)
        if not stands:
            facts = build(size, say)
            facts_file.write_text(json.dumps(facts, indent=1))
        yield Bench(size, facts, folder_of(size))


@contextmanager
def empty_register(size: Size) -> Iterator[str]:
    """The name of a new database with the organisations of ``size`` and nobody in them; dropped."""
    name = "sotay_bench_import"
    _make_empty(name)
    try:
        with _pointing_at(name), tempfile.TemporaryDirectory() as folder:
            call_command("migrate", database="owner", verbosity=0)
            call_command("seed", verbosity=0)
            tree = invent_tree(size)
            with connections["owner"].cursor() as cursor:
                taken_off = _take_off(cursor)
                _load(cursor, Path(folder), _organisations(tree))
                for statement in taken_off:
                    cursor.execute(statement)
                cursor.execute("VACUUM ANALYZE")
            yield name
    finally:
        making.drop_database(owner(), name)


def _make_empty(name: str) -> None:
    making.drop_database(owner(), name)
    making.make_database(owner(), name)


@contextmanager
def _pointing_at(name: str) -> Iterator[None]:
    before = {alias: settings.DATABASES[alias]["NAME"] for alias in ("default", "owner")}
    try:
        for alias in before:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        yield
    finally:
        for alias, old in before.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = old


def build(size: Size, say: Any) -> dict[str, Any]:
    """Invent, load, index, add up; the facts about the data, with the seconds each step took."""
    seconds: dict[str, float] = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        seconds[name] = round(time.perf_counter() - began, 1)
        say(f"{size.name}: {name} {seconds[name]} s")

    with step("invent"):
        tree = invent_tree(size)
        register = invent_register(size, tree)
    with step("seed"):
        call_command("seed", verbosity=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SET synchronous_commit = off")
        taken_off = _take_off(cursor)
        with step("copy"):
            _load(cursor, folder_of(size), {**_organisations(tree), **_people(tree, register)})
        with step("constraints and indexes"):
            for statement in taken_off:
                cursor.execute(statement)
        with step("analyse"):
            cursor.execute("VACUUM ANALYZE")
    with step("totals"):
        rebuilt = totals.rebuild(LAST_DAY)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE members_totaldelta, members_totalcheckpoint")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (stored,) = cursor.fetchone()
    return {
        "version": VERSION,
        "size": size.name,
        "from": "2016-01-01",
        "until": LAST_DAY.isoformat(),
        "members_now": int((register.end == ENDLESS).sum()),
        "members_ever": len(register.end),
        "organisations": len(tree.level),
        "placements": len(tree.edge_lo),
        "reorganisations": tree.events,
        "memberships": len(register.held["lo"]),
        "statuses": len(register.statuses["lo"]),
        "segments": len(register.segments["lo"]),
        "organisations_with_totals": rebuilt.bearers,
        "total_days": rebuilt.deltas,
        "total_months": rebuilt.checkpoints,
        "database_mb": round(stored / 2**20),
        "build_seconds": seconds,
        "invented": "seeded random numbers; no superseded rows",
    }


# -- what is taken off and put back ------------------------------------------------------------

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u', 'x')
    ORDER BY contype = 'f', conname
"""
_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
    ORDER BY 1
"""


def _take_off(cursor: Any) -> list[str]:
    """Drop all constraints but keys and checks, indexes, triggers, FORCE; how to put them back."""
    names = [model._meta.db_table for model in _TABLES]
    back: list[str] = []
    cursor.execute(_CONSTRAINTS, [names])
    for table, name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        back.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cursor.execute(_INDEXES, [names])
    for index, definition in cursor.fetchall():
        cursor.execute(f"DROP INDEX {index}")
        back.insert(0, definition)
    for table in names:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        back.append(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
        if cursor.fetchone()[0]:  # COPY refuses a table whose policies bind its owner
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            back.append(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    return back


# -- rows --------------------------------------------------------------------------------------

_DAY = f"DATE '{EPOCH.isoformat()}' + "
_RECORDED = f"'{EPOCH.isoformat()} 12:00:00+00'::timestamptz + to_days({{day}}::integer)"


Relations = Mapping[str, Mapping[str, Any]]


def _organisations(tree: Tree) -> Relations:
    lft, rgt = number_tree(tree)
    names = _organisation_names(tree)
    kinds = dict(Kind.objects.values_list("code", "id"))
    n = len(tree.level)
    last_edge = np.full(n, 0)
    np.maximum.at(last_edge, tree.edge_child, tree.edge_hi)
    first_edge = np.full(n, ENDLESS)
    np.minimum.at(first_edge, tree.edge_child, tree.edge_lo)
    return {
        "organisations": {
            "id": np.arange(1, n + 1),
            "lft": lft,
            "rgt": rgt,
            "kind": np.array([kinds[code] for code in KINDS])[tree.level],
            "name": np.array(names, dtype=object),
            "sort_key": np.array([sort_key(name) for name in names], dtype=object),
            "folded": np.array([fold(name) for name in names], dtype=object),
            "lo": first_edge,
            "hi": last_edge,
        },
        "placements": {
            "child": tree.edge_child + 1,
            "parent": tree.edge_parent + 1,
            "lo": tree.edge_lo,
            "hi": tree.edge_hi,
        },
    }


def _people(tree: Tree, register: Register) -> Relations:
    lft, _rgt = number_tree(tree)
    whose = register.segments["member"]
    return {
        "names": {
            "id": np.arange(len(NAMES)),
            "name": np.array(NAMES, dtype=object),
            "sort_key": np.array([name_sort_key(name) for name in NAMES], dtype=object),
            "folded": np.array([fold(name) for name in NAMES], dtype=object),
        },
        "members": {
            "id": np.arange(1, len(register.end) + 1),
            "name": register.name,
            "gender": register.gender,
            "born": register.born,
            "birth_year": register.birth_year,
            "ethnicity": register.ethnicity,
            "begin": register.begin,
            "cell": register.last_cell + 1,
            "lft": lft[register.last_cell],
            "open": register.end == ENDLESS,
        },
        "held": _with_labels(register.held, register, lft),
        "statuses": _with_labels(register.statuses, register, lft),
        "segments": {
            **register.segments,
            "gender": register.gender[whose],
            "birth_year": register.birth_year[whose],
            "ethnicity": register.ethnicity[whose],
        },
    }


def _load(cursor: Any, folder: Path, given: Relations) -> None:
    """Copy in the rows of the relations that are given."""
    with duckdb.connect() as columns:
        for name, relation in given.items():
            columns.register(name, relation)
        for model, source, values in _ROWS:
            if source.split(" ")[0] in given:
                _copy(cursor, columns, folder, model, source, values)
    for model in (Organisation, Member):
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            " HAVING count(*) > 0"
        )


def _with_labels(rows: dict[str, Any], register: Register, lft: Any) -> dict[str, Any]:
    member = rows["member"]
    same_before = np.append(False, member[1:] == member[:-1])
    return {
        **rows,
        "first": ~same_before,
        "last": ~np.append(same_before[1:], False),
        "lft": lft[register.last_cell[member]],
    }


def _organisation_names(tree: Tree) -> list[str]:
    words = {
        FIRST_LEVEL: "Đảng bộ trực thuộc số",
        SECOND_LEVEL: "Đảng bộ cấp trên cơ sở số",
        BASE: "Đảng bộ cơ sở số",
        CELL: "Chi bộ số",
    }
    counts = [0] * len(KINDS)
    names = []
    for level in tree.level.tolist():
        counts[level] += 1
        names.append(f"{words[level]} {counts[level]}" if level in words else "Đảng bộ đo thử")
    return names


_ENDLESS_IS_NULL = f"CASE WHEN hi = {ENDLESS} THEN NULL ELSE {_DAY} hi::integer END"
_PERIOD = {
    "valid_from": f"{_DAY} lo::integer",
    "valid_to": _ENDLESS_IS_NULL,
    "recorded_at": _RECORDED.format(day="lo"),
}
_ROWS: Final[Sequence[tuple[type[models.Model], str, Mapping[str, str]]]] = (
    (
        Organisation,
        "organisations",
        {
            "id": "id", "code": "'D' || id", "lft": "lft", "rgt": "rgt",
            "created_at": _RECORDED.format(day=FIRST),
        },
    ),
    (
        Profile,
        "organisations",
        {
            "organisation_id": "id", "kind_id": "kind", "name": "name", "short_name": "name",
            "sort_key": "sort_key", "folded": "folded", "agency_type": "'state'", **_PERIOD,
        },
    ),
    (
        Placement,
        "placements",
        {"organisation_id": "child", "parent_id": "nullif(parent, 0)", **_PERIOD},
    ),
    (
        Member,
        "members JOIN names ON names.id = members.name",
        {
            "id": "members.id", "full_name": "names.name", "sort_key": "names.sort_key",
            "folded": "names.folded", "gender": "gender", "birth_year": "birth_year",
            "born_on": f"{_DAY} born::integer", "ethnicity": "ethnicity",
            "card_number": "lpad(members.id::varchar, 8, '0')",
            "admitted_on": f"{_DAY} begin::integer", "cell_id": "cell", "org_lft": "lft",
            "is_active": "open", "created_at": _RECORDED.format(day="begin"),
        },
    ),
    (
        Membership,
        "held",
        {
            "member_id": "member + 1", "organisation_id": "cell + 1", "org_lft": "lft",
            "begin": f"CASE WHEN NOT first THEN 'transfer' WHEN lo = {FIRST} THEN 'register'"
            " ELSE 'admission' END",
            "end": f"CASE WHEN NOT last THEN 'transfer' WHEN hi = {ENDLESS} THEN ''"
            " ELSE 'death' END",
            **_PERIOD,
        },
    ),
    (
        Status,
        "statuses",
        {
            "member_id": "member + 1", "standing": "standing", "education": "education",
            "theory": "theory", "org_lft": "lft", **_PERIOD,
        },
    ),
    (
        Segment,
        "segments",
        {
            "member_id": "member + 1", "organisation_id": "cell + 1",
            "lo": f"{_DAY} lo::integer",
            "hi": f"CASE WHEN hi = {ENDLESS} THEN DATE '9999-12-31' ELSE {_DAY} hi::integer END",
            "gender": "gender", "ethnicity": "ethnicity", "education": "education",
            "theory": "theory", "standing": "standing", "birth_year": "birth_year",
        },
    ),
)  # fmt: skip


def _copy(
    cursor: Any,
    columns: Any,
    folder: Path,
    model: type[models.Model],
    source: str,
    values: Mapping[str, str],
) -> None:
    """Write the rows of ``source`` to a file and stream it in; other columns get their default."""
    chosen = dict(values)
    for field in model._meta.concrete_fields:
        column = field.column
        if column is None or column in chosen or field.null or field.has_db_default():
            continue
        if isinstance(field, models.AutoField):
            continue
        chosen[column] = repr(field.get_default())
    listed = ", ".join(f'{expression} AS "{name}"' for name, expression in chosen.items())
    file = folder / "rows.csv"
    columns.execute(
        f"COPY (SELECT {listed} FROM {source}) TO '{file}' (FORMAT csv, HEADER false, NULLSTR '')"
    )
    names = ", ".join(f'"{name}"' for name in chosen)
    with (
        file.open("rb") as rows,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN (FORMAT csv)") as copy,
    ):
        while block := rows.read(1 << 20):
            copy.write(block)
    file.unlink()
