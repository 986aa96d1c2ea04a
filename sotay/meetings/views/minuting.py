"""The minutes: read, taken away as Word or PDF, confirmed, sealed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.meetings import printing, resolution_paper, services
from sotay.meetings.forms import RemarkForm, SealForm
from sotay.meetings.models import Invitation, Kind, Meeting, Minutes
from sotay.meetings.services.closing import signs_of
from sotay.meetings.services.rights import may
from sotay.meetings.sheets import conflicts_of
from sotay.meetings.story import Happened, next_number
from sotay.meetings.views.ground import found, name_of
from sotay.organisations.asking import Asked
from sotay.papers import plain
from sotay.ui.posting import press

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _kept(request: Asked, meeting_id: int) -> tuple[Meeting, Minutes]:
    meeting = found(request, meeting_id)
    kept = Minutes.objects.visible_to(request.actor).filter(meeting=meeting).first()
    if kept is None:
        raise Http404
    return meeting, kept


@login_required
def minutes(request: Asked, meeting_id: int) -> HttpResponse:
    """The minutes as they read, who confirmed them, what is still open."""
    meeting, kept = _kept(request, meeting_id)
    actor = request.actor
    leads = may(actor, "meetings.lead", meeting.organisation)
    sees_roll = leads or actor.can("meetings.view", meeting.organisation)
    rows = Invitation.objects.visible_to(actor).filter(meeting=meeting)
    happened = Happened(meeting) if sees_roll else None
    now = request.as_of.is_today
    return render(
        request,
        "meetings/minutes.html",
        {
            "meeting": meeting,
            "name": name_of(meeting),
            "kept": kept,
            "has_resolution": resolution_paper.has_resolution(kept),
            "mine": Invitation.objects.own_of(actor).filter(meeting=meeting).first(),
            "confirmed": rows.exclude(confirmed_at=None) if sees_roll else [],
            "asked": rows.count() if sees_roll else 0,
            "signs": signs_of(happened) if happened else (),
            "limits": happened.limits if happened and meeting.kind == Kind.ORDINARY else None,
            "conflicts": len(conflicts_of(meeting)) if leads else 0,
            "may_lead": leads and now and meeting.state == Meeting.State.CLOSED,
            "may_seal": now
            and meeting.state == Meeting.State.CLOSED
            and may(actor, "meetings.seal", meeting.organisation),
            "may_confirm": now and meeting.state == Meeting.State.CLOSED,
            "remark_form": RemarkForm(),
            "seal_form": SealForm(initial={"number": next_number(meeting, kept)}),
        },
    )


@login_required
def minutes_word(request: Asked, meeting_id: int) -> HttpResponse:
    meeting, kept = _kept(request, meeting_id)
    made = printing.minutes_of(request.actor, meeting, kept)
    return _file(plain.word_bytes(made), WORD, f"bien-ban-{meeting.day:%Y-%m-%d}.docx")


@login_required
def minutes_pdf(request: Asked, meeting_id: int) -> HttpResponse:
    meeting, kept = _kept(request, meeting_id)
    made = printing.minutes_of(request.actor, meeting, kept)
    return _file(plain.pdf_bytes(made), PDF, f"bien-ban-{meeting.day:%Y-%m-%d}.pdf")


@login_required
def resolution_word(request: Asked, meeting_id: int) -> HttpResponse:
    meeting, kept = _resolved(request, meeting_id)
    made = printing.resolution_of(request.actor, meeting, kept)
    return _file(plain.word_bytes(made), WORD, f"nghi-quyet-{meeting.day:%Y-%m-%d}.docx")


@login_required
def resolution_pdf(request: Asked, meeting_id: int) -> HttpResponse:
    meeting, kept = _resolved(request, meeting_id)
    made = printing.resolution_of(request.actor, meeting, kept)
    return _file(plain.pdf_bytes(made), PDF, f"nghi-quyet-{meeting.day:%Y-%m-%d}.pdf")


def _resolved(request: Asked, meeting_id: int) -> tuple[Meeting, Minutes]:
    meeting, kept = _kept(request, meeting_id)
    if not resolution_paper.has_resolution(kept):
        raise Http404
    return meeting, kept


def _file(body: bytes, sort: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=sort)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_POST
def confirm(request: Asked, meeting_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ý kiến dài quá 1.000 chữ. Đồng chí viết ngắn lại."))
        return redirect("meetings:minutes", meeting.pk)
    return press(
        request,
        lambda: services.confirm_minutes(
            meeting=meeting, actor=request.actor, moment=timezone.now(), **form.cleaned_data
        ),
        _("Đã ghi đồng chí xác nhận biên bản."),
        "meetings:minutes",
        meeting.pk,
    )


@login_required
@require_POST
def seal(request: Asked, meeting_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    form = SealForm(request.POST)
    form.is_valid()
    return press(
        request,
        lambda: services.seal_minutes(
            meeting=meeting,
            actor=request.actor,
            moment=timezone.now(),
            number=form.cleaned_data.get("number", ""),
        ),
        _("Đã thông qua biên bản. Việc được giao đã thành nhiệm vụ có hạn."),
        "meetings:minutes",
        meeting.pk,
    )
