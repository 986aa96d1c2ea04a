"""A paper with a head, paragraphs and who signs, for Word and PDF; the same bytes each time.

Minutes, resolutions and notices are papers of this kind; a report, with its figures and tables,
has a layout of its own. What is not known stands open (``OPEN``), to be completed by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.table import _Cell

from sotay.papers import typeset
from sotay.papers.layout import Layout, place_and_day
from sotay.papers.word import add_head, add_line, add_paragraph, as_bytes, bare_table, new_sheet

OPEN = "…"
LEFT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
_GAP = 20  # millimetres for the hand of who signs
_WIDTH = 165.0  # millimetres between the margins
_BESIDE = (75.0, 90.0)  # receivers, and the one who signs beside them

Section = tuple[str, tuple[str, ...]]  # a heading as it is printed, and its paragraphs


@dataclass(frozen=True)
class Signature:
    """In whose name or as what (T/M CHI BỘ, THƯ KÝ), the office under it, and who."""

    authority: str
    name: str
    office: str = ""


@dataclass(frozen=True)
class PlainPaper:
    """What both renderers print."""

    superior: str  # the organ above; empty where there is none
    organ: str
    symbol: str
    day: date
    place: str
    heading: str  # BIÊN BẢN
    abstract: str
    sections: tuple[Section, ...]
    signatures: tuple[Signature, ...]
    layout: Layout
    opening: str = ""  # a paragraph before the sections
    ending: str = ""  # one after them
    receivers: tuple[str, ...] = ()

    @property
    def place_and_day(self) -> str:
        return place_and_day(self.place or OPEN, self.day)

    @property
    def title(self) -> str:
        return f"{self.heading.capitalize()} {self.abstract}"


def numbered(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections with 1, 2, 3 before their headings."""
    return tuple((f"{at}. {title}", parts) for at, (title, parts) in enumerate(sections, 1))


def _receivers(paper: PlainPaper) -> list[str]:
    last = len(paper.receivers) - 1
    return [f"- {one}{'.' if at == last else ','}" for at, one in enumerate(paper.receivers)]


def _is_beside(paper: PlainPaper) -> bool:
    return bool(paper.receivers) and len(paper.signatures) == 1


def word_bytes(paper: PlainPaper) -> bytes:
    """The paper as .docx."""
    word = new_sheet(paper.layout, organ=paper.organ, title=paper.title, day=paper.day)
    add_head(word, paper.superior, paper.organ, paper.symbol, paper.place_and_day)
    add_line(word, "")
    add_line(word, paper.heading, bold=True, size=paper.layout.body_points + 2)
    add_line(word, paper.abstract, bold=True)
    last = add_line(word, "-----")
    if paper.opening:
        last = add_paragraph(word, paper.layout, paper.opening)
    for title, paragraphs in paper.sections:
        last = add_paragraph(word, paper.layout)
        last.add_run(title).bold = True
        last.paragraph_format.keep_with_next = True
        for words in paragraphs:
            last = add_paragraph(word, paper.layout, words)
    if paper.ending:
        last = add_paragraph(word, paper.layout, paper.ending)
    last.paragraph_format.keep_with_next = True  # nobody signs a page without a word on it
    _sign(word, paper)
    return as_bytes(word)


def _sign(word: WordDocument, paper: PlainPaper) -> None:
    """On whose behalf in one row, the names in the next, so that they stand at one height."""
    ends = len(paper.signatures) + bool(paper.receivers)
    widths = _BESIDE if _is_beside(paper) else (_WIDTH / ends,) * ends
    table = bare_table(word, widths)
    table.add_row()  # type: ignore[no-untyped-call]  # python-docx says nothing of it
    above, below = list(table.rows[0].cells), list(table.rows[1].cells)
    for cell, width in zip(below, widths, strict=True):
        cell.width = Mm(width)
    if paper.receivers:
        _list_receivers(above.pop(0).merge(below.pop(0)), paper)
    for cell, one in zip(above, paper.signatures, strict=True):
        for line, is_bold in ((one.authority, True), (one.office, False)):
            if line:
                add_line(cell, line, bold=is_bold).paragraph_format.keep_with_next = True
    for cell, one in zip(below, paper.signatures, strict=True):
        line = cell.paragraphs[0]
        line.alignment = CENTER
        line.paragraph_format.space_before = Mm(_GAP)
        line.add_run(one.name or OPEN).bold = True


def _list_receivers(cell: _Cell, paper: PlainPaper) -> None:
    for empty in cell.paragraphs:
        empty._p.getparent().remove(empty._p)
    add_line(cell, "Nơi nhận:", bold=True, align=LEFT, size=12)
    for line in _receivers(paper):
        add_line(cell, line, align=LEFT, size=12)


def pdf_bytes(paper: PlainPaper) -> bytes:
    """The paper as PDF."""
    return typeset.pdf_of(source(paper), paper.day)


def source(paper: PlainPaper) -> str:
    """The paper in typst's own language."""
    strong, escaped = typeset.strong, typeset.escaped
    size, indent = paper.layout.body_points, paper.layout.indent_mm
    parts = [
        typeset.preamble(paper.layout, title=paper.title, author=paper.organ),
        typeset.head(paper.superior, paper.organ, paper.symbol, paper.place_and_day),
        f"#align(center)[#text(size: {size + 2}pt)[{strong(paper.heading)}]"
        f" \\ {strong(paper.abstract)} \\ \\-\\-\\-\\-\\-]\n"
        f"#set par(first-line-indent: (amount: {indent}mm, all: true))",
    ]
    head = len(parts)
    if paper.opening:
        parts.append(escaped(paper.opening))
    for title, paragraphs in paper.sections:
        parts.append(f"#block(sticky: true)[#h({indent}mm){strong(title)}]")
        parts += [escaped(words) for words in paragraphs]
    if paper.ending:
        parts.append(escaped(paper.ending))
    if len(parts) > head:  # nobody signs a page without a word on it
        parts[-1] = f"#block(sticky: true)[#par[{parts[-1]}]]"
    return "\n\n".join([*parts, _signed(paper)])


def _signed(paper: PlainPaper) -> str:
    """On whose behalf in one row, the names in the next, so that they stand at one height."""
    strong, escaped = typeset.strong, typeset.escaped
    cells = []
    for one in paper.signatures:
        office = f" \\ {escaped(one.office)}" if one.office else ""
        cells.append(f" align(center)[{strong(one.authority)}{office}],")
    cells += [f" align(center)[{strong(one.name or OPEN)}]," for one in paper.signatures]
    ends = len(paper.signatures) + bool(paper.receivers)
    if paper.receivers:
        listed = typeset.NEW_LINE.join(escaped(line) for line in _receivers(paper))
        told = f"#text(size: 12pt)[{strong('Nơi nhận:')} \\ {listed}]"
        cells.insert(0, f" grid.cell(rowspan: 2)[{told}],")
    widths = _BESIDE if _is_beside(paper) else (_WIDTH / ends,) * ends
    columns = ", ".join(f"{100 * width / _WIDTH:.4f}%" for width in widths)
    return (
        "#block(breakable: false, above: 24pt)[#set par(first-line-indent: 0mm, justify: false)\n"
        f"#grid(columns: ({columns}), row-gutter: {_GAP}mm,{''.join(cells)})]"
    )
