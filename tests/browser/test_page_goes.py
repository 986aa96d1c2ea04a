"""A meeting's page goes before the cipher of the last act is done: it is there all the same."""

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import Visitor
from tests.browser.test_device_page import planned
from tests.browser.test_device_troubles import COUNT, SENT, VALUES
from tests.browser.test_offline import cut, fresh, until, warmed

Open = Callable[..., Visitor]

# Sealing takes as long as the page lives.
STUCK = "() => { crypto.subtle.encrypt = () => new Promise(() => {}); }"
LAID = """() => Object.keys(localStorage).filter((key) => key.startsWith('hop:'))
  .map((key) => localStorage.getItem(key))"""


def ready(seen: Visitor, path: str) -> None:
    seen.go(path)
    seen.page.wait_for_selector("#diem-danh li")
    seen.page.wait_for_timeout(300)  # what seals without waiting is made ahead


def marked(seen: Visitor) -> int:
    return seen.page.locator("#diem-danh li input:checked").count()


def test_the_last_act_of_a_page_that_goes_is_there_on_the_next(visitor: Open) -> None:
    seen = warmed(visitor, "secretary", "/meetings/")
    key = planned(seen, 3, "Máy tắt giữa chừng")
    path = f"/handbook/meeting/{key}/"
    ready(seen, path)
    cut(seen)
    ready(seen, path)
    seen.page.click("#buoc")
    until(seen, "async () => (await sotayStore.count()) === 1")
    seen.page.click("#buoc")
    until(seen, "async () => { const { unsent } = (await sotayStore.kept("
          f"'meeting:{key}')).value; return unsent.length === 2; }}")  # fmt: skip
    seen.page.evaluate(STUCK)
    seen.page.locator("#diem-danh li").first.get_by_text("Có mặt").click()
    seen.page.fill("#ghi", "Lời ghi cuối cùng.")
    seen.go("/handbook/device/")  # nothing of it could be sealed in time
    # The page that comes puts it with the rest of the meeting, and it is told as waiting.
    seen.page.locator("#ds-cho-gui").get_by_text("3 chỗ ghi chưa gửi").wait_for()
    assert seen.page.evaluate(LAID) == []
    ready(seen, path)
    assert marked(seen) == 1
    assert seen.page.input_value("#ghi") == "Lời ghi cuối cùng."
    # The same, straight back to the meeting; what is laid down meanwhile cannot be read.
    seen.page.evaluate(STUCK)
    seen.page.locator("#diem-danh li").nth(1).get_by_text("Có mặt").click()
    seen.page.fill("#ghi", "Lời ghi sau cùng.")
    seen.page.evaluate("dispatchEvent(new Event('pagehide'))")
    (laid,) = seen.page.evaluate(LAID)
    assert "roll/" not in laid
    assert "sau" not in laid
    ready(seen, path)
    assert marked(seen) == 2
    assert seen.page.input_value("#ghi") == "Lời ghi sau cùng."
    until(seen, f"() => ({LAID})().length === 0")
    cut(seen, off=False)
    until(seen, SENT)
    values: Any = seen.page.evaluate(VALUES, key)
    assert [one["state"] for p, one in values.items() if p.startswith("roll/")] == ["present"] * 2
    assert "Lời ghi sau cùng." in str(values)
    assert seen.page.locator(".clash").count() == 0


def test_what_was_laid_and_changed_by_somebody_is_not_taken_in(visitor: Open) -> None:
    seen = fresh(visitor, "secretary")
    seen.go("/")
    lines: Any = seen.page.evaluate(
        """async () => {
          const seal = await sotayStore.ahead(await sotayStore.who());
          const line = seal({ agree: 12 }), parts = line.split('.');
          const turned = parts.map((part, at) => parts.map((one, now) =>
            now !== at ? one : (part.startsWith('A') ? 'B' : 'A') + part.slice(1)).join('.'));
          return [line, seal({ agree: 13 }), ...turned, parts.slice(0, 3).join('.'), ''];
        }"""
    )
    open_it = "async (line) => await sotayStore.unlaid(line, await sotayStore.who())"
    found = [seen.page.evaluate(open_it, line) for line in lines]
    assert found == [{"agree": 12}, {"agree": 13}, *[None] * 6]
    assert not set(lines[0].split(".")[2:]) & set(lines[1].split(".")[2:])  # no nonce twice


def test_one_begun_here_and_never_kept_is_laid_whole(visitor: Open) -> None:
    seen = fresh(visitor, "secretary")
    seen.go("/meetings/")
    until(seen, "async () => (await sotayStore.names()).some((n) => /^meeting:[0-9]+$/.test(n))")
    cut(seen)
    # Only looked at, it leaves nothing behind.
    ready(seen, "/handbook/meeting/new/")
    lines = seen.page.locator("#muc li").count()
    ready(seen, "/handbook/meeting/new/")
    assert (seen.page.evaluate(COUNT), seen.page.evaluate(LAID)) == (0, [])
    seen.page.evaluate(STUCK)
    seen.page.click("#buoc")
    seen.page.locator("#diem-danh li").first.get_by_text("Có mặt").click()
    ready(seen, "/handbook/meeting/new/")
    assert marked(seen) == 1
    assert seen.page.locator("#muc li").count() == lines
    assert seen.page.is_visible("#nghi")
    until(seen, "async () => (await sotayStore.count()) === 1")
    assert seen.page.evaluate(LAID) == []
    # Signing out leaves none of it.
    seen.page.evaluate(
        """async () => {
          localStorage.setItem(`hop:${await sotayStore.who()}:9`, '{"laid": "x.y.z"}');
          await sotayStore.forget();
        }"""
    )
    assert seen.page.evaluate(LAID) == []
