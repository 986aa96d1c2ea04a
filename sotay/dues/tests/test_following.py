"""What was paid in the cell before counts in the new one, once, and its money does not move."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from sotay.core.errors import RuleBroken
from sotay.core.models import AuditEntry
from sotay.dues import services
from sotay.dues.models import Collection, Credit, Due, Payment, Receipt, Remittance
from sotay.dues.own import own_dues
from sotay.dues.rollup import rollup
from sotay.dues.rules import months
from sotay.dues.sheets import ledger, sheet
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, LAST, MONTH, NEXT, NOW
from sotay.members import services as members
from sotay.members.models import Member
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db

THEN = LAST + timedelta(days=9)


def move(system, member, to, leaves_on):
    with acting_for(replace(system, today=NOW)) as clerk:
        sent = members.send_transfer(
            actor=clerk, member=member, to=to, leaves_on=leaves_on, decision_number="9",
            is_clear=True,
        )  # fmt: skip
        members.confirm_transfer(actor=clerk, transfer=sent)


@pytest.fixture(autouse=True)
def doi_owes_nothing(people, world, hill_keeper):
    """Of hill's own member nothing is asked, so that what is seen there is An's alone."""
    with acting_for(hill_keeper):
        services.set_relief(
            organisation=world.hill, member_id=people.doi.pk, percent=100, ground="hardship",
            decision_number="3", since=LAST, count=12, actor=hill_keeper,
        )  # fmt: skip


@pytest.fixture
def old_keeper(keeper):
    return actor_for(keeper.user, THEN)


@pytest.fixture
def before(world, declared, declare, people, old_keeper):
    """Last month of river, open; An pays it and the two that follow: receipt 01."""
    declare(people.cuc, "student", since=LAST)
    with acting_for(old_keeper):
        opened = services.open_month(organisation=world.river, month=LAST, actor=old_keeper)
        services.pay(
            collection=opened, member_id=people.an.pk, wanted=[LAST, MONTH, NEXT], actor=old_keeper
        )
    opened.refresh_from_db()
    return opened


@pytest.fixture
def receipt(before, old_keeper):
    with acting_for(old_keeper):
        return Receipt.objects.get()


@pytest.fixture
def moved(before, system, people, world):
    move(system, people.an, world.hill, LAST + timedelta(days=14))


@pytest.fixture
def there(moved, world, hill_keeper):
    """This month of hill, where An is now."""
    with acting_for(hill_keeper):
        return services.open_month(organisation=world.hill, month=MONTH, actor=hill_keeper)


def line_of(collection, member):
    return next(one for one in sheet(collection).lines if one.due.member_id == member.pk)


class TestFollows:
    def test_the_month_is_seen_as_paid_there_by_its_receipt(
        self, there, people, world, hill_keeper
    ):
        with acting_for(hill_keeper):
            line = line_of(there, people.an)
            assert (line.due.amount, line.left, line.paid) == (AN_OWES, 0, AN_OWES)
            assert line.state == "đã đóng"
            [one] = line.credits
            assert (one.place, one.credit.receipt_code) == ("Chi bộ Sông", f"01/{LAST.year}")
            assert services.pay_all(collection=there, actor=hill_keeper) == 0
            with pytest.raises(RuleBroken, match="không còn phải đóng"):
                services.pay(
                    collection=there, member_id=people.an.pk, wanted=[MONTH], actor=hill_keeper
                )

    def test_what_is_paid_for_months_to_come_counts_there_too(
        self, there, people, world, hill_keeper
    ):
        with acting_for(hill_keeper):
            stood = ledger(world.hill, people.an.pk, NOW)
            assert stood.until == NEXT
            assert {one.month: one.paid for one in stood.months} == {MONTH: AN_OWES, NEXT: AN_OWES}

    def test_the_money_and_the_shares_stay_with_the_cell_that_took_it(
        self, before, there, people, world, old_keeper, keeper, hill_keeper, system
    ):
        with acting_for(keeper):
            closed = services.close_month(collection=before, actor=keeper)
        sent = Remittance.objects.get(collection=closed)
        assert sent.base == closed.received == 3 * AN_OWES
        assert closed.paid == AN_OWES  # for last month, of those on its list
        there.refresh_from_db()
        assert (there.paid, there.received, there.missing) == (AN_OWES, 0, 0)
        with acting_for(hill_keeper):
            closed_there = services.close_month(collection=there, actor=hill_keeper)
        assert Remittance.objects.get(collection=closed_there).base == 0
        sent.refresh_from_db()
        assert sent.base == 3 * AN_OWES

    def test_nothing_is_counted_twice_above(self, before, there, world, keeper, above):
        """Once in the cell whose month it is, not in the one that has the money."""
        with acting_for(keeper):
            services.close_month(collection=before, actor=keeper)
            services.open_month(organisation=world.river, month=MONTH, actor=keeper)
        with acting_for(above):
            found = rollup(above, world.works, MONTH)
        assert {row.name: row.figure("paid") for row in found.rows} == {
            "Chi bộ Sông": 0, "Chi bộ Đồi": AN_OWES,
        }  # fmt: skip
        assert {row.name: row.figure("missing") for row in found.rows} == {
            "Chi bộ Sông": BAY_OWES + 5_000, "Chi bộ Đồi": 0,
        }  # fmt: skip

    def test_a_rest_is_still_owed_where_the_new_figure_is_higher(
        self, moved, people, world, hill_keeper
    ):
        with acting_for(hill_keeper):
            there = services.open_month(organisation=world.hill, month=MONTH, actor=hill_keeper)
            services.declare_basis(
                organisation=world.hill, member_id=people.an.pk, category="salaried",
                income=13_000_000, region=None, since=MONTH, actor=hill_keeper,
            )  # fmt: skip
            line = line_of(there, people.an)
            assert (line.due.amount, line.left) == (130_000, 130_000 - AN_OWES)
            receipt = services.pay(
                collection=there, member_id=people.an.pk, wanted=[MONTH], actor=hill_keeper
            )
            assert receipt.amount == 130_000 - AN_OWES

    def test_who_moves_after_the_day_of_the_rule_is_paid_where_they_were(
        self, before, people, world, system, hill_keeper
    ):
        """On the 1st the month is the new cell's; a day later it stays the old one's."""
        move(system, people.an, world.hill, MONTH + timedelta(days=1))
        with acting_for(hill_keeper):
            opened = services.open_month(organisation=world.hill, month=MONTH, actor=hill_keeper)
            assert people.an.pk not in {one.due.member_id for one in sheet(opened).lines}
            assert not Credit.objects.exists()

    def test_who_moves_on_the_day_of_the_rule_is_paid_in_the_new_cell(
        self, before, people, world, system, hill_keeper
    ):
        move(system, people.an, world.hill, MONTH)
        with acting_for(hill_keeper):
            opened = services.open_month(organisation=world.hill, month=MONTH, actor=hill_keeper)
            assert line_of(opened, people.an).left == 0

    def test_the_same_month_taken_before_the_move_was_known_stays_there_and_is_shown(
        self, before, people, world, keeper, system, hill_keeper
    ):
        with acting_for(keeper):
            services.close_month(collection=before, actor=keeper)
            now = services.open_month(organisation=world.river, month=MONTH, actor=keeper)
        move(system, people.an, world.hill, MONTH)
        with acting_for(keeper):
            now = services.refresh_month(collection=now, actor=keeper)
            assert line_of(now, people.an).left == 0
        with acting_for(hill_keeper):
            opened = services.open_month(organisation=world.hill, month=MONTH, actor=hill_keeper)
            shown = sheet(opened)
            assert people.an.pk not in {one.due.member_id for one in shown.lines}
            [one] = shown.elsewhere
            assert (one.credit.member_name, one.place) == ("Trần Văn An", "Chi bộ Sông")
            assert (opened.owed, opened.paid, opened.heads) == (0, 0, 1)

    def test_a_second_look_changes_nothing(self, there, hill_keeper):
        with acting_for(hill_keeper):
            before = set(Credit.objects.values_list("pk", "superseded_at"))
            services.refresh_month(collection=there, actor=hill_keeper)
            assert set(Credit.objects.values_list("pk", "superseded_at")) == before
        assert AuditEntry.objects.filter(act="dues.follow_payments").count() == 1

    def test_a_transfer_known_later_is_followed_when_the_list_is_reckoned_anew(
        self, before, people, world, system, hill_keeper
    ):
        with acting_for(hill_keeper):
            opened = services.open_month(organisation=world.hill, month=MONTH, actor=hill_keeper)
        move(system, people.an, world.hill, LAST + timedelta(days=14))
        with acting_for(hill_keeper):
            opened = services.refresh_month(collection=opened, actor=hill_keeper)
            assert line_of(opened, people.an).left == 0

    def test_months_of_who_has_gone_on_are_this_cells_no_more(
        self, there, people, world, system, hill_keeper
    ):
        """An goes on to a third cell: the month after is that one's."""
        move(system, people.an, world.plain, MONTH + timedelta(days=1))
        later = actor_for(hill_keeper.user, NEXT)
        with acting_for(later):
            services.close_month(collection=there, actor=later)
            opened = services.open_month(organisation=world.hill, month=NEXT, actor=later)
            assert sheet(opened).elsewhere == ()
            assert set(Credit.objects.standing().values_list("month", flat=True)) == {MONTH}

    def test_who_has_gone_on_stays_on_the_list_of_the_month(
        self, there, people, world, system, hill_keeper
    ):
        move(system, people.an, world.plain, MONTH + timedelta(days=1))
        with acting_for(hill_keeper):
            now = services.refresh_month(collection=there, actor=hill_keeper)
            assert line_of(now, people.an).left == 0
            assert (now.heads, now.owed, now.paid) == (2, AN_OWES, AN_OWES)

    def test_who_owes_stays_on_it_too(self, before, people, world, system, old_keeper):
        """Bảy has paid nothing yet and goes after the day that decides."""
        move(system, people.bay, world.hill, LAST + timedelta(days=1))
        with acting_for(old_keeper):
            now = services.refresh_month(collection=before, actor=old_keeper)
            assert line_of(now, people.bay).left == BAY_OWES

    def test_who_was_gone_on_the_day_leaves_the_list(
        self, before, people, world, system, old_keeper
    ):
        move(system, people.bay, world.hill, LAST)
        with acting_for(old_keeper):
            now = services.refresh_month(collection=before, actor=old_keeper)
            assert people.bay.pk not in {one.due.member_id for one in sheet(now).lines}


class TestReversal:
    def test_where_the_month_counted_it_is_owed_again(
        self, there, receipt, people, world, keeper, hill_keeper
    ):
        with acting_for(keeper):
            services.reverse_receipt(receipt=receipt, reason="Ghi nhầm", actor=keeper)
        with acting_for(hill_keeper):
            assert line_of(there, people.an).left == AN_OWES
            there.refresh_from_db()
            assert (there.paid, there.settled, there.missing) == (0, 1, AN_OWES)
            assert not Credit.objects.standing().exists()


class TestOldCell:
    """Months of the new cell are not taken in the old one: nobody pays twice."""

    @pytest.mark.parametrize("month", [MONTH, NEXT])
    def test_does_not_take_them(self, there, before, people, keeper, month):
        with acting_for(keeper), pytest.raises(RuleBroken, match="đóng ở chi bộ khác"):
            services.pay(
                collection=before, member_id=people.an.pk, wanted=[month], amount=1_000,
                actor=keeper,
            )  # fmt: skip

    def test_does_not_take_a_month_between_though_they_have_come_back(
        self, there, before, people, world, system, keeper
    ):
        """On the old cell's list again after it: the month itself is still the other cell's."""
        with acting_for(system):
            Due.objects.create(
                organisation=world.river, member=people.an, collection=before, month=NEXT,
                member_name="Trần Văn An", amount=1,
            )  # fmt: skip
        with acting_for(keeper), pytest.raises(RuleBroken, match="đóng ở chi bộ khác"):
            services.pay(
                collection=before, member_id=people.an.pk, wanted=[MONTH], amount=1_000,
                actor=keeper,
            )  # fmt: skip

    def test_still_takes_what_is_owed_of_its_own(
        self, before, there, people, world, system, keeper
    ):
        with acting_for(keeper):
            receipt = services.pay(
                collection=before, member_id=people.bay.pk, wanted=[LAST, MONTH], actor=keeper
            )
        assert receipt.amount == 2 * BAY_OWES


class TestSecondLock:
    def test_the_new_cell_sees_the_months_and_nothing_else_of_the_old(
        self, there, receipt, hill_keeper, people
    ):
        with acting_for(hill_keeper):
            assert not Receipt.objects.exists()
            assert not Payment.objects.exists()
            assert set(Due.objects.filter(member=people.an).values_list("month")) == {(MONTH,)}
            held = {(one.month, one.amount) for one in Credit.objects.all()}
            assert held == {(MONTH, AN_OWES), (NEXT, AN_OWES)}  # not last month's, not the sum

    def test_nobody_else_sees_them(
        self, there, above, officer, leader, inspector, keeper, far_officer
    ):
        for actor in (above, officer, leader, inspector, keeper, far_officer):
            with acting_for(actor):
                assert not Credit.objects.exists()

    def test_the_member_sees_their_own(self, there, an, people):
        with acting_for(an):
            assert set(Credit.objects.values_list("member", flat=True)) == {people.an.pk}
            own = own_dues(Member.objects.get(user=an.user), NOW, 1)
            assert own.ledger.until == NEXT
            assert own.transfer is None or own.transfer.months == (months.plus(NEXT, 1),)

    def test_neither_keeper_nor_member_writes_them(self, there, hill_keeper, an, people):
        for actor in (hill_keeper, an):
            with acting_for(actor):
                one = Credit.objects.first()
                assert Credit.objects.update(amount=1) == 0
                assert Credit.objects.all()._raw_delete("default") == 0
                one.pk = None
                one.month = months.plus(NEXT, 5)
                with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                    one.save(force_insert=True)

    def test_their_label_is_the_new_cells_place_in_the_tree(self, there, world, system):
        with acting_for(system), connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT org_lft FROM dues_credit")
            assert cursor.fetchall() == [(world.hill.lft,)]


def test_by_hand(before, there, people, world, keeper, hill_keeper, system):
    """The worked example of docs/rules/dues.md: An goes from Sông to Đồi."""
    with acting_for(keeper):
        services.close_month(collection=before, actor=keeper)
    sent = Remittance.objects.get()
    assert (sent.base, sent.kept, sent.remitted) == (370_371, 111_111, 259_260)
    with acting_for(hill_keeper):
        services.close_month(collection=there, actor=hill_keeper)
    found = Collection.objects.get(pk=there.pk)
    assert (found.owed, found.paid, found.received, found.settled) == (123_457, 123_457, 0, 2)
