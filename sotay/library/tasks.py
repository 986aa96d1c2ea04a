"""Doors for the worker: files read into pages, and the index of the search kept up."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sotay.accounts.models import User
from sotay.library import extracting, feeding, searching, shelved
from sotay.organisations.access import Actor, acting_for, system_actor


@app.task(name="library.extract", queue="library", pass_context=False)
def extract(edition_id: int) -> str:
    """Read one file into pages, then have them indexed."""
    state = extracting.extract(edition_id, timezone.now())
    if state:
        feeding.changed(shelved.NAME, [edition_id])
    return state


@app.task(
    name="library.index",
    queue="library",
    pass_context=False,
    retry=RetryStrategy(max_attempts=5, exponential_wait=3),
)
def index(feed: str, work: int) -> int:
    """Index one work anew; return its pages."""
    with acting_for(_system()):
        return searching.refresh(feed, work)


@app.task(name="library.rebuild", queue="library", pass_context=False)
def rebuild() -> int:
    """Make the whole index anew where it is still missing; return its pages."""
    with acting_for(_system()):
        return 0 if searching.index_state().stands else searching.rebuild()


@app.periodic(cron="*/10 * * * *")
@app.task(name="library.tend", queueing_lock="library.tend", pass_context=False)
def tend(timestamp: int) -> int:
    """Runs that died are said to have failed, and a missing index is made; return such runs.

    Of pages that were read before it was kept, the room of their pictures is learnt.
    """
    rebuild()
    extracting.measure_pages()
    return extracting.left_behind(timezone.now())


def _system() -> Actor:
    """Who indexes: texts of every room are read, and each search asks for its rights anew."""
    return system_actor(User(), timezone.localdate(), "library.index")
