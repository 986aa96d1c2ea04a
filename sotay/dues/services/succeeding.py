"""Who keeps the dues of an organisation that has ended: whoever keeps those of its successor."""

from datetime import date, timedelta

from sotay.dues.querysets import kept_by
from sotay.organisations.access import Actor
from sotay.organisations.models import Placement
from sotay.organisations.succession import map_to_today


def last_place(organisation_id: int) -> Placement | None:
    """The last place that is recorded of an organisation, whether it stands or has ended."""
    rows = Placement.objects.known().filter(organisation=organisation_id)
    return rows.select_related("parent").order_by("-valid_from").first()


def ended_on(organisation_id: int, today: date) -> date | None:
    """The first day on which the organisation was no more; ``None`` while it stands."""
    place = last_place(organisation_id)
    if place is None or place.valid_to is None or place.valid_to > today:
        return None
    end: date = place.valid_to
    return end


def heirs_of(organisation_id: int, today: date) -> set[int]:
    """What continues an ended organisation today, whatever became of it since; else nothing."""
    ended = ended_on(organisation_id, today)
    if ended is None:
        return set()
    went = map_to_today([organisation_id], ended - timedelta(days=1), today)[organisation_id]
    return {key for key in went if key is not None}


def takes_over(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor is secretary or deputy in what continues an ended organisation."""
    if ended_on(organisation_id, actor.today) is None:
        return False
    return actor.sees_everything or bool(kept_by(actor) & heirs_of(organisation_id, actor.today))
