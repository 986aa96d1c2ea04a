"""The text of a Word file: paragraphs, table cells and list numbers, in the order of the body.

The archive is measured before anything is unpacked, and its XML is read without entities,
document types or network.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from sotay.directives.reader.files.numbering import Numbering
from sotay.directives.reader.files.refusals import refusal

MAX_UNPACKED_BYTES = 120_000_000
MAX_PARTS = 5_000
# Office XML packs about 10 to 1, a repetitive one 50 to 1; beyond this it was made to burst.
MAX_RATIO = 150
_RATIO_COUNTS_FROM_BYTES = 2_000_000

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAIN_PART = re.compile(r"word/document[0-9]*\.xml\Z")


def text_of_word(data: bytes, name: str) -> str:
    """The text of a docx, one line a paragraph.

    :raises UnreadableFile: damaged, locked, or unpacking to more than a document can be
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(archive, name)
            parts = {part.filename: part for part in archive.infolist()}
            main = next((part for part in parts if _MAIN_PART.match(part)), None)
            if main is None:
                raise _damaged(name)
            body = _tree(archive, parts[main], name)
            numbering = Numbering(
                *(
                    _tree(archive, parts[part], name) if part in parts else None
                    for part in ("word/numbering.xml", "word/styles.xml")
                )
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise _damaged(name) from error
    etree.strip_elements(body, _FALLBACK, f"{W}del", f"{W}moveFrom", with_tail=False)
    return "\n".join(_paragraphs(body, numbering))


def _measure(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive by what its directory declares, before a byte is unpacked.

    Reading a part stops at its declared size, so a directory that lies is caught as damaged.
    """
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(name, "có đặt mật khẩu nên không đọc được", "bỏ mật khẩu của tệp rồi gửi lại")
    unpacked = sum(entry.file_size for entry in entries)
    burst = any(
        entry.file_size > _RATIO_COUNTS_FROM_BYTES
        and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or burst:
        raise refusal(
            name,
            "giải nén ra lớn bất thường nên không mở, để bảo đảm an toàn",
            "lưu lại văn bản từ bản gốc hoặc chuyển sang PDF rồi gửi lại",
        )


def _tree(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> etree._Element:
    source = archive.read(part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise _damaged(name) from error
    if root.getroottree().docinfo.doctype:
        raise _damaged(name)  # Word never writes a document type; it could carry entities
    return root


def _paragraphs(body: etree._Element, numbering: Numbering) -> Iterator[str]:
    for paragraph in body.iter(f"{W}p"):
        yield numbering.label(paragraph) + "".join(_runs(paragraph))


def _runs(paragraph: etree._Element) -> Iterator[str]:
    """The characters of one paragraph; a text box inside it has paragraphs of its own."""
    waiting = [*reversed(paragraph)]
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag == f"{W}t":
            yield element.text or ""
        elif tag in (f"{W}tab", f"{W}ptab"):
            # A tab stop is declared inside paragraph properties; only a run's tab is text.
            yield "\t"
        elif tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag not in (f"{W}txbxContent", f"{W}pPr", f"{W}rPr"):
            waiting.extend(reversed(element))


def _damaged(name: str) -> ValueError:
    return refusal(
        name, "bị hỏng hoặc không phải văn bản Word", "mở lại bản gốc, lưu lần nữa rồi gửi lại"
    )
