"""A person says which column is which, where the headings of a file do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.cells import Unreadable, day_of, shown, text_of
from sotay.core.days import grouped, written
from sotay.core.errors import BadInput
from sotay.core.tables import Sheet, Value, letter
from sotay.dues.importing.applying import held_list
from sotay.dues.importing.ground import people_of
from sotay.dues.importing.headings import Header, header_at, heads_of
from sotay.dues.importing.reading import looked_at, rows_under
from sotay.dues.models import PaymentList
from sotay.dues.rules.money import read_dong
from sotay.organisations.access import Actor

FIRST_ROWS = 8
_LEAST_SUM = 500  # đồng: a smaller figure is a number of the row rather than money


@dataclass(frozen=True)
class Asked:
    """A table whose headings are not understood: its columns, and a guess at what they are."""

    sheet: Sheet
    first: int  # the row, from 1, where payments seem to begin
    guess: dict[str, int]

    @property
    def width(self) -> int:
        return max(len(row) for row in self.sheet.rows)

    @property
    def letters(self) -> list[str]:
        return [letter(column) for column in range(self.width)]

    @property
    def columns(self) -> list[tuple[int, str]]:
        """Each column by its letter and what stands first in it."""
        start = max(0, self.first - 2)
        found = []
        for column in range(self.width):
            cells = (row[column] for row in self.sheet.rows[start:] if column < len(row))
            said = [shown(value) for value in cells if value is not None][:2]
            found.append((column, f"{letter(column)}: {', '.join(said)}"[:60]))
        return found

    @property
    def first_rows(self) -> list[tuple[int, list[str]]]:
        """The head of the table as it stands, for a person to look at."""
        return [
            (
                number,
                [
                    shown(row[column]) if column < len(row) and row[column] is not None else ""
                    for column in range(self.width)
                ],
            )
            for number, row in enumerate(self.sheet.rows[:FIRST_ROWS], 1)
        ]


@dataclass(frozen=True)
class Seen:
    """One of the first rows as it would be read; ``problem`` says what in it is not understood."""

    row: int
    who: str
    amount: str
    day: str
    problem: str


def asked_of(payment_list: PaymentList) -> Asked:
    """What is known of a list that waits for its columns to be named."""
    sheet = _sheet_of(payment_list)
    for number, row in enumerate(sheet.rows, 1):
        guess = _guess(row)
        if "amount" in guess and "name" in guess:
            return Asked(sheet, number, guess)
    return Asked(sheet, 2 if len(sheet.rows) > 1 else 1, {})


def _sheet_of(payment_list: PaymentList) -> Sheet:
    return Sheet(payment_list.named.get("sheet", ""), payment_list.table)


def _guess(row: Sequence[Value]) -> dict[str, int]:
    """What the cells of a row look like: the largest sum, a name, a day."""
    found: dict[str, int] = {}
    most = 0
    for column, value in enumerate(row):
        if value is None:
            continue
        text = text_of(value)
        try:
            amount = read_dong(value if not isinstance(value, date) else text)
        except BadInput:
            amount = 0
        if amount >= _LEAST_SUM:
            if amount > most:
                found["amount"], most = column, amount
        elif "name" not in found and " " in text and not any(sign.isdigit() for sign in text):
            found["name"] = column
        elif "day" not in found and _is_day(value):
            found["day"] = column
    return found


def _is_day(value: Value) -> bool:
    try:
        found = day_of(value)
    except Unreadable:
        return False
    return found is not None and found.whole is not None


def header_of(asked: Asked, fields: dict[str, int], first: int) -> Header:
    """The headings as a person has named them; ``first`` is the row where payments begin, from 1.

    :raises BadInput: no such row or column, one column twice, or what is needed is not named
    """
    if not 1 <= first <= len(asked.sheet.rows):
        raise BadInput(
            _("Tệp có %d dòng. Đồng chí ghi số của dòng đầu tiên có khoản nộp.")
            % len(asked.sheet.rows)
        )
    if any(not 0 <= column < asked.width for column in fields.values()):
        raise BadInput(_("Tệp không có cột ấy. Đồng chí chọn lại."))
    if len(set(fields.values())) < len(fields):
        raise BadInput(_("Một cột được chọn cho hai việc. Đồng chí chọn lại một trong hai."))
    if "amount" not in fields or not {"name", "code", "content"} & set(fields):
        raise BadInput(
            _(
                "Cần cột số tiền và ít nhất một trong ba cột: họ và tên, mã hoặc số thẻ, nội dung"
                " chuyển khoản."
            )
        )
    return header_at(asked.sheet, first - 2, fields)


def first_rows(payment_list: PaymentList, header: Header) -> list[Seen]:
    """The first payments as they would be read under these headings."""
    present, _others = people_of(payment_list.collection)
    rows = looked_at(_sheet_of(payment_list), header, set(present.values()))
    payments = (row for row, why in rows if why is None)
    return [_seen(row) for row in islice(payments, FIRST_ROWS)]


def _seen(row: dict[str, Any]) -> Seen:
    told = [text_of(row[field]) for field in ("name", "code", "content") if field in row]
    problem = amount = day = ""
    try:
        amount = grouped(read_dong(row["amount"])) if "amount" in row else ""
    except BadInput as wrong:
        amount, problem = shown(row["amount"]), str(wrong)
    try:
        found = day_of(row["day"]) if "day" in row else None
        day = written(found.whole) if found and found.whole else ""
    except Unreadable as wrong:
        problem = f"{wrong.says} {wrong.mend}"
    return Seen(row["row"], ", ".join(told), amount, day, problem)


@transaction.atomic
def name_columns(
    *, payment_list: PaymentList, fields: dict[str, int], first: int, actor: Actor
) -> PaymentList:
    """Say which column is which and where payments begin; the list is then looked at row by row.

    Of the table only the rows that speak of dues are kept from here on. The choice serves the
    cell's next list with the same headings.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed
    :raises ListRefused: the columns are known already, or the list was given up
    :raises BadInput: as for :func:`header_of`, or no row is a payment
    """
    found = held_list(payment_list, actor, PaymentList.State.ASKED)
    header = header_of(asked_of(found), fields, first)
    present, _others = people_of(found.collection)
    read = rows_under(_sheet_of(found), header, set(present.values()), found.note)
    if header.row >= 0:
        found.named = {"heads": heads_of(found.table[header.row]), "fields": fields}
    else:
        found.named = {}
    found.sort, found.columns = read.sort, read.columns
    found.rows, found.passed, found.table = read.rows, read.passed, []
    found.state = PaymentList.State.READ
    found.save(update_fields=["sort", "columns", "rows", "passed", "table", "named", "state"])
    audit.record(
        actor,
        "dues.name_columns",
        found,
        organisation=found.organisation_id,
        sort=read.sort,
        rows=len(read.rows),
    )
    return found
