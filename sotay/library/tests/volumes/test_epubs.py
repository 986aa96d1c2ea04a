"""EPUB: bombs, books that act, and books that are none."""

import io
import struct
import zipfile

import pytest

from sotay.core.volumes import kinds
from sotay.library.binding import epub
from sotay.library.tests.conftest import CHAPTERS, book
from sotay.library.tests.volumes.offering import refused, take

pytestmark = pytest.mark.django_db


def rewritten(packed: bytes, old: bytes, new: bytes) -> bytes:
    """The book with other words in its list of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename.endswith(".opf"):
                assert old in data
                data = data.replace(old, new)
            after.writestr(entry, data)
    return out.getvalue()


class TestHostileBooks:
    def bomb(self) -> bytes:
        return book(extra={"book/big.xhtml": b"\x00" * (60 * 1024 * 1024)})

    def test_a_bomb_is_refused_by_its_directory(self):
        packed = self.bomb()
        assert len(packed) < 200_000
        assert "quá lớn" in refused(packed)

    def test_a_head_that_lies_about_the_size_is_refused(self):
        packed = bytearray(book(extra={"book/big.xhtml": b"\x00" * (30 * 1024 * 1024)}))
        size = struct.pack("<I", 30 * 1024 * 1024)
        assert packed.count(size) == 2  # in the entry and in the directory
        lying = bytes(packed).replace(size, struct.pack("<I", 900))
        said = refused(lying)
        assert "hỏng" in said or "quá lớn" in said

    def test_too_many_parts_are_refused(self):
        many = {f"book/p{n}.txt": b"" for n in range(kinds.MOST_PARTS)}
        assert "quá lớn" in refused(book(extra=many))

    @pytest.mark.parametrize(
        "body",
        [
            "<p>Chữ</p><script>alert(1)</script>",
            "<p onclick='x()'>Chữ</p>",
            '<p><a href="javascript:x()">Chữ</a></p>',
            "<p>Chữ</p><iframe src='https://xa.vn'></iframe>",
            "<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
        ],
    )
    def test_a_chapter_that_acts_is_refused(self, body):
        assert "tự chạy" in refused(book([("Một", body)]))

    @pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be", "utf-7"])
    def test_a_chapter_that_acts_is_refused_in_other_letters_too(self, coding):
        wide = "<html><body><p>Chữ</p><script>x()</script></body></html>"
        if coding != "utf-16":
            wide = f"<?xml version='1.0' encoding='{coding}'?>{wide}"
        said = refused(book(extra={"book/c1.xhtml": wide.encode(coding)}))
        assert "tự chạy" in said or "hỏng" in said

    def test_a_chapter_in_wide_letters_that_does_not_act_is_taken(self):
        wide = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Chữ</p></body></html>'
        assert take(book(extra={"book/c1.xhtml": wide.encode("utf-16")})).size

    def test_an_address_written_in_numbers_is_refused(self):
        body = '<p><a href="&#106;ava&#115;cript:x()">Chữ</a></p>'
        assert "tự chạy" in refused(book([("Một", body)]))

    def test_a_book_that_only_speaks_of_scripts_is_taken(self):
        assert take(book([("Một", "<p>Thẻ &#60;script&#62; và &lt;script&gt; là gì&#63;</p>")]))

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("mot.dat", "application/xhtml+xml"), ("mot.png", "image/svg+xml"),
         ("mot.txt", "text/javascript")],
    )  # fmt: skip
    def test_a_part_is_what_the_list_says_whatever_its_name(self, name, kind):
        packed = book(extra={f"book/{name}": b"<svg><script>x()</script></svg>"})
        listed = f'<item id="z" href="{name}" media-type="{kind}"/></manifest>'.encode()
        assert "tự chạy" in refused(rewritten(packed, b"</manifest>", listed))

    def test_a_chapter_without_a_known_ending_is_read_as_markup(self):
        packed = book(extra={"book/c1.dat": b"<p onclick='x()'>Chu</p>"})
        page = b'href="c1.xhtml" media-type="application/xhtml+xml"'
        other = b'href="c1.dat" media-type="text/plain"'
        assert "tự chạy" in refused(rewritten(packed, page, other))

    def test_a_script_as_a_part_is_refused(self):
        assert "tự chạy" in refused(book(extra={"book/run.js": b"x()"}))

    def test_entities_are_refused(self):
        wild = (
            b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
            b"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>&b;</p></body></html>"
        )
        assert "tự chạy" in refused(book(extra={"book/wild.xhtml": wild}))

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "/etc/passwd", "book/../../x", "C:/x", "..\\x", "a/..\\..\\x"]
    )
    def test_names_that_lead_out_of_the_book_are_refused(self, name):
        assert "hỏng" in refused(book(extra={name: b"x"}))

    def test_a_locked_book_is_refused(self):
        assert "khóa" in refused(book(extra={"META-INF/encryption.xml": b"<encryption/>"}))

    @pytest.mark.parametrize(
        ("part", "way", "is_taken"),
        [
            ("book/chu.otf", "http://www.idpf.org/2008/embedding", True),
            ("book/chu.ttf", "http://ns.adobe.com/pdf/enc#RC", True),
            ("book/c1.xhtml", "http://www.idpf.org/2008/embedding", False),
            ("book/chu.otf", "http://www.w3.org/2001/04/xmlenc#aes256-cbc", False),
        ],
    )
    def test_only_letters_laid_away_by_their_maker_are_no_lock(self, part, way, is_taken):
        told = (
            "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container'"
            " xmlns:e='http://www.w3.org/2001/04/xmlenc#'><e:EncryptedData>"
            f"<e:EncryptionMethod Algorithm='{way}'/><e:CipherData>"
            f"<e:CipherReference URI='{part}'/></e:CipherData></e:EncryptedData></encryption>"
        )
        made = book(extra={"META-INF/encryption.xml": told.encode(), "book/chu.otf": b"x"})
        if is_taken:
            assert take(made).size
        else:
            assert "khóa" in refused(made)

    def test_any_other_packed_file_is_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr("a.txt", "x")
        assert "không phải sách EPUB" in refused(out.getvalue())

    def test_a_book_without_a_list_of_parts_is_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr("mimetype", "application/epub+zip")
            packed.writestr("META-INF/container.xml", "<container/>")
        assert "hỏng" in refused(out.getvalue())

    def test_a_book_cut_short_is_refused(self):
        assert "hỏng" in refused(book()[:-200])

    def test_a_book_without_chapters_is_refused(self):
        assert "hỏng" in refused(epub("Trống", "", []))


def test_the_binder_makes_the_same_bytes_of_the_same_chapters():
    assert book(CHAPTERS) == book(CHAPTERS)
