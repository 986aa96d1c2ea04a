"""What the reader's page prints: findings numbered, the text cut at their places, cards beside."""

from dataclasses import dataclass, field
from typing import Any

from sotay.directives import citing
from sotay.directives.marking import Mark, Paragraph, paragraphs
from sotay.directives.models import Citation, Document, DraftTask


@dataclass
class Card:
    """One finding beside the text."""

    number: int
    kind: str
    anchor: str
    place: str  # anchor of the mark in the text
    finding: Any
    choices: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class ReadingPage:
    paragraphs: list[Paragraph]
    cards: list[Card]
    counts: dict[str, int]


def _kind(citation: Citation) -> str:
    return "flag" if citation.is_inconsistent and not citation.resolution else "cite"


def reading_page(document: Document) -> ReadingPage:
    """Every finding of ``document`` with its number in reading order, doubts first among cards."""
    findings: list[tuple[int, int, str, Any]] = [
        (row.start, row.end, _kind(row), row)
        for row in document.citations.select_related("target").order_by("start")
    ]
    findings += [
        (row.start, row.end, row.kind, row)
        for row in document.drafts.exclude(state=DraftTask.State.DROPPED).order_by("start")
    ]
    findings.sort(key=lambda f: (f[0], -f[1]))
    marks, cards = [], []
    for number, (start, end, kind, finding) in enumerate(findings, 1):
        marks.append(Mark(start, end, kind, number, f"c{number}"))
        card = Card(number, kind, f"c{number}", f"f{number}", finding)
        if kind == "flag":
            card.choices = citing.candidates(finding)
        cards.append(card)
    counts = {
        name: sum(1 for card in cards if card.kind in kinds)
        for name, kinds in (
            ("all", {"cite", "flag", "task", "target"}),
            ("cite", {"cite", "flag"}),
            ("task", {"task"}),
            ("target", {"target"}),
        )
    }
    cards.sort(key=lambda card: (card.kind != "flag", card.kind == "cite", card.number))
    return ReadingPage(paragraphs(document.text, marks), cards, counts)
