"""A paper comes in: it is read, its findings are kept beside the text, a person confirms."""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model, Q, Value
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.core.models import StoredFile
from sotay.core.text import fold, nfc, tidy
from sotay.directives import citing, comparing, searching, secrecy
from sotay.directives.models import Citation, Clause, Document, DraftTask
from sotay.directives.reader import Reading, clauses
from sotay.directives.services.receiving import MarkedPaper
from sotay.directives.types import joined, padded
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation

SEARCHED_CHARACTERS = 200_000  # the beginning of a longer text is searched
RELATIONS = {value for value, _label in Citation.Relation.choices}
MOST_DAYS_AHEAD = 366


class DocumentRefused(RuleBroken):
    """The paper cannot be put into the register as asked; the message is fit to show."""


@dataclass(frozen=True)
class Identity:
    """What makes a document itself (organ, type, number, date), and what else is told of it."""

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
        """The same, tidied, the number as issued papers write it.

        :raises DocumentRefused: a part without which the document cannot be told from others, or
            one that is too long
        """
        tidied: dict[str, Any] = {
            part.name: tidy(getattr(self, part.name).replace("\x00", ""))
            for part in fields(self)
            if part.name != "issued_on"
        }
        given = replace(self, **tidied)
        for name, label in _parts():
            value = getattr(given, name)
            if not value and name in ("type_name", "type_code", "number", "organ_symbol"):
                raise DocumentRefused(
                    _("Thiếu %(part)s. Đồng chí ghi thêm vào ô ấy rồi lưu lại.") % {"part": label}
                )
            longest = longest_of(Document, name)
            if longest is not None and len(value) > longest:
                raise DocumentRefused(
                    _("Phần %(part)s dài quá %(most)d chữ. Đồng chí rút gọn rồi lưu lại.")
                    % {"part": label, "most": longest}
                )
        return replace(given, number=padded(given.number, given.issued_on))


def longest_of(model: type[Model], name: str) -> int | None:
    """How many characters a column holds, if it is bounded."""
    return getattr(model._meta.get_field(name), "max_length", None)


def _parts() -> list[tuple[str, str]]:
    return [
        ("type_name", _("loại văn bản")),
        ("type_code", _("ký hiệu loại văn bản")),
        ("number", _("số")),
        ("organ_symbol", _("ký hiệu cơ quan ban hành")),
        ("organ", _("cơ quan ban hành")),
        ("place", _("nơi ban hành")),
        ("signer", _("người ký")),
        ("authority", _("quyền hạn ký")),
    ]


@transaction.atomic
def register_document(
    *,
    reading: Reading,
    identity: Identity,
    actor: Actor,
    issuer: Organisation | None = None,
    file: StoredFile | None = None,
    file_name: str = "",
    secrecy_mark: str = "",
    is_programme: bool = False,
    plan_year: int | None = None,
) -> Document:
    """Put a paper that was read into the register as a draft, with every finding in its place.

    ``issuer`` is one of our organisations; a paper from outside has none and is kept by the actor's
    own. A paper with a secrecy mark comes without words, file and abstract, by policy: only that it
    exists.

    :raises PermissionDenied: no office that registers papers for ``issuer``
    :raises MarkedPaper: marked, and yet with words, a file or an abstract
    :raises DocumentRefused: the document is in the register already, or a part is missing
    """
    keeper = issuer or own_organisation(actor)
    require(actor, "directives.register", keeper)
    given = identity.checked()
    text = nfc(reading.text)
    if secrecy_mark and (text.strip() or file is not None or given.abstract):
        raise MarkedPaper
    if secrecy.mark_of(text):
        raise MarkedPaper
    _refuse_what_is_known(given, issuer, keeper, actor)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                **{part.name: getattr(given, part.name) for part in fields(given)},
                issuer=issuer,
                registered_by=keeper,
                text=text,
                file=file,
                file_name=file_name if file is not None else "",
                secrecy=secrecy_mark,
                in_force_from=given.issued_on,
                is_programme=is_programme,
                plan_year=plan_year,
                created_by=actor.user,
            )
    except IntegrityError:
        raise _already_there(given) from None
    if text:
        _keep_findings(document, reading)
    _index(document)
    citing.link_others_to(document)
    audit.record(
        actor, "directives.register", document, organisation=keeper, symbol=document.symbol
    )
    return document


def own_organisation(actor: Actor) -> Organisation:
    """Where a paper from outside is kept: the actor's own organisation."""
    if actor.organisation is None:
        raise DocumentRefused(
            _("Đồng chí chưa giữ chức vụ ở tổ chức nào nên chưa vào sổ văn bản được.")
        )
    return actor.organisation


def _already_there(given: Identity) -> DocumentRefused:
    return DocumentRefused(
        _(
            "%(type)s số %(symbol)s ngày %(day)s đã có trong sổ. Đồng chí mở văn bản ấy thay vì "
            "thêm mới."
        )
        % {
            "type": given.type_name,
            "symbol": joined(given.number, given.type_code, given.organ_symbol),
            "day": written(given.issued_on),
        }
    )


def _refuse_what_is_known(
    given: Identity,
    issuer: Organisation | None,
    keeper: Organisation,
    actor: Actor,
    but: int | None = None,
) -> None:
    """One paper stands once in the register of its keeper.

    A paper from outside that a superior keeps is read there, not put in again below; that somebody
    below keeps it already is no reason for the superior not to.
    """
    if given.issued_on > actor.today and (given.issued_on - actor.today).days > MOST_DAYS_AHEAD:
        raise DocumentRefused(
            _("Ngày ban hành %(day)s còn quá xa. Đồng chí kiểm tra lại năm.")
            % {"day": written(given.issued_on)}
        )
    same = Document.objects.filter(
        type_name=given.type_name,
        type_code=given.type_code,
        number=given.number,
        organ_symbol=given.organ_symbol,
        issued_on=given.issued_on,
        issuer=issuer,
    )
    if but is not None:
        same = same.exclude(pk=but)
    if issuer is None:
        above = Q(registered_by__lft__lte=keeper.lft, registered_by__rgt__gte=keeper.rgt)
        same = same.filter(Q(registered_by=keeper) | (above & ~Q(state=Document.State.DRAFT)))
    if same.exists():
        raise _already_there(given)


def _keep_findings(document: Document, reading: Reading) -> None:
    parts = [
        Clause(
            document=document,
            path=clause.path[:40],
            text=document.text[clause.start : clause.own_end].strip(),
            ordinal=ordinal,
            start=clause.start,
            end=clause.end,
        )
        for ordinal, clause in enumerate(clauses(document.text))
    ]
    Clause.objects.bulk_create(parts, batch_size=500)
    found = reading.as_dict()
    Citation.objects.bulk_create(
        [_citation(document, row) for row in found["citations"]], batch_size=500
    )
    citing.link_own(document)
    drafts = [_draft(document, parts, row, DraftTask.Kind.TASK) for row in found["tasks"]]
    drafts += [
        _draft(document, parts, row, DraftTask.Kind.TARGET)
        for row in found["targets"]
        if row.get("kind", "target") == "target"
    ]
    DraftTask.objects.bulk_create(drafts, batch_size=500)


def _citation(document: Document, row: dict[str, Any]) -> Citation:
    return Citation(
        document=document,
        relation=row["relation"] if row.get("relation") in RELATIONS else "cites",
        line=row["line"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        type_name=(row["type"] or "")[:40],
        symbol=(row["symbol"] or "")[:60],
        named=(row["named"] or "")[:200],
        dated=date.fromisoformat(row["date"]) if row["date"] else None,
        issuer=(row["issuer"] or "")[:200],
        is_inconsistent=bool(row["inconsistent"]),
        reason=row["reason"] or "",
        suggestion=(row["suggestion"] or "")[:300],
        alternatives=list(row["alternatives"]),
    )


def clause_at(parts: list[Clause], start: int) -> Clause | None:
    """The innermost clause in which an offset lies: the last that begins at or before it."""
    holding = [part for part in parts if part.start <= start < part.end]
    return max(holding, key=lambda part: (part.start, -part.end), default=None)


def _amount(given: Any) -> Decimal | None:
    """A quantity as the register keeps it; one too large to be meant is left to the words."""
    if given is None:
        return None
    amount = Decimal(str(given))
    return amount if abs(amount) < Decimal(10) ** 11 else None


def _draft(
    document: Document, parts: list[Clause], row: dict[str, Any], kind: DraftTask.Kind
) -> DraftTask:
    low = _amount(row.get("low"))
    return DraftTask(
        document=document,
        clause=clause_at(parts, row["start"]),
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
        criterion=(row.get("criterion") or "")[:300],
        low=low if low is not None else _amount(row.get("quantity")),
        high=_amount(row.get("high")),
        unit=(row.get("unit") or "")[:40],
        comparator=(row.get("comparator") or "")[:3],
        missing=list(row.get("missing") or []),
    )


def _index(document: Document) -> None:
    """Make the document findable by its words with and without marks; its name weighs most.

    PostgreSQL holds at most 1 MB of words for one row: a text of too many different ones is
    searched in a shorter beginning.
    """
    title = f"{document.type_name} {document.symbol} {document.organ} {document.abstract}"
    characters = SEARCHED_CHARACTERS
    while True:
        body = document.text[:characters]
        try:
            with transaction.atomic():
                Document.objects.filter(pk=document.pk).update(
                    folded=fold(title),
                    search=SearchVector(Value(searching.marked(title)), config="simple", weight="A")
                    + SearchVector(Value(searching.unmarked(title)), config="simple", weight="B")
                    + SearchVector(Value(searching.marked(body)), config="simple", weight="C")
                    + SearchVector(Value(searching.unmarked(body)), config="simple", weight="D"),
                )
            return
        except DatabaseError:
            if characters < 1000:
                raise
            characters //= 2


@transaction.atomic
def confirm_document(
    *,
    document: Document,
    identity: Identity,
    actor: Actor,
    is_programme: bool | None = None,
    plan_year: int | None = None,
    in_force_from: date | None = None,
) -> Document:
    """A person has looked at what was read: the document stands in the register.

    What it replaces or repeals, where that document is in the register and in the actor's reach,
    ends on its first day. ``in_force_from`` is by default the day of issue; ``plan_year`` stays as
    it was where none is given.

    :raises PermissionDenied: no office that registers papers where the document is kept
    :raises DocumentRefused: another document has this identity, or a part is missing
    """
    require(actor, "directives.register", document.home)
    given = identity.checked()
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("issuer", "registered_by")
        .get(pk=document.pk)
    )
    if document.secrecy and given.abstract:
        raise MarkedPaper
    _refuse_what_is_known(given, document.issuer, document.registered_by, actor, document.pk)
    first = in_force_from or given.issued_on
    if first < given.issued_on:
        raise DocumentRefused(_("Văn bản không có hiệu lực trước ngày ban hành."))
    if document.in_force_to is not None and document.in_force_to <= first:
        raise DocumentRefused(
            _("Văn bản đã hết hiệu lực từ ngày %(day)s nên không bắt đầu từ ngày ấy hoặc sau đó.")
            % {"day": written(document.in_force_to)}
        )
    for part in fields(given):
        setattr(document, part.name, getattr(given, part.name))
    document.in_force_from = first
    if is_programme is not None:
        document.is_programme = is_programme
    if plan_year is not None:
        document.plan_year = plan_year
    is_new = document.state == Document.State.DRAFT
    if is_new:
        document.state = Document.State.REGISTERED
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        raise _already_there(given) from None
    _index(document)
    citing.link_others_to(document)
    citing.settle_changes(document, actor, is_new=is_new)
    if document.issuer_id is not None and document.text:
        comparing.measure_plan(document)
    audit.record(
        actor, "directives.confirm", document, organisation=document.home, symbol=document.symbol
    )
    return document


@transaction.atomic
def remove_draft_document(*, document: Document, actor: Actor) -> None:
    """Take a paper that was only read, never confirmed, out again.

    :raises PermissionDenied: no office that registers papers where the document is kept
    :raises DocumentRefused: it was confirmed
    """
    require(actor, "directives.register", document.home)
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.state != Document.State.DRAFT:
        raise DocumentRefused(
            _("Văn bản đã vào sổ thì không xóa. Muốn thôi dùng, ghi ngày hết hiệu lực.")
        )
    audit.record(
        actor, "directives.remove_draft", document, organisation=document.home,
        symbol=document.symbol,
    )  # fmt: skip
    locked.delete()
