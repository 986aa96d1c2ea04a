"""Work in hand follows the tree, in the act that changes it."""

from datetime import date

import pytest

from sotay.core.models import AuditEntry
from sotay.followups.models import HandOver, Task
from sotay.organisations import services as organisations
from sotay.organisations import signals
from sotay.organisations.access import acting_for
from sotay.organisations.models import Act
from sotay.testing.notices import every_notice
from sotay.testing.worlds import TODAY

pytestmark = pytest.mark.django_db


class TestMerging:
    def test_tasks_in_hand_go_to_the_cell_that_goes_on(self, task, world, officer):
        with acting_for(officer):
            organisations.merge(
                sources=[world.river],
                into=world.hill,
                on=TODAY,
                decision=organisations.Decision("15-QĐ/ĐU", on=date(2026, 11, 20)),
                actor=officer,
            )

        assert Task.objects.get(pk=task.pk).owner == world.hill

    def test_what_would_move_is_told_beforehand(self, task, report, world):
        report(task, 1)
        answers = signals.previewed.send(sender=None, organisations=[world.river], on=TODAY)
        told = {label: count for _who, rows in answers for label, count in rows or ()}
        assert told["Nhiệm vụ đang làm"] == 1
        assert told["Báo cáo chờ thẩm định"] == 1
        assert told["Đề nghị gia hạn đang chờ"] == 0


class TestCorrectingAMerger:
    @pytest.fixture
    def merged(self, task, world, officer):
        with acting_for(officer):
            return organisations.merge(
                sources=[world.river],
                into=world.hill,
                on=TODAY,
                decision=organisations.Decision("15-QĐ/ĐU", on=date(2026, 11, 20)),
                actor=officer,
            )

    def correct(self, act, officer):
        with acting_for(officer):
            return organisations.correct(act=act, actor=officer, reason="Ghi nhầm")

    def act_of(self, world):
        return Act.objects.filter(organisations=world.river).latest("id")

    def test_gives_the_tasks_back_and_tells_who_had_them(
        self, task, merged, world, officer, secretary
    ):
        assert Task.objects.get(pk=task.pk).owner == world.hill
        self.correct(self.act_of(world), officer)

        assert Task.objects.get(pk=task.pk).owner == world.river
        assert HandOver.objects.get(task=task).taken_back_by is not None
        assert AuditEntry.objects.filter(act="tasks.take_back", subject_id=task.pk).count() == 1
        assert every_notice(user=secretary.user, kind="taken_back")

    def test_what_was_finished_meanwhile_stays_where_it_was_done(
        self, task, merged, world, officer
    ):
        Task.objects.filter(pk=task.pk).update(state="done", done_on=TODAY)
        self.correct(self.act_of(world), officer)
        assert Task.objects.get(pk=task.pk).owner == world.hill

    def test_what_hill_had_already_stays_with_hill(self, issue, merged, world, officer):
        own = issue(owners=[world.hill], title="Việc của Đồi")
        self.correct(self.act_of(world), officer)
        assert Task.objects.get(pk=own.pk).owner == world.hill

    def test_failing_to_give_back_undoes_the_correction(self, task, merged, world, officer):
        act = self.act_of(world)

        def fail(sender, **_more):
            raise RuntimeError("no")

        signals.undone.connect(fail)
        try:
            with pytest.raises(RuntimeError):
                self.correct(act, officer)
        finally:
            signals.undone.disconnect(fail)
        assert Task.objects.get(pk=task.pk).owner == world.hill
        assert HandOver.objects.get(task=task).taken_back_by is None
