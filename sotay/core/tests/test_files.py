"""Files offered as evidence: what is kept, what is cleaned, what is refused."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from sotay.core import files
from sotay.core.errors import BadInput
from sotay.core.models import StoredFile

pytestmark = pytest.mark.django_db

WORD_TYPES = (
    b'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **save: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(drawn, kind, **save)
    return drawn.getvalue()


def photograph(orientation: int = 1) -> bytes:
    """A photograph that says where and when it was taken, and by which camera."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Hieu may"
    exif[ExifTags.Base.Orientation] = orientation
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = "2026:11:16 15:10:00"
    where = exif.get_ifd(ExifTags.IFD.GPSInfo)
    where[ExifTags.GPS.GPSLatitude] = (21.0, 1.0, 40.0)
    return picture(exif=exif)


def office(parts: dict[str, bytes] | None = None, main: str = "word/document.xml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", WORD_TYPES)
        archive.writestr(main, b"<document/>")
        for name, inside in (parts or {}).items():
            archive.writestr(name, inside)
    return packed.getvalue()


def pdf(body: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + body
        + b"\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )  # fmt: skip


class TestKeeping:
    def test_the_same_bytes_are_kept_once_under_their_digest(self, folder):
        one = files.store(pdf(), name="a.pdf")
        two = files.store(io.BytesIO(pdf()), name="khac.pdf")

        assert one == two
        assert StoredFile.objects.count() == 1
        place = folder / one.digest[:2] / one.digest[2:4] / one.digest
        assert files.path_of(one) == place
        assert place.read_bytes() == pdf()
        assert [path for path in folder.rglob("*") if path.is_file()] == [place]

    def test_what_was_handed_out_and_comes_back_is_the_same_file(self):
        first = files.store(photograph(), name="anh.jpg")
        with files.open_file(first) as stream:
            back = stream.read()

        assert files.store(back, name="tai-ve.jpg") == first

    def test_bytes_changed_on_disk_are_noticed(self):
        kept = files.store(pdf(), name="a.pdf")
        assert files.is_intact(kept)

        files.path_of(kept).write_bytes(b"khac")

        assert not files.is_intact(kept)

    def test_bytes_that_were_lost_are_written_again(self):
        kept = files.store(pdf(), name="a.pdf")
        files.path_of(kept).unlink()

        assert files.store(pdf(), name="a.pdf") == kept
        assert files.is_intact(kept)

    @pytest.mark.parametrize(
        ("data", "media_type"),
        [
            (picture(), files.JPEG), (picture("PNG"), files.PNG), (picture("WEBP"), files.WEBP),
            (pdf(), files.PDF), (office(), files.DOCX),
            (office(main="xl/workbook.xml"), files.XLSX),
            ("Biên bản họp chi bộ".encode(), files.TEXT), (b"ten,so\nSong,3\n", files.CSV),
            (b"ten;so\nSong;3\n", files.CSV), (b"mot, hai\nba bon nam\n", files.TEXT),
        ],
    )  # fmt: skip
    def test_the_kind_is_found_by_content_whatever_the_name(self, data, media_type):
        assert files.store(data, name="bat-ky.xyz").media_type == media_type


class TestPhotographs:
    def test_the_place_is_dropped_and_the_time_kept(self):
        received = files.receive(photograph(), name="anh.jpg")

        with files.open_file(received.stored) as stream, Image.open(stream) as kept:
            exif = kept.getexif()
            inner = exif.get_ifd(ExifTags.IFD.Exif)
            assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
            assert ExifTags.Base.Make not in exif
            assert inner[ExifTags.Base.DateTimeOriginal] == "2026:11:16 15:10:00"
        assert received.taken_at is not None
        assert received.taken_at.isoformat() == "2026-11-16T15:10:00+07:00"

    def test_a_picture_held_sideways_is_kept_upright(self):
        kept = files.store(photograph(orientation=6), name="anh.jpg")

        with files.open_file(kept) as stream, Image.open(stream) as drawn:
            assert drawn.size == (30, 40)

    def test_a_large_picture_is_made_no_larger_than_needed(self):
        kept = files.store(picture(size=(5200, 2600)), name="lon.jpg")

        with files.open_file(kept) as stream, Image.open(stream) as drawn:
            assert drawn.size == (2560, 1280)

    def test_what_hides_behind_a_picture_is_not_kept(self):
        kept = files.store(picture() + b"<script>alert(1)</script>", name="anh.jpg")

        assert b"script" not in files.path_of(kept).read_bytes()

    def test_a_picture_without_a_time_has_none(self):
        assert files.receive(picture("PNG"), name="a.png").taken_at is None


def _png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, inside: bytes) -> bytes:
        whole = kind + inside
        return struct.pack(">I", len(inside)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )  # fmt: skip


def _overlapping() -> bytes:
    """An archive whose directory lists the same packed bytes many times."""
    plain = office({"word/media.bin": b"\0" * 100_000})
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        start = archive.start_dir
    directory = plain[start : plain.rindex(b"PK\x05\x06")]
    end = bytearray(plain[plain.rindex(b"PK\x05\x06") :])
    many = 400
    count = struct.unpack("<H", end[10:12])[0] * many
    end[8:12] = struct.pack("<HH", count, count)
    end[12:16] = struct.pack("<I", len(directory) * many)
    return plain[:start] + directory * many + bytes(end)


def _packed_script() -> bytes:
    inside = zlib.compress(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>")
    return pdf(
        b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n" + inside + b"\nendstream"
    )


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            pytest.param(b"", "rỗng", id="empty"),
            pytest.param(b"<!DOCTYPE html><p>x", "tự chạy", id="html named jpg"),
            pytest.param(b'\xef\xbb\xbf  <svg onload="x()"/>', "tự chạy", id="svg"),
            pytest.param(b"<?xml version='1.0'?><a/>", "tự chạy", id="xml"),
            pytest.param(b"chu thuong\n<SCRIPT>x</SCRIPT>", "tự chạy", id="script in text"),
            pytest.param(b"#!/bin/sh\nrm", "tự chạy", id="shell"),
            pytest.param(b"MZ\x90\x00", "tự chạy", id="program"),
            pytest.param(picture()[:-200], "bị hỏng", id="truncated jpeg"),
            pytest.param(picture()[:3], "bị hỏng", id="head of a jpeg"),
            pytest.param(picture("PNG")[:60], "bị hỏng", id="truncated png"),
            pytest.param(_png_claiming(60_000, 60_000), "quá lớn", id="picture bomb"),
            pytest.param(_png_claiming(9_000, 9_000), "quá lớn", id="smaller picture bomb"),
            pytest.param(pdf()[:-20], "bị hỏng", id="truncated pdf"),
            pytest.param(pdf(b"2 0 obj<</S/JavaScript/JS(x)>>endobj"), "tự chạy", id="pdf script"),
            pytest.param(pdf(b"2 0 obj<</S/J#61vaScript>>endobj"), "tự chạy", id="coded name"),
            pytest.param(pdf(b"2 0 obj<</S/Launch/F(a.exe)>>endobj"), "tự chạy", id="pdf launch"),
            pytest.param(_packed_script(), "tự chạy", id="script in a packed stream"),
            pytest.param(pdf(b"9 0 obj<</Encrypt 5 0 R>>endobj"), "mật khẩu", id="locked pdf"),
            pytest.param(office({"word/vbaProject.bin": b"x"}), "tự chạy", id="macro"),
            pytest.param(office({"word/activeX/a.bin": b"x"}), "tự chạy", id="activex"),
            pytest.param(
                office({"word/_rels/settings.xml.rels": b'<R Type="x/attachedTemplate"/>'}),
                "tự chạy", id="template from elsewhere",
            ),
            pytest.param(office({"word/a.xml": b"\0" * 30_000_000}), "quá lớn", id="zip bomb"),
            pytest.param(
                office({f"word/{n}.xml": b"" for n in range(5001)}), "quá lớn", id="too many parts"
            ),
            pytest.param(_overlapping(), "quá lớn", id="overlapping parts"),
            pytest.param(office()[:-30], "bị hỏng", id="truncated docx"),
            pytest.param(office(main="index.html"), "không phải văn bản Word", id="other zip"),
            pytest.param(
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "đời cũ", id="old office"
            ),
            pytest.param(b"\0\0\0\x18ftypheic\0\0", "HEIC", id="heic"),
            pytest.param(b"\xff\xfe\xfa\x01\x02", "Không nhận ra", id="unknown bytes"),
            pytest.param(b"chu\x00thuong", "bị hỏng", id="control letters"),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong_and_keeps_nothing(self, data, words, folder):
        with pytest.raises(BadInput, match=words) as refusal:
            files.store(data, name="anh-dep.jpg")

        assert "anh-dep.jpg" in str(refusal.value)
        assert "Đồng chí" in str(refusal.value)
        assert StoredFile.objects.count() == 0
        assert not list(folder.rglob("*"))

    def test_one_byte_over_the_limit_is_refused_and_the_limit_itself_is_not(self):
        data = b"a" * 2_000_000

        files.store(data, name="a.txt", limit=2_000_000)
        with pytest.raises(BadInput, match="dài quá 1 MB"):
            files.store(io.BytesIO(data + b"a"), name="b.txt", limit=2_000_000)

    def test_a_macro_document_with_a_plain_name_is_refused(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(
                "[Content_Types].xml", b"application/vnd.ms-word.document.macroEnabled.main+xml"
            )
            archive.writestr("word/document.xml", b"<d/>")

        with pytest.raises(BadInput, match="macro"):
            files.store(packed.getvalue(), name="van-ban.docx")


class TestResponse:
    @pytest.fixture
    def answer(self) -> Callable[[bytes, str], Any]:
        return lambda data, name: files.response(files.store(data, name=name), name)

    def test_pictures_open_in_the_page_and_may_do_nothing(self, answer):
        found = answer(picture(), "ảnh họp.png")

        assert found.headers["Content-Type"] == files.JPEG
        assert found.headers["Content-Disposition"].startswith("inline")
        assert ".jpg" in found.headers["Content-Disposition"]
        assert "sandbox" in found.headers["Content-Security-Policy"]
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in found.headers["Cache-Control"]

    @pytest.mark.parametrize("data", [office(), b"ten,so\na,1\n", b"chu"])
    def test_all_else_is_a_download(self, answer, data):
        assert answer(data, "a.bin").headers["Content-Disposition"].startswith("attachment")

    def test_names_cannot_leave_their_line(self, answer):
        found = answer(b"chu", '../..\\x\r\nSet-Cookie: a="b".txt')

        assert "\n" not in found.headers["Content-Disposition"]
        assert ".." not in found.headers["Content-Disposition"]
