"""Dues of the cells below, added up: sums only, nobody's own figure. What is missing is not 0.

A month is read in the tree of its first day, as its rates and shares are: a merger in July does not
move June's money. Who may look is a matter of today: a page opens where an office reaches today.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from sotay.dues.models import Collection, Remittance
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.querysets import count_beneath, subtree_ids, tops_of

FIGURES = (
    "silent", "heads", "settled", "unknown", "owed", "paid", "missing", "received", "kept",
    "remitted", "confirmed",
)  # fmt: skip
PAGE = 50


@dataclass
class Row:
    """One organisation directly below, or the whole."""

    organisation_id: int
    name: str
    cells: int
    is_cell: bool = False
    is_reached: bool = True  # its own page opens to who is asking
    lists: int = 0  # cells whose list of the month is made
    closed: int = 0
    sums: dict[str, int] = field(default_factory=dict)

    @property
    def silent(self) -> int:
        """Cells that have made no list: their figures are missing, not 0."""
        return max(0, self.cells - self.lists)

    def figure(self, name: str) -> int | None:
        """A sum over the cells that have one; ``None`` where no cell has."""
        if name == "silent":
            return self.silent
        return self.sums.get(name, 0) if self.lists else None

    @property
    def figures(self) -> list[tuple[str, int | None]]:
        return [(name, self.figure(name)) for name in SHOWN]

    def add(self, found: dict[str, Any]) -> None:
        self.lists += 1
        self.closed += found["state"] == Collection.State.CLOSED
        for name in FIGURES[1:]:
            self.sums[name] = self.sums.get(name, 0) + figure_of(found, name)


SHOWN = ("owed", "paid", "missing", "received", "remitted", "confirmed")


def figure_of(found: dict[str, Any], name: str) -> int:
    """One figure of one cell's month, from the columns that :data:`COLUMNS` names."""
    if name == "missing":
        return max(0, found["owed"] - found["paid"])
    if name in ("kept", "remitted"):
        return found[f"remittance__{name}"] or 0
    if name == "confirmed":
        settled = found["remittance__state"] == Remittance.State.CONFIRMED
        return (found["remittance__remitted"] or 0) if settled else 0
    return int(found[name])


COLUMNS = (
    "organisation_id", "state", "heads", "settled", "unknown", "owed", "paid",
    "received", "remittance__kept", "remittance__remitted", "remittance__state",
)  # fmt: skip


@dataclass(frozen=True)
class Rollup:
    organisation: Organisation
    month: date
    rows: tuple[Row, ...]
    total: Row
    stood: bool = True  # whether there was such an organisation on the month's first day


def reached(actor: Actor, organisations: Iterable[int]) -> set[int]:
    """Of these, the ones whose sums ``actor`` may open today."""
    found = Organisation.objects.reached_by(actor).filter(pk__in=list(organisations))
    return {one.pk for one in found if actor.can("dues.rollup", one)}


def rollup(actor: Actor, organisation: Organisation, month: date) -> Rollup:
    """The organisations directly below with their cells' sums, as on the month's first day."""
    below = list(
        Placement.objects.as_of(month)
        .under(organisation)
        .select_related("organisation")
        .order_by("organisation__lft")
    )
    stood = Placement.objects.as_of(month).filter(organisation=organisation).exists()
    nodes = [placed.organisation for placed in below] or ([organisation] if stood else [])
    keys = [node.pk for node in nodes]
    names = Profile.objects.nearest([*keys, organisation.pk], month)
    cells = count_beneath("cells", [*keys, organisation.pk], month)
    opened = reached(actor, keys)
    rows = {
        node.pk: Row(
            node.pk,
            names[node.pk].name if node.pk in names else node.code,
            cells[node.pk],
            is_cell=node.pk in names and names[node.pk].kind.holds_members,
            is_reached=node.pk in opened,
        )
        for node in nodes
    }
    total = Row(organisation.pk, "", cells[organisation.pk] if stood else 0)
    tops = tops_of(keys, month)
    for found in Collection.objects.filter(
        month=month, organisation__in=subtree_ids([organisation.pk], month)
    ).values(*COLUMNS):
        total.add(found)
        top = tops.get(found["organisation_id"])
        if top is not None:
            rows[top].add(found)
    return Rollup(organisation, month, tuple(rows.values()), total, stood)


@dataclass(frozen=True)
class CellFigure:
    """One cell behind a figure."""

    organisation_id: int
    name: str
    place: str  # of which it is a part
    value: int | None
    state: str
    is_reached: bool


@dataclass(frozen=True)
class Page:
    rows: tuple[CellFigure, ...]
    next: int | None  # tree number to go on after


def rows_of(
    actor: Actor, organisation: Organisation, month: date, figure: str, after: int = -1
) -> Page:
    """The cells behind a figure on the month's first day, fifty at a time in the order of the tree.

    Behind ``silent`` those without a list of the month; behind any other, those that have one.
    """
    cells = Organisation.objects.filter(
        Exists(
            Profile.objects.as_of(month).filter(
                organisation=OuterRef("pk"), kind__holds_members=True
            )
        ),
        Exists(Placement.objects.as_of(month).filter(organisation=OuterRef("pk"))),
        pk__in=subtree_ids([organisation.pk], month),
        lft__gt=after,
    )
    made = Exists(Collection.objects.filter(organisation=OuterRef("pk"), month=month))
    cells = cells.exclude(made) if figure == "silent" else cells.filter(made)
    found = list(cells.order_by("lft")[: PAGE + 1])
    shown = found[:PAGE]
    return Page(
        tuple(_figures(actor, shown, month, figure)),
        shown[-1].lft if len(found) > PAGE else None,
    )


def _figures(
    actor: Actor, cells: Iterable[Organisation], month: date, figure: str
) -> Iterable[CellFigure]:
    wanted = list(cells)
    keys = [cell.pk for cell in wanted]
    parents = dict(
        Placement.objects.as_of(month)
        .filter(organisation__in=keys)
        .values_list("organisation", "parent")
    )
    names = Profile.objects.nearest([*keys, *(key for key in parents.values() if key)], month)
    made = {
        found["organisation_id"]: found
        for found in Collection.objects.filter(organisation__in=keys, month=month).values(*COLUMNS)
    }
    opened = reached(actor, keys)
    for cell in wanted:
        found = made.get(cell.pk)
        yield CellFigure(
            cell.pk,
            names[cell.pk].name if cell.pk in names else cell.code,
            names[parents[cell.pk]].name if parents.get(cell.pk) in names else "",
            None if found is None or figure == "silent" else figure_of(found, figure),
            str(Collection.State(found["state"]).label) if found else "",
            cell.pk in opened,
        )
