"""What is searched and how a search is read: with the tone marks and without. Pure."""

import re

from sotay.core.text import fold
from sotay.directives.spelling import one_spelling

# Symbols and days fall into their parts, alike in the text and in the question: 27-KH/ĐU.
_JOINTS = re.compile(r"(?<=\w)[-/.,](?=\w)")


def marked(text: str) -> str:
    """``text`` as it is searched with its marks."""
    return _JOINTS.sub(" ", one_spelling(text.replace("\x00", " ")))


def unmarked(text: str) -> str:
    """``text`` as it is searched without marks."""
    return _JOINTS.sub(" ", fold(text.replace("\x00", " ")))
