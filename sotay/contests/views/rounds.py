"""Rounds: the list, one of them, opening, and the keeper's acts on the whole."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.contests import forms, listing, reading, services
from sotay.contests.models import Entry, Juror, Prize, Round
from sotay.contests.querysets import KEEP, held_by
from sotay.contests.services.rights import is_keeper
from sotay.contests.views.entries import places_of
from sotay.contests.views.shared import act_page, kept_of, names_of, round_of
from sotay.core.days import written
from sotay.organisations.access import Actor
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation, Profile
from sotay.regulations.registry import value
from sotay.ui.posting import done, posted, press


@login_required
def index(request: Asked) -> HttpResponse:
    """Rounds that one may know of, newest first; what waits for one as a juror."""
    after = request.GET.get("after", "")
    page = listing.rounds(request.actor, after=after)
    rounds: list[Any] = list(page.rows)
    names = names_of({row.organisation_id for row in rounds}, request.actor)
    for row in rounds:
        row.kept_name = names.get(row.organisation_id, "")
    desks = reading.desks(request.actor)
    return render(
        request,
        "contests/round_list.html",
        {
            "rounds": rounds,
            "total": page.total,
            "next_url": f"?after={page.next}" if page.next else "",
            "first_url": "?" if after else "",
            "may_open": bool(held_by(request.actor, KEEP)) and bool(_committees(request.actor)),
            "is_juror": bool(desks) or Juror.objects.of(request.actor).exists(),
            "to_score": sum(len(desk.works) - desk.scored for desk in desks),
        },
    )


def _committees(actor: Actor) -> list[tuple[int, str]]:
    """Organisations in which one keeps rounds: committees, not cells."""
    found = Profile.objects.as_of(actor.today).filter(
        organisation__in=held_by(actor, KEEP), kind__holds_members=False
    )
    return [(row.organisation_id, row.short_name) for row in found.order_by("organisation__lft")]


@login_required
def create(request: Asked) -> HttpResponse:
    """Open a round."""
    actor = request.actor
    committees = _committees(actor)
    if not committees:
        raise PermissionDenied(_("Chức vụ hiện nay của đồng chí không có quyền mở đợt giải."))
    day, month = value("contests.usual_last_day", actor.today)[0]
    usual = actor.today.replace(month=month, day=day)
    year = actor.today.year if actor.today <= usual else actor.today.year + 1
    initial = {
        "organisation": committees[0][0],
        "year": year,
        "last_day": usual.replace(year=year),
        "least_scores": 3,
        "categories": _("Báo in\nBáo điện tử\nPhát thanh\nTruyền hình\nẢnh"),
        "criteria": _("Nội dung: 50\nHình thức thể hiện: 30\nTác động xã hội: 20"),
        "prizes": _("Giải A: 1\nGiải B: 2\nGiải C: 3\nGiải khuyến khích: 5"),
    }
    form = forms.RoundForm(committees, posted(request), initial=initial)
    made: list[Round] = []

    def do() -> None:
        committee = Organisation.objects.get(pk=form.cleaned_data["organisation"])
        made.append(services.open_round(organisation=committee, given=form.given(), actor=actor))

    if done(form, do):
        messages.success(request, _("Đã mở đợt."))
        return redirect("contests:round", made[0].pk)
    return act_page(
        request,
        form,
        title=_("Mở đợt giải"),
        button=_("Mở đợt"),
        back=("contests:list", _("Giải thưởng báo chí")),
        hint=_("Hạng mục, tiêu chí, giải điền sẵn chỉ là gợi ý; đồng chí sửa theo thể lệ."),
    )


@login_required
def round_page(request: Asked, round_id: int) -> HttpResponse:
    """A round for everybody; for its keeper with the works, the jury and the next act."""
    actor, found = request.actor, round_of(request, round_id)
    keeps = is_keeper(actor, found)
    context: dict[str, Any] = {
        "round": found,
        "kept_name": names_of({found.organisation_id}, actor).get(found.organisation_id, ""),
        "categories": found.categories.all(),
        "prizes": Prize.objects.filter(category__round=found, category__place=1),
        "criteria": found.criteria.all(),
        "postponements": found.postponements.all(),
        "may_submit": found.state == "open"
        and actor.today <= found.last_day
        and bool(places_of(actor, found)),
        "own": Entry.objects.own_of(actor).filter(round=found).exists(),
        "judges": found.state == "scoring" and Juror.objects.of(actor).filter(round=found).exists(),
        "keeps": keeps,
    }
    if keeps:
        context |= _keeping(request, found)
    return render(request, "contests/round_detail.html", context)


def _keeping(request: Asked, found: Round) -> dict[str, Any]:
    state, after = request.GET.get("state", ""), request.GET.get("after", "")
    state = state if state in Entry.State.values else ""
    page = listing.works(request.actor, found, state=state, after=after)
    rows: list[Any] = list(page.rows)
    names = names_of({row.origin.place_id for row in rows}, request.actor)
    scored = {key: len(given) for key, given in reading.totals(found).items()}
    for row in rows:
        row.place_name = names.get(row.origin.place_id, "")
        row.scored = scored.get(row.pk, 0)
    more = f"state={state}&" if state else ""
    return {
        "works": rows,
        "total": page.total,
        "next_url": f"?{more}after={page.next}" if page.next else "",
        "first_url": f"?{more}" if after else "",
        "states": Entry.State.choices,
        "state": state,
        "jury": reading.jury(found),
        "may_postpone": found.state == "open",
        "may_start": found.state == "open" and request.actor.today > found.last_day,
    }


@login_required
def postpone(request: Asked, round_id: int) -> HttpResponse:
    """Move the last day for works later."""
    found = kept_of(request, round_id)
    form = forms.PostponeForm(posted(request))
    if done(
        form,
        lambda: services.postpone(round_=found, actor=request.actor, **form.cleaned_data),
    ):
        messages.success(
            request, _("Đã lùi hạn. Nơi đã gửi và nơi chưa gửi tác phẩm được báo kèm lý do.")
        )
        return redirect("contests:round", found.pk)
    return act_page(
        request,
        form,
        title=_("Lùi hạn gửi tác phẩm"),
        button=_("Lùi hạn"),
        back=("contests:round", found.name, found.pk),
        hint=_("Hạn đang có: hết ngày %(day)s. Chỉ lùi được khi chưa bắt đầu chấm.")
        % {"day": written(found.last_day)},
    )


@login_required
@require_POST
def start(request: Asked, round_id: int) -> HttpResponse:
    found = round_of(request, round_id)
    return press(
        request,
        lambda: services.start_scoring(round_=found, actor=request.actor),
        _("Đã bắt đầu chấm; mỗi tác phẩm có mã riêng."),
        "contests:round",
        found.pk,
    )


@login_required
@require_POST
def close(request: Asked, round_id: int) -> HttpResponse:
    found = round_of(request, round_id)
    services.note_conflicts(round_=found, actor=request.actor)
    return press(
        request,
        lambda: services.close_scoring(round_=found, actor=request.actor),
        _("Đã đóng việc chấm."),
        "contests:round",
        found.pk,
    )
