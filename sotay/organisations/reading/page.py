"""Everything the page of one organisation shows, gathered for its day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sotay.organisations import panels, rosters
from sotay.organisations.access import Actor
from sotay.organisations.asof import AsOf
from sotay.organisations.models import Grant, Organisation, PartyGroup, Placement, Profile
from sotay.organisations.querysets import line_ids
from sotay.organisations.reading.history import Told, history
from sotay.organisations.reading.lineage import Lineage, lineage
from sotay.organisations.reading.sizes import Warning, warnings
from sotay.organisations.reading.tree import Node, nodes_of


@dataclass(frozen=True)
class Crumb:
    id: int
    name: str


@dataclass(frozen=True)
class Page:
    """``profile`` is of the day or the nearest; ``stands`` says whether it is the day's."""

    organisation: Organisation
    profile: Profile
    stands: bool
    founded_on: date | None
    ended_on: date | None
    above: list[Crumb]
    node: Node
    secretary: str
    offices: list[Grant]
    groups: list[PartyGroup]
    warnings: list[Warning]
    lineage: Lineage
    history: list[Told]
    heirs: list[Crumb]
    panels: list[panels.Shown]


def page(actor: Actor, organisation: Organisation, as_of: AsOf) -> Page | None:
    """The page of ``organisation``; None where it has no name in any recorded state."""
    day, known_on = as_of.day, as_of.known_on
    profile = Profile.objects.nearest([organisation.pk], day, known_on).get(organisation.pk)
    if profile is None:
        profile = (
            Profile.objects.filter(organisation=organisation)
            .select_related("kind")
            .order_by("id")
            .first()
        )
    if profile is None:
        return None
    places = list(
        Placement.objects.known(known_on).filter(organisation=organisation).order_by("valid_from")
    )
    stands = any(
        row.valid_from <= day and (row.valid_to is None or day < row.valid_to) for row in places
    )
    line = line_ids(organisation.pk, day, known_on)
    told = lineage(organisation, as_of)
    names = Profile.objects.nearest(line[1:], day, known_on)
    heirs = Profile.objects.nearest(told.heirs, as_of.today)
    is_reached = actor.can("organisations.view", organisation)
    offices = _offices(organisation, day, known_on) if is_reached else []
    return Page(
        organisation=organisation,
        profile=profile,
        stands=stands,
        founded_on=places[0].valid_from if places else None,
        ended_on=places[-1].valid_to if places else None,
        above=[Crumb(key, names[key].short_name) for key in reversed(line[1:]) if key in names],
        node=nodes_of(actor, as_of, [organisation.pk]).get(organisation.pk)
        or Node(organisation.pk, profile.name, str(profile.kind)),
        secretary=next(
            (grant.user.full_name for grant in offices if grant.office.code == "secretary"), ""
        ),
        offices=offices,
        groups=list(PartyGroup.objects.as_of(day, known_on).filter(organisation=organisation)),
        warnings=warnings(organisation, line, day, known_on) if stands and is_reached else [],
        lineage=told,
        history=history(organisation, known_on),
        heirs=[Crumb(key, heirs[key].name) for key in told.heirs if key in heirs],
        panels=panels.collect(actor, organisation, day, known_on) if is_reached else [],
    )


def beside(actor: Actor, organisation: Organisation, day: date) -> list[tuple[int, str]]:
    """Organisations of the same sort under the same parent: what one merges with."""
    place = Placement.objects.as_of(day).filter(organisation=organisation).first()
    if place is None:
        return []
    own = (
        Profile.objects.as_of(day).filter(organisation=organisation).select_related("kind").first()
    )
    rows = (
        Profile.objects.as_of(day)
        .filter(
            organisation__in=Placement.objects.as_of(day)
            .filter(parent=place.parent_id)
            .values("organisation"),
            kind__holds_members=own.kind.holds_members if own else False,
        )
        .filter(organisation__in=Organisation.objects.reached_by(actor))
        .exclude(organisation=organisation)
        .order_by("sort_key")
    )
    return list(rows.values_list("organisation", "name"))


def goes_apart(
    actor: Actor, organisation: Organisation, day: date
) -> tuple[list[tuple[int, str]], bool]:
    """What a split can part, and whether that is members of a cell: else what stands under it."""
    own = (
        Profile.objects.as_of(day).filter(organisation=organisation).select_related("kind").first()
    )
    if own is not None and own.kind.holds_members:
        return rosters.members_of(actor, organisation, day), True
    rows = (
        Profile.objects.as_of(day)
        .filter(
            organisation__in=Placement.objects.as_of(day)
            .filter(parent=organisation)
            .values("organisation")
        )
        .order_by("sort_key")
    )
    return list(rows.values_list("organisation", "name")), False


def _offices(organisation: Organisation, day: date, known_on: date | None) -> list[Any]:
    return list(
        Grant.objects.as_of(day, known_on)
        .filter(organisation=organisation)
        .select_related("user", "office")
        .order_by("office__rank", "user__sort_key")
    )
