"""The six reorganisations. ``on`` is always the first day of the new state, past days included.

Each act runs alone on the tree and in one transaction with what the floors above do about it. Rows
are superseded, never overwritten; succession says who continues whom.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.errors import BadInput, PermissionDenied
from sotay.core.text import fold, sort_key, tidy
from sotay.organisations import access, figures
from sotay.organisations.access import Actor
from sotay.organisations.models import (
    Act,
    AgencyType,
    Grant,
    Kind,
    Organisation,
    PartyGroup,
    Placement,
    Profile,
)
from sotay.organisations.rules.tree import covers, shares
from sotay.organisations.services.standing import (
    check_day,
    distinct,
    ends_on,
    fresh,
    name_on,
    placement_on,
    profile_on,
    require_over,
)
from sotay.organisations.services.writing import Decision, Refused, Writing, lock_tree, portions

REORGANISE = "organisations.reorganise"
WHOLE = Decimal(1)


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation to be founded. ``kind`` is a code of :class:`Kind`.

    ``code`` is our own and stays for ever; where it is empty one is made from the parent's.
    """

    name: str
    kind: str
    code: str = ""
    short_name: str = ""
    symbol: str = ""
    agency_type: str = ""


@dataclass(frozen=True)
class Part:
    """What one part of a split takes along, and what it becomes.

    ``children`` of a committee come under it; ``member_ids`` of a cell go to it, where None means
    all who are named in no other part. ``parent`` of a new one: the split organisation's own.
    """

    into: "Organisation | NewOrganisation"
    children: Sequence[Organisation] = ()
    member_ids: Sequence[int] | None = ()
    parent: Organisation | None = None


@transaction.atomic
def found(
    *,
    new: NewOrganisation,
    parent: Organisation | None,
    on: date,
    decision: Decision,
    actor: Actor,
    recorded_at: datetime | None = None,
) -> Act:
    """Found an organisation under ``parent``; ``act.outcome`` is the organisation.

    Without a parent it becomes the top of a tree, which only the system may do, at set-up.

    :raises PermissionDenied: no right to reorganise in ``parent``
    :raises BadInput: no name, an unknown kind, a code already in use
    :raises Refused: ``parent`` does not stand on ``on``, is a cell, or is of a lower kind; the same
        name stands under it already
    """
    lock_tree()
    check_day(on)
    where = _may_found_under(parent, on, actor)
    writing = Writing(
        Act.What.FOUND, on=on, decision=decision, actor=actor, recorded_at=recorded_at
    )
    made = _make(writing, new, parent)
    return writing.finish(
        where=where or made,
        outcome=made,
        founded=[made.pk],
        parent=parent.pk if parent else None,
    )


@transaction.atomic
def found_all(
    *,
    rows: Sequence[tuple[NewOrganisation, str]],
    on: date,
    decision: Decision,
    actor: Actor,
    recorded_at: datetime | None = None,
) -> Act:
    """Found many at once: the tree as it stands when the system begins, or one decision's list.

    ``rows`` pair each new organisation with the code of its parent, which exists or stands earlier
    in the list; an empty code makes a top.

    :raises BadInput: an unknown parent code, or as :func:`found`
    """
    lock_tree()
    check_day(on)
    writing = Writing(
        Act.What.FOUND, on=on, decision=decision, actor=actor, recorded_at=recorded_at
    )
    parents = Organisation.objects.in_bulk({code for _new, code in rows if code}, field_name="code")
    kinds = {kind.code: kind for kind in Kind.objects.all()}
    facts = [_facts(new, kinds) for new, _parent in rows]
    made = Organisation.objects.bulk_create(
        [Organisation(code=code) for code in _free_codes([new for new, _parent in rows])]
    )
    allowed: dict[int | None, Organisation | None] = {}
    profiles, placements = [], []
    for organisation, (new, parent_code), fact in zip(made, rows, facts, strict=True):
        parent = parents.get(parent_code)
        if parent_code and parent is None:
            raise BadInput(
                _("Không có tổ chức cấp trên mang mã “%(code)s” cho “%(name)s”.")
                % {"code": parent_code, "name": new.name}
            )
        key = parent.pk if parent else None
        if key not in allowed:
            allowed[key] = _may_found_under(parent, on, actor)
        # What the list founds may have others beneath it, by the right asked for above it.
        parents[organisation.code] = organisation
        allowed[organisation.pk] = organisation
        profiles.append(Profile(organisation=organisation, valid_from=on, **fact))
        placements.append(
            Placement(organisation=organisation, parent=parent, act=writing.act, valid_from=on)
        )
        writing.is_new(organisation, parent)
    if not made:
        raise BadInput(_("Danh sách không có tổ chức nào. Đồng chí xem lại tệp."))
    writing.add_all(profiles)
    writing.add_all(placements)
    return writing.finish(where=next(iter(allowed.values())), founded=[one.pk for one in made])


@transaction.atomic
def merge(
    *,
    sources: Sequence[Organisation],
    into: "Organisation | NewOrganisation",
    on: date,
    decision: Decision,
    actor: Actor,
    parent: Organisation | None = None,
    recorded_at: datetime | None = None,
) -> Act:
    """End ``sources`` and let ``into`` continue them: an organisation that goes on, or a new one.

    Members of cells go to ``into``; what stands under committees comes under it. A new one stands
    under ``parent``, or where the first source stood.

    :raises PermissionDenied: no right over a source or over the new place
    :raises Refused: fewer than two organisations, one into itself, cells with committees, a source
        not standing on ``on`` or with something recorded later
    """
    lock_tree()
    check_day(on)
    ending = distinct(sources)
    keeps_on = isinstance(into, Organisation)
    if len(ending) + keeps_on < 2 or not ending:
        raise Refused(_("Sáp nhập cần ít nhất hai tổ chức. Đồng chí chọn thêm."))
    if isinstance(into, Organisation) and into.pk in {source.pk for source in ending}:
        raise Refused(
            _("“%(name)s” không sáp nhập vào chính mình được. Đồng chí bỏ khỏi danh sách nguồn.")
            % {"name": name_on(into, on)}
        )
    over = [require_over(actor, REORGANISE, source, on - timedelta(days=1)) for source in ending]
    places = [ends_on(source, on) for source in ending]
    are_cells = {profile_on(source, on).kind.holds_members for source in ending}
    if isinstance(into, Organisation):
        require_over(actor, REORGANISE, fresh(into), on)
        placement_on(into, on)
        are_cells.add(profile_on(into, on).kind.holds_members)
    else:
        parent = parent or places[0].parent
        _may_found_under(parent, on, actor)
        are_cells.add(_kind(into.kind).holds_members)
    if len(are_cells) > 1:
        raise Refused(
            _(
                "Chi bộ chỉ sáp nhập với chi bộ, đảng bộ với đảng bộ. Đồng chí dùng “Chuyển trực "
                "thuộc” để đưa một chi bộ về dưới một đảng bộ."
            )
        )

    eve = on - timedelta(days=1)
    heads = {
        source.pk: _heads_along(source, on, eve, is_cell=are_cells == {True}) for source in ending
    }
    writing = Writing(
        Act.What.MERGE, on=on, decision=decision, actor=actor, recorded_at=recorded_at
    )
    # The sources make room first: the new one may bear the name of one of them.
    for source in ending:
        end_what_it_is(writing, source, on)
    target = into if isinstance(into, Organisation) else _make(writing, into, parent)
    writing.concerned.add(target.pk)
    moved: list[int] = []
    for source in ending:
        children = list(Placement.objects.as_of(on).filter(parent=source))
        if any(child.organisation_id == target.pk for child in children):
            # A child that takes in its own committee rises to that committee's place.
            raised = next(child for child in children if child.organisation_id == target.pk)
            children.remove(raised)
            up = places[ending.index(source)].parent_id
            rehang(writing, raised, up, on)
        for child in children:
            rehang(writing, child, target.pk, on)
        moved += [child.organisation_id for child in children]
        writing.succeed(source, [(target, WHOLE, heads[source.pk] or 0)])
        if are_cells == {True}:
            writing.move_members(source, target)
        writing.pass_on(source, target)
    return writing.finish(
        where=over[0],
        outcome=target,
        sources=[source.pk for source in ending],
        target=target.pk,
        is_new=not keeps_on,
        children=moved,
    )


@transaction.atomic
def split(
    *,
    source: Organisation,
    parts: Sequence[Part],
    keeps: bool,
    on: date,
    decision: Decision,
    actor: Actor,
    recorded_at: datetime | None = None,
) -> Act:
    """Part ``source``: it goes on with what no part takes (``keeps``), or ends, all shared out.

    :raises PermissionDenied: no right over the source or a part's place
    :raises Refused: nothing is parted, a child or member in two parts or left over, a child that
        does not stand under the source that day
    """
    lock_tree()
    check_day(on)
    where = require_over(actor, REORGANISE, fresh(source), on - timedelta(days=1))
    place = placement_on(source, on) if keeps else ends_on(source, on)
    is_cell = profile_on(source, on).kind.holds_members
    if not parts:
        raise Refused(_("Chưa có phần nào được tách ra. Đồng chí thêm ít nhất một phần."))
    under = {row.organisation_id: row for row in Placement.objects.as_of(on).filter(parent=source)}
    _check_parts(source, parts, under, is_cell=is_cell, keeps=keeps, on=on)
    eve = on - timedelta(days=1)
    whole = figures.count(figures.MEMBERS, source, eve)
    heads = _heads_of_parts(parts, whole, is_cell=is_cell, eve=eve)

    writing = Writing(
        Act.What.SPLIT, on=on, decision=decision, actor=actor, recorded_at=recorded_at
    )
    if not keeps:
        end_what_it_is(writing, source, on)
    writing.concerned.add(source.pk)
    told, targets = [], []
    for part, count in zip(parts, heads, strict=True):
        if isinstance(part.into, Organisation):
            target = fresh(part.into)
            require_over(actor, REORGANISE, target, on)
            placement_on(target, on)
        else:
            parent = part.parent or place.parent
            _may_found_under(parent, on, actor)
            target = _make(writing, part.into, parent)
        writing.concerned.add(target.pk)
        targets.append(target)
        for child in part.children:
            rehang(writing, under[child.pk], target.pk, on)
        told.append(
            {
                "organisation": target.pk,
                "is_new": not isinstance(part.into, Organisation),
                "children": [child.pk for child in part.children],
                "members": count,
            }
        )
    taken = portions(shares(heads, whole, has_rest=keeps), is_whole=not keeps)
    writing.succeed(
        source,
        [
            (target, share, count or 0)
            for target, share, count in zip(targets, taken, heads, strict=True)
        ],
    )
    if is_cell:
        # Those who are named leave first; the rest is then everybody who is still there.
        rest_last = sorted(
            zip(parts, targets, strict=True), key=lambda pair: pair[0].member_ids is None
        )
        for part, target in rest_last:
            if part.member_ids is None or part.member_ids:
                ids = None if part.member_ids is None else list(part.member_ids)
                writing.move_members(source, target, ids)
    if not keeps:
        writing.pass_on(source, targets[max(range(len(taken)), key=lambda i: taken[i])])
    return writing.finish(where=where, source=source.pk, parts=told, ends=not keeps)


@transaction.atomic
def rename(
    *,
    organisation: Organisation,
    on: date,
    decision: Decision,
    actor: Actor,
    name: str = "",
    short_name: str = "",
    symbol: str | None = None,
    agency_type: str | None = None,
    kind: str = "",
    recorded_at: datetime | None = None,
) -> Act:
    """Give another name, symbol, agency type or kind from ``on`` on; what is left out stays.

    A new name without a short one takes the name for both.

    :raises Refused: nothing changes, the name is taken beside it, or the kind does not fit the tree
    """
    lock_tree()
    check_day(on)
    where = require_over(actor, REORGANISE, fresh(organisation), on)
    place = placement_on(organisation, on)
    was = profile_on(organisation, on)
    now = _facts(
        NewOrganisation(
            name=name or was.name,
            kind=kind or was.kind.code,
            short_name=short_name or (name or was.short_name),
            symbol=was.symbol if symbol is None else symbol,
            agency_type=was.agency_type if agency_type is None else agency_type,
        )
    )
    changed = [field for field in _TELLING if getattr(was, field) != now[field]]
    if not changed:
        raise Refused(_("Tên và loại hình mới giống như cũ, không có gì thay đổi."))
    if was.kind.holds_members and not _kind(kind or was.kind.code).holds_members:
        heads = figures.count(figures.MEMBERS, organisation, on)
        if heads:
            raise Refused(
                _(
                    "“%(name)s” còn %(count)s đảng viên sinh hoạt trực tiếp nên chưa đổi thành "
                    "đảng bộ được. "
                    "Đồng chí lập đảng bộ mới rồi chia tách chi bộ về dưới đảng bộ ấy."
                )
                % {"name": was.name, "count": heads}
            )
    if now["name"] != was.name:
        _check_name_is_free(now["name"], place.parent, on, organisation)
    writing = Writing(
        Act.What.RENAME, on=on, decision=decision, actor=actor, recorded_at=recorded_at
    )
    until = was.valid_to
    writing.end(was, on)
    writing.add(Profile, organisation=organisation, valid_from=on, valid_to=until, **now)
    return writing.finish(
        where=where,
        outcome=organisation,
        organisation=organisation.pk,
        was=_told(was, changed),
        now={field: str(now[field]) for field in changed},
    )


@transaction.atomic
def reparent(
    *,
    organisation: Organisation,
    parent: Organisation,
    on: date,
    decision: Decision,
    actor: Actor,
    recorded_at: datetime | None = None,
) -> Act:
    """Place ``organisation``, with all under it, under ``parent`` from ``on`` on.

    Where a later change of place is recorded already, the new place holds until that one.

    :raises PermissionDenied: no right over both the old and the new place
    :raises Refused: there already; either does not stand that day; a cycle or a lower kind above
    """
    lock_tree()
    check_day(on)
    where = require_over(actor, REORGANISE, fresh(organisation), on)
    access.require(actor, REORGANISE, fresh(parent))
    place = placement_on(organisation, on)
    placement_on(parent, on)
    if place.parent_id == parent.pk:
        raise Refused(
            _("Ngày %(day)s, “%(name)s” đã trực thuộc “%(parent)s”.")
            % {
                "day": written(on),
                "name": name_on(organisation, on),
                "parent": name_on(parent, on),
            }
        )
    writing = Writing(
        Act.What.REPARENT, on=on, decision=decision, actor=actor, recorded_at=recorded_at
    )
    rehang(writing, place, parent.pk, on)
    writing.concerned.add(parent.pk)
    return writing.finish(
        where=where,
        outcome=organisation,
        organisation=organisation.pk,
        **{"from": place.parent_id, "to": parent.pk},
    )


@transaction.atomic
def dissolve(
    *,
    organisation: Organisation,
    on: date,
    decision: Decision,
    actor: Actor,
    members_to: Organisation | None = None,
    recorded_at: datetime | None = None,
) -> Act:
    """End ``organisation``; ``on`` is the first day on which it is no more.

    A cell with members names the cell that takes them in (``members_to``).

    :raises Refused: organisations still stand under it; members without a place to go
    """
    lock_tree()
    check_day(on)
    where = require_over(actor, REORGANISE, fresh(organisation), on - timedelta(days=1))
    ends_on(organisation, on)
    name = name_on(organisation, on)
    children = Placement.objects.as_of(on).filter(parent=organisation).count()
    if children:
        raise Refused(
            _(
                "“%(name)s” còn %(count)s tổ chức trực thuộc ngày %(day)s. "
                "Đồng chí chuyển các tổ chức ấy đi trước."
            )
            % {"name": name, "count": children, "day": written(on)}
        )
    is_cell = profile_on(organisation, on).kind.holds_members
    heads = figures.count(figures.MEMBERS, organisation, on - timedelta(days=1)) if is_cell else 0
    if heads and members_to is None:
        raise Refused(
            _("“%(name)s” còn %(count)s đảng viên. Đồng chí chọn chi bộ tiếp nhận.")
            % {"name": name, "count": heads}
        )
    if members_to is not None:
        _check_receiver(members_to, organisation, on, actor)
    writing = Writing(
        Act.What.DISSOLVE, on=on, decision=decision, actor=actor, recorded_at=recorded_at
    )
    end_what_it_is(writing, organisation, on)
    if members_to is not None:
        writing.concerned.add(members_to.pk)
        writing.succeed(organisation, [(members_to, WHOLE, heads or 0)])
        if is_cell:
            writing.move_members(organisation, members_to)
        writing.pass_on(organisation, members_to)
    return writing.finish(
        where=where,
        organisation=organisation.pk,
        members_to=members_to.pk if members_to else None,
    )


# --- What the acts are made of


def end_what_it_is(writing: Writing, organisation: Organisation, on: date) -> None:
    """Close place, name, offices and party groups: from ``on`` on ``organisation`` is no more."""
    for model in (Placement, Profile, Grant, PartyGroup):
        rows = model._default_manager.known().filter(organisation=organisation)
        for row in rows.order_by("valid_from"):
            writing.end(row, on)


def rehang(writing: Writing, place: Placement, parent_id: int | None, on: date) -> None:
    """From ``on`` to the end of ``place``, stand under another parent."""
    until = place.valid_to
    writing.end(place, on)
    writing.place(place.organisation_id, parent_id, on, until)


def _heads_along(source: Organisation, on: date, eve: date, *, is_cell: bool) -> int | None:
    """Members that go along with ``source``: its own, or those of what stands under it on ``on``.

    What left it on that very day by another act does not come along.
    """
    if is_cell:
        return figures.count(figures.MEMBERS, source, eve)
    under = Placement.objects.as_of(on).filter(parent=source).select_related("organisation")
    counts = figures.counts(figures.MEMBERS, [row.organisation for row in under], eve)
    if not counts or None in counts.values():
        return None
    return sum(count or 0 for count in counts.values())


def _may_found_under(parent: Organisation | None, on: date, actor: Actor) -> Organisation | None:
    if parent is None:
        if not actor.sees_everything:
            raise PermissionDenied(
                _("Chỉ khi thiết lập ban đầu mới lập được tổ chức không có cấp trên.")
            )
        return None
    access.require(actor, REORGANISE, fresh(parent))
    placement_on(parent, on)
    return parent


def _make(writing: Writing, new: NewOrganisation, parent: Organisation | None) -> Organisation:
    facts = _facts(new)
    _check_name_is_free(facts["name"], parent, writing.on, None)
    (code,) = _free_codes([replace(new, code=new.code or _next_code(parent))])
    made = Organisation.objects.create(code=code)
    writing.add(Profile, organisation=made, valid_from=writing.on, **facts)
    writing.place(made.pk, parent.pk if parent else None, writing.on, None)
    writing.is_new(made, parent)
    return made


def _free_codes(news: Sequence[NewOrganisation]) -> list[str]:
    """The codes of new organisations, none of them empty, too long or in use.

    :raises BadInput: naming the first that cannot be used
    """
    codes = [tidy(new.code) for new in news]
    taken = set(Organisation.objects.filter(code__in=codes).values_list("code", flat=True))
    for new, code in zip(news, codes, strict=True):
        if not code:
            raise BadInput(_("“%(name)s” chưa có mã. Đồng chí ghi mã.") % {"name": new.name})
        if len(code) > 40:
            raise BadInput(
                _("Mã “%(code)s” dài quá 40 chữ. Đồng chí rút gọn.") % {"code": code[:60]}
            )
        if code in taken:
            raise BadInput(
                _("Mã “%(code)s” đã dùng cho tổ chức khác. Đồng chí chọn mã khác hoặc để trống.")
                % {"code": code}
            )
        taken.add(code)
    return codes


def _next_code(parent: Organisation | None) -> str:
    stem = f"{parent.code}-" if parent else "TC-"
    stem = stem if len(stem) <= 32 else f"TC-{parent.pk if parent else 0}-"
    number = Organisation.objects.filter(code__startswith=stem).count() + 1
    while Organisation.objects.filter(code=f"{stem}{number}").exists():
        number += 1
    return f"{stem}{number}"


_TELLING = ("name", "short_name", "symbol", "agency_type", "kind")


def _told(profile: Profile, fields: Sequence[str]) -> dict[str, str]:
    return {field: str(getattr(profile, field)) for field in fields}


def _kind(code: str, kinds: dict[str, Kind] | None = None) -> Kind:
    found = kinds.get(code) if kinds is not None else Kind.objects.filter(code=code).first()
    if found is None:
        raise BadInput(
            _("Không có loại hình tổ chức “%(code)s”. Đồng chí chọn trong danh mục.")
            % {"code": code}
        )
    return found


def _facts(new: NewOrganisation, kinds: dict[str, Kind] | None = None) -> dict[str, object]:
    name, short = tidy(new.name), tidy(new.short_name) or tidy(new.name)
    if not name:
        raise BadInput(_("Chưa có tên tổ chức. Đồng chí ghi tên đầy đủ theo quyết định."))
    if len(name) > 200:
        raise BadInput(_("Tên tổ chức dài quá 200 chữ. Đồng chí rút gọn."))
    symbol = tidy(new.symbol)
    if len(symbol) > 20:
        raise BadInput(_("Ký hiệu văn bản dài quá 20 chữ. Đồng chí rút gọn."))
    if new.agency_type and new.agency_type not in AgencyType.values:
        raise BadInput(
            _("Không có loại cơ quan “%(code)s”. Đồng chí chọn trong danh mục.")
            % {"code": new.agency_type}
        )
    return {
        "kind": _kind(new.kind, kinds),
        "name": name,
        "short_name": short[:120],
        "symbol": symbol,
        "agency_type": new.agency_type,
        "sort_key": sort_key(name),
        "folded": fold(f"{name} {short}" if short != name else name)[:400],
    }


def _check_name_is_free(
    name: object, parent: Organisation | None, on: date, own: Organisation | None
) -> None:
    beside = Placement.objects.as_of(on).filter(parent=parent)
    if own is not None:
        beside = beside.exclude(organisation=own)
    taken = Profile.objects.as_of(on).filter(
        name=name, organisation__in=beside.values("organisation")
    )
    if taken.exists():
        raise Refused(
            _(
                "Ngày %(day)s đã có một tổ chức tên “%(name)s” cùng cấp trên. "
                "Đồng chí chọn tên khác để không lẫn."
            )
            % {"day": written(on), "name": name}
        )


def _check_receiver(receiver: Organisation, ending: Organisation, on: date, actor: Actor) -> None:
    require_over(actor, REORGANISE, fresh(receiver), on)
    placement_on(receiver, on)
    if receiver.pk == ending.pk:
        raise Refused(_("Chi bộ tiếp nhận phải khác chi bộ giải thể. Đồng chí chọn chi bộ khác."))
    if not profile_on(receiver, on).kind.holds_members:
        raise Refused(
            _("“%(name)s” không phải chi bộ nên không tiếp nhận đảng viên được.")
            % {"name": name_on(receiver, on)}
        )


def _check_parts(
    source: Organisation,
    parts: Sequence[Part],
    under: dict[int, Placement],
    *,
    is_cell: bool,
    keeps: bool,
    on: date,
) -> None:
    name = name_on(source, on)
    children = [child for part in parts for child in part.children]
    for child in children:
        row = under.get(child.pk)
        if row is None or not covers(row.valid_from, row.valid_to, on):
            raise Refused(
                _("Ngày %(day)s, “%(child)s” không trực thuộc “%(name)s”.")
                % {"day": written(on), "child": name_on(child, on), "name": name}
            )
    if len({child.pk for child in children}) < len(children):
        raise Refused(_("Có tổ chức được xếp vào hai phần. Đồng chí giữ lại ở một phần."))
    for part in parts:
        kind = (
            profile_on(part.into, on).kind
            if isinstance(part.into, Organisation)
            else _kind(part.into.kind)
        )
        if isinstance(part.into, Organisation) and part.into.pk == source.pk:
            raise Refused(
                _("Phần được tách ra phải khác “%(name)s”. Đồng chí chọn tổ chức khác.")
                % {"name": name}
            )
        if kind.holds_members != is_cell:
            raise Refused(
                _("Chi bộ chia tách thành chi bộ, đảng bộ thành đảng bộ. Đồng chí chọn loại hình.")
            )
    if is_cell:
        named = [key for part in parts for key in part.member_ids or ()]
        if len(set(named)) < len(named):
            raise Refused(_("Có đảng viên được xếp vào hai phần. Đồng chí giữ lại ở một phần."))
        rest = sum(part.member_ids is None for part in parts)
        if rest > 1 or (rest == 0 and not keeps) or (rest and keeps):
            raise Refused(
                _(
                    "Khi chi bộ kết thúc, đúng một phần nhận những đảng viên còn lại; khi chi bộ "
                    "tiếp tục, mỗi phần phải nêu rõ từng đảng viên."
                )
            )
    elif not keeps and len(children) < len(under):
        left = next(key for key in under if key not in {child.pk for child in children})
        raise Refused(
            _("Còn %(count)s tổ chức chưa xếp vào phần nào, trong đó có “%(name)s”.")
            % {
                "count": len(under) - len(children),
                "name": name_on(Organisation.objects.get(pk=left), on),
            }
        )
    elif keeps and not children:
        raise Refused(_("Chưa chọn tổ chức nào để tách ra. Đồng chí chọn ít nhất một."))


def _heads_of_parts(
    parts: Sequence[Part], whole: int | None, *, is_cell: bool, eve: date
) -> list[int | None]:
    """Heads that go each way, as far as they are known."""
    if is_cell:
        named = sum(len(part.member_ids or ()) for part in parts)
        return [
            len(part.member_ids)
            if part.member_ids is not None
            else (None if whole is None else max(whole - named, 0))
            for part in parts
        ]
    children = [child for part in parts for child in part.children]
    counts = figures.counts(figures.MEMBERS, children, eve)
    return [
        None
        if any(counts[child.pk] is None for child in part.children)
        else sum(counts[child.pk] or 0 for child in part.children)
        for part in parts
    ]
