"""What this floor must ask of the one above: the line of an organisation upwards, and names.

Overrides are kept by organisation id only; the app that knows the tree says the rest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from sotay.core.remembering import remembered

Line = Callable[[int, date], Sequence[int]]
Names = Callable[[Iterable[int], date], Mapping[int, str]]

_lines: list[Line] = []
_names: list[Names] = []


def are_known_by(*, line: Line, names: Names) -> None:
    """Let the floor that keeps the tree answer.

    ``line`` gives the ids from an organisation up to the top, itself first, as on a day; ``names``
    the names of some organisations on a day.
    """
    _lines[:] = [line]
    _names[:] = [names]


def line_of(organisation_id: int, day: date) -> Sequence[int]:
    """The organisation and all above it on ``day``; alone where nobody knows the tree."""
    if not _lines:
        return [organisation_id]
    return remembered(("line", organisation_id, day), lambda: _lines[0](organisation_id, day))


def names_of(organisation_ids: Iterable[int], day: date) -> Mapping[int, str]:
    """Their names on ``day``; an id stands for itself where the name is not known."""
    wanted = list(organisation_ids)
    known = _names[0](wanted, day) if _names and wanted else {}
    return {one: known.get(one) or str(one) for one in wanted}
