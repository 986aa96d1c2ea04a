"""The list of tasks, narrowed and read in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from sotay.core.text import fold
from sotay.followups import rules
from sotay.followups.models import Task
from sotay.followups.querysets import TaskQuerySet
from sotay.followups.standing import names, standings
from sotay.organisations.access import Actor

PAGE = 50
MOST = 200
MOST_PARTS = 2000
ALL_STATES = "all"
_NO_DAY = date(9999, 12, 31)  # tasks without a last day come after all that have one


@dataclass(frozen=True)
class Filter:
    """What to keep. ``state``: "" in hand, ``all`` all, or one state; ``mine``: of one's own."""

    mine: bool = False
    state: str = ""
    late: bool = False
    words: str = ""
    organisation: int | None = None  # it and what is under it on the day
    programme: int | None = None
    parent: int | None = None
    lacking: bool = False


@dataclass(frozen=True)
class Page:
    tasks: Sequence[Any]
    total: int
    next: str  # to ask for the part that follows; empty at the end


def narrowed(actor: Actor, day: date, asked: Filter) -> TaskQuerySet:
    """The tasks that ``actor`` may see and ``asked`` keeps."""
    tasks: TaskQuerySet = Task.objects.visible_to(actor)
    if asked.mine:
        tasks = tasks.own_of(actor)
    if asked.late:
        tasks = tasks.late_on(day)
    elif not asked.state:
        tasks = tasks.unfinished()
    if asked.state and asked.state != ALL_STATES:
        tasks = tasks.filter(state=asked.state)
    if asked.organisation is not None:
        tasks = tasks.within(asked.organisation, day)
    if asked.programme is not None:
        tasks = tasks.of_programme(asked.programme)
    if asked.parent is not None:
        tasks = tasks.filter(parent=asked.parent)
    if asked.lacking:
        tasks = tasks.lacking_something()
    for word in asked.words.split():
        tasks = tasks.filter(title__unaccent__icontains=fold(word))
    return tasks


def page(actor: Actor, day: date, asked: Filter, *, after: str = "", size: int = PAGE) -> Page:
    """One part of the list, by last day; ``after`` is the ``next`` of the part before."""
    found = narrowed(actor, day, asked)
    total = found.count()
    ordered = found.annotate(sorted_on=Coalesce(F("due_on"), Value(_NO_DAY))).order_by(
        "sorted_on", "id"
    )
    if place := _place(after):
        last_day, last_id = place
        ordered = ordered.filter(Q(sorted_on__gt=last_day) | Q(sorted_on=last_day, pk__gt=last_id))
    size = max(1, min(size, MOST))
    rows = list(ordered.for_cards()[: size + 1])
    following = ""
    if len(rows) > size:
        last = rows[size - 1]
        following = f"{last.sorted_on.isoformat()}_{last.pk}"
    return Page(rows[:size], total, following)


def level_of(
    actor: Actor, day: date, programme: int, organisation: int | None = None
) -> rules.RollUp | None:
    """Mức đạt of a programme, under an organisation: what a cell of the heat map opens on.

    Only tasks without tasks under them count, as there. None where they are too many for a page.
    """
    asked = Filter(state=ALL_STATES, programme=programme, organisation=organisation)
    below = Task.objects.filter(parent=OuterRef("pk")).exclude(state=Task.State.DROPPED)
    leaves = (
        narrowed(actor, day, asked)
        .filter(~Exists(below), starts_on__lte=day)
        .exclude(state=Task.State.DROPPED)
        .for_cards()
        .order_by("owner__lft", "id")
    )
    tasks = list(leaves[: MOST_PARTS + 1])
    if len(tasks) > MOST_PARTS:
        return None
    owners = names({task.owner_id for task in tasks}, day)
    return rules.level(
        [
            stood.part(getattr(owners.get(stood.task.owner_id), "short_name", ""))
            for stood in standings(tasks, day).values()
        ]
    )


def _place(after: str) -> tuple[date, int] | None:
    day, _mark, key = after.partition("_")
    try:
        return (date.fromisoformat(day), int(key)) if key else None
    except ValueError:
        return None
