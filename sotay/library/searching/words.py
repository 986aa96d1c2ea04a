"""How a text and a question fall into words: with their marks, and without. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sotay.core.text import fold, nfc
from sotay.library.rules import SEARCH_WORDS

_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 80  # letters; what is longer is no word and is left out


@lru_cache(maxsize=60_000)
def unmarked(word: str) -> str:
    """One word without its marks; Vietnamese has few syllables, so most are known."""
    return fold(word)


def words(text: str) -> list[str]:
    """Words in lower case, composed, in their order."""
    return [word for word in _WORD.findall(nfc(text).lower()) if len(word) <= LONGEST_WORD]


def with_marks(text: str) -> str:
    """A text as it is indexed: words with one space between."""
    return " ".join(words(text))


def without_marks(text: str) -> str:
    return " ".join(unmarked(word) for word in words(text))


@dataclass(frozen=True)
class Question:
    """What is sought. ``folded`` has as many words as ``marked``."""

    text: str
    marked: tuple[str, ...]
    folded: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.marked)


def read_question(text: str) -> Question:
    """The words of a search, the first twelve of them."""
    found = tuple(words(text)[:SEARCH_WORDS])
    return Question(nfc(text).strip()[:200], found, tuple(unmarked(word) for word in found))
