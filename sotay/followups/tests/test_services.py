from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry, StoredFile
from sotay.followups import services
from sotay.followups.models import Dependency, Evidence, Extension, Progress, Task
from sotay.followups.rules import Measure, Reading
from sotay.followups.services import NewTask, Offered
from sotay.followups.standing import cascade, proofs, standing
from sotay.followups.tests.conftest import ATTENDANCE, DUE, MEETINGS, NOON, picture
from sotay.organisations.access import actor_for
from sotay.organisations.models import Act, Placement, Succession
from sotay.testing.notices import every_notice
from sotay.testing.worlds import TODAY, person

pytestmark = pytest.mark.django_db
D = Decimal


def state(task: Task) -> str:
    return Task.objects.get(pk=task.pk).state


class TestIssueTask:
    def test_gives_one_task_to_each_and_tells_its_head(
        self, world, officer, secretary, hill_secretary
    ):
        made = services.issue_task(
            owners=[world.river, world.hill, world.river],
            title="  Học   nghị quyết ",
            due_on=DUE,
            criteria=[MEETINGS],
            actor=officer,
        )

        assert [task.owner for task in made] == [world.river, world.hill]
        assert made[0].title == "Học nghị quyết"
        assert made[0].issued_by == world.bloc
        assert made[0].criteria.get().target == 1
        assert {notice.user for notice in every_notice(kind="issued")} == {
            secretary.user, hill_secretary.user,
        }  # fmt: skip
        assert AuditEntry.objects.filter(act="tasks.issue").count() == 2

    def test_is_refused_outside_the_officers_reach(self, world, officer):
        with pytest.raises(PermissionDenied):
            services.issue_task(owners=[world.shore], title="x", due_on=DUE, actor=officer)

    def test_a_secretary_gives_tasks_to_the_own_cell_only(self, world, secretary):
        services.issue_task(owners=[world.river], title="Việc riêng", due_on=DUE, actor=secretary)
        with pytest.raises(PermissionDenied):
            services.issue_task(owners=[world.hill], title="x", due_on=DUE, actor=secretary)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"owners": []}, "Chưa chọn tổ chức"),
            ({"title": "  "}, "chưa có tên"),
            ({"title": "x" * 301}, "dài quá"),
            ({"starts_on": date(2026, 12, 1)}, "trước ngày bắt đầu"),
            ({"weight": D(0)}, "Trọng số"),
            ({"criteria": [Measure("quantity", "Số")]}, "chưa có mức"),
            ({"criteria": [MEETINGS] * 21}, "nhiều nhất 20"),
        ],
    )
    def test_says_what_is_wrong(self, issue, changes, words):
        with pytest.raises(BadInput, match=words):
            issue(**changes)
        assert Task.objects.count() == 0

    def test_may_end_on_its_first_day(self, issue):
        assert issue(starts_on=DUE, due_on=DUE).due_on == DUE


class TestMakeConcrete:
    @pytest.fixture
    def upper(self, issue, world):
        return issue(owners=[world.works], title="Học nghị quyết toàn đảng bộ")

    def test_breaks_it_down_to_the_cells_and_keeps_its_words(self, world, upper, works_secretary):
        made = services.make_concrete(
            task=upper,
            children=[
                NewTask(owner=world.river, title="Họp học tập", due_on=DUE, criteria=[MEETINGS]),
                NewTask(owner=world.works, title="Tổng hợp", due_on=date(2026, 11, 28)),
            ],
            actor=works_secretary,
        )

        assert [task.parent for task in made] == [upper, upper]
        assert made[0].asked == upper.asked
        assert made[0].issued_by == world.works

    def test_may_end_with_the_upper_task_and_not_a_day_later(self, world, upper, works_secretary):
        late = NewTask(owner=world.river, title="x", due_on=DUE + timedelta(days=1))
        with pytest.raises(RuleBroken, match="sau hạn của nhiệm vụ cấp trên"):
            services.make_concrete(task=upper, children=[late], actor=works_secretary)

    def test_belongs_to_the_owner_and_goes_only_downwards(
        self, world, upper, works_secretary, secretary, officer
    ):
        child = NewTask(owner=world.river, title="x", due_on=DUE)
        for actor in (secretary, officer):
            with pytest.raises(PermissionDenied):
                services.make_concrete(task=upper, children=[child], actor=actor)
        with pytest.raises(PermissionDenied):
            services.make_concrete(
                task=upper,
                children=[NewTask(owner=world.plain, title="x", due_on=DUE)],
                actor=works_secretary,
            )

    def test_shows_the_silent_and_the_missing_beside_the_sum(
        self, world, upper, works_secretary, report
    ):
        river, own = services.make_concrete(
            task=upper,
            children=[
                NewTask(owner=world.river, title="Họp", due_on=DUE, criteria=[MEETINGS]),
                NewTask(owner=world.works, title="Tổng hợp", due_on=DUE, criteria=[MEETINGS]),
            ],
            actor=works_secretary,
        )
        progress = report(river, 1)
        services.accept_progress(progress=progress, actor=works_secretary, at=NOON)

        shown = cascade(upper, TODAY)

        assert shown.total.share == 1
        assert [part.key for part in shown.total.missing] == [own.pk]
        assert shown.total.scope == "Làm từ 1 trên 2 nhiệm vụ, 1 chưa có số liệu."
        assert list(shown.silent) == [world.hill]


class TestReportProgress:
    def test_keeps_figures_words_and_files_and_asks_for_verification(self, task, report, secretary):
        made = report(
            task,
            1,
            (23, 26),
            evidence=[Offered(picture(), "họp.jpg", datetime(2026, 11, 16, 15, 10))],
        )

        assert state(task) == "reported"
        assert made.reported_on == TODAY
        assert made.by == secretary.user
        piece = made.evidence.get()
        assert piece.name == "họp.jpg"
        assert piece.taken_at.isoformat() == "2026-11-16T08:10:00+00:00"
        stood = standing(task, TODAY)
        assert stood.verified.share is None
        assert stood.reported.words == "99,2\u00a0%"
        assert stood.has_waiting

    def test_sent_twice_with_one_key_is_kept_once(self, task, report):
        key = uuid4()
        first = report(task, 1, device_key=key, evidence=[Offered(picture(), "a.jpg")])
        second = report(task, 1, device_key=key, evidence=[Offered(picture(), "a.jpg")])

        assert first == second
        assert Progress.objects.count() == Evidence.objects.count() == 1

    def test_a_key_used_for_another_task_is_refused(self, task, issue, report):
        key = uuid4()
        report(task, 1, device_key=key)
        with pytest.raises(RuleBroken, match="báo cáo khác"):
            report(issue(title="Việc khác"), 1, device_key=key)

    def test_a_second_report_after_the_key_was_taken_still_counts_once_when_done(
        self, task, report, officer
    ):
        key = uuid4()
        first = report(task, 1, (26, 26), device_key=key)
        services.accept_progress(progress=first, actor=officer, at=NOON)
        assert report(task, 1, (26, 26), device_key=key) == first

    def test_belongs_to_the_owner(self, task, hill_secretary, officer, works_secretary, stranger):
        for actor in (hill_secretary, officer, works_secretary, stranger):
            with pytest.raises(PermissionDenied):
                services.report_progress(task=task, actor=actor, note="x")

    def test_the_person_named_may_report_without_an_office(self, issue, stranger):
        task = issue(responsible=stranger.user)
        assert (
            services.report_progress(task=task, actor=stranger, note="Đã làm").by == stranger.user
        )

    def test_a_finished_task_takes_no_more(self, task, report, officer):
        services.accept_progress(progress=report(task, 1, (26, 26)), actor=officer, at=NOON)
        with pytest.raises(RuleBroken, match="đã xong ngày 22-11-2026"):
            report(task, 1)

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"note": " ", "measurements": {}}, "còn trống"),
            ({"measurements": {0: Reading(D(1))}}, "không thuộc nhiệm vụ"),
            ({"evidence": [Offered(b"chu", "a.txt")] * 11}, "nhiều nhất 10 tệp"),
            ({"evidence": [Offered(b"<svg/>", "a.jpg")]}, "tự chạy"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_nothing(self, task, secretary, given, words):
        with pytest.raises(BadInput, match=words):
            services.report_progress(task=task, actor=secretary, **{"note": "x", **given})
        assert Progress.objects.count() == 0
        assert state(task) == "open"

    def test_more_present_than_members_is_refused(self, task, report):
        with pytest.raises(BadInput, match="lớn hơn tổng số"):
            report(task, 1, (27, 26))

    def test_only_the_system_sets_the_day(self, task, report, system):
        earlier = date(2026, 11, 1)
        assert report(task, 1, reported_on=earlier).reported_on == TODAY
        made = services.report_progress(task=task, actor=system, note="nhập", reported_on=earlier)
        assert made.reported_on == earlier


class TestVerification:
    @pytest.fixture
    def sent(self, task, report):
        return report(task, 1, (23, 26))

    def test_accepting_a_final_report_ends_the_task_on_the_day_it_was_made(
        self, task, sent, officer, secretary
    ):
        services.accept_progress(progress=sent, actor=officer, at=NOON)

        fresh = Task.objects.get(pk=task.pk)
        assert (fresh.state, fresh.done_on) == ("done", TODAY)
        stood = standing(fresh, TODAY)
        assert stood.verified.formula == "0,5 × (1 ÷ 1) + 0,5 × (88,5 ÷ 90) = 99,2\u00a0%"
        assert Progress.objects.get(pk=sent.pk).share == D("0.991666")
        assert every_notice(user=secretary.user, kind="accepted")

    def test_accepting_progress_leaves_the_task_in_hand(self, task, report, officer):
        moving = report(task, 1, is_final=False)
        services.accept_progress(progress=moving, actor=officer, at=NOON)
        assert state(task) == "open"
        assert standing(task, TODAY).verified.words == "ít nhất 50,0\u00a0%"

    def test_a_figure_counts_from_the_day_it_was_verified(self, task, report, officer):
        services.accept_progress(progress=report(task, 1, (26, 26)), actor=officer, at=NOON)
        assert standing(task, TODAY - timedelta(days=1)).verified.share is None
        assert standing(task, TODAY).verified.share == 1

    def test_belongs_to_the_level_above(
        self, sent, secretary, hill_secretary, far_officer, inspector, stranger, world
    ):
        deputy = actor_for(person("deputy", "Phó bí thư", ("deputy", world.river)), TODAY)
        for actor in (secretary, deputy, hill_secretary, far_officer, inspector, stranger):
            with pytest.raises(PermissionDenied):
                services.accept_progress(progress=sent, actor=actor, at=NOON)

    def test_the_level_between_may_verify_too(self, sent, works_secretary):
        made = services.accept_progress(progress=sent, actor=works_secretary, at=NOON)
        assert made.verified_by == works_secretary.user

    def test_nobody_verifies_their_own_report(self, task, world):
        both = person("both", "Hai vai", ("secretary", world.river), ("officer", world.bloc))
        actor = actor_for(both, TODAY)
        sent = services.report_progress(task=task, actor=actor, note="x")
        with pytest.raises(PermissionDenied, match="chính mình"):
            services.accept_progress(progress=sent, actor=actor, at=NOON)

    def test_nobody_verifies_a_task_they_answer_for(self, issue, officer, secretary):
        task = issue(responsible=officer.user)
        sent = services.report_progress(task=task, actor=secretary, note="x")
        with pytest.raises(PermissionDenied):
            services.accept_progress(progress=sent, actor=officer, at=NOON)

    def test_a_task_one_gave_oneself_is_verified_from_above(
        self, world, secretary, works_secretary
    ):
        own = services.issue_task(
            owners=[world.river], title="Việc riêng", due_on=DUE, actor=secretary
        )[0]
        other = actor_for(person("pho", "Phó", ("deputy", world.river)), TODAY)
        sent = services.report_progress(task=own, actor=secretary, note="x")
        with pytest.raises(PermissionDenied):
            services.accept_progress(progress=sent, actor=other, at=NOON)
        services.accept_progress(progress=sent, actor=works_secretary, at=NOON)

    def test_returning_says_why_what_and_by_when(self, task, sent, officer, secretary):
        services.return_progress(
            progress=sent,
            reasons=["reused", "not_reached"],
            note="Gửi biên bản ngày 16-11-2026.",
            redo_by=TODAY,
            actor=officer,
            at=NOON,
        )

        fresh = Progress.objects.get(pk=sent.pk)
        assert state(task) == "returned"
        assert fresh.return_reasons == ["not_reached", "reused"]
        (notice,) = every_notice(user=secretary.user, kind="returned")
        assert "Gửi biên bản ngày 16-11-2026." in notice.words
        assert "22-11-2026" in notice.words

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"reasons": []}, "Chưa chọn lý do"),
            ({"reasons": ["whim"]}, "không có trong danh mục"),
            ({"note": " "}, "Chưa ghi cần sửa"),
            ({"redo_by": None}, "Chưa có ngày"),
            ({"redo_by": TODAY - timedelta(days=1)}, "đã qua"),
        ],
    )
    def test_a_return_lacks_nothing(self, task, sent, officer, changes, words):
        given = {"reasons": ["reused"], "note": "Sửa", "redo_by": TODAY}
        with pytest.raises(BadInput, match=words):
            services.return_progress(progress=sent, actor=officer, at=NOON, **{**given, **changes})
        assert state(task) == "reported"

    def test_is_done_once(self, sent, officer, works_secretary):
        services.accept_progress(progress=sent, actor=officer, at=NOON)
        with pytest.raises(RuleBroken, match="đã được thẩm định"):
            services.accept_progress(progress=sent, actor=works_secretary, at=NOON)

    def test_a_report_mended_after_a_return_is_accepted(self, task, sent, report, officer):
        services.return_progress(
            progress=sent, reasons=["unclear"], note="Chụp lại", redo_by=DUE, actor=officer, at=NOON
        )
        again = report(task, 1, (26, 26))
        assert state(task) == "reported"
        services.accept_progress(progress=again, actor=officer, at=NOON)
        assert state(task) == "done"
        assert standing(task, TODAY).verified.share == 1


class TestUndoVerification:
    @pytest.fixture
    def accepted(self, task, report, officer):
        return services.accept_progress(progress=report(task, 1, (26, 26)), actor=officer, at=NOON)

    def test_puts_everything_back_and_withdraws_the_notice(self, task, accepted, officer):
        services.undo_verification(
            progress=accepted, actor=officer, at=NOON + timedelta(seconds=10)
        )

        fresh = Progress.objects.get(pk=accepted.pk)
        assert (fresh.state, fresh.verified_by, fresh.share) == ("sent", None, None)
        assert state(task) == "reported"
        assert Task.objects.get(pk=task.pk).done_on is None
        assert every_notice(kind="accepted") == []

    def test_is_refused_after_ten_seconds(self, accepted, officer):
        with pytest.raises(RuleBroken, match="quá 10 giây"):
            services.undo_verification(
                progress=accepted, actor=officer, at=NOON + timedelta(seconds=11)
            )

    def test_is_refused_to_somebody_else(self, accepted, works_secretary):
        with pytest.raises(RuleBroken):
            services.undo_verification(progress=accepted, actor=works_secretary, at=NOON)

    def test_is_refused_once_something_rests_on_it(self, task, accepted, officer):
        services.assess_task(
            task=task, result="reached", result_causes=["direction"], actor=officer
        )
        with pytest.raises(RuleBroken, match="sau đó"):
            services.undo_verification(progress=accepted, actor=officer, at=NOON)


class TestExtension:
    def test_a_later_day_is_asked_for_granted_and_remembered(self, task, secretary, officer):
        asked = services.ask_extension(
            task=task, asked_due_on=date(2026, 12, 1), reason="Chờ hướng dẫn", actor=secretary
        )
        services.decide_extension(extension=asked, grant=True, answer="", actor=officer)

        assert Task.objects.get(pk=task.pk).due_on == date(2026, 12, 1)
        assert Extension.objects.get().old_due_on == DUE
        before = Task.objects.due_as_of(TODAY - timedelta(days=1)).get(pk=task.pk)
        after = Task.objects.due_as_of(TODAY).get(pk=task.pk)
        assert (before.due_then, after.due_then) == (DUE, date(2026, 12, 1))

    def test_refused_it_keeps_its_day_and_says_why(self, task, secretary, officer):
        asked = services.ask_extension(
            task=task, asked_due_on=date(2026, 12, 1), reason="x", actor=secretary
        )
        with pytest.raises(BadInput, match="cần ghi lý do"):
            services.decide_extension(extension=asked, grant=False, answer=" ", actor=officer)
        services.decide_extension(
            extension=asked, grant=False, answer="Đủ thời gian", actor=officer
        )
        assert Task.objects.get(pk=task.pk).due_on == DUE
        (notice,) = every_notice(kind="extension")
        assert "Đủ thời gian" in notice.words

    @pytest.mark.parametrize(
        ("day", "reason", "words"),
        [(DUE, "x", "phải sau hạn hiện nay"), (None, "x", "phải sau hạn"),
         (date(2026, 12, 1), " ", "Chưa ghi lý do")],
    )  # fmt: skip
    def test_says_what_is_wrong(self, task, secretary, day, reason, words):
        with pytest.raises(BadInput, match=words):
            services.ask_extension(task=task, asked_due_on=day, reason=reason, actor=secretary)

    def test_of_a_late_task_may_not_end_yesterday(self, issue, secretary):
        late = issue(due_on=TODAY - timedelta(days=5))
        with pytest.raises(BadInput, match="đã qua"):
            services.ask_extension(
                task=late, asked_due_on=TODAY - timedelta(days=1), reason="x", actor=secretary
            )
        services.ask_extension(task=late, asked_due_on=TODAY, reason="x", actor=secretary)

    def test_one_request_at_a_time_by_the_owner_decided_from_above_once(
        self, task, secretary, officer, hill_secretary
    ):
        with pytest.raises(PermissionDenied):
            services.ask_extension(
                task=task, asked_due_on=date(2026, 12, 1), reason="x", actor=hill_secretary
            )
        asked = services.ask_extension(
            task=task, asked_due_on=date(2026, 12, 1), reason="x", actor=secretary
        )
        with pytest.raises(RuleBroken, match="đang chờ quyết định"):
            services.ask_extension(
                task=task, asked_due_on=date(2026, 12, 2), reason="x", actor=secretary
            )
        with pytest.raises(PermissionDenied):
            services.decide_extension(extension=asked, grant=True, answer="", actor=secretary)
        services.decide_extension(extension=asked, grant=True, answer="", actor=officer)
        with pytest.raises(RuleBroken, match="đã được quyết định"):
            services.decide_extension(extension=asked, grant=True, answer="", actor=officer)


class TestDropTask:
    def test_is_kept_with_its_reason(self, task, officer, secretary):
        services.drop_task(task=task, reason="Chủ trương thay đổi", actor=officer)
        fresh = Task.objects.get(pk=task.pk)
        assert (fresh.state, fresh.drop_reason) == ("dropped", "Chủ trương thay đổi")
        assert every_notice(user=secretary.user, kind="dropped")
        with pytest.raises(RuleBroken):
            services.report_progress(task=task, actor=secretary, note="x")

    def test_the_owner_drops_only_what_it_gave_itself(self, world, task, secretary):
        with pytest.raises(PermissionDenied):
            services.drop_task(task=task, reason="x", actor=secretary)
        own = services.issue_task(owners=[world.river], title="Riêng", due_on=DUE, actor=secretary)[
            0
        ]
        services.drop_task(task=own, reason="Không cần nữa", actor=secretary)

    def test_says_what_is_wrong(self, task, officer):
        with pytest.raises(BadInput, match="Chưa ghi lý do"):
            services.drop_task(task=task, reason=" ", actor=officer)

    def test_is_refused_while_tasks_below_are_in_hand(self, task, secretary, officer, world):
        services.make_concrete(
            task=task, children=[NewTask(owner=world.river, title="x", due_on=DUE)], actor=secretary
        )
        with pytest.raises(RuleBroken, match="Còn 1 việc"):
            services.drop_task(task=task, reason="x", actor=officer)


class TestWaitFor:
    def test_holds_back_done_but_not_progress(self, task, issue, report, officer):
        first = issue(title="Ban hành kế hoạch", criteria=[])
        services.wait_for(task=task, on=first, actor=officer)

        with pytest.raises(RuleBroken, match="chờ “Ban hành kế hoạch”"):
            report(task, 1)
        report(task, 1, is_final=False)
        services.drop_task(task=first, reason="Đã có", actor=officer)
        report(task, 1)

    def test_a_circle_is_refused_however_long(self, issue, officer):
        one, two, three = (issue(title=name) for name in ("một", "hai", "ba"))
        services.wait_for(task=one, on=two, actor=officer)
        services.wait_for(task=two, on=three, actor=officer)
        with pytest.raises(RuleBroken, match="không thể chờ nhau"):
            services.wait_for(task=three, on=one, actor=officer)
        with pytest.raises(RuleBroken):
            services.wait_for(task=one, on=one, actor=officer)
        services.stop_waiting(task=one, on=two, actor=officer)
        services.wait_for(task=three, on=one, actor=officer)

    def test_twice_is_once_and_a_stranger_is_refused(self, task, issue, officer, stranger):
        other = issue(title="khác")
        services.wait_for(task=task, on=other, actor=officer)
        services.wait_for(task=task, on=other, actor=officer)
        assert Dependency.objects.count() == 1
        with pytest.raises(PermissionDenied):
            services.stop_waiting(task=task, on=other, actor=stranger)


class TestAssessTask:
    @pytest.fixture
    def done(self, task, report, officer):
        services.accept_progress(progress=report(task, 1, (23, 26)), actor=officer, at=NOON)
        return task

    def test_keeps_result_cause_limit_and_cause_of_the_limit(self, done, officer):
        made = services.assess_task(
            task=done,
            result="partly",
            result_words="Đã họp một kỳ.",
            result_causes=["members", "direction"],
            limit_words="Tỷ lệ dự chưa tới 90 %.",
            limit_causes=["few_people"],
            limit_cause_words="Ba đồng chí đi công tác.",
            actor=officer,
        )
        assert made.result_causes == ["direction", "members"]
        assert made.assessed_on == TODAY

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"result": "great"}, "Chưa chọn kết quả"),
            ({"result": "reached"}, "nguyên nhân của kết quả"),
            ({"result": "partly", "limit_words": "x"}, "nguyên nhân của hạn chế"),
            ({"result": "partly", "limit_causes": ["skills"]}, "điều chưa đạt"),
            ({"result": "reached", "result_causes": ["skills"]}, "không có trong danh mục"),
        ],
    )
    def test_lacks_none_of_its_four(self, done, officer, changes, words):
        with pytest.raises(BadInput, match=words):
            services.assess_task(task=done, actor=officer, **changes)

    def test_waits_for_the_end_and_is_made_once_from_above(
        self, issue, done, officer, secretary, report
    ):
        given = {"result": "reached", "result_causes": ["direction"]}
        with pytest.raises(RuleBroken, match="chưa hết hạn"):
            services.assess_task(task=issue(due_on=TODAY), actor=officer, **given)
        waiting = issue(due_on=TODAY - timedelta(days=1))
        report(waiting, 1)
        with pytest.raises(RuleBroken, match="chờ thẩm định"):
            services.assess_task(task=waiting, actor=officer, **given)
        with pytest.raises(PermissionDenied):
            services.assess_task(task=done, actor=secretary, **given)
        services.assess_task(task=done, actor=officer, **given)
        with pytest.raises(RuleBroken, match="đã được đánh giá"):
            services.assess_task(task=done, actor=officer, **given)

    def test_an_unfinished_task_can_be_assessed_from_the_day_after(self, issue, officer):
        late = issue(due_on=TODAY - timedelta(days=1))
        services.assess_task(
            task=late, result="not_reached", limit_words="Chưa làm", limit_causes=["late_start"],
            actor=officer,
        )  # fmt: skip


class TestStale:
    def test_tasks_of_a_changed_text_are_flagged_until_settled(
        self, issue, world, officer, secretary
    ):
        task, other = issue(source=world.bloc), issue(source=world.works)
        count = services.mark_stale(
            sources=[world.bloc], reason="Thay bằng 30-KH/ĐU", actor=officer
        )

        assert count == 1
        fresh = Task.objects.get(pk=task.pk)
        assert (fresh.is_stale, fresh.stale_reason) == (True, "Thay bằng 30-KH/ĐU")
        assert not Task.objects.get(pk=other.pk).is_stale
        with pytest.raises(PermissionDenied):
            services.settle_stale(task=task, actor=secretary)
        services.settle_stale(task=task, actor=officer)
        assert not Task.objects.get(pk=task.pk).is_stale


class TestPassToSuccessor:
    @pytest.fixture
    def merger(self, world, system) -> SimpleNamespace:
        on = date(2026, 12, 1)
        act = Act.objects.create(
            what="merge", effective_on=on, decision_number="12", actor=system.user
        )
        return SimpleNamespace(on=on, act=act)

    def succeed(self, merger, source, target, share):
        Succession.objects.create(
            predecessor=source, successor=target, act=merger.act, on=merger.on, share=share
        )

    def test_unfinished_tasks_go_along_and_finished_ones_stay(
        self, world, merger, issue, report, officer, system
    ):
        done, open_ = issue(title="xong"), issue(title="dở")
        services.accept_progress(progress=report(done, 1, (26, 26)), actor=officer, at=NOON)
        Placement.objects.filter(organisation=world.river).update(valid_to=merger.on)
        self.succeed(merger, world.river, world.hill, 1)

        count = services.pass_to_successor(
            predecessor=world.river,
            successor=world.hill,
            on=merger.on,
            act=merger.act,
            actor=system,
        )

        assert count == 1
        assert Task.objects.get(pk=open_.pk).owner == world.hill
        assert Task.objects.get(pk=done.pk).owner == world.river
        assert AuditEntry.objects.get(act="tasks.pass_on").details["was"] == world.river.pk

    def test_the_greater_share_takes_them(self, world, merger, task, system):
        Placement.objects.filter(organisation=world.river).update(valid_to=merger.on)
        self.succeed(merger, world.river, world.hill, D("0.4"))
        self.succeed(merger, world.river, world.plain, D("0.6"))
        for heir in (world.hill, world.plain):
            services.pass_to_successor(
                predecessor=world.river, successor=heir, on=merger.on, act=merger.act, actor=system
            )
        assert Task.objects.get(pk=task.pk).owner == world.plain

    def test_nothing_moves_while_the_predecessor_stands(self, world, merger, task, system):
        self.succeed(merger, world.river, world.hill, D("0.5"))
        services.pass_to_successor(
            predecessor=world.river,
            successor=world.hill,
            on=merger.on,
            act=merger.act,
            actor=system,
        )
        assert Task.objects.get(pk=task.pk).owner == world.river


class TestProofs:
    def test_the_same_file_for_another_task_shows_and_out_of_reach_is_a_number(
        self, task, issue, report, world, secretary, officer, hill_secretary
    ):
        same = picture()
        mine = report(task, 1, evidence=[Offered(same, "a.jpg"), Offered(picture(), "b.jpg")])
        other = issue(owners=[world.hill], title="Việc của Đồi")
        services.report_progress(
            task=other, actor=hill_secretary, note="x", evidence=[Offered(same, "c.jpg")]
        )
        evidence = list(mine.evidence.order_by("id").select_related("file", "progress__task"))

        from_above = proofs(evidence, officer, TODAY)
        from_below = proofs(evidence, secretary, TODAY)

        assert [use.task for use in from_above[0].elsewhere] == [other]
        assert from_above[0].hidden == 0
        assert from_below[0].elsewhere == ()
        assert from_below[0].hidden == 1
        assert not from_above[1].is_reused
        assert StoredFile.objects.count() == 2

    def test_the_same_file_twice_for_one_task_is_no_reuse(self, task, report, officer):
        same = picture()
        first = report(task, 1, evidence=[Offered(same, "a.jpg")])
        report(task, 1, evidence=[Offered(same, "a.jpg")])
        evidence = first.evidence.select_related("file", "progress__task")
        assert not proofs(evidence, officer, TODAY)[0].is_reused


class TestLateOn:
    def test_the_last_day_is_in_time_and_the_next_is_late(self, task):
        assert not Task.objects.late_on(DUE).exists()
        assert Task.objects.late_on(DUE + timedelta(days=1)).get() == task

    def test_a_report_in_time_that_waits_is_not_late(self, task, report):
        report(task, 1)
        assert not Task.objects.late_on(DUE + timedelta(days=9)).exists()

    def test_a_returned_report_is_late_from_the_day_it_was_returned(self, issue, report, officer):
        task = issue(due_on=TODAY)
        services.return_progress(
            progress=report(task, 1),
            reasons=["unclear"],
            note="x",
            redo_by=DUE,
            actor=officer,
            at=NOON,
        )
        assert Task.objects.late_on(TODAY + timedelta(days=1)).get() == task

    def test_a_dropped_task_is_not(self, task, officer):
        services.drop_task(task=task, reason="x", actor=officer)
        assert not Task.objects.late_on(DUE + timedelta(days=1)).exists()


class TestVisibleTo:
    def test_reaches_down_never_sideways(
        self, task, officer, secretary, hill_secretary, far_officer, stranger
    ):
        for actor, sees in (
            (officer, True), (secretary, True), (hill_secretary, False), (far_officer, False),
            (stranger, False),
        ):  # fmt: skip
            assert Task.objects.visible_to(actor).filter(pk=task.pk).exists() is sees

    def test_the_person_named_sees_it(self, issue, stranger):
        task = issue(responsible=stranger.user)
        assert Task.objects.visible_to(stranger).get() == task


def test_attendance_asks_for_more_than_its_target():
    assert ATTENDANCE.asked() == "trên 90\u00a0%"
