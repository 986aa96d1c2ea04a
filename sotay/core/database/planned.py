"""Statements that each connection plans once: building one takes longer than its answer."""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

_planned: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()
Row = TypeVar("Row", bound=Model)


def planned(label: str, types: str, statement: str) -> str:
    """The name to ``EXECUTE``, once this connection has planned ``statement``.

    ``types`` are those of the parameters ``$1``, ``$2`` …; ``label`` is a word in the name, which
    changes with the text.
    """
    name = f"{label}_{sha256(statement.encode()).hexdigest()[:8]}"
    connection.ensure_connection()
    known = _planned.setdefault(connection.connection, set())
    if name not in known:
        # Beside Django's cursor, which would count it among the questions of whoever asks first.
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} ({types}) AS {statement}")
        known.add(name)  # only now: one that failed is planned the next time
    return name


# --- Questions of the ORM -----------------------------------------------------------------------

# What stands for an argument while the question is built; nothing in the house has these values.
_STANDS_FOR: Final[dict[type, tuple[str, Callable[[int], Any]]]] = {
    int: ("bigint", lambda n: 1_987_654_321 + n),  # fits every integer that may be a key
    str: ("text", lambda n: f"\ue000 {n}"),
    date: ("date", lambda n: date(9999, 1, 1) + timedelta(days=n)),
    datetime: ("timestamptz", lambda n: datetime(9999, 1, 1, tzinfo=UTC) + timedelta(days=n)),
}


class PlannedRows(Generic[Row]):
    """A queryset that is built once in each process, and planned once by each connection.

    ``build`` is given something in the place of each argument and returns the queryset; the
    arguments come with each call. They reach the database as they are given: what ``build`` counts
    from one (the first of a day's month) must be an argument itself. For questions that every page
    asks; a call gives a list, not a queryset to go on from, and prefetching is not done.

    :raises ValueError: at the first call, if the statement does not hold one of the arguments
    """

    def __init__(
        self, label: str, types: Sequence[type], build: Callable[..., "QuerySet[Row, Any]"]
    ) -> None:
        self._label, self._types, self._build = label, types, build
        self._built: tuple[QuerySet[Row, Any], SQLCompiler, str] | None = None

    def __call__(self, *values: Any) -> list[Row]:
        """The rows for these arguments, as the queryset would give them."""
        if self._built is None:
            self._built = self._made()
        queryset, compiler, statement = self._built
        types = ", ".join(_STANDS_FOR[one][0] for one in self._types)
        name = planned(self._label, types, statement)
        places = ", ".join(["%s"] * len(values))
        asked = _Asked(compiler, f"EXECUTE {name} ({places})" if places else f"EXECUTE {name}")
        asked.values = values
        rows: QuerySet[Row, Any] = QuerySet(queryset.model, query=asked)  # type: ignore[arg-type]
        return list(rows)

    def _made(self) -> "tuple[QuerySet[Row, Any], SQLCompiler, str]":
        stand_ins = [_STANDS_FOR[one][1](n) for n, one in enumerate(self._types, 1)]
        queryset = self._build(*stand_ins)
        compiler = queryset.query.get_compiler(using=queryset.db)
        statement, params = compiler.as_sql()
        connection.ensure_connection()
        told, missing = [], set(range(len(stand_ins)))
        for param in params:
            which = next((n for n, one in enumerate(stand_ins) if _same(param, one)), None)
            if which is None:
                told.append(Literal(param).as_string(connection.connection))
            else:
                told.append(f"${which + 1}")
                missing.discard(which)
        if missing:
            raise ValueError(f"{self._label}: the statement holds no argument {missing}")
        return queryset, compiler, statement % tuple(told)


def _same(param: Any, stand_in: Any) -> bool:
    return isinstance(param, type(stand_in)) and bool(param == stand_in)


class _Asked:
    """Stands for the query of a queryset: its compiler is built already."""

    values: Sequence[Any] = ()

    def __init__(self, compiler: SQLCompiler, statement: str) -> None:
        self._compiler, self._statement = compiler, statement

    def get_compiler(self, using: str) -> SQLCompiler:
        compiler = copy(self._compiler)
        compiler.connection = connection
        answer = self._statement, tuple(self.values)
        compiler.as_sql = lambda *_, **__: answer  # type: ignore[method-assign]
        return compiler
