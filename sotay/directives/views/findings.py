"""A person decides on what the reader found in a paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.directives import citing, services
from sotay.directives.forms import AddForm, CitationForm, DraftForm, TakeForm, first_task
from sotay.directives.models import Citation, DraftTask
from sotay.directives.views.rows import document, documents, home_and_below
from sotay.organisations.access import require
from sotay.regulations.asking import Asked
from sotay.ui.posting import done, form_page, posted, press

MOST_OFFERED = 20


def _draft(request: Asked, draft_id: int) -> Any:
    found = DraftTask.objects.filter(document__in=documents(request)).select_related(
        "document__issuer", "document__registered_by", "clause"
    )
    return get_object_or_404(found, pk=draft_id)


def _citation(request: Asked, citation_id: int) -> Any:
    found = Citation.objects.filter(document__in=documents(request)).select_related(
        "document__issuer", "document__registered_by", "target"
    )
    return get_object_or_404(found, pk=citation_id)


@login_required
def take(request: Asked, draft_id: int) -> HttpResponse:
    """Make a proposal a task: to whom, by when, judged how."""
    draft = _draft(request, draft_id)
    home = draft.document.home
    require(request.actor, "directives.issue", home)
    owners = home_and_below(home, request.actor.today)
    form = TakeForm(posted(request), organisations=owners, initial=first_task(draft, owners[:-1]))
    made: list[Any] = []

    def do() -> None:
        given = form.cleaned_data
        made.extend(
            services.take_draft(
                draft=draft,
                owners=form.chosen(),
                title=given["title"],
                starts_on=max(draft.document.issued_on, min(request.actor.today, given["due_on"])),
                due_on=given["due_on"],
                product=given["product"],
                criteria=form.criteria(),
                actor=request.actor,
            )
        )

    if done(form, do):
        messages.success(request, _("Đã giao cho %(n)s tổ chức.") % {"n": len(made)})
        return redirect("directives:detail", draft.document_id)
    return form_page(
        request, "directives/draft_take.html", form, draft=draft, document=draft.document
    )


@login_required
def edit(request: Asked, draft_id: int) -> HttpResponse:
    """Put right what the reader made of a passage."""
    draft = _draft(request, draft_id)
    require(request.actor, "directives.register", draft.document.home)
    form = DraftForm(
        posted(request),
        initial={name: getattr(draft, name) for name in DraftForm.base_fields},
    )
    if done(
        form, lambda: services.correct_draft(draft=draft, actor=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("Đã ghi phần sửa."))
        return redirect("directives:detail", draft.document_id)
    return form_page(
        request, "directives/draft_edit.html", form, draft=draft, document=draft.document
    )


@login_required
def add(request: Asked, document_id: int) -> HttpResponse:
    """Mark a passage that the reader did not take for a task."""
    found = document(request, document_id)
    require(request.actor, "directives.register", found.home)
    form = AddForm(posted(request))
    made: list[Any] = []

    def do() -> None:
        words = form.cleaned_data["words"]
        made.append(services.add_draft(document=found, words=words, actor=request.actor))

    if done(form, do, "words"):
        return redirect("directives:edit", made[0].pk)
    return form_page(request, "directives/draft_add.html", form, document=found)


@login_required
@require_POST
def drop(request: Asked, draft_id: int) -> HttpResponse:
    """The proposal is no task."""
    draft = _draft(request, draft_id)
    return press(
        request,
        lambda: services.drop_draft(draft=draft, actor=request.actor),
        _("Đã bỏ. Muốn lấy lại, đồng chí mở “Đã bỏ” ở cuối cột."),
        "directives:detail",
        draft.document_id,
    )


@login_required
@require_POST
def restore(request: Asked, draft_id: int) -> HttpResponse:
    """A dropped proposal waits for a decision again."""
    draft = services.restore_draft(draft=_draft(request, draft_id), actor=request.actor)
    return redirect("directives:detail", draft.document_id)


@login_required
@require_POST
def repair(request: Asked, citation_id: int) -> HttpResponse:
    """What a doubtful citation means; the text stays as written."""
    found = _citation(request, citation_id)
    chosen = request.POST.get("choice", "")
    target = None
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        target = get_object_or_404(documents(request), pk=int(chosen))
    words = _("Chưa rõ, hỏi nơi ban hành") if chosen == services.UNCLEAR else chosen
    return press(
        request,
        lambda: services.choose_repair(
            citation=found, choice=words, target=target, actor=request.actor
        ),
        _("Đã ghi lựa chọn của đồng chí; văn bản gốc giữ nguyên."),
        "directives:detail",
        found.document_id,
    )


@login_required
def citation(request: Asked, citation_id: int) -> HttpResponse:
    """Which document a citation means, and how it is cited. Another is found by searching."""
    found = _citation(request, citation_id)
    require(request.actor, "directives.register", found.document.home)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    offered = _offered(request, found, words)
    form = CitationForm(
        posted(request),
        documents=offered,
        initial={"relation": found.relation, "target": str(found.target_id or "")},
    )
    if done(
        form,
        lambda: services.link_citation(
            citation=found,
            target=form.chosen(),
            relation=form.cleaned_data["relation"],
            actor=request.actor,
        ),
    ):
        messages.success(request, _("Đã ghi. Văn bản mới vào sổ không đổi liên kết này."))
        return redirect("directives:detail", found.document_id)
    return form_page(
        request,
        "directives/citation_edit.html",
        form,
        citation=found,
        document=found.document,
        words=words,
    )


def _offered(request: Asked, found: Citation, words: str) -> list[Any]:
    """The document linked now, those the citation may mean, those the search finds; each once."""
    visible = documents(request).exclude(pk=found.document_id)
    likely = [row.pk for row in citing.candidates(found)]
    keys = [found.target_id, *likely]
    rows = list(visible.filter(pk__in=[key for key in keys if key]).order_by("-issued_on", "-pk"))
    if words:
        rows += list(visible.matching(words)[:MOST_OFFERED])
    return list({row.pk: row for row in rows}.values())[:MOST_OFFERED]


@login_required
@require_POST
def citation_drop(request: Asked, citation_id: int) -> HttpResponse:
    """These words cite nothing."""
    found = _citation(request, citation_id)
    services.drop_citation(citation=found, actor=request.actor)
    messages.success(request, _("Đã bỏ dấu viện dẫn ở đoạn này; văn bản gốc giữ nguyên."))
    return redirect("directives:detail", found.document_id)
