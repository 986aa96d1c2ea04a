"""Without a network: the shell, kept pages, a whole meeting; and nothing left after signing out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Error

from sotay.demo.people import PASSWORD
from tests.browser.conftest import PHONE, Visitor

Open = Callable[..., Visitor]

KEPT = """async () => ({
  names: (await indexedDB.databases()).map((db) => db.name),
  caches: await caches.keys(),
})"""
DATABASE = "(await indexedDB.databases()).find((d) => d.name.startsWith('sotay-of-')).name"


def until(seen: Visitor, script: str, given: Any = None) -> None:
    """Wait for a script of the page to answer yes. (The page's policy forbids polling by text.)

    A page that is left meanwhile, or is not whole yet, is asked again.
    """
    why = ""
    for _time in range(150):
        try:
            if seen.page.evaluate(script, given):
                return
        except Error as gone:
            why = str(gone)
        seen.page.wait_for_timeout(100)
    raise AssertionError(f"{script} {why}")


def ready(seen: Visitor) -> None:
    """The worker stands and controls the page."""
    until(seen, "() => navigator.serviceWorker.controller !== null")


def warmed(visitor: Open, who: str, path: str = "/") -> Visitor:
    """Somebody on a phone whose device has the shell and has kept ``path``."""
    seen = visitor(who, PHONE)
    seen.go("/")
    ready(seen)
    seen.go(path)
    until(seen, "async (path) => (await sotayStore.names()).includes('page:' + path)", path)
    return seen


def sign_in(seen: Visitor, who: str) -> None:
    seen.go("/accounts/login/")
    seen.page.fill("input[name=login]", who)
    seen.page.fill("input[name=password]", PASSWORD)
    seen.page.click("main button[type=submit], main button:not([type])")
    seen.page.wait_for_url(lambda url: "login" not in url)
    seen.page.wait_for_load_state()
    ready(seen)


def fresh(visitor: Open, who: str, **more: Any) -> Visitor:
    """Somebody on a phone with a session of their own, not one that other tests share."""
    seen = visitor(None, PHONE, **more)
    sign_in(seen, who)
    return seen


def cut(seen: Visitor, off: bool = True) -> None:
    seen.page.context.set_offline(off)


def slowed(seen: Visitor) -> None:
    """Whatever this page seals or opens takes its time, as on an old telephone."""
    seen.page.evaluate(
        """() => {
          for (const name of ["encrypt", "decrypt"]) {
            const right = crypto.subtle[name].bind(crypto.subtle);
            crypto.subtle[name] = async (...given) => {
              await new Promise((done) => setTimeout(done, 400));
              return right(...given);
            };
          }
        }"""
    )


def kept_here(seen: Visitor, words: str) -> None:
    """Words written in a meeting are kept, unsent: a second after writing stops."""
    until(
        seen,
        """async (words) => {
          for (const { name } of await sotayStore.rows('meeting:')) {
            const { unsent } = (await sotayStore.kept(name)).value;
            if (JSON.stringify(unsent).includes(words)) return true;
          }
          return false;
        }""",
        words,
    )


def next_meeting(seen: Visitor) -> str:
    """The number of the next meeting of one's cell."""
    found: Any = seen.page.evaluate(
        "async () => (await (await fetch('/api/v1/meetings/mine')).json()).items[0].id"
    )
    return str(found)


def test_a_page_that_came_past_the_worker_is_taken_in(visitor: Open) -> None:
    """As one does that was on its way while the worker began: here, loaded anew past it."""
    seen = warmed(visitor, "member")
    seen.page.context.new_cdp_session(seen.page).send("Page.reload", {"ignoreCache": True})
    seen.page.wait_for_load_state()
    ready(seen)


def test_a_page_of_nobody_removes_what_is_left_of_those_who_left(visitor: Open) -> None:
    seen = visitor(None, PHONE)
    seen.go("/accounts/login/")
    ready(seen)
    seen.page.evaluate("async () => { await sotayStore.keep('page:/', { body: 'x' }, '900001'); }")
    seen.page.evaluate("async () => { await sotayStore.keep('draft:/:a', { at: 1 }, '900002'); }")
    names = "async () => (await indexedDB.databases()).map((one) => one.name)"
    assert {"sotay-of-900001", "sotay-of-900002"} <= set(seen.page.evaluate(names))
    seen.page.reload()
    until(seen, f"async () => !(await ({names})()).includes('sotay-of-900001')")
    # Writing begun waits for whoever began it.
    assert "sotay-of-900002" in seen.page.evaluate(names)


LEFT = """async (days) => {
  const db = await idb.openDB('sotay-now'), at = Date.now() - days * 86400000;
  await db.put('who', { 900011: at, 900012: at, 900013: at + 2 * 86400000 }, 'left');
  db.close();
}"""
HELD = "async (who) => await sotayStore.names(who)"


def test_writing_of_who_has_not_come_back_for_90_days_goes_and_no_act_does(visitor: Open) -> None:
    seen = warmed(visitor, "member")
    for who in ("900011", "900012", "900013"):
        seen.page.evaluate(
            """async (who) => {
              await sotayStore.keep('draft:/a/:b', { text: 'viết dở', at: 1 }, who);
              localStorage.setItem(`viet:${who}:/a/:c`, '{"laid": "x.y"}');
            }""",
            who,
        )
    act = "async () => { await sotayStore.wait({ url: '/x', words: 'chưa gửi' }, '900012'); }"
    seen.page.evaluate(act)
    seen.page.evaluate(LEFT, 91)
    # The next contact with the server tells what day it is.
    seen.page.evaluate("async () => { await sotayStore.drop('pack-at'); }")
    seen.page.reload()
    names = "async () => (await indexedDB.databases()).map((one) => one.name)"
    until(seen, f"async () => !(await ({names})()).includes('sotay-of-900011')")
    until(seen, "async () => (await sotayStore.names('900012')).length === 0")
    assert seen.page.evaluate("async () => (await sotayStore.pending('900012')).acts") == 1
    # Two days short of it: all is there. Back in between, it would be counted anew.
    assert seen.page.evaluate(HELD, "900013") == ["draft:/a/:b"]
    left: Any = seen.page.evaluate("() => Object.keys(localStorage).filter((k) => /900/.test(k))")
    assert left == ["viet:900013:/a/:c"]


def test_the_days_of_writing_that_waits_are_counted_by_the_server(visitor: Open) -> None:
    seen = warmed(visitor, "member")
    seen.page.evaluate("async () => { await sotayStore.keep('draft:/:a', { at: 1 }, '900021'); }")
    day, now = 86_400_000, 1_900_000_000_000
    expire = "async (now) => { await sotayStore.expire(now); }"
    for moment, there in ((now, 1), (now + 90 * day - 1, 1), (now + 90 * day, 0)):
        seen.page.evaluate(expire, moment)
        assert len(seen.page.evaluate(HELD, "900021")) == there


def test_kept_pages_open_and_others_say_so(visitor: Open) -> None:
    seen = warmed(visitor, "member")
    heading = seen.page.inner_text("h1")
    cut(seen)
    seen.go("/")
    assert seen.page.inner_text("h1") == heading
    assert "Không có mạng" in seen.page.inner_text("#may-nay")
    seen.go("/reports/")
    assert seen.page.inner_text("h1") == "Đang không có mạng"
    assert seen.axe() == []


def test_what_is_kept_cannot_be_read_from_the_disk(visitor: Open) -> None:
    seen = warmed(visitor, "member")
    raw: Any = seen.page.evaluate(
        f"""async () => {{
          const db = await idb.openDB({DATABASE});
          const rows = await db.getAll('kept');
          const key = await db.get('key', 'aes');
          const bytes = rows.map((row) => new TextDecoder('latin1').decode(row.data)).join('');
          const plain = bytes.includes('<h1');
          return {{ held: bytes.length, plain, extractable: key.extractable }};
        }}"""
    )
    assert raw["held"] > 1000
    assert raw["plain"] is False
    assert raw["extractable"] is False


def test_signing_out_leaves_nothing(visitor: Open) -> None:
    seen = fresh(visitor, "member")
    seen.go("/")
    until(seen, "async () => (await sotayStore.names()).includes('page:/')")
    seen.go("/accounts/logout/")
    seen.page.click("form[data-sign-out] button")
    seen.page.wait_for_url("**/accounts/login/**")
    kept: Any = seen.page.evaluate(KEPT)
    assert [name for name in kept["names"] if name.startswith("sotay-of-")] == []
    assert [name for name in kept["caches"] if not name.startswith("sotay-shell-")] == []
    ready(seen)  # the browser was asked to clear everything, the shell too: it comes anew
    cut(seen)
    seen.go("/")
    assert seen.page.inner_text("h1") == "Đang không có mạng"


def test_a_meeting_is_led_from_start_to_end_without_a_network(visitor: Open) -> None:
    seen = warmed(visitor, "secretary", "/meetings/")
    key = next_meeting(seen)
    seen.go(f"/handbook/meeting/{key}/")
    seen.page.wait_for_selector("#diem-danh li")
    people = seen.page.locator("#diem-danh li").count()
    cut(seen)
    seen.go(f"/handbook/meeting/{key}/")
    seen.page.wait_for_selector("#diem-danh li")
    assert seen.page.locator("#diem-danh li").count() == people
    seen.page.click("#buoc")
    for at in range(people):
        seen.page.locator("#diem-danh li").nth(at).get_by_text("Có mặt").click()
    assert seen.page.inner_text("#du") == "đủ điều kiện họp"
    seen.page.click("#buoc")
    seen.page.select_option("#f-y-kien select", index=1)
    seen.page.fill("#f-y-kien textarea", "ghi khi không có mạng")
    seen.page.click("#f-y-kien button")
    seen.page.fill("#f-bieu-quyet input", "Thông qua nghị quyết tháng 12")
    seen.page.click("#f-bieu-quyet button")
    seen.page.locator("#bieu-quyet input").first.fill(str(people))
    seen.page.locator("#bieu-quyet input").first.blur()
    seen.page.fill("#f-viec input[name=title]", "Việc giao khi không có mạng")
    seen.page.select_option("#f-viec select", index=1)
    due = timezone.localdate() + timedelta(days=12)
    seen.page.fill("#f-viec input[name=due_on]", f"{due:%d-%m-%Y}")
    seen.page.click("#f-viec button")
    seen.page.fill("#nghi-quyet", "Chi bộ thống nhất.")
    kept_here(seen, "Chi bộ thống nhất.")
    seen.page.click("#ket-thuc")
    closed = "(await sotayStore.kept(`meeting:${key}`)).value.fields['meeting/closed_at']?.value"
    until(seen, f"async (key) => Boolean({closed})", key)
    assert "Đã lưu trên máy" in seen.page.inner_text("#luu") or "đã lưu trên máy" in (
        seen.page.inner_text("#luu")
    )
    # The telephone is switched off and on; still no network.
    seen.go(f"/handbook/meeting/{key}/")
    seen.page.wait_for_selector("#y-kien p")
    assert "ghi khi không có mạng" in seen.page.inner_text("#y-kien")
    assert seen.axe() == []
    assert seen.sideways() <= 0
    cut(seen, off=False)
    until(
        seen,
        "async (key) => (await (await fetch(`/api/v1/meetings/${key}`)).json()).state === 'closed'",
        key,
    )
    seen.go(f"/meetings/{key}/minutes/")
    minutes = seen.page.inner_text("main")
    assert "ghi khi không có mạng" in minutes
    assert "Việc giao khi không có mạng" in minutes
    assert "được thông qua" in minutes
    # The month goes on: the minutes are sealed, and what was given is a task with a day.
    seen.page.click("main form[action$='/seal/'] button")
    seen.page.wait_for_load_state()
    assert "đã thông qua biên bản" in seen.page.inner_text("main")
    seen.go("/tasks/?q=Việc giao khi không có mạng&state=all")
    assert "Việc giao khi không có mạng" in seen.page.inner_text("main")
