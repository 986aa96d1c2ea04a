"""Routes of the tree: every act and list that a page has, by the same services.

Reading routes take ``day`` and ``known_on``; today as known now without them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from sotay.accounts.models import User
from sotay.core.errors import BadInput
from sotay.organisations import schemas, services, succession
from sotay.organisations.access import Actor
from sotay.organisations.asof import AsOf
from sotay.organisations.models import (
    Act,
    Grant,
    Kind,
    Office,
    Organisation,
    PartyGroup,
    Placement,
)
from sotay.organisations.querysets import line_ids
from sotay.organisations.reading import compare as comparing
from sotay.organisations.reading import history as telling
from sotay.organisations.reading import tree as growing
from sotay.organisations.reading.lineage import lineage
from sotay.organisations.reading.sizes import warnings

router = Router()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _as_of(request: HttpRequest, day: date | None, known_on: date | None) -> AsOf:
    today = _actor(request).today
    if known_on is not None and known_on >= today:
        known_on = None
    return AsOf(day or today, known_on, today)


def _one(request: HttpRequest, organisation_id: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(_actor(request)), pk=organisation_id)


def _reached(request: HttpRequest, organisation_id: int) -> Organisation:
    return get_object_or_404(Organisation.objects.reached_by(_actor(request)), pk=organisation_id)


def _several(request: HttpRequest, ids: Sequence[int]) -> list[Organisation]:
    """In the order given; one that is not there and one out of sight look alike."""
    found = Organisation.objects.visible_to(_actor(request)).in_bulk(set(ids))
    if len(found) < len(set(ids)):
        raise Http404
    return [found[key] for key in ids]


def _told(request: HttpRequest, act: Act) -> schemas.ActOut:
    visible = Organisation.objects.visible_to(_actor(request)).filter(acts=act)
    return schemas.ActOut.of(telling.tell(act), set(visible.values_list("pk", flat=True)))


def _do(
    request: HttpRequest,
    service: Any,
    payload: schemas.ActIn,
    concerned: Sequence[Organisation],
    **asked: Any,
) -> Any:
    arguments = {
        **asked,
        "on": payload.on,
        "decision": payload.decision.decision(),
        "actor": _actor(request),
    }
    if payload.rehearse:
        return Status(
            200, schemas.RehearsalOut.of(services.rehearse(service, concerned, **arguments))
        )
    return Status(201, _told(request, service(**arguments)))


# --- Lists


@router.get("", response=list[schemas.NodeOut])
def list_organisations(
    request: HttpRequest,
    q: str = "",
    day: date | None = None,
    known_on: date | None = None,
) -> Any:
    """The tops of the tree in sight; with ``q`` those found by a name, then or now, or by code."""
    as_of = _as_of(request, day, known_on)
    if q.strip():
        found = growing.search(_actor(request), as_of, q)[: growing.FOUND]
    else:
        found = growing.build(_actor(request), as_of, [])
    return [schemas.NodeOut.of(node) for node in found]


@router.get("/kinds", response=list[schemas.KindOut])
def list_kinds(request: HttpRequest) -> Any:
    """Kinds of organisation, from the top downwards."""
    return Kind.objects.all()


@router.get("/office-kinds", response=list[schemas.OfficeKindOut])
def list_office_kinds(request: HttpRequest) -> Any:
    """Offices that can be held."""
    return Office.objects.all()


@router.get("/map-to-today", response=dict[int, list[schemas.ShareOut]])
def map_to_today(
    request: HttpRequest, then: date, ids: Annotated[list[int], Query(max_length=500)]
) -> Any:
    """Where organisations of ``then`` are today, with what share of them."""
    asked = [one.pk for one in _several(request, ids)]
    mapped = succession.map_to_today(asked, then, _actor(request).today)
    return {key: _shares(ends) for key, ends in mapped.items()}


def _shares(ends: Any) -> list[schemas.ShareOut]:
    return [schemas.ShareOut(organisation_id=end, share=share) for end, share in ends.items()]


@router.get("/{int:organisation_id}", response=schemas.OrganisationOut)
def read_organisation(
    request: HttpRequest,
    organisation_id: int,
    day: date | None = None,
    known_on: date | None = None,
) -> Any:
    """One organisation as of a day; names are null on days it does not stand."""
    as_of = _as_of(request, day, known_on)
    visible = Organisation.objects.visible_to(_actor(request))
    found = get_object_or_404(visible.described(as_of.day, as_of.known_on), pk=organisation_id)
    place = Placement.objects.as_of(as_of.day, as_of.known_on).filter(organisation=found).first()
    return schemas.organisation_out(
        found, place.parent_id if place else None, stands=place is not None
    )


@router.get("/{int:organisation_id}/children", response=list[schemas.NodeOut])
def list_children(
    request: HttpRequest,
    organisation_id: int,
    day: date | None = None,
    known_on: date | None = None,
) -> Any:
    """What stands directly under an organisation on the day."""
    as_of = _as_of(request, day, known_on)
    one = _one(request, organisation_id)
    nodes = growing.children_of(_actor(request), as_of, one.pk)
    return [schemas.NodeOut.of(node) for node in nodes]


@router.get("/{int:organisation_id}/history", response=list[schemas.ActOut])
def list_history(request: HttpRequest, organisation_id: int, known_on: date | None = None) -> Any:
    """Acts recorded on an organisation, latest first; corrected ones among them."""
    one = _one(request, organisation_id)
    return [_told(request, told.act) for told in telling.history(one, known_on)]


@router.get("/{int:organisation_id}/lineage", response=schemas.LineageOut)
def read_lineage(
    request: HttpRequest,
    organisation_id: int,
    day: date | None = None,
    known_on: date | None = None,
) -> Any:
    """Where an organisation comes from and where it is today."""
    as_of = _as_of(request, day, known_on)
    one = _one(request, organisation_id)
    rows = succession.chain(one.pk, as_of.known_on)
    mapped = succession.map_to_today([one.pk], as_of.day, as_of.today)[one.pk]
    return schemas.LineageOut(
        sentences=lineage(one, as_of).sentences,
        successions=[
            schemas.SuccessionOut(
                predecessor_id=row.predecessor_id,
                successor_id=row.successor_id,
                on=row.on,
                share=row.share,
                members=row.members,
            )
            for row in rows
        ],
        today=_shares(mapped),
    )


@router.get("/{int:organisation_id}/comparison", response=schemas.TwoDaysOut)
def read_comparison(
    request: HttpRequest,
    organisation_id: int,
    then: date,
    now: date | None = None,
    like_for_like: bool = False,
    known_on: date | None = None,
) -> Any:
    """Figures of two days with the acts that make the difference, as recorded by ``known_on``."""
    one = _reached(request, organisation_id)
    later = now or _actor(request).today
    if later <= then:
        raise BadInput(_("Ngày sau phải muộn hơn ngày trước. Đồng chí sửa một ô."))
    found = comparing.compare(one, then, later, known_on=known_on, like_for_like=like_for_like)
    return schemas.TwoDaysOut(
        then=found.then,
        now=found.now,
        is_like_for_like=found.is_like_for_like,
        is_estimated=found.is_estimated,
        figures=[
            schemas.ComparedFigureOut(
                name=row.name, label=row.label, then=row.then, now=row.now,
                difference=row.difference, why=row.why,
            )
            for row in found.rows
        ],
        changed=[
            schemas.ChangedOut(label=label, then=before, now=after)
            for label, before, after in found.texts
        ],
    )  # fmt: skip


@router.get("/{int:organisation_id}/warnings", response=list[schemas.WarningOut])
def list_warnings(request: HttpRequest, organisation_id: int, day: date | None = None) -> Any:
    """Departures from the sizes in force on the day, with the rule values used."""
    one = _reached(request, organisation_id)
    on = day or _actor(request).today
    return [
        schemas.WarningOut(
            sentence=found.sentence,
            rule_id=found.rule.id,
            value=found.rule.value,
            document=found.rule.document,
            clause=found.rule.clause,
            certainty=found.rule.certainty,
        )
        for found in warnings(one, line_ids(one.pk, on), on)
    ]


@router.get("/{int:organisation_id}/offices", response=list[schemas.GrantOut])
def list_offices(request: HttpRequest, organisation_id: int, day: date | None = None) -> Any:
    """Who holds which office in an organisation on the day."""
    one = _reached(request, organisation_id)
    held = Grant.objects.as_of(day or _actor(request).today).filter(organisation=one)
    rows = held.select_related("user", "office").order_by("office__rank", "user__sort_key")
    return [schemas.GrantOut.of(grant) for grant in rows]


@router.get("/{int:organisation_id}/party-groups", response=list[schemas.PartyGroupOut])
def list_party_groups(request: HttpRequest, organisation_id: int, day: date | None = None) -> Any:
    """Party groups of a cell on the day."""
    one = _reached(request, organisation_id)
    return PartyGroup.objects.as_of(day or _actor(request).today).filter(organisation=one)


# --- Acts

ANSWERS = {200: schemas.RehearsalOut, 201: schemas.ActOut}


@router.post("", response=ANSWERS)
def found(request: HttpRequest, payload: schemas.FoundIn) -> Any:
    """Found an organisation under another."""
    parent = _one(request, payload.parent_id)
    return _do(request, services.found, payload, [], new=payload.new.new(), parent=parent)


@router.post("/merge", response=ANSWERS)
def merge(request: HttpRequest, payload: schemas.MergeIn) -> Any:
    """End some organisations and let another, or a new one, continue them."""
    sources = _several(request, payload.source_ids)
    asked: dict[str, Any] = {
        "sources": sources,
        "into": _into(request, payload.into_id, payload.new),
    }
    if payload.parent_id is not None:
        asked["parent"] = _one(request, payload.parent_id)
    return _do(request, services.merge, payload, sources, **asked)


def _into(request: HttpRequest, key: int | None, new: schemas.NewOrganisationIn | None) -> Any:
    if (key is None) == (new is None):
        raise BadInput(_("Mỗi việc ghi đúng một nơi đến: tổ chức có sẵn hoặc tổ chức mới."))
    return new.new() if new is not None else _one(request, key or 0)


@router.post("/{int:organisation_id}/split", response=ANSWERS)
def split(request: HttpRequest, organisation_id: int, payload: schemas.SplitIn) -> Any:
    """Part an organisation; it goes on with the rest, or ends."""
    source = _one(request, organisation_id)
    parts = [
        services.Part(
            _into(request, part.into_id, part.new),
            _several(request, part.child_ids),
            part.member_ids,
            _one(request, part.parent_id) if part.parent_id is not None else None,
        )
        for part in payload.parts
    ]
    return _do(
        request, services.split, payload, [source], source=source, parts=parts, keeps=payload.keeps
    )


@router.post("/{int:organisation_id}/rename", response=ANSWERS)
def rename(request: HttpRequest, organisation_id: int, payload: schemas.RenameIn) -> Any:
    """Another name, symbol, agency type or kind."""
    one = _one(request, organisation_id)
    given = payload.dict(exclude={"on", "decision", "rehearse"})
    return _do(request, services.rename, payload, [one], organisation=one, **given)


@router.post("/{int:organisation_id}/reparent", response=ANSWERS)
def reparent(request: HttpRequest, organisation_id: int, payload: schemas.ReparentIn) -> Any:
    """Place an organisation, with all under it, under another."""
    one = _one(request, organisation_id)
    parent = _one(request, payload.parent_id)
    return _do(request, services.reparent, payload, [one], organisation=one, parent=parent)


@router.post("/{int:organisation_id}/dissolve", response=ANSWERS)
def dissolve(request: HttpRequest, organisation_id: int, payload: schemas.DissolveIn) -> Any:
    """End an organisation."""
    one = _one(request, organisation_id)
    to = _one(request, payload.members_to_id) if payload.members_to_id is not None else None
    return _do(request, services.dissolve, payload, [one], organisation=one, members_to=to)


@router.post("/{int:organisation_id}/regroup", response=ANSWERS)
def regroup(request: HttpRequest, organisation_id: int, payload: schemas.RegroupIn) -> Any:
    """Move many organisations out from under one, all or none; it may end with that."""
    source = _one(request, organisation_id)
    ones = _several(request, [move.organisation_id for move in payload.moves])
    parents = _several(request, [move.parent_id for move in payload.moves])
    return _do(
        request, services.regroup, payload, [source], source=source,
        moves=list(zip(ones, parents, strict=True)), ends=payload.ends,
    )  # fmt: skip


def _act(request: HttpRequest, act_id: int) -> Act:
    visible = Organisation.objects.visible_to(_actor(request))
    return get_object_or_404(Act.objects.filter(organisations__in=visible).distinct(), pk=act_id)


@router.get("/acts/{int:act_id}", response=schemas.ActOut)
def read_act(request: HttpRequest, act_id: int) -> Any:
    """One act."""
    return _told(request, _act(request, act_id))


@router.post("/acts/{int:act_id}/correct", response={201: schemas.ActOut})
def correct(request: HttpRequest, act_id: int, payload: schemas.CorrectActIn) -> Any:
    """Take an act back by another one; what was known before stays known as of then."""
    done = services.correct(
        act=_act(request, act_id),
        actor=_actor(request),
        reason=payload.reason,
        decision=payload.decision.decision() if payload.decision else None,
    )
    return Status(201, _told(request, done))


@router.post("/{int:organisation_id}/offices", response={201: schemas.GrantOut})
def grant_office(request: HttpRequest, organisation_id: int, payload: schemas.OfficeIn) -> Any:
    """Let somebody hold an office from a day on."""
    one = _reached(request, organisation_id)
    grant = services.grant_office(
        user=get_object_or_404(User.objects.filter(is_active=True), pk=payload.user_id),
        organisation=one,
        office=get_object_or_404(Office, code=payload.office),
        on=payload.on,
        until=payload.until,
        actor=_actor(request),
        decision_number=payload.decision_number,
    )
    return Status(201, schemas.GrantOut.of(grant))


@router.post("/offices/{int:grant_id}/end", response={204: None})
def end_office(request: HttpRequest, grant_id: int, payload: schemas.EndOfficeIn) -> Any:
    """An office is no longer held from a day on."""
    reached = Organisation.objects.reached_by(_actor(request))
    held = Grant.objects.known().filter(organisation__in=reached)
    services.end_office(
        grant=get_object_or_404(held, pk=grant_id),
        on=payload.on,
        actor=_actor(request),
        decision_number=payload.decision_number,
    )
    return Status(204, None)


@router.post("/{int:organisation_id}/party-groups", response={201: schemas.PartyGroupOut})
def form_party_group(
    request: HttpRequest, organisation_id: int, payload: schemas.PartyGroupIn
) -> Any:
    """Form a party group inside a cell."""
    one = _reached(request, organisation_id)
    group = services.form_party_group(
        organisation=one, name=payload.name, on=payload.on, actor=_actor(request)
    )
    return Status(201, group)


@router.post("/party-groups/{int:group_id}/end", response={204: None})
def end_party_group(request: HttpRequest, group_id: int, payload: schemas.EndOfficeIn) -> Any:
    """End a party group."""
    reached = Organisation.objects.reached_by(_actor(request))
    groups = PartyGroup.objects.known().filter(organisation__in=reached)
    services.end_party_group(
        group=get_object_or_404(groups, pk=group_id), on=payload.on, actor=_actor(request)
    )
    return Status(204, None)
