"""The leader's one page: what is late, what is hollow, what is silent, and where.

Reads only. Every figure is a door: it carries the address of the rows behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.directives.models import Comparison, Document
from sotay.followups import heat
from sotay.followups.models import Extension, Task
from sotay.followups.rules import heat_class
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.regulations.registry import value

COLUMNS, ROWS = 6, 12


@dataclass(frozen=True)
class HeatCell:
    """One cell as the page prints it; ``kind`` is shown, missing or unasked."""

    kind: str
    url: str
    sentence: str
    percent: int | None = None
    css: str = ""
    late: int = 0
    hollow: int = 0


@dataclass
class HeatRow:
    organisation: Any
    cells: list[HeatCell] = field(default_factory=list)
    late: int = 0
    silent: int = 0

    @property
    def is_complete(self) -> bool:
        """Every programme given has a verified figure, and nobody past the last day is silent."""
        return not self.silent and all(cell.kind != "missing" for cell in self.cells)


@dataclass(frozen=True)
class LeaderPage:
    """What the page prints. ``late`` counts every task below, in a programme or not, as the list
    it opens on does; rows and cells count those of the programmes shown."""

    scope: Any
    day: date
    programmes: Sequence[Document]
    rows: Sequence[HeatRow]
    row_count: int
    complete: int
    late: int
    late_organisations: int
    hollow: int
    silent: int
    waiting: Sequence[Extension]
    months: Sequence[tuple[date, int]]


def _copied_plans(programmes: Iterable[Document], day: date) -> list[tuple[int, int]]:
    """Issuer and programme of each plan that copies more of the upper text than the threshold."""
    bound = Decimal(str(value("directives.formalism.copied_share", day)))
    copied = Comparison.objects.filter(
        against="upper", other__in=list(programmes), copied_share__gte=bound
    )
    return list(copied.values_list("plan__issuer_id", "other_id"))


def _by_branch(
    copied: Iterable[tuple[int, int]], branch_of: dict[int, int]
) -> dict[tuple[int, int], int]:
    """How many such plans there are by branch and programme."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for issuer, other in copied:
        branch = branch_of.get(issuer)
        if branch is not None:
            found[branch, other] += 1
    return found


def programmes_of(scope: Organisation, day: date) -> list[Document]:
    """The newest programmes in force whose tasks reach the scope, the oldest of them first."""
    used = (
        Task.objects.within(scope, day)
        .filter(starts_on__lte=day, programme_id__isnull=False)
        .exclude(state="dropped")
        .values("programme_id")
    )
    newest = (
        Document.objects.filter(pk__in=used, is_programme=True)
        .in_force(day)
        .order_by("-issued_on", "-id")[:COLUMNS]
    )
    return list(newest)[::-1]


def _sentence(name: str, programme: str, cell: heat.Cell | None, hollow: int) -> str:
    """The cell as a sentence, for those who hear the page."""
    start = f"{name}, {programme}: "
    if cell is None:
        return start + _("không giao")
    if cell.percent is None:
        return start + _("chưa có số liệu")
    parts = [_("đạt %(percent)s %%") % {"percent": cell.percent}]
    if cell.late:
        parts.append(
            ngettext("%(n)s nhiệm vụ quá hạn", "%(n)s nhiệm vụ quá hạn", cell.late)
            % {"n": cell.late}
        )
    if hollow:
        parts.append(_("%(n)s kế hoạch cần xem lại vì hình thức") % {"n": hollow})
    return start + ", ".join(parts)


def _heat_cell(
    row: Any, programme: Document, cell: heat.Cell | None, hollow: int, page: str
) -> HeatCell:
    url = f"{page}?organisation={row.pk}&programme={programme.pk}"
    words = _sentence(row.short_name, programme.abstract or str(programme), cell, hollow)
    if cell is None:
        return HeatCell("unasked", url, words)
    if cell.share is None:
        return HeatCell("missing", url, words, late=cell.late)
    css = f"h{heat_class(cell.share)}"
    return HeatCell("shown", url, words, cell.percent, css, cell.late, hollow)


def month_starts(day: date, count: int = 12) -> list[date]:
    """The first days of the last months and ``day`` itself at the end."""
    months = []
    year, month = day.year, day.month
    for _step in range(count - 1):
        months.append(date(year, month, 1))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return [*reversed(months), day]


def leader_page(
    actor: Actor, scope: Organisation, day: date, *, all_rows: bool = False, by: str = "late"
) -> LeaderPage:
    """Everything the page shows, from a fixed number of statements."""
    programmes = programmes_of(scope, day)
    cells = heat.by_branch(scope.pk, [p.pk for p in programmes], day)
    by_place = {(c.organisation_id, c.programme_id): c for c in cells}
    children: Any = Organisation.objects.filter(
        placements__in=_child_placements(scope, day)
    ).described(day)
    late = list(Task.objects.within(scope, day).late_on(day).values_list("owner_id", flat=True))
    copied = _copied_plans(programmes, day)
    branch_of = heat.branches(scope.pk, {*late, *(issuer for issuer, _other in copied)}, day)
    hollow = _by_branch(copied, branch_of)
    tasks_page = reverse("tasks:list")
    rows = []
    for child in children.order_by("name_key"):
        row = HeatRow(child)
        for programme in programmes:
            cell = by_place.get((child.pk, programme.pk))
            row.cells.append(
                _heat_cell(
                    child, programme, cell, hollow.get((child.pk, programme.pk), 0), tasks_page
                )
            )
            row.late += cell.late if cell else 0
            row.silent += cell.silent if cell else 0
        rows.append(row)
    rows.sort(key=_ordering(by))
    return LeaderPage(
        scope=scope,
        day=day,
        programmes=programmes,
        rows=rows if all_rows else rows[:ROWS],
        row_count=len(rows),
        complete=sum(1 for row in rows if row.is_complete),
        late=len(late),
        late_organisations=len({branch_of[owner] for owner in late}),
        hollow=sum(hollow.values()),
        silent=sum(1 for row in rows if row.silent),
        waiting=list(
            Extension.objects.filter(state="asked", task__in=Task.objects.within(scope, day))
            .select_related("task", "task__owner")
            .order_by("asked_on", "id")[:5]
        )
        if day == actor.today
        else [],
        months=heat.late_through(scope.pk, day, month_starts(day)),
    )


def _ordering(by: str) -> Any:
    """Rows by what is asked: overdue, silent, hollow, or the alphabet they come in."""
    if by == "hollow":
        return lambda row: -sum(cell.hollow for cell in row.cells)
    if by == "name":
        return lambda row: row.organisation.name_key or ""
    return lambda row: (-row.late, -row.silent)


def _child_placements(scope: Organisation, day: date) -> Any:
    from sotay.organisations.models import Placement

    return Placement.objects.as_of(day).under(scope)
