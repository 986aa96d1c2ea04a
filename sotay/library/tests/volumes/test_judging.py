"""What is of no kind taken."""

import pytest

from sotay.library.tests.conftest import m4a, mp3, wav
from sotay.library.tests.volumes.offering import refused

pytestmark = pytest.mark.django_db


class TestOfNoKind:
    @pytest.mark.parametrize(
        "content",
        [
            b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\x00" * 400,  # a head and no frames
            mp3(1)[:100],
            m4a(b"vide"),
            b"OggS\x00\x02" + b"\x00" * 200,
            wav(form=0x55),  # another codec inside
            wav(voices=6),
            wav(rate=0),
            wav(bits=12),
            wav(seconds=0),
            wav()[:-1],  # less than it claims
            b"RIFF\x20\x00\x00\x00WAVEdata\x08\x00\x00\x00" + b"\x00" * 8,  # no kind told
            b"RIFF\x20\x00\x00\x00WAVE" + b"\x00" * 400,
            b"\x00\x01\x02" * 50,
            "Chữ ở bảng mã khác".encode("utf-16"),
        ],
    )
    def test_what_is_of_no_kind_taken_is_refused_with_what_is(self, content):
        said = refused(content, "nghe.mp3")
        assert "Thư viện nhận PDF, EPUB" in said
        assert "nghe.mp3" in said
