"""Pictures drawn again: what is seen stays, and nothing else; bombs are not unpacked."""

import io
import struct
import zlib

import pytest
from PIL import Image

from sotay.core.volumes import pictures
from sotay.core.volumes.pictures import drawn_again


def packed(image: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def seen(data: bytes) -> Image.Image:
    drawn = drawn_again(data)
    assert drawn is not None
    image = Image.open(io.BytesIO(drawn.data))
    assert (image.format, image.size) == ("WEBP", (drawn.width, drawn.height))
    return image.convert("RGB")


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of some bytes whose head claims so many pixels."""

    def chunk(kind: bytes, inside: bytes) -> bytes:
        sum_of = zlib.crc32(kind + inside)
        return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", sum_of)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class TestDrawnAgain:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_each_kind_of_picture_in_books_is_kept_as_one(self, kind):
        found = seen(packed(Image.new("RGB", (120, 80), (200, 30, 30)), kind))
        assert found.size == (120, 80)
        red, green, blue = found.getpixel((60, 40))
        assert red > 180
        assert max(green, blue) < 60

    def test_what_is_clear_lies_on_white(self):
        drawing = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
        drawing.paste((0, 0, 0, 255), (18, 0, 22, 40))
        found = seen(packed(drawing))
        assert min(found.getpixel((5, 20))) > 240
        assert max(found.getpixel((20, 20))) < 40

    def test_clear_by_one_colour_of_a_table_lies_on_white_too(self):
        drawing = Image.new("P", (40, 40), 0)
        drawing.putpalette([10, 10, 10, 200, 0, 0] + [0] * 762)
        found = seen(packed(drawing, "GIF", transparency=0))
        assert min(found.getpixel((5, 20))) > 240

    def test_a_long_one_is_made_as_small_as_is_read(self):
        assert seen(packed(Image.new("L", (4_000, 1_000)))).size == (1_600, 400)

    def test_nothing_written_behind_the_picture_stays(self):
        exif = Image.Exif()
        exif[270] = "ghi chú kín"
        data = packed(Image.new("RGB", (30, 30)), "JPEG", exif=exif) + b"<script>x()</script>"
        drawn = drawn_again(data)
        assert drawn is not None
        assert "ghi chú kín".encode() not in drawn.data
        assert b"script" not in drawn.data
        assert not Image.open(io.BytesIO(drawn.data)).getexif()

    def test_it_is_turned_upright(self):
        exif = Image.Exif()
        exif[274] = 6
        assert seen(packed(Image.new("RGB", (60, 20)), "JPEG", exif=exif)).size == (20, 60)

    def test_one_of_printers_inks_is_seen_in_screen_colours(self):
        assert seen(packed(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG")).size == (20, 20)

    def test_a_bomb_is_told_by_its_head_and_not_unpacked(self, monkeypatch):
        unpacked = []
        monkeypatch.setattr(Image.Image, "load", lambda self: unpacked.append(self.size))
        assert drawn_again(png_that_claims(60_000, 60_000)) is None  # Pillow's own bound
        assert drawn_again(png_that_claims(6_000, 6_000)) is None  # ours
        assert not unpacked

    def test_the_bound_of_pixels_itself_is_taken(self, monkeypatch):
        monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
        assert drawn_again(packed(Image.new("RGB", (10, 10)))) is not None
        assert drawn_again(packed(Image.new("RGB", (10, 11)))) is None

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\x89PNG\r\n\x1a\n",
            packed(Image.new("RGB", (64, 64)))[:60],
            png_that_claims(100, 0),
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
            b"%PDF-1.4",
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            packed(Image.new("RGB", (8, 8)), "BMP"),
            packed(Image.new("RGB", (8, 8)), "TIFF"),
        ],
    )
    def test_what_is_no_picture_of_a_book_is_left_out(self, data):
        assert drawn_again(data) is None
