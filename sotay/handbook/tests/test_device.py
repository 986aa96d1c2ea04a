"""The device's part: what it fetches is small, public and nobody's."""

import gzip
import html
import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from sotay.handbook import device, sentences
from sotay.organisations.access import Actor
from sotay.ui.templatetags.sotay import script_words

pytestmark = pytest.mark.django_db
MOST_BYTES = 200 * 1024  # of the shell, compressed
SHELL_PAGES = ("offline", "meeting_shell", "device", "kept")
PACKED = (".woff2", ".png")


def packed(name: str) -> int:
    path = finders.find(name)
    assert isinstance(path, str), name
    with open(path, "rb") as file:
        content = file.read()
    return len(content) if name.endswith(PACKED) else len(brotli.compress(content, quality=11))


class TestShell:
    def test_every_file_of_it_is_there(self) -> None:
        missing = [
            name
            for name in {*device.SHELL_FILES, *device.WORKER_FILES}
            if not isinstance(finders.find(name), str)
        ]
        assert missing == []

    def test_is_at_most_200_kilobytes_compressed(self, client: Client) -> None:
        pages = [reverse(f"handbook:{name}") for name in SHELL_PAGES]
        of_pages = sum(len(gzip.compress(client.get(page).content)) for page in pages)
        of_files = sum(packed(name) for name in {*device.SHELL_FILES, *device.WORKER_FILES})
        assert of_pages + of_files <= MOST_BYTES

    @pytest.mark.parametrize("name", SHELL_PAGES)
    def test_its_pages_are_nobodys_when_fetched_without_cookies(
        self, client: Client, name: str
    ) -> None:
        page = client.get(reverse(f"handbook:{name}")).content.decode()
        assert '<meta name="shell" content="1">' in page
        assert 'name="who"' not in page
        assert "csrf" not in page


class TestWorker:
    def test_may_serve_the_whole_site_and_is_asked_for_anew(self, client: Client) -> None:
        answer = client.get(reverse("handbook:worker"))
        assert answer["Service-Worker-Allowed"] == "/"
        assert "no-cache" in answer["Cache-Control"]
        assert answer["Content-Type"].startswith("text/javascript")

    def test_names_its_version_and_only_addresses_of_its_own(self, client: Client) -> None:
        script = client.get(reverse("handbook:worker")).content.decode()
        shell = json.loads(re.search(r"self\.SHELL = (.*);", script).group(1))  # type: ignore[union-attr]
        assert all(url.startswith("/") for url in shell)
        assert f'self.VERSION = "{device.version()}";' in script

    def test_another_file_makes_another_version(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = device.version()
        monkeypatch.setattr(device, "SHELL_FILES", device.SHELL_FILES[:-1])
        assert device.version() != before

    def test_a_notice_on_a_locked_screen_says_nothing_personal(self, client: Client) -> None:
        script = client.get(reverse("handbook:worker")).content.decode()
        words = json.loads(re.search(r"self\.WORDS = (.*);", script).group(1))  # type: ignore[union-attr]
        assert words == {"title": "Sổ tay", "body": "Sổ tay có tin mới cho đồng chí."}


def test_the_manifest_names_icons_that_are_there(client: Client) -> None:
    told = client.get(reverse("handbook:manifest")).json()
    assert told["start_url"] == "/"
    for icon in told["icons"]:
        assert isinstance(finders.find(icon["src"].removeprefix("/static/")), str)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("meeting", sentences.meeting_words),
        ("device", sentences.waiting_words),
        ("pack", sentences.pack_words),
    ],
)
def test_every_sentence_that_a_script_says_is_given(
    script: str, words: Callable[[], dict[str, str]]
) -> None:
    path = finders.find(f"handbook/{script}.js")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        asked = set(re.findall(r'say\("(\w+)"', file.read()))
    assert asked
    assert asked <= set(words())


def test_every_sentence_that_every_page_says_is_given() -> None:
    path = finders.find("handbook/register.js")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        asked = set(re.findall(r'say\("(\w+)"', file.read()))
    told = html.unescape(str(script_words()))
    assert [key for key in asked if f'"{key}"' not in told] == []


class TestMiddleware:
    """An act is taken of its owner alone; the browser is cleared only where nothing waits."""

    def test_an_act_in_somebody_elses_name_asks_to_sign_in(
        self, world: SimpleNamespace, secretary: Actor, officer: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        url = reverse("handbook:me")
        assert client.get(url, headers={"X-Sotay-Who": str(officer.user.pk)}).status_code == 401
        assert client.get(url, headers={"X-Sotay-Who": str(secretary.user.pk)}).status_code == 200

    def test_nobody_signed_in_is_nobodys_name(self, client: Client) -> None:
        answer = client.get("/api/v1/handbook/pack", headers={"X-Sotay-Who": "1"})
        assert answer.status_code == 401

    @pytest.mark.parametrize(("said", "clears"), [({"nothing_waits": "1"}, True), ({}, False)])
    def test_signing_out(
        self, secretary: Actor, as_client: Any, said: dict[str, str], clears: bool
    ) -> None:
        answer = as_client(secretary).post(reverse("account_logout"), said)
        assert answer.status_code == 302
        assert (answer.headers.get("Clear-Site-Data") == '"cache", "storage"') is clears


def test_every_page_names_worker_and_manifest(
    world: SimpleNamespace, secretary: Actor, as_client: object
) -> None:
    page = as_client(secretary).get("/meetings/").content.decode()  # type: ignore[operator]
    assert f'content="{reverse("handbook:worker")}"' in page
    assert f'href="{reverse("handbook:manifest")}"' in page
