"""The text of a document cut into pieces, each with the finding it belongs to: for the page.

Pure: offsets in, pieces out. Findings may lie inside one another (a citation inside a task); each
piece of text belongs to the most particular one, and a finding's number stands at its end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

# The most particular first: what is in doubt must be seen even inside a task.
PRECEDENCE = {"flag": 0, "cite": 1, "target": 2, "task": 3}


@dataclass(frozen=True)
class Mark:
    """One finding: its place, its kind (flag, cite, target, task) and its number on the page."""

    start: int
    end: int
    kind: str
    number: int
    anchor: str


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``ends`` are the marks whose number is printed after it."""

    text: str
    mark: Mark | None = None
    ends: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()


@dataclass
class Paragraph:
    """One line of the document; ``role`` is title, heading or text."""

    role: str
    pieces: list[Piece] = field(default_factory=list)


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    inside = [m for m in marks if m.start < end and m.end > start]
    cuts = sorted(
        {start, end}
        | {max(start, m.start) for m in inside}
        | {min(end, m.end) for m in inside}
    )
    for low, high in zip(cuts, cuts[1:], strict=False):
        holding = [m for m in inside if m.start <= low and m.end >= high]
        chosen = min(
            holding, key=lambda m: (PRECEDENCE[m.kind], m.end - m.start), default=None
        )
        yield Piece(
            text[low:high],
            chosen,
            tuple(m for m in inside if m.end == high),
            tuple(m for m in inside if m.start == low),
        )


def _role(line: str) -> str:
    letters = [c for c in line if c.isalpha()]
    if letters and len(line) < 120 and all(c.isupper() for c in letters):
        return "title"
    head = line.split(" ", 1)[0].rstrip(".")
    if head and len(line) < 160 and all(c in "IVXLC" for c in head):
        return "heading"
    return "text"


def paragraphs(text: str, marks: Sequence[Mark]) -> list[Paragraph]:
    """The lines of ``text`` that are not blank, cut where a finding begins or ends."""
    ordered = sorted(marks, key=lambda m: m.start)
    found = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            near = [m for m in ordered if m.start < end and m.end > start]
            found.append(Paragraph(_role(line.strip()), list(_pieces(text, start, end, near))))
        start = end + 1
    return found
