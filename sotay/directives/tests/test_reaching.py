"""Coverage and chain in the small world: who made it concrete, who was let off, where it breaks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sotay.directives import chain as chains
from sotay.directives import services
from sotay.directives.coverage import coverage
from sotay.directives.models import Citation, Document
from sotay.directives.tests.conftest import OCTOBER
from sotay.followups import services as followups
from sotay.followups.rules import Measure
from sotay.followups.services import NewTask
from sotay.organisations.models import Organisation

DAY = date(2026, 11, 22)
MEETINGS = Measure("quantity", "Số kỳ sinh hoạt", target=Decimal(1), unit="kỳ")


@pytest.fixture
def given(plan, officer, world):
    """The plan's first task, given to works and plain."""
    return services.take_draft(
        draft=plan.drafts.get(text__startswith="Các đảng ủy"),
        owners=[world.works, world.plain],
        title="Rà soát quy chế",
        starts_on=OCTOBER,
        due_on=date(2026, 11, 30),
        product="",
        criteria=[MEETINGS],
        actor=officer,
    )


def states(plan, world, day=DAY):
    table = coverage(plan, world.bloc, day)
    return {row.organisation.pk: [cell.state for cell in row.cells] for row in table.rows}


def make_concrete(task, owner, actor):
    return followups.make_concrete(
        task=task,
        children=[NewTask(owner, "Rà soát ở chi bộ", due_on=task.due_on, criteria=[MEETINGS])],
        actor=actor,
    )


class TestCoverage:
    def test_nothing_was_taken_yet(self, plan, world):
        assert coverage(plan, world.bloc, DAY).columns == []

    def test_a_committee_is_silent_until_it_makes_it_concrete(
        self, plan, given, world, works_secretary
    ):
        assert states(plan, world)[world.works.pk] == ["silent"]

        make_concrete(
            next(t for t in given if t.owner == world.works), world.river, works_secretary
        )

        assert states(plan, world)[world.works.pk] == ["covered"]

    def test_a_cell_with_nobody_under_it_is_covered_by_the_task_itself(self, plan, given, world):
        assert states(plan, world)[world.plain.pk] == ["covered"]

    def test_let_off_with_a_reason(self, plan, given, officer, world):
        clause = plan.clauses.get(path="II.1")
        services.waive_clause(
            clause=clause, organisation=world.works, reason="Vừa sáp nhập", actor=officer
        )

        cell = next(
            row.cells[0] for row in coverage(plan, world.bloc, DAY).rows
            if row.organisation.pk == world.works.pk
        )  # fmt: skip
        assert (cell.state, cell.reason) == ("waived", "Vừa sáp nhập")
        assert states(plan, world, DAY - timedelta(days=1))[world.works.pk] == ["silent"]

    def test_what_was_not_asked_is_not_silent(self, plan, officer, world):
        services.take_draft(
            draft=plan.drafts.get(text__startswith="Mỗi chi bộ"), owners=[world.works],
            title="Chuyên đề", starts_on=OCTOBER, due_on=date(2026, 12, 31), product="",
            criteria=[MEETINGS], actor=officer,
        )  # fmt: skip

        assert states(plan, world) == {
            world.works.pk: ["silent"], world.plain.pk: ["unasked"],
        }  # fmt: skip

    def test_a_dropped_task_covers_nothing(self, plan, given, officer, world):
        for task in given:
            followups.drop_task(task=task, reason="Không cần nữa", actor=officer)

        assert states(plan, world)[world.plain.pk] == ["unasked"]

    def test_on_the_day_the_task_starts_and_not_the_day_before(self, plan, given, world):
        assert states(plan, world, OCTOBER)[world.plain.pk] == ["covered"]
        assert states(plan, world, OCTOBER - timedelta(days=1))[world.plain.pk] == ["unasked"]

    def test_tasks_of_a_text_without_clauses_stand_under_the_whole_paper(
        self, register, officer, world
    ):
        bare = register(text="Các đảng ủy, chi ủy cơ sở báo cáo trước ngày 15-11-2026.",
                        issuer=world.bloc)  # fmt: skip
        services.take_draft(
            draft=bare.drafts.get(kind="task"), owners=[world.plain], title="Báo cáo",
            starts_on=OCTOBER, due_on=date(2026, 11, 14), product="", criteria=[MEETINGS],
            actor=officer,
        )  # fmt: skip

        table = coverage(bare, world.bloc, DAY)

        assert [column.clause for column in table.columns] == [None]
        assert states(bare, world)[world.plain.pk] == ["covered"]

    def test_counts_silent_organisations(self, plan, given, world):
        assert coverage(plan, world.bloc, DAY).silent_organisations == 1

    def test_a_fixed_number_of_questions(self, plan, given, world, django_assert_num_queries):
        from django.contrib.contenttypes.models import ContentType

        ContentType.objects.clear_cache()
        coverage(plan, world.bloc, DAY)
        with django_assert_num_queries(8):
            coverage(plan, world.bloc, DAY)


def everything():
    return Document.objects.all()


class TestChain:
    def test_up_and_down_with_what_each_carries_out(self, plan, cell_plan, central):
        nodes = chains.chain(plan, everything(), DAY)

        assert [(node.document, node.depth, node.parents) for node in nodes] == [
            (central, -1, []),
            (plan, 0, [central.pk]),
            (cell_plan, 1, [plan.pk]),
        ]

    def test_down_to_the_cell_over_two_levels(self, plan, register, world, works_secretary,
                                              secretary):  # fmt: skip
        works = register(
            "05-KH/ĐU", "Thực hiện Kế hoạch số 27-KH/ĐUK, ngày 14-10-2026 của Đảng ủy Khối.",
            on=date(2026, 10, 20), issuer=world.works, actor=works_secretary,
        )  # fmt: skip
        cell = register(
            "03-KH/CB", "Thực hiện Kế hoạch số 05-KH/ĐU của Đảng ủy.", on=date(2026, 10, 25),
            issuer=world.river, actor=secretary,
        )  # fmt: skip

        nodes = chains.chain(plan, everything(), DAY)

        assert [(node.document, node.depth) for node in nodes] == [
            (plan, 0), (works, 1), (cell, 2),
        ]  # fmt: skip

    def test_drafts_and_dropped_citations_are_not_in_it(self, plan, cell_plan, register, world):
        register("10-KH/CB", "Thực hiện Kế hoạch số 27-KH/ĐUK.", issuer=world.plain,
                 on=date(2026, 11, 1), confirmed=False)  # fmt: skip
        Citation.objects.filter(document=cell_plan).update(is_dropped=True)

        assert [node.document for node in chains.chain(plan, everything(), DAY)] == [plan]

    def test_only_what_the_reader_may_see(self, plan, cell_plan, officer, secretary, world):
        services.issue_document(document=plan, to=[world.works], actor=officer)

        nodes = chains.chain(plan, Document.objects.visible_to(secretary), DAY)

        assert [node.document for node in nodes] == [plan]

    def test_a_circle_is_walked_once(self, register, world):
        one = register("21-KH/ĐUK", "Thực hiện Kế hoạch số 22-KH/ĐUK.", issuer=world.bloc)
        other = register("22-KH/ĐUK", "Thực hiện Kế hoạch số 21-KH/ĐUK.", issuer=world.bloc)
        Citation.objects.filter(document=one).update(target=other)

        nodes = chains.chain(one, everything(), DAY)

        assert {node.document for node in nodes} == {one, other}

    def test_what_carries_out_an_ended_text_is_stale_from_that_day(self, plan, cell_plan, officer):
        plan = services.end_force(document=plan, on=date(2026, 11, 1), actor=officer)

        def stale(day):
            return [n.document for n in chains.chain(plan, everything(), day) if n.is_stale]

        assert stale(date(2026, 10, 31)) == []
        assert stale(date(2026, 11, 1)) == [cell_plan]


class TestBreaks:
    def broken(self, plan, day=DAY):
        nodes = chains.chain(plan, everything(), day)
        return {
            one.organisation.pk for one in chains.breaks(nodes, Organisation.objects.all(), day)
        }

    def test_received_and_answered_with_nothing(self, plan, officer, world):
        services.issue_document(document=plan, to=[world.works, world.plain], actor=officer)

        assert self.broken(plan) == {world.works.pk, world.plain.pk}

    def test_a_paper_is_an_answer(self, plan, cell_plan, officer, world):
        services.issue_document(document=plan, to=[world.works, world.plain], actor=officer)

        assert self.broken(plan) == {world.works.pk}

    def test_tasks_of_its_own_are_an_answer(self, plan, given, officer, works_secretary, world):
        services.issue_document(document=plan, to=[world.works, world.plain], actor=officer)
        assert self.broken(plan) == {world.works.pk}  # plain has nobody under it

        make_concrete(
            next(t for t in given if t.owner == world.works), world.river, works_secretary
        )

        assert self.broken(plan) == set()

    def test_sending_up_asks_for_no_answer(self, cell_plan, officer, world):
        services.issue_document(document=cell_plan, to=[world.bloc], actor=officer)

        assert self.broken(cell_plan) == set()


class TestPicture:
    def test_one_paper_alone_needs_none(self, plan):
        assert chains.picture(chains.chain(plan, everything(), DAY)) == ""

    def test_names_are_escaped_and_lines_join_the_boxes(self, plan, cell_plan):
        Document.objects.filter(pk=cell_plan.pk).update(organ_symbol="<b>&")

        drawn = chains.picture(chains.chain(plan, everything(), DAY))

        assert "&lt;b&gt;&amp;" in drawn
        assert "<b>" not in drawn
        assert drawn.count("<rect") == 2
        assert drawn.count("C") >= 1
