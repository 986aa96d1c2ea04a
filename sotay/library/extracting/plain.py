"""Plain and web texts: chapters begin at headings."""

from collections.abc import Iterator

from sotay.library.extracting.blocks import from_html, from_lines
from sotay.library.rules import Block, Section, paged


def sections(text: str, *, is_html: bool) -> Iterator[list[Section]]:
    """For each chapter its pages."""
    held: list[Block] = []
    for block in from_html(text) if is_html else from_lines(text):
        if block.is_heading and any(not one.is_heading for one in held):
            yield list(paged(_chapter(held)))
            held = []
        held.append(block)
    if held:
        yield list(paged(_chapter(held)))


def _chapter(blocks: list[Block]) -> Section:
    heading = " ".join(block.text for block in blocks[:3] if block.is_heading)
    return Section(heading[:300], tuple(blocks))
