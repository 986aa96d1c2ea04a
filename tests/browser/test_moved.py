"""Moved to another cell, or the office given up, while the device had no network."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from tests.browser.conftest import DESK, Visitor
from tests.browser.people import another_cell, cell_of, deputy_of, transferred, with_account
from tests.browser.test_device_page import PACK_KEPT, call, planned
from tests.browser.test_device_troubles import SENT, answers_of
from tests.browser.test_offline import cut, slowed, until

Open = Callable[..., Visitor]

PACK = "async () => (await sotayStore.kept('pack')).value"
KEPT = """async () => {
  const found = [];
  for (const name of await sotayStore.names()) {
    found.push([name, (await sotayStore.kept(name)).value]);
  }
  return JSON.stringify(found);
}"""


def test_a_member_moved_to_another_cell_meanwhile(visitor: Open) -> None:
    officer, chair = visitor("officer", DESK), visitor("secretary", DESK)
    officer.go("/")
    chair.go("/")
    who = with_account(officer, cell_of(chair), visitor, "chuyen-sinh-hoat")
    seen: Visitor = who["seen"]
    good, off = planned(chair, 80, "Họp ở chi bộ cũ"), planned(chair, 81, "Họp bị hoãn ở chi bộ cũ")
    for path in (f"/meetings/{good}/", f"/meetings/{off}/", "/meetings/", "/handbook/"):
        seen.go(path)
        until(seen, "async (p) => (await sotayStore.names()).includes('page:' + p)", path)
    until(seen, PACK_KEPT)
    old = seen.page.evaluate(PACK)["me"]["cell"]
    cut(seen)
    for key in (good, off):
        seen.go(f"/meetings/{key}/")
        seen.page.get_by_role("button", name="Tôi sẽ dự").click()
        until(seen, "async (n) => (await sotayStore.count()) === n", 1 + (key == off))

    cell, name = another_cell(officer, who["cell"])
    transferred(officer, who["member"], cell)
    why = {"reason": "Trùng lịch của đảng ủy"}
    assert call(chair, "POST", f"/api/v1/meetings/{off}/cancel", why)["status"] == 200
    cut(seen, off=False)
    until(seen, SENT)
    # One is still on the roll of the meeting one was asked to; the other is not held.
    assert answers_of(chair, good).count("coming") == 1
    seen.go("/handbook/device/")
    seen.page.wait_for_selector("#ds-tu-choi li")
    assert seen.page.locator("#ds-tu-choi li").count() == 1
    assert "không trả lời lời mời nữa" in seen.page.inner_text("#ds-tu-choi .t-red")
    # The device learns of the new cell, and keeps nothing of the old one but what waits.
    until(seen, f"async (cell) => (await ({PACK})()).me.cell_id === cell", cell)
    until(seen, f"async (name) => (await ({PACK})()).me.cell === name", name)
    until(seen, "async () => (await sotayStore.names()).includes('page:/handbook/')")
    kept: dict[str, Any] = dict(json.loads(seen.page.evaluate(KEPT)))
    assert [one for one in kept if re.match("page:/meetings|meeting:", one)] == []
    assert [
        one for one, value in kept.items() if old in json.dumps(value, ensure_ascii=False)
    ] == []
    cut(seen)
    seen.go("/handbook/")
    seen.page.wait_for_selector("#toi")
    until(seen, "(name) => document.querySelector('main').innerText.includes(name)", name)
    assert old not in seen.page.inner_text("main")
    seen.go(f"/meetings/{good}/")
    assert seen.page.inner_text("h1") == "Đang không có mạng"


def test_who_leads_a_meeting_and_gives_up_the_office_meanwhile(visitor: Open) -> None:
    officer, chair = visitor("officer", DESK), visitor("secretary", DESK)
    officer.go("/")
    chair.go("/")
    who = with_account(officer, cell_of(chair), visitor, "pho-bi-thu")
    seen: Visitor = who["seen"]
    grant = deputy_of(officer, who)
    key, idle = planned(chair, 82, "Phó bí thư chủ trì"), planned(chair, 83, "Chỉ mới xem")
    for one in (idle, key):
        seen.go(f"/handbook/meeting/{one}/")
        seen.page.wait_for_selector("#diem-danh li")
    cut(seen)
    seen.page.click("#buoc")
    seen.page.fill("#nghi-quyet", "Chữ không được mất.")
    seen.page.locator("#nghi-quyet").blur()
    until(seen, "async () => (await sotayStore.count()) === 1")

    today = timezone.localdate().isoformat()
    ended = call(officer, "POST", f"/api/v1/organisations/offices/{grant}/end", {"on": today})
    assert ended["status"] == 204, ended
    cell, name = another_cell(officer, who["cell"])
    transferred(officer, who["member"], cell)
    slowed(seen)
    with seen.page.expect_response(f"**/meetings/{key}/changes") as answer:
        cut(seen, off=False)
    said = answer.value.json()["message"]
    assert answer.value.status in (403, 404)
    # Said once the reason is kept: who reads it may go at once.
    seen.page.wait_for_selector("#tin-hop >> text=chép lại được ở Việc chờ gửi")
    seen.go("/handbook/device/")
    seen.page.wait_for_selector("#ds-cho-gui li")
    assert said in seen.page.inner_text("#ds-cho-gui .t-red")
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.page.locator("#ds-cho-gui").get_by_role("button", name="Chép lời").click()
    seen.page.wait_for_selector("#tin-may >> text=Đã chép lời")
    assert "Chữ không được mất." in seen.page.evaluate("navigator.clipboard.readText()")
    until(seen, f"async (name) => (await ({PACK})()).me.cell === name", name)
    names: Any = seen.page.evaluate("async () => await sotayStore.names()")
    assert f"meeting:{key}" in names
    assert f"meeting:{idle}" not in names
