"""Acts before a meeting: planning, changing, inviting, papers, answers."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sotay.core import files
from sotay.core.errors import RuleBroken
from sotay.meetings import services
from sotay.meetings.calling import callable_rows, matching
from sotay.meetings.forms import (
    AgendaForm,
    AnswerForm,
    CallForm,
    MeetingForm,
    PaperForm,
    ReasonForm,
    SeriesForm,
    StepForm,
)
from sotay.meetings.models import Invitation, Kind, Meeting, Series
from sotay.meetings.querysets import LIVE
from sotay.meetings.services.rights import require_own
from sotay.meetings.story import Happened
from sotay.meetings.views.ground import found, name_of, told_errors
from sotay.meetings.views.reading import own_organisation
from sotay.organisations.asking import Asked
from sotay.organisations.held import profile_of
from sotay.organisations.models import Organisation
from sotay.ui.posting import REFUSED, done, form_page, posted, press

LAST_MONTHS_FROM = 11


@login_required
def plan(request: Asked) -> HttpResponse:
    """Put one meeting into the plan of one's organisation."""
    organisation = own_organisation(request)
    if organisation is None:
        raise Http404
    require_own(request.actor, "meetings.plan", organisation)
    form = MeetingForm(_holds_members(organisation, request.actor.today), posted(request))
    made: list[Any] = []
    existing: list[Meeting] = []

    def do() -> None:
        given = form.given()
        try:
            made.append(
                services.plan_meeting(organisation=organisation, actor=request.actor, **given)
            )
        except services.MeetingExists as refusal:
            existing.append(refusal.existing)
            raise

    if done(form, do):
        return redirect("meetings:detail", made[0].pk)
    return form_page(request, "meetings/meeting_form.html", form, existing=existing)


def _holds_members(organisation: Organisation, day: date) -> bool:
    described = profile_of(organisation, day)
    return described is None or described.kind.holds_members


@login_required
def change(request: Asked, meeting_id: int) -> HttpResponse:
    """Change the plan of a meeting that has not begun."""
    meeting = found(request, meeting_id)
    require_own(request.actor, "meetings.plan", meeting.organisation)
    form = MeetingForm(True, posted(request), initial=MeetingForm.initial_of(meeting))
    form.fields["kind"].disabled = True
    if meeting.kind != Kind.ORDINARY:
        del form.fields["is_combined"]
    existing: list[Meeting] = []

    def do() -> None:
        given = form.given()
        given.pop("kind")
        try:
            services.change_meeting(meeting=meeting, actor=request.actor, **given)
        except services.MeetingExists as refusal:
            existing.append(refusal.existing)
            raise

    if done(form, do):
        return redirect("meetings:detail", meeting.pk)
    return form_page(
        request, "meetings/meeting_form.html", form, meeting=meeting, existing=existing
    )


@login_required
def series(request: Asked) -> HttpResponse:
    """How one's organisation meets through the year; saving it plans the year."""
    organisation = own_organisation(request)
    if organisation is None:
        raise Http404
    require_own(request.actor, "meetings.plan", organisation)
    holds_members = _holds_members(organisation, request.actor.today)
    kind = Kind.ORDINARY if holds_members else Kind.COMMITTEE
    if request.GET.get("kind") == Kind.COMMITTEE:
        kind = Kind.COMMITTEE
    kept = Series.objects.filter(organisation=organisation, kind=kind).first()
    today = request.actor.today
    ending = today.month >= LAST_MONTHS_FROM  # what is planned then is the year to come
    initial: dict[str, Any] = {"year": today.year + ending, "kind": kind}
    if kept is not None:
        initial |= {
            "at": kept.at,
            "place": kept.place,
            "form": kept.form,
            "day_of_month": kept.day_of_month,
            "combined_months": [str(month) for month in kept.combined_months],
        }
    form = SeriesForm(holds_members, posted(request), initial=initial)
    made: list[Any] = []

    def do() -> None:
        row = services.keep_series(organisation=organisation, actor=request.actor, **form.given())
        year = form.cleaned_data["year"]
        made.extend(services.plan_year(series=row, year=year, actor=request.actor))

    if done(form, do):
        count = len(made)
        told = ngettext("Đã lập %(count)d buổi.", "Đã lập %(count)d buổi.", count)
        messages.success(request, told % {"count": count})
        return redirect("meetings:list")
    return form_page(request, "meetings/series.html", form)


@login_required
@require_POST
def cancel(request: Asked, meeting_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    form = ReasonForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    return press(
        request,
        lambda: services.cancel_meeting(meeting=meeting, reason=reason, actor=request.actor),
        _("Đã ghi là không họp."),
        "meetings:detail",
        meeting.pk,
    )


@login_required
@require_POST
def invite(request: Asked, meeting_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    return press(
        request,
        lambda: services.invite(meeting=meeting, actor=request.actor),
        _("Đã mời. Ai có tài khoản thì nhận tin; người khác đồng chí báo trực tiếp."),
        "meetings:detail",
        meeting.pk,
    )


@login_required
def agenda(request: Asked, meeting_id: int) -> HttpResponse:
    """The agenda line by line: order, titles, minutes, who presents; by rule until changed."""
    meeting = found(request, meeting_id)
    require_own(request.actor, "meetings.write", meeting.organisation)
    if meeting.state not in LIVE:
        messages.error(request, _("Buổi họp này xong rồi nên không sửa chương trình nữa."))
        return redirect("meetings:detail", meeting.pk)
    happened = Happened(meeting)
    form = AgendaForm(happened, posted(request))

    def do() -> None:
        services.arrange_agenda(
            meeting=meeting, lines=form.lines(), actor=request.actor, moment=timezone.now()
        )

    if done(form, do):
        messages.success(request, _("Đã ghi chương trình."))
        back = "meetings:lead" if meeting.state == Meeting.State.OPEN else "meetings:detail"
        return redirect(back, meeting.pk)
    names = [row.invitation.name for row in happened.roll]
    return form_page(
        request, "meetings/agenda.html", form, meeting=meeting, name=name_of(meeting), names=names
    )


@login_required
def call(request: Asked, meeting_id: int) -> HttpResponse:
    """Choose which organisations a conference calls, fifty at a time."""
    meeting = found(request, meeting_id)
    require_own(request.actor, "meetings.invite", meeting.organisation)
    if meeting.kind != Kind.CONFERENCE:
        raise Http404
    form = CallForm(request.POST or None)
    asked, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    status = 200
    keys = request.POST.getlist("organisation")
    ticked = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 18]
    every = "every" in request.POST
    if request.method == "POST":
        status = REFUSED
        chosen = (
            matching(meeting, asked, kind) if every else Organisation.objects.filter(pk__in=ticked)
        )
        if form.is_valid():
            try:
                services.call_organisations(
                    meeting=meeting,
                    organisations=list(chosen),
                    delegates=form.number(),
                    actor=request.actor,
                )
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Đã ghi các tổ chức dự. Chọn xong thì mời."))
                return redirect(request.get_full_path())
    after = request.GET.get("after", "")
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    context = {
        "meeting": meeting,
        "form": form,
        "page": callable_rows(meeting, asked, kind, begin),
        "asked": asked,
        "kind": kind,
        "ticked": ticked,
        "every": every,
    }
    return render(request, "meetings/call.html", context, status=status)


@login_required
@require_POST
def uncall(request: Asked, meeting_id: int, organisation_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    return press(
        request,
        lambda: services.uncall_organisation(
            meeting=meeting, organisation=organisation, actor=request.actor
        ),
        _("Đã bỏ. Ai đã có trong danh sách dự thì vẫn còn."),
        "meetings:call",
        meeting.pk,
    )


@login_required
@require_POST
def answer(request: Asked, meeting_id: int) -> HttpResponse:
    """One's own answer."""
    meeting = found(request, meeting_id)
    own = Invitation.objects.own_of(request.actor).filter(meeting=meeting)
    return _answered(request, meeting, get_object_or_404(own))


@login_required
@require_POST
def answer_for(request: Asked, meeting_id: int, invitation_id: int) -> HttpResponse:
    """The answer of somebody who told the secretary."""
    meeting = found(request, meeting_id)
    rows = Invitation.objects.visible_to(request.actor).filter(meeting=meeting)
    return _answered(request, meeting, get_object_or_404(rows, pk=invitation_id))


@login_required
@require_POST
def answer_for_one(request: Asked, meeting_id: int) -> HttpResponse:
    """The same, for the person chosen from the roll."""
    text = request.POST.get("invitation", "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        messages.error(request, _("Chưa chọn người báo. Đồng chí chọn trong danh sách."))
        return redirect("meetings:detail", meeting_id)
    return answer_for(request, meeting_id, int(text))


def _answered(request: Asked, meeting: Meeting, seat: Invitation) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Đồng chí chọn “sẽ dự” hoặc “xin vắng”."))
        return redirect("meetings:detail", meeting.pk)
    return press(
        request,
        lambda: services.answer_invitation(
            invitation=seat, actor=request.actor, moment=timezone.now(), **form.cleaned_data
        ),
        _("Đã ghi trả lời."),
        "meetings:detail",
        meeting.pk,
    )


@login_required
@require_POST
def keep_step(request: Asked, meeting_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, told_errors(form))
        return redirect("meetings:detail", meeting.pk)
    return press(
        request,
        lambda: services.keep_step(meeting=meeting, actor=request.actor, **form.cleaned_data),
        _("Đã ghi bước chuẩn bị."),
        "meetings:detail",
        meeting.pk,
    )


@login_required
@require_POST
def publish_paper(request: Asked, meeting_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, told_errors(form))
        return redirect("meetings:detail", meeting.pk)

    def act() -> None:
        require_own(request.actor, "meetings.invite", meeting.organisation)  # before a file is kept
        given = dict(form.cleaned_data)
        sent = given.pop("file")
        stored = files.store(sent, name=sent.name) if sent else None
        services.publish_paper(
            meeting=meeting, file=stored, actor=request.actor, moment=timezone.now(), **given
        )

    return press(request, act, _("Đã gửi tài liệu."), "meetings:detail", meeting.pk)
