"""EPUB: a zip with its kind in the first entry, judged by its directory and its chapters."""

import html
import re
import zipfile
import zlib
from typing import IO

from sotay.core import files
from sotay.core.volumes import refusals
from sotay.core.volumes.epub_contents import CONTAINER, package_of, part, xml_of
from sotay.core.volumes.kinds import EPUB, MOST_PARTS, MOST_UNPACKED, PIECE

_ACTS = re.compile(
    rb"<\s*(?:[a-z0-9_.-]+:)?(script|iframe|object|embed|applet|foreignobject|form)\b"
    rb"|[\s\"'/]on[a-z]{3,}\s*=|javascript\s*:|vbscript\s*:|<!entity|data\s*:\s*text/html",
    re.IGNORECASE,
)
_LEFT_OUT = bytes(range(0x20))  # what a browser leaves out of an address
_IN_NUMBERS = re.compile(rb"&(?:#|tab;|newline;|colon;)", re.IGNORECASE)
_ADDRESS_AS_IS = re.compile(rb"(?:java|vb)script\s*:", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:java|vb)script\s*:", re.IGNORECASE)
_SAID = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})", re.IGNORECASE)
_LIKE_ASCII = re.compile(rb"utf-?8|(?:us-)?ascii|iso-?8859-\d+|windows-125\d", re.IGNORECASE)
_LOCK = "META-INF/encryption.xml"
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_READ_AS_MARKUP = (".xhtml", ".html", ".htm", ".xml", ".opf", ".ncx", ".svg")


def judge_epub(stream: IO[bytes], size: int, name: str) -> None:
    """:raises BadInput: broken, locked, not a book, able to act, or swelling"""
    try:
        with zipfile.ZipFile(stream) as packed:
            entries = packed.infolist()
            if not entries or packed.read("mimetype").strip() != EPUB.encode():
                raise refusals.not_a_book(name)
            _check_parts(entries, size, name)
            names = {entry.filename for entry in entries}
            if "META-INF/rights.xml" in names or (
                _LOCK in names and not _only_fonts(part(packed, _LOCK, name))
            ):
                raise refusals.locked(name)
            if CONTAINER not in names:
                raise refusals.broken(name)
            book = package_of(packed, name)
            if not book.chapters:
                raise refusals.broken(name)
            for entry in entries:
                last, kind = entry.filename.lower(), book.kinds.get(entry.filename, "")
                if last.endswith((".js", ".mjs", ".wasm", ".swf")) or "script" in kind:
                    raise refusals.acting(name)
                is_markup = (
                    last.endswith(_READ_AS_MARKUP)
                    or entry.filename in book.chapters
                    or any(word in kind for word in ("xml", "html", "svg"))
                )
                if is_markup and _acts(part(packed, entry, name), name):
                    raise refusals.acting(name)
    except KeyError:
        raise refusals.not_a_book(name) from None
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
        raise refusals.broken(name) from None


def _only_fonts(lock: bytes) -> bool:
    """Whether nothing but fonts is laid away, in the way their makers ask; the text is open."""
    try:
        listed = list(xml_of(lock).iterfind(".//{*}EncryptedData"))
    except ValueError:
        return False
    for one in listed:
        method, part_of = one.find("{*}EncryptionMethod"), one.find(".//{*}CipherReference")
        if method is None or part_of is None:
            return False
        if method.get("Algorithm") not in _OF_FONTS:
            return False
        if not part_of.get("URI", "").lower().endswith((".otf", ".ttf", ".woff", ".woff2")):
            return False
    return bool(listed)


def _acts(markup: bytes, name: str) -> bool:
    """Whether a part may run something, in whatever letters it is written.

    :raises BadInput: in letters that hide what they say
    """
    for mark, coding in _WIDE:
        if markup.startswith(mark):
            markup = markup.decode(coding, "replace").encode()
            break
    else:
        said = _SAID.match(markup.removeprefix(b"\xef\xbb\xbf").lstrip())
        if b"\x00" in markup[:4096] or (said and not _LIKE_ASCII.fullmatch(said.group(1))):
            raise refusals.broken(name)
    if _ACTS.search(markup):
        return True
    # An address may be broken over lines, and written letter by letter in numbers: &#106;avascript:
    joined = markup.translate(None, _LEFT_OUT)
    if _ADDRESS_AS_IS.search(joined):
        return True
    if not _IN_NUMBERS.search(markup):
        return False
    plain = html.unescape(joined.decode("utf-8", "replace"))
    return bool(_ADDRESS.search(plain.translate(dict.fromkeys(range(0x20)))))


def _check_parts(entries: list[zipfile.ZipInfo], packed_size: int, name: str) -> None:
    """:raises BadInput: too many parts, too much in them, or names that lead out of the book"""
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refusals.swelling(name)
    # Overlapping entries share their packed bytes: together they claim more than the file has.
    if sum(entry.compress_size for entry in entries) > packed_size:
        raise refusals.swelling(name)
    for entry in entries:
        steps = entry.filename.split("/")
        if (
            ".." in steps
            or entry.filename.startswith("/")
            or "\\" in entry.orig_filename
            or "\x00" in entry.orig_filename
            or re.match(r"[A-Za-z]:", entry.filename)
        ):
            raise refusals.broken(name)
        if entry.flag_bits & 0x1:
            raise refusals.locked(name)
        if entry.file_size > PIECE and entry.file_size > files.MOST_TIMES * max(
            entry.compress_size, 1
        ):
            raise refusals.swelling(name)
