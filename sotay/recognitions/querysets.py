"""Questions asked of yearly reviews."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from sotay.organisations.querysets import settled_ids

if TYPE_CHECKING:
    from sotay.organisations.access import Actor

VIEW = "recognitions.view"


class ReviewQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Of organisations in reach of an office that may look, and of one's own cell."""
        if actor.sees_everything:
            return self
        seen = Q(pk__in=[])
        if actor.home is not None:
            seen |= Q(organisation=actor.home)
        for low, high in actor.ranges_for(VIEW):
            seen |= Q(organisation__lft__gte=low, organisation__lft__lt=high)
        return self.filter(seen)

    def within(self, top: Any, day: date) -> Self:
        """Of ``top`` or of what is under it on ``day``."""
        return self.filter(organisation__in=settled_ids([getattr(top, "pk", top)], day))

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)
