"""What the routes take and give. Days are ISO, figures are numbers, shares are of one."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import field_validator

from sotay.followups import rules
from sotay.followups.cards import Card
from sotay.followups.models import Evidence, Extension, Progress
from sotay.followups.standing import Cascade, Proof, Standing


class CriterionIn(Schema):
    """``target`` in ``unit``, per cent with ``out_of``; of a scale the place of a grade from 0."""

    name: str = Field(max_length=200)
    kind: Literal["quantity", "milestone", "graded"] = "quantity"
    comparator: Literal[">=", ">", "<=", "="] = ">="
    target: Decimal | None = Field(None, max_digits=14, decimal_places=3)
    unit: str = Field("", max_length=40)
    out_of: bool = False
    grades: list[str] = Field(default_factory=list, max_length=20)
    weight: Decimal = Field(Decimal(1), max_digits=6, decimal_places=2)

    def measure(self) -> rules.Measure:
        return rules.Measure(
            kind=self.kind,
            name=self.name,
            comparator=self.comparator,
            target=self.target,
            unit=self.unit,
            out_of=self.out_of,
            grades=tuple(self.grades),
            weight=self.weight,
        )


class _GivenIn(Schema):
    title: str = Field(max_length=300)
    asked: str = Field("", max_length=20_000)
    starts_on: date | None = None
    due_on: date | None = None
    product: str = Field("", max_length=200)
    weight: Decimal = Field(Decimal(1), max_digits=6, decimal_places=2)
    responsible_id: int | None = None
    criteria: list[CriterionIn] = Field(default_factory=list, max_length=20)


class TaskIn(_GivenIn):
    owner_ids: list[int] = Field(max_length=300)
    parent_id: int | None = None
    programme_id: int | None = None


class ChildIn(_GivenIn):
    owner_id: int


class ReadingIn(Schema):
    criterion_id: int
    value: Decimal = Field(max_digits=14, decimal_places=3)
    whole: Decimal | None = Field(None, max_digits=14, decimal_places=3)


class ReportIn(Schema):
    """A report as form fields, so that files can come with it.

    ``measurements`` is repeated, each a JSON object. ``device_key`` is made by the device for each
    report: sent twice, it is kept once.
    """

    note: str = Field("", max_length=2000)
    is_final: bool = True
    measurements: list[ReadingIn] = Field(default_factory=list, max_length=20)
    device_key: UUID | None = None
    taken_at: datetime | None = None  # of the photographs, where the device took it out of them

    @field_validator("measurements", mode="before")
    @classmethod
    def _written_as_json(cls, given: Any) -> Any:
        if not isinstance(given, list):
            return given
        return [json.loads(one) if isinstance(one, str) else one for one in given]


class ReturnIn(Schema):
    reasons: list[str] = Field(max_length=20)
    note: str = Field(max_length=2000)
    redo_by: date


class ExtensionIn(Schema):
    asked_due_on: date
    reason: str = Field(max_length=500)


class DecisionIn(Schema):
    grant: bool
    answer: str = Field("", max_length=500)


class DropIn(Schema):
    reason: str = Field(max_length=300)


class WaitIn(Schema):
    on_id: int


class AssessIn(Schema):
    result: Literal["exceeded", "reached", "partly", "not_reached"]
    result_words: str = Field("", max_length=5000)
    result_causes: list[str] = Field(default_factory=list, max_length=30)
    result_cause_words: str = Field("", max_length=5000)
    limit_words: str = Field("", max_length=5000)
    limit_causes: list[str] = Field(default_factory=list, max_length=30)
    limit_cause_words: str = Field("", max_length=5000)


class CriterionOut(Schema):
    """A criterion with what is verified of it. ``share`` null: nothing is known, which is not 0."""

    id: int
    name: str
    kind: str
    comparator: str
    target: Decimal | None
    unit: str
    out_of: bool
    grades: list[str]
    weight: Decimal
    asked: str
    value: Decimal | None
    whole: Decimal | None
    share: Decimal | None
    is_reached: bool | None
    verdict: str

    @staticmethod
    def of(row: rules.Achievement) -> "CriterionOut":
        measure, reading = row.measure, row.reading
        return CriterionOut(
            id=measure.key,
            name=measure.name,
            kind=measure.kind,
            comparator=measure.comparator,
            target=measure.target,
            unit=measure.unit,
            out_of=measure.out_of,
            grades=list(measure.grades),
            weight=measure.weight,
            asked=measure.asked(),
            value=reading.value if reading else None,
            whole=reading.whole if reading else None,
            share=row.share,
            is_reached=row.reached,
            verdict=row.verdict,
        )


class ProgressShareOut(Schema):
    """How far: while ``is_complete`` is false ``share`` is the least it can be; null is missing."""

    share: Decimal | None
    covered: Decimal
    is_complete: bool
    formula: str
    words: str
    criteria: list[CriterionOut]

    @staticmethod
    def of(progress: rules.TaskProgress) -> "ProgressShareOut":
        return ProgressShareOut(
            share=progress.share,
            covered=progress.covered,
            is_complete=progress.is_complete,
            formula=progress.formula,
            words=progress.words,
            criteria=[CriterionOut.of(row) for row in progress.rows],
        )


class TaskOut(Schema):
    id: int
    title: str
    owner_id: int
    owner: str
    responsible_id: int | None
    issued_by_id: int | None
    parent_id: int | None
    programme_id: int | None
    starts_on: date
    due_on: date | None
    deadline: str  # left, today, late, done, done_late, none
    deadline_days: int
    state: str
    done_on: date | None
    product: str
    weight: Decimal
    is_stale: bool
    lacking: list[str]
    share: Decimal | None  # verified; null is missing
    reported_share: Decimal | None  # with what waits for verification

    @staticmethod
    def of(card: Card) -> "TaskOut":
        return TaskOut(**_task(card))


def _task(card: Card) -> dict[str, Any]:
    task, stood = card.task, card.standing
    return {
        "id": task.pk,
        "title": task.title,
        "owner_id": task.owner_id,
        "owner": card.owner_name,
        "responsible_id": task.responsible_id,
        "issued_by_id": task.issued_by_id,
        "parent_id": task.parent_id,
        "programme_id": task.programme_id,
        "starts_on": task.starts_on,
        "due_on": task.due_on,
        "deadline": stood.deadline.kind,
        "deadline_days": stood.deadline.days,
        "state": task.state,
        "done_on": task.done_on,
        "product": task.product,
        "weight": task.weight,
        "is_stale": task.is_stale,
        "lacking": stood.lacking,
        "share": stood.verified.share,
        "reported_share": stood.reported.share,
    }


class TasksOut(Schema):
    total: int
    next: str  # give it as ``after`` for the part that follows; empty at the end
    items: list[TaskOut]


class ExtensionOut(Schema):
    id: int
    task_id: int
    old_due_on: date
    asked_due_on: date
    reason: str
    state: str
    answer: str
    asked_on: date
    decided_on: date | None

    @staticmethod
    def of(extension: Extension) -> "ExtensionOut":
        return ExtensionOut.model_validate(extension, from_attributes=True)


class UseOut(Schema):
    task_id: int
    title: str
    owner: str
    evidence_id: int


class EvidenceOut(Schema):
    """``elsewhere``: other tasks with the same bytes; ``hidden``: how many more you may not see."""

    id: int
    progress_id: int
    name: str
    media_type: str
    size: int
    digest: str
    taken_at: datetime | None
    late: list[str]
    elsewhere: list[UseOut]
    hidden: int

    @staticmethod
    def of(proof: Proof) -> "EvidenceOut":
        piece: Evidence = proof.evidence
        return EvidenceOut(
            id=piece.pk,
            progress_id=piece.progress_id,
            name=piece.name,
            media_type=piece.file.media_type,
            size=piece.file.size,
            digest=piece.file.digest,
            taken_at=piece.taken_at,
            late=list(proof.late),
            elsewhere=[
                UseOut(
                    task_id=use.task.pk,
                    title=use.task.title,
                    owner=use.owner_name,
                    evidence_id=use.evidence.pk,
                )
                for use in proof.elsewhere
            ],
            hidden=proof.hidden,
        )


class ReportOut(Schema):
    id: int
    task_id: int
    note: str
    reported_on: date
    by_id: int
    is_final: bool
    state: str
    verified_on: date | None
    return_reasons: list[str]
    return_note: str
    redo_by: date | None
    measurements: list[ReadingIn]
    evidence_ids: list[int]

    @staticmethod
    def of(progress: Progress) -> "ReportOut":
        return ReportOut(
            id=progress.pk,
            task_id=progress.task_id,
            note=progress.note,
            reported_on=progress.reported_on,
            by_id=progress.by_id,
            is_final=progress.is_final,
            state=progress.state,
            verified_on=progress.verified_on,
            return_reasons=progress.return_reasons,
            return_note=progress.return_note,
            redo_by=progress.redo_by,
            measurements=[
                ReadingIn(criterion_id=row.criterion_id, value=row.value, whole=row.whole)
                for row in progress.measurements.all()
            ],
            evidence_ids=sorted(piece.pk for piece in progress.evidence.all()),
        )


class SuggestIn(Schema):
    words: str = Field(max_length=rules.SUGGESTION_LENGTH)


class SuggestionOut(Schema):
    id: int
    words: str
    by_id: int
    made_on: date


class AssessmentOut(Schema):
    task_id: int
    result: str
    result_words: str
    result_causes: list[str]
    result_cause_words: str
    limit_words: str
    limit_causes: list[str]
    limit_cause_words: str
    assessed_on: date


class BranchOut(Schema):
    task_id: int
    title: str
    owner_id: int
    owner: str
    weight: Decimal
    share: Decimal | None


class CascadeOut(Schema):
    """``share`` over those with a result; ``missing`` have none; ``silent`` have no task."""

    share: Decimal | None
    formula: str
    counted: int
    missing: int
    branches: list[BranchOut]
    silent_ids: list[int]

    @staticmethod
    def of(cascade: Cascade) -> "CascadeOut":
        return CascadeOut(
            share=cascade.total.share,
            formula=cascade.total.formula,
            counted=len(cascade.total.counted),
            missing=len(cascade.total.missing),
            branches=[
                BranchOut(
                    task_id=branch.task.pk,
                    title=branch.task.title,
                    owner_id=branch.task.owner_id,
                    owner=getattr(branch.owner, "short_name", None) or str(branch.owner),
                    weight=branch.task.weight,
                    share=branch.standing.verified.share,
                )
                for branch in cascade.branches
            ],
            silent_ids=[place.pk for place in cascade.silent],
        )


class TaskDetailOut(TaskOut):
    asked: str
    source: str
    drop_reason: str
    stale_reason: str
    waits_for: list[int]
    verified: ProgressShareOut
    reported: ProgressShareOut
    reports: list[ReportOut]
    extensions: list[ExtensionOut]
    suggestions: list[SuggestionOut]
    cascade: CascadeOut
    assessment: AssessmentOut | None

    @staticmethod
    def made(card: Card, stood: Standing, **more: Any) -> "TaskDetailOut":
        return TaskDetailOut(
            **_task(card),
            verified=ProgressShareOut.of(stood.verified),
            reported=ProgressShareOut.of(stood.reported),
            **more,
        )


class QueueRowOut(Schema):
    kind: Literal["progress", "extension"]
    id: int
    task_id: int
    title: str
    owner: str
    waited_working_days: int
    signs: list[str]


class QueueOut(Schema):
    counts: dict[str, int]
    items: list[QueueRowOut]
    next: str  # empty at the end


class CountOut(Schema):
    count: int


class CodeOut(Schema):
    code: str
    name: str
    side: str = ""
    nature: str = ""


class VocabularyOut(Schema):
    """Our own vocabularies, set by no issued document: why reports are returned, and causes."""

    return_reasons: list[CodeOut]
    causes: list[CodeOut]
