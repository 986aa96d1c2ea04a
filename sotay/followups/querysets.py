"""Questions asked of tasks and their results."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from sotay.organisations.querysets import settled_ids

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

    def own_of(self, actor: "Actor") -> Self:
        """Tasks to do oneself: of the very organisations where an office is held, or one's own."""
        held = {grant.organisation_id for grant in actor.grants}
        return self.filter(Q(owner__in=held) | Q(responsible=actor.user))

    def within(self, top: Any, day: date) -> Self:
        """Tasks owned by ``top`` or by what is under it on ``day``."""
        key = getattr(top, "pk", top)
        return self.filter(owner__in=settled_ids([key], day))

    def unfinished(self) -> Self:
        return self.exclude(state__in=FINISHED)

    def due_as_of(self, day: date) -> Self:
        """Add ``due_then``: the last day as it stood on ``day``, before later extensions."""
        from sotay.followups.models import Extension

        later = Extension.objects.filter(
            task=OuterRef("pk"), state="granted", decided_on__gt=day
        ).order_by("id")
        return self.annotate(
            due_then=Coalesce(Subquery(later.values("old_due_on")[:1]), F("due_on"))
        )

    def late_on(self, day: date) -> Self:
        """Whose last day has passed on ``day``, and no final report had come in by that last day.

        A report that waits for verification was in time; one that had been returned was not.
        """
        from sotay.followups.models import Progress

        in_time = Progress.objects.filter(
            Q(verified_on__gt=day) | ~Q(state="returned"),
            task=OuterRef("pk"),
            is_final=True,
            reported_on__lte=OuterRef("due_then"),
        )
        return (
            self.due_as_of(day)
            .filter(Q(done_on=None) | Q(done_on__gt=day), due_then__lt=day, starts_on__lte=day)
            .exclude(state="dropped")
            .exclude(Exists(in_time))
        )

    def of_programme(self, document: Any) -> Self:
        return self.filter(programme_id=getattr(document, "pk", document))

    def lacking_something(self) -> Self:
        """Without a last day, a product or any criterion: commits to nothing that can be judged."""
        from sotay.followups.models import Criterion

        judged = Exists(Criterion.objects.filter(task=OuterRef("pk")))
        return self.filter(Q(due_on=None) | Q(product="") | ~judged)

    def for_cards(self) -> Self:
        """With what a list prints of each task, so that a page asks once."""
        return self.select_related("owner", "responsible", "issued_by")


class ProgressQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        from sotay.followups.models import Task

        return self.filter(task__in=Task.objects.visible_to(actor))

    def waiting(self) -> Self:
        return self.filter(state="sent").exclude(task__state="dropped")

    def judged_by(self, actor: "Actor", act: str) -> Self:
        """Reports whose tasks this actor may judge with ``act``: see :func:`judged_by`."""
        return self.filter(judged_by(actor, act, "task__")).exclude(by=actor.user)


class ExtensionQuerySet(models.QuerySet[Any]):
    def asked(self) -> Self:
        return self.filter(state="asked")

    def judged_by(self, actor: "Actor", act: str) -> Self:
        return self.filter(judged_by(actor, act, "task__")).exclude(asked_by=actor.user)


class EvidenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        from sotay.followups.models import Task

        return self.filter(progress__task__in=Task.objects.visible_to(actor))

    def of_files(self, file_ids: Iterable[int]) -> Self:
        """Every use of these files, wherever they were offered."""
        return self.filter(file__in=list(file_ids))


def judged_by(actor: "Actor", act: str, path: str = "") -> Q:
    """Tasks whose owner stands strictly under an office of ``actor`` that allows ``act``.

    Or that were issued, to somebody else, by an organisation in that office's reach. ``path`` leads
    from the rows asked to their task.
    """
    if actor.sees_everything:
        return ~Q(pk=None)
    seen = Q(pk__in=[])
    for low, high in actor.ranges_for(act):
        seen |= Q(**{f"{path}owner__lft__gt": low, f"{path}owner__lft__lt": high})
        seen |= Q(**{f"{path}issued_by__lft__gte": low, f"{path}issued_by__lft__lt": high}) & ~Q(
            **{f"{path}issued_by": F(f"{path}owner")}
        )
    return seen & ~Q(**{f"{path}responsible": actor.user}) if actor.user.pk else seen
