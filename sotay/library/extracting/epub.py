"""An EPUB read chapter by chapter, in the order of its spine, with the names of its contents."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from sotay.core.volumes.epub_contents import Package, inside, package_of, part, xml_of
from sotay.library.extracting.blocks import from_html
from sotay.library.rules import Section, paged


def count_chapters(file: Path, name: str) -> int:
    """:raises BadInput: broken"""
    with zipfile.ZipFile(file) as packed:
        return len(package_of(packed, name).chapters)


def sections(file: Path, name: str) -> Iterator[list[Section]]:
    """For each chapter its pages; a chapter without words gives none.

    :raises BadInput: broken, or a chapter longer than one can be
    """
    with zipfile.ZipFile(file) as packed:
        book = package_of(packed, name)
        headings = _contents(packed, book, name)
        for chapter in book.chapters:
            text = _text(part(packed, chapter, name))
            blocks = from_html(text)
            first = next((block.text for block in blocks[:3] if block.is_heading), "")
            heading = (headings.get(chapter) or first)[:300]
            yield list(paged(Section(heading, tuple(blocks)))) if blocks else []


def _text(data: bytes) -> str:
    """The body of a chapter as text, whatever coding its head names."""
    try:
        root = xml_of(data)
    except ValueError:
        return data.decode("utf-8", "replace")
    body = root.find(".//{*}body")
    for element in root.iter():  # tags without their namespaces, as a page has them
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname.lower()
    return etree.tostring(body if body is not None else root, encoding="unicode", method="html")


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
