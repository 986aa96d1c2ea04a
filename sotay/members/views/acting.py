"""Acts on one member: entering, correcting, recognising, exempting, ending."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.members import forms, services
from sotay.members.models import Member, Membership, Status
from sotay.members.records import seniority, status_words
from sotay.members.rules.ages import add_months
from sotay.members.views.ground import (
    act_page,
    actor_of,
    may_or_refuse,
    member_in_reach,
    rule_words,
)
from sotay.regulations.registry import rule
from sotay.ui.posting import done, posted


def _to(member: Member) -> str:
    return reverse("members:detail", args=[member.pk])


def _one(request: HttpRequest, member_id: int, act: str) -> Any:
    member = member_in_reach(request, member_id)
    may_or_refuse(actor_of(request), act, member)
    return member


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Enter somebody who is a member already."""
    actor = actor_of(request)
    if not actor.can("members.register"):
        raise PermissionDenied
    form = forms.RegisterForm(posted(request), actor=actor)

    def act() -> None:
        given = form.cleaned_data
        made = services.register_member(
            actor=actor,
            cell=given["cell"],
            since=given["since"],
            facts=form.facts(),
            standing=given["standing"],
            education=given["education"],
            theory=given["theory"],
        )
        messages.success(request, _("Đã ghi đồng chí %(name)s vào sổ.") % {"name": made})

    if request.method == "POST" and done(form, act):
        return redirect("members:list")
    return act_page(
        request,
        form,
        title=_("Ghi đảng viên vào sổ"),
        button=_("Ghi vào sổ"),
        back_url=reverse("members:list"),
        lead=_("Dùng cho người đã là đảng viên mà sổ chưa có. Kết nạp mới thì chọn Ghi kết nạp."),
    )


@login_required
def admit(request: HttpRequest) -> HttpResponse:
    """Admit a new, probationary member."""
    actor = actor_of(request)
    if not actor.can("members.admit"):
        raise PermissionDenied
    form = forms.AdmitForm(posted(request), actor=actor, without=("recognised_on",))

    def act() -> None:
        given = form.cleaned_data
        made = services.admit_member(
            actor=actor,
            cell=given["cell"],
            facts=form.facts(),
            decision_number=given["decision_number"],
            education=given["education"],
            theory=given["theory"],
            consent_number=given["consent_number"],
        )
        messages.success(request, _("Đã ghi kết nạp đồng chí %(name)s.") % {"name": made})

    if request.method == "POST" and done(form, act):
        return redirect("members:list")
    return act_page(
        request,
        form,
        title=_("Ghi kết nạp"),
        button=_("Ghi kết nạp"),
        back_url=reverse("members:list"),
        lead=_(
            "Tuổi đảng tính từ ngày quyết định kết nạp, sau khi được công nhận chính thức; thời"
            " gian dự bị tính từ ngày làm lễ."
        ),
    )


@login_required
def correct(request: HttpRequest, member_id: int) -> HttpResponse:
    """Set fields of the record right."""
    member = _one(request, member_id, "members.correct")
    form = forms.CorrectForm(posted(request), member=member)

    def act() -> None:
        services.correct_member(
            actor=actor_of(request),
            member=member,
            changes=form.facts(),
            why=form.cleaned_data["why"],
        )
        messages.success(request, _("Đã sửa hồ sơ."))

    if request.method == "POST" and done(form, act):
        return redirect(_to(member))
    return act_page(
        request,
        form,
        title=_("Sửa hồ sơ: %(name)s") % {"name": member},
        button=_("Lưu sửa đổi"),
        back_url=_to(member),
        lead=_("Đảng viên thấy những mục nào đã được sửa và vì sao."),
    )


@login_required
def recognise(request: HttpRequest, member_id: int) -> HttpResponse:
    """Recognise a probationary member as a full one."""
    member = _one(request, member_id, "members.recognise")
    actor = actor_of(request)
    form = forms.RecogniseForm(posted(request))

    def act() -> None:
        made = services.recognise_member(actor=actor, member=member, **form.cleaned_data)
        messages.success(
            request,
            _("Đã công nhận chính thức từ ngày %(day)s.") % {"day": written(made.recognised_on)},  # type: ignore[arg-type]
        )

    if request.method == "POST" and done(form, act):
        return redirect(_to(member))
    told = seniority(member, actor.today)
    facts = []
    if member.admitted_on:
        facts.append((_("Ngày kết nạp"), written(member.admitted_on)))
    if told.probation_ends:
        facts.append((_("Hết dự bị, công nhận tính từ ngày"), written(told.probation_ends)))
    return act_page(
        request,
        form,
        title=_("Công nhận chính thức: %(name)s") % {"name": member},
        button=_("Ghi công nhận"),
        back_url=_to(member),
        facts=facts,
        lead=_("Dù quyết định muộn, ngày chính thức vẫn tính từ khi hết thời gian dự bị."),
    )


@login_required
def exempt(request: HttpRequest, member_id: int) -> HttpResponse:
    """Exempt a member from work and activities."""
    member = _one(request, member_id, "members.exempt")
    form = forms.ExemptForm(posted(request))
    if request.method == "POST" and done(
        form,
        lambda: services.exempt_member(actor=actor_of(request), member=member, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi miễn công tác và sinh hoạt."))
        return redirect(_to(member))
    grounds = rule("members.exemption_grounds", actor_of(request).today, member.cell_id)
    return act_page(
        request,
        form,
        title=_("Miễn công tác và sinh hoạt: %(name)s") % {"name": member},
        button=_("Ghi miễn"),
        back_url=_to(member),
        facts=[(grounds.name, "; ".join(grounds.value))],
        lead=_(
            "Chi bộ quyết định và báo cấp ủy cấp trên. Đảng viên vẫn được tặng Huy hiệu Đảng, vẫn"
            " chịu kỷ luật của Đảng, không xếp loại hằng năm."
        ),
    )


@login_required
def end_exemption(request: HttpRequest, member_id: int) -> HttpResponse:
    """The member takes part again."""
    member = _one(request, member_id, "members.exempt")
    form = forms.EndExemptionForm(posted(request))
    if request.method == "POST" and done(
        form,
        lambda: services.end_exemption(actor=actor_of(request), member=member, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi sinh hoạt trở lại."))
        return redirect(_to(member))
    return act_page(
        request,
        form,
        title=_("Thôi miễn sinh hoạt: %(name)s") % {"name": member},
        button=_("Ghi sinh hoạt lại"),
        back_url=_to(member),
    )


@login_required
def change_status(request: HttpRequest, member_id: int) -> HttpResponse:
    """Standing, education, theory from a day on."""
    member = _one(request, member_id, "members.change_status")
    form = forms.StatusForm(posted(request))
    if request.method == "POST" and done(
        form,
        lambda: services.change_status(actor=actor_of(request), member=member, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi thay đổi."))
        return redirect(_to(member))
    return act_page(
        request,
        form,
        title=_("Thay đổi diện, trình độ: %(name)s") % {"name": member},
        button=_("Ghi thay đổi"),
        back_url=_to(member),
        lead=_(
            "Ghi muộn vẫn được: thay đổi có từ ngày đã chọn đến lần thay đổi kế tiếp cùng loại."
        ),
    )


@login_required
def end(request: HttpRequest, member_id: int) -> HttpResponse:
    """Removal of name, expulsion, leaving, death."""
    member = _one(request, member_id, "members.end")
    form = forms.EndForm(posted(request))

    def act() -> None:
        services.end_membership(
            actor=actor_of(request),
            member=member,
            on=form.on(),
            how=form.cleaned_data["how"],
            decision_number=form.cleaned_data["decision_number"],
        )
        messages.success(request, _("Đã ghi. Hồ sơ vẫn được giữ."))

    if request.method == "POST" and done(form, act):
        return redirect("members:list")
    return act_page(
        request,
        form,
        title=_("Ra khỏi sổ: %(name)s") % {"name": member},
        button=_("Ghi ra khỏi sổ"),
        back_url=_to(member),
        is_final=True,
        lead=_(
            "Đảng viên không còn được tính ở chi bộ từ ngày ấy. Giấy giới thiệu đang chờ được rút"
            " lại, sinh hoạt tạm thời kết thúc. Không xóa hồ sơ nào."
        ),
    )


@login_required
def restore(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take back an end that was wrong or has been lifted."""
    member = _one(request, member_id, "members.end")
    form = forms.RestoreForm(posted(request))
    if request.method == "POST" and done(
        form,
        lambda: services.restore_membership(
            actor=actor_of(request), member=member, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã khôi phục."))
        return redirect(_to(member))
    return act_page(
        request,
        form,
        title=_("Khôi phục: %(name)s") % {"name": member},
        button=_("Khôi phục"),
        back_url=_to(member),
        lead=_("Đảng viên được tính liên tục ở chi bộ cuối cùng, như chưa từng ra khỏi sổ."),
    )


@login_required
def link_account(request: HttpRequest, member_id: int) -> HttpResponse:
    """Which account is the member's own."""
    member = _one(request, member_id, "members.correct")
    held = member.user.username if member.user else ""
    form = forms.AccountForm(posted(request), initial={"username": held})
    if request.method == "POST" and done(
        form,
        lambda: services.link_account(actor=actor_of(request), member=member, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi tài khoản của đảng viên."))
        return redirect(_to(member))
    return act_page(
        request,
        form,
        title=_("Tài khoản: %(name)s") % {"name": member},
        button=_("Lưu tài khoản"),
        back_url=_to(member),
        lead=_("Đảng viên dùng tài khoản này để xem thông tin của mình và ai đã xem."),
    )


@login_required
def correct_day(request: HttpRequest, member_id: int) -> HttpResponse:
    """A membership recorded under a wrong day."""
    member = _one(request, member_id, "members.correct")
    rows = Membership.objects.known().filter(member=member).order_by("valid_from")
    days = {}
    for row in rows:  # where one ends another begins: what begins says more
        days[row.valid_from] = str(row.get_begin_display())
        if row.valid_to is not None:
            days.setdefault(row.valid_to, str(row.get_end_display()))
    form = forms.CorrectDayForm(posted(request), days=days)
    if request.method == "POST" and done(
        form,
        lambda: services.correct_membership_day(
            actor=actor_of(request), member=member, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã sửa ngày; số liệu những ngày ở giữa được tính lại."))
        return redirect(_to(member))
    return act_page(
        request,
        form,
        title=_("Sửa ngày chuyển, ngày vào sổ: %(name)s") % {"name": member},
        button=_("Sửa ngày"),
        back_url=_to(member),
        lead=_("Báo cáo đã lập theo số liệu đã ghi trước hôm nay vẫn giữ nguyên con số hồi đó."),
    )


@login_required
def correct_status_day(request: HttpRequest, member_id: int) -> HttpResponse:
    """A change of standing, education or theory recorded under a wrong day."""
    member = _one(request, member_id, "members.correct")
    changes = list(Status.objects.known().filter(member=member).order_by("valid_from"))[1:]
    if not changes:
        messages.info(
            request,
            _("Từ khi vào sổ, hồ sơ này chưa ghi lần thay đổi diện, trình độ nào để sửa ngày."),
        )
        return redirect(_to(member))
    days = {row.valid_from: status_words(row) for row in changes}
    form = forms.CorrectDayForm(posted(request), days=days)
    if request.method == "POST" and done(
        form,
        lambda: services.correct_status_day(
            actor=actor_of(request), member=member, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã sửa ngày; số liệu những ngày ở giữa được tính lại."))
        return redirect(_to(member))
    return act_page(
        request,
        form,
        title=_("Sửa ngày thay đổi diện, trình độ: %(name)s") % {"name": member},
        button=_("Sửa ngày"),
        back_url=_to(member),
        lead=_("Báo cáo đã lập theo số liệu đã ghi trước hôm nay vẫn giữ nguyên con số hồi đó."),
    )


@login_required
def readmit(request: HttpRequest, member_id: int) -> HttpResponse:
    """Admit again somebody who had left; probation starts anew."""
    member = _one(request, member_id, "members.admit")
    actor = actor_of(request)
    form = forms.ReadmitForm(posted(request), actor=actor, initial={"cell": member.cell.code})
    if request.method == "POST" and done(
        form,
        lambda: services.readmit_member(actor=actor, member=member, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi kết nạp lại đồng chí %(name)s.") % {"name": member})
        return redirect(_to(member))
    last = Membership.objects.known().filter(member=member).order_by("-valid_from").first()
    waiting = rule("members.readmission_months", actor.today, member.cell_id)
    facts = []
    if last is not None and last.valid_to is not None:
        facts += [
            (_("Ra khỏi sổ"), f"{last.get_end_display()}, {written(last.valid_to)}"),
            (
                _("Xét kết nạp lại sớm nhất từ ngày"),
                written(add_months(last.valid_to, waiting.value)),
            ),
        ]
    facts.append((waiting.name, rule_words(waiting)))
    return act_page(
        request,
        form,
        title=_("Kết nạp lại: %(name)s") % {"name": member},
        button=_("Ghi kết nạp lại"),
        back_url=_to(member),
        facts=facts,
        lead=_("Thời gian dự bị tính lại từ đầu, từ ngày kết nạp lại. Hồ sơ cũ được giữ nguyên."),
    )
