"""PDF: the words of the format are looked for piece by piece, so that nothing is copied whole."""

import mmap
import re
import zlib

from sotay.core.volumes import refusals
from sotay.core.volumes.kinds import MOST_UNPACKED, PIECE

_OVERLAP = 4096  # bytes seen again, for a word cut by the end of a piece
_ACTS = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z])")
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")


def judge_pdf(data: mmap.mmap, name: str) -> None:
    """:raises BadInput: broken, locked, able to act, or swelling"""
    if b"%%EOF" not in data[-2048:] or data.rfind(b"startxref") < 0:
        raise refusals.broken(name)
    for start in range(0, len(data), PIECE):
        piece = bytes(data[max(start - _OVERLAP, 0) : start + PIECE])
        if re.search(rb"/Encrypt(?![A-Za-z])", piece):
            raise refusals.locked(name)
        # Names may be written with codes, as in /J#61vaScript.
        plain = _CODE.sub(lambda code: bytes([int(code.group(1), 16)]), piece)
        if _ACTS.search(plain):
            raise refusals.acting(name)
    left = MOST_UNPACKED // 8
    for found in re.finditer(rb"/ObjStm\b.{0,400}?stream\r?\n", data, re.DOTALL):
        inside = _unpacked(data, found.end(), left)
        left -= len(inside)
        if left <= 0:
            raise refusals.swelling(name)
        if _ACTS.search(inside):
            raise refusals.acting(name)


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
