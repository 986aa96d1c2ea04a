"""Works: submitted, looked at, withdrawn."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.contests import forms, listing, services
from sotay.contests.models import Entry, Result, Round
from sotay.contests.querysets import SUBMIT, held_by
from sotay.contests.services.rights import is_keeper, may_change, require_keeper
from sotay.contests.views.shared import (
    act_page,
    bytes_of,
    entry_of,
    files_of,
    names_of,
    round_of,
)
from sotay.core.days import written
from sotay.organisations.access import Actor
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation, Profile
from sotay.ui.posting import done, posted, press


def places_of(actor: Actor, round_: Round) -> list[tuple[str, str]]:
    """In whose name one may submit to the round: oneself, and organisations of one's offices."""
    top = round_.organisation
    inside = Profile.objects.as_of(actor.today).filter(
        organisation__in=held_by(actor, SUBMIT),
        organisation__lft__gte=top.lft,
        organisation__lft__lt=top.rgt,
    )
    found = [(str(row.organisation_id), row.short_name) for row in inside]
    if actor.home is not None and top.lft <= actor.home.lft < top.rgt:
        found.append((forms.OWN, _("tác giả, đảng viên")))
    return found


@login_required
def submit(request: Asked, round_id: int) -> HttpResponse:
    """Submit a work in the name of one's organisation, or as its author."""
    actor, found = request.actor, round_of(request, round_id)
    places = places_of(actor, found)
    if not places:
        raise PermissionDenied(
            _("Đồng chí không thuộc đảng bộ mở đợt này, nên không gửi tác phẩm được.")
        )
    start = {"authors": actor.user.full_name} if places[0][0] == forms.OWN else {}
    form = forms.EntryForm(
        places,
        list(found.categories.all()),
        posted(request),
        files_of(request),
        initial=start,
    )
    made: list[Entry] = []

    def do() -> None:
        chosen = form.cleaned_data["place"]
        place = None if chosen == forms.OWN else Organisation.objects.get(pk=chosen)
        made.append(services.submit(round_=found, given=form.given(), actor=actor, place=place))

    if done(form, do):
        messages.success(request, _("Đã gửi tác phẩm."))
        return redirect("contests:entry", made[0].pk)
    return act_page(
        request,
        form,
        title=_("Gửi tác phẩm dự giải"),
        button=_("Gửi tác phẩm"),
        back=("contests:round", found.name, found.pk),
        hint=_("Xét tác phẩm đăng từ %(since)s đến hết %(to)s. Nhận đến hết ngày %(last)s.")
        % {
            "since": written(found.eligible_from),
            "to": written(found.eligible_to),
            "last": written(found.last_day),
        },
    )


@login_required
def mine(request: Asked) -> HttpResponse:
    """The works one has submitted, with what became of them."""
    after = request.GET.get("after", "")
    page = listing.own(request.actor, after=after)
    rows: list[Any] = list(page.rows)
    means = {row.pk: row.mean for row in Result.objects.filter(entry__in=[one.pk for one in rows])}
    for row in rows:
        row.mean = means.get(row.pk) if row.round.is_published else None
    return render(
        request,
        "contests/entry_mine.html",
        {
            "works": rows,
            "total": page.total,
            "next_url": f"?after={page.next}" if page.next else "",
            "first_url": "?" if after else "",
        },
    )


@login_required
def entry(request: Asked, entry_id: int) -> HttpResponse:
    """One work: for those who submitted it, and for the keeper, who looks at it here."""
    actor, found = request.actor, entry_of(request, entry_id)
    keeps = is_keeper(actor, found.round)
    checks = keeps and found.round.state == "open" and found.state != "withdrawn"
    shown = found.round.is_published or keeps
    own = may_change(actor, found)
    return render(
        request,
        "contests/entry_detail.html",
        {
            "entry": found,
            "origin": found.origin,
            "authors": found.authors.all(),
            "place_name": names_of({found.origin.place_id}, actor).get(found.origin.place_id, ""),
            "keeps": keeps,
            "checks": checks,
            "form": forms.AcceptForm() if checks else None,
            "result": Result.objects.filter(entry=found).first() if shown else None,
            "may_withdraw": own
            and found.round.state == "open"
            and found.state != "withdrawn"
            and actor.today <= found.round.last_day,
        },
    )


@login_required
def accept(request: Asked, entry_id: int) -> HttpResponse:
    """Find a work eligible."""
    found = entry_of(request, entry_id)
    require_keeper(request.actor, found.round)
    form = forms.AcceptForm(posted(request), files_of(request))

    def do() -> None:
        file = form.cleaned_data["file"]
        services.accept_entry(
            entry=found,
            content=file or None,
            name=file.name if file else "",
            address=form.cleaned_data["address"],
            actor=request.actor,
        )

    if done(form, do):
        messages.success(request, _("Đã ghi: đủ điều kiện."))
        return redirect("contests:round", found.round_id)
    return act_page(
        request,
        form,
        title=_("Đủ điều kiện dự giải"),
        button=_("Đủ điều kiện"),
        back=("contests:entry", found.title, found.pk),
        hint=_("Không kèm gì thì giám khảo xem tệp đã gửi. Đồng chí xem kỹ: tệp không lộ tên ai."),
    )


@login_required
def refuse(request: Asked, entry_id: int) -> HttpResponse:
    """Find a work not eligible."""
    found = entry_of(request, entry_id)
    require_keeper(request.actor, found.round)
    form = forms.RefuseForm(posted(request))
    if done(
        form,
        lambda: services.refuse_entry(
            entry=found, reason=form.cleaned_data["reason"], actor=request.actor
        ),
    ):
        messages.success(request, _("Đã ghi: không đủ điều kiện; nơi gửi thấy lý do."))
        return redirect("contests:round", found.round_id)
    return act_page(
        request,
        form,
        title=_("Không đủ điều kiện dự giải"),
        button=_("Không đủ điều kiện"),
        back=("contests:entry", found.title, found.pk),
    )


@login_required
@require_POST
def withdraw(request: Asked, entry_id: int) -> HttpResponse:
    found = entry_of(request, entry_id)
    return press(
        request,
        lambda: services.withdraw(entry=found, actor=request.actor),
        _("Đã rút tác phẩm."),
        "contests:entry",
        found.pk,
    )


@login_required
def entry_file(request: Asked, entry_id: int) -> FileResponse:
    """The bytes of a work as submitted, for those who may know whose it is."""
    origin = entry_of(request, entry_id).origin
    if origin.file is None:
        raise Http404
    return bytes_of(origin.file, origin.file_name)
