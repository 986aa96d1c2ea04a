"""An applied list is taken back whole, in its open month, or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.dues import importing, services
from sotay.dues.importing import ListRefused, undoing
from sotay.dues.models import Advice, Payment, PaymentList, Receipt
from sotay.dues.rules import months
from sotay.dues.sheets import reversed_of
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, LAST, MONTH, NEXT, NOW
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db

WRITTEN = months.written(MONTH)
AN, BAY = "Trần Văn An", "Nguyễn Thị Bảy"
ROWS = f"Họ và tên\tĐóng từ tháng\tSố tiền\n{AN}\t{WRITTEN}\t123.457\n{BAY}\t{WRITTEN}\t35.000"
WHY = "Ghi nhầm danh sách của tháng trước"


@pytest.fixture
def apply(complete, keeper):
    def do(rows: str = ROWS) -> PaymentList:
        with acting_for(keeper):
            made = importing.start_list(
                collection=complete, data=rows.encode(), file_name="thang.csv", actor=keeper
            )
            return importing.apply_list(payment_list=made, actor=keeper)

    return do


@pytest.fixture
def applied(apply):
    return apply()


@pytest.fixture
def take_back(keeper):
    def do(payment_list: PaymentList, reason: str = WHY, actor: Any = keeper) -> PaymentList:
        with acting_for(actor):
            return importing.take_back_list(payment_list=payment_list, reason=reason, actor=actor)

    return do


class TestTakeBack:
    def test_every_receipt_is_void_and_stays_and_the_sums_are_as_before(
        self, applied, take_back, complete, keeper
    ):
        made = take_back(applied)
        complete.refresh_from_db()
        assert (complete.received, complete.paid, complete.settled) == (0, 0, 0)
        with acting_for(keeper):
            receipts = list(Receipt.objects.all())
            assert len(receipts) == 2
            assert reversed_of(receipts) == {one.pk for one in receipts}
            undone = Payment.objects.filter(kind="reversed")
            assert {one.reason for one in undone} == {WHY}
        assert (made.state, made.undone_on, made.undone_by) == ("undone", NOW, keeper.user)
        assert made.undone_reason == WHY
        assert (made.counts["undone"], made.counts["undone_amount"]) == (2, AN_OWES + BAY_OWES)
        entry = AuditEntry.objects.get(act="dues.take_back_list")
        assert entry.subject_id == made.pk
        assert str(AN_OWES + BAY_OWES) not in str(vars(entry))

    def test_the_rows_may_be_taken_again(self, applied, take_back, apply, keeper, complete):
        take_back(applied)
        again = apply()
        assert again.counts["first"] == f"03/{NOW.year}"
        complete.refresh_from_db()
        assert complete.received == AN_OWES + BAY_OWES

    def test_what_was_undone_one_by_one_is_left_as_it_is(
        self, applied, take_back, keeper, complete
    ):
        with acting_for(keeper):
            first = Receipt.objects.get(number=1)
            services.reverse_receipt(receipt=first, reason="Nhầm người", actor=keeper)
        made = take_back(applied)
        assert (made.counts["undone"], made.counts["undone_before"]) == (1, 1)
        complete.refresh_from_db()
        assert complete.received == 0
        with acting_for(keeper):
            assert Payment.objects.filter(receipt=first, kind="reversed").count() == 1

    def test_money_of_other_receipts_is_not_touched(
        self, apply, take_back, keeper, complete, people
    ):
        with acting_for(keeper):
            services.pay(collection=complete, member_id=people.cuc.pk, wanted=[MONTH], actor=keeper)
        take_back(apply())
        complete.refresh_from_db()
        assert (complete.received, complete.settled) == (5_000, 1)

    def test_a_word_of_a_transfer_waits_again(self, apply, take_back, world, an, keeper):
        with acting_for(an):
            told = services.tell_transfer(
                organisation=world.river, wanted=[MONTH], amount=AN_OWES, actor=an
            )
        applied = apply(f"Họ và tên\tSố tiền\tCách đóng\n{AN}\t{AN_OWES}\tchuyển khoản")
        assert applied.counts["advices"] == 1
        assert take_back(applied).counts["waiting_again"] == 1
        with acting_for(keeper):
            told = Advice.objects.get(pk=told.pk)
        assert (told.state, told.receipt_id, told.settled_on) == ("waiting", None, None)


class TestRefused:
    def test_a_month_closed_over_it_says_what_to_do(self, applied, take_back, complete, keeper):
        with acting_for(keeper):
            services.close_month(collection=complete, actor=keeper)
        with pytest.raises(ListRefused, match=r"đã chốt.*hủy phiếu của khoản ấy"):
            take_back(applied)
        with acting_for(keeper):
            assert not Payment.objects.filter(kind="reversed").exists()
        applied.refresh_from_db()
        assert applied.state == "applied"

    def test_the_month_is_the_lists_own_not_the_one_open_now(
        self, applied, take_back, complete, keeper, world
    ):
        later = actor_for(keeper.user, NEXT)
        with acting_for(later):
            services.close_month(collection=complete, actor=later)
            services.open_month(organisation=world.river, month=NEXT, actor=later)
        with pytest.raises(ListRefused, match="đã chốt"):
            take_back(applied, actor=later)

    def test_twice_before_it_is_applied_and_without_a_reason(
        self, applied, take_back, complete, keeper
    ):
        for reason in ("", "  \n "):
            with pytest.raises(BadInput, match="lý do"):
                take_back(applied, reason)
        take_back(applied)
        with pytest.raises(ListRefused, match="rút lại"):
            take_back(applied)
        with acting_for(keeper):
            assert Payment.objects.filter(kind="reversed").count() == 2
            read = importing.start_list(
                collection=complete, data=ROWS.encode(), file_name="x", actor=keeper
            )
        with pytest.raises(ListRefused, match="chưa ghi"):
            take_back(read)

    def test_nothing_of_it_stands_any_more(self, applied, take_back, keeper):
        with acting_for(keeper):
            for one in Receipt.objects.all():
                services.reverse_receipt(receipt=one, reason="Nhầm", actor=keeper)
        with pytest.raises(ListRefused, match="Mọi phiếu"):
            take_back(applied)

    @pytest.fixture
    def gone_out(self, declared, declare, people, world, keeper):
        """An's receipt of last month is undone in this one, out of the list's money."""
        declare(people.cuc, "student", since=LAST)
        with acting_for(keeper):
            first = services.open_month(organisation=world.river, month=LAST, actor=keeper)
            old = services.pay(
                collection=first, member_id=people.an.pk, wanted=[LAST], actor=keeper
            )
            services.close_month(collection=first, actor=keeper)
            now = services.open_month(organisation=world.river, month=MONTH, actor=keeper)
            made = importing.start_list(
                collection=now, data=ROWS.encode(), file_name="x", actor=keeper
            )
            for line in importing.plan_of(made, keeper).of("doubt"):
                importing.accept_row(payment_list=made, row=line.row, actor=keeper)
            applied = importing.apply_list(payment_list=made, actor=keeper)
            services.reverse_receipt(receipt=old, reason="Nhầm", actor=keeper)
        return applied

    def test_no_sum_falls_below_nothing(self, gone_out, take_back, keeper):
        with pytest.raises(ListRefused, match=r"còn 35\.000 đồng, chưa đủ"):
            take_back(gone_out)
        with acting_for(keeper):
            an = Receipt.objects.get(collection=gone_out.collection, member_name=AN)
            with pytest.raises(RuleBroken, match="chưa đủ"):
                services.reverse_receipt(receipt=an, reason="Nhầm", actor=keeper)

    def test_nothing_is_undone_if_it_fails_in_between(
        self, applied, take_back, monkeypatch, keeper, complete
    ):
        def failing(receipts: Any) -> int:
            raise RuleBroken("Hỏng giữa chừng.")

        monkeypatch.setattr(undoing, "_ask_again", failing)
        with pytest.raises(RuleBroken, match="giữa chừng"):
            take_back(applied)
        complete.refresh_from_db()
        applied.refresh_from_db()
        assert (complete.received, applied.state) == (AN_OWES + BAY_OWES, "applied")
        with acting_for(keeper):
            assert not Payment.objects.filter(kind="reversed").exists()

    def test_is_for_the_keeper_of_this_very_cell(
        self, applied, take_back, above, officer, hill_keeper, an
    ):
        for actor in (above, officer, hill_keeper, an):
            with pytest.raises(PermissionDenied):
                take_back(applied, actor=actor)


class TestDoors:
    @pytest.fixture
    def url(self, applied):
        return reverse("dues:take_back_list", args=[applied.pk])

    @pytest.fixture
    def route(self, applied):
        return f"/api/v1/dues/lists/{applied.pk}/take-back"

    def test_the_page_tells_what_will_be_undone_then_does_it(self, applied, url, keeper, as_client):
        client = as_client(keeper)
        shown = reverse("dues:list", args=[applied.pk])
        assert url in client.get(shown).content.decode()
        asked = client.get(url).content.decode()
        assert "Hủy 2 phiếu thu, cộng 158.457 đồng" in asked
        after = client.post(url, {"reason": WHY}, follow=True).content.decode()
        assert "hủy 2 phiếu, cộng 158.457 đồng" in after
        assert f"ghi: {WHY}" in after
        assert after.count("đã hủy</span>") == 2
        assert url not in after
        assert client.get(url).url == shown

    def test_refused_without_a_reason_and_after_closing(
        self, applied, url, keeper, as_client, complete
    ):
        client = as_client(keeper)
        assert client.post(url, {"reason": " "}).status_code == 422
        with acting_for(keeper):
            services.close_month(collection=complete, actor=keeper)
        answer = client.post(url, {"reason": WHY})
        assert answer.status_code == 422
        assert "đã chốt" in answer.content.decode()
        page = client.get(reverse("dues:list", args=[applied.pk])).content.decode()
        assert "không rút lại cả danh sách được" in page
        assert url not in page

    def test_the_route_does_and_refuses(self, applied, route, keeper, as_client):
        client = as_client(keeper)

        def send(**given: str) -> Any:
            return client.post(route, given, content_type="application/json")

        assert send(reason=" ").status_code in (400, 409, 422)
        assert send(reason=WHY).json()["state"] == "undone"
        assert send(reason=WHY).status_code == 409

    def test_nobody_else_finds_it(
        self, url, route, above, officer, hill_keeper, an, as_client, keeper
    ):
        for actor in (above, officer, hill_keeper, an):
            client = as_client(actor)
            assert client.get(url).status_code == 404
            assert client.post(url, {"reason": WHY}).status_code == 404
            answer = client.post(route, {"reason": WHY}, content_type="application/json")
            assert answer.status_code == 404
        gone = reverse("dues:take_back_list", args=[999_999])
        assert as_client(keeper).get(gone).status_code == 404


def test_a_reversal_on_the_last_day_before_closing_is_in_time(applied, take_back, keeper):
    """The edge is the closing of the month, not a day: the month after it is still in time."""
    assert take_back(applied, actor=actor_for(keeper.user, NEXT + timedelta(days=5))).state == (
        "undone"
    )
