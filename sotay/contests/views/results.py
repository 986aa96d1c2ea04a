"""Results: winners for everybody; ties, withheld prizes and publishing for the keeper."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.contests import forms, reading, services
from sotay.contests.models import Entry, Prize, Round
from sotay.contests.services.rights import is_keeper, require_keeper
from sotay.contests.views.shared import act_page, entry_of, round_of
from sotay.organisations.asking import Asked
from sotay.ui.posting import done, posted, press


@login_required
def results(request: Asked, round_id: int) -> HttpResponse:
    """Winners for everybody once published; means, ties and scores for the keeper once closed."""
    found = round_of(request, round_id)
    keeps = is_keeper(request.actor, found) and found.state in ("closed", "published")
    if not (found.is_published or keeps):
        raise Http404
    return render(
        request,
        "contests/results.html",
        {
            "round": found,
            "categories": reading.published(found),
            "keeps": keeps,
            "standings": reading.standings(found) if keeps else [],
        },
    )


@login_required
def tie(request: Asked, entry_id: int) -> HttpResponse:
    """Put the works of a tie in order."""
    found = entry_of(request, entry_id)
    require_keeper(request.actor, found.round)
    tied = reading.tie_of(found)
    if len(tied) < 2:
        raise Http404
    works = {work.pk: work for work in Entry.objects.filter(pk__in=tied).select_related("round")}
    labels = [(key, f"{works[key].code}: {works[key].title}") for key in tied]
    form = forms.TieForm(labels, posted(request))
    if done(
        form,
        lambda: services.decide_tie(
            entries=[works[key] for key in form.order()],
            reason=form.cleaned_data["reason"],
            actor=request.actor,
        ),
    ):
        messages.success(request, _("Đã xếp thứ tự."))
        return redirect("contests:results", found.round_id)
    return act_page(
        request,
        form,
        title=_("Xếp thứ tự tác phẩm đồng điểm"),
        button=_("Ghi thứ tự"),
        back=("contests:results", found.round.name, found.round_id),
        hint=_("1 là trên nhất. Lý do được lưu cùng kết quả."),
    )


@login_required
def withhold(request: Asked, prize_id: int) -> HttpResponse:
    """Keep back pieces of a prize."""
    prize = get_object_or_404(
        Prize.objects.filter(
            category__round__in=Round.objects.visible_to(request.actor)
        ).select_related("category__round__organisation"),
        pk=prize_id,
    )
    found = prize.category.round
    require_keeper(request.actor, found)
    form = forms.WithholdForm(prize, posted(request))
    if done(
        form,
        lambda: services.withhold(prize=prize, actor=request.actor, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi số suất không trao."))
        return redirect("contests:results", found.pk)
    return act_page(
        request,
        form,
        title=_("Không trao hết %(prize)s, %(category)s")
        % {"prize": prize.name, "category": prize.category.name},
        button=_("Ghi lại"),
        back=("contests:results", found.name, found.pk),
        hint=_("Giải này có %d suất cho hạng mục. Suất không trao thì giải dưới vẫn giữ nguyên số.")
        % prize.number,
    )


@login_required
@require_POST
def publish(request: Asked, round_id: int) -> HttpResponse:
    found = round_of(request, round_id)
    return press(
        request,
        lambda: services.publish(round_=found, actor=request.actor),
        _("Đã công bố kết quả."),
        "contests:results",
        found.pk,
    )
