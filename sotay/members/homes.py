"""To which cell a signed-in person belongs as a member."""

from datetime import date
from typing import Any

from sotay.members.models import Member
from sotay.organisations.access import Actor, acting_for
from sotay.organisations.models import Organisation


def find_home(user: Any, day: date) -> Organisation | None:
    """The cell of today's membership, read with no right but to one's own record."""
    with acting_for(Actor(user=user, today=day)):
        own = Member.objects.filter(user=user, is_active=True).select_related("cell").first()
    return own.cell if own else None
