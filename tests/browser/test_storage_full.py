"""No room left on a device, as the browser's own quota has it: said, nothing lost, and goes on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from sotay.testing import browser as chromium
from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_device_page import planned
from tests.browser.test_device_troubles import SENT, VALUES, answers_of
from tests.browser.test_offline import cut, sign_in, until
from tests.browser.test_reading import edition

Disk = tuple[Visitor, Callable[[bool], None]]

ROOM = """async () => {
  try { await sotayStore.keep('cho', 'x'.repeat(1000)); return true; } catch { return false; }
}"""
FULL = "Bộ nhớ của máy"


@pytest.fixture
def disk(engine: Browser, site: str, tmp_path: Path) -> Iterator[Disk]:
    """A telephone with a real disk; its second part fills the disk up, and frees it.

    A window of its own kind: what is kept in memory only is not counted against a quota. The
    browser believes for half a minute in the room it saw last.
    """
    context = engine.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium.executable(), args=chromium.ARGUMENTS,
        locale="vi-VN", viewport=PHONE, is_mobile=True, has_touch=True,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    seen = Visitor(context.new_page(), site)
    tools = context.new_cdp_session(seen.page)

    def fill(full: bool) -> None:
        size = {"quotaSize": 1} if full else {}
        tools.send("Storage.overrideQuotaForOrigin", {"origin": site, **size})
        for _time in range(60):
            if seen.page.evaluate(ROOM) is not full:
                return
            seen.page.wait_for_timeout(1000)
        raise AssertionError("the browser does not mind the quota")

    yield seen, fill
    context.close()


def test_an_answer_a_book_a_meeting_and_writing_begun(disk: Disk) -> None:
    answers, fill = disk
    sign_in(answers, "secretary")
    asked, held, begun = (planned(answers, days, f"Máy đầy {days}") for days in (70, 71, 72))
    book = edition(answers, 4)
    meeting, draft, reader = (
        Visitor(answers.page.context.new_page(), answers.site) for _tab in range(3)
    )
    answers.go(f"/meetings/{asked}/")
    meeting.go(f"/handbook/meeting/{held}/")
    meeting.page.wait_for_selector("#diem-danh li")
    draft.go(f"/meetings/{begun}/lead/")
    reader.go(f"/library/read/{book}/1/")
    reader.page.wait_for_selector("[data-keep-it]:visible")
    until(answers, SENT)

    fill(True)
    reader.page.locator("[data-keep-it]").click()
    reader.page.wait_for_selector("text=Bộ nhớ của máy không đủ chỗ cho cuốn này.")
    names: Any = answers.page.evaluate("async () => await sotayStore.names()")
    assert [name for name in names if name.startswith("book")] == []
    draft.page.fill("#nghi-quyet textarea", "Viết khi máy đầy")
    draft.page.wait_for_selector("#nghi-quyet >> text=Đã lưu trên máy lúc")
    kept = "() => JSON.stringify({ ...localStorage }).includes('Viết khi máy đầy')"
    assert draft.page.evaluate(kept) is False
    cut(answers)
    answers.page.get_by_role("button", name="Tôi sẽ dự").click()
    until(answers, f"() => document.querySelector('#may-nay').textContent.includes('{FULL}')")
    assert answers.page.evaluate("async () => await sotayStore.count()") == 0
    meeting.page.click("#buoc")
    meeting.page.wait_for_selector(f"#tin-hop >> text={FULL} đã đầy")
    meeting.page.fill("#nghi-quyet", "Ghi khi máy đầy.")
    meeting.page.locator("#nghi-quyet").blur()
    assert meeting.page.evaluate("async () => await sotayStore.count()") == 0

    fill(False)
    answers.page.get_by_role("button", name="Tôi sẽ dự").click()
    until(answers, "async () => (await sotayStore.count()) === 1")
    meeting.page.locator("#diem-danh li").first.get_by_text("Có mặt").click()
    until(meeting, "() => document.querySelector('#tin-hop').hidden")
    until(answers, "async () => (await sotayStore.count()) === 2")
    cut(answers, off=False)
    until(answers, SENT)
    assert answers_of(answers, asked).count("coming") == 1
    values: Any = answers.page.evaluate(VALUES, held)
    assert values["resolution/text"] == "Ghi khi máy đầy."
    assert values["meeting/opened_at"]
    draft.page.reload()
    until(
        draft,
        "() => document.querySelector('#nghi-quyet textarea').value === 'Viết khi máy đầy'",
    )
    reader.page.locator("[data-keep-it]").click()
    reader.page.wait_for_selector("text=Đã giữ trên máy, đọc được khi không có mạng.")


def test_what_waits_is_sent_although_there_is_no_room(disk: Disk) -> None:
    seen, fill = disk
    sign_in(seen, "secretary")
    key = planned(seen, 73, "Gửi khi máy đầy")
    seen.go(f"/meetings/{key}/")
    until(seen, SENT)
    cut(seen)
    seen.page.get_by_role("button", name="Tôi sẽ dự").click()
    until(seen, "async () => (await sotayStore.count()) === 1")
    fill(True)
    cut(seen, off=False)
    until(seen, SENT)
    assert answers_of(seen, key).count("coming") == 1
