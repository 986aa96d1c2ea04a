"""A person's meetings as a calendar that telephones subscribe to (RFC 5545)."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from sotay.meetings.models import Invitation, Meeting
from sotay.organisations.access import Actor

PAST_DAYS = 60
HOURS = 2  # how long a calendar shows a meeting whose end is not known


def calendar_of(actor: Actor, address: str) -> bytes:
    """Meetings ``actor`` is asked to, of the last two months and to come.

    Title, hour and place only: a calendar program is not ours. ``address`` is this site's.
    """
    mine = Invitation.objects.own_of(actor).values("meeting")
    meetings = Meeting.objects.filter(
        pk__in=mine, starts_at__date__gte=actor.today - timedelta(days=PAST_DAYS)
    )
    with override(actor.user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//So tay//VI")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", _("Sinh hoạt"))
        for meeting in meetings.order_by("starts_at"):
            calendar.add_component(_event(meeting, address))
        return bytes(calendar.to_ical())


def _event(meeting: Meeting, address: str) -> Any:
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@sotay")
    event.add("dtstamp", meeting.created_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(hours=HOURS))
    event.add("summary", meeting.title)
    if meeting.place:
        event.add("location", meeting.place)
    event.add("url", address.rstrip("/") + reverse("meetings:detail", args=[meeting.pk]))
    cancelled = meeting.state == Meeting.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event
