"""Word and PDF: laid out by the rules, traceable, the same bytes each time."""

import io
from types import SimpleNamespace

import docx
import pypdfium2
import pytest
from docx.shared import Mm

from sotay.organisations.access import Actor, acting_for
from sotay.reports import services
from sotay.reports.layout import pdf_bytes, word_bytes
from sotay.reports.layout.pdf import escaped
from sotay.reports.paper import Paper, paper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(year: SimpleNamespace, leader: Actor) -> Paper:
    with acting_for(leader):
        services.write_sentence(
            report=year.report,
            section="lessons",
            text="Rõ việc #1, 100 % *đúng* hạn $x$.",
            actor=leader,
        )
        return paper_of(year.report)


def word_text(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    tables = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in word.paragraphs), *tables])


def pdf_text(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


class TestWord:
    def test_is_the_same_bytes_each_time(self, year: SimpleNamespace, paper: Paper) -> None:
        assert word_bytes(paper) == word_bytes(paper_of(year.report))

    def test_has_the_margins_of_the_rule(self, paper: Paper) -> None:
        page = docx.Document(io.BytesIO(word_bytes(paper))).sections[0]
        sides = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
        assert [round(side / Mm(1)) for side in sides] == [20, 20, 30, 15]

    def test_carries_title_block_signature_and_every_figure_with_its_source(
        self, paper: Paper
    ) -> None:
        text = word_text(word_bytes(paper))
        for words in (
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Số 31-BC/",
            "Vũ Đình Khải",
            "PHỤ LỤC",
            "IV. BÀI HỌC",
        ):
            assert words in text
        for figure in paper.figures:
            assert figure.definition in text
        assert "Chi bộ Sông: Sinh hoạt chuyên đề" in text

    def test_says_who_is_silent(self, paper: Paper) -> None:
        assert "Chưa có số liệu của: Chi bộ cơ sở Đồng Bằng." in word_text(word_bytes(paper))


class TestPdf:
    def test_is_the_same_bytes_each_time(self, year: SimpleNamespace, paper: Paper) -> None:
        assert pdf_bytes(paper) == pdf_bytes(paper_of(year.report))

    def test_carries_the_same_words(self, paper: Paper) -> None:
        text = pdf_text(pdf_bytes(paper))
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
        assert "Rõ việc #1, 100 % *đúng* hạn $x$." in text.replace("\r\n", " ")

    def test_words_are_never_instructions(self) -> None:
        assert escaped("#import *x* [y]") == "\\#import \\*x\\* \\[y\\]"
