"""What a document carries out and who carries it out, down to the cell; and where that breaks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.directives.citing import MAKING_CONCRETE
from sotay.directives.models import Citation, Distribution, Document
from sotay.followups.models import Task
from sotay.organisations.models import Organisation, Placement

MOST = 2_000  # documents of one chain
MOST_LEVELS = 12


@dataclass
class ChainNode:
    """A document of the chain. ``depth`` is 0 for the one asked about, below it counts up.

    ``parents`` are the documents of the chain that this one carries out. ``is_stale``: one of them
    no longer holds on the day.
    """

    document: Document
    depth: int
    parents: list[int] = field(default_factory=list)
    is_stale: bool = False


@dataclass(frozen=True)
class Break:
    """An organisation that received a document of the chain and has answered with nothing."""

    organisation: Any
    document: Document


def chain(document: Document, visible: Any, day: date) -> list[ChainNode]:
    """Documents above and below ``document``, top first, among those in ``visible``.

    One statement for each level. A circle of citations is walked once.
    """
    found = {document.pk: ChainNode(document, 0)}
    _walk(found, document, visible, step=-1)
    _walk(found, document, visible, step=1)
    for node in found.values():
        node.is_stale = any(
            not _holds(found[parent].document, day) for parent in node.parents if parent in found
        )
    return sorted(found.values(), key=lambda n: (n.depth, n.document.issued_on, n.document.pk))


def _holds(document: Document, day: date) -> bool:
    return document.in_force_to is None or document.in_force_to > day


def _walk(found: dict[int, ChainNode], start: Document, visible: Any, step: int) -> None:
    level, depth = [start.pk], 0
    rows = (
        Citation.objects.kept()
        .filter(relation__in=MAKING_CONCRETE, document__in=visible, target__in=visible)
        .exclude(document__state=Document.State.DRAFT)
        .select_related("document", "target")
    )
    while level and len(found) < MOST and abs(depth) < MOST_LEVELS:
        depth += step
        asked = rows.filter(target__in=level) if step > 0 else rows.filter(document__in=level)
        fresh = []
        for row in asked.order_by("document__issued_on", "document_id", "start")[:MOST]:
            next_one = row.document if step > 0 else row.target
            if next_one is None or row.target_id is None:
                continue  # the reader of types cannot know: only citations with a target are asked
            if next_one.pk not in found:
                found[next_one.pk] = ChainNode(next_one, depth)
                fresh.append(next_one.pk)
            lower = found[row.document_id]
            if row.target_id not in lower.parents:
                lower.parents.append(row.target_id)
        level = fresh


def breaks(nodes: Sequence[ChainNode], visible_organisations: Any, day: date) -> list[Break]:
    """Where the chain breaks: a document was sent, no document and no own task came of it.

    Sending up the line, as reports are sent, asks for no answer. An organisation with nobody under
    it answers with the task that it was given.
    """
    by_key = {node.document.pk: node.document for node in nodes if node.depth >= 0}
    sent = list(
        Distribution.objects.filter(document__in=by_key, organisation__in=visible_organisations)
        .select_related("organisation", "document__issuer", "document__registered_by")
        .order_by("document__issued_on", "organisation__lft", "pk")[:MOST]
    )
    answers: dict[int, set[int]] = {}
    for node in nodes:
        if node.document.issuer_id:
            for parent in node.parents:
                answers.setdefault(parent, set()).add(node.document.issuer_id)
    receivers = {row.organisation_id for row in sent}
    with_others = set(
        Placement.objects.as_of(day)
        .filter(parent__in=receivers)
        .values_list("parent_id", flat=True)
    )
    tasks = (
        Task.objects.filter(programme_id__in=by_key, owner__in=receivers, starts_on__lte=day)
        .exclude(state=Task.State.DROPPED)
        .annotate(is_made_concrete=Exists(Task.objects.filter(parent=OuterRef("pk"))))
    )
    for programme, owner, parent, is_made in tasks.values_list(
        "programme_id", "owner_id", "parent_id", "is_made_concrete"
    ):
        if programme and (parent is not None or is_made or owner not in with_others):
            answers.setdefault(programme, set()).add(owner)
    names = {one.pk: one for one in Organisation.objects.filter(pk__in=receivers).described(day)}
    found = []
    for row in sent:
        home = row.document.home
        is_below = home.lft < row.organisation.lft < home.rgt
        if is_below and row.organisation_id not in answers.get(row.document_id, set()):
            found.append(Break(names[row.organisation_id], by_key[row.document_id]))
    return found


BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 230, 46, 60, 12
MOST_IN_COLUMN = 14
LONGEST_LABEL, LONGEST_NOTE = 27, 32


def picture(nodes: Sequence[ChainNode]) -> SafeString:
    """Documents from left to right by level, joined to what they carry out; empty when alone."""
    if len(nodes) < 2:
        return mark_safe("")
    columns: dict[int, list[ChainNode]] = {}
    hidden: dict[int, int] = {}
    for node in nodes:
        column = columns.setdefault(node.depth, [])
        if len(column) < MOST_IN_COLUMN:
            column.append(node)
        else:
            hidden[node.depth] = hidden.get(node.depth, 0) + 1
    first = min(columns)
    place = {
        node.document.pk: (
            (depth - first) * (BOX_WIDTH + GAP_X) + 2,
            row * (BOX_HEIGHT + GAP_Y) + 6,
        )
        for depth, column in columns.items()
        for row, node in enumerate(column)
    }
    width = (max(columns) - first + 1) * (BOX_WIDTH + GAP_X) - GAP_X + 4
    rows = max(len(column) + (depth in hidden) for depth, column in columns.items())
    height = rows * (BOX_HEIGHT + GAP_Y) + 12
    lines, boxes = [], []
    for depth, column in columns.items():
        for node in column:
            boxes.append(_box(node, *place[node.document.pk]))
            lines += [
                _line(place[parent], place[node.document.pk])
                for parent in node.parents
                if parent in place
            ]
        if depth in hidden:
            x, y = (depth - first) * (BOX_WIDTH + GAP_X) + 14, len(column) * (BOX_HEIGHT + GAP_Y)
            more = escape(_("và %(n)s văn bản nữa") % {"n": hidden[depth]})
            boxes.append(f'<text class="mut" x="{x}" y="{y + 26}">{more}</text>')
    label = escape(_("Các văn bản thi hành, từ trái sang phải; danh sách đủ ở dưới"))
    return mark_safe(  # noqa: S308 - every text in it is escaped
        f'<svg class="svg lineage" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{label}">'
        f'<path class="ln" d="{"".join(lines)}"/>{"".join(boxes)}</svg>'
    )


def _line(upper: tuple[int, int], lower: tuple[int, int]) -> str:
    x1, y1 = upper[0] + BOX_WIDTH, upper[1] + BOX_HEIGHT // 2
    x2, y2 = lower[0], lower[1] + BOX_HEIGHT // 2
    return f"M{x1} {y1}C{x1 + 30} {y1} {x2 - 30} {y2} {x2} {y2}"


def _box(node: ChainNode, x: int, y: int) -> str:
    current = " me" if node.depth == 0 else ""
    name = f"{node.document.type_name} {node.document.symbol}"
    if len(name) > LONGEST_LABEL:
        name = name[: LONGEST_LABEL - 1] + "…"
    under = node.document.organ or written(node.document.issued_on)
    if node.is_stale:
        under = _("cần xem lại") + " · " + under
    if len(under) > LONGEST_NOTE:
        under = under[: LONGEST_NOTE - 1] + "…"
    return (
        f'<rect class="box{current}" x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}"'
        f' rx="6"/><text x="{x + 12}" y="{y + 20}">{escape(name)}</text>'
        f'<text class="mut" x="{x + 12}" y="{y + 37}">{escape(under)}</text>'
    )
