"""Pages of recognition. Each reads once or calls one service; what is out of sight is not found."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core import files
from sotay.organisations.access import Actor
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation
from sotay.recognitions import forms, reading, services
from sotay.recognitions.measuring import Year
from sotay.recognitions.models import Answer, Review
from sotay.recognitions.rules import MEASURED
from sotay.ui.posting import done, form_page, posted, press

ROWS = 50
Do = Callable[[dict[str, Any]], object]


def in_sight(actor: Actor, organisation_id: int) -> Organisation:
    """The organisation, if one may look at its years: one's own cell, or in reach of an office.

    :raises Http404: there is none, or it is out of sight
    """
    found = get_object_or_404(Organisation, pk=organisation_id)
    if found != actor.home and not actor.can("recognitions.view", found):
        raise Http404
    return found


def tree_for(request: Asked, organisation_id: int, year: int) -> reading.Tree:
    """:raises Http404: out of sight, or no such tree"""
    organisation = in_sight(request.actor, organisation_id)
    try:
        return reading.tree_of(organisation, year, request.as_of.day)
    except reading.NotLookedAt:
        raise Http404 from None


def _leaf(tree: reading.Tree, key: str) -> reading.Leaf:
    leaf = tree.leaf(key)
    if leaf is None:
        raise Http404
    return leaf


@login_required
def index(request: Asked) -> HttpResponse:
    """This year of one's own organisation; the roll-up for an office above the grass roots."""
    actor, year = request.actor, request.as_of.day.year
    for one in (actor.organisation, actor.home):
        if one is None:
            continue
        try:
            reading.tree_of(one, year, request.as_of.day)
        except reading.NotLookedAt:
            continue
        return redirect(request.as_of.at(reverse("recognitions:detail", args=[one.pk, year])))
    if actor.organisation is None:
        raise Http404
    return redirect(request.as_of.at(reverse("recognitions:rollup")))


@login_required
def detail(request: Asked, organisation_id: int, year: int) -> HttpResponse:
    """The four goods of one organisation in one year, each criterion with what is known of it."""
    tree = tree_for(request, organisation_id, year)
    actor, now = request.actor, request.as_of.is_today
    review = tree.review
    is_written = review is None or review.is_written
    waits = review is not None and review.state == Review.State.SENT
    years = range(max(reading.FIRST_YEAR, tree.day.year - 4), tree.day.year + 1)
    return render(
        request,
        "recognitions/detail.html",
        {
            "tree": tree,
            "review": review,
            "waits": waits,
            "may_answer": now
            and is_written
            and services.may_own(actor, "recognitions.answer", tree.organisation),
            "may_send": now
            and is_written
            and services.may_own(actor, "recognitions.send", tree.organisation),
            "may_assess": now
            and waits
            and services.may_above(actor, "recognitions.assess", tree.organisation),
            "may_decide": now
            and waits
            and services.may_above(actor, "recognitions.decide", tree.organisation),
            "past": review.past_decisions.all() if review is not None else [],
            "may_withdraw": now and _may_revoke(actor, "recognitions.withdraw", review),
            "may_replace": now and _may_revoke(actor, "recognitions.replace", review),
            "sees_rollup": actor.organisation is not None
            and actor.can("recognitions.view", actor.organisation)
            and actor.organisation != tree.organisation,
            "years": [one for one in years if one != year],
        },
    )


def _may_revoke(actor: Actor, act: str, review: Review | None) -> bool:
    return review is not None and review.is_decided and services.may_revoke(actor, act, review)


@login_required
def records(request: Asked, organisation_id: int, year: int, code: str) -> HttpResponse:
    """The records behind one figure, as they stand on the day."""
    tree = tree_for(request, organisation_id, year)
    if code not in MEASURED:
        raise Http404
    found = Year(tree.organisation.pk, year, tree.day).measured(code)
    leaf = _leaf(tree, code)
    return render(
        request,
        "recognitions/records.html",
        {
            "tree": tree,
            "leaf": leaf,
            "found": found,
            "sent": leaf.measured if tree.is_kept else None,
            "rows": [
                (row, row.url and _opens(request.actor, row.needs, tree.organisation))
                for row in found.rows
            ],
        },
    )


def _opens(actor: Actor, act: str, organisation: Organisation) -> bool:
    """Whether an address that asks for ``act`` would open; one that asks for none does."""
    return not act or actor.can(act, organisation)


@login_required
def evidence(request: Asked, answer_id: int) -> FileResponse:
    """The file that goes with an answer."""
    visible = Review.objects.visible_to(request.actor)
    rows = Answer.objects.filter(review__in=visible, evidence__isnull=False)
    one: Answer = get_object_or_404(rows.select_related("evidence"), pk=answer_id)
    if one.evidence is None:
        raise Http404
    return files.response(one.evidence, name=one.evidence_name)


def _act_page(
    request: Asked,
    tree: reading.Tree,
    form: Form,
    do: Do,
    *,
    title: str,
    button: str,
    said: str,
    leaf: reading.Leaf | None = None,
) -> HttpResponse:
    """Show ``form``; a post that is taken goes back to the year."""
    if done(form, lambda: do(form.cleaned_data)):
        messages.success(request, said)
        return redirect("recognitions:detail", tree.organisation.pk, tree.year)
    more = {"tree": tree, "title": title, "button": button, "leaf": leaf}
    return form_page(request, "recognitions/act.html", form, **more)


@login_required
def answer(request: Asked, organisation_id: int, year: int, key: str) -> HttpResponse:
    """What the organisation says of one criterion."""
    tree = tree_for(request, organisation_id, year)
    leaf, actor = _leaf(tree, key), request.actor
    if not services.may_own(actor, "recognitions.answer", tree.organisation):
        raise PermissionDenied  # before a file is kept
    said = leaf.answer
    initial = {"claim": said.claim, "note": said.note} if said else {}
    form = forms.AnswerForm(posted(request), request.FILES or None, initial=initial)

    def do(given: dict[str, Any]) -> object:
        file = given["file"]
        stored = files.store(file, name=file.name or "") if file else None
        return services.answer_criterion(
            organisation=tree.organisation,
            year=year,
            key=key,
            claim=given["claim"],
            note=given["note"],
            evidence=stored,
            evidence_name=file.name if file else "",
            actor=actor,
            moment=timezone.now(),
        )

    return _act_page(
        request,
        tree,
        form,
        do,
        title=leaf.name,
        button=_("Lưu câu trả lời"),
        said=_("Đã lưu câu trả lời."),
        leaf=leaf,
    )


@login_required
def assess(request: Asked, organisation_id: int, year: int, key: str) -> HttpResponse:
    """What the level above says of one criterion."""
    tree = tree_for(request, organisation_id, year)
    leaf, actor = _leaf(tree, key), request.actor
    if not services.may_above(actor, "recognitions.assess", tree.organisation):
        raise PermissionDenied
    said = leaf.answer
    initial = {"verdict": said.verdict, "note": said.verdict_note} if said else {}

    def do(given: dict[str, Any]) -> object:
        return services.assess_criterion(
            organisation=tree.organisation,
            year=year,
            key=key,
            actor=actor,
            moment=timezone.now(),
            **given,
        )

    return _act_page(
        request,
        tree,
        forms.VerdictForm(posted(request), initial=initial),
        do,
        title=leaf.name,
        button=_("Lưu đánh giá"),
        said=_("Đã lưu đánh giá."),
        leaf=leaf,
    )


@login_required
@require_POST
def send(request: Asked, organisation_id: int, year: int) -> HttpResponse:
    tree = tree_for(request, organisation_id, year)
    return press(
        request,
        lambda: services.send_review(
            organisation=tree.organisation, year=year, actor=request.actor
        ),
        _("Đã gửi cấp trên. Số liệu giữ như hôm nay."),
        "recognitions:detail",
        organisation_id,
        year,
    )


@login_required
def give_back(request: Asked, organisation_id: int, year: int) -> HttpResponse:
    """Return a sent year with what to mend."""
    tree, actor = tree_for(request, organisation_id, year), request.actor
    if not services.may_above(actor, "recognitions.assess", tree.organisation):
        raise PermissionDenied
    return _act_page(
        request,
        tree,
        forms.ReturnForm(posted(request)),
        lambda given: services.return_review(
            organisation=tree.organisation, year=year, actor=actor, **given
        ),
        title=_("Trả lại để bổ sung"),
        button=_("Trả lại"),
        said=_("Đã trả lại kèm lý do."),
    )


@login_required
def decide(request: Asked, organisation_id: int, year: int) -> HttpResponse:
    """Recognise the year, or not."""
    tree, actor = tree_for(request, organisation_id, year), request.actor
    if not services.may_above(actor, "recognitions.decide", tree.organisation):
        raise PermissionDenied
    form = forms.DecideForm(posted(request))
    return _act_page(
        request,
        tree,
        form,
        lambda _given: services.decide(
            organisation=tree.organisation, year=year, actor=actor, **form.decided()
        ),
        title=_("Quyết định công nhận"),
        button=_("Ghi quyết định"),
        said=_("Đã ghi quyết định."),
    )


@login_required
def withdraw(request: Asked, organisation_id: int, year: int) -> HttpResponse:
    """Take a decision back, with the reason; the year waits for the level above again."""
    tree, actor = tree_for(request, organisation_id, year), request.actor
    _revoking(actor, "recognitions.withdraw", tree)
    return _act_page(
        request,
        tree,
        forms.WithdrawForm(posted(request)),
        lambda given: services.withdraw_decision(
            organisation=tree.organisation, year=year, actor=actor, **given
        ),
        title=_("Thu hồi quyết định"),
        button=_("Thu hồi"),
        said=_("Đã thu hồi. Quyết định cũ còn trong lịch sử; năm này chờ đánh giá lại."),
    )


@login_required
def replace(request: Asked, organisation_id: int, year: int) -> HttpResponse:
    """Put another decision in the place of the one that stands."""
    tree, actor = tree_for(request, organisation_id, year), request.actor
    stood = _revoking(actor, "recognitions.replace", tree)
    before = {
        "decision": "yes" if stood.state == Review.State.RECOGNISED else "no",
        "number": stood.decision_number,
        "words": stood.decision_words,
    }
    form = forms.ReplaceForm(posted(request), initial=before)
    return _act_page(
        request,
        tree,
        form,
        lambda _given: services.replace_decision(
            organisation=tree.organisation, year=year, actor=actor, **form.decided()
        ),
        title=_("Thay quyết định"),
        button=_("Ghi quyết định mới"),
        said=_("Đã thay. Quyết định cũ còn trong lịch sử."),
    )


def _revoking(actor: Actor, act: str, tree: reading.Tree) -> Review:
    """The year whose decision is to go.

    :raises Http404: it has none
    :raises PermissionDenied: another committee decided
    """
    if tree.review is None or not tree.review.is_decided:
        raise Http404
    if not _may_revoke(actor, act, tree.review):
        raise PermissionDenied
    return tree.review


@login_required
def rollup(request: Asked) -> HttpResponse:
    """All cells and grass-roots committees under one's organisation in a year."""
    actor, day = request.actor, request.as_of.day
    top = actor.organisation
    if top is None or not actor.can("recognitions.view", top):
        raise Http404
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else day.year
    year = min(max(year, reading.FIRST_YEAR), day.year)
    state = request.GET.get("state", "")
    state = state if state in reading.ORDER else ""
    page = reading.rollup(actor, top, year, day, state)
    after = request.GET.get("after", "")
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    asked = f"?year={year}" + (f"&state={state}" if state else "")
    following = begin + ROWS
    return render(
        request,
        "recognitions/rollup.html",
        {
            "page": page,
            "shown": page.rows[begin:following],
            "state": state,
            "state_words": reading.state_words(state) if state else "",
            "years": range(day.year, max(reading.FIRST_YEAR, day.year - 4) - 1, -1),
            "next_url": f"{asked}&after={following}" if following < len(page.rows) else "",
            "first_url": asked if begin else "",
        },
    )
