"""Which of six kinds of people somebody is: it decides first page and frame, never a right."""

from enum import Enum

from sotay.organisations.access import Actor


class Role(Enum):
    LEADER = "leader"
    OFFICER = "officer"
    INSPECTOR = "inspector"
    SECRETARY = "secretary"
    MEMBER = "member"
    ADMINISTRATOR = "administrator"

    @property
    def has_rail(self) -> bool:
        """Works at a desk: the page has a rail on a wide screen."""
        return self not in (Role.SECRETARY, Role.MEMBER)


_BY_OFFICE = {
    "leader": Role.LEADER,
    "officer": Role.OFFICER,
    "clerk": Role.OFFICER,
    "inspector": Role.INSPECTOR,
}


def role_of(actor: Actor) -> Role:
    """By the highest office held today; the secretary of an upper organisation leads it."""
    grant = actor.main_grant
    if grant is None:
        return Role.ADMINISTRATOR if actor.user.is_administrator else Role.MEMBER
    if grant.office.code in _BY_OFFICE:
        return _BY_OFFICE[grant.office.code]
    has_room = grant.organisation.rgt - grant.organisation.lft > 1
    holds_below = has_room and _stands_above_grassroots(grant.organisation_id, actor)
    return Role.LEADER if holds_below else Role.SECRETARY


def _stands_above_grassroots(organisation_id: int, actor: Actor) -> bool:
    from sotay.organisations.models import Profile

    profile = (
        Profile.objects.as_of(actor.today)
        .filter(organisation_id=organisation_id)
        .select_related("kind")
        .first()
    )
    return bool(profile and not profile.kind.is_grassroots and not profile.kind.holds_members
                and profile.kind.rank < 3)  # fmt: skip
