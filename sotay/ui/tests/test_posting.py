"""What is done with what was sent: taken, refused in the form, refused beside a button."""

import pytest
from django import forms
from django.contrib.auth.models import Group
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from sotay.core.errors import RuleBroken
from sotay.ui.posting import done, posted, press


class WordsForm(forms.Form):
    words = forms.CharField()


class Said(BaseStorage):
    """Messages kept in a list."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.words: list[str] = []

    def add(self, level: int, message: str, extra_tags: str = "") -> None:
        self.words.append(message)


def refuse() -> None:
    raise RuleBroken("Đã khóa.")


def test_a_page_that_is_read_binds_no_form_and_one_sent_empty_does():
    assert posted(RequestFactory().get("/")) is None
    assert WordsForm(posted(RequestFactory().post("/"))).is_bound


@pytest.mark.django_db
class TestDone:
    def test_what_is_refused_half_way_leaves_nothing(self):
        def act() -> None:
            Group.objects.create(name="nửa chừng")
            refuse()

        assert not done(WordsForm({"words": "x"}), act)
        assert not Group.objects.exists()

    def test_is_done_once_what_was_sent_is_whole(self):
        called: list[int] = []
        assert done(WordsForm({"words": "x"}), lambda: called.append(1))
        assert not done(WordsForm({}), lambda: called.append(2))
        assert called == [1]

    def test_a_refusal_is_said_by_the_form_or_by_the_field_named(self):
        form = WordsForm({"words": "x"})
        assert not done(form, refuse)
        assert form.non_field_errors() == ["Đã khóa."]
        form = WordsForm({"words": "x"})
        assert not done(form, refuse, "words")
        assert form.errors == {"words": ["Đã khóa."]}


@pytest.mark.django_db
class TestPress:
    def press(self, act, said: str) -> tuple[HttpResponse, list[str]]:
        request = RequestFactory().post("/")
        request._messages = Said(request)
        return press(request, act, said, "/on/"), request._messages.words

    def test_goes_on_and_says_so_or_why_not(self):
        answer, words = self.press(lambda: None, "Đã ghi.")
        assert (answer["Location"], words) == ("/on/", ["Đã ghi."])
        answer, words = self.press(refuse, "Đã ghi.")
        assert (answer["Location"], words) == ("/on/", ["Đã khóa."])
        assert self.press(lambda: None, "")[1] == []
