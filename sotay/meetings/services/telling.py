"""Notices about meetings to those who have an account."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from sotay.meetings.models import Invitation, Meeting
from sotay.notices import kinds
from sotay.notices import services as notices
from sotay.organisations.access import Actor

KINDS = (
    *("meeting_invited", "meeting_soon", "meeting_moved"),
    *("meeting_cancelled", "meeting_paper", "meeting_minutes"),
)

ASKS = ("meeting_invited", "meeting_soon", "meeting_moved")  # to come: until it is over


def register() -> None:
    """Name the sort of notices about meetings, so that a person may keep it from leaving."""
    kinds.offer("meetings", _lazy("Sinh hoạt: lời mời, thay đổi, biên bản"), KINDS)


def tell(
    users: Iterable[Any],
    kind: str,
    meeting: Meeting,
    words: str,
    actor: Actor,
    *,
    anew: bool = True,
) -> int:
    """Leave each person but the actor one notice of a kind a day about ``meeting``.

    Return how many are new; the later takes the place of the earlier unless ``anew`` is false.
    """
    link = reverse("meetings:detail", args=[meeting.pk])
    told = [user for user in users if user is not None and user != actor.user]
    return notices.tell(
        told, kind, words=words, link=link, on=actor.today, subject=meeting, anew=anew
    )


def is_over(meeting: Meeting, moment: datetime) -> None:
    """Nobody need read any more that they were asked to come, whether they came or not."""
    notices.lay_to_rest(ASKS, meeting, moment)


def invited(meeting: Meeting) -> list[Any]:
    """The accounts of those on the roll, as far as the actor sees them."""
    rows = Invitation.objects.filter(meeting=meeting, member__user__isnull=False)
    return [row.member.user for row in rows.select_related("member__user")]
