"""What a member pays by: the basis declared, the relief granted."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput, RuleBroken
from sotay.dues import services
from sotay.dues.models import (
    Basis,
    Due,
    Relief,
)
from sotay.dues.rules import months
from sotay.dues.tests.conftest import BAY_OWES, LAST, MONTH, NEXT, due_of
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db


class TestBasis:
    def test_a_member_declares_their_own_and_the_open_month_follows(
        self, month, people, an, declare
    ):
        declare(people.an, "salaried", 20_000_000, actor=an, since=MONTH)
        with acting_for(an):
            assert due_of(people.an).amount == 200_000
            assert Due.objects.filter(member=people.an, month=MONTH).count() == 2
        month.refresh_from_db()
        assert month.owed == 200_000 + BAY_OWES

    def test_an_earlier_figure_holds_to_the_end_of_its_month(self, people, declare, system):
        declare(people.an, "salaried", 10_000_000, since=LAST)
        declare(people.an, "salaried", 20_000_000, since=MONTH)
        with acting_for(system):
            believed = Basis.objects.filter(member=people.an)
            assert believed.as_of(MONTH - timedelta(days=1)).get().income == 10_000_000
            assert believed.as_of(MONTH).get().income == 20_000_000

    def test_is_refused_without_what_the_category_needs(self, people, declare):
        with pytest.raises(BadInput, match="số tiền"):
            declare(people.an, "salaried")
        with pytest.raises(BadInput, match="vùng"):
            declare(people.an, "uninsured")
        with pytest.raises(BadInput, match="danh sách"):
            declare(people.an, "rich", 5)

    def test_is_refused_for_a_closed_month_and_taken_for_the_next(
        self, complete, people, declare, keeper
    ):
        with acting_for(keeper):
            services.close_month(collection=complete, actor=keeper)
        with pytest.raises(RuleBroken, match="đã chốt"):
            declare(people.an, "salaried", 9_000_000, since=MONTH)
        assert declare(people.an, "salaried", 9_000_000, since=NEXT).income == 9_000_000

    def test_is_taken_for_two_years_back_or_ahead_and_no_further(self, people, declare):
        assert declare(people.an, "student", since=months.plus(MONTH, 24)).pk
        for since in (months.plus(MONTH, 25), months.plus(MONTH, -25)):
            with pytest.raises(BadInput, match="quá xa"):
                declare(people.an, "student", since=since)

    def test_is_not_for_another_member_nor_for_offices_above(self, people, declare, an, above):
        with pytest.raises(PermissionDenied):
            declare(people.bay, "pension", 5_000_000, actor=an)
        with pytest.raises(PermissionDenied):
            declare(people.an, "pension", 5_000_000, actor=above)

    def test_is_refused_for_somebody_of_another_cell(self, people, declare):
        with pytest.raises(RuleBroken, match="không đóng đảng phí ở chi bộ này"):
            declare(people.doi, "salaried", 5_000_000)


class TestRelief:
    @pytest.fixture
    def give(self, world, people, keeper):
        def call(**changes):
            given = {
                "organisation": world.river, "member_id": people.an.pk, "percent": 50,
                "ground": "hardship", "decision_number": "05-NQ/CB", "since": MONTH, "count": 12,
                "actor": keeper, **changes,
            }  # fmt: skip
            with acting_for(given["actor"]):
                return services.set_relief(**given)

        return call

    def test_lowers_the_open_month_and_ends_after_its_months(self, month, people, give, keeper):
        given = give()
        assert given.valid_to == months.plus(MONTH, 12)
        with acting_for(keeper):
            assert due_of(people.an).amount == 61_728
            assert due_of(people.an).relief_percent == 50

    def test_the_whole_needs_no_figure(self, month, people, give, keeper):
        give(member_id=people.cuc.pk, percent=100)
        with acting_for(keeper):
            assert due_of(people.cuc).amount == 0
        month.refresh_from_db()
        assert (month.unknown, month.settled) == (0, 1)

    @pytest.mark.parametrize(
        "changes",
        [{"percent": 40}, {"count": 13}, {"count": 0}, {"decision_number": " "}, {"ground": "x"}],
    )
    def test_is_refused_outside_the_rule(self, give, changes):
        with pytest.raises(BadInput):
            give(**changes)

    def test_twelve_months_are_the_longest(self, give):
        assert give(count=12).pk

    def test_a_shorter_one_inside_a_longer_leaves_both_sides(self, give, people, system):
        give(percent=30, count=12)
        give(percent=70, since=months.plus(MONTH, 2), count=2)
        with acting_for(system):
            believed = Relief.objects.filter(member=people.an)
            found = [
                believed.as_of(months.plus(MONTH, step)).values_list("percent", flat=True).first()
                for step in range(13)
            ]
        assert found == [30, 30, 70, 70, *[30] * 8, None]

    def test_is_not_for_the_member(self, give, an):
        with pytest.raises(PermissionDenied):
            give(actor=an)
