"""What each row of a list would do against the cell's sheet as it is now. Writes nothing."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sotay.core.days import grouped, written
from sotay.core.errors import BadInput
from sotay.dues.importing.ground import Ground, ground_of
from sotay.dues.importing.headings import STATEMENT
from sotay.dues.importing.rows import Line, fingerprint_of, mend, plain_of, read_row
from sotay.dues.models import Method, PaymentList
from sotay.dues.rules import months, owing
from sotay.dues.services.assessing import left_of_many
from sotay.dues.services.crediting import owed_elsewhere_of_many
from sotay.dues.services.paying import not_here, refuse_to_take, unknown_figure
from sotay.dues.sheets import BACK
from sotay.organisations.access import Actor

LEAST = 1_000  # đồng: below this a sum was probably written in thousands


@dataclass(frozen=True)
class Plan:
    """What a list would do as things stand now."""

    lines: list[Line]

    def of(self, state: str) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    @property
    def ready(self) -> list[Line]:
        return self.of("ready")

    @property
    def unsettled(self) -> list[Line]:
        return [line for line in self.lines if line.is_unsettled]

    @property
    def total(self) -> int:
        return sum(line.amount or 0 for line in self.ready)

    @property
    def is_ready(self) -> bool:
        return bool(self.ready) and not self.unsettled


def plan_of(payment_list: PaymentList, actor: Actor) -> Plan:
    """Every row of a list against the cell's sheet as it is now."""
    ground = ground_of(payment_list.collection, actor)
    sort = payment_list.sort
    seen: Counter[str] = Counter()
    lines = []
    for raw in payment_list.rows:
        line = read_row(sort, raw, ground, actor.today)
        plain = plain_of(sort, raw, line, ground)
        seen[plain] += 1
        line.fingerprint = fingerprint_of(plain, seen[plain])
        line.receipt = ground.taken.get(line.fingerprint)
        choice = payment_list.choices.get(str(raw["row"]), {})
        if line.receipt is not None:
            line.state, line.wrongs, line.doubts = "taken", [], []
        elif choice.get("act") == "leave":
            line.state = "left"
        elif choice.get("act") == "mend":
            mend(line, choice, ground)
        lines.append((line, choice.get("act", ""), seen[plain]))
    _weigh(lines, ground, actor, is_list=sort != STATEMENT)
    return Plan([line for line, _choice, _time in lines])


def _weigh(
    lines: list[tuple[Line, str, int]], ground: Ground, actor: Actor, *, is_list: bool
) -> None:
    """Say of each row whether it can be taken, and what makes one hesitate.

    A row counts on what the rows before it leave. ``lines`` are rows with what the keeper chose
    and how often the like stood before.
    """
    for line, _choice, _time in lines:
        if line.member_id is not None:
            line.name = ground.name_of(line.member_id)
            line.months = line.months or _usual_months(line.member_id, ground)
    looked_at = [one for one in lines if one[0].state not in ("taken", "left")]
    wanted: dict[int, set[date]] = defaultdict(set)
    for line, _choice, _time in looked_at:
        if line.member_id is not None and not line.wrongs:
            _look_at_days(line, ground, actor.today)
            if not line.wrongs:
                wanted[line.member_id] |= set(line.months)
    others = owed_elsewhere_of_many(ground.collection.organisation_id, wanted, actor)
    left = left_of_many(ground.collection.organisation_id, wanted)
    times = Counter(line.member_id for line, _choice, _time in looked_at)
    for line, choice, time in looked_at:
        if not line.wrongs and line.member_id is not None:
            _look_at_sums(line, others[line.member_id], left[line.member_id])
        if line.wrongs or line.member_id is None:
            line.state, line.doubts = "wrong", []
            continue
        line.doubts += _doubts(line, left[line.member_id], ground, time)
        if is_list and times[line.member_id] > 1:
            line.doubts.append(
                _("Danh sách có %(count)d dòng của đồng chí %(name)s.")
                % {"count": times[line.member_id], "name": line.name}
            )
        _lay(line, left[line.member_id])
        if choice in ("as_read", "mend"):
            line.doubts = []
        line.state = "doubt" if line.doubts else "ready"


def _look_at_sums(line: Line, others: list[date], rest: dict[date, int | None]) -> None:
    blocked = [month for month in line.months if month in others]
    if blocked:
        line.wrongs.append(not_here(blocked))
        return
    unknown = [month for month in line.months if rest[month] is None]
    if unknown:
        line.wrongs.append(unknown_figure(unknown))
        line.needs_basis = True


def _lay(line: Line, rest: dict[date, int | None]) -> None:
    """Lay the sum on its months; the rows that follow see what is left."""
    parts = owing.spread(line.amount or 0, {month: rest[month] or 0 for month in line.months})
    for month, part in parts.items():
        rest[month] = (rest[month] or 0) - part
    line.rest = sum(max(0, rest[month] or 0) for month in line.months)


def _usual_months(member: int, ground: Ground) -> tuple[date, ...]:
    """Where none are named: from the first month in arrears to the open one, as at the counter."""
    first = next(iter(ground.arrears.get(member, [])), ground.collection.month)
    return tuple(months.between(first, ground.collection.month))


def _look_at_days(line: Line, ground: Ground, today: date) -> None:
    """Whether the months and the day may be at all, as at the counter."""
    if line.months[0] < months.plus(ground.collection.month, -BACK):
        line.wrongs.append(
            _("Tháng %(month)s quá xa tháng đang thu. Đồng chí xem lại năm.")
            % {"month": months.written(line.months[0])}
        )
        return
    try:
        refuse_to_take(ground.collection, line.months, line.method, line.day or today, today)
    except BadInput as wrong:
        line.wrongs.append(str(wrong))


def _doubts(line: Line, rest: dict[date, int | None], ground: Ground, time: int) -> list[str]:
    """What makes a row look like a slip, though it could be taken."""
    found: list[str] = []
    amount, member = line.amount or 0, line.member_id or 0
    whole = sum(max(0, rest[one] or 0) for one in line.months)
    if time > 1:
        found.append(_("Giống hệt một dòng ở trên."))
    if amount < LEAST:
        found.append(_("Số tiền dưới 1.000 đồng, có lẽ danh sách ghi theo nghìn đồng."))
    if not whole:
        found.append(
            _("Tháng %s không còn phải đóng; ghi nữa là đóng hơn mức.") % line.months_words
        )
    elif amount > whole:
        found.append(
            _("Nhiều hơn phần còn phải đóng %(more)s đồng; phần hơn ghi vào tháng cuối.")
            % {"more": grouped(amount - whole)}
        )
    for receipt, of_months in ground.receipts.get(member, []):
        if receipt.amount == amount and of_months & set(line.months):
            found.append(
                _("Đã có phiếu số %(code)s cùng số tiền, ngày %(day)s.")
                % {"code": receipt.code, "day": written(receipt.received_on)}
            )
    advice = ground.advices.get(member)
    if advice is not None and line.method == Method.BANK:
        if advice.amount == amount:
            line.advice_id = advice.pk
        else:
            found.append(
                _("Đồng chí ấy báo đã chuyển %(amount)s đồng, khác số này; còn chờ trả lời.")
                % {"amount": grouped(advice.amount)}
            )
    return found
