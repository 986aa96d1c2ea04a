"""Work in hand passes to the organisation that continues the one that ends."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.followups.models import HandOver, Task
from sotay.followups.querysets import FINISHED
from sotay.followups.services import noticing
from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Organisation, Placement, Succession


@transaction.atomic
def pass_to_successor(
    *, predecessor: Organisation, successor: Organisation, on: date, act: Any, actor: Actor
) -> int:
    """Give the unfinished tasks of ``predecessor`` to ``successor`` from ``on``; return how many.

    Nothing moves while the predecessor still stands on that day. When several organisations
    continue it, the one that takes the greatest share of its members takes the tasks.
    """
    if Placement.objects.as_of(on).filter(organisation=predecessor).exists():
        return 0
    heirs = Succession.objects.filter(predecessor=predecessor, act=act, superseded_at=None)
    first = heirs.order_by("-share", "successor_id").first()
    if first is not None and first.successor_id != successor.pk:
        return 0
    tasks = list(
        Task.objects.unfinished()
        .filter(owner=predecessor)
        .select_related("responsible")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for task in tasks:
        task.owner = successor
        task.save(update_fields=["owner"])
        HandOver.objects.create(task=task, act=act, was=predecessor)
        audit.record(
            actor, "tasks.pass_on", task, organisation=successor, was=predecessor, on=on, by=act
        )
        noticing.tell(
            noticing.doers(task, on),
            "passed_on",
            task,
            _("Nhận bàn giao từ tổ chức trước: %s") % task.title,
            on,
        )
    return len(tasks)


@transaction.atomic
def take_back(*, act: Act, correction: Act, on: date, actor: Actor) -> int:
    """Give the tasks that ``act`` passed on back to who had them; return how many.

    ``correction`` is the act that takes ``act`` back. What was finished or dropped since stays
    where it was done, and so does what a later act has passed on again.
    """
    passed = list(
        HandOver.objects.filter(act=act, taken_back_by=None)
        .select_related("task", "was")
        .select_for_update(of=("self", "task"))
        .order_by("pk")
    )
    moved_again = set(
        HandOver.objects.filter(
            task__in=[row.task_id for row in passed],
            act__recorded_at__gt=act.recorded_at,
            taken_back_by=None,
        ).values_list("task_id", flat=True)
    )
    count = 0
    for row in passed:
        row.taken_back_by = correction
        row.save(update_fields=["taken_back_by"])
        task = row.task
        if task.state in FINISHED or task.pk in moved_again:
            continue
        heir = task.owner
        task.owner = row.was
        task.save(update_fields=["owner"])
        audit.record(
            actor,
            "tasks.take_back",
            task,
            organisation=row.was,
            was=heir,
            on=on,
            by=correction,
        )
        noticing.tell(
            noticing.doers(task, on),
            "taken_back",
            task,
            _("Việc sắp xếp tổ chức được đính chính, nhiệm vụ trở lại: %s") % task.title,
            on,
        )
        count += 1
    return count
