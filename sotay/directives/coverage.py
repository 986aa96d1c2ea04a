"""Who has made a document concrete clause by clause, who was let off, who is silent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from sotay.directives.models import Clause, Document, Waiver
from sotay.followups.heat import branches
from sotay.followups.models import Task
from sotay.organisations.models import Organisation, Placement

COVERED, WAIVED, SILENT, UNASKED = "covered", "waived", "silent", "unasked"
WHOLE = 0  # the key of a document's tasks that hang on no clause


@dataclass(frozen=True)
class Column:
    """A clause that carries tasks; without a clause, the document as a whole."""

    key: int
    path: str
    words: str
    clause: Clause | None = None


@dataclass(frozen=True)
class Covering:
    """One column in one organisation: covered by tasks, waived with a reason, silent, unasked."""

    state: str
    column: Column
    tasks: int = 0
    reason: str = ""
    waiver_id: int | None = None


@dataclass
class CoverageRow:
    organisation: Any
    cells: list[Covering] = field(default_factory=list)

    @property
    def silent(self) -> int:
        return sum(1 for cell in self.cells if cell.state == SILENT)


@dataclass(frozen=True)
class Coverage:
    columns: list[Column]
    rows: list[CoverageRow]

    @property
    def silent_organisations(self) -> int:
        return sum(1 for row in self.rows if row.silent)


@dataclass
class _Made:
    """Tasks from each column, by branch: whom they were given to, how many were made from them."""

    issued: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    concrete: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))


def coverage(document: Document, scope: Organisation, day: date) -> Coverage:
    """Columns × the organisations directly under ``scope`` on ``day`` (itself, with none under it).

    A column is covered where the organisation, or something under it, has a task made from the one
    that was issued: the issued task alone does not count, save where there is nobody underneath to
    make it concrete for. A fixed number of statements, whatever the size of the tree.
    """
    placed = Placement.objects.as_of(day).under(scope)
    under: Any = Organisation.objects.filter(placements__in=placed).described(day)
    children = list(under.order_by("name_key", "pk")) or list(
        Organisation.objects.filter(pk=scope.pk).described(day)
    )
    columns = _columns(document)
    made = _made(document, columns, scope, day)
    has_below = set(
        Placement.objects.as_of(day)
        .filter(parent__in=[child.pk for child in children])
        .values_list("parent_id", flat=True)
    )
    waived = {
        (waiver.organisation_id, waiver.clause_id): waiver
        for waiver in Waiver.objects.filter(clause__document=document, waived_on__lte=day)
    }
    rows = []
    for child in children:
        row = CoverageRow(child)
        for column in columns:
            place = (child.pk, column.key)
            count = made.concrete[place]
            alone = child.pk not in has_below and child.pk in made.issued[place]
            waiver = waived.get(place)
            if count or alone:
                row.cells.append(Covering(COVERED, column, count or 1))
            elif waiver is not None:
                row.cells.append(
                    Covering(WAIVED, column, reason=waiver.reason, waiver_id=waiver.pk)
                )
            elif made.issued[place]:
                row.cells.append(Covering(SILENT, column))
            else:
                row.cells.append(Covering(UNASKED, column))
        rows.append(row)
    return Coverage(columns, rows)


def _columns(document: Document) -> list[Column]:
    clauses = (
        Clause.objects.filter(document=document, drafts__state="taken")
        .distinct()
        .order_by("ordinal")
    )
    found = [Column(clause.pk, clause.path, clause.text, clause) for clause in clauses]
    if document.drafts.filter(state="taken", clause=None).exists():
        found.append(Column(WHOLE, "", document.abstract))
    return found


def _made(document: Document, columns: Iterable[Column], scope: Organisation, day: date) -> _Made:
    kinds = {
        ContentType.objects.get_for_model(Clause).pk: {column.key for column in columns},
        ContentType.objects.get_for_model(Document).pk: {document.pk},
    }
    sources = Q(pk__in=[])
    for kind, keys in kinds.items():
        sources |= Q(source_type=kind, source_id__in=keys)
    of_clause = ContentType.objects.get_for_model(Clause).pk
    tasks = Task.objects.filter(starts_on__lte=day).exclude(state=Task.State.DROPPED)
    named = list(
        tasks.filter(sources).values_list(
            "pk", "owner_id", "source_type_id", "source_id", "parent_id"
        )
    )
    # A task below may name another source of its own, such as the plan that made it.
    made_from = [task for task, *_rest in named]
    below = tasks.filter(parent__in=made_from).exclude(pk__in=made_from)
    others = list(below.values_list("owner_id", "parent_id"))
    owners = {owner for _task, owner, *_rest in named} | {owner for owner, _parent in others}
    branch_of = branches(scope.pk, owners, day)
    made = _Made()
    column_of: dict[int, int] = {}
    for task, owner, kind, source, parent in named:
        column_of[task] = source or WHOLE if kind == of_clause else WHOLE
        if owner not in branch_of:
            continue
        place = (branch_of[owner], column_of[task])
        if parent is None:
            made.issued[place].add(owner)
        else:
            made.concrete[place] += 1
    for owner, parent in others:
        if owner in branch_of:
            made.concrete[branch_of[owner], column_of[parent]] += 1
    return made
