"""What the routes of recognition take and give."""

from datetime import date
from typing import Literal

from ninja import Field, Schema

from sotay.recognitions.measuring import Measured
from sotay.recognitions.reading import Leaf, Rollup, Tree

SAID = Literal["met", "not_met"]


class RecognitionAnswerIn(Schema):
    claim: SAID
    note: str = Field("", max_length=4000)


class RecognitionVerdictIn(Schema):
    verdict: SAID
    note: str = Field("", max_length=1000)


class RecognitionReturnIn(Schema):
    reason: str = Field(max_length=1000)


class RecognitionDecisionIn(Schema):
    is_recognised: bool
    number: str = Field("", max_length=60)
    words: str = Field("", max_length=1000)


class RecognitionWithdrawalIn(Schema):
    reason: str = Field(max_length=1000)


class RecognitionReplacementIn(RecognitionDecisionIn):
    reason: str = Field(max_length=1000)


class RecognitionPastOut(Schema):
    """A decision that no longer stands; ``how``: withdrawn or replaced."""

    state: str
    number: str
    words: str
    decided_on: date
    how: str
    reason: str
    ended_on: date


class RecognitionLeafOut(Schema):
    """``result`` is met, not_met or open; ``measured`` is empty where records do not answer."""

    key: str
    name: str
    is_measured: bool
    measured: str
    words: str
    claim: str
    note: str
    evidence: str
    verdict: str
    verdict_note: str
    result: str

    @classmethod
    def of(cls, leaf: Leaf) -> "RecognitionLeafOut":
        answer, measured = leaf.answer, leaf.measured
        return cls(
            key=leaf.criterion.key,
            name=leaf.name,
            is_measured=measured is not None,
            measured=measured.state if measured else "",
            words=measured.words if measured else "",
            claim=answer.claim if answer else "",
            note=answer.note if answer else "",
            evidence=answer.evidence_name if answer else "",
            verdict=answer.verdict if answer else "",
            verdict_note=answer.verdict_note if answer else "",
            result=leaf.result,
        )


class RecognitionGoodOut(Schema):
    code: str
    name: str
    result: str
    criteria: list[RecognitionLeafOut]


class RecognitionOut(Schema):
    organisation_id: int
    organisation: str
    year: int
    state: str
    is_kept: bool
    sent_on: date | None
    return_reason: str
    decided_on: date | None
    decision_number: str
    decision_words: str
    past: list[RecognitionPastOut]
    goods: list[RecognitionGoodOut]

    @classmethod
    def of(cls, tree: Tree) -> "RecognitionOut":
        review = tree.review
        return cls(
            organisation_id=tree.organisation.pk,
            organisation=tree.profile.name,
            year=tree.year,
            state=review.state if review else "silent",
            is_kept=tree.is_kept,
            sent_on=review.sent_on if review else None,
            return_reason=review.return_reason if review else "",
            decided_on=review.decided_on if review else None,
            decision_number=review.decision_number if review else "",
            decision_words=review.decision_words if review else "",
            past=[
                RecognitionPastOut.from_orm(one)
                for one in (review.past_decisions.all() if review else [])
            ],
            goods=[
                RecognitionGoodOut(
                    code=good.code,
                    name=good.name,
                    result=good.result,
                    criteria=[RecognitionLeafOut.of(leaf) for leaf in good.leaves],
                )
                for good in tree.goods
            ],
        )


class RecognitionRecordOut(Schema):
    """One record behind a figure; ``is_good`` null: it neither helps nor harms."""

    words: str
    is_good: bool | None
    url: str


class RecognitionRecordsOut(Schema):
    code: str
    state: str
    words: str
    goal: str
    rows: list[RecognitionRecordOut]

    @classmethod
    def of(cls, found: Measured) -> "RecognitionRecordsOut":
        return cls(
            code=found.code,
            state=found.state,
            words=found.words,
            goal=found.goal,
            rows=[
                RecognitionRecordOut(words=row.words, is_good=row.is_good, url=row.url)
                for row in found.rows
            ],
        )


class RecognitionRowOut(Schema):
    organisation_id: int
    name: str
    parent: str
    state: str
    goods: dict[str, str]


class RecognitionRollupOut(Schema):
    year: int
    total: int
    counts: dict[str, int]
    rows: list[RecognitionRowOut]

    @classmethod
    def of(cls, found: Rollup, after: int, most: int) -> "RecognitionRollupOut":
        return cls(
            year=found.year,
            total=found.total,
            counts={state: count for state, _words, count in found.counts},
            rows=[
                RecognitionRowOut(
                    organisation_id=row.organisation_id,
                    name=row.name,
                    parent=row.parent,
                    state=row.state,
                    goods=dict(row.goods),
                )
                for row in found.rows[after : after + most]
            ],
        )
