"""The agenda as it was arranged leads the meeting on a device whose owner never opened its page."""

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import DESK, Visitor
from tests.browser.test_device_page import call, fits, planned
from tests.browser.test_device_troubles import SENT, VALUES
from tests.browser.test_offline import cut, kept_here, until, warmed

Open = Callable[..., Visitor]

LINES = """() => [...document.querySelectorAll('#muc li')].map((li) => {
  const said = li.querySelectorAll('span')[1], who = said.querySelector('small');
  const speaker = who ? who.textContent.trim() : '';
  return [said.textContent.trim().slice(0, -speaker.length || undefined).trim(), speaker];
})"""


def arranged(desk: Visitor, key: str, lines: list[dict[str, Any]]) -> list[list[str]]:
    """Arrange the agenda at a desk; gives titles and who presents, in order."""
    done = call(desk, "PUT", f"/api/v1/meetings/{key}/agenda", {"lines": lines})
    assert done["status"] == 200, done
    return [[one["title"], one["speaker"]] for one in done["said"]]


def lines_of(desk: Visitor, key: str) -> list[dict[str, Any]]:
    rows = call(desk, "GET", f"/api/v1/meetings/{key}/agenda")["said"]
    return [{**row, "key": row["id"]} for row in rows]


def test_the_arranged_agenda_leads_the_meeting_without_a_network(visitor: Open) -> None:
    desk = visitor("secretary", DESK)
    desk.go("/")
    key = planned(desk, 1, "Chương trình do thư ký xếp")
    first, *rest = lines_of(desk, key)
    own = {"title": "Xử lý việc tồn", "minutes": 20, "speaker": "Đồng chí Lò Thị Ẻn"}
    told = arranged(desk, key, [own, *rest, {**first, "speaker": "Bí thư"}])
    seen = warmed(visitor, "secretary")
    until(seen, "async (n) => (await sotayStore.names()).includes(n)", f"meeting:{key}")
    cut(seen)
    # Read as one of those who were asked to come.
    seen.go("/handbook/")
    box = seen.page.locator("section.sheet").filter(has_text="Chương trình do thư ký xếp")
    box.wait_for()
    said = [" ".join(one.split()) for one in box.locator("ol > li").all_inner_texts()]
    assert len(said) == len(told)
    assert said[0] == "1 Xử lý việc tồn Đồng chí Lò Thị Ẻn 20 ph"
    assert said[-1].endswith("Mở đầu, điểm danh Bí thư 10 ph")
    fits(seen)
    # Led: same order, same names.
    box.get_by_role("link", name="Chủ trì trên máy này").click()
    seen.page.wait_for_selector("#diem-danh li")
    assert seen.page.evaluate(LINES) == told
    seen.page.click("#buoc")
    assert "Xử lý việc tồn" in seen.page.inner_text("#buoc")
    seen.page.click("#buoc")
    seen.page.fill("#ghi", "Việc tồn đã xử lý xong.")
    kept_here(seen, "Việc tồn đã xử lý xong.")
    # Meanwhile the desk turns the order round and names another to present it.
    now = lines_of(desk, key)
    turned = [{**one, "speaker": "Đồng chí Hà"} for one in reversed(now)]
    told = arranged(desk, key, turned)
    cut(seen, off=False)
    until(seen, SENT)
    until(seen, f"(told) => JSON.stringify(({LINES})()) === JSON.stringify(told)", told)
    assert seen.page.locator(".clash").count() == 0
    assert seen.page.input_value("#ghi") == "Việc tồn đã xử lý xong."
    items = sorted(
        (v for p, v in seen.page.evaluate(VALUES, key).items() if p.startswith("item/") and v),
        key=lambda one: int(one["position"]),
    )
    assert [[one["title"], one["speaker"]] for one in items] == told
    assert items[-1]["note"] == "Việc tồn đã xử lý xong."
    assert items[-1]["started_at"]
    # What is left waits for its turn in the new order.
    assert items[0]["title"] in seen.page.inner_text("#buoc")
