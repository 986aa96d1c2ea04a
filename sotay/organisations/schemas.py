"""What the routes take and give. Days are ISO (2025-07-01); ids are those of our own rows."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema
from pydantic import ConfigDict

from sotay.organisations.models import Act, Grant, Organisation
from sotay.organisations.reading.history import Told
from sotay.organisations.reading.tree import Node
from sotay.organisations.services import Decision, NewOrganisation, Rehearsal


def _example(**example: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": example})


DECISION = {"number": "214-QĐ/ĐU", "issuer": "Đảng ủy Khối Sông Vân", "on": "2025-06-26"}
NEW = {"name": "Chi bộ Sông Đồi", "kind": "cell", "symbol": "CB"}


class DecidedByIn(Schema):
    """The deciding document: number with symbol, who issued it, its day."""

    model_config = _example(**DECISION)

    number: str = Field(max_length=60)
    issuer: str = Field("", max_length=160)
    on: date | None = None

    def decision(self) -> Decision:
        return Decision(self.number, self.issuer, self.on)


class NewOrganisationIn(Schema):
    """An organisation to be founded; ``kind`` is a code of ``/organisations/kinds``."""

    model_config = _example(**NEW)

    name: str = Field(max_length=200)
    kind: str = Field(max_length=30)
    code: str = Field("", max_length=40)
    short_name: str = Field("", max_length=120)
    symbol: str = Field("", max_length=20)
    agency_type: str = Field("", max_length=12)

    def new(self) -> NewOrganisation:
        return NewOrganisation(**self.dict())


class ActIn(Schema):
    """What every act has. ``on``: the first day of the new state; ``rehearse`` changes nothing."""

    on: date
    decision: DecidedByIn
    rehearse: bool = False


class FoundIn(ActIn):
    model_config = _example(parent_id=12, new=NEW, on="2025-07-01", decision=DECISION)

    parent_id: int
    new: NewOrganisationIn


class MergeIn(ActIn):
    """``into_id`` names an organisation that goes on, ``new`` founds one: give exactly one."""

    model_config = _example(source_ids=[31, 32], new=NEW, on="2025-07-01", decision=DECISION)

    source_ids: list[int] = Field(min_length=1, max_length=500)
    into_id: int | None = None
    new: NewOrganisationIn | None = None
    parent_id: int | None = None


class PartIn(Schema):
    """``member_ids`` null: everybody who is named in no other part."""

    into_id: int | None = None
    new: NewOrganisationIn | None = None
    parent_id: int | None = None
    child_ids: list[int] = Field(default_factory=list, max_length=2000)
    member_ids: list[int] | None = Field(default_factory=list, max_length=5000)


class SplitIn(ActIn):
    model_config = _example(
        keeps=True,
        parts=[{"new": {**NEW, "kind": "grassroots_committee"}, "child_ids": [41, 42]}],
        on="2025-07-01",
        decision=DECISION,
    )

    keeps: bool
    parts: list[PartIn] = Field(min_length=1, max_length=50)


class RenameIn(ActIn):
    """What is left out stays as it is."""

    model_config = _example(name="Đảng bộ Sở Xây dựng", on="2025-07-01", decision=DECISION)

    name: str = Field("", max_length=200)
    short_name: str = Field("", max_length=120)
    symbol: str | None = Field(None, max_length=20)
    agency_type: str | None = Field(None, max_length=12)
    kind: str = Field("", max_length=30)


class ReparentIn(ActIn):
    model_config = _example(parent_id=15, on="2025-07-01", decision=DECISION)

    parent_id: int


class DissolveIn(ActIn):
    model_config = _example(members_to_id=33, on="2025-07-01", decision=DECISION)

    members_to_id: int | None = None


class MoveIn(Schema):
    organisation_id: int
    parent_id: int


class RegroupIn(ActIn):
    model_config = _example(
        ends=True,
        moves=[{"organisation_id": 101, "parent_id": 7}, {"organisation_id": 102, "parent_id": 8}],
        on="2025-02-03",
        decision=DECISION,
    )

    ends: bool
    moves: list[MoveIn] = Field(min_length=1, max_length=5000)


class CorrectActIn(Schema):
    model_config = _example(reason="Ghi nhầm ngày có hiệu lực")

    reason: str = Field("", max_length=500)
    decision: DecidedByIn | None = None


class OfficeIn(Schema):
    model_config = _example(
        user_id=5, office="secretary", on="2025-07-01", decision_number="9-QĐ/ĐU"
    )

    user_id: int
    office: str = Field(max_length=30)
    on: date
    until: date | None = None
    decision_number: str = Field("", max_length=60)


class EndOfficeIn(Schema):
    model_config = _example(on="2026-01-01")

    on: date
    decision_number: str = Field("", max_length=60)


class PartyGroupIn(Schema):
    model_config = _example(name="Tổ đảng 1", on="2026-01-01")

    name: str = Field(max_length=120)
    on: date


# --- Answers


class KindOut(Schema):
    code: str
    name: str
    name_en: str
    rank: int
    holds_members: bool
    is_grassroots: bool


class OfficeKindOut(Schema):
    code: str
    name: str
    name_en: str
    rank: int
    is_single: bool


class NodeOut(Schema):
    """One organisation as of a day. ``members`` null: not known, or out of reach."""

    id: int
    code: str
    name: str
    kind: str
    members: int | None
    children: int
    later: str
    later_kind: str

    @staticmethod
    def of(node: Node) -> "NodeOut":
        return NodeOut(
            id=node.id,
            code=node.code,
            name=node.name,
            kind=node.kind,
            members=node.count,
            children=node.children_count,
            later=node.later,
            later_kind=node.later_kind,
        )


class OrganisationOut(Schema):
    id: int
    code: str
    name: str | None
    short_name: str | None
    symbol: str | None
    agency_type: str | None
    kind: str | None
    parent_id: int | None
    stands: bool


class ActOut(Schema):
    model_config = _example(
        id=8, what="merge", on="2025-07-01", decision_number="214-QĐ/ĐU",
        sentence="Ngày 01-7-2025: sáp nhập “Chi bộ Sông”, “Chi bộ Đồi” thành “Chi bộ Sông Đồi”.",
        outcome_id=51, organisation_ids=[31, 32, 51], corrects_id=None, corrected_by_id=None,
        recorded_at="2025-07-02T09:00:00+07:00",
    )  # fmt: skip

    id: int
    what: str
    on: date
    decision_number: str
    sentence: str
    outcome_id: int | None
    organisation_ids: list[int]
    corrects_id: int | None
    corrected_by_id: int | None
    recorded_at: datetime

    @staticmethod
    def of(told: Told, visible: set[int]) -> "ActOut":
        act: Act = told.act
        return ActOut(
            id=act.pk,
            what=act.what,
            on=act.effective_on,
            decision_number=act.decision_number,
            sentence=told.sentence,
            outcome_id=act.outcome_id,
            organisation_ids=sorted(visible),
            corrects_id=act.corrects_id,
            corrected_by_id=told.correction_id,
            recorded_at=act.recorded_at,
        )


class MovesAlongOut(Schema):
    label: str
    count: int


class RehearsalOut(Schema):
    """What the act would do; ``refused`` says why it cannot be done."""

    is_possible: bool
    refused: str
    moves_along: list[MovesAlongOut]

    @staticmethod
    def of(rehearsal: Rehearsal) -> "RehearsalOut":
        return RehearsalOut(
            is_possible=rehearsal.is_possible,
            refused=rehearsal.refused,
            moves_along=[
                MovesAlongOut(label=label, count=count) for label, count in rehearsal.lines
            ],
        )


class GrantOut(Schema):
    id: int
    user_id: int
    full_name: str
    office: str
    organisation_id: int
    valid_from: date
    valid_to: date | None
    decision_number: str

    @staticmethod
    def of(grant: Grant) -> "GrantOut":
        return GrantOut(
            id=grant.pk,
            user_id=grant.user_id,
            full_name=grant.user.full_name,
            office=grant.office.code,
            organisation_id=grant.organisation_id,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
            decision_number=grant.decision_number,
        )


class PartyGroupOut(Schema):
    id: int
    name: str
    organisation_id: int
    valid_from: date
    valid_to: date | None


class SuccessionOut(Schema):
    predecessor_id: int
    successor_id: int
    on: date
    share: Decimal
    members: int


class ShareOut(Schema):
    """``organisation_id`` null: ended without an heir."""

    organisation_id: int | None
    share: Decimal


class LineageOut(Schema):
    sentences: list[str]
    successions: list[SuccessionOut]
    today: list[ShareOut]


class ComparedFigureOut(Schema):
    """One line of a comparison; null is not known, never zero."""

    name: str
    label: str
    then: str | None
    now: str | None
    difference: str
    why: str


class ChangedOut(Schema):
    label: str
    then: str
    now: str


class TwoDaysOut(Schema):
    then: date
    now: date
    is_like_for_like: bool
    is_estimated: bool
    figures: list[ComparedFigureOut]
    changed: list[ChangedOut]


class WarningOut(Schema):
    sentence: str
    rule_id: str
    value: Any
    document: str
    clause: str
    certainty: str


def organisation_out(row: Organisation, parent_id: int | None, *, stands: bool) -> OrganisationOut:
    """A row of ``Organisation.objects.described`` as it is given out."""
    described: Any = row
    return OrganisationOut(
        id=row.pk,
        code=row.code,
        name=described.name,
        short_name=described.short_name,
        symbol=described.symbol,
        agency_type=described.agency_type,
        kind=described.kind_code,
        parent_id=parent_id,
        stands=stands,
    )
