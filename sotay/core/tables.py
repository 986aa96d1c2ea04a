"""A file of an office (Excel, CSV) becomes sheets of plain values. Nothing here knows their sense.

A file is judged by its bytes. What would swell, what cannot be read and what is no table is refused
with a sentence that says what to do.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from sotay.core.days import grouped
from sotay.core.errors import BadInput
from sotay.core.text import nfc

_CHUNK = 1024 * 1024

Value = str | int | float | bool | date | None

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
# A formula with no value after it; one whose result is an empty text says so.
_UNRECKONED = re.compile(
    rb'<c (?![^>]*t="str")[^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)'
    rb"\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>"
)
_TAIL = 512  # of a piece, read again with the next: a cell may lie across the cut
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_QUOTED_NUMBER = re.compile(r'="([^"]*)"')


@dataclass(frozen=True)
class Limits:
    """How much of a file is taken. By default a whole register.

    ``needs_values`` refuses a workbook with formulas that no program has reckoned: to a reader
    their cells are empty, and a sum that is there would be passed over as none.
    """

    size: int = 20 * 1024 * 1024
    unpacked: int = 300 * 1024 * 1024  # 77,000 members in 25 columns unpack to about 100 MB
    rows: int = 400_000
    columns: int = 300
    cells: int = 12_000_000
    needs_values: bool = False


REGISTER = Limits()


@dataclass
class Sheet:
    """``rows[0]`` is row 1 of the file; ``merges`` are (top, left, bottom, right)."""

    name: str
    rows: list[list[Value]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    note: str = ""  # what the reader should look at, such as a guessed encoding


def letter(column: int) -> str:
    """The name of a column, from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_file(data: bytes, limits: Limits = REGISTER) -> list[Sheet]:
    """Every sheet that holds something.

    :raises BadInput: too large, damaged, of another sort, or empty
    """
    if len(data) > limits.size:
        raise BadInput(
            _("Tệp lớn hơn %(size)s MB. Đồng chí chia danh sách thành nhiều tệp.")
            % {"size": limits.size // 1024 // 1024}
        )
    is_book = data.startswith((_ZIP, _OLE))
    sheets = _workbook(data, limits) if is_book else [_text(data, limits)]
    sheets = [sheet for sheet in sheets if any(any(v is not None for v in r) for r in sheet.rows)]
    if not sheets:
        raise BadInput(_("Tệp không có dòng nào. Đồng chí kiểm tra lại tệp đã chọn."))
    return sheets


def _damaged() -> BadInput:
    return BadInput(
        _(
            "Không đọc được tệp này: tệp hỏng, có mật khẩu hoặc không phải bảng tính. Đồng chí mở"
            " bằng chương trình bảng tính rồi lưu lại dạng xlsx hoặc csv."
        )
    )


def _too_large(limits: Limits) -> BadInput:
    return BadInput(
        _(
            "Bảng quá lớn: nhiều nhất %(rows)s dòng và %(columns)s cột. Đồng chí xóa các dòng, cột"
            " trống ở cuối rồi lưu lại, hoặc chia thành nhiều tệp."
        )
        % {"rows": grouped(limits.rows), "columns": limits.columns}
    )


def _unreckoned(cell: str) -> BadInput:
    return BadInput(
        _(
            "Ô %(cell)s là công thức chưa có kết quả. Đồng chí mở tệp bằng chương trình bảng tính,"
            " lưu lại, hoặc chép rồi dán lại chỉ giá trị."
        )
        % {"cell": cell}
    )


def _workbook(data: bytes, limits: Limits) -> list[Sheet]:
    if data.startswith(_ZIP):
        _look_inside(data, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > limits.rows or sheet.total_width > limits.columns:
                raise _too_large(limits)
            merges = getattr(sheet, "merged_cell_ranges", None) or []
            rows = [
                [_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)
            ]
            sheets.append(Sheet(nfc(name), rows, [(*first, *last) for first, last in merges]))
    except BadInput:
        raise
    except (CalamineError, ValueError, OSError, zlib.error):
        raise _damaged() from None
    except BaseException as panic:  # the reader's own panics are not ordinary exceptions
        if type(panic).__name__ != "PanicException":
            raise
        raise _damaged() from None
    return sheets


def _look_inside(data: bytes, limits: Limits) -> None:
    """Refuse what would swell in memory before anything builds it: the reader makes a full grid.

    Every part is unpacked once and counted: what its head says of its size may be a lie.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if not any(entry.filename.startswith("xl/") for entry in entries):
                raise _damaged()
            left = limits.unpacked
            for entry in entries:
                left -= _measure(archive, entry, left, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _damaged() from None


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limits: Limits) -> int:
    """How many bytes a part unpacks to; more than ``left``, or too wide a grid, is refused."""
    if entry.file_size > left:
        raise _too_large(limits)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()  # no office program packs otherwise
    is_sheet = entry.filename.startswith("xl/worksheets/")
    rows = widest = size = 0
    tail = b""
    whole = copy(entry)
    whole.file_size, whole.CRC = left + 1, None  # type: ignore[assignment] # all there really is
    with archive.open(whole) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise _too_large(limits)
            if not is_sheet:
                continue
            piece = tail + chunk
            if limits.needs_values and (lacking := _UNRECKONED.search(piece)):
                raise _unreckoned(lacking[1].decode())
            found = _CELL.findall(piece)
            if found:
                rows = max(rows, max(int(number) for _name, number in found))
                widest = max(widest, max(_place(name) for name in {name for name, _n in found}))
            if rows > limits.rows or widest > limits.columns or rows * widest > limits.cells:
                raise _too_large(limits)
            tail = piece[-_TAIL:]
    if size != entry.file_size:
        raise _damaged()
    return size


def _place(name: bytes) -> int:
    """The number of a column from its letters, from 1."""
    place = 0
    for part in name:
        place = place * 26 + part - 64
    return place


def _plain(value: Any) -> Value:
    """A cell's value without what only the office program needs."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        text = nfc(value)
        return text if text.strip() else None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return value


# --- Text files


def _text(data: bytes, limits: Limits) -> Sheet:
    text, note = _decoded(data)
    lines = text.lstrip("\ufeff")
    if not lines.strip():
        return Sheet("", [])
    delimiter = _delimiter(lines)
    rows: list[list[Value]] = []
    try:
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
            if len(row) > limits.columns or len(rows) >= limits.rows:
                raise _too_large(limits)
            rows.append([_plain(_unwrapped(value)) for value in row])
    except csv.Error:
        raise _damaged() from None
    return Sheet("", rows, note=note)


def _unwrapped(text: str) -> str:
    """``="012"``, written so that zeros in front stay, is the text 012."""
    match = _QUOTED_NUMBER.fullmatch(text.strip())
    return match[1] if match else text


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and, where its encoding had to be guessed, a note."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return nfc(data.decode(encoding)), ""
            except UnicodeDecodeError:
                raise _damaged() from None
    sample = data[:4096]
    zeros = sample.count(0)
    if zeros > len(sample) // 4:  # two bytes a letter, without the mark in front
        encoding = "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
        try:
            return nfc(data.decode(encoding)), ""
        except UnicodeDecodeError:
            raise _damaged() from None
    if _BINARY.search(data[:65536]):
        raise _damaged()
    try:
        return nfc(data.decode("utf-8")), ""
    except UnicodeDecodeError:
        pass
    try:
        return nfc(data.decode("cp1258")), _(
            "Tệp không ghi theo Unicode nên được đọc theo bảng mã windows-1258. Đồng chí xem kỹ dấu"
            " của họ tên; nếu sai, lưu lại tệp dạng “CSV UTF-8”."
        )
    except UnicodeDecodeError:
        raise _damaged() from None


def _delimiter(text: str) -> str:
    """The sign that parts the first lines into the most columns, the same number most often."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    best, most = ",", 0.0
    for sign in (";", "\t", ",", "|"):
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] - 1), pair[0]))
        score = times * (width - 1)
        if score > most:
            best, most = sign, score
    return best
