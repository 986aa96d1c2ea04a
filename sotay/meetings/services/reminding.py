"""The morning's reminders of meetings to come."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from sotay.accounts.models import User
from sotay.meetings.models import Meeting
from sotay.meetings.services import telling
from sotay.meetings.services.planning import when
from sotay.organisations.access import acting_for, system_actor
from sotay.regulations.registry import value

FURTHEST_DAYS = 31


def send_reminders(day: date) -> int:
    """Remind those invited of meetings to come, on the days before that the rule names.

    Return how many notices are new. Run again on the same day, it adds nothing.
    """
    soon = Meeting.objects.filter(state=Meeting.State.INVITED).between(
        day, day + timedelta(days=FURTHEST_DAYS)
    )
    made = 0
    for meeting in soon.select_related("organisation"):
        left = (meeting.day - day).days
        if left not in value("meetings.reminder_days_before", day, meeting.organisation_id):
            continue
        actor = system_actor(User(), day, "meetings.remind")
        with acting_for(actor):
            made += telling.tell(
                telling.invited(meeting),
                "meeting_soon",
                meeting,
                _("Còn %(n)d ngày: %(title)s, %(when)s.")
                % {"n": left, "title": meeting.title, "when": when(meeting)},
                actor,
                anew=False,
            )
    return made
