"""What a file is, told from its first bytes; the name is only compared with it."""

from __future__ import annotations

import re
from pathlib import PurePath

import puremagic

from sotay.directives.reader.files.refusals import UnreadableFile, refusal

_EXPECTED = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".pdf": "pdf",
    ".doc": "doc",
}
_CALLED = {
    "text": "văn bản thuần",
    "html": "trang web",
    "docx": "văn bản Word (docx)",
    "pdf": "PDF",
    "doc": "văn bản Word đời cũ (doc)",
    "xlsx": "bảng tính Excel",
    "pptx": "trình chiếu PowerPoint",
    "odt": "văn bản OpenDocument",
    "rtf": "văn bản RTF",
    "zip": "tệp nén",
    "ole": "tài liệu Office đời cũ",
    "locked": "tài liệu Office có mật khẩu",
    "binary": "dữ liệu không phải văn bản",
}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_SAVE_AS = "mở tệp, chọn “Lưu thành” dạng docx hoặc PDF rồi gửi lại"


def kind_of(data: bytes, name: str) -> str:
    """``text``, ``html``, ``docx`` or ``pdf``.

    :raises UnreadableFile: another kind, a locked or legacy document, or a name that disagrees
    """
    found = _by_content(data)
    expected = _EXPECTED.get(PurePath(name).suffix.lower())
    if found == "locked":
        raise refusal(name, "có đặt mật khẩu nên không đọc được", "bỏ mật khẩu của tệp rồi gửi lại")
    if found == "doc" or (found == "ole" and expected == "doc"):
        raise refusal(name, "là văn bản Word đời cũ (doc)", _SAVE_AS)
    if found == "html" and expected in {"html", None}:
        return "html"
    if found == "text" and expected in {"text", "html", None}:
        return expected or "text"
    if found == expected or (expected is None and found in {"docx", "pdf"}):
        return found
    if expected is not None:
        raise _mismatch(data, name, expected, found)
    raise refusal(name, f"là {_CALLED[found]}, không đọc được", _SAVE_AS)


def _mismatch(data: bytes, name: str, expected: str, found: str) -> UnreadableFile:
    called = _CALLED[found]
    if found == "binary":
        called = _named_by_magic(data) or called
    return refusal(
        name,
        f"có đuôi của {_CALLED[expected]} nhưng nội dung là {called}",
        "kiểm tra lại tệp, đặt đúng đuôi hoặc lưu thành docx, PDF rồi gửi lại",
    )


def _named_by_magic(data: bytes) -> str | None:
    try:
        extension = puremagic.from_string(data[:4096])
    except (puremagic.PureError, ValueError):
        return None
    return f"dạng {extension}" if extension else None


def _by_content(data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if data.startswith(_OLE):
        # Stream names stand in the container's directory in UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "locked"
        return "doc" if "WordDocument".encode("utf-16-le") in data else "ole"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if _HTML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if _is_binary(data):
        return "binary"
    return "text"


def _zipped(data: bytes) -> str:
    # Names stand in clear in the directory at the end of the archive.
    tail = data[-262_144:]
    if b"word/document" in tail:
        return "docx"
    if b"xl/workbook" in tail:
        return "xlsx"
    if b"ppt/presentation" in tail:
        return "pptx"
    if b"opendocument.text" in data[:200]:
        return "odt"
    return "zip"


def _is_binary(data: bytes) -> bool:
    sample = data[:65_536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return False
    nulls = sample.count(0)
    if nulls:
        # UTF-16 without a mark: half of the bytes of plain letters are zero, all on one side.
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        return not (max(even, odd) * 5 > len(sample) // 2 and min(even, odd) * 20 < max(even, odd))
    controls = sum(sample.count(code) for code in range(32) if code not in (9, 10, 12, 13, 26, 27))
    return controls * 50 > len(sample)
