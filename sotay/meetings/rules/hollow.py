"""Signs that a meeting said the words and committed to nothing. They inform; they judge nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sotay.core.days import percent
from sotay.core.text import fold

WORDS_IN_SHINGLE = 5


def shingles(text: str) -> frozenset[str]:
    """Runs of five words, folded. A text of fewer words is one run; an empty one has none."""
    words = fold(text).split()
    if not words:
        return frozenset()
    last = max(len(words) - WORDS_IN_SHINGLE, 0)
    return frozenset(" ".join(words[at : at + WORDS_IN_SHINGLE]) for at in range(last + 1))


def likeness(one: str, other: str) -> float:
    """The share of runs that two texts have in common, of all the runs of both (Jaccard)."""
    left, right = shingles(one), shingles(other)
    together = len(left | right)
    return len(left & right) / together if together else 0.0


@dataclass(frozen=True)
class Sign:
    code: str  # same_minutes, nobody_spoke, no_task
    words: str


def signs(
    said: Sequence[str], before: Sequence[str], *, speakers: int, tasks: int, alike_from: float
) -> tuple[Sign, ...]:
    """What a reader should look at again.

    ``said`` and ``before`` are the sentences that people wrote at this and at last month's meeting,
    without what the system fills in by itself: a frame is the same every month.
    """
    found = []
    share = likeness(" ".join(said), " ".join(before)) if said and before else 0.0
    if share >= alike_from:
        found.append(
            Sign(
                "same_minutes",
                _("Lời ghi giống buổi tháng trước %(share)s.") % {"share": percent(share, 0)},
            )
        )
    if speakers == 0:
        found.append(Sign("nobody_spoke", _("Không ghi ai phát biểu.")))
    if tasks == 0:
        found.append(Sign("no_task", _("Không giao việc nào có người làm và thời hạn.")))
    return tuple(found)
