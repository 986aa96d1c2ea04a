"""Pages and routes of lists of payments for four answers, and of months paid in another cell."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from sotay.core.tests.test_tables import workbook
from sotay.dues import importing, services
from sotay.dues.models import PaymentList, Receipt
from sotay.dues.rules import months
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, LAST, MONTH, NEXT, NOW
from sotay.dues.tests.test_following import move
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db

KEY, WRITTEN, THIS = months.key(MONTH), months.written(MONTH), MONTH.isoformat()
AN, BAY, CUC = "Trần Văn An", "Nguyễn Thị Bảy", "Lê Thị Cúc"
HEAD = ["Họ và tên", "Đóng từ tháng", "Số tiền đã nộp"]
GOOD = workbook([HEAD, [AN, WRITTEN, AN_OWES], [BAY, WRITTEN, BAY_OWES]])
MIXED = workbook([HEAD, [AN, WRITTEN, 200_000], ["Ai Đó", WRITTEN, 5_000], [BAY, WRITTEN, 35_000]])


def url(name, *args):
    return reverse(f"dues:{name}", args=args)


def upload(client, world, data, **more):
    given = {"file": SimpleUploadedFile("thang.xlsx", data)} if data else {}
    return client.post(url("lists", world.river.pk, KEY), {**given, **more})


def the_list(keeper):
    with acting_for(keeper):
        return PaymentList.objects.first()


@pytest.fixture
def client(complete, keeper, as_client):
    return as_client(keeper)


class TestPages:
    def test_a_file_is_looked_at_then_taken(self, client, world, keeper):
        sheet = client.get(url("month", world.river.pk, KEY)).content.decode()
        assert url("lists", world.river.pk, KEY) in sheet
        answer = upload(client, world, GOOD)
        held = the_list(keeper)
        assert answer.url == url("list", held.pk)
        text = client.get(answer.url).content.decode()
        assert "Ghi 2 khoản vào sổ" in text
        assert "2 khoản, 158.457 đ" in text
        with acting_for(keeper):
            assert not Receipt.objects.exists()
        after = client.post(url("apply_list", held.pk), follow=True).content.decode()
        assert "Đã ghi 2 phiếu thu, cộng 158.457 đồng." in after
        assert f"số 01/{NOW.year} đến 02/{NOW.year}" in after
        with acting_for(keeper):
            assert Receipt.objects.count() == 2
        assert "thang.xlsx" in client.get(url("lists", world.river.pk, KEY)).content.decode()

    def test_pasted_rows_are_read_like_a_file(self, client, world, keeper):
        pasted = f"Họ và tên\tSố tiền đã nộp\n{AN}\t123.457"
        assert upload(client, world, None, pasted=pasted).status_code == 302
        assert "các dòng đã dán" in client.get(url("list", the_list(keeper).pk)).content.decode()

    def test_one_of_the_two_and_a_file_that_can_be_read(self, client, world):
        for data, more, says in (
            (None, {}, "chọn một tệp, hoặc dán các dòng"),
            (GOOD, {"pasted": "x"}, "chỉ một trong hai"),
            (b"%PDF-1.7\n\x00", {}, "Không đọc được tệp này"),
        ):
            answer = upload(client, world, data, **more)
            assert answer.status_code == 422
            assert says in answer.content.decode()

    def test_rows_in_the_way_are_mended_confirmed_or_left_out(self, client, world, keeper, people):
        upload(client, world, MIXED)
        held = the_list(keeper)
        page = client.get(url("list", held.pk)).content.decode()
        assert "Chưa hiểu: sửa hoặc bỏ qua" in page
        assert "Nhiều hơn phần còn phải đóng 76.543 đồng" in page
        assert '<button class="btn primary" disabled>' in page
        assert (
            "Còn 2 dòng chưa rõ (dòng 2, 3)"
            in client.post(url("apply_list", held.pk), follow=True).content.decode()
        )
        assert client.post(url("accept_row", held.pk, 2)).url.endswith("#dong-2")
        form = client.get(url("mend_row", held.pk, 3)).content.decode()
        assert "Trong tệp: Ai Đó, 5000." in form
        given = {"member_id": people.cuc.pk, "start": WRITTEN, "last": WRITTEN, "amount": "5.000",
                 "received_on": NOW.strftime("%d-%m-%Y"), "method": "cash"}  # fmt: skip
        assert client.post(url("mend_row", held.pk, 3), {**given, "amount": ""}).status_code == 422
        assert client.post(url("mend_row", held.pk, 3), given).status_code == 302
        client.post(url("leave_row", held.pk, 4))
        client.post(url("restore_row", held.pk, 4))
        client.post(url("apply_list", held.pk))
        with acting_for(keeper):
            assert dict(Receipt.objects.values_list("member_name", "amount")) == {
                AN: 200_000, CUC: 5_000, BAY: BAY_OWES,
            }  # fmt: skip

    def test_all_that_is_not_settled_is_left_out_at_once_or_the_list_is_given_up(
        self, client, world, keeper
    ):
        upload(client, world, MIXED)
        held = the_list(keeper)
        page = client.post(url("leave_unsettled", held.pk), follow=True).content.decode()
        assert "Ghi 1 khoản vào sổ" in page
        client.post(url("drop_list", held.pk))
        assert "không còn được giữ" in client.get(url("list", held.pk)).content.decode()
        assert client.get(url("mend_row", held.pk, 2)).status_code == 302

    def test_the_template_is_a_workbook(self, client, world):
        answer = client.get(url("list_template", world.river.pk, KEY))
        assert answer.content.startswith(b"PK")
        assert f"dang-phi-{KEY}.xlsx" in answer["Content-Disposition"]
        assert answer["Cache-Control"] == "no-store"

    def test_a_closed_month_says_so(self, client, world, keeper, complete):
        with acting_for(keeper):
            services.close_month(collection=complete, actor=keeper)
        assert (
            "đã chốt nên không ghi thêm"
            in client.get(url("lists", world.river.pk, KEY)).content.decode()
        )
        answer = upload(client, world, GOOD)
        assert answer.status_code == 422
        assert "đã chốt" in answer.content.decode()

    def test_what_a_name_says_is_shown_and_not_done(self, client, world, keeper):
        upload(client, world, workbook([HEAD, ["<script>x</script>", WRITTEN, 5_000]]))
        page = client.get(url("list", the_list(keeper).pk)).content.decode()
        assert "&lt;script&gt;x" in page
        assert "<script>x" not in page

    def test_nobody_else_finds_them(
        self, client, world, keeper, above, officer, hill_keeper, an, as_client
    ):
        upload(client, world, MIXED)
        held = the_list(keeper)
        for actor in (above, officer, hill_keeper, an):
            other = as_client(actor)
            for name, args in (
                ("lists", (world.river.pk, KEY)), ("list_template", (world.river.pk, KEY)),
                ("list", (held.pk,)), ("mend_row", (held.pk, 2)),
            ):  # fmt: skip
                assert other.get(url(name, *args)).status_code == 404
            for name, args in (
                ("apply_list", (held.pk,)), ("drop_list", (held.pk,)),
                ("leave_unsettled", (held.pk,)), ("leave_row", (held.pk, 2)),
                ("accept_row", (held.pk, 2)), ("restore_row", (held.pk, 2)),
            ):  # fmt: skip
                assert other.post(url(name, *args)).status_code == 404
        assert client.get(url("mend_row", held.pk, 99)).status_code == 404
        assert client.get(url("apply_list", held.pk)).status_code == 405


class TestRoutes:
    @pytest.fixture
    def base(self, world):
        return f"/api/v1/dues/cells/{world.river.pk}"

    @pytest.fixture
    def given(self, client, base):
        def give(data, caller=client):
            return caller.post(
                f"{base}/months/{THIS}/lists", {"file": SimpleUploadedFile("t.xlsx", data)}
            )

        return give

    def test_a_list_is_given_read_mended_and_applied(self, client, given, base, people):
        made = given(MIXED)
        assert made.status_code == 201
        shown = made.json()
        assert [(line["row"], line["state"]) for line in shown["lines"]] == [
            (2, "doubt"), (3, "wrong"), (4, "ready"),
        ]  # fmt: skip
        one = f"/api/v1/dues/lists/{shown['id']}"
        assert client.post(f"{one}/apply").status_code == 409
        assert client.post(f"{one}/rows/3/accept").status_code in (400, 409, 422)
        assert client.post(f"{one}/rows/2/accept").json()["lines"][0]["state"] == "ready"
        row = {"member_id": people.cuc.pk, "months": [THIS], "amount": 5_000}
        mended = client.put(f"{one}/rows/3", json.dumps(row), content_type="application/json")
        assert mended.json()["is_ready"] is True
        assert client.post(f"{one}/rows/4/leave").json()["lines"][2]["state"] == "left"
        assert client.post(f"{one}/rows/4/restore").json()["lines"][2]["state"] == "ready"
        applied = client.post(f"{one}/apply").json()
        assert (applied["state"], applied["counts"]["receipts"]) == ("applied", 3)
        assert client.get(one).json()["lines"] == []
        [listed] = client.get(f"{base}/lists").json()
        assert listed["id"] == shown["id"]
        again = given(GOOD).json()
        assert [line["state"] for line in again["lines"]] == ["doubt", "taken"]
        left = client.post(f"/api/v1/dues/lists/{again['id']}/leave").json()
        assert [line["state"] for line in left["lines"]] == ["left", "taken"]
        dropped = client.post(f"/api/v1/dues/lists/{again['id']}/drop").json()
        assert dropped["state"] == "dropped"

    def test_the_template_is_given(self, client, base):
        assert client.get(f"{base}/months/{THIS}/lists/template").content.startswith(b"PK")

    def test_refused_not_allowed_and_not_found(
        self, client, given, base, above, hill_keeper, as_client
    ):
        assert given(b"%PDF-1.7\n\x00").status_code in (400, 422)
        held = given(GOOD).json()["id"]
        for actor in (above, hill_keeper):
            other = as_client(actor)
            assert given(GOOD, other).status_code == 404
            assert other.get(f"/api/v1/dues/lists/{held}").status_code == 404
            assert other.post(f"/api/v1/dues/lists/{held}/apply").status_code == 404
            assert other.get(f"{base}/lists").status_code == 404
        assert client.get("/api/v1/dues/lists/999999").status_code == 404


class TestPaidThere:
    """An has paid in river for this month and the next, and is in hill now."""

    @pytest.fixture
    def there(self, declared, declare, people, world, keeper, hill_keeper, system):
        declare(people.cuc, "student", since=LAST)
        then = actor_for(keeper.user, LAST + timedelta(days=9))
        with acting_for(then):
            opened = services.open_month(organisation=world.river, month=LAST, actor=then)
            services.pay(
                collection=opened, member_id=people.an.pk, wanted=[LAST, MONTH, NEXT], actor=then
            )
        move(system, people.an, world.hill, MONTH)
        with acting_for(hill_keeper):
            return services.open_month(organisation=world.hill, month=MONTH, actor=hill_keeper)

    def test_the_sheet_and_the_payers_page_say_where_and_by_which_receipt(
        self, there, world, people, hill_keeper, as_client
    ):
        client = as_client(hill_keeper)
        words = f"123.457 đ đóng ở Chi bộ Sông, phiếu số 01/{LAST.year}"
        assert words in strip_tags(client.get(url("month", world.hill.pk, KEY)).content.decode())
        payer = strip_tags(client.get(url("payer", world.hill.pk, people.an.pk)).content.decode())
        span = months.listed([MONTH, NEXT])
        assert f"Tháng {span} đóng ở Chi bộ Sông, phiếu số 01/{LAST.year}." in payer
        assert "Phiếu thu" not in payer

    def test_one_s_own_page_says_it_too(self, there, an, as_client):
        text = as_client(an).get(url("mine")).content.decode()
        assert "Đã đóng đến hết tháng" in text
        assert "đóng ở Chi bộ Sông" in strip_tags(text)

    def test_the_route_of_the_sheet_says_it(self, there, world, people, hill_keeper, as_client):
        shown = (
            as_client(hill_keeper).get(f"/api/v1/dues/cells/{world.hill.pk}/months/{THIS}").json()
        )
        [line] = [one for one in shown["lines"] if one["member_id"] == people.an.pk]
        assert (line["left"], line["paid"]) == (0, AN_OWES)
        assert line["paid_there"] == [{
            "member_id": people.an.pk, "name": AN, "amount": AN_OWES,
            "organisation_id": world.river.pk, "receipt": f"01/{LAST.year}",
        }]  # fmt: skip
        assert shown["elsewhere"] == []

    def test_a_list_of_the_new_cell_knows_it_as_paid(self, there, hill_keeper):
        with acting_for(hill_keeper):
            made = importing.start_list(
                collection=there, data=GOOD, file_name="x", actor=hill_keeper
            )
            an, bay = importing.plan_of(made, hill_keeper).lines
        assert an.state == "doubt"
        assert "không còn phải đóng" in an.problems[0]
        assert bay.state == "wrong"
