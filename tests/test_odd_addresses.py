"""No page breaks on what somebody types into its address: it answers, refuses or finds nothing."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sotay.api import api
from sotay.organisations.access import Actor

pytestmark = pytest.mark.django_db
NAMES = (
    *("q", "organisation", "programme", "parent", "state", "whose", "late", "lacking", "standing"),
    *("after", "page", "ngay", "biet", "xep", "het", "so", "muc", "type", "issuer", "year", "tab"),
    *("from", "to", "kind", "tree", "next", "document", "done", "act", "day", "cell", "with"),
    *("first", "last"),
)
VALUES = ("\x00", "-1", "9" * 40, "'\"%_\\", "2026-13-45", "ă" * 3000, "1\u0660", "<b>")


def plain_pages(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Addresses of our own pages that take no number."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if not route.startswith(("/api/", "/accounts/")):
                yield from plain_pages(one, route)
        elif isinstance(one, URLPattern) and "<" not in route:
            yield route


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("who", ["leader", "secretary", "stranger"])
def test_every_page_takes_any_parameter(
    request: pytest.FixtureRequest, as_client: Callable[[Actor], Client], who: str, value: str
) -> None:
    client = as_client(request.getfixturevalue(who))
    client.raise_request_exception = False
    asked = dict.fromkeys(NAMES, value)
    answers = {path: client.get(path, asked).status_code for path in plain_pages()}
    assert len(answers) > 20
    assert {path: status for path, status in answers.items() if status >= 500} == {}


def plain_routes() -> Iterator[tuple[str, list[str]]]:
    """Reading routes of the API that take no number, with the names they read."""
    for path, ways in api.get_openapi_schema()["paths"].items():
        if "get" in ways and "{" not in path:
            yield path, [read["name"] for read in ways["get"].get("parameters", [])]


@pytest.mark.parametrize("value", VALUES)
def test_every_route_takes_any_parameter(
    officer: Actor, as_client: Callable[[Actor], Client], value: str
) -> None:
    client = as_client(officer)
    client.raise_request_exception = False
    broken = {}
    for path, names in plain_routes():
        for name in names:
            status = client.get(path, {name: value}).status_code
            if status >= 500:
                broken[path, name] = status
    assert broken == {}


def test_debugging_is_off() -> None:
    assert settings.DEBUG is False
