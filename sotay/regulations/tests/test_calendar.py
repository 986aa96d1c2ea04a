"""Working days around Tết, holidays, days off in lieu and weekend days worked: no database."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotay.regulations import calendar
from sotay.regulations.calendar import add_working_days, is_working_day, working_days_between
from sotay.regulations.pack import national

D = date


class TestIsWorkingDay:
    @pytest.mark.parametrize(
        "day",
        [
            D(2026, 2, 13),  # last Friday before Tết Bính Ngọ
            D(2026, 2, 23),  # first Monday after
            D(2026, 4, 28),
            D(2026, 8, 22),  # Saturday worked for 31-8
            D(2025, 4, 26),  # Saturday worked for 02-5
            D(2014, 12, 27),  # worked for 02-01 of the next year
            D(2019, 1, 5),  # worked for 31-12 of the year before
            D(2025, 11, 24),  # the day of culture is a holiday from 2026 only
        ],
    )
    def test_offices_work(self, day):
        assert is_working_day(day)

    @pytest.mark.parametrize(
        "day",
        [
            D(2026, 2, 14),
            D(2026, 2, 16),  # the eve of Tết
            D(2026, 2, 17),
            D(2026, 2, 20),
            D(2026, 4, 27),  # in lieu of the commemoration of the Hùng kings, a Sunday
            D(2026, 8, 31),  # exchanged
            D(2026, 9, 1),
            D(2026, 9, 2),
            D(2025, 5, 2),  # exchanged
            D(2015, 1, 2),  # exchanged over the new year
            D(2018, 12, 31),
            D(2026, 11, 24),
            D(2026, 11, 22),  # a Sunday
        ],
    )
    def test_offices_rest(self, day):
        assert not is_working_day(day)

    def test_days_added_to_the_pack_count(self, monkeypatch):
        given = {"calendar.extra_days_off": ["2026-12-24"],
                 "calendar.extra_working_days": ["2026-12-26"]}  # fmt: skip
        before = calendar.national

        class Value:
            def __init__(self, value):
                self.value = value

        monkeypatch.setattr(
            calendar, "national",
            lambda name, day: Value(given[name]) if name in given else before(name, day),
        )  # fmt: skip
        assert not is_working_day(D(2026, 12, 24))
        assert is_working_day(D(2026, 12, 26))
        assert is_working_day(D(2026, 12, 25))
        assert not is_working_day(D(2026, 12, 27))


class TestAddWorkingDays:
    @pytest.mark.parametrize(
        ("start", "count", "expected"),
        [
            (D(2026, 2, 13), 1, D(2026, 2, 23)),  # over Tết
            (D(2026, 2, 12), 1, D(2026, 2, 13)),
            (D(2026, 2, 17), 1, D(2026, 2, 23)),  # from within Tết
            (D(2026, 8, 21), 1, D(2026, 8, 22)),  # onto the Saturday worked
            (D(2026, 8, 28), 1, D(2026, 9, 3)),  # over the exchanged Monday and two holidays
            (D(2026, 11, 20), 1, D(2026, 11, 23)),
            (D(2026, 11, 20), 2, D(2026, 11, 25)),
            (D(2026, 11, 22), 0, D(2026, 11, 22)),
            (D(2026, 2, 12), 20, D(2026, 3, 19)),  # the example in docs/rules/registry.md
        ],
    )
    def test_the_first_day_is_not_counted(self, start, count, expected):
        assert add_working_days(start, count) == expected

    def test_a_term_cannot_be_negative(self):
        with pytest.raises(ValueError, match="-1"):
            add_working_days(D(2026, 1, 1), -1)


class TestBetween:
    @settings(max_examples=40, deadline=None)
    @given(st.dates(D(2010, 1, 1), D(2027, 12, 31)), st.integers(0, 70))
    def test_is_the_reverse_of_adding(self, start, count):
        end = add_working_days(start, count)
        assert working_days_between(start, end) == count
        assert working_days_between(end, start) == -count

    def test_days_without_work_add_nothing(self):
        friday = D(2026, 2, 13)
        for days in range(10):
            assert working_days_between(friday, friday + timedelta(days=days)) == 0
        assert working_days_between(friday, D(2026, 2, 23)) == 1


class TestSwaps:
    def test_the_years_said_to_be_known_are_those_the_package_knows(self):
        from holidays.countries.vietnam import VietnamStaticHolidays

        said = national().definitions["calendar.swaps_known_for"].values[-1].value
        assert said == sorted(VietnamStaticHolidays.special_public_holidays)
