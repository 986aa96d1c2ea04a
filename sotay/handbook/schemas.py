"""What the routes of the handbook answer with."""

from datetime import date
from typing import Any

from ninja import Schema

from sotay.handbook.cards import Card
from sotay.handbook.cell import CellPage
from sotay.handbook.mine import Mine
from sotay.handbook.review import OwnYear
from sotay.handbook.situations import Situation, Step
from sotay.regulations.registry import RuleValue


class CardOut(Schema):
    """One line of a page that leads somewhere."""

    key: str
    title: str
    words: str
    url: str
    count: int
    hot: bool

    @classmethod
    def of(cls, key: str, card: Card) -> "CardOut":
        return cls(
            key=key, title=card.title, words=card.words, url=card.url, count=card.count,
            hot=card.hot,
        )  # fmt: skip


class HandbookMineOut(Schema):
    """One's own page; ``member_id`` null for an account joined to no record."""

    member_id: int | None
    full_name: str
    cell: str
    standing: str
    admitted_on: date | None
    recognised_on: date | None
    party_age_from: date | None  # null until recognised
    probation_ends: date | None
    card_number: str
    looks_this_month: int
    cards: list[CardOut]

    @classmethod
    def of(cls, page: Mine) -> "HandbookMineOut":
        own = page.member
        return cls(
            member_id=own.pk if own else None,
            full_name=own.full_name if own else "",
            cell=page.cell_name,
            standing=page.standing,
            admitted_on=own.admitted_on if own else None,
            recognised_on=own.recognised_on if own else None,
            party_age_from=page.age_from,
            probation_ends=page.probation_ends,
            card_number=own.card_number if own else "",
            looks_this_month=page.looks,
            cards=[CardOut.of(key, card) for key, card in page.cards],
        )


class OfficeOut(Schema):
    office: str
    holder: str


class ProbationOut(Schema):
    member_id: int
    full_name: str
    ends_on: date | None
    consider_by: date | None


class HandbookFigureOut(Schema):
    criterion_id: int
    name: str
    value: int


class OfferOut(Schema):
    """A task for all of whose criteria the system holds the figure; nothing is sent by it."""

    task_id: int
    title: str
    figures: list[HandbookFigureOut]


class GlanceOut(Schema):
    standings: dict[str, int]
    probationary: list[ProbationOut]
    arriving: list[int]  # ids of letters of transfer
    leaving: list[int]
    to_mend: int
    offers: list[OfferOut]


class HandbookCellOut(Schema):
    """The cell; ``glance`` null for who may not list its members."""

    organisation_id: int
    name: str
    members: int
    offices: list[OfficeOut]
    resolution_id: int | None
    task_ids: list[int]
    task_count: int
    cards: list[CardOut]
    glance: GlanceOut | None

    @classmethod
    def of(cls, page: CellPage) -> "HandbookCellOut":
        return cls(
            organisation_id=page.organisation.pk,
            name=page.name,
            members=page.members,
            offices=[OfficeOut(office=one.name, holder=one.holder) for one in page.offices],
            resolution_id=page.resolution.pk if page.resolution else None,
            task_ids=[card.task.pk for card in page.tasks],
            task_count=page.task_count,
            cards=[CardOut.of(key, card) for key, card in page.cards],
            glance=_glance(page),
        )


def _glance(page: CellPage) -> GlanceOut | None:
    glance = page.glance
    if glance is None:
        return None
    return GlanceOut(
        standings=dict(glance.standings),
        probationary=[
            ProbationOut(
                member_id=one.member_id, full_name=one.full_name, ends_on=one.ends_on,
                consider_by=one.consider_by,
            )
            for one in glance.probationary
        ],
        arriving=[letter.transfer.pk for letter in glance.arriving],
        leaving=[letter.transfer.pk for letter in glance.leaving],
        to_mend=glance.to_mend,
        offers=[
            OfferOut(
                task_id=offer.task.pk,
                title=offer.task.title,
                figures=[
                    HandbookFigureOut(criterion_id=one.pk, name=one.name, value=value)
                    for one, value in offer.figures
                ],
            )
            for offer in glance.offers
        ],
    )  # fmt: skip


class HandbookRuleOut(Schema):
    id: str
    value: Any
    written: str
    document: str
    clause: str
    certainty: str
    valid_from: date
    valid_to: date | None

    @classmethod
    def of(cls, found: RuleValue) -> "HandbookRuleOut":
        return cls(
            id=found.id, value=found.value, written=found.written, document=found.document,
            clause=found.clause, certainty=found.certainty, valid_from=found.valid_from,
            valid_to=found.valid_to,
        )  # fmt: skip


class StepOut(Schema):
    text: str
    who: str
    form: str
    document: str
    clause: str
    certainty: str
    unknown: str
    rule: HandbookRuleOut | None  # the value in force on the day, null where there is none

    @classmethod
    def of(cls, step: Step, found: RuleValue | None) -> "StepOut":
        return cls(
            text=step.text, who=step.who, form=step.form,
            document=step.source, clause=step.clause, certainty=step.certainty,
            unknown=step.unknown, rule=HandbookRuleOut.of(found) if found else None,
        )  # fmt: skip


class SituationOut(Schema):
    code: str
    title: str
    group: str
    when: str
    paper: str
    about_member: bool

    @classmethod
    def of(cls, one: Situation) -> "SituationOut":
        return cls(
            code=one.code, title=one.title, group=one.group, when=one.when,
            paper=one.paper.title, about_member=one.paper.about_member,
        )  # fmt: skip


class GuidanceOut(SituationOut):
    who: str
    steps: list[StepOut]


class OwnMeetingOut(Schema):
    """A meeting of one's own year; ``state`` of the roll, empty where it has no mark."""

    id: int
    title: str
    on: date
    state: str


class OwnTaskOut(Schema):
    id: int
    title: str
    due_on: date | None
    done_on: date | None
    state: str
    is_late: bool


class OwnYearOut(Schema):
    """One's own year: facts alone, no level."""

    year: int
    meetings: list[OwnMeetingOut]
    tasks: list[OwnTaskOut]

    @classmethod
    def of(cls, page: OwnYear) -> "OwnYearOut":
        return cls(
            year=page.year,
            meetings=[
                OwnMeetingOut(
                    id=one.meeting.pk, title=one.meeting.title, on=one.meeting.day, state=one.state
                )
                for one in page.meetings
            ],
            tasks=[
                OwnTaskOut(
                    id=one.task.pk,
                    title=one.task.title,
                    due_on=one.task.due_on,
                    done_on=one.task.done_on,
                    state=one.task.state,
                    is_late=one.is_late,
                )
                for one in page.tasks
            ],
        )
