"""Every page for four answers: done, refused, not allowed, not found; and what it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.dues import services
from sotay.dues.models import Advice, BankAccount, Collection, Payment, Receipt, Remittance
from sotay.dues.own import own_dues
from sotay.dues.rules import months, vietqr
from sotay.dues.tests.conftest import MONTH, NEXT, NOW, enter
from sotay.members.models import Member
from sotay.organisations.access import acting_for, actor_for
from sotay.testing.worlds import organisation, person

pytestmark = pytest.mark.django_db

KEY = months.key(MONTH)
SHOWN_SALARY = "12.345.650"


def page(client, name, *args, **query):
    return client.get(reverse(f"dues:{name}", args=args), query)


def post(client, name, *args, **given):
    return client.post(reverse(f"dues:{name}", args=args), given)


@pytest.fixture
def client_of(as_client):
    return as_client


@pytest.fixture
def taken(complete, people, keeper):
    with acting_for(keeper):
        return services.pay(
            collection=complete, member_id=people.an.pk, wanted=[MONTH], actor=keeper
        )


@pytest.fixture
def sent(complete, keeper):
    with acting_for(keeper):
        services.pay_all(collection=complete, actor=keeper)
        services.close_month(collection=complete, actor=keeper)
    return Remittance.objects.get()


class TestHome:
    def test_leads_each_to_their_own(self, month, world, people, keeper, above, an, as_client):
        assert page(as_client(keeper), "home").url == reverse(
            "dues:month", args=[world.river.pk, KEY]
        )
        assert page(as_client(above), "home").url == reverse("dues:rollup")
        assert page(as_client(an), "home").url == reverse("dues:mine")

    @pytest.mark.parametrize("name", ["home", "mine", "rollup", "account"])
    def test_one_must_sign_in(self, client, name):
        answer = page(client, name)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.url


class TestMonth:
    def test_shows_who_owes_what_and_the_missing_as_missing(self, month, world, keeper, as_client):
        shown = page(as_client(keeper), "month", world.river.pk, KEY).content.decode()
        assert "Trần Văn An" in shown
        assert SHOWN_SALARY in shown
        assert "123.457" in shown
        assert "1 đồng chí chưa rõ mức" in shown
        assert "01-QĐ/TW" in shown

    def test_is_not_found_for_all_but_keepers(
        self, month, world, above, officer, hill_secretary, an, as_client
    ):
        for actor in (above, officer, hill_secretary, an):
            answer = page(as_client(actor), "month", world.river.pk, KEY)
            assert answer.status_code == 404
        for name in ("pay_all", "refresh_month", "close_month"):
            assert post(as_client(above), name, world.river.pk, KEY).status_code == 404

    def test_another_month_is_not_found(self, month, world, keeper, as_client):
        client = as_client(keeper)
        for key in ("1999-01", "2026-13", "x"):
            assert page(client, "month", world.river.pk, key).status_code == 404

    def test_its_questions_do_not_grow_with_its_lines(
        self, month, world, keeper, system, as_client
    ):
        client = as_client(keeper)
        page(client, "month", world.river.pk, KEY)

        with CaptureQueriesContext(connection) as few:
            page(client, "month", world.river.pk, KEY)
        with acting_for(system):
            for number in range(8):
                enter(system, world.river, f"Đỗ Văn Thêm {number}")
        with acting_for(keeper):
            services.refresh_month(collection=month, actor=keeper)
        with CaptureQueriesContext(connection) as many:
            shown = page(client, "month", world.river.pk, KEY)
        assert shown.content.decode().count("Đỗ Văn Thêm") >= 8
        assert len(many) <= len(few)

    def test_is_opened_from_the_page_of_months(self, declared, world, keeper, as_client):
        client = as_client(keeper)
        assert (
            f"Lập danh sách thu tháng {months.written(MONTH)}"
            in page(client, "cell", world.river.pk).content.decode()
        )
        answer = post(client, "open_month", world.river.pk, month=months.written(MONTH))
        assert answer.status_code == 302
        assert Collection.objects.get().heads == 3
        again = client.post(
            reverse("dues:open_month", args=[world.river.pk]),
            {"month": months.written(MONTH)}, follow=True,
        )  # fmt: skip
        assert "Đã có danh sách thu" in again.content.decode()

    def test_one_tap_takes_one_and_one_tap_takes_all(
        self, complete, people, world, keeper, as_client
    ):
        client = as_client(keeper)
        answer = client.post(
            reverse("dues:pay_one", args=[world.river.pk, KEY, people.an.pk]), follow=True
        )
        assert "Đã thu của đồng chí Trần Văn An" in answer.content.decode()
        again = client.post(
            reverse("dues:pay_one", args=[world.river.pk, KEY, people.an.pk]), follow=True
        )
        assert "không còn phải đóng" in again.content.decode()
        assert post(client, "pay_all", world.river.pk, KEY).status_code == 302
        complete.refresh_from_db()
        assert complete.settled == 3
        assert post(client, "pay_one", world.river.pk, KEY, people.doi.pk).status_code == 404

    def test_is_closed_after_its_shares_were_shown(self, complete, world, keeper, as_client):
        client = as_client(keeper)
        post(client, "pay_all", world.river.pk, KEY)
        shown = page(client, "close_month", world.river.pk, KEY).content.decode()
        assert "49.037" in shown
        assert "114.420" in shown
        assert "30,0" in shown
        assert post(client, "close_month", world.river.pk, KEY).status_code == 302
        complete.refresh_from_db()
        assert not complete.is_open

    def test_is_not_closed_while_a_figure_is_unknown(self, month, world, keeper, as_client):
        client = as_client(keeper)
        assert "Còn 1 đồng chí" in page(client, "close_month", world.river.pk, KEY).content.decode()
        post(client, "close_month", world.river.pk, KEY)
        month.refresh_from_db()
        assert month.is_open


class TestPayer:
    def test_shows_months_receipts_and_figure(self, taken, people, world, keeper, as_client):
        shown = page(as_client(keeper), "payer", world.river.pk, people.an.pk).content.decode()
        assert SHOWN_SALARY in shown
        assert taken.code in shown
        assert months.written(MONTH) in shown

    def test_takes_several_months_by_transfer(self, complete, people, world, keeper, as_client):
        client = as_client(keeper)
        given = {
            "start": months.written(MONTH), "last": months.written(NEXT), "amount": "",
            "method": "bank", "received_on": f"01-01-{NOW.year}",
        }  # fmt: skip
        assert post(client, "pay", world.river.pk, people.an.pk, **given).status_code == 302
        with acting_for(keeper):
            made = Receipt.objects.get()
        assert (made.amount, made.method, made.year) == (246_914, "bank", NOW.year)

    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, complete, people, world, keeper, as_client
    ):
        given = {
            "start": months.written(NEXT), "last": months.written(MONTH), "amount": "mười",
            "method": "cash", "received_on": "01-01-2026",
        }  # fmt: skip
        answer = post(as_client(keeper), "pay", world.river.pk, people.an.pk, **given)
        assert answer.status_code == 422
        assert "Tháng cuối phải từ tháng đầu" in answer.content.decode()
        assert "mười" in answer.content.decode()

    def test_basis_and_relief_are_written(self, month, people, world, keeper, as_client):
        client = as_client(keeper)
        given = {"category": "student", "income": "", "region": "", "since": months.written(MONTH)}
        assert post(client, "basis", world.river.pk, people.cuc.pk, **given).status_code == 302
        given = {
            "percent": "50", "ground": "hardship", "decision_number": "05-NQ/CB",
            "since": months.written(MONTH), "count": "3",
        }  # fmt: skip
        assert post(client, "relief", world.river.pk, people.an.pk, **given).status_code == 302
        month.refresh_from_db()
        assert month.owed == 61_728 + 35_000 + 5_000
        refused = post(client, "relief", world.river.pk, people.an.pk, **{**given, "count": "13"})
        assert refused.status_code == 422
        assert "từ 1 đến 12 tháng" in refused.content.decode()

    @pytest.mark.parametrize("name", ["payer", "pay", "basis", "relief"])
    def test_is_not_found_for_others(self, complete, people, world, above, an, as_client, name):
        for actor in (above, an):
            assert page(as_client(actor), name, world.river.pk, people.an.pk).status_code == 404

    @pytest.mark.parametrize("name", ["payer", "pay", "basis", "relief"])
    def test_somebody_on_no_list_is_not_found(
        self, complete, people, world, keeper, as_client, name
    ):
        assert page(as_client(keeper), name, world.river.pk, people.doi.pk).status_code == 404


class TestReceipt:
    def test_is_read_by_both_sides_and_as_pdf(self, taken, keeper, an, as_client):
        for actor in (keeper, an):
            shown = page(as_client(actor), "receipt", taken.pk).content.decode()
            assert "123.457" in shown
            printed = page(as_client(actor), "receipt_file", taken.pk)
            assert printed.content.startswith(b"%PDF")

    def test_is_not_found_for_others(self, taken, above, hill_secretary, as_client):
        for actor in (above, hill_secretary):
            for name in ("receipt", "receipt_file", "reverse_receipt"):
                assert page(as_client(actor), name, taken.pk).status_code == 404

    def test_is_reversed_with_a_reason_by_the_keeper_only(self, taken, keeper, an, as_client):
        assert page(as_client(an), "reverse_receipt", taken.pk).status_code == 404
        client = as_client(keeper)
        assert post(client, "reverse_receipt", taken.pk, reason="").status_code == 422
        assert post(client, "reverse_receipt", taken.pk, reason="Ghi nhầm").status_code == 302
        with acting_for(keeper):
            assert Payment.objects.filter(kind="reversed").count() == 1
        assert "Đã hủy ngày" in page(client, "receipt", taken.pk).content.decode()
        assert page(client, "receipt_file", taken.pk).content.startswith(b"%PDF")
        assert post(client, "reverse_receipt", taken.pk, reason="Lại").status_code == 422


class TestMine:
    @pytest.fixture
    def account(self, world, keeper):
        with acting_for(keeper):
            return services.set_account(
                organisation=world.river, bank_code="970403", bank_name="Ngân hàng Ví Dụ",
                number="0011012345678", holder="CHI BO SONG", actor=keeper,
            )  # fmt: skip

    def test_says_what_is_owed_and_gives_the_code(self, complete, account, an, as_client):
        shown = page(as_client(an), "mine").content.decode()
        assert "Còn phải đóng 123.457" in shown
        assert 'class="qr"' in shown
        assert "0011012345678" in shown
        assert SHOWN_SALARY in shown

    def test_without_an_account_there_is_no_code(self, complete, an, as_client):
        shown = page(as_client(an), "mine").content.decode()
        assert 'class="qr"' not in shown
        assert "chưa ghi tài khoản" in shown

    def test_ahead_for_three_months(self, taken, account, an, as_client):
        shown = page(as_client(an), "mine", so_thang=3).content.decode()
        assert "370.371" in shown
        assert "Đã đóng đến hết tháng" in shown

    def test_the_transfer_is_told_once(self, complete, account, an, as_client):
        client = as_client(an)
        post(client, "tell", count=0, amount="123457")
        with acting_for(an):
            told = Advice.objects.get()
        assert (told.amount, told.months) == (123_457, [MONTH])
        assert "Đồng chí đã báo chuyển" in page(client, "mine").content.decode()
        again = client.post(reverse("dues:tell"), {"count": 0, "amount": "1"}, follow=True)
        assert "còn chờ chi bộ" in again.content.decode()

    def test_the_cell_answers(self, complete, account, an, keeper, as_client):
        post(as_client(an), "tell", count=0, amount="123457")
        with acting_for(an):
            told = Advice.objects.get()
        client = as_client(keeper)
        assert told.note in page(client, "month", complete.organisation_id, KEY).content.decode()
        assert post(client, "decline_advice", told.pk, reason="").status_code == 422
        assert post(as_client(an), "confirm_advice", told.pk).status_code == 404
        assert post(client, "confirm_advice", told.pk).status_code == 302
        complete.refresh_from_db()
        assert complete.settled == 1
        assert post(client, "confirm_advice", 999_999).status_code == 404

    def test_declares_ones_own_figure(self, month, an, as_client):
        given = {
            "category": "salaried", "income": "20.000.000", "region": "",
            "since": months.written(MONTH),
        }  # fmt: skip
        assert post(as_client(an), "own_basis", **given).status_code == 302
        month.refresh_from_db()
        assert month.owed == 200_000 + 35_000
        refused = post(as_client(an), "own_basis", **{**given, "income": "nhiều"})
        assert refused.status_code == 422

    def test_somebody_without_a_record_is_told_so(self, officer, as_client):
        for name in ("mine", "own_basis"):
            assert "chưa nối với hồ sơ" in page(as_client(officer), name).content.decode()


class TestAccount:
    GIVEN = {
        "bank_name": "Ngân hàng Ví Dụ", "bank_code": "970403", "number": "0011 0123 45678",
        "holder": "CHI BO SONG",
    }  # fmt: skip

    def test_is_named_by_the_keeper(self, world, keeper, as_client):
        client = as_client(keeper)
        assert post(client, "account", **self.GIVEN).status_code == 302
        assert BankAccount.objects.get().number == "0011012345678"
        assert "0011012345678" in page(client, "account").content.decode()
        assert post(client, "account", **{**self.GIVEN, "bank_code": "12"}).status_code == 422

    def test_is_not_for_others(self, above, officer, as_client):
        for actor in (above, officer):
            assert page(as_client(actor), "account").status_code == 403


class TestAbove:
    def test_sums_with_the_silent_as_missing(self, sent, world, above, as_client):
        shown = page(as_client(above), "rollup").content.decode()
        assert "163.457" in shown
        assert "1 trên 2 chi bộ đã lập danh sách thu" in shown
        assert "chưa có" in shown
        assert SHOWN_SALARY not in shown
        assert "Trần Văn An" not in shown

    def test_a_figure_opens_on_its_cells(self, sent, world, above, as_client):
        client = as_client(above)
        rows = page(client, "rows", world.works.pk, KEY, "received").content.decode()
        assert "Chi bộ Sông" in rows
        assert "163.457" in rows
        assert "Chi bộ Đồi" not in rows
        assert "Đảng bộ Sở Công trình" in rows
        silent = page(client, "rows", world.works.pk, KEY, "silent").content.decode()
        assert "Chi bộ Đồi" in silent
        assert "Chi bộ Sông" not in silent
        assert page(client, "rows", world.works.pk, KEY, "income").status_code == 404

    def test_a_cells_months_are_sums(self, sent, world, officer, as_client):
        shown = page(as_client(officer), "cell", world.river.pk).content.decode()
        assert "114.420" in shown
        assert "Trần Văn An" not in shown

    def test_is_not_found_out_of_reach(self, sent, world, hill_secretary, far_officer, as_client):
        for actor in (hill_secretary, far_officer):
            client = as_client(actor)
            assert page(client, "cell", world.river.pk).status_code == 404
            assert page(client, "rows", world.works.pk, KEY, "owed").status_code == 404
            assert page(client, "rollup", to_chuc=world.works.pk).status_code == 404

    def test_is_not_for_members(self, sent, an, as_client):
        assert page(as_client(an), "rollup").status_code == 403

    def test_confirms_and_passes_on(self, sent, world, above, as_client):
        client = as_client(above)
        assert "chờ đồng chí xác nhận" in page(client, "rollup").content.decode()
        assert post(client, "confirm", sent.pk).status_code == 302
        sent.refresh_from_db()
        assert sent.state == "confirmed"
        assert "chưa chuyển tiếp" in page(client, "rollup").content.decode()
        assert post(client, "pass_on", world.works.pk, KEY).status_code == 302
        assert Remittance.objects.filter(organisation=world.works).count() == 1

    def test_returns_with_a_reason_that_the_cell_reads_and_answers(
        self, sent, world, above, keeper, as_client
    ):
        client = as_client(above)
        assert post(client, "return", sent.pk, reason="").status_code == 422
        assert post(client, "return", sent.pk, reason="Thiếu 20.000 đồng").status_code == 302
        below = as_client(keeper)
        assert "Thiếu 20.000 đồng" in page(below, "month", world.river.pk, KEY).content.decode()
        assert post(below, "resend", sent.pk, reason="Đã nộp đủ").status_code == 302
        sent.refresh_from_db()
        assert (sent.state, sent.note) == ("sent", "Đã nộp đủ")

    def test_confirming_is_not_for_the_sender_nor_those_further_up(
        self, sent, keeper, officer, hill_secretary, as_client
    ):
        for actor, status in ((keeper, 403), (officer, 403), (hill_secretary, 404)):
            assert post(as_client(actor), "confirm", sent.pk).status_code == status
            assert post(as_client(actor), "return", sent.pk, reason="x").status_code == status

    def test_its_questions_do_not_grow_with_the_cells(self, sent, world, officer, as_client):

        client = as_client(officer)
        page(client, "rollup")
        with CaptureQueriesContext(connection) as few:
            page(client, "rollup")
        for number in range(6):
            made = organisation(
                f"SV-X{number}", f"Chi bộ Thêm {number}", "grassroots_cell", world.bloc,
                (1600 + number * 10, 1605 + number * 10),
            )  # fmt: skip
            Collection.objects.create(organisation=made, month=MONTH, opened_on=MONTH)
        with CaptureQueriesContext(connection) as many:
            assert "Chi bộ Thêm 5" in page(client, "rollup").content.decode()
        assert len(many) <= len(few)


def test_the_square_on_the_page_says_what_the_transfer_says(complete, world, an, keeper):

    with acting_for(keeper):
        services.set_account(
            organisation=world.river, bank_code="970403", bank_name="V", number="0011012345678",
            holder="X", actor=keeper,
        )  # fmt: skip
    with acting_for(an):
        own = own_dues(Member.objects.get(user=an.user), MONTH)
    fields = vietqr.decode(own.transfer.content)
    assert vietqr.is_sound(own.transfer.content)
    assert fields[54] == "123457"
    assert vietqr.decode(fields[62])[8] == own.transfer.note


class TestSeveralCells:
    @pytest.fixture
    def both(self, world):
        user = person("hai", "Mai Văn Hai", ("secretary", world.river), ("secretary", world.hill))
        return actor_for(user, NOW)

    def test_who_keeps_several_chooses_among_them(self, complete, world, both, client_of):
        answer = page(client_of(both), "home")
        assert [name for name, _words, _url in answer.context["cells"]] == [
            "Chi bộ Sông", "Chi bộ Đồi",
        ]  # fmt: skip
        text = answer.content.decode()
        assert reverse("dues:month", args=[world.river.pk, KEY]) in text
        assert reverse("dues:cell", args=[world.hill.pk]) in text

    def test_each_has_its_own_account(self, world, both, client_of):
        client = client_of(both)
        url = reverse("dues:account") + f"?chi_bo={world.hill.pk}"
        given = {"bank_name": "Ngân hàng Thử", "bank_code": "970436", "number": "0123456789",
                 "holder": "CHI BO DOI"}  # fmt: skip
        assert client.post(url, given).status_code == 302
        with acting_for(both):
            assert BankAccount.objects.standing().get().organisation_id == world.hill.pk

    @pytest.mark.parametrize("asked", ["0", "một", "99999999"])
    def test_of_no_other_cell(self, both, client_of, asked):
        assert page(client_of(both), "account", chi_bo=asked).status_code == 404
