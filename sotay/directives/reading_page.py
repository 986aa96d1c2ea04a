"""What the reader's page prints: findings numbered, the text cut at their places, cards beside."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sotay.directives import citing
from sotay.directives.marking import Mark, Sheet, sheet
from sotay.directives.models import Citation, Document, DraftTask
from sotay.directives.types import types_on

MOST_CARDS = 120
TABS = {"": (), "cite": ("cite", "flag"), "task": ("task",), "target": ("target",)}


@dataclass
class Card:
    """One finding beside the text. ``target``: the document it means, if the reader may see it."""

    number: int
    kind: str
    anchor: str
    place: str  # anchor of the mark in the text
    finding: Any
    target: Document | None = None
    choices: list[citing.Repair] = field(default_factory=list)


@dataclass(frozen=True)
class ReadingPage:
    """``cards`` of the chosen tab, ``hidden`` how many more; ``waiting`` drafts to decide on."""

    sheet: Sheet
    cards: list[Card]
    hidden: int
    counts: dict[str, int]
    tab: str
    waiting: int
    dropped: list[DraftTask]

    @property
    def total(self) -> int:
        return self.counts[""]


def _kind(citation: Citation) -> str:
    return "flag" if citation.is_inconsistent and not citation.resolution else "cite"


def _findings(document: Document) -> Iterable[tuple[str, Any]]:
    for citation in document.citations.kept().select_related(
        "target", "document__issuer", "document__registered_by"
    ):
        yield _kind(citation), citation
    for draft in document.drafts.exclude(state=DraftTask.State.DROPPED):
        yield draft.kind, draft


def reading_page(document: Document, visible: Any, tab: str = "") -> ReadingPage:
    """Every finding of ``document`` with its number in reading order, doubts first among cards.

    ``visible`` are the documents that the reader may see: a link to another is not printed.
    """
    tab = tab if tab in TABS else ""
    found = sorted(_findings(document), key=lambda f: (f[1].start, -f[1].end, f[0], f[1].pk))
    marks = [
        Mark(row.start, row.end, kind, number, f"c{number}")
        for number, (kind, row) in enumerate(found, 1)
    ]
    cards = [
        Card(mark.number, kind, mark.anchor, f"f{mark.number}", row)
        for mark, (kind, row) in zip(marks, found, strict=True)
    ]
    counts = {
        name: sum(1 for card in cards if not kinds or card.kind in kinds)
        for name, kinds in TABS.items()
    }
    chosen = [card for card in cards if not tab or card.kind in TABS[tab]]
    order = {"flag": 0, "task": 1, "target": 2, "cite": 3}
    chosen.sort(key=lambda card: (order[card.kind], card.number))
    shown = chosen[:MOST_CARDS]
    _link(shown, visible)
    return ReadingPage(
        sheet=sheet(document.text, marks, types_on(document.issued_on)),
        cards=shown,
        hidden=len(chosen) - len(shown),
        counts=counts,
        tab=tab,
        waiting=sum(
            1 for kind, row in found if kind == "task" and row.state == DraftTask.State.PROPOSED
        ),
        dropped=list(document.drafts.filter(state=DraftTask.State.DROPPED).order_by("start")[:50]),
    )


def _link(cards: Iterable[Card], visible: Any) -> None:
    cited = [card for card in cards if card.kind in ("cite", "flag")]
    targets = {card.finding.target_id for card in cited if card.finding.target_id}
    seen = set(visible.filter(pk__in=targets).values_list("pk", flat=True)) if targets else set()
    for card in cited:
        if card.finding.target_id in seen:
            card.target = card.finding.target
        if card.kind == "flag":
            card.choices = citing.repairs(card.finding, visible)
