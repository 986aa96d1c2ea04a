"""Plans held against the text above them, their own last year, and their neighbours'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from datasketch import MinHashLSH
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.directives import formalism
from sotay.directives.coverage import MAKING_CONCRETE, ChainNode
from sotay.directives.models import Comparison, Document
from sotay.organisations.access import Actor
from sotay.regulations.registry import value

NEIGHBOURS = 5
SHOWN = 100


@dataclass(frozen=True)
class Shown:
    """A comparison as the page prints it; ``other`` is missing where there is nothing to compare."""

    other: Document | None
    result: formalism.Comparison | None
    missing: list[tuple[str, int]]
    drafts: int


def others(plan: Document, against: str) -> list[Document]:
    """The texts a plan can be held against, nearest first."""
    if against == Comparison.Against.UPPER:
        rows = plan.citations.filter(relation__in=MAKING_CONCRETE, target__isnull=False)
        return [row.target for row in rows.select_related("target") if row.target and row.target.text]
    same = Document.objects.filter(type_name=plan.type_name).exclude(pk=plan.pk).exclude(text="")
    if against == Comparison.Against.LAST_YEAR:
        if plan.plan_year is None:
            return []
        return list(same.filter(issuer=plan.issuer, plan_year=plan.plan_year - 1))
    targets = plan.citations.filter(relation__in=MAKING_CONCRETE).values("target")
    neighbours = same.filter(
        citations__target__in=targets, plan_year=plan.plan_year
    ).exclude(issuer=plan.issuer)
    return nearest(plan, list(neighbours.distinct()[:500]))


def nearest(plan: Document, candidates: Sequence[Document]) -> list[Document]:
    """The few candidates most like ``plan``, found by signatures instead of reading each pair."""
    own = formalism.sketch(plan.text)
    index = MinHashLSH(threshold=0.3, num_perm=formalism.PERMUTATIONS)
    sketches = {row.pk: formalism.sketch(row.text) for row in candidates}
    for key, made in sketches.items():
        index.insert(key, made)
    found = sorted(index.query(own), key=lambda key: (-own.jaccard(sketches[key]), key))
    by_key = {row.pk: row for row in candidates}
    return [by_key[key] for key in found[:NEIGHBOURS]]


@transaction.atomic
def measure_plan(plan: Document) -> list[Comparison]:
    """Hold a plan against all three and keep the figures; done again, they are replaced."""
    kept = []
    for against in Comparison.Against.values:
        for other in others(plan, against):
            result = formalism.compare(other.text, plan.text)
            row, _made = Comparison.objects.update_or_create(
                plan=plan,
                other=other,
                defaults={
                    "against": against,
                    "copied_share": _share(result.copied),
                    "near_share": _share(result.near),
                    "meaning_share": _share(result.meaning),
                    "lost": result.lost[:50],
                },
            )
            kept.append(row)
    return kept


def _share(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))


def comparison_page(plan: Document, against: str, visible: Any, day: date) -> Shown:
    """The plan beside the first text of the asked kind that the reader may see."""
    drafts = list(plan.drafts.filter(kind="task").exclude(state="dropped"))
    missing = [
        (part, sum(1 for draft in drafts if part in draft.missing))
        for part in ("owner", "day", "criterion", "product")
    ]
    allowed = set(visible.filter(pk__in=[o.pk for o in others(plan, against)]).values_list("pk", flat=True))
    other = next((o for o in others(plan, against) if o.pk in allowed), None)
    result = formalism.compare(other.text, plan.text) if other else None
    return Shown(other, result, missing, len(drafts))


def most_copied(actor: Actor, day: date) -> list[Comparison]:
    """Plans in reach that copy at least the share from which a person should look, most first."""
    bound = Decimal(str(value("directives.formalism.copied_share", day)))
    return list(
        Comparison.objects.filter(
            against="upper",
            copied_share__gte=bound,
            plan__in=Document.objects.visible_to(actor),
        )
        .select_related("plan", "other", "plan__issuer")
        .order_by("-copied_share", "plan_id")[:SHOWN]
    )


BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 210, 46, 60, 12
MOST_IN_COLUMN = 14


def chain_picture(nodes: Sequence[ChainNode]) -> SafeString:
    """Documents from left to right by level, joined to what they implement; empty when alone."""
    if len(nodes) < 2:
        return mark_safe("")  # noqa: S308 - no text in it
    columns: dict[int, list[ChainNode]] = {}
    for node in nodes:
        column = columns.setdefault(node.depth, [])
        if len(column) < MOST_IN_COLUMN:
            column.append(node)
    place = {
        node.document.pk: (depth * (BOX_WIDTH + GAP_X) + 2, row * (BOX_HEIGHT + GAP_Y) + 6)
        for depth, column in columns.items()
        for row, node in enumerate(column)
    }
    width = (max(columns) + 1) * (BOX_WIDTH + GAP_X)
    height = max(len(column) for column in columns.values()) * (BOX_HEIGHT + GAP_Y) + 12
    lines, boxes = [], []
    for column in columns.values():
        for node in column:
            x, y = place[node.document.pk]
            for parent in node.parents:
                if parent in place:
                    px, py = place[parent]
                    lines.append(
                        f"M{px + BOX_WIDTH} {py + BOX_HEIGHT // 2}C{px + BOX_WIDTH + 30}"
                        f" {py + BOX_HEIGHT // 2} {x - 30} {y + BOX_HEIGHT // 2} {x} {y + BOX_HEIGHT // 2}"
                    )
            current = " cur" if node.depth == 0 else ""
            title = escape(f"{node.document.type_name} {node.document.symbol}")
            boxes.append(
                f'<rect class="box{current}" x="{x}" y="{y}" width="{BOX_WIDTH}"'
                f' height="{BOX_HEIGHT}" rx="6"/>'
                f'<text x="{x + 12}" y="{y + 20}">{title}</text>'
                f'<text class="mut" x="{x + 12}" y="{y + 37}">{written(node.document.issued_on)}</text>'
            )
    label = escape(_("Các văn bản thi hành, từ trái sang phải; danh sách đủ ở dưới"))
    return mark_safe(  # noqa: S308 - every text in it is escaped above
        f'<svg class="svg lineage" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        f'<path class="ln" d="{"".join(lines)}"/>{"".join(boxes)}</svg>'
    )
