"""The way out: downloads that cannot act, recordings heard from any second."""

from typing import Any

import pytest
from django.test import RequestFactory

from sotay.core.volumes import serving
from sotay.library.tests.conftest import book, mp3
from sotay.library.tests.volumes.offering import take

pytestmark = pytest.mark.django_db


class TestHandingOut:
    def answer(self, content: bytes, **headers: str) -> Any:
        request = RequestFactory().get("/", **headers)
        return serving.response(request, take(content), "Sổ tay.exe")

    @pytest.mark.parametrize("content", [book, mp3, lambda: b"<html><p>x</p></html>"])
    def test_nothing_may_run_load_or_be_framed(self, content):
        answer = self.answer(content())
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_a_book_is_a_download_by_its_own_kind(self):
        answer = self.answer(book())
        assert answer["Content-Disposition"].startswith("attachment")
        assert ".epub" in answer["Content-Disposition"]
        assert ".exe" not in answer["Content-Disposition"]

    def test_a_name_cannot_turn_its_letters_round(self):
        request = RequestFactory().get("/")
        answer = serving.response(request, take(book()), "sach\u202efdp.exe")
        assert "%E2%80%AE" not in answer["Content-Disposition"]
        assert "sachfdp.epub" in answer["Content-Disposition"]

    def test_a_recording_is_heard_from_any_second(self):
        whole = mp3()
        answer = self.answer(whole, HTTP_RANGE="bytes=100-199")
        assert answer.status_code == 206
        assert answer.content == whole[100:200]
        assert answer["Content-Range"] == f"bytes 100-199/{len(whole)}"
        tail = self.answer(whole, HTTP_RANGE="bytes=-50")
        assert tail.content == whole[-50:]
        past = self.answer(whole, HTTP_RANGE=f"bytes={len(whole)}-")
        assert past.status_code == 416
