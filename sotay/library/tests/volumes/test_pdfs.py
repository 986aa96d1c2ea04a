"""PDF: broken, locked, swelling, and those that act."""

import zlib

import pytest

from sotay.core.volumes import kinds
from sotay.library.tests.conftest import pdf
from sotay.library.tests.volumes.offering import refused

pytestmark = pytest.mark.django_db


class TestHostilePdf:
    def test_what_only_calls_itself_one_is_refused(self):
        assert "hỏng" in refused(b"%PDF-1.7\n" + b"not a book " * 500, "sách.pdf")

    def test_one_cut_short_is_refused(self):
        assert "hỏng" in refused(pdf("Trang một")[:-400], "sách.pdf")

    @pytest.mark.parametrize(
        "words",
        [
            b"/JavaScript (x)",
            b"/J#61vaScript (x)",
            b"/Launch",
            b"/OpenAction<</JS(x)>>",
            b"/S/SubmitForm",
            b"/ImportData",
        ],
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
        packed = zlib.compress(b"\x00" * (kinds.MOST_UNPACKED // 8 + 10), 9)
        stream = b"9 0 obj<</Type/ObjStm/N 1/First 4>>stream\n" + packed + b"\nendstream endobj\n"
        made = pdf("Trang một")
        at = made.rindex(b"startxref")
        assert "quá lớn" in refused(made[:at] + stream + made[at:], "sách.pdf")

    def test_a_locked_one_is_refused(self):
        made = pdf("Trang một").replace(b"%%EOF", b"<</Encrypt 3 0 R>>\n%%EOF")
        assert "mật khẩu" in refused(made, "sách.pdf")
