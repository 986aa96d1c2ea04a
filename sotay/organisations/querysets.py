"""Questions asked of the tree, on any day."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from sotay.core.periods import DatedQuerySet, end_of_day
from sotay.core.text import fold

if TYPE_CHECKING:
    from sotay.organisations.access import Actor

# Everything under some organisations on a day, themselves included. Written as one recursive
# statement on the dated placements: no path table to keep (design: roll-up, section 8).
_SUBTREE = """
    WITH RECURSIVE under(id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT placement.organisation_id
        FROM organisations_placement placement JOIN under ON placement.parent_id = under.id
        WHERE placement.valid_from <= %s::date
          AND (placement.valid_to IS NULL OR placement.valid_to > %s::date)
          AND {known}
    )
    SELECT id FROM under
"""
_KNOWN_NOW = "placement.superseded_at IS NULL"
_KNOWN_THEN = (
    "placement.recorded_at < %s AND "
    "(placement.superseded_at IS NULL OR placement.superseded_at >= %s)"
)


def subtree_ids(tops: Iterable[int], day: date, known_on: date | None = None) -> RawSQL:
    """The ids of ``tops`` and all under them on ``day``, for use as ``filter(id__in=…)``."""
    params: list[Any] = [list(tops), day, day]
    if known_on is None:
        return RawSQL(_SUBTREE.format(known=_KNOWN_NOW), params)  # noqa: S611 - no user text
    moment = end_of_day(known_on)
    return RawSQL(_SUBTREE.format(known=_KNOWN_THEN), [*params, moment, moment])  # noqa: S611


class OrganisationQuerySet(models.QuerySet[Any]):
    def within(
        self, top: Any, day: date, known_on: date | None = None
    ) -> Self:
        """``top`` and everything under it on ``day``."""
        key = getattr(top, "pk", top)
        return self.filter(pk__in=subtree_ids([key], day, known_on))

    def existing(self, day: date, known_on: date | None = None) -> Self:
        """Those that stand in the tree on ``day``."""
        from sotay.organisations.models import Placement

        placed = Placement.objects.as_of(day, known_on).filter(organisation=OuterRef("pk"))
        return self.filter(models.Exists(placed))

    def described(self, day: date, known_on: date | None = None) -> Self:
        """Add the name of the day: ``name``, ``short_name``, ``kind_code``, ``sort_key`` …

        Where no profile holds on ``day`` (before its founding, after its end) the fields are null.
        """
        from sotay.organisations.models import Profile

        profile = Profile.objects.as_of(day, known_on).filter(organisation=OuterRef("pk"))[:1]
        return self.annotate(
            name=Subquery(profile.values("name")),
            short_name=Subquery(profile.values("short_name")),
            symbol=Subquery(profile.values("symbol")),
            agency_type=Subquery(profile.values("agency_type")),
            kind_code=Subquery(profile.values("kind__code")),
            kind_name=Subquery(profile.values("kind__name")),
            name_key=Subquery(profile.values("sort_key")),
        )

    def visible_to(self, actor: "Actor") -> Self:
        """Inside what the actor's offices reach today, or above it (their own line upwards)."""
        if actor.sees_everything:
            return self
        inside = Q(pk__in=[])
        if actor.home is not None:
            inside |= Q(lft__lte=actor.home.lft, rgt__gte=actor.home.rgt)
        for low, high in actor.ranges:
            inside |= Q(lft__gte=low, lft__lt=high) | Q(lft__lte=low, rgt__gte=high)
        return self.filter(inside)

    def reached_by(self, actor: "Actor") -> Self:
        """Inside what the actor's offices reach today."""
        if actor.sees_everything:
            return self
        if not actor.ranges:
            return self.none()
        inside = Q()
        for low, high in actor.ranges:
            inside |= Q(lft__gte=low, lft__lt=high)
        return self.filter(inside)


class ProfileQuerySet(DatedQuerySet):
    def named(self, words: str) -> Self:
        """Profiles whose name, then or now, holds ``words``, with or without marks."""
        return self.filter(folded__contains=fold(words))


class PlacementQuerySet(DatedQuerySet):
    def under(self, parent: Any) -> Self:
        return self.filter(parent=parent)


class GrantQuerySet(DatedQuerySet):
    def held_by(self, user: Any, day: date) -> Self:
        """Offices the user holds on ``day``."""
        return self.as_of(day).filter(user=user).select_related("office", "organisation")
