"""When things go wrong on a device: each with a sentence and a way on, and nothing lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_device_page import PACK_KEPT, PERSONAL, fits, planned
from tests.browser.test_offline import cut, fresh, kept_here, ready, sign_in, until, warmed

Open = Callable[..., Visitor]

FULL = """() => {
  window.kept = [IDBObjectStore.prototype.put, IDBObjectStore.prototype.add];
  const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
  IDBObjectStore.prototype.put = full;
  IDBObjectStore.prototype.add = full;
}"""
ROOM = "() => { [IDBObjectStore.prototype.put, IDBObjectStore.prototype.add] = window.kept; }"
SHIFTED = """
  const Right = Date, shift = %d;
  globalThis.Date = class extends Right {
    constructor(...given) { if (given.length) super(...given); else super(Right.now() + shift); }
    static now() { return Right.now() + shift; }
  };
"""
COUNT = "async () => await sotayStore.count()"
SENT = "async () => Boolean(await sotayStore.who()) && (await sotayStore.count()) === 0"
NAMES = "async () => await sotayStore.names()"
YEAR = 365 * 86_400_000


def invited(chair: Visitor, seen: Visitor, days: int, theme: str) -> str:
    """A meeting whose page the member's phone has kept; gives its number."""
    key = planned(chair, days, theme)
    seen.go(f"/meetings/{key}/")
    until(seen, "async (p) => (await sotayStore.names()).includes(p)", f"page:/meetings/{key}/")
    return key


def answers_of(chair: Visitor, key: str) -> list[str]:
    found: Any = chair.page.evaluate(
        "async (url) => (await (await fetch(url)).json()).map((one) => one.answer)",
        f"/api/v1/meetings/{key}/invitations",
    )
    return list(found)


def answer_offline(seen: Visitor, key: str) -> None:
    cut(seen)
    seen.go(f"/meetings/{key}/")
    seen.page.get_by_role("button", name="Tôi sẽ dự").click()
    until(seen, "async () => (await sotayStore.count()) > 0")


class TestStorageFull:
    def test_an_answer_stays_on_the_page_until_there_is_room(self, visitor: Open) -> None:
        chair, seen = visitor("secretary", DESK), warmed(visitor, "member")
        chair.go("/")
        key = invited(chair, seen, 30, "Chuyên đề khi máy đầy")
        cut(seen)
        seen.go(f"/meetings/{key}/")
        until(seen, "() => Boolean(window.sotayDevice)")
        seen.page.evaluate(FULL)
        seen.page.get_by_role("button", name="Tôi sẽ dự").click()
        until(
            seen,
            "() => document.querySelector('#may-nay').textContent.includes('Bộ nhớ của máy')",
        )
        assert seen.page.get_by_role("link", name="Xem việc chờ gửi").count() == 1
        assert seen.page.evaluate(COUNT) == 0
        seen.page.evaluate(ROOM)
        seen.page.get_by_role("button", name="Tôi sẽ dự").click()
        until(seen, "async () => (await sotayStore.count()) === 1")
        cut(seen, off=False)
        until(seen, "async () => (await sotayStore.count()) === 0")
        assert answers_of(chair, key).count("coming") == 1

    def test_a_meeting_goes_on_and_is_kept_once_there_is_room(self, visitor: Open) -> None:
        chair = warmed(visitor, "secretary", "/meetings/")
        key = planned(chair, 31, "Họp khi máy đầy")
        chair.go(f"/handbook/meeting/{key}/")
        chair.page.wait_for_selector("#diem-danh li")
        cut(chair)
        chair.page.evaluate(FULL)
        chair.page.click("#buoc")
        chair.page.wait_for_selector("#tin-hop >> text=Bộ nhớ của máy đã đầy")
        chair.page.evaluate(ROOM)
        chair.page.locator("#diem-danh li").first.get_by_text("Có mặt").click()
        until(chair, "() => document.querySelector('#tin-hop').hidden")
        chair.go(f"/handbook/meeting/{key}/")
        chair.page.wait_for_selector("#nghi:not([hidden])")  # begun, as written while full
        cut(chair, off=False)
        until(chair, "async () => (await sotayStore.count()) === 0")


@pytest.mark.parametrize("years", [3, -3])
def test_a_wrong_clock_is_told_and_days_stay_right(visitor: Open, years: int) -> None:
    chair, seen = visitor("secretary", DESK), visitor("member", PHONE)
    seen.page.context.add_init_script(SHIFTED % (years * YEAR))
    chair.go("/")
    seen.go("/")
    ready(seen)
    until(seen, PACK_KEPT)
    key = invited(chair, seen, 32 + years, f"Chuyên đề khi đồng hồ lệch {years}")
    answer_offline(seen, key)
    today: Any = chair.page.evaluate("() => new Date().getFullYear()")
    seen.go("/handbook/device/")
    seen.page.wait_for_selector("#tin-may >> text=Đồng hồ của máy này sai")
    shown = seen.page.inner_text("main")
    assert str(today) in shown
    assert str(today + years) not in shown
    seen.go("/handbook/")
    seen.page.wait_for_selector("#toi")
    assert str(today) in seen.page.inner_text("#lay-luc")
    cut(seen, off=False)
    until(seen, "async () => (await sotayStore.count()) === 0")
    assert answers_of(chair, key).count("coming") == 1


def test_two_devices_hold_the_same_meeting_without_a_network(visitor: Open) -> None:
    one, other = warmed(visitor, "secretary", "/meetings/"), warmed(visitor, "secretary", "/")
    key = planned(one, 33, "Hai máy cùng ghi")
    for seen, words in ((one, "Bản máy thứ nhất."), (other, "Bản máy thứ hai.")):
        seen.go(f"/handbook/meeting/{key}/")
        seen.page.wait_for_selector("#diem-danh li")
        cut(seen)
        seen.page.click("#buoc")
        seen.page.fill("#nghi-quyet", words)
        kept_here(seen, words)
    for seen in (one, other):
        cut(seen, off=False)
        until(seen, "async () => (await sotayStore.count()) === 0")
    other.page.wait_for_selector(".clash")
    clash = other.page.locator(".clash").filter(has_text="Bản máy thứ nhất.")
    assert "Bản máy thứ hai." in clash.inner_text()
    clash.get_by_role("button", name="Lấy bản của máy này").click()
    until(
        other,
        "async (key) => JSON.stringify(await (await fetch(`/api/v1/meetings/${key}/sheet`)).json())"
        ".includes('Bản máy thứ hai.')",
        key,
    )


def test_a_meeting_that_is_no_longer_ones_own_can_be_copied(visitor: Open) -> None:
    """As when the office was given up, or one moved to another cell, while there was no network."""
    chair = warmed(visitor, "secretary", "/meetings/")
    key = planned(chair, 38, "Chuyên đề của chi bộ cũ")
    chair.go(f"/handbook/meeting/{key}/")
    chair.page.wait_for_selector("#diem-danh li")
    cut(chair)
    chair.page.click("#buoc")
    chair.page.fill("#nghi-quyet", "Chữ không được mất.")
    kept_here(chair, "Chữ không được mất.")
    why = "Không tìm thấy, hoặc đồng chí không phụ trách phần này."
    chair.page.route(
        f"**/api/v1/meetings/{key}/changes",
        lambda route: route.fulfill(status=404, json={"message": why}),
    )
    cut(chair, off=False)
    chair.page.wait_for_selector("#tin-hop >> text=chép lại được ở Việc chờ gửi")
    chair.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chair.go("/handbook/device/")
    chair.page.wait_for_selector(f"#ds-cho-gui >> text={why}")
    chair.page.locator("#ds-cho-gui").get_by_role("button", name="Chép lời").click()
    chair.page.wait_for_selector("#tin-may >> text=Đã chép lời")
    assert "Chữ không được mất." in chair.page.evaluate("navigator.clipboard.readText()")
    chair.page.locator("#ds-cho-gui").get_by_role("button", name="Bỏ").click()
    assert chair.page.evaluate(COUNT) == 1
    chair.page.get_by_role("button", name="Bỏ hẳn, không gửi").click()
    until(chair, "async () => (await sotayStore.count()) === 0")


def test_what_waits_is_sent_by_the_worker_when_no_page_is_open(visitor: Open) -> None:
    chair, seen = visitor("secretary", DESK), warmed(visitor, "member")
    chair.go("/")
    key = invited(chair, seen, 39, "Chuyên đề gửi khi đã đóng trang")
    answer_offline(seen, key)
    devtools = seen.page.context.new_cdp_session(seen.page)
    known: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(one["registrationId"] for one in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    for _time in range(50):
        if known:
            break
        seen.page.wait_for_timeout(100)
    assert known
    seen.page.goto("about:blank")
    cut(seen, off=False)
    for registration in set(known):
        devtools.send(
            "ServiceWorker.dispatchSyncEvent",
            {"origin": seen.site, "registrationId": registration, "tag": "sotay-gui",
             "lastChance": False},
        )  # fmt: skip
    for _time in range(50):
        if answers_of(chair, key).count("coming") == 1:
            break
        seen.page.wait_for_timeout(200)
    assert answers_of(chair, key).count("coming") == 1


class TestSharedPhone:
    def test_the_second_sees_nothing_and_sends_nothing_of_the_first(self, visitor: Open) -> None:
        chair, seen = visitor("secretary", DESK), fresh(visitor, "member")
        chair.go("/")
        key = invited(chair, seen, 34, "Chuyên đề trên máy chung")
        answer_offline(seen, key)
        seen.page.context.clear_cookies()  # the session ran out
        cut(seen, off=False)
        seen.page.wait_for_url("**/accounts/login/**")
        sign_in(seen, "officer")
        until(seen, "async () => Boolean(await sotayStore.who())")
        assert len(seen.page.evaluate("async () => await sotayStore.others()")) == 1
        seen.go("/handbook/device/")
        seen.page.wait_for_selector("#ds-cho-gui >> text=1 đồng chí khác")
        shown = seen.page.inner_text("main")
        assert "Trả lời lời mời họp" not in shown
        assert "Chuyên đề trên máy chung" not in shown
        seen.page.evaluate("async () => await sotayDevice.send()")
        assert answers_of(chair, key).count("coming") == 0
        # The second signs out: what is sealed of the first stays.
        seen.go("/accounts/logout/")
        seen.page.click("form[data-sign-out] button")
        seen.page.wait_for_url("**/accounts/login/**")
        assert len(seen.page.evaluate(PERSONAL)) == 1
        sign_in(seen, "member")
        until(seen, SENT)
        assert answers_of(chair, key).count("coming") == 1

    def test_an_open_page_of_the_first_sends_nothing_as_the_second(self, visitor: Open) -> None:
        chair, seen = visitor("secretary", DESK), fresh(visitor, "member")
        chair.go("/")
        key = invited(chair, seen, 35, "Chuyên đề với hai người")
        answer_offline(seen, key)
        taken: Any = fresh(visitor, "officer").page.context.cookies()
        seen.page.context.clear_cookies()
        seen.page.context.add_cookies(taken)
        cut(seen, off=False)
        # Told to sign in again, the page goes; the act waits sealed for its owner.
        until(seen, "async () => (await sotayStore.others()).length === 1")
        assert answers_of(chair, key).count("coming") == 0

    def test_what_the_first_does_on_an_open_page_is_not_the_seconds(self, visitor: Open) -> None:
        chair, seen = visitor("secretary", DESK), fresh(visitor, "member")
        chair.go("/")
        key = invited(chair, seen, 41, "Chuyên đề với hai thẻ")
        waiting = Visitor(seen.page.context.new_page(), seen.site)
        waiting.go("/handbook/device/")
        waiting.page.wait_for_selector("#ds-tren-may li")
        second = Visitor(seen.page.context.new_page(), seen.site)
        taken: Any = fresh(visitor, "secretary").page.context.cookies()
        seen.page.context.clear_cookies()
        seen.page.context.add_cookies(taken)
        second.go("/")
        until(second, OWN)
        cut(seen)
        seen.page.get_by_role("button", name="Tôi sẽ dự").click()
        until(
            seen, "() => document.querySelector('#may-nay')?.textContent.includes('đăng nhập lại')"
        )
        act = {"url": f"/api/v1/meetings/{key}/answer", "body": {"answer": "coming"}}
        assert waiting.page.evaluate("async (act) => await sotayDevice.later(act)", act) is False
        assert second.page.evaluate(COUNT) == 0
        cut(seen, off=False)
        second.go("/")
        for each in (seen, waiting, second):
            each.page.evaluate("async () => await sotayDevice.send()")
        assert answers_of(chair, key).count("coming") == 0

    def test_the_firsts_ended_session_takes_nothing_of_the_second(self, visitor: Open) -> None:
        seen = fresh(visitor, "secretary")
        key = planned(seen, 45, "Thẻ của người trước")
        seen.go(f"/handbook/meeting/{key}/")
        seen.page.wait_for_selector("#diem-danh li")
        first: Any = seen.page.evaluate("async () => await sotayStore.who()")
        second = Visitor(seen.page.context.new_page(), seen.site)
        taken: Any = fresh(visitor, "member").page.context.cookies()
        seen.page.context.clear_cookies()
        seen.page.context.add_cookies(taken)
        second.go("/")
        until(second, OWN)
        until(second, PACK_KEPT)
        second.go("/")
        until(second, "async () => (await sotayStore.names()).includes('page:/')")
        before = second.page.evaluate(NAMES)
        # The first's page asks the server in the first's name, and is told to sign in.
        with seen.page.expect_response(f"**/meetings/{key}/changes") as answer:
            seen.page.click("#buoc")
        assert answer.value.status == 401
        seen.page.wait_for_selector("#tin-hop >> text=Phiên đăng nhập đã hết")
        seen.page.evaluate("async () => await sotayDevice.ended()")
        assert set(before) <= set(second.page.evaluate(NAMES))
        second.page.reload()
        until(second, OWN)
        assert second.page.evaluate("async () => await sotayStore.others()") == [first]
        assert second.page.evaluate(COUNT) == 0


VALUES = """async (key) => {
  const { fields } = await (await fetch(`/api/v1/meetings/${key}/sheet`)).json();
  return Object.fromEntries(fields.map((row) => [row.path, row.value]));
}"""
THERE = f"async ([key, words]) => JSON.stringify(await ({VALUES})(key)).includes(words)"
THREE_ITEMS = """async (key) => {
  const at = new Date().toISOString();
  const changes = [1, 2, 3].map((n) => ({
    key: crypto.randomUUID(), path: `item/${crypto.randomUUID()}`, base: 0, made_at: at,
    value: { position: 90 + n, title: `Mục ${n}`, kind: 'other', minutes: 5 } }));
  const answer = await fetch(`/api/v1/meetings/${key}/changes`, {
    method: 'POST', body: JSON.stringify({ device: crypto.randomUUID(), sent_at: at, changes }),
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': sotayDevice.csrf() } });
  return answer.status;
}"""
OWN = """async () =>
  (await sotayStore.who()) === document.querySelector('meta[name=who]').content"""


def led(visitor: Open, days: int, theme: str) -> tuple[Visitor, str]:
    """A meeting begun on a phone, at its first item, all sent."""
    chair = warmed(visitor, "secretary", "/meetings/")
    key = planned(chair, days, theme)
    assert chair.page.evaluate(THREE_ITEMS, key) == 200
    chair.go(f"/handbook/meeting/{key}/")
    chair.page.wait_for_selector("#diem-danh li")
    chair.page.click("#buoc")
    chair.page.click("#buoc")
    chair.page.wait_for_selector("#muc [aria-current]")
    until(chair, SENT)
    return chair, key


class TestWritingInAMeeting:
    def test_both_fields_are_kept_when_written_one_after_the_other(self, visitor: Open) -> None:
        chair, key = led(visitor, 42, "Hai ô liền nhau")
        chair.page.locator("#ghi").press_sequentially("Ghi nhanh.")
        chair.page.locator("#nghi-quyet").press_sequentially("Chi bộ thống nhất.")
        until(chair, THERE, [key, "Chi bộ thống nhất."])
        assert chair.page.input_value("#ghi") == "Ghi nhanh."
        until(chair, SENT)
        kept = chair.page.evaluate(VALUES, key)
        assert kept["resolution/text"] == "Chi bộ thống nhất."
        assert [v["note"] for p, v in kept.items() if p.startswith("item/") and v.get("note")] == [
            "Ghi nhanh."
        ]

    def test_a_note_stays_with_its_item_and_a_mark_takes_none_of_it(self, visitor: Open) -> None:
        chair, key = led(visitor, 43, "Sang mục khi đang viết")
        chair.page.locator("#ghi").press_sequentially("Của mục một.")
        chair.page.click("#buoc")
        assert chair.page.input_value("#ghi") == ""
        chair.page.locator("#ghi").press_sequentially("Của mục hai.")
        chair.page.locator("#diem-danh li").first.get_by_text("Có mặt").click()
        assert chair.page.input_value("#ghi") == "Của mục hai."
        # Without leaving the field, as where a button does not take the focus.
        chair.page.locator("#ghi").press_sequentially(" Thêm.")
        chair.page.evaluate("document.querySelector('#buoc').click()")
        assert chair.page.input_value("#ghi") == ""
        until(chair, THERE, [key, "Của mục hai. Thêm."])
        until(chair, SENT)
        kept = chair.page.evaluate(VALUES, key)
        items = sorted(
            (v for p, v in kept.items() if p.startswith("item/") and v), key=lambda v: v["position"]
        )
        assert [one.get("note") or "" for one in items[:3]] == [
            "Của mục một.", "Của mục hai. Thêm.", "",
        ]  # fmt: skip
        assert items[0]["ended_at"]
        assert items[1]["ended_at"]


def test_a_page_of_the_network_one_is_on_is_no_answer(visitor: Open) -> None:
    chair, key = led(visitor, 44, "Mạng của khách sạn")
    asked: list[str] = []

    def portal(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome</h1>")

    where = f"**/api/v1/meetings/{key}/changes"
    chair.page.route(where, portal)
    chair.page.fill("#nghi-quyet", "Không được mất.")
    chair.page.locator("#nghi-quyet").blur()
    chair.page.wait_for_selector("#luu >> text=mạng đang dùng trả lời thay máy chủ")
    assert asked
    assert chair.page.evaluate(COUNT) == 1
    chair.page.unroute(where)
    chair.page.evaluate("window.dispatchEvent(new Event('online'))")
    until(chair, SENT)
    assert chair.page.evaluate(VALUES, key)["resolution/text"] == "Không được mất."


# In the page itself: what a worker has its hand on does not pass by the browser driver's own door.
NO_ANSWER = """() => {
  const ask = window.fetch;
  window.fetch = (url, ...how) =>
    String(url).endsWith('/answer') ? Promise.reject(new TypeError('no answer')) : ask(url, ...how);
}"""


class TestSigningOut:
    def test_what_waits_is_told_before_and_the_key_goes_after(self, visitor: Open) -> None:
        chair, seen = visitor("secretary", DESK), fresh(visitor, "member")
        chair.go("/")
        key = invited(chair, seen, 36, "Chuyên đề trước khi đăng xuất")
        seen.go("/accounts/logout/")
        # The act cannot be sent although there is a network: the server does not answer.
        seen.page.evaluate(NO_ANSWER)
        act = {"url": f"/api/v1/meetings/{key}/answer", "body": {"answer": "coming"}, "words": "x"}
        seen.page.evaluate("async (act) => { await sotayStore.wait(act); }", act)
        seen.page.click("form[data-sign-out] button")
        until(
            seen,
            "() => document.querySelector('#may-nay')?.textContent.includes('chưa gửi được')",
        )
        assert len(seen.page.evaluate(PERSONAL)) == 1
        assert "logout" in seen.page.url
        seen.page.click("form[data-sign-out] button")
        seen.page.wait_for_url("**/accounts/login/**")
        until(seen, f"async () => (await ({PERSONAL})()).length === 0")

    def test_without_a_network_it_is_asked_once_more_and_the_device_is_emptied(
        self, visitor: Open
    ) -> None:
        chair, seen = visitor("secretary", DESK), fresh(visitor, "member")
        chair.go("/")
        key = invited(chair, seen, 46, "Chuyên đề khi đăng xuất không mạng")
        seen.go("/handbook/")
        until(seen, PACK_KEPT)
        door = Visitor(seen.page.context.new_page(), seen.site)
        door.go("/more/")
        answer_offline(seen, key)
        door.page.locator("form[data-sign-out] button").click()
        door.page.wait_for_selector("#may-nay >> text=máy chủ chưa biết đồng chí đăng xuất")
        assert "1 việc chưa gửi được" in door.page.inner_text("#may-nay")
        assert len(seen.page.evaluate(PERSONAL)) == 1
        door.page.locator("form[data-sign-out] button").click()
        door.page.wait_for_url("**/handbook/offline/")
        assert seen.page.evaluate(PERSONAL) == []
        seen.go("/handbook/")
        assert seen.page.inner_text("h1") == "Đang không có mạng"
        # The server could not learn of it: that session lives on, and keeps nothing of before.
        cut(seen, off=False)
        seen.go("/")
        until(seen, OWN)
        assert seen.page.evaluate(COUNT) == 0
        assert answers_of(chair, key).count("coming") == 0

    def test_the_browser_is_asked_to_clear_where_nothing_waits(self, visitor: Open) -> None:
        seen = fresh(visitor, "member")
        seen.go("/more/")
        seen.page.evaluate("localStorage.setItem('con-lai', '1')")
        with seen.page.expect_response("**/accounts/logout/") as gone:
            seen.page.locator("form[data-sign-out] button").click()
        assert gone.value.all_headers()["clear-site-data"] == '"cache", "storage"'
        seen.page.wait_for_url("**/accounts/login/**")
        assert seen.page.evaluate("localStorage.getItem('con-lai')") is None
        assert seen.page.evaluate(PERSONAL) == []


ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def end_the_lost(desk: Visitor) -> None:
    """On the list of machines, the row of the lost telephone and no other."""
    row = desk.page.locator("main .lines li").filter(has_text="Android")
    assert row.count() == 1
    row.get_by_role("button", name="Đăng xuất máy này").click()
    desk.page.wait_for_selector("text=Đã đăng xuất máy đó.")
    assert row.count() == 0


class TestLostPhone:
    def test_ended_from_another_machine_it_keeps_nothing(self, visitor: Open) -> None:
        lost, desk = fresh(visitor, "member", user_agent=ANDROID), fresh(visitor, "member")
        lost.go("/handbook/")
        until(lost, PACK_KEPT)
        cut(lost)
        lost.go("/handbook/")
        lost.page.wait_for_selector("#toi")
        desk.go("/handbook/")
        desk.page.get_by_role("link", name="Các máy đang đăng nhập").click()
        assert desk.page.inner_text("h1") == "Các máy đang đăng nhập"
        rows = desk.page.locator("main .lines li")
        assert "Đăng nhập lúc" in rows.first.inner_text()
        assert "dùng lần cuối lúc" in rows.first.inner_text()
        fits(desk)
        end_the_lost(desk)
        cut(lost, off=False)
        lost.page.wait_for_url("**/accounts/login/**")
        until(lost, f"async () => (await ({PERSONAL})()).length === 0")
        assert "đã bị đăng xuất từ máy khác" in lost.page.inner_text("#may-nay")
        assert lost.page.evaluate(
            "async () => (await caches.keys()).every((n) => n.startsWith('sotay-shell-'))"
        )
        cut(lost)
        lost.go("/handbook/")
        assert lost.page.inner_text("h1") == "Đang không có mạng"
        lost.go("/handbook/device/")
        lost.page.wait_for_selector("text=Chưa có ai đăng nhập trên máy này.")

    def test_what_was_unsent_waits_sealed_for_its_owner(self, visitor: Open) -> None:
        chair, lost, desk = (
            visitor("secretary", DESK),
            fresh(visitor, "member", user_agent=ANDROID),
            fresh(visitor, "member"),
        )
        chair.go("/")
        key = invited(chair, lost, 37, "Chuyên đề trên máy mất")
        answer_offline(lost, key)
        desk.go("/accounts/sessions/")
        end_the_lost(desk)
        cut(lost, off=False)
        lost.page.wait_for_url("**/accounts/login/**")
        lost.page.wait_for_selector("#may-nay >> text=Còn 1 việc chưa gửi được giữ kín")
        assert lost.page.evaluate(NAMES) == []
        sign_in(lost, "member")
        until(lost, SENT)
        assert answers_of(chair, key).count("coming") == 1
