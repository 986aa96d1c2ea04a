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


class FigureQuerySet(models.QuerySet[Any]):
    def in_text(self) -> Self:
        """The figures of the report as a whole: in its sentences and the last rows of tables."""
        return self.exclude(scope__has_key="table")

    def in_tables(self) -> Self:
        """The cells of the tables, without their rows, which are many."""
        return self.filter(scope__has_key="table").defer("rows")
