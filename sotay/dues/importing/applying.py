"""A list of payments goes into the open month whole or not at all; the same row never twice."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.dues.importing.checking import Plan, plan_of
from sotay.dues.importing.ground import people_of
from sotay.dues.importing.reading import ColumnsUnknown, kept, read_payments
from sotay.dues.importing.rows import Line
from sotay.dues.models import Advice, Collection, ListedPayment, PaymentList, Receipt
from sotay.dues.rules import months
from sotay.dues.services.assessing import tally_months
from sotay.dues.services.collecting import drop_unfinished
from sotay.dues.services.paying import MOST, refuse_to_take, take
from sotay.dues.services.rights import lock_open, require_keeper
from sotay.dues.services.telling import tell_payer
from sotay.organisations.access import Actor

REMEMBERED = 5  # namings of columns that serve the next list


class ListRefused(RuleBroken):
    """The list cannot be taken as it stands; the message is fit to show."""


@transaction.atomic
def start_list(*, collection: Collection, data: bytes, file_name: str, actor: Actor) -> PaymentList:
    """Read a list of payments, or a bank's statement, so that it can be looked at. Nothing is paid.

    Of the file only the rows that speak of dues are kept. A list of this cell that was read before
    and not applied gives way to it. Where the headings are not understood, the list waits for
    somebody to say which column is which (``columns.name_columns``).

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed
    :raises BadInput: the file cannot be read, or nothing in it is a payment of dues
    """
    require_keeper(actor, collection.organisation)
    collection = lock_open(collection)
    present, _others = people_of(collection)
    facts: dict[str, Any]
    try:
        read = read_payments(data, set(present.values()), _named_before(collection))
    except ColumnsUnknown as unknown:
        if unknown.sheet is None:
            raise
        facts = {
            "state": PaymentList.State.ASKED,
            "sort": PaymentList.Sort.LIST,
            "note": unknown.note,
            "table": [[kept(value) for value in row] for row in unknown.sheet.rows],
            "named": {"sheet": unknown.sheet.name},
        }
    else:
        facts = {
            "sort": read.sort,
            "note": read.note,
            "columns": read.columns,
            "rows": read.rows,
            "passed": read.passed,
        }
    drop_unfinished(collection.organisation_id)
    made = PaymentList.objects.create(
        organisation_id=collection.organisation_id,
        collection=collection,
        file_name=tidy(file_name)[-120:] or "-",
        started_by=actor.user,
        **facts,
    )
    audit.record(
        actor,
        "dues.start_list",
        made,
        organisation=collection.organisation_id,
        sort=made.sort,
        rows=len(made.rows or made.table),
    )
    return made


def _named_before(collection: Collection) -> list[dict[str, Any]]:
    """How this cell's keepers have named columns lately, the latest first."""
    rows = PaymentList.objects.filter(
        organisation=collection.organisation_id, named__has_key="heads"
    )
    return list(rows.values_list("named", flat=True)[:REMEMBERED])


def held_list(
    payment_list: PaymentList, actor: Actor, state: str = PaymentList.State.READ
) -> PaymentList:
    """The list in this state and its open month, held until the act ends.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed
    :raises ListRefused: applied or given up already, or its columns are not known
    """
    require_keeper(actor, payment_list.organisation)
    collection = lock_open(payment_list.collection)
    found = PaymentList.objects.select_for_update(of=("self",)).get(pk=payment_list.pk)
    if found.state != state:
        raise ListRefused(_("Danh sách này: %s.") % found.get_state_display())
    found.collection, found.organisation = collection, collection.organisation
    return found


def _choose(found: PaymentList, choices: dict[int, dict[str, Any]]) -> PaymentList:
    known = {row["row"] for row in found.rows}
    for row in choices:
        if row not in known:
            raise BadInput(_("Danh sách không có dòng %d.") % row)
    kept = {**found.choices, **{str(row): choice for row, choice in choices.items()}}
    found.choices = {row: choice for row, choice in kept.items() if choice}
    found.save(update_fields=["choices"])
    return found


@transaction.atomic
def mend_row(
    *,
    payment_list: PaymentList,
    row: int,
    member_id: int,
    wanted: Iterable[date],
    amount: int,
    method: str,
    received_on: date,
    actor: Actor,
) -> PaymentList:
    """Say what a row means, instead of what the file says; what made one hesitate is settled by it.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed
    :raises ListRefused: applied or given up already
    :raises BadInput: no such row, somebody not on the cell's lists, or as for paying
    """
    found = held_list(payment_list, actor)
    present, others = people_of(found.collection)
    if member_id not in present and member_id not in others:
        raise BadInput(_("Đồng chí ấy không có trong danh sách thu của chi bộ."))
    asked = sorted({months.first(month) for month in wanted})
    refuse_to_take(found.collection, asked, method, received_on, actor.today)
    if not 0 < amount < MOST:
        raise BadInput(_("Số tiền phải lớn hơn 0. Đồng chí ghi lại."))
    return _choose(
        found,
        {
            row: {
                "act": "mend",
                "member": member_id,
                "start": asked[0].isoformat(),
                "last": asked[-1].isoformat(),
                "amount": amount,
                "method": method,
                "day": received_on.isoformat(),
            }
        },
    )


@transaction.atomic
def accept_row(*, payment_list: PaymentList, row: int, actor: Actor) -> PaymentList:
    """A row that made one hesitate is right as it was read.

    :raises PermissionDenied, RuleBroken, ListRefused: as for :func:`mend_row`
    :raises BadInput: no such row, or one that must be mended
    """
    found = held_list(payment_list, actor)
    line = _line(plan_of(found, actor), row)
    if line.state != "doubt":
        raise BadInput(
            _("Dòng %d không ghi được như đã đọc. Đồng chí sửa hoặc bỏ qua dòng này.") % row
        )
    return _choose(found, {row: {"act": "as_read"}})


@transaction.atomic
def leave_out(*, payment_list: PaymentList, row: int, actor: Actor) -> PaymentList:
    """Leave a row out of what is applied.

    :raises PermissionDenied, RuleBroken, ListRefused, BadInput: as for :func:`mend_row`
    """
    return _choose(held_list(payment_list, actor), {row: {"act": "leave"}})


@transaction.atomic
def leave_out_unsettled(*, payment_list: PaymentList, actor: Actor) -> PaymentList:
    """Leave out every row that is not understood or not confirmed.

    :raises PermissionDenied, RuleBroken, ListRefused: as for :func:`mend_row`
    """
    found = held_list(payment_list, actor)
    rows = [line.row for line in plan_of(found, actor).unsettled]
    return _choose(found, {row: {"act": "leave"} for row in rows})


@transaction.atomic
def restore_row(*, payment_list: PaymentList, row: int, actor: Actor) -> PaymentList:
    """Take back what was decided of a row: it counts again as it was read.

    :raises PermissionDenied, RuleBroken, ListRefused, BadInput: as for :func:`mend_row`
    """
    return _choose(held_list(payment_list, actor), {row: {}})


def _line(plan: Plan, row: int) -> Line:
    for line in plan.lines:
        if line.row == row:
            return line
    raise BadInput(_("Danh sách không có dòng %d.") % row)


@transaction.atomic
def drop_list(*, payment_list: PaymentList, actor: Actor) -> PaymentList:
    """Give the list up; its rows are forgotten.

    :raises PermissionDenied: not a keeper of this cell
    :raises ListRefused: applied or given up already
    """
    require_keeper(actor, payment_list.organisation)
    found = PaymentList.objects.select_for_update(of=("self",)).get(pk=payment_list.pk)
    if found.state not in (PaymentList.State.ASKED, PaymentList.State.READ):
        raise ListRefused(_("Danh sách này: %s.") % found.get_state_display())
    _settle(found, PaymentList.State.DROPPED, {})
    audit.record(actor, "dues.drop_list", found, organisation=found.organisation_id)
    return found


def _settle(found: PaymentList, state: str, counts: dict[str, Any]) -> None:
    found.state, found.counts = state, counts
    found.rows, found.choices, found.table, found.settled_at = [], {}, [], timezone.now()
    found.save(update_fields=["state", "counts", "rows", "choices", "table", "settled_at"])


@transaction.atomic
def apply_list(*, payment_list: PaymentList, actor: Actor) -> PaymentList:
    """Take the money of every row that is understood, a receipt each; all of them or none.

    Rows taken before, by whichever list, are passed over. A member's own word of the same transfer
    is confirmed with it.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed
    :raises ListRefused: applied already, a row is not settled, or there is nothing to take
    """
    found = held_list(payment_list, actor)
    plan = plan_of(found, actor)
    if plan.unsettled:
        raise ListRefused(
            _("Còn %(count)d dòng chưa rõ (dòng %(rows)s). Đồng chí sửa, xác nhận hoặc bỏ qua.")
            % {
                "count": len(plan.unsettled),
                "rows": ", ".join(str(line.row) for line in plan.unsettled[:10]),
            }
        )
    if not plan.ready:
        raise ListRefused(_("Không còn dòng nào để ghi: mọi khoản đã có trong sổ hoặc bỏ qua."))
    collection = found.collection
    receipts: list[tuple[Line, Receipt]] = []
    laid_on = {collection.month}
    for line in plan.ready:
        receipt, of_months = take(
            collection, line.member_id or 0, line.months, actor, line.amount, line.method,
            line.day or actor.today,
        )  # fmt: skip
        receipts.append((line, receipt))
        laid_on |= set(of_months)
    ListedPayment.objects.bulk_create(
        [
            ListedPayment(
                organisation_id=found.organisation_id,
                payment_list=found,
                receipt=receipt,
                row=line.row,
                fingerprint=line.fingerprint,
            )
            for line, receipt in receipts
        ]
    )
    tally_months(collection.organisation_id, laid_on)
    answered = _confirm_advices(receipts, actor)
    codes = [receipt.code for _line_, receipt in receipts]
    counts = {
        "receipts": len(receipts),
        "first": codes[0],
        "last": codes[-1],
        "amount": plan.total,
        "taken": len(plan.of("taken")),
        "left": len(plan.of("left")),
        "advices": answered,
    }
    _settle(found, PaymentList.State.APPLIED, counts)
    audit.record(
        actor,
        "dues.apply_list",
        found,
        organisation=found.organisation_id,
        receipts=len(receipts),
        first=codes[0],
        last=codes[-1],
        taken=counts["taken"],
        left=counts["left"],
    )
    return found


def _confirm_advices(receipts: list[tuple[Line, Receipt]], actor: Actor) -> int:
    """The word of a transfer that is on the statement is confirmed, and its member told."""
    count = 0
    for line, receipt in receipts:
        if line.advice_id is None:
            continue
        advice = Advice.objects.select_for_update(of=("self",)).get(pk=line.advice_id)
        if advice.state != Advice.State.WAITING:  # an earlier row of this list answered it
            continue
        advice.state, advice.receipt = Advice.State.CONFIRMED, receipt
        advice.settled_on = actor.today
        advice.save(update_fields=["state", "receipt", "settled_on"])
        audit.record(actor, "dues.confirm_advice", advice, organisation=advice.organisation_id)
        tell_payer(advice, actor)
        count += 1
    return count
