"""Questions asked of proposals, of their answers and of the sessions with mass organisations."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from sotay.organisations.querysets import settled_ids

if TYPE_CHECKING:
    from sotay.organisations.access import Actor

HANDLE = "proposals.handle"
WAITING = ("sent", "taken")  # the committee's turn
IN_HAND = (*WAITING, "asked_back")  # not answered yet


def held_by(actor: "Actor", act: str = HANDLE) -> set[int]:
    """The organisations in which ``actor`` holds an office that allows ``act``: they themselves."""
    from sotay.organisations.access import known_acts

    offices = known_acts()[act]
    return {grant.organisation_id for grant in actor.grants if grant.office.code in offices}


class ProposalQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """One's own, and those that an organisation of one's office answers, or a part of them."""
        if actor.sees_everything:
            return self
        return self.filter(Q(author=actor.user.pk) | Q(pk__in=self._handled_ids(actor)))

    def handled_by(self, actor: "Actor") -> Self:
        """Those that an organisation of one's office answers, alone or with others."""
        return self.filter(pk__in=self._handled_ids(actor))

    @staticmethod
    def _handled_ids(actor: "Actor") -> Any:
        from sotay.proposals.models import Part, Proposal

        held = held_by(actor)
        parts = Part.objects.filter(organisation__in=held).values("proposal")
        handled = Proposal.objects.filter(Q(organisation__in=held) | Q(pk__in=parts))
        return handled.exclude(author=actor.user.pk).values("pk")

    def own_of(self, actor: "Actor") -> Self:
        return self.filter(author=actor.user.pk) if actor.user.pk else self.none()

    def waiting(self) -> Self:
        return self.filter(state__in=WAITING)

    def oldest_first(self) -> Self:
        return self.order_by("received_on", "id")

    def within(self, top: Any, day: date) -> Self:
        """Those that ``top`` or an organisation under it on ``day`` answers."""
        return self.filter(organisation__in=settled_ids([getattr(top, "pk", top)], day))

    def received(self, first: date, last: date) -> Self:
        """Received from ``first`` to ``last``, both days counted."""
        return self.filter(received_on__gte=first, received_on__lte=last)


class WordQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Words and files of proposals one sees."""
        from sotay.proposals.models import Proposal

        return self.filter(proposal__in=Proposal.objects.visible_to(actor).values("pk"))


class PartQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Those that an organisation of one's office asked for, or was asked for: never of own."""
        if actor.sees_everything:
            return self
        held = held_by(actor)
        sides = self.filter(Q(organisation__in=held) | Q(lead__in=held))
        return sides.exclude(author=actor.user.pk)


class PublishedQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Published by organisations in one's reach, or above one's cell or office.

        What was taken down is seen by the offices of the committee that published it.
        """
        if actor.sees_everything:
            return self
        seen = Q(pk__in=[])
        for low, high in actor.ranges:
            seen |= Q(organisation__lft__gte=low, organisation__lft__lt=high)
            seen |= Q(organisation__lft__lte=low, organisation__rgt__gte=high)
        if actor.home is not None:
            seen |= Q(organisation__lft__lte=actor.home.lft, organisation__rgt__gte=actor.home.rgt)
        own = Q(organisation__in=held_by(actor))
        return self.filter(own | (seen & Q(withdrawn_on=None)))

    def standing(self) -> Self:
        """Those that were not taken down."""
        return self.filter(withdrawn_on=None)


class MassQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Attached to organisations in reach, or represented by the actor today."""
        if actor.sees_everything:
            return self
        seen = Q(pk__in=spoken_for_ids(actor))
        for low, high in actor.ranges_for("proposals.mass"):
            seen |= Q(organisation__lft__gte=low, organisation__lft__lt=high)
        return self.filter(seen)

    def existing(self, day: date) -> Self:
        """Those not ended by ``day``; on its last day it is no longer there."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))


def spoken_for_ids(actor: "Actor") -> Any:
    """Mass organisations for which ``actor`` speaks today."""
    from sotay.proposals.models import Representation

    held = Representation.objects.as_of(actor.today).filter(user=actor.user.pk)
    return held.values("mass_organisation")


class RepresentationQuerySet(models.QuerySet[Any]):
    def as_of(self, day: date) -> Self:
        """Who speaks on ``day``: the first day counts, the end day does not."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def visible_to(self, actor: "Actor") -> Self:
        """One's own, and those of mass organisations that an office of one's keeps."""
        if actor.sees_everything:
            return self
        seen = Q(user=actor.user.pk)
        for low, high in actor.ranges_for("proposals.mass"):
            seen |= Q(organisation__lft__gte=low, organisation__lft__lt=high)
        return self.filter(seen)


class SessionQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        from sotay.proposals.models import MassOrganisation

        return self.filter(mass_organisation__in=MassOrganisation.objects.visible_to(actor))


class AttendeeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Those at sessions one sees: the offices that keep the mass organisation, and its own."""
        from sotay.proposals.models import WorkingSession

        if actor.sees_everything:
            return self
        return self.filter(session__in=WorkingSession.objects.visible_to(actor).values("pk"))
