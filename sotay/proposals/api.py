"""Routes of proposals: every act and list that a page has, by the same services."""

from datetime import date
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Router, Status
from ninja.files import UploadedFile

from sotay.accounts.models import User
from sotay.core import files
from sotay.core.errors import BadInput
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.proposals import papers, reading, record, rules, schemas, services
from sotay.proposals.models import (
    Attachment,
    MassOrganisation,
    Part,
    Proposal,
    Published,
    Representation,
    WorkingSession,
)
from sotay.proposals.querysets import held_by
from sotay.proposals.services.rights import is_author

router = Router()
PAGE = 100


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _proposal(request: HttpRequest, proposal_id: int) -> Any:
    seen = Proposal.objects.visible_to(_actor(request)).select_related("author", "organisation")
    return get_object_or_404(seen, pk=proposal_id)


def _organisation(organisation_id: int) -> Organisation:
    return get_object_or_404(Organisation, pk=organisation_id)


def _out(proposal: Any, actor: Actor) -> schemas.ProposalOut:
    proposal.refresh_from_db()
    row = reading.rows([proposal], actor.today)[0]
    author = schemas.author_of(proposal, is_author(actor, proposal))
    return schemas.ProposalOut.of(row, author)


# --- Without a name: no key, no session; nothing here asks who comes --------------------------


@router.post("/anonymous", response={201: schemas.ReceiptCodeOut}, auth=None)
def submit_nameless(request: HttpRequest, payload: schemas.NamelessIn) -> Any:
    """Send without a name. The receipt code is given once and kept nowhere.

    With ``proof`` of a code of your own making none is given: docs/rules/proposals.md says how.
    """
    code = services.nameless.submit(
        organisation=Organisation(pk=payload.organisation_id),
        kind=payload.kind,
        subject=payload.subject,
        words=payload.words,
        today=timezone.localdate(),
        proof=payload.proof,
    )
    return Status(201, schemas.ReceiptCodeOut(code=rules.grouped_code(code)))


@router.post("/receipt", response=schemas.NamelessReceiptOut, auth=None)
def by_receipt(request: HttpRequest, payload: schemas.NamelessReceiptIn) -> Any:
    """Read the answer by the code, and add words, rate or withdraw. Wrong and unknown: 409."""
    today, code = timezone.localdate(), payload.code
    if payload.act == "add":
        services.nameless.add(code=code, words=payload.words, today=today)
    elif payload.act == "rate":
        services.nameless.rate(
            code=code, satisfaction=payload.satisfaction or 0, words=payload.words, today=today
        )
    elif payload.act == "withdraw":
        services.nameless.withdraw(code=code, today=today)
    seen = services.nameless.look(code, today)
    one = seen.proposal
    return schemas.NamelessReceiptOut(
        organisation_id=one.organisation_id,
        kind=one.kind,
        subject=one.subject,
        words=one.words,
        state=one.state,
        received_on=one.received_on,
        due_on=one.due_on,
        answer=one.answer,
        answered_on=one.answered_on,
        satisfaction=one.satisfaction,
        said=[
            schemas.ProposalSaidOut(sort=said.sort, words=said.words, on=said.on)
            for said in seen.said
        ],
    )


# --- Lists ------------------------------------------------------------------------------------


@router.get("", response=list[schemas.ProposalOut])
def list_own(request: HttpRequest) -> Any:
    """What you have sent under your name."""
    actor = _actor(request)
    return [schemas.ProposalOut.of(row) for row in reading.own(actor, actor.today)]


@router.get("/queue", response=list[schemas.ProposalOut])
def list_queue(request: HttpRequest, state: str = "") -> Any:
    """What waits for your organisation, oldest first; authors only where one is opened."""
    actor = _actor(request)
    return [schemas.ProposalOut.of(row) for row in reading.queue(actor, actor.today, state)]


@router.get("/published", response=list[schemas.ProposalPublishedOut])
def list_published(request: HttpRequest) -> Any:
    """Questions and answers that committees on your line let others read."""
    shown = Published.objects.visible_to(_actor(request)).standing()[:PAGE]
    return [schemas.ProposalPublishedOut.of(one) for one in shown]


@router.get("/counts", response=schemas.ProposalCountsOut)
def counts(
    request: HttpRequest,
    organisation_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Any:
    """Counts of a period for a level and under it; by default your office's, this year."""
    actor = _actor(request)
    reached = Organisation.objects.reached_by(actor)
    top = (
        get_object_or_404(reached, pk=organisation_id)
        if organisation_id is not None
        else actor.organisation
    )
    if top is None or not actor.can("proposals.count", top):
        raise PermissionDenied
    day = actor.today
    found = reading.counts(actor, top, first or date(day.year, 1, 1), last or day, day)
    lines = {
        name: [
            schemas.ProposalLineOut(label=one.label, number=one.number)
            for one in getattr(found, name)
        ]
        for name in ("subjects", "kinds", "states", "times", "satisfaction")
    }
    return schemas.ProposalCountsOut(total=found.total, least=found.least, **lines)


@router.post("", response={201: schemas.ProposalOut})
def submit(request: HttpRequest, payload: schemas.ProposalIn) -> Any:
    """Send under your name, or that of a mass organisation you speak for."""
    actor = _actor(request)
    spoken_for = None
    if payload.mass_organisation_id is not None:
        spoken_for = get_object_or_404(
            services.represented_by(actor), pk=payload.mass_organisation_id
        )
    made = services.submit(
        organisation=_organisation(payload.organisation_id),
        kind=payload.kind,
        subject=payload.subject,
        words=payload.words,
        mass_organisation=spoken_for,
        actor=actor,
    )
    return Status(201, _out(made, actor))


# --- Mass organisations -----------------------------------------------------------------------


def _mass(request: HttpRequest, mass_id: int) -> Any:
    return get_object_or_404(MassOrganisation.objects.visible_to(_actor(request)), pk=mass_id)


def _session(request: HttpRequest, session_id: int) -> Any:
    return get_object_or_404(WorkingSession.objects.visible_to(_actor(request)), pk=session_id)


def _speaker(user_id: int) -> User:
    found = User.objects.filter(pk=user_id, is_active=True).first()
    if found is None:
        raise BadInput(_("Không có tài khoản này. Đồng chí xem lại số tài khoản."))
    return found


@router.get("/mass-organisations", response=list[schemas.MassOut])
def list_mass(request: HttpRequest) -> Any:
    """Mass organisations in sight, with their sessions."""
    seen = MassOrganisation.objects.visible_to(_actor(request)).prefetch_related("sessions")
    return [schemas.MassOut.of(one) for one in seen]


@router.post("/mass-organisations", response={201: schemas.MassOut})
def register_mass(request: HttpRequest, payload: schemas.MassIn) -> Any:
    """Enter a mass organisation beside one of your organisations."""
    actor = _actor(request)
    speaker = None
    if payload.representative_id is not None:
        speaker = _speaker(payload.representative_id)
    made = services.mass.register(
        organisation=get_object_or_404(
            Organisation.objects.reached_by(actor), pk=payload.organisation_id
        ),
        kind=payload.kind,
        name=payload.name,
        representative=speaker,
        actor=actor,
    )
    return Status(201, schemas.MassOut.of(made))


@router.post(
    "/mass-organisations/{mass_id}/representative", response={201: schemas.RepresentationOut}
)
def appoint(request: HttpRequest, mass_id: int, payload: schemas.AppointIn) -> Any:
    """Say who speaks for it from a day on; whoever did before ends that day."""
    mass = _mass(request, mass_id)
    made = services.mass.appoint(
        mass_organisation=mass,
        user=_speaker(payload.representative_id),
        since=payload.since,
        actor=_actor(request),
    )
    return Status(201, made)


@router.get(
    "/mass-organisations/{mass_id}/representatives", response=list[schemas.RepresentationOut]
)
def list_representatives(request: HttpRequest, mass_id: int, on: date | None = None) -> Any:
    """Who has spoken for it, the latest first; with ``on``, who did that day."""
    seen = Representation.objects.visible_to(_actor(request))
    seen = seen.filter(mass_organisation=_mass(request, mass_id))
    return list(seen if on is None else seen.as_of(on))


@router.post("/mass-organisations/{mass_id}/end", response=schemas.MassOut)
def end_mass(request: HttpRequest, mass_id: int, payload: schemas.MassEndIn) -> Any:
    """Say that it is there no longer; what it did stays."""
    ended = services.mass.end(
        mass_organisation=_mass(request, mass_id),
        ended_on=payload.ended_on,
        reason=payload.reason,
        actor=_actor(request),
    )
    return schemas.MassOut.of(ended)


@router.post("/mass-organisations/{mass_id}/sessions", response={201: schemas.MassSessionOut})
def plan_session(request: HttpRequest, mass_id: int, payload: schemas.MassPlanIn) -> Any:
    """Plan a working session."""
    made = services.mass.plan_session(
        mass_organisation=_mass(request, mass_id),
        planned_on=payload.planned_on,
        actor=_actor(request),
    )
    return Status(201, schemas.MassSessionOut.of(made))


@router.post("/sessions/{session_id}/hold", response=schemas.MassSessionOut)
def hold_session(request: HttpRequest, session_id: int, payload: schemas.MassHoldIn) -> Any:
    """Record that the session was held."""
    held = services.mass.hold_session(
        session=_session(request, session_id),
        held_on=payload.held_on,
        place=payload.place,
        conclusion=payload.conclusion,
        actor=_actor(request),
    )
    return schemas.MassSessionOut.of(held)


@router.get("/sessions/{session_id}", response=schemas.MassRecordOut)
def read_session(request: HttpRequest, session_id: int) -> Any:
    """What is on record of a session: who was there, what was kept of last year, its tasks."""
    session, actor = _session(request, session_id), _actor(request)
    return schemas.MassRecordOut(
        session=schemas.MassSessionOut.of(session),
        present=schemas.MassPresentOut.of(record.present(session, actor)),
        kept=schemas.MassKeptOut.of(record.kept(session, actor)),
        tasks=[
            schemas.MassTaskOut(
                task_id=one.task.pk,
                title=one.task.title,
                owner=one.owner_name,
                due_on=one.task.due_on,
                state=one.task.state,
            )
            for one in record.given(session, actor, actor.today)
        ],
    )


@router.put("/sessions/{session_id}/attendance", response=schemas.MassPresentOut)
def attend(request: HttpRequest, session_id: int, payload: schemas.MassAttendIn) -> Any:
    """Write down who was there, in place of what was written: names or positions, nothing more."""
    session, actor = _session(request, session_id), _actor(request)
    services.attend(session=session, actor=actor, **payload.dict())
    return schemas.MassPresentOut.of(record.present(session, actor))


@router.get("/sessions/{session_id}/{sort}.{ending}")
def session_paper(
    request: HttpRequest,
    session_id: int,
    sort: Literal["minutes", "notice"],
    ending: Literal["docx", "pdf"],
) -> HttpResponse:
    """The minutes, or the notice of what was concluded, as Word or PDF, to be completed by hand.

    Drawing one up is written to the trail.
    """
    content, _name = papers.draw_up(_session(request, session_id), sort, ending, _actor(request))
    return HttpResponse(content, content_type=papers.TYPES[ending])


@router.post("/sessions/{session_id}/proposals", response=schemas.ProposalOut)
def link_proposal(request: HttpRequest, session_id: int, payload: schemas.MassLinkIn) -> Any:
    """Say that a proposal was brought up at the session."""
    actor = _actor(request)
    linked = services.mass.link_proposal(
        session=_session(request, session_id),
        proposal=_proposal(request, payload.proposal_id),
        actor=actor,
    )
    return _out(linked, actor)


@router.post("/sessions/{session_id}/tasks", response={201: schemas.ProposalTaskOut})
def session_task(request: HttpRequest, session_id: int, payload: schemas.ProposalTaskIn) -> Any:
    """Give a task out of the session."""
    task = services.mass.give_task(
        session=_session(request, session_id),
        owner=_organisation(payload.owner_id),
        title=payload.title,
        due_on=payload.due_on,
        actor=_actor(request),
    )
    return Status(201, schemas.ProposalTaskOut(task_id=task.pk))


# --- One proposal -----------------------------------------------------------------------------


@router.post("/parts/{part_id}", response=schemas.ProposalPartOut)
def give_part(request: HttpRequest, part_id: int, payload: schemas.ProposalWordsIn) -> Any:
    """Give your organisation's part of a joint answer."""
    actor = _actor(request)
    seen = Part.objects.filter(organisation__in=held_by(actor)).select_related("proposal")
    part = get_object_or_404(seen, pk=part_id)
    return schemas.ProposalPartOut.of(
        services.give_part(part=part, words=payload.words, actor=actor)
    )


@router.get("/{proposal_id}", response=schemas.ProposalWholeOut)
def read(request: HttpRequest, proposal_id: int) -> Any:
    """One proposal. Reading a named one is written to the audit trail."""
    actor = _actor(request)
    proposal = _proposal(request, proposal_id)
    services.note_reading(proposal, actor)
    return schemas.ProposalWholeOut(
        proposal=_out(proposal, actor),
        said=[
            schemas.ProposalSaidOut(sort=one.sort, words=one.words, on=one.on)
            for one in proposal.said.all()
        ],
        files=list(proposal.attachments.all()),
        parts=[schemas.ProposalPartOut.of(one) for one in services.asked_of(proposal, actor)],
    )


@router.post("/{proposal_id}/take-in", response=schemas.ProposalOut)
def take_in(request: HttpRequest, proposal_id: int) -> Any:
    """Your organisation has it in hand."""
    actor = _actor(request)
    return _out(services.take_in(proposal=_proposal(request, proposal_id), actor=actor), actor)


@router.post("/{proposal_id}/refer", response={204: None})
def refer(request: HttpRequest, proposal_id: int, payload: schemas.ProposalReferIn) -> Any:
    """Pass it to the committee whose matter it is; you may no longer see it then."""
    services.refer(
        proposal=_proposal(request, proposal_id),
        to=_organisation(payload.organisation_id),
        reason=payload.reason,
        actor=_actor(request),
    )
    return Status(204, None)


@router.post("/{proposal_id}/parts", response={201: schemas.ProposalPartOut})
def ask_part(request: HttpRequest, proposal_id: int, payload: schemas.ProposalPartIn) -> Any:
    """Ask another organisation for a part of the answer."""
    part = services.ask_part(
        proposal=_proposal(request, proposal_id),
        organisation=_organisation(payload.organisation_id),
        asked=payload.asked,
        actor=_actor(request),
    )
    return Status(201, schemas.ProposalPartOut.of(part))


@router.post("/{proposal_id}/ask-back", response=schemas.ProposalOut)
def ask_back(request: HttpRequest, proposal_id: int, payload: schemas.ProposalWordsIn) -> Any:
    """Ask the author for more; the term stands still."""
    actor, proposal = _actor(request), _proposal(request, proposal_id)
    services.ask_back(proposal=proposal, words=payload.words, actor=actor)
    return _out(proposal, actor)


@router.post("/{proposal_id}/answer", response=schemas.ProposalOut)
def answer(request: HttpRequest, proposal_id: int, payload: schemas.ProposalWordsIn) -> Any:
    """Answer the author."""
    actor, proposal = _actor(request), _proposal(request, proposal_id)
    return _out(services.answer(proposal=proposal, words=payload.words, actor=actor), actor)


@router.put("/{proposal_id}/published", response=schemas.ProposalPublishedOut)
def publish(request: HttpRequest, proposal_id: int, payload: schemas.ProposalPublishIn) -> Any:
    """Let others read question and answer, edited and without names."""
    published = services.publish(
        proposal=_proposal(request, proposal_id),
        question=payload.question,
        words=payload.answer,
        actor=_actor(request),
    )
    return schemas.ProposalPublishedOut.of(published)


@router.post("/{proposal_id}/unpublish", response=schemas.ProposalPublishedOut)
def unpublish(request: HttpRequest, proposal_id: int, payload: schemas.ProposalReasonIn) -> Any:
    """Take a published answer down, and say why; the row stays with your organisation."""
    taken = services.unpublish(
        proposal=_proposal(request, proposal_id), reason=payload.reason, actor=_actor(request)
    )
    return schemas.ProposalPublishedOut.of(taken)


@router.post("/{proposal_id}/files", response={201: schemas.ProposalFileOut})
def attach(request: HttpRequest, proposal_id: int, file: File[UploadedFile]) -> Any:
    """Put a file to your own proposal before it is answered."""
    made = services.attach(
        proposal=_proposal(request, proposal_id),
        content=file,
        name=file.name or "",
        actor=_actor(request),
    )
    return Status(201, made)


def _file(request: HttpRequest, attachment_id: int) -> Any:
    seen = Attachment.objects.visible_to(_actor(request))
    return get_object_or_404(
        seen.select_related("file", "proposal__organisation"), pk=attachment_id
    )


@router.get("/files/{attachment_id}")
def read_file(request: HttpRequest, attachment_id: int) -> FileResponse:
    """The bytes of a file. Reading somebody else's is written to the audit trail."""
    piece = _file(request, attachment_id)
    services.note_reading(piece.proposal, _actor(request))
    try:
        return files.response(piece.file, piece.name)
    except FileNotFoundError as missing:
        raise Http404 from missing


@router.delete("/files/{attachment_id}", response={204: None})
def detach(request: HttpRequest, attachment_id: int) -> Any:
    """Take a file of yours away before the answer."""
    services.detach(attachment=_file(request, attachment_id), actor=_actor(request))
    return Status(204, None)


@router.post("/{proposal_id}/tasks", response={201: schemas.ProposalTaskOut})
def give_task(request: HttpRequest, proposal_id: int, payload: schemas.ProposalTaskIn) -> Any:
    """Open a task out of it."""
    task = services.give_task(
        proposal=_proposal(request, proposal_id),
        owner=_organisation(payload.owner_id),
        title=payload.title,
        due_on=payload.due_on,
        actor=_actor(request),
    )
    return Status(201, schemas.ProposalTaskOut(task_id=task.pk))


@router.post("/{proposal_id}/words", response=schemas.ProposalOut)
def add(request: HttpRequest, proposal_id: int, payload: schemas.ProposalWordsIn) -> Any:
    """The author says more."""
    actor, proposal = _actor(request), _proposal(request, proposal_id)
    services.add(proposal=proposal, words=payload.words, actor=actor)
    return _out(proposal, actor)


@router.put("/{proposal_id}/satisfaction", response=schemas.ProposalOut)
def rate(request: HttpRequest, proposal_id: int, payload: schemas.ProposalRateIn) -> Any:
    """The author says whether the answer satisfies: 1 not, 2 partly, 3 fully."""
    actor, proposal = _actor(request), _proposal(request, proposal_id)
    services.rate(
        proposal=proposal, satisfaction=payload.satisfaction, words=payload.words, actor=actor
    )
    return _out(proposal, actor)


@router.post("/{proposal_id}/close", response=schemas.ProposalOut)
def close(request: HttpRequest, proposal_id: int) -> Any:
    """Nothing more is to come."""
    actor = _actor(request)
    return _out(services.close(proposal=_proposal(request, proposal_id), actor=actor), actor)


@router.post("/{proposal_id}/withdraw", response=schemas.ProposalOut)
def withdraw(request: HttpRequest, proposal_id: int) -> Any:
    """The author takes it back."""
    actor = _actor(request)
    return _out(services.withdraw(proposal=_proposal(request, proposal_id), actor=actor), actor)
