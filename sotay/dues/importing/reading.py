"""A file, or what was pasted, becomes rows that speak of dues; the rest is counted, not kept."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.cells import EMPTY, is_total, text_of
from sotay.core.errors import BadInput
from sotay.core.tables import Limits, Sheet, Value, read_file
from sotay.core.text import fold, tidy
from sotay.dues.importing.headings import STATEMENT, Header, find_header
from sotay.dues.rules.money import read_dong
from sotay.dues.rules.transfers import names, notes_in

# A cell has some tens of members, its account some thousands of movements a year.
LIMITS = Limits(
    size=5 * 1024 * 1024,
    unpacked=40 * 1024 * 1024,
    rows=5_000,
    columns=60,
    cells=300_000,
    needs_values=True,
)
MOST_KEPT = 500
_LONGEST = 300
_OF_DUES = re.compile(r"\b(dang phi|dangphi|dong dang|nop dang)\b|(^|[^a-z])dp[ ._-]?[0-9a-f]{6}")


@dataclass(frozen=True)
class Read:
    """What a file holds. ``rows`` are plain values by field, with the number of the row."""

    sort: str
    columns: list[tuple[str, str, str]]
    rows: list[dict[str, Any]]
    passed: dict[str, int]  # why, and how many: blank, total, out, other
    note: str


def read_payments(data: bytes, people: Collection[str]) -> Read:
    """The payments of a file. Of a statement only what speaks of dues, or of one of ``people``.

    ``people`` are names. A statement may be that of somebody's own account: what else stands
    there is nobody's concern.

    :raises BadInput: the file cannot be read, has no headings, or holds too many payments
    """
    found = find_header(sheets := read_file(data, LIMITS))
    if found is None:
        raise BadInput(
            _(
                "Không tìm thấy dòng tiêu đề. Danh sách cần hai cột “Họ và tên” và “Số tiền đã"
                " nộp”; sao kê cần hai cột “Nội dung” và “Số tiền ghi có”. Đồng chí thêm dòng tiêu"
                " đề hoặc dùng tệp mẫu."
            )
        )
    sheet, header = found
    passed: Counter[str] = Counter()
    rows = []
    for number, cells in enumerate(sheet.rows[header.row + 1 :], header.row + 2):
        row = _row(sheet, header, number, cells)
        why = _passed_over(header, row, cells, people)
        if why is None:
            rows.append(row)
        elif why:
            passed[why] += 1
    if len(rows) > MOST_KEPT:
        raise BadInput(
            _(
                "Danh sách có %(count)d khoản, mỗi lần ghi nhiều nhất %(most)d. Đồng chí chia thành"
                " nhiều tệp."
            )
            % {"count": len(rows), "most": MOST_KEPT}
        )
    if not rows:
        raise BadInput(
            _("Không dòng nào có khoản đảng phí đã nộp. Đồng chí xem lại tệp hoặc cột số tiền.")
        )
    note = " ".join(dict.fromkeys(one.note for one in sheets if one.note))
    return Read(header.sort, header.columns, rows, dict(passed), note[:_LONGEST])


def _row(sheet: Sheet, header: Header, number: int, cells: Sequence[Value]) -> dict[str, Any]:
    row: dict[str, Any] = {"row": number}
    for field, column in header.fields.items():
        value = cells[column] if column < len(cells) else None
        if value is not None:
            row[field] = _kept(value)
    # In a text file a comma inside a sum parts it in two: 123,457 becomes 123 and 457.
    is_text = not sheet.name
    if is_text and any(value is not None for value in cells[header.width :]):
        row["is_wide"] = True
    return row


def _kept(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return text_of(value)
    return tidy(value)[:_LONGEST] if isinstance(value, str) else value


def _passed_over(
    header: Header, row: dict[str, Any], cells: Sequence[Value], people: Collection[str]
) -> str | None:
    """Why a row is no payment; empty for a row of nothing, ``None`` for one that is looked at."""
    if len(row) == 1:
        return ""
    first = next((value for value in cells if value is not None), None)
    if isinstance(first, str) and is_total(first):
        return "total"
    if header.sort == STATEMENT:
        return _passed_in_statement(row, people)
    named = row.get("name") or row.get("code")
    if named and any(text_of(row.get(field)) == words for field, words in header.words.items()):
        return ""  # the headings again, at the head of a printed page
    if _is_nothing(row.get("amount")):
        return "blank" if named else ""
    return None


def _passed_in_statement(row: dict[str, Any], people: Collection[str]) -> str | None:
    if _is_nothing(row.get("amount")) or _is_outgoing(row["amount"]):
        return "out"
    words = text_of(row.get("content"))
    plain = fold(words)
    if notes_in(words) or _OF_DUES.search(plain) or any(names(words, one) for one in people):
        return None
    return "other"


def _is_nothing(value: Any) -> bool:
    if value is None or text_of(value).casefold() in EMPTY:
        return True
    try:
        return read_dong(value) == 0
    except BadInput:
        return False


def _is_outgoing(value: Any) -> bool:
    try:
        return read_dong(value) < 0
    except BadInput:
        return False
