"""EPUB: bombs, books that act, and books that are none."""

import io
import struct
import zipfile

import pytest

from sotay.core.volumes import kinds
from sotay.library.binding import epub
from sotay.library.tests.conftest import CHAPTERS, book
from sotay.library.tests.volumes.offering import refused

pytestmark = pytest.mark.django_db


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
