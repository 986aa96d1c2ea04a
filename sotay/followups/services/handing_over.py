"""Work in hand passes to the organisation that continues the one that ends."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.followups.models import Task
from sotay.followups.services import noticing
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Placement, Succession


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
