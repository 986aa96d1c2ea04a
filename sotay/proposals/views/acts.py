"""The acts on one proposal: each a page with a form, or one button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.organisations.models import Organisation
from sotay.proposals import forms, reading, services
from sotay.proposals.models import Attachment, Published
from sotay.proposals.services.rights import require_author, require_lead
from sotay.proposals.views import actor_of, part_of, proposal_of
from sotay.ui.posting import done, form_page, posted, press

Do = Callable[[dict[str, Any]], object]


def _act_page(
    request: HttpRequest,
    proposal: Any,
    form: Form,
    do: Do,
    title: str,
    button: str,
    said: str,
    hint: str = "",
    away: str = "",
) -> HttpResponse:
    """Show ``form``; a post that is taken goes back to the proposal, or ``away`` if it left."""
    if done(form, lambda: do(form.cleaned_data)):
        messages.success(request, said)
        return redirect(away) if away else redirect("proposals:detail", proposal.pk)
    more = {
        "proposal": proposal,
        "title": title,
        "button": button,
        "hint": hint,
        "said": _said(request, proposal),
    }
    return form_page(request, "proposals/act.html", form, **more)


def _said(request: HttpRequest, proposal: Any) -> dict[str, Any]:
    """The matter itself beside the form: nobody answers from memory. It is a reading of it."""
    services.note_reading(proposal, actor_of(request))
    parts = services.asked_of(proposal, actor_of(request))
    called = reading.named((one.organisation_id for one in parts), actor_of(request).today)
    return {
        "words": list(proposal.said.all()),
        "parts": [(one, called.get(one.organisation_id, "")) for one in parts],
    }


def _around(request: HttpRequest, proposal: Any) -> list[tuple[int, str]]:
    return reading.may_refer_to(proposal, actor_of(request).today)


@login_required
@require_POST
def take_in(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    return press(
        request,
        lambda: services.take_in(proposal=proposal, actor=actor),
        _("Đã nhận xử lý."),
        "proposals:detail",
        proposal.pk,
    )


@login_required
@require_POST
def close(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    return press(
        request,
        lambda: services.close(proposal=proposal, actor=actor),
        _("Đã khép lại."),
        "proposals:detail",
        proposal.pk,
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    return press(
        request,
        lambda: services.withdraw(proposal=proposal, actor=actor),
        _("Đã rút lại."),
        "proposals:detail",
        proposal.pk,
    )


@login_required
def refer(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_lead(actor, proposal)
    return _act_page(
        request,
        proposal,
        forms.ReferForm(_around(request, proposal), posted(request)),
        lambda given: services.refer(
            proposal=proposal,
            to=get_object_or_404(Organisation, pk=given["to"]),
            reason=given["reason"],
            actor=actor,
        ),
        title=_("Chuyển nơi trả lời"),
        button=_("Chuyển"),
        said=_("Đã chuyển. Người gửi được báo, kèm lý do."),
        hint=_("Thời hạn tính lại từ hôm nay. Người gửi đọc được lý do."),
        away="proposals:list",
    )


@login_required
def ask_part(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_lead(actor, proposal)
    return _act_page(
        request,
        proposal,
        forms.PartForm(_around(request, proposal), posted(request)),
        lambda given: services.ask_part(
            proposal=proposal,
            organisation=get_object_or_404(Organisation, pk=given["organisation"]),
            asked=given["asked"],
            actor=actor,
        ),
        title=_("Cùng nơi khác trả lời"),
        button=_("Hỏi nơi ấy"),
        said=_("Đã hỏi. Phần trả lời hiện ở đây khi có."),
        hint=_("Nơi được hỏi đọc được cả ý kiến, kể cả tên người gửi nếu có."),
    )


@login_required
def give_part(request: HttpRequest, part_id: int) -> HttpResponse:
    part, actor = part_of(request, part_id), actor_of(request)
    proposal = proposal_of(request, part.proposal_id)
    return _act_page(
        request,
        proposal,
        forms.WordsForm(posted(request), initial={"words": part.words}),
        lambda given: services.give_part(part=part, words=given["words"], actor=actor),
        title=_("Phần trả lời của nơi tôi"),
        button=_("Gửi nơi chủ trì"),
        said=_("Đã gửi nơi chủ trì."),
        hint=part.asked,
    )


@login_required
def ask_back(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_lead(actor, proposal)
    return _act_page(
        request,
        proposal,
        forms.WordsForm(posted(request)),
        lambda given: services.ask_back(proposal=proposal, words=given["words"], actor=actor),
        title=_("Hỏi lại người gửi"),
        button=_("Gửi câu hỏi"),
        said=_("Đã hỏi lại. Thời hạn dừng đến khi người gửi nói thêm."),
        hint=_("Thời hạn dừng từ hôm nay đến khi người gửi nói thêm."),
    )


@login_required
def answer(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_lead(actor, proposal)
    return _act_page(
        request,
        proposal,
        forms.WordsForm(posted(request)),
        lambda given: services.answer(proposal=proposal, words=given["words"], actor=actor),
        title=_("Trả lời"),
        button=_("Gửi trả lời"),
        said=_("Đã trả lời."),
        hint=_("Câu trả lời đã gửi thì không sửa được nữa."),
    )


@login_required
def publish(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_lead(actor, proposal)
    kept = Published.objects.filter(proposal=proposal).first()
    before = {
        "question": kept.question if kept else proposal.words,
        "words": kept.answer if kept else proposal.answer,
    }
    return _act_page(
        request,
        proposal,
        forms.PublishForm(posted(request), initial=before),
        lambda given: services.publish(
            proposal=proposal, question=given["question"], words=given["words"], actor=actor
        ),
        title=_("Đăng câu trả lời"),
        button=_("Đăng"),
        said=_("Đã đăng."),
        hint=_("Bỏ tên và mọi chi tiết nhận ra người gửi. Các tổ chức trực thuộc đọc được."),
    )


@login_required
def unpublish(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_lead(actor, proposal)
    return _act_page(
        request,
        proposal,
        forms.ReasonForm(posted(request)),
        lambda given: services.unpublish(proposal=proposal, reason=given["reason"], actor=actor),
        title=_("Gỡ câu trả lời đã đăng"),
        button=_("Gỡ"),
        said=_("Đã gỡ. Bản đã đăng còn lưu ở nơi này."),
        hint=_(
            "Người khác không đọc được nữa. Bản đã đăng, ngày gỡ và lý do còn lưu ở nơi trả lời."
        ),
    )


@login_required
def attach(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_author(actor, proposal)
    return _act_page(
        request,
        proposal,
        forms.FileForm(posted(request), request.FILES or None),
        lambda given: services.attach(
            proposal=proposal, content=given["file"], name=given["file"].name, actor=actor
        ),
        title=_("Kèm tệp"),
        button=_("Gửi tệp"),
        said=_("Đã kèm tệp."),
        hint=_("Nơi trả lời, và nơi cùng trả lời, đọc được tệp này."),
    )


@login_required
@require_POST
def detach(request: HttpRequest, attachment_id: int) -> HttpResponse:
    actor = actor_of(request)
    seen = Attachment.objects.visible_to(actor).select_related("proposal")
    piece = get_object_or_404(seen, pk=attachment_id)
    return press(
        request,
        lambda: services.detach(attachment=piece, actor=actor),
        _("Đã bỏ tệp."),
        "proposals:detail",
        piece.proposal.pk,
    )


@login_required
def give_task(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_lead(actor, proposal)
    called = reading.named([proposal.organisation_id], actor.today)
    owners = [*called.items(), *_around(request, proposal)]
    return _act_page(
        request,
        proposal,
        forms.TaskForm(owners, posted(request)),
        lambda given: services.give_task(
            proposal=proposal,
            owner=get_object_or_404(Organisation, pk=given["owner"]),
            title=given["title"],
            due_on=given["due_on"],
            actor=actor,
        ),
        title=_("Mở việc từ ý kiến này"),
        button=_("Giao việc"),
        said=_("Đã giao việc."),
        hint=_("Tên việc không ghi tên người gửi."),
    )


@login_required
def add(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_author(actor, proposal)
    return _act_page(
        request,
        proposal,
        forms.WordsForm(posted(request)),
        lambda given: services.add(proposal=proposal, words=given["words"], actor=actor),
        title=_("Nói thêm"),
        button=_("Gửi thêm"),
        said=_("Đã gửi thêm."),
    )


@login_required
def rate(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal, actor = proposal_of(request, proposal_id), actor_of(request)
    require_author(actor, proposal)
    return _act_page(
        request,
        proposal,
        forms.OptionalWordsForm(
            posted(request),
            initial={"satisfaction": proposal.satisfaction, "words": proposal.satisfaction_words},
        ),
        lambda given: services.rate(
            proposal=proposal,
            satisfaction=given["satisfaction"],
            words=given["words"],
            actor=actor,
        ),
        title=_("Câu trả lời có thỏa đáng không"),
        button=_("Ghi lại"),
        said=_("Đã ghi lại."),
    )
