from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput
from sotay.followups.models import Progress
from sotay.organisations.access import Actor, acting_for
from sotay.reports import services
from sotay.reports.models import Report
from sotay.reports.services import ReportRefused, shown

pytestmark = pytest.mark.django_db


def figure(report: Report, key: str) -> Any:
    return report.figures.in_text().get(indicator=key)


class TestFigures:
    def test_count_tasks_and_keep_the_way_back_to_each(self, year: SimpleNamespace) -> None:
        every = figure(year.report, "tasks.all")
        assert every.value == 3
        assert {row["id"] for row in every.rows} == {task.pk for task in year.tasks}
        assert {row["type"] for row in every.rows} == {"task"}

    def test_name_the_direct_organisation_of_a_cell_beside_it(self, year: SimpleNamespace) -> None:
        labels = {row["label"] for row in figure(year.report, "tasks.all").rows}
        assert labels == {
            "Chi bộ Sông (Đảng bộ Sở Công trình): Sinh hoạt chuyên đề",
            "Chi bộ Đồi (Đảng bộ Sở Công trình): Sinh hoạt chuyên đề",
            "Chi bộ cơ sở Đồng Bằng: Sinh hoạt chuyên đề",
        }

    def test_what_waits_is_reported_and_not_done(
        self, year: SimpleNamespace, leader: Actor, system: Actor
    ) -> None:
        """A final report that nobody has accepted makes a task wait, neither done nor late."""
        with acting_for(system):
            Progress.objects.create(
                task=year.tasks[2], reported_on=date(2026, 10, 31), by=system.user, is_final=True
            )
        with acting_for(leader):
            services.refresh_report(report=year.report, actor=leader)
        waiting = figure(year.report, "tasks.waiting")
        assert [row["id"] for row in waiting.rows] == [year.tasks[2].pk]
        assert figure(year.report, "tasks.done").value == 1
        assert [r["id"] for r in figure(year.report, "tasks.late").rows] == [year.tasks[1].pk]

    def test_done_and_late_part_the_tasks_by_what_was_verified(self, year: SimpleNamespace) -> None:
        assert [row["id"] for row in figure(year.report, "tasks.done").rows] == [year.tasks[0].pk]
        late = {row["id"] for row in figure(year.report, "tasks.late").rows}
        assert late == {year.tasks[1].pk, year.tasks[2].pk}

    def test_a_silent_organisation_is_listed_as_missing_and_not_counted_as_nothing(
        self, year: SimpleNamespace
    ) -> None:
        achieved = figure(year.report, "programme.achieved")
        assert achieved.value == Decimal("0.75")  # (1 + 0,5) ÷ 2, the silent third left out
        assert achieved.missing == ["Chi bộ cơ sở Đồng Bằng"]
        assert achieved.scope["programme"] == year.programme.pk

    def test_remember_both_days(self, year: SimpleNamespace) -> None:
        assert figure(year.report, "members.all").scope["as_of"] == "2026-11-22"
        assert figure(year.report, "members.all").scope["known_on"] == "2026-11-22"


class TestShown:
    def test_writes_a_missing_figure_as_missing(self) -> None:
        assert shown(None, "%") == "chưa có số liệu"

    def test_writes_shares_and_counts(self) -> None:
        assert shown(Decimal("0.924"), "%") == "92,4\u00a0%"
        assert shown(Decimal(6840), "đảng viên") == "6.840"


class TestMakeReport:
    def test_refuses_a_period_that_ends_before_it_begins(
        self, world: SimpleNamespace, leader: Actor
    ) -> None:
        with acting_for(leader), pytest.raises(BadInput):
            services.make_report(
                organisation=world.bloc, span="year", period_from=date(2026, 2, 1),
                period_to=date(2026, 1, 31), programmes=[], actor=leader,
            )  # fmt: skip

    def test_one_day_is_a_period(self, world: SimpleNamespace, leader: Actor) -> None:
        with acting_for(leader):
            report = services.make_report(
                organisation=world.bloc, span="other", period_from=date(2026, 2, 1),
                period_to=date(2026, 2, 1), programmes=[], actor=leader,
            )  # fmt: skip
        assert report.as_of == date(2026, 2, 1)

    def test_needs_an_office_there(self, world: SimpleNamespace, far_officer: Actor) -> None:
        with acting_for(far_officer), pytest.raises(PermissionDenied):
            services.make_report(
                organisation=world.bloc, span="year", period_from=date(2026, 1, 1),
                period_to=date(2026, 12, 31), programmes=[], actor=far_officer,
            )  # fmt: skip


class TestLock:
    def test_stops_every_change(self, year: SimpleNamespace, leader: Actor) -> None:
        with acting_for(leader):
            services.lock_report(report=year.report, actor=leader)
            for change in (
                lambda: services.refresh_report(report=year.report, actor=leader),
                lambda: services.lock_report(report=year.report, actor=leader),
                lambda: services.write_sentence(
                    report=year.report, section="lessons", text="Bài học", actor=leader
                ),
            ):
                with pytest.raises(ReportRefused):
                    change()

    def test_is_not_for_an_officer(self, year: SimpleNamespace, officer: Actor) -> None:
        with acting_for(officer), pytest.raises(PermissionDenied):
            services.lock_report(report=year.report, actor=officer)

    def test_a_new_version_keeps_the_words_and_leaves_the_old_as_it_was(
        self, year: SimpleNamespace, leader: Actor
    ) -> None:
        with acting_for(leader):
            services.write_sentence(report=year.report, section="lessons", text="Một", actor=leader)
            before = list(year.report.figures.values_list("key", "value"))
            services.lock_report(report=year.report, actor=leader)
            year.report.refresh_from_db()
            made = services.new_version(report=year.report, actor=leader)
        assert made.version == 2
        assert made.replaces_id == year.report.pk
        assert made.sentences.get().text == "Một"
        assert list(year.report.figures.values_list("key", "value")) == before


class TestSentences:
    def test_only_their_writer_removes_them(
        self, year: SimpleNamespace, leader: Actor, officer: Actor
    ) -> None:
        with acting_for(leader):
            sentence = services.write_sentence(
                report=year.report, section="lessons", text="Một", actor=leader
            )
        with acting_for(officer), pytest.raises(ReportRefused):
            services.remove_sentence(sentence=sentence, actor=officer)
        with acting_for(leader):
            services.remove_sentence(sentence=sentence, actor=leader)
        assert not year.report.sentences.exists()
