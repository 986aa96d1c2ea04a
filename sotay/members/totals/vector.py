"""What the places of a vector of counts mean, and the counts of one organisation on one day.

A vector counts every member once in each of six dimensions, so each dimension sums to the members.
Years of birth are kept instead of ages: age is the year asked minus the year of birth, for any
bands, and nothing has to be moved on birthdays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

FIRST_BIRTH_YEAR: Final = 1900  # whoever was born before is counted here
LAST_BIRTH_YEAR: Final = 2019  # and after it, here

# Dimension: (first slot, how many). The order is that of the SQL function members_slots.
DIMENSIONS: Final[Mapping[str, tuple[int, int]]] = {
    "gender": (0, 2),
    "ethnicity": (2, 55),  # 54 groups of the State's list, then what is outside the list
    "education": (57, 8),
    "theory": (65, 5),
    "standing": (70, 4),
    "birth_year": (74, LAST_BIRTH_YEAR - FIRST_BIRTH_YEAR + 1),
}
WIDTH: Final = 194

# Upper ends of the age bands shown where a form does not set its own; the last band has no end.
# A convention of the screens, not of any document.
AGE_BANDS: Final = (30, 35, 40, 45, 50, 55, 60)


def slots_of(
    gender: int, ethnicity: int, education: int, theory: int, standing: int, birth_year: int
) -> list[int]:
    """The six slots in which one member counts; what is out of range counts at the end of it."""
    year = min(max(birth_year, FIRST_BIRTH_YEAR), LAST_BIRTH_YEAR) - FIRST_BIRTH_YEAR
    places = (gender, min(ethnicity, 54), education, theory, standing, year)
    return [
        first + place for (first, _size), place in zip(DIMENSIONS.values(), places, strict=True)
    ]


@dataclass(frozen=True)
class Totals:
    """Members of one organisation, itself and all under it, on one day, by six dimensions."""

    vector: tuple[int, ...]

    @classmethod
    def of(cls, slots: Iterable[int] = (), vals: Iterable[int] = ()) -> "Totals":
        """From the slots that are not zero; a slot named twice counts the sum."""
        vector = [0] * WIDTH
        for slot, val in zip(slots, vals, strict=True):
            vector[slot] += val
        return cls(tuple(vector))

    def _dimension(self, name: str) -> tuple[int, ...]:
        first, size = DIMENSIONS[name]
        return self.vector[first : first + size]

    @cached_property
    def members(self) -> int:
        return sum(self.gender)

    @property
    def gender(self) -> tuple[int, ...]:
        """By ``Gender``."""
        return self._dimension("gender")

    @property
    def ethnicity(self) -> tuple[int, ...]:
        """By the place in the list of ethnic groups; 0 is Kinh, 54 outside the list."""
        return self._dimension("ethnicity")

    @property
    def education(self) -> tuple[int, ...]:
        """By ``Education``."""
        return self._dimension("education")

    @property
    def theory(self) -> tuple[int, ...]:
        """By ``Theory``."""
        return self._dimension("theory")

    @property
    def standing(self) -> tuple[int, ...]:
        """By ``Standing``."""
        return self._dimension("standing")

    @cached_property
    def birth_year(self) -> dict[int, int]:
        """Members by year of birth, years without members left out."""
        counts = self._dimension("birth_year")
        return {FIRST_BIRTH_YEAR + place: n for place, n in enumerate(counts) if n}

    def by_age_band(self, year: int, ends: Sequence[int] = AGE_BANDS) -> tuple[int, ...]:
        """Members by age reached in ``year`` (year minus year of birth).

        ``ends`` are the last ages of the bands, rising; one band more follows for those above.
        """
        bands = [0] * (len(ends) + 1)
        for born, n in self.birth_year.items():
            bands[sum(1 for end in ends if year - born > end)] += n
        return tuple(bands)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(tuple(a + b for a, b in zip(self.vector, other.vector, strict=True)))

    def __sub__(self, other: "Totals") -> "Totals":
        return Totals(tuple(a - b for a, b in zip(self.vector, other.vector, strict=True)))
