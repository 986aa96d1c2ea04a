"""Files: every kind that can be read, and every kind that is refused with a sentence."""

import hashlib
import io
import zipfile
from pathlib import Path

import docx
import pypdfium2 as pdfium
import pytest
import typst

from sotay.directives.reader import UnreadableFile, read_file
from sotay.directives.reader.files import opening, word

SENTENCE = "Thực hiện Chỉ thị số 05-CT/TW, ngày 15-5-2016 của Bộ Chính trị về học tập."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def symbols(source: bytes | Path, name: str | None = None) -> list[str | None]:
    return [citation.symbol for citation in read_file(source, name).citations]


def refused(source: bytes | Path, name: str | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_file(source, name)
    message = str(caught.value)
    assert "Đề nghị đồng chí" in message
    assert message.endswith(".")
    return message


def word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stored.getvalue()


def body(inner: str, head: str = "") -> bytes:
    return f'{head}<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'.encode()


def to_tcvn3(text: str) -> bytes:
    """Lower-case letters of the .VnTime fonts, enough for the sentence below."""
    table = {"ự": 0xF9, "ệ": 0xD6, "ỉ": 0xD8, "ị": 0xDE, "ố": 0xE8, "à": 0xB5, "ủ": 0xF1, "ộ": 0xE9,
             "í": 0xDD, "ề": 0xD2, "ọ": 0xE4, "ậ": 0xCB, "Đ": 0xA7, "ả": 0xB6, "đ": 0xAE, "ư": 0xAD,
             "ợ": 0xEE, "á": 0xB8, "ô": 0xAB, "ổ": 0xE6, "ứ": 0xF8}  # fmt: skip
    return bytes(table.get(letter, ord(letter) if ord(letter) < 128 else 63) for letter in text)


class TestPlainText:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
    )
    def test_unicode(self, encoding: str) -> None:
        reading = read_file(SENTENCE.encode(encoding), "tin.txt")

        assert reading.text == SENTENCE
        assert reading.citations[0].symbol == "05-CT/TW"

    def test_windows_1258_keeps_tone_marks_apart_and_is_joined(self) -> None:
        # In this code page ê is one letter and its tone mark another that follows it.
        stored = (
            "Thư\u0323c hiê\u0323n Chi\u0309 thi\u0323 sô\u0301 05-CT/TW"
            " cu\u0309a Bô\u0323 Chi\u0301nh tri\u0323"
        )
        reading = read_file(stored.encode("cp1258"), "tin.txt")

        assert reading.text == "Thực hiện Chỉ thị số 05-CT/TW của Bộ Chính trị"

    def test_tcvn3_is_told_by_its_words(self) -> None:
        text = (
            "Thực hiện Chỉ thị số 05-CT/TW của Bộ Chính trị về học tập, Đảng bộ được giao các việc"
        )
        stored = to_tcvn3(text)

        assert read_file(stored, "tin.txt").text == text
        assert read_file(stored.decode("latin-1").encode("utf-8"), "tin.txt").text == text

    def test_windows_line_ends_become_plain(self) -> None:
        assert read_file(b"M\r\nhai\rba", "tin.txt").text == "M\nhai\nba"

    def test_by_path(self, tmp_path: Path) -> None:
        path = tmp_path / "tin.txt"
        path.write_text(SENTENCE, encoding="utf-8")

        assert symbols(path) == ["05-CT/TW"]

    def test_a_path_that_is_not_there(self, tmp_path: Path) -> None:
        assert "vang.txt" in refused(tmp_path / "vang.txt")


class TestWebPages:
    PAGE = (
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style>"
        "<script>var a='Chỉ thị số 99-CT/TW';</script></head><body><h1>Tin</h1>"
        f"<p>{SENTENCE}</p><!-- Chỉ thị số 98-CT/TW --><ul><li>một<li>hai</ul></body></html>"
    )

    def test_running_text_only(self) -> None:
        reading = read_file(self.PAGE.encode(), "tin.html")

        assert [citation.symbol for citation in reading.citations] == ["05-CT/TW"]
        assert reading.text.split() == ["Tin", *SENTENCE.split(), "một", "hai"]

    def test_blocks_stand_on_their_own_lines(self) -> None:
        assert SENTENCE in read_file(self.PAGE.encode(), "tin.html").text.split("\n")

    def test_declared_encoding(self) -> None:
        page = f'<html><head><meta charset="utf-16"></head><body>{SENTENCE}</body></html>'

        assert symbols(page.encode("utf-8"), "tin.htm") == ["05-CT/TW"]
        assert symbols(page.encode("utf-16"), "tin.htm") == ["05-CT/TW"]

    def test_entities_of_the_page_reach_no_file(self, tmp_path: Path) -> None:
        secret = tmp_path / "mat.txt"
        secret.write_text("BÍ MẬT")
        page = (
            f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>'
            f"<html><body>&x; {SENTENCE}</body></html>"
        )

        assert "BÍ MẬT" not in read_file(page.encode(), "tin.html").text


class TestWord:
    def test_paragraphs_and_table_cells_in_order(self) -> None:
        document = docx.Document()
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text = "ĐẢNG ỦY KHỐI\n*\nSố 27-KH/ĐUK"
        table.cell(0, 1).text = "ĐẢNG CỘNG SẢN VIỆT NAM\nHà Nội, ngày 14 tháng 10 năm 2026"
        document.add_paragraph("KẾ HOẠCH")
        document.add_paragraph("về học tập")
        document.add_paragraph(SENTENCE)
        stored = io.BytesIO()
        document.save(stored)
        reading = read_file(stored.getvalue(), "kehoach.docx")

        assert reading.document.symbol == "27-KH/ĐUK"
        assert reading.document.date == "2026-10-14"
        assert reading.document.abstract == "về học tập"
        assert [citation.symbol for citation in reading.citations] == ["05-CT/TW"]

    def test_drawn_list_numbers_are_written_out(self) -> None:
        document = docx.Document()
        for text in ("Các chi bộ rà soát.", "Văn phòng tổng hợp."):
            document.add_paragraph(text, style="List Number")
        stored = io.BytesIO()
        document.save(stored)

        lines = read_file(stored.getvalue(), "a.docx").text.split("\n")

        assert lines == ["1. Các chi bộ rà soát.", "2. Văn phòng tổng hợp."]

    def test_deleted_words_are_left_out_and_special_marks_kept(self) -> None:
        inner = (
            "<w:p><w:r><w:t>Chỉ thị số 05</w:t><w:noBreakHyphen/><w:t>CT/TW</w:t></w:r>"
            "<w:del><w:r><w:delText>cũ</w:delText><w:t>bỏ</w:t></w:r></w:del>"
            "<w:r><w:tab/><w:t>về</w:t><w:br/><w:t>học tập</w:t></w:r></w:p>"
        )
        reading = read_file(archive({"word/document.xml": body(inner)}), "a.docx")

        assert reading.text == "Chỉ thị số 05-CT/TW\tvề\nhọc tập"

    def test_a_document_type_in_its_xml_is_refused(self, tmp_path: Path) -> None:
        secret = tmp_path / "mat.txt"
        secret.write_text("BÍ MẬT")
        head = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'
        inner = "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"

        assert "hỏng" in refused(archive({"word/document.xml": body(inner, head)}), "a.docx")

    def test_entity_bomb_is_refused(self) -> None:
        head = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        inner = "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"

        assert "hỏng" in refused(archive({"word/document.xml": body(inner, head)}), "a.docx")

    def test_zip_bomb_is_refused_before_unpacking(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stored = archive({"word/document.xml": body(" " * 30_000_000)})

        def unpack(*_: object, **__: object) -> bytes:
            raise AssertionError("unpacked")

        monkeypatch.setattr(zipfile.ZipFile, "read", unpack)

        assert len(stored) < 100_000
        assert "lớn bất thường" in refused(stored, "a.docx")

    def test_many_parts_that_sum_up_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(word, "MAX_UNPACKED_BYTES", 1_000)
        stored = archive({"word/document.xml": body("<w:p/>"), "word/a.bin": bytes(range(256)) * 5})

        assert "lớn bất thường" in refused(stored, "a.docx")

    def test_cut_short(self) -> None:
        assert "hỏng" in refused(word_file(SENTENCE)[:-200], "a.docx")

    def test_broken_xml(self) -> None:
        assert "hỏng" in refused(archive({"word/document.xml": b"<w:document"}), "a.docx")

    def test_password(self) -> None:
        stored = (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")
        )

        assert "mật khẩu" in refused(stored, "a.docx")

    def test_legacy_doc(self) -> None:
        stored = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "WordDocument".encode("utf-16-le")

        assert "đời cũ" in refused(stored, "a.doc")
        assert "docx" in refused(stored, "a.doc")


class TestPdf:
    def test_text_layer(self) -> None:
        stored = typst.compile(f"#set page(width: 10cm)\n{SENTENCE}".encode(), format="pdf")
        reading = read_file(stored, "a.pdf")

        assert [citation.symbol for citation in reading.citations] == ["05-CT/TW"]
        assert reading.citations[0].date == "2016-05-15"

    def test_scanned_pages(self) -> None:
        document = pdfium.PdfDocument.new()
        document.new_page(595, 842)
        document.new_page(595, 842)
        stored = io.BytesIO()
        document.save(stored)

        assert "bản chụp, chưa có lớp chữ" in refused(stored.getvalue(), "a.pdf")

    def test_damaged(self) -> None:
        assert "hỏng" in refused(b"%PDF-1.7\nnothing of the kind", "a.pdf")

    def test_password(self) -> None:
        assert "mật khẩu" in refused(locked_pdf(), "a.pdf")


class TestRefusals:
    @pytest.mark.parametrize("stored", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
    def test_empty(self, stored: bytes) -> None:
        assert "không có nội dung" in refused(stored, "trang.txt")

    def test_a_page_without_words(self) -> None:
        assert "không có chữ" in refused(b"<html><body><br></body></html>", "trang.html")

    def test_too_large(self) -> None:
        limit = opening.MAX_FILE_BYTES

        assert "20 MB" in refused(b"a" * (limit + 1), "to.txt")
        assert opening.text_of_file(b"a" * 10, "to.txt") == "a" * 10

    def test_too_large_is_told_before_reading(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "to.txt"
        path.write_bytes(b"a" * 11)
        monkeypatch.setattr(opening, "MAX_FILE_BYTES", 10)
        monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))

        assert "lớn quá" in refused(path)

    @pytest.mark.parametrize(
        ("name", "stored", "called"),
        [
            ("a.docx", b"%PDF-1.7 x", "PDF"),
            ("a.pdf", SENTENCE.encode(), "văn bản thuần"),
            ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "png"),
            ("a.docx", archive({"xl/workbook.xml": b"<a/>"}), "Excel"),
            ("a.txt", b"<!DOCTYPE html><html></html>", "trang web"),
            ("a.docx", b"{\\rtf1 x}", "RTF"),
        ],
    )
    def test_a_name_that_its_content_denies(self, name: str, stored: bytes, called: str) -> None:
        message = refused(stored, name)

        assert f"“{name}”" in message
        assert called in message

    def test_without_an_ending_the_content_decides(self) -> None:
        assert symbols(SENTENCE.encode()) == ["05-CT/TW"]
        assert symbols(word_file(SENTENCE)) == ["05-CT/TW"]

    def test_kinds_that_are_not_read(self) -> None:
        assert "RTF" in refused(b"{\\rtf1 x}")
        assert "tệp nén" in refused(archive({"a.txt": b"x"}))


def locked_pdf() -> bytes:
    """A one-page PDF locked with a user password (RC4, 40 bits: PDF 1.3, algorithms 2 to 4)."""
    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    secret = (b"matkhau" + padding)[:32]
    owner = rc4(hashlib.md5(secret, usedforsecurity=False).digest()[:5], secret)
    permissions, identity = -4, b"0123456789abcdef"
    key = hashlib.md5(
        secret + owner + permissions.to_bytes(4, "little", signed=True) + identity,
        usedforsecurity=False,
    ).digest()[:5]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>"
        % (owner.hex().encode(), rc4(key, padding).hex().encode()),
    ]
    stored, places = b"%PDF-1.3\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(stored))
        stored += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        stored
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF"
        % (identity.hex().encode(), identity.hex().encode(), len(stored))
    )


def rc4(key: bytes, data: bytes) -> bytes:
    state, other = list(range(256)), 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) % 256
        state[place], state[other] = state[other], state[place]
    made, one, other = bytearray(), 0, 0
    for byte in data:
        one = (one + 1) % 256
        other = (other + state[one]) % 256
        state[one], state[other] = state[other], state[one]
        made.append(byte ^ state[(state[one] + state[other]) % 256])
    return bytes(made)
