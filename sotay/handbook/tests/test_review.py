"""One's own year: what is counted, nobody else's, and no more questions for more rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sotay.handbook.review import OwnTask, _is_late, own_year
from sotay.meetings import services as meetings
from sotay.meetings.models import Field, Invitation, Meeting
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()
URL = "handbook:review"


@pytest.fixture
def an(register, stranger):
    return actor_for(stranger.user, NOW)


@pytest.fixture
def held(meeting, an, secretary):
    """Opened and closed, An marked as here."""
    leads = actor_for(secretary.user, NOW)
    with acting_for(leads):
        now = timezone.now()
        meetings.open_meeting(meeting=meeting, actor=leads, moment=now)
        seat = Invitation.objects.get(meeting=meeting, member__user=an.user)
        Field.objects.create(
            meeting=meeting, organisation=meeting.organisation, path=f"roll/{seat.person}",
            value={"state": "present"}, by=leads.user, at=now, version=1,
        )  # fmt: skip
        return meetings.close_meeting(
            meeting=meeting, actor=leads, moment=now + timedelta(minutes=95)
        )


def year_of(meeting: Meeting) -> int:
    year: int = meeting.day.year
    return year


class TestYear:
    def test_counts_ones_own_marks_at_meetings_that_were_held(self, held, an, as_client):
        with acting_for(an):
            Meeting.objects.filter(pk=held.pk).update(starts_at=timezone.now())
        answer = as_client(an).get(reverse(URL))
        page = answer.context["page"]
        assert (len(page.meetings), page.here, page.absent, page.unmarked) == (1, 1, 0, 0)
        assert "có mặt 1" in answer.content.decode()

    def test_one_not_held_yet_is_not_counted(self, meeting, an):
        with acting_for(an):
            assert own_year(an, year_of(meeting)).meetings == ()

    def test_tasks_given_by_name_and_not_the_cells(self, issue, an):
        issue(starts_on=NOW, due_on=NOW, responsible=an.user)
        issue(starts_on=NOW, due_on=NOW, responsible=None)
        with acting_for(an):
            found = own_year(an)
        assert [(one.task.responsible, one.is_late) for one in found.tasks] == [(an.user, False)]
        assert (found.done, found.late) == (0, 0)

    def test_a_year_out_of_reach_is_the_running_one(self, an, as_client):
        for asked in ("1999", str(NOW.year + 1), "x", "٢٠٢٦"):
            assert as_client(an).get(reverse(URL), {"year": asked}).context["page"].year == NOW.year

    def test_an_account_without_a_record_is_told_so(self, officer, as_client):
        page = as_client(officer).get(reverse(URL)).content.decode()
        assert "chưa nối với hồ sơ" in page

    def test_one_must_sign_in(self, client):
        assert client.get(reverse(URL)).status_code == 302
        assert client.get("/api/v1/handbook/review").status_code == 401

    def test_by_route(self, held, an, as_client):
        with acting_for(an):
            Meeting.objects.filter(pk=held.pk).update(starts_at=timezone.now())
        said = as_client(an).get("/api/v1/handbook/review", {"year": NOW.year}).json()
        assert said["year"] == NOW.year
        assert [one["state"] for one in said["meetings"]] == ["present"]

    def test_asks_no_more_for_more_rows(self, issue, an, as_client):
        client = as_client(an)
        issue(starts_on=NOW, due_on=NOW, responsible=an.user)
        client.get(reverse(URL))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse(URL))
        for _time in range(5):
            issue(starts_on=NOW, due_on=NOW, responsible=an.user)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse(URL))
        assert len(many) == len(few)


class TestLate:
    @pytest.mark.parametrize(
        ("reported", "done", "late"),
        [(None, None, True), (0, None, False), (1, None, True), (0, 5, False), (1, 5, True),
         (None, 0, False), (None, 1, True)],
    )  # fmt: skip
    def test_a_report_in_time_is_in_time_however_long_it_waited(self, issue, reported, done, late):
        due = NOW - timedelta(days=10)
        task = issue(starts_on=due, due_on=due)
        task.done_on = None if done is None else due + timedelta(days=done)
        on = None if reported is None else due + timedelta(days=reported)
        assert OwnTask(task, _is_late(task, on, NOW)).is_late == late

    def test_one_without_a_last_day_is_never_late(self, issue):
        assert not _is_late(issue(starts_on=NOW, due_on=None), None, NOW)
