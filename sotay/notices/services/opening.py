"""Everybody's notices, opened to the database for as long as an act on others' lines takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def of_everybody() -> Iterator[None]:
    """A transaction in which the database shows and takes everybody's lines, and then no longer.

    For who leaves lines with others or takes them back, and for the clock that looks whom to write
    to: outside it a person reads and marks the own lines, and leaves none. Nothing but that is done
    in the body.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.notices', true), '')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('app.notices', 'all', true)")
        yield
        # Where the body fails, rolling back its savepoint gives back the setting as well.
        cursor.execute("SELECT set_config('app.notices', %s, true)", [before])
