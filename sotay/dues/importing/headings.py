"""Which column is what, and whether it is a treasurer's list or a bank's statement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sotay.core.cells import shown, text_of
from sotay.core.tables import Sheet, Value, letter
from sotay.dues.models import PaymentList
from sotay.members.importing.headings import plain

LIST: str = PaymentList.Sort.LIST.value
STATEMENT: str = PaymentList.Sort.STATEMENT.value
LOOKED_AT = 40  # rows at the head of a sheet: statements begin with the account and its holder

FIELDS = {
    "code": _("Mã nộp đảng phí"),
    "name": _("Họ và tên"),
    "start": _("Đóng từ tháng"),
    "last": _("Đến hết tháng"),
    "amount": _("Số tiền"),
    "day": _("Ngày nhận tiền"),
    "method": _("Cách đóng"),
    "content": _("Nội dung chuyển khoản"),
    "reference": _("Mã giao dịch"),
}
# Folded, without punctuation. Where two columns could be one field, the earlier word is meant.
LIST_WORDS = {
    "code": (
        "ma|ma nop|ma nop dang phi|ma dang vien|ma dong dang phi|ma so|so the dang vien|"
        "so the dang|so the|payer code"
    ),
    "name": (
        "ho va ten|ho ten|ho va ten dang vien|ho ten dang vien|ten dang vien|dang vien|"
        "nguoi nop|nguoi dong|ho va ten nguoi nop|full name"
    ),
    "start": (
        "dong tu thang|tu thang|thang|dong thang|nop thang|dong cho thang|nop cho thang|ky|"
        "paid from month"
    ),
    "last": "den het thang|den thang|to the end of month",
    "amount": (
        "so tien da nop|so tien da dong|so tien da thu|da nop|da dong|da thu|thuc nop|thuc thu|"
        "so tien nop|so tien dong|so tien thu|so da nop|so tien|tien dang phi|dang phi|"
        "amount paid"
    ),
    "day": "ngay nop|ngay dong|ngay thu|ngay nhan|ngay nhan tien|ngay|day paid",
    "method": (
        "cach dong|cach nop|hinh thuc|hinh thuc dong|hinh thuc nop|hinh thuc thu|way of paying"
    ),
}
STATEMENT_WORDS = {
    "content": (
        "noi dung|noi dung giao dich|noi dung chuyen khoan|noi dung chuyen tien|noi dung chi tiet|"
        "noi dung gd|dien giai|dien giai giao dich|mo ta|mo ta giao dich|chi tiet|"
        "chi tiet giao dich|description|transaction description|details|transaction details|"
        "remark|remarks|narrative"
    ),
    "amount": (
        "so tien ghi co|ghi co|phat sinh co|so tien phat sinh co|ps co|tien vao|so tien vao|"
        "phat sinh tang|co|so tien co|credit|credit amount|so tien giao dich|so tien gd|so tien|"
        "amount|transaction amount"
    ),
    "day": (
        "ngay giao dich|ngay gd|thoi gian giao dich|ngay gio giao dich|ngay hach toan|"
        "ngay hieu luc|ngay thuc hien|ngay phat sinh|ngay|transaction date|posting date|date|"
        "value date"
    ),
    "reference": (
        "ma giao dich|so tham chieu|ma tham chieu|so but toan|so giao dich|ma gd|so gd|"
        "so chung tu|so ct|reference|reference number|ref no|transaction id|transaction number"
    ),
}
_PARTS = re.compile(r"[\n/|(]")


def _places(words: dict[str, str]) -> dict[str, tuple[str, int]]:
    return {
        word: (field, place)
        for field, listed in words.items()
        for place, word in enumerate(listed.split("|"))
    }


_WORDS = {LIST: _places(LIST_WORDS), STATEMENT: _places(STATEMENT_WORDS)}
_NEEDED: dict[str, Sequence[set[str]]] = {
    LIST: ({"name", "amount"}, {"code", "amount"}),
    STATEMENT: ({"content", "amount"},),
}


@dataclass(frozen=True)
class Header:
    """Where the headings stand in a sheet (``row`` from 0) and which column holds which field."""

    sort: str
    row: int
    fields: dict[str, int]  # field to column, from 0
    width: int
    words: dict[str, str]  # field to the heading as it stands

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """Letter, heading, field; in the order of the file."""
        placed = sorted(self.fields.items(), key=lambda one: one[1])
        return [(letter(column), self.words[field], field) for field, column in placed]


def find_header(sheets: Sequence[Sheet]) -> tuple[Sheet, Header] | None:
    """The row of headings that names most, in any of the sheets; ``None`` where no row is one.

    A row that could head a list and a statement heads a list: it names people.
    """
    best: tuple[Sheet, Header] | None = None
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:LOOKED_AT]):
            for sort in (LIST, STATEMENT):
                header = _header(sort, number, row)
                if header and (best is None or len(header.fields) > len(best[1].fields)):
                    best = (sheet, header)
    return best


def find_named(
    sheets: Sequence[Sheet], named: Sequence[dict[str, Any]]
) -> tuple[Sheet, Header] | None:
    """The row of headings under which a keeper has named the columns before, word for word."""
    for held in named:
        for sheet in sheets:
            for number, row in enumerate(sheet.rows[:LOOKED_AT]):
                if heads_of(row) == held["heads"]:
                    return sheet, header_at(sheet, number, held["fields"])
    return None


def heads_of(row: Sequence[Value]) -> list[str]:
    """A row of headings as it is known again."""
    words = [plain(text_of(value)) for value in row]
    while words and not words[-1]:
        words.pop()
    return words


def header_at(sheet: Sheet, row: int, fields: dict[str, int]) -> Header:
    """Headings in ``row`` (from 0; -1 where there are none) whose columns a person has named.

    Where it is said who paid, it is a list; where only the words of a transfer are, a statement.
    """
    heads: Sequence[Value] = sheet.rows[row] if row >= 0 else ()
    return Header(
        LIST if {"name", "code"} & set(fields) else STATEMENT,
        row,
        fields,
        len(heads) or max(len(cells) for cells in sheet.rows),
        {
            field: shown(heads[column]) if column < len(heads) else ""
            for field, column in fields.items()
        },
    )


def _header(sort: str, number: int, row: Sequence[Value]) -> Header | None:
    found: dict[str, tuple[int, int]] = {}  # field to the place of its word, and its column
    for column, value in enumerate(row):
        match = _match(sort, value)
        if match and (match[0] not in found or match[1] < found[match[0]][0]):
            found[match[0]] = (match[1], column)
    if not any(needed <= set(found) for needed in _NEEDED[sort]):
        return None
    return Header(
        sort,
        number,
        {field: column for field, (_place, column) in found.items()},
        len(row),
        {field: shown(row[column]) for field, (_place, column) in found.items()},
    )


def _match(sort: str, value: Value) -> tuple[str, int] | None:
    """The field of a heading; banks write two languages into one."""
    if not isinstance(value, str):
        return None
    for words in (value, *_PARTS.split(value)):
        match = _WORDS[sort].get(plain(words))
        if match:
            return match
    return None
