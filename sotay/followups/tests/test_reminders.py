from datetime import date, timedelta

import pytest
from django.core.management import call_command

from sotay.followups import services
from sotay.followups.tests.conftest import DUE, NOON
from sotay.testing.notices import every_notice
from sotay.testing.worlds import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("secretary")]


def reminders():
    return every_notice(kind__in=["due", "overdue"])


def the_reminder():
    (only,) = reminders()
    return only


class TestSendReminders:
    @pytest.mark.parametrize(
        ("left", "kind"),
        [(8, None), (7, "due"), (6, None), (3, "due"), (1, "due"), (0, "due"), (-1, "overdue"),
         (-2, None), (-3, "overdue"), (-7, "overdue"), (-8, None), (-14, "overdue")],
    )  # fmt: skip
    def test_falls_on_the_days_of_the_rule(self, task, secretary, left, kind):
        made = services.send_reminders(DUE - timedelta(days=left))

        assert made == (1 if kind else 0)
        assert [(row.user, row.kind) for row in reminders()] == (
            [(secretary.user, kind)] if kind else []
        )

    def test_run_again_the_same_day_adds_nothing(self, task):
        assert services.send_reminders(DUE) == 1
        assert services.send_reminders(DUE) == 0
        assert len(reminders()) == 1

    def test_says_the_task_its_day_and_how_long(self, task):
        services.send_reminders(DUE - timedelta(days=3))
        assert the_reminder().words == (
            "Nhiệm vụ còn 3 ngày: Sinh hoạt chuyên đề quý IV (hạn 30-11-2026)"
        )

    def test_what_waits_for_verification_is_left_alone(self, task, report):
        report(task, 1)
        assert services.send_reminders(DUE) == 0

    def test_what_was_returned_is_reminded_of_by_the_day_to_mend_it(self, task, report, officer):
        redo_by = TODAY + timedelta(days=3)
        services.return_progress(
            progress=report(task, 1), reasons=["unclear"], note="x", redo_by=redo_by,
            actor=officer, at=NOON,
        )  # fmt: skip
        assert services.send_reminders(DUE - timedelta(days=7)) == 0
        assert services.send_reminders(redo_by - timedelta(days=1)) == 1
        assert the_reminder().words.startswith("Bị trả lại, còn 1 ngày")

    def test_finished_dropped_and_future_tasks_are_left_alone(self, issue, report, officer):
        done, dropped = issue(), issue()
        issue(starts_on=DUE + timedelta(days=1), due_on=DUE + timedelta(days=2))
        services.accept_progress(progress=report(done, 1), actor=officer, at=NOON)
        services.drop_task(task=dropped, reason="x", actor=officer)
        assert services.send_reminders(DUE) == 0
        assert services.send_reminders(DUE + timedelta(days=1)) == 1

    def test_the_person_named_is_told_instead_of_the_head(self, issue, stranger):
        issue(responsible=stranger.user)
        services.send_reminders(DUE)
        assert the_reminder().user == stranger.user


class TestRemindCommand:
    def test_takes_a_day_and_says_what_it_did(self, task, capsys):
        call_command("remind", "--day", "30-11-2026")
        assert "thêm 1 lời nhắc" in capsys.readouterr().out
        assert the_reminder().on == date(2026, 11, 30)

    def test_refuses_what_is_no_day(self):
        from django.core.management.base import CommandError

        with pytest.raises(CommandError, match="Không có ngày"):
            call_command("remind", "--day", "30-2-2026")
