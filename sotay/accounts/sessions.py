"""Sessions in the database, as Django keeps them; what every request does, reading one, is plain.

A session is read for each request of each person: built anew by the ORM the question costs twice
what the database needs to answer it, so it is planned once. Everything else (saving, ending,
cleaning) is Django's.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone

from sotay.core.database.planned import planned


class SessionStore(DatabaseStore):
    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and a new key, where there is none or it has run out."""
        name = planned(
            "accounts_session",
            "text, timestamptz",
            "SELECT session_data FROM django_session WHERE session_key = $1 AND expire_date > $2",
        )
        with connection.cursor() as cursor:
            cursor.execute(f"EXECUTE {name} (%s, %s)", [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0])
        return held
