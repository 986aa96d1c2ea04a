"""Who has made a document concrete, who was let off, who is silent; and where the chain breaks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType

from sotay.directives.models import Citation, Clause, Document, Waiver
from sotay.followups.heat import branches
from sotay.followups.models import Task
from sotay.organisations.models import Organisation, Placement

MAKING_CONCRETE = (
    Citation.Relation.IMPLEMENTS,
    Citation.Relation.BASED_ON,
    Citation.Relation.AMENDS,
    Citation.Relation.SUPPLEMENTS,
)
LIMIT = 2_000  # documents of one chain; a page never shows more


@dataclass(frozen=True)
class Covering:
    """One clause in one organisation: covered by tasks, waived with a reason, or silent."""

    state: str
    tasks: int = 0
    reason: str = ""


@dataclass
class CoverageRow:
    organisation: Any
    cells: list[Covering] = field(default_factory=list)

    @property
    def silent(self) -> int:
        return sum(1 for cell in self.cells if cell.state == "silent")


@dataclass(frozen=True)
class Coverage:
    clauses: list[Clause]
    rows: list[CoverageRow]

    @property
    def silent_organisations(self) -> int:
        return sum(1 for row in self.rows if row.silent)


def coverage(document: Document, scope: Organisation, day: date) -> Coverage:
    """Clauses that carry tasks × the organisations directly under ``scope`` on ``day``.

    A clause is covered where the organisation, or something under it, has a task of its own made
    from it: the issued task itself does not count until something below it was made concrete, save
    where the organisation has no one under it.
    """
    clause_type = ContentType.objects.get_for_model(Clause)
    clauses = list(
        Clause.objects.filter(document=document, drafts__state="taken").distinct().order_by("ordinal")
    )
    ids = [clause.pk for clause in clauses]
    branch_of = branches(scope.pk, day)
    issued: dict[tuple[int, int], set[int]] = defaultdict(set)
    concrete: dict[tuple[int, int], int] = defaultdict(int)
    clause_of_task: dict[int, int] = {}
    rows = Task.objects.filter(
        source_type=clause_type, source_id__in=ids, owner__in=list(branch_of)
    ).exclude(state="dropped")
    for task_id, owner, clause_id, parent in rows.values_list(
        "pk", "owner_id", "source_id", "parent_id"
    ):
        clause_of_task[task_id] = clause_id
        branch = branch_of[owner]
        if parent is None:
            issued[branch, clause_id].add(owner)
        else:
            concrete[branch, clause_id] += 1
    for parent, owner in Task.objects.filter(parent__in=list(clause_of_task)).exclude(
        state="dropped"
    ).exclude(source_type=clause_type).values_list("parent_id", "owner_id"):
        if owner in branch_of:
            concrete[branch_of[owner], clause_of_task[parent]] += 1
    has_below = set(
        Placement.objects.as_of(day)
        .filter(parent__in=list(branch_of))
        .values_list("parent_id", flat=True)
    )
    waived = {
        (waiver.organisation_id, waiver.clause_id): waiver.reason
        for waiver in Waiver.objects.filter(clause__in=ids)
    }
    children = (
        Organisation.objects.filter(placements__in=Placement.objects.as_of(day).under(scope))
        .described(day)
        .order_by("name_key")
    )
    table = []
    for child in children:
        row = CoverageRow(child)
        for clause in clauses:
            place = (child.pk, clause.pk)
            alone = child.pk not in has_below and child.pk in issued[place]
            if concrete[place] or alone:
                row.cells.append(Covering("covered", concrete[place] or 1))
            elif place in waived:
                row.cells.append(Covering("waived", reason=waived[place]))
            elif issued[place]:
                row.cells.append(Covering("silent"))
            else:
                row.cells.append(Covering("unasked"))
        table.append(row)
    return Coverage(clauses, table)


@dataclass
class ChainNode:
    """A document of the chain, its depth under the first one, and which it implements."""

    document: Document
    depth: int
    parents: list[int] = field(default_factory=list)


def chain(document: Document, visible: Any) -> list[ChainNode]:
    """Documents that make ``document`` concrete, level by level, among those in ``visible``."""
    found = {document.pk: ChainNode(document, 0)}
    level: Iterable[int] = [document.pk]
    depth = 0
    while level and len(found) < LIMIT:
        depth += 1
        rows = (
            Citation.objects.filter(
                target__in=list(level), relation__in=MAKING_CONCRETE, document__in=visible
            )
            .exclude(document__state="draft")
            .select_related("document", "document__issuer")
            .order_by("document__issued_on", "document_id")[:LIMIT]
        )
        fresh = []
        for row in rows:
            node = found.get(row.document_id)
            if node is None:
                node = found[row.document_id] = ChainNode(row.document, depth)
                fresh.append(row.document_id)
            if row.target_id is not None and row.target_id not in node.parents:
                node.parents.append(row.target_id)
        level = fresh
    return sorted(found.values(), key=lambda n: (n.depth, n.document.issued_on, n.document.pk))


def broken_at(document: Document, nodes: list[ChainNode], day: date) -> list[Any]:
    """Organisations that the document was sent to and that issued nothing to carry it out."""
    answered = {node.document.issuer_id for node in nodes if node.document.issuer_id}
    return list(
        Organisation.objects.filter(received__document=document)
        .exclude(pk__in=answered)
        .described(day)
        .order_by("name_key")
    )
