"""To which cell a signed-in person belongs as a member, and whose accounts that puts in reach."""

from contextlib import nullcontext
from datetime import date
from typing import Any

from django.db.models import Q

from sotay.core.database.planned import PlannedRows
from sotay.core.remembering import remembered
from sotay.members.models import Member
from sotay.organisations.access import Actor, Ranges, acting_for, is_acting
from sotay.organisations.models import Organisation

_own: PlannedRows[Member] = PlannedRows(
    "members_own",
    [int],
    lambda user: (
        Member.objects.filter(user=user, is_active=True).select_related("cell").order_by("id")[:1]
    ),
)


def own_record(user: Any) -> Member | None:
    """The user's own record with its cell, whether or not they hold an office.

    A page that only reads asks for it once.
    """
    return remembered(("members.own", user.pk), lambda: next(iter(_own(user.pk)), None))


def find_home(user: Any, day: date) -> Organisation | None:
    """The cell of today's membership, read with no right but to one's own record."""
    with nullcontext() if is_acting(user) else acting_for(Actor(user=user, today=day)):
        own = own_record(user)
    return own.cell if own else None


def live_within(ranges: Ranges) -> Q:
    """Of accounts, those whose owner belongs today to a cell strictly inside one of ``ranges``."""
    inside = Q(pk__in=[])
    for low, high in ranges:
        inside |= Q(org_lft__gt=low, org_lft__lt=high)
    owners = Member.objects.filter(inside, is_active=True).exclude(user=None)
    return Q(pk__in=owners.values("user"))
