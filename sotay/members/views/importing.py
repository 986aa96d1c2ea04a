"""Taking a list in, step by step: file, headings, problems, doubles, then all or nothing."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sotay.core.errors import RuleBroken
from sotay.members import forms, importing
from sotay.members.importing.duplicates import Held, differences
from sotay.members.importing.headings import TARGETS
from sotay.members.listing import cell_names
from sotay.members.models import Education, ImportRun, Standing, Theory
from sotay.members.services.asking import shown_value
from sotay.members.views.ground import actor_of
from sotay.organisations.access import Actor
from sotay.ui.posting import REFUSED, posted

AT_ONCE = 2_000  # rows written while the page waits; more are written beside it
SHOWN = 200  # problems on the page; all of them are in the file
DOUBTS = 100
UNDER_WAY = (ImportRun.State.WAITING, ImportRun.State.RUNNING)


def _run(request: HttpRequest, run_id: int) -> Any:
    actor = actor_of(request)
    found = ImportRun.objects.visible_to(actor).select_related("organisation")
    run = get_object_or_404(found, pk=run_id)
    if not actor.can("members.import", run.organisation):
        raise PermissionDenied
    return run


def _page_of(run: ImportRun) -> str:
    return reverse("members:import_run", args=[run.pk])


@login_required
def runs(request: HttpRequest) -> HttpResponse:
    """Lists taken in before, and the form for another."""
    actor = actor_of(request)
    if not actor.can("members.import"):
        raise PermissionDenied
    place = actor.organisation
    form = forms.UploadForm(
        posted(request),
        request.FILES or None,
        actor=actor,
        initial={"organisation": place.code if place else "", "as_of": actor.today},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            run = importing.start(
                actor=actor,
                organisation=given["organisation"],
                data=given["file"].read(),
                file_name=given["file"].name,
                as_of=given["as_of"],
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_page_of(run))
    before = list(
        ImportRun.objects.visible_to(actor)
        .defer("content", "undo")
        .select_related("started_by")[:50]
    )
    return render(
        request,
        "members/import_list.html",
        {
            "form": form,
            "runs": [
                (run, cell_names([run.organisation_id], actor.today).get(run.organisation_id, ""))
                for run in before
            ],
        },
        status=REFUSED if form.errors else 200,
    )


@login_required
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Where a run stands: what it holds and would do, how far it is, or what it has done."""
    actor = actor_of(request)
    found = _run(request, run_id)
    context: dict[str, Any] = {
        "run": found,
        "place_name": cell_names([found.organisation_id], actor.today).get(
            found.organisation_id, ""
        ),
    }
    if found.state in UNDER_WAY:
        context["work"] = _work(found)
    elif found.content is not None and found.state != ImportRun.State.APPLIED:
        try:
            context |= _preview(actor, found)
        except RuleBroken as refusal:
            context["refusal"] = str(refusal)
    return render(request, "members/import_run.html", context)


def _preview(actor: Actor, found: ImportRun) -> dict[str, Any]:
    seen = importing.preview(actor, found)
    problems = seen.problems
    names = cell_names(
        {one.cell_id for _line, alike in seen.plan.likely[:DOUBTS] for one in alike}
        | {line.cell_id for line, _alike in seen.plan.likely[:DOUBTS]},
        actor.today,
    )
    return {
        "seen": seen,
        "columns": [(one, TARGETS.get(one.field, "")) for one in seen.columns],
        "problems": problems[:SHOWN],
        "problem_count": len(problems),
        "doubts": [
            {
                "line": line,
                "cell": names.get(line.cell_id, ""),
                "alike": [
                    {
                        "held": one,
                        "cell": names.get(one.cell_id, ""),
                        "differs": [
                            (TARGETS.get(name, name), _said(name, value), _held(name, one))
                            for name, value in differences(line, one).items()
                        ],
                    }
                    for one in alike
                ],
            }
            for line, alike in seen.plan.likely[:DOUBTS]
        ],
        "doubt_count": len(seen.plan.likely),
        "is_long": len(seen.plan.new) + len(seen.plan.changed) > AT_ONCE,
    }


LEVELS = {"education": Education, "theory": Theory, "standing": Standing}


def _said(name: str, value: Any) -> str:
    """A value as a person reads it."""
    return str(LEVELS[name](value).label) if name in LEVELS else shown_value(name, value)


def _held(name: str, one: Held) -> str:
    return _said(name, getattr(one, name) if name in LEVELS else one.values.get(name))


def _work(found: ImportRun) -> dict[str, Any]:
    """The inputs of the page of long work."""
    progress = importing.progress_of(found)
    done = progress.done if progress else 0
    total = progress.total if progress else 0
    state = {
        ImportRun.State.STOPPED: "stopped",
        ImportRun.State.FAILED: "failed",
        ImportRun.State.APPLIED: "done",
    }.get(found.state, "running")  # type: ignore[call-overload]
    return {
        "state": state,
        "done": done,
        "total": total,
        "left": _left(progress, done, total),
        "message": found.message,
        "poll_url": reverse("members:import_progress", args=[found.pk]),
        "stop_url": reverse("members:import_stop", args=[found.pk]),
        "result_url": _page_of(found) if state != "running" else "",
    }


def _left(progress: Any, done: int, total: int) -> str:
    """How long still, once it is known, in words."""
    if progress is None or not done or done >= total:
        return ""
    spent = timezone.now() - progress.started_at
    seconds = round((spent / done * (total - done)) / timedelta(seconds=1))
    if seconds < 60:
        return ngettext("khoảng %(n)s giây", "khoảng %(n)s giây", seconds) % {"n": max(seconds, 1)}
    minutes = round(seconds / 60)
    return ngettext("khoảng %(n)s phút", "khoảng %(n)s phút", minutes) % {"n": minutes}


@login_required
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The fragment that a waiting page asks for again and again."""
    found = _run(request, run_id)
    return render(request, "members/_import_work.html", {"work": _work(found), "run": found})


@login_required
def headings(request: HttpRequest, run_id: int) -> HttpResponse:
    """Which column is what; remembered for the next file with the same headings."""
    actor = actor_of(request)
    found = _run(request, run_id)
    try:
        seen = importing.preview(actor, found)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(_page_of(found))
    form = forms.HeadingsForm(
        posted(request), columns=seen.columns, sheets=seen.sheet_names, sheet=found.sheet_name
    )
    if request.method == "POST" and form.is_valid():
        try:
            importing.set_headings(
                actor=actor,
                run=found,
                fields=form.chosen(),
                sheet_name=form.cleaned_data.get("sheet"),
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_page_of(found))
    return render(
        request,
        "members/import_headings.html",
        {"form": form, "run": found, "seen": seen},
        status=REFUSED if form.errors else 200,
    )


def _or_say(request: HttpRequest, found: ImportRun, act: Any) -> HttpResponse:
    """Do a step of a run and come back to its page, with the refusal said there."""
    try:
        act()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect(_page_of(found))


@login_required
@require_POST
def choose(request: HttpRequest, run_id: int) -> HttpResponse:
    """Settle likely doubles."""
    found = _run(request, run_id)
    choices = forms.choices_of(request.POST)
    return _or_say(
        request,
        found,
        lambda: importing.choose(actor=actor_of(request), run=found, choices=choices),
    )


@login_required
@require_POST
def apply(request: HttpRequest, run_id: int) -> HttpResponse:
    """Write the list: at once where it is short, beside the page where it is long."""
    actor, found = actor_of(request), _run(request, run_id)

    def act() -> None:
        seen = importing.preview(actor, found)
        if not seen.is_ready or len(seen.checked.lines) <= AT_ONCE:
            importing.apply(actor=actor, run=found)
            return
        importing.mark(actor, found, ImportRun.State.WAITING)
        importing.defer(actor, found)

    return _or_say(request, found, act)


@login_required
@require_POST
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask a running import to stop; nothing is kept of it."""
    found = _run(request, run_id)
    return _or_say(
        request, found, lambda: importing.ask_to_stop(actor=actor_of(request), run=found)
    )


@login_required
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take an applied list back, after saying what that does."""
    found = _run(request, run_id)
    if request.method == "POST":
        return _or_say(request, found, lambda: importing.undo(actor=actor_of(request), run=found))
    return render(request, "members/import_undo.html", {"run": found})


@login_required
def problems(request: HttpRequest, run_id: int) -> HttpResponse:
    """Every problem as a file, to be mended beside the list."""
    found = _run(request, run_id)
    seen = importing.preview(actor_of(request), found)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("Dòng"), _("Cột"), _("Tiêu đề"), _("Mức"), _("Vấn đề"), _("Cách sửa")])
    for one in seen.problems:
        writer.writerow(
            [
                one.row,
                one.column,
                one.heading,
                _("lỗi") if one.is_error else _("lưu ý"),
                one.says,
                one.mend,
            ]
        )
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="can-sua-{found.pk}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
