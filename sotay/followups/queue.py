"""The officer's queue: what waits for a decision, oldest first, and the whole case beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.followups import rules
from sotay.followups.models import Evidence, Extension, Progress, Task
from sotay.followups.sources import SourceWords, words_of
from sotay.followups.standing import Proof, Standing, names, proofs, standings
from sotay.organisations.access import Actor
from sotay.regulations.calendar import working_days_between

WAITING, RETURNED, EXTENSION, DONE = "waiting", "returned", "extension", "done"
PAGE = 50


@dataclass(frozen=True)
class Row:
    """A report or a request, its task, and how many working days it has waited."""

    key: int
    task: Any
    owner_name: str
    standing: Standing
    waited: int
    progress: Any = None
    extension: Any = None
    signs: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        if self.standing.deadline.kind in ("late", "done_late"):
            return "s-late"
        return "s-hollow" if self.signs else "s-half"

    @property
    def colour(self) -> str:
        return {"s-late": "t-red", "s-hollow": "t-amber"}.get(self.shape, "")

    @property
    def is_old(self) -> bool:
        return self.waited >= 5  # a working week

    @property
    def wait_words(self) -> str:
        return _("chờ %d ngày") % self.waited if self.waited else _("hôm nay")


@dataclass(frozen=True)
class Queue:
    """One tab's rows, and how many each tab holds."""

    tab: str
    rows: tuple[Row, ...]
    counts: dict[str, int]

    @property
    def oldest(self) -> int:
        return max((row.waited for row in self.rows), default=0)

    def around(self, key: int | None) -> tuple[Row | None, Row | None]:
        """The row asked for (else the first), and the one after it, which opens after an act."""
        for place, row in enumerate(self.rows):
            if row.key == key:
                after = self.rows[place + 1 : place + 2] or self.rows[max(place - 1, 0) : place]
                return row, after[0] if after else None
        first = self.rows[0] if self.rows else None
        return first, self.rows[1] if len(self.rows) > 1 else None


def _reports(actor: Actor) -> Any:
    return Progress.objects.judged_by(actor, "tasks.verify").select_related(
        "task__owner", "task__responsible", "task__issued_by", "by"
    )


def _kinds(actor: Actor, day: date) -> dict[str, Any]:
    return {
        WAITING: _reports(actor).waiting().order_by("reported_on", "id"),
        RETURNED: _reports(actor)
        .filter(state=Progress.State.RETURNED, task__state=Task.State.RETURNED)
        .order_by("redo_by", "id"),
        EXTENSION: Extension.objects.judged_by(actor, "tasks.extend")
        .asked()
        .select_related("task__owner", "task__responsible", "task__issued_by", "asked_by")
        .order_by("asked_on", "id"),
        DONE: _reports(actor)
        .filter(state=Progress.State.ACCEPTED, verified_on=day, verified_by=actor.user)
        .order_by("-verified_at"),
    }


def waiting_count(actor: Actor) -> int:
    """How many reports wait for this person: the number beside the queue in the navigation."""
    return Progress.objects.judged_by(actor, "tasks.verify").waiting().count()


def queue(actor: Actor, day: date, tab: str = WAITING, order: str = "") -> Queue:
    """The rows of ``tab`` for this person. ``order``: "" longest wait, ``due`` by last day,
    ``owner`` by organisation."""
    kinds = _kinds(actor, day)
    tab = tab if tab in kinds else WAITING
    counts = {name: rows.count() for name, rows in kinds.items()}
    found = kinds[tab]
    if order == "due":
        found = found.order_by("task__due_on", "id")
    elif order == "owner":
        found = found.order_by("task__owner__lft", "id")
    return Queue(tab, tuple(_rows(list(found[:PAGE]), day)), counts)


def _rows(found: Sequence[Any], day: date) -> list[Row]:
    tasks = {row.task_id: row.task for row in found}
    stood = standings(tasks.values(), day)
    owners = names({task.owner_id for task in tasks.values()}, day)
    reused = _reused([row.pk for row in found if isinstance(row, Progress)])
    made = []
    for row in found:
        is_report = isinstance(row, Progress)
        since = row.reported_on if is_report else row.asked_on
        owner = owners.get(row.task.owner_id)
        made.append(
            Row(
                key=row.pk,
                task=row.task,
                owner_name=getattr(owner, "short_name", None) or str(row.task.owner),
                standing=stood[row.task_id],
                waited=working_days_between(since, day),
                progress=row if is_report else None,
                extension=None if is_report else row,
                signs=(_("minh chứng trùng"),) if is_report and row.pk in reused else (),
            )
        )
    return made


def _reused(reports: Sequence[int]) -> set[int]:
    """The reports among these with a file that was offered for another task as well."""
    mine = list(
        Evidence.objects.filter(progress__in=reports).values_list(
            "file_id", "progress_id", "progress__task_id"
        )
    )
    tasks_of: dict[int, set[int]] = {}
    for file_id, task_id in Evidence.objects.of_files(
        {file_id for file_id, _report, _task in mine}
    ).values_list("file_id", "progress__task_id"):
        tasks_of.setdefault(file_id, set()).add(task_id)
    return {report for file_id, report, task in mine if tasks_of[file_id] - {task}}


@dataclass(frozen=True)
class Case:
    """Everything a decision needs on one page."""

    row: Row
    source: SourceWords | None
    owner_long: str
    proofs: tuple[Proof, ...]
    reported: rules.TaskProgress  # with this report accepted
    said_here: frozenset[int]  # criteria this very report speaks of

    @property
    def task(self) -> Any:
        return self.row.task


def case(row: Row, actor: Actor, day: date) -> Case:
    """The whole case of a row."""
    owner = names([row.task.owner_id], day).get(row.task.owner_id)
    evidence = (
        list(row.progress.evidence.select_related("file", "progress__task").order_by("id"))
        if row.progress
        else []
    )
    said = (
        frozenset(row.progress.measurements.values_list("criterion_id", flat=True))
        if row.progress
        else frozenset()
    )
    return Case(
        row=row,
        source=words_of([row.task]).get(row.task.pk),
        owner_long=getattr(owner, "name", None) or row.owner_name,
        proofs=tuple(proofs(evidence, actor, day)),
        reported=row.standing.reported,
        said_here=said,
    )
