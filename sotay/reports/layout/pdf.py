"""A report as PDF, set by typst with the fonts we bring along; the same bytes each time."""

from collections.abc import Sequence

from sotay.core.days import written
from sotay.papers.typeset import (
    NEW_LINE,
    emph,
    escaped,
    head,
    pdf_of,
    preamble,
    strong,
)
from sotay.reports.exhibits import Chart, Row, Table
from sotay.reports.layout.drawing import image
from sotay.reports.paper import Paper, Section, Source


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as PDF."""
    return pdf_of(source(paper), paper.day)


def source(paper: Paper) -> str:
    """The paper in typst's own language."""
    layout = paper.layout
    parts = [
        preamble(layout, title=paper.abstract, author=paper.organ),
        head(paper.superior, paper.organ, paper.symbol, paper.place_and_day),
        _title(paper),
        *(_section(section, layout.indent_mm) for section in paper.sections),
        _signature(paper),
        _annex(paper),
    ]
    return "\n\n".join(parts)


def _title(paper: Paper) -> str:
    return (
        f"#align(center)[#text(size: {paper.layout.body_points + 2}pt)[{strong(paper.type_name)}]"
        f" \\ {strong(paper.abstract)} \\ \\-\\-\\-\\-\\- \\"
        f" #text(size: {paper.layout.body_points - 2}pt)[{emph(paper.scope_line)}]]\n"
        f"#set par(first-line-indent: (amount: {paper.layout.indent_mm}mm, all: true))"
    )


def _section(section: Section, indent_mm: float) -> str:
    title = strong(f"{section.number}. {section.title.upper()}")
    parts = [f"#block(sticky: true)[#h({indent_mm}mm){title}]"]
    for index, statement in enumerate(section.statements, 1):
        parts.append(
            f"{index}\\. {escaped(statement.before)}{strong(statement.value)}"
            f"{escaped(statement.after)}\u2060#super[\\[{statement.number}\\]]"
        )
    for sentence in section.sentences:
        by = f"đ/c {sentence.written_by.full_name}, {written(sentence.written_on)}"
        parts.append(f"{escaped(sentence.text)} {emph(f'({by})')}")
    if section.gaps:
        parts.append(escaped(section.gap_sentence))
    parts += [escaped(gap) for gap in section.exhibits.gaps]
    for table, charts in section.exhibits.pairs:
        parts += [_chart(chart) for chart in charts]
        parts.append(_table(table, table.rows))
    if section.is_empty:
        parts.append("…")
    return "\n\n".join(parts)


# --- Tables and charts --------------------------------------------------------------------------


def _caption(text: str) -> str:
    return (
        "#block(sticky: true, above: 14pt, below: 6pt, width: 100%)"
        f"[#align(center)[#text(size: 12pt)[{strong(text)}]]]"
    )


def _table(table: Table, rows: Sequence[Row]) -> str:
    """A table whose head comes again on every page and whose lines are never cut in two."""
    names = 50 if len(table.columns) > 4 else 62
    columns = [f"{names}mm" if len(table.columns) > 2 else "1fr"]
    head = [escaped(table.head)]
    if table.kinds:
        columns.append("48mm")
        head.append(escaped(table.kinds))
    for column in table.columns:
        narrow = "20mm" if column.is_share else "1fr"
        columns.append(narrow if len(table.columns) > 2 else "32mm")
        mark = f"#super[\\[{column.number}\\]]" if column.number else ""
        head.append(f"{escaped(column.name)}{mark}")
    cells = [f"[{word}]" for row in rows for word in _words(row, bool(table.kinds))]
    if table.total:
        cells += [f"[#strong[{word}]]" for word in _words(table.total, bool(table.kinds))]
    left = 2 if table.kinds else 1
    body = (
        f"#table(columns: ({', '.join(columns)}), stroke: 0.4pt, inset: (x: 3pt, y: 3pt),"
        f" align: (x, y) => if y == 0 {{ center + horizon }} else if x < {left} {{ left }}"
        " else { right },"
        f" table.header({', '.join(f'[#strong[{word}]]' for word in head)}),"
        f" {', '.join(cells)})"
    )
    notes = [*([table.cut_sentence] if len(rows) < len(table.every) else []), *table.notes]
    below = f"#text(size: 11pt)[{emph(' '.join(notes))}]" if notes else ""
    return (
        f"{_caption(f'Bảng {table.number}. {table.title}')}\n"
        "#[#set par(first-line-indent: 0mm, justify: false, leading: 3pt)\n"
        f"#set text(size: 11pt)\n#show table.cell: set block(breakable: false)\n{body}\n{below}]"
    )


def _words(row: Row, has_kind: bool) -> list[str]:
    names = [row.name, row.kind] if has_kind else [row.name]
    return [*(escaped(name) for name in names), *(escaped(cell.text) for cell in row.cells)]


def _chart(chart: Chart) -> str:
    """A chart with its title, not parted by the end of a page; its figures are in the table."""
    title = f"Biểu đồ {chart.number}. {chart.title}"
    source = f"Số liệu ở Bảng {chart.table}. {chart.sentence}"
    return (
        "#block(breakable: false, above: 14pt, below: 14pt)[#set par(first-line-indent: 0mm)\n"
        f"#align(center)[#text(size: 12pt)[{strong(title)}]]\n{image(chart.wide)}\n"
        f"#text(size: 11pt)[{emph(source)}]]"
    )


def _signature(paper: Paper) -> str:
    receivers = [strong("Nơi nhận:")]
    if paper.superior:
        receivers.append(f"\\- {escaped(paper.superior)},")
    receivers.append("\\- Lưu văn phòng.")
    right = f"{strong(paper.authority)} \\ {escaped(paper.office)} #v(22mm) {strong(paper.signer)}"
    return (
        "#block(breakable: false, above: 24pt)[#set par(first-line-indent: 0mm, justify: false)\n"
        f"#grid(columns: (45%, 55%), [#text(size: 12pt)[{NEW_LINE.join(receivers)}]],"
        f" align(center)[{right}])]"
    )


def _annex(paper: Paper) -> str:
    parts = [
        "#pagebreak()\n#set par(first-line-indent: 0mm, justify: false)\n#set text(size: 11pt)",
        "#set par(leading: 3pt, spacing: 6pt)\n"
        "#align(center)[#strong[PHỤ LỤC] \\ #strong[Số liệu đầy đủ và nguồn của từng con số]"
        " \\ \\-\\-\\-\\-\\-]",
    ]
    parts += [_table(table, table.every) for table in paper.long_tables]
    if paper.cell_count:
        parts.append(escaped(paper.cells_sentence))
    for source_of in paper.sources:
        parts.append(f"#block(sticky: true)[{strong(source_of.title)}]")
        parts += [escaped(words) for words in source_of.words]
        if source_of.rows:
            parts.append(_rows(source_of))
        if source_of.more:
            parts.append(escaped(source_of.more))
    return "\n\n".join(parts)


def _rows(source_of: Source) -> str:
    heads = ["TT", "Dòng số liệu", *(["Chi tiết"] if source_of.has_parts else [])]
    cells = [f"[#strong[{head}]]" for head in heads]
    for index, row in enumerate(source_of.rows, 1):
        cells += [f"[{index}]", f"[{escaped(row['label'])}]"]
        if source_of.has_parts:
            cells.append(f"[{escaped(row['part'])}]")
    columns = "10mm, 1fr, 44mm" if source_of.has_parts else "10mm, 1fr"
    return (
        f"#[#set par(leading: 2pt)\n#table(columns: ({columns}), stroke: 0.4pt,"
        f" inset: (x: 3pt, y: 2pt), table.header({', '.join(cells[: len(heads)])}),"
        f" {', '.join(cells[len(heads) :])})]"
    )
