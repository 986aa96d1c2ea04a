"""Texts: cleaned if of the web, refused if they act."""

import pytest

from sotay.core import files
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
