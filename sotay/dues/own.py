"""A member's own dues: where they are paid, what is owed, and the code of a bank transfer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sotay.core.database.planned import PlannedRows
from sotay.dues.models import Advice, BankAccount
from sotay.dues.rules import months, vietqr
from sotay.dues.rules.transfers import note_of
from sotay.dues.services.assessing import left_to_pay
from sotay.dues.sheets import Ledger, ledger
from sotay.members.models import Member, TemporaryStay
from sotay.organisations.models import Organisation
from sotay.regulations.registry import value

AHEAD = (1, 3, 6, 12)  # months offered at once


@dataclass(frozen=True)
class Transfer:
    """What a bank transfer of one's dues says."""

    account: BankAccount
    months: tuple[date, ...]
    amount: int
    note: str
    content: str

    @property
    def months_words(self) -> str:
        return months.listed(self.months)

    @property
    def svg(self) -> SafeString:
        return square(self.content)


@dataclass(frozen=True)
class Own:
    """The page of one's own dues."""

    member: Member
    ledger: Ledger
    transfer: Transfer | None
    account: BankAccount | None
    advices: tuple[Any, ...]
    chosen: int

    @property
    def waiting(self) -> Any:
        return next((one for one in self.advices if one.state == Advice.State.WAITING), None)


_stays: PlannedRows[TemporaryStay] = PlannedRows(
    "dues_stay",
    [int, date],
    lambda member, day: (
        TemporaryStay.objects.as_of(day)
        .filter(member=member)
        .select_related("organisation")
        .order_by("id")[:1]
    ),
)


def place_of(member: Member, day: date) -> Organisation:
    """Where the member pays on ``day``: the cell, or that of a temporary stay if the rule says."""
    stay = next(iter(_stays(member.pk, day)), None)
    if stay is not None and value("dues.stay_pays_there", day, member.cell_id):
        return stay.organisation
    return member.cell


def own_dues(member: Member, day: date, count: int = 0) -> Own:
    """One's own dues on ``day``; ``count`` months are to be paid at once, 0 stands for those owed.

    The code of a transfer is made only where the cell has named an account and the sum is known.
    """
    stood = ledger(place_of(member, day), member.pk, day)
    account = BankAccount.objects.standing().filter(organisation=stood.organisation).first()
    wanted = to_pay(stood, day, count)
    return Own(
        member=member,
        ledger=stood,
        transfer=transfer_of(member, stood, account, wanted) if account else None,
        account=account,
        advices=tuple(
            Advice.objects.filter(member=member, organisation=stood.organisation).order_by("-id")[
                :5
            ]
        ),
        chosen=count,
    )


def to_pay(stood: Ledger, day: date, count: int) -> tuple[date, ...]:
    """The months a payment now would be for: those owed, else the next ``count`` not yet paid."""
    owed = [one.month for one in stood.arrears]
    if not count:
        return tuple(owed)
    start = owed[0] if owed else months.plus(stood.until, 1) if stood.until else months.first(day)
    settled = {one.month for one in stood.months if one.left == 0}
    every = months.between(start, months.plus(start, count + len(settled)))
    return tuple(month for month in every if month not in settled)[:count]


def transfer_of(
    member: Member, stood: Ledger, account: BankAccount, wanted: Sequence[date]
) -> Transfer | None:
    """The transfer that pays ``wanted``; ``None`` where nothing is owed or a figure is unknown."""
    if not wanted:
        return None
    left = left_to_pay(stood.organisation.pk, member.pk, wanted)
    if any(rest is None for rest in left.values()):
        return None
    amount = sum(max(0, rest or 0) for rest in left.values())
    if not amount:
        return None
    note = note_of(member.public_id, wanted)
    return Transfer(
        account,
        tuple(wanted),
        amount,
        note,
        vietqr.content(account.bank_code, account.number, amount, note),
    )


def square(content: str) -> SafeString:
    """The code as an element of the page: the policy allows no ``data:`` images."""
    made = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    made.add_data(content)
    made.make(fit=True)
    rows = made.get_matrix()
    dots = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr" width="264" height="264" viewBox="0 0 {0} {0}" role="img"'
        ' aria-label="{1}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
        len(rows),
        _("Mã vuông để ứng dụng ngân hàng quét, đã có số tài khoản, số tiền và lời ghi"),
        dots,
    )
