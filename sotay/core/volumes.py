"""Books and recordings: taken in on the disk, never whole in memory, and judged by their bytes.

The sister of :mod:`sotay.core.files` for what is too long to be read at once. The bytes go to a
draft beside the kept files while they are counted and hashed; past the limit the draft is dropped
at once. Then the draft is judged where it lies, and either takes its place or goes.
"""

import hashlib
import io
import mmap
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import nh3
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from lxml import etree

from sotay.core import files
from sotay.core.errors import BadInput
from sotay.core.models import StoredFile

EPUB, HTML = "application/epub+zip", "text/html"
MP3, M4A, OGG = "audio/mpeg", "audio/mp4", "audio/ogg"
AUDIO = (MP3, M4A, OGG)
EXTENSIONS = {
    files.PDF: ".pdf", files.TEXT: ".txt", EPUB: ".epub", HTML: ".html",
    MP3: ".mp3", M4A: ".m4a", OGG: ".ogg",
}  # fmt: skip

MOST_TEXT = 20 * 1024 * 1024  # bytes of a plain or web text, which is read whole
MOST_PART = 20 * 1024 * 1024  # bytes of one chapter inside an EPUB
MOST_PARTS = 5_000
MOST_UNPACKED = 600 * 1024 * 1024  # an illustrated book, unpacked
_PIECE = 1024 * 1024
_OVERLAP = 4096

TAGS = frozenset(
    "p br h1 h2 h3 h4 h5 h6 em strong b i u sub sup ul ol li blockquote pre hr dl dt dd"
    " table caption thead tbody tfoot tr th td div section article span a".split()
)
GONE_WITH_WHAT_IS_IN_THEM = frozenset(
    "script style svg math iframe object embed form template noscript head title audio video"
    " canvas".split()
)
_ACTS = re.compile(
    rb"<\s*(?:[a-z0-9_.-]+:)?(script|iframe|object|embed|applet|foreignobject|form)\b"
    rb"|[\s\"'/]on[a-z]{3,}\s*=|javascript\s*:|vbscript\s*:|<!entity|data\s*:\s*text/html",
    re.IGNORECASE,
)
_CONTAINER = "META-INF/container.xml"
_READ_AS_MARKUP = (".xhtml", ".html", ".htm", ".xml", ".opf", ".ncx", ".svg")


class Chunks(Protocol):
    """Anything to be read piece by piece."""

    def read(self, size: int, /) -> bytes: ...


def take_in(content: Chunks | bytes, *, name: str, limit: int) -> StoredFile:
    """Judge and keep a PDF, an EPUB, a text or web text, or a recording (MP3, M4A, OGG).

    ``name`` is only for the sentences of a refusal. At most ``limit`` bytes and a piece more are
    ever read. A web text is kept cleaned, so that nothing in it can act.

    :raises BadInput: too long, empty, broken, locked, of a kind not taken, able to act, swelling
    """
    shown = files.shown_name(name)
    stream: Chunks = io.BytesIO(content) if isinstance(content, bytes) else content
    with _draft(stream, shown, limit) as (draft, digest, size):
        known = StoredFile.objects.filter(digest=digest).first()
        if known is not None and files.path_of(known).exists() and known.media_type in EXTENSIONS:
            return known
        media_type, cleaned = _judge(draft, size, shown)
        if cleaned is not None:
            draft.write_bytes(cleaned)
            digest, size = hashlib.sha256(cleaned).hexdigest(), len(cleaned)
        return _keep(draft, digest, size, media_type)


@contextmanager
def _draft(stream: Chunks, name: str, limit: int) -> Iterator[tuple[Path, str, int]]:
    folder = Path(settings.EVIDENCE_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=folder, prefix=".draft-")
    draft, digest, size = Path(written), hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as out:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise too_long(name, limit)
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise BadInput(
                _("Tệp “%(name)s” rỗng. Đồng chí kiểm tra và chọn lại tệp.") % {"name": name}
            )
        yield draft, digest.hexdigest(), size
    finally:
        draft.unlink(missing_ok=True)


def too_long(name: str, limit: int) -> BadInput:
    """The refusal of a file longer than ``limit`` bytes."""
    return BadInput(
        _(
            "Tệp “%(name)s” dài quá %(limit)s MB nên không nhận. Đồng chí chia làm nhiều phần, "
            "hoặc nén ảnh trong tệp rồi gửi lại."
        )
        % {"name": files.shown_name(name), "limit": max(limit // (1024 * 1024), 1)}
    )


def _keep(draft: Path, digest: str, size: int, media_type: str) -> StoredFile:
    place = Path(settings.EVIDENCE_DIR) / digest[:2] / digest[2:4] / digest
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(draft, place)  # whole or not at all; the draft's own name goes afterwards
    try:
        with transaction.atomic():
            stored, _made = StoredFile.objects.get_or_create(
                digest=digest, defaults={"size": size, "media_type": media_type}
            )
    except IntegrityError:  # somebody offered the same file at the same moment
        stored = StoredFile.objects.get(digest=digest)
    return stored


# --- Judging ------------------------------------------------------------------------------------


def _judge(draft: Path, size: int, name: str) -> tuple[str, bytes | None]:
    """The kind of the file, and its cleaned bytes where they differ from what came."""
    with draft.open("rb") as stream, _mapped(stream) as data:
        head = bytes(data[:4096])
        if b"%PDF-" in head[:1024]:
            _judge_pdf(data, name)
            return files.PDF, None
        if head.startswith(b"PK\x03\x04"):
            _judge_epub(stream, size, name)
            return EPUB, None
        if (recording := _recording(data)) is not None:
            return recording, None
    if size > MOST_TEXT:
        raise _unknown(name)
    return _judge_text(draft.read_bytes(), name)


@contextmanager
def _mapped(stream: IO[bytes]) -> Iterator[mmap.mmap]:
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _unknown(name: str) -> BadInput:
    return BadInput(
        _(
            "Không nhận ra dạng của tệp “%(name)s”. Thư viện nhận PDF, EPUB, trang chữ (HTML), chữ "
            "thường ở bảng mã UTF-8, và âm thanh MP3, M4A, OGG. Đồng chí lưu lại ở một dạng ấy."
        )
        % {"name": name}
    )


def _broken(name: str) -> BadInput:
    return BadInput(
        _("Tệp “%(name)s” bị hỏng hoặc chưa tải hết. Đồng chí mở thử, rồi chọn lại tệp.")
        % {"name": name}
    )


def _locked(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” có mật khẩu hoặc bị khóa bản quyền nên không đọc được. Đồng chí lấy "
            "bản không khóa."
        )
        % {"name": name}
    )


def _acting(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” chứa nội dung tự chạy (kịch bản, biểu mẫu hoặc lệnh) nên không nhận. "
            "Đồng chí lấy bản chỉ có chữ và ảnh."
        )
        % {"name": name}
    )


def _swelling(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” khi mở ra quá lớn so với một cuốn sách thường nên không nhận. Đồng chí "
            "chia nhỏ rồi gửi lại."
        )
        % {"name": name}
    )


# PDF: the words of the format are looked for piece by piece, so that nothing is copied whole.

_PDF_ACTS = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z])")
_PDF_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")


def _judge_pdf(data: mmap.mmap, name: str) -> None:
    if b"%%EOF" not in data[-2048:] or data.rfind(b"startxref") < 0:
        raise _broken(name)
    for start in range(0, len(data), _PIECE):
        piece = bytes(data[max(start - _OVERLAP, 0) : start + _PIECE])
        if re.search(rb"/Encrypt(?![A-Za-z])", piece):
            raise _locked(name)
        # Names may be written with codes, as in /J#61vaScript.
        plain = _PDF_CODE.sub(lambda code: bytes([int(code.group(1), 16)]), piece)
        if _PDF_ACTS.search(plain):
            raise _acting(name)
    left = MOST_UNPACKED // 8
    for found in re.finditer(rb"/ObjStm\b.{0,400}?stream\r?\n", data, re.DOTALL):
        inside = _unpacked(data, found.end(), left)
        left -= len(inside)
        if left <= 0:
            raise _swelling(name)
        if _PDF_ACTS.search(inside):
            raise _acting(name)


def _unpacked(data: mmap.mmap, start: int, most: int) -> bytes:
    """What a packed stream holds, at most ``most`` bytes; nothing if it is not packed this way."""
    unpacker, made, size = zlib.decompressobj(), list[bytes](), 0
    try:
        while start < len(data) and not unpacker.eof and size < most:
            fed = unpacker.unconsumed_tail or bytes(data[start : start + 65536])
            start += 0 if unpacker.unconsumed_tail else len(fed)
            piece = unpacker.decompress(fed, most - size)
            made.append(piece)
            size += len(piece)
    except zlib.error:
        return b""
    return b"".join(made)


# EPUB: a zip with its kind in the first entry, a container that names the book's list of parts.


def _judge_epub(stream: IO[bytes], size: int, name: str) -> None:
    try:
        with zipfile.ZipFile(stream) as packed:
            entries = packed.infolist()
            if not entries or packed.read("mimetype").strip() != EPUB.encode():
                raise _not_a_book(name)
            check_parts(entries, size, name)
            names = {entry.filename for entry in entries}
            if "META-INF/encryption.xml" in names or "META-INF/rights.xml" in names:
                raise _locked(name)
            if _CONTAINER not in names:
                raise _broken(name)
            for entry in entries:
                last = entry.filename.lower()
                if last.endswith((".js", ".mjs", ".wasm", ".swf")):
                    raise _acting(name)
                if last.endswith(_READ_AS_MARKUP) and _ACTS.search(part(packed, entry, name)):
                    raise _acting(name)
            book = package_of(packed, name)
            if not book.chapters:
                raise _broken(name)
    except KeyError:
        raise _not_a_book(name) from None
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
        raise _broken(name) from None


def _not_a_book(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp nén “%(name)s” không phải sách EPUB. Đồng chí gửi từng tệp: PDF, EPUB, trang chữ "
            "hoặc âm thanh."
        )
        % {"name": name}
    )


def check_parts(entries: list[zipfile.ZipInfo], packed_size: int, name: str) -> None:
    """:raises BadInput: too many parts, too much in them, or names that lead out of the book"""
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _swelling(name)
    # Overlapping entries share their packed bytes: together they claim more than the file has.
    if sum(entry.compress_size for entry in entries) > packed_size:
        raise _swelling(name)
    for entry in entries:
        steps = entry.filename.split("/")
        if (
            ".." in steps
            or entry.filename.startswith("/")
            or "\\" in entry.orig_filename
            or "\x00" in entry.orig_filename
            or re.match(r"[A-Za-z]:", entry.filename)
        ):
            raise _broken(name)
        if entry.flag_bits & 0x1:
            raise _locked(name)
        if entry.file_size > _PIECE and entry.file_size > files.MOST_TIMES * max(
            entry.compress_size, 1
        ):
            raise _swelling(name)


def part(packed: zipfile.ZipFile, entry: zipfile.ZipInfo | str, name: str) -> bytes:
    """One part of a book, read within a bound whatever its head claims.

    :raises KeyError: there is none of that name
    :raises BadInput: longer than a chapter can be
    """
    with packed.open(entry) as stream:
        inside = stream.read(MOST_PART + 1)
    if len(inside) > MOST_PART:
        raise _swelling(name)
    return inside


class Package:
    """What an EPUB says of itself: its chapters in reading order, and where its contents are."""

    def __init__(self, chapters: list[str], contents: str, title: str) -> None:
        self.chapters, self.contents, self.title = chapters, contents, title


def xml_of(data: bytes) -> Any:
    """The root of an XML text; nothing outside is fetched and no entity is unfolded.

    :raises ValueError: not well formed
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as wrong:
        raise ValueError(str(wrong)) from None


def package_of(packed: zipfile.ZipFile, name: str) -> Package:
    """The list of parts of a book.

    :raises BadInput: the container or the list is missing or broken
    """
    try:
        container = xml_of(part(packed, _CONTAINER, name))
        root = container.find(".//{*}rootfile")
        where = root.get("full-path", "") if root is not None else ""
        listed = xml_of(part(packed, where, name))
    except (KeyError, ValueError):
        raise _broken(name) from None
    folder = where.rsplit("/", 1)[0] + "/" if "/" in where else ""
    there = set(packed.namelist())
    items, contents = {}, ""
    for item in listed.iterfind(".//{*}manifest/{*}item"):
        if "scripted" in item.get("properties", "").split():
            raise _acting(name)
        path = inside(folder, item.get("href", ""))
        items[item.get("id", "")] = path
        if "nav" in item.get("properties", "").split() or (
            not contents and item.get("media-type") == "application/x-dtbncx+xml"
        ):
            contents = path
    chapters = [
        items[one.get("idref", "")]
        for one in listed.iterfind(".//{*}spine/{*}itemref")
        if items.get(one.get("idref", "")) in there
    ]
    title = listed.findtext(".//{http://purl.org/dc/elements/1.1/}title") or ""
    return Package(chapters, contents if contents in there else "", title.strip())


def inside(folder: str, href: str) -> str:
    """The name of a part within its book, from an address written in ``folder``."""
    from posixpath import normpath
    from urllib.parse import unquote

    return normpath(folder + unquote(href.split("#", 1)[0])).lstrip("/")


# Recordings: by the frames themselves, not by a word at the head.

_BITRATES = {  # kilobits by the index in the head, layer III
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_VOICES = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")


def _recording(data: mmap.mmap) -> str | None:
    head = bytes(data[:64])
    if head.startswith(b"OggS"):
        return OGG if any(voice in bytes(data[:512]) for voice in _VOICES) else None
    if head[4:8] == b"ftyp":
        return M4A if _only_sound(data) else None
    start = 0
    if head.startswith(b"ID3") and len(head) >= 10:
        start = 10 + sum((byte & 0x7F) << (7 * (3 - at)) for at, byte in enumerate(head[6:10]))
    first = _frame(data, start)
    if first and _frame(data, start + first):
        return MP3
    return None


def _frame(data: mmap.mmap, at: int) -> int:
    """Bytes of the MPEG layer III frame at ``at``, 0 where there is none."""
    head = bytes(data[at : at + 4])
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer != 1 or rate == 3 or not 0 < bits < 15:
        return 0
    kilobits = _BITRATES[1 if version == 3 else 2][bits]
    return (144 if version == 3 else 72) * kilobits * 1000 // _RATES[version][rate] + (
        head[2] >> 1 & 1
    )


def _only_sound(data: mmap.mmap) -> bool:
    """Whether an MP4 has its table, a track of sound, and no track of pictures."""
    at, movie = 0, b""
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8])
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:
            size = len(data) - at
        if size < 8 or at + size > len(data):
            return False
        if kind == b"moov":
            movie = bytes(data[at : at + min(size, 32 * _PIECE)])
        at += size
    return b"soun" in movie and b"vide" not in movie


# Text: plain as it is, web pages cleaned before they are kept.


def _judge_text(data: bytes, name: str) -> tuple[str, bytes | None]:
    if data.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        raise _acting(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unknown(name) from None
    if re.search(r"[\x00-\x08\x0b\x0e-\x1f]", text):
        raise _unknown(name)
    if re.search(r"<\s*(!doctype\s+html|html|body|p|h[1-6]|div)\b", text[:65536], re.IGNORECASE):
        cleaned = cleaned_html(text).strip()
        if not cleaned:
            raise _broken(name)
        return HTML, cleaned.encode()
    if re.search(r"<\s*(script|svg|iframe|\?xml|!entity)\b", text[:65536], re.IGNORECASE):
        raise _acting(name)
    return files.TEXT, None


def cleaned_html(text: str) -> str:
    """Only words and their order: no address, no picture, no dress, nothing that acts."""
    return nh3.clean(
        text,
        tags=set(TAGS - {"a", "span", "div", "section", "article"} | {"div"}),
        clean_content_tags=set(GONE_WITH_WHAT_IS_IN_THEM),
        attributes={},
        link_rel=None,
    )


# --- Handing out --------------------------------------------------------------------------------

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")


def response(request: HttpRequest, stored: StoredFile, name: str) -> HttpResponse | FileResponse:
    """The file itself, as a download; a recording is also played in the page, from any second.

    Nothing in it may run, load or be framed, whatever a reader makes of the bytes.
    """
    stem = files.shown_name(name).rsplit(".", 1)[0] or stored.digest[:12]
    is_played = stored.media_type in AUDIO
    wanted = _RANGE.match(request.headers.get("Range", "")) if is_played else None
    answer: HttpResponse | FileResponse
    if wanted is not None and any(wanted.groups()):
        answer = _part_of(stored, *wanted.groups())
    else:
        answer = FileResponse(
            files.open_file(stored),
            as_attachment=not is_played,
            filename=stem + EXTENSIONS.get(stored.media_type, ""),
            content_type=stored.media_type
            + ("; charset=utf-8" if stored.media_type in (files.TEXT, HTML) else ""),
        )
    if is_played:
        answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _part_of(stored: StoredFile, first: str, last: str) -> HttpResponse:
    size = stored.size
    if first:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    else:
        begin, end = max(size - int(last), 0), size - 1
    if begin > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    end = min(end, begin + 4 * _PIECE - 1)  # a player asks again; no answer holds a whole book
    with files.open_file(stored) as stream:
        stream.seek(begin)
        data = stream.read(end - begin + 1)
    return HttpResponse(
        data,
        status=206,
        content_type=stored.media_type,
        headers={"Content-Range": f"bytes {begin}-{end}/{size}"},
    )
