"""What a device keeps and what waits on it: shown, sent, refused, removed; also without network."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.browser.conftest import DESK, Visitor
from tests.browser.test_offline import cut, until, warmed

Open = Callable[..., Visitor]

PACK_KEPT = "async () => (await sotayStore.names()).includes('pack-at')"
CALL = """async ([method, url, body]) => {
  const answer = await fetch(url, { method, body: body ? JSON.stringify(body) : undefined,
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': sotayDevice.csrf() } });
  const text = await answer.text();
  return { status: answer.status, said: /^[[{]/.test(text) ? JSON.parse(text) : {} };
}"""
FULL = """() => {
  const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
  IDBObjectStore.prototype.put = full;
  IDBObjectStore.prototype.add = full;
}"""
REFUSED = "async () => (await sotayStore.rows('refused:')).map((one) => one.name)"
PERSONAL = """async () => (await indexedDB.databases()).map((db) => db.name)
  .filter((name) => name.startsWith('sotay-of-'))"""


def call(seen: Visitor, method: str, url: str, body: Any = None) -> Any:
    return seen.page.evaluate(CALL, [method, url, body])


def planned(chair: Visitor, days: int, theme: str) -> str:
    """A thematic meeting to which the cell is asked; gives its number."""
    cell = call(chair, "GET", "/api/v1/handbook/cell")["said"]["organisation_id"]
    day = timezone.localtime() + timedelta(days=days)
    body = {
        "organisation_id": cell,
        "kind": "thematic",
        "starts_at": day.isoformat(),
        "place": "Phòng họp",
        "theme": theme,
    }
    made = call(chair, "POST", "/api/v1/meetings", body)
    assert made["status"] == 201, made
    key = str(made["said"]["id"])
    assert call(chair, "POST", f"/api/v1/meetings/{key}/invite")["status"] == 200
    return key


def fits(seen: Visitor) -> None:
    """Nothing found by axe; no sideways scroll, with large text too."""
    seen.page.evaluate("document.documentElement.dataset.chu = '175'")
    assert seen.sideways() <= 0
    assert seen.axe() == []
    seen.page.evaluate("document.documentElement.dataset.chu = '100'")


def with_pack(seen: Visitor) -> None:
    until(seen, PACK_KEPT)
    until(seen, "async () => (await sotayStore.names()).includes('page:/handbook/')")


def test_the_handbook_is_read_from_the_pack_without_a_network(visitor: Open) -> None:
    seen = warmed(visitor, "member")
    found = call(seen, "GET", "/api/v1/handbook/pack")["said"]
    listed: Any = seen.page.evaluate(
        "async () => (await (await fetch('/api/v1/documents?limit=5')).json()).items[0].id"
    )
    assert call(seen, "POST", f"/api/v1/documents/{listed}/pin")["status"] in (200, 201, 204)
    seen.page.evaluate("async () => { await sotayStore.drop('pack-at'); }")
    seen.go("/")
    with_pack(seen)
    pack = seen.page.evaluate("async () => (await sotayStore.kept('pack')).value")
    mine = next(one for one in pack["documents"] if one["id"] == listed)
    cut(seen)
    seen.go("/handbook/")
    seen.page.wait_for_selector("#toi")
    main = seen.page.inner_text("main")
    assert found["me"]["cell"] in main
    assert found["meetings"][0]["title"] in main
    assert "Không có mạng. Đây là bản lấy từ máy chủ lúc" in main
    assert "Đảng phí" in main
    fits(seen)
    seen.page.click(f"a[href='#van-ban-{listed}']")
    seen.page.wait_for_selector("article")
    words = mine["text"].split()
    assert " ".join(words[:3]) in " ".join(seen.page.inner_text("article").split())
    seen.go(f"/documents/{listed}/")
    seen.page.wait_for_selector("article")
    # Removing the pin without a network: it waits, and the text is gone from this device.
    seen.go("/handbook/device/")
    title = f"{mine['type_name']} {mine['symbol']}"
    seen.page.get_by_role("button", name=f"Bỏ ghim: {title}").click()
    seen.page.get_by_role("button", name="Bỏ ghim trên mọi máy").click()
    seen.page.wait_for_selector("#ds-cho-gui >> text=Bỏ ghim văn bản")
    cut(seen, off=False)
    until(seen, "async () => (await sotayStore.count()) === 0")
    kept = call(seen, "GET", "/api/v1/handbook/pack")["said"]
    assert listed not in [one["id"] for one in kept["documents"]]


def test_what_waits_is_shown_sent_and_what_is_refused_has_ways_on(visitor: Open) -> None:
    chair, seen = visitor("secretary", DESK), warmed(visitor, "member")
    chair.go("/")
    good, gone = planned(chair, 20, "Chuyên đề còn họp"), planned(chair, 21, "Chuyên đề bị hoãn")
    for key in (good, gone):
        seen.go(f"/meetings/{key}/")
        until(seen, "async (p) => (await sotayStore.names()).includes(p)", f"page:/meetings/{key}/")
    cut(seen)
    for n, key in enumerate((good, gone), 1):
        seen.go(f"/meetings/{key}/")
        seen.page.get_by_role("button", name="Tôi sẽ dự").click()
        # Not the line at the top: it stands on a kept page before anything is pressed.
        until(seen, "async (n) => (await sotayStore.count()) === n", n)
    seen.page.get_by_role("link", name="Xem việc chờ gửi").click()
    seen.page.wait_for_url("**/handbook/device/")
    seen.page.wait_for_selector("#ds-cho-gui li")
    assert seen.page.locator("#ds-cho-gui li").count() == 2
    assert "Trả lời lời mời họp" in seen.page.inner_text("#ds-cho-gui")
    assert "Tôi sẽ dự" in seen.page.inner_text("#ds-cho-gui")
    seen.page.wait_for_selector("#cho-trong >> text=Đã dùng")  # drawn last
    fits(seen)
    reason = {"reason": "Trùng lịch của đảng ủy"}
    assert call(chair, "POST", f"/api/v1/meetings/{gone}/cancel", reason)["status"] == 200
    cut(seen, off=False)
    seen.page.wait_for_selector("#ds-tu-choi li")
    until(seen, "() => !document.querySelector('#ds-cho-gui li')")
    refused = seen.page.inner_text("#ds-tu-choi")
    assert seen.page.inner_text("#ds-tu-choi .t-red").strip()
    assert seen.page.locator("#ds-tu-choi li").count() == 1
    for way in ("Gửi lại", "Sửa", "Chép lời", "Bỏ"):
        assert way in refused
    fits(seen)
    taken: Any = chair.page.evaluate(
        "async (url) => (await (await fetch(url)).json()).map((one) => one.answer)",
        f"/api/v1/meetings/{good}/invitations",
    )
    assert taken.count("coming") == 1
    # Tried again it is refused again; dropped only after it was asked once more.
    before: Any = seen.page.evaluate(REFUSED)
    seen.page.evaluate("document.querySelector('#ds-tu-choi li').dataset.before = ''")
    seen.page.get_by_role("button", name="Gửi lại").click()
    until(seen, f"async (old) => (await ({REFUSED})()).some((one) => !old.includes(one))", before)
    seen.page.wait_for_selector("#ds-tu-choi li:not([data-before])")  # the list drawn anew
    assert seen.page.locator("#ds-tu-choi li").count() == 1
    seen.page.locator("#ds-tu-choi").get_by_role("button", name="Bỏ").click()
    assert seen.page.locator("#ds-tu-choi li").count() == 1
    seen.page.get_by_role("button", name="Bỏ hẳn, không gửi").click()
    until(seen, "() => document.querySelector('#tu-choi').hidden")


# The second opening of what is sealed takes its time (the first is of how far the clock is wrong),
# as where much waits or the processor is busy.
SLOW_ONCE = """() => {
  const right = crypto.subtle.decrypt.bind(crypto.subtle);
  let times = 0;
  crypto.subtle.decrypt = async (...given) => {
    times += 1;
    if (times === 2) await new Promise((done) => setTimeout(done, 1000));
    return right(...given);
  };
}"""
TOLD = "() => window.dispatchEvent(new CustomEvent('sotay:sent', { detail: {} }))"
NO_REGISTERING = """
  ServiceWorkerContainer.prototype.register = () => new Promise(() => {});
"""


def with_an_act(visitor: Open) -> Visitor:
    """The page of what waits, without a network, with one act on it."""
    seen = warmed(visitor, "member")
    seen.go("/handbook/device/")
    seen.page.wait_for_selector("#ds-tren-may li")
    cut(seen)
    act = {"url": "/api/v1/meetings/1/answer", "body": {}, "words": "Việc thứ nhất", "about": ""}
    assert seen.page.evaluate("async (act) => await sotayDevice.later(act)", act)
    seen.page.evaluate(TOLD)
    seen.page.wait_for_selector("#ds-cho-gui >> text=Việc thứ nhất")
    return seen


def test_a_list_read_earlier_does_not_come_to_lie_over_a_later_one(visitor: Open) -> None:
    seen = with_an_act(visitor)
    another = "async () => { await sotayStore.wait({ url: '/x', words: 'Việc thứ hai' }); }"
    seen.page.evaluate(another)
    seen.page.evaluate(SLOW_ONCE)
    seen.page.evaluate(TOLD)  # begins to read, and takes a second for it
    seen.page.wait_for_timeout(100)
    seen.page.evaluate(
        "async () => { await Promise.all((await sotayStore.waiting()).map(({ key }) =>"
        " sotayStore.sent(key))); }"
    )
    seen.page.evaluate(TOLD)
    seen.page.wait_for_timeout(1500)
    assert seen.page.locator("#ds-cho-gui li").count() == 0


def test_what_is_being_asked_stays_asked_while_the_list_is_drawn_anew(visitor: Open) -> None:
    seen = with_an_act(visitor)
    seen.page.locator("#ds-cho-gui").get_by_role("button", name="Bỏ").click()
    seen.page.wait_for_selector("#ds-cho-gui >> text=Bỏ hẳn, không gửi")
    for _time in range(3):
        seen.page.evaluate(TOLD)
        seen.page.wait_for_timeout(100)
    asked: Any = seen.page.evaluate("() => document.activeElement.textContent")
    assert asked == "Bỏ hẳn, không gửi"
    seen.page.get_by_role("button", name="Bỏ hẳn, không gửi").click()
    until(seen, "async () => (await sotayStore.count()) === 0")
    seen.page.wait_for_selector("#ds-cho-gui >> text=Không có việc nào chờ gửi.")


def test_an_act_is_kept_although_the_page_is_not_ready_yet(visitor: Open) -> None:
    """As on a slow telephone, where the worker takes its time: the person may leave at once."""
    chair, seen = visitor("secretary", DESK), warmed(visitor, "member")
    chair.go("/")
    key = planned(chair, 140, "Trả lời rồi đi ngay")
    seen.go(f"/meetings/{key}/")
    until(seen, "async (p) => (await sotayStore.names()).includes(p)", f"page:/meetings/{key}/")
    seen.page.context.add_init_script(NO_REGISTERING)
    cut(seen)
    seen.go(f"/meetings/{key}/")
    seen.page.get_by_role("button", name="Tôi sẽ dự").click()
    until(seen, "async () => (await sotayStore.count()) === 1")


def test_the_page_is_linked_and_opens_without_a_network(visitor: Open) -> None:
    seen = warmed(visitor, "member")
    seen.go("/handbook/")
    with_pack(seen)
    assert seen.page.get_by_role("link", name="Việc chờ gửi").count() == 1
    assert seen.page.get_by_role("link", name="Các máy đang đăng nhập").count() == 1
    cut(seen)
    seen.go("/handbook/device/")
    seen.page.wait_for_selector("#ds-tren-may li")
    assert "Sổ tay của đồng chí" in seen.page.inner_text("#ds-tren-may")
    # The pages kept are removed after asking; the pack stays.
    last = seen.page.locator("#ds-tren-may li").last
    last.get_by_role("button").click()
    last.get_by_role("button", name="Bỏ khỏi máy này").click()
    until(seen, "async () => !(await sotayStore.names()).some((name) => name.startsWith('page:'))")
    assert seen.page.evaluate(PACK_KEPT)
