"""Who sees which round, which work, and from which side of the wall."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Func, Q

if TYPE_CHECKING:
    from sotay.organisations.access import Actor

_ID = models.BigIntegerField()
KEEP = "contests.keep"
SUBMIT = "contests.submit"


def held_by(actor: "Actor", act: str) -> set[int]:
    """The organisations in which ``actor`` holds an office that allows ``act``: they themselves."""
    from sotay.organisations.access import known_acts

    offices = known_acts()[act]
    return {grant.organisation_id for grant in actor.grants if grant.office.code in offices}


class RoundQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Of one's own organisations, of all above them, and of all beneath one's offices."""
        if actor.sees_everything:
            return self
        seen = Q(pk__in=[])
        for low, high in actor.ranges:
            seen |= Q(organisation__lft__gte=low, organisation__lft__lt=high)
        for place in [grant.organisation for grant in actor.grants] + [actor.home]:
            if place is not None:
                seen |= Q(organisation__lft__lte=place.lft, organisation__rgt__gt=place.lft)
        return self.filter(seen)

    def kept_by(self, actor: "Actor") -> Self:
        """Of committees in which one holds an office that keeps rounds, unless one judges there."""
        from sotay.contests.models import Juror

        if actor.sees_everything:
            return self
        judged = Juror.objects.filter(user=actor.user.pk).values("round")
        return self.filter(organisation__in=held_by(actor, KEEP)).exclude(pk__in=judged)

    def taking(self, actor: "Actor") -> Self:
        """Those that take works today."""
        return self.filter(state="open", last_day__gte=actor.today)


class EntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """With their origin: those one keeps, and those one has submitted."""
        if actor.sees_everything:
            return self
        from sotay.contests.models import Entry

        own = Entry.objects.own_of(actor).values("pk")
        return self.filter(Q(round__in=self._kept(actor)) | Q(pk__in=own))

    @staticmethod
    def _kept(actor: "Actor") -> Any:
        from sotay.contests.models import Round

        return Round.objects.kept_by(actor).values("pk")

    def own_of(self, actor: "Actor") -> Self:
        """Submitted by oneself, or by an organisation for which one submits.

        What a member of the organisation submits as an author is theirs alone.
        """
        return self.filter(
            Q(origin__submitted_by=actor.user.pk)
            | Q(origin__by_author=False, origin__place__in=held_by(actor, SUBMIT))
        )

    def judged_by(self, actor: "Actor") -> Self:
        """Accepted works of the rounds one is a juror of, without those one must not judge.

        A juror named for some categories judges these alone.
        """
        from sotay.contests.models import Conflict, Juror

        mine = Juror.objects.filter(user=actor.user.pk)
        barred = Conflict.objects.filter(juror__in=mine.values("pk")).values("entry")
        whole = mine.filter(categories=[]).values("round")
        named = mine.values_list(Func("categories", function="unnest", output_field=_ID))
        return self.filter(
            Q(round__in=whole) | Q(category__in=named), round__state="scoring", state="accepted"
        ).exclude(pk__in=barred)


class JurorQuerySet(models.QuerySet[Any]):
    def of(self, actor: "Actor") -> Self:
        """One's own seats in juries."""
        return self.filter(user=actor.user.pk)
