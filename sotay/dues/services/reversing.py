"""Money undone: entries of the opposite sign in the open month; the receipts themselves stay."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import grouped
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.dues.models import Collection, ListedPayment, Payment, Receipt
from sotay.dues.services.assessing import tally_months
from sotay.dues.services.crediting import withdraw_credits
from sotay.dues.services.rights import lock_open, lock_organisation, require_keeper
from sotay.organisations.access import Actor

WORDS = 300


@transaction.atomic
def reverse_receipt(*, receipt: Receipt, reason: str, actor: Actor) -> list[Payment]:
    """Undo a receipt by entries of the opposite sign in the open month; the receipt itself stays.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: reversed already, no month is open, or less came in this month than goes out
    :raises BadInput: no reason
    """
    require_keeper(actor, receipt.organisation)
    words = reason_of(reason)
    organisation = lock_organisation(receipt.organisation)
    open_now = Collection.objects.open().filter(organisation=organisation).first()
    if open_now is None:
        raise RuleBroken(
            _("Không có tháng nào đang thu. Đồng chí lập danh sách tháng này rồi hủy phiếu.")
        )
    open_now = lock_open(open_now)
    entries = standing_entries([receipt])
    if not entries:
        raise RuleBroken(_("Phiếu %s đã được hủy trước đó.") % receipt.code)
    if open_now.received < receipt.amount:
        raise RuleBroken(
            _(
                "Tháng đang thu mới nhận %(have)s đồng, chưa đủ để trả lại %(need)s đồng của phiếu"
                " này. Đồng chí ghi các khoản đã thu trước rồi hủy."
            )
            % {"have": grouped(open_now.received), "need": grouped(receipt.amount)}
        )
    made = undo(entries, open_now, words, actor)
    audit.record(
        actor,
        "dues.reverse",
        receipt,
        organisation=organisation,
        member=receipt.member_id,
        receipt=receipt.code,
    )
    return made


def reason_of(reason: str) -> str:
    """The sentence that says why.

    :raises BadInput: there is none
    """
    words = tidy(reason)
    if not words:
        raise BadInput(_("Chưa ghi lý do hủy. Đồng chí ghi một câu, ví dụ: ghi nhầm người."))
    return words[:WORDS]


def standing_entries(receipts: Sequence[Receipt]) -> list[Payment]:
    """What was paid by the receipts and has not been undone since."""
    paid = Payment.objects.filter(receipt__in=receipts, kind=Payment.Kind.PAID)
    return list(paid.filter(reversed_by=None).order_by("id"))


def undo(
    entries: Sequence[Payment], open_now: Collection, words: str, actor: Actor
) -> list[Payment]:
    """Write the opposite of ``entries`` into the open month, with all that follows from it.

    Rows of lists are released, months counted in other cells are owed there again. The caller has
    checked the right, holds the open month and records the act.
    """
    made = Payment.objects.bulk_create(
        [
            Payment(
                member_id=entry.member_id,
                organisation_id=entry.organisation_id,
                collection=open_now,
                receipt_id=entry.receipt_id,
                month=entry.month,
                kind=Payment.Kind.REVERSED,
                amount=-entry.amount,
                reason=words,
                reverses=entry,
                entered_on=actor.today,
                entered_by=actor.user,
            )
            for entry in entries
        ]
    )
    receipts = {entry.receipt_id for entry in entries}
    tally_months(open_now.organisation_id, {*(entry.month for entry in entries), open_now.month})
    ListedPayment.objects.filter(receipt__in=receipts).update(released_at=timezone.now())
    withdraw_credits(receipts, actor)
    return made
