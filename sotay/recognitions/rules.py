"""Judgements on criteria, on the four goods, and what may be decided. No database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

MET, NOT_MET, NO_DATA, OPEN = "met", "not_met", "no_data", "open"

# The four goods are fixed (21-NQ/TW of 16-6-2022, III.1.1); what is under each is not.
GOODS = ("tasks", "meetings", "unity", "people")

# Criteria that records of the system can answer; anything else in a frame is answered in words.
MEASURED = (
    "tasks_on_time",
    "papers_opened",
    "own_resolutions_done",
    "meetings_every_month",
    "thematic_each_quarter",
    "meetings_long_enough",
    "meetings_attended",
    "meetings_scored_good",
    "committee_meets_every_month",
    "dues_lists_settled",
    "cells_recognised",
)


@dataclass(frozen=True)
class Criterion:
    """One leaf. ``key`` names it in addresses; a measured one is its own key."""

    key: str
    words: str  # empty for a measured one: its name is the screen's
    good: str

    @property
    def is_measured(self) -> bool:
        return self.key in MEASURED


def key_of(text: str) -> str:
    """The key of a criterion as a frame writes it: a code, or the digest of somebody's words."""
    return text if text in MEASURED else sha256(text.encode()).hexdigest()[:12]


def leaves(frame: Mapping[str, Sequence[str]]) -> list[Criterion]:
    """The criteria of a frame in order of the four goods; what is under no good is left out.

    The same criterion twice stands once, under the first good that names it.
    """
    found: dict[str, Criterion] = {}
    for good in GOODS:
        for text in frame.get(good, ()):
            key = key_of(text)
            found.setdefault(key, Criterion(key, "" if key in MEASURED else text, good))
    return list(found.values())


def reaches(part: int, whole: int, least: Fraction) -> str:
    """Whether ``part`` of ``whole`` is at least that share; without a whole there is no answer."""
    if whole <= 0:
        return NO_DATA
    return MET if Fraction(part, whole) >= least else NOT_MET


def is_above(part: int, whole: int, share: Fraction) -> str:
    """As :func:`reaches`, but more than the share."""
    if whole <= 0:
        return NO_DATA
    return MET if Fraction(part, whole) > share else NOT_MET


def result(measured: str, verdict: str) -> str:
    """What a criterion comes to: the level above's word, else what the records say.

    What the organisation says of itself is no result until somebody above has assessed it.
    """
    if verdict in (MET, NOT_MET):
        return verdict
    if measured in (MET, NOT_MET):
        return measured
    return OPEN


def good_of(results: Iterable[str]) -> str:
    """A good is met when every criterion is; not met as soon as one is not; open otherwise."""
    rows = list(results)
    if NOT_MET in rows:
        return NOT_MET
    return MET if rows and all(one == MET for one in rows) else OPEN


def goods(criteria: Iterable[Criterion], results: Mapping[str, str]) -> dict[str, str]:
    """The four goods by their criteria's results; a good without criteria stays open."""
    by_good: dict[str, list[str]] = {good: [] for good in GOODS}
    for one in criteria:
        by_good[one.good].append(results.get(one.key, OPEN))
    return {good: good_of(rows) for good, rows in by_good.items()}
