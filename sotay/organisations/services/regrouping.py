"""Many organisations of one committee go elsewhere in one act; the committee may end with it.

So ended the central bloc on 3-2-2025: its organisations came under four new committees.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.organisations import access, figures
from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Organisation, Placement
from sotay.organisations.querysets import subtree_ids
from sotay.organisations.rules.tree import shares
from sotay.organisations.services.acts import REORGANISE, end_what_it_is, rehang
from sotay.organisations.services.standing import (
    check_day,
    ends_on,
    fresh,
    name_on,
    placement_on,
    require_over,
)
from sotay.organisations.services.writing import Decision, Refused, Writing, lock_tree, portions


@transaction.atomic
def regroup(
    *,
    source: Organisation,
    moves: Sequence[tuple[Organisation, Organisation]],
    ends: bool,
    on: date,
    decision: Decision,
    actor: Actor,
    recorded_at: datetime | None = None,
) -> Act:
    """Move organisations from under ``source`` to new parents, all or none.

    ``moves`` pairs each with its new parent. With ``ends`` the source is no more from ``on`` on
    and nothing may be left under it; the new parents continue it by their share of its members.

    :raises PermissionDenied: no right over the source or in a new parent
    :raises Refused: one named twice, there already, not under the source, left over; a cycle
    """
    lock_tree()
    check_day(on)
    eve = on - timedelta(days=1)
    where = require_over(actor, REORGANISE, fresh(source), eve)
    if ends:
        ends_on(source, on)
    else:
        placement_on(source, on)
    if not moves:
        raise Refused(_("Danh sách chuyển không có tổ chức nào. Đồng chí xem lại tệp."))
    keys = [organisation.pk for organisation, _parent in moves]
    if len(set(keys)) < len(keys):
        twice = next(one for one, _parent in moves if keys.count(one.pk) > 1)
        raise Refused(
            _("“%(name)s” có hai lần trong danh sách. Đồng chí giữ một dòng.")
            % {"name": name_on(twice, on)}
        )
    inside = set(
        Organisation.objects.filter(pk__in=subtree_ids([source.pk], on)).values_list(
            "pk", flat=True
        )
    )
    places = {
        row.organisation_id: row
        for row in Placement.objects.as_of(on).filter(organisation__in=keys)
    }
    parents = {parent.pk: fresh(parent) for _one, parent in moves}
    for parent in parents.values():
        access.require(actor, REORGANISE, parent)
        placement_on(parent, on)
    for organisation, parent in moves:
        _check_move(organisation, parent, source, places, inside, on)
    _check_none_left(source, set(keys), ends=ends, on=on)

    heads = figures.counts(figures.MEMBERS, [organisation for organisation, _p in moves], eve)
    whole = figures.count(figures.MEMBERS, source, eve)
    writing = Writing(
        Act.What.SPLIT, on=on, decision=decision, actor=actor, recorded_at=recorded_at
    )
    if ends:
        end_what_it_is(writing, source, on)
    for organisation, parent in moves:
        rehang(writing, places[organisation.pk], parent.pk, on)
    writing.concerned.update([source.pk, *parents])
    heirs = _heirs(moves, heads)
    taken = portions(
        shares([count for _key, count in heirs], whole, has_rest=not ends), is_whole=ends
    )
    writing.succeed(
        source,
        [
            (parents[key], share, count or 0)
            for (key, count), share in zip(heirs, taken, strict=True)
        ],
    )
    if ends:
        largest = max(range(len(taken)), key=lambda index: taken[index])
        writing.pass_on(source, parents[heirs[largest][0]])
    return writing.finish(
        where=where,
        source=source.pk,
        moves=[[organisation.pk, parent.pk] for organisation, parent in moves],
        ends=ends,
    )


def _heirs(
    moves: Sequence[tuple[Organisation, Organisation]], heads: dict[int, int | None]
) -> list[tuple[int, int | None]]:
    """Each new parent with the members that come to it, None where any of them is not known."""
    coming: dict[int, list[int | None]] = defaultdict(list)
    for organisation, parent in moves:
        coming[parent.pk].append(heads[organisation.pk])
    return [
        (key, None if None in counts else sum(count or 0 for count in counts))
        for key, counts in coming.items()
    ]


def _check_move(
    organisation: Organisation,
    parent: Organisation,
    source: Organisation,
    places: dict[int, Placement],
    inside: set[int],
    on: date,
) -> None:
    place = places.get(organisation.pk)
    if place is None or organisation.pk not in inside or organisation.pk == source.pk:
        raise Refused(
            _("Ngày %(day)s, “%(name)s” không thuộc “%(source)s”.")
            % {
                "day": written(on),
                "name": name_on(organisation, on),
                "source": name_on(source, on),
            }
        )
    if place.parent_id == parent.pk:
        raise Refused(
            _("Ngày %(day)s, “%(name)s” đã trực thuộc “%(parent)s”.")
            % {
                "day": written(on),
                "name": name_on(organisation, on),
                "parent": name_on(parent, on),
            }
        )


def _check_none_left(source: Organisation, going: set[int], *, ends: bool, on: date) -> None:
    if not ends:
        return
    left = (
        Placement.objects.as_of(on)
        .filter(parent=source)
        .exclude(organisation__in=going)
        .select_related("organisation")
    )
    if left:
        raise Refused(
            _(
                "Còn %(count)s tổ chức của “%(source)s” chưa có nơi đến, trong đó có “%(name)s”. "
                "Đồng chí bổ sung vào danh sách."
            )
            % {
                "count": len(left),
                "source": name_on(source, on),
                "name": name_on(left[0].organisation, on),
            }
        )
