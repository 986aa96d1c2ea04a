"""Where a paper goes and how far it is carried out: distribution, coverage, the chain."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core.errors import RuleBroken
from sotay.directives import chain as chains
from sotay.directives import coverage as covering
from sotay.directives import services
from sotay.directives.citing import MAKING_CONCRETE
from sotay.directives.forms import IssueForm, WaiveForm
from sotay.directives.models import Clause, Document, Waiver
from sotay.directives.views.rows import document, documents, home_and_below
from sotay.organisations.access import require
from sotay.organisations.models import Organisation, Placement
from sotay.regulations.asking import Asked
from sotay.ui.posting import REFUSED, done, form_page, posted


@login_required
def issue(request: Asked, document_id: int) -> HttpResponse:
    """To whom the paper goes."""
    found = document(request, document_id)
    require(request.actor, "directives.issue", found.home)
    sent = set(found.distributions.values_list("organisation_id", flat=True))
    offered = [one for one in _receivers(found, request) if one.pk not in sent]
    below = [str(one.pk) for one in offered if one.lft > found.home.lft]
    form = IssueForm(posted(request), organisations=offered, initial={"to": below})
    if request.method == "POST" and form.is_valid():
        try:
            fresh = services.issue_document(document=found, to=form.chosen(), actor=request.actor)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã gửi tới %(n)s tổ chức.") % {"n": len(fresh)})
            return redirect("directives:detail", found.pk)
    return render(
        request,
        "directives/document_issue.html",
        {"document": found, "form": form, "sent_count": len(sent), "offered": offered},
        status=REFUSED if form.is_bound else 200,
    )


def _receivers(found: Document, request: Asked) -> list[Any]:
    """Those directly under its home, the home itself, and the one directly above it."""
    day = request.actor.today
    up = Placement.objects.as_of(day).filter(organisation=found.home).values("parent")
    above = Organisation.objects.filter(pk__in=up).described(day)
    return [*home_and_below(found.home, day), *above]


def _scope(request: Asked, found: Document) -> Organisation:
    """Whose subordinates the table shows: the home's if the actor reaches it, else one's own."""
    home: Organisation = found.home
    if request.actor.sees_everything or any(
        low <= home.lft < high for low, high in request.actor.ranges
    ):
        return home
    scope: Organisation | None = request.actor.organisation or request.actor.home
    if scope is None:
        raise Http404
    return scope


@login_required
def coverage(request: Asked, document_id: int) -> HttpResponse:
    """Clause × organisation: covered, waived with a reason, silent."""
    found = document(request, document_id)
    scope = _scope(request, found)
    table = covering.coverage(found, scope, request.as_of.day)
    return render(
        request,
        "directives/document_coverage.html",
        {
            "document": found,
            "coverage": table,
            "day": request.as_of.day,
            "may": request.as_of.is_today and request.actor.can("directives.waive", scope),
        },
    )


@login_required
def chain(request: Asked, document_id: int) -> HttpResponse:
    """What it carries out, who carries it out down to the cell, and where that breaks."""
    found = document(request, document_id)
    day = request.as_of.day
    visible = documents(request)
    nodes = chains.chain(found, visible, day)
    cited = found.citations.kept().filter(relation__in=MAKING_CONCRETE, target=None)
    return render(
        request,
        "directives/document_chain.html",
        {
            "document": found,
            "day": day,
            "picture": chains.picture(nodes),
            "above": [node for node in nodes if node.depth < 0],
            "below": [node for node in nodes if node.depth > 0],
            "not_in_register": cited,
            "breaks": chains.breaks(nodes, Organisation.objects.visible_to(request.actor), day),
        },
    )


@login_required
def waive(request: Asked, clause_id: int, organisation_id: int) -> HttpResponse:
    """An organisation need not make a clause concrete, and why."""
    clause = get_object_or_404(
        Clause.objects.filter(document__in=documents(request)).select_related("document"),
        pk=clause_id,
    )
    organisation = get_object_or_404(
        Organisation.objects.reached_by(request.actor).described(request.actor.today),
        pk=organisation_id,
    )
    require(request.actor, "directives.waive", organisation)
    form = WaiveForm(posted(request))
    if done(
        form,
        lambda: services.waive_clause(
            clause=clause,
            organisation=organisation,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
        ),
    ):
        return redirect("directives:coverage", clause.document_id)
    return form_page(
        request, "directives/clause_waive.html", form, clause=clause, organisation=organisation
    )


@login_required
@require_POST
def unwaive(request: Asked, waiver_id: int) -> HttpResponse:
    """The clause must be made concrete there after all."""
    waiver = get_object_or_404(
        Waiver.objects.filter(
            clause__document__in=documents(request),
            organisation__in=Organisation.objects.reached_by(request.actor),
        ).select_related("clause", "organisation"),
        pk=waiver_id,
    )
    document_id = waiver.clause.document_id
    services.unwaive_clause(waiver=waiver, actor=request.actor)
    return redirect("directives:coverage", document_id)
