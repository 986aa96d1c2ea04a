"""Formulas and judgements of an award: days of eligibility, blind order, means, ranks, prizes."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sotay.core.text import fold

NAME_LENGTH = 200
TITLE_LENGTH = 300
ADDRESS_LENGTH = 500
REASON_LENGTH = 500
MOST_ROWS = 20  # categories, criteria or prizes of one round
MOST_AUTHORS = 20
CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY3479"  # none that is read for another
CODE_LENGTH = 4


def eligible_days(year: int, first: tuple[int, int], last: tuple[int, int]) -> tuple[date, date]:
    """The first and the last day on which a work of the award of ``year`` was published.

    ``first`` and ``last`` are (day, month). A first day later in the year than the last one lies in
    the year before: from 1 November of the previous year to 31 October.
    """
    to = date(year, last[1], last[0])
    since = date(year, first[1], first[0])
    return (since if since <= to else date(year - 1, first[1], first[0])), to


def work_key(title: str, outlet: str, published_on: date) -> str:
    """One key for one work: same title, same outlet, same day, however marked or spaced."""
    told = "\n".join([fold(title), fold(outlet), published_on.isoformat()])
    return hashlib.sha256(told.encode()).hexdigest()


def blind_order(secret: bytes, juror: int, entries: Iterable[int]) -> list[int]:
    """The works in this juror's own order: always the same, and nobody's without the secret.

    It depends on nothing but who judges and which works there are: not on when they were entered.
    """

    def drawn(entry: int) -> bytes:
        return hmac.new(secret, f"{juror}:{entry}".encode(), hashlib.sha256).digest()

    return sorted(entries, key=drawn)


def mean(totals: Sequence[Decimal], places: int) -> Decimal:
    """The mean of the jurors' totals, rounded half up to ``places``; what is seen is what counts.

    :raises ValueError: nobody has scored
    """
    if not totals:
        raise ValueError("no totals")
    exact = sum(totals, Decimal(0)) / len(totals)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def ranking(means: Mapping[int, Decimal], decided: Mapping[int, int]) -> list[list[int]]:
    """Works from the best mean down; those of one mean together, unless their order is decided.

    ``decided`` gives the order within a tie; it holds only where all of the tie are in it.
    """
    groups: list[list[int]] = []
    for value in sorted(set(means.values()), reverse=True):
        tied = sorted(key for key, one in means.items() if one == value)
        if len(tied) > 1 and all(key in decided for key in tied):
            groups += [[key] for key in sorted(tied, key=lambda key: decided[key])]
        else:
            groups.append(tied)
    return groups


def places(groups: Sequence[Sequence[int]]) -> dict[int, int]:
    """The place of each: works that share one leave the next ones empty (1, 2, 2, 4)."""
    found: dict[int, int] = {}
    before = 0
    for group in groups:
        found |= dict.fromkeys(group, before + 1)
        before += len(group)
    return found


@dataclass(frozen=True)
class Allotment:
    """Which work gets which prize (by ids), and the ties to decide before all can be said."""

    given: Mapping[int, int]
    undecided: Sequence[Sequence[int]]


def allot(groups: Sequence[Sequence[int]], prizes: Sequence[int]) -> Allotment:
    """Give ``prizes``, one entry for each piece, highest first, down the ranking.

    A tie needs deciding only where those in it would not all get the same.
    """
    given: dict[int, int] = {}
    undecided: list[Sequence[int]] = []
    before = 0
    for group in groups:
        span = range(before, before + len(group))
        reached = [prizes[at] if at < len(prizes) else None for at in span]
        if len(set(reached)) > 1:
            undecided.append(group)
        elif reached[0] is not None:
            given |= dict.fromkeys(group, reached[0])
        before += len(group)
    return Allotment(given, undecided)
