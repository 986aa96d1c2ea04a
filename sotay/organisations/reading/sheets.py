"""A spreadsheet of moves: read from its file, looked up in the tree of the day, reported on."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from python_calamine import CalamineError, load_workbook

from sotay.core.errors import BadInput
from sotay.core.text import fold, tidy
from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.querysets import subtree_ids
from sotay.organisations.rules.sheet import Known, Read, Report, Row, check

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5000
CANDIDATES = 6  # listed for a name that several bear
ORGANISATION_HEADS = {"to chuc", "to chuc dang", "ma to chuc", "ma", "ten to chuc", "organisation"}
PARENT_HEADS = {
    "cap tren moi", "to chuc cap tren moi", "ve truc thuoc", "truc thuoc moi", "noi den",
    "cap tren", "new parent",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row of the report, in words."""

    number: int
    organisation: str
    parent: str
    problem: str
    candidates: list[str]

    @property
    def fits(self) -> bool:
        return not self.problem

    @property
    def more(self) -> int:
        """Candidates beyond those that are listed."""
        return max(0, len(self.candidates) - CANDIDATES)


@dataclass(frozen=True)
class SheetReport:
    """What the sheet would do. ``moves`` pairs organisations with new parents, by id."""

    lines: list[Line]
    left_over: list[str]
    moves: list[tuple[int, int]]
    fits: bool
    by_parent: list[tuple[str, int]]


def read_rows(content: bytes, name: str) -> list[Row]:
    """The rows of an xlsx, xls, ods or csv file: its first sheet, heads in the first filled row.

    :raises BadInput: not such a file, too large, or without the two columns
    """
    if len(content) > MOST_BYTES:
        raise BadInput(_("Tệp dài quá 2 MB. Đồng chí chỉ để lại trang tính có danh sách."))
    table = _csv(content) if name.lower().endswith((".csv", ".txt")) else _workbook(content)
    written = [(number, [_text(cell) for cell in row]) for number, row in enumerate(table, 1)]
    filled = [(number, row) for number, row in written if any(row)]
    if not filled:
        raise BadInput(_("Tệp không có dòng nào. Đồng chí chọn tệp khác."))
    _number, head = filled[0]
    heads = [fold(cell) for cell in head]
    organisation = _column(heads, ORGANISATION_HEADS)
    parent = _column(heads, PARENT_HEADS)
    if organisation is None or parent is None:
        raise BadInput(
            _(
                "Không thấy hai cột “Tổ chức” và “Cấp trên mới” ở dòng đầu của tệp. "
                "Đồng chí đặt tên hai cột ấy rồi gửi lại."
            )
        )
    if len(filled) - 1 > MOST_ROWS:
        raise BadInput(
            _("Tệp dài quá %(count)s dòng. Đồng chí chia thành nhiều tệp.") % {"count": MOST_ROWS}
        )

    def cell(row: Sequence[str], at: int) -> str:
        return row[at] if at < len(row) else ""

    return [Row(number, cell(row, organisation), cell(row, parent)) for number, row in filled[1:]]


def report(rows: Sequence[Row], source: Organisation, on: date, *, ends: bool) -> SheetReport:
    """Look every row up in the tree of ``on`` and say what does not fit; nothing is changed."""
    known = _standing(on)
    parents = {one.id: one.parent for one in known}
    under = set(
        Organisation.objects.filter(pk__in=subtree_ids([source.pk], on)).values_list(
            "pk", flat=True
        )
    )
    inside = {key: parents.get(key) for key in under if key != source.pk}
    found = check(
        rows,
        find=_meanings(known, rows),
        source=source.pk,
        inside=inside,
        above=parents,
        ends=ends,
    )
    return _told(found, {one.id: one for one in known})


def _standing(on: date) -> list[Known]:
    names = dict(Profile.objects.as_of(on).values_list("organisation", "name"))
    rows = Placement.objects.as_of(on).values_list("organisation", "organisation__code", "parent")
    return [Known(key, code, names.get(key, code), parent) for key, code, parent in rows]


def _meanings(known: Sequence[Known], rows: Iterable[Row]) -> dict[str, list[Known]]:
    """What each written text may mean: a code, a name as written, or a name without its marks.

    The nearer match hides the looser ones.
    """
    by_code: dict[str, list[Known]] = {}
    by_name: dict[str, list[Known]] = {}
    by_folded: dict[str, list[Known]] = {}
    for one in known:
        by_code.setdefault(one.code.casefold(), []).append(one)
        by_name.setdefault(tidy(one.name).casefold(), []).append(one)
        by_folded.setdefault(fold(one.name), []).append(one)
    found: dict[str, list[Known]] = {}
    for text in {text for row in rows for text in (row.organisation, row.parent) if text}:
        meant = (
            by_code.get(text.casefold())
            or by_name.get(text.casefold())
            or by_folded.get(fold(text))
            or []
        )
        found[text] = meant
    return found


def _told(found: Report, known: dict[int, Known]) -> SheetReport:
    lines = [
        Line(
            one.row.number,
            _shown(one.organisation, known) or one.row.organisation,
            _shown(one.parent, known) or one.row.parent,
            _problem(one),
            [_candidate(known[key], known) for key in one.candidates],
        )
        for one in found.rows
    ]
    sums: dict[str, int] = {}
    for _one, parent in found.moves:
        sums[known[parent].name] = sums.get(known[parent].name, 0) + 1
    return SheetReport(
        lines,
        [known[key].name for key in found.left_over],
        list(found.moves),
        found.fits,
        sorted(sums.items(), key=lambda pair: -pair[1]),
    )


def _shown(key: int | None, known: dict[int, Known]) -> str:
    return known[key].name if key is not None else ""


def _candidate(one: Known, known: dict[int, Known]) -> str:
    above = known[one.parent].name if one.parent in known else ""
    return f"{one.code}: {one.name}" + (f" ({above})" if above else "")


def _problem(one: Read) -> str:
    if not one.problem:
        return ""
    text = one.row.organisation if one.about == "organisation" else one.row.parent
    sentences = {
        "empty": _("Thiếu tên hoặc mã. Đồng chí điền đủ hai ô."),
        "unknown": _(
            "Không có tổ chức “%(text)s” vào ngày ấy. Đồng chí kiểm tra tên hoặc dùng mã."
        ),
        "ambiguous": _(
            "Có nhiều tổ chức tên “%(text)s”. Đồng chí thay tên bằng mã của một tổ chức."
        ),
        "twice": _("“%(text)s” có hai lần trong tệp. Đồng chí giữ một dòng."),
        "already": _("Tổ chức này đã trực thuộc “%(text)s”. Đồng chí bỏ dòng này."),
        "outside": _("“%(text)s” không thuộc đảng bộ đang sắp xếp. Đồng chí bỏ dòng này."),
        "cycle": _("“%(text)s” đang nằm dưới chính tổ chức chuyển đi. Đồng chí chọn nơi khác."),
        "same": _("Cấp trên mới trùng với chính tổ chức. Đồng chí chọn nơi khác."),
    }
    return sentences[one.problem] % {"text": text}


def _text(cell: object) -> str:
    """A cell as text; a code that the spreadsheet took for a number gets its digits back."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return tidy(str(cell))


def _column(heads: Sequence[str], wanted: set[str]) -> int | None:
    return next((at for at, head in enumerate(heads) if head.strip(" :*") in wanted), None)


def _csv(content: bytes) -> list[list[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(
            _("Tệp csv không theo bảng mã UTF-8. Đồng chí lưu lại dạng “CSV UTF-8” hoặc xlsx.")
        ) from None
    first = text.partition("\n")[0]
    mark = max(";,\t", key=first.count)
    return [list(row) for row in csv.reader(io.StringIO(text), delimiter=mark)]


def _workbook(content: bytes) -> list[list[object]]:
    try:
        book = load_workbook(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        return [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError, IndexError):
        raise BadInput(
            _("Không đọc được tệp bảng tính này. Đồng chí lưu lại dạng xlsx hoặc csv.")
        ) from None
