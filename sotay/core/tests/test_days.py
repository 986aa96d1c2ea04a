from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.core import days
from sotay.core.errors import BadInput


class TestWritten:
    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2026, 2, 5), "05-02-2026"),
            (date(2026, 1, 31), "31-01-2026"),
            (date(2026, 3, 1), "01-3-2026"),
            (date(2026, 6, 30), "30-6-2026"),
            (date(2026, 12, 9), "09-12-2026"),
        ],
    )
    def test_keeps_the_zero_for_small_days_and_the_first_two_months(
        self, day: date, words: str
    ) -> None:
        assert days.written(day) == words

    def test_a_moment_is_shown_in_local_time(self) -> None:
        assert days.written_moment(datetime(2026, 6, 30, 17, 5, tzinfo=UTC)) == "0.05, 01-7-2026"


class TestReadDay:
    @pytest.mark.parametrize(
        "text",
        ["30-6-2026", "30/6/2026", "30.6.2026", "30 6 2026", "2026-06-30", " 30-06-2026 "],
    )
    def test_takes_the_forms_people_write(self, text: str) -> None:
        assert days.read_day(text) == date(2026, 6, 30)

    @given(st.dates(min_value=date(1000, 1, 1)))
    def test_reads_back_what_is_written(self, day: date) -> None:
        assert days.read_day(days.written(day)) == day
        assert days.read_day(day.isoformat()) == day

    def test_knows_leap_years(self) -> None:
        assert days.read_day("29-02-2024") == date(2024, 2, 29)

    @pytest.mark.parametrize("text", ["29-02-2026", "31-4-2026", "0-1-2026", "1-13-2026"])
    def test_says_that_the_calendar_has_no_such_day(self, text: str) -> None:
        with pytest.raises(BadInput, match=f"Không có ngày {text} trong lịch"):
            days.read_day(text)

    @pytest.mark.parametrize("text", ["", "hôm nay", "30-6", "30-6-26", "6-2026", "1-2-20261"])
    def test_says_what_a_day_looks_like(self, text: str) -> None:
        with pytest.raises(BadInput, match="ví dụ 30-6-2026"):
            days.read_day(text)

    def test_does_not_repeat_a_whole_letter(self) -> None:
        with pytest.raises(BadInput) as refusal:
            days.read_day("x" * 5000)
        assert len(str(refusal.value)) < 200


class TestFigures:
    def test_thousands_are_parted_by_points(self) -> None:
        assert [days.grouped(n) for n in (0, 999, 6840, 5600000)] == [
            "0", "999", "6.840", "5.600.000",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("number", "places", "words"),
        [
            (Decimal("92.35"), 1, "92,4"),  # half goes away from zero, not to the even digit
            (Decimal("92.45"), 1, "92,5"),
            (Decimal("-92.45"), 1, "−92,5"),
            (Decimal("-0.04"), 1, "0,0"),
            (Decimal("-0.05"), 1, "−0,1"),
            (0.15, 1, "0,2"),  # as it is written, not as binary keeps it
            (Decimal("0.5"), 0, "1"),
            (Decimal("1234.5"), 2, "1.234,50"),
            (Decimal("-1234"), 0, "−1.234"),
        ],
    )
    def test_decimals_round_half_away_from_zero(
        self, number: Decimal, places: int, words: str
    ) -> None:
        assert days.decimal(number, places) == words

    def test_the_percent_sign_is_held_by_a_no_break_space(self) -> None:
        assert days.percent(Decimal("0.9235")) == "92,4\u00a0%"
        assert days.percent(1, 0) == "100\u00a0%"
