"""How many have opened a piece of news, and never who."""

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from sotay.news import rules
from sotay.news.models import News, Seen
from sotay.organisations.access import Actor
from sotay.regulations.registry import value


def _secret() -> bytes:
    return bytes(salted_hmac("sotay.news.seen", "reader", secret=settings.SECRET_KEY).digest())


@transaction.atomic
def open_news(news: News, actor: Actor) -> None:
    """Count the actor among the readers, once. Not on the audit trail: reading is nobody's affair.

    A draft, a withdrawn piece, its author and the system count nobody.
    """
    if news.published_at is None or news.withdrawn_at is not None:
        return
    if actor.user.pk is None or actor.user.pk == news.by_id or actor.sees_everything:
        return
    mark = rules.mark(_secret(), news.pk, actor.user.pk)
    Seen.objects.bulk_create([Seen(mark=mark, news=news)], ignore_conflicts=True)


def readers(news: News, actor: Actor) -> int:
    """How many have read it, in full steps; 0 while fewer than one step."""
    step = int(value("news.readers_step", actor.today, news.committee_id))
    return rules.published_count(news.seen.count(), max(step, 1))
