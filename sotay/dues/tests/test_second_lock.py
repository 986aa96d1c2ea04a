"""One's own figure stays in the cell, also where a filter is forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sotay.dues import services
from sotay.dues.models import (
    Advice,
    BankAccount,
    Basis,
    Due,
    Payment,
    Receipt,
    Relief,
)
from sotay.dues.tests.conftest import LAST, MONTH, NEXT, NOW
from sotay.members import services as members
from sotay.members.models import Member
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

    def test_what_one_paid_stays_with_the_keeper_after_they_moved(
        self, filled, people, world, keeper, system
    ):
        with acting_for(keeper):
            before = {model: set(model.objects.visible_to(keeper)) for model in self.MODELS}
        with acting_for(replace(system, today=NOW)) as clerk:
            sent = members.send_transfer(
                actor=clerk, member=people.bay, to=world.hill, leaves_on=NOW,
                decision_number="9", is_clear=True,
            )  # fmt: skip
            members.confirm_transfer(actor=clerk, transfer=sent)
        with acting_for(keeper):
            assert not Member.objects.filter(pk=people.bay.pk).exists()
            after = {model: set(model.objects.visible_to(keeper)) for model in self.MODELS}
            assert after[Payment] == before[Payment]
            assert after[Receipt] == before[Receipt]
            assert people.bay.pk in {one.member_id for one in after[Payment]}

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


class TestAccounts:
    """The account may be a treasurer's own: its cell knows it, nobody else."""

    @pytest.fixture
    def account(self, world, keeper):
        with acting_for(keeper):
            return services.set_account(
                organisation=world.river, bank_code="970436", bank_name="Vietcombank",
                number="0123456789", holder="Trần Thị Ánh Nguyệt", actor=keeper,
            )  # fmt: skip

    def test_the_cell_reads_it(self, account, people, keeper, an):
        for actor in (keeper, an):
            with acting_for(actor):
                assert BankAccount.objects.get() == account

    def test_nobody_above_or_beside_does(
        self, account, above, officer, leader, inspector, hill_secretary, far_officer
    ):
        for actor in (above, officer, leader, inspector, hill_secretary, far_officer):
            with acting_for(actor):
                assert not BankAccount.objects.exists()

    def test_who_stays_there_reads_it_until_the_day_the_stay_ends(
        self, account, world, people, system, hill_secretary
    ):
        with acting_for(system):
            Member.objects.filter(pk=people.doi.pk).update(user=hill_secretary.user)
        with acting_for(hill_secretary):
            assert not BankAccount.objects.exists()
        with acting_for(system):
            stay = members.start_temporary_stay(
                actor=system, member=people.doi, at=world.river, valid_from=LAST,
                last_day=LAST + timedelta(days=180), reason="Công tác", decision_number="7-GGT",
            )  # fmt: skip
        with acting_for(hill_secretary):
            assert BankAccount.objects.get() == account
        with acting_for(system):
            stay = members.end_temporary_stay(actor=system, stay=stay, on=NOW + timedelta(days=1))
        with acting_for(hill_secretary):
            assert BankAccount.objects.exists()
        with acting_for(system):
            members.end_temporary_stay(actor=system, stay=stay, on=NOW)
        with acting_for(hill_secretary):
            assert not BankAccount.objects.exists()

    def test_a_member_can_neither_change_nor_remove_it(self, account, people, an):
        with acting_for(an):
            assert BankAccount.objects.update(number="9") == 0
            assert BankAccount.objects.all()._raw_delete("default") == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                BankAccount.objects.create(
                    organisation=account.organisation, bank_code="970436", bank_name="x",
                    number="1", holder="x", entered_by=an.user, superseded_at=timezone.now(),
                )  # fmt: skip
