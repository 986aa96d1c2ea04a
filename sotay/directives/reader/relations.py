"""What a document does with the one it cites, told by the words before the citation."""

from __future__ import annotations

import re

from sotay.directives.reader.shadow import GAP, Shadow

_WORDS = re.compile(
    rf"(?P<implements>thi{GAP}hành|thực{GAP}hiện|triển{GAP}khai|cụ{GAP}thể{GAP}hóa)"
    rf"|(?P<based_on>căn{GAP}cứ)"
    rf"|(?P<replaces>thay{GAP}thế)"
    rf"|(?P<amends>sửa{GAP}đổi)"
    rf"|(?P<supplements>bổ{GAP}sung)"
    rf"|(?P<repeals>bãi{GAP}bỏ|hủy{GAP}bỏ)"
)
# "được sửa đổi theo Quy định số …": the cited text is the one that amends.
_TURNED = re.compile(rf"{GAP}(?:theo|bởi|bằng|tại)(?:{GAP}\S+){{0,4}}{GAP}?\Z")
_ISSUED = re.compile(rf"ban{GAP}hành{GAP}?(?:các|những)?{GAP}?\Z")
_ENDED = re.compile(
    r"[^.;:\n]{0,40}?(?:hết\shiệu\slực|bị\sbãi\sbỏ|bị\shủy\sbỏ|không\scòn\shiệu\slực)"
)
_STOPS = (".", ";", "\n\n")
_LOOK_BACK = 130


def relation(shadow: Shadow, start: int, end: int) -> str:
    """The relation of the document to what it cites at ``start`` to ``end``."""
    if _ENDED.match(shadow.low, end):
        return "repeals"
    ahead = shadow.low[max(0, start - _LOOK_BACK) : start]
    ahead = ahead[max(ahead.rfind(stop) for stop in _STOPS) + 1 :]
    last = None
    amends_at = -99
    for last in _WORDS.finditer(ahead):
        if last.lastgroup == "amends":
            amends_at = last.end()
    if last is None or last.lastgroup is None:
        return "cites"
    kind = last.lastgroup
    if _ISSUED.search(ahead, last.end()):
        return "cites"  # "thực hiện …, Thành ủy ban hành Quyết định số …" tells of its birth
    if kind == "supplements" and last.start() - amends_at <= 5:
        kind = "amends"
    if kind not in {"implements", "based_on"} and _TURNED.match(ahead, last.end()):
        return "cites"
    return kind
