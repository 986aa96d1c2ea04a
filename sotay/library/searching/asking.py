"""A question put to the index, under the rights of who asks.

Order: the very phrase with its marks, then all its words with their marks, then the phrase without
marks, then all words without marks; among equals, by how much a page is about them (BM25).
"""

from dataclasses import dataclass
from typing import Any

import tantivy
from django.db import transaction

from sotay.library import feeding
from sotay.library.searching import store
from sotay.library.searching.keeping import room_key
from sotay.library.searching.passages import Piece, passage
from sotay.library.searching.words import Question
from sotay.organisations.access import Actor

PAGE = 20
MOST = 50  # hits in one answer
DEEPEST = 1_000  # hits that can be paged through
_PHRASE, _MARKED, _UNMARKED_PHRASE = 4000.0, 2000.0, 1000.0


class IndexMissing(Exception):
    """The index is not there or does not open: it is to be made anew."""


@dataclass(frozen=True)
class Hit:
    """One page found, with the passage around what was sought."""

    feed: str
    title: str
    heading: str
    number: int
    url: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Hits:
    total: int
    hits: tuple[Hit, ...]
    next: int = 0  # where the following ones begin; 0 at the end


def search(actor: Actor, question: Question, *, start: int = 0, size: int = PAGE) -> Hits:
    """Pages that ``actor`` may read with every word of ``question``, best first.

    :raises IndexMissing: there is no index that can be read
    """
    if not question:
        return Hits(0, ())
    rooms = [
        room_key(feed.name, room)
        for feed in feeding.feeds().values()
        for room in feed.opened_to(actor)
    ]
    return search_rooms(rooms, question, start=start, size=size)


def search_rooms(rooms: list[str], question: Question, *, start: int = 0, size: int = PAGE) -> Hits:
    """The same in rooms already known to be open.

    :raises IndexMissing: there is no index that can be read
    """
    if not rooms:
        return Hits(0, ())
    start, size = max(start, 0), min(max(size, 1), MOST)
    if start >= DEEPEST:
        return Hits(0, ())
    try:
        index = store.opened()
        searcher = index.searcher()
        found = searcher.search(_query(index.schema, rooms, question), limit=size, offset=start)
        total = int(found.count or 0)
        hits = tuple(_hit(searcher.doc(address), question) for _score, address in found.hits)
    except (store.Broken, OSError, ValueError) as wrong:
        raise IndexMissing(str(wrong)) from wrong
    end = start + len(hits)
    return Hits(total, hits, end if hits and end < min(total, DEEPEST) else 0)


def _query(schema: Any, rooms: list[str], question: Question) -> Any:
    query, must, should = tantivy.Query, tantivy.Occur.Must, tantivy.Occur.Should
    open_rooms = query.const_score_query(query.term_set_query(schema, "room", rooms), 0.0)
    parts = [(must, open_rooms)]
    parts += [(must, query.term_query(schema, "folded", word)) for word in question.folded]
    fields = [("folded", question.folded, _UNMARKED_PHRASE)]
    if question.marked != question.folded:  # asked without a mark, no text is nearer than another
        with_marks = query.boolean_query(
            [(must, query.term_query(schema, "marked", word)) for word in question.marked]
        )
        parts.append((should, query.const_score_query(with_marks, _MARKED)))
        fields.append(("marked", question.marked, _PHRASE))
    if len(question.marked) > 1:
        for field, words, worth in fields:
            phrase = query.phrase_query(schema, field, list(words))
            parts.append((should, query.const_score_query(phrase, worth)))
    return query.boolean_query(parts)


def _hit(row: Any, question: Question) -> Hit:
    def first(field: str) -> Any:
        return row.get_first(field) or ""

    return Hit(
        feed=first("feed"),
        title=first("title"),
        heading=first("heading"),
        number=int(row.get_first("number") or 0),
        url=first("url"),
        pieces=tuple(passage(first("text"), question)),
    )


@dataclass(frozen=True)
class IndexState:
    """Whether there is an index that can be read, and how many pages it has."""

    stands: bool
    pages: int = 0


def index_state() -> IndexState:
    try:
        return IndexState(True, int(store.opened().searcher().num_docs))
    except (store.Broken, OSError, ValueError):
        return IndexState(False)


def ask_for_rebuild() -> None:
    """Have the index made, beside the page; asked twice it is made once."""
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    job = app.configure_task("library.rebuild", queue="library", queueing_lock="library.rebuild")
    try:
        with transaction.atomic():
            job.defer()
    except AlreadyEnqueued:
        return
