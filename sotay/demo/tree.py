"""An invented bloc's tree and history: founding, a renaming, a merger, a split, an ending."""

from dataclasses import dataclass
from datetime import date

from sotay.demo.blocs import BlocSpec, CellSpec, UnitSpec
from sotay.organisations import services
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.organisations.services import Decision, NewOrganisation, Part

RENAMED_ON = date(2010, 12, 28)
SPLIT_ON = date(2022, 7, 1)
DISSOLVED_ON = date(2024, 1, 1)
UNIT_RENAMED_ON = date(2023, 5, 19)
MERGED_ON = date(2025, 7, 1)


@dataclass
class CellToFill:
    """A cell with the number of members it must have today."""

    code: str
    name: str
    members: int


def _row(unit: UnitSpec, parent: str) -> tuple[NewOrganisation, str]:
    kind = "upper" if unit.units else "grassroots_committee" if unit.cells else "grassroots_cell"
    return (
        NewOrganisation(
            name=unit.name,
            short_name=unit.name.replace("Đảng bộ ", "").replace("Chi bộ cơ sở ", ""),
            kind=kind,
            code=unit.code,
            symbol="ĐU" if unit.cells or unit.units else "CB",
            agency_type=unit.agency_type,
        ),
        parent,
    )


def _cell_row(cell: CellSpec, unit: UnitSpec, index: int) -> tuple[NewOrganisation, str]:
    return (
        NewOrganisation(
            name=cell.name,
            short_name=cell.name,
            kind="cell",
            code=f"{unit.code}-C{index:02d}",
            symbol="CB",
            agency_type=unit.agency_type,
        ),
        unit.code,
    )


def _unit_rows(
    unit: UnitSpec, parent: str, fill: list[CellToFill]
) -> list[tuple[NewOrganisation, str]]:
    rows = [_row(unit, parent)]
    for below in unit.units:
        rows += _unit_rows(below, unit.code, fill)
    for index, cell in enumerate(unit.cells, 1):
        rows.append(_cell_row(cell, unit, index))
        fill.append(CellToFill(f"{unit.code}-C{index:02d}", cell.name, cell.members))
    if not unit.cells and not unit.units:
        fill.append(CellToFill(unit.code, unit.name, unit.members))
    return rows


def _committees(bloc: BlocSpec) -> list[UnitSpec]:
    """Committees with enough cells to be parted, largest first."""
    found = [unit for unit in bloc.units if len(unit.cells) >= 6]
    return sorted(found, key=lambda unit: (-len(unit.cells), unit.code))


@dataclass
class History:
    """Which organisations the story happens to."""

    merged: UnitSpec  # formed of two in 2025
    split: tuple[UnitSpec, UnitSpec]  # the second was parted from the first in 2022
    renamed: UnitSpec


def choose(bloc: BlocSpec) -> History | None:
    committees = _committees(bloc)
    if len(committees) < 4:
        return None
    return History(committees[0], (committees[1], committees[2]), committees[3])


def build_tree(bloc: BlocSpec, actor: Actor) -> list[CellToFill]:
    """Found the bloc as it was on its first day; return the cells with their members of today.

    What was merged, split or dissolved later is founded in its earlier form; :func:`tell_history`
    then brings the tree to its present one.
    """
    fill: list[CellToFill] = []
    history = choose(bloc)
    rows = [
        (
            NewOrganisation(
                name=bloc.old_name,
                short_name=bloc.old_name.replace("Đảng bộ ", ""),
                kind="upper",
                code=bloc.code,
                symbol=bloc.symbol,
            ),
            "",
        )
    ]
    for unit in bloc.units:
        if history and unit is history.merged:
            rows += _before_merger(unit, bloc, fill)
        elif history and unit is history.split[1]:
            continue
        elif history and unit is history.split[0]:
            rows += _unit_rows(unit, bloc.code, fill)
            later = history.split[1]
            for index, cell in enumerate(later.cells, 1):
                new, _parent = _cell_row(cell, later, index)
                rows.append((new, unit.code))
                fill.append(CellToFill(new.code, cell.name, cell.members))
        else:
            rows += _unit_rows(unit, bloc.code, fill)
    if history:
        rows.append(
            _row(
                UnitSpec(f"{bloc.code}-X1", "Chi bộ cơ sở Trạm Quan trắc cũ", "state", 0), bloc.code
            )
        )
    services.found_all(
        rows=rows,
        on=bloc.founded_on,
        decision=Decision(number=f"12-QĐ/TU ({bloc.key})", issuer="Tỉnh ủy", on=bloc.founded_on),
        actor=actor,
    )
    return fill


def _before_merger(
    unit: UnitSpec, bloc: BlocSpec, fill: list[CellToFill]
) -> list[tuple[NewOrganisation, str]]:
    """Two committees, each with half of the cells that ``unit`` has today."""
    half = len(unit.cells) // 2
    rows = []
    for letter, cells, offset in (("A", unit.cells[:half], 0), ("B", unit.cells[half:], half)):
        part = UnitSpec(f"{unit.code}{letter}", f"{unit.name} {letter}", unit.agency_type, 0, cells)
        rows.append(_row(part, bloc.code))
        for index, cell in enumerate(cells, offset + 1):
            new, _parent = _cell_row(cell, unit, index)
            rows.append((new, part.code))
            fill.append(CellToFill(new.code, cell.name, cell.members))
    return rows


def tell_history(bloc: BlocSpec, actor: Actor) -> None:
    """The acts of twenty years, each with its deciding document, up to the tree of today."""

    def decided(number: str, on: date) -> Decision:
        return Decision(number=number, issuer="Ban Thường vụ", on=on)

    def named(code: str) -> Organisation:
        return Organisation.objects.get(code=code)

    services.rename(
        organisation=named(bloc.code),
        name=bloc.name,
        short_name=bloc.name.replace("Đảng bộ ", ""),
        on=RENAMED_ON,
        decision=decided("134-QĐ/TU", RENAMED_ON),
        actor=actor,
    )
    history = choose(bloc)
    if history is None:
        return
    first, second = history.split
    services.split(
        source=named(first.code),
        parts=[
            Part(
                into=_row(second, bloc.code)[0],
                children=[
                    named(f"{second.code}-C{index:02d}")
                    for index in range(1, len(second.cells) + 1)
                ],
            )
        ],
        keeps=True,
        on=SPLIT_ON,
        decision=decided("87-QĐ/ĐUK", date(2022, 6, 20)),
        actor=actor,
    )
    services.rename(
        organisation=named(history.renamed.code),
        name=f"{history.renamed.name} và Chuyển đổi số",
        on=UNIT_RENAMED_ON,
        decision=decided("115-QĐ/ĐUK", date(2023, 5, 10)),
        actor=actor,
    )
    services.dissolve(
        organisation=named(f"{bloc.code}-X1"),
        on=DISSOLVED_ON,
        decision=decided("140-QĐ/ĐUK", date(2023, 12, 18)),
        actor=actor,
    )
    services.merge(
        sources=[named(f"{history.merged.code}A"), named(f"{history.merged.code}B")],
        into=_row(history.merged, bloc.code)[0],
        on=MERGED_ON,
        decision=decided("214-QĐ/ĐUK", date(2025, 6, 26)),
        actor=actor,
    )
