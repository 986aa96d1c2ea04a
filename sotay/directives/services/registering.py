"""A paper comes in: it is read, its findings are kept beside the text, a person confirms."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import RuleBroken
from sotay.core.models import StoredFile
from sotay.core.text import fold, nfc, tidy
from sotay.directives import citing, comparing
from sotay.directives.models import Citation, Clause, Document, DraftTask
from sotay.directives.reader import Reading, clauses
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation

SEARCHED_CHARACTERS = 400_000  # a tsvector holds 1 MB; the beginning of a longer text is searched
RELATIONS = {value for value, _label in Citation.Relation.choices}


class DocumentRefused(RuleBroken):
    """The paper cannot be put into the register as asked; the message is fit to show."""


@dataclass(frozen=True)
class Identity:
    """What makes a document itself: organ, type, number and date together."""

    type_name: str
    type_code: str
    number: str
    organ_symbol: str
    issued_on: date
    organ: str = ""
    abstract: str = ""
    place: str = ""
    signer: str = ""
    authority: str = ""

    def checked(self) -> "Identity":
        """The same, tidied.

        :raises DocumentRefused: a part without which the document cannot be told from others
        """
        for label, given in (
            (_("loại văn bản"), self.type_name),
            (_("số"), self.number),
            (_("ký hiệu cơ quan ban hành"), self.organ_symbol),
        ):
            if not given.strip():
                raise DocumentRefused(
                    _("Thiếu %(part)s. Đồng chí ghi thêm vào ô ấy rồi lưu lại.") % {"part": label}
                )
        number = tidy(self.number)
        if number.isdigit():
            number = f"{int(number):02d}"
        return Identity(
            type_name=tidy(self.type_name),
            type_code=tidy(self.type_code),
            number=number,
            organ_symbol=tidy(self.organ_symbol),
            issued_on=self.issued_on,
            organ=tidy(self.organ),
            abstract=tidy(self.abstract),
            place=tidy(self.place),
            signer=tidy(self.signer),
            authority=tidy(self.authority),
        )


@transaction.atomic
def register_document(
    *,
    reading: Reading,
    identity: Identity,
    actor: Actor,
    issuer: Organisation | None = None,
    file: StoredFile | None = None,
    file_name: str = "",
    secrecy: str = "",
    is_programme: bool = False,
    plan_year: int | None = None,
) -> Document:
    """Put a paper that was read into the register as a draft, with every finding in its place.

    ``issuer`` is one of our organisations; a paper from outside has none. A paper with a secrecy
    mark keeps neither text nor file here, by policy: only that it exists.

    :raises PermissionDenied: no office that registers papers for ``issuer``
    :raises DocumentRefused: the document is in the register already, or a part is missing
    """
    require(actor, "directives.register", issuer or _own_organisation(actor))
    given = identity.checked()
    text = "" if secrecy else nfc(reading.text)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                type_code=given.type_code,
                type_name=given.type_name,
                number=given.number,
                organ_symbol=given.organ_symbol,
                organ=given.organ,
                issuer=issuer,
                issued_on=given.issued_on,
                place=given.place,
                abstract=given.abstract,
                signer=given.signer,
                authority=given.authority,
                text=text,
                file=None if secrecy else file,
                file_name="" if secrecy else file_name,
                secrecy=secrecy,
                in_force_from=given.issued_on,
                is_programme=is_programme,
                plan_year=plan_year,
                created_by=actor.user,
            )
    except IntegrityError:
        raise DocumentRefused(
            _("%(type)s số %(symbol)s ngày này đã có trong sổ. Đồng chí mở văn bản ấy thay vì thêm mới.")
            % {
                "type": given.type_name,
                "symbol": f"{given.number}-{given.type_code}/{given.organ_symbol}",
            }
        ) from None
    if text:
        _keep_findings(document, reading)
    _index(document)
    citing.link_others_to(document)
    audit.record(actor, "directives.register", document, organisation=issuer, symbol=document.symbol)
    return document


def _own_organisation(actor: Actor) -> Organisation:
    """Where a paper from outside is registered: the actor's own organisation."""
    if actor.organisation is None:
        raise DocumentRefused(_("Đồng chí chưa giữ chức vụ ở tổ chức nào nên chưa vào sổ văn bản được."))
    return actor.organisation


def _keep_findings(document: Document, reading: Reading) -> None:
    parts = [
        Clause(
            document=document,
            path=clause.path[:40],
            text=document.text[clause.start : clause.end].strip(),
            ordinal=ordinal,
            start=clause.start,
            end=clause.end,
        )
        for ordinal, clause in enumerate(clauses(document.text))
    ]
    Clause.objects.bulk_create(parts)
    found = reading.as_dict()
    Citation.objects.bulk_create(_citation(document, row) for row in found["citations"])
    citing.link_own(document)
    drafts = [_draft(document, parts, row, DraftTask.Kind.TASK) for row in found["tasks"]]
    drafts += [
        _draft(document, parts, row, DraftTask.Kind.TARGET)
        for row in found["targets"]
        if row.get("kind", "target") == "target"
    ]
    DraftTask.objects.bulk_create(drafts)


def _citation(document: Document, row: dict[str, Any]) -> Citation:
    return Citation(
        document=document,
        relation=row["relation"] if row.get("relation") in RELATIONS else "cites",
        line=row["line"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        type_name=row["type"] or "",
        symbol=row["symbol"] or "",
        named=row["named"] or "",
        dated=date.fromisoformat(row["date"]) if row["date"] else None,
        issuer=row["issuer"] or "",
        is_inconsistent=bool(row["inconsistent"]),
        suggestion=row["suggestion"] or "",
    )


def _clause_at(parts: list[Clause], start: int) -> Clause | None:
    """The innermost clause in which an offset lies: the last that begins at or before it."""
    holding = [part for part in parts if part.start <= start < part.end]
    return max(holding, key=lambda part: (part.start, -part.end), default=None)


def _amount(given: Any) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def _draft(
    document: Document, parts: list[Clause], row: dict[str, Any], kind: DraftTask.Kind
) -> DraftTask:
    low = _amount(row.get("low"))
    return DraftTask(
        document=document,
        clause=_clause_at(parts, row["start"]),
        kind=kind,
        line=row["line"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        who=(row.get("who") or "")[:300],
        what=(row.get("what") or "")[:500],
        due_on=date.fromisoformat(row["due"]) if row.get("due") else None,
        due_text=(row.get("due_text") or "")[:120],
        product=(row.get("product") or "")[:200],
        low=low if low is not None else _amount(row.get("quantity")),
        high=_amount(row.get("high")),
        unit=(row.get("unit") or "")[:40],
        comparator=(row.get("comparator") or "")[:3],
        missing=list(row.get("missing") or []),
    )


def _index(document: Document) -> None:
    """Make the document findable by its words with and without marks; its name weighs most."""
    title = f"{document.type_name} {document.symbol} {document.abstract}"
    body = document.text[:SEARCHED_CHARACTERS]
    Document.objects.filter(pk=document.pk).update(
        folded=fold(title),
        search=SearchVector(Value(title), config="simple", weight="A")
        + SearchVector(Value(fold(title)), config="simple", weight="B")
        + SearchVector(Value(body), config="simple", weight="C")
        + SearchVector(Value(fold(body)), config="simple", weight="D"),
    )


@transaction.atomic
def confirm_document(
    *, document: Document, identity: Identity, actor: Actor, is_programme: bool | None = None
) -> Document:
    """A person has looked at what was read: the document stands in the register.

    What it replaces or repeals, where that document is in the register, ends on its first day.

    :raises DocumentRefused: another document has this identity
    """
    require(actor, "directives.register", document.issuer or _own_organisation(actor))
    given = identity.checked()
    document = Document.objects.select_for_update().get(pk=document.pk)
    for name in (
        "type_name type_code number organ_symbol issued_on organ abstract place signer authority"
    ).split():
        setattr(document, name, getattr(given, name))
    document.in_force_from = given.issued_on
    if is_programme is not None:
        document.is_programme = is_programme
    if document.state == Document.State.DRAFT:
        document.state = Document.State.REGISTERED
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        raise DocumentRefused(
            _("Trong sổ đã có văn bản khác mang đúng số, ký hiệu và ngày này.")
        ) from None
    _index(document)
    citing.link_others_to(document)
    citing.end_what_it_replaces(document, actor)
    if document.plan_year is not None:
        comparing.measure_plan(document)
    audit.record(
        actor, "directives.confirm", document, organisation=document.issuer, symbol=document.symbol
    )
    return document


@transaction.atomic
def remove_draft_document(*, document: Document, actor: Actor) -> None:
    """Take a paper that was only read, never confirmed, out again.

    :raises DocumentRefused: it was confirmed, issued, or something hangs on it
    """
    require(actor, "directives.register", document.issuer or _own_organisation(actor))
    if document.state != Document.State.DRAFT or document.distributions.exists():
        raise DocumentRefused(_("Văn bản đã vào sổ thì không xóa. Muốn thôi dùng, ghi ngày hết hiệu lực."))
    audit.record(
        actor, "directives.remove_draft", document, organisation=document.issuer, symbol=document.symbol
    )
    document.delete()
