"""Questions asked of tasks and their results."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from sotay.organisations.querysets import subtree_ids

if TYPE_CHECKING:
    from sotay.organisations.access import Actor

FINISHED = ("done", "dropped")


class TaskQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Tasks of organisations in reach, of one's own cell, and those one answers for."""
        if actor.sees_everything:
            return self
        seen = Q(responsible=actor.user)
        if actor.home is not None:
            seen |= Q(owner=actor.home)
        for low, high in actor.ranges:
            seen |= Q(owner__lft__gte=low, owner__lft__lt=high)
        return self.filter(seen)

    def within(self, top: Any, day: date) -> Self:
        """Tasks owned by ``top`` or by what is under it on ``day``."""
        key = getattr(top, "pk", top)
        return self.filter(owner__in=subtree_ids([key], day))

    def unfinished(self) -> Self:
        return self.exclude(state__in=FINISHED)

    def late_on(self, day: date) -> Self:
        """Whose last day has passed on ``day`` without being done by then."""
        return self.filter(
            Q(done_on=None) | Q(done_on__gt=day), due_on__lt=day, starts_on__lte=day
        ).exclude(state="dropped")

    def of_programme(self, document: Any) -> Self:
        return self.filter(programme_id=getattr(document, "pk", document))


class ProgressQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        from sotay.followups.models import Task

        return self.filter(task__in=Task.objects.visible_to(actor))

    def waiting(self) -> Self:
        return self.filter(state="sent")


class EvidenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        from sotay.followups.models import Task

        return self.filter(progress__task__in=Task.objects.visible_to(actor))
