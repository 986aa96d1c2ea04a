"""A meeting as it stands for one person on the roll: their seat, their mark, their hands.

Read by thousands of telephones at once, so nothing of anybody else is read.
"""

from dataclasses import dataclass
from typing import Any

from sotay.core.database.planned import PlannedRows
from sotay.meetings.models import Field, Invitation, Meeting
from sotay.meetings.rules import quorum, sheet
from sotay.organisations.access import Actor
from sotay.regulations.registry import value


@dataclass(frozen=True)
class OwnMotion:
    """A motion before the meeting, and the hand one raised for it; empty: none yet."""

    id: str
    words: str
    hand: str
    is_counted: bool = False  # the chair wrote the hands counted in the room: no more are raised


@dataclass(frozen=True)
class OwnPart:
    seat: Invitation
    state: str  # of the roll; empty: not called yet
    how: str
    votes: bool
    motions: tuple[OwnMotion, ...]

    @property
    def is_here(self) -> bool:
        return self.state in sheet.HERE


_seat: PlannedRows[Invitation] = PlannedRows(
    "meetings_seat",
    [int, int],
    lambda user, meeting: Invitation.objects.filter(member__user=user, meeting=meeting)[:1],
)
_motions: PlannedRows[Field] = PlannedRows(
    "meetings_motions",
    [int],
    lambda meeting: Field.objects.filter(meeting=meeting, path__startswith="motion/"),
)


def own_seat(actor: Actor, meeting: Meeting) -> Invitation | None:
    """One's own line of the roll; None for somebody who is not on it."""
    return next(iter(_seat(actor.user.pk, meeting.pk)), None)


def own_part(actor: Actor, meeting: Meeting) -> OwnPart | None:
    """One's own part of a meeting; None for somebody who is not on its roll."""
    seat = own_seat(actor, meeting)
    if seat is None:
        return None
    fields = Field.objects.filter(meeting=meeting)
    motions: dict[str, Any] = {
        field.path.partition("/")[2]: field.value
        for field in _motions(meeting.pk)
        if field.value is not None
    }
    wanted = [f"roll/{seat.person}", *(f"hand/{key}/{seat.person}" for key in motions)]
    own = dict(fields.filter(path__in=wanted).values_list("path", "value"))
    mark = own.get(wanted[0]) or {}
    sits = quorum.Seat(
        seat.standing, mark.get("state") or "", is_guest=seat.is_guest, is_away=seat.is_away
    )
    guests = seat.is_guest and bool(
        value("meetings.guests_vote", meeting.day, meeting.organisation_id)
    )
    return OwnPart(
        seat=seat,
        state=sits.state,
        how=mark.get("how") or "",
        votes=quorum.may_vote(sits, guests_vote=guests),
        motions=tuple(
            OwnMotion(
                key,
                said.get("words") or "",
                own.get(f"hand/{key}/{seat.person}") or "",
                sheet.is_counted(said),
            )
            for key, said in sorted(motions.items(), key=lambda pair: str(pair[1].get("words")))
        ),
    )
