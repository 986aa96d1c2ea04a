"""The collection list of a month as its keeper reads it, and one member's ledger."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.database.planned import PlannedRows
from sotay.core.days import grouped, percent
from sotay.dues.models import (
    Advice,
    Basis,
    Category,
    Collection,
    Credit,
    Due,
    Payment,
    Receipt,
    Relief,
    Remittance,
)
from sotay.dues.rules import months, standing
from sotay.dues.services.assessing import paid_in
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile
from sotay.regulations.registry import NoSuchRule, RuleValue, rule

BACK = 24  # months of arrears that a list looks back on


@dataclass(frozen=True)
class PaidThere:
    """A month paid in the cell before: where, and by which receipt."""

    credit: Credit
    place: str

    @property
    def words(self) -> str:
        return _("%(amount)s đ đóng ở %(place)s, phiếu số %(code)s") % {
            "amount": grouped(self.credit.amount),
            "place": self.place,
            "code": self.credit.receipt_code,
        }


@dataclass(frozen=True)
class Line:
    """One payer in one month."""

    due: Due
    paid: int
    arrears: dict[date, int] = field(default_factory=dict)  # of earlier months, by month
    until: date | None = None
    credits: tuple["PaidThere", ...] = ()  # of this month, paid in the cell before

    @property
    def left(self) -> int | None:
        """Still owed for this month; ``None`` while the figure is not known."""
        return None if self.due.amount is None else max(0, self.due.amount - self.paid)

    @property
    def over(self) -> int:
        return max(0, self.paid - (self.due.amount or 0)) if self.due.amount is not None else 0

    @property
    def is_settled(self) -> bool:
        return self.left == 0

    @property
    def arrears_total(self) -> int:
        return sum(self.arrears.values())

    @property
    def arrears_words(self) -> str:
        return months.listed(self.arrears)

    @property
    def until_words(self) -> str:
        return months.written(self.until) if self.until else ""

    @property
    def category_words(self) -> str:
        return str(Category(self.due.category).label) if self.due.category else ""

    @property
    def how(self) -> str:
        """The reckoning in figures: ``1,0 % của 12.345.650, giảm 50 %``."""
        return how(self.due)

    @property
    def kind(self) -> str:
        if self.left is None:
            return "missing"
        return "done" if self.is_settled else "near" if self.paid else ""

    @property
    def state(self) -> str:
        if self.left is None:
            return _("chưa rõ mức")
        if self.due.amount == 0:
            return _("được miễn")
        if self.is_settled:
            return _("đã đóng")
        return _("đóng một phần") if self.paid else _("chưa đóng")


def how(due: Due) -> str:
    """The reckoning of a due in figures."""
    parts = []
    if due.share is not None and due.base is not None:
        parts.append(
            _("%(share)s của %(base)s") % {"share": percent(due.share), "base": grouped(due.base)}
        )
    elif due.base is not None:
        parts.append(_("mức %s") % grouped(due.base))
    if due.relief_percent >= 100:
        parts.append(_("miễn"))
    elif due.relief_percent:
        parts.append(_("giảm %s %%") % due.relief_percent)
    return ", ".join(parts)


@dataclass(frozen=True)
class Sheet:
    """A month of a cell."""

    collection: Collection
    lines: tuple[Line, ...]
    remittance: Remittance | None
    lapse_months: int  # so many months unpaid in a year have consequences
    rules: tuple[RuleValue, ...] = ()
    advices: tuple[tuple[str, Any], ...] = ()  # name and word of a transfer not answered yet
    elsewhere: tuple[PaidThere, ...] = ()  # of who is in the cell, whose month is another cell's

    @property
    def to_take(self) -> int:
        """How many have something left this month that is known."""
        return sum(1 for line in self.lines if line.left)

    @property
    def left(self) -> int:
        return sum(line.left or 0 for line in self.lines)

    @property
    def arrears_total(self) -> int:
        return sum(line.arrears_total for line in self.lines)

    @property
    def lapsing(self) -> list[Line]:
        """Those with so many unpaid months in this year that the rule asks to look at."""
        year = self.collection.month.year
        return [
            line
            for line in self.lines
            if sum(1 for month in line.arrears if month.year == year) >= self.lapse_months
        ]


def sheet(collection: Collection) -> Sheet:
    """The list of a month with arrears of earlier ones; a fixed number of questions."""
    organisation, month = collection.organisation_id, collection.month
    dues = list(Due.objects.of_month(organisation, month))
    members = [due.member_id for due in dues]
    paid = _paid(organisation, members)
    owed: dict[int, dict[date, int | None]] = defaultdict(dict)
    for member, one, amount in (
        Due.objects.standing()
        .filter(organisation=organisation, member__in=members, month__gte=months.plus(month, -BACK))
        .values_list("member", "month", "amount")
    ):
        owed[member][one] = amount
    there = _paid_there(Credit.objects.standing().filter(organisation=organisation, month=month))
    lines = []
    for due in dues:
        before = {one: amount for one, amount in owed[due.member_id].items() if one < month}
        given = paid[due.member_id]
        lines.append(
            Line(
                due,
                given.get(month, 0),
                standing.arrears(before, given),
                standing.paid_until(owed[due.member_id], given),
                tuple(there.pop(due.member_id, ())),
            )
        )
    lines.sort(key=lambda line: line.is_settled)  # who still owes comes first, each part by name
    return Sheet(
        collection,
        tuple(lines),
        Remittance.objects.filter(collection=collection).first(),
        int(rule("members.removal_absent_months", month, organisation).value),
        _rules_of(dues, month, organisation),
        _advices(organisation),
        tuple(one for paid_there in there.values() for one in paid_there),
    )


def _advices(organisation: int) -> tuple[tuple[str, Any], ...]:
    """What members say they transferred, each under the name of the lists."""
    waiting = list(Advice.objects.filter(organisation=organisation, state=Advice.State.WAITING))
    names = dict(
        Due.objects.standing()
        .filter(organisation=organisation, member__in=[one.member_id for one in waiting])
        .values_list("member", "member_name")
    )
    return tuple((names.get(one.member_id, ""), one) for one in waiting)


def _paid(organisation: int, members: list[int]) -> dict[int, dict[date, int]]:
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for (member, month), total in paid_in(organisation, members).items():
        found[member][month] = total
    return found


def _paid_there(rows: Iterable[Any]) -> dict[int, list[PaidThere]]:
    """Months paid in other cells, by member; each cell named as on the first day of the month."""
    credits = list(rows)
    found: dict[int, list[PaidThere]] = defaultdict(list)
    if credits:
        day = max(one.month for one in credits)
        names = Profile.objects.nearest({one.paid_to_id for one in credits}, day)
        for one in credits:
            place = names[one.paid_to_id].name if one.paid_to_id in names else ""
            found[one.member_id].append(PaidThere(one, place))
    return found


def _rules_of(dues: list[Due], month: date, organisation: int) -> tuple[RuleValue, ...]:
    """The rules by which a list was reckoned, with their sources."""
    found = []
    for rule_id in sorted({due.rule for due in dues if due.rule}):
        try:
            found.append(rule(rule_id, month, organisation))
        except NoSuchRule:
            continue
    return tuple(found)


@dataclass(frozen=True)
class Month:
    """One month of one member: what was owed, what was paid."""

    month: date
    due: Due | None
    paid: int

    @property
    def written(self) -> str:
        return months.written(self.month)

    @property
    def amount(self) -> int | None:
        return self.due.amount if self.due else None

    @property
    def left(self) -> int | None:
        if self.due is None:
            return 0
        return None if self.due.amount is None else max(0, self.due.amount - self.paid)

    @property
    def how(self) -> str:
        return how(self.due) if self.due else ""


# Every member's own page asks for these.
_dues_of: PlannedRows[Due] = PlannedRows(
    "dues_own",
    [int, int],
    lambda cell, member: Due.objects.standing().filter(organisation=cell, member=member),
)
_payments_of: PlannedRows[Payment] = PlannedRows(
    "dues_paid",
    [int, int],
    lambda cell, member: Payment.objects.filter(organisation=cell, member=member).order_by(),
)
_credits_of: PlannedRows[Credit] = PlannedRows(
    "dues_credits",
    [int, int],
    lambda cell, member: (
        Credit.objects.standing().filter(organisation=cell, member=member).order_by()
    ),
)
_bases_of: PlannedRows[Basis] = PlannedRows(
    "dues_bases",
    [int, int, date],
    lambda cell, member, day: (
        Basis.objects.filter(organisation=cell, member=member)
        .known()
        .exclude(valid_to__lte=day)
        .order_by("valid_from")
    ),
)


@dataclass(frozen=True)
class Ledger:
    """All that one member owed and paid in one cell. What is not looked at is not asked for."""

    organisation: Organisation
    member_id: int
    of: date  # the first day of the month as of which it is read
    months: tuple[Month, ...]  # the latest first
    until: date | None
    credits: tuple[PaidThere, ...] = ()  # of those months that were paid in the cell before

    @property
    def paid_there(self) -> list[str]:
        """A sentence for each receipt of the cell before: its months, where, its number."""
        found: dict[tuple[str, str], list[date]] = defaultdict(list)
        for one in self.credits:
            found[one.place, one.credit.receipt_code].append(one.credit.month)
        return [
            _("Tháng %(months)s đóng ở %(place)s, phiếu số %(code)s.")
            % {"months": months.listed(every), "place": place, "code": code}
            for (place, code), every in found.items()
        ]

    @cached_property
    def receipts(self) -> tuple[Receipt, ...]:
        found = Receipt.objects.filter(organisation=self.organisation, member=self.member_id)
        return tuple(found)

    @cached_property
    def reversed_ids(self) -> frozenset[int]:
        return reversed_of(list(self.receipts))

    @cached_property
    def _bases(self) -> list[Basis]:
        """The one that holds and those declared for later."""
        return _bases_of(self.organisation.pk, self.member_id, self.of)

    @property
    def basis(self) -> Basis | None:
        return next((one for one in self._bases if one.valid_from <= self.of), None)

    @property
    def basis_to_come(self) -> Basis | None:
        return next((one for one in self._bases if one.valid_from > self.of), None)

    @cached_property
    def relief(self) -> Relief | None:
        own = Relief.objects.filter(organisation=self.organisation, member=self.member_id)
        found: Relief | None = own.as_of(self.of).first()
        return found

    @property
    def arrears(self) -> list[Month]:
        return [one for one in reversed(self.months) if one.left]

    @property
    def left(self) -> int:
        return sum(one.left or 0 for one in self.months)

    @property
    def unknown(self) -> list[Month]:
        return [one for one in self.months if one.left is None]

    @property
    def until_words(self) -> str:
        return months.written(self.until) if self.until else ""

    @property
    def to_come_words(self) -> str:
        """The month from which another basis is declared."""
        return months.written(self.basis_to_come.valid_from) if self.basis_to_come else ""


def ledger(organisation: Organisation, member_id: int, day: date) -> Ledger:
    """One member's months, receipts and basis in a cell, as they stand on ``day``."""
    dues = {due.month: due for due in _dues_of(organisation.pk, member_id)}
    paid: dict[date, int] = defaultdict(int)
    for entry in _payments_of(organisation.pk, member_id):
        paid[entry.month] += entry.amount  # reversals are negative
    there = _paid_there(_credits_of(organisation.pk, member_id)).get(member_id, [])
    for one in there:
        paid[one.credit.month] += one.credit.amount
    every = sorted({*dues, *(one for one, total in paid.items() if total)}, reverse=True)
    return Ledger(
        organisation=organisation,
        member_id=member_id,
        of=months.first(day),
        months=tuple(Month(one, dues.get(one), paid.get(one, 0)) for one in every),
        until=standing.paid_until({one: due.amount for one, due in dues.items()}, paid),
        credits=tuple(there),
    )


def reversed_of(receipts: list[Any]) -> frozenset[int]:
    """Which of the receipts have been reversed."""
    entries = Payment.objects.filter(receipt__in=receipts, kind=Payment.Kind.REVERSED)
    return frozenset(entries.values_list("receipt", flat=True))


def kept_organisations(actor: Actor) -> list[Organisation]:
    """The cells whose dues this actor keeps, each named as today."""
    from sotay.dues.querysets import kept_by

    found: Any = Organisation.objects.filter(pk__in=kept_by(actor)).described(actor.today)
    return [one for one in found if one.kind_code in ("cell", "grassroots_cell")]
