"""One's own dues: what is owed, the code of a transfer, receipts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core.errors import RuleBroken
from sotay.dues import forms, services
from sotay.dues.own import AHEAD, own_dues, place_of, to_pay
from sotay.dues.sheets import ledger
from sotay.dues.views.ground import actor_of
from sotay.dues.views.keeping import basis_page
from sotay.members.models import Member
from sotay.organisations.models import Profile


def _own(request: HttpRequest) -> Any:
    return (
        Member.objects.filter(user=actor_of(request).user, is_active=True)
        .select_related("cell")
        .first()
    )


def _count(request: HttpRequest) -> int:
    text = request.GET.get("so_thang", "")
    return int(text) if text in {str(one) for one in AHEAD} else 0


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Paid until when, what is owed next, the code of a transfer, receipts."""
    own = _own(request)
    if own is None:
        return render(request, "dues/nobody.html")
    actor = actor_of(request)
    shown = own_dues(own, actor.today, _count(request))
    named = Profile.objects.as_of(actor.today).filter(organisation=shown.ledger.organisation)
    return render(
        request,
        "dues/mine.html",
        {
            "own": shown,
            "ledger": shown.ledger,
            "cell": named.first(),
            "ahead": [(one, one == shown.chosen) for one in AHEAD],
        },
    )


@login_required
def basis(request: HttpRequest) -> HttpResponse:
    """By what one's own dues are reckoned."""
    own = _own(request)
    if own is None:
        return render(request, "dues/nobody.html")
    actor = actor_of(request)
    return basis_page(
        request,
        place_of(own, actor.today),
        own.pk,
        reverse("dues:mine"),
        _("Đảng phí của tôi"),
        actor,
    )


@login_required
@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """Say that the transfer shown was made."""
    own = _own(request)
    actor = actor_of(request)
    form = forms.TellForm(request.POST)
    if own is None or not form.is_valid():
        messages.error(request, _("Đồng chí mở lại trang này rồi báo đã chuyển."))
        return redirect("dues:mine")
    stood = ledger(place_of(own, actor.today), own.pk, actor.today)
    try:
        services.tell_transfer(
            organisation=stood.organisation,
            wanted=to_pay(stood, actor.today, form.cleaned_data["count"] or 0),
            amount=form.cleaned_data["amount"],
            actor=actor,
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã báo chi bộ. Khi chi bộ xác nhận, phiếu thu hiện ở đây."))
    return redirect("dues:mine")
