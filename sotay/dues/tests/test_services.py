"""Acts on dues: done, refused, not allowed; the ledger holds after each."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.dues import services
from sotay.dues.models import (
    Advice,
    BankAccount,
    Basis,
    Due,
    Payment,
    Receipt,
    Relief,
    Remittance,
)
from sotay.dues.rules import months
from sotay.dues.tests.conftest import LAST, MONTH, NEXT, NOW, enter
from sotay.members import services as members
from sotay.notices import kinds
from sotay.notices.models import Notice
from sotay.organisations.access import acting_for, actor_for
from sotay.regulations import services as regulations

pytestmark = pytest.mark.django_db

AN_OWES, BAY_OWES = 123_457, 35_000


def due_of(member, month=MONTH):
    return Due.objects.standing().get(member=member, month=month)


class TestOpenMonth:
    def test_lists_who_pays_here_and_what_is_not_known_stays_unknown(self, month, people, system):
        with acting_for(system):
            assert due_of(people.an).amount == AN_OWES
            assert due_of(people.bay).amount == BAY_OWES
            assert due_of(people.cuc).amount is None
            assert not Due.objects.filter(member=people.doi).exists()
        assert (month.heads, month.unknown, month.settled) == (3, 1, 0)
        assert month.owed == AN_OWES + BAY_OWES
        assert AuditEntry.objects.filter(act="dues.open_month", subject_id=month.pk).exists()

    def test_is_refused_while_another_is_open_for_a_month_to_come_and_twice(
        self, month, world, keeper
    ):
        with acting_for(keeper):
            for asked in (MONTH, LAST, NEXT):
                with pytest.raises(RuleBroken):
                    services.open_month(organisation=world.river, month=asked, actor=keeper)

    def test_is_refused_where_members_do_not_belong(self, world, above):
        with acting_for(above), pytest.raises(RuleBroken, match="không phải là chi bộ"):
            services.open_month(organisation=world.works, month=MONTH, actor=above)

    def test_is_not_for_offices_above_or_beside(
        self, world, people, above, officer, hill_secretary
    ):
        for actor in (above, officer, hill_secretary):
            with acting_for(actor), pytest.raises(PermissionDenied):
                services.open_month(organisation=world.river, month=MONTH, actor=actor)

    def test_who_came_on_the_day_of_the_rule_pays_here_and_the_day_after_not_yet(
        self, world, people, keeper, system
    ):
        with acting_for(system):
            first = members.register_member(
                actor=system, cell=world.river, since=MONTH,
                facts={"full_name": "Vũ Văn Nhất", "gender": 1, "born_on": date(1990, 1, 1)},
            )  # fmt: skip
            second = members.register_member(
                actor=system, cell=world.river, since=MONTH + timedelta(days=1),
                facts={"full_name": "Vũ Văn Nhì", "gender": 1, "born_on": date(1990, 1, 1)},
            )  # fmt: skip
        with acting_for(keeper):
            services.open_month(organisation=world.river, month=MONTH, actor=keeper)
            on_list = set(Due.objects.values_list("member", flat=True))
        assert first.pk in on_list
        assert second.pk not in on_list

    def test_a_guest_pays_at_the_temporary_cell_and_not_at_home(
        self, world, people, keeper, hill_secretary, system
    ):
        with acting_for(system):
            members.start_temporary_stay(
                actor=system, member=people.doi, at=world.river, valid_from=LAST,
                last_day=months.plus(LAST, 5), reason="Biệt phái", decision_number="12-GT",
            )  # fmt: skip
        with acting_for(keeper):
            services.open_month(organisation=world.river, month=MONTH, actor=keeper)
            guest = due_of(people.doi)
            assert (guest.is_guest, guest.member_name) == (True, "Phạm Văn Đồi")
        hill = actor_for(hill_secretary.user, NOW)
        with acting_for(hill):
            made = services.open_month(organisation=world.hill, month=MONTH, actor=hill)
        assert made.heads == 0

    def test_what_was_declared_in_the_cell_before_comes_along_once(
        self, world, people, declare, keeper, hill_secretary, system
    ):
        declare(people.an, "salaried", 20_000_000)
        with acting_for(system):
            members.start_temporary_stay(
                actor=system, member=people.an, at=world.hill, valid_from=LAST,
                last_day=months.plus(LAST, 5), reason="Biệt phái", decision_number="12-GT",
            )  # fmt: skip
        hill = actor_for(hill_secretary.user, NOW)
        with acting_for(hill):
            assert not Basis.objects.exists()
            made = services.open_month(organisation=world.hill, month=MONTH, actor=hill)
            assert due_of(people.an).amount == 200_000
            services.declare_basis(
                organisation=world.hill, member_id=people.an.pk, category="student",
                income=None, region=None, since=MONTH, actor=hill,
            )  # fmt: skip
            services.refresh_month(collection=made, actor=hill)
            assert due_of(people.an).amount == 5_000
        with acting_for(keeper):
            assert Basis.objects.get().income == 20_000_000
        assert AuditEntry.objects.filter(act="dues.carry_bases").count() == 1

    def test_nobody_owes_one_month_in_two_cells(self, month, world, people, hill_secretary, system):
        with acting_for(system):
            Due.objects.filter(member=people.doi).update(superseded_at=None)
            Due.objects.create(
                member=people.doi, organisation=world.river, collection=month, month=MONTH,
                member_name="Phạm Văn Đồi",
            )  # fmt: skip
        hill = actor_for(hill_secretary.user, NOW)
        with acting_for(hill):
            made = services.open_month(organisation=world.hill, month=MONTH, actor=hill)
        assert made.heads == 0

    def test_fifty_years_of_membership_are_exempt_from_their_month_on(
        self, world, people, keeper, system
    ):
        with acting_for(system):
            full = enter(
                system, world.river, "Đỗ Thị Lão", born_on=date(1940, 1, 1),
                decided_on=MONTH.replace(year=MONTH.year - 50), admitted_on=None,
            )  # fmt: skip
            short = enter(
                system, world.river, "Đỗ Thị Gần", born_on=date(1940, 1, 1),
                decided_on=MONTH.replace(year=MONTH.year - 50) + timedelta(days=1),
                admitted_on=None,
            )  # fmt: skip
        with acting_for(keeper):
            services.open_month(organisation=world.river, month=MONTH, actor=keeper)
            assert due_of(full).amount == 0
            assert due_of(short).amount is None


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


class TestCloseAndSend:
    def test_shares_what_was_received_by_rule(self, complete, world, keeper):
        with acting_for(keeper):
            services.pay_all(collection=complete, actor=keeper)
            closed = services.close_month(collection=complete, actor=keeper)
        sent = Remittance.objects.get(collection=closed)
        assert sent.base == closed.received == AN_OWES + BAY_OWES + 5_000
        assert (sent.kept, sent.remitted) == (49_037, 114_420)
        assert sent.to_organisation == world.works
        assert sent.rule == "dues.kept_share_cell"

    def test_is_refused_while_a_figure_is_unknown_and_when_closed(
        self, month, people, declare, keeper
    ):
        with acting_for(keeper), pytest.raises(RuleBroken, match="chưa rõ mức đóng"):
            services.close_month(collection=month, actor=keeper)
        declare(people.cuc, "student", since=MONTH)
        with acting_for(keeper):
            services.close_month(collection=month, actor=keeper)
            with pytest.raises(RuleBroken, match="đã chốt"):
                services.close_month(collection=month, actor=keeper)
            with pytest.raises(RuleBroken, match="đã chốt"):
                services.pay(collection=month, member_id=people.an.pk, wanted=[MONTH], actor=keeper)

    def test_an_organisation_may_set_its_own_share(self, complete, world, keeper, system):
        with acting_for(system):
            regulations.set_override(
                actor=system, organisation=world.river, rule_id="dues.kept_share_cell", value=0.7,
                valid_from=LAST, document="12-HD/ĐU",
            )  # fmt: skip
        with acting_for(keeper):
            services.pay_all(collection=complete, actor=keeper)
            services.close_month(collection=complete, actor=keeper)
        assert Remittance.objects.get().kept == 114_420

    def test_is_not_for_offices_above(self, complete, above):
        with acting_for(above), pytest.raises(PermissionDenied):
            services.close_month(collection=complete, actor=above)


class TestAbove:
    @pytest.fixture
    def sent(self, complete, keeper):
        with acting_for(keeper):
            services.pay_all(collection=complete, actor=keeper)
            services.close_month(collection=complete, actor=keeper)
        return Remittance.objects.get()

    def test_confirms_once(self, sent, above):
        with acting_for(above):
            made = services.confirm_remittance(remittance=sent, actor=above)
            assert (made.state, made.settled_on) == ("confirmed", NOW)
            with pytest.raises(RuleBroken):
                services.confirm_remittance(remittance=sent, actor=above)

    def test_returns_with_a_reason_and_gets_it_again(self, sent, above, keeper):
        with acting_for(above):
            with pytest.raises(BadInput):
                services.return_remittance(remittance=sent, reason=" ", actor=above)
            services.return_remittance(remittance=sent, reason="Thiếu 20.000 đồng", actor=above)
        notice = Notice.objects.get(user=keeper.user)
        assert (notice.kind, notice.link) == ("dues_returned", "/dues/")
        assert "20" not in notice.words
        assert not Notice.objects.filter(user=above.user).exists()
        assert "dues_returned" in kinds.kinds_of(["dues"])
        with acting_for(keeper):
            with pytest.raises(BadInput):
                services.resend_remittance(remittance=sent, note="", actor=keeper)
            again = services.resend_remittance(remittance=sent, note="Đã nộp đủ", actor=keeper)
            with pytest.raises(RuleBroken):
                services.resend_remittance(remittance=sent, note="Đã nộp đủ", actor=keeper)
        assert (again.state, again.reason) == ("sent", "Thiếu 20.000 đồng")

    def test_is_for_the_receiving_organisation_only(self, sent, keeper, officer, hill_secretary):
        for actor in (keeper, officer, hill_secretary):
            with acting_for(actor), pytest.raises(PermissionDenied):
                services.confirm_remittance(remittance=sent, actor=actor)

    def test_a_committee_passes_on_what_it_confirmed_and_only_once(self, sent, world, above):
        with acting_for(above):
            with pytest.raises(RuleBroken, match="chưa có khoản nào"):
                services.pass_on(organisation=world.works, month=MONTH, actor=above)
            services.confirm_remittance(remittance=sent, actor=above)
            passed = services.pass_on(organisation=world.works, month=MONTH, actor=above)
            with pytest.raises(RuleBroken):
                services.pass_on(organisation=world.works, month=MONTH, actor=above)
        assert (passed.base, passed.kept, passed.remitted) == (114_420, 0, 114_420)
        assert passed.to_organisation == world.bloc

    def test_passing_on_is_not_for_those_below_or_above(self, sent, world, keeper, officer):
        for actor in (keeper, officer):
            with acting_for(actor), pytest.raises(PermissionDenied):
                services.pass_on(organisation=world.works, month=MONTH, actor=actor)


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
        notice = Notice.objects.get()
        assert (notice.user, notice.kind, notice.link) == (an.user, "dues_answered", "/dues/mine/")
        assert notice.words == "Chi bộ đã trả lời lần báo chuyển khoản của đồng chí."
        assert "dues_answered" in kinds.kinds_of(["dues"])

    def test_who_found_the_money_says_the_same_words(self, told, month, keeper, an):
        with acting_for(keeper):
            services.confirm_advice(advice=told, actor=keeper)
        assert Notice.objects.get().words == (
            "Chi bộ đã trả lời lần báo chuyển khoản của đồng chí."
        )

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


class TestRefresh:
    def test_brings_newcomers_in_and_lets_those_gone_out_unless_they_paid(
        self, month, world, people, keeper, system
    ):
        with acting_for(keeper):
            services.pay(collection=month, member_id=people.an.pk, wanted=[MONTH], actor=keeper)
        with acting_for(system):
            for gone in (people.an, people.bay):
                members.end_membership(
                    actor=system, member=gone, on=MONTH, how="leaving",
                    decision_number="7-QĐ", 
                )  # fmt: skip
            enter(system, world.river, "Cao Thị Mới")
        with acting_for(keeper):
            services.refresh_month(collection=month, actor=keeper)
            names = list(Due.objects.standing().values_list("member_name", flat=True))
        assert sorted(names) == ["Cao Thị Mới", "Lê Thị Cúc", "Trần Văn An"]


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


def test_november_by_hand(complete, world, people, keeper):
    """The worked example of docs/rules/dues.md."""
    assert complete.owed == 163_457
    with acting_for(keeper):
        services.pay(
            collection=complete, member_id=people.an.pk, wanted=[MONTH, NEXT], actor=keeper
        )
        services.pay(
            collection=complete, member_id=people.bay.pk, wanted=[MONTH], amount=20_000,
            actor=keeper,
        )  # fmt: skip
        services.pay(collection=complete, member_id=people.cuc.pk, wanted=[MONTH], actor=keeper)
        closed = services.close_month(collection=complete, actor=keeper)
        assert list(Receipt.objects.order_by("number").values_list("number", "amount")) == [
            (1, 246_914), (2, 20_000), (3, 5_000),
        ]  # fmt: skip
    assert (closed.paid, closed.missing, closed.settled) == (148_457, 15_000, 2)
    sent = Remittance.objects.get()
    assert (sent.base, sent.kept, sent.remitted) == (271_914, 81_574, 190_340)
