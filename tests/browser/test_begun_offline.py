"""A meeting begun on the device: what becomes of it by what the month had."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from tests.browser.conftest import DESK, Visitor
from tests.browser.people import another_cell, cell_of, deputy_of, with_account
from tests.browser.test_device_page import call, fits, planned
from tests.browser.test_device_troubles import COUNT, SENT, VALUES
from tests.browser.test_offline import cut, fresh, kept_here, sign_in, until, warmed

Open = Callable[..., Visitor]


def ordinary(seen: Visitor, cell: int, days: int) -> str:
    """An ordinary meeting of the cell to which it is asked; gives its number."""
    day = (timezone.localtime() + timedelta(days=days)).isoformat()
    body = {"organisation_id": cell, "kind": "ordinary", "starts_at": day, "place": "Phòng họp"}
    made = call(seen, "POST", "/api/v1/meetings", body)
    assert made["status"] == 201, made
    key = str(made["said"]["id"])
    assert call(seen, "POST", f"/api/v1/meetings/{key}/invite")["status"] == 200
    return key


def held(seen: Visitor, cell: int) -> str:
    """The month's ordinary meeting of the cell, begun an hour ago and ended; gives its number."""
    key, now = ordinary(seen, cell, 0), timezone.localtime()
    facts = {"meeting/opened_at": now - timedelta(hours=1), "meeting/closed_at": now}
    changes = [
        {
            "key": str(uuid4()), "path": path, "value": at.isoformat(), "base": 0,
            "made_at": now.isoformat(),
        }
        for path, at in facts.items()
    ]  # fmt: skip
    sent = call(
        seen, "POST", f"/api/v1/meetings/{key}/changes",
        {"device": str(uuid4()), "sent_at": now.isoformat(), "changes": changes},
    )  # fmt: skip
    assert sent["said"]["state"] == "closed", sent
    return key


def test_a_meeting_begun_without_a_network_where_the_month_had_one(visitor: Open) -> None:
    officer, chair = visitor("officer", DESK), visitor("secretary", DESK)
    officer.go("/")
    chair.go("/")
    cell, _name = another_cell(officer, cell_of(chair))
    cell, _name = another_cell(officer, cell_of(chair), cell)  # the first one's month is not over
    who = with_account(officer, cell, visitor, "pho-bi-thu-hop-roi")
    deputy_of(officer, who)
    seen: Visitor = who["seen"]
    month = held(seen, cell)
    seen.go("/meetings/")
    until(seen, "async (key) => (await sotayStore.names()).includes(`meeting:${key}`)", month)
    cut(seen)
    seen.go("/meetings/")
    seen.page.get_by_role("link", name="Họp ngay").click()
    seen.page.wait_for_selector("#diem-danh li")
    fits(seen)
    # Only looked at, it leaves nothing to be sent; begun, it waits.
    assert seen.page.evaluate(COUNT) == 0
    seen.page.click("#buoc")
    seen.page.fill("#nghi-quyet", "Chi bộ họp bất thường, thống nhất.")
    kept_here(seen, "Chi bộ họp bất thường, thống nhất.")
    seen.go("/handbook/meeting/new/")
    seen.page.wait_for_selector("#nghi:not([hidden])")
    assert seen.page.evaluate(COUNT) == 1
    cut(seen, off=False)
    seen.page.get_by_role("button", name="Ghi thành sinh hoạt chuyên đề").click()
    until(seen, "() => /meeting\\/\\d+\\//.test(location.pathname)")
    until(seen, SENT)
    made = seen.page.evaluate("() => location.pathname.match(/\\d+/)[0]")
    assert made != month
    said = seen.page.evaluate(
        "async (url) => JSON.stringify(await (await fetch(url)).json())",
        f"/api/v1/meetings/{made}/sheet",
    )
    assert "Chi bộ họp bất thường, thống nhất." in said
    assert "thematic" in said


def test_early_in_january_the_roll_is_the_last_one_whichever_year_it_was(visitor: Open) -> None:
    chair = fresh(visitor, "secretary")
    year: Any = chair.page.evaluate("() => new Date().getFullYear() + 1")
    chair.go(f"/meetings/?year={year}")  # as the list is then: nobody has been asked to anything
    until(chair, "async () => (await sotayStore.names()).some((n) => /^meeting:/.test(n))")
    cell = call(chair, "GET", "/api/v1/handbook/cell")["said"]["organisation_id"]
    # Planned for then, with no roll yet, and looked at: nothing can be begun from it.
    body = {
        "organisation_id": cell, "kind": "ordinary", "place": "Phòng họp",
        "starts_at": f"{year}-03-03T14:00:00+07:00",
    }  # fmt: skip
    made = call(chair, "POST", "/api/v1/meetings", body)
    assert made["status"] in (201, 409), made
    key = made["said"].get("id") or made["said"]["existing"]
    chair.go(f"/handbook/meeting/{key}/")
    until(chair, "async (n) => (await sotayStore.names()).includes(n)", f"meeting:{key}")
    cut(chair)
    chair.go("/handbook/meeting/new/")
    chair.page.wait_for_selector("#diem-danh li")
    people = chair.page.locator("#diem-danh li").count()
    assert people > 2
    assert chair.page.locator("#muc li").count() > 2
    # The list of meetings is not asked for it: what the device keeps will do.
    chair.page.evaluate("async () => { await sotayStore.drop('roll-of'); }")
    chair.go("/handbook/meeting/new/")
    chair.page.wait_for_selector("#diem-danh li")
    assert chair.page.locator("#diem-danh li").count() == people
    assert chair.page.evaluate(COUNT) == 0


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


def take_back(seen: Visitor) -> None:
    seen.page.click("#bam-nham summary")
    seen.page.get_by_role("button", name="Chưa họp, trả lại như trước").click()
    seen.page.wait_for_selector("#buoc >> text=Bắt đầu họp")


def test_a_beginning_by_mistake_is_taken_back_without_a_network(visitor: Open) -> None:
    seen = warmed(visitor, "secretary", "/meetings/")
    key = planned(seen, 2, "Bấm nhầm lúc mất mạng")
    seen.go(f"/handbook/meeting/{key}/")
    seen.page.wait_for_selector("#diem-danh li")
    assert not seen.page.is_visible("#bam-nham")
    # The server has heard that it began; then the network goes.
    seen.page.click("#buoc")
    seen.page.click("#buoc")
    until(seen, SENT)
    state = f"async () => (await (await fetch('/api/v1/meetings/{key}')).json()).state"
    assert seen.page.evaluate(state) == "open"
    cut(seen)
    seen.page.locator("#diem-danh li").first.get_by_text("Có mặt").click()
    seen.page.fill("#ghi", "Chi bộ chào cờ.")
    kept_here(seen, "Chi bộ chào cờ.")
    seen.page.click("#bam-nham summary")
    fits(seen)
    seen.page.click("#bam-nham summary")
    take_back(seen)
    assert "Những gì đã ghi vẫn giữ" in seen.page.inner_text("#tin-hop")
    assert seen.page.locator("#muc [aria-current]").count() == 0
    until(seen, "async () => (await sotayStore.count()) === 1")
    # The telephone is switched off and on: the same.
    seen.go(f"/handbook/meeting/{key}/")
    seen.page.wait_for_selector("#buoc >> text=Bắt đầu họp")
    assert seen.page.locator("#diem-danh li input:checked").count() == 1
    cut(seen, off=False)
    until(seen, SENT)
    assert seen.page.evaluate(state) == "invited"
    values: Any = seen.page.evaluate(VALUES, key)
    assert values["meeting/opened_at"] is None
    items = [one for path, one in values.items() if path.startswith("item/")]
    assert [one.get("note") for one in items if one.get("note")] == ["Chi bộ chào cờ."]
    assert not any(one.get("started_at") for one in items)
    assert [one["state"] for path, one in values.items() if path.startswith("roll/")] == ["present"]
    # Taken back and begun again before the server hears of either: the hour is the second one's.
    seen.page.click("#buoc")
    seen.page.click("#buoc")
    until(seen, SENT)
    first: Any = seen.page.evaluate(VALUES, key)
    cut(seen)
    take_back(seen)
    seen.page.wait_for_timeout(1100)  # moments are kept by the second
    seen.page.click("#buoc")
    cut(seen, off=False)
    until(seen, SENT)
    again: Any = seen.page.evaluate(VALUES, key)
    assert again["meeting/opened_at"] > first["meeting/opened_at"]
    assert not any(v.get("started_at") for p, v in again.items() if p.startswith("item/"))
    assert seen.page.evaluate(state) == "open"
    assert seen.page.locator(".clash").count() == 0


def test_one_begun_here_and_taken_back_leaves_nothing_waiting(visitor: Open) -> None:
    seen = fresh(visitor, "secretary")
    seen.go("/meetings/")
    until(seen, "async () => Boolean(await sotayStore.kept('roll-of'))")
    until(seen, "async () => (await sotayStore.names()).some((n) => /^meeting:/.test(n))")
    cut(seen)
    seen.go("/handbook/meeting/new/")
    seen.page.wait_for_selector("#diem-danh li")
    seen.page.click("#buoc")
    seen.page.click("#buoc")
    until(seen, "async () => (await sotayStore.count()) === 1")
    take_back(seen)
    until(seen, SENT)
    assert "meeting:new" not in seen.page.evaluate("async () => await sotayStore.names()")
    # A mark of the roll was written: it stays, as at a desk.
    seen.page.click("#buoc")
    seen.page.locator("#diem-danh li").first.get_by_text("Có mặt").click()
    take_back(seen)
    until(seen, "async () => (await sotayStore.count()) === 1")
    seen.go("/handbook/meeting/new/")
    seen.page.wait_for_selector("#buoc >> text=Bắt đầu họp")
    assert seen.page.locator("#diem-danh li input:checked").count() == 1
    # Back on line it is still not begun, so the server hears nothing of it.
    cut(seen, off=False)
    seen.page.wait_for_timeout(1500)
    assert seen.page.evaluate("() => location.pathname") == "/handbook/meeting/new/"


def never_met(officer: Visitor, *cells: int) -> int:
    """A cell of the bloc in which nobody was ever asked to a meeting."""
    year = timezone.localdate().year
    rows = call(officer, "GET", "/api/v1/members/")["said"]["rows"]
    for cell in dict.fromkeys(row["cell_id"] for row in rows if row["cell_id"] not in cells):
        ways = [f"/api/v1/meetings?organisation_id={cell}&year={year + n}" for n in (-1, 0, 1)]
        if not any(call(officer, "GET", way)["said"]["items"] for way in ways):
            found: int = cell
            return found
    raise AssertionError("every cell of the city has met")


def test_a_cell_that_never_met_begins_its_first_meeting_without_a_network(visitor: Open) -> None:
    officer, chair = visitor("officer", DESK), visitor("secretary", DESK)
    officer.go("/")
    chair.go("/")
    cell = never_met(officer, cell_of(chair))
    who = with_account(officer, cell, visitor, "pho-bi-thu-moi")
    deputy_of(officer, who)
    seen: Visitor = who["seen"]
    seen.go("/meetings/")
    until(seen, "async () => (await sotayStore.names()).includes('meeting:first')")
    cut(seen)
    seen.go("/meetings/")
    seen.page.get_by_role("link", name="Họp ngay").click()
    seen.page.wait_for_selector("#diem-danh li")
    fits(seen)
    people = seen.page.locator("#diem-danh li").all_inner_texts()
    assert any(who["name"] in one for one in people)
    assert seen.page.locator("#muc li").count() == 7
    seen.page.click("#buoc")
    for at in range(len(people)):
        seen.page.locator("#diem-danh li").nth(at).get_by_text("Có mặt").click()
    seen.page.click("#buoc")
    seen.page.fill("#nghi-quyet", "Chi bộ họp buổi đầu tiên.")
    kept_here(seen, "Chi bộ họp buổi đầu tiên.")
    # What is kept is told, and leads back to the meeting.
    seen.go("/handbook/device/")
    seen.page.locator("#ds-tren-may").get_by_role("link", name="Sinh hoạt thường kỳ").wait_for()
    cut(seen, off=False)
    seen.go("/handbook/meeting/new/")
    until(seen, "() => /meeting\\/\\d+\\//.test(location.pathname)")
    until(seen, SENT)
    key = seen.page.evaluate("() => location.pathname.match(/\\d+/)[0]")
    values: Any = seen.page.evaluate(VALUES, key)
    assert values["resolution/text"] == "Chi bộ họp buổi đầu tiên."
    marks = [one["state"] for path, one in values.items() if path.startswith("roll/")]
    assert marks == ["present"] * len(people)
    roll = call(seen, "GET", f"/api/v1/meetings/{key}/sheet")["said"]["roster"]
    assert len(roll) == len(people)
    # From now on the last one lends its roll.
    seen.go("/meetings/")
    until(seen, "async () => !(await sotayStore.names()).includes('meeting:first')")
