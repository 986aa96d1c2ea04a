"""What records say of a year, with the day on each side of every edge."""

from datetime import date

import pytest

from sotay.directives.models import Distribution, Document
from sotay.dues.models import Collection
from sotay.followups.models import Progress, Task
from sotay.organisations.models import Profile
from sotay.recognitions.measuring import Year
from sotay.recognitions.models import Review
from sotay.recognitions.rules import MET, NO_DATA, NOT_MET
from sotay.testing.worlds import TODAY

pytestmark = pytest.mark.django_db
D = date


@pytest.fixture
def year(world):
    return lambda day=TODAY, where=None: Year((where or world.river).pk, 2026, day)


@pytest.fixture
def task(world, writer):
    def give(due, reported=None, state="open", returned=False, **more):
        made = Task.objects.create(
            title=f"Việc hạn {due}", owner=world.river, starts_on=D(2025, 1, 5), due_on=due,
            state=state, created_by=writer, **more,
        )  # fmt: skip
        if reported:
            gone_back = {"state": "returned", "return_note": "Bổ sung", "redo_by": D(2026, 12, 1)}
            Progress.objects.create(
                task=made, reported_on=reported, by=writer, **(gone_back if returned else {})
            )
        return made

    return give


class TestTasksOnTime:
    def test_no_task_due_is_no_data(self, year, task):
        task(D(2026, 11, 22))  # its last day is today: not late yet
        assert year().measured("tasks_on_time").state == NO_DATA
        assert year(D(2026, 11, 23)).measured("tasks_on_time").state == NOT_MET

    def test_reported_on_the_last_day_is_in_time_the_day_after_is_not(self, year, task):
        task(D(2026, 5, 10), reported=D(2026, 5, 10))
        assert year().measured("tasks_on_time").state == MET
        task(D(2026, 5, 10), reported=D(2026, 5, 11))
        found = year().measured("tasks_on_time")
        assert found.state == NOT_MET
        assert found.words == "1 trên 2 nhiệm vụ đến hạn báo xong đúng hạn"
        assert [row.is_good for row in found.rows] == [True, False]

    def test_what_was_returned_was_not_in_time_and_what_was_dropped_does_not_count(
        self, year, task
    ):
        task(D(2026, 5, 10), reported=D(2026, 5, 9), returned=True)
        assert year().measured("tasks_on_time").state == NOT_MET
        Task.objects.all().update(state="dropped", drop_reason="thôi")
        assert year().measured("tasks_on_time").state == NO_DATA

    def test_only_the_year(self, year, task):
        task(D(2025, 12, 31))
        task(D(2027, 1, 1))
        assert year(D(2027, 3, 1)).measured("tasks_on_time").state == NO_DATA
        task(D(2026, 12, 31))
        assert year(D(2026, 12, 31)).measured("tasks_on_time").state == NO_DATA
        assert year(D(2027, 1, 1)).measured("tasks_on_time").state == NOT_MET


class TestOwnResolutions:
    def test_nine_of_ten_reach_it_eight_do_not(self, year, task, held):
        meeting = held(D(2026, 3, 3))
        made = [task(D(2026, 4, 1), source=meeting) for _n in range(10)]
        for one in made[:8]:
            one.state, one.done_on = "done", D(2026, 4, 1)
            one.save()
        assert year().measured("own_resolutions_done").state == NOT_MET
        made[8].state, made[8].done_on = "done", D(2026, 11, 22)
        made[8].save()
        assert year().measured("own_resolutions_done").state == MET
        assert year(D(2026, 11, 21)).measured("own_resolutions_done").state == NOT_MET

    def test_a_task_from_elsewhere_does_not_count(self, year, task, held):
        held(D(2026, 3, 3))
        task(D(2026, 4, 1))
        assert year().measured("own_resolutions_done").state == NO_DATA


class TestPapers:
    def test_each_must_be_opened(self, year, world, writer):
        paper = Document.objects.create(
            type_code="KH", type_name="Kế hoạch", number="1", organ_symbol="ĐU",
            issuer=world.bloc, registered_by=world.bloc, issued_on=D(2026, 5, 1), abstract="a",
            created_by=writer,
        )  # fmt: skip
        assert year().measured("papers_opened").state == NO_DATA
        sent = Distribution.objects.create(
            document=paper, organisation=world.river, sent_at="2026-05-02T08:00:00+07:00"
        )
        assert year().measured("papers_opened").state == NOT_MET
        sent.opened_at = "2026-05-03T08:00:00+07:00"
        sent.save()
        found = year().measured("papers_opened")
        assert (found.state, len(found.rows)) == (MET, 1)
        assert year(D(2026, 5, 2)).measured("papers_opened").state == NO_DATA


class TestMeetings:
    def test_a_year_without_a_meeting_is_no_data(self, year):
        for code in (
            "meetings_every_month", "thematic_each_quarter", "meetings_long_enough",
            "meetings_attended", "meetings_scored_good", "committee_meets_every_month",
        ):  # fmt: skip
            assert year().measured(code).state == NO_DATA

    def test_a_month_is_missing_from_the_day_after_its_latest_day(self, year, held):
        for month in range(1, 11):
            held(D(2026, month, 3))
        assert year(D(2026, 11, 7)).measured("meetings_every_month").state == MET
        found = year(D(2026, 11, 8)).measured("meetings_every_month")
        assert found.state == NOT_MET
        assert found.words == "10 trên 11 tháng có ghi buổi họp"
        assert found.rows[-1].words == "tháng 11: chưa ghi buổi nào"

    def test_a_cell_founded_in_june_is_not_asked_for_may(self, year, held, world):
        Profile.objects.filter(organisation=world.river).update(valid_from=D(2026, 6, 1))
        for month in range(6, 12):
            held(D(2026, month, 3))
        assert year().measured("meetings_every_month").state == MET
        Profile.objects.filter(organisation=world.river).update(valid_from=D(2026, 5, 1))
        assert year().measured("meetings_every_month").state == NOT_MET

    def test_a_thematic_part_counts_and_the_running_quarter_does_not(self, year, held):
        held(D(2026, 2, 3), is_combined=True)
        held(D(2026, 5, 5), kind="thematic")
        held(D(2026, 8, 3), is_combined=True)
        assert year().measured("thematic_each_quarter").state == MET
        found = year(D(2027, 1, 1)).measured("thematic_each_quarter")
        assert found.state == NOT_MET
        assert found.rows[-1].words == "quý 4: còn thiếu chuyên đề"

    @pytest.mark.parametrize(
        ("minutes", "combined", "expected"),
        [(90, False, MET), (89, False, NOT_MET), (119, True, NOT_MET), (120, True, MET)],
    )
    def test_length(self, year, held, minutes, combined, expected):
        held(D(2026, 3, 3), minutes_held=minutes, is_combined=combined)
        held(D(2026, 4, 3), minutes_held=None)  # not written down: neither short nor long
        assert year().measured("meetings_long_enough").state == expected

    def test_attendance_is_over_the_year_and_above_the_goal(self, year, held):
        held(D(2026, 3, 3), expected=20, here=20)
        held(D(2026, 4, 3), expected=20, here=16)
        found = year().measured("meetings_attended")
        assert (found.state, found.words) == (
            NOT_MET, "36 trên 40 lượt dự, 90,0\u00a0%",
        )  # fmt: skip
        held(D(2026, 5, 4), expected=20, here=19)
        assert year().measured("meetings_attended").state == MET

    def test_four_of_five_scored_good(self, year, held):
        for month in range(1, 5):
            held(D(2026, month, 3))
        held(D(2026, 5, 3), level="fair", score=75)
        held(D(2026, 6, 3), level="", score=None)
        assert year().measured("meetings_scored_good").state == MET
        held(D(2026, 7, 3), level="fair", score=75)
        assert year().measured("meetings_scored_good").state == NOT_MET

    def test_a_committees_meetings_are_those_of_the_committee(self, year, held, world):
        for month in range(1, 12):
            held(D(2026, month, 3), kind="committee", where=world.works)
        assert year(where=world.works).measured("committee_meets_every_month").state == MET
        assert year(where=world.works).measured("meetings_every_month").state == NO_DATA


class TestDues:
    @pytest.fixture
    def lists(self, world):
        for month in range(1, 11):
            Collection.objects.create(
                organisation=world.river, month=D(2026, month, 1), heads=20, settled=20,
                opened_on=D(2026, month, 1), state="closed", closed_on=D(2026, month, 28),
            )  # fmt: skip

    def test_no_list_is_no_data(self, year):
        assert year().measured("dues_lists_settled").state == NO_DATA

    def test_a_month_counts_from_its_end_on(self, year, lists):
        assert year(D(2026, 11, 30)).measured("dues_lists_settled").state == MET
        found = year(D(2026, 12, 1)).measured("dues_lists_settled")
        assert found.state == NOT_MET
        assert found.rows[-1].words == "tháng 11: chưa lập danh sách thu"

    def test_one_who_has_not_paid(self, year, lists):
        Collection.objects.filter(month=D(2026, 4, 1)).update(settled=19)
        found = year().measured("dues_lists_settled")
        assert found.state == NOT_MET
        assert found.words == "9 trên 10 tháng đã qua thu đủ theo danh sách"


class TestCells:
    def test_falls_short_only_once_every_cell_has_its_decision(self, year, world):
        def review(where, state):
            Review.objects.update_or_create(
                organisation=where, year=2026,
                defaults={"state": state, "decided_on": D(2026, 11, 20)},
            )  # fmt: skip

        asked = year(where=world.works)
        assert asked.measured("cells_recognised").state == NO_DATA
        review(world.river, "recognised")
        assert asked.measured("cells_recognised").state == NO_DATA
        review(world.hill, "refused")
        found = asked.measured("cells_recognised")
        assert found.state == NOT_MET
        assert sorted(row.words for row in found.rows) == [
            "Chi bộ Sông: đã công nhận", "Chi bộ Đồi: không công nhận",
        ]  # fmt: skip
        review(world.hill, "recognised")
        assert asked.measured("cells_recognised").state == MET
