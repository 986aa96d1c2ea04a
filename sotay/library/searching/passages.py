"""Where in a text the words sought stand: a passage with them marked, and a page with them marked.

Pure. A word with its marks is preferred; only where a page has none of them so do words without
marks count. Where the whole phrase stands, only the phrase is marked.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sotay.core.text import nfc
from sotay.library.searching.words import _WORD, Question, unmarked

LETTERS = 280  # of a passage
_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True)
class Piece:
    """A run of letters, sought or not."""

    text: str
    is_sought: bool = False


Spans = list[tuple[int, int]]


def _sought(text: str, question: Question) -> Spans:
    """Spans of letters to be marked, in their order."""
    spans = [found.span() for found in _WORD.finditer(text)]
    low = text.lower()
    if len(low) == len(text):  # as in nearly every text; a few letters grow when made small
        marked = [low[start:end] for start, end in spans]
    else:
        marked = [text[start:end].lower() for start, end in spans]
    if found := _spans(spans, marked, question.marked, needs_all=True):
        return found
    folded = [unmarked(word) for word in marked]
    return _spans(spans, folded, question.folded, needs_all=False)


def _spans(spans: Spans, said: list[str], asked: Sequence[str], *, needs_all: bool) -> Spans:
    """Where the whole of ``asked`` stands; else where its words do."""
    length, first = len(asked), asked[0]
    if length > 1:
        wanted = list(asked)
        runs = [
            (spans[at][0], spans[at + length - 1][1])
            for at, word in enumerate(said)
            if word == first and said[at : at + length] == wanted
        ]
        if runs:
            return runs
    words = set(asked)
    if needs_all and not words <= set(said):
        return []
    return [span for span, word in zip(spans, said, strict=True) if word in words]


def passage(text: str, question: Question) -> list[Piece]:
    """The part of ``text`` where most of what is sought stands together."""
    text = nfc(text).replace("\n", " ")
    spans = _sought(text, question) if question else []
    if not spans:
        return [Piece(text[:LETTERS].rsplit(" ", 1)[0] + ("…" if len(text) > LETTERS else ""))]
    best, most, last = 0, 0, 0
    for at, (begin, _end) in enumerate(spans):
        while last < len(spans) and spans[last][0] < begin + LETTERS * 2 // 3:
            last += 1
        if last - at > most:
            best, most = at, last - at
    start = max(spans[best][0] - LETTERS // 4, 0)
    if start:
        start = text.find(" ", start) + 1 or start
        start = min(start, spans[best][0])
    end = min(max(start + LETTERS, spans[best][1]), len(text))
    if end < len(text):
        end = max(text.rfind(" ", start, end), spans[best][1])
    pieces, at = [Piece("…")] if start else [], start
    for begin, stop in spans:
        if begin < at or stop > end:
            continue
        if begin > at:
            pieces.append(Piece(text[at:begin]))
        pieces.append(Piece(text[begin:stop], is_sought=True))
        at = stop
    if at < end:
        pieces.append(Piece(text[at:end]))
    if end < len(text):
        pieces.append(Piece("…"))
    return pieces


def marked_html(block: str, question: Question) -> str:
    """A cleaned paragraph with what is sought inside ``<mark>``; its markup is left alone."""
    if not question:
        return block
    parts = _TAG.split(block)
    for at in range(0, len(parts), 2):
        text = html.unescape(parts[at])
        spans = _sought(text, question) if text.strip() else []
        if not spans:
            continue
        made, last = "", 0
        for start, end in spans:
            if start < last:
                continue
            made += html.escape(text[last:start], quote=False)
            made += f"<mark>{html.escape(text[start:end], quote=False)}</mark>"
            last = end
        parts[at] = made + html.escape(text[last:], quote=False)
    return "".join(parts)
