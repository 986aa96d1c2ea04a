"""The list of members: names, years of birth, cells and standings, fifty at a time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from sotay.core.text import tidy
from sotay.members import totals
from sotay.members.models import Member, Standing, Status
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Placement, Profile

PAGE = 50
WIDE = 50_000  # from about so many members on, the names are walked until a page is full


@dataclass(frozen=True)
class Filter:
    """What is asked of the list. ``ended`` asks for those who have left the register."""

    words: str = ""
    organisation: Organisation | None = None
    standing: int | None = None
    ended: bool = False


@dataclass(frozen=True)
class Row:
    """All that a list says of a member."""

    id: int
    full_name: str
    birth_year: int
    cell_id: int
    cell_name: str
    standing: int | None
    standing_name: str


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next: str  # what to ask for the rows after these; empty at the end


def members(actor: Actor, day: date, asked: Filter) -> Any:
    """The members asked for, in the order of names: those in reach today.

    On a past day, those who belonged then to the organisation asked for, or to any in reach, as far
    as they can still be seen: whoever has moved out of reach since is not listed, only counted.
    """
    found = Member.objects.in_reach(actor).entered()
    if day != actor.today:
        top = asked.organisation
        tops = [top] if top else [grant.organisation for grant in actor.grants]
        inside = Q(pk__in=[])
        for one in tops:
            inside |= Q(pk__in=Member.objects.in_reach(actor).of(one, day).values("pk"))
        found = found.filter(inside)
    else:
        found = found.filter(is_active=not asked.ended)
        if asked.organisation is not None:
            top = asked.organisation
            found = found.filter(org_lft__gte=top.lft, org_lft__lt=max(top.rgt, top.lft + 1))
    if tidy(asked.words):
        found = found.named(asked.words)
    if asked.standing is not None:
        standing = Status.objects.as_of(day).filter(member=OuterRef("pk"), standing=asked.standing)
        found = found.filter(Exists(standing))
    return found.order_by("sort_key", "id")


def page(actor: Actor, day: date, asked: Filter, after: str = "") -> Page:
    """Fifty members after the one whose id is ``after``; an unknown one begins at the head."""
    found = members(actor, day, asked)
    if after.isascii() and after.isdigit() and len(after) < 18:
        mark = Member.objects.in_reach(actor).filter(pk=int(after)).values("sort_key").first()
        if mark:
            key = mark["sort_key"]
            later = Q(sort_key__gt=key) | Q(sort_key=key, id__gt=int(after))
            found = found.filter(later, sort_key__gte=key)  # the index begins there
    with _walking_names() if _is_wide(actor, day, asked) else nullcontext():
        taken = list(found.values("id", "full_name", "birth_year", "cell_id")[: PAGE + 1])
    return Page(rows(taken[:PAGE], day), str(taken[PAGE - 1]["id"]) if len(taken) > PAGE else "")


def _is_wide(actor: Actor, day: date, asked: Filter) -> bool:
    """Whether so many are asked for that sorting them would take longer than walking all names.

    A name looked for may be rare: it is looked for among those in reach, wherever they stand.
    """
    if day != actor.today or tidy(asked.words):
        return False
    tops = (
        [asked.organisation.pk] if asked.organisation else [g.organisation_id for g in actor.grants]
    )
    return sum(totals.heads(tops, day).values()) >= WIDE


@contextmanager
def _walking_names() -> Iterator[None]:
    """Take the order from the index of names.

    Under row-level security the planner takes a whole country in reach for a hundred rows, and
    would sort them all to show fifty.
    """
    ways = ("enable_bitmapscan", "enable_sort", "max_parallel_workers_per_gather")
    ask = "SELECT " + ", ".join("set_config(%s, %s, true)" for _way in ways)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join("current_setting(%s)" for _way in ways), ways)
        before = cursor.fetchone()
        cursor.execute(
            ask, [part for way in zip(ways, ("off", "off", "0"), strict=True) for part in way]
        )
        yield
        cursor.execute(ask, [part for way in zip(ways, before, strict=True) for part in way])


def rows(taken: Iterable[dict[str, Any]], day: date) -> list[Row]:
    """Names of cells and standings beside members' names, in two questions for all."""
    taken = list(taken)
    names = cell_names({one["cell_id"] for one in taken}, day)
    standings = dict(
        Status.objects.as_of(day)
        .filter(member__in=[one["id"] for one in taken])
        .values_list("member", "standing")
    )
    return [
        Row(
            id=one["id"],
            full_name=one["full_name"],
            birth_year=one["birth_year"],
            cell_id=one["cell_id"],
            cell_name=names.get(one["cell_id"], ""),
            standing=(standing := standings.get(one["id"])),
            standing_name=str(Standing(standing).label) if standing is not None else "",
        )
        for one in taken
    ]


def cell_names(cell_ids: Iterable[int], day: date) -> dict[int, str]:
    """What the cells are called on ``day``; the nearest name where none holds that day."""
    found = Profile.objects.nearest(list(cell_ids), day)
    return {key: profile.name for key, profile in found.items()}


def place_names(cell_ids: Iterable[int], day: date) -> dict[int, str]:
    """As :func:`cell_names`, with the organisation above a cell that is not a grassroots one.

    Many committees have a cell of the same name.
    """
    profiles = Profile.objects.nearest(list(cell_ids), day)
    parents = dict(
        Placement.objects.as_of(day)
        .filter(
            organisation__in=[key for key, one in profiles.items() if not one.kind.is_grassroots]
        )
        .exclude(parent=None)
        .values_list("organisation", "parent")
    )
    above = cell_names(set(parents.values()), day)
    return {
        key: f"{one.name}, {above[parents[key]]}" if parents.get(key) in above else one.name
        for key, one in profiles.items()
    }
