"""What every page of meetings stands on: finding a meeting, saying a refusal."""

from django.forms import BaseForm
from django.shortcuts import get_object_or_404

from sotay.meetings.models import Meeting
from sotay.organisations.asking import Asked
from sotay.organisations.models import Profile


def found(request: Asked, meeting_id: int) -> Meeting:
    """The meeting, or not found, which is also the answer for one out of sight."""
    visible = Meeting.objects.visible_to(request.actor).select_related("organisation")
    meeting: Meeting = get_object_or_404(visible, pk=meeting_id)
    return meeting


def name_of(meeting: Meeting) -> str:
    """The organisation as it was called on the day of the meeting."""
    profile = Profile.objects.nearest([meeting.organisation_id], meeting.day)
    described = profile.get(meeting.organisation_id)
    return described.name if described else str(meeting.organisation)


def told_errors(form: BaseForm) -> str:
    """What is wrong with a small form, as sentences above the page it came from."""
    found = [
        f"{form.fields[name].label}: {words}" if name in form.fields else str(words)
        for name, errors in form.errors.items()
        for words in errors
    ]
    return " ".join(found)
