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


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    marked: str
    folded: str


def _words(text: str) -> list[_Word]:
    return [
        _Word(m.start(), m.end(), (low := m.group().lower()), unmarked(low))
        for m in _WORD.finditer(text)
    ]


def _sought(words: Sequence[_Word], question: Question) -> list[tuple[int, int]]:
    """Spans of letters to be marked, in their order."""
    for asked, said in (
        (question.marked, [word.marked for word in words]),
        (question.folded, [word.folded for word in words]),
    ):
        length = len(asked)
        runs = [
            at for at in range(len(said) - length + 1) if tuple(said[at : at + length]) == asked
        ]
        if runs and length > 1:
            return [(words[at].start, words[at + length - 1].end) for at in runs]
        wanted = set(asked)
        if wanted <= set(said):
            return [
                (word.start, word.end)
                for word, one in zip(words, said, strict=True)
                if one in wanted
            ]
    wanted = set(question.folded)
    return [(word.start, word.end) for word in words if word.folded in wanted]


def passage(text: str, question: Question) -> list[Piece]:
    """The part of ``text`` where most of what is sought stands together."""
    text = nfc(text).replace("\n", " ")
    spans = _sought(_words(text), question)
    if not spans:
        return [Piece(text[:LETTERS].rsplit(" ", 1)[0] + ("…" if len(text) > LETTERS else ""))]
    best, most = 0, 0
    for at, (begin, _end) in enumerate(spans):
        here = sum(1 for start, _stop in spans[at:] if start < begin + LETTERS * 2 // 3)
        if here > most:
            best, most = at, here
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
        spans = _sought(_words(text), question) if text.strip() else []
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
