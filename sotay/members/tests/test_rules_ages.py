"""Party age, probation, badges: the day on each side of every edge."""

from datetime import date

import pytest

from sotay.members.rules.ages import (
    Span,
    add_months,
    badge,
    last_badge,
    next_badge,
    next_round,
    party_age,
    probation_ends,
    span_between,
    whole_months,
)

ROUNDS = [(3, 2), (19, 5), (2, 9), (7, 11)]
STEPS = [30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90]


class TestMonths:
    @pytest.mark.parametrize(
        ("day", "months", "end"),
        [
            (date(2025, 8, 31), 12, date(2026, 8, 31)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2024, 2, 29), 48, date(2028, 2, 29)),
            (date(2025, 1, 31), 1, date(2025, 2, 28)),
            (date(2025, 12, 15), 1, date(2026, 1, 15)),
            (date(2026, 3, 31), -1, date(2026, 2, 28)),
        ],
    )
    def test_end_on_the_same_number_or_the_last_day(
        self, day: date, months: int, end: date
    ) -> None:
        assert add_months(day, months) == end

    @pytest.mark.parametrize(
        ("day", "months"),
        [(date(2026, 5, 14), 11), (date(2026, 5, 15), 12), (date(2026, 5, 16), 12)],
    )
    def test_are_complete_on_the_day_and_not_before(self, day: date, months: int) -> None:
        assert whole_months(date(2025, 5, 15), day) == months

    def test_of_somebody_born_on_a_leap_day(self) -> None:
        assert whole_months(date(2000, 2, 29), date(2018, 2, 27)) == 215
        assert whole_months(date(2000, 2, 29), date(2018, 2, 28)) == 216

    def test_before_the_start_are_refused(self) -> None:
        with pytest.raises(ValueError, match="is before"):
            span_between(date(2026, 1, 2), date(2026, 1, 1))


class TestProbation:
    def test_ends_twelve_months_after_the_ceremony(self) -> None:
        assert probation_ends(date(2025, 5, 19), 12) == date(2026, 5, 19)
        assert probation_ends(date(2024, 2, 29), 12) == date(2025, 2, 28)


class TestPartyAge:
    decided, admitted, recognised = date(1996, 8, 20), date(1996, 9, 2), date(1997, 9, 2)

    @pytest.mark.parametrize(
        ("day", "span"),
        [
            (date(2026, 8, 19), Span(29, 11)),
            (date(2026, 8, 20), Span(30, 0)),
            (date(2026, 8, 21), Span(30, 0)),
        ],
    )
    def test_runs_from_the_decision_not_from_the_ceremony(self, day: date, span: Span) -> None:
        assert party_age(self.decided, self.admitted, self.recognised, day) == span

    def test_is_none_until_recognised(self) -> None:
        assert party_age(self.decided, self.admitted, self.recognised, date(1997, 9, 1)) is None
        assert party_age(self.decided, self.admitted, self.recognised, date(1997, 9, 2)) == Span(
            1, 0
        )
        assert party_age(self.decided, self.admitted, None, date(2026, 1, 1)) is None

    def test_falls_back_on_the_ceremony(self) -> None:
        assert party_age(None, self.admitted, self.recognised, date(2026, 9, 1)) == Span(29, 11)
        assert party_age(None, None, self.recognised, date(2026, 9, 1)) is None


class TestBadges:
    @pytest.mark.parametrize(
        ("reached", "round_on"),
        [
            (date(2026, 9, 1), date(2026, 9, 2)),
            (date(2026, 9, 2), date(2026, 9, 2)),
            (date(2026, 9, 3), date(2026, 11, 7)),
            (date(2026, 11, 7), date(2026, 11, 7)),
            (date(2026, 11, 8), date(2027, 2, 3)),
        ],
    )
    def test_are_given_in_the_first_round_on_or_after_the_day(
        self, reached: date, round_on: date
    ) -> None:
        assert next_round(reached, ROUNDS) == round_on
        start = date(reached.year - 30, reached.month, reached.day)
        assert badge(start, 30, ROUNDS).round_on == round_on

    def test_of_somebody_admitted_on_a_leap_day(self) -> None:
        given = badge(date(1996, 2, 29), 30, ROUNDS, 12)
        assert given.reached_on == date(2026, 2, 28)
        assert given.round_on == date(2026, 5, 19)
        assert given.early_from == date(2025, 2, 28)

    def test_next_one_stays_next_on_the_day_of_its_round(self) -> None:
        start = date(1996, 9, 2)
        for day, years in (
            (date(2026, 9, 1), 30),
            (date(2026, 9, 2), 30),
            (date(2026, 9, 3), 40),
        ):
            found = next_badge(start, day, STEPS, ROUNDS)
            assert found is not None
            assert found.years == years

    def test_list_of_a_later_guide_brings_a_nearer_one(self) -> None:
        start = date(1996, 1, 1)
        after = date(2026, 3, 1)
        assert next_badge(start, after, STEPS, ROUNDS).years == 40  # type: ignore[union-attr]
        assert next_badge(start, after, [*STEPS, 35], ROUNDS).years == 35  # type: ignore[union-attr]

    def test_after_the_last_step_there_is_none(self) -> None:
        assert next_badge(date(1930, 1, 1), date(2026, 1, 1), STEPS, ROUNDS) is None

    def test_last_one_is_the_highest_whose_round_has_come(self) -> None:
        start = date(1976, 9, 2)
        assert last_badge(start, date(2026, 9, 1), STEPS, ROUNDS).years == 45  # type: ignore[union-attr]
        assert last_badge(start, date(2026, 9, 2), STEPS, ROUNDS).years == 50  # type: ignore[union-attr]
        assert last_badge(date(2020, 1, 1), date(2026, 9, 2), STEPS, ROUNDS) is None
