"""What stands on a member's pages, from every app that has something to say to that person.

Each provider is asked in turn and answers with one card, or with none. An app below exports a
function that gives facts; how they are put in words here is this room's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from sotay.core.database.planned import planned
from sotay.core.remembering import remembered
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


@dataclass(frozen=True)
class Sign:
    """Whether there is anything to say at all, so that most providers need not be asked.

    ``exists`` is a SQL condition in which ``%(user)s`` is the person, ``%(cell)s`` the own cell (0
    where there is none) and ``%(today)s`` the day. ``otherwise`` makes the card where it is false.
    """

    exists: str
    otherwise: Provider = field(default=lambda _actor: None)


_signs: dict[str, Sign] = {}  # of the member's own page, by key


def offer(key: str, provider: Provider, *, order: int, page: str = ME) -> None:
    """Put a provider among the others; the same key again takes the place of the first."""
    _providers[page][key] = (order, provider)


def sign(key: str, exists: str, otherwise: Provider | None = None) -> None:
    """On the member's own page ask the provider of ``key`` only where ``exists`` is true."""
    _signs[key] = Sign(exists, otherwise) if otherwise else Sign(exists)


def keys(page: str = ME) -> list[str]:
    """The keys of a page's providers, in order."""
    of_page = _providers[page]
    return sorted(of_page, key=lambda key: (of_page[key][0], key))


def signs(actor: Actor) -> frozenset[str]:
    """The keys whose sign is true for ``actor``: one question for all of them."""
    return remembered(("handbook.signs", actor.user.pk), lambda: _ask_signs(actor))


def cards_for(actor: Actor, page: str = ME) -> list[tuple[str, Card]]:
    """The cards of ``actor`` in order, each with the key of its provider."""
    made = ((key, _provider(key, actor, page)(actor)) for key in keys(page))
    return [(key, card) for key, card in made if card is not None]


def _provider(key: str, actor: Actor, page: str) -> Provider:
    if page == ME and key in _signs and key not in signs(actor):
        return _signs[key].otherwise
    return _providers[page][key][1]


def _ask_signs(actor: Actor) -> frozenset[str]:
    given = {"user": "$1", "cell": "$2", "today": "$3"}
    columns = ", ".join(f"({one.exists % given})" for one in _signs.values())
    name = planned("handbook_signs", "bigint, bigint, date", f"SELECT {columns}")
    with connection.cursor() as cursor:
        home = actor.home.pk if actor.home else 0
        cursor.execute(f"EXECUTE {name} (%s, %s, %s)", [actor.user.pk, home, actor.today])
        found = cursor.fetchone()
    return frozenset(key for key, there in zip(_signs, found, strict=True) if there)
