"""Pages of lists of payments: the file, what its rows mean, all or nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from sotay.core.days import grouped
from sotay.dues import forms, importing
from sotay.dues.importing.columns import Seen, asked_of, first_rows, header_of
from sotay.dues.importing.ground import people_of
from sotay.dues.importing.headings import FIELDS
from sotay.dues.importing.template import MEDIA_TYPE, file_name
from sotay.dues.importing.undoing import closed_words
from sotay.dues.models import PaymentList, Receipt
from sotay.dues.rules import months
from sotay.dues.services.reversing import standing_entries
from sotay.dues.sheets import reversed_of, sheet
from sotay.dues.views.ground import act_page, actor_of, kept_cell, kept_collection
from sotay.ui.posting import REFUSED, done, form_page, posted, press

SHOWN = 20
MADE_RECEIPTS = (PaymentList.State.APPLIED, PaymentList.State.UNDONE)
PASSED_WORDS: dict[str, Any] = {
    "blank": _lazy("chưa nộp, ô tiền để trống"),
    "total": _lazy("dòng cộng"),
    "out": _lazy("tiền ra hoặc không có tiền vào"),
    "other": _lazy("không nói đến đảng phí; không được giữ lại"),
}


@login_required
def lists(request: HttpRequest, cell_id: int, month: str) -> HttpResponse:
    """The form for a list, and the lists taken before."""
    collection = kept_collection(request, cell_id, month)
    form = forms.ListForm(posted(request), request.FILES or None)
    made: list[PaymentList] = []

    def act() -> None:
        data, name = form.content()
        made.append(
            importing.start_list(
                collection=collection, data=data, file_name=name, actor=actor_of(request)
            )
        )

    if done(form, act):
        return redirect("dues:list", made[0].pk)
    before = PaymentList.objects.filter(organisation=collection.organisation).select_related(
        "started_by", "collection"
    )
    return render(
        request,
        "dues/lists.html",
        {
            "form": form,
            "cell": collection.organisation,
            "collection": collection,
            "month": months.written(collection.month),
            "key": months.key(collection.month),
            "lists": [
                (one, months.written(one.collection.month))
                for one in before.defer("rows", "table")[:SHOWN]
            ],
        },
        status=REFUSED if form.errors else 200,
    )


@login_required
def template(request: HttpRequest, cell_id: int, month: str) -> HttpResponse:
    """The file to fill in."""
    shown = sheet(kept_collection(request, cell_id, month))
    answer = HttpResponse(importing.template(shown, actor_of(request)), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(shown)}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _list(request: HttpRequest, list_id: int) -> Any:
    """A list of a cell whose dues the actor keeps; others are not found."""
    kept = PaymentList.objects.kept_by(actor_of(request))
    found = get_object_or_404(kept.select_related("collection"), pk=list_id)
    found.organisation = kept_cell(request, found.organisation_id)
    found.collection.organisation = found.organisation
    return found


@login_required
def payment_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """What each row would do, what is in the way; or what was done."""
    found = _list(request, list_id)
    if found.state == PaymentList.State.ASKED and found.collection.is_open:
        return redirect("dues:list_columns", found.pk)
    month = found.collection.month
    context: dict[str, Any] = {
        "list": found,
        "cell": found.organisation,
        "month": months.written(month),
        "key": months.key(month),
        "columns": [(at, words, FIELDS.get(field, "")) for at, words, field in found.columns],
        "passed": [(PASSED_WORDS[why], count) for why, count in sorted(found.passed.items())],
    }
    if found.state == PaymentList.State.READ and found.collection.is_open:
        plan = importing.plan_of(found, actor_of(request))
        context["plan"] = plan
        context["groups"] = [
            (state, lines)
            for state in ("wrong", "doubt", "ready", "taken", "left")
            if (lines := plan.of(state))
        ]
    if found.state in MADE_RECEIPTS:
        receipts = list(Receipt.objects.filter(listed__payment_list=found).order_by("number"))
        undone = reversed_of(receipts)
        context["receipts"] = [(one, one.pk in undone) for one in receipts]
        context["standing"] = len(receipts) - len(undone)
        context["closed_words"] = "" if found.collection.is_open else closed_words(found.collection)
    return render(request, "dues/list.html", context)


@login_required
def columns(request: HttpRequest, list_id: int) -> HttpResponse:
    """Which column is which: looked at first, then gone on with."""
    found = _list(request, list_id)
    if found.state != PaymentList.State.ASKED or not found.collection.is_open:
        return redirect("dues:list", found.pk)
    asked = asked_of(found)
    form = forms.ColumnsForm(
        asked.columns, posted(request), initial={**asked.guess, "first": asked.first}
    )
    seen: list[Seen] = []

    def look() -> None:
        header = header_of(asked, form.chosen(), form.cleaned_data["first"])
        seen.extend(first_rows(found, header))

    def go_on() -> None:
        importing.name_columns(
            payment_list=found,
            fields=form.chosen(),
            first=form.cleaned_data["first"],
            actor=actor_of(request),
        )

    is_looked_at = done(form, look)
    if "go" in request.POST and is_looked_at and done(form, go_on):
        return redirect("dues:list", found.pk)
    return form_page(
        request,
        "dues/list_columns.html",
        form,
        list=found,
        cell=found.organisation,
        month=months.written(found.collection.month),
        key=months.key(found.collection.month),
        asked=asked,
        seen=seen,
        is_looked_at=is_looked_at,
    )


def _press_row(
    request: HttpRequest, list_id: int, row: int, act: Callable[..., Any], said: str = ""
) -> HttpResponse:
    found = _list(request, list_id)
    return press(
        request,
        lambda: act(payment_list=found, row=row, actor=actor_of(request)),
        said,
        reverse("dues:list", args=[found.pk]) + f"#dong-{row}",
    )


@login_required
@require_POST
def leave_row(request: HttpRequest, list_id: int, row: int) -> HttpResponse:
    return _press_row(request, list_id, row, importing.leave_out)


@login_required
@require_POST
def accept_row(request: HttpRequest, list_id: int, row: int) -> HttpResponse:
    return _press_row(request, list_id, row, importing.accept_row)


@login_required
@require_POST
def restore_row(request: HttpRequest, list_id: int, row: int) -> HttpResponse:
    return _press_row(request, list_id, row, importing.restore_row)


@login_required
def mend_row(request: HttpRequest, list_id: int, row: int) -> HttpResponse:
    """Say what a row means."""
    found = _list(request, list_id)
    actor = actor_of(request)
    back = reverse("dues:list", args=[found.pk])
    if found.state != PaymentList.State.READ or not found.collection.is_open:
        messages.error(request, _("Danh sách này không còn sửa được."))
        return redirect(back)
    line = next((one for one in importing.plan_of(found, actor).lines if one.row == row), None)
    if line is None or line.state == "taken":
        raise Http404
    present, others = people_of(found.collection)
    open_month = found.collection.month
    form = forms.RowForm(
        [*present.items(), *others.items()],
        posted(request),
        initial={
            "member_id": line.member_id,
            "start": line.months[0] if line.months else open_month,
            "last": line.months[-1] if line.months else open_month,
            "amount": line.amount,
            "received_on": line.day or actor.today,
            "method": line.method,
        },
    )

    def act() -> None:
        importing.mend_row(
            payment_list=found,
            row=row,
            member_id=form.cleaned_data["member_id"],
            wanted=form.wanted(),
            amount=form.cleaned_data["amount"],
            method=form.cleaned_data["method"],
            received_on=form.cleaned_data["received_on"],
            actor=actor,
        )

    if done(form, act):
        return redirect(back + f"#dong-{row}")
    said = _("Trong tệp: %(said)s, %(amount)s.") % {"said": line.said, "amount": line.amount_said}
    return act_page(
        request,
        form,
        title=_("Sửa dòng %d") % row,
        button=_("Ghi lại dòng này"),
        back_url=back,
        back_label=found.file_name,
        lead=said,
        notes=tuple(line.problems),
    )


@login_required
@require_POST
def leave_unsettled(request: HttpRequest, list_id: int) -> HttpResponse:
    """Leave out every row that is not understood or not confirmed."""
    found = _list(request, list_id)
    return press(
        request,
        lambda: importing.leave_out_unsettled(payment_list=found, actor=actor_of(request)),
        _("Đã bỏ qua các dòng chưa rõ."),
        "dues:list",
        found.pk,
    )


@login_required
@require_POST
def apply(request: HttpRequest, list_id: int) -> HttpResponse:
    """All rows that are settled, or none."""
    found = _list(request, list_id)
    applied: list[PaymentList] = []

    def act() -> None:
        applied.append(importing.apply_list(payment_list=found, actor=actor_of(request)))

    answer = press(request, act, "", "dues:list", found.pk)
    if applied:
        counts = applied[0].counts
        messages.success(
            request,
            _("Đã ghi %(count)d phiếu thu, cộng %(amount)s đồng.")
            % {"count": counts["receipts"], "amount": grouped(counts["amount"])},
        )
    return answer


@login_required
def take_back(request: HttpRequest, list_id: int) -> HttpResponse:
    """Before a whole list is taken back: how many receipts, what sum, and why."""
    found = _list(request, list_id)
    back = reverse("dues:list", args=[found.pk])
    form = forms.ReasonForm(posted(request))

    def act() -> None:
        made = importing.take_back_list(
            payment_list=found, reason=form.cleaned_data["reason"], actor=actor_of(request)
        )
        messages.success(
            request,
            _("Đã rút lại danh sách: hủy %(count)d phiếu, cộng %(amount)s đồng.")
            % {"count": made.counts["undone"], "amount": grouped(made.counts["undone_amount"])},
        )

    if done(form, act):
        return redirect(back)
    is_applied = found.state == PaymentList.State.APPLIED
    if not form.is_bound and not (is_applied and found.collection.is_open):
        return redirect(back)  # its page says why
    entries = standing_entries(list(Receipt.objects.filter(listed__payment_list=found)))
    return act_page(
        request,
        form,
        title=_("Rút lại cả danh sách"),
        button=_("Rút lại cả danh sách"),
        back_url=back,
        back_label=found.file_name,
        lead=_(
            "Hủy %(count)d phiếu thu, cộng %(amount)s đồng, bằng bút toán ngược trong tháng"
            " %(month)s. Phiếu vẫn còn trong sổ, có ghi là đã hủy; danh sách có thể ghi lại sau khi"
            " sửa."
        )
        % {
            "count": len({entry.receipt_id for entry in entries}),
            "amount": grouped(sum(entry.amount for entry in entries)),
            "month": months.written(found.collection.month),
        },
        is_final=True,
    )


@login_required
@require_POST
def drop(request: HttpRequest, list_id: int) -> HttpResponse:
    """Give the list up."""
    found = _list(request, list_id)
    return press(
        request,
        lambda: importing.drop_list(payment_list=found, actor=actor_of(request)),
        _("Đã bỏ danh sách, không ghi khoản nào."),
        "dues:lists",
        found.organisation_id,
        months.key(found.collection.month),
    )
