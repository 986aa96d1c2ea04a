"""Files judged by their bytes: what is taken, what is refused, and what never fills memory."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from django.test import RequestFactory

from sotay.core import files, volumes
from sotay.core.errors import BadInput
from sotay.core.models import StoredFile
from sotay.library.binding import epub
from sotay.library.tests.conftest import CHAPTERS, book, m4a, mp3, ogg, pdf

pytestmark = pytest.mark.django_db
LIMIT = 50 * 1024 * 1024


def take(content: Any, name: str = "sach", limit: int = LIMIT) -> StoredFile:
    return volumes.take_in(content, name=name, limit=limit)


def refused(content: Any, name: str = "sách.epub", limit: int = LIMIT) -> str:
    with pytest.raises(BadInput) as refusal:
        take(content, name, limit)
    return str(refusal.value)


class Endless:
    """A file of two gigabytes that is nowhere: it counts what is asked of it."""

    def __init__(self, size: int = 2 * 1024**3) -> None:
        self.left, self.given = size, 0

    def read(self, size: int) -> bytes:
        piece = b"\x00" * min(size, self.left)
        self.left -= len(piece)
        self.given += len(piece)
        return piece


class TestWhatIsTaken:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (lambda: pdf("Trang một"), files.PDF),
            (book, volumes.EPUB),
            (mp3, volumes.MP3),
            (lambda: mp3()[20:], volumes.MP3),
            (m4a, volumes.M4A),
            (ogg, volumes.OGG),
            (lambda: "Chữ thường, có dấu.".encode(), files.TEXT),
            (lambda: "<html><body><p>Trang chữ</p></body></html>".encode(), volumes.HTML),
        ],
    )
    def test_is_told_by_its_bytes_whatever_its_name(self, content, kind):
        stored = take(content(), "lừa.exe")
        assert stored.media_type == kind
        assert files.is_intact(stored)

    def test_the_same_bytes_are_one_row(self):
        assert take(book()) == take(book(), "tên khác")
        assert StoredFile.objects.count() == 1

    def test_no_draft_is_left_behind(self, folders):
        take(book())
        refused(b"MZ" + b"\x00" * 90)
        left = [path.name for path in (folders / "evidence").iterdir() if path.is_file()]
        assert left == []

    def test_a_web_text_is_kept_cleaned(self):
        dirty = (
            "<html><body onload='x()'><p>Chữ</p><script>x()</script>"
            '<a href="javascript:x()">đi</a><img src="http://xa.vn/a.png"></body></html>'
        )
        kept = files.open_file(take(dirty.encode())).read().decode()
        assert "Chữ" in kept
        assert not any(bad in kept for bad in ("script", "onload", "href", "img", "xa.vn"))


class TestSizes:
    def test_two_gigabytes_are_refused_after_the_limit_is_read(self, folders):
        stream = Endless()
        said = refused(stream, "phim.pdf", limit=3 * 1024 * 1024)
        assert "dài quá 3 MB" in said
        assert stream.given <= 4 * 1024 * 1024  # the limit and one piece
        assert [p for p in (folders / "evidence").rglob("*") if p.is_file()] == []

    def test_the_last_byte_of_the_limit_is_taken_and_the_next_is_not(self):
        text = b"a" * 4096
        assert take(text, limit=4096).size == 4096
        assert "dài quá" in refused(text + b"b", limit=4096)

    def test_nothing_is_no_file(self):
        assert "rỗng" in refused(b"")


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
        many = {f"book/p{n}.txt": b"" for n in range(volumes.MOST_PARTS)}
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


class TestHostilePdf:
    def test_what_only_calls_itself_one_is_refused(self):
        assert "hỏng" in refused(b"%PDF-1.7\n" + b"not a book " * 500, "sách.pdf")

    def test_one_cut_short_is_refused(self):
        assert "hỏng" in refused(pdf("Trang một")[:-400], "sách.pdf")

    @pytest.mark.parametrize(
        "words", [b"/JavaScript (x)", b"/J#61vaScript (x)", b"/Launch", b"/OpenAction<</JS(x)>>"]
    )
    def test_one_that_acts_is_refused(self, words):
        made = pdf("Trang một")
        assert "tự chạy" in refused(made.replace(b"%%EOF", words + b"\n%%EOF"), "sách.pdf")

    def test_acts_packed_in_a_stream_are_found(self):
        packed = zlib.compress(b"1 0 << /S /JavaScript /JS (x) >>")
        stream = b"9 0 obj<</Type/ObjStm/N 1/First 4>>stream\n" + packed + b"\nendstream endobj\n"
        made = pdf("Trang một")
        at = made.rindex(b"startxref")
        assert "tự chạy" in refused(made[:at] + stream + made[at:], "sách.pdf")

    def test_a_packed_stream_that_swells_is_refused(self):
        packed = zlib.compress(b"\x00" * (volumes.MOST_UNPACKED // 8 + 10), 9)
        stream = b"9 0 obj<</Type/ObjStm/N 1/First 4>>stream\n" + packed + b"\nendstream endobj\n"
        made = pdf("Trang một")
        at = made.rindex(b"startxref")
        assert "quá lớn" in refused(made[:at] + stream + made[at:], "sách.pdf")

    def test_a_locked_one_is_refused(self):
        made = pdf("Trang một").replace(b"%%EOF", b"<</Encrypt 3 0 R>>\n%%EOF")
        assert "mật khẩu" in refused(made, "sách.pdf")


class TestHostileOthers:
    @pytest.mark.parametrize(
        "content",
        [
            b"MZ" + b"text " * 20,
            b"\x7fELF" + b"text",
            b"#!/bin/sh\nrm x",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
        ],
    )
    def test_programs_and_drawings_that_act_are_refused(self, content):
        assert "tự chạy" in refused(content, "sách.txt")

    @pytest.mark.parametrize(
        "content",
        [
            b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\x00" * 400,  # a head and no frames
            mp3(1)[:100],
            m4a(b"vide"),
            b"OggS\x00\x02" + b"\x00" * 200,
            b"\x00\x01\x02" * 50,
            "Chữ ở bảng mã khác".encode("utf-16"),
        ],
    )
    def test_what_is_of_no_kind_taken_is_refused_with_what_is(self, content):
        said = refused(content, "nghe.mp3")
        assert "Thư viện nhận PDF, EPUB" in said
        assert "nghe.mp3" in said

    def test_a_name_with_a_way_in_it_is_shown_by_its_last_part(self):
        assert "“passwd”" in refused(b"", "../../etc/passwd")


class TestHandingOut:
    def answer(self, content: bytes, **headers: str) -> Any:
        request = RequestFactory().get("/", **headers)
        return volumes.response(request, take(content), "Sổ tay.exe")

    @pytest.mark.parametrize("content", [book, mp3, lambda: b"<html><p>x</p></html>"])
    def test_nothing_may_run_load_or_be_framed(self, content):
        answer = self.answer(content())
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_a_book_is_a_download_by_its_own_kind(self):
        answer = self.answer(book())
        assert answer["Content-Disposition"].startswith("attachment")
        assert ".epub" in answer["Content-Disposition"]
        assert ".exe" not in answer["Content-Disposition"]

    def test_a_recording_is_heard_from_any_second(self):
        whole = mp3()
        answer = self.answer(whole, HTTP_RANGE="bytes=100-199")
        assert answer.status_code == 206
        assert answer.content == whole[100:200]
        assert answer["Content-Range"] == f"bytes 100-199/{len(whole)}"
        tail = self.answer(whole, HTTP_RANGE="bytes=-50")
        assert tail.content == whole[-50:]
        past = self.answer(whole, HTTP_RANGE=f"bytes={len(whole)}-")
        assert past.status_code == 416


def test_the_binder_makes_the_same_bytes_of_the_same_chapters():
    assert book(CHAPTERS) == book(CHAPTERS)
