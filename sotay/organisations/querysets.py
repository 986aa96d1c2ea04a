"""Questions asked of the tree, on any day."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from sotay.core.periods import DatedQuerySet, end_of_day
from sotay.core.text import fold
from sotay.organisations.rules.tree import Sort, Stretch

if TYPE_CHECKING:
    from sotay.organisations.access import Actor
    from sotay.organisations.models import Profile

_KNOWN_NOW = "placement.superseded_at IS NULL"
_KNOWN_THEN = (
    "placement.recorded_at < %s AND "
    "(placement.superseded_at IS NULL OR placement.superseded_at >= %s)"
)
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
# The same of today's tree, whose numbers are kept. The planner may begin at the other side: a few
# tasks are each looked up, where the walk would first bring a whole country. Nothing is under what
# has ended, though the ranges of those that moved up to the next above may still lie in its own.
_SUBTREE_TODAY = """
    SELECT one.id FROM organisations_organisation top
    LEFT JOIN organisations_placement stands ON stands.organisation_id = top.id
        AND stands.superseded_at IS NULL AND stands.valid_from <= %s::date
        AND (stands.valid_to IS NULL OR stands.valid_to > %s::date)
    JOIN organisations_organisation one ON one.lft >= top.lft AND one.lft < top.rgt
    WHERE top.id = ANY(%s::bigint[]) AND (one.id = top.id OR (
        stands.id IS NOT NULL AND EXISTS (
        SELECT 1 FROM organisations_placement placement
        WHERE placement.organisation_id = one.id AND placement.valid_from <= %s::date
          AND (placement.valid_to IS NULL OR placement.valid_to > %s::date)
          AND placement.superseded_at IS NULL)))
"""


def subtree_ids(tops: Iterable[int], day: date, known_on: date | None = None) -> RawSQL:
    """The ids of ``tops`` and all under them on ``day``, for use as ``filter(id__in=…)``."""
    params: list[Any] = [list(tops), day, day]
    if known_on is None:
        return RawSQL(_SUBTREE.format(known=_KNOWN_NOW), params)  # noqa: S611 - no user text
    moment = end_of_day(known_on)
    return RawSQL(_SUBTREE.format(known=_KNOWN_THEN), [*params, moment, moment])  # noqa: S611


def settled_ids(tops: Iterable[int], day: date, known_on: date | None = None) -> RawSQL:
    """As :func:`subtree_ids`, for pages: quicker where ``day`` is today.

    Not inside an act that moves the tree: its numbers are set right at the act's end.
    """
    if known_on is not None or day != timezone.localdate():
        return subtree_ids(tops, day, known_on)
    return RawSQL(_SUBTREE_TODAY, [day, day, list(tops), day, day])  # noqa: S611 - no user text


_LINE = """
    WITH RECURSIVE line(id, step) AS (
        SELECT %s::bigint, 0
        UNION
        SELECT placement.parent_id, line.step + 1
        FROM organisations_placement placement JOIN line ON placement.organisation_id = line.id
        WHERE placement.parent_id IS NOT NULL AND line.step < 40
          AND placement.valid_from <= %s::date
          AND (placement.valid_to IS NULL OR placement.valid_to > %s::date)
          AND {known}
    )
    SELECT id FROM line ORDER BY step
"""


def line_ids(organisation_id: int, day: date, known_on: date | None = None) -> list[int]:
    """The organisation and all above it on ``day``, itself first, the top last."""
    params: list[Any] = [organisation_id, day, day]
    known = _KNOWN_NOW
    if known_on is not None:
        known = _KNOWN_THEN
        params += [end_of_day(known_on)] * 2
    with connection.cursor() as cursor:
        cursor.execute(_LINE.format(known=known), params)
        return [row[0] for row in cursor.fetchall()]


_TOPS = """
    WITH RECURSIVE under(top, id) AS (
        SELECT one, one FROM unnest(%s::bigint[]) one
        UNION
        SELECT under.top, placement.organisation_id
        FROM organisations_placement placement JOIN under ON placement.parent_id = under.id
        WHERE placement.valid_from <= %s::date
          AND (placement.valid_to IS NULL OR placement.valid_to > %s::date)
          AND placement.superseded_at IS NULL
    )
    SELECT id, top FROM under
"""


def tops_of(tops: Iterable[int], day: date) -> dict[int, int]:
    """Under which of ``tops`` each organisation stood on ``day``; each of them under itself.

    ``tops`` do not stand under one another, such as the organisations directly below one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOPS, [list(tops), day, day])
        return dict(cursor.fetchall())


_COUNT_BENEATH = """
    WITH RECURSIVE under(top, id) AS (
        SELECT one, one FROM unnest(%s::bigint[]) one
        UNION
        SELECT under.top, placement.organisation_id
        FROM organisations_placement placement JOIN under ON placement.parent_id = under.id
        WHERE placement.valid_from <= %s::date
          AND (placement.valid_to IS NULL OR placement.valid_to > %s::date)
          AND {known}
    )
    SELECT under.top, count(*) FROM under
    JOIN organisations_profile profile ON profile.organisation_id = under.id
      AND profile.valid_from <= %s::date
      AND (profile.valid_to IS NULL OR profile.valid_to > %s::date)
      AND {known_profile}
    JOIN organisations_kind kind ON kind.id = profile.kind_id
    WHERE {wanted}
    GROUP BY under.top
"""
_WANTED = {"cells": "kind.holds_members", "grassroots": "kind.is_grassroots"}


def count_beneath(
    what: str, tops: Iterable[int], day: date, known_on: date | None = None
) -> dict[int, int]:
    """How many ``cells`` or ``grassroots`` organisations each of ``tops`` holds, itself included.

    One statement for all of them.
    """
    keys = list(tops)
    known, moments = _KNOWN_NOW, []
    if known_on is not None:
        known, moments = _KNOWN_THEN, [end_of_day(known_on)] * 2
    statement = _COUNT_BENEATH.format(
        known=known,
        known_profile=known.replace("placement.", "profile."),
        wanted=_WANTED[what],
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [keys, day, day, *moments, day, day, *moments])
        found = dict(cursor.fetchall())
    return {key: found.get(key, 0) for key in keys}


_AROUND = """
    WITH RECURSIVE up(id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT placement.parent_id
        FROM organisations_placement placement JOIN up ON placement.organisation_id = up.id
        WHERE placement.superseded_at IS NULL AND placement.parent_id IS NOT NULL
    )
    SELECT organisation_id, parent_id, valid_from, valid_to FROM organisations_placement
    WHERE superseded_at IS NULL
      AND (organisation_id IN (SELECT id FROM up) OR parent_id = ANY(%s::bigint[]))
"""


def around(organisations: Iterable[int]) -> tuple[list[Stretch], list[Sort]]:
    """Believed places of ``organisations``, of all ever above them and of their children.

    With what each of these is. Input of ``rules.tree.faults``.
    """
    from sotay.organisations.models import Profile

    keys = list(organisations)
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, [keys, keys])
        places = [Stretch(*row) for row in cursor.fetchall()]
    seen = {*keys, *(place.organisation for place in places)}
    sorts = [
        Sort(*row)
        for row in Profile.objects.known()
        .filter(organisation__in=seen)
        .values_list("organisation", "kind__rank", "kind__holds_members", "valid_from", "valid_to")
    ]
    return places, sorts


class OrganisationQuerySet(models.QuerySet[Any]):
    def within(self, top: Any, day: date, known_on: date | None = None) -> Self:
        """``top`` and everything under it on ``day``."""
        key = getattr(top, "pk", top)
        return self.filter(pk__in=settled_ids([key], day, known_on))

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
    def nearest(
        self, organisations: Iterable[int], day: date, known_on: date | None = None
    ) -> "dict[int, Profile]":
        """The name of each on ``day``; where it has none then, its last before, or its first."""
        rows = (
            self.known(known_on)
            .filter(organisation__in=list(organisations))
            .select_related("kind")
            .order_by("organisation", "valid_from")
        )
        found: dict[int, Profile] = {}
        for row in rows:
            if row.organisation_id not in found or row.valid_from <= day:
                found[row.organisation_id] = row
        return found

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
