"""A file becomes sheets of plain values. Nothing here knows what a member is.

A file is judged by its bytes. What would swell, what cannot be read and what is no table is refused
with a sentence that says what to do.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from sotay.core.errors import BadInput
from sotay.core.text import nfc

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024  # a list of 77,000 members in 25 columns unpacks to about 100 MB
MOST_ROWS = 400_000
MOST_COLUMNS = 300
MOST_CELLS = 12_000_000
_CHUNK = 1024 * 1024

Value = str | int | float | bool | date | None

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_QUOTED_NUMBER = re.compile(r'="([^"]*)"')


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


def read_file(data: bytes) -> list[Sheet]:
    """Every sheet that holds something.

    :raises BadInput: too large, damaged, of another sort, or empty
    """
    if len(data) > MOST_BYTES:
        raise BadInput(
            _("Tệp lớn hơn %(size)s MB. Đồng chí chia danh sách thành nhiều tệp.")
            % {"size": MOST_BYTES // 1024 // 1024}
        )
    sheets = _workbook(data) if data.startswith((_ZIP, _OLE)) else [_text(data)]
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


def _too_large() -> BadInput:
    return BadInput(
        _(
            "Bảng quá lớn: nhiều nhất %(rows)s dòng và %(columns)s cột. Đồng chí xóa các dòng, cột"
            " trống ở cuối rồi lưu lại, hoặc chia thành nhiều tệp."
        )
        % {"rows": f"{MOST_ROWS:,}".replace(",", "."), "columns": MOST_COLUMNS}
    )


def _workbook(data: bytes) -> list[Sheet]:
    if data.startswith(_ZIP):
        _look_inside(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise _too_large()
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


def _look_inside(data: bytes) -> None:
    """Refuse what would swell in memory before anything builds it: the reader makes a full grid."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if not any(name.startswith("xl/") for name in names):
                raise _damaged()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise _too_large()
            left = MOST_UNPACKED
            for entry in entries:
                if not entry.filename.startswith("xl/worksheets/"):
                    continue
                left -= _measure(archive, entry, left)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _damaged() from None


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """How many bytes the sheet unpacks to; a grid beyond the limits is refused."""
    rows = widest = size = 0
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise _too_large()
            piece = tail + chunk
            found = _CELL.findall(piece)
            if found:
                rows = max(rows, max(int(number) for _name, number in found))
                widest = max(widest, max(_place(name) for name in {name for name, _n in found}))
            if rows > MOST_ROWS or widest > MOST_COLUMNS or rows * widest > MOST_CELLS:
                raise _too_large()
            tail = piece[-64:]
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


def _text(data: bytes) -> Sheet:
    text, note = _decoded(data)
    lines = text.lstrip("\ufeff")
    if not lines.strip():
        return Sheet("", [])
    delimiter = _delimiter(lines)
    rows: list[list[Value]] = []
    try:
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
            if len(row) > MOST_COLUMNS or len(rows) >= MOST_ROWS:
                raise _too_large()
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
