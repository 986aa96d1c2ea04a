"""What this floor must ask of the one above: the line of an organisation upwards, and names.

Overrides are kept by organisation id only; the app that knows the tree says the rest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

Line = Callable[[int, date], Sequence[int]]
Names = Callable[[Iterable[int], date, Any], Mapping[int, str]]

_lines: list[Line] = []
_names: list[Names] = []


def are_known_by(*, line: Line, names: Names) -> None:
    """Let the floor that keeps the tree answer.

    ``line`` gives the ids from an organisation up to the top, itself first, as on a day; ``names``
    the names, on a day, of those among some organisations that an actor may see.
    """
    _lines[:] = [line]
    _names[:] = [names]


def line_of(organisation_id: int, day: date) -> Sequence[int]:
    """The organisation and all above it on ``day``; alone where nobody knows the tree."""
    return _lines[0](organisation_id, day) if _lines else [organisation_id]


def names_of(organisation_ids: Iterable[int], day: date, actor: Any) -> Mapping[int, str]:
    """The names on ``day`` of those that ``actor`` may see; the others are left out."""
    if _names:
        return _names[0](organisation_ids, day, actor)
    wanted = set(organisation_ids)
    held = {grant.organisation_id: str(grant.organisation) for grant in actor.grants}
    return {one: name for one, name in held.items() if one in wanted}
