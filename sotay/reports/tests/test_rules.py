from datetime import date
from itertools import pairwise

from sotay.reports.rules import FEW_IN_BODY, MOST_IN_BODY, MOST_STEPS, in_body, steps


class TestSteps:
    def test_are_months_cut_by_the_ends_of_the_period(self) -> None:
        found = steps(date(2026, 1, 15), date(2026, 3, 2))
        assert [(s.first, s.last) for s in found] == [
            (date(2026, 1, 15), date(2026, 1, 31)),
            (date(2026, 2, 1), date(2026, 2, 28)),
            (date(2026, 3, 1), date(2026, 3, 2)),
        ]
        assert [s.name for s in found] == ["Tháng 01-2026", "Tháng 02-2026", "Tháng 3-2026"]

    def test_one_day_is_one_step(self) -> None:
        assert [s.key for s in steps(date(2026, 12, 31), date(2026, 12, 31))] == ["2026-12"]

    def test_run_over_the_end_of_a_year(self) -> None:
        assert [s.key for s in steps(date(2025, 12, 31), date(2026, 1, 1))] == [
            "2025-12", "2026-01",
        ]  # fmt: skip

    def test_a_period_that_has_not_begun_has_none(self) -> None:
        assert steps(date(2026, 2, 1), date(2026, 1, 31)) == []

    def test_become_quarters_after_two_years_and_years_after_six(self) -> None:
        two = steps(date(2024, 1, 1), date(2025, 12, 31))
        longer = steps(date(2024, 1, 1), date(2026, 1, 1))
        assert (len(two), {s.kind for s in two}) == (MOST_STEPS, {"month"})
        assert (len(longer), {s.kind for s in longer}) == (9, {"quarter"})
        assert longer[-1].last == date(2026, 1, 1)
        assert longer[1].name == "Quý II-2024"
        six = steps(date(2020, 1, 1), date(2026, 1, 1))
        assert ([s.key for s in six][-1], {s.kind for s in six}) == ("2026", {"year"})

    def test_meet_without_gap_or_overlap(self) -> None:
        for last in (date(2025, 12, 31), date(2029, 5, 6)):
            found = steps(date(2024, 2, 29), last)
            for one, next_one in pairwise(found):
                assert (next_one.first - one.last).days == 1


class TestInBody:
    def test_a_short_table_stands_whole_in_its_order(self) -> None:
        rows = list(range(MOST_IN_BODY))
        assert in_body(rows, lambda row: row) == rows

    def test_a_long_one_shows_its_heaviest_rows(self) -> None:
        rows = list(range(MOST_IN_BODY + 1))
        assert in_body(rows, lambda row: row) == rows[::-1][:FEW_IN_BODY]

    def test_equal_rows_keep_their_order(self) -> None:
        rows = list(range(MOST_IN_BODY + 1))
        assert in_body(rows, lambda row: 0) == rows[:FEW_IN_BODY]
