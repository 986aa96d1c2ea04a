"""What a proxy or a network answers in the server's place is no answer: nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESK, Visitor
from tests.browser.test_device_page import fits, planned
from tests.browser.test_device_troubles import COUNT, SENT, VALUES, answers_of, led
from tests.browser.test_offline import cut, fresh, until

Open = Callable[..., Visitor]

# In every page itself: what a worker has its hand on does not pass the browser driver's own door.
BETWEEN = """
  const ask = window.fetch;
  window.asked = [];
  window.fetch = (url, ...how) => {
    const rules = JSON.parse(localStorage.getItem('o-giua') || '[]');
    const [, code] = rules.find(([part]) => String(url).includes(part)) || [];
    if (String(url).endsWith('/answer')) window.asked.push(String(url));
    if (code === 0) return Promise.reject(new TypeError('cut off'));
    return code ? Promise.resolve(new Response('<h1>Blocked</h1>',
      { status: code, headers: { 'Content-Type': 'text/html' } })) : ask(url, ...how);
  };
"""
SET = "(rules) => localStorage.setItem('o-giua', JSON.stringify(rules))"
WHOLE = "async () => (await sotayStore.stopped()).map((one) => one.whole)"
ALL = "/api/v1/"


def waiting(visitor: Open, days: int) -> tuple[Visitor, Visitor, str, str]:
    """A member whose answers to two meetings wait; the first is to be barred on the way."""
    chair, seen = visitor("secretary", DESK), fresh(visitor, "member")
    chair.go("/")
    first, second = (planned(chair, days + n, f"Có gì ở giữa {days + n}") for n in (0, 1))
    seen.page.context.add_init_script(BETWEEN)
    seen.go("/handbook/device/")
    until(seen, "async () => Boolean(await sotayStore.who())")
    cut(seen)
    for key in (first, second):
        act = {
            "url": f"/api/v1/meetings/{key}/answer",
            "body": {"answer": "coming", "reason": ""},
            "words": "Trả lời lời mời họp",
            "about": key,
            "back": f"/meetings/{key}/",
        }
        assert seen.page.evaluate("async (act) => await sotayDevice.later(act)", act)
    assert seen.page.evaluate(COUNT) == 2
    return chair, seen, first, second


@pytest.mark.parametrize(
    ("days", "code", "why"),
    [
        (120, 403, "trả lời thay máy chủ riêng với việc này (mã 403)"),
        (122, 413, "tệp kèm theo lớn quá mức"),
        (124, 500, "máy chủ gặp lỗi khi nhận việc này (mã 500)"),
        (126, 0, "đường truyền bị ngắt khi gửi việc này"),
    ],
)
def test_one_act_that_is_barred_does_not_hold_up_the_others(
    visitor: Open, days: int, code: int, why: str
) -> None:
    chair, seen, first, second = waiting(visitor, days)
    # A later word to the same meeting: it must not overtake the first.
    act = {
        "url": f"/api/v1/meetings/{first}/answer",
        "body": {"answer": "excused", "reason": "Đi công tác"},
        "words": "Xin vắng",
    }
    assert seen.page.evaluate("async (act) => await sotayDevice.later(act)", act)
    seen.page.evaluate(SET, [[f"/meetings/{first}/answer", code]])
    cut(seen, off=False)
    until(seen, "async () => (await sotayStore.count()) === 2")
    assert answers_of(chair, second).count("coming") == 1
    assert set(answers_of(chair, first)) == {""}
    seen.page.wait_for_selector(f"#ds-cho-gui .t-red >> text={why}")
    assert seen.page.locator("#ds-cho-gui .t-red").count() == 1
    seen.page.wait_for_selector("#may-nay >> text=Chưa gửi được 2 việc")
    assert seen.page.locator("#ds-cho-gui").get_by_role("link", name="Sửa").count() == 1
    fits(seen)
    # Opened again it is told again, and nothing has been doubled.
    seen.page.reload()
    seen.page.wait_for_selector(f"#ds-cho-gui .t-red >> text={why}")
    assert seen.page.evaluate(COUNT) == 2
    seen.page.evaluate(SET, [])
    seen.page.get_by_role("button", name="Gửi ngay").click()
    until(seen, SENT)
    assert answers_of(chair, first).count("coming") == 0
    assert answers_of(chair, first).count("excused") == 1


@pytest.mark.parametrize(
    ("days", "code", "why"),
    [
        (130, 403, "mạng đang dùng trả lời thay máy chủ (mã 403)"),
        (132, 401, "mạng đang dùng trả lời thay máy chủ (mã 401)"),
        (134, 502, "máy chủ chưa nhận được việc nào (mã 502)"),
    ],
)
def test_where_nothing_gets_through_it_is_said_since_when_and_what_to_do(
    visitor: Open, days: int, code: int, why: str
) -> None:
    chair, seen, first, second = waiting(visitor, days)
    who = seen.page.evaluate("async () => await sotayStore.who()")
    seen.page.evaluate(SET, [[ALL, code]])
    cut(seen, off=False)
    until(seen, f"async () => JSON.stringify(await ({WHOLE})()) === '[true]'")
    seen.page.wait_for_selector(f"#ds-cho-gui .banner >> text={why}")
    assert "Không việc nào mất" in seen.page.inner_text("#ds-cho-gui .banner")
    seen.page.wait_for_selector("#may-nay >> text=Chưa gửi được 2 việc")
    fits(seen)
    # Not tried in vain with all that it carries; the server is asked first whether it is there.
    assert len(seen.page.evaluate("() => window.asked")) == 1
    seen.page.get_by_role("button", name="Gửi ngay").click()
    seen.page.wait_for_selector("#tin-may >> text=không việc nào mất")
    assert len(seen.page.evaluate("() => window.asked")) == 1
    # Somebody else's 401 ends nobody's session.
    assert seen.page.evaluate("async () => await sotayStore.who()") == who
    assert seen.page.evaluate(COUNT) == 2
    seen.page.evaluate(SET, [])
    seen.page.get_by_role("button", name="Gửi ngay").click()
    until(seen, SENT)
    for key in (first, second):
        assert answers_of(chair, key).count("coming") == 1
    seen.page.wait_for_selector("#tin-may >> text=Đã gửi hết")


def test_a_meeting_goes_on_and_says_why_it_is_not_sent(visitor: Open) -> None:
    chair, key = led(visitor, 136, "Mạng trả lời thay")
    where = f"**/api/v1/meetings/{key}/changes"
    page = {"status": 403, "content_type": "text/html", "body": "<h1>Forbidden</h1>"}
    chair.page.route(where, lambda route: route.fulfill(**page))
    chair.page.fill("#nghi-quyet", "Không được mất.")
    chair.page.locator("#nghi-quyet").blur()
    chair.page.wait_for_selector("#luu >> text=mạng đang dùng trả lời thay máy chủ (mã 403)")
    assert chair.page.evaluate(COUNT) == 1
    other = Visitor(chair.page.context.new_page(), chair.site)
    other.go("/handbook/device/")
    other.page.wait_for_selector("#ds-cho-gui .t-red >> text=trả lời thay máy chủ (mã 403)")
    chair.page.unroute(where)
    chair.page.evaluate("window.dispatchEvent(new Event('online'))")
    until(chair, SENT)
    assert chair.page.evaluate(VALUES, key)["resolution/text"] == "Không được mất."
    other.page.reload()
    other.page.wait_for_selector("#ds-cho-gui >> text=Không có việc nào chờ gửi.")


def test_a_place_in_a_book_is_not_dropped_for_it(visitor: Open) -> None:
    seen = fresh(visitor, "member")
    seen.page.context.add_init_script(BETWEEN)
    seen.go("/handbook/device/")
    until(seen, "async () => Boolean(await sotayStore.who())")
    put = """async (rules) => {
      localStorage.setItem('o-giua', JSON.stringify(rules));
      const name = `doc:${await sotayStore.who()}:99999999`, at = new Date().toISOString();
      const place = { page: 1, offset: 0, at, unsent: true, knew: null };
      localStorage.setItem(name, JSON.stringify(place));
      await sotayDevice.send(); // one that was under way already may not have seen it
      await sotayDevice.send();
      return localStorage.getItem(name) !== null;
    }"""
    assert seen.page.evaluate(put, [["/place", 404]]) is True
    assert seen.page.evaluate(put, []) is False  # the server itself knows no such book


def test_a_kept_page_is_not_dropped_for_it(visitor: Open) -> None:
    seen = fresh(visitor, "member")
    seen.go("/")
    until(seen, "async () => (await sotayStore.names()).includes('page:/')")
    worker: Any = seen.page.context.service_workers[0]
    worker.evaluate(
        """() => { self.fetch = async () => new Response('<h1>Blocked</h1>',
        { status: 403, headers: { 'Content-Type': 'text/html' } }); }"""
    )
    seen.go("/")
    assert seen.page.inner_text("h1") == "Blocked"
    names = "async () => (await sotayStore.names()).includes('page:/')"
    worker.evaluate("async () => await new Promise((done) => setTimeout(done, 300))")
    assert worker.evaluate(names) is True
