"""Who belongs to a cell, as the floor that knows members tells it: to part a cell by name."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

Roster = Callable[[Any, Any, date], Sequence[tuple[int, str]]]

_told: list[Roster] = []


def are_told_by(roster: Roster) -> None:
    """Let the floor above list a cell: ``roster(actor, organisation, day)`` gives (id, name)."""
    _told[:] = [roster]


def members_of(actor: Any, organisation: Any, day: date) -> list[tuple[int, str]]:
    """Members of a cell that ``actor`` may name; empty where nobody can tell."""
    return list(_told[0](actor, organisation, day)) if _told else []
