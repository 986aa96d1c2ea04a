"""Routes of the register: every act and list that a page has, by the same services."""

from datetime import date
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from sotay.core.errors import BadInput
from sotay.members import exporting, forms, importing, listing, schemas, services
from sotay.members.letters import letters
from sotay.members.mending import to_mend
from sotay.members.models import Correction, ImportRun, Member, TemporaryStay, Transfer
from sotay.members.records import looks_at, record_of
from sotay.members.rules.records import FIELDS
from sotay.members.services.asking import read_value
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation

router = Router()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _member(request: HttpRequest, member_id: int) -> Member:
    found = Member.objects.in_reach(_actor(request)).entered().select_related("cell")
    return get_object_or_404(found, pk=member_id)


def _cell(request: HttpRequest, key: int, *, anywhere: bool = False) -> Organisation:
    among = Organisation.objects.all()
    if not anywhere:
        among = among.reached_by(_actor(request))
    return get_object_or_404(among, pk=key)


def _facts(given: schemas.FactsIn) -> dict[str, Any]:
    return {name: value for name, value in given.dict().items() if value is not None}


def _made(member: Member) -> Status[schemas.MadeOut]:
    return Status(201, schemas.MadeOut.from_orm(member))


def _letter(request: HttpRequest, transfer: Transfer) -> schemas.LetterOut:
    fresh = Transfer.objects.select_related("from_organisation", "to_organisation")
    return schemas.LetterOut.of(letters([fresh.get(pk=transfer.pk)], _actor(request))[0])


# --- Reading


@router.get("/", response=schemas.PageOut)
def list_members(
    request: HttpRequest,
    q: str = Query("", max_length=120),
    organisation_id: int | None = None,
    standing: int | None = Query(None, ge=0, le=3),
    ended: bool = False,
    after: str = Query("", max_length=20),
    day: date | None = None,
) -> schemas.PageOut:
    """Names, years of birth, cells and standings of the members in reach, fifty at a time."""
    actor = _actor(request)
    if not actor.can("members.list"):
        raise PermissionDenied
    organisation = _cell(request, organisation_id) if organisation_id is not None else None
    asked = listing.Filter(q, organisation, standing, ended)
    return schemas.PageOut.of(listing.page(actor, day or actor.today, asked, after))


@router.get("/me", response=schemas.OwnRecordOut)
def read_me(request: HttpRequest) -> schemas.OwnRecordOut:
    """One's own record, and who looked at it."""
    actor = _actor(request)
    own = get_object_or_404(Member.objects.select_related("cell"), user=actor.user)
    return schemas.OwnRecordOut(
        record=schemas.RecordOut.of(record_of(own, actor.today)),
        looks=[schemas.LookOut.from_orm(one) for one in looks_at(own)],
    )


@router.post("/me/corrections", response={201: schemas.CorrectionOut})
def ask_correction(request: HttpRequest, payload: schemas.AskIn) -> Status[schemas.CorrectionOut]:
    """Ask that one field of the own record be set right."""
    actor = _actor(request)
    own = get_object_or_404(Member.objects.select_related("cell"), user=actor.user)
    asked = services.ask_correction(actor=actor, member=own, **payload.dict())
    return Status(201, schemas.CorrectionOut.of(asked))


@router.get("/export")
def export_members(
    request: HttpRequest, organisation_id: int, kind: Literal["xlsx", "csv"] = "xlsx"
) -> HttpResponse:
    """The members of an organisation today as a file."""
    actor = _actor(request)
    data = exporting.export(
        actor=actor, organisation=_cell(request, organisation_id), day=actor.today, kind=kind
    )
    answer = HttpResponse(data, content_type=exporting.MEDIA[kind])
    answer["Content-Disposition"] = f'attachment; filename="members.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


@router.get("/mend", response=schemas.MendingOut)
def list_to_mend(request: HttpRequest, organisation_id: int) -> schemas.MendingOut:
    """Records of an organisation that want mending, and why."""
    actor = _actor(request)
    organisation = _cell(request, organisation_id)
    if not actor.can("members.view", organisation):
        raise PermissionDenied
    return schemas.MendingOut.of(to_mend(actor, organisation))


@router.get("/corrections", response=list[schemas.CorrectionOut])
def list_corrections(request: HttpRequest) -> list[schemas.CorrectionOut]:
    """What members have asked to have corrected, waiting for an answer."""
    actor = _actor(request)
    if not actor.can("members.answer_correction"):
        raise PermissionDenied
    reach = Member.objects.in_reach(actor).values("pk")
    rows = Correction.objects.filter(state=Correction.State.ASKED, member__in=reach)
    return [schemas.CorrectionOut.of(row) for row in rows.order_by("asked_at", "id")[:200]]


@router.post("/corrections/{int:correction_id}/answer", response=schemas.CorrectionOut)
def answer_correction(
    request: HttpRequest, correction_id: int, payload: schemas.AnswerIn
) -> schemas.CorrectionOut:
    """Write what was asked into the record, or refuse with a reason."""
    actor = _actor(request)
    reach = Correction.objects.filter(member__in=Member.objects.in_reach(actor).values("pk"))
    correction = get_object_or_404(reach, pk=correction_id)
    return schemas.CorrectionOut.of(
        services.answer_correction(actor=actor, correction=correction, **payload.dict())
    )


@router.get("/{int:member_id}", response=schemas.RecordOut)
def read_member(
    request: HttpRequest,
    member_id: int,
    purpose: Literal["management", "transfer", "recognition", "inspection", "correction", "report"],
    day: date | None = None,
) -> schemas.RecordOut:
    """The whole record. Who read it, when and what for is written down for the member to see."""
    actor = _actor(request)
    member = _member(request, member_id)
    services.view_member(actor=actor, member=member, purpose=str(forms.PURPOSES[purpose]))
    return schemas.RecordOut.of(record_of(member, day or actor.today))


# --- Entering and setting right


@router.post("/", response={201: schemas.MadeOut})
def register_member(
    request: HttpRequest, payload: schemas.RegisterMemberIn
) -> Status[schemas.MadeOut]:
    """Enter somebody who is a member already."""
    given = payload.dict(exclude={"cell_id", "facts"})
    return _made(
        services.register_member(
            actor=_actor(request),
            cell=_cell(request, payload.cell_id),
            facts=_facts(payload.facts),
            **given,
        )
    )


@router.post("/admissions", response={201: schemas.MadeOut})
def admit_member(request: HttpRequest, payload: schemas.AdmitIn) -> Status[schemas.MadeOut]:
    """Admit a new, probationary member."""
    given = payload.dict(exclude={"cell_id", "facts"})
    return _made(
        services.admit_member(
            actor=_actor(request),
            cell=_cell(request, payload.cell_id),
            facts=_facts(payload.facts),
            **given,
        )
    )


@router.post("/{int:member_id}/readmission", response={201: schemas.MadeOut})
def readmit_member(
    request: HttpRequest, member_id: int, payload: schemas.ReadmitIn
) -> Status[schemas.MadeOut]:
    """Admit again somebody who had left, after the waiting time."""
    return _made(
        services.readmit_member(
            actor=_actor(request),
            member=_member(request, member_id),
            cell=_cell(request, payload.cell_id),
            **payload.dict(exclude={"cell_id"}),
        )
    )


@router.patch("/{int:member_id}", response=schemas.MadeOut)
def correct_member(request: HttpRequest, member_id: int, payload: schemas.CorrectIn) -> Member:
    """Set fields of the record right."""
    changes = {}
    for name, value in payload.changes.items():
        is_text = isinstance(value, str) and name in FIELDS
        changes[name] = read_value(name, value) if is_text else value  # type: ignore[arg-type]
        if name in FIELDS and not _fits(FIELDS[name].sort, changes[name]):
            raise BadInput(f"{name}: {value!r}"[:80])
    return services.correct_member(
        actor=_actor(request),
        member=_member(request, member_id),
        changes=changes,
        why=payload.why,
    )


def _fits(sort: str, value: Any) -> bool:
    if value is None:
        return True
    if sort == "day":
        return isinstance(value, date)
    if sort in ("gender", "year", "ethnicity"):
        highest = {"gender": 1, "ethnicity": 54, "year": 9999}[sort]
        return isinstance(value, int) and 0 <= value <= highest
    return isinstance(value, str)


@router.put("/{int:member_id}/account", response=schemas.MadeOut)
def link_account(request: HttpRequest, member_id: int, payload: schemas.AccountIn) -> Member:
    """Which account is the member's own."""
    return services.link_account(
        actor=_actor(request), member=_member(request, member_id), username=payload.username
    )


@router.post("/{int:member_id}/correct-day", response=schemas.MadeOut)
def correct_membership_day(
    request: HttpRequest, member_id: int, payload: schemas.CorrectDayIn
) -> Member:
    """What the register says began or ended on one day did so on another."""
    return services.correct_membership_day(
        actor=_actor(request), member=_member(request, member_id), **payload.dict()
    )


@router.post("/{int:member_id}/correct-status-day", response=schemas.MadeOut)
def correct_status_day(
    request: HttpRequest, member_id: int, payload: schemas.CorrectDayIn
) -> Member:
    """A change of standing, education or theory held from another day."""
    return services.correct_status_day(
        actor=_actor(request), member=_member(request, member_id), **payload.dict()
    )


# --- Standing


@router.post("/{int:member_id}/recognition", response=schemas.MadeOut)
def recognise_member(request: HttpRequest, member_id: int, payload: schemas.RecogniseIn) -> Member:
    """Recognise a probationary member; it counts from the end of probation."""
    return services.recognise_member(
        actor=_actor(request), member=_member(request, member_id), **payload.dict()
    )


@router.post("/{int:member_id}/exemption", response=schemas.MadeOut)
def exempt_member(request: HttpRequest, member_id: int, payload: schemas.ExemptIn) -> Member:
    """Exempt a member from work and activities."""
    return services.exempt_member(
        actor=_actor(request), member=_member(request, member_id), **payload.dict()
    )


@router.post("/{int:member_id}/exemption/end", response=schemas.MadeOut)
def end_exemption(request: HttpRequest, member_id: int, payload: schemas.EndExemptionIn) -> Member:
    """The member takes part again."""
    return services.end_exemption(
        actor=_actor(request), member=_member(request, member_id), **payload.dict()
    )


@router.post("/{int:member_id}/status", response=schemas.MadeOut)
def change_status(request: HttpRequest, member_id: int, payload: schemas.StatusIn) -> Member:
    """Standing, education, theory from a day on."""
    return services.change_status(
        actor=_actor(request), member=_member(request, member_id), **payload.dict()
    )


@router.post("/{int:member_id}/end", response=schemas.MadeOut)
def end_membership(
    request: HttpRequest, member_id: int, payload: schemas.EndMembershipIn
) -> Member:
    """Removal of name, expulsion, leaving, death."""
    return services.end_membership(
        actor=_actor(request), member=_member(request, member_id), **payload.dict()
    )


@router.post("/{int:member_id}/restore", response=schemas.MadeOut)
def restore_membership(request: HttpRequest, member_id: int, payload: schemas.RestoreIn) -> Member:
    """Take back an end that was wrong or has been lifted."""
    return services.restore_membership(
        actor=_actor(request), member=_member(request, member_id), **payload.dict()
    )


# --- Transfers and stays


@router.get("/transfers", response=schemas.LettersOut)
def list_transfers(request: HttpRequest) -> schemas.LettersOut:
    """Letters to confirm, letters sent, letters settled lately."""
    actor = _actor(request)
    if not actor.can("members.list"):
        raise PermissionDenied
    seen = Transfer.objects.visible_to(actor).select_related("from_organisation", "to_organisation")
    settled = seen.exclude(state=Transfer.State.SENT).order_by("-settled_on", "-id")[:50]
    return schemas.LettersOut(
        **{
            name: [schemas.LetterOut.of(one) for one in letters(rows, actor)]
            for name, rows in (
                ("arriving", seen.under_way().into_reach(actor)[:200]),
                ("leaving", seen.under_way().out_of_reach(actor)[:200]),
                ("settled", settled),
            )
        }
    )


@router.post("/{int:member_id}/transfers", response={201: schemas.LetterOut})
def send_transfer(
    request: HttpRequest, member_id: int, payload: schemas.TransferIn
) -> Status[schemas.LetterOut]:
    """Introduce a member to another cell; nothing moves until that cell confirms."""
    sent = services.send_transfer(
        actor=_actor(request),
        member=_member(request, member_id),
        to=_cell(request, payload.to_id, anywhere=True),
        **payload.dict(exclude={"to_id"}),
    )
    return Status(201, _letter(request, sent))


def _transfer(request: HttpRequest, transfer_id: int) -> Transfer:
    seen = Transfer.objects.visible_to(_actor(request))
    return get_object_or_404(seen, pk=transfer_id)


@router.post("/transfers/{int:transfer_id}/confirm", response=schemas.LetterOut)
def confirm_transfer(
    request: HttpRequest, transfer_id: int, payload: schemas.ConfirmArrivalIn
) -> schemas.LetterOut:
    """The receiving side has the member."""
    done = services.confirm_transfer(
        actor=_actor(request), transfer=_transfer(request, transfer_id), on=payload.on
    )
    return _letter(request, done)


@router.post("/transfers/{int:transfer_id}/return", response=schemas.LetterOut)
def return_transfer(
    request: HttpRequest, transfer_id: int, payload: schemas.LetterReasonIn
) -> schemas.LetterOut:
    """The receiving side sends the letter back."""
    done = services.return_transfer(
        actor=_actor(request), transfer=_transfer(request, transfer_id), reason=payload.reason
    )
    return _letter(request, done)


@router.post("/transfers/{int:transfer_id}/withdraw", response=schemas.LetterOut)
def withdraw_transfer(
    request: HttpRequest, transfer_id: int, payload: schemas.LetterReasonIn
) -> schemas.LetterOut:
    """The releasing side takes the letter back."""
    done = services.withdraw_transfer(
        actor=_actor(request), transfer=_transfer(request, transfer_id), reason=payload.reason
    )
    return _letter(request, done)


@router.get("/stays", response=list[schemas.StayOut])
def list_stays(request: HttpRequest, day: date | None = None) -> list[TemporaryStay]:
    """Temporary stays on a day, seen from either cell."""
    actor = _actor(request)
    if not actor.can("members.list"):
        raise PermissionDenied
    return list(TemporaryStay.objects.as_of(day or actor.today).visible_to(actor)[:1_000])


@router.post("/{int:member_id}/stays", response={201: schemas.StayOut})
def start_temporary_stay(
    request: HttpRequest, member_id: int, payload: schemas.StayIn
) -> Status[schemas.StayOut]:
    """Temporary transfer to another cell."""
    stay = services.start_temporary_stay(
        actor=_actor(request),
        member=_member(request, member_id),
        at=_cell(request, payload.at_id, anywhere=True),
        **payload.dict(exclude={"at_id"}),
    )
    return Status(201, schemas.StayOut.from_orm(stay))


def _stay(request: HttpRequest, stay_id: int) -> TemporaryStay:
    seen = TemporaryStay.objects.known().visible_to(_actor(request))
    return get_object_or_404(seen, pk=stay_id)


@router.post("/stays/{int:stay_id}/extend", response=schemas.StayOut)
def extend_temporary_stay(
    request: HttpRequest, stay_id: int, payload: schemas.ExtendIn
) -> TemporaryStay:
    """Prolong a stay."""
    return services.extend_temporary_stay(
        actor=_actor(request), stay=_stay(request, stay_id), **payload.dict()
    )


@router.post("/stays/{int:stay_id}/end", response={204: None})
def end_temporary_stay(
    request: HttpRequest, stay_id: int, payload: schemas.EndStayIn
) -> Status[None]:
    """A stay ends early."""
    services.end_temporary_stay(actor=_actor(request), stay=_stay(request, stay_id), on=payload.on)
    return Status(204, None)


# --- Lists taken in


def _run(request: HttpRequest, run_id: int) -> ImportRun:
    found = ImportRun.objects.visible_to(_actor(request)).select_related("organisation")
    run: ImportRun = get_object_or_404(found, pk=run_id)
    if not _actor(request).can("members.import", run.organisation):
        raise PermissionDenied
    return run


@router.get("/imports", response=list[schemas.RunOut])
def list_imports(request: HttpRequest) -> list[schemas.RunOut]:
    """Lists taken in before, the latest first."""
    actor = _actor(request)
    if not actor.can("members.import"):
        raise PermissionDenied
    rows = ImportRun.objects.visible_to(actor).defer("content", "undo")[:50]
    return [schemas.RunOut.of(run) for run in rows]


@router.post("/imports", response={201: schemas.RunOut})
def start_import(
    request: HttpRequest,
    file: File[UploadedFile],
    organisation_id: Form[int],
    as_of: Form[date],
) -> Status[schemas.RunOut]:
    """Give a list; nothing goes into the register before it is applied."""
    run = importing.start(
        actor=_actor(request),
        organisation=_cell(request, organisation_id),
        data=file.read(),
        file_name=file.name or "",
        as_of=as_of,
    )
    return Status(201, schemas.RunOut.of(run))


@router.get("/imports/{int:run_id}", response=schemas.PreviewOut)
def preview_import(request: HttpRequest, run_id: int) -> schemas.PreviewOut:
    """What a list holds, what it would do, and everything wrong with it by row and column."""
    return schemas.PreviewOut.of(importing.preview(_actor(request), _run(request, run_id)))


@router.put("/imports/{int:run_id}/headings", response=schemas.RunOut)
def set_headings(request: HttpRequest, run_id: int, payload: schemas.HeadingsIn) -> schemas.RunOut:
    """Say which column is what; remembered for files with the same headings."""
    run = importing.set_headings(actor=_actor(request), run=_run(request, run_id), **payload.dict())
    return schemas.RunOut.of(run)


@router.put("/imports/{int:run_id}/choices", response=schemas.RunOut)
def choose(request: HttpRequest, run_id: int, payload: schemas.ChoicesIn) -> schemas.RunOut:
    """Settle likely doubles."""
    run = importing.choose(
        actor=_actor(request), run=_run(request, run_id), choices=payload.choices
    )
    return schemas.RunOut.of(run)


@router.post("/imports/{int:run_id}/apply", response={200: schemas.RunOut, 202: schemas.RunOut})
def apply_import(request: HttpRequest, run_id: int, wait: bool = False) -> Status[schemas.RunOut]:
    """Write the list, all or nothing: later (202), or before answering with ``wait``."""
    actor, run = _actor(request), _run(request, run_id)
    if wait:
        return Status(200, schemas.RunOut.of(importing.apply(actor=actor, run=run)))
    if not importing.preview(actor, run).is_ready:
        importing.apply(actor=actor, run=run)  # says what is in the way
    waiting = importing.mark(actor, run, ImportRun.State.WAITING)
    importing.defer(actor, run)
    return Status(202, schemas.RunOut.of(waiting))


@router.get("/imports/{int:run_id}/progress", response=schemas.ProgressOut)
def read_progress(request: HttpRequest, run_id: int) -> schemas.ProgressOut:
    """How far a run is."""
    run = _run(request, run_id)
    progress = importing.progress_of(run)
    return schemas.ProgressOut(
        state=run.state,
        done=progress.done if progress else 0,
        total=progress.total if progress else 0,
        message=run.message,
    )


@router.post("/imports/{int:run_id}/stop", response={204: None})
def stop_import(request: HttpRequest, run_id: int) -> Status[None]:
    """Ask a running import to stop; nothing is kept of it."""
    importing.ask_to_stop(actor=_actor(request), run=_run(request, run_id))
    return Status(204, None)


@router.post("/imports/{int:run_id}/undo", response=schemas.RunOut)
def undo_import(request: HttpRequest, run_id: int) -> schemas.RunOut:
    """Take an applied list back."""
    run = importing.undo(actor=_actor(request), run=_run(request, run_id))
    return schemas.RunOut.of(run)
