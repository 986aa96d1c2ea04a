"""The meter on kept papers: what is held against what, and who sees which passages."""

from datetime import date
from decimal import Decimal

import pytest

from sotay.directives import comparing, services
from sotay.directives.models import Comparison, Document
from sotay.directives.tests.papers import BLOC_PLAN, CELL_PLAN


@pytest.fixture
def works_plan(register, plan, world):
    """Works copied the bloc's plan, word by word."""
    text = BLOC_PLAN.replace("27-KH/ĐUK", "05-KH/ĐU").replace(
        "Thực hiện Hướng dẫn số 42-HD/BTCTW, ngày 28-10-2025 và Chương trình số 02-CTr/ĐUK",
        "Thực hiện Kế hoạch số 27-KH/ĐUK, ngày 14-10-2026",
    )
    return register("05-KH/ĐU", text, on=date(2026, 10, 21), issuer=world.works, plan_year=2026)


@pytest.fixture
def last_year(register, world):
    return register(
        "08-KH/CB", CELL_PLAN.replace("09-KH/CB", "08-KH/CB"), on=date(2025, 10, 20),
        issuer=world.plain, plan_year=2025,
    )  # fmt: skip


class TestOthers:
    def test_the_text_above_is_what_it_carries_out(self, plan, cell_plan):
        found = comparing.others(cell_plan, "upper", Document.objects.all())

        assert found == [plan]

    def test_its_own_last_year(self, last_year, cell_plan):
        assert comparing.others(cell_plan, "last_year", Document.objects.all()) == [last_year]

    def test_without_a_year_there_is_no_last_year(self, plan):
        assert comparing.others(plan, "last_year", Document.objects.all()) == []

    def test_a_neighbour_of_the_same_year_that_carries_out_the_same(self, cell_plan, works_plan):
        assert comparing.others(cell_plan, "neighbour", Document.objects.all()) == [works_plan]

    def test_only_what_the_reader_may_see(self, cell_plan, plan, stranger):
        visible = Document.objects.visible_to(stranger)

        assert comparing.others(cell_plan, "upper", visible) == []


class TestMeasurePlan:
    def test_kept_when_it_is_confirmed(self, cell_plan, plan):
        row = Comparison.objects.get(plan=cell_plan, other=plan)

        assert row.against == "upper"
        assert row.copied_share == Decimal("0.3529")  # 30 of 85 syllables
        assert {"kind": "day", "words": "15-11-2026"} in row.lost

    def test_done_again_it_is_replaced(self, cell_plan):
        before = Comparison.objects.filter(plan=cell_plan).count()

        comparing.measure_plan(cell_plan)

        assert Comparison.objects.filter(plan=cell_plan).count() == before

    def test_a_paper_from_outside_is_no_plan_of_ours(self, central):
        assert not Comparison.objects.filter(plan=central).exists()


class TestMostCopied:
    def test_from_the_share_on_that_the_rule_names(self, works_plan, cell_plan, officer, today):
        found = comparing.most_copied(officer, today)

        assert [row.plan for row in found] == [works_plan]
        bound = Decimal("0.6")
        Comparison.objects.filter(plan=cell_plan).update(copied_share=bound)
        assert len(comparing.most_copied(officer, today)) == 2
        Comparison.objects.filter(plan=cell_plan).update(copied_share=bound - Decimal("0.0001"))
        assert len(comparing.most_copied(officer, today)) == 1

    def test_only_in_reach(self, works_plan, far_officer, today):
        assert comparing.most_copied(far_officer, today) == []


class TestComparisonPage:
    def test_counts_what_is_missing(self, cell_plan):
        shown = comparing.comparison_page(cell_plan, "upper", Document.objects.all())

        tasks = list(cell_plan.drafts.filter(kind="task"))
        assert shown.drafts == len(tasks)
        assert dict(shown.missing)["day"] == sum("day" in task.missing for task in tasks)
        assert 0 < shown.incomplete <= shown.drafts

    def test_another_text_may_be_chosen(self, plan, cell_plan, register, officer, world):
        second = register("28-KH/ĐUK", "Chi bộ làm việc khác hẳn mọi năm.", issuer=world.bloc)
        citation = cell_plan.citations.first()
        services.link_citation(citation=citation, target=plan, actor=officer)
        cell_plan.citations.create(
            target=second, relation="implements", line=1, start=0, end=1, text="x"
        )

        shown = comparing.comparison_page(cell_plan, "upper", Document.objects.all(), second.pk)

        assert shown.other == second
        assert shown.also == [plan]
