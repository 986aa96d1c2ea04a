"""Questions asked of dues."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, Sum

from sotay.core.periods import DatedQuerySet
from sotay.organisations.access import known_acts

if TYPE_CHECKING:
    from sotay.organisations.access import Actor


def kept_by(actor: "Actor") -> set[int]:
    """The organisations whose dues this actor keeps: where the office itself is held, not above."""
    offices = known_acts()["dues.keep"]
    return {grant.organisation_id for grant in actor.grants if grant.office.code in offices}


class KeptQuerySet(models.QuerySet[Any]):
    """Rows of a cell that are for those alone who keep its dues."""

    def kept_by(self, actor: "Actor") -> Self:
        """Without what is only the actor's own."""
        return self if actor.sees_everything else self.filter(organisation__in=kept_by(actor))


class ListQuerySet(KeptQuerySet):
    def under_way(self) -> Self:
        """Neither applied nor given up."""
        return self.filter(state__in=("asked", "read"))


class PersonalDuesQuerySet(KeptQuerySet):
    """Rows about one person's dues: for that person, and for those who keep them."""

    def visible_to(self, actor: "Actor") -> Self:
        if actor.sees_everything:
            return self
        from sotay.members.models import Member

        # Not by a join: who has moved since is out of the keeper's sight, what they paid is not.
        own = Member.objects.filter(user=actor.user).values("pk")
        return self.filter(Q(organisation__in=kept_by(actor)) | Q(member__in=own))

    def own_of(self, actor: "Actor") -> Self:
        return self.filter(member__user=actor.user)


class DatedDuesQuerySet(DatedQuerySet, PersonalDuesQuerySet):  # type: ignore[override]
    pass


class DueQuerySet(PersonalDuesQuerySet):
    def standing(self) -> Self:
        """What holds now: not replaced by a later reckoning."""
        return self.filter(superseded_at=None)

    def of_month(self, organisation: Any, month: date) -> Self:
        return self.standing().filter(organisation=organisation, month=month)


class PaymentQuerySet(PersonalDuesQuerySet):
    def by_member_and_month(self, organisation: Any, members: Iterable[int]) -> dict[Any, int]:
        """Sum of the entries of each member for each month, reversals taken off."""
        rows = (
            self.filter(organisation=organisation, member__in=list(members))
            .order_by()
            .values_list("member", "month")
            .annotate(Sum("amount"))
        )
        return {(member, month): total for member, month, total in rows}


class CreditQuerySet(PersonalDuesQuerySet):
    def standing(self) -> Self:
        """What holds now: the receipt was not reversed since."""
        return self.filter(superseded_at=None)

    def by_member_and_month(self, organisation: Any, members: Iterable[int]) -> dict[Any, int]:
        """What each of the members paid elsewhere for each month that is this cell's."""
        rows = (
            self.standing()
            .filter(organisation=organisation, member__in=list(members))
            .order_by()
            .values_list("member", "month")
            .annotate(Sum("amount"))
        )
        return {(member, month): total for member, month, total in rows}


class CollectionQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Sums of the cells in reach, for those who may see sums."""
        if actor.sees_everything:
            return self
        return self.filter(_within(actor.ranges_for("dues.rollup"), "organisation__lft"))

    def open(self) -> Self:
        return self.filter(state="open")


class RemittanceQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Sent from within reach, or sent to an organisation in reach."""
        if actor.sees_everything:
            return self
        ranges = actor.ranges_for("dues.rollup")
        return self.filter(
            _within(ranges, "organisation__lft") | _within(ranges, "to_organisation__lft")
        )

    def waiting(self) -> Self:
        return self.filter(state="sent")

    def received_by(self, actor: "Actor") -> Self:
        """Those that this actor may confirm or return."""
        if actor.sees_everything:
            return self
        held = {
            grant.organisation_id
            for grant in actor.grants
            if grant.office.code in known_acts()["dues.confirm"]
        }
        return self.filter(to_organisation__in=held)


class AccountQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(superseded_at=None)


def _within(ranges: Iterable[tuple[int, int]], label: str) -> Q:
    inside = Q(pk__in=[])
    for low, high in ranges:
        inside |= Q(**{f"{label}__gte": low, f"{label}__lt": high})
    return inside
