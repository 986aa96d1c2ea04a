"""Taking in what a page or a device has written, and letting the meeting follow."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.services.closing import follow
from sotay.meetings.services.inviting import make_roll
from sotay.meetings.services.recording import Recorded, Wanted, record_changes
from sotay.meetings.services.rights import lock, require_own
from sotay.organisations.access import Actor


@transaction.atomic
def receive_changes(
    *,
    meeting: Meeting,
    changes: Sequence[Wanted],
    sent_at: datetime,
    moment: datetime,
    actor: Actor,
    device: UUID | None = None,
) -> Recorded:
    """Write changes on the sheet (:func:`record_changes`); the meeting opens and closes with it.

    A meeting that nobody was invited to gets its roll of the day first.

    :raises PermissionDenied: no office in the organisation that meets
    :raises RuleBroken: the meeting was cancelled, or nobody belongs to it
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.write", meeting.organisation)
    live = (Meeting.State.PLANNED, Meeting.State.INVITED)
    if meeting.state in live and not Invitation.objects.filter(meeting=meeting).exists():
        make_roll(meeting, actor)
    done = record_changes(
        meeting=meeting,
        changes=changes,
        sent_at=sent_at,
        moment=moment,
        actor=actor,
        device=device,
    )
    follow(meeting, actor, moment)
    return done
