"""Routes of tasks: every act and list that a page has, by the same services."""

from typing import Any, Literal

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from sotay.accounts.models import User
from sotay.core import files
from sotay.core.errors import BadInput
from sotay.followups import forms, listing, queue, rules, schemas, services
from sotay.followups.cards import cards
from sotay.followups.models import Dependency, Evidence, Extension, Progress, Task
from sotay.followups.sent import tell_sent
from sotay.followups.sources import words_of
from sotay.followups.standing import cascade, proofs, standing
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant, Organisation

router = Router()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _task(request: HttpRequest, task_id: int) -> Any:
    return get_object_or_404(Task.objects.visible_to(_actor(request)).for_cards(), pk=task_id)


def _out(task: Task, actor: Actor) -> schemas.TaskOut:
    fresh = Task.objects.for_cards().get(pk=task.pk)
    return schemas.TaskOut.of(cards([fresh], actor.today)[0])


def _report(progress: Progress) -> schemas.ReportOut:
    fresh = Progress.objects.prefetch_related("measurements", "evidence").get(pk=progress.pk)
    return schemas.ReportOut.of(fresh)


def _organisations(request: HttpRequest, ids: list[int]) -> list[Organisation]:
    """Organisations in reach, all or none: absent and out of reach look alike."""
    reached = {
        row.pk: row
        for row in Organisation.objects.reached_by(_actor(request)).filter(pk__in=set(ids))
    }
    if len(reached) < len(set(ids)):
        raise Http404
    return [reached[key] for key in dict.fromkeys(ids)]


def _person(request: HttpRequest, key: int | None, owners: list[Organisation]) -> User | None:
    """Somebody who holds an office in one of the owners today."""
    if key is None:
        return None
    held = Grant.objects.as_of(_actor(request).today).filter(user=key, organisation__in=owners)
    grant = held.select_related("user").first()
    if grant is None:
        raise BadInput(_("Người chịu trách nhiệm phải đang giữ chức vụ ở tổ chức được giao."))
    return grant.user


@router.get("", response=schemas.TasksOut)
def list_tasks(
    request: HttpRequest,
    state: str = "",
    late: bool = False,
    mine: bool = False,
    organisation_id: int | None = None,
    programme_id: int | None = None,
    parent_id: int | None = None,
    lacking: bool = False,
    q: str = "",
    after: str = "",
    limit: int = Query(listing.PAGE, ge=1, le=listing.MOST),
) -> Any:
    """Tasks in reach by last day. ``state``: empty in hand, ``all``, or one state."""
    actor = _actor(request)
    asked = listing.Filter(
        mine=mine,
        state=state,
        late=late,
        words=q,
        organisation=organisation_id,
        programme=programme_id,
        parent=parent_id,
        lacking=lacking,
    )
    page = listing.page(actor, actor.today, asked, after=after, size=limit)
    made = [schemas.TaskOut.of(card) for card in cards(page.tasks, actor.today)]
    return schemas.TasksOut(total=page.total, next=page.next, items=made)


@router.post("", response={201: list[schemas.TaskOut]})
def issue_task(request: HttpRequest, payload: schemas.TaskIn) -> Any:
    """Give the same task to each of several organisations."""
    actor = _actor(request)
    owners = _organisations(request, payload.owner_ids)
    given = payload.dict(exclude={"owner_ids", "parent_id", "responsible_id", "criteria"})
    made = services.issue_task(
        owners=owners,
        parent=_task(request, payload.parent_id) if payload.parent_id is not None else None,
        responsible=_person(request, payload.responsible_id, owners),
        criteria=[criterion.measure() for criterion in payload.criteria],
        actor=actor,
        **given,
    )
    return Status(201, [_out(task, actor) for task in made])


@router.get("/vocabulary", response=schemas.VocabularyOut)
def vocabulary(request: HttpRequest) -> Any:
    """The codes of reasons and causes with their names."""
    return schemas.VocabularyOut(
        return_reasons=[
            schemas.CodeOut(code=code, name=str(name))
            for code, name in rules.RETURN_REASONS.items()
        ],
        causes=[
            schemas.CodeOut(
                code=cause.code, name=str(cause.name), side=cause.side, nature=cause.nature
            )
            for cause in rules.CAUSES.values()
        ],
    )


@router.get("/queue", response=schemas.QueueOut)
def read_queue(
    request: HttpRequest,
    tab: Literal["waiting", "returned", "extension", "done"] = "waiting",
    order: Literal["", "due", "owner"] = "",
    after: str = Query("", max_length=60),
) -> Any:
    """What waits for your decision, longest wait first; ``next`` asks for the part that follows."""
    actor = _actor(request)
    shown = queue.queue(actor, actor.today, tab, order, after=after)
    return schemas.QueueOut(
        counts=shown.counts,
        next=shown.next,
        items=[
            schemas.QueueRowOut(
                kind="progress" if row.progress else "extension",
                id=row.key,
                task_id=row.task.pk,
                title=row.task.title,
                owner=row.owner_name,
                waited_working_days=row.waited,
                signs=list(row.signs),
            )
            for row in shown.rows
        ],
    )


@router.get("/{int:task_id}", response=schemas.TaskDetailOut)
def read_task(request: HttpRequest, task_id: int) -> Any:
    """The whole of a task: criteria, formulas, reports, extensions, cascade, assessment."""
    actor = _actor(request)
    task = _task(request, task_id)
    stood = standing(task, actor.today)
    source = words_of([task]).get(task.pk)
    assessment = getattr(task, "assessment", None)
    return schemas.TaskDetailOut.made(
        cards([task], actor.today)[0],
        stood,
        asked=task.asked,
        source=source.label if source else "",
        drop_reason=task.drop_reason,
        stale_reason=task.stale_reason,
        waits_for=list(
            Dependency.objects.filter(task=task).order_by("on_id").values_list("on_id", flat=True)
        ),
        reports=[
            schemas.ReportOut.of(row)
            for row in task.progress.prefetch_related("measurements", "evidence").order_by("id")
        ],
        extensions=[schemas.ExtensionOut.of(row) for row in task.extensions.all()],
        suggestions=[
            schemas.SuggestionOut.model_validate(row, from_attributes=True)
            for row in task.suggestions.all()
        ],
        cascade=schemas.CascadeOut.of(cascade(task, actor.today)),
        assessment=schemas.AssessmentOut.model_validate(assessment, from_attributes=True)
        if assessment
        else None,
    )


@router.post("/{int:task_id}/children", response={201: list[schemas.TaskOut]})
def make_concrete(request: HttpRequest, task_id: int, payload: list[schemas.ChildIn]) -> Any:
    """Break an upper task into tasks of one's own organisation and of those under it."""
    actor = _actor(request)
    task = _task(request, task_id)
    children = []
    for child in payload:
        owner = _organisations(request, [child.owner_id])[0]
        children.append(
            services.NewTask(
                owner=owner,
                responsible=_person(request, child.responsible_id, [owner, task.owner]),
                criteria=[criterion.measure() for criterion in child.criteria],
                **child.dict(exclude={"owner_id", "responsible_id", "criteria"}),
            )
        )
    made = services.make_concrete(task=task, children=children, actor=actor)
    return Status(201, [_out(one, actor) for one in made])


@router.post("/{int:task_id}/progress", response={201: schemas.ReportOut})
def report_progress(
    request: HttpRequest,
    task_id: int,
    report: Form[schemas.ReportIn],
    evidence: File[list[UploadedFile]] = [],  # noqa: B006 - read, never changed
) -> Any:
    """Say where a task stands: form fields, and files under ``evidence``."""
    made = services.report_progress(
        task=_task(request, task_id),
        actor=_actor(request),
        note=report.note,
        measurements={
            one.criterion_id: rules.Reading(one.value, one.whole) for one in report.measurements
        },
        evidence=[services.Offered(one, one.name or "", report.taken_at) for one in evidence],
        is_final=report.is_final,
        device_key=report.device_key,
    )
    return Status(201, _report(made))


@router.post(
    "/{int:task_id}/progress/form", response={201: schemas.ReportOut}, url_name="report_by_form"
)
def report_by_form(request: HttpRequest, task_id: int) -> Any:
    """The page's own form as a device kept it; what was sent before is told, not made again."""
    actor, task = _actor(request), _task(request, task_id)
    rows = standing(task, actor.today).reported.rows
    form = forms.ReportForm(rows, request.POST, request.FILES)
    if not form.is_valid():
        raise BadInput(" ".join(str(one) for said in form.errors.values() for one in said))
    made = services.report_progress(
        task=task,
        actor=actor,
        note=form.cleaned_data["note"],
        measurements=form.readings(),
        evidence=form.evidence(),
        is_final=form.cleaned_data["is_final"],
        device_key=form.cleaned_data["device_key"],
    )
    tell_sent(request, made)
    return Status(201, _report(made))


def _progress(request: HttpRequest, progress_id: int) -> Any:
    visible = Progress.objects.visible_to(_actor(request)).select_related("task__owner", "by")
    return get_object_or_404(visible, pk=progress_id)


@router.post("/progress/{int:progress_id}/accept", response=schemas.ReportOut)
def accept_progress(request: HttpRequest, progress_id: int) -> Any:
    """Find a report true; a final one ends the task."""
    made = services.accept_progress(
        progress=_progress(request, progress_id), actor=_actor(request), at=timezone.now()
    )
    return _report(made)


@router.post("/progress/{int:progress_id}/return", response=schemas.ReportOut)
def return_progress(request: HttpRequest, progress_id: int, payload: schemas.ReturnIn) -> Any:
    """Send a report back: reasons, what to mend, by which day."""
    made = services.return_progress(
        progress=_progress(request, progress_id),
        actor=_actor(request),
        at=timezone.now(),
        **payload.dict(),
    )
    return _report(made)


@router.post("/progress/{int:progress_id}/undo", response=schemas.ReportOut)
def undo_verification(request: HttpRequest, progress_id: int) -> Any:
    """Take back your own decision of some seconds ago."""
    made = services.undo_verification(
        progress=_progress(request, progress_id), actor=_actor(request), at=timezone.now()
    )
    return _report(made)


@router.post("/{int:task_id}/extensions", response={201: schemas.ExtensionOut})
def ask_extension(request: HttpRequest, task_id: int, payload: schemas.ExtensionIn) -> Any:
    """Ask the level above for a later last day."""
    made = services.ask_extension(
        task=_task(request, task_id), actor=_actor(request), **payload.dict()
    )
    return Status(201, schemas.ExtensionOut.of(made))


@router.post("/extensions/{int:extension_id}/decision", response=schemas.ExtensionOut)
def decide_extension(request: HttpRequest, extension_id: int, payload: schemas.DecisionIn) -> Any:
    """Agree to a later last day, or refuse it with a reason."""
    actor = _actor(request)
    visible = Extension.objects.filter(task__in=Task.objects.visible_to(actor))
    extension = get_object_or_404(visible, pk=extension_id)
    made = services.decide_extension(extension=extension, actor=actor, **payload.dict())
    return schemas.ExtensionOut.of(made)


@router.post("/{int:task_id}/suggestions", response={201: schemas.SuggestionOut})
def suggest(request: HttpRequest, task_id: int, payload: schemas.SuggestIn) -> Any:
    """Send the organisation below one concrete note about its plan or report."""
    made = services.suggest(
        task=_task(request, task_id), actor=_actor(request), words=payload.words
    )
    return Status(201, schemas.SuggestionOut.model_validate(made, from_attributes=True))


@router.post("/{int:task_id}/drop", response=schemas.TaskOut)
def drop_task(request: HttpRequest, task_id: int, payload: schemas.DropIn) -> Any:
    """Say that a task will not be done, and why."""
    actor = _actor(request)
    made = services.drop_task(task=_task(request, task_id), actor=actor, reason=payload.reason)
    return _out(made, actor)


@router.post("/{int:task_id}/assessment", response={201: schemas.AssessmentOut})
def assess_task(request: HttpRequest, task_id: int, payload: schemas.AssessIn) -> Any:
    """Judge a task at its end: result, cause, limit, cause of the limit."""
    made = services.assess_task(
        task=_task(request, task_id), actor=_actor(request), **payload.dict()
    )
    return Status(201, schemas.AssessmentOut.model_validate(made, from_attributes=True))


@router.post("/{int:task_id}/waits-for", response={201: schemas.CountOut})
def wait_for(request: HttpRequest, task_id: int, payload: schemas.WaitIn) -> Any:
    """Make a task wait for another; gives how many it waits for."""
    task = _task(request, task_id)
    services.wait_for(task=task, on=_task(request, payload.on_id), actor=_actor(request))
    return Status(201, schemas.CountOut(count=task.waits_for.count()))


@router.delete("/{int:task_id}/waits-for/{int:on_id}", response={204: None})
def stop_waiting(request: HttpRequest, task_id: int, on_id: int) -> Any:
    """Let a task no longer wait for another."""
    services.stop_waiting(
        task=_task(request, task_id), on=_task(request, on_id), actor=_actor(request)
    )
    return Status(204, None)


@router.post("/{int:task_id}/settle-stale", response=schemas.TaskOut)
def settle_stale(request: HttpRequest, task_id: int) -> Any:
    """Say that a task whose text has changed still holds."""
    actor = _actor(request)
    return _out(services.settle_stale(task=_task(request, task_id), actor=actor), actor)


def _evidence(request: HttpRequest, evidence_id: int) -> Any:
    visible = Evidence.objects.visible_to(_actor(request)).select_related(
        "file", "progress__task__owner"
    )
    return get_object_or_404(visible, pk=evidence_id)


@router.get("/{int:task_id}/evidence", response=list[schemas.EvidenceOut])
def list_evidence(request: HttpRequest, task_id: int) -> Any:
    """The evidence of a task, with what its days and its bytes tell."""
    task, actor = _task(request, task_id), _actor(request)
    offered = Evidence.objects.filter(progress__task=task).select_related("file", "progress__task")
    return [schemas.EvidenceOut.of(proof) for proof in proofs(offered, actor, actor.today)]


@router.get("/evidence/{int:evidence_id}", response=schemas.EvidenceOut)
def read_evidence(request: HttpRequest, evidence_id: int) -> Any:
    """One piece of evidence and where else the same bytes were offered."""
    actor = _actor(request)
    return schemas.EvidenceOut.of(proofs([_evidence(request, evidence_id)], actor, actor.today)[0])


@router.get("/evidence/{int:evidence_id}/file")
def read_evidence_file(request: HttpRequest, evidence_id: int) -> FileResponse:
    """The bytes."""
    piece = _evidence(request, evidence_id)
    try:
        return files.response(piece.file, piece.name)
    except FileNotFoundError as missing:
        raise Http404 from missing
