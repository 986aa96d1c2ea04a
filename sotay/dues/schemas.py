"""What the routes take and give. Days are ISO, months the first of the month, money whole đồng."""

from datetime import date, datetime
from typing import Any, Self

from ninja import Field, Schema

from sotay.dues.importing import Plan
from sotay.dues.models import PaymentList, Receipt
from sotay.dues.services.ending import EndedMonth
from sotay.dues.sheets import PaidThere

_DONG = 10**12


class CollectionOut(Schema):
    """Sums of one cell's month."""

    organisation_id: int
    month: date
    state: str
    heads: int
    unknown: int
    settled: int
    owed: int
    paid: int
    missing: int
    received: int


class EndedMonthOut(CollectionOut):
    """An open month of a cell that has ended, in sums."""

    name: str
    ended_on: date

    @classmethod
    def of(cls, one: EndedMonth) -> Self:
        sums = CollectionOut.from_orm(one.collection).dict()
        return cls(**sums, name=one.name, ended_on=one.ended_on)


class PaidThereOut(Schema):
    """A month paid in the cell before: it is not owed here again."""

    member_id: int
    name: str
    amount: int
    organisation_id: int
    receipt: str

    @classmethod
    def of(cls, there: PaidThere) -> Self:
        held = there.credit
        return cls(
            member_id=held.member_id,
            name=held.member_name,
            amount=held.amount,
            organisation_id=held.paid_to_id,
            receipt=held.receipt_code,
        )


class LineOut(Schema):
    """One payer of a month; ``amount`` and ``left`` are null while the figure is not known."""

    member_id: int
    name: str
    is_guest: bool
    category: str
    base: int | None
    amount: int | None
    paid: int
    left: int | None
    arrears: dict[str, int]
    rule: str
    paid_there: list[PaidThereOut]


class SheetOut(CollectionOut):
    lines: list[LineOut]
    elsewhere: list[PaidThereOut]  # of who is here now, and whose month is another cell's


class ListLineOut(Schema):
    """One row of a list: what it says, what it would do, what is in the way.

    ``state``: ready, doubt (to be confirmed), wrong (to be mended), taken (before), left (out).
    """

    row: int
    state: str
    said: str
    member_id: int | None
    name: str
    months: list[date]
    amount: int | None
    amount_said: str
    received_on: date | None
    method: str
    problems: list[str]
    receipt_id: int | None


class PaymentListOut(Schema):
    """A list of payments; ``lines`` only while it is neither applied nor given up."""

    id: int
    organisation_id: int
    month: date
    sort: str
    file_name: str
    state: str
    counts: dict[str, Any]
    passed: dict[str, int]
    is_ready: bool
    lines: list[ListLineOut]

    @classmethod
    def of(cls, found: PaymentList, plan: Plan | None = None) -> Self:
        return cls(
            id=found.pk,
            organisation_id=found.organisation_id,
            month=found.collection.month,
            sort=found.sort,
            file_name=found.file_name,
            state=found.state,
            counts=found.counts,
            passed=found.passed,
            is_ready=plan is not None and plan.is_ready,
            lines=[
                ListLineOut(
                    row=line.row,
                    state=line.state,
                    said=line.said,
                    member_id=line.member_id,
                    name=line.name,
                    months=list(line.months),
                    amount=line.amount,
                    amount_said=line.amount_said,
                    received_on=line.day,
                    method=line.method,
                    problems=line.problems,
                    receipt_id=line.receipt.pk if line.receipt else None,
                )
                for line in (plan.lines if plan else [])
            ],
        )


class ColumnsOut(Schema):
    """The head of a table whose headings are not understood, and a guess at its columns."""

    rows: list[list[str]]
    first: int
    guess: dict[str, int]


class ColumnsIn(Schema):
    """Columns from 0; ``first`` is the row, from 1, where payments begin."""

    name: int | None = Field(None, ge=0, lt=60)
    code: int | None = Field(None, ge=0, lt=60)
    content: int | None = Field(None, ge=0, lt=60)
    amount: int = Field(ge=0, lt=60)
    day: int | None = Field(None, ge=0, lt=60)
    first: int = Field(ge=1, le=10_000)


class RowIn(Schema):
    """What a row means instead of what the file says."""

    member_id: int
    months: list[date] = Field(min_length=1, max_length=50)
    amount: int = Field(ge=1, lt=_DONG)
    method: str = Field("cash", max_length=6)
    received_on: date | None = None


class MonthIn(Schema):
    month: date


class PayIn(Schema):
    member_id: int
    months: list[date] = Field(max_length=36)
    amount: int | None = Field(None, ge=1, lt=_DONG)
    method: str = Field("cash", max_length=6)
    received_on: date | None = None


class EntryOut(Schema):
    month: date
    kind: str
    amount: int
    reason: str


class ReceiptOut(Schema):
    id: int
    number: int
    year: int
    member_id: int
    name: str
    amount: int
    method: str
    received_on: date
    made_at: datetime
    entries: list[EntryOut]

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        return cls(
            id=receipt.pk,
            number=receipt.number,
            year=receipt.year,
            member_id=receipt.member_id,
            name=receipt.member_name,
            amount=receipt.amount,
            method=receipt.method,
            received_on=receipt.received_on,
            made_at=receipt.made_at,
            entries=[
                EntryOut.model_validate(entry, from_attributes=True)
                for entry in receipt.payments.order_by("id")
            ],
        )


class DuesCountOut(Schema):
    count: int


class DuesReasonIn(Schema):
    reason: str = Field(max_length=300)


class BasisIn(Schema):
    member_id: int
    category: str = Field(max_length=16)
    income: int | None = Field(None, ge=1, lt=_DONG)
    region: int | None = Field(None, ge=1, le=4)
    since: date


class OwnBasisIn(Schema):
    category: str = Field(max_length=16)
    income: int | None = Field(None, ge=1, lt=_DONG)
    region: int | None = Field(None, ge=1, le=4)
    since: date


class BasisOut(Schema):
    member_id: int
    category: str
    income: int | None
    region: int | None
    valid_from: date
    valid_to: date | None


class ReliefIn(Schema):
    member_id: int
    percent: int = Field(ge=1, le=100)
    ground: str = Field(max_length=10)
    decision_number: str = Field(max_length=60)
    since: date
    count: int = Field(ge=0, le=120)


class ReliefOut(Schema):
    member_id: int
    percent: int
    ground: str
    decision_number: str
    valid_from: date
    valid_to: date | None


class DuesAccountIn(Schema):
    bank_code: str = Field(max_length=6)
    bank_name: str = Field(max_length=80)
    number: str = Field(max_length=30)
    holder: str = Field(max_length=120)


class AccountOut(Schema):
    bank_code: str
    bank_name: str
    number: str
    holder: str


class AdviceIn(Schema):
    months: list[date] = Field(max_length=36)
    amount: int = Field(ge=1, lt=_DONG)


class AdviceOut(Schema):
    id: int
    months: list[date]
    amount: int
    note: str
    state: str
    answer: str
    told_on: date


class RemittanceOut(Schema):
    id: int
    organisation_id: int
    to_organisation_id: int
    month: date
    base: int
    kept: int
    remitted: int
    state: str
    reason: str
    note: str
    rule: str


class TransferOut(Schema):
    months: list[date]
    amount: int
    note: str
    content: str


class MineOut(Schema):
    """One's own dues; ``transfer`` is null where the cell has no account or nothing is owed."""

    organisation_id: int
    paid_until: date | None
    left: int
    unknown: list[date]
    basis: BasisOut | None
    transfer: TransferOut | None
    receipts: list[ReceiptOut]
    advices: list[AdviceOut]


class DuesRowOut(Schema):
    """Sums of one organisation below; a figure is null where no cell has made its list."""

    organisation_id: int
    name: str
    cells: int
    lists: int
    closed: int
    silent: int
    figures: dict[str, Any]


class RollupOut(Schema):
    organisation_id: int
    month: date
    rows: list[DuesRowOut]
    total: DuesRowOut
