"""Pages of tasks. Each reads once or calls one service; what the actor may not see is not found."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core import files
from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.followups import choices, forms, listing, queue, rules, services, tabs
from sotay.followups.cards import cards
from sotay.followups.history import history
from sotay.followups.models import Evidence, Extension, Progress, Task
from sotay.followups.sent import tell_sent
from sotay.followups.services.rights import may_do, may_judge
from sotay.followups.sources import programmes, words_of
from sotay.followups.standing import cascade, names, proofs, standing
from sotay.organisations.access import Actor
from sotay.ui.posting import REFUSED, done, form_page, posted

KEPT = ("organisation", "programme", "lacking")  # asked by links, kept by the form


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _day(request: HttpRequest) -> date:
    """The day the page shows: today, or the earlier day of the picker."""
    asked = getattr(request, "as_of", None)
    return asked.day if asked is not None else _actor(request).today


def _task(request: HttpRequest, task_id: int) -> Any:
    visible = Task.objects.visible_to(_actor(request)).for_cards()
    return get_object_or_404(visible.select_related("parent"), pk=task_id)


def _owner_name(task: Task, day: date) -> str:
    found = names([task.owner_id], day).get(task.owner_id)
    return getattr(found, "name", None) or str(task.owner)


# --- Lists ----------------------------------------------------------------------------------------


@login_required
def task_list(request: HttpRequest) -> HttpResponse:
    """Tasks in reach, narrowed by the form at the head, fifty at a time."""
    actor, day = _actor(request), _day(request)
    given = request.GET.copy()
    if given.get("state") == "late":
        given["state"], given["late"] = "", "1"
    form = forms.FilterForm(Task.State.choices, given)
    form.is_valid()
    asked = listing.Filter(
        mine=form.cleaned_data.get("whose") == "mine",
        state=form.cleaned_data.get("state") or "",
        late=bool(form.cleaned_data.get("late")),
        words=form.cleaned_data.get("q") or "",
        organisation=_whole(given.get("organisation", "")),
        programme=_whole(given.get("programme", "")),
        lacking=given.get("lacking") == "1",
    )
    page = listing.page(actor, day, asked, after=given.get("after", ""))
    kept = request.GET.copy()
    kept.pop("after", None)
    next_url = f"?{urlencode({**kept.dict(), 'after': page.next})}" if page.next else ""
    return render(
        request,
        "followups/task_list.html",
        {
            "form": form,
            "cards": cards(page.tasks, day),
            "total": page.total,
            "next_url": next_url,
            "first_url": f"?{kept.urlencode()}" if given.get("after") else "",
            "day": day,
            "organisation": names([asked.organisation], day).get(asked.organisation)
            if asked.organisation
            else None,
            "programme": programmes([asked.programme]).get(asked.programme)
            if asked.programme
            else None,
            "level": listing.level_of(actor, day, asked.programme, asked.organisation)
            if asked.programme is not None
            else None,
            "may_issue": actor.can("tasks.issue"),
            "kept": {name: value for name, value in kept.items() if name in KEPT},
        },
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


# --- One task -------------------------------------------------------------------------------------


@login_required
def detail(request: HttpRequest, task_id: int) -> HttpResponse:
    """The whole of a task: asked, criteria, progress, evidence, cascade, waiting, history."""
    actor, day = _actor(request), _day(request)
    task = _task(request, task_id)
    context = _detail(request, task, actor, day)
    return render(request, "followups/task_detail.html", context)


def _detail(request: HttpRequest, task: Any, actor: Actor, day: date) -> dict[str, Any]:
    reports = list(
        task.progress.filter(reported_on__lte=day)
        .select_related("by", "verified_by")
        .order_by("-id")
    )
    evidence = Evidence.objects.filter(progress__in=reports).select_related(
        "file", "progress__task"
    )
    found = {proof.evidence.pk: proof for proof in proofs(evidence, actor, day)}
    visible = Task.objects.visible_to(actor)
    now = day == actor.today
    unfinished = task.state not in (Task.State.DONE, Task.State.DROPPED)
    doer, judge = may_do(actor, "tasks.report", task), may_judge(actor, "tasks.verify", task)
    asked = task.extensions.asked().first() if now else None
    assessment = getattr(task, "assessment", None)
    waiting = [report for report in reports if report.state == Progress.State.SENT]
    return {
        "task": task,
        "card": cards([task], day)[0],
        "standing": standing(task, day),
        "owner_name": _owner_name(task, day),
        "source": words_of([task]).get(task.pk),
        "programme": programmes([task.programme_id]).get(task.programme_id),
        "parent_is_open": task.parent_id is not None and visible.filter(pk=task.parent_id).exists(),
        "reports": [
            (
                report,
                [
                    found[key]
                    for key in sorted(found)
                    if found[key].evidence.progress_id == report.pk
                ],
                [str(rules.RETURN_REASONS.get(code, code)) for code in report.return_reasons],
            )
            for report in reports
        ],
        "cascade": cascade(task, day),
        "extensions": task.extensions.select_related("asked_by", "decided_by"),
        "suggestions": task.suggestions.filter(made_on__lte=day).select_related("by"),
        "may_suggest": now
        and task.state != Task.State.DROPPED
        and may_judge(actor, "tasks.suggest", task),
        "waits_for": Task.objects.filter(waited_for_by__task=task).order_by("due_on", "id"),
        "open_ids": set(visible.filter(waited_for_by__task=task).values_list("pk", flat=True)),
        "waited_for_by": visible.filter(waits_for__on=task).order_by("due_on", "id"),
        "assessment": assessment,
        "result_causes": _causes(assessment.result_causes) if assessment else [],
        "limit_causes": _causes(assessment.limit_causes) if assessment else [],
        "history": history(task, day),
        "day": day,
        "waiting": waiting,
        "may_report": now and unfinished and doer,
        "may_ask_extension": now
        and unfinished
        and task.due_on is not None
        and task.state != Task.State.REPORTED
        and asked is None
        and may_do(actor, "tasks.ask_extension", task),
        "may_verify": now and judge and any(report.by_id != actor.user.pk for report in waiting),
        "asked_extension": asked if asked and may_judge(actor, "tasks.extend", task) else None,
        "may_concretise": now and unfinished and may_do(actor, "tasks.concretise", task),
        "may_assess": now
        and assessment is None
        and not waiting
        and (task.state == Task.State.DONE or (unfinished and task.due_on and task.due_on < day))
        and may_judge(actor, "tasks.assess", task),
        "may_drop": now
        and unfinished
        and (
            may_judge(actor, "tasks.drop", task)
            or (task.issued_by_id == task.owner_id and may_do(actor, "tasks.drop", task))
        ),
        "may_arrange": now
        and unfinished
        and (may_do(actor, "tasks.concretise", task) or actor.can("tasks.issue", task.owner)),
        "may_settle": now and task.is_stale and may_judge(actor, "tasks.issue", task),
    }


def _causes(codes: list[str]) -> list[tuple[str, str]]:
    known = [rules.CAUSES[code] for code in codes if code in rules.CAUSES]
    return [(str(cause.name), str(rules.NATURES[cause.nature])) for cause in known]


@login_required
def report(request: HttpRequest, task_id: int) -> HttpResponse:
    """Report from a telephone: a photograph, figures, one line, done. Works without scripts."""
    actor = _actor(request)
    task = _task(request, task_id)
    if not may_do(actor, "tasks.report", task):
        raise PermissionDenied(
            _("Việc này thuộc tổ chức được giao nhiệm vụ hoặc người chịu trách nhiệm.")
        )
    stood = standing(task, actor.today)
    rows = stood.reported.rows
    form = forms.ReportForm(
        rows,
        request.POST or None,
        request.FILES or None,
        initial={"device_key": uuid4(), "is_final": True, **forms.offered(request.GET, rows)},
    )
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                made = services.report_progress(
                    task=task,
                    actor=actor,
                    note=form.cleaned_data["note"],
                    measurements=form.readings(),
                    evidence=form.evidence(),
                    is_final=form.cleaned_data["is_final"],
                    device_key=form.cleaned_data["device_key"],
                )
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                tell_sent(request, made)
                return redirect("tasks:detail", task.pk)
    card = cards([task], actor.today)[0]
    return render(
        request,
        "followups/task_report.html",
        {
            "task": task,
            "form": form,
            "card": card,
            "entries": [_entry(form, row) for row in rows],
            "limit_mb": settings.EVIDENCE_LIMIT_BYTES // (1024 * 1024),
        },
        status=status,
    )


def _entry(form: forms.ReportForm, row: rules.Achievement) -> dict[str, Any]:
    """A criterion on the phone: its field, its whole if it has one, what is asked."""
    key = row.measure.key
    name = f"whole_{key}"
    return {
        "row": row,
        "field": form[f"value_{key}"],
        "whole": form[name] if name in form.fields else None,
        "target": str(row.measure.target) if row.measure.target is not None else "",
    }


def _act(
    request: HttpRequest,
    task: Any,
    form: Any,
    call: Any,
    *,
    title: str,
    button: str,
    said: str,
    kind: str = "primary",
    hint: str = "",
) -> HttpResponse:
    """A page with one form and one act on a task; done, it goes back to the task."""
    if done(form, lambda: call(**form.cleaned_data)):
        messages.success(request, said)
        return redirect("tasks:detail", task.pk)
    day = _actor(request).today
    return form_page(
        request,
        "followups/task_act.html",
        form,
        task=task,
        title=title,
        button=button,
        kind=kind,
        hint=hint,
        card=cards([task], day)[0],
        owner_name=_owner_name(task, day),
    )


@login_required
def ask_extension(request: HttpRequest, task_id: int) -> HttpResponse:
    """Ask for a later last day."""
    task = _task(request, task_id)
    return _act(
        request,
        task,
        forms.ExtensionForm(posted(request)),
        lambda **given: services.ask_extension(task=task, actor=_actor(request), **given),
        title=_("Xin gia hạn"),
        button=_("Gửi đề nghị"),
        said=_("Đã gửi đề nghị gia hạn. Cấp trên trả lời ở trang này."),
    )


@login_required
def suggest(request: HttpRequest, task_id: int) -> HttpResponse:
    """Send the owner one concrete note; ``loi`` proposes its words, as from a comparison."""
    task = _task(request, task_id)
    proposed = request.GET.get("loi", "").replace("\x00", "")[: rules.SUGGESTION_LENGTH]
    return _act(
        request,
        task,
        forms.SuggestForm(posted(request), initial={"words": proposed}),
        lambda **given: services.suggest(task=task, actor=_actor(request), **given),
        title=_("Gửi góp ý"),
        button=_("Gửi góp ý"),
        said=_("Đã gửi góp ý. Người đứng đầu nơi nhận thấy ở Tin nhắc và ở nhiệm vụ này."),
        hint=_("Góp ý không trả lại báo cáo và không đổi trạng thái nhiệm vụ."),
    )


@login_required
def drop(request: HttpRequest, task_id: int) -> HttpResponse:
    """Say that a task will not be done."""
    task = _task(request, task_id)
    return _act(
        request,
        task,
        forms.DropForm(posted(request)),
        lambda **given: services.drop_task(task=task, actor=_actor(request), **given),
        title=_("Thôi không làm nhiệm vụ này"),
        button=_("Thôi không làm"),
        said=_("Đã ghi: nhiệm vụ thôi không làm."),
        kind="danger",
        hint=_("Nhiệm vụ và mọi báo cáo vẫn lưu; lý do được gửi tới nơi được giao."),
    )


@login_required
def assess(request: HttpRequest, task_id: int) -> HttpResponse:
    """Judge a task at its end: result, cause, limit, cause of the limit."""
    task = _task(request, task_id)
    stood = standing(task, _actor(request).today)
    proposed = rules.proposed_result(stood.verified)
    hint = (
        _("Theo tiêu chí: %(formula)s. Hệ thống chỉ gợi ý, đồng chí quyết định.")
        % {"formula": stood.verified.formula}
        if stood.verified.rows
        else ""
    )
    return _act(
        request,
        task,
        forms.AssessForm(posted(request), initial={"result": proposed}),
        lambda **given: services.assess_task(task=task, actor=_actor(request), **given),
        title=_("Đánh giá kết quả"),
        button=_("Ghi đánh giá"),
        said=_("Đã ghi đánh giá."),
        hint=hint,
    )


@login_required
def decide(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Agree to a later last day or not."""
    actor = _actor(request)
    extension = get_object_or_404(
        Extension.objects.filter(task__in=Task.objects.visible_to(actor)), pk=extension_id
    )
    task = _task(request, extension.task_id)
    answer = _act(
        request,
        task,
        forms.DecisionForm(posted(request)),
        lambda **given: services.decide_extension(extension=extension, actor=actor, **given),
        title=_("Trả lời đề nghị gia hạn"),
        button=_("Ghi quyết định"),
        said=_("Đã ghi quyết định và báo cho nơi đề nghị."),
        hint=_("Xin lùi từ %(old)s đến %(new)s. Lý do: %(reason)s")
        % {
            "old": written(extension.old_due_on),
            "new": written(extension.asked_due_on),
            "reason": extension.reason,
        },
    )
    is_done = answer.status_code not in (200, REFUSED)
    return _onward(request) if is_done and request.POST.get("from") == "queue" else answer


@require_POST
@login_required
def wait_for(request: HttpRequest, task_id: int) -> HttpResponse:
    """Make this task wait for another, named by its number."""
    return _arrange(request, task_id, services.wait_for)


@require_POST
@login_required
def stop_waiting(request: HttpRequest, task_id: int) -> HttpResponse:
    """Let this task no longer wait for another."""
    return _arrange(request, task_id, services.stop_waiting)


def _arrange(request: HttpRequest, task_id: int, call: Any) -> HttpResponse:
    task = _task(request, task_id)
    other = Task.objects.visible_to(_actor(request)).filter(
        pk=_whole(request.POST.get("on", "").strip()) or 0
    )
    on = other.first()
    if on is None:
        messages.error(request, _("Không có nhiệm vụ mang số ấy trong phạm vi của đồng chí."))
    else:
        try:
            call(task=task, on=on, actor=_actor(request))
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
    return redirect("tasks:detail", task.pk)


@require_POST
@login_required
def settle_stale(request: HttpRequest, task_id: int) -> HttpResponse:
    """Say that a task whose text has changed still holds."""
    task = _task(request, task_id)
    services.settle_stale(task=task, actor=_actor(request))
    messages.success(request, _("Đã ghi: nhiệm vụ vẫn giữ như cũ."))
    return redirect("tasks:detail", task.pk)


# --- Giving tasks ---------------------------------------------------------------------------------


@login_required
def issue(request: HttpRequest) -> HttpResponse:
    """Give one task to several organisations."""
    actor = _actor(request)
    if not actor.can("tasks.issue"):
        raise PermissionDenied
    offered = choices.owners_for_issuing(actor, actor.today)
    form = forms.TaskForm(
        [(row.pk, row.short_name) for row in offered],
        request.POST or None,
        initial={"starts_on": actor.today, "weight": rules.ONE},
    )
    formset = forms.CriterionFormSet(request.POST or None, prefix="criteria")
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid() and formset.is_valid():
            given = dict(form.cleaned_data)
            wanted = set(given.pop("owners"))
            weight = given.pop("weight")
            try:
                made = services.issue_task(
                    owners=[row for row in offered if row.pk in wanted],
                    criteria=forms.measures(formset),
                    weight=rules.ONE if weight is None else weight,
                    actor=actor,
                    **given,
                )
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, _("Đã giao cho %(count)d tổ chức.") % {"count": len(made)}
                )
                return (
                    redirect("tasks:detail", made[0].pk)
                    if len(made) == 1
                    else redirect("tasks:list")
                )
    return render(
        request, "followups/task_issue.html", {"form": form, "formset": formset}, status=status
    )


@login_required
def concretise(request: HttpRequest, task_id: int) -> HttpResponse:
    """Break an upper task into one's own: who, by when, judged how, proved by what."""
    actor = _actor(request)
    task = _task(request, task_id)
    if not may_do(actor, "tasks.concretise", task):
        raise PermissionDenied(
            _("Việc này thuộc tổ chức được giao nhiệm vụ hoặc người chịu trách nhiệm.")
        )
    offered = choices.owners_for_concretising(task.owner, actor.today)
    people = choices.people_of(offered, actor.today)
    formset = forms.ChildFormSet(
        request.POST or None,
        prefix="children",
        form_kwargs={
            "owners": [(row.pk, row.short_name) for row in offered],
            "people": [(key, user.full_name) for key, user in people.items()],
        },
    )
    status, refused = 200, ""
    if request.method == "POST":
        status = REFUSED
        if formset.is_valid():
            owners = {row.pk: row for row in offered}
            given = [form.new_task(owners, people, None) for form in formset.forms]
            try:
                made = services.make_concrete(
                    task=task, children=[new for new in given if new is not None], actor=actor
                )
            except RuleBroken as refusal:
                refused = str(refusal)
            else:
                messages.success(
                    request, _("Đã cụ thể hóa thành %(count)d việc.") % {"count": len(made)}
                )
                return redirect("tasks:detail", task.pk)
    return render(
        request,
        "followups/task_concretise.html",
        {
            "task": task,
            "formset": formset,
            "refused": refused,
            "source": words_of([task]).get(task.pk),
            "card": cards([task], actor.today)[0],
            "standing": standing(task, actor.today),
            "owner_name": _owner_name(task, actor.today),
        },
        status=status,
    )


# --- The queue ------------------------------------------------------------------------------------


@login_required
def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits for a decision: the list, and the whole case beside it."""
    return _queue(request, forms.ReturnForm())


def _queue(request: HttpRequest, form: forms.ReturnForm, key: int | None = None) -> HttpResponse:
    actor = _actor(request)
    asked = request.GET if key is None else request.POST
    tab, order = asked.get("tab", queue.WAITING), asked.get("order", "")
    wanted = key if key is not None else _whole(asked.get("case", ""))
    after = asked.get("after", "")
    shown = queue.queue(actor, actor.today, tab, order, after=after, case=wanted)
    row, following = shown.around(wanted)
    kept = {"tab": shown.tab, "order": order}
    just_done = None
    if decided := _whole(request.GET.get("done", "")):
        just_done = (
            Progress.objects.visible_to(actor)
            .filter(pk=decided, verified_by=actor.user)
            .select_related("task__owner", "by")
            .first()
        )
        if just_done and not rules.may_undo(just_done.verified_at, timezone.now()):
            just_done = None
    return render(
        request,
        "followups/queue.html",
        {
            "queue": shown,
            "order": order,
            "case": queue.case(row, actor, actor.today) if row else None,
            "is_open": wanted is not None,
            "is_gone": wanted is not None and (row is None or row.key != wanted),
            "after": after,
            "total": shown.counts[shown.tab],
            "next_url": f"?{urlencode({**kept, 'after': shown.next})}" if shown.next else "",
            "first_url": "" if shown.first else f"?{urlencode(kept)}",
            "following": following.key if following else "",
            "form": form,
            "decision": forms.DecisionForm(),
            "just_done": just_done,
            "undo_seconds": rules.UNDO_SECONDS,
            "extra_tabs": tabs.collect(actor, actor.today),
            "tabs": _tabs(shown),
        },
        status=REFUSED if form.is_bound else 200,
    )


def _tabs(shown: queue.Queue) -> list[dict[str, Any]]:
    labels = {
        queue.WAITING: _("Chờ thẩm định"),
        queue.RETURNED: _("Đã trả lại, chờ sửa"),
        queue.EXTENSION: _("Xin gia hạn"),
        queue.DONE: _("Xong hôm nay"),
    }
    return [
        {
            "label": label,
            "url": f"{reverse('tasks:queue')}?tab={name}",
            "count": shown.counts[name],
            "current": name == shown.tab,
        }
        for name, label in labels.items()
    ]


def _progress(request: HttpRequest, progress_id: int) -> Any:
    visible = Progress.objects.visible_to(_actor(request)).select_related("task__owner", "by")
    return get_object_or_404(visible, pk=progress_id)


def _after(request: HttpRequest, made: Progress, message: str) -> HttpResponse:
    """To the next case of the queue, or back to the task; the act can be undone from there."""
    if request.POST.get("from") == "detail":
        messages.success(request, message)
        return redirect("tasks:detail", made.task_id)
    return _onward(request, done=made.pk)


def _onward(request: HttpRequest, **more: Any) -> HttpResponse:
    """To the case that follows in the part of the queue the form was sent from."""
    going = {"tab": request.POST.get("tab", queue.WAITING), **more}
    if order := request.POST.get("order", ""):
        going["order"] = order
    if after := request.POST.get("after", ""):
        going["after"] = after
    if following := _whole(request.POST.get("following", "")):
        going["case"] = following
    return redirect(f"{reverse('tasks:queue')}?{urlencode(going)}")


@require_POST
@login_required
def accept(request: HttpRequest, progress_id: int) -> HttpResponse:
    """Accept a report."""
    progress = _progress(request, progress_id)
    try:
        made = services.accept_progress(progress=progress, actor=_actor(request), at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("tasks:queue")
    return _after(request, made, _("Đã chấp nhận báo cáo."))


@require_POST
@login_required
def return_(request: HttpRequest, progress_id: int) -> HttpResponse:
    """Return a report with its reason."""
    progress = _progress(request, progress_id)
    form = forms.ReturnForm(request.POST)
    if form.is_valid():
        try:
            made = services.return_progress(
                progress=progress, actor=_actor(request), at=timezone.now(), **form.cleaned_data
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after(request, made, _("Đã trả lại kèm lý do."))
    return _queue(request, form, key=progress.pk)


@require_POST
@login_required
def undo(request: HttpRequest, progress_id: int) -> HttpResponse:
    """Take back one's own decision of some seconds ago."""
    progress = _progress(request, progress_id)
    try:
        services.undo_verification(progress=progress, actor=_actor(request), at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã hoàn tác. Báo cáo lại chờ thẩm định."))
    return redirect(f"{reverse('tasks:queue')}?case={progress.pk}")


# --- Evidence -------------------------------------------------------------------------------------


def _evidence(request: HttpRequest, evidence_id: int) -> Any:
    visible = Evidence.objects.visible_to(_actor(request)).select_related(
        "file", "progress__task__owner", "added_by"
    )
    return get_object_or_404(visible, pk=evidence_id)


@login_required
def evidence_detail(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """One file: its days, and where else the same bytes were offered."""
    actor, day = _actor(request), _day(request)
    piece = _evidence(request, evidence_id)
    return render(
        request,
        "followups/evidence_detail.html",
        {
            "proof": proofs([piece], actor, day)[0],
            "task": piece.progress.task,
            "owner_name": _owner_name(piece.progress.task, day),
        },
    )


@login_required
def evidence_file(request: HttpRequest, evidence_id: int) -> FileResponse:
    """The bytes. What is not there and what is not one's to see look alike."""
    piece = _evidence(request, evidence_id)
    try:
        return files.response(piece.file, piece.name)
    except FileNotFoundError as missing:
        raise Http404 from missing
