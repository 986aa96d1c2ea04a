"""The newest news for the home pages."""

from sotay.news.models import News
from sotay.organisations.access import Actor

SHOWN = 3


def latest(actor: Actor, count: int = SHOWN) -> list[News]:
    """The newest published pieces addressed to the actor, newest first; two statements at most."""
    return list(News.objects.addressed_to(actor)[:count])
