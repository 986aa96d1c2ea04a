"""Word and PDF: laid out by the rules, traceable, the same bytes each time."""

import io
from types import SimpleNamespace

import docx
import pypdfium2
import pytest
from django.utils import translation
from docx.shared import Mm

from sotay.organisations.access import Actor, acting_for
from sotay.papers.typeset import escaped
from sotay.reports import services
from sotay.reports.layout import as_pdf, as_word
from sotay.reports.layout.pdf import pdf_bytes
from sotay.reports.layout.word import word_bytes
from sotay.reports.paper import Paper, Section, paper_of

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


class TestPaper:
    def test_a_long_list_of_the_silent_is_cut_in_the_body(self) -> None:
        section = Section("limits", "Hạn chế", "II", gaps=[f"Nơi {n}" for n in range(13)])
        assert section.is_long_gap
        assert section.gap_sentence.startswith("Chưa có số liệu của 13 nơi: Nơi 0; ")
        assert section.gap_sentence.endswith("Nơi 11 và 1 nơi khác, kể đủ ở phụ lục.")
        section.gaps.pop()
        assert not section.is_long_gap
        assert section.gap_sentence.endswith("Nơi 11.")


class TestWord:
    def test_is_the_same_bytes_each_time(self, year: SimpleNamespace, paper: Paper) -> None:
        assert word_bytes(paper) == as_word(year.report)

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
        assert "Chi bộ Sông (Đảng bộ Sở Công trình): Sinh hoạt chuyên đề" in text

    def test_a_chart_is_a_crisp_picture_told_in_words(self, paper: Paper) -> None:
        word = docx.Document(io.BytesIO(word_bytes(paper)))
        charts = [c for section in paper.sections for c in section.exhibits.charts]
        pictures = list(word.inline_shapes)
        assert len(pictures) == len(charts) == 2
        for picture, chart in zip(pictures, charts, strict=True):
            assert picture._inline.docPr.get("descr") == chart.sentence
            assert round(picture.width / Mm(1)) == 165
        dots = [part.image for part in word.part.package.image_parts]
        assert all(image.px_width >= 1900 and image.horz_dpi == 300 for image in dots)

    def test_the_head_of_a_table_comes_again_and_no_line_is_cut(self, paper: Paper) -> None:
        word = docx.Document(io.BytesIO(word_bytes(paper)))
        tables = [t for t in word.tables if t.style and t.style.name == "Table Grid"]
        assert tables
        for table in tables:
            assert "w:tblHeader" in table.rows[0]._tr.xml
            assert "w:cantSplit" in table.rows[-1]._tr.xml

    def test_says_who_is_silent(self, paper: Paper) -> None:
        assert "Chưa có số liệu của: Chi bộ cơ sở Đồng Bằng." in word_text(word_bytes(paper))


class TestLanguage:
    def test_a_paper_is_the_same_whoever_asks_for_it(self, year: SimpleNamespace) -> None:
        before = (as_word(year.report), as_pdf(year.report))
        with translation.override("en"):
            assert (as_word(year.report), as_pdf(year.report)) == before


class TestPdf:
    def test_is_the_same_bytes_each_time(self, year: SimpleNamespace, paper: Paper) -> None:
        assert pdf_bytes(paper) == as_pdf(year.report)

    def test_carries_the_same_words(self, paper: Paper) -> None:
        text = pdf_text(pdf_bytes(paper))
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
        assert "Rõ việc #1, 100 % *đúng* hạn $x$." in text.replace("\r\n", " ")

    def test_words_and_figures_do_not_run_together(self, paper: Paper) -> None:
        text = pdf_text(pdf_bytes(paper)).replace("\r\n", " ")
        assert "Đã giao 3 nhiệm vụ" in text

    def test_a_chart_is_drawn_in_lines_and_letters(self, paper: Paper) -> None:
        pdf = pypdfium2.PdfDocument(pdf_bytes(paper))
        kinds = {thing.type for page in pdf for thing in page.get_objects()}
        assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert "Biểu đồ 1. Nhiệm vụ theo trạng thái" in text
        assert "Số liệu ở Bảng 2." in text

    def test_words_are_never_instructions(self) -> None:
        assert escaped("#import *x* [y]") == "\\#import \\*x\\* \\[y\\]"

    def test_a_number_that_begins_a_line_begins_no_list(self) -> None:
        assert escaped("12. Giao việc, mục 3. xong") == "12\\. Giao việc, mục 3. xong"
        assert escaped("12.500 đồng") == "12.500 đồng"
