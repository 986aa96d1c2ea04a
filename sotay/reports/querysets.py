"""Questions asked of reports."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from sotay.organisations.access import Actor


class ReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Reports of organisations in reach."""
        if actor.sees_everything:
            return self
        seen = Q(pk__in=[])
        for low, high in actor.ranges:
            seen |= Q(organisation__lft__gte=low, organisation__lft__lt=high)
        return self.filter(seen)
