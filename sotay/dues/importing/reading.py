"""A file, or what was pasted, becomes rows that speak of dues; the rest is counted, not kept."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.cells import EMPTY, is_total, text_of
from sotay.core.errors import BadInput
from sotay.core.tables import Limits, Sheet, Value, read_file
from sotay.core.text import fold, tidy
from sotay.dues.importing.headings import STATEMENT, Header, find_header, find_named
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
MOST_ASKED = 2_000  # rows of a table kept while a person says which column is which
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


class ColumnsUnknown(BadInput):
    """No row of headings is understood. ``sheet`` is where a person may say what is what, if any
    is a table at all."""

    def __init__(self, words: str, sheet: Sheet | None, note: str) -> None:
        super().__init__(words)
        self.sheet, self.note = sheet, note


def read_payments(
    data: bytes, people: Collection[str], named: Sequence[dict[str, Any]] = ()
) -> Read:
    """The payments of a file. Of a statement only what speaks of dues, or of one of ``people``.

    ``people`` are names. A statement may be that of somebody's own account: what else stands
    there is nobody's concern. ``named`` are columns as a keeper named them under the same headings.

    :raises ColumnsUnknown: no headings are understood
    :raises BadInput: the file cannot be read, or holds too many payments
    """
    sheets = read_file(data, LIMITS)
    note = " ".join(dict.fromkeys(one.note for one in sheets if one.note))[:_LONGEST]
    found = find_header(sheets) or find_named(sheets, named)
    if found is None:
        raise ColumnsUnknown(
            _(
                "Không tìm thấy dòng tiêu đề. Danh sách cần hai cột “Họ và tên” và “Số tiền đã"
                " nộp”; sao kê cần hai cột “Nội dung” và “Số tiền ghi có”. Đồng chí thêm dòng tiêu"
                " đề hoặc dùng tệp mẫu."
            ),
            _a_table(sheets),
            note,
        )
    return rows_under(*found, people, note)


def _a_table(sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet with the most rows of two cells or more, if it is short enough to be kept."""

    def filled(sheet: Sheet) -> int:
        return sum(1 for row in sheet.rows if sum(value is not None for value in row) > 1)

    best = max(sheets, key=filled)
    return best if filled(best) and len(best.rows) <= MOST_ASKED else None


def rows_under(sheet: Sheet, header: Header, people: Collection[str], note: str) -> Read:
    """What stands under the headings.

    :raises BadInput: no payment, or too many
    """
    passed: Counter[str] = Counter()
    rows = []
    for row, why in looked_at(sheet, header, people):
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
    return Read(header.sort, header.columns, rows, dict(passed), note)


def looked_at(
    sheet: Sheet, header: Header, people: Collection[str]
) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Each row under the headings, with why it is no payment (``None`` for one that is)."""
    for number, cells in enumerate(sheet.rows[header.row + 1 :], header.row + 2):
        row = _row(sheet, header, number, cells)
        yield row, _passed_over(header, row, cells, people)


def _row(sheet: Sheet, header: Header, number: int, cells: Sequence[Value]) -> dict[str, Any]:
    row: dict[str, Any] = {"row": number}
    for field, column in header.fields.items():
        value = cells[column] if column < len(cells) else None
        if value is not None:
            row[field] = kept(value)
    # In a text file a comma inside a sum parts it in two: 123,457 becomes 123 and 457.
    is_text = not sheet.name
    if is_text and any(value is not None for value in cells[header.width :]):
        row["is_wide"] = True
    return row


def kept(value: Value) -> Any:
    """A cell as it is kept: no more of a long text than is needed to know it again."""
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
