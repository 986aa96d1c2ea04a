"""The library on pages of other apps: what somebody was reading, what is read most."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.library import rules
from sotay.library.models import Reading, Title
from sotay.organisations.access import Actor
from sotay.regulations import registry

SHOWN = 3
MOST_READ = 5


@dataclass(frozen=True)
class ReadingCard:
    """Something in the middle of being read, with the words a card prints and the way on."""

    title: str
    author: str
    where: str
    share: int  # per cent of the pages
    url: str
    is_audio: bool = False


@dataclass(frozen=True)
class ReadMost:
    """A title with the number that is told of it: never the exact one."""

    title: Any
    at_least: int

    @property
    def words(self) -> str:
        return _("từ %(n)d người trở lên đã mở") % {"n": self.at_least}


def card_of(row: Reading) -> ReadingCard:
    edition = row.edition
    return ReadingCard(
        title=edition.title.name,
        author=edition.title.author,
        where=_("phút %(n)d") % {"n": row.minute}
        if edition.is_audio
        else _("trang %(page)d trên %(pages)d") % {"page": row.page, "pages": edition.page_count},
        share=0 if edition.is_audio else rules.share_read(row.page, edition.page_count),
        url=reverse("library:read", args=[edition.pk, row.page]),
        is_audio=edition.is_audio,
    )


def reading_on(actor: Actor, most: int = SHOWN) -> list[ReadingCard]:
    """What the actor was reading, the last first; only the actor's own rows, one question."""
    return [card_of(row) for row in Reading.objects.of(actor)[:most]]


def read_most(actor: Actor) -> list[ReadMost]:
    """Titles opened by most people in the last months, of those the actor may read.

    A number below the registry's bound is not told, nor any step between.
    """
    today = actor.today
    least = int(registry.value("library.readers_told_from", today))
    months = int(registry.value("library.most_read_months", today))
    since = _months_back(today, months)
    counted: Any = Title.objects.visible_to(actor).with_people(since)
    found = counted.filter(people__gte=least)
    rows = found.select_related("shelf").order_by("-people", "sort_key")[:MOST_READ]
    told = [(row, rules.told_count(row.people, least)) for row in rows]
    # Among equal numbers as told, the alphabet: the exact order would tell what the steps hide.
    told.sort(key=lambda pair: (-(pair[1] or 0), pair[0].sort_key))
    return [ReadMost(row, count) for row, count in told if count is not None]


def _months_back(today: date, months: int) -> date:
    """First day of the month ``months - 1`` before this one: this month counts as one."""
    index = today.year * 12 + today.month - 1 - (months - 1)
    return date(index // 12, index % 12 + 1, 1)
