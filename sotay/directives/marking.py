"""The text of a document cut into pieces, each with the finding it belongs to: for the page.

Pure: offsets in, pieces out. Findings may lie inside one another (a citation inside a task); each
piece of text belongs to the most particular one, and a finding's number stands at its end.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

# The most particular first: what is in doubt must be seen even inside a task.
PRECEDENCE = {"flag": 0, "cite": 1, "target": 2, "task": 3}
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
HEAD_LINES = 14
NUMBERED = ("Số ", "Số:")
LONGEST_TITLE, LONGEST_HEADING = 120, 160
FOOT_LINES = 14
SIGNING = re.compile(r"(?:T/M|TM\.?|K/T|KT\.?|T/L|TL\.?|TUQ\.?) ?[A-ZĐÀ-Ỹ]")


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
    """One line of the document; ``role`` is left, right, title, heading, foot or text.

    Left and right are the two columns at the head of an issued paper, foot its signature.
    ``is_strong``: the issuing organ and the Party's name, which papers print in bold.
    """

    role: str
    pieces: list[Piece] = field(default_factory=list)
    is_strong: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces).strip()


@dataclass(frozen=True)
class Sheet:
    """The paper as it is printed: the two columns of its head, then the lines of its body."""

    left: list[Paragraph]
    right: list[Paragraph]
    body: list[Paragraph]


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """The line from ``start`` to ``end``; every mark of ``marks`` lies at least partly in it."""
    opening: dict[int, list[Mark]] = defaultdict(list)
    closing: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        opening[max(start, mark.start)].append(mark)
        closing[min(end, mark.end)].append(mark)
    holding: dict[int, Mark] = {}
    for low, high in pairwise(sorted({start, end, *opening, *closing})):
        for mark in closing[low]:
            holding.pop(mark.number, None)
        holding.update((mark.number, mark) for mark in opening[low])
        chosen = min(
            holding.values(),
            key=lambda m: (PRECEDENCE[m.kind], m.end - m.start, m.number),
            default=None,
        )
        yield Piece(
            text[low:high],
            chosen,
            tuple(m for m in closing[high] if m.end == high),
            tuple(m for m in opening[low] if m.start == low),
        )


def _is_title(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return bool(letters) and len(line) < LONGEST_TITLE and all(c.isupper() for c in letters)


def _is_heading(line: str) -> bool:
    head = line.split(" ", 1)[0].rstrip(".")
    return bool(head) and len(line) < LONGEST_HEADING and all(c in "IVXLC" for c in head)


def _is_rule(line: str) -> bool:
    return len(line) >= 3 and not line.strip("-–—_* ")


def _roles(lines: Sequence[str], titles: Iterable[str]) -> list[str]:
    """The role of each line that is not blank; blank ones get an empty role."""
    named = {title.upper() for title in titles}
    kept = [line.strip() for line in lines]
    roles = ["" if not line else "text" for line in kept]
    top = kept[:HEAD_LINES]
    title_at = next((at for at, line in enumerate(top) if line.upper() in named and line), None)
    party_at = next((at for at, line in enumerate(top) if line.upper() == PARTY), None)
    for at, line in enumerate(kept):
        if line and title_at is not None and at < title_at and party_at is not None:
            is_right = at >= party_at and not line.startswith(NUMBERED)
            roles[at] = "right" if is_right else "left"
        elif line and _is_heading(line):
            roles[at] = "heading"
        elif line and _is_title(line):
            roles[at] = "title"
    if title_at is not None:
        # What the paper is about stands under its type, down to the rule that closes the title.
        end = next((at for at in range(title_at, len(top)) if _is_rule(top[at])), None)
        for at in range(title_at, end + 1 if end is not None else title_at + 1):
            roles[at] = "title" if kept[at] else ""
    low = max(0, len(kept) - FOOT_LINES)
    foot = next((at for at in range(low, len(kept)) if SIGNING.match(kept[at])), len(kept))
    for at in range(foot, len(kept)):
        if kept[at].startswith(("Nơi nhận", "-")):
            break
        roles[at] = "foot" if kept[at] else ""
    return roles


def paragraphs(text: str, marks: Sequence[Mark], titles: Iterable[str] = ()) -> list[Paragraph]:
    """The lines of ``text`` that are not blank, cut where a finding begins or ends.

    ``titles`` are the names of types that can stand as the title of a paper.
    """
    ordered = sorted(marks, key=lambda m: (m.start, m.number))
    lines = text.split("\n")
    found = []
    start, upcoming = 0, 0
    running: list[Mark] = []
    for line, role in zip(lines, _roles(lines, titles), strict=True):
        end = start + len(line)
        while upcoming < len(ordered) and ordered[upcoming].start < end:
            running.append(ordered[upcoming])
            upcoming += 1
        running = [mark for mark in running if mark.end > start]
        if role:
            found.append(Paragraph(role, list(_pieces(text, start, end, running))))
        start = end + 1
    return found


def sheet(text: str, marks: Sequence[Mark], titles: Iterable[str] = ()) -> Sheet:
    """The paper with the two columns of its head apart, where its head has two."""
    found = paragraphs(text, marks, titles)
    left = [one for one in found if one.role == "left"]
    right = [one for one in found if one.role == "right"]
    organs = [one for one in left if one.text != "*" and not one.text.startswith(NUMBERED)]
    for one in (*organs[-1:], *right[:1]):
        one.is_strong = True
    return Sheet(left, right, [one for one in found if one.role not in ("left", "right")])
