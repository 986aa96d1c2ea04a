"""Routes of recognition: every act and list that a page has, by the same services."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile

from sotay.core import files
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.recognitions import reading, schemas, services
from sotay.recognitions.measuring import Year
from sotay.recognitions.rules import MEASURED
from sotay.recognitions.views import ROWS, in_sight

router = Router()
ONE = "/{int:organisation_id}/{int:year}"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _out(organisation: Organisation, year: int, actor: Actor) -> schemas.RecognitionOut:
    try:
        return schemas.RecognitionOut.of(reading.tree_of(organisation, year, actor.today))
    except reading.NotLookedAt:
        raise Http404 from None


@router.get("", response=schemas.RecognitionRollupOut)
def list_recognitions(
    request: HttpRequest, year: int | None = None, state: str = "", after: int = 0
) -> Any:
    """Cells and grass-roots committees under your organisation, by state; the silent last."""
    actor = _actor(request)
    top = actor.organisation
    if top is None or not actor.can("recognitions.view", top):
        raise Http404
    shown = min(max(year or actor.today.year, reading.FIRST_YEAR), actor.today.year)
    found = reading.rollup(actor, top, shown, actor.today, state if state in reading.ORDER else "")
    return schemas.RecognitionRollupOut.of(found, max(after, 0), ROWS)


@router.get(ONE, response=schemas.RecognitionOut)
def recognition(request: HttpRequest, organisation_id: int, year: int) -> Any:
    """One organisation's year: four goods, their criteria, what is known of each."""
    actor = _actor(request)
    return _out(in_sight(actor, organisation_id), year, actor)


@router.get(f"{ONE}/records/{{code}}", response=schemas.RecognitionRecordsOut)
def recognition_records(request: HttpRequest, organisation_id: int, year: int, code: str) -> Any:
    """The records behind one figure, as they stand today."""
    actor = _actor(request)
    organisation = in_sight(actor, organisation_id)
    _out(organisation, year, actor)
    if code not in MEASURED:
        raise Http404
    found = Year(organisation.pk, year, actor.today).measured(code)
    return schemas.RecognitionRecordsOut.of(found)


@router.post(f"{ONE}/answers/{{key}}", response=schemas.RecognitionOut)
def answer_criterion(
    request: HttpRequest,
    organisation_id: int,
    year: int,
    key: str,
    payload: Form[schemas.RecognitionAnswerIn],
    file: File[UploadedFile] | None = None,
) -> Any:
    """Say of one criterion that it is met or not, with a note and a file."""
    actor = _actor(request)
    organisation = in_sight(actor, organisation_id)
    _out(organisation, year, actor)
    stored = None
    if file is not None and services.may_own(actor, "recognitions.answer", organisation):
        stored = files.store(file, name=file.name or "")
    services.answer_criterion(
        organisation=organisation,
        year=year,
        key=key,
        evidence=stored,
        evidence_name=(file.name or "") if file is not None else "",
        actor=actor,
        moment=timezone.now(),
        **payload.dict(),
    )
    return _out(organisation, year, actor)


@router.post(f"{ONE}/send", response=schemas.RecognitionOut)
def send_review(request: HttpRequest, organisation_id: int, year: int) -> Any:
    """Send the year to the level above."""
    actor = _actor(request)
    organisation = in_sight(actor, organisation_id)
    _out(organisation, year, actor)
    services.send_review(organisation=organisation, year=year, actor=actor)
    return _out(organisation, year, actor)


@router.post(f"{ONE}/return", response=schemas.RecognitionOut)
def return_review(
    request: HttpRequest, organisation_id: int, year: int, payload: schemas.RecognitionReturnIn
) -> Any:
    """Give a sent year back with what to mend."""
    actor = _actor(request)
    organisation = in_sight(actor, organisation_id)
    services.return_review(organisation=organisation, year=year, reason=payload.reason, actor=actor)
    return _out(organisation, year, actor)


@router.put(f"{ONE}/verdicts/{{key}}", response=schemas.RecognitionOut)
def assess_criterion(
    request: HttpRequest,
    organisation_id: int,
    year: int,
    key: str,
    payload: schemas.RecognitionVerdictIn,
) -> Any:
    """Say, from above, whether a criterion is met."""
    actor = _actor(request)
    organisation = in_sight(actor, organisation_id)
    services.assess_criterion(
        organisation=organisation,
        year=year,
        key=key,
        actor=actor,
        moment=timezone.now(),
        **payload.dict(),
    )
    return _out(organisation, year, actor)


@router.post(f"{ONE}/decide", response=schemas.RecognitionOut)
def decide(
    request: HttpRequest, organisation_id: int, year: int, payload: schemas.RecognitionDecisionIn
) -> Any:
    """Recognise the year, or not."""
    actor = _actor(request)
    organisation = in_sight(actor, organisation_id)
    services.decide(organisation=organisation, year=year, actor=actor, **payload.dict())
    return _out(organisation, year, actor)


@router.post(f"{ONE}/withdraw", response=schemas.RecognitionOut)
def withdraw_decision(
    request: HttpRequest, organisation_id: int, year: int, payload: schemas.RecognitionWithdrawalIn
) -> Any:
    """Take your committee's decision back; it stays in the history of the year."""
    actor = _actor(request)
    organisation = in_sight(actor, organisation_id)
    services.withdraw_decision(organisation=organisation, year=year, actor=actor, **payload.dict())
    return _out(organisation, year, actor)


@router.post(f"{ONE}/replace", response=schemas.RecognitionOut)
def replace_decision(
    request: HttpRequest, organisation_id: int, year: int, payload: schemas.RecognitionReplacementIn
) -> Any:
    """Put another decision of your committee in the place of the one that stands."""
    actor = _actor(request)
    organisation = in_sight(actor, organisation_id)
    services.replace_decision(organisation=organisation, year=year, actor=actor, **payload.dict())
    return _out(organisation, year, actor)
