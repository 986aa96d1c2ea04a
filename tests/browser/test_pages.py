"""Every page of every kind of person: it answers, it fits, axe finds nothing."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor

Open = Callable[..., Visitor]

PAGES = {
    "leader": [
        *("/leader/", "/organisations/", "/documents/", "/documents/hollow/", "/reports/"),
        *("/tasks/", "/members/", "/search/?q=so", "/rules/", "/more/", "/account/"),
    ],
    "officer": [
        *("/tasks/queue/", "/documents/new/", "/members/import/", "/tasks/new/"),
        *("/reports/new/", "/tasks/notices/"),
    ],
    "secretary": ["/", "/tasks/", "/members/", "/documents/", "/more/"],
    "member": ["/", "/members/me/", "/tasks/", "/documents/", "/more/"],
    "inspector": ["/leader/", "/tasks/", "/members/"],
    "admin": ["/server/", "/account/"],
}
EVERY = [(who, path) for who, paths in PAGES.items() for path in paths]


@pytest.mark.parametrize(("who", "path"), EVERY)
class TestEveryPage:
    def test_at_a_desk_answers_without_a_complaint(
        self, visitor: Open, who: str, path: str
    ) -> None:
        seen = visitor(who, DESK)
        answer = seen.go(path)
        assert answer.status == 200
        assert seen.page.locator("h1").count() == 1
        assert seen.axe() == []
        assert seen.complaints == []
        assert seen.sideways() <= 0

    def test_on_a_phone_fits_and_stays_clean(self, visitor: Open, who: str, path: str) -> None:
        seen = visitor(who, PHONE)
        assert seen.go(path).status == 200
        assert seen.sideways() <= 0
        assert seen.axe() == []
        seen.page.evaluate("document.documentElement.dataset.chu = '175'")
        assert seen.sideways() <= 0


def test_sign_in_page_is_clean(visitor: Open) -> None:
    for size in (DESK, PHONE):
        seen = visitor(None, size)
        assert seen.go("/accounts/login/").status == 200
        assert seen.axe() == []
        assert seen.complaints == []


def test_a_past_day_cannot_be_missed_and_loses_every_act(visitor: Open) -> None:
    seen = visitor("officer", DESK)
    seen.go("/organisations/?ngay=2024-06-30")
    assert "Đang xem ngày" in seen.page.inner_text(".pastbar")
    assert seen.page.locator("html.past").count() == 1
    assert seen.axe() == []
    first = seen.page.locator(".tree a[href*='/organisations/']").first
    assert "ngay=2024-06-30" in (first.get_attribute("href") or "")


def test_absent_and_forbidden_look_alike(visitor: Open) -> None:
    seen = visitor("secretary", DESK)
    absent = seen.go("/members/99999999/")
    words = seen.page.inner_text("main")
    forbidden = seen.go("/server/")
    assert (absent.status, forbidden.status) == (404, 404)
    assert seen.page.inner_text("main") == words
