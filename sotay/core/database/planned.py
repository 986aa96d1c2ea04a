"""Statements that each connection plans once: planning one takes longer than answering it."""

from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_planned: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


def planned(label: str, types: str, statement: str) -> tuple[str, str]:
    """The name to ``EXECUTE``, and what plans it where this connection has not yet, else ``""``.

    ``types`` are those of the parameters ``$1``, ``$2`` …; ``label`` is a word in the name, which
    changes with the text. The caller runs the second before the first.
    """
    name = f"{label}_{sha256(statement.encode()).hexdigest()[:8]}"
    connection.ensure_connection()
    known = _planned.setdefault(connection.connection, set())
    if name in known:
        return name, ""
    known.add(name)
    return name, f"PREPARE {name} ({types}) AS {statement}"
