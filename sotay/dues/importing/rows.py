"""One row of a list: who, for which months, how much, when; or why it is not understood."""

import re
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.cells import Unreadable, day_of, refuse_formula, shown, text_of
from sotay.core.errors import BadInput
from sotay.core.text import fold
from sotay.dues.importing.ground import Ground, card_digits
from sotay.dues.importing.headings import STATEMENT
from sotay.dues.models import Method, Receipt
from sotay.dues.rules import months
from sotay.dues.rules.money import read_dong
from sotay.dues.rules.transfers import names, notes_in
from sotay.dues.services.paying import MOST

_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(:\d{2})?(\s?[AP]M)?\b", re.IGNORECASE)
WORDS_OF_METHOD = {
    "tien mat": Method.CASH, "mat": Method.CASH, "tm": Method.CASH, "cash": Method.CASH,
    "chuyen khoan": Method.BANK, "ck": Method.BANK, "ngan hang": Method.BANK,
    "bank transfer": Method.BANK,
    "cong dich vu cong quoc gia": Method.PORTAL, "cong dich vu cong": Method.PORTAL,
    "dich vu cong": Method.PORTAL, "cong": Method.PORTAL,
}  # fmt: skip


@dataclass
class Line:
    """One row. ``state`` is ready, doubt (to be confirmed), wrong, taken (before) or left (out)."""

    row: int
    said: str  # who, or the content of the transfer, as the file has it
    state: str = "ready"
    member_id: int | None = None
    name: str = ""
    months: tuple[date, ...] = ()
    amount: int | None = None
    amount_said: str = ""
    day: date | None = None
    method: str = Method.CASH
    wrongs: list[str] = field(default_factory=list)  # must be mended
    doubts: list[str] = field(default_factory=list)  # may be confirmed
    needs_basis: bool = False  # the way out is to declare by what this member pays
    rest: int = 0  # still owed of these months afterwards
    receipt: Receipt | None = None  # by which it was taken before
    advice_id: int | None = None  # the member's own word of this transfer
    fingerprint: str = ""
    is_mended: bool = False

    @property
    def problems(self) -> list[str]:
        return [*self.wrongs, *self.doubts]

    @property
    def months_words(self) -> str:
        return months.listed(self.months)

    @property
    def method_words(self) -> str:
        return str(Method(self.method).label)

    @property
    def is_unsettled(self) -> bool:
        return self.state in ("wrong", "doubt")


def read_row(sort: str, raw: dict[str, Any], ground: Ground, today: date) -> Line:
    said = text_of(raw.get("content")) if sort == STATEMENT else text_of(raw.get("name"))
    line = Line(raw["row"], said or text_of(raw.get("code")))
    line.amount_said = shown(raw.get("amount", ""))
    if raw.get("is_wide"):
        line.wrongs.append(
            _(
                "Dòng có nhiều ô hơn tiêu đề, có lẽ dấu phẩy trong số tiền tách thành hai ô. Đồng"
                " chí viết số tiền không có dấu."
            )
        )
    _read_cell(line, lambda: _amount(line, raw.get("amount")))
    _read_cell(line, lambda: _day(line, raw.get("day"), today))
    if sort == STATEMENT:
        line.method = Method.BANK
        _who_transferred(line, ground)
    else:
        _read_cell(line, lambda: _method(line, raw.get("method")))
        _who_is_listed(line, raw, ground)
        _read_cell(line, lambda: _months(line, raw.get("start"), raw.get("last")))
    return line


def _read_cell(line: Line, read: Any) -> None:
    try:
        read()
    except BadInput as wrong:
        line.wrongs.append(str(wrong))
    except Unreadable as wrong:
        line.wrongs.append(f"{wrong.says} {wrong.mend}")


def _amount(line: Line, value: Any) -> None:
    refuse_formula(value)
    found = read_dong(value)
    if not 0 < found < MOST:
        raise BadInput(_("Số tiền phải lớn hơn 0. Đồng chí ghi lại."))
    line.amount = found


def _day(line: Line, value: Any, today: date) -> None:
    """The day on which the money came; without one, today."""
    text = _CLOCK.sub("", value).strip(" ,-") if isinstance(value, str) else value
    found = day_of(text) if text else None
    if found is None:
        line.day = today
        return
    if found.whole is None:
        raise BadInput(
            _("“%s” không phải là một ngày trọn. Đồng chí viết ngày/tháng/năm.") % shown(value)
        )
    line.day = found.whole


def _method(line: Line, value: Any) -> None:
    words = fold(text_of(value))
    if not words:
        return
    if words not in WORDS_OF_METHOD:
        raise BadInput(
            _("Không hiểu cách đóng “%s”. Đồng chí ghi: tiền mặt, chuyển khoản hoặc Cổng Dịch vụ.")
            % shown(value)
        )
    line.method = WORDS_OF_METHOD[words]


def _months(line: Line, start: Any, last: Any) -> None:
    """The months of a list's row; where it names none, see :func:`_usual_months`."""
    ends = [*months.in_words(text_of(start)), *months.in_words(text_of(last))]
    if ends:
        line.months = tuple(months.between(min(ends), max(ends)))


def _who_is_listed(line: Line, raw: dict[str, Any], ground: Ground) -> None:
    code = text_of(raw.get("code")).replace(" ", "").upper()
    name = text_of(raw.get("name"))
    if code:
        found = ground.codes.get(code, [])
        if not found and card_digits(code) in ground.cards:
            found = [ground.cards[card_digits(code)]]
        if len(found) == 1:
            line.member_id = found[0]
            if name and fold(name) != fold(ground.name_of(found[0])):
                line.wrongs.append(
                    _("Mã %(code)s là của đồng chí %(name)s, khác tên ghi trong danh sách.")
                    % {"code": code, "name": ground.name_of(found[0])}
                )
            return
        if not name:
            line.wrongs.append(_("Không có mã “%s” trong danh sách thu của chi bộ.") % code[:20])
            return
    _by_name(line, name, ground)


def _by_name(line: Line, name: str, ground: Ground) -> None:
    if not name:
        line.wrongs.append(_("Dòng có số tiền mà không có họ tên. Đồng chí chọn người nộp."))
        return
    for people in (ground.present, ground.others):
        same = [key for key, held in people.items() if fold(held) == fold(name)]
        exact = [key for key in same if people[key].casefold() == name.casefold()]
        found = exact if len(exact) == 1 else same
        if len(found) == 1:
            line.member_id = found[0]
            return
        if found:
            line.wrongs.append(
                _("Chi bộ có %(count)d đồng chí tên %(name)s. Đồng chí chọn đúng người nộp.")
                % {"count": len(found), "name": shown(name)}
            )
            return
    line.wrongs.append(
        _("Danh sách thu của chi bộ không có đồng chí “%s”. Đồng chí chọn người nộp hoặc bỏ qua.")
        % shown(name)
    )


def _who_transferred(line: Line, ground: Ground) -> None:
    """By the code that our note carries; a name alone is a guess, which a person must confirm."""
    told = notes_in(line.said)
    if len(told) > 1:
        line.wrongs.append(
            _("Lời ghi có mã của %d người. Đồng chí ghi riêng phần của từng người.") % len(told)
        )
        return
    if told:
        found = ground.codes.get(told[0].code, [])
        if len(found) == 1:
            line.member_id, line.months = found[0], told[0].months
        else:
            line.wrongs.append(
                _("Mã %s không phải của người đóng đảng phí ở chi bộ này.") % told[0].code
            )
        return
    named = [key for key, name in ground.present.items() if names(line.said, name)]
    if len(named) == 1:
        line.member_id = named[0]
        line.doubts.append(
            _("Lời ghi không có mã, chỉ có tên. Đồng chí xem đúng là khoản đảng phí của người này.")
        )
        return
    line.wrongs.append(_("Lời ghi không có mã nộp. Đồng chí chọn người nộp hoặc bỏ qua."))


def plain_of(sort: str, raw: dict[str, Any], line: Line, ground: Ground) -> str:
    """What makes a row this row and no other, however the file is saved again.

    A transaction has its bank's number. A row of a list that names no month is of the open one, so
    that the same words in the next month's list are another payment.
    """
    amount = str(line.amount) if line.amount is not None else fold(line.amount_said)
    day = line.day.isoformat() if raw.get("day") and line.day else fold(text_of(raw.get("day")))
    if sort == STATEMENT:
        reference = fold(text_of(raw.get("reference")))
        return "|".join(["bank", day, amount, reference or fold(line.said)])
    who = str(line.member_id) if line.member_id is not None else fold(line.said)
    told = [months.key(one) for one in (line.months[:1] + line.months[-1:])]
    return "|".join(["list", who, *(told or [months.key(ground.collection.month)]), amount, day])


def mend(line: Line, choice: dict[str, Any], ground: Ground) -> None:
    """The row as the keeper has written it instead."""
    line.member_id = choice["member"]
    line.months = tuple(
        months.between(date.fromisoformat(choice["start"]), date.fromisoformat(choice["last"]))
    )
    line.amount = choice["amount"]
    line.day = date.fromisoformat(choice["day"])
    line.method = choice["method"]
    line.wrongs, line.doubts, line.is_mended = [], [], True


def fingerprint_of(plain: str, time: int) -> str:
    """Of the ``time``-th row that says so in one file."""
    return sha256(f"{plain}|{time}".encode()).hexdigest()
