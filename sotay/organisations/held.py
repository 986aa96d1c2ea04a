"""What every request asks of the tree: the offices somebody holds, and what a place is called."""

from datetime import date
from typing import Any

from sotay.core.database.planned import PlannedRows
from sotay.organisations.models import Grant, Organisation, Profile

_grants: PlannedRows[Grant] = PlannedRows(
    "organisations_grants",
    [int, date],
    lambda user, day: Grant.objects.held_by(user, day).order_by("office__rank", "id"),
)
_profile: PlannedRows[Profile] = PlannedRows(
    "organisations_profile",
    [int, date],
    lambda organisation, day: (
        Profile.objects.as_of(day)
        .filter(organisation=organisation)
        .select_related("kind", "organisation")
        .order_by()
    ),
)


def grants_of(user: Any, day: date) -> tuple[Grant, ...]:
    """The offices held on ``day``, by rank, each with its organisation."""
    return tuple(_grants(user.pk, day))


def profile_of(organisation: Organisation, day: date) -> Profile | None:
    """Name and kind on ``day``; ``None`` before it was founded and after its end."""
    return next(iter(_profile(organisation.pk, day)), None)
