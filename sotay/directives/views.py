"""Pages of the register of documents: one read or one service call, then an answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core import files
from sotay.core.errors import RuleBroken
from sotay.core.text import fold
from sotay.directives import comparing, coverage, services
from sotay.directives.forms import (
    EndForceForm,
    IdentityForm,
    IssueForm,
    ReadForm,
    TakeForm,
    WaiveForm,
    own_organisations,
)
from sotay.directives.models import Citation, Clause, Document, DraftTask
from sotay.directives.reader import Reading, UnreadableFile, read_file, read_text
from sotay.directives.reading_page import reading_page
from sotay.directives.types import TYPES, split_symbol
from sotay.organisations.models import Organisation, Placement

PAGE = 50


def _document(request: HttpRequest, document_id: int) -> Document:
    return get_object_or_404(
        Document.objects.visible_to(request.actor).select_related("issuer", "file"), pk=document_id
    )


def _described(request: HttpRequest, parent: Organisation | None) -> list[Organisation]:
    """The organisations directly under ``parent`` on the page's day, by name."""
    if parent is None:
        return []
    day = request.as_of.day
    placed = Placement.objects.as_of(day).under(parent)
    return list(
        Organisation.objects.filter(placements__in=placed).described(day).order_by("name_key")
    )


@login_required
def document_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    day = request.as_of.day
    found = Document.objects.visible_to(request.actor).filter(issued_on__lte=day)
    if words:
        found = found.matching(words)
    if kind := request.GET.get("type"):
        found = found.filter(type_name=kind)
    if request.GET.get("force") == "yes":
        found = found.in_force(day)
    if request.GET.get("from") == "own":
        found = found.filter(issuer__in=own_organisations(request.actor))
    if request.GET.get("state") == "draft":
        found = found.filter(state="draft")
    page = Paginator(found.select_related("issuer"), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "directives/document_list.html",
        {
            "page": page,
            "words": words,
            "types": list(TYPES),
            "chosen": request.GET,
            "may_register": request.actor.can("directives.register"),
        },
    )


def _initial(reading: Reading) -> tuple[dict[str, Any], str]:
    """The identity form's first values, and the type code the paper prints."""
    found = reading.as_dict()["document"]
    number, code, organ = split_symbol(found["symbol"] or "")
    return {
        "type_name": found["type"] or "",
        "number": number or found["number"] or "",
        "organ_symbol": organ,
        "issued_on": found["date"] or "",
        "organ": found["organ"] or "",
        "abstract": found["abstract"] or found.get("title") or "",
        "signer": found["signer"] or "",
        "is_programme": False,
    }, code


def _issuer(request: HttpRequest, organ: str, organ_symbol: str) -> Organisation | None:
    """One of the actor's own organisations whose name the paper carries as its organ."""
    mine = own_organisations(request.actor)
    described = Organisation.objects.filter(pk__in=[o.pk for o in mine]).described(request.actor.today)
    wanted = fold(organ).replace("dang uy", "dang bo")
    for one in described:
        if one.symbol and one.symbol == organ_symbol:
            return one
        if wanted and (fold(one.name or "") in wanted or wanted in fold(one.name or "")):
            return one
    return None


@login_required
def document_new(request: HttpRequest) -> HttpResponse:
    """Read a paper; where it says who it is, it stands in the register as a draft at once."""
    if not request.actor.can("directives.register"):
        raise Http404
    paper = ReadForm(request.POST or None, request.FILES or None)
    identity = None
    if request.method == "POST" and paper.is_valid():
        try:
            reading, stored, name = _read(request, paper)
        except (UnreadableFile, RuleBroken) as refusal:
            paper.add_error("file" if request.FILES else "text", str(refusal))
        else:
            initial, code = _initial(reading)
            given = {**initial, **{k: v for k, v in request.POST.items() if v}}
            identity = IdentityForm(given)
            if identity.is_valid():
                try:
                    document = services.register_document(
                        reading=reading,
                        identity=identity.identity(code),
                        issuer=_issuer(
                            request,
                            identity.cleaned_data["organ"],
                            identity.cleaned_data["organ_symbol"],
                        ),
                        file=stored,
                        file_name=name,
                        secrecy=paper.cleaned_data["secrecy"],
                        actor=request.actor,
                    )
                except RuleBroken as refusal:
                    identity.add_error(None, str(refusal))
                else:
                    messages.success(request, _("Đã đọc xong. Đồng chí xem từng điều rồi xác nhận."))
                    return redirect("directives:detail", document.pk)
            paper = ReadForm(
                initial={"text": reading.text, "secrecy": paper.cleaned_data["secrecy"]}
            )
    return render(
        request, "directives/document_new.html", {"paper": paper, "identity": identity or IdentityForm()}
    )


def _read(request: HttpRequest, paper: ReadForm) -> tuple[Reading, Any, str]:
    offered = paper.cleaned_data.get("file")
    if offered is None:
        return read_text(paper.cleaned_data["text"]), None, ""
    content = offered.read()
    reading = read_file(content, offered.name)
    return reading, files.store(content, name=offered.name), offered.name[:200]


@login_required
def detail(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _document(request, document_id)
    services.mark_opened(document=document, actor=request.actor)
    may = request.as_of.is_today and request.actor.can(
        "directives.register", document.issuer or request.actor.organisation
    )
    sent = (
        document.distributions.select_related("opened_by")
        .filter(organisation__in=Organisation.objects.visible_to(request.actor))
        .order_by("organisation__profiles__sort_key")
        .filter(organisation__profiles__superseded_at=None, organisation__profiles__valid_to=None)
        .values_list("organisation__profiles__name", "sent_at", "opened_at", "opened_by__full_name")
    )
    reading = reading_page(document)
    return render(
        request,
        "directives/document_detail.html",
        {
            "document": document,
            "reading": reading,
            "sent": sent[:200],
            "sent_count": document.distributions.count(),
            "opened_count": document.distributions.exclude(opened_at=None).count(),
            "cited_by": document.cited_by.filter(
                document__in=Document.objects.visible_to(request.actor)
            ).select_related("document")[:50],
            "may": may,
            "may_issue": may and request.actor.can("directives.issue"),
            "is_draft": document.state == Document.State.DRAFT,
            "in_force": document.in_force_to is None or document.in_force_to > request.as_of.day,
            "waiting": [c for c in reading.cards if getattr(c.finding, "state", "") == "proposed"],
        },
    )


@login_required
def confirm(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _document(request, document_id)
    initial = {name: getattr(document, name) for name in IdentityForm.base_fields}
    form = IdentityForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = document.type_code if form.cleaned_data["type_name"] == document.type_name else ""
        try:
            services.confirm_document(
                document=document,
                identity=form.identity(kept),
                is_programme=form.cleaned_data["is_programme"],
                actor=request.actor,
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Văn bản đã vào sổ."))
            return redirect("directives:detail", document.pk)
    return render(request, "directives/document_confirm.html", {"document": document, "form": form})


@login_required
@require_POST
def remove(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _document(request, document_id)
    try:
        services.remove_draft_document(document=document, actor=request.actor)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("directives:detail", document_id)
    messages.success(request, _("Đã bỏ văn bản mới đọc."))
    return redirect("directives:list")


@login_required
def issue(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _document(request, document_id)
    below = _described(request, document.issuer or request.actor.organisation)
    sent = set(document.distributions.values_list("organisation_id", flat=True))
    waiting = [one for one in below if one.pk not in sent]
    form = IssueForm(
        request.POST or None,
        organisations=waiting,
        initial={"to": [str(one.pk) for one in waiting]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            fresh = services.issue_document(
                document=document, to=form.receivers(), actor=request.actor
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Đã gửi tới %(n)s tổ chức.") % {"n": len(fresh)}
            )
            return redirect("directives:detail", document.pk)
    return render(
        request,
        "directives/document_issue.html",
        {"document": document, "form": form, "sent_count": len(sent), "waiting": waiting},
    )


@login_required
def end(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _document(request, document_id)
    form = EndForceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_force(document=document, on=form.cleaned_data["on"], actor=request.actor)
        except RuleBroken as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, _("Đã ghi ngày hết hiệu lực; nhiệm vụ liên quan được đánh dấu."))
            return redirect("directives:detail", document.pk)
    return render(request, "directives/document_end.html", {"document": document, "form": form})


@login_required
def file(request: HttpRequest, document_id: int) -> FileResponse:
    document = _document(request, document_id)
    if document.file is None:
        raise Http404
    return files.response(document.file, document.file_name)


def _draft(request: HttpRequest, draft_id: int) -> DraftTask:
    return get_object_or_404(
        DraftTask.objects.filter(document__in=Document.objects.visible_to(request.actor))
        .select_related("document", "document__issuer", "clause"),
        pk=draft_id,
    )


@login_required
def take(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _draft(request, draft_id)
    below = _described(request, draft.document.issuer or request.actor.organisation)
    amount = draft.low if draft.kind == DraftTask.Kind.TARGET or draft.low is not None else None
    form = TakeForm(
        request.POST or None,
        organisations=below,
        initial={
            "title": (draft.what or draft.text)[:300],
            "to": [str(one.pk) for one in below],
            "due_on": draft.due_on,
            "product": draft.product,
            "target": amount,
            "unit": draft.unit,
            "out_of": draft.unit == "%",
            "comparator": {"≥": ">=", "≤": "<=", ">": ">", "=": "="}.get(draft.comparator, ">="),
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            tasks = services.take_draft(
                draft=draft,
                owners=form.owners(),
                title=given["title"],
                starts_on=max(draft.document.issued_on, min(request.actor.today, given["due_on"])),
                due_on=given["due_on"],
                product=given["product"],
                criteria=form.criteria(),
                actor=request.actor,
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã giao cho %(n)s tổ chức.") % {"n": len(tasks)})
            return redirect("directives:detail", draft.document_id)
    return render(
        request,
        "directives/draft_take.html",
        {"draft": draft, "document": draft.document, "form": form},
    )


@login_required
@require_POST
def drop(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _draft(request, draft_id)
    try:
        services.drop_draft(draft=draft, actor=request.actor)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("directives:detail", draft.document_id)


@login_required
@require_POST
def repair(request: HttpRequest, citation_id: int) -> HttpResponse:
    citation = get_object_or_404(
        Citation.objects.filter(document__in=Document.objects.visible_to(request.actor)),
        pk=citation_id,
    )
    chosen = request.POST.get("choice", "")
    services.choose_repair(citation=citation, choice=chosen, actor=request.actor)
    if chosen.isdigit():
        target = get_object_or_404(Document.objects.visible_to(request.actor), pk=int(chosen))
        services.link_citation(citation=citation, target=target, actor=request.actor)
    messages.success(request, _("Đã ghi lựa chọn của đồng chí; văn bản gốc giữ nguyên."))
    return redirect("directives:detail", citation.document_id)


@login_required
def coverage_page(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _document(request, document_id)
    scope = request.actor.organisation or document.issuer
    if scope is None:
        raise Http404
    return render(
        request,
        "directives/document_coverage.html",
        {
            "document": document,
            "coverage": coverage.coverage(document, scope, request.as_of.day),
            "may": request.as_of.is_today and request.actor.can("directives.waive"),
        },
    )


@login_required
def chain_page(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _document(request, document_id)
    nodes = coverage.chain(document, Document.objects.visible_to(request.actor))
    return render(
        request,
        "directives/document_chain.html",
        {
            "document": document,
            "picture": comparing.chain_picture(nodes),
            "nodes": nodes,
            "upwards": document.citations.filter(
                relation__in=coverage.MAKING_CONCRETE
            ).select_related("target"),
            "broken": coverage.broken_at(document, nodes, request.as_of.day),
        },
    )


@login_required
def waive(request: HttpRequest, clause_id: int, organisation_id: int) -> HttpResponse:
    clause = get_object_or_404(
        Clause.objects.filter(document__in=Document.objects.visible_to(request.actor)), pk=clause_id
    )
    organisation = get_object_or_404(
        Organisation.objects.reached_by(request.actor).described(request.actor.today),
        pk=organisation_id,
    )
    form = WaiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.waive_clause(
            clause=clause,
            organisation=organisation,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
        )
        return redirect("directives:coverage", clause.document_id)
    return render(
        request,
        "directives/clause_waive.html",
        {"clause": clause, "organisation": organisation, "form": form},
    )


@login_required
def hollow(request: HttpRequest) -> HttpResponse:
    """Plans that copy much of the text above them, most first."""
    return render(
        request,
        "directives/hollow.html",
        {"found": comparing.most_copied(request.actor, request.as_of.day)},
    )


@login_required
def compare(request: HttpRequest, document_id: int) -> HttpResponse:
    document = _document(request, document_id)
    return render(
        request,
        "directives/document_compare.html",
        {
            "document": document,
            "shown": comparing.comparison_page(
                document,
                request.GET.get("voi", "upper"),
                Document.objects.visible_to(request.actor),
                request.as_of.day,
            ),
            "chosen": request.GET.get("voi", "upper"),
        },
    )
