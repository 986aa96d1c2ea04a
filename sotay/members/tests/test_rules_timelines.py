"""What acts do to days: none counted twice, none lost, whatever the order they are written in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.members.rules.timelines import (
    NoSuchDay,
    Stretch,
    Timeline,
    begin_on,
    disjoint,
    end_on,
    move_boundary,
    move_on,
    on_day,
    rejoined,
    set_from,
)

FIRST = date(2020, 1, 1)
DAY = timedelta(days=1)


def at(cell: int, lo: date, hi: date | None, begin: str = "transfer", end: str = "") -> Stretch:
    return Stretch(lo, hi, {"organisation_id": cell, "begin": begin, "end": end})


class TestMoveOn:
    def test_changes_the_cell_on_the_first_day_and_not_before(self) -> None:
        moved = move_on(
            [at(1, FIRST, None)],
            date(2021, 3, 1),
            {"end": "transfer"},
            {"organisation_id": 2, "begin": "transfer"},
        )
        assert on_day(moved, date(2021, 2, 28)).values["organisation_id"] == 1  # type: ignore[union-attr]
        assert on_day(moved, date(2021, 3, 1)).values["organisation_id"] == 2  # type: ignore[union-attr]
        assert moved[0].values["end"] == "transfer"
        assert moved[1].values["end"] == ""

    def test_written_late_leaves_a_later_move_alone(self) -> None:
        later = [at(1, FIRST, date(2023, 1, 1), end="transfer"), at(3, date(2023, 1, 1), None)]
        moved = move_on(later, date(2021, 1, 1), {"end": "transfer"}, {"organisation_id": 2})
        assert [one.values["organisation_id"] for one in moved] == [1, 2, 3]
        assert moved[1].hi == date(2023, 1, 1)

    def test_on_the_very_first_day_is_refused(self) -> None:
        with pytest.raises(NoSuchDay):
            move_on([at(1, FIRST, None)], FIRST, {}, {"organisation_id": 2})
        assert len(move_on([at(1, FIRST, None)], FIRST + DAY, {}, {"organisation_id": 2})) == 2


class TestEndOn:
    def test_drops_what_was_recorded_for_later_days(self) -> None:
        later = [at(1, FIRST, date(2023, 1, 1), end="transfer"), at(3, date(2023, 1, 1), None)]
        ended = end_on(later, date(2022, 6, 1), {"end": "death"})
        assert ended == [at(1, FIRST, date(2022, 6, 1), end="death")]

    def test_before_the_first_day_is_refused(self) -> None:
        with pytest.raises(NoSuchDay):
            end_on([at(1, FIRST, None)], FIRST, {})

    def test_after_an_earlier_end_is_refused(self) -> None:
        with pytest.raises(NoSuchDay):
            end_on([at(1, FIRST, date(2021, 1, 1))], date(2021, 1, 2), {})


class TestSetFrom:
    def test_written_late_holds_until_the_next_change_of_the_same_thing(self) -> None:
        history = [
            Stretch(FIRST, date(2022, 1, 1), {"education": 3, "standing": 0}),
            Stretch(date(2022, 1, 1), date(2023, 1, 1), {"education": 3, "standing": 2}),
            Stretch(date(2023, 1, 1), None, {"education": 6, "standing": 2}),
        ]
        changed = set_from(history, date(2021, 1, 1), {"education": 5})
        assert [(s.lo, s.values["education"], s.values["standing"]) for s in changed] == [
            (FIRST, 3, 0),
            (date(2021, 1, 1), 5, 0),
            (date(2022, 1, 1), 5, 2),
            (date(2023, 1, 1), 6, 2),
        ]

    def test_does_not_cross_a_gap(self) -> None:
        history = [
            Stretch(FIRST, date(2021, 1, 1), {"education": 3}),
            Stretch(date(2022, 1, 1), None, {"education": 3}),
        ]
        changed = set_from(history, date(2020, 6, 1), {"education": 5})
        assert [s.values["education"] for s in changed] == [3, 5, 3]

    def test_of_the_same_value_changes_nothing(self) -> None:
        history = [Stretch(FIRST, None, {"education": 3})]
        assert set_from(history, date(2021, 1, 1), {"education": 3}) == history

    def test_outside_the_days_is_refused(self) -> None:
        with pytest.raises(NoSuchDay):
            set_from([Stretch(FIRST, None, {})], FIRST - DAY, {"education": 3})


class TestMoveBoundary:
    history = [at(1, FIRST, date(2022, 1, 1)), at(2, date(2022, 1, 1), date(2023, 1, 1))]

    def test_moves_both_neighbours(self) -> None:
        moved = move_boundary(self.history, date(2022, 1, 1), date(2021, 5, 1))
        assert [(s.lo, s.hi) for s in moved] == [
            (FIRST, date(2021, 5, 1)),
            (date(2021, 5, 1), date(2023, 1, 1)),
        ]

    @pytest.mark.parametrize("on", [FIRST, date(2023, 1, 1), date(2019, 1, 1)])
    def test_never_empties_a_neighbour(self, on: date) -> None:
        with pytest.raises(NoSuchDay):
            move_boundary(self.history, date(2022, 1, 1), on)

    def test_where_nothing_happened_is_refused(self) -> None:
        with pytest.raises(NoSuchDay):
            move_boundary(self.history, date(2022, 1, 2), date(2021, 5, 1))


class TestRejoined:
    def test_parts_of_one_cell_parted_by_a_corrected_reorganisation_are_one(self) -> None:
        parted = [
            at(1, FIRST, date(2022, 1, 1), end="reorganisation"),
            at(1, date(2022, 1, 1), None, begin="reorganisation"),
        ]
        assert rejoined(parted) == [at(1, FIRST, None)]

    def test_other_cells_stay_apart(self) -> None:
        parted = [
            at(1, FIRST, date(2022, 1, 1), end="reorganisation"),
            at(2, date(2022, 1, 1), None, begin="reorganisation"),
        ]
        assert rejoined(parted) == parted


days = st.dates(min_value=date(2019, 1, 1), max_value=date(2025, 1, 1))
acts = st.lists(
    st.tuples(st.sampled_from(["move", "end", "begin", "boundary"]), days, days, st.integers(1, 4)),
    max_size=12,
)


def after(timeline: Timeline, what: str, day: date, other: date, cell: int) -> Timeline:
    match what:
        case "move":
            return move_on(timeline, day, {"end": "transfer"}, {"organisation_id": cell})
        case "end":
            return end_on(timeline, day, {"end": "death"})
        case "begin":
            return begin_on(timeline, day, {"organisation_id": cell, "begin": "x", "end": ""})
        case _:
            edges = [one.lo for one in timeline]
            return move_boundary(timeline, edges[cell % len(edges)], other)


class TestAnySequenceOfActs:
    @given(acts)
    def test_never_leaves_two_cells_on_a_day(
        self, steps: list[tuple[str, date, date, int]]
    ) -> None:
        timeline: Timeline = [at(1, FIRST, None)]
        for what, day, other, cell in steps:
            try:
                timeline = after(timeline, what, day, other, cell)
            except NoSuchDay:
                continue
            assert disjoint(timeline)
            for edge in [one.lo for one in timeline]:
                for near in (edge - DAY, edge):
                    assert sum(one.holds_on(near) for one in timeline) <= 1

    @given(days)
    def test_a_transfer_loses_no_day(self, day: date) -> None:
        whole = [at(1, FIRST, None)]
        try:
            moved = move_on(whole, day, {}, {"organisation_id": 2})
        except NoSuchDay:
            assert day <= FIRST
            return
        probe = FIRST
        while probe < date(2025, 1, 1):
            assert on_day(moved, probe) is not None
            probe += timedelta(days=37)
