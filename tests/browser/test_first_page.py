"""The first page opened after signing in is one of the shell, which is nobody's until it asks."""

from collections.abc import Callable
from typing import Any

from sotay.demo.people import PASSWORD
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_device_page import PERSONAL, planned
from tests.browser.test_device_troubles import COUNT, OWN
from tests.browser.test_offline import cut, fresh, ready, until

Open = Callable[..., Visitor]

WHO = "async () => await sotayStore.who()"
FROM_THE_DEVICE = "() => !document.querySelector('meta[name=who]')"


def meeting(visitor: Open, days: int) -> str:
    """The address on which the secretary leads a meeting."""
    chair = visitor("secretary", DESK)
    chair.go("/")
    return f"/handbook/meeting/{planned(chair, days, f'Trang đầu tiên {days}')}/"


def with_the_shell(visitor: Open) -> Visitor:
    """A telephone on which nobody has worked, and the worker stands."""
    seen = visitor(None, PHONE)
    seen.go("/accounts/login/")
    ready(seen)
    assert seen.page.evaluate(WHO) == ""
    return seen


def cookies_of(visitor: Open, who: str) -> Any:
    return fresh(visitor, who).page.context.cookies()


def test_signing_in_leads_straight_to_a_meeting(visitor: Open) -> None:
    path = meeting(visitor, 110)
    seen = with_the_shell(visitor)
    seen.go(f"/accounts/login/?next={path}")
    seen.page.fill("input[name=login]", "secretary")
    seen.page.fill("input[name=password]", PASSWORD)
    seen.page.click("main button[type=submit], main button:not([type])")
    seen.page.wait_for_url(f"**{path}")
    seen.page.wait_for_selector("#diem-danh li")
    assert not seen.page.is_visible("#tin-hop")
    assert seen.page.evaluate(WHO)


def test_a_meeting_opens_from_the_device_before_any_page_of_the_server(visitor: Open) -> None:
    path, taken = meeting(visitor, 111), cookies_of(visitor, "secretary")
    seen = with_the_shell(visitor)
    seen.page.context.add_cookies(taken)
    seen.go(path)
    assert seen.page.evaluate(FROM_THE_DEVICE)
    seen.page.wait_for_selector("#diem-danh li")
    assert not seen.page.is_visible("#tin-hop")
    # It is kept under the person's own key, and opens so without a network.
    until(seen, "async (p) => (await sotayStore.names()).includes(p)", f"meeting:{path[18:-1]}")
    cut(seen)
    seen.go(path)
    seen.page.wait_for_selector("#diem-danh li")


def test_what_waits_and_the_kept_handbook_know_who_it_is_too(visitor: Open) -> None:
    taken = cookies_of(visitor, "member")
    for path, there in (("/handbook/device/", "#ds-tren-may li"), ("/handbook/kept/", "#toi")):
        seen = with_the_shell(visitor)
        seen.page.context.add_cookies(taken)
        seen.go(path)
        assert seen.page.evaluate(FROM_THE_DEVICE)
        until(seen, f"async () => Boolean(await ({WHO})())")
        seen.page.wait_for_selector(there)
        assert "Chưa có ai đăng nhập" not in seen.page.inner_text("main")


def test_it_is_the_next_persons_page_and_nothing_of_the_first_goes(visitor: Open) -> None:
    path, taken = meeting(visitor, 112), cookies_of(visitor, "secretary")
    seen = fresh(visitor, "member")
    seen.go("/")
    until(seen, OWN)
    first = seen.page.evaluate(WHO)
    cut(seen)
    act = {
        "url": "/api/v1/meetings/1/answer",
        "body": {"answer": "coming"},
        "words": "của người đầu",
    }
    assert seen.page.evaluate("async (act) => await sotayDevice.later(act)", act)
    seen.page.context.clear_cookies()
    seen.page.context.add_cookies(taken)
    seen.page.goto("about:blank")
    cut(seen, off=False)
    seen.go(path)
    seen.page.wait_for_selector("#diem-danh li")
    second = seen.page.evaluate(WHO)
    assert second not in ("", first)
    assert seen.page.evaluate(COUNT) == 0
    assert seen.page.evaluate("async () => await sotayStore.others()") == [first]
    assert len(seen.page.evaluate(PERSONAL)) == 2


def test_where_nobody_is_signed_in_the_way_leads_back_here(visitor: Open) -> None:
    path = meeting(visitor, 113)
    seen = with_the_shell(visitor)
    seen.go(path)
    seen.page.wait_for_selector("#tin-hop >> text=Phiên đăng nhập đã hết")
    assert seen.page.evaluate(WHO) == ""
    seen.page.locator("#tin-hop").get_by_role("link", name="Đăng nhập").click()
    seen.page.wait_for_url("**/accounts/login/**")
    seen.page.fill("input[name=login]", "secretary")
    seen.page.fill("input[name=password]", PASSWORD)
    seen.page.click("main button[type=submit], main button:not([type])")
    seen.page.wait_for_url(f"**{path}")
    seen.page.wait_for_selector("#diem-danh li")
