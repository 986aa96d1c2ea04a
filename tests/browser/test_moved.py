"""Moved to another cell, or the office given up, while the device had no network."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sotay.demo.people import PASSWORD
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_device_page import PACK_KEPT, call, planned
from tests.browser.test_device_troubles import SENT, VALUES, answers_of
from tests.browser.test_offline import cut, sign_in, until

Open = Callable[..., Visitor]

PACK = "async () => (await sotayStore.kept('pack')).value"
KEPT = """async () => {
  const found = [];
  for (const name of await sotayStore.names()) {
    found.push([name, (await sotayStore.kept(name)).value]);
  }
  return JSON.stringify(found);
}"""


def cell_of(chair: Visitor) -> int:
    found: int = call(chair, "GET", "/api/v1/handbook/cell")["said"]["organisation_id"]
    return found


def with_account(officer: Visitor, cell: int, visitor: Open, username: str) -> dict[str, Any]:
    """A member new to the register, so that no other test opens their pages, with an account."""
    name = f"Lò Thị {username.title()}"
    facts = {"full_name": name, "gender": 0, "born_on": "1980-05-19"}
    entered = call(
        officer, "POST", "/api/v1/members/",
        {"cell_id": cell, "since": "2010-02-03", "facts": facts},
    )  # fmt: skip
    assert entered["status"] == 201, entered
    member = entered["said"]["id"]
    made = call(
        officer, "POST", "/api/v1/account/people", {"username": username, "full_name": name}
    )
    assert made["status"] == 201, made
    linked = call(officer, "PUT", f"/api/v1/members/{member}/account", {"username": username})
    assert linked["status"] == 200, linked
    seen = visitor(None, PHONE)
    seen.page.goto(made["said"]["password_page"])
    for field in ("password1", "password2"):
        seen.page.fill(f"input[name={field}]", PASSWORD)
    seen.page.click("main button[type=submit], main button:not([type])")
    seen.page.wait_for_url("**/accounts/login/**")
    sign_in(seen, username)
    return {
        "seen": seen,
        "name": name,
        "member": member,
        "user": made["said"]["id"],
        "cell": cell,
    }


def another_cell(officer: Visitor, cell: int) -> tuple[int, str]:
    """Another cell than ``cell``, by a member of it."""
    rows = call(officer, "GET", "/api/v1/members/")["said"]["rows"]
    other = next(one for one in rows if one["cell_id"] != cell)
    return other["cell_id"], other["cell_name"]


def transferred(officer: Visitor, member: int, to: int) -> None:
    sent = call(
        officer, "POST", f"/api/v1/members/{member}/transfers",
        {"to_id": to, "decision_number": "12-GT/ĐUK", "is_clear": True},
    )  # fmt: skip
    assert sent["status"] == 201, sent
    letter = sent["said"]["id"]
    done = call(officer, "POST", f"/api/v1/members/transfers/{letter}/confirm", {})
    assert done["status"] == 200, done


def deputy_of(officer: Visitor, who: dict[str, Any]) -> int:
    """Make somebody deputy secretary of their cell since yesterday; gives the grant's number."""
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    granted = call(
        officer, "POST", f"/api/v1/organisations/{who['cell']}/offices",
        {"user_id": who["user"], "office": "deputy", "on": yesterday},
    )  # fmt: skip
    assert granted["status"] == 201, granted
    number: int = granted["said"]["id"]
    return number


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
    with seen.page.expect_response(f"**/meetings/{key}/changes") as answer:
        cut(seen, off=False)
    said = answer.value.json()["message"]
    assert answer.value.status in (403, 404)
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


def ordinary(seen: Visitor, cell: int, days: int) -> str:
    """An ordinary meeting of the cell to which it is asked; gives its number."""
    day = (timezone.localtime() + timedelta(days=days)).isoformat()
    body = {"organisation_id": cell, "kind": "ordinary", "starts_at": day, "place": "Phòng họp"}
    made = call(seen, "POST", "/api/v1/meetings", body)
    assert made["status"] == 201, made
    key = str(made["said"]["id"])
    assert call(seen, "POST", f"/api/v1/meetings/{key}/invite")["status"] == 200
    return key


def test_a_meeting_begun_without_a_network_joins_the_one_still_to_come(visitor: Open) -> None:
    officer, chair = visitor("officer", DESK), visitor("secretary", DESK)
    officer.go("/")
    chair.go("/")
    # A cell of which the story tells no meeting this month.
    cell, _name = another_cell(officer, cell_of(chair))
    who = with_account(officer, cell, visitor, "pho-bi-thu-khac")
    deputy_of(officer, who)
    seen: Visitor = who["seen"]
    last = ordinary(seen, cell, 35)  # the roll comes from it
    seen.go(f"/handbook/meeting/{last}/")
    seen.page.wait_for_selector("#diem-danh li")
    seen.go("/meetings/")
    cut(seen)
    seen.page.get_by_role("link", name="Họp ngay").click()
    seen.page.wait_for_selector("#diem-danh li")
    seen.page.click("#buoc")
    seen.page.fill("#nghi-quyet", "Chi bộ họp sớm, thống nhất.")
    seen.page.locator("#nghi-quyet").blur()
    until(seen, "async () => (await sotayStore.count()) === 1")
    # Meanwhile somebody plans the month's meeting at a desk.
    desk = visitor(None, DESK)
    sign_in(desk, "pho-bi-thu-khac")
    key = ordinary(desk, cell, 0)
    there = sorted(titles(desk, key))
    cut(seen, off=False)
    until(seen, SENT)
    until(seen, "(key) => location.pathname === `/handbook/meeting/${key}/`", key)
    seen.page.wait_for_selector("#tin-hop >> text=Tháng này đã có buổi họp ghi trên máy chủ")
    values: Any = desk.page.evaluate(VALUES, key)
    assert values["resolution/text"] == "Chi bộ họp sớm, thống nhất."
    assert values["meeting/opened_at"]
    assert sorted(titles(desk, key)) == there
    assert "meeting:new" not in seen.page.evaluate("async () => await sotayStore.names()")


def titles(seen: Visitor, key: str) -> list[str]:
    values: Any = seen.page.evaluate(VALUES, key)
    return [value["title"] for path, value in values.items() if path.startswith("item/") and value]
