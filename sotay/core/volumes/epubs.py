"""EPUB: a zip with its kind in the first entry, judged by its directory and its chapters."""

import re
import zipfile
import zlib
from typing import IO

from sotay.core import files
from sotay.core.volumes import refusals
from sotay.core.volumes.epub_contents import CONTAINER, package_of, part
from sotay.core.volumes.kinds import EPUB, MOST_PARTS, MOST_UNPACKED, PIECE

_ACTS = re.compile(
    rb"<\s*(?:[a-z0-9_.-]+:)?(script|iframe|object|embed|applet|foreignobject|form)\b"
    rb"|[\s\"'/]on[a-z]{3,}\s*=|javascript\s*:|vbscript\s*:|<!entity|data\s*:\s*text/html",
    re.IGNORECASE,
)
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
            if "META-INF/encryption.xml" in names or "META-INF/rights.xml" in names:
                raise refusals.locked(name)
            if CONTAINER not in names:
                raise refusals.broken(name)
            for entry in entries:
                last = entry.filename.lower()
                if last.endswith((".js", ".mjs", ".wasm", ".swf")):
                    raise refusals.acting(name)
                if last.endswith(_READ_AS_MARKUP) and _ACTS.search(part(packed, entry, name)):
                    raise refusals.acting(name)
            book = package_of(packed, name)
            if not book.chapters:
                raise refusals.broken(name)
    except KeyError:
        raise refusals.not_a_book(name) from None
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
        raise refusals.broken(name) from None


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
