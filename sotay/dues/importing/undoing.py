"""A list applied by mistake is taken back whole: every receipt that stands, in one act."""

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import grouped
from sotay.core.errors import RuleBroken
from sotay.dues.importing.applying import ListRefused
from sotay.dues.models import Advice, Collection, PaymentList, Receipt
from sotay.dues.rules import months
from sotay.dues.services.reversing import reason_of, standing_entries, undo
from sotay.dues.services.rights import lock_open, lock_organisation, require_keeper
from sotay.organisations.access import Actor


@transaction.atomic
def take_back_list(*, payment_list: PaymentList, reason: str, actor: Actor) -> PaymentList:
    """Undo every receipt that an applied list made and that stands; all of them or none.

    The receipts stay in the ledger and are marked void by entries of the opposite sign. Those that
    were undone one by one before are left as they are. A member's word that the list confirmed
    waits again. Until the month of the list is closed: then its money has been shared.

    :raises PermissionDenied: not a keeper of this cell
    :raises ListRefused: not applied, taken back already, the month is closed, nothing of it stands,
        or the money has gone out again by another reversal
    :raises BadInput: no reason
    """
    require_keeper(actor, payment_list.organisation)
    words = reason_of(reason)
    lock_organisation(payment_list.organisation)
    found = PaymentList.objects.select_for_update(of=("self",)).get(pk=payment_list.pk)
    if found.state != PaymentList.State.APPLIED:
        raise ListRefused(_("Danh sách này: %s.") % found.get_state_display())
    collection = _open_month(found.collection)
    receipts = list(Receipt.objects.filter(listed__payment_list=found).order_by("id"))
    entries = standing_entries(receipts)
    standing = {entry.receipt_id for entry in entries}
    if not standing:
        raise ListRefused(_("Mọi phiếu của danh sách này đã được hủy từng phiếu trước đó."))
    amount = sum(entry.amount for entry in entries)
    if collection.received < amount:
        raise ListRefused(
            _(
                "Tháng đang thu còn %(have)s đồng, chưa đủ để trả lại %(need)s đồng của danh sách"
                " này. Đồng chí ghi các khoản đã thu trước rồi rút lại."
            )
            % {"have": grouped(collection.received), "need": grouped(amount)}
        )
    undo(entries, collection, words, actor)
    counts = {
        **found.counts,
        "undone": len(standing),
        "undone_amount": amount,
        "undone_before": len(receipts) - len(standing),
        "waiting_again": _ask_again(standing),
    }
    found.state, found.counts = PaymentList.State.UNDONE, counts
    found.undone_on, found.undone_by, found.undone_reason = actor.today, actor.user, words
    found.save(update_fields=["state", "counts", "undone_on", "undone_by", "undone_reason"])
    audit.record(
        actor,
        "dues.take_back_list",
        found,
        organisation=found.organisation_id,
        receipts=len(standing),
        first=found.counts["first"],
        last=found.counts["last"],
    )
    return found


def _open_month(collection: Collection) -> Collection:
    """The list's own month, held; once it is closed its money has been shared.

    :raises ListRefused: it is closed, with what to do instead
    """
    try:
        return lock_open(collection)
    except RuleBroken:
        raise ListRefused(closed_words(collection)) from None


def closed_words(collection: Collection) -> str:
    """Why a list of a closed month is not taken back whole, and what can be done."""
    return _(
        "Tháng %s đã chốt và tiền đã chia, nộp lên nên không rút lại cả danh sách được. Khoản nào"
        " ghi nhầm thì đồng chí hủy phiếu của khoản ấy; tiền được trừ ở tháng đang thu."
    ) % months.written(collection.month)


def _ask_again(receipts: set[int]) -> int:
    """Words of a transfer that the list confirmed wait again, unless a newer one of theirs does."""
    count = 0
    confirmed = Advice.objects.filter(receipt__in=receipts, state=Advice.State.CONFIRMED)
    for advice in confirmed.select_for_update(of=("self",)):
        newer = Advice.objects.filter(
            member=advice.member_id,
            organisation=advice.organisation_id,
            state=Advice.State.WAITING,
        )
        if newer.exists():
            continue
        advice.state, advice.receipt, advice.settled_on = Advice.State.WAITING, None, None
        advice.save(update_fields=["state", "receipt", "settled_on"])
        count += 1
    return count
