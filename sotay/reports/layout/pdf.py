"""A report as PDF, set by typst with the fonts we bring along; the same bytes each time."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import typst

from sotay.core.days import written
from sotay.reports.exhibits import Chart, Row, Table
from sotay.reports.layout.drawing import FONT, FONTS, image, string
from sotay.reports.paper import Paper, Section, Source

_NEW_LINE = " \\ "
_ESCAPED = str.maketrans({c: "\\" + c for c in "\\#$*_`<>@[]~/=+-"})


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as PDF."""
    moment = datetime(paper.day.year, paper.day.month, paper.day.day, tzinfo=UTC)
    made = typst.compile(  # type: ignore[call-overload]  # its types forget a source in memory
        source(paper).encode(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        timestamp=int(moment.timestamp()),
    )
    return bytes(made)


def escaped(text: str) -> str:
    """Words as typst takes them: nothing in them is an instruction."""
    return re.sub(r"[ \t\r\n]+", " ", text.translate(_ESCAPED))


def source(paper: Paper) -> str:
    """The paper in typst's own language."""
    layout = paper.layout
    leading = layout.line_points - layout.body_points
    parts = [
        f'#set document(title: "{string(paper.abstract)}", author: "{string(paper.organ)}")',
        f"#set page(width: 210mm, height: 297mm, margin: (top: {layout.top}mm, bottom:"
        f" {layout.bottom}mm, left: {layout.left}mm, right: {layout.right}mm), header: context"
        " if counter(page).get().first() > 1 [#align(center)[#counter(page).display()]])",
        # A line is as high as its letters, so that line and leading make the distance of the rule.
        f'#set text(font: "{FONT}", size: {layout.body_points}pt, lang: "vi", hyphenate: false,'
        " top-edge: 0.8em, bottom-edge: -0.2em)",
        f"#set par(justify: true, leading: {leading}pt, spacing: {leading + 4}pt,"
        f" first-line-indent: (amount: {layout.indent_mm}mm, all: true))",
        _head(paper),
        _title(paper),
        *(_section(section, layout.indent_mm) for section in paper.sections),
        _signature(paper),
        _annex(paper),
    ]
    return "\n\n".join(parts)


def _strong(text: str) -> str:
    """Bold words. The function, not the star: a star beside a letter is a star."""
    return f"#strong[{escaped(text)}]"


def _emph(text: str) -> str:
    return f"#emph[{escaped(text)}]"


def _head(paper: Paper) -> str:
    left = [escaped(paper.superior.upper())] if paper.superior else []
    left += [_strong(paper.organ.upper()), "\\*", f"Số {escaped(paper.symbol)}"]
    right = [
        "#strong[ĐẢNG CỘNG SẢN VIỆT NAM]#v(-4pt)#line(length: 67mm, stroke: 0.6pt)#v(2pt)",
        _emph(paper.place_and_day),
    ]
    return (
        "#set par(first-line-indent: 0mm)\n#grid(columns: (45%, 55%), align: center,"
        f" [{_NEW_LINE.join(left)}], [{' '.join(right)}])\n#v(8pt)"
    )


def _title(paper: Paper) -> str:
    return (
        f"#align(center)[#text(size: {paper.layout.body_points + 2}pt)[{_strong(paper.type_name)}]"
        f" \\ {_strong(paper.abstract)} \\ \\-\\-\\-\\-\\- \\"
        f" #text(size: {paper.layout.body_points - 2}pt)[{_emph(paper.scope_line)}]]\n"
        f"#set par(first-line-indent: (amount: {paper.layout.indent_mm}mm, all: true))"
    )


def _section(section: Section, indent_mm: float) -> str:
    title = _strong(f"{section.number}. {section.title.upper()}")
    parts = [f"#block(sticky: true)[#h({indent_mm}mm){title}]"]
    for index, statement in enumerate(section.statements, 1):
        parts.append(
            f"{index}\\. {escaped(statement.before)}{_strong(statement.value)}"
            f"{escaped(statement.after)}\u2060#super[\\[{statement.number}\\]]"
        )
    for sentence in section.sentences:
        by = f"đ/c {sentence.written_by.full_name}, {written(sentence.written_on)}"
        parts.append(f"{escaped(sentence.text)} {_emph(f'({by})')}")
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
        f"[#align(center)[#text(size: 12pt)[{_strong(text)}]]]"
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
    below = f"#text(size: 11pt)[{_emph(' '.join(notes))}]" if notes else ""
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
        f"#align(center)[#text(size: 12pt)[{_strong(title)}]]\n{image(chart.wide)}\n"
        f"#text(size: 11pt)[{_emph(source)}]]"
    )


def _signature(paper: Paper) -> str:
    receivers = [_strong("Nơi nhận:")]
    if paper.superior:
        receivers.append(f"\\- {escaped(paper.superior)},")
    receivers.append("\\- Lưu văn phòng.")
    right = (
        f"{_strong(paper.authority)} \\ {escaped(paper.office)} #v(22mm) {_strong(paper.signer)}"
    )
    return (
        "#block(breakable: false, above: 24pt)[#set par(first-line-indent: 0mm, justify: false)\n"
        f"#grid(columns: (45%, 55%), [#text(size: 12pt)[{_NEW_LINE.join(receivers)}]],"
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
        parts.append(f"#block(sticky: true)[{_strong(source_of.title)}]")
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
