"""A real browser on the city demonstration, on a desk and on a phone."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from sotay.demo.people import PASSWORD
from sotay.testing import browser as chromium
from sotay.testing.site import city

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
PICTURES = Path(settings.DATA_DIR) / "browser"  # what the windows of a failed test showed
RUNNER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
LOG = PICTURES / f"server-{RUNNER}.log"  # what the server said, a line for every request among it
FAILED = pytest.StashKey[bool]()
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}


@pytest.hookimpl(tryfirst=True)  # before the runner shares the tests out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests in two processes of about equal length, each with one server and browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            group = "browser-phone" if "on_a_phone" in item.name else "browser"
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, str]]:
    """The address and the database of the city that all browser tests of a process share."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with city(LOG) as running:
        yield running


@pytest.fixture(scope="session")
def site(served: tuple[str, str]) -> str:
    return served[0]


@pytest.fixture(scope="session")
def engine() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        pytest.fail("no Chromium: python -m sotay.testing.browser says how to get one")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield started
        started.close()


class Visitor:
    """Somebody signed in, with everything the browser complained about."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def go(self, path: str) -> Any:
        return self.page.goto(self.site + path)

    def axe(self) -> list[str]:
        """What axe finds against WCAG 2.2 A and AA, one line for each rule broken.

        Bars that stick to the window's edge are let go first: a link half under one at rest is
        clear once the page is scrolled, which axe does not do.
        """
        self.page.evaluate(
            "document.querySelectorAll('.bottombar, .sticky-act, .pastbar, .rail .who')"
            ".forEach(bar => { bar.style.position = 'static'; })"
        )
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
            " 'wcag21aa', 'wcag22aa']})).violations.map(v => v.id + ': ' +"
            " v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))"
        )
        return list(found)

    def sideways(self) -> int:
        """Pixels by which the page is wider than the glass.

        A phone widens its window to a page that is too wide, so the window itself tells nothing.
        """
        glass = self.page.viewport_size
        assert glass is not None
        return int(self.page.evaluate("document.documentElement.scrollWidth")) - glass["width"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


def _opened(
    engine: Browser, site: str, username: str | None, size: dict[str, int], **more: Any
) -> Visitor:
    """A window of its own, signed in; the sign-in page is filled in once for each person."""
    state = _signed_in.get(username) if username else None
    context = engine.new_context(
        viewport=size, locale="vi-VN", storage_state=state, is_mobile=size is PHONE,
        has_touch=size is PHONE, **more,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    who = Visitor(context.new_page(), site)
    if username and state is None:
        who.go("/accounts/login/")
        who.page.fill("input[name=login]", username)
        who.page.fill("input[name=password]", PASSWORD)
        who.page.click("main button[type=submit], main button:not([type])")
        who.page.wait_for_url(lambda url: "login" not in url)
        _signed_in[username] = context.storage_state()
    return who


def _photograph_failed(request: pytest.FixtureRequest, opened: list[Visitor]) -> None:
    if not request.node.stash.get(FAILED, False):
        return
    print(LOG.read_text(errors="replace")[-4000:])
    for number, who in enumerate(opened):
        for page in who.page.context.pages:
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png"[-120:])


@pytest.fixture
def visitor(
    engine: Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """``visitor("officer")`` signs in at a desk; ``visitor("secretary", PHONE)`` on a phone."""
    opened: list[Visitor] = []

    def open_as(username: str | None, size: dict[str, int] = DESK, **more: Any) -> Visitor:
        opened.append(_opened(engine, site, username, size, **more))
        return opened[-1]

    yield open_as
    _photograph_failed(request, opened)
    for who in opened:
        who.page.context.close()


@pytest.fixture(scope="session")
def windows() -> Iterator[dict[Any, Visitor]]:
    """Windows that stay open from test to test, by person and width."""
    opened: dict[Any, Visitor] = {}
    yield opened
    for who in opened.values():
        who.page.context.close()


@pytest.fixture
def looker(
    engine: Browser, site: str, request: pytest.FixtureRequest, windows: dict[Any, Visitor]
) -> Iterator[Callable[..., Visitor]]:
    """As ``visitor``, in a window that somebody has used before: for pages only looked at."""
    used: list[Visitor] = []

    def open_as(username: str, size: dict[str, int]) -> Visitor:
        key = username, size["width"]
        if key not in windows:
            windows[key] = _opened(engine, site, username, size)
        windows[key].complaints.clear()
        used.append(windows[key])
        return windows[key]

    yield open_as
    _photograph_failed(request, used)


_signed_in: dict[str, Any] = {}
