"""Markers that lists and headings begin with (``II.``, ``1.2.``, ``a)``, ``-``) and their order."""

from __future__ import annotations

import re

from sotay.directives.reader.shadow import BLANKS

BULLET = (
    r"(?:[-+*•·o]\s{0,3}(?=\S)|\((?:[0-9]{1,2}|[a-zđ])\)\s{0,3}"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)/-]?\s{1,3}|[a-zđ][.)]\s{1,3}|[ivx]{1,5}[.)-]\s{1,3})"
)
_PART = r"(?:phần|chương|mục)\s(?:thứ\s)?\w{1,5}[.:]?\s{1,3}"
_LINE = re.compile(rf"\n[{BLANKS}]{{0,20}}(?P<marker>{BULLET}|{_PART}|[a-eđ][.)/-]\s{{1,3}})")
_ROMAN = re.compile(r"[ivx]{1,5}[.)-]\Z")


def rank(marker: str) -> int:
    """How far in a marker stands: a part 0, ``II.`` 1, ``1.`` 2, ``1.1.`` 3, ``a)`` 6, ``-`` 8.

    ``marker`` is in lower case. ``i.`` to ``x.`` are read as Roman figures, ``c)`` as a letter.
    """
    plain = marker.strip()
    if plain[0] in "-+*•·o":
        return 8
    if plain[0] == "(":
        return 7
    if plain[0].isdigit():
        return 2 + plain.rstrip(".)/-").count(".")
    if _ROMAN.match(plain) and not plain.endswith(")"):
        return 1
    return 0 if len(plain) > 6 or " " in plain else 6


def reach(low: str, start: int, outer: int) -> int:
    """Where the part ends that opens at ``start`` under a marker of rank ``outer``.

    It ends before the next line whose marker stands as far out, or further.
    """
    for line in _LINE.finditer(low, start):
        if rank(line["marker"]) <= outer:
            return line.start()
    return len(low)
