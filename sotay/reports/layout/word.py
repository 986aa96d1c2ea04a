"""A report as a Word document, laid out by the dated rules; the same bytes each time."""

import io
from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from sotay.core.days import written
from sotay.papers.word import add_head, add_line, add_paragraph, as_bytes, bare_table, new_sheet
from sotay.reports.exhibits import Chart, Column, Row, Table
from sotay.reports.layout.drawing import WIDTH_MM, png_bytes
from sotay.reports.paper import Paper, Section, Source


def word_bytes(paper: Paper) -> bytes:
    """The paper as .docx."""
    word = new_sheet(paper.layout, organ=paper.organ, title=paper.abstract, day=paper.day)
    add_head(word, paper.superior, paper.organ, paper.symbol, paper.place_and_day)
    _title(word, paper)
    for section in paper.sections:
        _section(word, paper, section)
    _signature(word, paper)
    _annex(word, paper)
    return as_bytes(word)


def _title(word: WordDocument, paper: Paper) -> None:
    add_line(word, "")
    add_line(word, paper.type_name, bold=True, size=paper.layout.body_points + 2)
    add_line(word, paper.abstract, bold=True)
    add_line(word, "-----")
    add_line(word, paper.scope_line, italic=True, size=paper.layout.body_points - 2)


def _body(word: WordDocument, paper: Paper, text: str = "") -> Paragraph:
    return add_paragraph(word, paper.layout, text)


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
    paragraph = add_line(word, text, bold=True, size=12)
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
    add_line(word, " ".join(notes), italic=True, align=WD_ALIGN_PARAGRAPH.LEFT, size=11)


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
    add_line(
        word, f"Số liệu ở Bảng {chart.table}. {chart.sentence}",
        italic=True, align=WD_ALIGN_PARAGRAPH.LEFT, size=11,
    )  # fmt: skip


def _signature(word: WordDocument, paper: Paper) -> None:
    add_line(word, "")
    left, right = bare_table(word, (75, 90)).rows[0].cells
    add_line(left, "Nơi nhận:", bold=True, align=WD_ALIGN_PARAGRAPH.LEFT, size=12)
    if paper.superior:
        add_line(left, f"- {paper.superior},", align=WD_ALIGN_PARAGRAPH.LEFT, size=12)
    add_line(left, "- Lưu văn phòng.", align=WD_ALIGN_PARAGRAPH.LEFT, size=12)
    add_line(right, paper.authority, bold=True)
    add_line(right, paper.office)
    for _space in range(4):
        add_line(right, "")
    add_line(right, paper.signer, bold=True)


def _annex(word: WordDocument, paper: Paper) -> None:
    """Every figure with its definition, days, formula and the first of its rows."""
    word.add_page_break()  # type: ignore[no-untyped-call]
    add_line(word, "PHỤ LỤC", bold=True)
    add_line(word, "Số liệu đầy đủ và nguồn của từng con số", bold=True)
    add_line(word, "-----")
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
    return add_line(word, text, bold=bold, align=WD_ALIGN_PARAGRAPH.LEFT, size=12)


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
