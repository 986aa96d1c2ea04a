"""Letters of transfer from both ends, and temporary stays."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.members import forms, services
from sotay.members.letters import Letter, letters
from sotay.members.listing import place_names
from sotay.members.models import Member, TemporaryStay, Transfer
from sotay.members.views.ground import (
    act_page,
    actor_of,
    may_or_refuse,
    member_in_reach,
    rule_words,
)
from sotay.regulations.registry import rule
from sotay.ui.posting import REFUSED, done, posted


@login_required
def transfers(request: HttpRequest) -> HttpResponse:
    """Letters to confirm, the nearest limit first; letters sent; what was settled lately."""
    actor = actor_of(request)
    if not actor.can("members.list"):
        raise PermissionDenied
    seen = Transfer.objects.visible_to(actor)
    seen = seen.select_related("from_organisation", "to_organisation")
    arriving = seen.under_way().into_reach(actor)[:200]
    leaving = seen.under_way().out_of_reach(actor)[:200]
    settled = seen.exclude(state=Transfer.State.SENT).order_by("-settled_on", "-id")[:50]
    return render(
        request,
        "members/transfers.html",
        {
            "arriving": letters(arriving, actor),
            "leaving": letters(leaving, actor),
            "settled": letters(settled, actor),
            "may_confirm": actor.can("members.confirm_transfer"),
        },
    )


def _letter(request: HttpRequest, transfer_id: int) -> Letter:
    actor = actor_of(request)
    seen = Transfer.objects.visible_to(actor).select_related("from_organisation", "to_organisation")
    return letters([get_object_or_404(seen, pk=transfer_id)], actor)[0]


def _letter_page(
    request: HttpRequest, letter: Letter, confirm: forms.ConfirmForm, reason: forms.ReasonForm
) -> HttpResponse:
    return render(
        request,
        "members/transfer_detail.html",
        {"letter": letter, "confirm": confirm, "reason": reason},
        status=REFUSED if confirm.errors or reason.errors else 200,
    )


def _first_day(letter: Letter, today: date) -> dict[str, date]:
    return {"on": min(letter.transfer.leaves_on, today)}


@login_required
def transfer_detail(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """One letter: what it says, the limit, and the one act of whoever reads it."""
    letter = _letter(request, transfer_id)
    confirm = forms.ConfirmForm(initial=_first_day(letter, actor_of(request).today))
    return _letter_page(request, letter, confirm, forms.ReasonForm())


@login_required
def confirm(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """The receiving side has the member."""
    letter, actor = _letter(request, transfer_id), actor_of(request)
    if not actor.can("members.confirm_transfer", letter.transfer.to_organisation):
        raise PermissionDenied
    form = forms.ConfirmForm(posted(request), initial=_first_day(letter, actor.today))
    if request.method == "POST" and done(
        form,
        lambda: services.confirm_transfer(
            actor=actor, transfer=letter.transfer, **form.cleaned_data
        ),
    ):
        messages.success(
            request,
            _("Đồng chí %(name)s sinh hoạt tại %(cell)s từ ngày %(day)s.")
            % {
                "name": letter.transfer.member_name,
                "cell": letter.to_name,
                "day": written(form.cleaned_data["on"]),
            },
        )
        return redirect("members:transfers")
    return _letter_page(request, letter, form, forms.ReasonForm())


@login_required
def return_(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """The receiving side sends the letter back."""
    letter, actor = _letter(request, transfer_id), actor_of(request)
    if not actor.can("members.confirm_transfer", letter.transfer.to_organisation):
        raise PermissionDenied
    form = forms.ReasonForm(posted(request))
    if request.method == "POST" and done(
        form,
        lambda: services.return_transfer(
            actor=actor, transfer=letter.transfer, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã trả lại kèm lý do."))
        return redirect("members:transfers")
    return _letter_page(
        request, letter, forms.ConfirmForm(initial=_first_day(letter, actor.today)), form
    )


@login_required
def withdraw(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """The releasing side takes the letter back."""
    letter, actor = _letter(request, transfer_id), actor_of(request)
    if not actor.can("members.transfer", letter.transfer.from_organisation):
        raise PermissionDenied
    form = forms.ReasonForm(posted(request))
    if request.method == "POST" and done(
        form,
        lambda: services.withdraw_transfer(
            actor=actor, transfer=letter.transfer, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã rút giấy giới thiệu."))
        return redirect("members:transfers")
    return _letter_page(
        request, letter, forms.ConfirmForm(initial=_first_day(letter, actor.today)), form
    )


@login_required
def transfer(request: HttpRequest, member_id: int) -> HttpResponse:
    """Introduce a member to another cell."""
    actor = actor_of(request)
    member = member_in_reach(request, member_id)
    may_or_refuse(actor, "members.transfer", member)
    form = forms.TransferForm(posted(request), actor=actor)

    def act() -> None:
        sent = services.send_transfer(actor=actor, member=member, **form.cleaned_data)
        messages.success(
            request,
            _("Đã gửi giấy giới thiệu. Nơi nhận xác nhận chậm nhất ngày %(day)s.")
            % {"day": written(sent.due_on)},
        )

    if request.method == "POST" and done(form, act):
        return redirect("members:transfers")
    start = rule("members.transfer_start_days", actor.today, member.cell_id)
    report = rule("members.transfer_report_days", actor.today, member.cell_id)
    return act_page(
        request,
        form,
        title=_("Chuyển sinh hoạt chính thức: %(name)s") % {"name": member},
        button=_("Gửi giấy giới thiệu"),
        back_url=reverse("members:detail", args=[member.pk]),
        lead=_("Đảng viên chỉ chuyển khi nơi nhận xác nhận. Trước đó vẫn tính ở chi bộ này."),
        facts=[
            (_("Hạn làm thủ tục từ khi đổi nơi công tác, nơi ở"), rule_words(start)),
            (_("Hạn nộp giấy ở nơi đến"), rule_words(report)),
        ],
    )


@login_required
def stay(request: HttpRequest, member_id: int) -> HttpResponse:
    """Temporary transfer to another cell."""
    actor = actor_of(request)
    member = member_in_reach(request, member_id)
    may_or_refuse(actor, "members.stay", member)
    form = forms.StayForm(posted(request), actor=actor)
    if request.method == "POST" and done(
        form,
        lambda: services.start_temporary_stay(actor=actor, member=member, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi sinh hoạt tạm thời."))
        return redirect("members:detail", member.pk)
    return act_page(
        request,
        form,
        title=_("Sinh hoạt tạm thời: %(name)s") % {"name": member},
        button=_("Ghi sinh hoạt tạm thời"),
        back_url=reverse("members:detail", args=[member.pk]),
        lead=_("Đảng viên vẫn được tính, biểu quyết và bầu cử ở chi bộ chính thức."),
    )


def _stay(request: HttpRequest, stay_id: int) -> tuple[Any, str]:
    """A stay that the actor may change from either side, and the page to come back to."""
    actor = actor_of(request)
    found = get_object_or_404(
        TemporaryStay.objects.known().visible_to(actor).select_related("organisation"), pk=stay_id
    )
    member = Member.objects.in_reach(actor).filter(pk=found.member_id).first()
    sides = [found.organisation, *([member.cell] if member else [])]
    if not any(actor.can("members.stay", side) for side in sides):
        raise PermissionDenied
    back = reverse("members:detail", args=[member.pk]) if member else reverse("members:list")
    return found, back


def _stay_facts(found: TemporaryStay) -> list[tuple[str, str]]:
    names = place_names([found.organisation_id], found.valid_from)
    facts = [(_("Sinh hoạt tạm thời tại"), names.get(found.organisation_id, ""))]
    if found.valid_to is not None:
        last = found.valid_to - timedelta(days=1)
        facts.append((_("Đang ghi đến hết ngày"), written(last)))
    return facts


@login_required
def extend_stay(request: HttpRequest, stay_id: int) -> HttpResponse:
    """A temporary stay goes on for longer."""
    found, back = _stay(request, stay_id)
    form = forms.ExtendStayForm(posted(request))

    def act() -> None:
        services.extend_temporary_stay(actor=actor_of(request), stay=found, **form.cleaned_data)
        messages.success(
            request,
            _("Đã gia hạn sinh hoạt tạm thời đến hết ngày %(day)s.")
            % {"day": written(form.cleaned_data["last_day"])},
        )

    if request.method == "POST" and done(form, act):
        return redirect(back)
    return act_page(
        request,
        form,
        title=_("Gia hạn sinh hoạt tạm thời: %(name)s") % {"name": found.member_name},
        button=_("Ghi gia hạn"),
        back_url=back,
        facts=_stay_facts(found),
        lead=_("Nơi sinh hoạt tạm thời đồng ý gia hạn và báo cho chi bộ chính thức."),
    )


@login_required
def end_stay(request: HttpRequest, stay_id: int) -> HttpResponse:
    """A temporary stay ends early."""
    found, back = _stay(request, stay_id)
    form = forms.EndStayForm(posted(request))
    if request.method == "POST" and done(
        form,
        lambda: services.end_temporary_stay(
            actor=actor_of(request), stay=found, on=form.cleaned_data["on"]
        ),
    ):
        messages.success(request, _("Đã ghi kết thúc sinh hoạt tạm thời."))
        return redirect(back)
    return act_page(
        request,
        form,
        title=_("Kết thúc sinh hoạt tạm thời: %(name)s") % {"name": found.member_name},
        button=_("Ghi kết thúc"),
        back_url=back,
        facts=_stay_facts(found),
    )
