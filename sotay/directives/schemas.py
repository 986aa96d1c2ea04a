"""What the routes take and give. Days are ISO (2026-10-14), offsets characters, shares of one."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from sotay.directives.chain import Break, ChainNode
from sotay.directives.comparing import Shown
from sotay.directives.coverage import Coverage
from sotay.directives.models import Citation, Distribution, Document, DraftTask
from sotay.followups.rules import Measure

MOST_ID = 2**63 - 1
Key = Annotated[int, Field(ge=1, le=MOST_ID)]
Relation = Literal[
    "cites", "based_on", "implements", "replaces", "amends", "supplements", "repeals"
]
Against = Literal["upper", "last_year", "neighbour"]


def _holdable(words: str) -> str:
    if "\x00" in words:
        raise ValueError("the character U+0000 cannot be kept")
    return words


Words = Annotated[str, AfterValidator(_holdable)]


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class IdentityOut(Schema):
    """What a paper says of itself; null where it says nothing."""

    type: str | None
    number: int | str | None
    symbol: str | None
    superior: str | None
    organ: str | None
    place: str | None
    date: str | None
    abstract: str | None
    title: str | None
    authority: str | None
    office: str | None
    signer: str | None


class ReadCitationOut(Schema):
    line: int
    start: int
    end: int
    text: str
    type: str | None
    number: int | str | None
    symbol: str | None
    named: str | None
    date: str | None
    issuer: str | None
    inferred: bool
    inconsistent: bool
    reason: str | None
    suggestion: str | None
    alternatives: list[str]
    relation: str


class ReadTargetOut(Schema):
    line: int
    start: int
    end: int
    text: str
    quantity: float
    low: float | None
    high: float | None
    unit: str | None
    comparator: str
    what: str | None
    kind: str


class ReadTaskOut(Schema):
    line: int
    start: int
    end: int
    text: str
    who: str | None
    what: str
    due: str | None
    due_text: str | None
    quantity: float | None
    comparator: str | None
    unit: str | None
    criterion: str | None
    product: str | None
    missing: list[str]


class ReadingOut(Schema):
    """Everything the reader found; offsets are into ``text``. Nothing is kept."""

    model_config = _example(
        text="Số 27-KH/ĐU …",
        document={"type": "Kế hoạch", "number": 27, "symbol": "27-KH/ĐU", "date": "2026-10-14"},
        citations=[],
        targets=[],
        tasks=[],
    )

    text: str
    document: IdentityOut
    citations: list[ReadCitationOut]
    targets: list[ReadTargetOut]
    tasks: list[ReadTaskOut]


class ReadIn(Schema):
    """Form fields: ``text``, or a file sent under ``file``."""

    model_config = _example(text="Thực hiện Chỉ thị số 05-CT/TW …")

    text: Words = Field("", max_length=2_000_000)


class RegisterIn(ReadIn):
    """Form fields beside ``file``. What is empty is taken from what the paper says of itself.

    ``issuer_id`` is one of our organisations; ``outside`` says that none is meant; without either
    the paper's own organ decides. ``secrecy`` refuses text, file and abstract.
    """

    model_config = _example(
        text="Số 27-KH/ĐU …", type_name="Kế hoạch", number="27", organ_symbol="ĐU",
        issued_on="2026-10-14", issuer_id=3, plan_year=2026,
    )  # fmt: skip

    type_name: Words = Field("", max_length=40)
    number: Words = Field("", max_length=20)
    organ_symbol: Words = Field("", max_length=20)
    issued_on: date | None = None
    organ: Words = Field("", max_length=200)
    place: Words = Field("", max_length=80)
    abstract: Words = Field("", max_length=2000)
    authority: Words = Field("", max_length=160)
    signer: Words = Field("", max_length=160)
    issuer_id: Key | None = None
    outside: bool = False
    secrecy: Literal["", "mat", "toi-mat", "tuyet-mat"] = ""
    is_programme: bool = False
    plan_year: int | None = Field(None, ge=1930, le=2200)


class ConfirmIn(Schema):
    """What is left out stays as it was read."""

    model_config = _example(abstract="nâng cao chất lượng sinh hoạt chi bộ", is_programme=True)

    type_name: Words | None = Field(None, max_length=40)
    number: Words | None = Field(None, max_length=20)
    organ_symbol: Words | None = Field(None, max_length=20)
    issued_on: date | None = None
    organ: Words | None = Field(None, max_length=200)
    place: Words | None = Field(None, max_length=80)
    abstract: Words | None = Field(None, max_length=2000)
    authority: Words | None = Field(None, max_length=160)
    signer: Words | None = Field(None, max_length=160)
    is_programme: bool | None = None
    plan_year: int | None = Field(None, ge=1930, le=2200)
    in_force_from: date | None = None


class DocumentOut(Schema):
    """A paper of the register. ``in_force_to`` is the first day on which it no longer holds."""

    model_config = _example(
        id=12, type_name="Kế hoạch", symbol="27-KH/ĐU", number="27", type_code="KH",
        organ_symbol="ĐU", organ="Đảng ủy các cơ quan tỉnh", issuer_id=3, registered_by_id=3,
        issued_on="2026-10-14", abstract="nâng cao chất lượng sinh hoạt chi bộ", secrecy="",
        state="registered", in_force_from="2026-10-14", in_force_to=None, is_programme=False,
        plan_year=2026,
    )  # fmt: skip

    id: int
    type_name: str
    type_code: str
    number: str
    organ_symbol: str
    symbol: str
    organ: str
    issuer_id: int | None
    registered_by_id: int
    issued_on: date
    abstract: str
    secrecy: str
    state: str
    in_force_from: date | None
    in_force_to: date | None
    is_programme: bool
    plan_year: int | None

    @classmethod
    def of(cls, document: Document) -> "DocumentOut":
        return cls.model_validate(document, from_attributes=True)


class DocumentsOut(Schema):
    total: int
    page: int
    pages: int
    items: list[DocumentOut]


class ClauseOut(Schema):
    id: int
    path: str
    text: str
    start: int
    end: int


class CitationOut(Schema):
    """A citation as it is kept. ``target_id`` is null also where you may not see the target."""

    id: int
    start: int
    end: int
    text: str
    relation: str
    type_name: str
    symbol: str
    named: str
    dated: date | None
    issuer: str
    is_inconsistent: bool
    alternatives: list[str]
    resolution: str
    is_decided: bool
    target_id: int | None

    @classmethod
    def of(cls, row: Citation, seen: set[int]) -> "CitationOut":
        made = cls.model_validate(row, from_attributes=True)
        if made.target_id not in seen:
            made.target_id = None
        return made


class DraftOut(Schema):
    """A task or target as proposed. ``missing`` lists owner, day, criterion, product."""

    id: int
    kind: str
    state: str
    clause_id: int | None
    start: int
    end: int
    text: str
    who: str
    what: str
    due_on: date | None
    due_text: str
    criterion: str
    product: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    comparator: str
    missing: list[str]

    @classmethod
    def of(cls, row: DraftTask) -> "DraftOut":
        return cls.model_validate(row, from_attributes=True)


class DocumentDetailOut(DocumentOut):
    text: str
    place: str
    signer: str
    authority: str
    file_name: str
    clauses: list[ClauseOut]
    citations: list[CitationOut]
    drafts: list[DraftOut]

    @classmethod
    def made(cls, document: Document, visible: Any) -> "DocumentDetailOut":
        citations = list(document.citations.kept())
        targets = [row.target_id for row in citations if row.target_id]
        seen = set(visible.filter(pk__in=targets).values_list("pk", flat=True))
        clauses = document.clauses.all()
        return cls(
            **DocumentOut.of(document).dict(),
            text=document.text,
            place=document.place,
            signer=document.signer,
            authority=document.authority,
            file_name=document.file_name,
            clauses=[ClauseOut.model_validate(row, from_attributes=True) for row in clauses],
            citations=[CitationOut.of(row, seen) for row in citations],
            drafts=[DraftOut.of(row) for row in document.drafts.all()],
        )


class IssueIn(Schema):
    model_config = _example(organisation_ids=[4, 5, 9])

    organisation_ids: list[Key] = Field(max_length=2000)


class DistributionOut(Schema):
    """A receiver. ``opened_at`` null: nobody there has opened it yet."""

    organisation_id: int
    sent_at: datetime
    opened_at: datetime | None
    opened_by: str

    @classmethod
    def of(cls, row: Distribution) -> "DistributionOut":
        return cls(
            organisation_id=row.organisation_id,
            sent_at=row.sent_at,
            opened_at=row.opened_at,
            opened_by=row.opened_by.full_name if row.opened_by else "",
        )


class PaperCountOut(Schema):
    count: int


class MeasureIn(Schema):
    """How the result is judged; without ``target`` it is a milestone."""

    model_config = _example(
        name="Tỷ lệ đảng viên dự", target=90, comparator=">", unit="", out_of=True
    )

    name: Words = Field(min_length=1, max_length=200)
    target: Decimal | None = Field(None, max_digits=14, decimal_places=3)
    comparator: Literal[">=", ">", "<=", "="] = ">="
    unit: Words = Field("", max_length=40)
    out_of: bool = False

    def measure(self) -> Measure:
        if self.target is None:
            return Measure(kind="milestone", name=self.name)
        return Measure(
            kind="quantity",
            name=self.name,
            comparator=self.comparator,
            target=self.target,
            unit=self.unit,
            out_of=self.out_of,
        )


class TakeIn(Schema):
    model_config = _example(
        owner_ids=[4, 5], title="Rà soát quy chế làm việc", due_on="2026-11-14",
        product="Báo cáo", criteria=[{"name": "Báo cáo đã nộp"}],
    )  # fmt: skip

    owner_ids: list[Key] = Field(min_length=1, max_length=300)
    title: Words = Field(max_length=300)
    starts_on: date | None = None
    due_on: date
    product: Words = Field("", max_length=200)
    criteria: list[MeasureIn] = Field(min_length=1, max_length=20)


class TakenOut(Schema):
    task_ids: list[int]


class DraftIn(Schema):
    model_config = _example(
        what="Rà soát quy chế làm việc", who="Các đảng ủy, chi ủy cơ sở", due_on="2026-11-14",
        criterion="Báo cáo đã nộp", product="Báo cáo",
    )  # fmt: skip

    what: Words = Field(max_length=500)
    who: Words = Field("", max_length=300)
    due_on: date | None = None
    criterion: Words = Field("", max_length=300)
    product: Words = Field("", max_length=200)


class AddIn(Schema):
    model_config = _example(words="Mỗi chi bộ họp vào ngày 05 hằng tháng", kind="task")

    words: Words = Field(max_length=3000)
    kind: Literal["task", "target"] = "task"


class LinkIn(Schema):
    """``target_id`` null: the document meant is not in the register."""

    model_config = _example(target_id=7, relation="implements")

    target_id: Key | None = None
    relation: Relation | None = None


class RepairIn(Schema):
    """One of the citation's ``alternatives`` in words, ``unclear``, or a document by its id."""

    model_config = _example(choice="19-QĐ/TU")

    choice: Words = Field("", max_length=300)
    target_id: Key | None = None


class WaiveIn(Schema):
    model_config = _example(organisation_id=9, reason="Chi bộ mới thành lập")

    organisation_id: Key
    reason: Words = Field(max_length=300)


class WaiverOut(Schema):
    id: int
    clause_id: int
    organisation_id: int
    reason: str
    waived_on: date


class EndForceIn(Schema):
    """``on``: the first day on which it no longer holds."""

    model_config = _example(on="2027-01-01")

    on: date


class ClauseColumnOut(Schema):
    clause_id: int | None
    path: str
    text: str


class CellOut(Schema):
    """``state``: covered, waived, silent, or unasked."""

    state: str
    tasks: int
    reason: str
    waiver_id: int | None


class CoverageRowOut(Schema):
    organisation_id: int
    name: str
    cells: list[CellOut]


class CoverageOut(Schema):
    """Columns × organisations directly under ``scope_id``; ``silent`` rows have a silent cell."""

    scope_id: int
    day: date
    silent: int
    columns: list[ClauseColumnOut]
    rows: list[CoverageRowOut]

    @classmethod
    def of(cls, found: Coverage, scope_id: int, day: date) -> "CoverageOut":
        return cls(
            scope_id=scope_id,
            day=day,
            silent=found.silent_organisations,
            columns=[
                ClauseColumnOut(
                    clause_id=column.clause.pk if column.clause else None,
                    path=column.path,
                    text=column.words,
                )
                for column in found.columns
            ],
            rows=[
                CoverageRowOut(
                    organisation_id=row.organisation.pk,
                    name=row.organisation.name or "",
                    cells=[
                        CellOut(
                            state=cell.state,
                            tasks=cell.tasks,
                            reason=cell.reason,
                            waiver_id=cell.waiver_id,
                        )
                        for cell in row.cells
                    ],
                )
                for row in found.rows
            ],
        )


class ChainNodeOut(Schema):
    """``depth``: 0 the document itself, below it upwards from 1, above it from -1."""

    document: DocumentOut
    depth: int
    carries_out: list[int]
    is_stale: bool


class BreakOut(Schema):
    organisation_id: int
    document_id: int


class ChainOut(Schema):
    nodes: list[ChainNodeOut]
    breaks: list[BreakOut]

    @classmethod
    def of(cls, nodes: Iterable[ChainNode], breaks: Iterable[Break]) -> "ChainOut":
        return cls(
            nodes=[
                ChainNodeOut(
                    document=DocumentOut.of(node.document),
                    depth=node.depth,
                    carries_out=node.parents,
                    is_stale=node.is_stale,
                )
                for node in nodes
            ],
            breaks=[
                BreakOut(organisation_id=one.organisation.pk, document_id=one.document.pk)
                for one in breaks
            ],
        )


class LostOut(Schema):
    """``kind``: day, figure or person."""

    kind: str
    words: str


class PairOut(Schema):
    """``kind``: copied, near, meaning, own (only in the plan), absent (only in the other text)."""

    kind: str
    upper: str
    plan: str
    lost: list[LostOut]


class ComparisonOut(Schema):
    """Shares are of the plan's syllables. They inform; they are no verdict.

    ``other_id`` null: there is nothing to compare with, or nothing that you may see.
    """

    model_config = _example(
        other_id=12, syllables=85, copied_syllables=30, copied=0.353, near=0.118, meaning=0.271,
        drafts=5, incomplete=3, missing={"owner": 2, "day": 3, "criterion": 3, "product": 1},
        pairs=[], hidden=0, also=[],
    )  # fmt: skip

    other_id: int | None
    syllables: int
    copied_syllables: int
    copied: float
    near: float
    meaning: float
    drafts: int
    incomplete: int
    missing: dict[str, int]
    pairs: list[PairOut]
    hidden: int
    also: list[int]

    @classmethod
    def of(cls, shown: Shown) -> "ComparisonOut":
        result = shown.result
        return cls(
            other_id=shown.other.pk if shown.other else None,
            syllables=result.syllables if result else 0,
            copied_syllables=result.copied_syllables if result else 0,
            copied=result.copied if result else 0.0,
            near=result.near if result else 0.0,
            meaning=result.meaning if result else 0.0,
            drafts=shown.drafts,
            incomplete=shown.incomplete,
            missing=dict(shown.missing),
            pairs=[
                PairOut(
                    kind=pair.kind,
                    upper="".join(segment.text for segment in pair.upper),
                    plan="".join(segment.text for segment in pair.plan),
                    lost=[LostOut(kind=one.kind, words=one.words) for one in pair.lost],
                )
                for pair in shown.pairs
            ],
            hidden=shown.hidden,
            also=[row.pk for row in shown.also],
        )


class HollowOut(Schema):
    plan_id: int
    other_id: int
    copied: Decimal
    near: Decimal
    meaning: Decimal
