"""Recordings: known by the frames themselves, not by a word at the head."""

import mmap
import struct

from sotay.core.volumes.kinds import M4A, MP3, OGG, PIECE, WAV

_BITRATES = {  # kilobits by the index in the head, layer III
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_VOICES = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")


def kind_of_recording(data: mmap.mmap) -> str | None:
    """MP3, M4A, OGG or WAV; ``None`` for what is no recording, or has pictures."""
    head = bytes(data[:64])
    if head.startswith(b"OggS"):
        return OGG if any(voice in bytes(data[:512]) for voice in _VOICES) else None
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return WAV if _is_plain_wave(data) else None
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


def _is_plain_wave(data: mmap.mmap) -> bool:
    """Whether a WAV holds samples as they are, which every browser plays, and all it claims."""
    at, kind_is_told = 12, False
    while at + 8 <= len(data):
        name, size = bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            return False
        if name == b"fmt ":
            if size < 16:
                return False
            form, voices, rate, _a_second, frame, bits = struct.unpack_from("<HHIIHH", data, at + 8)
            kind_is_told = (
                form == 1
                and voices in (1, 2)
                and 4_000 <= rate <= 192_000
                and bits in (8, 16, 24)
                and frame == voices * bits // 8
            )
        elif name == b"data":
            return kind_is_told and size > 0
        at += 8 + size + size % 2
    return False


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
            movie = bytes(data[at : at + min(size, 32 * PIECE)])
        at += size
    return b"soun" in movie and b"vide" not in movie
