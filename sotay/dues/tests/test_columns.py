"""Where the headings of a file are not understood a person says which column is which."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.core.tests.test_tables import workbook
from sotay.dues import importing, services
from sotay.dues.importing import ListRefused
from sotay.dues.importing.columns import asked_of, first_rows, header_of
from sotay.dues.models import PaymentList, Receipt
from sotay.dues.rules import months
from sotay.dues.rules.transfers import note_of
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, MONTH, NOW
from sotay.members.models import Member
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db

AN, BAY, CUC = "Trần Văn An", "Nguyễn Thị Bảy", "Lê Thị Cúc"
HEADS = ["TT", "Ai", "Góp", "Hôm"]
ODD = workbook([
    ["Sổ góp của chi bộ"],
    HEADS,
    [1, AN, AN_OWES, NOW],
    [2, BAY, "35.000 đ", None],
    [3, CUC, None, None],
    ["Tổng cộng", None, 158_457, None],
])  # fmt: skip
CHOSEN = {"name": 1, "amount": 2, "day": 3}


@pytest.fixture
def start(complete, keeper):
    def begin(data: bytes = ODD) -> PaymentList:
        with acting_for(keeper):
            return importing.start_list(
                collection=complete, data=data, file_name="gop.xlsx", actor=keeper
            )

    return begin


@pytest.fixture
def name(keeper):
    def say(
        payment_list: PaymentList,
        fields: dict[str, int] | None = None,
        first: int = 3,
        actor: Any = keeper,
    ) -> PaymentList:
        with acting_for(actor):
            return importing.name_columns(
                payment_list=payment_list, fields=fields or CHOSEN, first=first, actor=actor
            )

    return say


def lines_of(payment_list, keeper):
    with acting_for(keeper):
        return importing.plan_of(payment_list, keeper).lines


class TestAsks:
    def test_a_table_without_known_headings_waits_and_guesses(self, start):
        made = start()
        assert (made.state, made.rows) == ("asked", [])
        asked = asked_of(made)
        assert (asked.first, asked.guess) == (3, {"name": 1, "amount": 2, "day": 3})
        assert asked.columns[1] == (1, f"B: Ai, {AN}")

    def test_what_is_no_table_or_too_long_is_still_refused(self, start):
        for data in (b"Trong buoi hop\nkhong co gi", workbook([HEADS, *[[1, AN, 5, 6]] * 2_001])):
            with pytest.raises(BadInput, match="Không tìm thấy dòng tiêu đề"):
                start(data)

    def test_the_first_rows_are_shown_as_they_would_be_read(self, start, keeper):
        made = start()
        with acting_for(keeper):
            seen = first_rows(made, header_of(asked_of(made), CHOSEN, 3))
        assert [(one.row, one.who, one.amount, one.day, one.problem) for one in seen] == [
            (3, AN, "123.457", written(NOW), ""),
            (4, BAY, "35.000", "", ""),
        ]  # fmt: skip

    def test_a_column_that_holds_no_sums_says_so(self, start, keeper):
        made = start()
        with acting_for(keeper):
            seen = first_rows(made, header_of(asked_of(made), {"name": 2, "amount": 1}, 3))
        assert "không phải là số tiền" in seen[0].problem


class TestNames:
    def test_the_rows_are_then_read_and_the_table_is_forgotten(self, start, name, keeper, people):
        made = name(start())
        assert (made.state, made.table, made.passed) == ("read", [], {"blank": 1, "total": 1})
        an, bay = lines_of(made, keeper)
        assert (an.state, an.member_id, an.amount, an.day) == ("ready", people.an.pk, AN_OWES, NOW)
        assert (bay.state, bay.member_id, bay.amount) == ("ready", people.bay.pk, BAY_OWES)
        assert AuditEntry.objects.get(act="dues.name_columns").subject_id == made.pk
        with acting_for(keeper):
            importing.apply_list(payment_list=made, actor=keeper)
            assert Receipt.objects.count() == 2

    def test_the_next_list_with_these_headings_is_not_asked_about(self, start, name, keeper):
        name(start())
        again = start(workbook([HEADS, [1, BAY, BAY_OWES, None]]))
        assert again.state == "read"
        [line] = lines_of(again, keeper)
        assert (line.row, line.name, line.amount) == (2, BAY, BAY_OWES)
        assert start(workbook([["TT", "Ai", "Gì"], [1, BAY, BAY_OWES]])).state == "asked"

    def test_another_cell_does_not_know_it(self, start, name, world, hill_keeper):
        name(start())
        with acting_for(hill_keeper):
            opened = services.open_month(organisation=world.hill, month=MONTH, actor=hill_keeper)
            made = importing.start_list(
                collection=opened, data=ODD, file_name="x", actor=hill_keeper
            )
        assert made.state == "asked"

    def test_a_file_without_headings_begins_with_its_first_row(self, start, name, keeper):
        made = name(start(workbook([[AN, AN_OWES], [BAY, BAY_OWES]])), {"name": 0, "amount": 1}, 1)
        assert [line.name for line in lines_of(made, keeper)] == [AN, BAY]
        assert made.named == {}

    def test_of_a_statement_only_what_speaks_of_dues_is_kept(
        self, start, name, keeper, people, system
    ):
        with acting_for(system):
            note = note_of(Member.objects.get(pk=people.an.pk).public_id, [MONTH])
        data = workbook([["Chi", "Thu vào", "Lời"], [None, AN_OWES, f"CT {note}"],
                         [None, 9_000_000, "Luong thang 10"]])  # fmt: skip
        made = name(start(data), {"amount": 1, "content": 2}, 2)
        assert (made.sort, made.passed) == ("statement", {"other": 1})
        [line] = lines_of(made, keeper)
        assert (line.member_id, line.method) == (people.an.pk, "bank")
        assert "Luong" not in str(vars(made))

    def test_a_card_number_says_who_though_the_sheet_drops_its_zeros(
        self, start, name, keeper, people, system
    ):
        with acting_for(system):
            Member.objects.filter(pk=people.an.pk).update(card_number="00123456")
        made = name(
            start(workbook([["The", "Góp"], [123_456, AN_OWES]])), {"code": 0, "amount": 1}, 2
        )
        [line] = lines_of(made, keeper)
        assert (line.state, line.member_id) == ("ready", people.an.pk)


class TestRefused:
    @pytest.mark.parametrize(
        ("fields", "first", "says"),
        [
            ({"name": 1, "amount": 1}, 3, "hai việc"),
            ({"name": 1, "amount": 9}, 3, "không có cột"),
            ({"name": -1, "amount": 2}, 3, "không có cột"),
            ({"name": 1}, 3, "Cần cột số tiền"),
            ({"amount": 2, "day": 3}, 3, "Cần cột số tiền"),
            (CHOSEN, 7, "Tệp có 6 dòng"),
            (CHOSEN, 0, "Tệp có 6 dòng"),
            ({"name": 1, "amount": 3}, 4, "Không dòng nào có khoản"),
        ],
    )
    def test_says_what_to_choose_and_changes_nothing(self, start, name, fields, first, says):
        made = start()
        with pytest.raises(BadInput, match=says):
            name(made, fields, first)
        made.refresh_from_db()
        assert (made.state, made.rows) == ("asked", [])

    def test_once_and_not_after_it_was_given_up_or_the_month_closed(
        self, start, name, keeper, complete
    ):
        made = start()
        with acting_for(keeper), pytest.raises(ListRefused, match="chờ chỉ cột"):
            importing.apply_list(payment_list=made, actor=keeper)
        name(made)
        with pytest.raises(ListRefused, match="chưa ghi"):
            name(made)
        second = start(workbook([["A", "B"], [AN, AN_OWES]]))
        with acting_for(keeper):
            importing.drop_list(payment_list=second, actor=keeper)
            second.refresh_from_db()
        assert (second.state, second.table) == ("dropped", [])
        third = start(workbook([["A", "B"], [AN, AN_OWES]]))
        with acting_for(keeper):
            services.close_month(collection=complete, actor=keeper)
            third.refresh_from_db()
        assert (third.state, third.table) == ("dropped", [])
        with pytest.raises(RuleBroken, match="đã chốt"):
            name(third)

    def test_is_for_the_keeper_of_this_very_cell(self, start, name, above, hill_keeper, an):
        made = start()
        for actor in (above, hill_keeper, an):
            with pytest.raises(PermissionDenied):
                name(made, actor=actor)


class TestDoors:
    @pytest.fixture
    def client(self, complete, keeper, as_client):
        return as_client(keeper)

    def upload(self, client, world, data=ODD):
        return client.post(
            reverse("dues:lists", args=[world.river.pk, months.key(MONTH)]),
            {"file": SimpleUploadedFile("gop.xlsx", data)},
            follow=True,
        )

    def test_asked_looked_at_and_gone_on_with(self, client, world, keeper):
        answer = self.upload(client, world)
        page = answer.content.decode()
        assert "Cột nào là gì" in page
        assert "Sổ góp của chi bộ" in page
        assert '<option value="1" selected>B: Ai, Trần Văn An' in page
        assert 'name="go"' not in page
        [(url, _status)] = answer.redirect_chain[1:]
        chosen = {"name": "1", "amount": "2", "day": "3", "first": "3"}
        looked = client.post(url, chosen)
        assert looked.status_code == 200
        assert "Các dòng đầu đọc ra như sau" in looked.content.decode()
        assert 'name="go"' in looked.content.decode()
        done = client.post(url, {**chosen, "go": "1"}, follow=True).content.decode()
        assert "Ghi 2 khoản vào sổ" in done
        assert client.get(url).status_code == 302

    def test_refused_with_what_to_choose(self, client, world, keeper):
        url = self.upload(client, world).redirect_chain[-1][0]
        for given, says in (
            ({"name": "1", "first": "3"}, "còn trống"),
            ({"name": "1", "amount": "1", "first": "3"}, "hai việc"),
            ({"name": "1", "amount": "2", "first": "0"}, "1"),
            ({"name": "1", "amount": "2", "first": "x"}, "Ghi số của dòng"),
            ({"name": "77", "amount": "2", "first": "3"}, "Không có lựa chọn này"),
            ({"name": "1", "amount": "3", "first": "4", "go": "1"}, "Không dòng nào"),
        ):
            answer = client.post(url, given)
            assert answer.status_code == 422
            assert says in answer.content.decode()

    def test_what_a_cell_says_is_shown_and_not_done(self, client, world):
        page = self.upload(
            client, world, workbook([["<script>x</script>", "B"], [AN, AN_OWES]])
        ).content.decode()
        assert "&lt;script&gt;x" in page
        assert "<script>x" not in page

    def test_the_route_asks_and_is_told(self, client, start, keeper):
        made = start()
        one = f"/api/v1/dues/lists/{made.pk}"
        assert client.get(one).json()["state"] == "asked"
        shown = client.get(f"{one}/columns").json()
        assert shown["guess"] == {"name": 1, "amount": 2, "day": 3}
        assert shown["rows"][1] == HEADS

        def put(**given: Any) -> Any:
            return client.put(f"{one}/columns", given, content_type="application/json")

        assert put(name=1, amount=1, first=3).status_code in (400, 409, 422)
        assert put(**CHOSEN, first=3).json()["is_ready"] is True
        assert put(**CHOSEN, first=3).status_code == 409
        assert client.get(f"{one}/columns").status_code == 404

    def test_nobody_else_finds_it(self, start, above, hill_keeper, an, as_client):
        made = start()
        for actor in (above, hill_keeper, an):
            other = as_client(actor)
            url = reverse("dues:list_columns", args=[made.pk])
            assert other.get(url).status_code == 404
            assert other.post(url, {"go": "1"}).status_code == 404
            assert other.get(f"/api/v1/dues/lists/{made.pk}/columns").status_code == 404


def test_days_of_a_workbook_survive_the_wait(start, name, keeper):
    made = name(start(workbook([HEADS, [1, AN, AN_OWES, date(1900, 1, 1)]])), first=2)
    [line] = lines_of(made, keeper)
    assert (line.state, line.day) == ("wrong", date(1900, 1, 1))
    assert "quá lâu" in line.problems[0]
