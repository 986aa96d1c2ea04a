"""What the routes take and give. Days are ISO. Of one without a name nothing more is known."""

from datetime import date
from typing import Literal

from ninja import Field, Schema

from sotay.proposals import reading, record
from sotay.proposals.models import MassOrganisation, Part, Proposal, Published, WorkingSession

KindCode = Literal["ask", "propose", "report"]
MOST = 4000


class _ToCommittee(Schema):
    organisation_id: int
    kind: KindCode
    subject: str = Field(max_length=12)
    words: str = Field(max_length=MOST)


class NamelessIn(_ToCommittee):
    """``proof`` of a code made by the sender; then no code comes back."""

    proof: str = Field("", max_length=64)


class ProposalIn(_ToCommittee):
    mass_organisation_id: int | None = None


class ReceiptCodeOut(Schema):
    """The receipt code: given once, kept nowhere. Empty where the sender made it."""

    code: str


class NamelessReceiptIn(Schema):
    """``code``: the receipt code, or the proof of it."""

    code: str = Field(max_length=80)
    act: Literal["look", "add", "rate", "withdraw"] = "look"
    words: str = Field("", max_length=MOST)
    satisfaction: int | None = None


class ProposalSaidOut(Schema):
    sort: str
    words: str
    on: date


class NamelessReceiptOut(Schema):
    """What the code opens."""

    organisation_id: int
    kind: str
    subject: str
    words: str
    state: str
    received_on: date
    due_on: date
    answer: str
    answered_on: date | None
    satisfaction: int | None
    said: list[ProposalSaidOut]


class ProposalOut(Schema):
    """``author`` is its name for those who answer, empty where there is none or it is one's own."""

    id: int
    organisation_id: int
    organisation: str
    kind: str
    subject: str
    words: str
    is_anonymous: bool
    author: str = ""
    mass_organisation_id: int | None
    state: str
    received_on: date
    due_on: date
    waited_working_days: int
    is_late: bool
    answer: str
    answered_on: date | None
    satisfaction: int | None

    @classmethod
    def of(cls, row: reading.Row, author: str = "") -> "ProposalOut":
        one = row.proposal
        return cls(
            id=one.pk,
            organisation_id=one.organisation_id,
            organisation=row.organisation_name,
            kind=one.kind,
            subject=one.subject,
            words=one.words,
            is_anonymous=one.is_anonymous,
            author=author,
            mass_organisation_id=one.mass_organisation_id,
            state=one.state,
            received_on=one.received_on,
            due_on=one.due_on,
            waited_working_days=row.term.waited,
            is_late=row.term.is_late,
            answer=one.answer,
            answered_on=one.answered_on,
            satisfaction=one.satisfaction,
        )


class ProposalPartOut(Schema):
    id: int
    organisation_id: int
    asked: str
    words: str
    given_on: date | None

    @classmethod
    def of(cls, part: Part) -> "ProposalPartOut":
        return cls(
            id=part.pk,
            organisation_id=part.organisation_id,
            asked=part.asked,
            words=part.words,
            given_on=part.given_on,
        )


class ProposalFileOut(Schema):
    id: int
    name: str
    added_on: date


class ProposalWholeOut(Schema):
    proposal: ProposalOut
    said: list[ProposalSaidOut]
    files: list[ProposalFileOut]
    parts: list[ProposalPartOut]


class ProposalWordsIn(Schema):
    words: str = Field(max_length=MOST)


class ProposalReferIn(Schema):
    organisation_id: int
    reason: str = Field(max_length=MOST)


class ProposalPartIn(Schema):
    organisation_id: int
    asked: str = Field(max_length=500)


class ProposalPublishIn(Schema):
    question: str = Field(max_length=MOST)
    answer: str = Field(max_length=MOST)


class ProposalReasonIn(Schema):
    reason: str = Field(max_length=300)


class ProposalRateIn(Schema):
    satisfaction: int
    words: str = Field("", max_length=500)


class ProposalTaskIn(Schema):
    owner_id: int
    title: str = Field(max_length=300)
    due_on: date | None = None


class ProposalTaskOut(Schema):
    task_id: int


class ProposalPublishedOut(Schema):
    id: int
    organisation_id: int
    kind: str
    subject: str
    question: str
    answer: str
    on: date

    @classmethod
    def of(cls, one: Published) -> "ProposalPublishedOut":
        return cls(
            id=one.pk,
            organisation_id=one.organisation_id,
            kind=one.kind,
            subject=one.subject,
            question=one.question,
            answer=one.answer,
            on=one.on,
        )


class ProposalLineOut(Schema):
    """``number`` is null where it is too small to show."""

    label: str
    number: int | None


class ProposalCountsOut(Schema):
    total: int | None
    least: int
    subjects: list[ProposalLineOut]
    kinds: list[ProposalLineOut]
    states: list[ProposalLineOut]
    times: list[ProposalLineOut]
    satisfaction: list[ProposalLineOut]


class MassIn(Schema):
    organisation_id: int
    kind: str = Field(max_length=10)
    name: str = Field(max_length=200)
    representative_id: int | None = None


class MassSessionOut(Schema):
    id: int
    year: int
    planned_on: date
    held_on: date | None
    place: str
    conclusion: str

    @classmethod
    def of(cls, session: WorkingSession) -> "MassSessionOut":
        return cls(
            id=session.pk,
            year=session.year,
            planned_on=session.planned_on,
            held_on=session.held_on,
            place=session.place,
            conclusion=session.conclusion,
        )


class MassOut(Schema):
    id: int
    organisation_id: int
    kind: str
    name: str
    ended_on: date | None
    sessions: list[MassSessionOut]

    @classmethod
    def of(cls, mass: MassOrganisation) -> "MassOut":
        return cls(
            id=mass.pk,
            organisation_id=mass.organisation_id,
            kind=mass.kind,
            name=mass.name,
            ended_on=mass.ended_on,
            sessions=[MassSessionOut.of(one) for one in mass.sessions.all()],
        )


class AppointIn(Schema):
    representative_id: int
    since: date


class RepresentationOut(Schema):
    """Days as they hold: ``valid_to`` is the first day on which somebody speaks no longer."""

    user_id: int
    valid_from: date
    valid_to: date | None


class MassEndIn(Schema):
    ended_on: date
    reason: str = Field(max_length=300)


class MassPlanIn(Schema):
    planned_on: date


class MassHoldIn(Schema):
    """Without ``place`` the place stays as it is."""

    held_on: date
    place: str | None = Field(None, max_length=120)
    conclusion: str = Field(max_length=MOST)


class MassAttendIn(Schema):
    """Each line a name, a position, or *name, position*."""

    chair: str = Field("", max_length=160)
    clerk: str = Field("", max_length=160)
    committee: list[str] = []
    mass: list[str] = []
    guests: list[str] = []


class MassPresentOut(Schema):
    """Who was there, each as one line."""

    chair: str
    clerk: str
    committee: list[str]
    mass: list[str]
    guests: list[str]

    @classmethod
    def of(cls, there: record.Present) -> "MassPresentOut":
        return cls(
            chair=there.chair,
            clerk=there.clerk,
            committee=list(there.committee),
            mass=list(there.mass),
            guests=list(there.guests),
        )


class MassKeptOut(Schema):
    """What came of the sessions of a year, in numbers."""

    year: int
    proposals: int
    answered: int
    tasks: int
    done: int

    @classmethod
    def of(cls, kept: reading.Kept) -> "MassKeptOut":
        return cls(
            year=kept.year,
            proposals=kept.proposals,
            answered=kept.answered,
            tasks=kept.tasks,
            done=kept.done,
        )


class MassTaskOut(Schema):
    task_id: int
    title: str
    owner: str
    due_on: date | None
    state: str


class MassRecordOut(Schema):
    session: MassSessionOut
    present: MassPresentOut
    kept: MassKeptOut
    tasks: list[MassTaskOut]


class MassLinkIn(Schema):
    proposal_id: int


def author_of(proposal: Proposal, is_own: bool) -> str:
    """The name, for whoever answers."""
    return "" if is_own or proposal.author is None else proposal.author.full_name
