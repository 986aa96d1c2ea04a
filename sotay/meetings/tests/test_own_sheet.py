"""A committee's own sheet of quality: parts it named itself are scored like the shipped ones."""

from datetime import date

import pytest

from sotay.meetings.models import Meeting
from sotay.meetings.rules import scoring
from sotay.meetings.story import Happened
from sotay.meetings.tests.conftest import change, hold, send
from sotay.regulations.services import set_override

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_sheet(world, leader):
    def hold_from(day: date) -> None:
        set_override(
            actor=leader, organisation=world.bloc, rule_id="meetings.quality_sheet",
            value={"time": 40, "sáng_kiến": 60}, valid_from=day, document="09-HD/ĐUK",
        )  # fmt: skip

    return hold_from


def test_a_part_of_ones_own_has_its_name_and_counts(own_sheet, meeting, leading, people):
    own_sheet(date(2026, 12, 3))
    hold(meeting, leading, people)
    done = send(meeting, leading, change("score/time", 35), change("score/sáng_kiến", 57))
    assert not done.refused
    score = Happened(meeting).score
    assert (score.total, score.level) == (92, "good")
    assert scoring.part_name("sáng_kiến") == "Sáng kiến"
    assert Meeting.objects.get(pk=meeting.pk).state == "closed"


def test_the_day_before_the_old_sheet_holds(own_sheet, meeting):
    own_sheet(date(2026, 12, 4))
    assert "close" in Happened(meeting).limits.sheet.value
