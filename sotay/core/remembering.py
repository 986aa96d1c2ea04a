"""What a page asks twice is asked of the database once, while it only reads.

A reading request is one transaction of which nothing is written that these answers stand on, so an
answer cannot grow old within it. Outside :func:`remembering`, and so in every act, command and
test, each question is asked anew.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_answers: "ContextVar[dict[Hashable, Any] | None]" = ContextVar("answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Answers are kept for the body, and forgotten at its end."""
    mark = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(mark)


def remembered(question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to ``question``, from ``ask`` where it has not been kept; do not change it."""
    kept = _answers.get()
    if kept is None:
        return ask()
    if question not in kept:
        kept[question] = ask()
    answer: Answer = kept[question]
    return answer
