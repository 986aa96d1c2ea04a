"""Pages of proposals. Each reads once or calls one service; what is not visible is not found."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from sotay.core import files
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.proposals import forms, reading, services
from sotay.proposals.models import Attachment, Part, Proposal, Published
from sotay.proposals.querysets import IN_HAND, WAITING, held_by
from sotay.proposals.services.rights import is_author, is_lead
from sotay.ui.posting import done, form_page, posted

PAGE = 50


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def day_of(request: HttpRequest) -> date:
    """The day the page shows: today, or the earlier day of the picker."""
    asked = getattr(request, "as_of", None)
    return asked.day if asked is not None else actor_of(request).today


def proposal_of(request: HttpRequest, proposal_id: int) -> Any:
    seen = Proposal.objects.visible_to(actor_of(request))
    return get_object_or_404(
        seen.select_related("organisation", "author", "mass_organisation", "answered_by"),
        pk=proposal_id,
    )


def part_of(request: HttpRequest, part_id: int) -> Any:
    """A part that an office of the actor gives."""
    seen = Part.objects.filter(organisation__in=held_by(actor_of(request)))
    return get_object_or_404(seen.select_related("proposal", "organisation"), pk=part_id)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """One's own; for those who answer, before it the queue, oldest first."""
    actor, day = actor_of(request), day_of(request)
    state = request.GET.get("state", "")
    is_handler = bool(held_by(actor))
    return render(
        request,
        "proposals/list.html",
        {
            "own": reading.own(actor, day),
            "queue": reading.queue(actor, day, state) if is_handler else [],
            "is_handler": is_handler,
            "state": state,
            "states": Proposal.State.choices,
            "day": day,
        },
    )


def _committees(actor: Actor) -> list[tuple[int, str]]:
    ids = list(services.may_answer(actor, actor.today))
    for one in services.represented_by(actor):
        ids += [key for key in services.line_of(one, actor.today) if key not in ids]
    called = reading.named(ids, actor.today)
    return [(key, called[key]) for key in ids if key in called]


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Write to a committee on one's own line, under one's name."""
    actor = actor_of(request)
    represented = list(services.represented_by(actor))
    form = forms.SubmitForm(_committees(actor), represented, posted(request), request.FILES or None)
    made: list[Proposal] = []

    def do() -> None:
        given = form.cleaned_data
        speaks_for = given.get("mass_organisation")
        made.append(
            services.submit(
                organisation=get_object_or_404(Organisation, pk=given["organisation"]),
                kind=given["kind"],
                subject=given["subject"],
                words=given["words"],
                mass_organisation=next((one for one in represented if one.pk == speaks_for), None),
                file=given["file"],
                actor=actor,
            )
        )

    if done(form, do):
        messages.success(request, _("Đã gửi. Nơi nhận trả lời trên trang này."))
        return redirect("proposals:detail", made[0].pk)
    return form_page(request, "proposals/new.html", form)


@login_required
def detail(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What was sent, what was said, the answer, and what this person may do now."""
    actor, day = actor_of(request), day_of(request)
    proposal = proposal_of(request, proposal_id)
    services.note_reading(proposal, actor)
    parts = services.asked_of(proposal, actor)
    said = list(proposal.said.all())
    called = reading.named([proposal.organisation_id, *(one.organisation_id for one in parts)], day)
    lead, own = is_lead(actor, proposal), is_author(actor, proposal)
    return render(
        request,
        "proposals/detail.html",
        {
            "proposal": proposal,
            "term": reading.term_of(proposal, day),
            "organisation_name": called.get(proposal.organisation_id, ""),
            "said": said,
            "attached": list(proposal.attachments.all()),
            "parts": [(one, called.get(one.organisation_id, "")) for one in parts],
            "giving": held_by(actor),
            "is_lead": lead,
            "is_author": own,
            "in_hand": proposal.state in IN_HAND,
            "is_waiting": proposal.state in WAITING,
            "is_answered": proposal.state == Proposal.State.ANSWERED,
            "has_answer": proposal.answered_on is not None,
            "published": Published.objects.filter(proposal=proposal).first() if lead else None,
            "day": day,
        },
    )


@login_required
def file(request: HttpRequest, attachment_id: int) -> FileResponse:
    """The bytes of a file of a proposal one sees; somebody else's reading of it is kept."""
    actor = actor_of(request)
    seen = Attachment.objects.visible_to(actor).select_related("file", "proposal__organisation")
    piece = get_object_or_404(seen, pk=attachment_id)
    services.note_reading(piece.proposal, actor)
    try:
        return files.response(piece.file, piece.name)
    except FileNotFoundError as missing:
        raise Http404 from missing


@login_required
def published(request: HttpRequest) -> HttpResponse:
    """Questions and answers that committees on one's line let others read, latest first."""
    actor, day = actor_of(request), day_of(request)
    shown = list(Published.objects.visible_to(actor).standing().filter(on__lte=day)[:PAGE])
    called = reading.named({one.organisation_id for one in shown}, day)
    return render(
        request,
        "proposals/published.html",
        {"rows": [(one, called.get(one.organisation_id, "")) for one in shown]},
    )


@login_required
def counts(request: HttpRequest) -> HttpResponse:
    """Counts of a period for the level of one's office and under it; small numbers hidden."""
    actor, day = actor_of(request), day_of(request)
    top = actor.organisation
    if top is None or not actor.can("proposals.count", top):
        raise PermissionDenied(_("Chỉ người giữ chức vụ trả lời mới xem số liệu."))
    form = forms.PeriodForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    first = chosen.get("first") or date(day.year, 1, 1)
    last = chosen.get("last") or day
    return render(
        request,
        "proposals/counts.html",
        {
            "form": form if form.is_bound else forms.PeriodForm(),
            "counts": reading.counts(actor, top, first, last, day),
            "organisation_name": reading.named([top.pk], day).get(top.pk, ""),
            "first": first,
            "last": last,
        },
    )
