"""Reckoning what each owes: who pays here, by what category, under the rules of the month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from sotay.core.text import name_sort_key
from sotay.dues.models import Basis, Collection, Credit, Due, Payment, Relief
from sotay.dues.rules import months, owing
from sotay.members.models import Member, Membership, TemporaryStay
from sotay.organisations.models import Organisation
from sotay.organisations.querysets import line_ids
from sotay.regulations.registry import NoSuchRule, rule, value


@dataclass(frozen=True)
class Payer:
    """Somebody who pays in the cell this month."""

    member_id: int
    name: str
    sort_key: str
    is_guest: bool = False
    party_since: date | None = None


@dataclass
class Reckoner:
    """The rules of one cell and month, each asked of the registry once.

    The rate of a month is the one in force on its first day.
    """

    organisation_id: int
    month: date
    line: list[int] = field(default_factory=list)
    terms: dict[tuple[str, int | None], owing.Terms | None] = field(default_factory=dict)
    step: int = 1
    exempt_years: int | None = None

    def __post_init__(self) -> None:
        self.line = line_ids(self.organisation_id, self.month) or [self.organisation_id]
        self.step = int(self._value("dues.rounding", 1))
        self.exempt_years = self._value("dues.exempt_party_years", None)

    def _value(self, rule_id: str, otherwise: Any) -> Any:
        try:
            return value(rule_id, self.month, self.line)
        except NoSuchRule:
            return otherwise

    def terms_of(self, category: str, region: int | None) -> owing.Terms | None:
        """Rate and base of a category; ``None`` where the registry has none for the month."""
        key = (category, region)
        if key not in self.terms:
            self.terms[key] = self._terms(owing.KINDS[category], region)
        return self.terms[key]

    def _terms(self, kind: owing.Kind, region: int | None) -> owing.Terms | None:
        try:
            found = rule(kind.rule, self.month, self.line).value
            if kind.base == owing.FIXED:
                return owing.Terms(kind.base, amount=int(found), step=self.step)
            if kind.base == owing.CHOSEN:
                low, high = found
                return owing.Terms(kind.base, low=int(low), high=int(high), step=self.step)
            wage = None
            if kind.base == owing.WAGE and region is not None:
                wages = value("dues.minimum_wage", self.month, self.line)
                wage = int(wages[str(region)])
            return owing.Terms(kind.base, share=Decimal(str(found)), wage=wage, step=self.step)
        except NoSuchRule:
            return None

    def reckon(self, payer: Payer, basis: Basis | None, relief: Relief | None) -> dict[str, Any]:
        """The fields of a :class:`Due` for one payer."""
        percent = relief.percent if relief else 0
        years = owing.full_years(payer.party_since, self.month)
        if self.exempt_years is not None and years is not None and years >= self.exempt_years:
            percent = 100
        if basis is None:
            amount = 0 if percent >= 100 else None
            return {"relief_percent": percent, "amount": amount}
        terms = self.terms_of(basis.category, basis.region)
        if terms is None:
            amount = 0 if percent >= 100 else None
        else:
            amount = owing.assess(terms, basis.income, percent)
        base = None
        if terms is not None:
            base = terms.wage if terms.base == owing.WAGE else terms.amount or basis.income
        return {
            "category": basis.category,
            "base": base,
            "share": terms.share if terms else None,
            "relief_percent": percent,
            "amount": amount,
            "rule": owing.KINDS[basis.category].rule,
        }


def payers_of(organisation: Organisation, month: date) -> list[Payer]:
    """Who pays in the cell: its members on the day set by rule, those away on a stay left out.

    Guests by a temporary transfer are added, if the rule of the day lets them pay where they are.
    """
    day = months.day_in(month, int(value("dues.place_day", month, organisation.pk)))
    stays_pay = bool(value("dues.stay_pays_there", day, organisation.pk))
    there = Membership.objects.as_of(day).filter(organisation=organisation)
    away: set[int] = set()
    guests: list[Payer] = []
    if stays_pay:
        stays = TemporaryStay.objects.as_of(day)
        away = set(stays.filter(member__in=there.values("member")).values_list("member", flat=True))
        guests = [
            Payer(member, name, name_sort_key(name), is_guest=True)
            for member, name in stays.filter(organisation=organisation).values_list(
                "member_id", "member_name"
            )
        ]
    own = [
        Payer(row.pk, row.full_name, row.sort_key, party_since=row.decided_on or row.admitted_on)
        for row in Member.objects.filter(pk__in=there.values("member")).exclude(pk__in=away)
    ]
    return sorted([*own, *guests], key=lambda payer: (payer.sort_key, payer.member_id))


def placed_in(organisation: Organisation, month: date, members: Iterable[int]) -> set[int]:
    """Which of ``members`` belonged to the cell on the day by rule, whoever sees their record now.

    The caller has opened the tree for it.
    """
    day = months.day_in(month, int(value("dues.place_day", month, organisation.pk)))
    rows = Membership.objects.as_of(day).filter(organisation=organisation, member__in=list(members))
    return set(rows.values_list("member", flat=True))


def assess(collection: Collection, payers: Iterable[Payer]) -> None:
    """Write what each of ``payers`` owes in the month; what stood for them is superseded.

    Who already owes the month in another cell is left there.
    """
    wanted = list(payers)
    keys = [payer.member_id for payer in wanted]
    organisation, month = collection.organisation_id, collection.month
    bases = _by_member(Basis.objects.as_of(month).filter(organisation=organisation), keys)
    reliefs = _by_member(Relief.objects.as_of(month).filter(organisation=organisation), keys)
    reckoner = Reckoner(organisation, month)
    now = timezone.now()
    Due.objects.of_month(organisation, month).filter(member__in=keys).update(superseded_at=now)
    Due.objects.bulk_create(
        [
            Due(
                member_id=payer.member_id,
                organisation_id=organisation,
                collection=collection,
                month=month,
                member_name=payer.name,
                sort_key=payer.sort_key,
                is_guest=payer.is_guest,
                recorded_at=now,
                **reckoner.reckon(payer, bases.get(payer.member_id), reliefs.get(payer.member_id)),
            )
            for payer in wanted
        ],
        ignore_conflicts=True,
    )


def carry_bases(collection: Collection, payers: Iterable[Payer]) -> int:
    """Bring along what was declared in the cell a member paid in before; gives how many came.

    Only for those who pay here now and of whom nothing is declared here: whoever keeps their dues
    must know by what they are reckoned. Rows of other cells are not changed. The caller has opened
    the tree for it.
    """
    keys = [payer.member_id for payer in payers]
    declared = Basis.objects.known().filter(
        organisation=collection.organisation_id, member__in=keys
    )
    lacking = set(keys) - set(declared.values_list("member", flat=True))
    before: dict[int, Basis] = {}
    for basis in (
        Basis.objects.as_of(collection.month)
        .filter(member__in=lacking)
        .exclude(organisation=collection.organisation_id)
        .order_by("recorded_at", "id")
    ):
        before[basis.member_id] = basis
    Basis.objects.bulk_create(
        [
            Basis(
                member_id=member,
                organisation_id=collection.organisation_id,
                category=basis.category,
                income=basis.income,
                region=basis.region,
                valid_from=collection.month,
                entered_by_id=basis.entered_by_id,
            )
            for member, basis in before.items()
        ]
    )
    return len(before)


def _by_member(rows: Any, keys: list[int]) -> dict[int, Any]:
    return {row.member_id: row for row in rows.filter(member__in=keys)}


def reassess(organisation_id: int, member_id: int) -> None:
    """Reckon the open month anew for one member, if there is one and the member pays in it."""
    collection = Collection.objects.open().filter(organisation=organisation_id).first()
    if collection is None:
        return
    due = Due.objects.of_month(organisation_id, collection.month).filter(member=member_id).first()
    if due is None:
        return
    since = (
        Member.objects.filter(pk=member_id).values_list("decided_on", "admitted_on").first()
        if not due.is_guest
        else None
    )
    assess(
        collection,
        [
            Payer(
                member_id,
                due.member_name,
                due.sort_key,
                due.is_guest,
                (since[0] or since[1]) if since else None,
            )
        ],
    )
    tally(collection)


def paid_in(organisation_id: int, members: Iterable[int]) -> dict[Any, int]:
    """What counts as paid in a cell, by member and month: taken here, or paid before coming here.

    A month that was paid elsewhere stands in :class:`Credit`; its money is not this cell's.
    """
    keys = list(members)
    paid: dict[Any, int] = Payment.objects.by_member_and_month(organisation_id, keys)
    for key, total in Credit.objects.by_member_and_month(organisation_id, keys).items():
        paid[key] = paid.get(key, 0) + total
    return paid


def left_to_pay(
    organisation_id: int, member_id: int, wanted: Iterable[date]
) -> dict[date, int | None]:
    """What is still owed for each month; ``None`` where it is not known.

    A month whose list has not been made yet is reckoned by the rules of its first day.
    """
    return left_of_many(organisation_id, {member_id: list(wanted)})[member_id]


def left_of_many(
    organisation_id: int, wanted: Mapping[int, Iterable[date]]
) -> dict[int, dict[date, int | None]]:
    """As :func:`left_to_pay`, of many members; the questions grow with the months alone."""
    asked = {(member, month) for member, listed in wanted.items() for month in listed}
    paid = paid_in(organisation_id, wanted)
    amounts: dict[tuple[int, date], int | None] = {
        (member, month): amount
        for member, month, amount in Due.objects.standing()
        .filter(
            organisation=organisation_id,
            member__in=list(wanted),
            month__in={month for _member, month in asked},
        )
        .values_list("member", "month", "amount")
    }
    to_reckon: dict[date, list[int]] = {}
    for member, month in sorted(asked - set(amounts)):
        to_reckon.setdefault(month, []).append(member)
    for month, members in to_reckon.items():
        for member, amount in _reckoned(organisation_id, month, members).items():
            amounts[member, month] = amount
    found: dict[int, dict[date, int | None]] = {member: {} for member in wanted}
    for member, month in sorted(asked):
        amount = amounts[member, month]
        left = None if amount is None else amount - paid.get((member, month), 0)
        found[member][month] = left
    return found


def _reckoned(organisation_id: int, month: date, members: list[int]) -> dict[int, int | None]:
    """What members owe for a month that has no list yet."""
    since = {
        key: decided or admitted
        for key, decided, admitted in Member.objects.filter(pk__in=members).values_list(
            "pk", "decided_on", "admitted_on"
        )
    }
    bases = _by_member(Basis.objects.as_of(month).filter(organisation=organisation_id), members)
    reliefs = _by_member(Relief.objects.as_of(month).filter(organisation=organisation_id), members)
    reckoner = Reckoner(organisation_id, month)
    return {
        member: reckoner.reckon(
            Payer(member, "", "", party_since=since.get(member)),
            bases.get(member),
            reliefs.get(member),
        )["amount"]
        for member in members
    }


def tally(collection: Collection) -> Collection:
    """Write the sums of a collection anew from its rows and the ledger."""
    dues = list(
        Due.objects.of_month(collection.organisation_id, collection.month).values_list(
            "member", "amount"
        )
    )
    paid = paid_in(collection.organisation_id, [member for member, _amount in dues])
    known = [(member, amount) for member, amount in dues if amount is not None]
    month = collection.month
    collection.heads = len(dues)
    collection.unknown = len(dues) - len(known)
    collection.owed = sum(amount for _member, amount in known)
    collection.settled = sum(
        1 for member, amount in known if paid.get((member, month), 0) >= amount
    )
    # Of those on the list alone: who has moved on has this month counted in the cell they are in.
    collection.paid = sum(paid.get((member, month), 0) for member, _amount in dues)
    collection.received = (
        Payment.objects.filter(collection=collection).aggregate(total=Sum("amount"))["total"] or 0
    )
    collection.save(update_fields=["heads", "unknown", "owed", "settled", "paid", "received"])
    return collection


def tally_months(organisation_id: int, wanted: Iterable[date]) -> None:
    """Write anew the sums of every month that money was laid on."""
    for collection in Collection.objects.filter(
        organisation=organisation_id, month__in=set(wanted)
    ):
        tally(collection)
