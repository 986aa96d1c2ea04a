"""What a document does with the one it cites, told by the words before the citation."""

from __future__ import annotations

import re

from sotay.directives.reader.shadow import GAP, Shadow, words

_WORDS = {
    "thực hiện": "implements",
    "triển khai": "implements",
    "thi hành": "implements",
    "cụ thể hóa": "implements",
    "căn cứ": "based_on",
    "thay thế": "replaces",
    "sửa đổi": "amends",
    "bổ sung": "supplements",
    "bãi bỏ": "repeals",
    "hủy bỏ": "repeals",
}
_WORD = re.compile(words(_WORDS))
# "được sửa đổi theo Quy định số …": the cited text is the one that amends.
_TURNED = re.compile(rf"{GAP}(?:theo|bởi|bằng|tại)(?:{GAP}\S+){{0,4}}{GAP}?\Z")
_ISSUED = re.compile(rf"ban{GAP}hành{GAP}?(?:các|những)?{GAP}?\Z")
_ENDED = re.compile(r"hết\shiệu\slực|bị\sbãi\sbỏ|bị\shủy\sbỏ|không\scòn\shiệu\slực")
_BREAK = re.compile(r"[.;:\n]")
_ENDED_WITHIN = 40
_LOOK_BACK = 130
# What the one before it in a list is to the document, the next is too.
GOING_ON = frozenset({"implements", "based_on"})
_LONGEST_STEP = 90
_STEP = re.compile(rf"[^.;:(]*?(?:,|(?<!\w)và|(?<!\w)cùng)(?:{GAP}các)?{GAP}?\Z")


def relation(shadow: Shadow, start: int, end: int) -> str:
    """The relation of the document to what it cites at ``start`` to ``end``."""
    low = shadow.low
    ended = _ENDED.search(low, end, end + _ENDED_WITHIN + 20)
    if (
        ended is not None
        and ended.start() <= end + _ENDED_WITHIN
        and _BREAK.search(low, end, ended.start()) is None
    ):
        return "repeals"
    ahead = low[max(0, start - _LOOK_BACK) : start]
    ahead = ahead[max(ahead.rfind("."), ahead.rfind(";"), ahead.rfind("\n\n")) + 1 :]
    if "\n" in ahead:
        ahead = " ".join(ahead.split()) + " "
    said = list(_WORD.finditer(ahead))
    if not said:
        return "cites"
    word = said[-1]
    last, behind = word.span()
    kind = _WORDS[" ".join(word[0].split())]
    if kind == "supplements" and ahead.endswith(("sửa đổi, ", "sửa đổi "), 0, last):
        kind = "amends"
    if "ban hành" in ahead[behind:] and _ISSUED.search(ahead, behind):
        return "cites"  # "thực hiện …, Thành ủy ban hành Quyết định số …" tells of its birth
    if kind not in {"implements", "based_on"} and _TURNED.match(ahead, behind):
        return "cites"
    return kind


def goes_on(shadow: Shadow, end: int, start: int) -> bool:
    """Whether a list goes on from a citation that ends at ``end`` to one at ``start``.

    Only its issuer may stand between: "Chỉ thị … của Bộ Chính trị, Luật …".
    """
    between = shadow.low[end:start]
    return (
        len(between) <= _LONGEST_STEP and "\n\n" not in between and _STEP.match(between) is not None
    )
