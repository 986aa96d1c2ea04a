"""Listening to a signal for the length of a test's act."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.dispatch import Signal


@contextmanager
def heard(signal: Signal) -> Iterator[list[dict[str, Any]]]:
    """What was sent while the body ran."""
    told: list[dict[str, Any]] = []

    def listener(**sent: Any) -> None:
        told.append(sent)

    signal.connect(listener)
    try:
        yield told
    finally:
        signal.disconnect(listener)
