"""A member's category and figure, and dues lowered by decision."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.periods import supersede
from sotay.core.text import tidy
from sotay.dues.models import Basis, Category, Collection, Ground, Region, Relief
from sotay.dues.rules import months, owing
from sotay.dues.services.assessing import payers_of, reassess
from sotay.dues.services.rights import keeps, require_keeper
from sotay.members.models import Member, TemporaryStay
from sotay.organisations.access import Actor, widened
from sotay.organisations.models import Organisation
from sotay.regulations.registry import value

NEAR = 24  # months back or ahead from today that may be written about
MOST = 10**12  # đồng a month: above this a figure was mistyped


@transaction.atomic
def declare_basis(
    *,
    organisation: Organisation,
    member_id: int,
    category: str,
    income: int | None,
    region: int | None,
    since: date,
    actor: Actor,
) -> Basis:
    """Say by what a member's dues are reckoned in a cell, from the month ``since`` on.

    The member says it of themselves, or whoever keeps the cell's dues. The month being collected is
    reckoned anew; closed months stay as they are.

    :raises PermissionDenied: neither the member nor a keeper of this cell
    :raises RuleBroken: the month is closed, or the member does not pay in this cell
    :raises BadInput: a figure or region that the category needs is lacking, or a month far off
    """
    own = Member.objects.filter(user=actor.user, pk=member_id).first()
    if not keeps(actor, organisation) and own is None:
        raise PermissionDenied(
            _("Mức đóng do chính đồng chí ấy hoặc Bí thư, Phó Bí thư chi bộ ghi.")
        )
    since = months.first(since)
    if category not in Category.values:
        raise BadInput(_("Đồng chí chọn một đối tượng trong danh sách."))
    _must_be_near(since, actor.today)
    kind = owing.KINDS[category]
    if category in owing.NEEDS_INCOME and (income is None or not 0 < income < MOST):
        raise BadInput(_("Đối tượng này cần số tiền một tháng, lớn hơn 0. Đồng chí ghi số ấy."))
    if kind.base == owing.WAGE and region not in Region.values:
        raise BadInput(_("Đối tượng này tính theo lương tối thiểu vùng. Đồng chí chọn vùng."))
    _must_be_ahead(organisation, since)
    _must_pay_here(organisation, member_id, own, since, actor)
    now = timezone.now()
    _make_room(Basis, organisation, member_id, since, None, now)
    made = Basis.objects.create(
        member_id=member_id,
        organisation=organisation,
        category=category,
        income=income if category in owing.NEEDS_INCOME else None,
        region=region if kind.base == owing.WAGE else None,
        valid_from=since,
        entered_by=actor.user,
        recorded_at=now,
    )
    with widened(actor, "dues.declare_basis"):  # a member may not write what is owed
        reassess(organisation.pk, member_id)
    audit.record(
        actor,
        "dues.declare_basis",
        made,
        organisation=organisation,
        member=member_id,
        since=since,
        own=own is not None,
    )
    return made


@transaction.atomic
def set_relief(
    *,
    organisation: Organisation,
    member_id: int,
    percent: int,
    ground: str,
    decision_number: str,
    since: date,
    count: int,
    actor: Actor,
) -> Relief:
    """Lower a member's dues by ``percent`` for ``count`` months from ``since``, by decision.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed, or the member does not pay in this cell
    :raises BadInput: a level or length that the rule does not know, or no decision

    Source: rules ``dues.relief_percents`` and ``dues.relief_months_max``.
    """
    require_keeper(actor, organisation)
    since = months.first(since)
    _must_be_near(since, actor.today)
    levels = value("dues.relief_percents", since, organisation.pk)
    if percent not in levels:
        raise BadInput(
            _("Mức miễn, giảm là một trong: %s phần trăm.") % ", ".join(map(str, levels))
        )
    longest = int(value("dues.relief_months_max", since, organisation.pk))
    if not 1 <= count <= longest:
        raise BadInput(_("Mỗi lần miễn, giảm từ 1 đến %d tháng.") % longest)
    if ground not in Ground.values or not tidy(decision_number):
        raise BadInput(_("Đồng chí chọn lý do và ghi số quyết định hoặc nghị quyết của chi bộ."))
    _must_be_ahead(organisation, since)
    _must_pay_here(organisation, member_id, None, since, actor)
    now = timezone.now()
    until = months.plus(since, count)
    _make_room(Relief, organisation, member_id, since, until, now)
    made = Relief.objects.create(
        member_id=member_id,
        organisation=organisation,
        percent=percent,
        ground=ground,
        decision_number=tidy(decision_number)[:60],
        valid_from=since,
        valid_to=until,
        entered_by=actor.user,
        recorded_at=now,
    )
    reassess(organisation.pk, member_id)
    audit.record(
        actor,
        "dues.set_relief",
        made,
        organisation=organisation,
        member=member_id,
        since=since,
        until=until,
    )
    return made


def _must_be_near(since: date, today: date) -> None:
    if abs((since.year - today.year) * 12 + since.month - today.month) > NEAR:
        raise BadInput(
            _("Tháng %(month)s quá xa hôm nay. Đồng chí chọn tháng trong vòng %(count)d tháng.")
            % {"month": months.written(since), "count": NEAR}
        )


def _must_be_ahead(organisation: Organisation, since: date) -> None:
    """Closed months are not reckoned anew."""
    closed = Collection.objects.filter(organisation=organisation, state="closed", month__gte=since)
    last = closed.order_by("-month").first()
    if last is not None:
        raise RuleBroken(
            _("Tháng %(month)s đã chốt. Đồng chí ghi từ tháng %(next)s trở đi.")
            % {
                "month": months.written(last.month),
                "next": months.written(months.plus(last.month, 1)),
            }
        )


def _must_pay_here(
    organisation: Organisation, member_id: int, own: Member | None, since: date, actor: Actor
) -> None:
    if own is not None and not keeps(actor, organisation):
        stays = TemporaryStay.objects.as_of(actor.today).filter(member=own)
        here = own.cell_id == organisation.pk or stays.filter(organisation=organisation).exists()
    else:
        asked = {since, months.first(actor.today), months.plus(months.first(actor.today), 1)}
        here = (
            any(
                payer.member_id == member_id
                for month in asked
                for payer in payers_of(organisation, month)
            )
            or Member.objects.filter(pk=member_id, cell=organisation).exists()
        )
    if not here:
        raise RuleBroken(
            _("Đồng chí ấy không đóng đảng phí ở chi bộ này. Đồng chí xem lại nơi sinh hoạt.")
        )


def _make_room(
    model: Any,
    organisation: Organisation,
    member_id: int,
    since: date,
    until: date | None,
    now: datetime,
) -> None:
    """Supersede what stood from ``since`` to ``until``; what lies outside is written again."""
    rows = model.objects.known().filter(organisation=organisation, member=member_id)
    for row in rows.select_for_update():
        if (row.valid_to is not None and row.valid_to <= since) or (
            until is not None and row.valid_from >= until
        ):
            continue
        end = row.valid_to
        if row.valid_from < since:
            supersede(row, now, valid_to=since)
        else:
            supersede(row, now, valid_to=row.valid_from)  # it never held: nothing is written
        if until is not None and (end is None or end > until):
            supersede(row, now, valid_from=until, valid_to=end)
