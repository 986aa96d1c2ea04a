"""Plain and web texts: chapters begin at headings."""

from collections.abc import Iterator

import lxml.html
from lxml import etree

from sotay.library.extracting.blocks import from_html, from_lines
from sotay.library.extracting.gallery import Gallery
from sotay.library.extracting.illustrations import Illustrations, in_the_text
from sotay.library.rules import Block, Section, paged


def sections(text: str) -> Iterator[list[Section]]:
    """For each chapter of a plain text its pages."""
    return _chapters(from_lines(text))


def web_sections(text: str, gallery: Gallery) -> Iterator[list[Section]]:
    """For each chapter of a web text, kept cleaned, its pages; its pictures by number."""
    if "<img" in text:
        body = lxml.html.fragment_fromstring(text, create_parent="div")
        Illustrations(in_the_text(), gallery).number(body)
        text = etree.tostring(body, encoding="unicode", method="html")
    return _chapters(from_html(text, with_pictures=True))


def _chapters(blocks: list[Block]) -> Iterator[list[Section]]:
    held: list[Block] = []
    for block in blocks:
        if block.is_heading and any(not one.is_heading for one in held):
            yield list(paged(_chapter(held)))
            held = []
        held.append(block)
    if held:
        yield list(paged(_chapter(held)))


def _chapter(blocks: list[Block]) -> Section:
    heading = " ".join(block.text for block in blocks[:3] if block.is_heading)
    return Section(heading[:300], tuple(blocks))
