"""Statements that each connection plans once: planning one takes longer than answering it."""

from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_planned: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


def planned(label: str, types: str, statement: str) -> str:
    """The name to ``EXECUTE``, once this connection has planned ``statement``.

    ``types`` are those of the parameters ``$1``, ``$2`` …; ``label`` is a word in the name, which
    changes with the text.
    """
    name = f"{label}_{sha256(statement.encode()).hexdigest()[:8]}"
    connection.ensure_connection()
    known = _planned.setdefault(connection.connection, set())
    if name not in known:
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} ({types}) AS {statement}")
        known.add(name)  # only now: one that failed is planned the next time
    return name
