"""A list of payments: read, looked at row by row, applied whole or not at all, never twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sotay.core import catalogues
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.core.tables import Sheet, read_file
from sotay.core.tests.test_tables import workbook
from sotay.core.text import fold
from sotay.dues import importing, services
from sotay.dues.importing import ListRefused, applying
from sotay.dues.importing.headings import find_header
from sotay.dues.importing.reading import read_payments
from sotay.dues.importing.rows import WORDS_OF_METHOD
from sotay.dues.importing.template import headings
from sotay.dues.models import Advice, ListedPayment, Payment, PaymentList, Receipt
from sotay.dues.rules import months
from sotay.dues.rules.transfers import code_of, note_of
from sotay.dues.sheets import sheet
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, LAST, MONTH, NEXT, NOW, enter
from sotay.members.models import Member
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db

HEAD = ["Họ và tên", "Đóng từ tháng", "Số tiền đã nộp", "Ngày nộp", "Cách đóng"]
BANK = ["Ngày giao dịch", "Số tiền ghi có", "Số tiền ghi nợ", "Nội dung giao dịch", "Mã giao dịch"]
WRITTEN = months.written(MONTH)
AN, BAY, CUC = "Trần Văn An", "Nguyễn Thị Bảy", "Lê Thị Cúc"


def text(*rows: list[Any]) -> bytes:
    return "\n".join("\t".join(str(cell) for cell in row) for row in rows).encode()


@pytest.fixture
def start(complete, keeper):
    def begin(data: bytes, name: str = "thang.xlsx") -> PaymentList:
        with acting_for(keeper):
            return importing.start_list(
                collection=complete, data=data, file_name=name, actor=keeper
            )

    return begin


@pytest.fixture
def plan(keeper):
    def look(payment_list: PaymentList) -> importing.Plan:
        with acting_for(keeper):
            return importing.plan_of(PaymentList.objects.get(pk=payment_list.pk), keeper)

    return look


@pytest.fixture
def apply(keeper):
    def do(payment_list: PaymentList) -> PaymentList:
        with acting_for(keeper):
            return importing.apply_list(payment_list=payment_list, actor=keeper)

    return do


@pytest.fixture
def only(start, plan):
    """The one row of a list with the usual headings."""

    def one(*cells: Any) -> importing.Line:
        [line] = plan(start(text(HEAD, list(cells)))).lines
        return line

    return one


@pytest.fixture
def receipts(keeper):
    def of_the_cell() -> list[tuple[str, int, str]]:
        with acting_for(keeper):
            return list(
                Receipt.objects.order_by("number").values_list("member_name", "amount", "method")
            )

    return of_the_cell


@pytest.fixture
def everybody(people, system):
    with acting_for(system):
        return {one.full_name: one for one in Member.objects.all()}


class TestReading:
    """Without a cell: what is kept of a file, and what is passed over."""

    def test_keeps_the_rows_of_money_and_counts_the_rest(self):
        data = workbook([
            ["ĐẢNG BỘ SỞ CÔNG TRÌNH"], [None],
            ["STT", *HEAD[:3]],
            [1, AN, "11-2026", 123457],
            [2, BAY, "11-2026", None],
            [3, CUC, "11-2026", 0],
            ["Tổng cộng", None, None, 123457],
            [None], ["Người lập", None, None, None],
        ])  # fmt: skip
        found = read_payments(data, [])
        assert found.sort == "list"
        assert found.rows == [{"row": 4, "name": AN, "start": "11-2026", "amount": 123457}]
        assert found.passed == {"blank": 2, "total": 1}

    def test_keeps_of_a_statement_only_what_speaks_of_dues(self):
        heads = ["Ngày giao dịch\nTransaction date", "Ghi có/ Credit", "Ghi nợ/ Debit",
                 "Nội dung/ Description"]  # fmt: skip
        data = workbook([
            ["Số tài khoản: 0011012345678"], ["Chủ tài khoản: X"],
            heads,
            ["05/11/2026", "123,457.00", None, "MBVCB.1.DP 7F3A9C 112026.CT"],
            ["05/11/2026", 9_000_000, None, "Luong thang 10 nam 2026"],
            ["06/11/2026", None, 50_000, "DP 7F3A9C 112026"],
            ["06/11/2026", 35_000, None, "NGUYEN THI BAY chuyen tien"],
            ["07/11/2026", 20_000, None, "dong dang phi thang 11"],
            ["Số dư cuối kỳ", 1, None, "DP 7F3A9C 112026"],
        ])  # fmt: skip
        found = read_payments(data, [BAY, "Nam"])
        assert found.sort == "statement"
        assert [row["row"] for row in found.rows] == [4, 7, 8]
        assert "Luong" not in str(found)
        assert found.passed == {"other": 1, "out": 1, "total": 1}

    def test_a_name_like_a_word_of_totals_is_a_name(self):
        rows = [
            ["Tống Công Minh", "", 5000],
            ["CONG VAN LAM", "", 6000],
            ["Cống Thị Lai", "", 7000],
            ["TONG CONG", "", 18000],
            ["Cộng:", "", 18000],
            ["Tổng số 3 đồng chí", "", 18000],
        ]
        found = read_payments(text(HEAD, *rows), [])
        assert [row["name"] for row in found.rows] == [row[0] for row in rows[:3]]
        assert found.passed == {"total": 3}

    def test_the_headings_again_are_no_payment(self):
        found = read_payments(text(HEAD, ["An", "", 5000], HEAD, ["Bảy", "", 6000]), [])
        assert [row["name"] for row in found.rows] == ["An", "Bảy"]

    def test_of_two_columns_of_money_the_one_that_was_paid_is_meant(self):
        found = read_payments(text(["Họ tên", "Số tiền", "Đã nộp"], ["An", 1, 2000]), [])
        assert [row["amount"] for row in found.rows] == ["2000"]

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"%PDF-1.7\n\x00\x01", "Không đọc được"),
            (b"", "không có dòng nào"),
            (b"Trong buoi hop ngay 5\nkhong co gi", "Không tìm thấy dòng tiêu đề"),
            (text(HEAD), "Không dòng nào có khoản"),
            (text(HEAD, ["An", "", ""]), "Không dòng nào có khoản"),
            (text(HEAD, *[["An", "", 5000]] * 501), "501 khoản"),
            (text(HEAD, *[["An", "", 5000]] * 50_000), "nhiều nhất 5.000 dòng"),
            (b"x" * (5 * 1024 * 1024 + 1), "lớn hơn 5 MB"),
        ],
        ids=["pdf", "empty", "prose", "heads", "unpaid", "501", "50000", "long"],
    )
    def test_refuses_with_a_sentence(self, data, says):
        with pytest.raises(BadInput, match=says):
            read_payments(data, [])

    def test_refuses_fifty_thousand_rows_of_a_workbook(self):
        with pytest.raises(BadInput, match=r"nhiều nhất 5\.000 dòng"):
            read_payments(workbook([HEAD, *[["An", None, 5000]] * 50_000]), [])


class TestRows:
    @pytest.mark.parametrize(
        "written", ["123.457", "123,457", "123457", "123 457 đ", "123.457,00", "123,457.00"]
    )
    def test_amounts_with_dots_and_commas(self, only, people, written):
        line = only(AN, WRITTEN, written)
        assert (line.state, line.amount, line.member_id) == ("ready", AN_OWES, people.an.pk)

    @pytest.mark.parametrize(
        ("written", "says"),
        [
            ("123,45", "không phải là số tiền"), ("1,234.567", "không phải là số tiền"),
            ("35k", "không phải là số tiền"), ("-35000", "lớn hơn 0"), ("=A1*2", "công thức"),
            ("#REF!", "lỗi công thức"), ("9" * 15, "lớn hơn 0"),
        ],
    )  # fmt: skip
    def test_what_is_no_amount_is_wrong(self, only, written, says):
        line = only(AN, WRITTEN, written)
        assert (line.row, line.state) == (2, "wrong")
        assert says in line.problems[0]

    def test_a_fraction_of_a_sheet_is_not_guessed_at(self, start, plan):
        [line] = plan(start(workbook([HEAD[:3], [AN, WRITTEN, 123.457]]))).lines
        assert line.state == "wrong"
        assert "phần lẻ" in line.problems[0]

    def test_a_comma_that_parts_a_sum_in_two_is_seen(self, start, plan):
        data = f"Họ và tên,Đóng từ tháng,Số tiền đã nộp\n{AN},{WRITTEN},123,457\n".encode()
        [line] = plan(start(data)).lines
        assert line.state == "wrong"
        assert "nhiều ô hơn tiêu đề" in line.problems[0]

    def test_names_meet_without_marks_and_of_two_alike_the_exact_one_is_meant(
        self, only, people, world, system, keeper, complete
    ):
        assert only("TRAN VAN AN", WRITTEN, "123.457").member_id == people.an.pk
        with acting_for(system):
            twin = enter(system, world.river, "Trần Văn Ân")
        with acting_for(keeper):
            services.refresh_month(collection=complete, actor=keeper)
        assert only("Trần Văn Ân", WRITTEN, "123.457").member_id == twin.pk
        both = only("TRAN VAN AN", WRITTEN, "123.457")
        assert both.state == "wrong"
        assert "2 đồng chí" in both.problems[0]

    def test_somebody_not_of_the_cell_is_wrong_and_nothing_is_told_of_them(self, only):
        line = only("Phạm Văn Đồi", WRITTEN, "5.000")
        assert (line.state, line.member_id, line.name) == ("wrong", None, "")
        assert "không có đồng chí “Phạm Văn Đồi”" in line.problems[0]

    def test_the_code_decides_and_a_name_beside_it_must_agree(self, start, plan, everybody, people):
        found = plan(start(text(
            ["Mã nộp", "Họ và tên", "Số tiền đã nộp"],
            [code_of(everybody[AN].public_id), AN, 123457],
            [code_of(everybody[BAY].public_id), CUC, 5000],
            ["000000", "", 5000],
        ))).lines  # fmt: skip
        assert [line.state for line in found] == ["ready", "wrong", "wrong"]
        assert found[0].member_id == people.an.pk
        assert "khác tên" in found[1].problems[0]
        assert "Không có mã" in found[2].problems[0]

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ("11", "không phải là tháng"), ("13/2026", "không phải là tháng"),
            ("11-12/2026", "không phải là tháng"),
            (months.written(months.plus(MONTH, 25)), "nhiều nhất 24 tháng"),
            (months.written(months.plus(MONTH, -25)), "quá xa"),
        ],
    )  # fmt: skip
    def test_a_month_outside_is_wrong(self, only, asked, says):
        line = only(AN, asked, "123.457")
        assert line.state == "wrong"
        assert says in line.problems[0]

    @pytest.mark.parametrize("step", [24, 0, -24])
    def test_the_last_month_on_each_side_is_within(self, only, step):
        line = only(AN, months.written(months.plus(MONTH, step)), "123.457")
        assert not any("24 tháng" in words or "quá xa" in words for words in line.problems)

    def test_months_are_named_from_and_to(self, start, plan):
        found = plan(start(text(
            ["Họ và tên", "Đóng từ tháng", "Đến hết tháng", "Số tiền đã nộp"],
            [AN, WRITTEN, months.written(NEXT), 2 * AN_OWES],
            [BAY, f"{WRITTEN} đến {months.written(NEXT)}", "", 2 * BAY_OWES],
        )))  # fmt: skip
        assert [(one.state, one.months) for one in found.lines] == [("ready", (MONTH, NEXT))] * 2

    def test_where_no_month_is_named_the_arrears_come_first(
        self, people, world, declared, declare, keeper
    ):
        declare(people.cuc, "student", since=LAST)
        with acting_for(keeper):
            first = services.open_month(organisation=world.river, month=LAST, actor=keeper)
            services.pay(collection=first, member_id=people.an.pk, wanted=[LAST], actor=keeper)
            services.close_month(collection=first, actor=keeper)
            now = services.open_month(organisation=world.river, month=MONTH, actor=keeper)
            rows = text(["Họ tên", "Số tiền"], [AN, AN_OWES], [BAY, 2 * BAY_OWES])
            made = importing.start_list(collection=now, data=rows, file_name="x", actor=keeper)
            an, bay = importing.plan_of(made, keeper).lines
        assert (an.state, an.months) == ("ready", (MONTH,))
        assert (bay.state, bay.months) == ("ready", (LAST, MONTH))

    @pytest.mark.parametrize(
        ("day", "says"),
        [
            ((NOW + timedelta(days=1)).strftime("%d/%m/%Y"), "chưa đến"),
            ("05/11/2019", "quá lâu"), ("31/02/2026", "Không có ngày"), ("11/2026", "ngày trọn"),
        ],
        ids=["tomorrow", "long past", "none", "a month"],
    )  # fmt: skip
    def test_a_day_that_cannot_be_is_wrong(self, only, day, says):
        line = only(AN, WRITTEN, "123.457", day)
        assert line.state == "wrong"
        assert says in line.problems[0]

    def test_a_day_may_stand_with_its_hour(self, only):
        assert only(AN, WRITTEN, "123.457", f"{NOW:%d/%m/%Y} 10:22:33").day == NOW

    def test_the_way_of_paying_is_read(self, only):
        assert only(AN, WRITTEN, "123.457", "", "Chuyển khoản").method == "bank"
        assert only(AN, WRITTEN, "123.457", "", "").method == "cash"
        assert only(AN, WRITTEN, "123.457", "", "vàng").state == "wrong"

    def test_an_unknown_figure_is_wrong_and_says_how_to_mend_it(self, month, keeper):
        with acting_for(keeper):
            made = importing.start_list(
                collection=month, data=text(HEAD, [CUC, WRITTEN, 5000]), file_name="x", actor=keeper
            )
            [line] = importing.plan_of(made, keeper).lines
        assert (line.state, line.needs_basis) == ("wrong", True)


class TestDoubts:
    def test_two_rows_of_one_person(self, start, plan, keeper, apply, receipts):
        made = start(text(HEAD, [AN, WRITTEN, 100_000], [AN, WRITTEN, 23_457]))
        found = plan(made)
        assert [line.state for line in found.lines] == ["doubt", "doubt"]
        assert f"2 dòng của đồng chí {AN}" in found.lines[0].problems[0]
        with acting_for(keeper):
            importing.leave_out(payment_list=made, row=3, actor=keeper)
        assert [line.state for line in plan(made).lines] == ["ready", "left"]
        with acting_for(keeper):
            importing.restore_row(payment_list=made, row=3, actor=keeper)
            for row in (2, 3):
                importing.accept_row(payment_list=made, row=row, actor=keeper)
        assert plan(made).is_ready
        apply(made)
        assert [amount for _name, amount, _method in receipts()] == [100_000, 23_457]

    @pytest.mark.parametrize(
        ("amount", "says"),
        [("150.000", "Nhiều hơn phần còn phải đóng 26.543"), ("123", "dưới 1.000 đồng")],
    )
    def test_a_sum_over_the_rate_or_in_thousands(self, only, amount, says):
        line = only(AN, WRITTEN, amount)
        assert line.state == "doubt"
        assert says in line.problems[0]

    def test_a_part_of_the_rate_is_no_doubt(self, only):
        line = only(AN, WRITTEN, "100.000")
        assert (line.state, line.rest) == ("ready", 23_457)

    def test_a_month_paid_already_names_the_receipt(self, complete, only, people, keeper):
        with acting_for(keeper):
            services.pay(collection=complete, member_id=people.an.pk, wanted=[MONTH], actor=keeper)
        line = only(AN, WRITTEN, "123.457")
        assert line.state == "doubt"
        assert "không còn phải đóng" in line.problems[0]
        assert f"phiếu số 01/{NOW.year} cùng số tiền" in line.problems[1]

    def test_rows_that_must_be_mended_are_not_accepted(self, start, keeper):
        made = start(text(HEAD, ["Ai Đó", WRITTEN, 5000]))
        with acting_for(keeper), pytest.raises(BadInput, match="Dòng 2 không ghi được"):
            importing.accept_row(payment_list=made, row=2, actor=keeper)
        with acting_for(keeper), pytest.raises(BadInput, match="không có dòng 7"):
            importing.leave_out(payment_list=made, row=7, actor=keeper)


class TestStatement:
    @pytest.fixture
    def bank(self, everybody, start):
        notes = {key: note_of(everybody[name].public_id, [MONTH])
                 for key, name in (("an", AN), ("bay", BAY), ("doi", "Phạm Văn Đồi"))}  # fmt: skip

        def begin(*rows: tuple[int, str, str | None]) -> PaymentList:
            told = [[NOW, amount, None, words.format(**notes), key] for amount, words, key in rows]
            return start(workbook([BANK, *told]))

        return begin

    def test_finds_the_payer_by_our_own_note(self, bank, plan, people, apply, receipts):
        made = bank((AN_OWES, "MBVCB.12.{an}.CT tu 0011 toi 0022", "FT1"),
                    (BAY_OWES, "IBFT {bay}", "FT2"))  # fmt: skip
        assert [(line.member_id, line.months, line.method) for line in plan(made).lines] == [
            (people.an.pk, (MONTH,), "bank"), (people.bay.pk, (MONTH,), "bank"),
        ]  # fmt: skip
        apply(made)
        assert receipts() == [(AN, AN_OWES, "bank"), (BAY, BAY_OWES, "bank")]

    def test_a_code_of_another_cell_is_not_of_here(self, bank, plan):
        [line] = plan(bank((5_000, "{doi}", "FT1"))).lines
        assert (line.state, line.member_id) == ("wrong", None)
        assert "không phải của người đóng đảng phí ở chi bộ này" in line.problems[0]

    def test_two_codes_in_one_transfer_are_parted_by_hand(self, bank, plan):
        [line] = plan(bank((200_000, "{an} {bay}", "FT1"))).lines
        assert line.state == "wrong"
        assert "mã của 2 người" in line.problems[0]

    def test_a_name_alone_is_a_guess_that_a_person_confirms(self, bank, plan, people, keeper):
        made = bank((BAY_OWES, "NGUYEN THI BAY chuyen tien dang phi", "FT1"))
        [line] = plan(made).lines
        assert (line.state, line.member_id) == ("doubt", people.bay.pk)
        with acting_for(keeper):
            importing.accept_row(payment_list=made, row=2, actor=keeper)
        assert plan(made).is_ready

    def test_two_transfers_of_one_person_are_no_doubt(self, bank, plan):
        found = plan(bank((100_000, "{an}", "FT1"), (23_457, "{an}", "FT2")))
        assert [(line.state, line.rest) for line in found.lines] == [
            ("ready", 23_457),
            ("ready", 0),
        ]

    def test_a_longer_statement_takes_only_what_is_new(self, bank, plan, apply, receipts):
        apply(bank((AN_OWES, "{an}", "FT1")))
        longer = bank((AN_OWES, "{an}", "FT1"), (BAY_OWES, "{bay}", "FT2"))
        assert [line.state for line in plan(longer).lines] == ["taken", "ready"]
        apply(longer)
        assert receipts() == [(AN, AN_OWES, "bank"), (BAY, BAY_OWES, "bank")]

    def test_like_rows_without_a_number_are_each_themselves(self, bank, plan, apply, keeper):
        rows = [(10_000, "{an}", None), (10_000, "{an}", None)]
        made = bank(*rows)
        first, second = plan(made).lines
        assert (first.state, second.state) == ("ready", "doubt")
        assert "Giống hệt" in second.problems[0]
        with acting_for(keeper):
            importing.accept_row(payment_list=made, row=3, actor=keeper)
        apply(made)
        assert [line.state for line in plan(bank(*rows)).lines] == ["taken", "taken"]

    def test_the_members_word_of_it_is_confirmed(self, bank, plan, apply, world, an, keeper):
        with acting_for(an):
            told = services.tell_transfer(
                organisation=world.river, wanted=[MONTH], amount=AN_OWES, actor=an
            )
        made = bank((AN_OWES, "{an}", "FT1"))
        assert plan(made).lines[0].advice_id == told.pk
        assert apply(made).counts["advices"] == 1
        with acting_for(keeper):
            told = Advice.objects.get(pk=told.pk)
            assert (told.state, told.receipt) == ("confirmed", Receipt.objects.get())

    def test_a_word_of_another_sum_is_a_doubt(self, bank, plan, world, an):
        with acting_for(an):
            services.tell_transfer(
                organisation=world.river, wanted=[MONTH], amount=100_000, actor=an
            )
        [line] = plan(bank((AN_OWES, "{an}", "FT1"))).lines
        assert (line.state, line.advice_id) == ("doubt", None)
        assert "báo đã chuyển 100.000 đồng" in line.problems[0]


class TestApply:
    @pytest.fixture
    def good(self, start):
        return start(
            text(HEAD, [AN, WRITTEN, "123.457", "", "tiền mặt"], [BAY, WRITTEN, "35.000", "", "ck"])
        )

    def test_takes_every_row_with_a_receipt_each_and_forgets_them(
        self, good, apply, receipts, complete
    ):
        made = apply(good)
        assert receipts() == [(AN, AN_OWES, "cash"), (BAY, BAY_OWES, "bank")]
        complete.refresh_from_db()
        assert complete.received == complete.paid == AN_OWES + BAY_OWES
        assert (made.state, made.rows, made.choices) == ("applied", [], {})
        assert made.counts["first"] == f"01/{NOW.year}"
        entry = AuditEntry.objects.get(act="dues.apply_list")
        assert entry.subject_id == made.pk
        assert str(AN_OWES + BAY_OWES) not in str(vars(entry))

    def test_nothing_is_written_while_a_row_is_not_settled(self, start, apply, keeper, receipts):
        made = start(text(HEAD, [AN, WRITTEN, 123457], ["Ai Đó", WRITTEN, 5000]))
        with pytest.raises(ListRefused, match="dòng 3"):
            apply(made)
        assert receipts() == []
        with acting_for(keeper):
            importing.leave_out_unsettled(payment_list=made, actor=keeper)
        apply(made)
        assert len(receipts()) == 1

    def test_nothing_is_written_if_a_row_fails_in_between(
        self, good, apply, receipts, monkeypatch, complete
    ):
        true, calls = applying.take, []

        def failing(*args: Any, **more: Any) -> Any:
            calls.append(args)
            if len(calls) == 2:
                raise RuleBroken("Hỏng giữa chừng.")
            return true(*args, **more)

        monkeypatch.setattr(applying, "take", failing)
        with pytest.raises(RuleBroken, match="giữa chừng"):
            apply(good)
        assert receipts() == []
        good.refresh_from_db()
        complete.refresh_from_db()
        assert (good.state, complete.received) == ("read", 0)

    def test_a_second_upload_doubles_nothing(self, good, start, plan, apply, receipts):
        apply(good)
        again = start(workbook([  # saved anew as a workbook, in another order
            ["Số tiền đã nộp", "Họ và tên", "Đóng từ tháng", "Cách đóng"],
            [35_000, "NGUYỄN THỊ BẢY", MONTH, "ck"],
            ["123,457 đ", AN, WRITTEN, None],
        ]))  # fmt: skip
        assert [line.state for line in plan(again).lines] == ["taken", "taken"]
        assert plan(again).lines[1].receipt.code == f"01/{NOW.year}"
        with pytest.raises(ListRefused, match="mọi khoản đã có"):
            apply(again)
        assert len(receipts()) == 2

    def test_the_same_words_next_month_are_another_payment(
        self, complete, start, apply, world, keeper
    ):
        rows = text(["Họ tên", "Số tiền"], [AN, AN_OWES])
        apply(start(rows))
        later = actor_for(keeper.user, NEXT)
        with acting_for(later):
            services.pay_all(collection=complete, actor=later)
            services.close_month(collection=complete, actor=later)
            now = services.open_month(organisation=world.river, month=NEXT, actor=later)
            made = importing.start_list(collection=now, data=rows, file_name="x", actor=later)
            [line] = importing.plan_of(made, later).lines
        assert (line.state, line.months) == ("ready", (NEXT,))

    def test_a_reversed_receipt_lets_its_row_be_taken_again(self, good, start, plan, apply, keeper):
        apply(good)
        with acting_for(keeper):
            first = Receipt.objects.get(number=1)
            services.reverse_receipt(receipt=first, reason="Nhầm", actor=keeper)
        again = start(text(HEAD, [AN, WRITTEN, "123.457"]))
        assert [line.state for line in plan(again).lines] == ["ready"]
        apply(again)
        with acting_for(keeper):
            assert Payment.objects.filter(month=MONTH, member=first.member_id).count() == 3

    def test_the_database_itself_takes_a_row_once(self, good, apply, start, keeper, complete):
        made = apply(good)
        with acting_for(keeper):
            held = ListedPayment.objects.first()
            other = services.pay(
                collection=complete, member_id=held.receipt.member_id, wanted=[NEXT], actor=keeper
            )
            with pytest.raises(IntegrityError), transaction.atomic():
                ListedPayment.objects.create(
                    organisation_id=held.organisation_id, payment_list=made, receipt=other, row=9,
                    fingerprint=held.fingerprint,
                )  # fmt: skip

    def test_is_refused_twice_once_given_up_and_after_closing(
        self, good, apply, start, complete, keeper
    ):
        apply(good)
        with pytest.raises(ListRefused, match="đã ghi"):
            apply(good)
        second = start(text(HEAD, [CUC, WRITTEN, 5000]))
        with acting_for(keeper):
            importing.drop_list(payment_list=second, actor=keeper)
        with pytest.raises(ListRefused, match="đã bỏ"):
            apply(second)
        third = start(text(HEAD, [CUC, WRITTEN, 5000]))
        with acting_for(keeper):
            services.close_month(collection=complete, actor=keeper)
            third.refresh_from_db()
        assert (third.state, third.rows) == ("dropped", [])
        with pytest.raises(RuleBroken, match="đã chốt"):
            apply(third)

    def test_a_new_list_takes_the_place_of_one_not_applied(self, good, start, keeper):
        start(text(HEAD, [CUC, WRITTEN, 5000]))
        with acting_for(keeper):
            good.refresh_from_db()
        assert (good.state, good.rows) == ("dropped", [])

    def test_a_row_is_mended_by_hand(self, start, plan, apply, keeper, people, receipts):
        made = start(text(HEAD, ["Ai Đó", "11", "35k"]))
        given = {"payment_list": made, "row": 2, "member_id": people.bay.pk, "wanted": [MONTH],
                 "amount": BAY_OWES, "method": "cash", "received_on": NOW}  # fmt: skip
        tomorrow = NOW + timedelta(days=1)
        for wrong in ({"member_id": people.doi.pk}, {"amount": 0}, {"row": 5}, {"wanted": []},
                      {"received_on": tomorrow}, {"method": "gold"}):  # fmt: skip
            with acting_for(keeper), pytest.raises(BadInput):
                importing.mend_row(**{**given, **wrong}, actor=keeper)
        with acting_for(keeper):
            importing.mend_row(**given, actor=keeper)
        [line] = plan(made).lines
        assert (line.state, line.is_mended, line.name) == ("ready", True, BAY)
        apply(made)
        assert receipts() == [(BAY, BAY_OWES, "cash")]

    def test_is_for_the_keeper_of_this_very_cell(
        self, good, complete, above, officer, hill_keeper, an
    ):
        for actor in (above, officer, hill_keeper, an):
            with acting_for(actor):
                for act in (importing.apply_list, importing.drop_list):
                    with pytest.raises(PermissionDenied):
                        act(payment_list=good, actor=actor)
                with pytest.raises(PermissionDenied):
                    importing.leave_out(payment_list=good, row=2, actor=actor)
                with pytest.raises(PermissionDenied):
                    importing.start_list(collection=complete, data=b"x", file_name="x", actor=actor)


class TestSecondLock:
    def test_lists_are_their_keepers_alone(
        self, start, apply, keeper, above, officer, leader, inspector, hill_keeper, an
    ):
        apply(start(text(HEAD, [AN, WRITTEN, 123457])))
        start(text(HEAD, [BAY, WRITTEN, 35000]))
        with acting_for(keeper):
            assert (PaymentList.objects.count(), ListedPayment.objects.count()) == (2, 1)
        for actor in (above, officer, leader, inspector, hill_keeper, an):
            with acting_for(actor):
                assert not PaymentList.objects.exists()
                assert not ListedPayment.objects.exists()
                assert PaymentList.objects.update(file_name="x") == 0


class TestTemplate:
    @pytest.fixture
    def table(self, complete, keeper, people, system):
        with acting_for(system):
            Member.objects.filter(pk=people.cuc.pk).update(full_name="=1+2")
        with acting_for(keeper):
            services.refresh_month(collection=complete, actor=keeper)
            services.pay(collection=complete, member_id=people.bay.pk, wanted=[MONTH], actor=keeper)
            return importing.template(sheet(complete), keeper)

    def test_holds_who_owes_and_how_much_and_a_name_is_never_a_formula(self, table, everybody):
        [page] = read_file(table)
        rows = {row[1]: row for row in page.rows[1:]}
        assert set(rows) == {AN, "=1+2"}
        assert rows[AN][:5] == [code_of(everybody[AN].public_id), AN, WRITTEN, WRITTEN, AN_OWES]

    def test_filled_in_it_is_taken(self, table, start, plan, people):
        [page] = read_file(table)
        rows = [list(row) for row in page.rows]
        place = rows[0].index("Số tiền đã nộp")
        filled = [[*row[:place], AN_OWES] for row in rows if row[1] == AN]
        [line] = plan(start(workbook([rows[0], *filled]))).lines
        assert (line.state, line.member_id, line.amount) == ("ready", people.an.pk, AN_OWES)

    def test_its_english_headings_are_read_as_the_same_columns(self):
        """The file is written in the language of whoever takes it."""
        app = next(one for one in catalogues.apps() if one.label == "dues")
        said = catalogues.read_catalogue(app.catalogue)
        own = [words for words, _width in headings()]
        english = [said["", words][0] for words in own]
        [[_page, header]], [[_other, plain]] = (
            [find_header([Sheet("x", [row])])] for row in (english, own)
        )
        assert header.fields == plain.fields
        assert set(header.fields) == {"code", "name", "start", "last", "amount", "day", "method"}
        for words in ("tiền mặt", "chuyển khoản"):
            assert fold(said["", words][0]) in WORDS_OF_METHOD

    def test_is_for_the_keeper(self, complete, above):
        with acting_for(above), pytest.raises(PermissionDenied):
            importing.template(sheet(complete), above)


def test_its_questions_do_not_grow_with_the_rows(start, plan, world, system, keeper, complete):
    with acting_for(system):
        for number in range(8):
            enter(system, world.river, f"Đỗ Văn Số {number}")
    with acting_for(keeper):
        services.refresh_month(collection=complete, actor=keeper)

    def count(rows: int) -> int:
        made = start(text(HEAD, *[[f"Đỗ Văn Số {n}", WRITTEN, 5000] for n in range(rows)]))
        plan(made)
        with CaptureQueriesContext(connection) as asked:
            assert len(plan(made).lines) == rows
        return len(asked)

    assert count(8) <= count(2)


def test_by_hand(start, plan, apply, everybody, keeper, complete):
    """The worked example of docs/rules/dues.md: a statement of four rows."""
    an, bay = (note_of(everybody[name].public_id, [MONTH]) for name in (AN, BAY))
    made = start(workbook([
        BANK,
        [NOW, 123_457, None, f"MBVCB.1.{an}", "FT1"],
        [NOW, 20_000, None, f"IBFT {bay}", "FT2"],
        [NOW, 5_000, None, "LE THI CUC dong dang phi", "FT3"],
        [NOW, 9_000_000, None, "Luong thang 10", "FT4"],
    ]))  # fmt: skip
    assert made.passed == {"other": 1}
    assert [(line.row, line.state) for line in plan(made).lines] == [
        (2, "ready"), (3, "ready"), (4, "doubt"),
    ]  # fmt: skip
    with acting_for(keeper):
        importing.accept_row(payment_list=made, row=4, actor=keeper)
    apply(made)
    complete.refresh_from_db()
    assert (complete.received, complete.settled, complete.missing) == (148_457, 2, 15_000)
