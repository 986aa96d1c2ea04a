"""Lists of awards, read in parts by the place of the last row: rounds, works, one's own works.

A row that comes or goes meanwhile moves no other from one part into another. ``next`` names the
last row of a part; the row is looked up among those one sees, so that the name tells nothing more.
A row that is not seen any more begins the list anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sotay.contests.models import Entry, Round
from sotay.organisations.access import Actor

PAGE = 50
MOST = 200


@dataclass(frozen=True)
class Page:
    rows: Sequence[Any]
    total: int
    next: str  # to ask for the part that follows; empty at the end


def rounds(actor: Actor, *, after: str = "", size: int = PAGE) -> Page:
    """Rounds that one may know of, the latest year first."""
    seen = Round.objects.visible_to(actor).order_by("-year", "-id")
    last = _row(seen, after)
    follows = last and Q(year__lt=last.year) | Q(year=last.year, pk__lt=last.pk)
    return _page(seen, seen, follows, size)


def works(
    actor: Actor, round_: Round, *, state: str = "", after: str = "", size: int = PAGE
) -> Page:
    """Works of a round by category and title: for its keeper all, else those one has submitted."""
    seen = Entry.objects.visible_to(actor).filter(round=round_)
    last = _row(seen.select_related("category"), after)
    follows = last and (
        Q(category__place__gt=last.category.place)
        | Q(category__place=last.category.place, title__gt=last.title)
        | Q(category__place=last.category.place, title=last.title, pk__gt=last.pk)
    )
    chosen = seen.filter(state=state) if state else seen
    return _page(chosen, chosen.order_by("category__place", "title", "id"), follows, size)


def own(actor: Actor, *, after: str = "", size: int = PAGE) -> Page:
    """The works one has submitted, of the latest year first."""
    seen = Entry.objects.own_of(actor)
    last = _row(seen.select_related("round"), after)
    follows = last and (
        Q(round__year__lt=last.round.year)
        | Q(round__year=last.round.year, title__gt=last.title)
        | Q(round__year=last.round.year, title=last.title, pk__gt=last.pk)
    )
    return _page(seen, seen.order_by("-round__year", "title", "id"), follows, size)


def _row(seen: "QuerySet[Any]", after: str) -> Any:
    """The row that ends the part before, or none."""
    if not (after.isascii() and after.isdigit() and len(after) < 18):
        return None
    return seen.filter(pk=int(after)).first()


def _page(every: "QuerySet[Any]", ordered: "QuerySet[Any]", follows: Q | None, size: int) -> Page:
    size = max(1, min(size, MOST))
    if follows is not None:
        ordered = ordered.filter(follows)
    if ordered.model is Entry:
        ordered = ordered.select_related("round", "category", "origin")
    rows = list(ordered[: size + 1])
    return Page(rows[:size], every.count(), str(rows[size - 1].pk) if len(rows) > size else "")
