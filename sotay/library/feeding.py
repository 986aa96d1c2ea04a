"""What the search is fed with. Each app that has texts offers them here, under its own rights.

    fed_by("library", pages_of, opened_to=shelves_of)

``pages_of(works)`` gives :class:`Passage` rows of the works asked for, or of all when given None.
Every passage lies in one ``room``, a number of the feed's own (a shelf, a document); ``opened_to``
says which rooms somebody may read, and the search asks it each time. After a change of a work:
``changed("library", [work])``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from sotay.organisations.access import Actor

PART_LETTERS = 4_500


@dataclass(frozen=True)
class Passage:
    """One page of text to be found. ``url`` opens it; the words sought are added as ``q``."""

    work: int  # what is indexed anew as a whole: an edition, a document
    room: int
    title: str
    heading: str
    number: int  # of the page, from 1; 0 where there are no pages
    text: str
    url: str


Iterate = Callable[[Iterable[int] | None], Iterator[Passage]]
Opened = Callable[[Actor], Iterable[int]]


@dataclass(frozen=True)
class Feed:
    name: str
    iterate: Iterate
    opened_to: Opened


_feeds: dict[str, Feed] = {}


def fed_by(name: str, iterate: Iterate, *, opened_to: Opened) -> None:
    """Let the search read passages of ``name``; called once, when an app is ready."""
    _feeds[name] = Feed(name, iterate, opened_to)


def forget(name: str) -> None:
    """Take a feed away again; the index keeps its pages until it is made anew."""
    _feeds.pop(name, None)


def feeds() -> dict[str, Feed]:
    return dict(_feeds)


def changed(name: str, works: Iterable[int]) -> None:
    """Have these works indexed anew, beside the page, once what the caller wrote is kept."""
    from procrastinate.contrib.django import app

    job = app.configure_task("library.index", queue="library")
    for work in works:
        transaction.on_commit(partial(job.defer, feed=name, work=work))


def in_parts(text: str, most: int = PART_LETTERS) -> Iterator[str]:
    """A long text cut at the ends of its lines, so that each part is a page to be found.

    A line longer than ``most`` stays whole.
    """
    held: list[str] = []
    letters = 0
    for line in text.splitlines():
        if held and letters + len(line) > most:
            yield "\n".join(held)
            held, letters = [], 0
        if line.strip():
            held.append(line)
            letters += len(line)
    if held:
        yield "\n".join(held)
