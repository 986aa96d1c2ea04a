"""What stands on a member's pages, from every app that has something to say to that person.

Each provider is asked in turn and answers with one card, or with none. An app below exports a
function that gives facts; how they are put in words here is this room's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sotay.organisations.access import Actor


@dataclass(frozen=True)
class Card:
    """One line that leads somewhere. ``count`` waits for this person; ``hot`` when some is late."""

    title: str
    words: str
    url: str
    icon: str
    count: int = 0
    hot: bool = False


Provider = Callable[[Actor], Card | None]
ME, CELL = "me", "cell"  # the pages that cards stand on
_providers: dict[str, dict[str, tuple[int, Provider]]] = {ME: {}, CELL: {}}


def offer(key: str, provider: Provider, *, order: int, page: str = ME) -> None:
    """Put a provider among the others; the same key again takes the place of the first."""
    _providers[page][key] = (order, provider)


def keys(page: str = ME) -> list[str]:
    """The keys of a page's providers, in order."""
    of_page = _providers[page]
    return sorted(of_page, key=lambda key: (of_page[key][0], key))


def cards_for(actor: Actor, page: str = ME) -> list[tuple[str, Card]]:
    """The cards of ``actor`` in order, each with the key of its provider."""
    made = ((key, _providers[page][key][1](actor)) for key in keys(page))
    return [(key, card) for key, card in made if card is not None]
