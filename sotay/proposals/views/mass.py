"""Pages of mass organisations and of the yearly sessions with them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.accounts.models import User
from sotay.core.errors import RuleBroken
from sotay.organisations.access import require
from sotay.organisations.models import Organisation
from sotay.proposals import forms, papers, reading, record, services
from sotay.proposals.models import MassOrganisation, Proposal, WorkingSession
from sotay.proposals.querysets import held_by
from sotay.proposals.services.mass import ACT
from sotay.proposals.views import actor_of, day_of
from sotay.ui.posting import done, form_page, posted, press


def _mass(request: HttpRequest, mass_id: int) -> Any:
    seen = MassOrganisation.objects.visible_to(actor_of(request))
    return get_object_or_404(seen.select_related("organisation"), pk=mass_id)


def _session(request: HttpRequest, session_id: int) -> Any:
    seen = WorkingSession.objects.visible_to(actor_of(request))
    return get_object_or_404(seen.select_related("mass_organisation__organisation"), pk=session_id)


def _act_page(
    request: HttpRequest,
    form: Any,
    do: Any,
    title: str,
    button: str,
    crumb: str,
    back: str,
    note: str = "",
) -> HttpResponse:
    to: list[Any] = []
    if done(form, lambda: to.extend(do(form.cleaned_data))):
        messages.success(request, _("Đã ghi."))
        return redirect(*to)
    more = {"title": title, "button": button, "crumb": crumb, "back": back, "note": note}
    return form_page(request, "proposals/mass_act.html", form, **more)


def _account(username: str) -> Any:
    """The account of that name, to speak for a mass organisation.

    :raises RuleBroken: there is none
    """
    found = User.objects.filter(username=username.strip(), is_active=True).first()
    if found is None:
        raise RuleBroken(_("Không có tài khoản tên này. Đồng chí xem lại tên đăng nhập."))
    return found


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Who had their session this year, and what was kept of last year's."""
    actor, day = actor_of(request), day_of(request)
    rows = reading.overview(actor, day)
    return render(
        request,
        "proposals/mass.html",
        {
            "rows": rows,
            "held": sum(row.held_on is not None for row in rows),
            "day": day,
            "may_keep": actor.can(ACT),
        },
    )


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Enter a mass organisation beside an organisation of one's office."""
    actor = actor_of(request)
    if not actor.can(ACT):
        raise PermissionDenied(_("Chức vụ hiện nay của đồng chí không có quyền làm việc này."))
    choices = list(reading.named(held_by(actor, ACT), actor.today).items())

    def do(given: dict[str, Any]) -> tuple[Any, ...]:
        speaker = _account(given["representative"]) if given["representative"].strip() else None
        made = services.mass.register(
            organisation=get_object_or_404(Organisation, pk=given["organisation"]),
            kind=given["kind"],
            name=given["name"],
            representative=speaker,
            actor=actor,
        )
        return "proposals:mass_detail", made.pk

    form = forms.MassForm(choices, posted(request))
    return _act_page(
        request, form, do, _("Thêm đoàn thể"), _("Thêm"), _("Đoàn thể"), reverse("proposals:mass")
    )  # fmt: skip


@login_required
def detail(request: HttpRequest, mass_id: int) -> HttpResponse:
    """One mass organisation: sessions by year, and what came of last year's."""
    actor, day = actor_of(request), day_of(request)
    mass = _mass(request, mass_id)
    return render(
        request,
        "proposals/mass_detail.html",
        {
            "mass": mass,
            "organisation_name": reading.named([mass.organisation_id], day).get(
                mass.organisation_id, ""
            ),
            "representatives": list(mass.representations.select_related("user")),
            "speaker": services.mass.representative_of(mass, day),
            "sessions": list(mass.sessions.all()),
            "kept": reading.kept_of(actor, {mass.pk}, day.year - 1)[mass.pk],
            "proposals": reading.rows(
                Proposal.objects.visible_to(actor)
                .filter(mass_organisation=mass)
                .order_by("-received_on")[:20],
                day,
            ),
            "may_keep": actor.can(ACT, mass.organisation) and mass.ended_on is None,
        },
    )


@login_required
def appoint(request: HttpRequest, mass_id: int) -> HttpResponse:
    mass, actor = _mass(request, mass_id), actor_of(request)
    require(actor, ACT, mass.organisation)

    def do(given: dict[str, Any]) -> tuple[Any, ...]:
        services.mass.appoint(
            mass_organisation=mass,
            user=_account(given["representative"]),
            since=given["since"],
            actor=actor,
        )
        return "proposals:mass_detail", mass.pk

    form = forms.AppointForm(posted(request))
    back = reverse("proposals:mass_detail", args=[mass.pk])
    return _act_page(request, form, do, _("Ghi người đại diện"), _("Ghi"), mass.name, back)


@login_required
def end(request: HttpRequest, mass_id: int) -> HttpResponse:
    mass, actor = _mass(request, mass_id), actor_of(request)
    require(actor, ACT, mass.organisation)

    def do(given: dict[str, Any]) -> tuple[Any, ...]:
        services.mass.end(
            mass_organisation=mass,
            ended_on=given["ended_on"],
            reason=given["reason"],
            actor=actor,
        )
        return "proposals:mass_detail", mass.pk

    form = forms.EndForm(posted(request))
    back = reverse("proposals:mass_detail", args=[mass.pk])
    return _act_page(
        request, form, do, _("Đoàn thể kết thúc hoạt động"), _("Ghi kết thúc"), mass.name, back
    )


@login_required
def plan(request: HttpRequest, mass_id: int) -> HttpResponse:
    mass, actor = _mass(request, mass_id), actor_of(request)
    require(actor, ACT, mass.organisation)

    def do(given: dict[str, Any]) -> tuple[Any, ...]:
        services.mass.plan_session(
            mass_organisation=mass, planned_on=given["planned_on"], actor=actor
        )
        return "proposals:mass_detail", mass.pk

    form = forms.PlanForm(posted(request))
    back = reverse("proposals:mass_detail", args=[mass.pk])
    return _act_page(
        request, form, do, _("Dự kiến buổi làm việc"), _("Ghi dự kiến"), mass.name, back
    )


@login_required
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: its day and place, who was there, conclusion, proposals, tasks, last year."""
    actor, day = actor_of(request), day_of(request)
    found = _session(request, session_id)
    mass = found.mass_organisation
    seen = Proposal.objects.visible_to(actor).filter(mass_organisation=mass)
    return render(
        request,
        "proposals/session.html",
        {
            "session": found,
            "mass": mass,
            "linked": reading.rows(seen.filter(session=found), day),
            "others": reading.rows(seen.filter(session=None).exclude(state="withdrawn"), day),
            "present": record.present(found, actor),
            "kept": record.kept(found, actor),
            "tasks": record.given(found, actor, day),
            "may_attend": found.held_on is not None or found.planned_on <= actor.today,
            "may_keep": actor.can(ACT, mass.organisation) and mass.ended_on is None,
        },
    )


@login_required
def hold(request: HttpRequest, session_id: int) -> HttpResponse:
    found, actor = _session(request, session_id), actor_of(request)
    require(actor, ACT, found.mass_organisation.organisation)

    def do(given: dict[str, Any]) -> tuple[Any, ...]:
        services.mass.hold_session(
            session=found,
            held_on=given["held_on"],
            place=given["place"],
            conclusion=given["conclusion"],
            actor=actor,
        )
        return "proposals:session", found.pk

    before = {
        "held_on": found.held_on or found.planned_on,
        "place": found.place,
        "conclusion": found.conclusion,
    }
    form = forms.HoldForm(posted(request), initial=before)
    return _act_page(
        request, form, do, _("Ghi buổi làm việc"), _("Ghi kết luận"),
        found.mass_organisation.name, reverse("proposals:session", args=[found.pk]),
    )  # fmt: skip


@login_required
def attend(request: HttpRequest, session_id: int) -> HttpResponse:
    """Write down who was there, in place of what was written before."""
    found, actor = _session(request, session_id), actor_of(request)
    require(actor, ACT, found.mass_organisation.organisation)
    there = record.present(found, actor)
    form = forms.AttendForm(
        posted(request),
        initial={
            "chair": there.chair,
            "clerk": there.clerk,
            "committee": "\n".join(there.committee),
            "mass": "\n".join(there.mass),
            "guests": "\n".join(there.guests),
        },
    )

    def do(given: dict[str, Any]) -> tuple[Any, ...]:
        services.attend(
            session=found,
            chair=given["chair"],
            clerk=given["clerk"],
            committee=form.lines("committee"),
            mass=form.lines("mass"),
            guests=form.lines("guests"),
            actor=actor,
        )
        return "proposals:session", found.pk

    return _act_page(
        request, form, do, _("Ghi người dự"), _("Ghi người dự"),
        found.mass_organisation.name, reverse("proposals:session", args=[found.pk]),
        _("Chỉ ghi điều biên bản cần: họ tên, chức vụ. Không ghi ngày sinh, số điện thoại, số giấy "
          "tờ. Danh sách này chỉ nơi phụ trách đoàn thể và người đại diện đoàn thể xem được."),
    )  # fmt: skip


@login_required
def drawn_up(request: HttpRequest, session_id: int, sort: Any, ending: str) -> HttpResponse:
    """A paper of the session as a file, for those who keep the mass organisation."""
    found, actor = _session(request, session_id), actor_of(request)
    try:
        content, name = papers.draw_up(found, sort, ending, actor)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("proposals:session", found.pk)
    answer = HttpResponse(content, content_type=papers.TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_POST
def link(request: HttpRequest, session_id: int) -> HttpResponse:
    found, actor = _session(request, session_id), actor_of(request)
    key = request.POST.get("proposal", "")
    wanted = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    proposal = get_object_or_404(Proposal.objects.visible_to(actor), pk=wanted)
    return press(
        request,
        lambda: services.mass.link_proposal(session=found, proposal=proposal, actor=actor),
        "",
        "proposals:session",
        found.pk,
    )


@login_required
def task(request: HttpRequest, session_id: int) -> HttpResponse:
    found, actor = _session(request, session_id), actor_of(request)
    organisation = found.mass_organisation.organisation
    require(actor, ACT, organisation)
    owners = reading.itself_and_under(organisation.pk, actor.today)

    def do(given: dict[str, Any]) -> tuple[Any, ...]:
        services.mass.give_task(
            session=found,
            owner=get_object_or_404(Organisation, pk=given["owner"]),
            title=given["title"],
            due_on=given["due_on"],
            actor=actor,
        )
        return "proposals:session", found.pk

    form = forms.TaskForm(owners, posted(request))
    return _act_page(
        request, form, do, _("Giao việc sau buổi làm việc"), _("Giao việc"),
        found.mass_organisation.name, reverse("proposals:session", args=[found.pk]),
    )  # fmt: skip
