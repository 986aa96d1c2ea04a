"""Who leads and writes: an office held in the very organisation that meets."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sotay.core.errors import RuleBroken
from sotay.meetings.models import Meeting
from sotay.organisations.access import Actor, known_acts
from sotay.organisations.models import Organisation


def may(actor: Actor, act: str, organisation: Organisation) -> bool:
    """Whether ``actor`` holds an office in ``organisation`` itself that allows ``act``."""
    if actor.sees_everything:
        return True
    offices = known_acts()[act]
    return any(
        grant.organisation_id == organisation.pk and grant.office.code in offices
        for grant in actor.grants
    )


def require_own(actor: Actor, act: str, organisation: Organisation) -> None:
    """Let the organisation's own side pass.

    :raises PermissionDenied: no office held in it allows ``act``
    """
    if not may(actor, act, organisation):
        raise PermissionDenied(
            _("Việc này thuộc cấp ủy của chính tổ chức họp. Đồng chí báo bí thư hoặc phó bí thư.")
        )


def require_under_way(meeting: Meeting) -> None:
    """:raises RuleBroken: the meeting has not begun, or is over"""
    if meeting.state != Meeting.State.OPEN:
        raise RuleBroken(_("Cuộc họp chưa bắt đầu hoặc đã xong. Đồng chí tải lại trang."))


def lock(meeting: Meeting) -> Meeting:
    """The meeting's row as it is now, held until the act ends.

    Not against rows that point to it: thousands may check in while the chair writes.
    """
    return (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .get(pk=meeting.pk)
    )
