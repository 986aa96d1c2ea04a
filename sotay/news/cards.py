"""The newest news for the home pages."""

from django.db.models import QuerySet

from sotay.core.database.planned import PlannedRows
from sotay.news.models import News
from sotay.news.querysets import places_of
from sotay.organisations.access import Actor

SHOWN = 3


def _read_at(key: int, lft: int, kind: str) -> "QuerySet[News]":
    found: QuerySet[News] = News.objects.meant_at([(key, lft, kind)])
    return found.filter(withdrawn_at=None)[:SHOWN]


# Most people read at one place, and each of their pages asks.
_at_one = PlannedRows("news_latest", [int, int, str], _read_at)


def latest(actor: Actor, count: int = SHOWN) -> list[News]:
    """The newest published pieces addressed to the actor, newest first; at most ``SHOWN``."""
    places = places_of(actor)
    if len(places) == 1:
        return _at_one(*places[0])[:count]
    return list(News.objects.addressed_to(actor)[: min(count, SHOWN)])
