"""Who sees which news."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from sotay.organisations.access import Actor


Place = tuple[int, int, str]  # an organisation: its key, where its range begins, its kind


def speaks_for(actor: "Actor", act: str) -> list[int]:
    """Ids of the organisations in which the actor holds an office that may do ``act``."""
    from sotay.organisations.access import known_acts

    offices = known_acts()[act]
    return [grant.organisation_id for grant in actor.grants if grant.office.code in offices]


def places_of(actor: "Actor") -> list[Place]:
    """Where somebody reads news: the cell they belong to, and where they hold an office."""
    from sotay.organisations.models import Profile

    places = {grant.organisation_id: grant.organisation for grant in actor.grants}
    if actor.home is not None:
        places[actor.home.pk] = actor.home
    # The page has named the main place already; only somebody with several asks further.
    kinds = {actor.place.organisation_id: actor.place.kind.code} if actor.place else {}
    if others := places.keys() - kinds.keys():
        named = Profile.objects.as_of(actor.today).filter(organisation__in=others)
        kinds.update(named.values_list("organisation_id", "kind__code"))
    return [(one.pk, one.lft, kinds.get(one.pk, "")) for one in places.values()]


class NewsQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Published news addressed to one's own organisations, and all of those one speaks for.

        One's own are the cell one belongs to and the organisations in which one holds an office.
        """
        if actor.sees_everything:
            return self
        mine = Q(committee__in=speaks_for(actor, "news.write"))
        return self.filter(mine | Q(pk__in=self.model.objects.addressed_to(actor).values("pk")))

    def addressed_to(self, actor: "Actor") -> Self:
        """Published and not withdrawn, and meant for an organisation of the actor's."""
        return self.meant_at(places_of(actor)).filter(withdrawn_at=None)

    def meant_for(self, actor: "Actor") -> Self:
        """Once published for an organisation of the actor's, withdrawn or not.

        Of a withdrawn piece only that it was withdrawn is for everybody: see
        :meth:`addressed_to` for what may be read.
        """
        return self.meant_at(places_of(actor))

    def meant_at(self, places: Iterable[Place]) -> Self:
        """As :meth:`meant_for`, of these places."""
        from sotay.news.models import Audience

        branches = Audience.objects.filter(news=OuterRef("pk"))
        meant = Q(pk__in=[])
        for key, lft, kind in places:
            above = Q(committee__lft__lte=lft, committee__rgt__gt=lft)
            branch = Exists(branches.filter(organisation__lft__lte=lft, organisation__rgt__gt=lft))
            level = Q(kinds=[]) | Q(kinds__contains=[kind])
            meant |= Q(committee=key)  # a committee reads what it says
            meant |= above & level & (~Exists(branches) | branch)
        return self.filter(meant, published_at__isnull=False)

    def with_corrections(self) -> Self:
        """Each piece with ``is_corrected``."""
        from sotay.news.models import Correction

        made = Correction.objects.filter(news=OuterRef("pk"))
        return self.annotate(is_corrected=Exists(made))

    def drafts_of(self, actor: "Actor") -> Self:
        """Not published yet, of the committees one speaks for."""
        return self.filter(
            published_at=None, withdrawn_at=None, committee__in=speaks_for(actor, "news.write")
        )


class AttachmentQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Those that readers have: not taken off by a correction."""
        return self.filter(removed_by=None)
