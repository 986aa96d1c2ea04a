"""What stands on a bank transfer: enough for the cell to find it, and nothing personal."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sotay.dues.rules.vietqr import NOTE_LENGTH


def code_of(public_id: UUID) -> str:
    """Six signs that stand for a member in the cell's account; nothing can be read from them."""
    return public_id.hex[:6].upper()


def note_of(public_id: UUID, wanted: Sequence[date]) -> str:
    """``DP 7F3A9C 112026``; of several months the first and the last, one after the other."""
    ends = sorted({min(wanted), max(wanted)})
    words = " ".join(["DP", code_of(public_id), *(f"{one.month:02d}{one.year}" for one in ends)])
    return words[:NOTE_LENGTH]
