"""Which of six kinds of people somebody is: it decides first page and frame, never a right."""

from enum import Enum

from sotay.organisations.access import Actor

GRASSROOTS_RANK = 3  # kinds of a lower rank stand above: the root, committees, blocs


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
    return Role.LEADER if has_room and _stands_above_grassroots(actor) else Role.SECRETARY


def _stands_above_grassroots(actor: Actor) -> bool:
    if actor.place is None:
        return False
    kind = actor.place.kind
    return kind.rank < GRASSROOTS_RANK and not kind.is_grassroots and not kind.holds_members
