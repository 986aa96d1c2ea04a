"""Half an hour as somebody who means ill: each file has its sentence, and nothing is half kept."""

import base64
import io
import struct
import zlib
from pathlib import Path

import pypdfium2
import pytest
from django.urls import reverse
from PIL import Image

from sotay.core import files
from sotay.core.models import StoredFile
from sotay.core.volumes import web_pictures
from sotay.core.volumes.pictures import drawn_again, pixels_of
from sotay.core.volumes.texts import is_too_deep
from sotay.library import extracting, services
from sotay.library.models import Edition, Extraction, Page, Picture
from sotay.library.tests.conftest import NOON, book, mp3, pdf
from sotay.library.tests.volumes.offering import refused, take

pytestmark = pytest.mark.django_db

PAGE = "<html><body><p>Chữ</p>%s</body></html>"
SCRIPT = "<script>x()</script>"


def piece(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def vast(side: int = 50_000) -> bytes:
    """A PNG of white, small to send, whose head is true."""
    packer, line = zlib.compressobj(9), b"\x00" * (side // 8 + 1)
    packed = b"".join(packer.compress(line * 100) for _ in range(side // 100)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", head) + piece(b"IDAT", packed) + piece(b"IEND", b"")
    )


def dot(number: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 2), (number % 256, number // 256, 7)).save(out, "PNG")
    return out.getvalue()


def patient(scans: int) -> bytes:
    """A JPEG that goes over its picture so many times."""
    out = io.BytesIO()
    Image.new("L", (64, 64)).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    return data[:-2] + data[data.rfind(b"\xff\xda") : -2] * scans + data[-2:]


def with_file_inside() -> bytes:
    opened = pypdfium2.PdfDocument(pdf("Trang một"))
    opened.new_attachment("kem.exe").set_data(b"MZ" + b"x" * 100)
    out = io.BytesIO()
    opened.save(out)
    opened.close()
    return out.getvalue()


def packed_objects(head: bytes, inside: bytes) -> bytes:
    stream = b"9 0 obj<<" + head + b">>stream\n" + inside + b"\nendstream endobj\n"
    made = pdf("Trang một")
    at = made.rindex(b"startxref")
    return made[:at] + stream + made[at:]


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("a.epub", lambda: book(extra={f"book/{n}.png": b"" for n in range(5_001)}), "quá lớn"),
            (
                "a.epub",
                lambda: book(extra={"book/v.svg": f"<svg>{SCRIPT}</svg>".encode()}),
                "tự chạy",
            ),
            ("a.epub", lambda: book([("C", '<a href="java&#10;script:x()">đi</a>')]), "tự chạy"),
            ("a.epub", lambda: book([("C", '<a href="java\nscript:x()">đi</a>')]), "tự chạy"),
            (
                "a.epub",
                lambda: book([("C", '<a href="&#1;javascript&colon;x()">đi</a>')]),
                "tự chạy",
            ),
            ("a.mp3", lambda: (PAGE % SCRIPT).encode(), "bên trong lại là dạng khác"),
            (
                "a.mp3",
                lambda: b"ID3\x04\x00\x00\x00\x00\x00\x0a" + SCRIPT.encode() * 9,
                "Không nhận ra",
            ),
            ("a.pdf", lambda: (PAGE % "").encode(), "bên trong lại là dạng khác"),
            ("a.epub", lambda: pdf("Trang một"), "bên trong lại là dạng khác"),
            ("a.wav", lambda: "chỉ là chữ".encode(), "bên trong lại là dạng khác"),
            ("a.html", lambda: (PAGE % ("<div>" * 100_000)).encode(), "quá lớn"),
            ("a.pdf", with_file_inside, "đính kèm"),
            (
                "a.pdf",
                lambda: packed_objects(
                    b"/Type/ObjStm/Filter[/FlateDecode/FlateDecode]",
                    zlib.compress(zlib.compress(b"/JS")),
                ),
                "tự chạy",
            ),
            (
                "a.pdf",
                lambda: packed_objects(b"/Filter/ASCIIHexDecode/Type/ObjStm", b"2f4a53>"),
                "tự chạy",
            ),
            ("a.pdf", lambda: packed_objects(b"/Type/Obj#53tm", zlib.compress(b"/JS")), "tự chạy"),
            (
                "a.pdf",
                lambda: packed_objects(b"/Type/ObjStm" + b" " * 900, zlib.compress(b"/S/J#53")),
                "tự chạy",
            ),
            (
                "a.pdf",
                lambda: packed_objects(b"/Type/ObjStm", zlib.compress(b"/EmbeddedFile")),
                "đính kèm",
            ),
            ("a.pdf", lambda: packed_objects(b"/Type/ObjStm" + b" " * 5_000, b""), "hỏng"),
            ("a.pdf", lambda: packed_objects(b"/Subtype/Image", patient(100)), "quá lớn"),
            (
                "a.pdf",
                lambda: pdf("x").replace(b"%%EOF", b"/URI(javascript:x())\n%%EOF"),
                "tự chạy",
            ),
            ("a.pdf", lambda: b"%PDF-1.7\n" + b"x" * 5_000 + b"\nstartxref\n0\n%%EOF", "hỏng"),
        ],
    )
    def test_with_a_sentence_and_nothing_is_kept(
        self, title, officer, as_client, folders, name, content, says
    ):
        offered = io.BytesIO(content())
        offered.name = name
        answer = as_client(officer).post(
            reverse("library:add_edition", args=[title.pk]), {"file": offered}
        )
        assert answer.status_code == 422
        assert says in answer.content.decode()
        kept: Path = folders / "evidence"
        assert [one for one in kept.rglob("*") if one.is_file()] == []
        assert not StoredFile.objects.exists()
        assert not Edition.objects.exists()

    def test_a_name_cannot_turn_the_order_of_letters_or_break_a_line(self):
        for given, seen in (
            ("sách\u202efdp.exe", "sáchfdp.exe"),
            ("a\x00b\x07\x7f.pdf", "ab.pdf"),
            ("\u2067x\u2069\u061c\u180e.pdf", "x.pdf"),
            ("a\r\nSet-Cookie: x", "a Set-Cookie: x"),
            ("../../etc/passwd", "passwd"),
            ("\ud800x\U000e0041", "x"),
            ("\u202e", "tệp không tên"),
        ):
            assert files.shown_name(given) == seen
        assert "“gpj.exe”" in refused(b"MZ" + b"x" * 99, "\u202egpj.exe")

    def test_the_same_bytes_under_another_name_too(self):
        take((PAGE % "").encode(), "a.html")
        with pytest.raises(Exception, match="bên trong lại là dạng khác"):
            take(files.open_file(StoredFile.objects.get()).read(), "a.mp3")


class TestLeftOut:
    """What is in a book that is taken, and is not shown."""

    @pytest.fixture
    def read(self, title, officer):
        def put(content, name="a.epub"):
            edition = services.add_edition(title=title, content=content, name=name, actor=officer)
            assert extracting.extract(edition.pk, NOON) == "done"
            return Extraction.objects.get(edition=edition)

        return put

    def test_of_thousands_of_tiny_pictures_as_many_as_a_book_may_have(self, read, monkeypatch):
        from sotay.library.extracting import gallery

        monkeypatch.setattr(gallery, "MOST_PICTURES", 20)
        body = "<p>Lời.</p>" + "".join(f'<img src="{n}.png"/>' for n in range(2_000))
        run = read(book([("C", body)], extra={f"book/{n}.png": dot(n) for n in range(2_000)}))
        assert Picture.objects.count() == 20
        assert run.left_out == 1_980

    def test_one_of_fifty_thousand_by_fifty_thousand(self, read):
        parts = {"book/a.png": vast()}
        run = read(book([("C", '<p>Lời.</p><img src="a.png" alt="Lớn"/>')], extra=parts))
        assert run.left_out == 1
        assert "[Hình không hiện được: Lớn]" in Page.objects.get().text

    def test_tags_in_one_another_without_end_are_cut_off_and_the_book_is_read(self, read):
        deep = "<div>" * 30_000 + "sâu" + "</div>" * 30_000
        read(book([("C", f"<p>Lời.</p>{deep}"), ("D", "<p>Sau.</p>")]))
        assert "Sau." in Page.objects.order_by("-number")[0].text


class TestBombs:
    def test_of_every_kind_are_no_pictures(self):
        out = io.BytesIO()
        Image.new("P", (9, 9)).save(out, "GIF")
        wide = bytearray(out.getvalue())
        wide[6:10] = struct.pack("<HH", 65_535, 65_535)
        small = dot()
        text = piece(b"zTXt", b"a\x00\x00" + zlib.compress(b"\x00" * 80_000_000, 9))
        for bomb in (vast(), bytes(wide), small[:33] + text + small[33:], patient(2_000)):
            assert drawn_again(bomb) is None
        assert drawn_again(patient(5)) is not None

    def test_of_two_kinds_at_once_only_what_is_seen_is_kept(self):
        for tail in (SCRIPT.encode(), b"PK\x03\x04" * 9, b"%PDF-1.7"):
            drawn = drawn_again(dot() + tail)
            assert drawn is not None
            assert tail not in drawn.data
        for other in (f"<svg>{SCRIPT}</svg>".encode(), b"GIF89a" + SCRIPT.encode(), mp3()):
            assert drawn_again(other) is None
            assert pixels_of(other) == 0

    def test_a_small_picture_shown_ever_again_does_not_swell_the_text(self, monkeypatch):
        address = f"data:image/png;base64,{base64.b64encode(dot()).decode()}"
        shown = len(web_pictures.WebPictures().address(address) or "")
        monkeypatch.setattr(web_pictures, "MOST_TEXT", shown * 5)
        monkeypatch.setattr(web_pictures, "MOST_LOST", 3)
        text = PAGE % (f'<img src="{address}" alt="x">' * 20)
        kept = files.open_file(take(text.encode(), "a.html")).read().decode()
        assert kept.count("image/webp") == 5
        assert kept.count('src="data:,"') == 3

    def test_how_deep_tags_may_lie(self):
        assert is_too_deep("<div>" * 3_001)
        assert not is_too_deep("<div>" * 3_000 + "</div>" * 3_000)
        assert not is_too_deep("<p>đoạn <br>" * 50_000)
        assert is_too_deep("<div>" * 2_000 + "<p>x" * 30_000)
