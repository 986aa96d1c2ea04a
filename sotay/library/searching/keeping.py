"""Keeping the index: all of it anew, or one work at a time."""

from collections.abc import Iterable
from typing import Any

import tantivy

from sotay.library import feeding
from sotay.library.feeding import Feed, Passage
from sotay.library.searching import store
from sotay.library.searching.words import with_marks, without_marks


def room_key(feed: str, room: int) -> str:
    return f"{feed}/{room}"


def _work_key(feed: str, work: int) -> str:
    return f"{feed}/{work}"


def row_of(feed: str, one: Passage) -> Any:
    """A page as the index holds it."""
    # The heading is read with its page; the title only where the work begins, or every page of a
    # title would be found by its name.
    said = "\n".join(part for part in (one.title if one.number <= 1 else "", one.heading) if part)
    sought = f"{said}\n{one.text}" if said else one.text
    row = tantivy.Document()
    row.add_text("work", _work_key(feed, one.work))
    row.add_text("room", room_key(feed, one.room))
    row.add_text("marked", with_marks(sought))
    row.add_text("folded", without_marks(sought))
    row.add_text("feed", feed)
    row.add_text("title", one.title)
    row.add_text("heading", one.heading)
    row.add_text("text", one.text)
    row.add_text("url", one.url)
    row.add_unsigned("number", one.number)
    return row


def _add(writer: Any, feed: Feed, works: Iterable[int] | None) -> int:
    count = 0
    for one in feed.iterate(works):
        writer.add_document(row_of(feed.name, one))
        count += 1
    return count


def rebuild() -> int:
    """The whole index anew, of every feed; return the number of pages. Others wait to write."""
    count = 0

    def fill(writer: Any) -> None:
        nonlocal count
        for feed in feeding.feeds().values():
            count += _add(writer, feed, None)

    with store.only_writer():
        store.replace(fill)
    return count


def refresh(name: str, work: int) -> int:
    """One work as it is now: new pages in, old ones out. Return its pages.

    Where there is no index, or a broken one, all of it is made, and all its pages are counted.
    """
    feed = feeding.feeds().get(name)
    if feed is None:
        return 0
    count = 0

    def change(writer: Any) -> None:
        nonlocal count
        writer.delete_documents_by_term("work", _work_key(name, work))
        count = _add(writer, feed, [work])

    try:
        with store.only_writer():
            store.write(change)
    except store.Broken:
        return rebuild()
    return count
