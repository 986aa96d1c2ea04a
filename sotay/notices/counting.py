"""How many lines a person has not read, as every page says."""

from typing import Any

from django.db import connection

from sotay.core.database.planned import planned
from sotay.core.remembering import remembered

_UNREAD = "SELECT count(*) FROM notices_notice WHERE user_id = $1 AND read_at IS NULL"


def unread_of(user: Any) -> int:
    """Lines of ``user`` not read yet; a page that only reads asks once."""
    return remembered(("notices.unread", user.pk), lambda: _ask(user.pk))


def _ask(user: int) -> int:
    name = planned("notices_unread", "bigint", _UNREAD)
    with connection.cursor() as cursor:
        cursor.execute(f"EXECUTE {name} (%s)", [user])
        return int(cursor.fetchone()[0])
