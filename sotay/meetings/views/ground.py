"""What every page of meetings stands on: finding a meeting, saying a refusal."""

from datetime import date

from django.forms import BaseForm
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from sotay.core.database.planned import PlannedRows
from sotay.core.days import written
from sotay.meetings.models import Meeting
from sotay.organisations.asking import Asked
from sotay.organisations.held import profile_of
from sotay.organisations.models import Profile


def found(request: Asked, meeting_id: int) -> Meeting:
    """The meeting, or not found, which is also the answer for one out of sight."""
    actor = request.actor
    if actor.home is not None and not actor.sees_everything and not actor.grants:
        # A hall full of members asks at once.
        seen = _of_a_member(meeting_id, actor.user.pk, actor.home.pk)
        if not seen:
            raise Http404
        return seen[0]
    visible = Meeting.objects.visible_to(actor).select_related("organisation")
    meeting: Meeting = get_object_or_404(visible, pk=meeting_id)
    return meeting


_of_a_member: PlannedRows[Meeting] = PlannedRows(
    "meetings_seen",
    [int, int, int],
    lambda key, user, home: (
        Meeting.objects.seen_by(user, home).filter(pk=key).select_related("organisation")
    ),
)


def name_of(meeting: Meeting) -> str:
    """The organisation as it was called on the day of the meeting."""
    described = profile_of(meeting.organisation, meeting.day)
    if described is None:  # planned for a day after its end
        nearest = Profile.objects.nearest([meeting.organisation_id], meeting.day)
        described = nearest.get(meeting.organisation_id)
    return described.name if described else str(meeting.organisation)


def other_day(meeting: Meeting, today: date) -> str:
    """A sentence where a meeting that has not begun is planned for another day than today."""
    if meeting.day == today:
        return ""
    return _(
        "Lịch ghi ngày %(day)s, hôm nay là %(today)s. Nếu họp hôm nay, đồng chí sửa lịch trước khi "
        "bắt đầu."
    ) % {"day": written(meeting.day), "today": written(today)}


def told_errors(form: BaseForm) -> str:
    """What is wrong with a small form, as sentences above the page it came from."""
    found = [
        f"{form.fields[name].label}: {words}" if name in form.fields else str(words)
        for name, errors in form.errors.items()
        for words in errors
    ]
    return " ".join(found)
