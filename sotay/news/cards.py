"""The newest news for the home pages."""

from sotay.core.database.planned import PlannedRows
from sotay.news.models import News
from sotay.news.querysets import places_of
from sotay.organisations.access import Actor

SHOWN = 3
# Most people read at one place, and each of their pages asks.
_at_one: PlannedRows[News] = PlannedRows(
    "news_latest",
    [int, int, str],
    lambda key, lft, kind: News.objects.read_at([(key, lft, kind)])[:SHOWN],
)


def latest(actor: Actor, count: int = SHOWN) -> list[News]:
    """The newest published pieces addressed to the actor, newest first; at most ``SHOWN``."""
    places = places_of(actor)
    if len(places) == 1:
        return _at_one(*places[0])[:count]
    return list(News.objects.read_at(places)[: min(count, SHOWN)])
