"""Texts: cleaned if of the web, refused if they act."""

import pytest

from sotay.core import files
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
