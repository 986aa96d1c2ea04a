"""A sheet in the layout of Party papers, for python-docx: page, lines, bare tables, same bytes.

What a paper says is the caller's; here is only how a page is laid out by the dated rules.
"""

import io
import zipfile
from datetime import date, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from sotay.papers.layout import Layout

FONT = "Times New Roman"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip archive can name


def new_sheet(layout: Layout, *, organ: str, title: str, day: date) -> WordDocument:
    """An empty document of the measures of ``layout``, said to be made by ``organ`` on ``day``."""
    word = Document()
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(layout.top), Mm(layout.bottom)
    page.left_margin, page.right_margin = Mm(layout.left), Mm(layout.right)
    page.header_distance = Mm(layout.top / 2)
    page.different_first_page_header_footer = True  # numbered from the second page, top centre
    number = page.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(number, "PAGE")
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(layout.body_points)
    fonts = style.element.rPr.rFonts
    for part in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(part), FONT)
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(layout.line_points)
    properties = word.core_properties
    properties.author, properties.title = organ, title
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.last_modified_by, properties.revision = organ, 1
    return word


def _field(paragraph: Paragraph, code: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, code), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)


def add_line(
    cell_or_word: object, text: str, *, bold: bool = False, italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.CENTER, size: float | None = None,
) -> Paragraph:  # fmt: skip
    """Add a paragraph of one line, close to the next."""
    paragraph: Paragraph = cell_or_word.add_paragraph()  # type: ignore[attr-defined]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    return paragraph


def bare_table(word: WordDocument, columns: tuple[float, ...]) -> WordTable:
    """One row without borders, of columns so many millimetres wide; its cells are empty."""
    table = word.add_table(rows=1, cols=len(columns))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, width in zip(table.rows[0].cells, columns, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
    return table


def add_head(
    word: WordDocument, superior: str, organ: str, symbol: str, place_and_day: str
) -> None:
    """Who issues at the left, the Party's name with place and day at the right."""
    left, right = bare_table(word, (75, 90)).rows[0].cells
    if superior:
        add_line(left, superior.upper())
    add_line(left, organ.upper(), bold=True)
    add_line(left, "*")
    add_line(left, f"Số {symbol}")
    add_line(right, "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True)
    add_line(right, "_" * 22, size=6)
    add_line(right, place_and_day, italic=True)


def add_paragraph(word: WordDocument, layout: Layout, text: str = "") -> Paragraph:
    """Add a paragraph of running text, its first line set in."""
    made = word.add_paragraph()
    made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    made.paragraph_format.first_line_indent = Mm(layout.indent_mm)
    if text:
        made.add_run(text)
    return made


def as_bytes(word: WordDocument) -> bytes:
    """The document as .docx, with one fixed time, so that one made twice is one file."""
    kept = io.BytesIO()
    word.save(kept)
    return _same_bytes(kept.getvalue())


def _same_bytes(content: bytes) -> bytes:
    """The archive written again with one fixed time."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, source.read(name))
    return kept.getvalue()
