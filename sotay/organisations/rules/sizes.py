"""Whether an organisation has the size its form asks for. Thresholds come in from ``regulations``.

Where a figure is not known nothing is said: silence about a missing figure is not a pass, and the
page draws the figure as missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Ids in the rule registry; each is read as of the day shown.
MIN_FULL_MEMBERS = "organisations.cell.min_full_members"
COMMITTEE_FROM = "organisations.grassroots.committee_from_members"
CELL_COMMITTEE_FROM = "organisations.cell.committee_from_full_members"


@dataclass(frozen=True)
class Warned:
    """One departure: ``what`` names the sentence, ``rule_id`` the rule with ``limit``."""

    what: str
    rule_id: str
    figure: int
    limit: int


def warnings(
    kind_code: str,
    *,
    holds_members: bool,
    members: int | None,
    full_members: int | None,
    committee_members: int | None,
    limits: Mapping[str, int],
) -> list[Warned]:
    """Departures from the sizes that the Charter and its guidance ask for.

    ``members`` counts full and probationary members together, ``committee_members`` those who hold
    a seat of the cell's committee. ``limits`` holds the values of the rules in force, by id; a rule
    without a value that day is not judged.
    """
    found = []
    minimum = limits.get(MIN_FULL_MEMBERS)
    if (
        holds_members
        and full_members is not None
        and minimum is not None
        and full_members < minimum
    ):
        found.append(Warned("too_few_full_members", MIN_FULL_MEMBERS, full_members, minimum))
    start = limits.get(COMMITTEE_FROM)
    if start is not None and members is not None:
        if kind_code == "grassroots_cell" and members >= start:
            found.append(Warned("should_be_committee", COMMITTEE_FROM, members, start))
        if kind_code == "grassroots_committee" and members < start:
            found.append(Warned("should_be_cell", COMMITTEE_FROM, members, start))
    seats = limits.get(CELL_COMMITTEE_FROM)
    if (
        holds_members
        and seats is not None
        and full_members is not None
        and full_members >= seats
        and committee_members == 0
    ):
        found.append(Warned("no_cell_committee", CELL_COMMITTEE_FROM, full_members, seats))
    return found
