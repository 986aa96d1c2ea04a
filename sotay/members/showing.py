"""What the register adds to the pages of organisations: figures by day, and a panel."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sotay.members import totals
from sotay.members.models import Member, Standing, Transfer
from sotay.organisations import figures, panels, rosters
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation


def _all(
    organisations: Sequence[Any], day: date, known_on: date | None
) -> Mapping[int, totals.Totals]:
    ids = [one.pk for one in organisations]
    if known_on is None:
        return totals.counts(ids, day)
    return {key: totals.as_known(key, day, known_on) for key in ids}


def _members(
    organisations: Sequence[Any], day: date, known_on: date | None
) -> Mapping[int, int | None]:
    if known_on is None:
        return totals.heads([one.pk for one in organisations], day)
    return {key: found.members for key, found in _all(organisations, day, known_on).items()}


def _full(
    organisations: Sequence[Any], day: date, known_on: date | None
) -> Mapping[int, int | None]:
    """All but the probationary: exempt and suspended members are full members still."""
    return {
        key: found.members - found.standing[Standing.PROBATIONARY]
        for key, found in _all(organisations, day, known_on).items()
    }


def _probationary(
    organisations: Sequence[Any], day: date, known_on: date | None
) -> Mapping[int, int | None]:
    return {
        key: found.standing[Standing.PROBATIONARY]
        for key, found in _all(organisations, day, known_on).items()
    }


def _panel(
    actor: Actor, organisation: Organisation, day: date, known_on: date | None
) -> tuple[str, dict[str, Any]]:
    found = _all([organisation], day, known_on)[organisation.pk]
    probationary = found.standing[Standing.PROBATIONARY]
    may_list = actor.can("members.list", organisation)
    waiting = (
        Transfer.objects.under_way()
        .into_reach(actor)
        .filter(
            to_lft__gte=organisation.lft, to_lft__lt=max(organisation.rgt, organisation.lft + 1)
        )
        .count()
        if may_list and day == actor.today
        else 0
    )
    return "members/_panel.html", {
        "organisation": organisation,
        "members": found.members,
        "probationary": probationary,
        "arriving": waiting,
        "may_list": may_list,
        "may_view": actor.can("members.view", organisation) and day == actor.today,
        "list_url": f"{reverse('members:list')}?organisation={organisation.pk}",
    }


def _roster(actor: Actor, organisation: Organisation, day: date) -> list[tuple[int, str]]:
    """Members of a cell with their years of birth, to part it by name: for who may list them."""
    if not actor.can("members.list", organisation):
        return []
    found = Member.objects.in_reach(actor).entered().of(organisation, day)
    rows = found.order_by("sort_key", "id").values_list("id", "full_name", "birth_year")
    return [(key, f"{name}, {year}" if year else name) for key, name, year in rows]


def offer() -> None:
    """Put the figures, the panel and the names of a cell on the pages of organisations."""
    rosters.are_told_by(_roster)
    figures.register(figures.MEMBERS, _("Đảng viên"), many=_members, order=10)
    figures.register(figures.FULL_MEMBERS, _("Đảng viên chính thức"), many=_full, order=15)
    figures.register(figures.PROBATIONARY, _("Đảng viên dự bị"), many=_probationary, order=20)
    panels.register("members", _panel, order=20)
