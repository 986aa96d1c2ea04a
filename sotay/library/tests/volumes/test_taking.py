"""What is taken and kept once, and what never fills memory."""

import pytest

from sotay.core import files
from sotay.core.models import StoredFile
from sotay.core.volumes import kinds
from sotay.library.tests.conftest import book, m4a, mp3, ogg, pdf, wav
from sotay.library.tests.volumes.offering import refused, take

pytestmark = pytest.mark.django_db


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
            (book, kinds.EPUB),
            (mp3, kinds.MP3),
            (lambda: mp3()[20:], kinds.MP3),
            (m4a, kinds.M4A),
            (ogg, kinds.OGG),
            (wav, kinds.WAV),
            (lambda: wav(voices=2, rate=44_100, bits=24), kinds.WAV),
            (lambda: "Chữ thường, có dấu.".encode(), files.TEXT),
            (lambda: "<html><body><p>Trang chữ</p></body></html>".encode(), kinds.HTML),
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

    def test_a_name_with_a_way_in_it_is_shown_by_its_last_part(self):
        assert "“passwd”" in refused(b"", "../../etc/passwd")
