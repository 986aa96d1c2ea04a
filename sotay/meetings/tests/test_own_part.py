"""One's own telephone in a meeting: what it is shown, and how little is read for it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.core.errors import RuleBroken
from sotay.meetings import services
from sotay.meetings.models import Field, Invitation, Meeting
from sotay.meetings.own import own_part
from sotay.meetings.services.rights import lock
from sotay.meetings.tests.conftest import change, moment, person, send
from sotay.organisations.access import acting_for
from sotay.testing.worlds import TODAY

pytestmark = pytest.mark.django_db
MOTION = uuid4()


@pytest.fixture
def under_way(meeting, leading) -> Meeting:
    services.open_meeting(meeting=meeting, actor=leading, moment=moment(TODAY))
    send(meeting, leading, change(f"motion/{MOTION}", {"words": "Thông qua nghị quyết"}))
    return Meeting.objects.get(pk=meeting.pk)


class TestOwnPart:
    def test_nobody_on_the_roll_has_none(self, under_way, stranger):
        with acting_for(stranger):
            assert own_part(stranger, under_way) is None

    def test_follows_what_one_does(self, under_way, loc):
        with acting_for(loc):
            part = own_part(loc, under_way)
            assert (part.state, part.votes, part.motions[0].hand) == ("", True, "")
            services.check_in(meeting=under_way, how="qr", actor=loc, moment=moment(TODAY))
            services.raise_hand(
                meeting=under_way, motion=MOTION, hand="agree", actor=loc, moment=moment(TODAY)
            )
            part = own_part(loc, under_way)
        assert (part.is_here, part.how) == (True, "qr")
        assert [(one.words, one.hand) for one in part.motions] == [
            ("Thông qua nghị quyết", "agree")
        ]

    def test_hands_counted_in_the_room_take_no_more_from_telephones(
        self, under_way, leading, loc, as_client
    ):
        page = reverse("meetings:here", args=[under_way.pk])
        assert "Đồng ý" in as_client(loc).get(page).content.decode()
        with acting_for(leading):
            row = Field.objects.get(path=f"motion/{MOTION}")
            counted = {**row.value, "agree": 2, "against": 0, "other": 0}
            send(under_way, leading, change(f"motion/{MOTION}", counted, base=row.version))
        with acting_for(loc):
            assert own_part(loc, under_way).motions[0].is_counted
            with pytest.raises(RuleBroken, match="Chủ trì đã ghi"):
                services.raise_hand(
                    meeting=under_way, motion=MOTION, hand="agree", actor=loc, moment=moment(TODAY)
                )
        shown = as_client(loc).get(page).content.decode()
        assert "Chủ trì đã đếm tay" in shown
        assert 'name="hand"' not in shown

    def test_one_on_probation_does_not_vote(self, under_way, people, loc):
        Invitation.objects.filter(member=people.loc).update(standing=1)
        with acting_for(loc):
            assert not own_part(loc, under_way).votes

    def test_reads_the_same_whatever_others_did(self, under_way, loc, people, leading):
        with acting_for(loc), CaptureQueriesContext(connection) as before:
            own_part(loc, under_way)
        with acting_for(leading):
            for one in (people.nhan, people.may):
                send(
                    under_way,
                    leading,
                    change(f"roll/{person(under_way, one)}", "present"),
                    change(f"hand/{MOTION}/{person(under_way, one)}", "agree"),
                )
        with acting_for(loc), CaptureQueriesContext(connection) as after:
            own_part(loc, under_way)
        assert len(after) == len(before)


class TestPage:
    def test_the_hand_one_raised_is_marked(self, under_way, loc, as_client):
        client, page = as_client(loc), reverse("meetings:here", args=[under_way.pk])
        assert "Tôi có mặt" in client.get(page).content.decode()
        client.post(page)
        client.post(reverse("meetings:hand", args=[under_way.pk, MOTION]), {"hand": "against"})
        shown = client.get(page).content.decode()
        assert "Đồng chí đã được điểm danh có mặt" in shown
        assert 'value="against" aria-pressed="true"' in shown
        assert shown.count("aria-pressed") == 1

    def test_the_route_answers_with_ones_own_part(self, under_way, loc, as_client):
        answer = as_client(loc).post(
            f"/api/v1/meetings/{under_way.pk}/check-in", {"token": ""},
            content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 200
        assert answer.json() == {
            "state": "present", "how": "self", "votes": True,
            "motions": [{"motion": str(MOTION), "words": "Thông qua nghị quyết", "hand": ""}],
        }  # fmt: skip


def test_a_chair_who_writes_keeps_nobody_from_checking_in(under_way):
    """The chair's lock lets rows that point to the meeting be added."""
    with CaptureQueriesContext(connection) as asked:
        lock(under_way)
    assert "FOR NO KEY UPDATE" in asked[0]["sql"]
