"""The shape of the tree as pure functions; no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.organisations.rules.tree import (
    Sort,
    Stretch,
    covers,
    edge_changes,
    faults,
    first_uncovered,
    shares,
)


def d(number: int) -> date:
    return date.fromordinal(date(2020, 1, 1).toordinal() + number)


class TestFirstUncovered:
    @pytest.mark.parametrize(
        ("lo", "hi", "runs", "missing"),
        [
            (1, 5, [(1, 5)], None),
            (1, 5, [(1, 4)], 4),
            (1, 5, [(2, 5)], 1),
            (1, 5, [(3, 5), (1, 3)], None),
            (1, 5, [(1, 3), (4, 5)], 3),
            (1, None, [(1, 5)], 5),
            (1, None, [(1, 5), (5, None)], None),
            (1, 5, [], 1),
        ],
    )
    def test_names_the_first_day_left_out(self, lo, hi, runs, missing) -> None:
        def day(number: int | None) -> date | None:
            return None if number is None else d(number)

        found = first_uncovered(d(lo), day(hi), [(d(a), day(b)) for a, b in runs])
        assert found == day(missing)


def histories() -> st.SearchStrategy[list[Stretch]]:
    """One organisation's places: cuts of a line of days, each with a parent or none at all."""
    return st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from([None, 10, 20, "gone"])), max_size=5
    ).map(_history)


def _history(runs: list[tuple[int, object]]) -> list[Stretch]:
    day, rows = 0, []
    for length, parent in runs:
        if parent != "gone":
            rows.append(Stretch(1, parent, d(day), d(day + length)))  # type: ignore[arg-type]
        day += length
    return rows


class TestEdgeChanges:
    @given(histories(), histories())
    def test_signs_over_any_day_are_the_difference(self, before, after) -> None:
        changes = edge_changes(before, after)
        for number in range(40):
            day = d(number)

            def parents(rows, day=day):
                return [row.parent for row in rows if covers(row.lo, row.hi, day)]

            gone = [c.stretch.parent for c in changes
                    if c.sign < 0 and covers(c.stretch.lo, c.stretch.hi, day)]  # fmt: skip
            come = [c.stretch.parent for c in changes
                    if c.sign > 0 and covers(c.stretch.lo, c.stretch.hi, day)]  # fmt: skip
            if parents(before) == parents(after):
                assert gone == come == []
            else:
                assert gone == parents(before)
                assert come == parents(after)

    def test_a_cut_tells_only_what_is_lost(self) -> None:
        (change,) = edge_changes([Stretch(1, 10, d(0), None)], [Stretch(1, 10, d(0), d(5))])
        assert change.stretch == Stretch(1, 10, d(5), None)
        assert change.sign == -1


class TestFaults:
    sorts = (
        Sort(1, 2, False, d(0), None),
        Sort(2, 3, False, d(0), None),
        Sort(3, 5, True, d(0), None),
    )
    sound = (
        Stretch(1, None, d(0), None),
        Stretch(2, 1, d(0), None),
        Stretch(3, 2, d(0), None),
    )

    def test_a_sound_tree_has_none(self) -> None:
        assert faults(self.sound, self.sorts, [1, 2, 3]) == []

    @pytest.mark.parametrize(
        ("placements", "what", "organisation", "day"),
        [
            ([Stretch(1, None, d(0), d(9)), *sound[1:]], "unplaced", 1, 9),
            ([Stretch(1, 3, d(0), None), *sound[1:]], "cell_above", 1, 0),
            ([*sound[:2], Stretch(3, 2, d(0), d(4)), Stretch(3, 1, d(5), None)], "unplaced", 3, 4),
        ],
    )
    def test_names_the_first_day(self, placements, what, organisation, day) -> None:
        found = faults(placements, self.sorts, [organisation])
        assert (found[0].what, found[0].organisation, found[0].day) == (what, organisation, d(day))

    def test_a_child_may_not_outlive_its_parent(self) -> None:
        placements = [self.sound[0], Stretch(2, 1, d(0), d(7)), self.sound[2]]
        sorts = [self.sorts[0], Sort(2, 3, False, d(0), d(7)), self.sorts[2]]
        (fault,) = faults(placements, sorts, [2])
        assert (fault.what, fault.organisation, fault.other, fault.day) == ("orphan", 3, 2, d(7))

    def test_a_cycle_is_found_on_the_days_it_lasts_only(self) -> None:
        sorts = [Sort(key, 4, False, d(0), None) for key in (1, 2, 3)]
        top = Stretch(1, None, d(0), None)
        apart = [top, Stretch(2, 1, d(0), d(5)), Stretch(2, 3, d(5), None),
                 Stretch(3, 2, d(0), d(5)), Stretch(3, 1, d(5), None)]  # fmt: skip
        assert faults(apart, sorts, [2, 3]) == []
        day_too_long = [*apart[:3], Stretch(3, 2, d(0), d(6)), Stretch(3, 1, d(6), None)]
        found = faults(day_too_long, sorts, [3])
        assert ("cycle", d(5)) in {(fault.what, fault.day) for fault in found}


class TestShares:
    @pytest.mark.parametrize(
        ("heads", "whole", "has_rest", "expected"),
        [
            ([30, 15], 45, False, [(30, 45), (15, 45)]),
            ([30], 45, True, [(30, 45)]),
            ([30, None], 45, False, [(1, 2), (1, 2)]),
            ([0, 0], 0, True, [(1, 3), (1, 3)]),
            ([30, 20], 45, False, [(30, 50), (20, 50)]),
        ],
    )
    def test_by_heads_or_alike(self, heads, whole, has_rest, expected) -> None:
        assert shares(heads, whole, has_rest=has_rest) == expected
