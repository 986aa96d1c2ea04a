"""A sheet of moves read against the tree: each row fits, or says why not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Known(NamedTuple):
    """An organisation that stands on the day of the act."""

    id: int
    code: str
    name: str
    parent: int | None


@dataclass(frozen=True)
class Row:
    """One row as written. ``number`` is the row of the sheet, the head being row 1."""

    number: int
    organisation: str
    parent: str


@dataclass(frozen=True)
class Read:
    """A row read. ``problem`` is empty where it fits; ``candidates`` are ids to choose from."""

    row: Row
    organisation: int | None = None
    parent: int | None = None
    problem: str = ""  # see PROBLEMS
    about: str = "organisation"  # or parent: which of the two cells is meant
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Report:
    rows: tuple[Read, ...]
    left_over: tuple[int, ...] = ()  # directly under the old committee, in no row
    moves: tuple[tuple[int, int], ...] = field(default=())

    @property
    def problems(self) -> list[Read]:
        return [row for row in self.rows if row.problem]

    @property
    def fits(self) -> bool:
        return bool(self.rows) and not self.problems and not self.left_over


PROBLEMS = ("empty", "unknown", "ambiguous", "twice", "already", "outside", "cycle", "same")


def check(
    rows: Sequence[Row],
    *,
    find: "Mapping[str, Sequence[Known]]",
    source: int,
    inside: Mapping[int, int | None],
    above: Mapping[int, int | None],
    ends: bool,
) -> Report:
    """Read every row. ``find`` gives what each written text may mean, the marked match first.

    An organisation named as several are is the one of that name under ``source``, if one only is.

    ``inside`` holds the organisations under ``source`` with their parents, ``above`` the parents of
    everything a row may be moved under, both on the day of the act; ``ends`` says that ``source``
    is no more afterwards, so that nothing may be left under it.
    """
    read = [_read(row, find, inside) for row in rows]
    times = Counter(one.organisation for one in read if one.organisation is not None)
    goes = {
        one.organisation: one.parent
        for one in read
        if one.organisation is not None and one.parent is not None
    }
    checked = []
    for one in read:
        problem, about = one.problem, one.about
        if not problem and one.organisation is not None and one.parent is not None:
            problem, about = _fit(one, times, goes, source, inside, above)
        checked.append(Read(one.row, one.organisation, one.parent, problem, about, one.candidates))
    direct = [key for key, parent in inside.items() if parent == source]
    left = [key for key in direct if key not in times] if ends else []
    moves = [
        (one.organisation, one.parent)
        for one in checked
        if not one.problem and one.organisation is not None and one.parent is not None
    ]
    return Report(tuple(checked), tuple(left), tuple(moves))


def _read(row: Row, find: Mapping[str, Sequence[Known]], inside: Mapping[int, int | None]) -> Read:
    if not row.organisation or not row.parent:
        about = "parent" if row.organisation else "organisation"
        return Read(row, problem="empty", about=about)
    found: dict[str, int] = {}
    for about, text in (("organisation", row.organisation), ("parent", row.parent)):
        meant = find.get(text, ())
        if about == "organisation" and len(meant) > 1:
            own = [one for one in meant if one.id in inside]
            meant = own or meant
        if len(meant) != 1:
            problem = "ambiguous" if meant else "unknown"
            return Read(
                row,
                organisation=found.get("organisation"),
                problem=problem,
                about=about,
                candidates=tuple(one.id for one in meant),
            )
        found[about] = meant[0].id
    return Read(row, found["organisation"], found["parent"])


def _fit(
    one: Read,
    times: Mapping[int, int],
    goes: Mapping[int, int],
    source: int,
    inside: Mapping[int, int | None],
    above: Mapping[int, int | None],
) -> tuple[str, str]:
    key, parent = one.organisation, one.parent
    assert key is not None
    if times[key] > 1:
        return "twice", "organisation"
    if key == source or key not in inside:
        return "outside", "organisation"
    if parent == key:
        return "same", "parent"
    if inside[key] == parent:
        return "already", "parent"
    seen, up = {key}, parent
    while up is not None:
        if up in seen:
            return ("cycle", "parent") if up == key else ("", "organisation")
        seen.add(up)
        up = goes.get(up, above.get(up))
    return "", "organisation"
