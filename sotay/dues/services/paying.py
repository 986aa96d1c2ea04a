"""Money taken: for one month or several, from one member or from all."""

from collections.abc import Collection as Some
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.dues.models import Collection, Due, Method, Payment, Receipt
from sotay.dues.rules import months, owing
from sotay.dues.services.assessing import left_to_pay, paid_in, tally_months
from sotay.dues.services.crediting import owed_elsewhere
from sotay.dues.services.rights import lock_open, require_keeper
from sotay.organisations.access import Actor

AHEAD = 24  # months that may be paid for in advance
BACK = 12  # months before the open one in which the money may have been received
MOST = 10**12


@transaction.atomic
def pay(
    *,
    collection: Collection,
    member_id: int,
    wanted: Iterable[date],
    actor: Actor,
    amount: int | None = None,
    method: str = Method.CASH,
    received_on: date | None = None,
) -> Receipt:
    """Take money from a member in the open month, for the months ``wanted``; gives the receipt.

    Without an amount, all that is left of those months. A smaller sum is laid on the earliest month
    first; what is over the rate stays with the last.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed, the member is not on this cell's lists, a figure is not
        known, or nothing is left to pay
    :raises BadInput: no month, one too far ahead, an amount not above 0, or a day to come
    """
    require_keeper(actor, collection.organisation)
    collection = lock_open(collection)
    receipt, laid_on = take(
        collection, member_id, wanted, actor, amount, method, received_on or actor.today
    )
    tally_months(collection.organisation_id, {*laid_on, collection.month})
    audit.record(
        actor,
        "dues.pay",
        receipt,
        organisation=collection.organisation_id,
        member=member_id,
        receipt=receipt.code,
    )
    return receipt


@transaction.atomic
def pay_all(*, collection: Collection, actor: Actor, method: str = Method.CASH) -> int:
    """Take from everybody what is left of the open month; gives the number of receipts.

    Those whose figure is not known are left out.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed
    """
    require_keeper(actor, collection.organisation)
    collection = lock_open(collection)
    dues = list(
        Due.objects.of_month(collection.organisation_id, collection.month).exclude(amount=None)
    )
    paid = paid_in(collection.organisation_id, [due.member_id for due in dues])
    left = [
        (due, due.amount - paid.get((due.member_id, due.month), 0))
        for due in dues
        if due.amount > paid.get((due.member_id, due.month), 0)
    ]
    number = _last_number(collection, actor.today.year)
    receipts = Receipt.objects.bulk_create(
        [
            Receipt(
                organisation_id=collection.organisation_id,
                collection=collection,
                member_id=due.member_id,
                member_name=due.member_name,
                year=actor.today.year,
                number=number + step,
                amount=rest,
                method=method,
                received_on=actor.today,
                made_by=actor.user,
            )
            for step, (due, rest) in enumerate(left, 1)
        ]
    )
    Payment.objects.bulk_create(
        [
            Payment(
                member_id=receipt.member_id,
                organisation_id=collection.organisation_id,
                collection=collection,
                receipt=receipt,
                month=collection.month,
                amount=receipt.amount,
                entered_on=actor.today,
                entered_by=actor.user,
            )
            for receipt in receipts
        ]
    )
    tally_months(collection.organisation_id, [collection.month])
    audit.record(
        actor,
        "dues.pay_all",
        collection,
        organisation=collection.organisation_id,
        receipts=len(receipts),
    )
    return len(receipts)


def _last_number(collection: Collection, year: int) -> int:
    """The last number of a receipt in the cell's year; the cell is held."""
    found = Receipt.objects.filter(organisation=collection.organisation_id, year=year)
    return int(found.aggregate(last=Max("number"))["last"] or 0)


def refuse_to_take(
    collection: Collection, asked: Some[date], method: str, received_on: date, today: date
) -> None:
    """Whether money for these months, received that day, may go into the open month at all.

    :raises BadInput: no month, one too far off, a day to come or long past, or no such way
    """
    if not asked:
        raise BadInput(_("Đồng chí chọn ít nhất một tháng để đóng."))
    if max(asked) > months.plus(collection.month, AHEAD):
        raise BadInput(_("Đóng trước nhiều nhất %d tháng.") % AHEAD)
    if received_on < months.plus(collection.month, -BACK):
        raise BadInput(_("Ngày nhận tiền đã quá lâu. Đồng chí xem lại năm."))
    if received_on > today:
        raise BadInput(_("Ngày nhận tiền chưa đến. Đồng chí ghi hôm nay hoặc ngày đã qua."))
    if method not in Method.values:
        raise BadInput(_("Đồng chí chọn cách đóng trong danh sách."))


def take(
    collection: Collection,
    member_id: int,
    wanted: Iterable[date],
    actor: Actor,
    amount: int | None,
    method: str,
    received_on: date,
) -> tuple[Receipt, list[date]]:
    """Write one receipt with its entries; gives it and the months that got money.

    The caller has checked the right, holds the open month, tallies the months and records the act.

    :raises RuleBroken, BadInput: as for :func:`pay`
    """
    asked = sorted({months.first(month) for month in wanted})
    refuse_to_take(collection, asked, method, received_on, actor.today)
    known = Due.objects.standing().filter(organisation=collection.organisation_id, member=member_id)
    name = known.order_by("-month").values_list("member_name", flat=True).first()
    if name is None:
        raise RuleBroken(_("Đồng chí ấy không có trong danh sách thu của chi bộ."))
    others = owed_elsewhere(collection.organisation_id, member_id, asked, actor)
    if others:
        raise RuleBroken(not_here(others))
    left = left_to_pay(collection.organisation_id, member_id, asked)
    unknown = [month for month, rest in left.items() if rest is None]
    if unknown:
        raise RuleBroken(unknown_figure(unknown))
    rest = {month: more or 0 for month, more in left.items()}
    whole = sum(max(0, more) for more in rest.values())
    if amount is None:
        amount = whole
        if not amount:
            raise RuleBroken(_("Tháng %s không còn phải đóng.") % months.listed(asked))
    if not 0 < amount < MOST:
        raise BadInput(_("Số tiền phải lớn hơn 0. Đồng chí ghi lại."))
    parts = owing.spread(amount, rest)
    receipt = Receipt.objects.create(
        organisation_id=collection.organisation_id,
        collection=collection,
        member_id=member_id,
        member_name=name,
        year=received_on.year,
        number=_last_number(collection, received_on.year) + 1,
        amount=amount,
        method=method,
        received_on=received_on,
        made_by=actor.user,
    )
    Payment.objects.bulk_create(
        [
            Payment(
                member_id=member_id,
                organisation_id=collection.organisation_id,
                collection=collection,
                receipt=receipt,
                month=month,
                amount=part,
                entered_on=actor.today,
                entered_by=actor.user,
            )
            for month, part in parts.items()
        ]
    )
    return receipt, list(parts)


def not_here(others: Iterable[date]) -> str:
    """Why money for these months is not taken here."""
    return _(
        "Tháng %s đồng chí ấy đóng ở chi bộ khác nên chi bộ này không thu. Tiền đã nhận thì trả"
        " lại để đóng ở nơi sinh hoạt."
    ) % months.listed(others)


def unknown_figure(unknown: Iterable[date]) -> str:
    return _(
        "Chưa rõ mức đóng tháng %s. Đồng chí ghi đối tượng và số tiền làm căn cứ trước."
    ) % months.listed(unknown)
