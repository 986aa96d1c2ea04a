"""What the routes take and give. Days are ISO, the end day of a period is not included."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from sotay.members.importing import Preview
from sotay.members.importing.checking import Problem
from sotay.members.letters import Letter
from sotay.members.listing import Page
from sotay.members.mending import Mending
from sotay.members.models import Correction, ImportRun
from sotay.members.records import Record

Number = Field("", max_length=60)


class FactsIn(Schema):
    """A record. ``gender`` 0 female, 1 male; ``ethnicity`` a place in the State's list."""

    full_name: str = Field(max_length=120)
    other_name: str = Field("", max_length=120)
    gender: Literal[0, 1]
    born_on: date | None = None
    birth_year: int | None = Field(None, ge=1900, le=2200)
    ethnicity: int | None = Field(None, ge=0, le=54)
    religion: str = Field("", max_length=60)
    home_place: str = Field("", max_length=200)
    residence: str = Field("", max_length=200)
    occupation: str = Field("", max_length=160)
    phone: str = Field("", max_length=20)
    citizen_id: str = Field("", max_length=20)
    card_number: str = Field("", max_length=20)
    record_number: str = Field("", max_length=20)
    decided_on: date | None = None
    admitted_on: date | None = None
    recognised_on: date | None = None


class LevelsIn(Schema):
    education: int = Field(0, ge=0, le=7)
    theory: int = Field(0, ge=0, le=4)


class RegisterMemberIn(LevelsIn):
    """Somebody who is a member already."""

    cell_id: int
    since: date
    facts: FactsIn
    standing: int = Field(0, ge=0, le=3)
    decision_number: str = Number


class AdmitIn(LevelsIn):
    """A new, probationary member; ``facts`` hold the days of the decision and of the ceremony."""

    cell_id: int
    facts: FactsIn
    decision_number: str = Field(max_length=60)
    consent_number: str = Number


class ReadmitIn(Schema):
    cell_id: int
    decided_on: date
    admitted_on: date
    decision_number: str = Field(max_length=60)
    consent_number: str = Field(max_length=60)


class CorrectIn(Schema):
    """Only the fields that are given change."""

    changes: dict[str, str | int | date | None]
    why: str = Field("", max_length=300)


class CorrectDayIn(Schema):
    was: date
    on: date
    why: str = Field("", max_length=300)


class AccountIn(Schema):
    """The user name of the member's own account; empty takes the link away."""

    username: str = Field("", max_length=80)


class RecogniseIn(Schema):
    decided_on: date
    decision_number: str = Field(max_length=60)


class ExemptIn(Schema):
    on: date
    reason: str = Field(max_length=200)
    decision_number: str = Number


class EndExemptionIn(Schema):
    on: date
    decision_number: str = Number


class StatusIn(Schema):
    on: date
    standing: int | None = Field(None, ge=0, le=3)
    education: int | None = Field(None, ge=0, le=7)
    theory: int | None = Field(None, ge=0, le=4)
    decision_number: str = Number


class EndMembershipIn(Schema):
    """``on`` is the first day without membership: the day after a death."""

    on: date
    how: Literal["removal", "expulsion", "leaving", "death"]
    decision_number: str = Number


class RestoreIn(Schema):
    decision_number: str = Field(max_length=60)
    why: str = Field("", max_length=300)


class TransferIn(Schema):
    to_id: int
    decision_number: str = Field(max_length=60)
    is_clear: bool
    leaves_on: date | None = None
    moved_on: date | None = None
    reason: str = Field("", max_length=300)


class ConfirmArrivalIn(Schema):
    on: date | None = None


class LetterReasonIn(Schema):
    reason: str = Field(max_length=300)


class StayIn(Schema):
    """The last day is included."""

    at_id: int
    valid_from: date
    last_day: date
    reason: str = Field(max_length=200)
    decision_number: str = Field(max_length=60)
    for_training: bool = False


class ExtendIn(Schema):
    last_day: date
    decision_number: str = Field(max_length=60)


class EndStayIn(Schema):
    on: date


class AskIn(Schema):
    field: str = Field(max_length=40)
    asked: str = Field(max_length=200)
    why: str = Field("", max_length=500)


class AnswerIn(Schema):
    is_done: bool
    answer: str = Field("", max_length=500)


class HeadingsIn(Schema):
    """Columns, from 0, to fields; a column left out is ignored."""

    fields: dict[int, str]
    sheet_name: str | None = Field(None, max_length=120)


class ChoicesIn(Schema):
    """Rows to the id of the member it is, or ``new``."""

    choices: dict[int, str]


# --- Answers


class RowOut(Schema):
    id: int
    full_name: str
    birth_year: int
    cell_id: int
    cell_name: str
    standing: int | None


class PageOut(Schema):
    rows: list[RowOut]
    next: str

    @classmethod
    def of(cls, page: Page) -> "PageOut":
        return cls(rows=[RowOut.from_orm(row) for row in page.rows], next=page.next)


class StretchOut(Schema):
    valid_from: date
    valid_to: date | None
    words: str
    begin: str
    end: str
    decision_number: str


class AppliedRuleOut(Schema):
    id: str
    written: str
    document: str
    certainty: str


class SeniorityOut(Schema):
    """``years`` and ``months`` are null where no party age can be told."""

    start: date | None
    years: int | None
    months: int | None
    next_badge_years: int | None
    next_badge_reached_on: date | None
    next_badge_round_on: date | None
    probation_ends: date | None
    rules: list[AppliedRuleOut]


class FlawOut(Schema):
    code: str
    field: str
    says: str
    mend: str
    impossible: bool


class RecordOut(Schema):
    """The whole record; reading it is written down, with what for."""

    id: int
    cell_id: int
    cell_name: str
    is_active: bool
    fields: dict[str, str]
    standing: int | None
    education: int | None
    theory: int | None
    memberships: list[StretchOut]
    statuses: list[StretchOut]
    stays: list[StretchOut]
    seniority: SeniorityOut
    flaws: list[FlawOut]

    @classmethod
    def of(cls, record: Record) -> "RecordOut":
        told, status = record.seniority, record.status
        coming = told.next
        return cls(
            id=record.member.pk,
            cell_id=record.member.cell_id,
            cell_name=record.cell_name,
            is_active=record.member.is_active,
            fields={line.name: line.value for line in record.lines},
            standing=status.standing if status else None,
            education=status.education if status else None,
            theory=status.theory if status else None,
            memberships=[StretchOut.from_orm(one) for one in record.memberships],
            statuses=[StretchOut.from_orm(one) for one in record.statuses],
            stays=[StretchOut.from_orm(one) for one in record.stays],
            seniority=SeniorityOut(
                start=told.start,
                years=told.age.years if told.age else None,
                months=told.age.months if told.age else None,
                next_badge_years=coming.years if coming else None,
                next_badge_reached_on=coming.reached_on if coming else None,
                next_badge_round_on=coming.round_on if coming else None,
                probation_ends=told.probation_ends,
                rules=[AppliedRuleOut.from_orm(one) for one in told.rules],
            ),
            flaws=[FlawOut.from_orm(one) for one in record.flaws],
        )


class LookOut(Schema):
    at: datetime
    who: str
    act: str
    why: str


class OwnRecordOut(Schema):
    record: RecordOut
    looks: list[LookOut]


class LetterOut(Schema):
    id: int
    member_name: str
    member_birth_year: int
    from_id: int
    from_name: str
    to_id: int
    to_name: str
    state: str
    decision_number: str
    sent_on: date
    leaves_on: date
    due_on: date
    settled_on: date | None
    reason: str
    working_days_left: int
    rule_ids: list[str]
    may_confirm: bool
    may_withdraw: bool

    @classmethod
    def of(cls, letter: Letter) -> "LetterOut":
        paper = letter.transfer
        return cls(
            id=paper.pk,
            member_name=paper.member_name,
            member_birth_year=paper.member_birth_year,
            from_id=paper.from_organisation_id,
            from_name=letter.from_name,
            to_id=paper.to_organisation_id,
            to_name=letter.to_name,
            state=paper.state,
            decision_number=paper.decision_number,
            sent_on=paper.sent_on,
            leaves_on=paper.leaves_on,
            due_on=paper.due_on,
            settled_on=paper.settled_on,
            reason=paper.reason,
            working_days_left=letter.working_days_left,
            rule_ids=paper.rule_ids,
            may_confirm=letter.may_confirm,
            may_withdraw=letter.may_withdraw,
        )


class LettersOut(Schema):
    arriving: list[LetterOut]
    leaving: list[LetterOut]
    settled: list[LetterOut]


class StayOut(Schema):
    id: int
    member_name: str
    member_birth_year: int
    organisation_id: int
    valid_from: date
    valid_to: date | None


class CorrectionOut(Schema):
    id: int
    member_id: int
    field: str
    held: str
    asked: str
    why: str
    state: str
    answer: str
    asked_at: datetime

    @classmethod
    def of(cls, row: Correction) -> "CorrectionOut":
        return cls.from_orm(row)


class ToMendOut(Schema):
    id: int
    full_name: str
    birth_year: int
    cell_id: int
    flaws: list[FlawOut]


class MendingOut(Schema):
    checked: int
    is_cut: bool
    records: list[ToMendOut]

    @classmethod
    def of(cls, found: Mending) -> "MendingOut":
        return cls(
            checked=found.checked,
            is_cut=found.is_cut,
            records=[
                ToMendOut(
                    id=one.id,
                    full_name=one.full_name,
                    birth_year=one.birth_year,
                    cell_id=one.cell_id,
                    flaws=[FlawOut.from_orm(flaw) for flaw in one.flaws],
                )
                for one in found.records
            ],
        )


class RunOut(Schema):
    id: int
    file_name: str
    organisation_id: int
    as_of: date
    state: str
    message: str
    counts: dict[str, object]
    created_at: datetime

    @classmethod
    def of(cls, run: ImportRun) -> "RunOut":
        return cls.from_orm(run)


class ProblemOut(Schema):
    row: int
    column: str
    heading: str
    code: str
    says: str
    mend: str
    is_error: bool

    @classmethod
    def of(cls, problem: Problem) -> "ProblemOut":
        return cls.from_orm(problem)


class DoubtOut(Schema):
    """A line and the members of the register that it may be."""

    row: int
    full_name: str
    member_ids: list[int]


class ImportColumnOut(Schema):
    place: int
    letter: str
    words: str
    field: str


class PreviewOut(Schema):
    run: RunOut
    is_ready: bool
    lines: int
    new: int
    changed: int
    same: int
    columns: list[ImportColumnOut]
    problems: list[ProblemOut]
    problem_count: int
    doubts: list[DoubtOut]

    @classmethod
    def of(cls, seen: Preview, most: int = 1_000) -> "PreviewOut":
        return cls(
            run=RunOut.of(seen.run),
            is_ready=seen.is_ready,
            lines=len(seen.checked.lines),
            new=len(seen.plan.new),
            changed=len(seen.plan.changed),
            same=seen.plan.same,
            columns=[ImportColumnOut.from_orm(one) for one in seen.columns],
            problems=[ProblemOut.of(one) for one in seen.problems[:most]],
            problem_count=len(seen.problems),
            doubts=[
                DoubtOut(
                    row=line.row,
                    full_name=line.values["full_name"],
                    member_ids=[one.id for one in alike],
                )
                for line, alike in seen.plan.likely[:most]
            ],
        )


class ProgressOut(Schema):
    state: str
    done: int
    total: int
    message: str


class MadeOut(Schema):
    id: int
    cell_id: int
    is_active: bool
