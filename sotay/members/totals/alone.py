"""A long look at everything as it stands at one instant, with nobody else changing totals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from sotay.members.totals.sql import LOCK


@contextmanager
def one_snapshot() -> Iterator[Any]:
    """A cursor whose statements all see one instant. Acts go on meanwhile; their queue waits.

    Within a transaction of the caller the instant cannot be chosen any more: there the queue, and
    with it every act that changes a count, is held up instead.
    """
    if connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LOCK)
            cursor.execute("LOCK TABLE members_totalqueue IN SHARE ROW EXCLUSIVE MODE")
            yield cursor
        return
    with connection.cursor() as cursor:
        # For the session, because a lock taken inside would come after the snapshot.
        cursor.execute("SELECT pg_advisory_lock(7420001)")
        try:
            with transaction.atomic():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(7420001)")
