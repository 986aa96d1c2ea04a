"""The sizes measured: from a ward to the country."""

from dataclasses import dataclass
from datetime import date

FIRST_DAY = date(2016, 1, 1)
LAST_DAY = date(2026, 11, 1)  # "today" of the benchmark
REGROUPED_ON = date(2025, 2, 3)  # blocs of central agencies dissolved, new committees founded
REFORMED_ON = date(2025, 7, 1)  # districts dissolved, provinces merged (country only)


@dataclass(frozen=True)
class Size:
    """How many of each level there are on the first day, and what happens afterwards.

    Levels, from the top: one root, ``firsts`` (provinces, blocs), ``seconds`` (districts,
    ministries), grassroots organisations, cells. A level of none is left out.
    """

    name: str
    members: int  # at the end, about
    firsts: int
    seconds: int
    bases: int
    cells: int
    reorganisations: int  # small ones, over the years
    blocs: int = 0  # of the firsts, dissolved on REGROUPED_ON
    successors: int = 0  # founded that day in their place
    bloc_seconds: int = 0  # seconds under the blocs; the rest under the other firsts
    provinces_merged: int = 0  # on REFORMED_ON, when also all districts end


SIZES = {
    size.name: size
    for size in (
        Size("ward", 2_500, 0, 0, 30, 80, 3),
        Size("city", 7_000, 0, 0, 80, 330, 10),
        Size("central", 77_000, 1, 63, 1_100, 6_000, 60, 1, 4, 63),
        Size("government", 209_000, 2, 120, 3_000, 14_000, 150, 2, 3, 120),
        Size("country", 5_600_000, 42, 764, 52_000, 250_000, 3_000, 1, 4, 63, 6),
    )
}
