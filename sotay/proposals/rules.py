"""Receipt codes, terms in working days, and counts that hide small numbers. No database, no clock.

A receipt code has 16 letters of an alphabet of 32, that is 80 bits, and a check letter. Letters
that look alike (I L O U) are not in it.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sotay.regulations.calendar import add_working_days, working_days_between

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 16
GROUP = 4
PROOF_LENGTH = 64  # hexadecimal digits of SHA-256
_PROOF = b"sotay.proposals.proof.v2\0"
_KEPT = b"sotay.proposals.receipt.v2\0"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_NUMBER = re.compile(r"\d(?:[ .-]?\d){8}")  # a telephone, a card, an account: nine figures or more
_BIRTHDAY = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_FIELD = 0b100101  # x^5 + x^2 + 1: letters are elements of the field of 32

Key = TypeVar("Key")


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value


def check_letter(letters: str) -> str:
    """The letter that goes after ``letters``.

    Each letter is weighted by another power of a generator, so that one wrong letter, and any two
    that changed places, are always noticed.
    """
    total = 0
    for letter in letters:
        total = _doubled(total) ^ ALPHABET.index(letter)
    return ALPHABET[_doubled(total)]


def new_code() -> str:
    """A fresh receipt code of 16 letters and the check letter, drawn by the system's own dice."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS))
    return letters + check_letter(letters)


def read_code(text: str) -> str | None:
    """The code in ``text``, however grouped and in whatever case; None where it can be none."""
    letters = "".join(one for one in text.upper() if one.isalnum()).translate(_ALIKE)
    if len(letters) != LETTERS + 1 or any(one not in ALPHABET for one in letters):
        return None
    return letters if check_letter(letters[:-1]) == letters[-1] else None


def proof(code: str) -> str:
    """What a browser sends in place of a code; of 80 random bits nobody finds the code from it."""
    return hashlib.sha256(_PROOF + code.encode()).hexdigest()


def read_proof(text: str) -> str | None:
    """The proof in ``text``; None where it can be none."""
    is_one = len(text) == PROOF_LENGTH and all(one in "0123456789abcdef" for one in text)
    return text if is_one else None


def digest_of_proof(given: str) -> str:
    """What is kept: whoever reads it in the database cannot make the proof from it."""
    return hashlib.sha256(_KEPT + given.encode()).hexdigest()


def digest(code: str) -> str:
    """What is kept of a code."""
    return digest_of_proof(proof(code))


def grouped_code(code: str) -> str:
    """As printed: four groups of four and the check letter."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


# --- Terms ----------------------------------------------------------------------------------------


def due_on(received_on: date, days: int) -> date:
    """The last day to answer: ``days`` working days, the day of receipt not counted."""
    return add_working_days(received_on, days)


def due_after_pause(due: date, asked_on: date, replied_on: date) -> date:
    """The last day moved on by the working days for which the author was waited for."""
    return add_working_days(due, max(working_days_between(asked_on, replied_on), 0))


@dataclass(frozen=True)
class Term:
    """How a proposal stands on a day: ``left`` working days to go, negative once it is late."""

    waited: int
    left: int
    is_late: bool
    is_stopped: bool  # answered, ended, or waiting for its author

    @property
    def over(self) -> int:
        """Working days by which it is late; a day off past the last day is none yet."""
        return max(-self.left, 0)


def term(
    received_on: date,
    due: date,
    day: date,
    answered_on: date | None,
    ended_on: date | None = None,
    asked_back_on: date | None = None,
) -> Term:
    """Late is what had no answer by the end of its last day; then the term stands still."""
    stopped = min(
        (one for one in (answered_on, ended_on, asked_back_on) if one is not None), default=None
    )
    until = day if stopped is None else stopped
    return Term(
        waited=max(working_days_between(received_on, until), 0),
        left=working_days_between(until, due),
        is_late=until > due,
        is_stopped=stopped is not None,
    )


# --- Counts ---------------------------------------------------------------------------------------


def hidden(counts: Mapping[Key, int], least: int) -> dict[Key, int | None]:
    """``counts`` with each number from 1 to below ``least`` hidden (None).

    Where only one would be hidden beside a total, the smallest of the others is hidden too: else
    subtraction would give it back.
    """
    shown: dict[Key, int | None] = {
        key: None if 0 < number < least else number for key, number in counts.items()
    }
    if sum(number is None for number in shown.values()) == 1:
        others = [key for key, number in shown.items() if number]
        if others:
            shown[min(others, key=lambda key: counts[key])] = None
    return shown


def tally(values: Iterable[Key], keys: Iterable[Key]) -> dict[Key, int]:
    """How often each of ``keys`` occurs."""
    counts = dict.fromkeys(keys, 0)
    for one in values:
        counts[one] = counts.get(one, 0) + 1
    return counts


def says_too_much(line: str) -> bool:
    """Whether a line on who was there holds more than a name and a position.

    A long row of figures (telephone, card, account), a whole day as of a birth, a mail address.
    """
    return "@" in line or bool(_NUMBER.search(line) or _BIRTHDAY.search(line))


def name_of(line: str) -> str:
    """The name in *name, position*: what stands before the first comma."""
    return line.partition(",")[0].strip()
