"""Values written, read back and compared, and days that adjoin: no database."""

from datetime import date

import pytest

from sotay.core.errors import BadInput
from sotay.regulations import rules

D = date


class TestWritten:
    @pytest.mark.parametrize(
        ("value", "unit", "expected"),
        [
            (30, "working_days", "30\u00a0ngày làm việc"),
            (5600, "members", "5.600\u00a0đảng viên"),
            (-1, "days", "−1\u00a0ngày"),
            ([7, 3, 1, 0], "days", "7, 3, 1, 0\u00a0ngày"),
            ([3, 12], "months_range", "từ 3 tháng đến dưới 12 tháng"),
            ([2, 3], "fraction", "2/3"),
            ([[3, 2], [19, 5]], "day_month", "03-02, 19-5"),
            (0.6, "share", "60,0\u00a0%"),
            (3, "day_number", "ngày 3"),
            (1.5, "", "1,5"),
            (1.25, "", "1,25"),
            (True, "", "có"),
            ([], "day", "không có"),
            ([2010, 2026], "years_named", "2010, 2026"),
            ({"trên": 20, "trái": 30}, "mm", "trên: 20\u00a0mm; trái: 30\u00a0mm"),
            ("Times New Roman", "", "Times New Roman"),
        ],
    )
    def test_as_the_screen_shows_it(self, value, unit, expected):
        assert rules.written(value, unit) == expected


class TestRead:
    @pytest.mark.parametrize(
        ("value", "unit"),
        [
            (30, "working_days"), (5600, "members"), (-1, "days"), ([7, 3, 1, 0], "days"),
            ([3, 12], "months_range"), ([2, 3], "fraction"), ([[3, 2], [19, 5]], "day_month"),
            (0.6, "share"), (1.5, ""), (True, ""), (False, ""), (["a", "b c"], ""), ("chữ", ""),
            (3, "day_number"),
        ],
    )  # fmt: skip
    def test_takes_back_what_the_form_shows(self, value, unit):
        assert rules.read(rules.editable(value, unit), value, unit) == value

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ({"time": 5, "close": 10}, "Thời gian, thời lượng: 5\nClose: 10"),
            ({"time": 4, "sáng_kiến": 1_000}, "Thời gian, thời lượng: 4\nSáng kiến: 1.000"),
            ({"time": ["a_code", "Làm tốt"]}, "Thời gian, thời lượng: Tính được; Làm tốt"),
            ({"time": "một"}, "Thời gian, thời lượng: một"),
        ],
    )
    def test_a_table_is_typed_one_row_a_line(self, value, shown):
        names = {"time": "Thời gian, thời lượng", "a_code": "Tính được"}
        like = {"time": next(iter(value.values())), "close": next(iter(value.values()))}
        assert rules.editable(value, "", names) == shown
        assert rules.read(f"\n{shown}\n ", like, "", names) == value
        assert rules.can_be_typed(value)

    @pytest.mark.parametrize("typed", ["", "Thời gian", "Thời gian:", ": 5", "a: 1\na: 2", "a: x"])
    def test_a_table_that_is_not_whole(self, typed):
        with pytest.raises(BadInput):
            rules.read(typed, {"a": 1}, "")

    def test_a_table_of_tables_is_not_typed(self):
        assert not rules.can_be_typed({"a": {"b": 1}})
        assert not rules.can_be_typed({"a": [1, 2]})

    @pytest.mark.parametrize(
        ("typed", "like", "unit", "expected"),
        [
            (" 45 ", 30, "days", 45),
            ("1.200", 30, "days", 1200),
            ("62,5 %", 0.6, "share", 0.625),
            ("0,625", 0.6, "share", 0.625),
            ("7,3 , 1", [1], "days", [7, 3, 1]),
            ("3-2, 2-9", [[3, 2]], "day_month", [[3, 2], [2, 9]]),
            ("30-6-2026, 02-9-2026", [], "day", ["2026-06-30", "2026-09-02"]),
            ("Có", True, "", True),
        ],
    )
    def test_what_people_type(self, typed, like, unit, expected):
        assert rules.read(typed, like, unit) == expected

    @pytest.mark.parametrize(
        ("typed", "like", "unit"),
        [("ba mươi", 30, "days"), ("", 30, "days"), ("3,5", 30, "days"), ("được", True, ""),
         ("3-x", [[3, 2]], "day_month"), ("31-6-2026", [], "day"), ("nửa", [2, 3], "fraction")],
    )  # fmt: skip
    def test_what_is_no_such_value_is_refused_with_a_sentence(self, typed, like, unit):
        with pytest.raises(BadInput, match=r"\.$"):
            rules.read(typed, like, unit)


class TestSameSort:
    @pytest.mark.parametrize(
        ("value", "like", "unit"),
        [(5, 3, ""), (0.5, 0.6, ""), (1, 0.6, ""), ([1], [1, 2], ""), ("x", "y", ""),
         ([4, 10], [3, 12], "months_range"), ([[1, 1]], [[3, 2], [2, 9]], "day_month"),
         ({"a": 1}, {"b": 2, "c": 3}, ""), (["2026-01-02"], [], "day"), ([], [1], "")],
    )  # fmt: skip
    def test_fits(self, value, like, unit):
        assert rules.same_sort(value, like, unit)

    @pytest.mark.parametrize(
        ("value", "like", "unit"),
        [("5", 3, ""), (True, 3, ""), (3, True, ""), (3.5, 3, ""), (5, [1], ""), (["a"], [1], ""),
         ([3], [3, 12], "months_range"), ([[1]], [[3, 2]], "day_month"), ({"a": "x"}, {"b": 2}, ""),
         ([1], {"b": 2}, ""), (None, 3, ""), ({1: 2}, {"b": 2}, "")],
    )  # fmt: skip
    def test_does_not_fit(self, value, like, unit):
        assert not rules.same_sort(value, like, unit)


class TestBrokenDays:
    def test_adjoining_days_are_sound(self):
        assert rules.broken_days([(D(2020, 1, 1), D(2021, 1, 1)), (D(2021, 1, 1), None)]) == []

    @pytest.mark.parametrize(
        ("periods", "says"),
        [
            ([(D(2020, 1, 1), D(2021, 1, 1)), (D(2021, 1, 2), None)], "không có giá trị"),
            ([(D(2020, 1, 1), D(2021, 1, 2)), (D(2021, 1, 1), None)], "hai giá trị"),
            ([(D(2020, 1, 1), None), (D(2021, 1, 1), None)], "để ngỏ"),
            ([(D(2020, 1, 1), D(2020, 1, 1))], "không có hiệu lực ngày nào"),
        ],
    )
    def test_what_does_not_adjoin_is_said(self, periods, says):
        (found,) = rules.broken_days(periods)
        assert says in found


class TestCertainties:
    def test_each_is_in_words(self):
        assert set(rules.CERTAINTIES) == {"text", "press", "hint", "local"}
        assert all(str(words) for words in rules.CERTAINTIES.values())
