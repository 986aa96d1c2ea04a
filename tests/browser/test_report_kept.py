"""A report with a photograph, written where there is no network: sealed, and sent by itself."""

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_device_troubles import COUNT, SENT
from tests.browser.test_journey import photograph
from tests.browser.test_offline import cut, fresh, sign_in, until

Open = Callable[..., Visitor]

NOTE = "Đã họp ở nơi không có mạng"
REPORTABLE = """async () => {
  const { items } = await (await fetch('/api/v1/tasks?limit=100')).json();
  for (const { id } of items) {
    const page = await fetch(`/tasks/${id}/report/`);
    if (page.ok && !page.redirected) return id;
  }
  return 0;
}"""
REPORTS = """async (id) => {
  const { reports } = await (await fetch(`/api/v1/tasks/${id}`)).json();
  return reports.map((one) => [one.note, one.evidence_ids.length]);
}"""
ON_DISK = """async (words) => {
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await idb.openDB(name);
    for (const box of db.objectStoreNames) {
      for (const row of await db.getAll(box)) {
        found.push(JSON.stringify(row), row.data ? new TextDecoder().decode(row.data) : '');
      }
    }
    db.close();
  }
  return found.join('').includes(words);
}"""
OLD = """async ([url, note, key]) => {
  const db = await idb.openDB('sotay-outbox', 1, {
    upgrade: (made) => { made.createObjectStore('reports', { keyPath: 'key' }); } });
  await db.put('reports', { key, url, done: '/', fields: [
    ['device_key', key], ['note', note], ['photo', new File([], '')] ] });
  db.close();
}"""


def reporting(seen: Visitor) -> int:
    """The page of a task that may be reported on; not final, so that others may follow."""
    task: int = seen.page.evaluate(REPORTABLE)
    assert task
    seen.go(f"/tasks/{task}/report/")
    until(seen, "() => Boolean(window.sotayDevice)")
    seen.page.uncheck("input[name=is_final]")
    return task


def written(seen: Visitor) -> None:
    seen.page.set_input_files(
        "input[name=photo]",
        {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photograph()},
    )
    seen.page.fill("textarea[name=note]", NOTE)
    seen.page.click(".sticky-act button")


def test_it_waits_sealed_and_goes_when_there_is_a_network(visitor: Open) -> None:
    seen = fresh(visitor, "secretary")
    task = reporting(seen)
    before: Any = seen.page.evaluate(REPORTS, task)
    cut(seen)
    written(seen)
    seen.page.wait_for_selector("#may-nay >> text=Có mạng là máy tự gửi")
    assert seen.page.evaluate(COUNT) == 1
    # It waits once: the words are not kept as begun in the form besides.
    names = seen.page.evaluate("async () => await sotayStore.names()")
    assert [name for name in names if name.startswith("draft:")] == []
    assert seen.page.evaluate(ON_DISK, NOTE) is False
    assert seen.page.evaluate(ON_DISK, "anh.jpg") is False
    seen.go("/handbook/device/")
    seen.page.wait_for_selector("#ds-cho-gui >> text=Báo kết quả")
    assert NOTE in seen.page.inner_text("#ds-cho-gui")
    cut(seen, off=False)
    until(seen, SENT)
    assert seen.page.evaluate(REPORTS, task) == [*before, [NOTE, 1]]


def lines(seen: Visitor) -> list[str]:
    """What stands at the top of the page, and what is said at the field that was written in."""
    found: list[str] = seen.page.evaluate(
        "() => [...document.querySelectorAll('#thong-bao > *, [data-kept]')]"
        ".filter((one) => one.offsetParent && one.textContent.trim())"
        ".map((one) => one.textContent.trim())"
    )
    return found


def test_one_line_says_what_is_the_case_and_what_will_happen(visitor: Open) -> None:
    seen = fresh(visitor, "secretary")
    reporting(seen)
    cut(seen)
    until(seen, "() => document.querySelector('#may-nay')?.textContent.includes('Đang không có')")
    assert len(lines(seen)) == 1
    written(seen)
    seen.page.wait_for_selector("#may-nay >> text=Báo cáo đã lưu trên máy, chưa gửi được")
    # Said by ear as well, once: the line stands in what is read out, and is not put there twice.
    role: Any = seen.page.evaluate("() => document.querySelector('#thong-bao').role")
    assert role == "status"
    until(seen, "() => !document.querySelector('[data-kept]')?.textContent")
    assert len(lines(seen)) == 1
    assert seen.axe() == []
    assert seen.sideways() <= 0
    # Pressed again, as people do: it waits once, with what was written last.
    seen.page.fill("textarea[name=note]", f"{NOTE}, thêm một câu")
    seen.page.click(".sticky-act button")
    until(
        seen,
        "async (words) => (await sotayStore.waiting()).map(({ act }) => act.about).join()"
        ".endsWith(words) && (await sotayStore.count()) === 1",
        "thêm một câu",
    )
    seen.page.evaluate(
        "async () => { await Promise.all((await sotayStore.waiting()).map(({ key }) =>"
        " sotayStore.sent(key))); }"
    )


def test_with_a_network_the_task_itself_comes_next(visitor: Open) -> None:
    seen = fresh(visitor, "secretary")
    task = reporting(seen)
    written(seen)
    seen.page.wait_for_url(f"**/tasks/{task}/")
    assert "Đã gửi lúc" in seen.page.inner_text("#thong-bao")
    assert seen.page.evaluate(COUNT) == 0
    assert [NOTE, 1] in seen.page.evaluate(REPORTS, task)


def test_what_is_refused_is_said_on_the_page_and_waits_nowhere(visitor: Open) -> None:
    seen = fresh(visitor, "secretary")
    reporting(seen)
    seen.page.set_input_files(
        "input[name=photo]", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
    )
    seen.page.fill("textarea[name=note]", NOTE)
    seen.page.click(".sticky-act button")
    seen.page.wait_for_selector("[data-errors], .t-red")
    assert "tự chạy" in seen.page.inner_text("main")
    assert seen.page.input_value("textarea[name=note]") == NOTE
    until(seen, "async () => Boolean(await sotayStore.who())")
    left: Any = seen.page.evaluate("async () => await sotayStore.pending()")
    assert (left["acts"], left["refused"]) == (0, 0)


def test_another_person_on_the_telephone_sends_nothing_of_it(visitor: Open) -> None:
    seen = fresh(visitor, "secretary")
    task = reporting(seen)
    before: Any = seen.page.evaluate(REPORTS, task)
    cut(seen)
    written(seen)
    until(seen, f"async () => (await ({COUNT})()) === 1")
    seen.page.context.clear_cookies(name="sessionid")
    cut(seen, off=False)
    seen.page.wait_for_url("**/accounts/login/**")
    sign_in(seen, "officer")
    seen.go(f"/tasks/{task}/")
    seen.page.evaluate("async () => await sotayDevice.send()")
    assert seen.page.evaluate(REPORTS, task) == before
    seen.go("/accounts/logout/")
    seen.page.click("form[data-sign-out] button")
    seen.page.wait_for_url("**/accounts/login/**")
    sign_in(seen, "secretary")
    until(seen, SENT)
    assert seen.page.evaluate(REPORTS, task) == [*before, [NOTE, 1]]


def test_what_an_older_page_kept_in_the_open_is_taken_in(visitor: Open) -> None:
    seen = visitor("secretary", PHONE)
    seen.go("/")
    task = reporting(seen)
    key = seen.page.evaluate("() => crypto.randomUUID()")
    seen.page.evaluate(OLD, [f"{seen.site}/tasks/{task}/report/", "Báo từ bản cũ", key])
    seen.page.reload()
    until(
        seen,
        "async () => !(await indexedDB.databases()).some((one) => one.name === 'sotay-outbox')",
    )
    seen.go("/handbook/device/")  # what a page that is left has not sent, the next one does
    until(seen, SENT)
    assert "Báo từ bản cũ" in [note for note, _files in seen.page.evaluate(REPORTS, task)]
