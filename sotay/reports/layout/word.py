"""A report as a Word document, laid out by the dated rules; the same bytes each time."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from sotay.core.days import written
from sotay.reports.exhibits import Chart, Column, Row, Table
from sotay.reports.layout.drawing import WIDTH_MM, png_bytes
from sotay.reports.paper import Paper, Section, Source

FONT = "Times New Roman"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip archive can name


def word_bytes(paper: Paper) -> bytes:
    """The paper as .docx."""
    word = Document()
    _page(word, paper)
    _head(word, paper)
    _title(word, paper)
    for section in paper.sections:
        _section(word, paper, section)
    _signature(word, paper)
    _annex(word, paper)
    kept = io.BytesIO()
    word.save(kept)
    return _same_bytes(kept.getvalue())


def _page(word: WordDocument, paper: Paper) -> None:
    layout = paper.layout
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
    properties.author, properties.title = paper.organ, paper.abstract
    properties.created = properties.modified = datetime(
        paper.day.year, paper.day.month, paper.day.day
    )
    properties.last_modified_by, properties.revision = paper.organ, 1


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


def _line(
    cell_or_word: object, text: str, *, bold: bool = False, italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.CENTER, size: float | None = None,
) -> Paragraph:  # fmt: skip
    paragraph: Paragraph = cell_or_word.add_paragraph()  # type: ignore[attr-defined]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    return paragraph


def _bare_table(word: WordDocument, columns: tuple[float, ...]) -> WordTable:
    table = word.add_table(rows=1, cols=len(columns))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, width in zip(table.rows[0].cells, columns, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
    return table


def _head(word: WordDocument, paper: Paper) -> None:
    left, right = _bare_table(word, (75, 90)).rows[0].cells
    if paper.superior:
        _line(left, paper.superior.upper())
    _line(left, paper.organ.upper(), bold=True)
    _line(left, "*")
    _line(left, f"Số {paper.symbol}")
    _line(right, "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True)
    _line(right, "_" * 22, size=6)
    _line(right, paper.place_and_day, italic=True)


def _title(word: WordDocument, paper: Paper) -> None:
    _line(word, "")
    _line(word, paper.type_name, bold=True, size=paper.layout.body_points + 2)
    _line(word, paper.abstract, bold=True)
    _line(word, "-----")
    _line(word, paper.scope_line, italic=True, size=paper.layout.body_points - 2)


def _body(word: WordDocument, paper: Paper, text: str = "") -> Paragraph:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(paper.layout.indent_mm)
    if text:
        paragraph.add_run(text)
    return paragraph


def _section(word: WordDocument, paper: Paper, section: Section) -> None:
    heading = _body(word, paper)
    heading.add_run(f"{section.number}. {section.title.upper()}").bold = True
    heading.paragraph_format.keep_with_next = True
    for index, statement in enumerate(section.statements, 1):
        paragraph = _body(word, paper, f"{index}. {statement.before}")
        paragraph.add_run(statement.value).bold = True
        paragraph.add_run(statement.after)
        mark = paragraph.add_run(f" [{statement.number}]")
        mark.font.superscript = True
    for sentence in section.sentences:
        paragraph = _body(word, paper, sentence.text)
        by = paragraph.add_run(
            f" (đ/c {sentence.written_by.full_name}, {written(sentence.written_on)})"
        )
        by.italic = True
    if section.gaps:
        _body(word, paper, section.gap_sentence)
    for gap in section.exhibits.gaps:
        _body(word, paper, gap)
    for table, charts in section.exhibits.pairs:
        for chart in charts:
            _chart(word, chart)
        _table(word, table, table.rows)
    if section.is_empty:
        _body(word, paper, "…")


# --- Tables and charts --------------------------------------------------------------------------


def _caption(word: WordDocument, text: str) -> None:
    paragraph = _line(word, text, bold=True, size=12)
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = True


def _table(word: WordDocument, table: Table, rows: Sequence[Row]) -> None:
    """A table whose head comes again on every page and whose lines are never cut in two."""
    _caption(word, f"Bảng {table.number}. {table.title}")
    names = [table.head, *([table.kinds] if table.kinds else [])]
    heads = [*names, *(column.name for column in table.columns)]
    made = word.add_table(rows=1, cols=len(heads))
    made.style = "Table Grid"
    made.autofit = False
    for index, (cell, text) in enumerate(zip(made.rows[0].cells, heads, strict=True)):
        _cell(cell, text, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
        number = table.columns[index - len(names)].number if index >= len(names) else None
        if number:
            mark = cell.paragraphs[0].add_run(f"[{number}]")
            mark.font.superscript, mark.font.size = True, Pt(11)
    _mark_row(made.rows[0], "w:tblHeader")
    for row in (*rows, *([table.total] if table.total else [])):
        line = made.add_row()
        words = [row.name, *([row.kind] if table.kinds else [])]
        figures = [cell.text for cell in row.cells]
        for index, (cell, text) in enumerate(zip(line.cells, words + figures, strict=True)):
            align = WD_ALIGN_PARAGRAPH.LEFT if index < len(names) else WD_ALIGN_PARAGRAPH.RIGHT
            _cell(cell, text, bold=row is table.total, align=align)
        _mark_row(line, "w:cantSplit")
    _widths(made, _shares(len(names), table.columns))
    notes = [*([table.cut_sentence] if len(rows) < len(table.every) else []), *table.notes]
    _line(word, " ".join(notes), italic=True, align=WD_ALIGN_PARAGRAPH.LEFT, size=11)


def _shares(names: int, columns: Sequence[Column]) -> list[float]:
    """Widths of the columns in millimetres: names take what the figures leave."""
    each = 32 if len(columns) < 3 else (26 if len(columns) < 5 else 15.8)
    figures = [20 if column.is_share else each for column in columns]
    kinds = [48] if names == 2 else []
    return [WIDTH_MM - sum(kinds) - sum(figures), *kinds, *figures]


def _widths(table: WordTable, widths: Sequence[float]) -> None:
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _mark_row(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _chart(word: WordDocument, chart: Chart) -> None:
    _caption(word, f"Biểu đồ {chart.number}. {chart.title}")
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # as high as the picture
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(io.BytesIO(png_bytes(chart.wide)), width=Mm(WIDTH_MM))
    told = picture._inline.docPr
    told.set("descr", chart.sentence)
    told.set("title", chart.title)
    _line(
        word, f"Số liệu ở Bảng {chart.table}. {chart.sentence}",
        italic=True, align=WD_ALIGN_PARAGRAPH.LEFT, size=11,
    )  # fmt: skip


def _signature(word: WordDocument, paper: Paper) -> None:
    _line(word, "")
    left, right = _bare_table(word, (75, 90)).rows[0].cells
    _line(left, "Nơi nhận:", bold=True, align=WD_ALIGN_PARAGRAPH.LEFT, size=12)
    if paper.superior:
        _line(left, f"- {paper.superior},", align=WD_ALIGN_PARAGRAPH.LEFT, size=12)
    _line(left, "- Lưu văn phòng.", align=WD_ALIGN_PARAGRAPH.LEFT, size=12)
    _line(right, paper.authority, bold=True)
    _line(right, paper.office)
    for _space in range(4):
        _line(right, "")
    _line(right, paper.signer, bold=True)


def _annex(word: WordDocument, paper: Paper) -> None:
    """Every figure with its definition, days, formula and the first of its rows."""
    word.add_page_break()  # type: ignore[no-untyped-call]
    _line(word, "PHỤ LỤC", bold=True)
    _line(word, "Số liệu đầy đủ và nguồn của từng con số", bold=True)
    _line(word, "-----")
    for table in paper.long_tables:
        _table(word, table, table.every)
    if paper.cell_count:
        _plain(word, paper.cells_sentence)
    for source in paper.sources:
        _plain(word, source.title, bold=True).paragraph_format.keep_with_next = True
        for words in source.words:
            _plain(word, words)
        if source.rows:
            _rows(word, source)
        if source.more:
            _plain(word, source.more)


def _plain(word: WordDocument, text: str, *, bold: bool = False) -> Paragraph:
    return _line(word, text, bold=bold, align=WD_ALIGN_PARAGRAPH.LEFT, size=12)


def _rows(word: WordDocument, source: Source) -> None:
    heads = ["TT", "Dòng số liệu", *(["Chi tiết"] if source.has_parts else [])]
    table = word.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        _cell(cell, text, bold=True)
    for index, row in enumerate(source.rows, 1):
        words = [str(index), row["label"], *([row["part"]] if source.has_parts else [])]
        line = table.add_row()
        for cell, text in zip(line.cells, words, strict=True):
            _cell(cell, text)
        _mark_row(line, "w:cantSplit")
    _mark_row(table.rows[0], "w:tblHeader")
    _widths(table, (12, 109, 44) if source.has_parts else (12, 153))


def _cell(
    cell: _Cell, text: str, *, bold: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> None:  # fmt: skip
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(14)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(11)


def _same_bytes(content: bytes) -> bytes:
    """The archive written again with one fixed time, so that a report made twice is one file."""
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
