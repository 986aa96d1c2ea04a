"""While a meeting goes on: the chair's page, the room's screen, one's own telephone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core.errors import RuleBroken
from sotay.meetings import forms, prefill, services
from sotay.meetings.checking_in import here_token, is_from_the_room
from sotay.meetings.models import Change, Form, Kind, Meeting
from sotay.meetings.own import own_part
from sotay.meetings.rules import scoring, sheet
from sotay.meetings.services.recording import Recorded
from sotay.meetings.services.rights import may, require_own
from sotay.meetings.sheets import conflicts_of, what_words
from sotay.meetings.story import Happened, last_held
from sotay.meetings.views.ground import found, name_of, other_day, told_errors
from sotay.organisations.asking import Asked
from sotay.ui.posting import REFUSED, press

FORMS: dict[str, Any] = {
    "people": forms.PeopleForm,
    "next": forms.NextForm,
    "hours": forms.HoursForm,
    "note": forms.NoteForm,
    "speech": forms.SpeechForm,
    "motion": forms.MotionForm,
    "task": forms.TaskForm,
    "off": forms.TakeOffForm,
    "resolution": forms.ResolutionForm,
}


def form_for(what: str, happened: Happened, *given: Any) -> forms.WriteForm:
    """The small form of that name.

    :raises Http404: there is none
    """
    made: forms.WriteForm
    if what == "roll":
        made = forms.RollForm([row.invitation.person for row in happened.roll], *given)
    elif what == "score":
        made = forms.ScoreForm(dict(happened.limits.sheet.value), *given)
    elif what in FORMS:
        made = FORMS[what](*given)
    else:
        raise Http404
    return made


@login_required
def lead(request: Asked, meeting_id: int) -> HttpResponse:
    """The chair's page: clock, agenda, roll, hands, work, minutes. Works without scripts."""
    meeting = found(request, meeting_id)
    require_own(request.actor, "meetings.lead", meeting.organisation)
    if meeting.state in (Meeting.State.SEALED, Meeting.State.CANCELLED):
        messages.info(request, _("Buổi họp này xong rồi, chỉ để xem."))
        return redirect("meetings:detail", meeting.pk)
    happened = Happened(meeting)
    last = last_held(meeting)
    known = prefill.known(meeting.organisation, meeting.day, last.day if last else None)
    return render(
        request,
        "meetings/lead.html",
        {
            **_leading(meeting, happened),
            "items": _items_with(happened, known),
            "other_day": other_day(meeting, request.actor.today),
        },
    )


def _items_with(happened: Happened, known: Sequence[prefill.Known]) -> list[dict[str, Any]]:
    """Each item of the agenda, with the version shown and what the system knows for it."""
    now = happened.now.id if happened.now is not None and happened.closed_at is None else ""
    return [
        {
            "part": one,
            "is_now": one.id == now,
            "base": happened.fields[f"item/{one.id}"].version,
            "known": [words for words in known if words.item == one.kind],
        }
        for one in happened.items
    ]


def _leading(meeting: Meeting, happened: Happened) -> dict[str, Any]:
    now = timezone.now()
    opened = happened.opened_at
    paused = int(happened.fact("paused_minutes") or 0)
    end = happened.closed_at or now
    minutes = max(round((end - opened).total_seconds() / 60) - paused, 0) if opened else 0
    here = [row for row in happened.roll if row.is_here]
    resolution = happened.fields.get("resolution/text")
    return {
        "meeting": meeting,
        "name": name_of(meeting),
        "happened": happened,
        "minutes": minutes,
        "least": happened.limits.minutes.value if meeting.kind == "ordinary" else None,
        "roll": happened.roll,
        "here": here,
        "states": states_of(happened),
        "hours_form": forms.HoursForm(initial=forms.HoursForm.initial_of(happened)),
        "tasks": [(one, happened.name(one.member), _day_of(one.due_on)) for one in happened.tasks],
        "chair": str(happened.fact("chair") or ""),
        "secretary": str(happened.fact("secretary") or ""),
        "resolution": happened.resolution,
        "resolution_name": _("Kết luận, nghị quyết của tháng")
        if meeting.kind == Kind.ORDINARY
        else _("Kết luận, nghị quyết"),
        "resolution_base": resolution.version if resolution else 0,
        "score_rows": [
            (part, scoring.part_name(part), most, happened.score.points.get(part))
            for part, most in happened.limits.sheet.value.items()
        ]
        if meeting.kind != Kind.CONFERENCE  # the sheet is of a cell's or a committee's meeting
        else [],
        "conflicts": conflict_rows(meeting, happened),
        "said": [(part, happened.name(part.member)) for part in happened.speeches],
    }


def _day_of(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def states_of(happened: Happened) -> list[tuple[str, str]]:
    """What the roll offers: "online" only where somebody may be so."""
    takes_online = happened.meeting.form in (Form.ONLINE, Form.MIXED) or happened.attendance.online
    return [(one, words) for one, words in STATES() if one != sheet.ONLINE or takes_online]


def STATES() -> list[tuple[str, str]]:
    return [
        (sheet.PRESENT, _("Có mặt")),
        (sheet.ONLINE, _("Trực tuyến")),
        (sheet.EXCUSED, _("Có lý do")),
        (sheet.ABSENT, _("Không")),
    ]


def conflict_rows(meeting: Meeting, happened: Happened) -> list[dict[str, Any]]:
    """Each place where two devices differ: what it is, both texts, who wrote and when."""
    rows = []
    for one in conflicts_of(meeting):
        stands = happened.fields.get(one.path)
        value = stands.value if stands else None
        rows.append(
            {
                "change": one,
                "what": what_words(one, happened),
                "stands": _shown(value, one.parts, happened),
                "sent": _shown(one.value, one.parts, happened),
                "is_late": one.outcome == Change.Outcome.LATE,
            }
        )
    return rows


def _shown(value: Any, parts: list[str], happened: Happened) -> str:
    if value is None:
        return _("(bỏ đi)")
    if isinstance(value, dict):
        names = [name for name in (parts if parts != [""] else sorted(value)) if value.get(name)]
        return "; ".join(happened.names.get(str(value[name]), str(value[name])) for name in names)
    return happened.names.get(str(value), str(value))


@login_required
@require_POST
def write(request: Asked, meeting_id: int, what: str) -> HttpResponse:
    """One small form of the chair's page; without scripts it comes back to the page."""
    meeting = found(request, meeting_id)
    require_own(request.actor, "meetings.write", meeting.organisation)
    happened = Happened(meeting)
    form = form_for(what, happened, request.POST)
    if not form.is_valid():
        messages.error(request, told_errors(form))
        return redirect("meetings:lead", meeting.pk)
    moment = timezone.now()
    return press(
        request,
        lambda: told_of(
            request,
            services.receive_changes(
                meeting=meeting,
                changes=form.changes(happened, moment),
                sent_at=moment,
                moment=moment,
                actor=request.actor,
            ),
        ),
        "",
        "meetings:lead",
        meeting.pk,
    )


def told_of(request: Asked, done: Recorded) -> None:
    """Say what was not taken as it was written."""
    for words in done.refused.values():
        messages.error(request, words)
    if done.conflicts:
        messages.warning(
            request,
            _(
                "Có chỗ vừa được máy khác ghi khác đi. Cả hai bản đều giữ; "
                "đồng chí chọn ở cuối trang."
            ),
        )


@login_required
@require_POST
def open_(request: Asked, meeting_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    return press(
        request,
        lambda: services.open_meeting(meeting=meeting, actor=request.actor, moment=timezone.now()),
        "",
        "meetings:lead",
        meeting.pk,
    )


@login_required
@require_POST
def unopen(request: Asked, meeting_id: int) -> HttpResponse:
    """The press that began the meeting was a mistake."""
    meeting = found(request, meeting_id)
    return press(
        request,
        lambda: services.unopen_meeting(
            meeting=meeting, actor=request.actor, moment=timezone.now()
        ),
        _("Đã trả về chưa họp. Những gì đã ghi vẫn giữ."),
        "meetings:detail",
        meeting.pk,
    )


@login_required
@require_POST
def close(request: Asked, meeting_id: int) -> HttpResponse:
    meeting = found(request, meeting_id)
    return press(
        request,
        lambda: services.close_meeting(meeting=meeting, actor=request.actor, moment=timezone.now()),
        _("Đã kết thúc. Biên bản đã tự lập từ những gì ghi trong buổi họp."),
        "meetings:minutes",
        meeting.pk,
    )


@login_required
def enter(request: Asked, meeting_id: int) -> HttpResponse:
    """A meeting held on paper, entered afterwards on one page."""
    meeting = found(request, meeting_id)
    require_own(request.actor, "meetings.write", meeting.organisation)
    try:
        services.make_ready(meeting=meeting, actor=request.actor)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:detail", meeting.pk)
    happened = Happened(meeting)
    persons = [row.invitation.person for row in happened.roll]
    form = forms.EnterForm(happened, request.POST or None)
    roll = forms.EnteredRollForm(persons, request.POST or None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid() and roll.is_valid():
            moment = timezone.now()
            changes = [*roll.changes(happened, moment), *form.changes(happened, moment)]
            try:
                done = services.receive_changes(
                    meeting=meeting,
                    changes=changes,
                    sent_at=moment,
                    moment=moment,
                    actor=request.actor,
                )
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                told_of(request, done)
                return redirect("meetings:minutes", meeting.pk)
    context = {
        "meeting": meeting,
        "name": name_of(meeting),
        "form": form,
        "roll_form": roll,
        "roll": [
            replace(row, state=request.POST.get(f"roll_{row.invitation.person}") or row.state)
            for row in happened.roll
        ],
        "rest": bool(request.POST.get("rest")),
        "states": states_of(happened),
    }
    return render(request, "meetings/enter.html", context, status=status)


@login_required
@require_POST
def settle(request: Asked, change_id: int) -> HttpResponse:
    """Choose between two texts."""
    rows = Change.objects.visible_to(request.actor).select_related("meeting")
    change: Change = get_object_or_404(rows, pk=change_id)
    take = "sent" if request.POST.get("take") == "sent" else "stands"
    return press(
        request,
        lambda: services.settle_conflict(
            change=change, take=take, actor=request.actor, moment=timezone.now()
        ),
        _("Đã chọn."),
        "meetings:lead",
        change.meeting_id,
    )


# --- Everybody's own telephone --------------------------------------------------------------------


@login_required
def screen(request: Asked, meeting_id: int) -> HttpResponse:
    """For the room: item, clock, quorum, hands, and the code for checking in."""
    meeting = found(request, meeting_id)
    if not may(request.actor, "meetings.lead", meeting.organisation):
        raise Http404
    address = request.build_absolute_uri(
        reverse("meetings:here", args=[meeting.pk]) + f"?t={here_token(meeting)}"
    )
    drawn = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    context = {
        **_leading(meeting, Happened(meeting)),
        # Only our own address is drawn; the library writes paths, no text.
        "code": mark_safe(drawn.to_string(encoding="unicode")),  # noqa: S308  # nosec B308 B703
        "address": address,
    }
    return render(request, "meetings/screen.html", context)


@login_required
def here(request: Asked, meeting_id: int) -> HttpResponse:
    """Check in from one's own telephone, and raise a hand."""
    meeting = found(request, meeting_id)
    token = request.GET.get("t") or request.POST.get("t") or ""
    if request.method == "POST":
        how = "qr" if is_from_the_room(token, meeting) else "self"
        return press(
            request,
            lambda: services.check_in(
                meeting=meeting, how=how, actor=request.actor, moment=timezone.now()
            ),
            _("Đã điểm danh đồng chí có mặt."),
            "meetings:here",
            meeting.pk,
        )
    mine = own_part(request.actor, meeting)
    return render(
        request,
        "meetings/here.html",
        {
            "meeting": meeting,
            "name": name_of(meeting),
            "mine": mine,
            "token": token,
            "motions": mine.motions if mine and mine.votes else (),
            "hands": [
                ("agree", _("Đồng ý")),
                ("against", _("Không đồng ý")),
                ("other", _("Ý kiến khác")),
            ],
        },
    )


@login_required
@require_POST
def hand(request: Asked, meeting_id: int, motion: UUID) -> HttpResponse:
    meeting = found(request, meeting_id)
    return press(
        request,
        lambda: services.raise_hand(
            meeting=meeting,
            motion=motion,
            hand=request.POST.get("hand", ""),
            actor=request.actor,
            moment=timezone.now(),
        ),
        _("Đã ghi ý kiến của đồng chí."),
        "meetings:here",
        meeting.pk,
    )
