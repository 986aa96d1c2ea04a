"""Lists of news, read in parts from the newest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from sotay.news.models import News
from sotay.news.querysets import NewsQuerySet
from sotay.organisations.access import Actor

PAGE = 20
MOST = 200
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)  # what the database keeps of a moment


@dataclass(frozen=True)
class Page:
    news: Sequence[Any]
    total: int
    next: str  # to ask for the part that follows; empty at the end


def page(
    actor: Actor, *, column: str = "", drafts: bool = False, after: str = "", size: int = PAGE
) -> Page:
    """News addressed to the actor, or the drafts of those one speaks for; newest first.

    ``after`` is the ``next`` of the part before. A piece published while one reads moves no row
    from one part into another.
    """
    found: NewsQuerySet = News.objects.all()
    found = found.drafts_of(actor) if drafts else found.addressed_to(actor)
    if column:
        found = found.filter(column=column)
    total = found.count()
    if place := _place(after):
        moment, key = place
        found = found.filter(
            Q(pk__lt=key)
            if moment is None
            else Q(published_at=moment, pk__lt=key) | Q(published_at__lt=moment)
        )
    size = max(1, min(size, MOST))
    rows: list[Any] = list(found.with_corrections()[: size + 1])
    return Page(rows[:size], total, _written(rows[size - 1]) if len(rows) > size else "")


def is_gone(actor: Actor, news_id: int) -> bool:
    """Whether a piece was meant for the actor, and is withdrawn: no longer theirs to read."""
    one = News.objects.filter(pk=news_id, withdrawn_at__isnull=False)
    return one.meant_for(actor).exists() and not one.visible_to(actor).exists()


def _written(news: News) -> str:
    """The place of a piece in its list: microseconds of its publishing (none: a draft), and id."""
    ticks = "" if news.published_at is None else (news.published_at - _BEGIN) // _TICK
    return f"{ticks}_{news.pk}"


def _place(after: str) -> tuple[datetime | None, int] | None:
    ticks, _mark, key = after.partition("_")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    if not ticks:
        return None, int(key)
    if not (ticks.isascii() and ticks.isdigit() and len(ticks) < 18):
        return None
    return _BEGIN + int(ticks) * _TICK, int(key)
