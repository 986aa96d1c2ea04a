"""Lists, one record, one's own record, records to mend, the list as a file."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.members import exporting, forms, listing, services
from sotay.members.mending import to_mend
from sotay.members.models import Correction, Member, TemporaryStay, Transfer
from sotay.members.records import looks_at, may, record_of
from sotay.members.views.ground import actor_of, as_of, member_in_reach
from sotay.members.words import said
from sotay.organisations.models import Organisation
from sotay.ui.posting import REFUSED, done, posted


def _organisation(request: HttpRequest) -> Any:
    """The organisation asked for, in reach; the actor's own highest one where none is."""
    asked = request.GET.get("organisation", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 18:
        return get_object_or_404(Organisation.objects.reached_by(actor_of(request)), pk=int(asked))
    return None


@login_required
def member_list(request: HttpRequest) -> HttpResponse:
    """Members in reach, narrowed by the form at the head, fifty at a time."""
    actor, days = actor_of(request), as_of(request)
    if not actor.can("members.list"):
        return redirect("members:me")
    form = forms.FilterForm(request.GET)
    form.is_valid()
    organisation = _organisation(request)
    asked = listing.Filter(
        words=form.cleaned_data.get("q") or "",
        organisation=organisation,
        standing=int(chosen)
        if (chosen := form.cleaned_data.get("standing") or "").isdigit()
        else None,
        ended=chosen == "ended",
    )
    page = listing.page(actor, days.day, asked, request.GET.get("after", ""))
    kept = request.GET.copy()
    kept.pop("after", None)
    place = organisation or actor.organisation
    return render(
        request,
        "members/member_list.html",
        {
            "form": form,
            "rows": page.rows,
            "next_url": f"?{urlencode({**kept.dict(), 'after': page.next})}" if page.next else "",
            "first_url": f"?{kept.urlencode()}" if request.GET.get("after") else "",
            "organisation": organisation,
            "place": place,
            "place_name": listing.cell_names([place.pk], days.day).get(place.pk, "")
            if place
            else "",
            "day": days.day,
            "export_url": f"{reverse('members:export')}?{kept.urlencode()}",
            "may_view": actor.can("members.view"),
            "may_register": actor.can("members.register") and days.is_today,
            "may_stay": bool(place and actor.can("members.stay", place) and days.is_today),
            "asked_for": bool(asked.words or chosen or organisation),
            "may_export": actor.can("members.export") and days.is_today,
            "arriving": _arriving(request),
            "stays": TemporaryStay.objects.as_of(days.day)
            .visible_to(actor)
            .filter(organisation=place)
            if place
            else (),
        },
    )


def _arriving(request: HttpRequest) -> int:
    actor = actor_of(request)
    return int(Transfer.objects.under_way().into_reach(actor).count())


@login_required
def member_detail(request: HttpRequest, member_id: int) -> HttpResponse:
    """The whole record; opening it is written down, with what for."""
    actor, days = actor_of(request), as_of(request)
    member = member_in_reach(request, member_id)
    if not actor.can("members.view", member.cell):
        raise PermissionDenied
    purpose = request.GET.get("purpose", "")
    if purpose not in forms.PURPOSES:
        if not actor.can("members.correct", member.cell):  # an inspector says what for
            return render(
                request,
                "members/member_purpose.html",
                {"form": forms.PurposeForm(), "member": member},
            )
        purpose = "management"
    services.view_member(actor=actor, member=member, purpose=str(forms.PURPOSES[purpose]))
    record = record_of(member, days.day, days.known_on)
    return render(
        request,
        "members/member_detail.html",
        {
            "record": record,
            "member": member,
            "may": may(actor, member) if days.is_today else {},
            "purpose": forms.PURPOSES[purpose],
            "waiting": [c for c in record.corrections if c.state == Correction.State.ASKED],
        },
    )


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """What is held about oneself, who looked, and asking for a correction."""
    actor, days = actor_of(request), as_of(request)
    own = Member.objects.filter(user=actor.user).select_related("cell").first()
    if own is None:
        return render(request, "members/me.html", {"record": None})
    form = forms.AskForm(posted(request))
    if request.method == "POST" and done(
        form, lambda: services.ask_correction(actor=actor, member=own, **form.cleaned_data)
    ):
        messages.success(request, _("Đã gửi đề nghị. Chi bộ trả lời ngay trên trang này."))
        return redirect("members:me")
    looks = looks_at(own)
    month = [one for one in looks if one.at.date().replace(day=1) == days.today.replace(day=1)]
    return render(
        request,
        "members/me.html",
        {
            "record": record_of(own, days.day, days.known_on),
            "member": own,
            "form": form,
            "looks": [(one, said(one.act)) for one in looks],
            "looks_this_month": sum(one.act == "members.view" for one in month),
        },
        status=REFUSED if form.errors else 200,
    )


@login_required
def mend(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Records of an organisation that want mending, what is impossible first."""
    actor = actor_of(request)
    reached = Organisation.objects.reached_by(actor)
    organisation = get_object_or_404(reached, pk=organisation_id)
    if not actor.can("members.view", organisation):
        raise PermissionDenied
    found = to_mend(actor, organisation)
    names = listing.cell_names({one.cell_id for one in found.records}, actor.today)
    return render(
        request,
        "members/mend.html",
        {
            "organisation": organisation,
            "name": listing.cell_names([organisation.pk], actor.today).get(organisation.pk, ""),
            "found": found,
            "records": [(one, names.get(one.cell_id, "")) for one in found.records[:200]],
            "may_correct": actor.can("members.correct", organisation),
        },
    )


@login_required
def corrections(request: HttpRequest) -> HttpResponse:
    """What members have asked to have corrected, waiting for the actor's offices."""
    actor = actor_of(request)
    if not actor.can("members.answer_correction"):
        raise PermissionDenied
    waiting = (
        Correction.objects.filter(state=Correction.State.ASKED)
        .filter(member__in=Member.objects.in_reach(actor).values("pk"))
        .select_related("member")
        .order_by("asked_at", "id")[:200]
    )
    return render(request, "members/corrections.html", {"waiting": list(waiting)})


@login_required
def answer(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Write what was asked into the record, or refuse with a reason."""
    actor = actor_of(request)
    reach = Correction.objects.filter(member__in=Member.objects.in_reach(actor).values("pk"))
    correction = get_object_or_404(reach.select_related("member__cell"), pk=correction_id)
    if not actor.can("members.answer_correction", correction.member.cell):
        raise PermissionDenied
    form = forms.AnswerForm(posted(request))
    if request.method == "POST" and done(
        form,
        lambda: services.answer_correction(actor=actor, correction=correction, **form.cleaned_data),
    ):
        messages.success(request, _("Đã trả lời; đảng viên thấy câu trả lời trên trang của mình."))
        return redirect("members:corrections")
    return render(
        request,
        "members/correction_answer.html",
        {"form": form, "correction": correction, "member": correction.member},
        status=REFUSED if form.errors else 200,
    )


@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file of the kind that offices hold: xlsx, or csv with ``?kind=csv``."""
    actor, days = actor_of(request), as_of(request)
    organisation = _organisation(request) or actor.organisation
    if organisation is None or not actor.can("members.export", organisation):
        raise PermissionDenied
    kind = "csv" if request.GET.get("kind") == "csv" else "xlsx"
    data = exporting.export(actor=actor, organisation=organisation, day=days.today, kind=kind)
    answer = HttpResponse(data, content_type=exporting.MEDIA[kind])
    name = f"dang-vien-{organisation.code}-{days.today.isoformat()}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
