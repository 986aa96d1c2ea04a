"""Routes of meetings: every act and list that a page has, by the same services."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from sotay.core import files
from sotay.meetings import printing, resolution_paper, schemas, services, sheets, yearly
from sotay.meetings.checking_in import is_from_the_room
from sotay.meetings.models import Change, Field, Invitation, Meeting, MeetingPaper, Minutes
from sotay.meetings.own import own_part
from sotay.meetings.services.rights import require_own
from sotay.meetings.story import Happened, agenda_of
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.papers import plain

router = Router()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    visible = Meeting.objects.visible_to(_actor(request)).select_related("organisation")
    meeting: Meeting = get_object_or_404(visible, pk=meeting_id)
    return meeting


def _organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    visible = Organisation.objects.visible_to(_actor(request))
    return get_object_or_404(visible, pk=organisation_id)


@router.get("", response=schemas.MeetingsOut)
def list_meetings(
    request: HttpRequest, organisation_id: int | None = None, year: int | None = None
) -> Any:
    """Meetings of a year, earliest first: of one's own organisation, or of one in reach."""
    actor = _actor(request)
    if organisation_id is not None:
        organisation: Any = _organisation(request, organisation_id)
    else:
        organisation = actor.organisation or actor.home
    if organisation is None:
        raise Http404
    shown = min(max(year or actor.today.year, 2000), actor.today.year + 3)
    rows = yearly.year_of(actor, organisation, shown)
    return schemas.MeetingsOut(items=[schemas.MeetingOut.of(row.meeting) for row in rows])


@router.post("", response={201: schemas.MeetingOut, 409: schemas.ExistingOut})
def plan_meeting(request: HttpRequest, payload: schemas.MeetingIn) -> Any:
    """Plan one meeting. A month that has its ordinary meeting answers 409 with that one."""
    organisation = _organisation(request, payload.organisation_id)
    given = payload.dict(exclude={"organisation_id"})
    try:
        meeting = services.plan_meeting(organisation=organisation, actor=_actor(request), **given)
    except services.MeetingExists as refusal:
        told = schemas.ExistingOut(message=str(refusal), existing=refusal.existing.pk)
        return Status(409, told)
    return Status(201, schemas.MeetingOut.of(meeting))


@router.get("/mine", response=schemas.MeetingsOut)
def my_meetings(request: HttpRequest) -> Any:
    """Meetings one is asked to that are still to come, soonest first, and those of one's cell."""
    actor = _actor(request)
    rows = Meeting.objects.visible_to(actor).coming(actor.today)
    if actor.grants:
        held = [grant.organisation_id for grant in actor.grants]
        mine = Invitation.objects.own_of(actor).values("meeting")
        rows = rows.filter(organisation__in=held) | rows.filter(pk__in=mine)
    return schemas.MeetingsOut(items=[schemas.MeetingOut.of(row) for row in rows.distinct()[:50]])


@router.get("/first-sheet", response=schemas.MeetingSheetOut)
def first_sheet(request: HttpRequest, organisation_id: int) -> Any:
    """What a device begins the first meeting of an organisation with, where none was ever held."""
    organisation = _organisation(request, organisation_id)
    return _sheet(sheets.first_sheet(_actor(request), organisation, timezone.now()))


@router.post("/series", response={201: schemas.SeriesOut})
def keep_series(request: HttpRequest, payload: schemas.SeriesIn) -> Any:
    """Write down how an organisation meets, and plan the rest of the year from it."""
    organisation = _organisation(request, payload.organisation_id)
    given = payload.dict(exclude={"organisation_id", "year"})
    actor = _actor(request)
    row = services.keep_series(organisation=organisation, actor=actor, **given)
    made = services.plan_year(series=row, year=payload.year, actor=actor)
    return Status(201, schemas.SeriesOut.of(row, made))


@router.get("/regime", response=schemas.RegimesOut)
def regime(request: HttpRequest, quarter: str = "") -> Any:
    """The regime of all cells under one's organisation in a quarter (``2026-4``)."""
    actor = _actor(request)
    top = actor.organisation
    if top is None or not actor.can("meetings.view", top):
        raise Http404
    year, number = actor.today.year, (actor.today.month + 2) // 3
    if len(quarter) == 6 and quarter[:4].isascii() and quarter[:4].isdigit():
        if quarter[4] != "-" or quarter[5] not in "1234":
            raise Http404
        year, number = min(max(int(quarter[:4]), 2000), year), int(quarter[5])
    page = yearly.rollup(actor, top, year, number, actor.today)
    return schemas.RegimesOut(
        year=page.year,
        quarter=page.quarter,
        months=list(page.months),
        kept=page.kept,
        silent=page.silent,
        rows=[schemas.RegimeOut.of(row) for row in page.rows],
    )


@router.post("/feed", response={201: schemas.FeedOut})
def make_feed(request: HttpRequest) -> Any:
    """Make a new secret address of one's calendar feed; the old one ends."""
    token = services.make_feed(actor=_actor(request), moment=timezone.now())
    path = reverse("meetings:feed_file", args=[token])
    return Status(201, schemas.FeedOut(token=token, path=path))


@router.delete("/feed", response={204: None})
def end_feed(request: HttpRequest) -> Any:
    """End one's calendar feed."""
    services.end_feed(actor=_actor(request))
    return Status(204, None)


@router.get("/papers/{int:paper_id}/file")
def paper_file(request: HttpRequest, paper_id: int) -> Any:
    """The file of a paper."""
    rows = MeetingPaper.objects.visible_to(_actor(request)).select_related("file")
    one: MeetingPaper = get_object_or_404(rows, pk=paper_id)
    if one.file is None:
        raise Http404
    return files.response(one.file, name=one.title)


@router.post("/conflicts/{int:change_id}", response={204: None})
def settle(request: HttpRequest, change_id: int, payload: schemas.SettleIn) -> Any:
    """Choose between what stands and what was sent later."""
    actor = _actor(request)
    rows = Change.objects.visible_to(actor).select_related("meeting")
    change: Change = get_object_or_404(rows, pk=change_id)
    services.settle_conflict(change=change, take=payload.take, actor=actor, moment=timezone.now())
    return Status(204, None)


@router.get("/{int:meeting_id}", response=schemas.MeetingOut)
def meeting(request: HttpRequest, meeting_id: int) -> Any:
    """One meeting."""
    return schemas.MeetingOut.of(_meeting(request, meeting_id))


@router.patch("/{int:meeting_id}", response=schemas.MeetingOut)
def change_meeting(request: HttpRequest, meeting_id: int, payload: schemas.MeetingChangeIn) -> Any:
    """Change the plan of a meeting that has not begun; what is not given stays."""
    given = {name: one for name, one in payload.dict().items() if one is not None}
    row = _meeting(request, meeting_id)
    return schemas.MeetingOut.of(
        services.change_meeting(meeting=row, actor=_actor(request), **given)
    )


@router.post("/{int:meeting_id}/cancel", response=schemas.MeetingOut)
def cancel_meeting(request: HttpRequest, meeting_id: int, payload: schemas.WhyIn) -> Any:
    """Say that a planned meeting will not be held, and why."""
    row = _meeting(request, meeting_id)
    return schemas.MeetingOut.of(
        services.cancel_meeting(meeting=row, reason=payload.reason, actor=_actor(request))
    )


@router.post("/{int:meeting_id}/invite", response=schemas.MeetingOut)
def invite(request: HttpRequest, meeting_id: int) -> Any:
    """Make the roll of the day, lay out the agenda, tell those invited."""
    row = _meeting(request, meeting_id)
    return schemas.MeetingOut.of(services.invite(meeting=row, actor=_actor(request)))


@router.get("/{int:meeting_id}/agenda", response=list[schemas.AgendaItemOut])
def agenda(request: HttpRequest, meeting_id: int) -> Any:
    """The agenda in its order: for whoever sees the meeting."""
    return _agenda(_meeting(request, meeting_id))


@router.put("/{int:meeting_id}/agenda", response=list[schemas.AgendaItemOut])
def arrange_agenda(request: HttpRequest, meeting_id: int, payload: schemas.AgendaIn) -> Any:
    """Let the agenda be what is given, in that order; by rule first where there is none yet."""
    row = _meeting(request, meeting_id)
    lines = [
        services.Line(one.title, str(one.key or ""), one.minutes, one.speaker)
        for one in payload.lines
    ]
    services.arrange_agenda(meeting=row, lines=lines, actor=_actor(request), moment=timezone.now())
    return _agenda(row)


def _agenda(row: Meeting) -> list[schemas.AgendaItemOut]:
    return [
        schemas.AgendaItemOut(
            id=UUID(one.id), title=one.title or "", minutes=one.minutes, speaker=one.speaker or ""
        )
        for one in agenda_of(row)
    ]


@router.get("/{int:meeting_id}/called", response=list[schemas.CalledOut])
def list_called(request: HttpRequest, meeting_id: int) -> Any:
    """The organisations that a conference calls."""
    return _meeting(request, meeting_id).called.all()


@router.post("/{int:meeting_id}/called", response=list[schemas.CalledOut])
def call_organisations(request: HttpRequest, meeting_id: int, payload: schemas.CallIn) -> Any:
    """Call organisations to a conference: all members, or so many delegates of each."""
    row = _meeting(request, meeting_id)
    found = Organisation.objects.filter(pk__in=payload.organisations)
    services.call_organisations(
        meeting=row,
        organisations=list(found),
        delegates=payload.delegates,
        actor=_actor(request),
    )
    return row.called.all()


@router.delete("/{int:meeting_id}/called/{int:organisation_id}", response={204: None})
def uncall_organisation(request: HttpRequest, meeting_id: int, organisation_id: int) -> Any:
    """Take an organisation off those called."""
    row = _meeting(request, meeting_id)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    services.uncall_organisation(meeting=row, organisation=organisation, actor=_actor(request))
    return Status(204, None)


@router.get("/{int:meeting_id}/invitations", response=list[schemas.InvitationOut])
def invitations(request: HttpRequest, meeting_id: int) -> Any:
    """The roll in reach; otherwise one's own seat."""
    row = _meeting(request, meeting_id)
    rows = Invitation.objects.visible_to(_actor(request)).filter(meeting=row)
    return [schemas.InvitationOut.of(one) for one in rows]


@router.post("/{int:meeting_id}/answer", response=schemas.InvitationOut)
def answer(request: HttpRequest, meeting_id: int, payload: schemas.MeetingAnswerIn) -> Any:
    """Say that one comes, or asks to be excused and why."""
    row, actor = _meeting(request, meeting_id), _actor(request)
    own = get_object_or_404(Invitation.objects.own_of(actor).filter(meeting=row))
    return schemas.InvitationOut.of(
        services.answer_invitation(
            invitation=own, actor=actor, moment=timezone.now(), **payload.dict()
        )
    )


@router.post("/{int:meeting_id}/invitations/{int:invitation_id}", response=schemas.InvitationOut)
def answer_for(
    request: HttpRequest, meeting_id: int, invitation_id: int, payload: schemas.MeetingAnswerIn
) -> Any:
    """Write down the answer of somebody who told the secretary."""
    row, actor = _meeting(request, meeting_id), _actor(request)
    rows = Invitation.objects.visible_to(actor).filter(meeting=row)
    return schemas.InvitationOut.of(
        services.answer_invitation(
            invitation=get_object_or_404(rows, pk=invitation_id),
            actor=actor,
            moment=timezone.now(),
            **payload.dict(),
        )
    )


@router.post("/{int:meeting_id}/steps", response=schemas.MeetingStepOut)
def keep_step(request: HttpRequest, meeting_id: int, payload: schemas.StepIn) -> Any:
    """Say who does a step of preparing, by which day, or that it is done."""
    row = _meeting(request, meeting_id)
    return schemas.MeetingStepOut.of(
        services.keep_step(meeting=row, actor=_actor(request), **payload.dict())
    )


@router.get("/{int:meeting_id}/papers", response=list[schemas.MeetingPaperOut])
def papers(request: HttpRequest, meeting_id: int) -> Any:
    """The papers of a meeting."""
    seen = MeetingPaper.objects.visible_to(_actor(request))
    rows = seen.filter(meeting=_meeting(request, meeting_id))
    return [schemas.MeetingPaperOut.of(one) for one in rows]


@router.post("/{int:meeting_id}/papers", response={201: schemas.MeetingPaperOut})
def publish_paper(
    request: HttpRequest,
    meeting_id: int,
    payload: Form[schemas.MeetingPaperIn],
    file: File[UploadedFile] | None = None,
) -> Any:
    """Give those invited a paper: words, a file, or both."""
    row, actor = _meeting(request, meeting_id), _actor(request)
    require_own(actor, "meetings.invite", row.organisation)  # before a file is kept
    stored = files.store(file, name=file.name or "") if file is not None else None
    made = services.publish_paper(
        meeting=row, file=stored, actor=actor, moment=timezone.now(), **payload.dict()
    )
    return Status(201, schemas.MeetingPaperOut.of(made))


# --- The sheet ------------------------------------------------------------------------------------


def _field(row: Field) -> schemas.FieldOut:
    return schemas.FieldOut(
        path=row.path, value=row.value, version=row.version, by=row.by.full_name, at=row.at
    )


@router.get("/{int:meeting_id}/sheet", response=schemas.MeetingSheetOut)
def sheet(request: HttpRequest, meeting_id: int) -> Any:
    """Everything a device needs to lead or follow the meeting without a network."""
    row, actor = _meeting(request, meeting_id), _actor(request)
    return _sheet(sheets.sheet_of(actor, row, timezone.now()))


def _sheet(found: dict[str, Any]) -> schemas.MeetingSheetOut:
    happened = found.pop("happened")
    return schemas.MeetingSheetOut(
        **{
            **found,
            "roster": [
                schemas.SeatOut(
                    member=one.invitation.person,
                    name=one.invitation.name,
                    standing=one.invitation.standing,
                    is_guest=one.invitation.is_guest,
                    is_away=one.invitation.is_away,
                    votes=one.votes,
                    answer=one.invitation.answer,
                )
                for one in found["roster"]
            ],
            "fields": [_field(one) for one in found["fields"]],
            "conflicts": [
                schemas.ConflictOut.of(one, sheets.what_words(one, happened))
                for one in found["conflicts"]
            ],
            "rules": {key: schemas.MeetingRuleOut.of(one) for key, one in found["rules"].items()},
            "prefilled": [
                schemas.KnownOut(item=one.item, words=one.words, url=one.url)
                for one in found["prefilled"]
            ],
        }
    )


@router.post("/{int:meeting_id}/changes", response=schemas.SheetTakenOut)
def changes(request: HttpRequest, meeting_id: int, payload: schemas.SheetChangesIn) -> Any:
    """Write what a device has kept. The same key counts once; what clashes is kept beside."""
    row, actor, moment = _meeting(request, meeting_id), _actor(request), timezone.now()
    done = services.receive_changes(
        meeting=row,
        changes=[services.Wanted(**one.dict()) for one in payload.changes],
        sent_at=payload.sent_at,
        moment=moment,
        actor=actor,
        device=payload.device,
    )
    row = _meeting(request, meeting_id)
    happened = Happened(row)
    return schemas.SheetTakenOut(
        taken=done.taken,
        refused={str(key): words for key, words in done.refused.items()},
        conflicts=[
            schemas.ConflictOut.of(one, sheets.what_words(one, happened)) for one in done.conflicts
        ],
        fields=[_field(one) for one in sheets.fields_for(actor, row)],
        state=row.state,
        clock=done.clock,
        server_time=moment,
    )


@router.post("/{int:meeting_id}/check-in", response=schemas.OwnPartOut)
def check_in(request: HttpRequest, meeting_id: int, payload: schemas.HereIn) -> Any:
    """Say that one is here. Gives one's own part: the mark, whether one votes, the motions."""
    row, actor = _meeting(request, meeting_id), _actor(request)
    how = "qr" if payload.token and is_from_the_room(payload.token, row) else "self"
    services.check_in(meeting=row, how=how, actor=actor, moment=timezone.now())
    return schemas.OwnPartOut.of(own_part(actor, row))


@router.post("/{int:meeting_id}/hands/{uuid:motion}", response={204: None})
def raise_hand(request: HttpRequest, meeting_id: int, motion: UUID, payload: schemas.HandIn) -> Any:
    """Raise one's own hand for a motion: seen by all, never a secret vote."""
    row = _meeting(request, meeting_id)
    services.raise_hand(
        meeting=row,
        motion=motion,
        hand=payload.hand,
        actor=_actor(request),
        moment=timezone.now(),
    )
    return Status(204, None)


@router.post("/{int:meeting_id}/groups/split", response=list[schemas.GroupOut])
def split_into_groups(request: HttpRequest, meeting_id: int) -> Any:
    """Lay the cell's party groups on the sheet; seats and leaders as at the last time."""
    row = _meeting(request, meeting_id)
    services.split_into_groups(meeting=row, actor=_actor(request), moment=timezone.now())
    return [schemas.GroupOut.of(one) for one in Happened(row).groups]


@router.put("/{int:meeting_id}/groups", response=list[schemas.GroupOut])
def arrange_groups(request: HttpRequest, meeting_id: int, payload: schemas.GroupsIn) -> Any:
    """Say who leads each party group and who sits in which."""
    row = _meeting(request, meeting_id)
    services.arrange_groups(
        meeting=row, actor=_actor(request), moment=timezone.now(), **payload.dict()
    )
    return [schemas.GroupOut.of(one) for one in Happened(row).groups]


@router.post("/{int:meeting_id}/groups/{uuid:group}", response={204: None}, url_name="write_group")
def write_group(
    request: HttpRequest, meeting_id: int, group: UUID, payload: schemas.GroupWordsIn
) -> Any:
    """What a party group brings back: its roll, a note, its opinion. Its leader needs no office."""
    row = _meeting(request, meeting_id)
    services.write_group(
        meeting=row, group=group, actor=_actor(request), moment=timezone.now(), **payload.dict()
    )
    return Status(204, None)


@router.post("/{int:meeting_id}/open", response=schemas.MeetingOut)
def open_meeting(request: HttpRequest, meeting_id: int) -> Any:
    """Begin the meeting now."""
    row = _meeting(request, meeting_id)
    return schemas.MeetingOut.of(
        services.open_meeting(meeting=row, actor=_actor(request), moment=timezone.now())
    )


@router.post("/{int:meeting_id}/unopen", response=schemas.MeetingOut)
def unopen_meeting(request: HttpRequest, meeting_id: int) -> Any:
    """Take back a beginning pressed by mistake; what was written stays."""
    row = _meeting(request, meeting_id)
    return schemas.MeetingOut.of(
        services.unopen_meeting(meeting=row, actor=_actor(request), moment=timezone.now())
    )


@router.post("/{int:meeting_id}/close", response=schemas.MeetingOut)
def close_meeting(request: HttpRequest, meeting_id: int) -> Any:
    """End the meeting now; its minutes are composed."""
    row = _meeting(request, meeting_id)
    return schemas.MeetingOut.of(
        services.close_meeting(meeting=row, actor=_actor(request), moment=timezone.now())
    )


# --- Minutes --------------------------------------------------------------------------------------


def _minutes(request: HttpRequest, meeting_id: int) -> tuple[Meeting, Minutes]:
    row = _meeting(request, meeting_id)
    kept = Minutes.objects.visible_to(_actor(request)).filter(meeting=row).first()
    if kept is None:
        raise Http404
    return row, kept


@router.get("/{int:meeting_id}/minutes", response=schemas.MinutesOut)
def minutes(request: HttpRequest, meeting_id: int) -> Any:
    """The minutes as they read."""
    return schemas.MinutesOut.of(*_minutes(request, meeting_id))


@router.get("/{int:meeting_id}/minutes/file")
def minutes_file(request: HttpRequest, meeting_id: int, kind: str = "pdf") -> HttpResponse:
    """The minutes as a paper: ``kind`` is ``pdf`` or ``docx``."""
    made = printing.minutes_of(_actor(request), *_minutes(request, meeting_id))
    if kind == "docx":
        return HttpResponse(plain.word_bytes(made), content_type=WORD)
    return HttpResponse(plain.pdf_bytes(made), content_type="application/pdf")


@router.get("/{int:meeting_id}/resolution/file")
def resolution_file(request: HttpRequest, meeting_id: int, kind: str = "pdf") -> HttpResponse:
    """The resolution as a paper of its own: ``kind`` is ``pdf`` or ``docx``."""
    row, kept = _minutes(request, meeting_id)
    if not resolution_paper.has_resolution(kept):
        raise Http404
    made = printing.resolution_of(_actor(request), row, kept)
    if kind == "docx":
        return HttpResponse(plain.word_bytes(made), content_type=WORD)
    return HttpResponse(plain.pdf_bytes(made), content_type="application/pdf")


@router.post("/{int:meeting_id}/confirm", response={204: None})
def confirm(request: HttpRequest, meeting_id: int, payload: schemas.RemarkIn) -> Any:
    """Say that one has read the minutes, with a remark or without."""
    row = _meeting(request, meeting_id)
    services.confirm_minutes(
        meeting=row, actor=_actor(request), moment=timezone.now(), remark=payload.remark
    )
    return Status(204, None)


@router.post("/{int:meeting_id}/seal", response=schemas.MeetingOut)
def seal(request: HttpRequest, meeting_id: int, payload: schemas.SealIn) -> Any:
    """Let the minutes stand for good; their tasks are given."""
    row = _meeting(request, meeting_id)
    return schemas.MeetingOut.of(
        services.seal_minutes(
            meeting=row, actor=_actor(request), moment=timezone.now(), number=payload.number
        )
    )
