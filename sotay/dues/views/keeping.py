"""Pages of whoever keeps a cell's dues: the month, a payer, receipts, the account."""

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

from sotay.core.days import grouped
from sotay.core.errors import RuleBroken
from sotay.dues import forms, services
from sotay.dues.cards import state_of_dues
from sotay.dues.models import Advice, BankAccount, Collection, Receipt, Remittance
from sotay.dues.papers import receipt_pdf
from sotay.dues.rules import months
from sotay.dues.rules.sharing import split
from sotay.dues.services.ending import ended_months, returned_of_ended
from sotay.dues.services.remitting import kept_share, may_send_again, receiver_of
from sotay.dues.services.rights import keeps
from sotay.dues.sheets import kept_organisations, ledger, reversed_of, sheet
from sotay.dues.views.ground import act_page, actor_of, kept_cell, kept_collection, name_of
from sotay.organisations.models import Profile
from sotay.regulations.registry import rule, value
from sotay.ui.posting import done, posted


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where dues begin for each: the month for a keeper, sums above, one's own for a member."""
    actor = actor_of(request)
    kept = kept_organisations(actor)
    if len(kept) > 1:
        names = Profile.objects.nearest([one.pk for one in kept], actor.today)
        cells = [(names[one.pk].name, *state_of_dues(one, actor.today)) for one in kept]
        return render(
            request,
            "dues/kept.html",
            {
                "cells": cells,
                "ended": ended_months(actor),
                "returned_of_ended": returned_of_ended(actor),
            },
        )
    if kept:
        last = Collection.objects.filter(organisation=kept[0]).first()
        if last is not None:
            return redirect("dues:month", kept[0].pk, months.key(last.month))
        return redirect("dues:cell", kept[0].pk)
    return redirect("dues:rollup" if actor.can("dues.rollup") else "dues:mine")


@login_required
def month_sheet(request: HttpRequest, cell_id: int, month: str) -> HttpResponse:
    """The collection list of a month."""
    collection = kept_collection(request, cell_id, month)
    others = Collection.objects.filter(organisation=collection.organisation)
    latest = others.first()
    actor = actor_of(request)
    today = months.first(actor.today)
    next_month = months.plus(collection.month, 1)
    return render(
        request,
        "dues/month_sheet.html",
        {
            "cell": collection.organisation,
            "ended": ended_months(actor),
            "returned_of_ended": returned_of_ended(actor),
            "sheet": sheet(collection),
            "collection": collection,
            "month": months.written(collection.month),
            "key": months.key(collection.month),
            "earlier": others.filter(month__lt=collection.month).first(),
            "later": others.filter(month__gt=collection.month).last(),
            "next_to_open": months.written(next_month)
            if latest == collection and not collection.is_open and next_month <= today
            else "",
            "account": BankAccount.objects.standing()
            .filter(organisation=collection.organisation)
            .exists(),
        },
    )


@login_required
@require_POST
def open_month(request: HttpRequest, cell_id: int) -> HttpResponse:
    cell = kept_cell(request, cell_id)
    form = forms.OpenForm(request.POST)

    def act() -> None:
        services.open_month(
            organisation=cell, month=form.cleaned_data["month"], actor=actor_of(request)
        )

    if done(form, act):
        return redirect("dues:month", cell.pk, months.key(form.cleaned_data["month"]))
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return redirect("dues:cell", cell.pk)


def _back(collection: Collection, anchor: str = "") -> HttpResponse:
    url = reverse("dues:month", args=[collection.organisation_id, months.key(collection.month)])
    return redirect(url + anchor)


def _say(request: HttpRequest, act: Any, words: Any) -> None:
    """Do an act of one tap; what came of it is said at the head of the page."""
    try:
        made = act()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words(made))


@login_required
@require_POST
def pay_one(request: HttpRequest, cell_id: int, month: str, member_id: int) -> HttpResponse:
    """One tap: this member has paid the month in cash."""
    collection = kept_collection(request, cell_id, month)
    name = name_of(collection.organisation, member_id)
    _say(
        request,
        lambda: services.pay(
            collection=collection,
            member_id=member_id,
            wanted=[collection.month],
            actor=actor_of(request),
        ),
        lambda made: (
            _("Đã thu của đồng chí %(name)s, phiếu số %(code)s.")
            % {"name": name, "code": made.code}
        ),
    )
    return _back(collection, f"#dv-{member_id}")


@login_required
@require_POST
def pay_all(request: HttpRequest, cell_id: int, month: str) -> HttpResponse:
    """One tap: everybody has paid what is left of the month."""
    collection = kept_collection(request, cell_id, month)
    _say(
        request,
        lambda: services.pay_all(collection=collection, actor=actor_of(request)),
        lambda count: _("Đã ghi thu đủ cho %d đồng chí.") % count,
    )
    return _back(collection)


@login_required
@require_POST
def refresh_month(request: HttpRequest, cell_id: int, month: str) -> HttpResponse:
    collection = kept_collection(request, cell_id, month)
    _say(
        request,
        lambda: services.refresh_month(collection=collection, actor=actor_of(request)),
        lambda made: _("Đã tính lại danh sách: %d đồng chí.") % made.heads,
    )
    return _back(collection)


@login_required
def close_month(request: HttpRequest, cell_id: int, month: str) -> HttpResponse:
    """Before a month is closed: what was received, what is kept, what goes up, by which rule."""
    collection = kept_collection(request, cell_id, month)
    actor = actor_of(request)
    if request.method == "POST":
        try:
            services.close_month(collection=collection, actor=actor)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã chốt tháng %s.") % months.written(collection.month))
        return _back(collection)
    share = kept_share(collection.organisation_id, collection.month)
    above = receiver_of(collection.organisation_id, collection.month, actor.today)
    named = Profile.objects.as_of(actor.today).filter(organisation=above).first()
    return render(
        request,
        "dues/month_close.html",
        {
            "cell": collection.organisation,
            "collection": collection,
            "month": months.written(collection.month),
            "key": months.key(collection.month),
            "share": share,
            "parts": split(collection.received, Decimal(str(share.value))),
            "above": named.name if named else "",
        },
    )


@login_required
def member(request: HttpRequest, cell_id: int, member_id: int) -> HttpResponse:
    """One payer: months, receipts, category and figure."""
    cell = kept_cell(request, cell_id)
    name = name_of(cell, member_id)
    open_now = Collection.objects.open().filter(organisation=cell).first()
    return render(
        request,
        "dues/payer.html",
        {
            "cell": cell,
            "name": name,
            "member_id": member_id,
            "ledger": ledger(cell, member_id, actor_of(request).today),
            "open_now": open_now,
        },
    )


@login_required
def pay(request: HttpRequest, cell_id: int, member_id: int) -> HttpResponse:
    """Money for several months, in part, or by transfer."""
    cell = kept_cell(request, cell_id)
    name = name_of(cell, member_id)
    actor = actor_of(request)
    open_now = Collection.objects.open().filter(organisation=cell).first()
    back = reverse("dues:payer", args=[cell.pk, member_id])
    if open_now is None:
        messages.error(
            request, _("Không có tháng nào đang thu. Đồng chí lập danh sách tháng này trước.")
        )
        return redirect(back)
    stood = ledger(cell, member_id, actor.today)
    first = stood.arrears[0].month if stood.arrears else open_now.month
    form = forms.PayForm(
        posted(request),
        initial={
            "start": first,
            "last": max(first, open_now.month),
            "received_on": actor.today,
            "method": "cash",
        },
    )

    def act() -> None:
        receipt = services.pay(
            collection=open_now,
            member_id=member_id,
            wanted=form.wanted(),
            amount=form.cleaned_data["amount"],
            method=form.cleaned_data["method"],
            received_on=form.cleaned_data["received_on"],
            actor=actor,
        )
        messages.success(
            request,
            _("Đã thu %(amount)s đồng, phiếu số %(code)s.")
            % {"amount": grouped(receipt.amount), "code": receipt.code},
        )

    if done(form, act):
        return redirect(back)
    return act_page(
        request,
        form,
        title=_("Thu của đồng chí %s") % name,
        button=_("Ghi đã thu"),
        back_url=back,
        back_label=name,
        lead=_("Tiền ghi vào tháng đang thu, %s.") % months.written(open_now.month),
    )


@login_required
def basis(request: HttpRequest, cell_id: int, member_id: int) -> HttpResponse:
    """By what a member's dues are reckoned."""
    cell = kept_cell(request, cell_id)
    name = name_of(cell, member_id)
    actor = actor_of(request)
    back = reverse("dues:payer", args=[cell.pk, member_id])
    return basis_page(request, cell, member_id, back, name, actor)


def basis_page(
    request: HttpRequest, cell: Any, member_id: int, back: str, name: str, actor: Any
) -> HttpResponse:
    """The form of category and figure, for the keeper and for the member alike."""
    stood = ledger(cell, member_id, actor.today)
    open_now = Collection.objects.open().filter(organisation=cell).first()
    last = Collection.objects.filter(organisation=cell).first()
    since = months.first(actor.today)
    if open_now is not None:
        since = open_now.month
    elif last is not None and last.month >= since:
        since = months.plus(last.month, 1)
    held = stood.basis
    form = forms.BasisForm(
        posted(request),
        initial={
            "category": held.category if held else "salaried",
            "income": held.income if held else None,
            "region": held.region if held else None,
            "since": since,
        },
    )

    def act() -> None:
        services.declare_basis(
            organisation=cell, member_id=member_id, actor=actor, **form.cleaned_data
        )
        messages.success(request, _("Đã ghi mức đóng."))

    if done(form, act):
        return redirect(back)
    return act_page(
        request,
        form,
        title=_("Căn cứ tính đảng phí"),
        button=_("Ghi lại"),
        back_url=back,
        back_label=name,
        lead=_("Chỉ đồng chí ấy và Bí thư, Phó Bí thư chi bộ xem được số tiền này."),
    )


@login_required
def relief(request: HttpRequest, cell_id: int, member_id: int) -> HttpResponse:
    """Dues lowered by decision."""
    cell = kept_cell(request, cell_id)
    name = name_of(cell, member_id)
    actor = actor_of(request)
    month = months.first(actor.today)
    longest = rule("dues.relief_months_max", month, cell.pk)
    form = forms.ReliefForm(
        value("dues.relief_percents", month, cell.pk),
        posted(request),
        initial={"since": month, "count": longest.value},
    )
    back = reverse("dues:payer", args=[cell.pk, member_id])

    def act() -> None:
        services.set_relief(
            organisation=cell, member_id=member_id, actor=actor, **form.cleaned_data
        )
        messages.success(request, _("Đã ghi miễn, giảm."))

    if done(form, act):
        return redirect(back)
    return act_page(
        request,
        form,
        title=_("Miễn, giảm đảng phí"),
        button=_("Ghi lại"),
        back_url=back,
        back_label=name,
        lead=_("Mỗi lần nhiều nhất %(months)s, theo %(document)s (%(certainty)s).")
        % {
            "months": longest.written,
            "document": longest.document,
            "certainty": longest.certainty_words,
        },
    )


# --- Receipts -------------------------------------------------------------------------------------


def _receipt(request: HttpRequest, receipt_id: int) -> Any:
    visible = Receipt.objects.visible_to(actor_of(request))
    return get_object_or_404(visible.select_related("organisation", "made_by"), pk=receipt_id)


def _place(receipt: Receipt) -> str:
    named = Profile.objects.nearest([receipt.organisation_id], receipt.received_on)
    found = named.get(receipt.organisation_id)
    return found.name if found else receipt.organisation.code


@login_required
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """A receipt, for whoever took the money and for whoever paid."""
    found = _receipt(request, receipt_id)
    entries = list(found.payments.select_related("entered_by").order_by("id"))
    undone = [one for one in entries if one.amount < 0]
    return render(
        request,
        "dues/receipt.html",
        {
            "receipt": found,
            "place": _place(found),
            "entries": [
                (months.written(one.month), one.amount) for one in entries if one.amount > 0
            ],
            "undone": undone[0] if undone else None,
            "may_reverse": not undone and keeps(actor_of(request), found.organisation_id),
            "is_keeper": keeps(actor_of(request), found.organisation_id),
        },
    )


@login_required
def receipt_file(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """The receipt as PDF."""
    found = _receipt(request, receipt_id)
    entries = list(found.payments.filter(amount__gt=0).order_by("id"))
    made = receipt_pdf(found, _place(found), entries, is_reversed=bool(reversed_of([found])))
    answer = HttpResponse(made, content_type="application/pdf")
    name = f"phieu-thu-{found.number:02d}-{found.year}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@login_required
def reverse_receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Undo a receipt by entries of the opposite sign."""
    actor = actor_of(request)
    found = get_object_or_404(
        Receipt.objects.kept_by(actor).select_related("organisation"), pk=receipt_id
    )
    form = forms.ReasonForm(posted(request))
    back = reverse("dues:receipt", args=[found.pk])

    def act() -> None:
        services.reverse_receipt(receipt=found, reason=form.cleaned_data["reason"], actor=actor)
        messages.success(request, _("Đã hủy phiếu số %s bằng bút toán ngược.") % found.code)

    if done(form, act):
        return redirect(back)
    return act_page(
        request,
        form,
        title=_("Hủy phiếu thu số %s") % found.code,
        button=_("Hủy phiếu này"),
        back_url=back,
        back_label=_("Phiếu thu số %s") % found.code,
        lead=_("Phiếu vẫn còn trong sổ, có ghi là đã hủy; số tiền được trừ ở tháng đang thu."),
        is_final=True,
    )


# --- What members say they transferred ------------------------------------------------------------


def _advice(request: HttpRequest, advice_id: int) -> Any:
    kept = Advice.objects.kept_by(actor_of(request)).select_related("organisation")
    return get_object_or_404(kept, pk=advice_id)


@login_required
@require_POST
def confirm_advice(request: HttpRequest, advice_id: int) -> HttpResponse:
    advice = _advice(request, advice_id)
    _say(
        request,
        lambda: services.confirm_advice(advice=advice, actor=actor_of(request)),
        lambda made: _("Đã ghi thu, phiếu số %s.") % made.receipt.code,
    )
    return redirect("dues:home")


@login_required
def decline_advice(request: HttpRequest, advice_id: int) -> HttpResponse:
    advice = _advice(request, advice_id)
    form = forms.ReasonForm(posted(request))
    form.fields["reason"].label = _("Trả lời")

    def act() -> None:
        services.decline_advice(
            advice=advice, answer=form.cleaned_data["reason"], actor=actor_of(request)
        )
        messages.success(request, _("Đã trả lời."))

    if done(form, act):
        return redirect("dues:home")
    return act_page(
        request,
        form,
        title=_("Chưa thấy tiền chuyển đến"),
        button=_("Gửi trả lời"),
        back_url=reverse("dues:home"),
        back_label=_("Thu đảng phí"),
        lead=_("Lời ghi trên khoản chuyển: %s.") % advice.note,
    )


# --- The account, and what the level above returned -----------------------------------------------


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The account of a cell whose dues the actor keeps: ``?chi_bo=``, else the first."""
    actor = actor_of(request)
    kept = kept_organisations(actor)
    if not kept:
        raise PermissionDenied(
            _("Tài khoản nhận đảng phí do Bí thư, Phó Bí thư của chính chi bộ ghi.")
        )
    asked = request.GET.get("chi_bo", str(kept[0].pk))
    cell = next((one for one in kept if str(one.pk) == asked), None)
    if cell is None:
        raise Http404
    held = BankAccount.objects.standing().filter(organisation=cell).first()
    form = forms.AccountForm(
        posted(request),
        initial={
            "bank_name": held.bank_name,
            "bank_code": held.bank_code,
            "number": held.number,
            "holder": held.holder,
        }
        if held
        else {},
    )

    def act() -> None:
        services.set_account(organisation=cell, actor=actor, **form.cleaned_data)
        messages.success(request, _("Đã ghi tài khoản nhận đảng phí."))

    if done(form, act):
        return redirect("dues:home")
    return act_page(
        request,
        form,
        title=_("Tài khoản nhận đảng phí"),
        button=_("Ghi lại"),
        back_url=reverse("dues:home"),
        back_label=_("Thu đảng phí"),
        lead=_(
            "Đảng viên của chi bộ thấy tài khoản này và quét mã để chuyển. Sổ tay không nối với"
            " ngân hàng: tiền chỉ được tính khi chi bộ xác nhận đã nhận."
        ),
    )


@login_required
def resend(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Send up again what was returned."""
    actor = actor_of(request)
    found = get_object_or_404(
        Remittance.objects.select_related("organisation", "to_organisation"), pk=remittance_id
    )
    is_of_ended = may_send_again(actor, found)
    if not is_of_ended and not Remittance.objects.visible_to(actor).filter(pk=found.pk).exists():
        raise Http404
    form = forms.ReasonForm(posted(request))
    form.fields["reason"].label = _("Đã sửa điều gì")
    back = reverse("dues:cell", args=[found.organisation_id])
    if is_of_ended:
        back = reverse("dues:home")

    def act() -> None:
        services.resend_remittance(remittance=found, note=form.cleaned_data["reason"], actor=actor)
        messages.success(request, _("Đã nộp lại."))

    if done(form, act):
        return redirect(back)
    return act_page(
        request,
        form,
        title=_("Nộp lại tháng %s") % months.written(found.month),
        button=_("Nộp lại"),
        back_url=back,
        back_label=_("Các tháng"),
        lead=_("Cấp trên trả lại: %s") % found.reason if found.reason else "",
    )
