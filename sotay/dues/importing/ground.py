"""What the rows of a list are compared with: who pays in the cell, what is owed, what was taken."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sotay.dues.models import Advice, Collection, Due, ListedPayment, Payment, Receipt
from sotay.dues.rules import months
from sotay.dues.rules.transfers import code_of
from sotay.dues.services.assessing import left_of_many
from sotay.dues.sheets import BACK, reversed_of
from sotay.members.models import Member
from sotay.organisations.access import Actor, widened

AT_MOST = 12  # months back in which another receipt of the same sum is looked for


@dataclass
class Ground:
    """What a cell's keeper knows of those who pay here."""

    collection: Collection
    present: dict[int, str]  # on the list of the open month
    others: dict[int, str]  # on an earlier list of the cell
    codes: dict[str, list[int]]
    cards: dict[str, int]  # who bears which party card
    arrears: dict[int, list[date]]  # months of earlier lists not paid yet
    taken: dict[str, Receipt]
    advices: dict[int, Advice]
    receipts: dict[int, list[tuple[Receipt, set[date]]]]  # by member, each with its months

    def name_of(self, member: int) -> str:
        return self.present.get(member) or self.others.get(member, "")


def people_of(collection: Collection) -> tuple[dict[int, str], dict[int, str]]:
    """Names by member: on the open month's list, and on the cell's lists of the months before."""
    rows = Due.objects.standing().filter(
        organisation=collection.organisation_id, month__gte=months.plus(collection.month, -BACK)
    )
    present: dict[int, str] = {}
    others: dict[int, str] = {}
    for member, name, month in rows.order_by("month", "sort_key", "id").values_list(
        "member", "member_name", "month"
    ):
        (present if month == collection.month else others)[member] = name
    return present, {key: name for key, name in others.items() if key not in present}


def codes_of(members: set[int], actor: Actor) -> dict[int, str]:
    """The code of each on transfers. A guest's record is not in the keeper's sight, the code is."""
    with widened(actor, "dues.read_codes"):
        rows = Member.objects.filter(pk__in=members).values_list("pk", "public_id")
        return {key: code_of(public_id) for key, public_id in rows}


def cards_of(members: set[int], actor: Actor) -> dict[str, int]:
    """Whose each party card is, by its digits without zeros in front: a sheet drops those."""
    with widened(actor, "dues.read_codes"):
        rows = Member.objects.filter(pk__in=members).exclude(card_number="")
        return {card_digits(card): key for key, card in rows.values_list("pk", "card_number")}


def card_digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit()).lstrip("0")


def ground_of(collection: Collection, actor: Actor) -> Ground:
    """All that rows are compared with, in a fixed number of questions."""
    organisation = collection.organisation_id
    present, others = people_of(collection)
    everybody = {*present, *others}
    codes: dict[str, list[int]] = defaultdict(list)
    for member, code in codes_of(everybody, actor).items():
        codes[code].append(member)
    taken = {
        one.fingerprint: one.receipt
        for one in ListedPayment.objects.filter(
            organisation=organisation, released_at=None
        ).select_related("receipt")
    }
    waiting = Advice.objects.filter(organisation=organisation, state=Advice.State.WAITING)
    return Ground(
        collection,
        present,
        others,
        dict(codes),
        cards_of(everybody, actor),
        _arrears(collection, everybody),
        taken,
        {one.member_id: one for one in waiting},
        _receipts(collection),
    )


def _receipts(collection: Collection) -> dict[int, list[tuple[Receipt, set[date]]]]:
    """Receipts of the last year that stand, by member, with the months they pay for."""
    recent = list(
        Receipt.objects.filter(
            organisation=collection.organisation_id,
            received_on__gte=months.plus(collection.month, -AT_MOST),
        )
    )
    of_months: dict[int, set[date]] = defaultdict(set)
    for receipt, month in Payment.objects.filter(
        receipt__in=recent, kind=Payment.Kind.PAID
    ).values_list("receipt", "month"):
        of_months[receipt].add(month)
    undone = reversed_of(recent)
    found: dict[int, list[tuple[Receipt, set[date]]]] = defaultdict(list)
    for one in recent:
        if one.pk not in undone:
            found[one.member_id].append((one, of_months[one.pk]))
    return found


def _arrears(collection: Collection, members: set[int]) -> dict[int, list[date]]:
    rows = Due.objects.standing().filter(
        organisation=collection.organisation_id,
        member__in=members,
        month__gte=months.plus(collection.month, -BACK),
        month__lt=collection.month,
    )
    wanted: dict[int, list[date]] = defaultdict(list)
    for member, month in rows.values_list("member", "month"):
        wanted[member].append(month)
    left = left_of_many(collection.organisation_id, wanted)
    return {
        member: [month for month, rest in sorted(of_months.items()) if (rest or 0) > 0]
        for member, of_months in left.items()
    }
