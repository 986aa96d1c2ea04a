"""Where tasks stand on a day: rows read once for many tasks and handed to the formulas.

A figure of a past day uses what had been verified by the end of that day, and the last day of the
task as it stood then, so it can be made again later.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime

from sotay.followups import rules
from sotay.followups.models import Criterion, Evidence, Measurement, Progress, Task
from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.querysets import OrganisationQuerySet


@dataclass(frozen=True)
class Standing:
    """A task on a day: verified progress, progress with what still waits, and its last day."""

    task: Any
    verified: rules.TaskProgress
    reported: rules.TaskProgress  # as if everything that waits were accepted
    deadline: rules.Deadline
    expected: Any = None  # Decimal or None: the part that should be done by the day

    @property
    def has_waiting(self) -> bool:
        """Whether something reported has not been verified and would change the figure."""
        return self.reported != self.verified

    @property
    def value(self) -> float:
        """For the bar: verified, 0 to 100."""
        return float((self.verified.share or 0) * 100)

    @property
    def pending(self) -> float:
        """For the lighter bar: with what waits, 0 to 100."""
        return float((self.reported.share or 0) * 100)

    @property
    def lacking(self) -> list[str]:
        return rules.lacking(
            owner=True,
            day=self.task.due_on is not None,
            criterion=bool(self.verified.rows),
            product=bool(self.task.product),
        )

    @property
    def lacking_sentence(self) -> str:
        return rules.lacking_sentence(self.lacking)

    def part(self, note: str = "") -> rules.Part:
        return rules.Part(
            key=self.task.pk,
            title=self.task.title,
            weight=self.task.weight,
            share=self.verified.share,
            expected=self.expected,
            note=note,
        )


def measure_of(criterion: Criterion) -> rules.Measure:
    """The criterion as the formulas see it."""
    return rules.Measure(
        kind=criterion.kind,
        name=criterion.name,
        comparator=criterion.comparator,
        target=criterion.target,
        unit=criterion.unit,
        out_of=criterion.out_of,
        grades=tuple(criterion.grades),
        weight=criterion.weight,
        key=criterion.pk,
    )


def standings(tasks: Iterable[Task], day: date) -> dict[int, Standing]:
    """Where each task stands at the end of ``day``, by id; four questions whatever the number."""
    wanted = list(tasks)
    ids = [task.pk for task in wanted]
    measures: dict[int, list[rules.Measure]] = defaultdict(list)
    for criterion in Criterion.objects.filter(task__in=ids).order_by("id"):
        measures[criterion.task_id].append(measure_of(criterion))
    verified, reported = _readings(ids, day)
    finished = _finished_on(wanted, day)
    dated: Any = Task.objects.filter(pk__in=ids).due_as_of(day)
    dues = dict(dated.values_list("pk", "due_then"))
    found = {}
    for task in wanted:
        rows = measures[task.pk]
        due = dues.get(task.pk, task.due_on)
        found[task.pk] = Standing(
            task=task,
            verified=rules.progress_of(rows, verified[task.pk]),
            reported=rules.progress_of(rows, reported[task.pk]),
            deadline=rules.deadline(due, day, finished.get(task.pk)),
            expected=rules.expected_part(task.starts_on, due, day),
        )
    return found


def standing(task: Task, day: date) -> Standing:
    """Where one task stands at the end of ``day``."""
    return standings([task], day)[task.pk]


_Readings = dict[int, dict[int, rules.Reading]]


def _readings(ids: Sequence[int], day: date) -> tuple[_Readings, _Readings]:
    """The latest figure of each criterion: of what was verified, and of all that stood."""
    verified: _Readings = defaultdict(dict)
    reported: _Readings = defaultdict(dict)
    rows = (
        Measurement.objects.filter(progress__task__in=ids, progress__reported_on__lte=day)
        .order_by("progress_id")
        .values_list(
            "progress__task_id",
            "criterion_id",
            "value",
            "whole",
            "progress__state",
            "progress__verified_on",
        )
    )
    for task, criterion, value, whole, state, verified_on in rows:
        known = verified_on is not None and verified_on <= day
        reading = rules.Reading(value, whole)
        if known and state == Progress.State.ACCEPTED:
            verified[task][criterion] = reading
            reported[task][criterion] = reading
        elif not known:
            reported[task][criterion] = reading
    return verified, reported


def _finished_on(tasks: Sequence[Task], day: date) -> dict[int, date]:
    """The day a task was finished, as known on ``day``: verified, or reported and still waiting."""
    done = {task.pk: task.done_on for task in tasks if task.done_on and task.done_on <= day}
    waiting = (
        Progress.objects.filter(
            Q(verified_on=None) | Q(verified_on__gt=day),
            task__in=[task.pk for task in tasks],
            is_final=True,
            reported_on__lte=day,
        )
        .order_by("-reported_on")
        .values_list("task_id", "reported_on")
    )
    return {**dict(waiting), **done}


# --- Cascade ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Branch:
    """One task made from an upper one, with its owner's name of the day."""

    standing: Standing
    owner: Organisation

    @property
    def task(self) -> Any:
        return self.standing.task


@dataclass(frozen=True)
class Cascade:
    """How an upper task was made concrete: its branches, their sum, and who is still silent."""

    branches: tuple[Branch, ...]
    total: rules.RollUp
    silent: tuple[Organisation, ...]  # directly below the owner, with no task of this one

    @property
    def is_empty(self) -> bool:
        return not self.branches


def cascade(task: Task, day: date) -> Cascade:
    """The tasks that make ``task`` concrete on ``day``; dropped ones do not count."""
    children = list(
        task.children.exclude(state=Task.State.DROPPED).for_cards().order_by("owner_id", "id")
    )
    stood = standings(children, day)
    owners = names({child.owner_id for child in children}, day)
    branches = tuple(
        Branch(stood[child.pk], owners.get(child.owner_id, child.owner)) for child in children
    )
    total = rules.roll_up([branch.standing.part(str(branch.owner)) for branch in branches])
    below = _described(Organisation.objects.filter(child_of(task.owner_id, day)), day)
    taken = {branch.task.owner_id for branch in branches}
    silent = tuple(place for place in below if place.pk not in taken) if branches else ()
    return Cascade(branches, total, silent)


def child_of(parent_id: int, day: date) -> Q:
    """Organisations placed directly under ``parent_id`` on ``day``."""
    under = Placement.objects.as_of(day).under(parent_id).values("organisation_id")
    return Q(pk__in=under)


def names(ids: Iterable[int], day: date) -> dict[int, Organisation]:
    """Organisations with their names of ``day`` (``name``, ``short_name``), by id.

    One that is no longer there that day keeps the last name it had.
    """
    found = {row.pk: row for row in _described(Organisation.objects.filter(pk__in=set(ids)), day)}
    nameless = [key for key, row in found.items() if row.short_name is None]
    if nameless:
        last = Profile.objects.known().filter(organisation__in=nameless).order_by("valid_from")
        for profile in last:
            row = found[profile.organisation_id]
            row.name, row.short_name = profile.name, profile.short_name
    return found


def _described(rows: OrganisationQuerySet, day: date) -> list[Any]:
    return list(rows.described(day).order_by("lft", "pk"))


# --- Evidence -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """One offer of a file that the reader may see."""

    evidence: Any
    task: Any
    owner_name: str


@dataclass(frozen=True)
class Proof:
    """A piece of evidence with what its days and its bytes tell."""

    evidence: Any
    late: tuple[str, ...]  # sentences on its days
    elsewhere: tuple[Use, ...]  # other uses of the same bytes that the reader may see
    hidden: int  # other uses out of the reader's sight: only their number is told

    @property
    def is_image(self) -> bool:
        return str(self.evidence.file.media_type).startswith("image/")

    @property
    def is_reused(self) -> bool:
        return bool(self.elsewhere) or self.hidden > 0


def proofs(evidence: Iterable[Any], actor: Any, day: date) -> list[Proof]:
    """What is to be said of each piece, for this reader. Two questions whatever the number.

    The same bytes offered twice for one task are no second use; for another task they are.
    """
    offered = list(evidence)
    tasks = {piece.progress.task_id for piece in offered}
    uses = list(
        Evidence.objects.of_files({piece.file_id for piece in offered}).select_related(
            "progress__task__owner", "file"
        )
    )
    seen = set(
        Task.objects.visible_to(actor)
        .filter(pk__in={use.progress.task_id for use in uses} | tasks)
        .values_list("pk", flat=True)
    )
    owners = names({use.progress.task.owner_id for use in uses}, day)
    answer = []
    for piece in offered:
        task = piece.progress.task
        first: dict[int, Any] = {}
        for use in uses:
            if use.file_id == piece.file_id and use.progress.task_id != task.pk:
                first.setdefault(use.progress.task_id, use)
        open_uses = tuple(
            Use(use, use.progress.task, _name(owners, use.progress.task))
            for key, use in first.items()
            if key in seen
        )
        late = rules.late_evidence(
            due_on=task.due_on,
            starts_on=task.starts_on,
            added_on=piece.progress.reported_on,
            taken_on=localtime(piece.taken_at).date() if piece.taken_at else None,
        )
        answer.append(Proof(piece, tuple(late), open_uses, len(first) - len(open_uses)))
    return answer


def _name(owners: dict[int, Organisation], task: Any) -> str:
    owner = owners.get(task.owner_id)
    return getattr(owner, "short_name", None) or str(task.owner)
