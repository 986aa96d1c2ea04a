"""Pages that only read: the year, one meeting, a paper, the roll-up, the calendar feed."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from sotay.core import files
from sotay.meetings import prefill, services, yearly
from sotay.meetings.feed import calendar_of
from sotay.meetings.forms import AnswerForm, PaperForm, ReasonForm
from sotay.meetings.grouping import led_by
from sotay.meetings.models import Form, Invitation, Kind, Meeting, MeetingPaper
from sotay.meetings.querysets import LIVE
from sotay.meetings.services.rights import may
from sotay.meetings.sheets import has_first_sheet
from sotay.meetings.story import Happened, agenda_of, last_held
from sotay.meetings.views.ground import found, name_of, other_day
from sotay.organisations.access import Actor, acting_for, actor_for
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation, Profile

ROWS = 50
SEATS = 100  # of a roll on one page


def own_organisation(request: Asked) -> Organisation | None:
    """Whose meetings the person comes for: of the main office, else of one's own cell."""
    return request.actor.organisation or request.actor.home


def _next_first(rows: list[yearly.YearRow]) -> list[yearly.YearRow]:
    """Those still to be held, the next first; then those gone by, the latest first."""
    ahead = [row for row in rows if row.meeting.state in LIVE]
    return ahead + [row for row in reversed(rows) if row.meeting.state not in LIVE]


def _model(actor: Actor, organisation: Organisation) -> Meeting | None:
    """The meeting whose roll and agenda one is begun with on a device: the last, of any year."""
    rows = Meeting.objects.visible_to(actor).with_roll(organisation).order_by("-starts_at", "-id")
    found: Meeting | None = rows.filter(kind=Kind.ORDINARY).first() or rows.first()
    return found


@login_required
def year(request: Asked) -> HttpResponse:
    """Meetings of a year: of one's own organisation, or of one in reach."""
    actor, day = request.actor, request.as_of.day
    text = request.GET.get("organisation", "")
    organisation = own_organisation(request)
    if text.isascii() and text.isdigit() and len(text) < 18:
        organisation = get_object_or_404(Organisation.objects.visible_to(actor), pk=int(text))
    if organisation is None:
        raise Http404
    asked = request.GET.get("year", "")
    shown = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else day.year
    if not 2000 <= shown <= day.year + 3:
        shown = day.year
    profile = Profile.objects.nearest([organisation.pk], day).get(organisation.pk)
    may_plan = request.as_of.is_today and may(actor, "meetings.plan", organisation)
    model = _model(actor, organisation) if may_plan else None
    return render(
        request,
        "meetings/meeting_list.html",
        {
            "rows": _next_first(yearly.year_of(actor, organisation, shown)),
            "organisation": organisation,
            "name": profile.name if profile else organisation.code,
            "year": shown,
            "may_plan": may_plan,
            "model": model,
            "keeps_first": may_plan
            and model is None
            and may(actor, "meetings.write", organisation)
            and has_first_sheet(actor, organisation, timezone.now()),
            "leads_others": profile is not None
            and not profile.kind.holds_members
            and actor.can("meetings.view", organisation),
        },
    )


@login_required
def detail(request: Asked, meeting_id: int) -> HttpResponse:
    """One meeting: before it, while it goes on, and afterwards."""
    meeting = found(request, meeting_id)
    actor = request.actor
    leads = may(actor, "meetings.lead", meeting.organisation)
    sees_roll = leads or actor.can("meetings.view", meeting.organisation)
    mine = Invitation.objects.own_of(actor).filter(meeting=meeting).first()
    before = meeting.state in (Meeting.State.PLANNED, Meeting.State.INVITED)
    now = request.as_of.is_today
    last = last_held(meeting) if sees_roll else None
    happened = Happened(meeting) if sees_roll else None
    roll = happened.roll if happened else []
    text = request.GET.get("after", "")
    begin = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    following = begin + SEATS
    may_invite = now and before and may(actor, "meetings.invite", meeting.organisation)
    may_call = may_invite and meeting.kind == Kind.CONFERENCE
    return render(
        request,
        "meetings/meeting_detail.html",
        {
            "meeting": meeting,
            "name": name_of(meeting),
            "mine": mine,
            "answer_form": AnswerForm(),
            "papers": MeetingPaper.objects.visible_to(actor).filter(meeting=meeting),
            "steps": meeting.steps.all() if sees_roll else [],
            "roll": roll[begin:following],
            "seats": len(roll),
            "roll_next": f"?after={following}" if following < len(roll) else "",
            "roll_first": "?after=0" if begin else "",
            "items": happened.items if happened else agenda_of(meeting),
            "known": prefill.known(meeting.organisation, meeting.day, last.day if last else None)
            if sees_roll and before
            else [],
            "faults": yearly.faults_of(meeting, actor.today) if sees_roll else [],
            "before": before,
            "is_late": before and meeting.day < actor.today,
            "other_day": other_day(meeting, actor.today) if leads and before else "",
            "leads": leads and now,
            "may_plan": now and before and may(actor, "meetings.plan", meeting.organisation),
            "may_invite": may_invite,
            "may_arrange": now
            and meeting.state in LIVE
            and may(actor, "meetings.write", meeting.organisation),
            "by_groups": leads and now and meeting.form == Form.BY_GROUPS,
            "led_groups": led_by(actor, meeting) if now and meeting.form == Form.BY_GROUPS else [],
            "may_call": may_call,
            "lacks_called": may_call and not meeting.called.exists(),
            "may_answer": now and before and mine is not None,
            "paper_form": PaperForm(),
            "cancel_form": ReasonForm(),
            "has_minutes": hasattr(meeting, "minutes"),
        },
    )


@login_required
def paper(request: Asked, paper_id: int) -> HttpResponse | FileResponse:
    """One paper: its file, or a page of its words."""
    rows = MeetingPaper.objects.visible_to(request.actor).select_related("meeting", "file")
    one: MeetingPaper = get_object_or_404(rows, pk=paper_id)
    if one.file is not None and request.GET.get("words") != "1":
        return files.response(one.file, name=one.title)
    return render(request, "meetings/paper.html", {"paper": one, "meeting": one.meeting})


@login_required
def rollup(request: Asked) -> HttpResponse:
    """The regime of meetings of all cells under one's organisation, for a quarter."""
    actor, day = request.actor, request.as_of.day
    top = actor.organisation
    if top is None or not actor.can("meetings.view", top):
        raise Http404
    text = request.GET.get("quarter", "")
    shown, quarter = day.year, (day.month + 2) // 3
    if len(text) == 6 and text[:4].isdigit() and text[4] == "-" and text[5] in "1234":
        shown, quarter = int(text[:4]), int(text[5])
    shown = min(max(shown, 2000), day.year)
    page = yearly.rollup(actor, top, shown, quarter, day)
    quarters = [
        (
            f"{back.year}-{(back.month + 2) // 3}",
            f"{'I II III IV'.split()[(back.month - 1) // 3]}-{back.year}",
        )
        for back in _quarters(day, 6)
    ]
    asked, after = f"{shown}-{quarter}", request.GET.get("after", "")
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    rows = page.rows[begin : begin + ROWS]
    following = begin + ROWS
    return render(
        request,
        "meetings/rollup.html",
        {
            "page": page,
            "shown": rows,
            "asked": asked,
            "quarters": quarters,
            "next_url": f"?quarter={asked}&after={following}" if following < len(page.rows) else "",
            "first_url": f"?quarter={asked}" if begin else "",
        },
    )


def _quarters(day: date, count: int) -> list[date]:
    """The first days of this quarter and of those before it."""
    month = day.year * 12 + 3 * ((day.month - 1) // 3)
    return [date((month - 3 * n) // 12, (month - 3 * n) % 12 + 1, 1) for n in range(count)]


@login_required
def feed_page(request: Asked) -> HttpResponse:
    """The address of one's calendar feed: made anew, or ended."""
    address = ""
    if request.method == "POST":
        if "end" in request.POST:
            services.end_feed(actor=request.actor)
            return redirect("meetings:feed")
        token = services.make_feed(actor=request.actor, moment=timezone.now())
        address = request.build_absolute_uri(reverse("meetings:feed_file", args=[token]))
    # Telephones subscribe when an address of this scheme is opened.
    phone = "webcal:" + address.partition(":")[2] if address else ""
    return render(request, "meetings/feed.html", {"address": address, "phone": phone})


def feed(request: Asked, token: str) -> HttpResponse:
    """The feed itself, for a calendar program: whoever knows the address reads it, signed out."""
    user = services.owner_of(token)
    if user is None:
        raise Http404
    actor = actor_for(user, timezone.localdate())
    with acting_for(actor):
        body = calendar_of(actor, request.build_absolute_uri("/"))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=900"
    return answer
