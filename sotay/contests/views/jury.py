"""The jury as its keeper names it, and the juror's own desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.contests import forms, reading, services
from sotay.contests.models import Criterion, Juror, Score
from sotay.contests.views.shared import act_page, bytes_of, judged_of, kept_of, names_of
from sotay.members.models import Member
from sotay.organisations.asking import Asked
from sotay.ui.posting import done, form_page, posted, press

FOUND = 20  # members shown for a name


@login_required
def jury(request: Asked, round_id: int) -> HttpResponse:
    """The jury of a round, and members with accounts found by name."""
    found = kept_of(request, round_id)
    jurors = reading.jury(found)
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    members: list[Member] = []
    if words:
        named = Member.objects.in_reach(request.actor).named(words)
        members = list(
            named.filter(user__is_active=True, is_active=True).select_related("user", "cell")[
                :FOUND
            ]
        )
    seated = set(found.jurors.values_list("member_id", flat=True))
    names = names_of({member.cell_id for member in members}, request.actor)
    offered = [
        (member, names.get(member.cell_id, "")) for member in members if member.pk not in seated
    ]
    return render(
        request,
        "contests/jury.html",
        {
            "round": found,
            "jury": jurors,
            "cover": reading.cover(found, jurors),
            "words": words,
            "offered": offered,
            "may_change": found.state in ("open", "scoring"),
        },
    )


@login_required
@require_POST
def name_juror(request: Asked, round_id: int, member_id: int) -> HttpResponse:
    found = kept_of(request, round_id)
    member = get_object_or_404(Member.objects.visible_to(request.actor), pk=member_id)
    return press(
        request,
        lambda: services.name_juror(round_=found, member=member, actor=request.actor),
        _("Đã mời vào hội đồng chấm."),
        "contests:jury",
        found.pk,
    )


@login_required
def assign_juror(request: Asked, round_id: int, juror_id: int) -> HttpResponse:
    """Say which categories somebody of the jury judges."""
    found = kept_of(request, round_id)
    juror = get_object_or_404(found.jurors.select_related("member", "round"), pk=juror_id)
    form = forms.AssignForm(
        list(found.categories.all()), posted(request), initial={"categories": juror.categories}
    )
    if done(
        form,
        lambda: services.assign_juror(
            juror=juror, categories=form.cleaned_data["categories"], actor=request.actor
        ),
    ):
        messages.success(request, _("Đã phân hạng mục."))
        return redirect("contests:jury", found.pk)
    return act_page(
        request,
        form,
        title=_("Hạng mục của %s") % juror.member.full_name,
        button=_("Phân hạng mục"),
        back=("contests:jury", _("Hội đồng chấm"), found.pk),
        hint=_("Mỗi hạng mục có tác phẩm cần ít nhất %d giám khảo.") % found.least_scores,
    )


@login_required
@require_POST
def dismiss_juror(request: Asked, round_id: int, juror_id: int) -> HttpResponse:
    found = kept_of(request, round_id)
    juror = get_object_or_404(found.jurors, pk=juror_id)
    return press(
        request,
        lambda: services.dismiss_juror(juror=juror, actor=request.actor),
        _("Đã rút khỏi hội đồng chấm."),
        "contests:jury",
        found.pk,
    )


@login_required
def desk(request: Asked) -> HttpResponse:
    """A juror's works, in an order of their own."""
    if not Juror.objects.of(request.actor).exists():
        raise PermissionDenied(_("Đồng chí không ở trong hội đồng chấm nào."))
    return render(request, "contests/desk.html", {"desks": reading.desks(request.actor)})


@login_required
def score(request: Asked, entry_id: int) -> HttpResponse:
    """Score one work under its code."""
    found = judged_of(request, entry_id)
    criteria = list(Criterion.objects.filter(round=found.round_id))
    own = Score.objects.filter(entry=found, juror__user=request.actor.user)
    given = {f"c{row.criterion_id}": f"{row.points.normalize():f}".replace(".", ",") for row in own}
    form = forms.ScoreForm(criteria, posted(request), initial=given)
    if done(
        form,
        lambda: services.score(entry=found, points=form.points(), actor=request.actor),
    ):
        messages.success(request, _("Đã ghi điểm. Sửa được đến khi đóng việc chấm."))
        return redirect("contests:desk")
    return form_page(request, "contests/score.html", form, entry=found)


@login_required
def stand_aside(request: Asked, entry_id: int) -> HttpResponse:
    """Declare that one has to do with a work, and does not judge it."""
    found = judged_of(request, entry_id)
    form = forms.AsideForm(posted(request))
    if done(
        form,
        lambda: services.declare_conflict(
            entry=found, words=form.cleaned_data["reason"], actor=request.actor
        ),
    ):
        messages.success(request, _("Đã ghi: đồng chí không chấm tác phẩm này."))
        return redirect("contests:desk")
    return act_page(
        request,
        form,
        title=_("Không chấm tác phẩm %s") % found.code,
        button=_("Không chấm tác phẩm này"),
        back=("contests:desk", _("Bàn chấm")),
        hint=_("Điểm đã cho tác phẩm này, nếu có, được bỏ. Việc này không làm lại được."),
    )


@login_required
def copy(request: Asked, entry_id: int) -> FileResponse:
    """The bytes of the copy without names, under its code."""
    found = judged_of(request, entry_id)
    if found.copy is None:
        raise Http404
    return bytes_of(found.copy, found.code)
