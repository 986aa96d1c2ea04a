"""The register: list, a paper read and put in, one paper, its confirmation and its end."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core import files
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import StoredFile
from sotay.directives import citing, guessing, services
from sotay.directives.forms import (
    ConfirmForm,
    EndForceForm,
    IdentityForm,
    IssuerForm,
    ReadForm,
    keep_between_tries,
    own_organisations,
)
from sotay.directives.models import Document
from sotay.directives.reader import Reading
from sotay.directives.reading_page import reading_page
from sotay.directives.types import types_on
from sotay.directives.views.rows import document, documents
from sotay.organisations.access import require
from sotay.organisations.models import Organisation
from sotay.regulations.asking import Asked
from sotay.ui.posting import REFUSED, done, form_page, posted, press

PAGE = 50
MOST_RECEIVERS = 200
MOST_CITING = 50
KEPT = ("q", "type", "force", "from", "state")


@login_required
def document_list(request: Asked) -> HttpResponse:
    """What the actor may see, newest first; searched with or without tone marks."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    day = request.as_of.day
    found = documents(request).filter(issued_on__lte=day)
    if words:
        found = found.matching(words)
    if kind := request.GET.get("type", "").replace("\x00", ""):
        found = found.filter(type_name=kind)
    if request.GET.get("force") == "yes":
        found = found.in_force(day)
    if request.GET.get("from") == "own":
        found = found.filter(issuer__in=own_organisations(request.actor))
    if request.GET.get("state") == "draft":
        found = found.filter(state=Document.State.DRAFT)
    page = Paginator(found.defer("text", "search", "folded"), PAGE).get_page(
        request.GET.get("page")
    )
    asked = request.GET.copy()
    asked["page"] = str(page.next_page_number()) if page.has_next() else ""
    first = request.GET.copy()
    first.pop("page", None)
    return render(
        request,
        "directives/document_list.html",
        {
            "page": page,
            "day": day,
            "words": words,
            "types": list(types_on(day)),
            "chosen": request.GET,
            "next_url": f"?{asked.urlencode()}" if page.has_next() else "",
            "first_url": f"?{first.urlencode()}" if page.number > 1 else "",
            "may_register": request.as_of.is_today and request.actor.can("directives.register"),
        },
    )


@dataclass
class _Offered:
    """What one try of the form brought: the reading, and its file, already kept."""

    reading: Reading
    file: StoredFile | None
    name: str


@login_required
def document_new(request: Asked) -> HttpResponse:
    """Read a paper; where it says who it is, it stands in the register as a draft at once."""
    actor = request.actor
    if not actor.can("directives.register"):
        raise PermissionDenied
    if request.method != "POST":
        return _new(request, ReadForm(), IdentityForm(today=actor.today), IssuerForm(
            organisations=_ours(request)))  # fmt: skip
    paper = ReadForm(request.POST, request.FILES)
    if not paper.is_valid():
        # What was typed beside the paper stays; it is only judged once there is a paper.
        typed = IdentityForm(initial=request.POST.dict(), today=actor.today)
        return _new(request, paper, typed, IssuerForm(organisations=_ours(request)), REFUSED)
    try:
        offered = _offered(request, paper)
    except BadInput as refusal:
        paper.add_error("file" if paper.cleaned_data.get("file") else "text", str(refusal))
        typed = IdentityForm(initial=request.POST.dict(), today=actor.today)
        return _new(request, paper, typed, IssuerForm(organisations=_ours(request)), REFUSED)
    return _put_in(request, paper, offered)


def _put_in(request: Asked, paper: ReadForm, offered: _Offered) -> HttpResponse:
    actor = request.actor
    values, code = guessing.first_values(offered.reading)
    given = {**values, **{name: value for name, value in request.POST.items() if value}}
    identity = IdentityForm(given, today=actor.today, own_type=values["type_name"])
    whose = IssuerForm(request.POST, organisations=_ours(request))
    if identity.is_valid() and whose.is_valid():
        told = identity.identity(code)
        issuer = whose.chosen()
        if issuer is None and not whose.cleaned_data["issuer"]:
            issuer = guessing.issuer_of(actor, told.organ, told.organ_symbol)
        year = identity.cleaned_data["plan_year"] or guessing.plan_year(
            told.type_name, told.abstract, told.issued_on.year
        )
        try:
            made = services.register_document(
                reading=offered.reading,
                identity=told,
                issuer=issuer,
                file=offered.file,
                file_name=offered.name,
                secrecy_mark=paper.cleaned_data["secrecy"],
                is_programme=identity.cleaned_data["is_programme"],
                plan_year=year if issuer is not None else None,
                actor=actor,
            )
        except RuleBroken as refusal:
            identity.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đọc xong. Đồng chí xem từng điều rồi xác nhận."))
            return redirect("directives:detail", made.pk)
    again = ReadForm(
        initial={
            "text": offered.reading.text,
            "secrecy": paper.cleaned_data["secrecy"],
            "kept": keep_between_tries(offered.file, offered.name, actor),
        }
    )
    return _new(request, again, identity, whose, REFUSED, kept=offered.name if offered.file else "")


def _new(
    request: Asked,
    paper: ReadForm,
    identity: IdentityForm,
    whose: IssuerForm,
    status: int = 200,
    kept: str = "",
) -> HttpResponse:
    context = {"paper": paper, "identity": identity, "whose": whose, "kept": kept}
    return render(request, "directives/document_new.html", context, status=status)


def _ours(request: Asked) -> list[Any]:
    mine = Organisation.objects.filter(pk__in=[one.pk for one in own_organisations(request.actor)])
    return list(mine.described(request.actor.today).order_by("lft", "pk"))


def _offered(request: Asked, paper: ReadForm) -> _Offered:
    sent = paper.cleaned_data.get("file")
    if sent is None:
        held, name = paper.kept_file(request.actor)
        text = paper.cleaned_data["text"]
        if paper.cleaned_data["secrecy"]:
            return _Offered(Reading(text=""), None, "")
        return _Offered(services.read_offered(text), held, name)
    content = sent.read()
    reading = services.read_offered(content=content, name=sent.name)
    return _Offered(reading, services.keep_file(content, sent.name), sent.name[-200:])


@login_required
def detail(request: Asked, document_id: int) -> HttpResponse:
    """A paper with every finding in its place, where it went, and who cites it."""
    found = document(request, document_id)
    actor, today = request.actor, request.as_of.is_today
    if today and request.method == "GET":
        services.mark_opened(document=found, actor=actor)
    may = today and actor.can("directives.register", found.home)
    visible = documents(request)
    reading = reading_page(found, visible, request.GET.get("loai", ""))
    sent = found.distributions.filter(
        organisation__in=Organisation.objects.visible_to(actor)
    ).select_related("opened_by")
    is_draft = found.state == Document.State.DRAFT
    return render(
        request,
        "directives/document_detail.html",
        {
            "document": found,
            "reading": reading,
            "sent": _receivers(sent, request),
            "sent_count": sent.count(),
            "opened_count": sent.exclude(opened_at=None).count(),
            "cited_by": _citing(found, visible),
            "changed_above": _changed_above(found, visible, request),
            "may": may,
            "may_issue": may and actor.can("directives.issue", found.home),
            "may_compare": not is_draft and actor.can("directives.compare", found.home),
            "is_draft": is_draft,
            "may_pin": today and not is_draft and not found.secrecy,
            "is_pinned": found.pins.filter(user=actor.user).exists(),
            "in_force": found.in_force_to is None or found.in_force_to > request.as_of.day,
        },
    )


@login_required
@require_POST
def pin(request: Asked, document_id: int) -> HttpResponse:
    """Keep the paper at hand, to be read without network."""
    found = document(request, document_id)
    return press(
        request,
        lambda: services.pin_document(document=found, actor=request.actor),
        _("Đã ghim. Máy giữ văn bản này để đồng chí đọc khi không có mạng."),
        "directives:detail",
        found.pk,
    )


@login_required
@require_POST
def unpin(request: Asked, document_id: int) -> HttpResponse:
    """Take the pin off."""
    found = document(request, document_id)
    services.unpin_document(document=found, actor=request.actor)
    messages.success(request, _("Đã bỏ ghim."))
    return redirect("directives:detail", found.pk)


def _receivers(sent: Any, request: Asked) -> list[dict[str, Any]]:
    """Who received it, by name; the unopened first."""
    rows = list(sent.order_by("opened_at", "organisation__lft", "pk")[:MOST_RECEIVERS])
    names = Organisation.objects.filter(pk__in=[row.organisation_id for row in rows])
    by_key = {one.pk: one for one in names.described(request.as_of.day)}
    shown = [{"row": row, "organisation": by_key[row.organisation_id]} for row in rows]
    shown.sort(key=lambda one: (bool(one["row"].opened_at), one["organisation"].name_key or ""))
    return shown


def _citing(found: Document, visible: Any) -> list[Any]:
    """The newest citation of each paper that cites this one; a paper may do so many times."""
    rows = (
        found.cited_by.kept()
        .filter(document__in=visible)
        .exclude(document__state=Document.State.DRAFT)
        .order_by("-document__issued_on", "document_id", "pk")
        .distinct("document__issued_on", "document_id")
    )
    return list(rows.select_related("document")[:MOST_CITING])


def _changed_above(found: Document, visible: Any, request: Asked) -> list[Document]:
    """What it carries out and no longer holds on the page's day: it needs a second look."""
    carried_out = found.citations.kept().filter(relation__in=citing.MAKING_CONCRETE)
    ended = Q(in_force_to__isnull=False, in_force_to__lte=request.as_of.day)
    return list(visible.filter(pk__in=carried_out.values("target")).filter(ended)[:5])


@login_required
def confirm(request: Asked, document_id: int) -> HttpResponse:
    """Say that number, symbol and day are right: the paper stands in the register."""
    found = document(request, document_id)
    require(request.actor, "directives.register", found.home)
    names = [*ConfirmForm.base_fields]
    form = ConfirmForm(
        posted(request),
        initial={name: getattr(found, name) for name in names},
        today=request.actor.today,
        own_type=found.type_name,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.confirm_document(
                document=found,
                identity=form.identity(found.type_code),
                is_programme=given["is_programme"],
                plan_year=given["plan_year"],
                in_force_from=given["in_force_from"],
                actor=request.actor,
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Văn bản đã vào sổ."))
            return redirect("directives:detail", found.pk)
    context = {"document": found, "form": form}
    status = REFUSED if form.is_bound else 200
    return render(request, "directives/document_confirm.html", context, status=status)


@login_required
@require_POST
def remove(request: Asked, document_id: int) -> HttpResponse:
    """Take a paper that was only read out again."""
    found = document(request, document_id)
    try:
        services.remove_draft_document(document=found, actor=request.actor)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("directives:detail", document_id)
    messages.success(request, _("Đã bỏ văn bản mới đọc."))
    return redirect("directives:list")


@login_required
def end(request: Asked, document_id: int) -> HttpResponse:
    """From which day the paper no longer holds."""
    found = document(request, document_id)
    require(request.actor, "directives.register", found.home)
    form = EndForceForm(posted(request))
    if done(
        form,
        lambda: services.end_force(document=found, on=form.cleaned_data["on"], actor=request.actor),
        "on",
    ):
        messages.success(request, _("Đã ghi ngày hết hiệu lực; nhiệm vụ liên quan được đánh dấu."))
        return redirect("directives:detail", found.pk)
    return form_page(request, "directives/document_end.html", form, document=found)


@login_required
def file(request: Asked, document_id: int) -> FileResponse:
    """The paper as it was sent."""
    found = document(request, document_id)
    if found.file is None:
        raise Http404
    return files.response(found.file, found.file_name)
