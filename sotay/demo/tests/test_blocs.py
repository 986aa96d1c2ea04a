"""The three invented blocs: of the sizes they are said to have, and the same each time."""

from collections import Counter
from collections.abc import Iterator

import pytest

from sotay.demo.blocs import BLOCS, BlocSpec, CellSpec, UnitSpec
from sotay.demo.building import DEMO_DAY
from sotay.demo.people import Crowd

SMALLEST_COMMITTEE = 30


def all_units(units: list[UnitSpec]) -> Iterator[UnitSpec]:
    for unit in units:
        yield unit
        yield from all_units(unit.units)


def cells_of(bloc: BlocSpec) -> list[CellSpec | UnitSpec]:
    """What holds members itself: cells, and grassroots cells without any."""
    units = list(all_units(bloc.units))
    cells: list[CellSpec | UnitSpec] = [cell for unit in units for cell in unit.cells]
    return [*cells, *(unit for unit in units if not unit.cells and not unit.units)]


class TestSizes:
    @pytest.mark.parametrize(
        ("key", "organisations", "members", "cells"),
        [
            ("city", 64, 6_960, range(300, 700)),
            ("central", 63, 69_600, range(4_000, 6_000)),
            ("province", 152, 6_960, range(300, 700)),
        ],
    )
    def test_are_those_of_the_blocs_they_stand_for(
        self, key: str, organisations: int, members: int, cells: range
    ) -> None:
        bloc = BLOCS[key]()
        assert len(bloc.units) == organisations
        assert bloc.members == members
        assert len(cells_of(bloc)) in cells

    def test_the_province_has_its_groups_to_the_member(self) -> None:
        count, size = Counter[str](), Counter[str]()
        for unit in BLOCS["province"]().units:
            count[unit.agency_type] += 1
            size[unit.agency_type] += unit.members
        assert (count["state"], size["state"]) == (31, 2_020)
        assert (count["party"] + count["mass"], size["party"], size["mass"]) == (13, 187, 133)

    @pytest.mark.parametrize("key", BLOCS)
    def test_the_parts_of_every_unit_add_up_to_it(self, key: str) -> None:
        bloc = BLOCS[key]()
        for unit in all_units(bloc.units):
            parts = [*unit.cells, *unit.units]
            if parts:
                assert sum(part.members for part in parts) == unit.members, unit.code
        assert sum(cell.members for cell in cells_of(bloc)) == bloc.members
        assert min(cell.members for cell in cells_of(bloc)) >= 5

    @pytest.mark.parametrize("key", BLOCS)
    def test_a_committee_has_thirty_members_and_two_cells_at_least(self, key: str) -> None:
        for unit in all_units(BLOCS[key]().units):
            if unit.cells:
                assert unit.members >= SMALLEST_COMMITTEE
                assert len(unit.cells) >= 2
            elif not unit.units:
                assert unit.members < SMALLEST_COMMITTEE


class TestNames:
    @pytest.mark.parametrize("key", BLOCS)
    def test_are_the_same_each_time_and_each_once(self, key: str) -> None:
        first, second = BLOCS[key](), BLOCS[key]()
        assert first == second
        names = [unit.name for unit in all_units(first.units)]
        codes = [unit.code for unit in all_units(first.units)]
        assert len(set(names)) == len(names)
        assert len(set(codes)) == len(codes)


class TestPeople:
    def crowd(self) -> Crowd:
        return Crowd("city", DEMO_DAY)

    def test_are_the_same_each_time(self) -> None:
        first, second = self.crowd(), self.crowd()
        assert [first.person() for _ in range(50)] == [second.person() for _ in range(50)]

    def test_have_days_that_can_be(self) -> None:
        crowd = self.crowd()
        for _ in range(2_000):
            person = crowd.person()
            assert person.born_on.year + 18 <= person.admitted_on.year
            assert person.decided_on <= person.admitted_on < DEMO_DAY
            if person.recognised_on is not None:
                assert person.admitted_on < person.recognised_on <= DEMO_DAY

    def test_no_card_is_given_twice(self) -> None:
        crowd = self.crowd()
        cards = [crowd.person().card_number for _ in range(2_000)]
        assert len(set(cards)) == len(cards)
