"""A member reads a book without a network; place and notes are found on the second device."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_device_page import FULL, call, fits
from tests.browser.test_offline import cut, ready, slowed, until

Open = Callable[..., Visitor]

TITLES = """async ([title, shelf]) => {
  const list = await fetch(`/api/v1/library/shelves/${shelf}/titles?limit=200`);
  const books = (await list.json()).items;
  const found = [];
  for (const book of books) {
    const { editions } = await (await fetch(`/api/v1/library/titles/${book.id}`)).json();
    const text = editions.find((one) => one.pages >= 3);
    if (text) found.push(text.id);
    if (found.length > title) return found[title];
  }
  return 0;
}"""
PAGE = "() => Number(document.querySelector('[data-place]').dataset.page)"
PLACE = """async (edition) =>
  (await (await fetch(`/api/v1/library/editions/${edition}/place`)).json()).kept?.page"""
SETTLED = """(book) => {
  const key = Object.keys(localStorage).find((name) => new RegExp(`^doc:.*:${book}$`).test(name));
  const place = JSON.parse(localStorage.getItem(key));
  return place.page === 1 && !place.unsent && !place.tried.length;
}"""
WORDS = """async (edition) =>
  (await (await fetch(`/api/v1/library/bookmarks?edition_id=${edition}`)).json())
    .map((one) => one.words).sort()"""


WITH = """async (kind) => {
  for (const shelf of await (await fetch('/api/v1/library/shelves')).json()) {
    const list = await fetch(`/api/v1/library/shelves/${shelf.id}/titles?limit=200`);
    for (const book of (await list.json()).items) {
      const { editions } = await (await fetch(`/api/v1/library/titles/${book.id}`)).json();
      const wanted = (one) => kind === 'picture' ? one.picture_bytes && one.kind === 'epub'
        : kind === 'scan' ? one.picture_bytes && one.kind === 'pdf' : one.kind === kind;
      const found = editions.find(wanted);
      if (found) return found.id;
    }
  }
  return 0;
}"""
DRAWN = """() => {
  const image = document.querySelector('.book figure img');
  return Boolean(image && image.complete && image.naturalWidth > 100);
}"""
PARTS = """async (begin) =>
  (await sotayStore.names()).filter((name) => name.startsWith(begin)).length"""
BYTES = """async (name) => {
  const db = await idb.openDB('sotay-of-' + await sotayStore.who());
  const head = new Uint8Array((await db.get('kept', name)).data).slice(0, 4);
  db.close();
  return String.fromCharCode(...head);
}"""


def edition(seen: Visitor, number: int) -> int:
    """A text of at least three pages; each test takes another title."""
    seen.go("/library/")
    ready(seen)
    shelves: Any = seen.page.evaluate(
        "async () => (await (await fetch('/api/v1/library/shelves')).json()).map((one) => one.id)"
    )
    for shelf in shelves:
        found: Any = seen.page.evaluate(TITLES, [number, shelf])
        if found:
            return int(found)
    raise AssertionError("no text of three pages on any shelf")


def download(seen: Visitor, book: int) -> None:
    seen.go(f"/library/read/{book}/1/")
    seen.page.locator("[data-keep-it]").click()
    seen.page.wait_for_selector("text=Đã giữ trên máy, đọc được khi không có mạng.")
    until(seen, "async (book) => (await sotayStore.names()).includes(`marks:${book}`)", book)


def note(seen: Visitor, words: str) -> None:
    seen.page.fill("[data-note] textarea", words)
    seen.page.locator("[data-note] button").click()


def turned(seen: Visitor, page: int) -> None:
    until(seen, f"() => ({PAGE})() === {page}")


def test_read_on_without_a_network_and_found_on_the_second_device(visitor: Open) -> None:
    phone, desk = visitor("member", PHONE), visitor("member", DESK)
    book = edition(phone, 0)
    download(phone, book)
    cut(phone)
    phone.page.reload()
    turned(phone, 1)
    phone.page.locator("[data-kept-next]").click()
    turned(phone, 2)
    slowed(phone)  # said once the list shows it
    note(phone, "đọc lại đoạn này trước buổi họp")
    phone.page.wait_for_selector("text=Đã giữ trên máy, có mạng thì gửi.")
    assert "chờ gửi" in phone.page.inner_text("[data-marks]")
    # Letters large, ground dark: kept without a network too, over a new opening of the book.
    phone.page.click("[data-night]")
    phone.page.evaluate("document.querySelector('#chu-150').click()")
    phone.page.locator("[data-kept-next]").click()
    turned(phone, 3)
    phone.go(f"/library/read/{book}/")
    turned(phone, 3)
    assert phone.page.evaluate("document.documentElement.dataset.nen") == "toi"
    assert phone.page.evaluate("document.documentElement.dataset.chu") == "150"
    fits(phone)
    phone.go("/handbook/device/")
    phone.page.wait_for_selector("#ds-cho-gui li")
    assert "đọc lại đoạn này trước buổi họp" in phone.page.inner_text("#ds-cho-gui")
    phone.page.wait_for_selector(f"#ds-tren-may a[href='/library/kept/{book}/#p1']")
    cut(phone, off=False)
    until(phone, "async () => (await sotayStore.count()) === 0")
    # Place too is sent although the book is not open.
    until(phone, f"async (book) => (await ({PLACE})(book)) === 3", book)

    desk.go(f"/library/read/{book}/")
    assert desk.page.url.endswith(f"/library/read/{book}/3/")
    desk.go(f"/library/read/{book}/2/")
    assert "đọc lại đoạn này trước buổi họp" in desk.page.inner_text("#noi-dung")
    # And back: what is written at the desk is on the phone once it has been online.
    desk.page.fill("[data-note] textarea", "ghi ở bàn làm việc")
    desk.page.locator("[data-note] button").click()
    desk.page.wait_for_selector("text=Đã giữ ghi chú.")
    phone.go(f"/library/kept/{book}/#p2")
    turned(phone, 2)
    phone.page.wait_for_selector("text=ghi ở bàn làm việc")
    cut(phone)
    phone.page.reload()
    phone.page.wait_for_selector("text=ghi ở bàn làm việc")
    assert phone.page.locator("[data-marks] li").count() == 2


def test_two_devices_without_a_network_keep_both_notes_and_ask_for_the_place(
    visitor: Open,
) -> None:
    phone, desk = visitor("member", PHONE), visitor("member", DESK)
    book = edition(phone, 1)
    download(phone, book)
    ready_desk = edition(desk, 1)
    assert ready_desk == book
    download(desk, book)
    phone.go(f"/library/kept/{book}/#p1")  # it learns of the place that the desk has left
    turned(phone, 1)
    until(phone, SETTLED, book)
    for seen in (phone, desk):
        cut(seen)
        seen.page.reload()
        turned(seen, 1)
    phone.go(f"/library/kept/{book}/#p2")
    turned(phone, 2)
    note(phone, "ghi trên điện thoại")
    phone.page.wait_for_selector("text=Đã giữ trên máy, có mạng thì gửi.")
    desk.go(f"/library/kept/{book}/#p3")
    turned(desk, 3)
    note(desk, "ghi trên máy bàn")
    desk.page.wait_for_selector("text=Đã giữ trên máy, có mạng thì gửi.")
    cut(phone, off=False)
    until(phone, "async () => (await sotayStore.count()) === 0")
    until(phone, f"async (book) => (await ({PLACE})(book)) === 2", book)
    cut(desk, off=False)
    until(desk, "async () => (await sotayStore.count()) === 0")
    assert desk.page.evaluate(WORDS, book) == ["ghi trên máy bàn", "ghi trên điện thoại"]
    # Two places: the person is asked, nothing is overwritten meanwhile.
    desk.page.wait_for_selector("[data-choose=mine]")
    assert desk.page.evaluate(PLACE, book) == 2
    assert "trang 2 (máy khác) hay trang 3 (máy này)" in desk.page.inner_text("[data-ask]")
    desk.page.click("[data-choose=mine]")
    until(desk, f"async (book) => (await ({PLACE})(book)) === 3", book)
    # Removed on one device without a network, gone on the other.
    cut(desk)
    desk.page.get_by_role("button", name="Bỏ: ghi trên máy bàn").click()
    until(desk, "() => document.querySelector('[data-marks]').hidden")
    cut(desk, off=False)
    until(phone, f"async (book) => (await ({WORDS})(book)).length === 1", book)


IN_THE_OPEN = """async () => {
  const open = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) {
      if (/^\\/(api\\/v1\\/)?library\\//.test(new URL(url).pathname)) open.push(url);
    }
  }
  return open;
}"""
SEALED = """async (book) => {
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith('sotay-of-'));
  const db = await idb.openDB(name);
  const { data } = await db.get('kept', `book:/api/v1/library/editions/${book}/offline`);
  db.close();
  const page = await (await fetch(`/api/v1/library/editions/${book}/offline`)).json();
  const words = page.pages[0].html.slice(0, 30);
  const text = (await sotayStore.kept(`book:/api/v1/library/editions/${book}/offline`)).value.body;
  return { words, there: new TextDecoder().decode(data).includes(words),
    read: JSON.parse(text).pages[0].html.startsWith(words) };
}"""


def test_a_kept_book_lies_under_the_key_and_goes_from_the_device(visitor: Open) -> None:
    phone = visitor("member", PHONE)
    book = edition(phone, 3)
    phone.go(f"/library/read/{book}/1/")
    download(phone, book)
    assert phone.page.evaluate(IN_THE_OPEN) == []
    sealed: Any = phone.page.evaluate(SEALED, book)
    assert len(sealed["words"]) == 30
    assert sealed["there"] is False
    assert sealed["read"] is True
    cut(phone)
    phone.go(f"/library/read/{book}/2/")
    turned(phone, 2)
    assert phone.page.url.endswith(f"/library/kept/{book}/#p2")
    phone.go("/handbook/device/")
    line = phone.page.locator("#ds-tren-may li").filter(
        has=phone.page.locator(f"a[href='/library/kept/{book}/#p1']")
    )
    line.get_by_role("button", name="Bỏ khỏi máy").click()
    line.get_by_role("button", name="Bỏ khỏi máy này").click()
    until(phone, "async () => !(await sotayStore.names()).some((one) => one.startsWith('book'))")
    phone.go(f"/library/read/{book}/2/")
    assert phone.page.inner_text("h1") == "Đang không có mạng"


def test_no_room_for_a_book_is_said_and_leaves_nothing_half(visitor: Open) -> None:
    phone = visitor("member", PHONE)
    book = edition(phone, 2)
    phone.go(f"/library/read/{book}/1/")
    phone.page.evaluate(FULL)
    phone.page.locator("[data-keep-it]").click()
    phone.page.wait_for_selector("text=Bộ nhớ của máy không đủ chỗ cho cuốn này.")
    kept: Any = phone.page.evaluate("async () => await sotayStore.names()")
    assert [name for name in kept if name.startswith("book") and f"/{book}/" in name] == []
    assert call(phone, "GET", f"/api/v1/library/editions/{book}")["status"] == 200


def test_pictures_of_a_book_are_seen_without_a_network_and_go_with_it(visitor: Open) -> None:
    phone = visitor("member", PHONE)
    phone.go("/library/")
    ready(phone)
    book: Any = phone.page.evaluate(WITH, "picture")
    assert book
    phone.go(f"/library/read/{book}/1/")
    until(phone, DRAWN)
    fits(phone)
    # What a picture is, for who does not see it.
    assert phone.page.get_attribute(".book figure img", "alt")
    download(phone, book)
    picture = f"book:/library/read/{book}/pictures/1.webp"
    assert phone.page.evaluate(BYTES, picture) != "RIFF"
    cut(phone)
    phone.page.reload()
    turned(phone, 1)
    until(phone, DRAWN)
    fits(phone)
    cut(phone, off=False)
    phone.go("/library/kept/")
    phone.page.locator("[data-kept-list] button").first.click()
    phone.page.wait_for_selector("[data-kept-list] .empty")
    assert phone.page.evaluate(PARTS, "book:") == 0


def test_a_recording_is_heard_without_a_network_from_where_one_was(visitor: Open) -> None:
    phone = visitor("member", PHONE)
    phone.go("/library/")
    ready(phone)
    heard: Any = phone.page.evaluate(WITH, "audio")
    assert heard
    phone.go(f"/library/read/{heard}/1/")
    fits(phone)
    phone.page.locator("[data-keep-it]").click()
    phone.page.wait_for_selector("text=Đã giữ trên máy, nghe được khi không có mạng.")
    assert phone.page.evaluate(PARTS, f"book:/library/read/{heard}/pieces/") == 2
    assert phone.page.evaluate(BYTES, f"book:/library/read/{heard}/pieces/0") != "RIFF"
    cut(phone)
    phone.go(f"/library/read/{heard}/")
    phone.page.wait_for_selector("[data-kept-sound]")
    until(phone, "() => document.querySelector('[data-player]').readyState > 0")
    # From the second piece, over its edge with the first.
    phone.page.evaluate("document.querySelector('[data-player]').currentTime = 64")
    until(phone, "() => !document.querySelector('[data-player]').seeking")
    assert phone.page.inner_text("[data-clock]") == "1:04 / 2:00"
    phone.page.click("[data-play]")
    phone.page.wait_for_selector("[data-play]:text('Dừng')")
    until(phone, "() => document.querySelector('[data-player]').currentTime > 67")
    # How fast it is heard is remembered, and a step of 15 seconds goes back from where one is.
    phone.page.get_by_label("1,25").check(force=True)
    assert phone.page.evaluate("document.querySelector('[data-player]').playbackRate") == 1.25
    phone.page.click("[data-skip='15']")
    until(phone, "() => document.querySelector('[data-player]').currentTime > 82")
    phone.page.click("[data-skip='-15']")
    until(phone, "() => document.querySelector('[data-player]').currentTime < 82")
    fits(phone)
    phone.page.fill("[data-note] textarea", "tiếng chuông này")
    phone.page.locator("[data-note] button").click()
    phone.page.wait_for_selector("text=Đã giữ trên máy, có mạng thì gửi.")
    assert "Phút 2" in phone.page.inner_text("[data-marks]")
    phone.page.click("[data-play]")
    phone.page.wait_for_selector("[data-play]:text('Nghe')")
    phone.page.reload()
    until(phone, "() => document.querySelector('[data-player]').currentTime > 60")
    assert phone.page.evaluate("document.querySelector('[data-player]').playbackRate") == 1.25
    assert phone.page.get_by_label("1,25").is_checked()
    cut(phone, off=False)
    until(phone, "async () => (await sotayStore.count()) === 0")
    desk = visitor("member", DESK)
    desk.go(f"/library/read/{heard}/")
    until(desk, "() => document.querySelector('[data-player]').currentTime > 60")
    assert "tiếng chuông này" in desk.page.inner_text("#noi-dung")


LARGE = "dialog[data-enlarged][open]"
WIDE = "() => document.querySelector('dialog[data-enlarged] img').clientWidth"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_picture_opens_large_and_closes_in_every_way(visitor: Open, size: dict[str, int]) -> None:
    seen = visitor("member", size)
    seen.go("/library/")
    ready(seen)
    book: Any = seen.page.evaluate(WITH, "picture")
    seen.go(f"/library/read/{book}/1/")
    until(seen, DRAWN)
    address, steps = seen.page.url, "() => [location.href, history.state]"
    link = seen.page.locator("a[data-enlarge]").first
    small: Any = link.locator("img").evaluate("(image) => image.clientWidth")

    def opened() -> None:
        seen.page.wait_for_selector(LARGE)
        until(seen, f"() => ({WIDE})() > {small}")

    def closed() -> None:
        until(seen, f"() => !document.querySelector('{LARGE}')")
        until(seen, f"() => history.state === null && location.href === '{address}'")

    link.click()
    opened()
    fits(seen)
    assert seen.axe() == []
    assert seen.page.locator(LARGE).locator("img").get_attribute("alt")
    seen.page.go_back()
    closed()
    # By keys alone; those that turn pages turn none under it, and one is back where one was.
    link.focus()
    seen.page.keyboard.press("Enter")
    opened()
    seen.page.keyboard.press("ArrowRight")
    seen.page.keyboard.press("Escape")
    closed()
    assert seen.page.evaluate("document.activeElement.matches('a[data-enlarge]')")
    link.click()
    opened()
    seen.page.get_by_role("button", name="Đóng hình").click()
    closed()
    seen.page.go_forward()
    opened()
    seen.page.reload()
    opened()
    seen.page.keyboard.press("Escape")
    closed()
    assert seen.page.evaluate(steps) == [address, None]
    assert seen.complaints == []


def test_without_scripts_a_picture_is_a_link_to_itself(visitor: Open) -> None:
    seen = visitor("member", PHONE)
    seen.go("/library/")
    ready(seen)
    book: Any = seen.page.evaluate(WITH, "picture")
    plain = visitor("member", PHONE, java_script_enabled=False)
    plain.go(f"/library/read/{book}/1/")
    plain.page.locator("a[data-enlarge]").first.click()
    plain.page.wait_for_url(f"**/library/read/{book}/pictures/1.webp")
    plain.page.go_back()
    plain.page.wait_for_url(f"**/library/read/{book}/1/")


def test_scanned_pages_are_kept_with_their_room_said_before(visitor: Open) -> None:
    phone = visitor("member", PHONE)
    phone.go("/library/")
    ready(phone)
    book: Any = phone.page.evaluate(WITH, "scan")
    if not book:
        pytest.skip("the server that told the story recognised the letters of every page")
    size = call(phone, "GET", f"/api/v1/library/editions/{book}/offline/size")["said"]
    assert size["picture_bytes"] > 10_000
    phone.go(f"/library/read/{book}/1/")
    assert "Giữ trên máy, khoảng" in phone.page.inner_text("[data-keep-it]")
    phone.page.evaluate(FULL)
    phone.page.locator("[data-keep-it]").click()
    phone.page.wait_for_selector("text=Bộ nhớ của máy không đủ chỗ cho cuốn này.")
    assert phone.page.evaluate(PARTS, "book") == 0
    phone.page.reload()
    phone.page.locator("[data-keep-it]").click()
    phone.page.wait_for_selector("text=Đã giữ trên máy, đọc được khi không có mạng.")
    sheet = f"book:/library/read/{book}/1/picture.webp"
    assert phone.page.evaluate(BYTES, sheet) != "RIFF"
    cut(phone)
    phone.page.reload()
    turned(phone, 1)
    phone.page.wait_for_selector("text=Trang này là ảnh chụp. Dưới đây là ảnh của trang")
    shown = "() => document.querySelector('.book .printed')?.naturalWidth > 300"
    until(phone, shown)
    fits(phone)
    phone.page.click(".book a[data-enlarge]")
    phone.page.wait_for_selector(LARGE)
    until(phone, f"() => ({WIDE})() > 360")
    phone.page.go_back()
    until(phone, f"() => !document.querySelector('{LARGE}')")
    phone.page.locator("[data-kept-next]").click()
    turned(phone, 2)
    until(phone, shown)
    cut(phone, off=False)
    phone.go("/library/kept/")
    phone.page.locator("[data-kept-list] button").first.click()
    phone.page.wait_for_selector("[data-kept-list] .empty")
    assert phone.page.evaluate(PARTS, "book:") == 0
