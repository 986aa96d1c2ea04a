"""Who finds which paper: by reach, by sending, by what a superior keeps; drafts only at home."""

from dataclasses import replace
from datetime import date

import pytest

from sotay.directives import services
from sotay.directives.models import Document


def seen(actor):
    return set(Document.objects.visible_to(actor))


class TestOwnPapers:
    def test_found_in_reach_and_not_beside_it(self, cell_plan, plan, officer, request):
        assert {cell_plan, plan} <= seen(officer)
        assert cell_plan not in seen(request.getfixturevalue("secretary"))
        assert cell_plan not in seen(request.getfixturevalue("works_secretary"))
        assert cell_plan not in seen(request.getfixturevalue("far_officer"))

    def test_a_paper_from_above_only_once_it_was_sent(self, plan, officer, secretary, world):
        assert plan not in seen(secretary)

        services.issue_document(document=plan, to=[world.works], actor=officer)

        assert plan in seen(secretary)  # river lies under works

    def test_sending_to_one_branch_shows_nothing_to_another(self, plan, officer, world):
        from sotay.testing.worlds import _actor, person

        plain = _actor(person("plain", "Lý Thị Bằng", ("secretary", world.plain)))
        services.issue_document(document=plan, to=[world.works], actor=officer)

        assert plan not in seen(plain)


class TestDrafts:
    def test_are_found_at_home_and_above_alone(self, register, secretary, works_secretary, world,
                                               hill_secretary, officer):  # fmt: skip
        draft = register("01-KH/CB", actor=secretary, issuer=world.river, confirmed=False)

        assert draft in seen(secretary)
        assert draft in seen(works_secretary)
        assert draft in seen(officer)
        assert draft not in seen(hill_secretary)

    def test_of_a_paper_from_outside_are_not_found_below(self, register, secretary, officer):
        draft = register("08-NQ/TW", confirmed=False)

        assert draft in seen(officer)
        assert draft not in seen(secretary)


class TestPapersFromOutside:
    def test_kept_above_are_read_below(self, central, secretary):
        assert central in seen(secretary)

    def test_kept_by_one_bloc_are_not_shown_to_another(self, central, far_officer):
        assert central not in seen(far_officer)

    def test_kept_below_are_found_above_and_not_beside(
        self, register, secretary, officer, hill_secretary
    ):
        paper = register("08-CV/UBND", actor=secretary, type_name="Công văn")

        assert paper in seen(officer)
        assert paper not in seen(hill_secretary)

    def test_registered_by_somebody_who_holds_no_office_now_are_not_found(self, central, officer):
        assert central not in seen(replace(officer, grants=()))


class TestMembersOfACell:
    """Somebody without an office sees what was sent to their line, and nothing else."""

    @pytest.fixture
    def member(self, stranger, world):
        return replace(stranger, home=world.river)

    def test_nothing_before_it_is_sent(self, plan, central, cell_plan, member):
        assert seen(member) == set()

    @pytest.mark.parametrize("where", ["river", "works", "bloc"])
    def test_what_was_sent_to_their_line(self, plan, officer, member, world, where):
        services.issue_document(document=plan, to=[getattr(world, where)], actor=officer)

        assert seen(member) == {plan}

    @pytest.mark.parametrize("where", ["hill", "plain"])
    def test_not_what_was_sent_elsewhere(self, plan, officer, member, world, where):
        services.issue_document(document=plan, to=[getattr(world, where)], actor=officer)

        assert seen(member) == set()

    def test_their_own_cells_paper_once_the_cell_sends_it_to_itself(
        self, register, secretary, member, world
    ):
        paper = register("01-KH/CB", actor=secretary, issuer=world.river)
        assert seen(member) == set()

        services.issue_document(document=paper, to=[world.river], actor=secretary)

        assert seen(member) == {paper}


def test_a_stranger_sees_nothing(plan, central, stranger):
    assert seen(stranger) == set()


def test_a_retired_paper_stays_where_it_was(plan, officer):
    services.end_force(document=plan, on=date(2026, 12, 1), actor=officer)

    assert plan in seen(officer)
