"""Plans held against the text above them, their own last year, and their neighbours'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from sotay.directives import formalism
from sotay.directives.citing import MAKING_CONCRETE
from sotay.directives.models import Comparison, Document
from sotay.organisations.access import Actor
from sotay.regulations.registry import value

NEIGHBOURS = 5
MOST_CANDIDATES = 500
MOST_CHARACTERS = 200_000  # of each text: above any plan; bounds the work of one comparison
MOST_PAIRS = 150
SHOWN = 100
PARTS = ("owner", "day", "criterion", "product")


@dataclass(frozen=True)
class Shown:
    """A comparison as the page prints it; ``other`` is missing where there is nothing to compare.

    ``missing`` counts the plan's draft tasks without an owner, a day, a criterion, a product;
    ``incomplete`` those with at least one of these missing. ``pairs`` are the first
    :data:`MOST_PAIRS`, ``hidden`` how many more there are.
    """

    other: Document | None
    result: formalism.Comparison | None
    pairs: Sequence[formalism.Pair]
    hidden: int
    missing: list[tuple[str, int]]
    incomplete: int
    drafts: int
    also: list[Document]

    @property
    def lacking(self) -> list[tuple[str, int]]:
        """Of ``missing`` what any draft lacks."""
        return [(part, count) for part, count in self.missing if count]


def others(plan: Document, against: str, visible: Any) -> list[Document]:
    """The texts in ``visible`` that a plan can be held against, nearest first."""
    readable = visible.exclude(text="").exclude(pk=plan.pk).exclude(state=Document.State.DRAFT)
    implemented = plan.citations.kept().filter(relation__in=MAKING_CONCRETE, target__isnull=False)
    if against == Comparison.Against.UPPER:
        order = {key: at for at, key in enumerate(_by_nearness(implemented))}
        return sorted(readable.filter(pk__in=order), key=lambda row: order[row.pk])
    if plan.plan_year is None or plan.issuer_id is None:
        return []
    same = readable.filter(type_name=plan.type_name, issuer__isnull=False)
    if against == Comparison.Against.LAST_YEAR:
        before = same.filter(issuer=plan.issuer_id, plan_year=plan.plan_year - 1)
        return nearest(plan, before)
    neighbours = same.filter(
        citations__target__in=implemented.values("target"),
        citations__relation__in=MAKING_CONCRETE,
        plan_year=plan.plan_year,
    ).exclude(issuer=plan.issuer_id)
    # A plan may cite the same text twice: each is asked for once.
    return nearest(plan, Document.objects.filter(pk__in=neighbours.values("pk")))


def _by_nearness(implemented: Any) -> list[int]:
    """The nearest level first: what was issued last, as a plan names the whole line above it."""
    rows = implemented.order_by("-target__issued_on", "start")
    return list(dict.fromkeys(rows.values_list("target_id", flat=True)))


def nearest(plan: Document, candidates: Any) -> list[Document]:
    """The few candidates most like ``plan``, found by their sketches instead of reading each."""
    own = _sketch(plan)
    rows = candidates.order_by("-issued_on", "pk").values_list("pk", "sketch")[:MOST_CANDIDATES]
    likeness = {
        key: formalism.likeness(own, bytes(kept)) if kept is not None else 0.0
        for key, kept in dict(rows).items()
    }
    keys = sorted(likeness, key=lambda key: (-likeness[key], key))[:NEIGHBOURS]
    found = {row.pk: row for row in Document.objects.filter(pk__in=keys).defer("search")}
    return [found[key] for key in keys]


def _sketch(document: Document) -> bytes:
    kept = document.sketch
    return bytes(kept) if kept is not None else formalism.sketch(_read(document))


def _read(document: Document) -> str:
    return formalism.body(document.text[:MOST_CHARACTERS])


def hold(plan: Document, other: Document) -> formalism.Comparison:
    """The bodies of two papers held against each other."""
    return formalism.compare(_read(other), _read(plan))


@transaction.atomic
def measure_plan(plan: Document) -> list[Comparison]:
    """Hold a plan against all three and keep the figures; done again, they are replaced."""
    plan.sketch = formalism.sketch(_read(plan))
    plan.save(update_fields=["sketch"])
    rows = []
    for against in Comparison.Against.values:
        for other in others(plan, against, Document.objects.all()):
            result = hold(plan, other)
            rows.append(
                Comparison(
                    plan=plan,
                    other=other,
                    against=against,
                    copied_share=_share(result.copied),
                    near_share=_share(result.near),
                    meaning_share=_share(result.meaning),
                    lost=[{"kind": lost.kind, "words": lost.words} for lost in result.lost[:50]],
                )
            )
    plan.comparisons.all().delete()
    # A text that is above and beside at once is kept as the one above.
    return Comparison.objects.bulk_create({row.other_id: row for row in reversed(rows)}.values())


def _share(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))


def comparison_page(
    plan: Document, against: str, visible: Any, other_id: int | None = None
) -> Shown:
    """The plan beside a text of the asked kind that the reader may see, by default the nearest."""
    drafts = list(plan.drafts.filter(kind="task").exclude(state="dropped").only("missing"))
    missing = [(part, sum(1 for draft in drafts if part in draft.missing)) for part in PARTS]
    found = others(plan, against, visible)
    other = next((row for row in found if row.pk == other_id), found[0] if found else None)
    result = hold(plan, other) if other is not None else None
    pairs = result.pairs if result else ()
    return Shown(
        other=other,
        result=result,
        pairs=pairs[:MOST_PAIRS],
        hidden=max(len(pairs) - MOST_PAIRS, 0),
        missing=missing,
        incomplete=sum(1 for draft in drafts if draft.missing),
        drafts=len(drafts),
        also=[row for row in found if row != other],
    )


def most_copied(actor: Actor, day: date) -> list[Comparison]:
    """Plans in reach that copy at least the share from which a person should look, most first."""
    bound = Decimal(str(value("directives.formalism.copied_share", day)))
    visible = Document.objects.visible_to(actor)
    return list(
        Comparison.objects.filter(
            against=Comparison.Against.UPPER,
            copied_share__gte=bound,
            plan__in=visible.filter(issued_on__lte=day),
            other__in=visible,
        )
        .select_related("plan", "other", "plan__issuer")
        .order_by("-copied_share", "plan_id")[:SHOWN]
    )
