"""An EPUB read chapter by chapter, in the order of its spine, with the names of its contents."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml import etree

from sotay.core.errors import BadInput
from sotay.core.volumes.epub_contents import Package, inside, package_of, part, xml_of
from sotay.library.extracting.blocks import from_html
from sotay.library.extracting.gallery import Gallery
from sotay.library.extracting.illustrations import Illustrations, in_a_book
from sotay.library.rules import Section, paged

_TORN = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError)


def count_chapters(file: Path, name: str) -> int:
    """:raises BadInput: broken"""
    with zipfile.ZipFile(file) as packed:
        return len(package_of(packed, name).chapters)


def sections(file: Path, name: str, gallery: Gallery) -> Iterator[list[Section]]:
    """For each chapter its pages; a chapter without words or pictures gives none.

    :raises BadInput: broken, or a chapter longer than one can be
    """
    with zipfile.ZipFile(file) as packed:
        book = package_of(packed, name)
        headings = _contents(packed, book, name)
        there = set(packed.namelist())

        def read(path: str) -> bytes | None:
            try:
                return part(packed, path, name) if path in there else None
            except (BadInput, *_TORN):  # one picture is left out; the book is read on
                return None

        for chapter in book.chapters:
            folder = chapter.rsplit("/", 1)[0] + "/" if "/" in chapter else ""
            pictures = Illustrations(in_a_book(folder, read), gallery)
            blocks = from_html(_text(part(packed, chapter, name), pictures), with_pictures=True)
            first = next((block.text for block in blocks[:3] if block.is_heading), "")
            heading = (headings.get(chapter) or first)[:300]
            yield list(paged(Section(heading, tuple(blocks)))) if blocks else []


def _text(data: bytes, pictures: Illustrations) -> str:
    """The body of a chapter as text, whatever coding its head names; its pictures by number."""
    try:
        root = xml_of(data)
    except ValueError:  # not well formed, as of a page: read as a page is
        try:
            whole = data.decode("utf-8", "replace").encode()
            root = lxml.html.document_fromstring(whole, lxml.html.HTMLParser(encoding="utf-8"))
        except (etree.ParserError, ValueError):
            return ""
    body = root.find(".//{*}body")
    for element in root.iter():  # tags without their namespaces, as a page has them
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname.lower()
    body = body if body is not None else root
    pictures.number(body)
    return etree.tostring(body, encoding="unicode", method="html")


def _contents(packed: zipfile.ZipFile, book: Package, name: str) -> dict[str, str]:
    """Names of chapters by part, from the book's own contents; the first of each part."""
    if not book.contents:
        return {}
    folder = book.contents.rsplit("/", 1)[0] + "/" if "/" in book.contents else ""
    try:
        root = xml_of(part(packed, book.contents, name))
    except ValueError:
        return {}
    found: dict[str, str] = {}
    for link in root.iterfind(".//{http://www.w3.org/1999/xhtml}a"):
        words = " ".join("".join(link.itertext()).split())
        found.setdefault(inside(folder, link.get("href", "")), words)
    for point in root.iterfind(".//{*}navPoint"):
        label = " ".join((point.findtext("{*}navLabel/{*}text") or "").split())
        content = point.find("{*}content")
        if content is not None:
            found.setdefault(inside(folder, content.get("src", "")), label)
    return found
