"""PDF: the words of the format are looked for piece by piece, so that nothing is copied whole.

Afterwards the file is opened by the program that will draw it: what does not open is refused at
once, and so is what carries another file or a script under a name that was not seen from outside.
"""

import mmap
import re
import threading
import zlib
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from sotay.core import files
from sotay.core.volumes import refusals
from sotay.core.volumes.kinds import MOST_UNPACKED, PIECE

_OVERLAP = 4096  # bytes seen again, for a word cut by the end of a piece
_ACTS = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z])")
_CARRIES = re.compile(rb"/(EmbeddedFiles?|FileAttachment|GoToE)(?![A-Za-z])")
_ADDRESS = re.compile(rb"\(\s*(?:java|vb)script\s*:", re.IGNORECASE)
_PACKED_OTHERWISE = re.compile(
    rb"/(?!FlateDecode)[A-Z][A-Za-z0-9]*Decode\b|FlateDecode.*FlateDecode", re.DOTALL
)
_HEAD = 4096  # bytes that the head of a packed stream has at most
_MOST_STREAMS = 50_000  # of objects packed together
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")


# The program is not safe for two threads at once: whoever in this process uses it holds the gate.
gate = threading.Lock()


def judge_pdf(data: mmap.mmap, file: Path, name: str) -> None:
    """:raises BadInput: broken, locked, able to act, carrying another file, or swelling"""
    if b"%%EOF" not in data[-2048:] or data.rfind(b"startxref") < 0:
        raise refusals.broken(name)
    for start in range(0, len(data), PIECE):
        piece = bytes(data[max(start - _OVERLAP, 0) : start + PIECE])
        if re.search(rb"/Encrypt(?![A-Za-z])", piece):
            raise refusals.locked(name)
        # Names may be written with codes, as in /J#61vaScript.
        plain = _CODE.sub(lambda code: bytes([int(code.group(1), 16)]), piece)
        if plain.count(b"/ObjStm") != piece.count(b"/ObjStm"):
            raise refusals.acting(name)
        _check_words(plain, name)
    _check_packed(data, name)
    _check_photographs(data, name)
    _check_opened(file, name)


def _check_words(words: bytes, name: str) -> None:
    if _ACTS.search(words) or _ADDRESS.search(words):
        raise refusals.acting(name)
    if _CARRIES.search(words):
        raise refusals.carrying(name)


def _check_packed(data: mmap.mmap, name: str) -> None:
    """Objects packed together are looked through; packed in another way than all do, refused."""
    left, at, streams = MOST_UNPACKED // 8, data.find(b"/ObjStm"), 0
    while at >= 0:
        begin = data.find(b"stream", at, at + _HEAD)
        streams += 1
        if begin < 0:
            raise refusals.broken(name)
        if streams > _MOST_STREAMS:
            raise refusals.swelling(name)
        # Of its own head: from the last object's end, which may lie before the kind.
        head = bytes(data[max(at - _HEAD, 0) : begin]).rsplit(b"obj", 1)[-1]
        if _PACKED_OTHERWISE.search(head):
            raise refusals.acting(name)
        begin += len(b"stream")
        while data[begin : begin + 1] in (b"\r", b"\n"):
            begin += 1
        inside = _unpacked(data, begin, left)
        left -= len(inside)
        if left <= 0:
            raise refusals.swelling(name)
        _check_words(_CODE.sub(lambda code: bytes([int(code.group(1), 16)]), inside), name)
        at = data.find(b"/ObjStm", begin)


def _check_photographs(data: mmap.mmap, name: str) -> None:
    """:raises BadInput: a JPEG among the pictures would take minutes to draw"""
    at = data.find(b"\xff\xd8\xff")
    while at >= 0:
        end = data.find(b"endstream", at)
        end = end if end >= 0 else len(data)
        if end - at > 256 and files.swells_in_time(bytes(data[at:end])):
            raise refusals.swelling(name)
        at = data.find(b"\xff\xd8\xff", end)


def _check_opened(file: Path, name: str) -> None:
    with gate:
        try:
            book = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError:
            raise refusals.broken(name) from None
        try:
            acts = pdfium.FPDFDoc_GetJavaScriptActionCount(book) > 0
            carries = pdfium.FPDFDoc_GetAttachmentCount(book) > 0
        finally:
            book.close()
    if acts:
        raise refusals.acting(name)
    if carries:
        raise refusals.carrying(name)


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
