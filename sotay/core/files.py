"""Files kept once, by their content: what is taken in, how it is kept, how it is handed out.

A file is judged by its bytes, never by its name. Photographs are drawn again, so that the place
where they were taken (and anything hidden behind the picture) stays out; the time is kept. What can
act when opened (pages, scripts, macros, drawings with scripts) is refused, and so is what swells.
"""

import csv
import hashlib
import io
import os
import re
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import FileResponse
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from sotay.core.errors import BadInput
from sotay.core.models import StoredFile
from sotay.core.text import tidy

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PDF, TEXT, CSV = "application/pdf", "text/plain", "text/csv"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMAGES = (JPEG, PNG, WEBP)
ALLOWED = (*IMAGES, PDF, DOCX, XLSX, TEXT, CSV)
INLINE = (*IMAGES, PDF)
EXTENSIONS = {
    JPEG: ".jpg", PNG: ".png", WEBP: ".webp", PDF: ".pdf",
    DOCX: ".docx", XLSX: ".xlsx", TEXT: ".txt", CSV: ".csv",
}  # fmt: skip

MOST_PIXELS = 64_000_000  # above any telephone's ordinary picture; 64 MP decode to 192 MB
LONGEST_SIDE = 2560  # pixels kept: an A4 page stays readable
MOST_SCANS = 40  # passes over one JPEG; cameras write one, the patient ones a dozen
QUALITY = 86
MOST_ENTRIES = 5_000  # files inside one docx or xlsx
MOST_UNPACKED = 200 * 1024 * 1024  # bytes inside one docx or xlsx, all together
MOST_TIMES = 200  # an entry above 1 MB may not swell more than this many times
NAME_LENGTH = 120
_CHUNK = 1024 * 1024

_FORMATS = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}
_HEIC = re.compile(rb"^.{4}ftyp(heic|heix|hevc|heim|heis|mif1|msf1|avif|avis)", re.DOTALL)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_ACTIVE = re.compile(
    rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|meta|\?xml|!entity)",
    re.IGNORECASE,
)
_PDF_ACTS = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z])")
_PDF_NAME_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
# In a name also what turns the order of letters, so that "fdp.exe" is seen as "exe.pdf".
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True)
class Received:
    """A file that was taken in: its row, and for a photograph the moment the camera wrote."""

    stored: StoredFile
    taken_at: datetime | None = None


@dataclass(frozen=True)
class _Clean:
    data: bytes
    media_type: str
    taken_at: datetime | None = None


def store(content: bytes | IO[bytes], *, name: str, limit: int | None = None) -> StoredFile:
    """Take in a file and keep its bytes once; see :func:`receive`."""
    return receive(content, name=name, limit=limit).stored


def receive(content: bytes | IO[bytes], *, name: str, limit: int | None = None) -> Received:
    """Judge, clean and keep a file, and say when its photograph was taken.

    ``name`` is only for the sentences of a refusal. ``limit`` is in bytes, by default
    ``settings.EVIDENCE_LIMIT_BYTES``. The same bytes, or bytes handed out before, are one row.

    :raises BadInput: too long, empty, broken, of a kind not taken, able to act, or swelling
    """
    shown = shown_name(name)
    data = _read(content, shown, settings.EVIDENCE_LIMIT_BYTES if limit is None else limit)
    known = StoredFile.objects.filter(digest=hashlib.sha256(data).hexdigest()).first()
    if known is not None and path_of(known).exists():
        taken = _taken_at_of(data) if known.media_type in IMAGES else None
        return Received(known, taken)
    clean = _examine(data, shown)
    return Received(_keep(clean), clean.taken_at)


def keep_made(data: bytes, media_type: str) -> StoredFile:
    """Keep bytes that the house made itself, as a picture it drew again; nothing is judged."""
    return _keep(_Clean(data, media_type))


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie: two levels of folders by the first letters of the digest."""
    return _path(stored.digest)


def open_file(stored: StoredFile) -> IO[bytes]:
    """The bytes, to be read.

    :raises FileNotFoundError: the row is there and the bytes are not: the folder was moved
    """
    return path_of(stored).open("rb")


def is_intact(stored: StoredFile) -> bool:
    """Whether the bytes on disk still have the digest they are filed under."""
    digest = hashlib.sha256()
    with open_file(stored) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == stored.digest


def response(stored: StoredFile, name: str) -> FileResponse:
    """An answer with the file: pictures and PDF in the page, all else as a download.

    Nothing in it may run, load or be framed, whatever a reader makes of the bytes.
    """
    extension = EXTENSIONS.get(stored.media_type, "")
    stem = shown_name(name).rsplit(".", 1)[0] or stored.digest[:12]
    answer = FileResponse(
        open_file(stored),
        as_attachment=stored.media_type not in INLINE,
        filename=stem + extension,
        content_type=stored.media_type
        + ("; charset=utf-8" if stored.media_type in (TEXT, CSV) else ""),
    )
    # The browsers' own PDF reader does not open inside a sandbox: PDF gets every bar but that one.
    bars = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    if stored.media_type == PDF:
        bars += "; object-src 'self'; style-src 'unsafe-inline'"
    else:
        bars += "; sandbox"
    answer.headers["Content-Security-Policy"] = bars
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def shown_name(name: str) -> str:
    """The last part of a file's name, tidy and short enough to print."""
    last = tidy(_UNSEEN.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]))
    return last[-NAME_LENGTH:] or _("tệp không tên")


# --- Reading and keeping ------------------------------------------------------------------------


def _read(content: bytes | IO[bytes], name: str, limit: int) -> bytes:
    data = content if isinstance(content, bytes) else content.read(limit + 1)
    if len(data) > limit:
        raise BadInput(
            _("Tệp “%(name)s” dài quá %(limit)s MB. Đồng chí chụp lại hoặc chọn tệp nhỏ hơn.")
            % {"name": name, "limit": max(limit // (1024 * 1024), 1)}
        )
    if not data:
        raise BadInput(
            _("Tệp “%(name)s” rỗng. Đồng chí kiểm tra và chọn lại tệp.") % {"name": name}
        )
    return data


def _path(digest: str) -> Path:
    return Path(settings.EVIDENCE_DIR) / digest[:2] / digest[2:4] / digest


def _keep(clean: _Clean) -> StoredFile:
    digest = hashlib.sha256(clean.data).hexdigest()
    place = _path(digest)
    if not place.exists():
        _write(place, clean.data)
    try:
        with transaction.atomic():
            stored, _made = StoredFile.objects.get_or_create(
                digest=digest,
                defaults={"size": len(clean.data), "media_type": clean.media_type},
            )
    except IntegrityError:  # somebody offered the same file at the same moment
        stored = StoredFile.objects.get(digest=digest)
    return stored


def _write(place: Path, data: bytes) -> None:
    """All of the bytes under their name, or nothing: a power cut leaves no half file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).replace(place)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


# --- Judging ------------------------------------------------------------------------------------


def _examine(data: bytes, name: str) -> _Clean:
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    ):
        return _picture(data, name)
    if b"%PDF-" in data[:1024]:
        return _pdf(data, name)
    if data.startswith(b"PK\x03\x04"):
        return _office(data, name)
    if _HEIC.match(data):
        raise BadInput(
            _(
                "Ảnh “%(name)s” ở dạng HEIC hoặc AVIF, nhiều máy không xem được. Đồng chí đổi sang "
                "JPEG, hoặc chụp thẳng từ trang này."
            )
            % {"name": name}
        )
    if data.startswith(_OLD_OFFICE):
        raise BadInput(
            _(
                "Tệp “%(name)s” ở dạng Word hoặc Excel đời cũ, có thể chứa lệnh chạy ngầm. "
                "Đồng chí lưu lại ở dạng docx, xlsx hoặc PDF."
            )
            % {"name": name}
        )
    if data.startswith(_PROGRAMS):
        raise _acting(name)
    return _text(data, name)


def _acting(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” chứa nội dung tự chạy (trang web, kịch bản hoặc macro) nên không nhận. "
            "Đồng chí lưu thành PDF hoặc ảnh rồi gửi lại."
        )
        % {"name": name}
    )


def _broken(name: str) -> BadInput:
    return BadInput(
        _("Tệp “%(name)s” bị hỏng hoặc chưa tải hết. Đồng chí mở thử, rồi chọn lại tệp.")
        % {"name": name}
    )


def _swelling(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” khi mở ra quá lớn so với một tài liệu thường. Đồng chí lưu thành PDF "
            "hoặc chia nhỏ rồi gửi lại."
        )
        % {"name": name}
    )


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture with its head read; Pillow's own warnings of bombs become errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=list(_FORMATS)) as picture:
            yield picture


def swells_in_time(jpeg: bytes) -> bool:
    """Whether a JPEG goes over its picture again and again: small to send, minutes to draw."""
    return jpeg.count(b"\xff\xda") > MOST_SCANS


def _picture(data: bytes, name: str) -> _Clean:
    """The picture drawn again: upright, no larger than needed, with its time and nothing else."""
    if data.startswith(b"\xff\xd8") and swells_in_time(data):
        raise _swelling(name)
    try:
        with _opened(data) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise _swelling(name)
            kind = picture.format or ""
            if kind == "JPEG":
                picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
            taken = _moment(picture.getexif())
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = io.BytesIO()
            _draw(upright, kind, taken, drawn)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _swelling(name) from None
    except BadInput:
        raise
    except Exception as trouble:
        # Decoders fail in many ways on made-up bytes; all of them mean the same to the sender.
        raise _broken(name) from trouble
    return _Clean(drawn.getvalue(), _FORMATS[kind], taken)


def _draw(picture: Image.Image, kind: str, taken: datetime | None, into: io.BytesIO) -> None:
    exif = Image.Exif()
    if taken is not None:
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        inner[ExifTags.Base.DateTimeOriginal] = taken.strftime("%Y:%m:%d %H:%M:%S")
        offset = taken.strftime("%z")
        inner[ExifTags.Base.OffsetTimeOriginal] = f"{offset[:3]}:{offset[3:5]}"
    flat = picture.mode in ("L", "RGB")
    if kind == "JPEG":
        ready = picture if flat else picture.convert("RGB")
        ready.info.clear()
        ready.save(into, "JPEG", quality=QUALITY, optimize=True, exif=exif)
        return
    ready = picture if flat or picture.mode == "RGBA" else picture.convert("RGBA")
    ready.info.clear()
    if kind == "PNG":
        ready.save(into, "PNG", optimize=True, exif=exif)
    else:
        ready.save(into, "WEBP", quality=QUALITY, exif=exif)


def _moment(exif: Image.Exif) -> datetime | None:
    """When the camera says the picture was taken; without an offset, our own time zone."""
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    written = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    if not isinstance(written, str):
        return None
    offset = inner.get(ExifTags.Base.OffsetTimeOriginal)
    try:
        if isinstance(offset, str) and offset.strip("\x00 "):
            whole = f"{written.strip()} {offset.strip()}"
            return datetime.strptime(whole, "%Y:%m:%d %H:%M:%S %z")
        local = datetime.strptime(written.strip("\x00 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return local.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def _taken_at_of(data: bytes) -> datetime | None:
    with _opened(data) as picture:
        return _moment(picture.getexif())


def _pdf(data: bytes, name: str) -> _Clean:
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data:
        raise _broken(name)
    if re.search(rb"/Encrypt(?![A-Za-z])", data):
        raise BadInput(
            _(
                "Tệp “%(name)s” có mật khẩu nên cấp trên không mở được. Đồng chí bỏ mật "
                "khẩu rồi gửi."
            )
            % {"name": name}
        )
    # Names may be written with codes, as in /J#61vaScript.
    plain = _PDF_NAME_CODE.sub(lambda code: bytes([int(code.group(1), 16)]), data)
    if _PDF_ACTS.search(plain) or _hides_acts(data, name):
        raise _acting(name)
    return _Clean(data, PDF)


def _hides_acts(data: bytes, name: str) -> bool:
    """Whether a packed object stream of the PDF names a script; unpacked within a bound."""
    left = MOST_UNPACKED // 4
    for found in re.finditer(rb"/ObjStm\b.{0,400}?stream\r?\n", data, re.DOTALL):
        unpacker = zlib.decompressobj()
        try:
            inside = unpacker.decompress(data[found.end() :], left)
        except zlib.error:
            continue  # not packed this way; its names were read above
        left -= len(inside)
        if left <= 0:
            raise _swelling(name)
        if _PDF_ACTS.search(inside):
            return True
    return False


def _office(data: bytes, name: str) -> _Clean:
    """A docx or xlsx: its directory is read, and nothing larger than its list of parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            _check_sizes(entries, len(data), name)
            names = {entry.filename.lower() for entry in entries}
            if any("vbaproject" in part or "activex" in part for part in names):
                raise _acting(name)
            parts = _small_part(packed, "[Content_Types].xml", name)
            if b"macroenabled" in parts.lower():
                raise _acting(name)
            for entry in entries:
                # A template fetched from elsewhere on opening carries the macros in.
                if entry.filename.lower().endswith("settings.xml.rels") and (
                    b"attachedtemplate" in _small_part(packed, entry.filename, name).lower()
                ):
                    raise _acting(name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise _broken(name) from None
    if "word/document.xml" in names:
        return _Clean(data, DOCX)
    if "xl/workbook.xml" in names:
        return _Clean(data, XLSX)
    raise BadInput(
        _(
            "Tệp nén “%(name)s” không phải văn bản Word hay bảng Excel. Đồng chí gửi từng "
            "tệp: ảnh, "
            "PDF, docx, xlsx."
        )
        % {"name": name}
    )


def _check_sizes(entries: list[zipfile.ZipInfo], packed_size: int, name: str) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _swelling(name)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _swelling(name)
    # Overlapping entries share their packed bytes: together they claim more than the file has.
    if sum(entry.compress_size for entry in entries) > packed_size:
        raise _swelling(name)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise _broken(name)
        if entry.file_size > _CHUNK and entry.file_size > MOST_TIMES * max(entry.compress_size, 1):
            raise _swelling(name)


def _small_part(packed: zipfile.ZipFile, part: str, name: str) -> bytes:
    """One part, read within a bound whatever its head claims."""
    try:
        with packed.open(part) as stream:
            inside = stream.read(_CHUNK + 1)
    except KeyError:
        return b""
    if len(inside) > _CHUNK:
        raise _swelling(name)
    return inside


def _text(data: bytes, name: str) -> _Clean:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(
            _(
                "Không nhận ra dạng của tệp “%(name)s”. Nhận ảnh (JPEG, PNG, WebP), PDF, "
                "docx, xlsx, "
                "và chữ thường ở bảng mã UTF-8. Đồng chí lưu lại ở một trong các dạng ấy."
            )
            % {"name": name}
        ) from None
    if _CONTROL.search(text):
        raise _broken(name)
    if _ACTIVE.search(data[:65536]):
        raise _acting(name)
    return _Clean(data, CSV if _is_table(text) else TEXT)


def _is_table(text: str) -> bool:
    """Whether every one of the first lines splits into the same number of cells, two or more."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if len(lines) < 2:
        return False
    for separator in (",", ";", "\t"):
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=separator, strict=True)}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False
