"""Pages of sums: a cell's months, the organisations below, what waits to be confirmed."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.dues import forms, services
from sotay.dues.models import Collection, Remittance
from sotay.dues.rollup import FIGURES, rollup, rows_of
from sotay.dues.rules import months
from sotay.dues.rules.sharing import split
from sotay.dues.services.ending import describe, ended_months, returned_of_ended, settles
from sotay.dues.services.remitting import kept_share, receiver_of
from sotay.dues.services.rights import holds, keeps
from sotay.dues.views.ground import act_page, actor_of, month_of
from sotay.dues.words import FIGURE_WORDS
from sotay.organisations.models import Organisation, Profile
from sotay.ui.posting import done, posted, press

SHOWN = 50


def _summed(request: HttpRequest, key: int) -> Any:
    """An organisation whose sums the actor may see."""
    actor = actor_of(request)
    there = Organisation.objects.reached_by(actor).described(actor.today)
    found: Any = get_object_or_404(there, pk=key)
    if not actor.can("dues.rollup", found):
        raise Http404
    if found.name is None:  # it has ended; its months are still read
        named = Profile.objects.nearest([found.pk], actor.today)
        found.name = named[found.pk].name if named else found.code
    return found


@login_required
def cell(request: HttpRequest, cell_id: int) -> HttpResponse:
    """A cell's months: sums, and what became of the money sent up."""
    organisation = _summed(request, cell_id)
    actor = actor_of(request)
    is_keeper = keeps(actor, organisation)
    found = Collection.objects.filter(organisation=organisation).select_related("remittance")
    today = months.first(actor.today)
    last = found.first()
    to_open = today
    if last is not None:
        to_open = months.plus(last.month, 1)
    return render(
        request,
        "dues/cell.html",
        {
            "cell": organisation,
            "ended": ended_months(actor) if is_keeper else [],
            "returned_of_ended": returned_of_ended(actor) if is_keeper else [],
            "months": [
                (months.written(one.month), months.key(one.month), one) for one in found[:SHOWN]
            ],
            "is_keeper": is_keeper,
            "to_open": months.written(to_open)
            if is_keeper and to_open <= today and (last is None or not last.is_open)
            else "",
            "share": kept_share(organisation.pk, today),
        },
    )


@login_required
def rollup_page(request: HttpRequest) -> HttpResponse:
    """The organisations below in one month, and what waits for a confirmation."""
    actor = actor_of(request)
    if not actor.can("dues.rollup"):
        raise PermissionDenied(_("Trang này dành cho cấp ủy theo dõi việc thu, nộp đảng phí."))
    key = request.GET.get("to_chuc", "")
    if key:
        if not (key.isascii() and key.isdigit() and len(key) < 18):
            raise Http404
        organisation = _summed(request, int(key))
    elif actor.organisation is not None:
        organisation = _summed(request, actor.organisation.pk)
    else:
        raise Http404
    month = _asked_month(request)
    shown = rollup(actor, organisation, month)
    received = Remittance.objects.received_by(actor).waiting()
    waiting = list(received.select_related("organisation").order_by("sent_on", "id")[:SHOWN])
    names = Profile.objects.nearest({one.organisation_id for one in waiting}, actor.today)
    may_pass = holds(actor, "dues.pass_on", organisation.pk)
    to_pass = (
        Remittance.objects.filter(
            to_organisation=organisation, month=month, state="confirmed", passed_in=None
        ).count()
        if may_pass and receiver_of(organisation.pk, month, actor.today) is not None
        else 0
    )
    return render(
        request,
        "dues/rollup.html",
        {
            "organisation": organisation,
            "ended": ended_months(actor),
            "returned_of_ended": returned_of_ended(actor),
            "rollup": shown,
            "month": months.written(month),
            "key": months.key(month),
            "earlier": months.key(months.plus(month, -1)),
            "later": months.key(months.plus(month, 1)) if month < months.first(actor.today) else "",
            "waiting": [
                (one, names[one.organisation_id].name, months.written(one.month)) for one in waiting
            ],
            "waiting_count": received.count(),
            "to_pass": to_pass,
            "passed": Remittance.objects.filter(
                organisation=organisation, month=month, collection=None
            ),
        },
    )


def _asked_month(request: HttpRequest) -> Any:
    text = request.GET.get("thang", "")
    return month_of(text) if text else months.first(actor_of(request).today)


@login_required
def rollup_rows(
    request: HttpRequest, organisation_id: int, month: str, figure: str
) -> HttpResponse:
    """The cells behind one figure."""
    organisation = _summed(request, organisation_id)
    if figure not in FIGURES:
        raise Http404
    asked = month_of(month)
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else -1
    page = rows_of(actor_of(request), organisation, asked, figure, start)
    return render(
        request,
        "dues/rollup_rows.html",
        {
            "organisation": organisation,
            "month": months.written(asked),
            "key": months.key(asked),
            "figure": figure,
            "words": FIGURE_WORDS[figure],
            "page": page,
            "next_url": f"?after={page.next}" if page.next is not None else "",
        },
    )


def _remittance(request: HttpRequest, remittance_id: int) -> Any:
    visible = Remittance.objects.visible_to(actor_of(request))
    return get_object_or_404(
        visible.select_related("organisation", "to_organisation"), pk=remittance_id
    )


def _above(remittance: Remittance) -> str:
    url = reverse("dues:rollup")
    month = months.key(remittance.month)
    return f"{url}?to_chuc={remittance.to_organisation_id}&thang={month}"


@login_required
def close_ended(request: HttpRequest, cell_id: int, month: str) -> HttpResponse:
    """Before the open month of a cell that has ended is closed: its sums, and nobody's figure."""
    actor = actor_of(request)
    collection = get_object_or_404(
        Collection.objects.select_related("organisation"),
        organisation=cell_id,
        month=month_of(month),
    )
    shown = describe(collection, actor.today)
    if shown is None or not settles(actor, cell_id, collection.month):
        raise Http404
    if not collection.is_open:
        messages.info(request, _("Tháng %s đã chốt rồi.") % shown.month)
        return redirect("dues:home")
    if request.method == "POST":
        return press(
            request,
            lambda: services.close_ended(collection=collection, actor=actor),
            _("Đã chốt tháng %(month)s của %(cell)s.") % {"month": shown.month, "cell": shown.name},
            "dues:home",
        )
    share = kept_share(cell_id, collection.month)
    receiver = receiver_of(cell_id, collection.month, actor.today)
    named = Profile.objects.as_of(actor.today).filter(organisation=receiver).first()
    return render(
        request,
        "dues/ended_close.html",
        {
            "shown": shown,
            "collection": collection,
            "share": share,
            "parts": split(collection.received, Decimal(str(share.value))),
            "above": named.name if named else "",
        },
    )


@login_required
@require_POST
def confirm(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """The money has come."""
    found = _remittance(request, remittance_id)
    return press(
        request,
        lambda: services.confirm_remittance(remittance=found, actor=actor_of(request)),
        _("Đã xác nhận nhận đủ."),
        _above(found),
    )


@login_required
def give_back(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Send it back with a reason."""
    found = _remittance(request, remittance_id)
    actor = actor_of(request)
    if not holds(actor, "dues.confirm", found.to_organisation_id):
        raise PermissionDenied(_("Việc này của cấp ủy nhận tiền."))
    form = forms.ReasonForm(posted(request))

    def act() -> None:
        services.return_remittance(
            remittance=found, reason=form.cleaned_data["reason"], actor=actor
        )
        messages.success(request, _("Đã trả lại kèm lý do."))

    if done(form, act):
        return redirect(_above(found))
    named = Profile.objects.nearest([found.organisation_id], actor.today)
    return act_page(
        request,
        form,
        title=_("Trả lại kèm lý do"),
        button=_("Trả lại"),
        back_url=_above(found),
        back_label=_("Đảng phí các tổ chức"),
        lead=named[found.organisation_id].name + ", " + months.written(found.month),
        is_final=True,
    )


@login_required
@require_POST
def pass_on(request: HttpRequest, organisation_id: int, month: str) -> HttpResponse:
    """Share what was confirmed and send the rest up."""
    organisation = _summed(request, organisation_id)
    asked = month_of(month)
    return press(
        request,
        lambda: services.pass_on(organisation=organisation, month=asked, actor=actor_of(request)),
        _("Đã ghi nộp lên cấp trên."),
        f"{reverse('dues:rollup')}?to_chuc={organisation.pk}&thang={months.key(asked)}",
    )
