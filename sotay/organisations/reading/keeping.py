"""What pages ask of the shape of the tree, kept until the next act.

The tree of a day as known now changes only by an act, so what was counted holds until the next one.
At the top of a country a count walks hundreds of thousands of placements: once, not for every page.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from sotay.core.remembering import remembered
from sotay.organisations.models import Act
from sotay.organisations.querysets import count_beneath

KEPT_SECONDS = 60 * 60
Answer = TypeVar("Answer")


def kept(
    question: object, keys: Sequence[int], ask: Callable[[list[int]], Mapping[int, Answer]]
) -> dict[int, Answer]:
    """The answer for each of ``keys``: what is kept, and ``ask`` of those that are not.

    ``question`` names what is asked, in full: two that differ must be written differently. An
    answer of ``None`` is not kept.
    """
    if not keys:
        return {}
    stands = (connection.settings_dict["NAME"], _last_act(), timezone.localdate(), question)
    name = sha256(repr(stands).encode()).hexdigest()
    found = {
        int(key.rpartition(":")[2]): answer
        for key, answer in cache.get_many([f"tree:{name}:{key}" for key in keys]).items()
    }
    missing = [key for key in keys if key not in found]
    if missing:
        fresh = ask(missing)
        cache.set_many({f"tree:{name}:{key}": fresh[key] for key in fresh}, KEPT_SECONDS)
        found.update(fresh)
    return found


def counted(
    what: str, tops: Sequence[int], day: date, known_on: date | None = None
) -> dict[int, int]:
    """As :func:`sotay.organisations.querysets.count_beneath`, from what is kept where it is."""
    return kept(
        (what, day, known_on), tops, lambda missing: count_beneath(what, missing, day, known_on)
    )


def _last_act() -> int | None:
    def ask() -> int | None:
        last: int | None = Act.objects.aggregate(last=Max("id"))["last"]
        return last

    return remembered("organisations.last_act", ask)
