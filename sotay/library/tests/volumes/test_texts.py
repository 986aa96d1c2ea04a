"""Texts: cleaned if of the web, refused if they act."""

import base64
import io
import re

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sotay.core import files
from sotay.core.volumes import web_pictures
from sotay.core.volumes.texts import cleaned_html
from sotay.library.tests.volumes.offering import refused, take

pytestmark = pytest.mark.django_db


class TestWebTexts:
    def test_a_web_text_is_kept_cleaned(self):
        dirty = (
            "<html><body onload='x()'><p>Chữ</p><script>x()</script>"
            '<a href="javascript:x()">đi</a><img src="http://xa.vn/a.png"></body></html>'
        )
        kept = files.open_file(take(dirty.encode())).read().decode()
        assert "Chữ" in kept
        assert not any(bad in kept for bad in ("script", "onload", "href", "img", "xa.vn"))

    def kept(self, dirty: str) -> str:
        return files.open_file(take(f"<html><body>{dirty}</body></html>".encode())).read().decode()

    def test_a_picture_it_carries_is_drawn_again_and_nothing_of_the_old_is_kept(self):
        secret = PngInfo()
        secret.add_text("Comment", "noi chup: 21.03, 105.85")
        out = io.BytesIO()
        Image.new("RGB", (300, 200), "red").save(out, "PNG", pnginfo=secret)
        given = base64.b64encode(out.getvalue() + b"<script>x()</script>").decode()
        kept = self.kept(
            f'<p>Lời <img src="data:image/png;base64,{given}" alt="Ảnh" onload="x"></p>'
        )
        [drawn] = re.findall(r'<img src="data:image/webp;base64,([^"]+)" alt="Ảnh">', kept)
        data = base64.b64decode(drawn)
        assert Image.open(io.BytesIO(data)).size == (300, 200)
        assert b"script" not in data
        assert b"105.85" not in data
        assert given not in kept

    @pytest.mark.parametrize(
        ("address", "left"),
        [
            ("hinh/so-do.png", '<img src="data:," alt="Ảnh">'),
            ("../../etc/passwd", '<img src="data:," alt="Ảnh">'),
            ("data:image/png;base64,AAAA", '<img src="data:," alt="Ảnh">'),
            ("data:image/png;base64,@@", '<img src="data:," alt="Ảnh">'),
            ("data:image/svg+xml,<svg onload=x()>", '<img src="data:," alt="Ảnh">'),
            ("data:text/html,<script>x()</script>", '<img src="data:," alt="Ảnh">'),
            ("https://xa.vn/a.png", '<img alt="Ảnh">'),
            ("//xa.vn/a.png", '<img alt="Ảnh">'),
            ("javascript:x()", '<img alt="Ảnh">'),
            ("file:///etc/passwd", '<img alt="Ảnh">'),
        ],
    )
    def test_of_what_cannot_be_shown_the_words_stay(self, address, left):
        kept = self.kept(f"<p>Lời</p><img src='{address}' alt='Ảnh'>")
        assert kept == f"<p>Lời</p>{left}"

    def test_as_many_are_drawn_as_the_bounds_allow(self, monkeypatch):
        flat = []
        for side in (100, 101, 102):
            out = io.BytesIO()
            Image.new("1", (side, side)).save(out, "PNG")
            flat.append(base64.b64encode(out.getvalue()).decode())
        text = "<p>x</p>" + "".join(
            f'<img src="data:image/png;base64,{one}" alt="{at}">' for at, one in enumerate(flat)
        )
        assert self.kept(text).count("image/webp") == 3
        monkeypatch.setattr(web_pictures, "MOST_PICTURES", 2)
        assert self.kept(text + " ").count("image/webp") == 2
        monkeypatch.setattr(web_pictures, "MOST_PIXELS", 100 * 100 + 101 * 101)
        kept = self.kept(text + "  ")
        assert re.findall(r'src="data:," alt="(\d)"', kept) == ["2"]


class TestHostileTexts:
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


class TestPicturesLeft:
    def test_only_their_numbers_sizes_and_words_are(self):
        wild = (
            '<p>Lời <img data-picture="3" width="9" height="8" alt="Ảnh" src="https://xa.vn/a.png"'
            ' srcset="b.png 2x" onerror="x()" style="width:9em" class="a"></p>'
        )
        left = cleaned_html(wild, with_pictures=True)
        for word in ("src", "xa.vn", "onerror", "style", "class"):
            assert word not in left
        for word in ('data-picture="3"', 'width="9"', 'height="8"', 'alt="Ảnh"'):
            assert word in left
        assert "<img" not in cleaned_html(wild)
