"""The numbered parts of a document and the path that names each: ``II.3``, ``Điều 4.1.a``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sotay.directives.reader.findings import Clause
from sotay.directives.reader.numerals import from_roman
from sotay.directives.reader.shadow import Lines, Shadow

_MARKER = re.compile(
    r"^[^\S\n]{0,20}(?:"
    r"(?P<part>(?i:phần)[^\S\n](?:(?i:thứ)[^\S\n]\w{2,5}|[IVX]{1,5}|[0-9]{1,2})(?=[.:\s]))"
    r"|(?P<chapter>(?i:chương)[^\S\n](?:[IVX]{1,6}|[0-9]{1,2})(?=[.:\s]))"
    r"|(?P<section>(?i:mục)[^\S\n](?:[IVX]{1,5}|[0-9]{1,2})(?=[.:\s]))"
    r"|(?P<article>(?i:điều)[^\S\n][0-9]{1,3})(?=[^\S\n]?[.:]|[^\S\n]*$|[^\S\n]+[A-ZĐÀ-Ý])"
    r"|(?P<roman>[IVX]{1,6})(?=[.)/-][^\S\n]*\S)"
    r"|(?P<decimal>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?=[.)]?[^\S\n]+[^\W\d_])"
    r"|(?P<number>[0-9]{1,2})(?=[.)/-][^\S\n]*[^\W\d_])"
    r"|(?P<letter>[a-zđ])(?=[.)][^\S\n]*[^\W\d_])"
    r"|(?P<upper>[A-HĐ])(?=[.)/-][^\S\n]+[^\W\d_])"
    r")",
    re.MULTILINE,
)
_RANKS = {
    "part": 0,
    "chapter": 1,
    "section": 2,
    "article": 3,
    "upper": 4,
    "roman": 5,
    "number": 6,
    "decimal": 7,
    "letter": 12,
}
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_AFTER_LABEL = " \t.:)/-\u00a0"


@dataclass(slots=True)
class _Open:
    rank: int
    kind: str
    label: str
    path: str
    start: int
    parent: str | None
    level: int
    value: int
    own_end: int = -1


def clauses(text: str) -> list[Clause]:
    """The outline of ``text`` (read as NFC), in the order of the text.

    Offsets are into the NFC text. Clauses nest: one ends where the next of its own or a higher
    rank begins.
    """
    shadow = Shadow.of(unicodedata.normalize("NFC", text))
    lines = Lines(shadow.text)
    stack: list[_Open] = []
    closed: list[tuple[_Open, int]] = []
    for match in _MARKER.finditer(shadow.clean):
        kind = match.lastgroup or ""
        label = " ".join(match[kind].split())
        opened = _place(stack, kind, label, match.start(kind))
        if opened is None:
            continue
        keep = [each for each in stack if each.rank < opened.rank]
        for each in stack:
            if each.own_end < 0:
                each.own_end = opened.start
            if each.rank >= opened.rank:
                closed.append((each, opened.start))
        stack = [*keep, opened]
    size = len(shadow.clean)
    for each in stack:
        if each.own_end < 0:
            each.own_end = size
        closed.append((each, size))
    closed.sort(key=lambda pair: pair[0].start)
    return [_clause(shadow, lines, each, end) for each, end in closed]


def _place(stack: list[_Open], kind: str, label: str, start: int) -> _Open | None:
    """Where a marker stands in the outline; ``None`` for a marker out of its order."""
    rank = _RANKS[kind] + (label.count(".") if kind == "decimal" else 0)
    above = [each for each in stack if each.rank < rank]
    sibling = next((each for each in stack if each.rank == rank and each.kind == kind), None)
    value = _value(kind, label)
    # "V. I. Lênin" or "C. Mác" at the head of a line is no fifth or third part.
    last = sibling.value if sibling else 0
    if kind in {"roman", "upper", "letter"} and not last < value <= last + 2:
        return None
    parent = above[-1] if above else None
    if kind == "decimal":
        while parent is not None and parent.kind in {"number", "decimal"}:
            if label.startswith(f"{parent.label}."):
                break
            above.pop()
            parent = above[-1] if above else None
    shown = label
    if kind in {"part", "chapter", "section", "article"}:
        shown = label[0].upper() + label[1:].lower() if kind == "article" else label
        if kind != "article":
            word, _, rest = label.partition(" ")
            shown = f"{word.capitalize()} {rest if rest.isupper() else rest.lower()}"
    if parent is None or (kind == "article" and parent.rank < 3):
        path = shown
    elif kind == "decimal" and parent.kind in {"number", "decimal"}:
        path = f"{parent.path}{label[len(parent.label) :]}"
    else:
        path = f"{parent.path}.{shown}"
    return _Open(
        rank, kind, shown, path[:40], start, parent.path if parent else None, len(above) + 1, value
    )


def _value(kind: str, label: str) -> int:
    if kind == "roman":
        return from_roman(label) or 0
    return _LETTERS.find(label.lower()) + 1 if kind in {"upper", "letter"} else 0


def _clause(shadow: Shadow, lines: Lines, opened: _Open, end: int) -> Clause:
    start, stop = shadow.origin(opened.start, max(end, opened.start + 1))
    own_end = shadow.origin(opened.start, max(opened.own_end, opened.start + 1))[1]
    own = shadow.clean[opened.start + len(opened.label) : opened.own_end]
    heading = own.lstrip(_AFTER_LABEL + "\r\n").partition("\n")[0].strip()
    return Clause(
        path=opened.path,
        label=opened.label,
        parent=opened.parent,
        level=opened.level,
        line=lines.of(start),
        start=start,
        own_end=own_end,
        end=stop,
        heading=heading[:200],
    )
