"""Tables and charts: made of the report's own figures, each with the way back to its rows."""

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import docx
import pypdfium2
import pytest

from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.followups.rules import Measure
from sotay.organisations.access import Actor, acting_for
from sotay.reports import services
from sotay.reports.exhibits import Chart, Exhibits, Row, Table
from sotay.reports.layout import as_pdf, as_word
from sotay.reports.models import Report
from sotay.reports.paper import paper_of
from sotay.reports.rules import FEW_IN_BODY
from sotay.testing.worlds import organisation
from sotay.ui.charts import Drawing

pytestmark = pytest.mark.django_db


def stand(report: Report) -> dict[str, Exhibits]:
    return {section.code: section.exhibits for section in paper_of(report).sections}


def table(report: Report, key: str) -> Table:
    return next(t for e in stand(report).values() for t in e.tables if t.key == key)


def chart(report: Report, key: str) -> Chart:
    charts = [c for e in stand(report).values() for c in e.charts]
    return next(c for c in charts if c.wide.key == key)


def words(drawing: Drawing) -> list[str]:
    return [word.text for word in drawing.words]


def value(report: Report, key: str) -> Decimal:
    return report.figures.in_text().get(key=key).value


def row(of: Table, name: str) -> Row:
    return next(row for row in of.every if row.name == name)


def made(actor: Actor, where: Any, programmes: list[Any], **days: date) -> Report:
    with acting_for(actor):
        return services.make_report(
            organisation=where, span="year", programmes=programmes, actor=actor,
            period_from=days.get("first", date(2026, 1, 1)),
            period_to=days.get("last", date(2026, 12, 31)),
        )  # fmt: skip


@pytest.fixture
def assessed(year: SimpleNamespace, officer: Actor, leader: Actor) -> SimpleNamespace:
    """The task that was done is assessed with its causes, and the report worked out again."""
    with acting_for(officer):
        followups.assess_task(
            task=Task.objects.get(pk=year.tasks[0].pk), result="reached", result_words="Đủ bốn kỳ",
            result_causes=["early_start", "direction"], limit_words="Kỳ đầu muộn",
            limit_causes=["late_start"], actor=officer,
        )  # fmt: skip
    with acting_for(leader):
        services.refresh_report(report=year.report, actor=leader)
    return year


class TestTables:
    def test_have_a_row_for_each_direct_organisation_and_add_up(
        self, year: SimpleNamespace
    ) -> None:
        tasks = table(year.report, "tasks")
        assert {r.name for r in tasks.every} == {"Đảng bộ Sở Công trình", "Chi bộ cơ sở Đồng Bằng"}
        for column in ("tasks.all", "tasks.done", "tasks.waiting", "tasks.running", "tasks.late"):
            assert sum(r.number(column) for r in tasks.every) == value(year.report, column), column
        works = row(tasks, "Đảng bộ Sở Công trình")
        assert [cell.text for cell in works.cells] == ["2", "1", "0", "0", "1", "2", "75,0\u00a0%"]
        assert tasks.total is not None
        assert tasks.total.cells[-1].text == "75,0\u00a0%*", "the silent third is named by a star"

    def test_each_task_is_in_one_state(self, year: SimpleNamespace) -> None:
        states = ("tasks.done", "tasks.waiting", "tasks.running", "tasks.late")
        assert sum(value(year.report, key) for key in states) == value(year.report, "tasks.all")

    def test_a_cell_keeps_its_own_rows(self, year: SimpleNamespace) -> None:
        cell = row(table(year.report, "tasks"), "Đảng bộ Sở Công trình").cells[0]
        figure = year.report.figures.get(pk=cell.figure.pk)
        assert {r["id"] for r in figure.rows} == {year.tasks[0].pk, year.tasks[1].pk}
        assert figure.scope["organisation"] == year.world.works.pk
        assert figure.definition

    def test_who_is_silent_is_missing_and_not_nothing(self, year: SimpleNamespace) -> None:
        level = row(table(year.report, "tasks"), "Chi bộ cơ sở Đồng Bằng").cells[-1]
        assert (level.figure.value, level.text, level.is_blank) == (None, "thiếu", False)
        assert any("không tính là 0" in note for note in table(year.report, "tasks").notes)

    def test_who_was_asked_nothing_has_a_dash(
        self, year: SimpleNamespace, system: Actor, leader: Actor
    ) -> None:
        with acting_for(system):
            organisation("SV-M", "Chi bộ Mới", "grassroots_cell", year.world.bloc, (1600, 1610))
        report = made(leader, year.world.bloc, [year.programme])
        cells = row(table(report, "tasks"), "Chi bộ Mới").cells
        assert [cell.text for cell in cells] == ["0", "0", "0", "0", "0", "0", "–"]

    def test_a_task_the_organisation_kept_has_a_row_of_its_own(
        self, year: SimpleNamespace, officer: Actor, leader: Actor
    ) -> None:
        with acting_for(officer):
            followups.issue_task(
                owners=[year.world.bloc], title="Việc của Khối", due_on=date(2026, 12, 31),
                starts_on=date(2026, 2, 1), criteria=[Measure(kind="milestone", name="Xong")],
                programme_id=year.programme.pk, issued_by=year.world.bloc, actor=officer,
            )  # fmt: skip
        report = made(leader, year.world.bloc, [year.programme])
        own = row(table(report, "tasks"), "Trực tiếp ở cấp này")
        assert (own.number("tasks.all"), own.number("tasks.running")) == (1, 1)
        assert value(report, "tasks.all") == 4


class TestCharts:
    def test_of_states_draw_the_figures_of_the_indicators(self, year: SimpleNamespace) -> None:
        drawn = chart(year.report, "nhiem-vu")
        for key, said in (("tasks.done", "hoàn thành"), ("tasks.late", "quá hạn")):
            assert f"{value(year.report, key):.0f} {said}" in drawn.sentence
        done = [b.width for b in drawn.wide.boxes if b.fill == "solid"][1:]
        late = [b.width for b in drawn.wide.boxes if b.fill == "cross"][1:]
        assert len(done) == 1
        assert late == [done[0], done[0]], "one task late in each, as long as the one done"

    def test_of_months_add_up_to_the_results_of_the_period(self, year: SimpleNamespace) -> None:
        months = table(year.report, "months")
        for key in ("results.on_time", "results.late"):
            assert sum(r.number(key) for r in months.every) == value(year.report, key), key
        together = value(year.report, "results.on_time") + value(year.report, "results.late")
        assert together == value(year.report, "tasks.done") == 1
        drawn = chart(year.report, "theo-ky")
        assert drawn.table == months.number
        assert [r.name for r in months.every][-1] == "Tháng 11-2026", "no month that has not come"

    def test_months_begin_and_end_with_the_period(
        self, year: SimpleNamespace, leader: Actor
    ) -> None:
        done_on = Task.objects.get(pk=year.tasks[0].pk).done_on
        assert done_on is not None
        same = made(leader, year.world.bloc, [year.programme], first=done_on, last=done_on)
        assert value(same, "results.on_time") + value(same, "results.late") == 1
        before = made(leader, year.world.bloc, [year.programme], last=done_on - date.resolution)
        assert value(before, "results.on_time") + value(before, "results.late") == 0

    def test_of_causes_count_how_often_each_was_named(self, assessed: SimpleNamespace) -> None:
        causes = table(assessed.report, "causes")
        assert {(r.name, r.kind, r.cells[0].value) for r in causes.every} == {
            ("Bắt tay vào việc sớm", "của kết quả, chủ quan", "1"),
            ("Cấp ủy chỉ đạo sát, kiểm tra đều", "của kết quả, chủ quan", "1"),
            ("Bắt đầu muộn", "của hạn chế, chủ quan", "1"),
        }
        drawn = chart(assessed.report, "nguyen-nhan")
        assert "bắt đầu muộn, 1 lần" in drawn.sentence
        assert len([b for b in drawn.wide.boxes if b.fill == "solid"][1:]) == 2
        figure = assessed.report.figures.get(key="causes.limit@late_start")
        assert [r["id"] for r in figure.rows] == [assessed.tasks[0].pk]


class TestEmpty:
    def test_without_tasks_there_is_a_sentence_and_no_chart(
        self, world: SimpleNamespace, leader: Actor
    ) -> None:
        report = made(leader, world.bloc, [])
        found = stand(report)
        assert not [c for e in found.values() for c in e.charts]
        assert any("Chưa giao nhiệm vụ nào" in gap for gap in found["achievements"].gaps)
        assert any("chưa có nhiệm vụ nào hoàn thành" in g for g in found["achievements"].gaps)
        assert any("Chưa có đánh giá nào" in gap for gap in found["causes"].gaps)
        text = "\n".join(p.text for p in docx.Document(io.BytesIO(as_word(report))).paragraphs)
        assert "Chưa giao nhiệm vụ nào" in text
        assert as_pdf(report).startswith(b"%PDF")

    def test_without_direct_organisations_there_is_no_table_of_them(
        self, year: SimpleNamespace, secretary: Actor
    ) -> None:
        report = made(secretary, year.world.river, [year.programme])
        found = stand(report)["achievements"]
        assert any("Không có tổ chức trực thuộc" in gap for gap in found.gaps)
        assert [r.name for r in table(report, "tasks").every] == ["Trực tiếp ở cấp này"]

    def test_a_report_locked_before_there_were_tables_stays_without(
        self, year: SimpleNamespace
    ) -> None:
        year.report.figures.filter(scope__has_key="table").delete()
        year.report.figures.filter(key="programmes.level").delete()
        assert all(not (e.tables or e.charts or e.gaps) for e in stand(year.report).values())


class TestManyChildren:
    @pytest.fixture
    def wide(
        self, world: SimpleNamespace, year: SimpleNamespace, system: Actor, leader: Actor
    ) -> Report:
        """Sixty-four direct organisations: the two of the world and sixty-two more."""
        with acting_for(system):
            more = [
                organisation(
                    f"SV-N{n}", f"Chi bộ cơ sở Nơi {n:02d}", "grassroots_cell", world.bloc,
                    (1600 + 2 * n, 1601 + 2 * n),
                )
                for n in range(62)
            ]  # fmt: skip
            followups.issue_task(
                owners=more, title="Học tập", due_on=date(2026, 6, 30),
                starts_on=date(2026, 2, 1), criteria=[Measure(kind="milestone", name="Xong")],
                programme_id=year.programme.pk, issued_by=world.bloc, actor=system,
            )  # fmt: skip
        return made(leader, world.bloc, [year.programme])

    def test_the_body_shows_some_and_the_annex_all(self, wide: Report) -> None:
        for key in ("members", "tasks"):
            found = table(wide, key)
            assert (len(found.rows), len(found.every)) == (FEW_IN_BODY, 64)
            assert "trong 64 tổ chức" in found.cut_sentence
        assert [t.key for t in paper_of(wide).long_tables] == ["members", "tasks"]
        assert table(wide, "tasks").total is not None
        assert sum(r.number("tasks.all") for r in table(wide, "tasks").every) == value(
            wide, "tasks.all"
        )

    def test_the_files_name_every_one_and_are_the_same_bytes(self, wide: Report) -> None:
        content = as_word(wide)
        assert content == as_word(wide)
        cells = [c.text for t in docx.Document(io.BytesIO(content)).tables for c in t._cells]
        pdf = as_pdf(wide)
        assert pdf == as_pdf(wide)
        text = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(pdf))
        for n in range(62):
            assert f"Chi bộ cơ sở Nơi {n:02d}" in cells
            assert f"Nơi {n:02d}" in text

    def test_is_read_with_few_questions(
        self, wide: Report, leader: Actor, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(12):
            paper_of(wide)
        with acting_for(leader), django_assert_max_num_queries(60):
            services.refresh_report(report=wide, actor=leader)
