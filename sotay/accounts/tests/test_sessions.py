"""Reading a session answers as Django's own engine does."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from sotay.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    made = SessionStore()
    made["việc"] = "đọc"
    made.save()
    return made.session_key


def test_is_the_engine_in_use():
    assert settings.SESSION_ENGINE == "sotay.accounts.sessions"


def test_holds_what_was_kept_as_the_other_reads_it(kept):
    assert SessionStore(kept)["việc"] == DatabaseStore(kept)["việc"] == "đọc"


@pytest.mark.parametrize(("seconds", "holds"), [(1, True), (0, False), (-1, False)])
def test_is_gone_from_the_moment_it_runs_out(kept, seconds, holds, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr("sotay.accounts.sessions.timezone.now", lambda: now)
    Session.objects.filter(pk=kept).update(expire_date=now + timedelta(seconds=seconds))
    found = SessionStore(kept)
    assert found.get("việc") == ("đọc" if holds else None)
    assert (found.session_key == kept) is holds


def test_an_unknown_key_is_not_taken_over():
    found = SessionStore("a" * 32)
    assert found.get("việc") is None
    assert found.session_key is None


def test_what_was_tampered_with_is_empty(kept):
    Session.objects.filter(pk=kept).update(session_data="không phải của mình")
    assert SessionStore(kept).get("việc") is None
