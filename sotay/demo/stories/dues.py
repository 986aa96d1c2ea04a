"""Dues of the year: one cell told in full, the cells around it in sums of a few people each.

The cell of those who sign in has every month since February, in the last one a bank's statement
taken as a list, and somebody who came from another cell with months paid there. A few others have
the last ones, one of them a month missing, one still waits to be confirmed, and one was sent back.
"""

from datetime import date, timedelta

from sotay.accounts.models import User
from sotay.demo.working import Year
from sotay.dues import importing, services
from sotay.dues.models import Collection, Credit, Due, Method, Remittance
from sotay.dues.rules import months
from sotay.dues.rules.transfers import note_of
from sotay.members import services as members
from sotay.members.models import Member, Membership
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile

FIRST = date(2026, 2, 1)  # since the regulation of this year
OTHERS = 4  # more cells with a few months each


def tell(year: Year) -> None:
    """The main cell in full, then a few others; all through services."""
    last = months.first(year.today)
    main = _main(year)
    if main is None:
        return
    cell, user = main
    services.set_account(
        organisation=cell,
        bank_code="970400",
        bank_name="Ngân hàng Ví Dụ",
        number="0011012345678",
        holder="CHI BO " + cell.code,
        actor=year.on(year.today, user),
    )
    _declare(year, cell, user, FIRST)
    every = months.between(FIRST, last)
    for month in every[:-1]:
        _collect(year, cell, user, month, is_last=False, one_owes=month == every[-2])
    for index, (other, keeper) in enumerate(_others(year, cell)):
        wanted = every[-3:]
        if index == 0:
            del wanted[1]  # a month was missed
        _declare(year, other, keeper, wanted[0])
        mover = _mover(other) if index == 1 else None
        for month in wanted:
            if mover is not None and month == last:  # before the lists of that month are made
                _move(year, mover, keeper, cell, last)
            ahead = mover if month == every[-2] else None
            _collect(year, other, keeper, month, is_last=month == last, pays_ahead=ahead)
    _collect(year, cell, user, last, is_last=True, from_bank=True)
    _confirm(year)


def _main(year: Year) -> tuple[Organisation, User] | None:
    user = year.logins["secretary"]
    code = next((code for code, held in year.holders.items() if held.pk == user.pk), None)
    cell = Organisation.objects.filter(code=code).first()
    return (cell, user) if cell is not None else None


def _others(year: Year, main: Organisation) -> list[tuple[Organisation, User]]:
    """The next cells in the order of codes."""
    cells = (
        Profile.objects.as_of(year.today)
        .filter(kind__holds_members=True, organisation__code__in=year.holders)
        .exclude(organisation=main)
        .select_related("organisation")
        .order_by("organisation__code")
    )
    return [
        (one.organisation, year.holders[one.organisation.code])
        for one in cells[:OTHERS]
        if year.holders.get(one.organisation.code) is not None
    ]


def _declare(year: Year, cell: Organisation, user: User, since: date) -> None:
    """Everybody's category and figure; drawn, always the same."""
    there = Membership.objects.as_of(since).filter(organisation=cell).order_by("member__sort_key")
    for member, birth_year in there.values_list("member", "member__birth_year"):
        is_old = year.today.year - birth_year >= 61
        income = year.draw.randrange(56, 160) * 100_000 + year.draw.randrange(0, 99) * 1_000
        services.declare_basis(
            organisation=cell,
            member_id=member,
            category="pension" if is_old else "salaried",
            income=income // 2 if is_old else income,
            region=None,
            since=since,
            actor=year.on(since, user),
        )


def _collect(
    year: Year,
    cell: Organisation,
    user: User,
    month: date,
    *,
    is_last: bool,
    one_owes: bool = False,
    from_bank: bool = False,
    pays_ahead: Member | None = None,
) -> None:
    """A month: opened early, taken in the middle, closed at its end; the last is still open.

    What is taken of the last ``from_bank`` comes by a statement of the cell's account.
    ``pays_ahead`` pays three months at once.
    """
    collection = services.open_month(
        organisation=cell, month=month, actor=year.on(months.day_in(month, 3), user)
    )
    actor = year.on(min(months.day_in(month, 18), year.today), user)
    if not is_last:
        if pays_ahead is not None:
            services.pay(
                collection=collection,
                member_id=pays_ahead.pk,
                wanted=[months.plus(month, step) for step in range(3)],
                actor=actor,
            )
        if one_owes:
            for due in Due.objects.of_month(cell, month).exclude(amount=None)[1:]:
                services.pay(
                    collection=collection, member_id=due.member_id, wanted=[month], actor=actor
                )
        else:
            services.pay_all(collection=collection, actor=actor)
        services.close_month(
            collection=collection,
            actor=year.on(min(months.day_in(month, 28), year.today), user),
        )
        return
    dues = list(Due.objects.of_month(cell, month).exclude(amount=None))
    if from_bank:
        _take_statement(collection, [due for due in dues[::3] if due.amount], actor)
        dues = [due for index, due in enumerate(dues) if index % 3]
    there = set(
        Credit.objects.standing().filter(organisation=cell, month=month).values_list("member")
    )
    for index, due in enumerate(dues):
        if index % 9 == 4 or not due.amount or (due.member_id,) in there:
            continue  # not yet, or paid in the cell before
        if index % 13 == 6:
            services.pay(
                collection=collection, member_id=due.member_id, wanted=[month],
                amount=due.amount // 2, actor=actor,
            )  # fmt: skip
            continue
        ahead = 2 if index % 11 == 3 else 0
        services.pay(
            collection=collection,
            member_id=due.member_id,
            wanted=[months.plus(month, step) for step in range(ahead + 1)],
            method=Method.BANK if index % 3 == 0 else Method.CASH,
            actor=actor,
        )


def _take_statement(collection: Collection, dues: list[Due], actor: Actor) -> None:
    """Part of the month by transfer: the statement of the account, taken as one list."""
    codes = dict(
        Member.objects.filter(pk__in=[due.member_id for due in dues]).values_list("pk", "public_id")
    )
    rows = ["Ngày giao dịch;Số tiền ghi có;Nội dung giao dịch;Mã giao dịch"]
    for number, due in enumerate(dues, 1):
        note = note_of(codes[due.member_id], [collection.month])
        rows.append(f"{actor.today:%d/%m/%Y};{due.amount};MBVCB.{number}.{note}.CT;FT{number:05d}")
    made = importing.start_list(
        collection=collection,
        data="\n".join(rows).encode(),
        file_name=f"sao-ke-{months.key(collection.month)}.csv",
        actor=actor,
    )
    importing.leave_out_unsettled(payment_list=made, actor=actor)  # paid in the cell before
    importing.apply_list(payment_list=made, actor=actor)


def _mover(cell: Organisation) -> Member | None:
    """Who goes elsewhere later: the first of the cell who has no account."""
    there = Member.objects.filter(cell=cell, user=None, is_active=True)
    found: Member | None = there.order_by("sort_key", "pk").first()
    return found


def _move(year: Year, mover: Member, keeper: User, to: Organisation, leaves_on: date) -> None:
    """Somebody goes to another cell, where what they paid for months to come is seen as paid."""
    actor = year.on(leaves_on, keeper)
    sent = members.send_transfer(
        actor=actor,
        member=mover,
        to=to,
        leaves_on=leaves_on,
        decision_number="17-QĐ",
        is_clear=True,
    )
    members.confirm_transfer(actor=actor, transfer=sent)


def _confirm(year: Year) -> None:
    """The level above confirms what came, but the latest of each waits; one was sent back."""
    sent = list(Remittance.objects.select_related("to_organisation").order_by("month", "pk"))
    latest = {one.organisation_id: one.pk for one in sent}
    returned = False
    for one in sent:
        user = _receiver(year, one.to_organisation)
        if user is None or user.pk == one.sent_by_id:
            continue
        on = min(one.sent_on + timedelta(days=4), year.today)
        if latest[one.organisation_id] != one.pk:
            services.confirm_remittance(remittance=one, actor=year.on(on, user))
        elif not returned and one.to_organisation_id != year.top.pk:
            services.return_remittance(
                remittance=one,
                reason="Số tiền chuyển đến thiếu so với số ghi nộp. Đề nghị xem lại.",
                actor=year.on(on, user),
            )
            returned = True


def _receiver(year: Year, organisation: Organisation) -> User | None:
    if organisation.pk == year.top.pk:
        return year.logins["officer"]
    return year.holders.get(organisation.code)
