"""Questions asked of meetings."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sotay.organisations.querysets import settled_ids

if TYPE_CHECKING:
    from sotay.organisations.access import Actor

LIVE = ("planned", "invited", "open")
HELD = ("closed", "sealed")


def start_of(day: date) -> datetime:
    """The first moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


class MeetingQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Meetings of organisations in reach, of one's own cell, and those one is invited to."""
        if actor.sees_everything:
            return self
        home = actor.home.pk if actor.home else None
        return self.seen_by(actor.user.pk, home, actor.ranges_for("meetings.view"))

    def seen_by(self, user: int, home: int | None, ranges: Iterable[tuple[int, int]] = ()) -> Self:
        """Of a person's cell, those they are invited to, and of what lies in ``ranges``."""
        from sotay.meetings.models import Invitation

        seen = Q(pk__in=Invitation.objects.filter(member__user=user).values("meeting"))
        if home is not None:
            seen |= Q(organisation=home)
        for low, high in ranges:
            seen |= Q(organisation__lft__gte=low, organisation__lft__lt=high)
        return self.filter(seen)

    def of(self, organisation: Any) -> Self:
        return self.filter(organisation=organisation)

    def within(self, top: Any, day: date) -> Self:
        """Meetings of ``top`` or of what is under it on ``day``."""
        return self.filter(organisation__in=settled_ids([getattr(top, "pk", top)], day))

    def between(self, first: date, after: date) -> Self:
        """Those that start from ``first`` on and before ``after``, local days."""
        return self.filter(starts_at__gte=start_of(first), starts_at__lt=start_of(after))

    def not_cancelled(self) -> Self:
        return self.exclude(state="cancelled")

    def with_roll(self, organisation: Any) -> Self:
        """Of ``organisation``, those whose roll is made and from which another may be begun."""
        from sotay.meetings.models import Invitation

        seated = Invitation.objects.filter(organisation=organisation).values("meeting")
        rows = self.of(organisation).not_cancelled().exclude(kind="conference")
        return rows.filter(pk__in=seated)

    def held(self) -> Self:
        return self.filter(state__in=HELD)

    def coming(self, day: date) -> Self:
        """Not held yet, on ``day`` or later; one under way counts whatever its day."""
        return self.coming_from(start_of(day))

    def coming_from(self, moment: datetime) -> Self:
        """As :meth:`coming`, from a moment on."""
        return self.filter(Q(state__in=LIVE, starts_at__gte=moment) | Q(state="open")).order_by(
            "starts_at", "id"
        )

    def overdue(self, day: date) -> Self:
        """Planned for a day gone by, and never held nor cancelled."""
        return self.filter(state__in=("planned", "invited"), starts_at__lt=start_of(day))


class LockedQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Rows of meetings whose people this actor may see: the first of two locks."""
        if actor.sees_everything:
            return self
        from sotay.meetings.models import Invitation

        seen = Q(meeting__in=Invitation.objects.filter(member__user=actor.user).values("meeting"))
        if actor.home is not None:
            seen |= Q(organisation=actor.home)
        for low, high in actor.personal_ranges:
            seen |= Q(org_lft__gte=low, org_lft__lt=high)
        return self.filter(seen)


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Whole rolls in reach; otherwise one's own seat."""
        if actor.sees_everything:
            return self
        from sotay.members.models import Member

        # Not by a join: who has moved since is out of the chair's sight, their seat is not.
        seen = Q(member__in=Member.objects.filter(user=actor.user).values("pk"))
        for low, high in actor.personal_ranges:
            seen |= Q(org_lft__gte=low, org_lft__lt=high)
        return self.filter(seen)

    def own_of(self, actor: "Actor") -> Self:
        return self.filter(member__user=actor.user)
