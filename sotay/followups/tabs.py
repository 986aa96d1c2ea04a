"""Further kinds of work in the officer's queue, offered by the floors above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sotay.organisations.access import Actor


@dataclass(frozen=True)
class Tab:
    """One kind of work with its own page and how much of it waits."""

    label: str
    url: str
    count: int


Offer = Callable[[Actor, date], Tab | None]
_offers: dict[str, Offer] = {}


def register(name: str, offer: Offer) -> None:
    """Add a tab; ``offer`` answers None where this person has none of that work."""
    _offers[name] = offer


def collect(actor: Actor, day: date) -> list[Tab]:
    found = (offer(actor, day) for offer in _offers.values())
    return [tab for tab in found if tab is not None]
