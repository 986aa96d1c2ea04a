"""Questions asked of the register."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from sotay.core.periods import DatedQuerySet
from sotay.core.text import fold
from sotay.organisations.querysets import subtree_ids

if TYPE_CHECKING:
    from sotay.organisations.access import Actor


def _in_ranges(actor: "Actor", label: str = "org_lft") -> Q:
    inside = Q(pk__in=[])
    for low, high in actor.personal_ranges:
        inside |= Q(**{f"{label}__gte": low, f"{label}__lt": high})
    return inside


class PersonalQuerySet(models.QuerySet[Any]):
    """Rows labelled with the tree number of the member's cell: the first of two locks."""

    def visible_to(self, actor: "Actor") -> Self:
        """What the actor's offices reach today, and what is their own."""
        if actor.sees_everything:
            return self
        return self.filter(_in_ranges(actor) | Q(member__user=actor.user))


class MemberQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Members the actor's offices reach today, and the actor's own record."""
        if actor.sees_everything:
            return self
        return self.filter(_in_ranges(actor) | Q(user=actor.user))

    def in_reach(self, actor: "Actor") -> Self:
        """Members whom the actor's offices reach today; their own record only if that is one."""
        if actor.sees_everything:
            return self
        return self.filter(_in_ranges(actor))

    def entered(self) -> Self:
        """Without the emptied rows that a list entered by mistake has left."""
        return self.filter(withdrawn_at=None)

    def named(self, words: str) -> Self:
        """Members whose name holds ``words``, with or without marks; the tree range comes first.

        Under row-level security such a condition uses no index before the policy has spoken: always
        chain it after :meth:`in_reach` or a cell.
        """
        return self.filter(folded__contains=fold(words))

    def of(self, organisation: Any, day: date) -> Self:
        """Those who belong to ``organisation`` or to something under it, on ``day``."""
        from sotay.members.models import Membership

        key = getattr(organisation, "pk", organisation)
        there = Membership.objects.as_of(day).filter(
            member=models.OuterRef("pk"), organisation__in=subtree_ids([key], day)
        )
        return self.filter(models.Exists(there))


class MembershipQuerySet(DatedQuerySet, PersonalQuerySet):  # type: ignore[override]
    pass


class StatusQuerySet(DatedQuerySet, PersonalQuerySet):  # type: ignore[override]
    pass


class StayQuerySet(DatedQuerySet):
    def visible_to(self, actor: "Actor") -> Self:
        """Seen from both ends: the official cell and the one of the stay."""
        if actor.sees_everything:
            return self
        return self.filter(
            _in_ranges(actor)
            | _in_ranges(actor, "to_lft")
            | Q(pk__in=self.model._default_manager.filter(member__user=actor.user).values("pk"))
        )


class TransferQuerySet(PersonalQuerySet):
    def visible_to(self, actor: "Actor") -> Self:
        """Seen from both ends: the releasing side and the receiving side."""
        if actor.sees_everything:
            return self
        return self.filter(
            _in_ranges(actor)
            | _in_ranges(actor, "to_lft")
            | _in_ranges(actor, "from_lft")
            | Q(pk__in=self.model._default_manager.filter(member__user=actor.user).values("pk"))
        )

    def under_way(self) -> Self:
        return self.filter(state="sent")

    def into_reach(self, actor: "Actor") -> Self:
        """Those that somebody in the actor's reach is asked to confirm."""
        if actor.sees_everything:
            return self
        return self.filter(_in_ranges(actor, "to_lft"))

    def out_of_reach(self, actor: "Actor") -> Self:
        """Those sent from within the actor's reach."""
        if actor.sees_everything:
            return self
        return self.filter(_in_ranges(actor, "from_lft"))


class ImportRunQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Runs into organisations that the actor's offices reach today."""
        if actor.sees_everything:
            return self
        return self.filter(_in_ranges(actor))


class SegmentQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> Self:
        return self.filter(lo__lte=day, hi__gt=day)
