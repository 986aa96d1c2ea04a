"""The secrecy mark a paper carries in its head. Pure.

A marked paper stays out: the register keeps that it exists (number, symbol, day) and nothing of
what it says. Source: our own policy, stricter than any rule of storage; certainty local.
"""

import re
import unicodedata

HEAD_LINES = 40
_MARKS = {"MẬT": "mat", "TỐI MẬT": "toi-mat", "TUYỆT MẬT": "tuyet-mat"}
_MARK = re.compile(rf"\W*(?:ĐỘ MẬT\W+)?(?P<mark>{'|'.join(_MARKS)})\W*")
_COLUMNS = re.compile(r"\t+| {3,}")


def mark_of(text: str) -> str:
    """The code of the mark that stands alone on a line, or in a column, of the head; else empty."""
    for line in unicodedata.normalize("NFC", text[:20_000]).split("\n")[:HEAD_LINES]:
        for part in _COLUMNS.split(line):
            if found := _MARK.fullmatch(part.strip()):
                return _MARKS[found["mark"]]
    return ""
