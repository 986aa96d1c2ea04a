"""Figures of an organisation that upper floors know how to count, under one name each.

This floor shows and compares them without knowing what they count. A figure that is not known is
None and is drawn as missing, never as 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

MEMBERS = "members"
PROBATIONARY = "probationary_members"
FULL_MEMBERS = "full_members"
CELLS = "cells"
GRASSROOTS = "grassroots"

One = Callable[[Any, date, date | None], int | None]
Many = Callable[[Sequence[Any], date, date | None], Mapping[int, int | None]]
Rows = Callable[[int, date], str]  # the address of the rows that were counted


@dataclass(frozen=True)
class Figure:
    """``label`` is shown (a lazy sentence); ``order`` sorts the rows of a comparison."""

    name: str
    label: Any
    many: Many
    rows: Rows | None = None
    order: int = 50
    is_counted: bool = True  # adds up over cells, so it can be given like for like


_figures: dict[str, Figure] = {}


def register(
    name: str,
    label: Any,
    one: One | None = None,
    *,
    many: Many | None = None,
    rows: Rows | None = None,
    order: int = 50,
    is_counted: bool = True,
) -> None:
    """Offer a figure: ``one(organisation, day, known_on)``, or ``many`` organisations at once.

    ``many`` answers by organisation id and is asked once for a page; give it where rows are many.
    ``rows`` gives the address where the counted rows of an organisation are listed for a day.
    A name offered again replaces the earlier offer.
    """
    if many is None:
        if one is None:
            raise TypeError(f"{name}: give one or many")
        many = _each(one)
    _figures[name] = Figure(name, label, many, rows, order, is_counted)


def _each(one: One) -> Many:
    def many(
        organisations: Sequence[Any], day: date, known_on: date | None
    ) -> dict[int, int | None]:
        return {organisation.pk: one(organisation, day, known_on) for organisation in organisations}

    return many


def known() -> list[Figure]:
    """Every figure on offer, in the order of a comparison."""
    return sorted(_figures.values(), key=lambda figure: (figure.order, figure.name))


def is_known(name: str) -> bool:
    return name in _figures


def counts(
    name: str, organisations: Sequence[Any], day: date, known_on: date | None = None
) -> dict[int, int | None]:
    """The figure for each organisation by id; None for all where nobody offers it."""
    if not organisations:
        return {}
    figure = _figures.get(name)
    found = figure.many(organisations, day, known_on) if figure else {}
    return {organisation.pk: found.get(organisation.pk) for organisation in organisations}


def count(name: str, organisation: Any, day: date, known_on: date | None = None) -> int | None:
    return counts(name, [organisation], day, known_on)[organisation.pk]
