"""Party groups that meet apart, without a network: on the chair's device and on a leader's own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.browser.conftest import DESK, Visitor
from tests.browser.people import cell_of, with_account
from tests.browser.test_device_page import call, fits
from tests.browser.test_device_troubles import OWN, SENT, VALUES
from tests.browser.test_offline import cut, fresh, kept_here, until

Open = Callable[..., Visitor]

ROSTER = "async (key) => (await (await fetch(`/api/v1/meetings/${key}/sheet`)).json()).roster"
OPENED = "async (key) => (await (await fetch(`/api/v1/meetings/${key}`)).json()).state === 'open'"


def by_groups(chair: Visitor, days: int, leader: str) -> tuple[str, str, str]:
    """A meeting in the party groups of the story: its number, and two groups, the first one led."""
    cell = cell_of(chair)
    day = (timezone.localtime() + timedelta(days=days)).isoformat()
    body = {
        "organisation_id": cell, "kind": "thematic", "starts_at": day, "place": "Phòng họp",
        "theme": f"Họp theo tổ {days}", "form": "by_groups",
    }  # fmt: skip
    made = call(chair, "POST", "/api/v1/meetings", body)
    assert made["status"] == 201, made
    key = str(made["said"]["id"])
    assert call(chair, "POST", f"/api/v1/meetings/{key}/invite")["status"] == 200
    assert call(chair, "POST", f"/api/v1/meetings/{key}/groups/split")["status"] == 200
    values: Any = chair.page.evaluate(VALUES, key)
    found = sorted(
        (value["title"], path.split("/")[1])
        for path, value in values.items()
        if path.startswith("group/") and value
    )
    (_one, first), (_two, second) = found[:2]
    roster: Any = chair.page.evaluate(ROSTER, key)
    seats = [seat["member"] for seat in roster]
    person = next(seat["member"] for seat in roster if seat["name"] == leader)
    sits = {one: first if one == person or at % 2 else second for at, one in enumerate(seats)}
    arranged = call(
        chair, "PUT", f"/api/v1/meetings/{key}/groups",
        {"leaders": {first: person}, "seats": sits},
    )  # fmt: skip
    assert arranged["status"] == 200, arranged
    return key, first, second


def test_groups_are_written_on_the_chairs_device_and_by_who_leads_one(visitor: Open) -> None:
    officer, desk = visitor("officer", DESK), visitor("secretary", DESK)
    officer.go("/")
    desk.go("/")
    who = with_account(officer, cell_of(desk), visitor, "to-truong")
    leader: Visitor = who["seen"]
    key, first, second = by_groups(desk, 90, who["name"])
    chair = fresh(visitor, "secretary")
    until(chair, OWN)
    chair.go(f"/handbook/meeting/{key}/")
    chair.page.wait_for_selector("#to section")
    assert chair.page.locator("#to section").count() >= 2
    # Kept by its leader before the meeting is opened: what is written has to wait for a network.
    path = f"/meetings/{key}/groups/{first}/"
    leader.go(path)
    until(leader, "async (p) => (await sotayStore.names()).includes('page:' + p)", path)
    assert "Ghi được khi cuộc họp đang diễn ra." in leader.page.inner_text("main")
    assert not leader.page.get_by_role("button", name="Ghi vào biên bản chung").is_visible()
    chair.page.click("#buoc")
    until(desk, OPENED, key)
    for seen in (chair, leader):
        cut(seen)

    box = chair.page.locator(f"[data-group='group/{second}']")
    assert "Có mặt 0 trên" in box.inner_text()
    box.locator("textarea[name=note]").press_sequentially("Tổ hai bàn.")
    box.locator("textarea[name=conclusion]").press_sequentially("Tổ hai nhất trí.")
    assert box.locator("textarea[name=note]").input_value() == "Tổ hai bàn."
    kept_here(chair, "Tổ hai nhất trí.")
    for at in range(2):
        chair.page.locator("#diem-danh li").nth(at).get_by_text("Có mặt").click()
    until(chair, "() => document.querySelector('#to').innerText.includes('Có mặt 1 trên')")
    chair.go(f"/handbook/meeting/{key}/")
    chair.page.wait_for_selector("#to section")
    assert box.locator("textarea[name=conclusion]").input_value() == "Tổ hai nhất trí."
    fits(chair)

    leader.go(path)
    leader.page.fill("textarea[name=note]", "Tổ một bàn.")
    leader.page.fill("textarea[name=conclusion]", "Tổ một nhất trí.")
    leader.page.locator("input[value=present]").first.check()
    leader.page.get_by_role("button", name="Ghi vào biên bản chung").click()
    until(leader, "async () => (await sotayStore.count()) === 1")

    for seen in (chair, leader):
        cut(seen, off=False)
        until(seen, SENT)
    values: Any = desk.page.evaluate(VALUES, key)
    said = {
        path: (value["note"], value["conclusion"])
        for path, value in values.items()
        if path in (f"group/{first}", f"group/{second}")
    }
    assert said == {
        f"group/{first}": ("Tổ một bàn.", "Tổ một nhất trí."),
        f"group/{second}": ("Tổ hai bàn.", "Tổ hai nhất trí."),
    }
    marks = [v["state"] for p, v in values.items() if p.startswith("roll/") and v]
    assert marks.count("present") >= 2
