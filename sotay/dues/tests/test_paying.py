"""Money taken, taken back, advised by transfer, and the account it comes to."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Sum

from sotay.core.errors import BadInput, RuleBroken
from sotay.dues import services
from sotay.dues.models import (
    BankAccount,
    Payment,
    Receipt,
)
from sotay.dues.rules import months
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, MONTH, NEXT, NOW
from sotay.notices import kinds
from sotay.organisations.access import acting_for, actor_for
from sotay.testing.notices import every_notice

pytestmark = pytest.mark.django_db


class TestPay:
    @pytest.fixture
    def take(self, month, people, keeper):
        def call(**changes):
            given = {
                "collection": month, "member_id": people.an.pk, "wanted": [MONTH],
                "actor": keeper, **changes,
            }  # fmt: skip
            with acting_for(given["actor"]):
                return services.pay(**given)

        return call

    def test_takes_what_is_owed_with_a_numbered_receipt(self, take, month, people):
        receipt = take()
        assert (receipt.amount, receipt.number, receipt.year) == (AN_OWES, 1, NOW.year)
        month.refresh_from_db()
        assert (month.settled, month.paid, month.received) == (1, AN_OWES, AN_OWES)
        assert take(member_id=people.bay.pk).number == 2

    def test_a_part_leaves_the_rest_and_the_rest_ends_it(self, take, month):
        take(amount=100_000)
        month.refresh_from_db()
        assert (month.settled, month.paid) == (0, 100_000)
        assert take().amount == AN_OWES - 100_000
        month.refresh_from_db()
        assert month.settled == 1
        with pytest.raises(RuleBroken, match="không còn phải đóng"):
            take()

    def test_several_months_ahead_in_one_receipt(self, take, month, keeper):
        receipt = take(wanted=[MONTH, NEXT, months.plus(MONTH, 2)])
        assert receipt.amount == 3 * AN_OWES
        with acting_for(keeper):
            assert sorted(receipt.payments.values_list("month", "amount")) == [
                (months.plus(MONTH, step), AN_OWES) for step in range(3)
            ]
        month.refresh_from_db()
        assert (month.paid, month.received) == (AN_OWES, 3 * AN_OWES)

    def test_paid_ahead_counts_when_the_month_comes(
        self, take, month, world, people, declare, keeper
    ):
        take(wanted=[MONTH, NEXT])
        declare(people.cuc, "student", since=MONTH)
        later = actor_for(keeper.user, NEXT)
        with acting_for(later):
            services.close_month(collection=month, actor=later)
            opened = services.open_month(organisation=world.river, month=NEXT, actor=later)
        assert (opened.settled, opened.paid, opened.received) == (1, AN_OWES, 0)

    def test_more_than_the_rate_is_taken_and_stays_visible(self, take, month):
        take(amount=AN_OWES + 50_000)
        month.refresh_from_db()
        assert (month.paid, month.settled) == (AN_OWES + 50_000, 1)

    def test_is_refused_while_the_figure_is_unknown(self, take, people):
        with pytest.raises(RuleBroken, match="Chưa rõ mức"):
            take(member_id=people.cuc.pk)

    def test_is_refused_for_somebody_not_on_the_list(self, take, people):
        with pytest.raises(RuleBroken, match="không có trong danh sách"):
            take(member_id=people.doi.pk)

    @pytest.mark.parametrize(
        "changes",
        [
            {"wanted": []},
            {"amount": 0},
            {"amount": -5},
            {"method": "gold"},
            {"received_on": NOW + timedelta(days=1)},
            {"wanted": [months.plus(MONTH, 25)]},
            {"received_on": months.plus(MONTH, -12) - timedelta(days=1)},
        ],
    )
    def test_is_refused_where_a_value_cannot_be(self, take, changes):
        with pytest.raises(BadInput):
            take(**changes)

    def test_today_and_twenty_four_months_ahead_are_still_taken(self, take):
        assert take(received_on=NOW, wanted=[months.plus(MONTH, 24)]).amount == AN_OWES

    def test_is_not_for_the_member_nor_above(self, take, an, above):
        for actor in (an, above):
            with pytest.raises(PermissionDenied):
                take(actor=actor)

    def test_all_at_once_leaves_out_the_unknown(self, month, take, keeper):
        take(amount=23_457)
        with acting_for(keeper):
            assert services.pay_all(collection=month, actor=keeper) == 2
            assert services.pay_all(collection=month, actor=keeper) == 0
            numbers = list(Receipt.objects.order_by("number").values_list("number", flat=True))
        month.refresh_from_db()
        assert numbers == [1, 2, 3]
        assert (month.settled, month.paid) == (2, AN_OWES + BAY_OWES)


class TestReverse:
    @pytest.fixture
    def receipt(self, month, people, keeper):
        with acting_for(keeper):
            return services.pay(
                collection=month, member_id=people.an.pk, wanted=[MONTH, NEXT], actor=keeper
            )

    def test_adds_entries_of_the_opposite_sign_and_changes_none(self, receipt, month, keeper):
        with acting_for(keeper):
            before = list(Payment.objects.values())
            services.reverse_receipt(receipt=receipt, reason="Ghi nhầm người", actor=keeper)
            assert list(Payment.objects.filter(kind="paid").values()) == before
            assert Payment.objects.aggregate(all=Sum("amount"))["all"] == 0
        month.refresh_from_db()
        assert (month.paid, month.received, month.settled) == (0, 0, 0)

    def test_only_once_and_with_a_reason(self, receipt, keeper):
        with acting_for(keeper):
            with pytest.raises(BadInput):
                services.reverse_receipt(receipt=receipt, reason=" ", actor=keeper)
            services.reverse_receipt(receipt=receipt, reason="Ghi nhầm", actor=keeper)
            with pytest.raises(RuleBroken, match="đã được hủy"):
                services.reverse_receipt(receipt=receipt, reason="Ghi nhầm", actor=keeper)

    def test_of_a_closed_month_goes_out_of_the_open_one_if_it_has_so_much(
        self, receipt, month, world, people, declare, keeper
    ):
        declare(people.cuc, "student", since=MONTH)
        later = actor_for(keeper.user, NEXT)
        with acting_for(later):
            services.close_month(collection=month, actor=later)
            with pytest.raises(RuleBroken, match="Không có tháng nào đang thu"):
                services.reverse_receipt(receipt=receipt, reason="Ghi nhầm", actor=later)
            opened = services.open_month(organisation=world.river, month=NEXT, actor=later)
            with pytest.raises(RuleBroken, match="chưa đủ"):
                services.reverse_receipt(receipt=receipt, reason="Ghi nhầm", actor=later)
            services.pay(
                collection=opened, member_id=people.bay.pk, wanted=[NEXT], amount=300_000,
                actor=later,
            )  # fmt: skip
            services.reverse_receipt(receipt=receipt, reason="Ghi nhầm", actor=later)
        opened.refresh_from_db()
        month.refresh_from_db()
        assert opened.received == 300_000 - 2 * AN_OWES
        assert month.received == 2 * AN_OWES  # what was shared stays as it was
        assert month.paid == 0

    def test_is_not_for_the_member(self, receipt, an):
        with acting_for(an), pytest.raises(PermissionDenied):
            services.reverse_receipt(receipt=receipt, reason="Nhầm", actor=an)

    def test_the_database_takes_no_reversal_without_its_entry(self, receipt, month, keeper):
        with (
            acting_for(keeper),
            pytest.raises(IntegrityError, match="dues_entry_is_sound"),
            transaction.atomic(),
        ):
            Payment.objects.create(
                member_id=receipt.member_id, organisation=receipt.organisation,
                collection=month, receipt=receipt, month=MONTH, amount=-5, entered_on=NOW,
                entered_by=keeper.user,
            )  # fmt: skip


class TestAdvice:
    @pytest.fixture
    def told(self, month, world, an):
        with acting_for(an):
            return services.tell_transfer(
                organisation=world.river, wanted=[MONTH], amount=AN_OWES, actor=an
            )

    def test_counts_for_nothing_until_it_is_confirmed(self, told, month, keeper, people):
        month.refresh_from_db()
        assert month.received == 0
        with acting_for(keeper):
            made = services.confirm_advice(advice=told, actor=keeper)
            assert (made.receipt.amount, made.receipt.method) == (AN_OWES, "bank")
            with pytest.raises(RuleBroken):
                services.confirm_advice(advice=told, actor=keeper)
        month.refresh_from_db()
        assert (month.received, month.settled) == (AN_OWES, 1)

    def test_the_member_is_told_that_there_is_an_answer_and_not_which(self, told, keeper, an):
        with acting_for(keeper):
            services.decline_advice(advice=told, answer="Chưa thấy 120.000 đồng", actor=keeper)
        (notice,) = every_notice()
        assert (notice.user, notice.kind, notice.link) == (an.user, "dues_answered", "/dues/mine/")
        assert notice.words == "Chi bộ đã trả lời lần báo chuyển khoản của đồng chí."
        assert "dues_answered" in kinds.kinds_of(["dues"])

    def test_who_found_the_money_says_the_same_words(self, told, month, keeper, an):
        with acting_for(keeper):
            services.confirm_advice(advice=told, actor=keeper)
        (notice,) = every_notice()
        assert notice.words == "Chi bộ đã trả lời lần báo chuyển khoản của đồng chí."

    def test_is_declined_with_a_word_and_may_be_told_again(self, told, world, keeper, an):
        with acting_for(an), pytest.raises(RuleBroken):
            services.tell_transfer(organisation=world.river, wanted=[MONTH], amount=1, actor=an)
        with acting_for(keeper):
            with pytest.raises(BadInput):
                services.decline_advice(advice=told, answer="", actor=keeper)
            services.decline_advice(advice=told, answer="Chưa thấy tiền", actor=keeper)
        with acting_for(an):
            assert services.tell_transfer(
                organisation=world.river, wanted=[MONTH], amount=1, actor=an
            ).pk

    def test_names_nobody(self, told, people):
        assert told.note.startswith("DP ")
        assert told.note.endswith(f"{MONTH:%m%Y}")
        assert "AN" not in told.note.split(" ")

    def test_is_not_confirmed_by_the_member(self, told, an):
        with acting_for(an), pytest.raises(PermissionDenied):
            services.confirm_advice(advice=told, actor=an)

    def test_needs_a_member(self, world, people, officer):
        with acting_for(officer), pytest.raises(PermissionDenied):
            services.tell_transfer(
                organisation=world.river, wanted=[MONTH], amount=1, actor=officer
            )


class TestAccount:
    def test_a_new_one_takes_the_place_of_the_old(self, world, keeper):
        given = {
            "organisation": world.river, "bank_code": "970436", "bank_name": "Vietcombank",
            "holder": "CHI BO SONG", "actor": keeper,
        }  # fmt: skip
        with acting_for(keeper):
            services.set_account(number="0011 0012 3456 78", **given)
            services.set_account(number="999988887777", **given)
        assert BankAccount.objects.standing().get().number == "999988887777"
        assert BankAccount.objects.count() == 2

    @pytest.mark.parametrize("changes", [{"bank_code": "97043"}, {"number": "12"}, {"holder": " "}])
    def test_is_refused_where_no_transfer_could_use_it(self, world, keeper, changes):
        given = {
            "organisation": world.river, "bank_code": "970436", "bank_name": "Vietcombank",
            "number": "0011001234567", "holder": "CHI BO SONG", "actor": keeper, **changes,
        }  # fmt: skip
        with acting_for(keeper), pytest.raises(BadInput):
            services.set_account(**given)

    def test_is_not_for_others(self, world, above):
        with acting_for(above), pytest.raises(PermissionDenied):
            services.set_account(
                organisation=world.river, bank_code="970436", bank_name="V", number="0011001",
                holder="X", actor=above,
            )  # fmt: skip
