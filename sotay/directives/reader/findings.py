"""What a reading gives back: plain records, each with its place in the text.

Offsets are counted in characters of :attr:`Reading.text` (NFC); lines are 1-based. What a text may
hold by the thousand is a named tuple: it is made in a fifth of the time of a frozen dataclass.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Identity:
    """What the document says of itself; ``None`` where it says nothing.

    ``symbol`` is normalised (``27-KH/ĐU``), ``date`` is ISO, ``authority`` is the signing
    line as normalised (``T/M BAN THƯỜNG VỤ``). ``title`` is the first line of running text of
    anything that has no type line, such as a press article.
    """

    type: str | None = None
    number: int | str | None = None
    symbol: str | None = None
    superior: str | None = None
    organ: str | None = None
    place: str | None = None
    date: str | None = None
    abstract: str | None = None
    title: str | None = None
    authority: str | None = None
    office: str | None = None
    signer: str | None = None


class Citation(NamedTuple):
    """One mention of another document.

    Exactly one of these holds: ``symbol`` is known, ``named`` is known, or only the bare
    ``number`` is known. ``inferred`` says that ``symbol`` was not written at this place but
    follows from the issuer or from another mention in the same text.

    ``relation``: ``implements``, ``based_on``, ``replaces``, ``amends``, ``supplements``,
    ``repeals`` or ``cites``.

    ``inconsistent`` marks what cannot be; ``reason`` says what disagrees (``type``, ``issuer``
    or ``date``), ``suggestion`` is the likely repair and ``alternatives`` all repairs known.
    The citation itself keeps what was written.
    """

    line: int
    start: int
    end: int
    text: str
    type: str | None = None
    number: int | str | None = None
    symbol: str | None = None
    named: str | None = None
    date: str | None = None
    issuer: str | None = None
    inferred: bool = False
    inconsistent: bool = False
    reason: str | None = None
    suggestion: str | None = None
    alternatives: tuple[str, ...] = ()
    relation: str = "cites"


class Target(NamedTuple):
    """A quantity to reach, or (``kind="figure"``) a quantity that is only told.

    ``quantity`` is the number a result is held against: the lower end of a range. ``comparator``
    is one of ``= ≥ > ≤ < ≈ –`` (the dash is a range). ``low`` and ``high`` are the bounds where
    there are any. ``unit`` is ``%``, ``phần`` (a fraction of one) or the counted noun.
    """

    line: int
    start: int
    end: int
    text: str
    quantity: int | float
    low: int | float | None
    high: int | float | None
    unit: str | None
    comparator: str
    what: str | None
    kind: str = "target"


class Task(NamedTuple):
    """A sentence that lays a duty on somebody, as a draft for an officer to confirm.

    ``due`` is the last day that still counts (ISO); ``due_text`` are the words it came from, kept
    also where no single day follows from them. ``missing`` lists in fixed order which of
    ``owner``, ``day``, ``criterion``, ``product`` the sentence leaves open.
    """

    line: int
    start: int
    end: int
    text: str
    who: str | None
    what: str
    due: str | None
    due_text: str | None
    quantity: int | float | None
    comparator: str | None
    unit: str | None
    criterion: str | None
    product: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered part of a document: ``II``, ``II.3``, ``Điều 4.1.a``.

    ``start`` to ``end`` holds the clause with everything under it, ``own_end`` closes its own
    words before its first sub-clause. ``level`` is 1 for an outermost clause.
    """

    path: str
    label: str
    parent: str | None
    level: int
    line: int
    start: int
    own_end: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one text, in the order of the text."""

    text: str
    document: Identity = field(default_factory=Identity)
    citations: tuple[Citation, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The findings as plain values: document, citations, targets, tasks; not the text."""
        return {
            "document": asdict(self.document),
            "citations": [_plain(finding) for finding in self.citations],
            "targets": [_plain(finding) for finding in self.targets],
            "tasks": [_plain(finding) for finding in self.tasks],
        }


def to_json(reading: Reading) -> str:
    """The findings as JSON: the same reading gives the same bytes."""
    return json.dumps(reading.as_dict(), ensure_ascii=False, indent=2)


def _plain(finding: Citation | Target | Task) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in finding._asdict().items()
    }
