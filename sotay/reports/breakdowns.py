"""The figures of a report taken apart: by organisation, by month of the period, by cause.

Each cell of a table is a figure like any other, with its own rows; charts are drawn from the cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.days import grouped
from sotay.followups import rules as followups
from sotay.reports.indicators import (
    BY_KEY,
    MOST_ROWS,
    Gathered,
    Value,
    assessment_row,
    causes_named,
)
from sotay.reports.rules import steps

MEMBERS, TASKS, MONTHS, CAUSES = "members", "tasks", "months", "causes"
COLUMNS = {
    MEMBERS: ("organisations.grassroots", "members.all", "members.probationary",
              "members.admitted"),
    TASKS: ("tasks.all", "tasks.done", "tasks.waiting", "tasks.running", "tasks.late",
            "tasks.proved", "programmes.level"),
    MONTHS: ("results.on_time", "results.late"),
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A figure of one row and one column. ``scope`` says of which table, row and column."""

    table: str
    row: str  # stable in the table
    label: str  # of the row, as it was called on the day
    column: str  # key of the indicator
    definition: str
    value: Value
    scope: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Stable inside the report."""
        return f"{self.column}@{self.row}"[:60]


def cells(gathered: Gathered) -> Iterator[Cell]:
    """Every cell of every table, table by table, row by row."""
    yield from _by_organisation(gathered)
    yield from _by_month(gathered)
    yield from _by_cause(gathered)


def _by_organisation(gathered: Gathered) -> Iterator[Cell]:
    """The direct organisations; tasks that the organisation has kept to itself as a last row."""
    top = gathered.asked.organisation.pk
    for branch in gathered.children:
        yield from _row(gathered, MEMBERS, branch, gathered.names.get(branch, str(branch)))
    if not gathered.standings:
        return
    for branch in gathered.children:
        yield from _row(gathered, TASKS, branch, gathered.names.get(branch, str(branch)))
    if gathered.for_branch(top).chosen():
        yield from _row(gathered, TASKS, top, _("Trực tiếp ở cấp này"))


def _row(gathered: Gathered, table: str, branch: int, label: str) -> Iterator[Cell]:
    narrowed = gathered.for_branch(branch)
    for column in COLUMNS[table]:
        indicator = BY_KEY[column]
        yield Cell(
            table, str(branch), label, column, str(indicator.definition),
            indicator.work_out(narrowed), {"organisation": branch},
        )  # fmt: skip


def _by_month(gathered: Gathered) -> Iterator[Cell]:
    """In time and late, by the steps of the period that have begun; nothing where none was done."""
    if not any(BY_KEY[column].work_out(gathered).value for column in COLUMNS[MONTHS]):
        return
    for step in steps(*gathered.between):
        narrowed = gathered.for_days(step.first, step.last)
        for column in COLUMNS[MONTHS]:
            indicator = BY_KEY[column]
            yield Cell(
                MONTHS, step.key, step.name, column, str(indicator.definition),
                indicator.work_out(narrowed),
                {
                    "period": [step.first.isoformat(), step.last.isoformat()],
                    "step": step.kind,
                    "label": step.label,
                    "under": step.under,
                },
            )  # fmt: skip


_OF = {
    "result": "Số đánh giá nhiệm vụ nêu nguyên nhân này là nguyên nhân của kết quả.",
    "limit": "Số đánh giá nhiệm vụ nêu nguyên nhân này là nguyên nhân của hạn chế.",
}


def _by_cause(gathered: Gathered) -> Iterator[Cell]:
    """The causes that were named, of the fixed list, most often named first."""
    for side in ("result", "limit"):
        named = [(a, causes_named(a, side)) for a in gathered.assessments]
        table = followups.count_causes([codes for _a, codes in named], side)
        for row in table.rows:
            code = row.cause.code
            rows = [
                assessment_row(gathered, assessment, [code])
                for assessment, codes in named
                if code in codes
            ]
            of = sum(1 for _a, codes in named if codes)
            value = Value(
                Decimal(row.times), rows[:MOST_ROWS], len(rows), unit="đánh giá",
                numerator=Decimal(row.times), denominator=Decimal(of),
                calculation=_("%(n)s trong %(all)s đánh giá có nêu nguyên nhân")
                % {"n": grouped(row.times), "all": grouped(of)},
            )  # fmt: skip
            yield Cell(
                CAUSES, code, str(row.cause.name), f"causes.{side}", _OF[side], value,
                {"nature": str(followups.NATURES[row.cause.nature])},
            )  # fmt: skip
