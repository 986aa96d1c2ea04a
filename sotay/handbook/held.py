"""Figures that the system already holds for a task's criterion, so that an answer is one tap.

Only a criterion whose name says exactly one of the things counted here is answered; everything else
is left to the person. The report stays the person's act: a figure is offered, never sent.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from sotay.core.text import fold
from sotay.followups.models import Criterion, Task
from sotay.members import totals
from sotay.members.models import Membership, Standing
from sotay.organisations.models import Organisation

Counter = Callable[[Organisation, date, date], int]  # of a cell, from a day to a day, both included


@dataclass(frozen=True)
class Offer:
    """A task, and the figures the system holds for every one of its criteria."""

    task: Task
    figures: tuple[tuple[Criterion, int], ...]

    @property
    def url(self) -> str:
        """The report page with the figures put in."""
        given = {f"value_{criterion.pk}": value for criterion, value in self.figures}
        return f"{reverse('tasks:report', args=[self.task.pk])}?{urlencode(given)}"


def _members(cell: Organisation, _since: date, day: date) -> int:
    return totals.counts([cell.pk], day)[cell.pk].members


def _probationary(cell: Organisation, _since: date, day: date) -> int:
    return totals.counts([cell.pk], day)[cell.pk].standing[Standing.PROBATIONARY]


def _full(cell: Organisation, since: date, day: date) -> int:
    return _members(cell, since, day) - _probationary(cell, since, day)


def _admitted(cell: Organisation, since: date, day: date) -> int:
    began = Membership.objects.known().filter(organisation=cell, begin=Membership.Begin.ADMISSION)
    return began.filter(valid_from__gte=since, valid_from__lte=day).count()


# Folded names of criteria, whole: "kết nạp" alone might mean something wider.
COUNTERS: Mapping[str, Counter] = {
    "tong so dang vien": _members,
    "so dang vien": _members,
    "dang vien chinh thuc": _full,
    "so dang vien chinh thuc": _full,
    "dang vien du bi": _probationary,
    "so dang vien du bi": _probationary,
    "dang vien moi ket nap": _admitted,
    "so dang vien ket nap": _admitted,
    "ket nap dang vien": _admitted,
    "ket nap dang vien moi": _admitted,
}


def offers(tasks: Iterable[Task], cell: Organisation, day: date) -> list[Offer]:
    """Of ``tasks``, those all of whose criteria the system can answer for ``cell`` on ``day``."""
    wanted = list(tasks)
    criteria: dict[int, list[Criterion]] = {task.pk: [] for task in wanted}
    for criterion in Criterion.objects.filter(task__in=list(criteria)):
        criteria[criterion.task_id].append(criterion)
    found = []
    for task in wanted:
        known = [(one, COUNTERS.get(fold(one.name))) for one in criteria[task.pk]]
        if known and all(
            counter and one.kind == Criterion.Kind.QUANTITY and not one.out_of
            for one, counter in known
        ):
            figures = tuple(
                (one, counter(cell, task.starts_on, day)) for one, counter in known if counter
            )
            found.append(Offer(task, figures))
    return found
