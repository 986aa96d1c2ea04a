"""What a document does with the one it cites, told by the words before the citation."""

from __future__ import annotations

import re

from sotay.directives.reader.shadow import GAP, Shadow

_WORDS = (
    ("thực hiện", "implements"),
    ("triển khai", "implements"),
    ("thi hành", "implements"),
    ("cụ thể hóa", "implements"),
    ("căn cứ", "based_on"),
    ("thay thế", "replaces"),
    ("sửa đổi", "amends"),
    ("bổ sung", "supplements"),
    ("bãi bỏ", "repeals"),
    ("hủy bỏ", "repeals"),
)
# "được sửa đổi theo Quy định số …": the cited text is the one that amends.
_TURNED = re.compile(rf"{GAP}(?:theo|bởi|bằng|tại)(?:{GAP}\S+){{0,4}}{GAP}?\Z")
_ISSUED = re.compile(rf"ban{GAP}hành{GAP}?(?:các|những)?{GAP}?\Z")
_ENDED = re.compile(
    r"[^.;:\n]{0,40}?(?:hết\shiệu\slực|bị\sbãi\sbỏ|bị\shủy\sbỏ|không\scòn\shiệu\slực)"
)
_LOOK_BACK = 130


def relation(shadow: Shadow, start: int, end: int) -> str:
    """The relation of the document to what it cites at ``start`` to ``end``."""
    if _ENDED.match(shadow.low, end):
        return "repeals"
    ahead = shadow.low[max(0, start - _LOOK_BACK) : start]
    ahead = ahead[max(ahead.rfind("."), ahead.rfind(";"), ahead.rfind("\n\n")) + 1 :]
    if "\n" in ahead:
        ahead = " ".join(ahead.split()) + " "
    last, word, kind = -1, "", "cites"
    for phrase, relation_of_it in _WORDS:
        at = ahead.rfind(phrase)
        if at > last:
            last, word, kind = at, phrase, relation_of_it
    if last < 0:
        return "cites"
    if kind == "supplements" and ahead.endswith(("sửa đổi, ", "sửa đổi "), 0, last):
        kind = "amends"
    behind = last + len(word)
    if "ban hành" in ahead[behind:] and _ISSUED.search(ahead, behind):
        return "cites"  # "thực hiện …, Thành ủy ban hành Quyết định số …" tells of its birth
    if kind not in {"implements", "based_on"} and _TURNED.match(ahead, behind):
        return "cites"
    return kind
