"""Notices about meetings to those who have an account."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from sotay.followups.models import Notice
from sotay.meetings.models import Invitation, Meeting
from sotay.organisations.access import Actor

WORDS_LENGTH = 400


def tell(users: Iterable[Any], kind: str, meeting: Meeting, words: str, actor: Actor) -> None:
    """Leave each person one notice of a kind a day about ``meeting``; the later in place."""
    link = reverse("meetings:detail", args=[meeting.pk])
    for user in {user.pk: user for user in users if user is not None}.values():
        if user == actor.user:
            continue
        Notice.objects.filter(user=user, kind=kind, link=link, on=actor.today).delete()
        Notice.objects.create(
            user=user, kind=kind, words=words[:WORDS_LENGTH], link=link, on=actor.today
        )


def invited(meeting: Meeting) -> list[Any]:
    """The accounts of those on the roll, as far as the actor sees them."""
    rows = Invitation.objects.filter(meeting=meeting, member__user__isnull=False)
    return [row.member.user for row in rows.select_related("member__user")]
