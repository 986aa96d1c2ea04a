"""A situation's paper as a Word file, laid out as Party papers are on the day, filled in."""

import re
from collections.abc import Mapping
from datetime import date

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH

from sotay.core.text import fold
from sotay.handbook.prefill import DOTS, LONG, filled
from sotay.handbook.situations import Situation, Template
from sotay.papers.layout import Layout, layout_on
from sotay.papers.word import (
    add_line,
    add_paragraph,
    as_bytes,
    bare_table,
    new_sheet,
)

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HALVES = (75, 90)  # millimetres, left and right of a head
LEFT = WD_ALIGN_PARAGRAPH.LEFT


def file_name(situation: Situation) -> str:
    """What the paper is called in a folder of downloads: its title, without marks."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(situation.paper.title)))[:80] + ".docx"


def word_bytes(situation: Situation, values: Mapping[str, str], day: date) -> bytes:
    """The paper as .docx; the same values on the same day give the same bytes.

    A paper of the cell carries head, number and the place of its signature; one of a member the
    name of the Party, whom it is for, and the member's name.
    """
    paper, layout = situation.paper, layout_on(day)
    organ = values.get("cell", LONG) if paper.sender == "cell" else values.get("name", LONG)
    word = new_sheet(layout, organ=organ, title=paper.title, day=day)
    if paper.sender == "cell":
        _head_of_cell(word, paper, values)
    else:
        _head_of_member(word)
    _title(word, paper, values, layout)
    for text in paper.to:
        add_line(word, f"Kính gửi: {filled(text, values)}")
    if paper.to:
        add_line(word, "")
    for text in paper.body:
        if text.startswith("# "):
            heading = add_paragraph(word, layout)
            heading.add_run(filled(text[2:], values)).bold = True
            heading.paragraph_format.keep_with_next = True
        else:
            add_paragraph(word, layout, filled(text, values))
    _signature(word, paper, values)
    return as_bytes(word)


def _head_of_cell(word: WordDocument, paper: Template, values: Mapping[str, str]) -> None:
    left, right = bare_table(word, HALVES).rows[0].cells
    add_line(left, values.get("upper", LONG[:20]).upper())
    add_line(left, values.get("cell", LONG[:20]).upper(), bold=True)
    add_line(left, "*")
    add_line(left, f"Số {DOTS[:3]}-{paper.type_code}/CB")
    if not paper.type_name and paper.abstract:  # a dispatch: abstract under the number
        add_line(left, filled(paper.abstract, values), italic=True, size=12)
    add_line(right, "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True)
    add_line(right, "_" * 22, size=6)
    add_line(right, _place_and_day(values), italic=True)


def _head_of_member(word: WordDocument) -> None:
    add_line(word, "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True)
    add_line(word, "_" * 22, size=6)
    add_line(word, "")


def _place_and_day(values: Mapping[str, str]) -> str:
    return f"{DOTS}, ngày {DOTS[:2]} tháng {DOTS[:2]} năm {values.get('year', DOTS[:4])}"


def _title(word: WordDocument, paper: Template, values: Mapping[str, str], layout: Layout) -> None:
    if not paper.type_name:
        add_line(word, "")
        return
    add_line(word, "")
    add_line(word, paper.type_name, bold=True, size=layout.body_points + 2)
    if paper.abstract:
        add_line(word, filled(paper.abstract, values), bold=True)
        add_line(word, "-----")
    add_line(word, "")


def _signature(word: WordDocument, paper: Template, values: Mapping[str, str]) -> None:
    add_line(word, "")
    left, right = bare_table(word, HALVES).rows[0].cells
    if paper.sender == "cell":
        add_line(left, "Nơi nhận:", bold=True, align=LEFT, size=12)
        ends = list(paper.to_end) or ["Lưu chi bộ"]
        for index, text in enumerate(ends):
            mark = "." if index == len(ends) - 1 else ","
            add_line(left, f"- {filled(text, values)}{mark}", align=LEFT, size=12)
        add_line(right, "T/M CHI BỘ", bold=True)
        add_line(right, "BÍ THƯ")
        signer = values.get("secretary", "")
    else:
        add_line(left, "")
        add_line(right, _place_and_day(values), italic=True)
        add_line(right, "NGƯỜI VIẾT", bold=True)
        signer = values.get("name", "")
    for _space in range(4):
        add_line(right, "")
    add_line(right, signer or DOTS, bold=True)
