"""Lists of news, read in parts from the newest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from sotay.news.models import Attachment, Correction, News
from sotay.news.querysets import NewsQuerySet
from sotay.organisations.access import Actor
from sotay.organisations.models import Kind, Profile

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


@dataclass(frozen=True)
class Earlier:
    """How a piece was before one of its corrections, as far as that changed it."""

    correction: Correction
    column: str  # empty: not changed
    levels: Sequence[str]
    branches: Sequence[str]
    files: Sequence[Attachment]

    @property
    def has(self) -> set[str]:
        """What was changed: codes of ``Correction.What``."""
        return set(self.correction.changed)


def earlier(news: News, actor: Actor) -> list[Earlier]:
    """How a piece was before each correction, the latest first; for those who may correct it."""
    made = list(news.corrections.select_related("by"))
    every = list(news.attachments.select_related("file"))
    kinds = {kind.code: str(kind) for kind in Kind.objects.all()}
    ids = {key for row in made for key in row.earlier_branches}
    names = Profile.objects.nearest(ids, actor.today)
    columns = dict(News.Column.choices)
    return [
        Earlier(
            correction=row,
            column=str(columns.get(row.earlier_column, "")),
            levels=[kinds.get(code, code) for code in row.earlier_kinds],
            branches=[names[key].short_name for key in row.earlier_branches if key in names],
            files=files_before(every, row),
        )
        for row in made
    ]


def files_before(every: Sequence[Attachment], row: Correction) -> list[Attachment]:
    """Of all files a piece ever had, those that readers had before a correction."""
    return [
        one
        for one in every
        if (one.added_by_id is None or one.added_by_id < row.pk)
        and (one.removed_by_id is None or one.removed_by_id >= row.pk)
    ]


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
