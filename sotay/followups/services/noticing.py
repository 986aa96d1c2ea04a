"""Who is told of a task, and the reminders of its days; ``sotay.notices`` keeps what is told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core.days import written
from sotay.followups import rules
from sotay.followups.models import Progress, Task
from sotay.followups.permissions import ACTS
from sotay.notices import kinds
from sotay.notices import services as notices
from sotay.organisations.models import Grant, Organisation
from sotay.regulations.registry import NoSuchRule, value

_HEADS = ("secretary", "leader", "deputy")


def register() -> None:
    """Name the sorts of notices about tasks, so that a person may keep one from leaving."""
    kinds.offer("reminders", _lazy("Nhắc hạn nhiệm vụ"), ["due", "overdue"])
    kinds.offer(
        "tasks",
        _lazy("Nhiệm vụ mới, nhiệm vụ thay đổi"),
        ["issued", "dropped", "stale", "passed_on", "taken_back"],
    )
    kinds.offer(
        "judgements",
        _lazy("Kết quả thẩm định, góp ý, gia hạn, đánh giá"),
        ["accepted", "returned", "suggested", "extension", "assessed"],
    )


def tell(users: Iterable[Any], kind: str, task: Task, words: str, on: date) -> None:
    """Leave each person a notice about ``task``: one of a kind a day, the later in place."""
    link = reverse("tasks:detail", args=[task.pk])
    notices.tell(users, kind, words=words, link=link, on=on, subject=task)


def take_back(kind: str, task: Task, on: date) -> None:
    """Remove the notices of an act that was undone, unless their mail has gone."""
    notices.take_back(kind, task, on)


def doers(task: Task, day: date) -> list[Any]:
    """Who is told of a task: the person named, else the heads of its owner on ``day``.

    Where the owner has no head, everybody who may report for it.
    """
    if task.responsible is not None:
        return [task.responsible]
    return holders(task.owner, day)


def holders(organisation: Organisation, day: date) -> list[Any]:
    """The heads of an organisation on ``day``, else all whose office may report for it."""
    held = list(
        Grant.objects.as_of(day)
        .filter(organisation=organisation, office__code__in=ACTS["tasks.report"])
        .select_related("user", "office")
    )
    heads = [grant.user for grant in held if grant.office.code in _HEADS]
    return heads or [grant.user for grant in held]


# --- Reminders ----------------------------------------------------------------------------------


def _days(rule: str, organisation: Organisation, day: date, otherwise: Any) -> Any:
    try:
        return value(rule, day, organisation.pk)
    except NoSuchRule:  # before the first day of the pack
        return otherwise


def send_reminders(day: date) -> int:
    """Leave the reminders of ``day``; return how many are new. Run again, it adds nothing.

    Tasks in hand are reminded of before and after their last day; one that was returned, by the day
    it must be mended. What waits for verification is not in its owner's hands and is left alone.
    """
    made = 0
    tasks = (
        Task.objects.filter(state__in=[Task.State.OPEN, Task.State.RETURNED], starts_on__lte=day)
        .for_cards()
        .order_by("owner_id", "id")
    )
    mend = dict(
        Progress.objects.filter(task__in=tasks, state=Progress.State.RETURNED)
        .order_by("id")
        .values_list("task_id", "redo_by")
    )
    for _owner, group in groupby(tasks, key=lambda task: task.owner_id):
        made += _remind(list(group), mend, day)
    return made


def _remind(tasks: Sequence[Task], mend: Mapping[int, date | None], day: date) -> int:
    """The reminders of one organisation's tasks, by the days it has set."""
    owner = tasks[0].owner
    before = _days("followups.reminders.days_before", owner, day, rules.DAYS_BEFORE)
    after = _days("followups.reminders.days_after", owner, day, rules.DAYS_AFTER)
    every = _days("followups.reminders.every_days_after", owner, day, rules.EVERY_DAYS_AFTER)
    made = 0
    for task in tasks:
        returned = task.state == Task.State.RETURNED
        due = mend.get(task.pk) if returned else task.due_on
        if due is None:
            continue
        kind = rules.reminder_kind(due, day, before, after, int(every))
        if kind is None:
            continue
        left = rules.deadline(due, day).words
        if returned:
            words = _("Bị trả lại, %(left)s: %(title)s") % {"left": left, "title": task.title}
        else:
            words = _("Nhiệm vụ %(left)s: %(title)s (hạn %(day)s)") % {
                "left": left,
                "title": task.title,
                "day": written(due),
            }
        link = reverse("tasks:report", args=[task.pk])
        made += notices.tell(
            doers(task, day), kind, words=words, link=link, on=day, subject=task, anew=False
        )
    return made
