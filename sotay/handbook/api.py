"""Routes of the handbook: every act and list that a page has, by the same services."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from sotay.handbook import doors, schemas, situations, views
from sotay.handbook.cell import cell_of, cell_page
from sotay.handbook.mine import mine
from sotay.handbook.review import own_year
from sotay.handbook.situations import Situation
from sotay.organisations.access import Actor
from sotay.regulations import places

router = Router()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _situation(code: str) -> Situation:
    found = situations.by_code(code)
    if found is None:
        raise Http404
    return found


@router.get("/me", response=schemas.HandbookMineOut)
def get_mine(request: HttpRequest) -> Any:
    """What the register holds of the caller, and what waits for them. Never of anybody else."""
    return schemas.HandbookMineOut.of(mine(_actor(request)))


@router.get("/review", response=schemas.OwnYearOut)
def get_review(request: HttpRequest, year: int | None = None) -> Any:
    """What the system holds of the caller's own year. Never of anybody else."""
    return schemas.OwnYearOut.of(own_year(_actor(request), year))


@router.get("/cell", response=schemas.HandbookCellOut)
def get_cell(request: HttpRequest) -> Any:
    """The caller's cell; not found for an account that belongs to none."""
    actor = _actor(request)
    where = cell_of(actor)
    if where is None:
        raise Http404
    return schemas.HandbookCellOut.of(cell_page(actor, where))


@router.get("/guidance", response=list[schemas.SituationOut])
def list_guidance(request: HttpRequest, q: str = "") -> Any:
    """Situations of party work in which every word of ``q`` stands, with or without marks."""
    return [schemas.SituationOut.of(one) for one in situations.find(q)]


@router.get("/guidance/{code}", response=schemas.GuidanceOut)
def get_guidance(request: HttpRequest, code: str) -> Any:
    """One situation; each step with the value of its rule in force today."""
    one, actor = _situation(code), _actor(request)
    place = actor.organisation or actor.home
    line = tuple(places.line_of(place.pk, actor.today)) if place else ()
    return schemas.GuidanceOut(
        **schemas.SituationOut.of(one).dict(),
        who=one.who,
        steps=[schemas.StepOut.of(step, step.value_on(actor.today, line)) for step in one.steps],
    )


@router.get("/guidance/{code}/paper")
def get_paper(request: HttpRequest, code: str, member_id: int | None = None) -> HttpResponse:
    """The paper as a Word file, filled in; reading a member's record for it is written down."""
    return views.paper_answer(_actor(request), _situation(code), member_id)


@router.get("/pack", response=dict)
def get_pack(request: HttpRequest) -> HttpResponse:
    """Everything your device keeps to be read without network: yours only.

    With ``ETag``; asked again with ``If-None-Match`` and unchanged, the answer is 304 and empty.
    ``X-Pack-Bytes`` is the size before compression.
    """
    return doors.whole(request, _actor(request))
