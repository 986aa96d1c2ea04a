"""What a file says of its maker beside its text does not reach the jury."""

import io
import zipfile

import docx
import pypdfium2
import pytest
import typst
import xlsxwriter
from python_calamine import CalamineWorkbook

from sotay.contests import copies
from sotay.core import files
from sotay.core.errors import RuleBroken

pytestmark = pytest.mark.django_db
NAME = "Đỗ Thị Tác"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path


def read(stored) -> bytes:
    with files.open_file(stored) as file:
        return file.read()


def copied(content: bytes, name: str) -> bytes:
    return read(copies.without_properties(files.store(content, name=name)))


def test_a_pdf_keeps_its_pages_and_loses_its_author():
    made = typst.compile(
        f'#set document(author: "{NAME}", title: "{NAME}")\nChi bộ bên sông\n'
        "#pagebreak()\nTrang hai".encode()
    )
    with pypdfium2.PdfDocument(made) as before:
        assert before.get_metadata_value("Author") == NAME
    copy = copied(made, "bai.pdf")
    with pypdfium2.PdfDocument(copy) as after:
        assert {*after.get_metadata_dict().values()} & {NAME} == set()
        texts = [page.get_textpage().get_text_bounded().strip() for page in after]
    assert texts == ["Chi bộ bên sông", "Trang hai"]
    assert b"<x:xmpmeta" not in copy


def test_a_document_keeps_its_words_and_loses_who_wrote_and_changed_it():
    paper = docx.Document()
    run = paper.add_paragraph("Chi bộ bên sông").add_run(" đổi mới")
    paper.core_properties.author = paper.core_properties.last_modified_by = NAME
    paper.add_comment(run, text="Xem lại", author=NAME, initials="ĐTT")
    kept = io.BytesIO()
    paper.save(kept)
    copy = copied(kept.getvalue(), "bai.docx")
    with zipfile.ZipFile(io.BytesIO(copy)) as opened:
        assert not any(NAME.encode() in opened.read(name) for name in opened.namelist())
    after = docx.Document(io.BytesIO(copy))
    assert [one.text for one in after.paragraphs] == ["Chi bộ bên sông đổi mới"]
    assert after.core_properties.author == ""
    assert [one.text for one in after.comments] == ["Xem lại"]


def test_a_sheet_loses_its_maker_and_the_author_of_a_comment():
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"author": NAME, "company": NAME})
        sheet = book.add_worksheet()
        sheet.write("A1", "Số tin")
        sheet.write_comment("A1", "Xem lại", {"author": NAME})
    copy = copied(kept.getvalue(), "bang.xlsx")
    with zipfile.ZipFile(io.BytesIO(copy)) as opened:
        assert not any(NAME.encode() in opened.read(name) for name in opened.namelist())
    read_again = CalamineWorkbook.from_filelike(io.BytesIO(copy))
    assert read_again.get_sheet_by_index(0).to_python() == [["Số tin"]]


def test_plain_text_is_as_it_was():
    stored = files.store(b"Noi dung", name="bai.txt")
    assert copies.without_properties(stored) == stored


def test_one_that_cannot_be_opened_is_refused_with_a_way_on():
    torn = files.store(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n", name="a.pdf")
    with pytest.raises(RuleBroken, match="kèm một bản khác"):
        copies.without_properties(torn)


def test_the_jury_gets_the_copy_and_the_keeper_the_file(opened):
    made = opened.submit(
        content=typst.compile(f'#set document(author: "{NAME}")\nBài'.encode()), file_name="b.pdf"
    )
    accepted = opened.accept(made)
    assert NAME in pypdfium2.PdfDocument(read(made.origin.file)).get_metadata_dict().values()
    assert NAME not in pypdfium2.PdfDocument(read(accepted.copy)).get_metadata_dict().values()
