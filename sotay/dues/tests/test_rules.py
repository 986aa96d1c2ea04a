"""Formulas without a database: figures by hand, the day on each side, and what must always hold."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.core.errors import BadInput
from sotay.dues.rules import money, months, owing, sharing, standing, transfers, vietqr
from sotay.regulations.registry import NoSuchRule, national

NOVEMBER = date(2026, 11, 1)
dong = st.integers(0, 10**11)
shares = st.decimals(0, 1, places=3)
some_months = st.dates(date(2020, 1, 1), date(2035, 12, 31)).map(months.first)


class TestOwed:
    @pytest.mark.parametrize(
        ("base", "share", "step", "relief", "is_owed"),
        [
            (12_345_650, "0.01", 1, 0, 123_457),  # 123.456,5: a half goes up
            (12_345_649, "0.01", 1, 0, 123_456),
            (7_000_000, "0.005", 1, 0, 35_000),
            (5_310_000, "0.003", 1, 0, 15_930),
            (12_345_650, "0.01", 1000, 0, 123_000),
            (12_350_000, "0.01", 1000, 0, 124_000),
            (12_345_650, "0.01", 1, 50, 61_728),  # rounded once, at the end
            (12_345_650, "0.01", 1, 100, 0),
        ],
    )
    def test_by_hand(self, base, share, step, relief, is_owed):
        assert owing.owed(base, Decimal(share), step=step, relief_percent=relief) == is_owed

    @given(dong, shares, st.sampled_from([1, 100, 1000]), st.integers(0, 100))
    def test_is_never_below_0_nor_above_the_rate_by_more_than_half_a_step(
        self, base, share, step, relief
    ):
        found = owing.owed(base, share, step=step, relief_percent=relief)
        exact = Decimal(base) * share * (100 - relief) / 100
        assert found >= 0
        assert found % step == 0
        assert abs(Decimal(found) - exact) * 2 <= step

    @given(dong, shares, st.integers(0, 99))
    def test_more_relief_never_costs_more(self, base, share, relief):
        less = owing.owed(base, share, relief_percent=relief + 1)
        assert less <= owing.owed(base, share, relief_percent=relief)


class TestAssess:
    SHARE = owing.Terms(owing.INCOME, share=Decimal("0.01"))

    def test_without_a_figure_nothing_is_known(self):
        assert owing.assess(self.SHARE, None) is None
        assert owing.assess(owing.Terms(owing.WAGE, share=Decimal("0.003")), 9) is None

    def test_a_full_relief_is_nothing_whatever_else_is_unknown(self):
        assert owing.assess(self.SHARE, None, 100) == 0

    def test_a_fixed_amount_needs_no_figure(self):
        assert owing.assess(owing.Terms(owing.FIXED, amount=5000), None) == 5000

    def test_the_minimum_wage_is_the_base_not_the_income(self):
        terms = owing.Terms(owing.WAGE, share=Decimal("0.003"), wage=4_140_000)
        assert owing.assess(terms, 99_000_000) == 12_420

    @pytest.mark.parametrize(
        ("chosen", "is_owed"),
        [(29_999, 30_000), (30_000, 30_000), (400_000, 400_000), (400_001, 400_000)],
    )
    def test_a_chosen_amount_is_brought_within_its_bounds(self, chosen, is_owed):
        terms = owing.Terms(owing.CHOSEN, low=30_000, high=400_000)
        assert owing.assess(terms, chosen) == is_owed


class TestDays:
    @pytest.mark.parametrize(
        ("rule", "last_day", "before", "after"),
        [
            ("dues.uninsured_share", date(2027, 12, 31), 0.003, 0.005),
            ("dues.uninsured_old_share", date(2027, 12, 31), 0.002, 0.003),
            ("dues.kept_share_grassroots_cell", date(2026, 1, 31), 0.3, 0.7),
        ],
    )
    def test_a_new_rate_begins_on_its_day(self, rule, last_day, before, after):
        assert national(rule, last_day).value == before
        assert national(rule, last_day + timedelta(days=1)).value == after

    def test_the_text_changes_on_the_first_of_february(self):
        assert national("dues.salary_share", date(2026, 1, 31)).document.startswith("342-QĐ/TW")
        assert national("dues.salary_share", date(2026, 2, 1)).document.startswith("01-QĐ/TW")

    def test_what_no_source_tells_of_earlier_years_is_not_made_up(self):
        with pytest.raises(NoSuchRule):
            national("dues.student_amount", date(2026, 1, 31))
        assert national("dues.student_amount", date(2026, 2, 1)).value == 5000

    def test_shares_that_no_source_tells_are_called_our_own(self):
        for kind in ("section", "grassroots_committee", "upper", "committee"):
            assert national(sharing.KEPT_RULES[kind], NOVEMBER).certainty == "local"

    @pytest.mark.parametrize(
        ("since", "years"),
        [(date(1976, 11, 1), 50), (date(1976, 11, 2), 49), (None, None)],
    )
    def test_full_years(self, since, years):
        assert owing.full_years(since, NOVEMBER) == years


class TestSpread:
    def test_the_earliest_month_first_and_the_rest_to_the_last(self):
        left = {NOVEMBER: 100, months.plus(NOVEMBER, 1): 100}
        assert owing.spread(130, left) == {NOVEMBER: 100, months.plus(NOVEMBER, 1): 30}
        assert owing.spread(230, left) == {NOVEMBER: 100, months.plus(NOVEMBER, 1): 130}
        assert owing.spread(60, left) == {NOVEMBER: 60}

    @given(st.integers(1, 10**9), st.dictionaries(some_months, st.integers(-5, 10**8), min_size=1))
    def test_adds_up_and_lays_nothing_below_0(self, amount, left):
        parts = owing.spread(amount, left)
        assert sum(parts.values()) == amount
        assert all(part > 0 for part in parts.values())
        assert set(parts) <= set(left)


class TestSplit:
    def test_by_hand(self):
        assert sharing.split(163_457, Decimal("0.3")) == sharing.Shares(49_037, 114_420)

    @given(dong, shares)
    def test_nothing_is_lost_and_nothing_is_made(self, collected, share):
        parts = sharing.split(collected, share)
        assert parts.kept + parts.remitted == collected
        assert parts.kept >= 0
        assert parts.remitted >= 0


class TestMonths:
    @given(some_months, st.integers(-400, 400))
    def test_going_there_and_back_is_standing_still(self, month, count):
        assert months.plus(months.plus(month, count), -count) == month

    @given(some_months)
    def test_what_is_written_is_read(self, month):
        assert months.read(months.written(month)) == month == months.read(months.key(month))

    @pytest.mark.parametrize("text", ["", "13-2026", "2026-00", "tháng 11", "11-26", "01-1900"])
    def test_what_is_no_month_is_refused(self, text):
        with pytest.raises(BadInput):
            months.read(text)

    def test_a_day_beyond_the_month_is_its_last(self):
        assert months.day_in(date(2026, 2, 1), 31) == date(2026, 2, 28)
        assert months.day_in(date(2028, 2, 1), 31) == date(2028, 2, 29)

    def test_listed(self):
        assert months.listed([NOVEMBER, months.plus(NOVEMBER, 1)]) == "11-2026 đến 12-2026"
        assert months.listed([NOVEMBER, months.plus(NOVEMBER, 2)]) == "11-2026, 01-2027"


class TestPaidUntil:
    M = [months.plus(NOVEMBER, step) for step in range(4)]

    def test_stops_before_the_first_month_that_lacks(self):
        owed = dict.fromkeys(self.M[:3], 100)
        assert standing.paid_until(owed, {self.M[0]: 100, self.M[2]: 100}) == self.M[0]
        assert standing.paid_until(owed, {}) is None

    def test_goes_on_into_months_paid_ahead(self):
        owed = {self.M[0]: 100}
        assert standing.paid_until(owed, dict.fromkeys(self.M, 100)) == self.M[3]

    def test_an_unknown_figure_is_never_paid_and_an_exempt_month_is(self):
        assert standing.paid_until({self.M[0]: None}, {self.M[0]: 100}) is None
        assert standing.paid_until({self.M[0]: 0}, {}) == self.M[0]

    @given(
        st.dictionaries(some_months, st.one_of(st.none(), st.integers(0, 1000)), max_size=12),
        st.dictionaries(some_months, st.integers(0, 1000), max_size=12),
    )
    def test_agrees_with_the_arrears(self, owed, paid):
        until = standing.paid_until(owed, paid)
        left = standing.arrears(owed, paid)
        assert all(amount > 0 for amount in left.values())
        if until is not None:
            assert all(month > until for month in left)


class TestTransferCode:
    PUBLISHED = (  # the worked example of the banks' own specification
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA5303704"
        "54061800005802VN62340107NPS68690819thanh toan don hang63042E2E"
    )

    def test_the_checksum_is_the_standard_one(self):
        assert vietqr.crc16("123456789") == "29B1"

    def test_the_published_example_is_sound_and_read(self):
        assert vietqr.is_sound(self.PUBLISHED)
        fields = vietqr.decode(self.PUBLISHED)
        assert (fields[53], fields[54], fields[58]) == ("704", "180000", "VN")

    def test_the_receiver_is_written_as_in_the_published_example(self):
        made = vietqr.content("970403", "0011012345678", 180_000, "thanh toan don hang")
        assert vietqr.decode(made)[38] == vietqr.decode(self.PUBLISHED)[38]
        receiver = vietqr.decode(vietqr.decode(made)[38])
        assert receiver[0] == "A000000727"
        assert receiver[2] == "QRIBFTTA"
        assert vietqr.decode(receiver[1]) == {0: "970403", 1: "0011012345678"}

    @given(
        st.from_regex(r"\A[0-9]{6}\Z"),
        st.from_regex(r"\A[0-9A-Za-z]{4,19}\Z"),
        st.one_of(st.none(), st.integers(1, 10**13 - 1)),
        st.from_regex(r"\A[A-Za-z0-9 ]{0,25}\Z"),
    )
    def test_what_is_written_is_read_back(self, code, account, amount, note):
        made = vietqr.content(code, account, amount, note)
        fields = vietqr.decode(made)
        assert vietqr.is_sound(made)
        assert fields.get(54) == (None if amount is None else str(amount))
        assert fields[1] == ("11" if amount is None else "12")
        assert (vietqr.decode(fields[62])[8] if note else "") == note

    @given(st.integers(0, len(PUBLISHED) - 5))
    def test_a_changed_sign_is_noticed(self, place):
        other = "1" if self.PUBLISHED[place] != "1" else "2"
        spoilt = self.PUBLISHED[:place] + other + self.PUBLISHED[place + 1 :]
        assert not vietqr.is_sound(spoilt)

    @pytest.mark.parametrize(
        ("code", "account", "amount", "note"),
        [
            ("97040", "0011012345678", 1, ""),
            ("970403", "12", 1, ""),
            ("970403", "0011-0123", 1, ""),
            ("970403", "0011012345678", 0, ""),
            ("970403", "0011012345678", 1, "đảng phí"),
            ("970403", "0011012345678", 1, "x" * 26),
        ],
    )
    def test_is_refused_where_no_bank_could_read_it(self, code, account, amount, note):
        with pytest.raises(BadInput):
            vietqr.content(code, account, amount, note)

    @pytest.mark.parametrize("text", ["000", "0003ab", "xx02ab"])
    def test_a_broken_content_is_refused(self, text):
        with pytest.raises(BadInput):
            vietqr.decode(text)

    def test_the_note_holds_a_code_and_months_and_fits(self):
        key = UUID("7f3a9c00-0000-4000-8000-000000000000")
        assert transfers.note_of(key, [NOVEMBER]) == "DP 7F3A9C 112026"
        several = transfers.note_of(key, months.between(NOVEMBER, months.plus(NOVEMBER, 11)))
        assert several == "DP 7F3A9C 112026 102027"
        assert len(several) <= vietqr.NOTE_LENGTH


class TestReadDong:
    @pytest.mark.parametrize(
        ("written", "is_read"),
        [
            ("123457", 123_457), ("123.457", 123_457), ("123,457", 123_457), ("123 457", 123_457),
            ("1.234.567 đ", 1_234_567), ("1.234.567đồng", 1_234_567), ("35.000 VND", 35_000),
            ("123.457,00", 123_457), ("+123,457.00", 123_457), ("123457.0", 123_457),
            ("-35.000", -35_000), ("(35.000)", -35_000), ("0", 0), (7, 7), (7.0, 7),
        ],
    )  # fmt: skip
    def test_as_people_and_banks_write(self, written, is_read):
        assert money.read_dong(written) == is_read

    @pytest.mark.parametrize(
        "written",
        ["", "đ", "1.5", "12.34", "1,234.567", "123.457.00", "123.457,5", "12 34", "35k", "٣٤",
         "1" * 16, 123.457, True, "=1+2"],
    )  # fmt: skip
    def test_what_could_be_two_sums_is_none(self, written):
        with pytest.raises(BadInput):
            money.read_dong(written)

    @given(dong, st.sampled_from([".", ",", " "]), st.sampled_from(["", " đ", " VND"]))
    def test_every_sum_is_read_as_it_was_grouped(self, amount, sign, currency):
        assert money.read_dong(f"{amount:,}".replace(",", sign) + currency) == amount


class TestNotes:
    CODE = UUID("7f3a9c00-0000-4000-8000-000000000000")

    @pytest.mark.parametrize(
        "around",
        ["{}", "MBVCB.8812.{}.CT tu 0011", "IBFT {} FT26311", "{}-CHUYEN TIEN-OQCH00", "ndck {} "],
    )
    @pytest.mark.parametrize("gap", [" ", "", "-", ".", "_"])
    def test_are_found_whatever_a_bank_puts_around_and_between(self, around, gap):
        for count in (1, 3):
            wanted = [months.plus(NOVEMBER, step) for step in range(count)]
            note = transfers.note_of(self.CODE, wanted).replace(" ", gap)
            [told] = transfers.notes_in(around.format(note))
            assert (told.code, list(told.months)) == ("7F3A9C", wanted)

    @given(st.uuids(), some_months, st.integers(0, 20))
    def test_what_we_write_is_read_back(self, key, first, more):
        wanted = months.between(first, months.plus(first, more))
        [told] = transfers.notes_in(transfers.note_of(key, wanted).lower())
        assert (told.code, list(told.months)) == (transfers.code_of(key), wanted)

    def test_a_code_alone_stands_apart(self):
        assert transfers.notes_in("dp 7f3a9c nop")[0] == transfers.Told("7F3A9C", ())
        assert transfers.notes_in("NAPDPABCDEF12") == []
        assert transfers.notes_in("dong dang phi thang 11") == []

    def test_two_codes_are_two(self):
        found = transfers.notes_in("DP AAAAAA 112026 DP BBBBBB 122026")
        assert [one.code for one in found] == ["AAAAAA", "BBBBBB"]


class TestMonthsInWords:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", []), ("11-2026", [(2026, 11)]), ("tháng 11/2026", [(2026, 11)]),
            ("T02.2026", [(2026, 2)]), ("2026-11-01", [(2026, 11)]), ("01/11/2026", [(2026, 11)]),
            ("11-2026 đến 01-2027", [(2026, 11), (2027, 1)]),
        ],
    )  # fmt: skip
    def test_are_read(self, text, found):
        assert months.in_words(text) == [date(year, month, 1) for year, month in found]

    @pytest.mark.parametrize("text", ["11", "11-12/2026", "11, 12/2026", "13/2026", "mười một"])
    def test_digits_without_a_year_are_none(self, text):
        with pytest.raises(BadInput):
            months.in_words(text)
