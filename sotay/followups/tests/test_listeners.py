"""Work in hand follows the tree, in the act that changes it."""

from datetime import date

import pytest

from sotay.followups.models import Task
from sotay.organisations import services as organisations
from sotay.organisations import signals
from sotay.organisations.access import acting_for
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
