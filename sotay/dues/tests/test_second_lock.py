"""One's own figure stays in the cell, also where a filter is forgotten."""

import pytest
from django.db import connection

from sotay.dues import services
from sotay.dues.models import (
    Advice,
    Basis,
    Due,
    Payment,
    Receipt,
    Relief,
)
from sotay.dues.tests.conftest import MONTH, NEXT
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db


class TestSecondLock:
    """With the application's own filters removed."""

    MODELS = (Basis, Due, Payment, Receipt, Relief, Advice)

    @pytest.fixture
    def filled(self, complete, people, world, keeper, an):
        with acting_for(keeper):
            services.set_relief(
                organisation=world.river, member_id=people.bay.pk, percent=30, ground="hardship",
                decision_number="5", since=MONTH, count=1, actor=keeper,
            )  # fmt: skip
            services.pay_all(collection=complete, actor=keeper)
        with acting_for(an):
            services.tell_transfer(organisation=world.river, wanted=[NEXT], amount=5, actor=an)

    def test_offices_above_and_beside_see_nobody(
        self, filled, above, officer, leader, inspector, hill_secretary, far_officer
    ):
        for actor in (above, officer, leader, inspector, hill_secretary, far_officer):
            with acting_for(actor):
                assert [model.objects.count() for model in self.MODELS] == [0] * 6

    def test_the_keeper_sees_the_cell(self, filled, keeper):
        with acting_for(keeper):
            assert all(model.objects.exists() for model in self.MODELS)
            assert Due.objects.standing().count() == 3

    def test_members_see_their_own_alone(self, filled, people, an):
        with acting_for(an):
            for model in (Basis, Due, Payment, Receipt, Advice):
                assert set(model.objects.values_list("member", flat=True)) == {people.an.pk}
            assert not Relief.objects.exists()

    def test_a_member_cannot_write_what_is_owed_or_paid(self, filled, people, an):
        with acting_for(an):
            assert Due.objects.filter(member=people.an).update(amount=1) == 0
            assert Payment.objects.filter(member=people.an).update(amount=1) == 0

    def test_the_ledger_is_not_deleted_by_the_keeper(self, filled, keeper):
        with acting_for(keeper), connection.cursor() as cursor:
            cursor.execute("DELETE FROM dues_payment")
            assert cursor.rowcount == 0
