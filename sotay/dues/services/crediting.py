"""Months paid in the cell before: seen in the new cell as paid there, never owed twice.

The money stays with the cell that took it, in its receipts, its sums and its shares. The new cell
learns of each month from its own first list on: how much, where, by which receipt.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from sotay.core import audit
from sotay.dues.models import Collection, Credit, Due, Payment, Receipt
from sotay.dues.services.assessing import Payer, tally_months
from sotay.organisations.access import Actor, widened


def follow_payments(collection: Collection, payers: Iterable[Payer], actor: Actor) -> int:
    """Write what those who pay here have paid elsewhere for this month and later ones.

    What is no longer so, or no longer this cell's, is superseded. Gives how many months are new.
    """
    listed = Due.objects.of_month(collection.organisation_id, collection.month)
    names = dict(listed.values_list("member", "member_name"))
    names |= {payer.member_id: payer.name for payer in payers}
    with widened(actor, "dues.follow_payments"):  # the cell before is not in the keeper's sight
        fresh = _paid_elsewhere(collection, names)
        held = {
            (credit.receipt_id, credit.month): credit
            for credit in Credit.objects.standing().filter(
                organisation=collection.organisation_id, month__gte=collection.month
            )
        }
        gone = [one for key, one in held.items() if key not in {_key(one) for one in fresh}]
        Credit.objects.filter(pk__in=[one.pk for one in gone]).update(superseded_at=timezone.now())
        new = [one for one in fresh if _key(one) not in held]
        Credit.objects.bulk_create(new)
    if new:
        audit.record(
            actor,
            "dues.follow_payments",
            collection,
            organisation=collection.organisation_id,
            count=len(new),
        )
    return len(new)


def _key(credit: Credit) -> tuple[int, date]:
    return credit.receipt_id, credit.month


def _paid_elsewhere(collection: Collection, names: dict[int, str]) -> list[Credit]:
    """Entries of other cells for this month or later, reversals taken off."""
    rows = list(
        Payment.objects.filter(member__in=names, month__gte=collection.month)
        .exclude(organisation=collection.organisation_id)
        .order_by()
        .values_list("member", "organisation", "receipt", "month")
        .annotate(total=Sum("amount"))
        .filter(total__gt=0)
    )
    receipts = Receipt.objects.in_bulk({receipt for _m, _o, receipt, _month, _total in rows})
    return [
        Credit(
            member_id=member,
            organisation_id=collection.organisation_id,
            month=month,
            amount=total,
            member_name=names[member],
            paid_to_id=paid_to,
            receipt_id=receipt,
            receipt_code=receipts[receipt].code,
        )
        for member, paid_to, receipt, month, total in sorted(rows)
    ]


def withdraw_credits(receipts: Iterable[int], actor: Actor) -> int:
    """Receipts are reversed: where their months counted as paid they are owed again."""
    with widened(actor, "dues.withdraw_credits"):
        rows = Credit.objects.standing().filter(receipt__in=list(receipts))
        counted: dict[int, set[date]] = {}
        for organisation, month in rows.values_list("organisation", "month"):
            counted.setdefault(organisation, set()).add(month)
        count = rows.update(superseded_at=timezone.now())
        for organisation, wanted in counted.items():
            tally_months(organisation, wanted)
    return int(count)


def owed_elsewhere(
    organisation_id: int, member_id: int, wanted: Iterable[date], actor: Actor
) -> list[date]:
    """Which of the months are another cell's: on its list, or after the member has gone there."""
    return owed_elsewhere_of_many(organisation_id, {member_id: wanted}, actor)[member_id]


def owed_elsewhere_of_many(
    organisation_id: int, wanted: Mapping[int, Iterable[date]], actor: Actor
) -> dict[int, list[date]]:
    """As :func:`owed_elsewhere`, of many members. Says which months, not where nor how much."""
    here: dict[int, date] = {}
    there: dict[int, set[date]] = {member: set() for member in wanted}
    with widened(actor, "dues.find_place"):
        rows = Due.objects.standing().filter(member__in=list(wanted))
        for member, organisation, month in rows.values_list("member", "organisation", "month"):
            if organisation == organisation_id:
                here[member] = max(month, here.get(member, month))
            else:
                there[member].add(month)
    found = {}
    for member, asked in wanted.items():
        last = here.get(member)
        has_gone = last is not None and any(month > last for month in there[member])
        found[member] = [
            month
            for month in sorted(asked)
            if month in there[member] or (has_gone and last is not None and month > last)
        ]
    return found
