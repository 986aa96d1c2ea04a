"""Writing begun in a form: under its owner's key, there after a sudden end, gone once sent."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_device_page import PERSONAL, call, planned
from tests.browser.test_offline import cut, fresh, sign_in, until

Open = Callable[..., Visitor]

FIELD = "#nghi-quyet textarea"
SECRET = "Đồng chí bí thư viết dở câu này"
KEPT = """async () => (await sotayStore.names()).filter((one) => one.startsWith('draft:')).length"""
IN_THE_OPEN = "(words) => JSON.stringify({ ...localStorage, ...sessionStorage }).includes(words)"
ON_DISK = """async (words) => {
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith('sotay-of-'));
  const db = await idb.openDB(name);
  const rows = await db.getAll('kept');
  db.close();
  const bytes = rows.map((row) => new TextDecoder().decode(row.data)).join('');
  return JSON.stringify(rows).includes(words) || bytes.includes(words);
}"""
SLOTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('viet:'))"
NOTHING_ENDS = """() => {
  // As where a telephone ends the page: what was begun here does not come to its end.
  IDBObjectStore.prototype.put = () => new Promise(() => {});
  const right = crypto.subtle.encrypt.bind(crypto.subtle);
  crypto.subtle.encrypt = () => new Promise(() => {});
}"""
PRESSED_TWICE = """() => {
  const button = document.querySelector('main form[method=post] button.primary');
  button.click();
  setTimeout(() => button.click(), 100);
}"""
NO_CIPHER = "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });"


def lead(visitor: Open, days: int) -> tuple[Visitor, str]:
    """The page on which the secretary leads a meeting of her own; gives its address."""
    seen = fresh(visitor, "secretary")
    path = f"/meetings/{planned(seen, days, f'Bài viết dở {days}')}/lead/"
    seen.go(path)
    return seen, path


def write(seen: Visitor, words: str = SECRET) -> None:
    seen.page.fill(FIELD, words)


def written(seen: Visitor, words: str = SECRET) -> None:
    """Write, and wait until it is kept."""
    write(seen, words)
    seen.page.wait_for_selector("#nghi-quyet >> text=Đã lưu trên máy lúc")


def brought(seen: Visitor, words: str = SECRET) -> None:
    until(seen, f"(words) => document.querySelector('{FIELD}').value === words", words)


def test_it_is_kept_under_the_key_and_brought_back(visitor: Open) -> None:
    seen, path = lead(visitor, 50)
    written(seen)
    assert seen.page.evaluate(KEPT) == 1
    assert seen.page.evaluate(IN_THE_OPEN, SECRET) is False
    assert seen.page.evaluate(ON_DISK, SECRET) is False
    seen.go("/")
    seen.go(path)
    brought(seen)
    assert "Lấy lại bản viết dở" in seen.page.inner_text("#nghi-quyet")
    assert seen.axe() == []


def test_it_is_shown_among_what_is_kept_and_removed_there(visitor: Open) -> None:
    seen, path = lead(visitor, 65)
    written(seen)
    seen.go("/handbook/device/")
    line = seen.page.locator("#ds-tren-may li").filter(has_text="1 chỗ viết dở")
    line.get_by_role("button", name="Bỏ khỏi máy").click()
    # Something else comes to be kept meanwhile: the list is drawn anew, the question stays.
    seen.page.evaluate("async () => { await sotayStore.keep('page:/thu/', { body: '' }); }")
    seen.page.evaluate("() => window.dispatchEvent(new Event('sotay:fresh'))")
    seen.page.wait_for_selector("#ds-tren-may li >> text=trang")
    line.get_by_role("button", name="Bỏ khỏi máy này").click()
    until(seen, f"async () => (await ({KEPT})()) === 0")
    seen.go(path)
    seen.page.wait_for_timeout(500)
    assert seen.page.input_value(FIELD) == ""


def test_it_is_kept_while_writing_goes_on_without_a_pause(visitor: Open) -> None:
    seen, _path = lead(visitor, 51)
    seen.page.locator(FIELD).press_sequentially("x" * 30, delay=100)
    assert seen.page.evaluate(KEPT) == 1


class TestSuddenEnd:
    def test_the_page_goes_before_anything_could_be_awaited(self, visitor: Open) -> None:
        seen, path = lead(visitor, 52)
        write(seen, "Ba chữ đầu")
        seen.page.wait_for_selector("#nghi-quyet >> text=Đã lưu trên máy lúc")
        write(seen, "Ba chữ")
        seen.page.wait_for_timeout(100)  # between two letters
        seen.page.evaluate(NOTHING_ENDS)
        write(seen)
        seen.go("/")
        until(seen, "() => Boolean(window.sotayWriting)")
        assert seen.page.evaluate(IN_THE_OPEN, SECRET) is False
        seen.go(path)
        brought(seen)
        until(seen, f"() => ({SLOTS})().length === 0")
        seen.page.reload()
        brought(seen)

    def test_the_window_is_closed_a_second_after_the_last_letter(self, visitor: Open) -> None:
        seen, path = lead(visitor, 53)
        write(seen)
        seen.page.wait_for_timeout(1000)
        context = seen.page.context
        seen.page.close()
        again = Visitor(context.new_page(), seen.site)
        again.go(path)
        brought(again)


class TestSent:
    def test_what_was_taken_is_not_offered_again(self, visitor: Open) -> None:
        seen, path = lead(visitor, 54)
        written(seen)
        seen.page.click("#nghi-quyet button:has-text('Ghi')")
        seen.page.wait_for_load_state()
        until(seen, f"async () => (await ({KEPT})()) === 0")
        seen.go(path)
        assert seen.page.input_value(FIELD) == SECRET  # from the server
        assert seen.page.evaluate(KEPT) == 0

    def test_what_was_refused_stays(self, visitor: Open) -> None:
        seen, path = lead(visitor, 55)
        written(seen)
        chair = visitor("secretary", DESK)
        chair.go("/")
        key = path.split("/")[2]
        why = {"reason": "Trùng lịch của đảng ủy"}
        assert call(chair, "POST", f"/api/v1/meetings/{key}/cancel", why)["status"] == 200
        seen.page.click("#nghi-quyet button:has-text('Ghi')")
        seen.page.wait_for_load_state()
        seen.page.wait_for_selector("#thong-bao .strip.bad")
        seen.page.wait_for_timeout(500)
        assert seen.page.evaluate(KEPT) == 1

    def test_what_met_the_page_that_asks_to_sign_in_stays(self, visitor: Open) -> None:
        seen, path = lead(visitor, 56)
        written(seen)
        seen.page.context.clear_cookies(name="sessionid")
        seen.page.click("#nghi-quyet button:has-text('Ghi')")
        seen.page.wait_for_url("**/accounts/login/**")
        sign_in(seen, "secretary")
        seen.go(path)
        brought(seen)

    def test_where_the_server_has_another_text_the_person_chooses(self, visitor: Open) -> None:
        seen, path = lead(visitor, 57)
        written(seen)
        other = visitor("secretary", DESK)
        other.go(path)
        other.page.fill(FIELD, "Bản của máy khác")
        other.page.click("#nghi-quyet button:has-text('Ghi')")
        other.page.wait_for_load_state()
        seen.go(path)
        seen.page.wait_for_selector("#nghi-quyet >> text=khác bản đang hiện")
        assert seen.page.input_value(FIELD) == "Bản của máy khác"
        assert seen.axe() == []
        seen.page.click("#nghi-quyet button:has-text('Dùng bản viết dở')")
        assert seen.page.input_value(FIELD) == SECRET


class TestWhoseItIs:
    def test_signing_out_destroys_it(self, visitor: Open) -> None:
        seen, path = lead(visitor, 58)
        written(seen)
        write(seen, f"{SECRET}, thêm")
        seen.go("/accounts/logout/")
        seen.page.click("form[data-sign-out] button")
        seen.page.wait_for_url("**/accounts/login/**")
        until(seen, f"async () => (await ({PERSONAL})()).length === 0")
        assert seen.page.evaluate(SLOTS) == []
        sign_in(seen, "secretary")
        seen.go(path)
        seen.page.wait_for_timeout(500)
        assert seen.page.input_value(FIELD) == ""

    def test_a_session_that_ran_out_leaves_it_sealed_for_its_owner(self, visitor: Open) -> None:
        seen, path = lead(visitor, 59)
        written(seen)
        seen.page.context.clear_cookies(name="sessionid")
        seen.go("/accounts/login/")
        until(seen, "async () => (await sotayStore.who()) === ''")
        sign_in(seen, "officer")
        until(seen, "async () => (await sotayStore.others()).length === 1")
        assert seen.page.evaluate(KEPT) == 0
        assert seen.page.evaluate(IN_THE_OPEN, SECRET) is False
        seen.go("/accounts/logout/")
        seen.page.click("form[data-sign-out] button")
        seen.page.wait_for_url("**/accounts/login/**")
        sign_in(seen, "secretary")
        seen.go(path)
        brought(seen)

    def test_what_older_pages_kept_in_the_open_is_taken_in_once(self, visitor: Open) -> None:
        seen, path = lead(visitor, 60)
        who: Any = seen.page.evaluate("async () => await sotayStore.who()")
        key = path.split("/")[2]
        old = """([key, text]) => localStorage.setItem(
          key, JSON.stringify({ text, base: '', at: Date.now() }))"""
        seen.page.evaluate(old, [f"viet:{who}:{path}:hop-{key}-nghi-quyet", SECRET])
        seen.page.evaluate(old, ["viet:9999:/tasks/1/report/:x", f"{SECRET} của người khác"])
        seen.go("/")
        until(seen, f"() => ({SLOTS})().length === 0")
        assert seen.page.evaluate("async () => await sotayStore.others()") == ["9999"]
        seen.go(path)
        brought(seen)
        assert seen.page.evaluate(IN_THE_OPEN, SECRET) is False

    def test_a_tab_left_open_keeps_nothing_for_who_has_signed_out(self, visitor: Open) -> None:
        seen, _path = lead(visitor, 61)
        other = Visitor(seen.page.context.new_page(), seen.site)
        other.go("/accounts/logout/")
        other.page.click("form[data-sign-out] button")
        other.page.wait_for_url("**/accounts/login/**")
        write(seen)
        seen.page.wait_for_timeout(1200)
        assert seen.page.evaluate(PERSONAL) == []
        assert seen.page.evaluate(IN_THE_OPEN, SECRET) is False
        assert "Đã lưu trên máy" not in seen.page.inner_text("#nghi-quyet")


def test_without_a_cipher_it_is_kept_in_the_open_and_still_brought_back(visitor: Open) -> None:
    seen = visitor("secretary", PHONE)
    seen.go("/")
    path = f"/meetings/{planned(seen, 62, 'Trình duyệt cũ')}/lead/"
    seen.page.context.add_init_script(NO_CIPHER)
    seen.go(path)
    written(seen)
    assert seen.page.evaluate(IN_THE_OPEN, SECRET) is True
    seen.page.reload()
    brought(seen)


@pytest.mark.parametrize("away", [True, False])
def test_it_is_kept_with_and_without_a_network(visitor: Open, away: bool) -> None:
    seen, path = lead(visitor, 63 if away else 64)
    cut(seen, away)
    written(seen)
    cut(seen, off=False)
    seen.page.reload()
    brought(seen)
    assert path in seen.page.url


def test_a_button_pressed_twice_sends_once(visitor: Open) -> None:
    """The server is slow to answer, and the hand presses again: one act, not two."""
    seen, sent = visitor("member", PHONE), []
    seen.go("/notices/choices/")
    seen.page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    seen.page.route("**/notices/choices/", lambda route: route.abort())  # no answer comes
    seen.page.evaluate(PRESSED_TWICE)
    seen.page.wait_for_timeout(800)
    assert len(sent) == 1


def test_a_browser_that_takes_no_push_is_told_so(visitor: Open) -> None:
    seen = visitor("member", PHONE)
    seen.page.context.add_init_script("delete window.PushManager;")
    seen.go("/notices/choices/")
    said = seen.page.locator("[data-push] [role=status]")
    said.wait_for(state="visible")
    assert "không nhận được tin đẩy" in said.inner_text()
    assert seen.page.locator("[data-push] button").is_hidden()
    assert seen.complaints == []


def test_what_is_missing_is_said_in_the_page_s_language(visitor: Open) -> None:
    """The browser's own sentence follows the browser's language, which may be another."""
    seen = visitor("member", PHONE)
    seen.go("/proposals/new/")
    send = seen.page.locator("main form button.primary")
    words = seen.page.locator("main form textarea[name=words]")
    send.click()
    assert words.evaluate("field => field.validationMessage").startswith("Còn thiếu.")
    seen.page.locator("main form label:has(input[name=kind])").first.click()
    seen.page.select_option("select[name=subject]", index=1)
    words.fill("Bao giờ có lịch học?")
    assert seen.page.evaluate("document.querySelector('main form').checkValidity()")
    words.evaluate("field => { field.value = ''; }")
    send.click()
    words.evaluate("field => { field.value = 'Bao giờ?'; }")  # by a script: nothing is heard of it
    with seen.page.expect_navigation(url="**/proposals/*/"):
        send.click()
    assert seen.complaints == []
