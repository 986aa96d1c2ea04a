"""Routes of the register of documents: every act and list that a page has, by the same services."""

from datetime import date
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Query, Router, Status
from ninja.files import UploadedFile

from sotay.core import files
from sotay.core.errors import BadInput
from sotay.directives import chain as chains
from sotay.directives import comparing, guessing, schemas, services
from sotay.directives import coverage as covering
from sotay.directives.forms import own_organisations
from sotay.directives.models import Citation, Clause, Document, DraftTask, Waiver
from sotay.directives.reader import Reading
from sotay.directives.services import Identity
from sotay.directives.types import code_of, types_on
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation

router = Router()
Key = Path(..., ge=1, le=schemas.MOST_ID)
ASKED = Query("", max_length=200)
OF_TYPE = Query("", max_length=40)
PAGE, MOST = 50, 200
IDENTITY = ("type_name", "number", "organ_symbol", "issued_on", "organ", "place", "abstract",
            "authority", "signer")  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _documents(request: HttpRequest) -> Any:
    return Document.objects.visible_to(_actor(request))


def _document(request: HttpRequest, document_id: int) -> Any:
    found = _documents(request).select_related("issuer", "registered_by", "file")
    return get_object_or_404(found.defer("search"), pk=document_id)


def _organisations(request: HttpRequest, ids: list[int]) -> list[Organisation]:
    """Organisations the actor sees, all or none: one unseen and one not there look alike."""
    seen = {
        row.pk: row
        for row in Organisation.objects.visible_to(_actor(request)).filter(pk__in=set(ids))
    }
    if len(seen) < len(set(ids)):
        raise Http404
    return [seen[key] for key in dict.fromkeys(ids)]


def _draft(request: HttpRequest, draft_id: int) -> Any:
    found = DraftTask.objects.filter(document__in=_documents(request)).select_related(
        "document__issuer", "document__registered_by", "clause"
    )
    return get_object_or_404(found, pk=draft_id)


def _citation(request: HttpRequest, citation_id: int) -> Any:
    found = Citation.objects.filter(document__in=_documents(request)).select_related(
        "document__issuer", "document__registered_by", "target"
    )
    return get_object_or_404(found, pk=citation_id)


def _day(request: HttpRequest, asked: date | None) -> date:
    return asked or _actor(request).today


@router.get("", response=schemas.DocumentsOut)
def list_documents(
    request: HttpRequest,
    q: schemas.Words = ASKED,
    type_name: schemas.Words = OF_TYPE,
    in_force_on: date | None = None,
    own: bool = False,
    state: Literal["", "draft", "registered", "issued"] = "",
    page: int = Query(1, ge=1, le=100_000),
    limit: int = Query(PAGE, ge=1, le=MOST),
) -> Any:
    """Papers you may see, newest first; with ``q`` by likeness, with or without tone marks."""
    found = _documents(request)
    if q.strip():
        found = found.matching(q)
    if type_name:
        found = found.filter(type_name=type_name)
    if in_force_on is not None:
        found = found.in_force(in_force_on)
    if own:
        found = found.filter(issuer__in=own_organisations(_actor(request)))
    if state:
        found = found.filter(state=state)
    pages = Paginator(found.defer("text", "search", "folded"), limit)
    shown = pages.get_page(page)
    return schemas.DocumentsOut(
        total=pages.count,
        page=shown.number,
        pages=pages.num_pages,
        items=[schemas.DocumentOut.of(row) for row in shown],
    )


def _read(given: schemas.ReadIn, file: UploadedFile | None) -> Reading:
    if file is None:
        return services.read_offered(given.text)
    return services.read_offered(content=file.read(), name=file.name or "")


@router.post("/read", response=schemas.ReadingOut)
def read(
    request: HttpRequest,
    given: Form[schemas.ReadIn],
    file: UploadedFile | None = File(None),  # noqa: B008 - how a route declares a file
) -> Any:
    """Read a paper without keeping it: identity, citations, targets, tasks, with their places."""
    if not _actor(request).can("directives.register"):
        raise PermissionDenied
    reading = _read(given, file)
    return {"text": reading.text, **reading.as_dict()}


@router.post("", response={201: schemas.DocumentDetailOut})
def register(
    request: HttpRequest,
    given: Form[schemas.RegisterIn],
    file: UploadedFile | None = File(None),  # noqa: B008 - how a route declares a file
) -> Any:
    """Read a paper and put it into the register as a draft, with every finding."""
    actor = _actor(request)
    if not actor.can("directives.register"):
        raise PermissionDenied
    if given.secrecy and (given.text.strip() or file is not None):
        raise services.MarkedPaper
    content = file.read() if file is not None else None
    name = file.name or "" if file is not None else ""
    reading = Reading(text="")
    if not given.secrecy:
        reading = services.read_offered(given.text, content, name)
    values, code = guessing.first_values(reading)
    identity = _identity(values | {key: getattr(given, key) for key in IDENTITY
                                   if getattr(given, key)}, code)  # fmt: skip
    issuer = _issuer(request, given, identity)
    year = given.plan_year or guessing.plan_year(
        identity.type_name, identity.abstract, identity.issued_on.year
    )
    stored = services.keep_file(content, name) if content is not None else None
    document = services.register_document(
        reading=reading,
        identity=identity,
        issuer=issuer,
        file=stored,
        file_name=name[-200:],
        secrecy_mark=given.secrecy,
        is_programme=given.is_programme,
        plan_year=year if issuer is not None else None,
        actor=actor,
    )
    return Status(201, schemas.DocumentDetailOut.made(document, _documents(request)))


def _issuer(
    request: HttpRequest, given: schemas.RegisterIn, identity: Identity
) -> Organisation | None:
    if given.issuer_id is not None:
        return _organisations(request, [given.issuer_id])[0]
    if given.outside:
        return None
    return guessing.issuer_of(_actor(request), identity.organ, identity.organ_symbol)


def _identity(values: dict[str, Any], code: str) -> Identity:
    """An identity from what was given and read.

    :raises BadInput: no day, or a type that the rules do not know
    """
    issued_on = values["issued_on"]
    if isinstance(issued_on, str) and issued_on:
        issued_on = date.fromisoformat(issued_on)
    if not issued_on:
        raise BadInput(_("Văn bản không ghi ngày ban hành. Đồng chí ghi thêm ngày."))
    type_name = values["type_name"]
    type_code = code_of(type_name, issued_on, code)
    if type_name and not type_code and type_name not in types_on(issued_on):
        raise BadInput(_("Không có loại văn bản “%s”.") % type_name)
    return Identity(
        **{key: values[key] for key in IDENTITY if key != "issued_on"},
        type_code=type_code,
        issued_on=issued_on,
    )


@router.get("/pinned", response=list[schemas.DocumentOut])
def list_pinned(request: HttpRequest) -> Any:
    """What you have pinned and still see, the last pinned first."""
    found = Document.objects.pinned_by(_actor(request)).defer("text", "search", "folded")
    return [schemas.DocumentOut.of(row) for row in found]


@router.get("/hollow", response=list[schemas.HollowOut])
def list_hollow(request: HttpRequest, on: date | None = None) -> Any:
    """Plans that copy at least the share from which a person should look, most first."""
    found = comparing.most_copied(_actor(request), _day(request, on))
    return [
        schemas.HollowOut(
            plan_id=row.plan_id,
            other_id=row.other_id,
            copied=row.copied_share,
            near=row.near_share,
            meaning=row.meaning_share,
        )
        for row in found
    ]


@router.get("/{int:document_id}", response=schemas.DocumentDetailOut)
def read_document(request: HttpRequest, document_id: int = Key) -> Any:
    """A paper with its clauses, citations, proposed tasks and targets."""
    return schemas.DocumentDetailOut.made(_document(request, document_id), _documents(request))


@router.delete("/{int:document_id}", response={204: None})
def remove(request: HttpRequest, document_id: int = Key) -> Any:
    """Take a paper that was only read, never confirmed, out again."""
    services.remove_draft_document(document=_document(request, document_id), actor=_actor(request))
    return Status(204, None)


@router.post("/{int:document_id}/pin", response={204: None})
def pin(request: HttpRequest, document_id: int = Key) -> Any:
    """Keep the paper at hand, to be read without network. Nobody else sees it."""
    services.pin_document(document=_document(request, document_id), actor=_actor(request))
    return Status(204, None)


@router.delete("/{int:document_id}/pin", response={204: None})
def unpin(request: HttpRequest, document_id: int = Key) -> Any:
    """Take the pin off."""
    services.unpin_document(document=_document(request, document_id), actor=_actor(request))
    return Status(204, None)


@router.get("/{int:document_id}/file")
def read_file(request: HttpRequest, document_id: int = Key) -> FileResponse:
    """The paper as it was sent."""
    found = _document(request, document_id)
    if found.file is None:
        raise Http404
    return files.response(found.file, found.file_name)


@router.post("/{int:document_id}/confirm", response=schemas.DocumentOut)
def confirm(request: HttpRequest, payload: schemas.ConfirmIn, document_id: int = Key) -> Any:
    """Say that number, symbol and day are right: the paper stands in the register."""
    found = _document(request, document_id)
    require(_actor(request), "directives.register", found.home)
    given = payload.dict(exclude_none=True)
    values = {key: given.get(key, getattr(found, key)) for key in IDENTITY}
    identity = _identity(values, found.type_code)
    made = services.confirm_document(
        document=found,
        identity=identity,
        is_programme=payload.is_programme,
        plan_year=payload.plan_year,
        in_force_from=payload.in_force_from,
        actor=_actor(request),
    )
    return schemas.DocumentOut.of(made)


@router.get("/{int:document_id}/distributions", response=list[schemas.DistributionOut])
def list_distributions(request: HttpRequest, document_id: int = Key) -> Any:
    """Who received it and who opened it, of the organisations you see."""
    found = _document(request, document_id)
    rows = found.distributions.filter(
        organisation__in=Organisation.objects.visible_to(_actor(request))
    ).select_related("opened_by")
    return [schemas.DistributionOut.of(row) for row in rows.order_by("organisation__lft", "pk")]


@router.post("/{int:document_id}/distributions", response={201: list[schemas.DistributionOut]})
def issue(request: HttpRequest, payload: schemas.IssueIn, document_id: int = Key) -> Any:
    """Send it to organisations; gives those it was newly sent to."""
    found = _document(request, document_id)
    fresh = services.issue_document(
        document=found,
        to=_organisations(request, payload.organisation_ids),
        actor=_actor(request),
    )
    return Status(201, [schemas.DistributionOut.of(row) for row in fresh])


@router.post("/{int:document_id}/opened", response=schemas.PaperCountOut)
def mark_opened(request: HttpRequest, document_id: int = Key) -> Any:
    """Say that your organisation has opened it; gives how many receipts that made."""
    found = _document(request, document_id)
    return schemas.PaperCountOut(count=services.mark_opened(document=found, actor=_actor(request)))


@router.post("/{int:document_id}/end", response=schemas.DocumentOut)
def end(request: HttpRequest, payload: schemas.EndForceIn, document_id: int = Key) -> Any:
    """From which day it no longer holds; what hangs on it is marked stale."""
    made = services.end_force(
        document=_document(request, document_id), on=payload.on, actor=_actor(request)
    )
    return schemas.DocumentOut.of(made)


@router.get("/{int:document_id}/coverage", response=schemas.CoverageOut)
def coverage(
    request: HttpRequest,
    document_id: int = Key,
    scope_id: int | None = Query(None, ge=1, le=schemas.MOST_ID),
    on: date | None = None,
) -> Any:
    """Clause × organisation under ``scope_id``: covered, waived with a reason, silent."""
    found = _document(request, document_id)
    actor, day = _actor(request), _day(request, on)
    scope = actor.organisation or actor.home
    if scope_id is not None:
        scope = _organisations(request, [scope_id])[0]
    if scope is None:
        raise Http404
    return schemas.CoverageOut.of(covering.coverage(found, scope, day), scope.pk, day)


@router.get("/{int:document_id}/chain", response=schemas.ChainOut)
def chain(request: HttpRequest, document_id: int = Key, on: date | None = None) -> Any:
    """What it carries out, who carries it out, and where that breaks."""
    found = _document(request, document_id)
    day = _day(request, on)
    nodes = chains.chain(found, _documents(request), day)
    seen = Organisation.objects.visible_to(_actor(request))
    return schemas.ChainOut.of(nodes, chains.breaks(nodes, seen, day))


@router.get("/{int:document_id}/comparison", response=schemas.ComparisonOut)
def compare(
    request: HttpRequest,
    document_id: int = Key,
    against: schemas.Against = "upper",
    other_id: int | None = Query(None, ge=1, le=schemas.MOST_ID),
) -> Any:
    """A plan beside the text above it, its own last year, or a neighbour's."""
    found = _document(request, document_id)
    require(_actor(request), "directives.compare", found.home)
    shown = comparing.comparison_page(found, against, _documents(request), other_id)
    return schemas.ComparisonOut.of(shown)


@router.post("/{int:document_id}/drafts", response={201: schemas.DraftOut})
def add_draft(request: HttpRequest, payload: schemas.AddIn, document_id: int = Key) -> Any:
    """Mark a passage that the reader did not take for a task."""
    found = _document(request, document_id)
    made = services.add_draft(document=found, actor=_actor(request), **payload.dict())
    return Status(201, schemas.DraftOut.of(made))


@router.put("/drafts/{int:draft_id}", response=schemas.DraftOut)
def correct_draft(request: HttpRequest, payload: schemas.DraftIn, draft_id: int = Key) -> Any:
    """Put right what the reader made of a passage."""
    made = services.correct_draft(
        draft=_draft(request, draft_id), actor=_actor(request), **payload.dict()
    )
    return schemas.DraftOut.of(made)


@router.post("/drafts/{int:draft_id}/take", response={201: schemas.TakenOut})
def take_draft(request: HttpRequest, payload: schemas.TakeIn, draft_id: int = Key) -> Any:
    """Make a proposal a task of each owner."""
    actor, draft = _actor(request), _draft(request, draft_id)
    starts_on = payload.starts_on or max(draft.document.issued_on, min(actor.today, payload.due_on))
    made = services.take_draft(
        draft=draft,
        owners=_organisations(request, payload.owner_ids),
        title=payload.title,
        starts_on=starts_on,
        due_on=payload.due_on,
        product=payload.product,
        criteria=[one.measure() for one in payload.criteria],
        actor=actor,
    )
    return Status(201, schemas.TakenOut(task_ids=[task.pk for task in made]))


@router.post("/drafts/{int:draft_id}/drop", response=schemas.DraftOut)
def drop_draft(request: HttpRequest, draft_id: int = Key) -> Any:
    """Say that a proposal is no task."""
    return schemas.DraftOut.of(
        services.drop_draft(draft=_draft(request, draft_id), actor=_actor(request))
    )


@router.post("/drafts/{int:draft_id}/restore", response=schemas.DraftOut)
def restore_draft(request: HttpRequest, draft_id: int = Key) -> Any:
    """Let a dropped proposal wait for a decision again."""
    return schemas.DraftOut.of(
        services.restore_draft(draft=_draft(request, draft_id), actor=_actor(request))
    )


def _target(request: HttpRequest, target_id: int | None) -> Document | None:
    return None if target_id is None else _document(request, target_id)


def _out(request: HttpRequest, citation: Citation) -> schemas.CitationOut:
    seen = _documents(request).filter(pk=citation.target_id).values_list("pk", flat=True)
    return schemas.CitationOut.of(citation, set(seen))


@router.post("/citations/{int:citation_id}/link", response=schemas.CitationOut)
def link_citation(request: HttpRequest, payload: schemas.LinkIn, citation_id: int = Key) -> Any:
    """Say which document a citation means, and how it is cited."""
    made = services.link_citation(
        citation=_citation(request, citation_id),
        target=_target(request, payload.target_id),
        relation=payload.relation,
        actor=_actor(request),
    )
    return _out(request, made)


@router.post("/citations/{int:citation_id}/repair", response=schemas.CitationOut)
def repair_citation(request: HttpRequest, payload: schemas.RepairIn, citation_id: int = Key) -> Any:
    """Say what a doubtful citation means; the text stays as written."""
    words = payload.choice
    made = services.choose_repair(
        citation=_citation(request, citation_id),
        choice=_("Chưa rõ, hỏi nơi ban hành") if words == services.UNCLEAR else words,
        target=_target(request, payload.target_id),
        actor=_actor(request),
    )
    return _out(request, made)


@router.delete("/citations/{int:citation_id}", response={204: None})
def drop_citation(request: HttpRequest, citation_id: int = Key) -> Any:
    """Say that these words cite nothing."""
    services.drop_citation(citation=_citation(request, citation_id), actor=_actor(request))
    return Status(204, None)


@router.post("/clauses/{int:clause_id}/waivers", response={201: schemas.WaiverOut})
def waive(request: HttpRequest, payload: schemas.WaiveIn, clause_id: int = Key) -> Any:
    """An organisation need not make a clause concrete, and why."""
    clause = get_object_or_404(
        Clause.objects.filter(document__in=_documents(request)), pk=clause_id
    )
    made = services.waive_clause(
        clause=clause,
        organisation=_organisations(request, [payload.organisation_id])[0],
        reason=payload.reason,
        actor=_actor(request),
    )
    return Status(201, schemas.WaiverOut.model_validate(made, from_attributes=True))


@router.delete("/waivers/{int:waiver_id}", response={204: None})
def unwaive(request: HttpRequest, waiver_id: int = Key) -> Any:
    """The clause must be made concrete there after all."""
    waiver = get_object_or_404(
        Waiver.objects.filter(
            clause__document__in=_documents(request),
            organisation__in=Organisation.objects.visible_to(_actor(request)),
        ).select_related("clause", "organisation"),
        pk=waiver_id,
    )
    services.unwaive_clause(waiver=waiver, actor=_actor(request))
    return Status(204, None)
