"""A PDF read page by page: its own text; where it has none, letters recognised or a picture."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from django.utils.translation import gettext as _
from PIL import Image

from sotay.core.errors import BadInput
from sotay.core.volumes.pdfs import gate as _gate
from sotay.library.extracting import eyes
from sotay.library.extracting.blocks import from_lines
from sotay.library.rules import Block, Section

MOST_PAGES = 5_000
FEWEST_LETTERS = 12  # a page with fewer is taken for a picture
LONGEST_SIDE = 1_600  # pixels of a page shown as a picture
_RECOGNISED_AT = 4.0  # of 72 dots to the inch: 288, as small marks over letters need
_MOST_DOTS = 16_000_000  # of a page given to be recognised: A4 has eight million
_BLANK = 24  # of 255: paper without anything on it differs by less


def broken() -> BadInput:
    return BadInput(
        _("Tệp PDF này không mở được để đọc. Đồng chí mở thử, lưu lại rồi gửi tệp khác.")
    )


def count_pages(file: Path) -> int:
    """:raises BadInput: it does not open, or has more pages than a book can have"""
    with _gate:
        try:
            with pypdfium2.PdfDocument(file) as book:
                pages = len(book)
        except pypdfium2.PdfiumError:
            raise broken() from None
    if pages > MOST_PAGES:
        raise BadInput(
            _("Tệp có hơn %(most)d trang. Đồng chí chia làm nhiều tập rồi gửi từng tập.")
            % {"most": MOST_PAGES}
        )
    return pages


def sections(file: Path, after: int) -> Iterator[Section]:
    """One section for each page after page ``after``.

    :raises BadInput: it does not open
    """
    with _gate:
        try:
            book = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError:
            raise broken() from None
    try:
        with _gate:
            pages, headings = len(book), _headings(book)
        for index in range(after, pages):
            yield _section(book, index, headings.get(index, ""))
    finally:
        with _gate:
            book.close()


def _section(book: pypdfium2.PdfDocument, index: int, heading: str) -> Section:
    with _gate:
        try:
            page = book[index]
            text = page.get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            return Section(heading, (), is_read=False, picture_bytes=0)
    blocks = from_lines(text, heading)
    if sum(len(block.text) for block in blocks) >= FEWEST_LETTERS:
        first = next((block.text for block in blocks[:2] if block.is_heading), "")
        return Section(heading or first, tuple(blocks))
    if not blocks and _is_blank(page):
        return Section(heading, ())
    seen = list[Block]()
    if eyes.can_read():
        seen = from_lines(eyes.read(_for_eyes(page), round(_RECOGNISED_AT * 72)))
    if seen:
        return Section(heading, tuple(seen), by_eye=True)
    with _gate:
        size = len(_as_printed(page))
    return Section(heading, tuple(blocks), is_read=False, picture_bytes=size)


def _is_blank(page: pypdfium2.PdfPage) -> bool:
    """Whether nothing at all is on it: such a page is read already."""
    shades = [shade for shade, dots in enumerate(_drawn(page, 0.5).histogram()) if dots]
    return shades[-1] - shades[0] < _BLANK


def _for_eyes(page: pypdfium2.PdfPage) -> bytes:
    out = io.BytesIO()
    _drawn(page, _RECOGNISED_AT).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """The page in grey. However large it says it is, the dots are bounded."""
    with _gate:
        width, height = page.get_size()
        dots = max(width * height, 1.0)
        fits = (_MOST_DOTS / dots) ** 0.5
        return page.render(scale=min(scale, fits), grayscale=True).to_pil()


def _headings(book: pypdfium2.PdfDocument) -> dict[int, str]:
    """Titles of the outline by page from 0; the first of each page."""
    found: dict[int, str] = {}
    try:
        for item in book.get_toc(max_depth=4):
            destination = item.get_dest()
            index = destination.get_index() if destination is not None else None
            if index is not None and index not in found:
                found[index] = " ".join(item.get_title().split())[:300]
    except (pypdfium2.PdfiumError, ValueError):
        return found
    return found


def picture(file: Path, number: int) -> bytes:
    """Page ``number`` drawn as WebP, no side longer than the bound.

    :raises BadInput: it does not open, or has no such page
    """
    with _gate:
        try:
            with pypdfium2.PdfDocument(file) as book:
                if not 1 <= number <= len(book):
                    raise broken()
                return _as_printed(book[number - 1])
        except pypdfium2.PdfiumError:
            raise broken() from None


def _as_printed(page: pypdfium2.PdfPage) -> bytes:
    """A page drawn; the caller holds the gate. The same page always makes the same bytes."""
    width, height = page.get_size()
    longest = max(width, height, 1.0)
    image = page.render(scale=min(LONGEST_SIDE / longest, 3.0)).to_pil()
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=80)
    return out.getvalue()
