"""Sorts of messages, as each room names its own: what a person may keep from leaving the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sort:
    """Some kinds of notices under one name, chosen together."""

    code: str
    words: Any  # as the screen says it, translated when printed
    kinds: frozenset[str]


_sorts: dict[str, Sort] = {}


def offer(code: str, words: Any, kinds: Iterable[str]) -> None:
    """Name a sort; a room calls this when it is made ready. Kinds of no sort cannot be muted."""
    _sorts[code] = Sort(code, words, frozenset(kinds))


def sorts() -> list[Sort]:
    return list(_sorts.values())


def kinds_of(codes: Iterable[str]) -> frozenset[str]:
    """All kinds of the sorts named; one that is no longer offered holds none."""
    return frozenset().union(*(_sorts[code].kinds for code in codes if code in _sorts))
