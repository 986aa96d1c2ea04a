"""How many cells and grassroots organisations stand under an organisation, kept between acts.

The tree of a day as known now changes only by an act, so a count holds until the next one. At the
top of a country counting walks hundreds of thousands of placements: once, not for every page.
"""

from collections.abc import Sequence
from datetime import date

from django.core.cache import cache
from django.db import connection
from django.db.models import Max

from sotay.organisations.models import Act
from sotay.organisations.querysets import count_beneath

KEPT_SECONDS = 24 * 60 * 60


def counted(
    what: str, tops: Sequence[int], day: date, known_on: date | None = None
) -> dict[int, int]:
    """As :func:`sotay.organisations.querysets.count_beneath`, from what is kept where it is."""
    last_act = Act.objects.aggregate(last=Max("id"))["last"]
    place = f"beneath:{connection.settings_dict['NAME']}:{last_act}:{what}:{day}:{known_on}"
    keys = {f"{place}:{top}": top for top in tops}
    found = {keys[key]: number for key, number in cache.get_many(keys).items()}
    missing = [top for top in tops if top not in found]
    if missing:
        fresh = count_beneath(what, missing, day, known_on)
        cache.set_many({f"{place}:{top}": fresh[top] for top in missing}, KEPT_SECONDS)
        found.update(fresh)
    return found
