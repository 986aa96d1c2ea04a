"""Vietnamese text: one composed form at every door, folding for search, keys for sorting."""

import re
import unicodedata

_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u00a0\u2007\u202f\u200b\ufeff]+")  # and what is no letter
_FOLD = str.maketrans({"đ": "d", "Đ": "d"})

# The alphabet's own order; marks on a vowel come after the letter: level, grave, hook, tilde,
# acute, dot below, as in the national dictionary.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_VOWEL_MARKS = {"\u0302", "\u0306", "\u031b"}


def nfc(text: str) -> str:
    """The composed form, in which every comparison is made."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Composed, every run of spaces and control characters one space, none at the ends."""
    return _SPACES.sub(" ", nfc(text)).strip()


def fold(text: str) -> str:
    """Lower case without any mark, so that ``hoà`` and ``hòa`` and ``HOA`` meet: for search."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_FOLD))
    return _SPACES.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def _letter_key(letter: str) -> tuple[str, int]:
    tone, kept = 0, ""
    for part in unicodedata.normalize("NFD", letter):
        if part in _TONES:
            tone = _TONES[part]
        else:
            kept += part
    base = unicodedata.normalize("NFC", kept)
    place = _ALPHABET.find(base)
    return (chr(0x100 + place) if place >= 0 else base), tone


def sort_key(text: str) -> str:
    """A string whose plain byte order is Vietnamese dictionary order.

    Letters decide first, tones only between words of the same letters: *an* < *ăn* < *ân*, and
    *ban* < *bàn* < *bản*. Words are compared one after another.
    """
    words = []
    for word in tidy(text).casefold().split(" "):
        keys = [_letter_key(letter) for letter in word]
        words.append("".join(k for k, _ in keys) + "\x01" + "".join(str(t) for _, t in keys))
    return "\x02".join(words)


def name_sort_key(full_name: str) -> str:
    """Sort key of a person's name: the given name, last in writing, counts first."""
    parts = tidy(full_name).split(" ")
    return sort_key(" ".join([parts[-1], *parts[:-1]]))
