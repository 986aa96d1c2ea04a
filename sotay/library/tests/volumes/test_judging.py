"""What is of no kind taken."""

import pytest

from sotay.library.tests.conftest import m4a, mp3
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
            b"\x00\x01\x02" * 50,
            "Chữ ở bảng mã khác".encode("utf-16"),
        ],
    )
    def test_what_is_of_no_kind_taken_is_refused_with_what_is(self, content):
        said = refused(content, "nghe.mp3")
        assert "Thư viện nhận PDF, EPUB" in said
        assert "nghe.mp3" in said
