"""What the system knows that belongs into an agenda: told by whoever keeps it.

A floor that has something to say registers a teller; the agenda asks all of them on the day of the
meeting, so nobody types again what stands somewhere already.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Known:
    """One sentence for an item of the agenda, by its kind (``rules.sheet.ITEM_KINDS``)."""

    item: str
    words: str
    url: str = ""


Teller = Callable[[Any, date, date | None], Sequence[Known]]
_tellers: dict[str, Teller] = {}


def told_by(key: str, teller: Teller) -> None:
    """Let ``teller(organisation, day, since)`` speak; ``since`` is the day of the last meeting."""
    _tellers[key] = teller


def known(organisation: Any, day: date, since: date | None) -> list[Known]:
    """All that is known for a meeting of ``organisation`` on ``day``, in the order registered."""
    return [one for teller in _tellers.values() for one in teller(organisation, day, since)]
