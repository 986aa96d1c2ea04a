"""Whom one may give a task to: organisations and people offered by forms."""

from datetime import date
from typing import Any

from sotay.accounts.models import User
from sotay.followups.standing import child_of
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant, Organisation

MOST_OWNERS = 300


def owners_for_issuing(actor: Actor, day: date) -> list[Any]:
    """The actor's own organisation and those directly below it, with their names of the day."""
    top = actor.organisation
    if top is None:
        return []
    below = Organisation.objects.filter(child_of(top.pk, day)) | Organisation.objects.filter(
        pk=top.pk
    )
    rows: Any = below.described(day).order_by("lft", "pk")[:MOST_OWNERS]
    return [row for row in rows if row.short_name and actor.can("tasks.issue", row)]


def owners_for_concretising(owner: Organisation, day: date) -> list[Any]:
    """The owner first, then the organisations directly below it."""
    below = Organisation.objects.filter(child_of(owner.pk, day)) | Organisation.objects.filter(
        pk=owner.pk
    )
    rows: Any = below.described(day).order_by("lft", "pk")[:MOST_OWNERS]
    return [row for row in rows if row.short_name]


def people_of(owners: list[Any], day: date) -> dict[int, User]:
    """Everybody who holds an office in these organisations on the day."""
    grants = Grant.objects.as_of(day).filter(organisation__in=owners).select_related("user")
    return {grant.user_id: grant.user for grant in grants.order_by("user__sort_key")}
