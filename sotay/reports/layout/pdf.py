"""A report as PDF, set by typst with the fonts we bring along; the same bytes each time."""

from datetime import UTC, datetime
from pathlib import Path

import typst
from django.conf import settings

from sotay.core.days import written
from sotay.reports.paper import Paper, Section
from sotay.reports.services import shown

FONTS = Path(settings.BASE_DIR) / "sotay/ui/static/ui/vendor/fonts-print"
FONT = "Tinos"  # metric twin of Times New Roman
ANNEX_ROWS = 40
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
    return " ".join(text.translate(_ESCAPED).split())


def source(paper: Paper) -> str:
    """The paper in typst's own language."""
    layout = paper.layout
    leading = layout.line_points - layout.body_points
    parts = [
        f'#set document(title: "{_string(paper.abstract)}", author: "{_string(paper.organ)}")',
        f"#set page(width: 210mm, height: 297mm, margin: (top: {layout.top}mm, bottom:"
        f" {layout.bottom}mm, left: {layout.left}mm, right: {layout.right}mm), header: context"
        " if counter(page).get().first() > 1 [#align(center)[#counter(page).display()]])",
        f'#set text(font: "{FONT}", size: {layout.body_points}pt, lang: "vi", hyphenate: false)',
        f"#set par(justify: true, leading: {leading}pt, spacing: {leading + 4}pt,"
        f" first-line-indent: (amount: {layout.indent_mm}mm, all: true))",
        _head(paper),
        _title(paper),
        *(_section(section) for section in paper.sections),
        _signature(paper),
        _annex(paper),
    ]
    return "\n".join(parts)


def _strong(text: str) -> str:
    """Bold words. The function, not the star: a star beside a letter is a star."""
    return f"#strong[{escaped(text)}]"


def _emph(text: str) -> str:
    return f"#emph[{escaped(text)}]"


def _string(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _head(paper: Paper) -> str:
    left = [escaped(paper.superior.upper())] if paper.superior else []
    left += [_strong(paper.organ.upper()), "\\*", f"Số {escaped(paper.symbol)}"]
    right = [
        "#strong[ĐẢNG CỘNG SẢN VIỆT NAM]#v(-0.6em)#line(length: 46mm, stroke: 0.6pt)#v(-0.4em)",
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


def _section(section: Section) -> str:
    lines = [_strong(f"{section.number}. {section.title.upper()}")]
    for index, statement in enumerate(section.statements, 1):
        lines.append(
            f"{index}\\. {escaped(statement.before)} {_strong(statement.value)}"
            f"{escaped(statement.after)}#super[\\[{statement.number}\\]]"
        )
    for sentence in section.sentences:
        by = f"đ/c {sentence.written_by.full_name}, {written(sentence.written_on)}"
        lines.append(f"{escaped(sentence.text)} {_emph(f'({by})')}")
    if section.gaps:
        lines.append(f"Chưa có số liệu của: {escaped('; '.join(section.gaps))}.")
    if not (section.statements or section.sentences):
        lines.append("…")
    return "\n\n".join(lines)


def _signature(paper: Paper) -> str:
    receivers = [_strong("Nơi nhận:")]
    if paper.superior:
        receivers.append(f"\\- {escaped(paper.superior)},")
    receivers.append("\\- Lưu văn phòng.")
    right = (
        f"{_strong(paper.authority)} \\ {escaped(paper.office)} #v(22mm) {_strong(paper.signer)}"
    )
    return (
        "#v(10pt)\n#block(breakable: false)[#set par(first-line-indent: 0mm, justify: false)\n"
        f"#grid(columns: (45%, 55%), [#text(size: 12pt)[{_NEW_LINE.join(receivers)}]],"
        f" align(center)[{right}])]"
    )


def _annex(paper: Paper) -> str:
    parts = [
        "#pagebreak()\n#set par(first-line-indent: 0mm, justify: false)\n#set text(size: 11pt)",
        "#align(center)[#strong[PHỤ LỤC] \\ #strong[Nguồn của từng con số] \\ \\-\\-\\-\\-\\-]",
    ]
    for number, figure in enumerate(paper.figures, 1):
        parts.append(_strong(f"[{number}] {figure.name}: {shown(figure.value, figure.unit)}"))
        parts.append(f"Định nghĩa: {escaped(figure.definition)}")
        if figure.calculation:
            parts.append(f"Cách tính: {escaped(figure.calculation)}")
        parts.append(f"Phạm vi và ngày: {escaped(paper.scope_line)}")
        if figure.missing:
            parts.append(f"Còn thiếu: {escaped('; '.join(figure.missing))}")
        if figure.rows:
            parts.append(_rows(figure.rows, figure.row_count))
    return "\n\n".join(parts)


def _rows(rows: list[dict[str, str]], count: int) -> str:
    cells = ["[#strong[TT]], [#strong[Dòng số liệu]], [#strong[Phần]]"]
    cells += [
        f"[{index}], [{escaped(row['label'])}], [{escaped(row['part'])}]"
        for index, row in enumerate(rows[:ANNEX_ROWS], 1)
    ]
    table = (
        "#table(columns: (10mm, 1fr, 34mm), stroke: 0.4pt, inset: 3pt,"
        " table.header(" + cells[0] + "), " + ", ".join(cells[1:]) + ")"
    )
    if count > ANNEX_ROWS:
        table += f"\n\n… và {count - ANNEX_ROWS} dòng khác; mở báo cáo trên máy để xem đủ."
    return table
