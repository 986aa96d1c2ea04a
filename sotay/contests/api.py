"""Routes of awards: every act and list that a page has, by the same services."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from sotay.contests import listing, reading, schemas, services
from sotay.contests.models import Award, Category, Entry, Prize, Result, Round
from sotay.contests.services import NewEntry, NewRound
from sotay.contests.services.rights import require_keeper
from sotay.core import files
from sotay.members.models import Member
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation

router = Router()


def _round(request: Asked, round_id: int) -> Any:
    seen = Round.objects.visible_to(request.actor).select_related("organisation")
    return get_object_or_404(seen, pk=round_id)


def _entry(request: Asked, entry_id: int) -> Any:
    seen = Entry.objects.visible_to(request.actor)
    return get_object_or_404(seen.select_related("round__organisation", "origin"), pk=entry_id)


def _judged(request: Asked, entry_id: int) -> Any:
    seen = Entry.objects.judged_by(request.actor)
    return get_object_or_404(seen.select_related("round__organisation", "copy"), pk=entry_id)


def _place(request: Asked, organisation_id: int) -> Any:
    return get_object_or_404(Organisation.objects.visible_to(request.actor), pk=organisation_id)


def _whole(round_: Any) -> dict[str, Any]:
    return {
        **{name: getattr(round_, name) for name in schemas.RoundOut.model_fields},
        "categories": [
            {"id": row.pk, "name": row.name, "prizes": list(row.prizes.all())}
            for row in round_.categories.prefetch_related("prizes")
        ],
        "criteria": list(round_.criteria.all()),
    }


def _rows(works: Sequence[Any]) -> list[dict[str, Any]]:
    prefetch_related_objects(works, "authors")
    told = [work.pk for work in works if work.round.is_published]
    means = dict(Result.objects.filter(entry__in=told).values_list("entry_id", "mean"))
    return [
        {
            "id": work.pk,
            "round_id": work.round_id,
            "category_id": work.category_id,
            "title": work.title,
            "state": work.state,
            "place_id": work.origin.place_id,
            "authors": [author.name for author in work.authors.all()],
            "outlet": work.origin.outlet,
            "published_on": work.origin.published_on,
            "address": work.origin.address,
            "has_file": work.origin.file_id is not None,
            "refused_reason": work.origin.refused_reason,
            "mean": means.get(work.pk),
        }
        for work in works
    ]


def _one(entry: Any) -> dict[str, Any]:
    kept = Entry.objects.select_related("round", "origin").filter(pk=entry.pk)
    return _rows(list(kept))[0]


def _page(page: listing.Page) -> dict[str, Any]:
    return {"total": page.total, "next": page.next, "items": _rows(page.rows)}


@router.get("/rounds", response=schemas.RoundPageOut)
def list_rounds(
    request: Asked,
    after: str = Query("", max_length=20),
    limit: int = Query(listing.PAGE, ge=1, le=listing.MOST),
) -> Any:
    """Rounds of committees above and beneath you, the latest year first."""
    page = listing.rounds(request.actor, after=after, size=limit)
    return {"total": page.total, "next": page.next, "items": page.rows}


@router.post("/rounds", response={201: schemas.RoundDetailOut})
def open_round(request: Asked, payload: schemas.RoundIn) -> Any:
    """Open a round of a committee in which you hold an office."""
    given = NewRound(
        name=payload.name,
        year=payload.year,
        last_day=payload.last_day,
        least_scores=payload.least_scores,
        categories=payload.categories,
        criteria=[(row.name, row.most) for row in payload.criteria],
        prizes=[(row.name, row.number) for row in payload.prizes],
    )
    committee = _place(request, payload.organisation_id)
    made = services.open_round(organisation=committee, given=given, actor=request.actor)
    return Status(201, _whole(made))


@router.get("/rounds/{int:round_id}", response=schemas.RoundDetailOut)
def read_round(request: Asked, round_id: int) -> Any:
    """A round with its categories, prizes and criteria."""
    return _whole(_round(request, round_id))


@router.post("/rounds/{int:round_id}/postpone", response=schemas.RoundOut)
def postpone(request: Asked, round_id: int, payload: schemas.PostponeIn) -> Any:
    """Move the last day for works later, until scoring begins.

    Those who have sent works and the heads of those who have not are told.
    """
    return services.postpone(
        round_=_round(request, round_id), actor=request.actor, **payload.dict()
    )


@router.get("/rounds/{int:round_id}/postponements", response=list[schemas.PostponementOut])
def list_postponements(request: Asked, round_id: int) -> Any:
    """How the last day for works was moved, the latest first."""
    return _round(request, round_id).postponements.all()


@router.get("/rounds/{int:round_id}/entries", response=schemas.WorkPageOut)
def list_entries(
    request: Asked,
    round_id: int,
    after: str = Query("", max_length=20),
    limit: int = Query(listing.PAGE, ge=1, le=listing.MOST),
) -> Any:
    """Works of a round: all for its keeper, else those you have submitted."""
    found = _round(request, round_id)
    return _page(listing.works(request.actor, found, after=after, size=limit))


@router.post("/rounds/{int:round_id}/entries", response={201: schemas.WorkOut})
def submit(
    request: Asked,
    round_id: int,
    payload: Form[schemas.WorkIn],
    file: File[UploadedFile | None] = None,
) -> Any:
    """Submit a work, as a form with fields and perhaps its file."""
    round_ = _round(request, round_id)
    place = _place(request, payload.place_id) if payload.place_id is not None else None
    given = NewEntry(
        title=payload.title,
        category=get_object_or_404(Category, round=round_, pk=payload.category_id),
        outlet=payload.outlet,
        published_on=payload.published_on,
        authors=payload.authors,
        address=payload.address,
        content=file,
        file_name=(file.name or "") if file else "",
    )
    made = services.submit(round_=round_, given=given, actor=request.actor, place=place)
    return Status(201, _one(made))


@router.get("/entries", response=schemas.WorkPageOut)
def my_entries(
    request: Asked,
    after: str = Query("", max_length=20),
    limit: int = Query(listing.PAGE, ge=1, le=listing.MOST),
) -> Any:
    """The works you have submitted, yourself or for an organisation of yours."""
    return _page(listing.own(request.actor, after=after, size=limit))


@router.get("/entries/{int:entry_id}", response=schemas.WorkOut)
def read_entry(request: Asked, entry_id: int) -> Any:
    """One work with whose it is."""
    return _one(_entry(request, entry_id))


@router.get("/entries/{int:entry_id}/file")
def read_entry_file(request: Asked, entry_id: int) -> FileResponse:
    """The bytes of a work as submitted."""
    origin = _entry(request, entry_id).origin
    return _bytes(origin.file, origin.file_name)


def _bytes(stored: Any, name: str) -> FileResponse:
    if stored is None:
        raise Http404
    try:
        return files.response(stored, name)
    except FileNotFoundError as missing:
        raise Http404 from missing


@router.post("/entries/{int:entry_id}/accept", response=schemas.WorkOut)
def accept_entry(
    request: Asked, entry_id: int, address: Form[str] = "", file: File[UploadedFile | None] = None
) -> Any:
    """Find a work eligible; give the jury a copy or an address without names."""
    return _one(
        services.accept_entry(
            entry=_entry(request, entry_id),
            content=file,
            name=(file.name or "") if file else "",
            address=address,
            actor=request.actor,
        )
    )


@router.post("/entries/{int:entry_id}/refuse", response=schemas.WorkOut)
def refuse_entry(request: Asked, entry_id: int, payload: schemas.ContestReasonIn) -> Any:
    """Find a work not eligible, saying why."""
    found = _entry(request, entry_id)
    return _one(services.refuse_entry(entry=found, reason=payload.reason, actor=request.actor))


@router.post("/entries/{int:entry_id}/withdraw", response=schemas.WorkOut)
def withdraw(request: Asked, entry_id: int) -> Any:
    """Take a work back, to the last day for works."""
    return _one(services.withdraw(entry=_entry(request, entry_id), actor=request.actor))


@router.get("/rounds/{int:round_id}/jury", response=list[schemas.JurorOut])
def list_jury(request: Asked, round_id: int) -> Any:
    """The jury with how many works each has scored; for the keeper."""
    found = _round(request, round_id)
    require_keeper(request.actor, found)
    return [
        {
            "id": juror.pk,
            "member_id": juror.member_id,
            "category_ids": juror.categories,
            "scored": juror.scored,
            "aside": juror.aside,
        }
        for juror in reading.jury(found)
    ]


@router.post("/rounds/{int:round_id}/jury", response={201: schemas.ContestIdOut})
def name_juror(request: Asked, round_id: int, payload: schemas.JurorIn) -> Any:
    """Name a member with an account to judge."""
    found = _round(request, round_id)
    require_keeper(request.actor, found)
    member = get_object_or_404(Member.objects.visible_to(request.actor), pk=payload.member_id)
    made = services.name_juror(
        round_=found, member=member, categories=payload.category_ids, actor=request.actor
    )
    return Status(201, made)


@router.put("/rounds/{int:round_id}/jury/{int:juror_id}", response={204: None})
def assign_juror(
    request: Asked, round_id: int, juror_id: int, payload: schemas.JurorCategoriesIn
) -> Any:
    """Say which categories somebody of the jury judges; none: all."""
    found = _round(request, round_id)
    require_keeper(request.actor, found)
    services.assign_juror(
        juror=get_object_or_404(found.jurors, pk=juror_id),
        categories=payload.category_ids,
        actor=request.actor,
    )
    return Status(204, None)


@router.delete("/rounds/{int:round_id}/jury/{int:juror_id}", response={204: None})
def dismiss_juror(request: Asked, round_id: int, juror_id: int) -> Any:
    """Take somebody out of the jury who has not scored."""
    found = _round(request, round_id)
    require_keeper(request.actor, found)
    services.dismiss_juror(juror=get_object_or_404(found.jurors, pk=juror_id), actor=request.actor)
    return Status(204, None)


@router.post("/rounds/{int:round_id}/start", response=schemas.RoundOut)
def start_scoring(request: Asked, round_id: int) -> Any:
    """Draw codes and hand the works to the jury."""
    return services.start_scoring(round_=_round(request, round_id), actor=request.actor)


@router.get("/desk", response=list[schemas.JudgedOut])
def read_desk(request: Asked) -> Any:
    """The works you judge, in an order that is yours alone."""
    return [
        {
            "id": work.pk,
            "round_id": work.round_id,
            "category_id": work.category_id,
            "code": work.code,
            "title": work.title,
            "address": work.copy_address,
            "has_file": work.copy_id is not None,
            "total": work.total,
        }
        for desk in reading.desks(request.actor)
        for work in desk.works
    ]


@router.get("/desk/{int:entry_id}/copy")
def read_copy(request: Asked, entry_id: int) -> FileResponse:
    """The bytes of the copy without names of a work you judge."""
    found = _judged(request, entry_id)
    return _bytes(found.copy, found.code)


@router.put("/desk/{int:entry_id}/score", response={204: None})
def score(request: Asked, entry_id: int, payload: schemas.ScoreIn) -> Any:
    """Give a work points for every criterion; again at will until scoring is closed."""
    points = {row.criterion_id: row.points for row in payload.points}
    services.score(entry=_judged(request, entry_id), points=points, actor=request.actor)
    return Status(204, None)


@router.post("/desk/{int:entry_id}/aside", response={204: None})
def declare_conflict(request: Asked, entry_id: int, payload: schemas.ContestReasonIn) -> Any:
    """Stand aside from a work you have to do with; what you gave it is dropped."""
    found = _judged(request, entry_id)
    services.declare_conflict(entry=found, words=payload.reason, actor=request.actor)
    return Status(204, None)


@router.post("/rounds/{int:round_id}/close", response=schemas.RoundOut)
def close_scoring(request: Asked, round_id: int) -> Any:
    """End the scoring: means and places are worked out."""
    found = _round(request, round_id)
    services.note_conflicts(round_=found, actor=request.actor)
    return services.close_scoring(round_=found, actor=request.actor)


@router.get("/rounds/{int:round_id}/standings", response=list[schemas.StandingOut])
def read_standings(request: Asked, round_id: int) -> Any:
    """Means, places, proposed prizes and each juror's total; for the keeper."""
    found = _round(request, round_id)
    require_keeper(request.actor, found)
    return [
        {
            "entry_id": row.pk,
            "code": row.entry.code,
            "mean": row.mean,
            "place": row.place,
            "is_tied": row.is_tied,
            "needs_order": row.needs_order,
            "prize_id": row.prize.pk if row.prize else None,
            "marks": row.marks,
        }
        for standing in reading.standings(found)
        for row in standing.rows
    ]


@router.post("/rounds/{int:round_id}/ties", response={204: None})
def decide_tie(request: Asked, round_id: int, payload: schemas.TieIn) -> Any:
    """Put the works of one tie in order, the better first."""
    seen = Entry.objects.visible_to(request.actor).filter(round=_round(request, round_id))
    works = {work.pk: work for work in seen.filter(pk__in=payload.entry_ids)}
    if len(works) < len(set(payload.entry_ids)):
        raise Http404
    services.decide_tie(
        entries=[works[key] for key in payload.entry_ids],
        reason=payload.reason,
        actor=request.actor,
    )
    return Status(204, None)


@router.put("/prizes/{int:prize_id}/withheld", response=schemas.PrizeOut)
def withhold(request: Asked, prize_id: int, payload: schemas.WithholdIn) -> Any:
    """Keep back pieces of a prize, saying why; 0 gives them back."""
    seen = Prize.objects.filter(category__round__in=Round.objects.visible_to(request.actor))
    prize = get_object_or_404(seen, pk=prize_id)
    return services.withhold(
        prize=prize, number=payload.number, reason=payload.reason, actor=request.actor
    )


@router.post("/rounds/{int:round_id}/publish", response=schemas.RoundOut)
def publish(request: Asked, round_id: int) -> Any:
    """Publish who gets which prize."""
    return services.publish(round_=_round(request, round_id), actor=request.actor)


@router.get("/rounds/{int:round_id}/awards", response=list[schemas.AwardOut])
def list_awards(request: Asked, round_id: int) -> Any:
    """The published prizes; nothing before publishing."""
    return Award.objects.filter(prize__category__round=_round(request, round_id))
