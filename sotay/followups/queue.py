"""The officer's queue: what waits for a decision, oldest first, and the whole case beside it.

Read in parts by place (the value sorted by, then the row's number), never by count: a row handled
meanwhile, by oneself or by somebody else, moves no other row from one part to another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Min, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from sotay.core.days import written_moment
from sotay.followups import rules
from sotay.followups.models import Evidence, Extension, Progress, Task
from sotay.followups.sources import SourceWords, words_of
from sotay.followups.standing import Proof, Standing, names, proofs, standings
from sotay.organisations.access import Actor
from sotay.regulations.calendar import working_days_between

WAITING, RETURNED, EXTENSION, DONE = "waiting", "returned", "extension", "done"
PAGE = 50
_NO_DAY = date(9999, 12, 31)  # tasks without a last day come after all that have one


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
    mend_by: rules.Deadline | None = None  # of a report that was returned

    @property
    def is_accepted(self) -> bool:
        return self.progress is not None and self.progress.state == Progress.State.ACCEPTED

    @property
    def shape(self) -> str:
        if self.is_accepted:
            return "s-done"
        if self.standing.deadline.kind in ("late", "done_late"):
            return "s-late"
        return "s-hollow" if self.signs else "s-half"

    @property
    def colour(self) -> str:
        return {"s-late": "t-red", "s-hollow": "t-amber", "s-done": "t-green"}.get(self.shape, "")

    @property
    def is_old(self) -> bool:
        """Whether it has waited a working week, or should have been mended by now."""
        if self.is_accepted:
            return False
        return self.mend_by.is_late if self.mend_by else self.waited >= 5

    @property
    def wait_words(self) -> str:
        """How long it has waited; of one returned, how long is left; of one done, the hour."""
        if self.is_accepted:
            return written_moment(self.progress.verified_at).partition(",")[0]
        if self.mend_by:
            return self.mend_by.words
        return _("chờ %d ngày") % self.waited if self.waited else _("hôm nay")


@dataclass(frozen=True)
class Queue:
    """A part of one tab's rows, and how many each tab holds.

    ``next`` asks for the part that follows, empty at the end; ``coming`` is its first row.
    ``oldest`` is the longest wait of the whole tab, in working days.
    """

    tab: str
    rows: tuple[Row, ...]
    counts: dict[str, int]
    next: str = ""
    coming: Row | None = None
    oldest: int = 0
    first: bool = True

    @property
    def is_waiting(self) -> bool:
        """Whether the rows of this tab wait for this person."""
        return self.tab in (WAITING, EXTENSION)

    def around(self, key: int | None) -> tuple[Row | None, Row | None]:
        """The row asked for (else the first), and the one after it, which opens after an act."""
        known = [*self.rows, *([self.coming] if self.coming else [])]
        for place, row in enumerate(self.rows):
            if row.key == key:
                after = known[place + 1 : place + 2] or known[max(place - 1, 0) : place]
                return row, after[0] if after else None
        return known[0] if known else None, known[1] if len(known) > 1 else None


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


@dataclass(frozen=True)
class _Order:
    """By what a tab is sorted, and how the value is read back from an address."""

    by: Any
    read: Callable[[str], Any]
    falling: bool = False

    def sorted(self, found: Any) -> Any:
        mark = "-" if self.falling else ""
        return found.annotate(place=self.by).order_by(f"{mark}place", f"{mark}id")

    def from_place(self, found: Any, value: Any, key: int, *, itself: bool) -> Any:
        """The rows after a place; ``itself``: from the row that stands there on."""
        side = "lt" if self.falling else "gt"
        beyond = Q(**{f"place__{side}": value})
        return found.filter(
            beyond | Q(**{f"id__{side}{'e' if itself else ''}": key, "place": value})
        )


_OWN = {
    WAITING: _Order(F("reported_on"), date.fromisoformat),
    RETURNED: _Order(Coalesce(F("redo_by"), Value(_NO_DAY)), date.fromisoformat),
    EXTENSION: _Order(F("asked_on"), date.fromisoformat),
    DONE: _Order(F("verified_at"), datetime.fromisoformat, falling=True),
}
_ASKED = {
    "due": _Order(Coalesce(F("task__due_on"), Value(_NO_DAY)), date.fromisoformat),
    "owner": _Order(F("task__owner__lft"), int),
}


def queue(
    actor: Actor,
    day: date,
    tab: str = WAITING,
    order: str = "",
    *,
    after: str = "",
    case: int | None = None,
    size: int = PAGE,
) -> Queue:
    """A part of the rows of ``tab`` for this person, at most ``size``.

    ``order``: "" longest wait, ``due`` by last day, ``owner`` by organisation. ``after`` is the
    ``next`` of the part before. A ``case`` of the tab that is not in the part begins one itself.
    """
    kinds = _kinds(actor, day)
    tab = tab if tab in kinds else WAITING
    counts = {name: rows.count() for name, rows in kinds.items()}
    by = _ASKED.get(order, _OWN[tab])
    every = by.sorted(kinds[tab])
    place = _place(after, by.read)
    part = by.from_place(every, *place, itself=False) if place else every
    found = list(part[: size + 1])
    if case is not None and case not in {row.pk for row in found[:size]}:
        wanted = every.filter(pk=case).first()
        if wanted is not None:
            place = (wanted.place, wanted.pk)
            found = list(by.from_place(every, *place, itself=True)[: size + 1])
    rows = _rows(found, day)
    shown, more = rows[:size], rows[size:]
    last = found[len(shown) - 1] if more else None
    return Queue(
        tab,
        tuple(shown),
        counts,
        next=f"{_written(last.place)}_{last.pk}" if last else "",
        coming=more[0] if more else None,
        oldest=_oldest(kinds[tab], tab, day),
        first=place is None,
    )


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _place(after: str, read: Callable[[str], Any]) -> tuple[Any, int] | None:
    value, _mark, key = after.rpartition("_")
    try:
        return (read(value), int(key)) if value and len(key) < 19 else None
    except ValueError:
        return None


def _oldest(found: Any, tab: str, day: date) -> int:
    """The longest wait of a tab whose rows wait for this person, in working days."""
    if tab not in (WAITING, EXTENSION):
        return 0
    since = "reported_on" if tab == WAITING else "asked_on"
    first = found.order_by().aggregate(first=Min(since))["first"]
    return working_days_between(first, day) if first else 0


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
                mend_by=rules.deadline(row.redo_by, day)
                if is_report and row.state == Progress.State.RETURNED
                else None,
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
