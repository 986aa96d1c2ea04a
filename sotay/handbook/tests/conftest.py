"""Members of the small world: *An* of river (the stranger's account), tasks, a meeting of river."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sotay.core.models import StoredFile
from sotay.followups.tests.conftest import evidence_folder, issue, report, task
from sotay.meetings import services as meetings
from sotay.meetings.models import MeetingPaper
from sotay.members.tests.conftest import register
from sotay.organisations.access import acting_for, actor_for

__all__ = ["evidence_folder", "issue", "register", "report", "task"]


@pytest.fixture
def meeting(world, register, secretary):
    """River's ordinary meeting in nine days: An is asked to come; one paper lies there."""
    now = timezone.localtime()
    leads = actor_for(secretary.user, now.date())
    with acting_for(leads):
        planned = meetings.plan_meeting(
            organisation=world.river,
            kind="ordinary",
            starts_at=(now + timedelta(days=9)).replace(hour=14, minute=0, second=0, microsecond=0),
            place="Phòng họp tầng 3",
            actor=leads,
        )
        made = meetings.invite(meeting=planned, actor=leads)
        file = StoredFile.objects.create(digest="a" * 64, size=1, media_type="text/plain")
        MeetingPaper.objects.create(
            meeting=made, organisation=world.river, title="Dự thảo nghị quyết",
            words="Nội dung dự thảo.", file=file,
            published_at=now, by=secretary.user,
        )  # fmt: skip
    return made
