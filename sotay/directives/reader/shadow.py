"""The text as the patterns see it: same words, plain spaces and dashes, one spelling.

Real text carries no-break spaces, soft hyphens, en dashes, ``Ð`` (eth) typed for ``Đ``, and two
ways to place a tone mark. The patterns are written once, for the plain form; the findings are
told in offsets of the text as it came.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ODD = re.compile(
    "[\u00a0\u00ad\u00d0\u00f0\u0130\u0189\u1680\u2000-\u206f\u2212\u2215\u3000\ufeff\uff05\uff0f]"
)

# Each is one character for one, so offsets hold.
_PLAIN = {
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009", " "),
    **dict.fromkeys("\u1680\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u2028\u2029", "\n"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2044\u2215\uff0f", "/"),
    "\u00d0": "Đ",
    "\u0189": "Đ",
    "\u00f0": "đ",
    "\u0130": "I",  # the only letter whose lower case is longer than itself
    "\uff05": "%",
}
# Soft hyphens, joiners, marks of direction.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")

# The tone mark stands on either vowel; the patterns know the right-hand spelling.
_SPELLINGS = (
    ("khoá", "khóa"),
    ("hoá", "hóa"),
    ("xoá", "xóa"),
    ("uỷ", "ủy"),
    ("quí", "quý"),
    ("qui ", "quy "),
)

_Tree = dict[str, "_Tree"]

# Words may be parted by a space or by one line break, never by an empty line.
# Possessive: a gap is never given back, so no pattern tries its parts in many ways.
# The spaces that are left are spelt out: a class of few letters is found in a table, one by
# category is asked of the database of letters each time.
BLANKS = r" \t\r\x0b\x0c\x1c-\x1f\x85"
GAP = rf"(?:[{BLANKS}]{{1,4}}+\n?+[{BLANKS}]{{0,8}}+|\n[{BLANKS}]{{0,8}}+)"
GAP_OR_NONE = rf"[{BLANKS}]{{0,3}}+\n?+[{BLANKS}]{{0,3}}+"


@dataclass(frozen=True, slots=True)
class Shadow:
    """``text`` as given (NFC); ``clean`` as read; ``low`` the same in lower case, equally long."""

    text: str
    clean: str
    low: str
    removed: tuple[int, ...]

    @classmethod
    def of(cls, raw: str) -> Shadow:
        text = unicodedata.normalize("NFC", raw)
        clean, removed = text, tuple[int, ...]()
        odd = set(_ODD.findall(text))
        if odd:
            for each in odd & _PLAIN.keys():
                clean = clean.replace(each, _PLAIN[each])
            # In the shadow the n-th unseen character stood at its place less the n before it.
            removed = tuple(
                match.start() - nth for nth, match in enumerate(_UNSEEN.finditer(clean))
            )
            if removed:
                clean = _UNSEEN.sub("", clean)
        low = clean.lower()
        for variant, spelling in _SPELLINGS:
            low = low.replace(variant, spelling)
        return cls(text, clean, low, removed)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where ``clean[start:end]`` (not empty) stands in :attr:`text`."""
        if not self.removed:
            return start, end
        return (
            start + bisect_right(self.removed, start),
            end + bisect_right(self.removed, end - 1),
        )


class Lines:
    """Line numbers of offsets; a line ends at ``\\n``, ``\\r\\n`` or a lone ``\\r``."""

    def __init__(self, text: str) -> None:
        if "\r" in text:
            self._ends = [match.end() for match in re.finditer("\r\n?|\n", text)]
        else:
            self._ends = [match.end() for match in re.finditer("\n", text)]

    def of(self, offset: int) -> int:
        return bisect_right(self._ends, offset) + 1


def places(text: str, phrase: str) -> Iterator[int]:
    """Every offset at which ``phrase`` stands: far quicker than a pattern for a rare phrase."""
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + 1)


def listed(words_of_it: str) -> frozenset[str]:
    """The words of a list that is written as one line."""
    return frozenset(words_of_it.split())


def words(phrases: Iterable[str]) -> str:
    """An alternation of phrases, longest first, that reads across a line break.

    Built as a tree of shared beginnings, so that a place where none of a hundred phrases stands
    is left after one or two comparisons.
    """
    tree: _Tree = {}
    for phrase in phrases:
        branch = tree
        for letter in " ".join(phrase.split()):
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _alternation(tree)


def _alternation(tree: _Tree) -> str:
    branches = []
    for letter in sorted(tree):
        if letter:
            beginning, branch = letter, tree[letter]
            while len(branch) == 1 and "" not in branch:
                ((more, branch),) = branch.items()
                beginning += more
            here = "".join(GAP if part == " " else re.escape(part) for part in beginning)
            branches.append(here + ("" if set(branch) == {""} else _alternation(branch)))
    joined = "|".join(branches)
    if "" in tree:
        return f"(?:{joined})?"
    return joined if len(branches) == 1 else f"(?:{joined})"
