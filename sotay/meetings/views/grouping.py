"""Party groups meeting apart: dividing the roll, and a group's own page for who leads it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core.errors import RuleBroken
from sotay.meetings import services
from sotay.meetings.grouping import doubts, own_group
from sotay.meetings.models import Form
from sotay.meetings.rules import sheet
from sotay.meetings.services.rights import require_own
from sotay.meetings.story import Happened
from sotay.meetings.views.ground import found, name_of
from sotay.organisations.asking import Asked
from sotay.ui.posting import REFUSED, press


def _states() -> list[tuple[str, str]]:
    return [
        (sheet.PRESENT, _("Có mặt")), (sheet.EXCUSED, _("Có lý do")), (sheet.ABSENT, _("Không")),
    ]  # fmt: skip


@login_required
def groups(request: Asked, meeting_id: int) -> HttpResponse:
    """Who leads each party group and who sits in which."""
    meeting = found(request, meeting_id)
    require_own(request.actor, "meetings.write", meeting.organisation)
    if meeting.form != Form.BY_GROUPS:
        raise Http404
    status = 200
    if request.method == "POST":
        given = {name: text for name, text in request.POST.items() if isinstance(text, str)}
        try:
            services.arrange_groups(
                meeting=meeting,
                leaders=_named(given, "leader_"),
                seats=_named(given, "seat_"),
                actor=request.actor,
                moment=timezone.now(),
            )
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            status = REFUSED
        else:
            messages.success(request, _("Đã ghi cách chia tổ."))
            return redirect("meetings:groups", meeting.pk)
    happened = Happened(meeting)
    sits = {row.invitation.person: group.part.id for group in happened.groups for row in group.rows}
    context = {
        "meeting": meeting,
        "name": name_of(meeting),
        "groups": happened.groups,
        "rows": [(row, sits.get(row.invitation.person, "")) for row in happened.roll],
        "ungrouped": len(happened.ungrouped),
        "doubts": doubts(meeting),
    }
    return render(request, "meetings/groups.html", context, status=status)


def _named(given: dict[str, str], begin: str) -> dict[str, str]:
    return {
        name.removeprefix(begin): text for name, text in given.items() if name.startswith(begin)
    }


@login_required
@require_POST
def split(request: Asked, meeting_id: int) -> HttpResponse:
    """Lay the cell's party groups on the sheet."""
    meeting = found(request, meeting_id)
    return press(
        request,
        lambda: services.split_into_groups(
            meeting=meeting, actor=request.actor, moment=timezone.now()
        ),
        _("Đã chia theo các tổ đảng của chi bộ."),
        "meetings:groups",
        meeting.pk,
    )


@login_required
def group(request: Asked, meeting_id: int, group: UUID) -> HttpResponse:
    """One group: its roll, what was said, its opinion."""
    meeting = found(request, meeting_id)
    shown = own_group(request.actor, meeting, group)
    if shown is None:
        raise Http404
    status = 200
    if request.method == "POST":
        roll = {
            row.person: request.POST.get(f"roll_{row.person}", "")
            for row in shown.rows
            if request.POST.get(f"roll_{row.person}")
        }
        try:
            services.write_group(
                meeting=meeting,
                group=group,
                roll=roll,
                note=request.POST.get("note", ""),
                conclusion=request.POST.get("conclusion", ""),
                actor=request.actor,
                moment=timezone.now(),
            )
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            status = REFUSED
        else:
            messages.success(request, _("Đã ghi. Nội dung của tổ vào biên bản chung."))
            return redirect("meetings:group", meeting.pk, group)
    context = {
        "meeting": meeting,
        "name": name_of(meeting),
        "group": shown,
        "states": _states(),
        "is_open": meeting.state == "open",
        "is_ahead": meeting.state in ("planned", "invited"),
        "given": request.POST if status == REFUSED else None,
    }
    return render(request, "meetings/group.html", context, status=status)
