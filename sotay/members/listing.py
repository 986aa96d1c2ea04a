"""The list of members: names, years of birth, cells and standings, fifty at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from sotay.core.text import tidy
from sotay.members.models import Member, Standing, Status
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile

PAGE = 50


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
            found = found.filter(Q(sort_key__gt=key) | Q(sort_key=key, id__gt=int(after)))
    taken = list(found.values("id", "full_name", "birth_year", "cell_id")[: PAGE + 1])
    return Page(rows(taken[:PAGE], day), str(taken[PAGE - 1]["id"]) if len(taken) > PAGE else "")


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
