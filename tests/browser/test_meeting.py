"""A meeting from the plan to its tasks with a network: chair at a desk, member on a phone."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_device_page import call

Open = Callable[..., Visitor]


def test_from_the_plan_to_the_tasks(visitor: Open) -> None:
    chair, member = visitor("secretary", DESK), visitor("member", PHONE)
    day = timezone.localdate() + timedelta(days=1)
    chair.go("/meetings/new/")
    chair.page.select_option("select[name=kind]", "thematic")
    chair.page.fill("input[name=on]", f"{day:%d-%m-%Y}")
    chair.page.fill("input[name=at]", "14.00")
    chair.page.fill("input[name=place]", "Phòng họp nhỏ")
    chair.page.fill("input[name=theme]", "Nêu gương trong việc hằng ngày")
    chair.page.click("main form button.primary")
    chair.page.wait_for_url("**/meetings/*/")
    address = chair.page.url.removeprefix(chair.site)
    chair.page.get_by_role("button", name="Mời họp").click()
    chair.page.wait_for_selector("text=Đã mời")

    member.go("/")
    assert "Sinh hoạt chuyên đề" in member.page.inner_text("main")
    member.go(address)
    member.page.get_by_role("button", name="Tôi sẽ dự").click()
    member.page.wait_for_selector("text=Đã ghi trả lời")

    chair.go(address)
    chair.page.get_by_role("button", name="Bắt đầu họp").click()
    chair.page.wait_for_selector("#diem-danh .roll")
    chair.page.evaluate(
        "document.querySelectorAll('#diem-danh input[value=present]')"
        ".forEach((input) => { input.checked = true; })"
    )
    chair.page.get_by_role("button", name="Ghi điểm danh").click()
    chair.page.wait_for_selector("text=đủ điều kiện họp")
    chair.page.get_by_role("button", name="Sang mục").click()
    chair.page.select_option("#bien-ban select", index=1)
    chair.page.fill("#bien-ban textarea[name=gist]", "chuyên đề nên gắn với việc hằng ngày")
    chair.page.get_by_role("button", name="Ghi ý kiến").click()
    chair.page.wait_for_selector("#bien-ban .said")
    chair.page.fill("#bieu-quyet input[name=words]", "Thông qua kết luận chuyên đề")
    chair.page.fill("#bieu-quyet input[name=agree]", "20")
    chair.page.get_by_role("button", name="Ghi biểu quyết").click()
    chair.page.wait_for_selector("#bieu-quyet .t-green")
    chair.page.fill("#giao-viec input[name=title]", "Viết bài về chuyên đề")
    chair.page.select_option("#giao-viec select", index=1)
    chair.page.fill("#giao-viec input[name=due_on]", f"{day + timedelta(days=9):%d-%m-%Y}")
    chair.page.locator("#giao-viec form button").click()
    chair.page.wait_for_selector("#giao-viec .lines li")
    chair.page.fill("#nghi-quyet textarea", "Mỗi đồng chí chọn một việc để nêu gương.")
    chair.page.locator("#nghi-quyet button").click()
    chair.page.wait_for_load_state()

    member.go(f"{address}here/")
    assert member.axe() == []
    room = visitor("secretary", DESK)
    room.page.clock.install()
    room.go(f"{address}screen/")
    assert room.axe() == []
    before = room.page.inner_text(".roomitem")

    chair.go(f"{address}lead/")
    chair.page.get_by_role("button", name="Sang mục").click()
    chair.page.wait_for_load_state()
    room.page.clock.fast_forward(11_000)  # the screen asks every ten seconds
    room.page.wait_for_selector(f".roomitem:not(:text-is('{before}'))")
    assert room.complaints == []
    chair.page.get_by_text("Kết thúc sớm").click()
    chair.page.get_by_role("button", name="Kết thúc cuộc họp").click()
    chair.page.wait_for_url("**/minutes/")
    assert "Mỗi đồng chí chọn một việc để nêu gương." in chair.page.inner_text("article")

    member.go(f"{address}minutes/")
    member.page.get_by_role("button", name="Tôi đã đọc").click()
    member.page.wait_for_selector("text=đã xác nhận")

    chair.go(f"{address}minutes/")
    chair.page.fill("input[name=number]", "13-NQ/CB")
    chair.page.locator("main form[action$='/seal/'] button").click()
    chair.page.wait_for_selector("text=đã thông qua biên bản")
    chair.go("/tasks/?q=Viết bài về chuyên đề&state=all")
    assert "Viết bài về chuyên đề" in chair.page.inner_text("main")
    assert chair.complaints == []
    assert member.complaints == []


def test_a_committee_partly_online_is_led_from_the_device(visitor: Open) -> None:
    chair = visitor("secretary", PHONE)
    chair.go("/")
    cell = call(chair, "GET", "/api/v1/handbook/cell")["said"]["organisation_id"]
    day = (timezone.localtime() + timedelta(days=90)).isoformat()
    body = {
        "organisation_id": cell, "kind": "committee", "form": "mixed", "starts_at": day,
        "place": "Phòng họp",
    }  # fmt: skip
    key = call(chair, "POST", "/api/v1/meetings", body)["said"]["id"]
    assert call(chair, "POST", f"/api/v1/meetings/{key}/invite")["status"] == 200
    lines = [{"title": "Chuẩn bị buổi sinh hoạt tháng", "minutes": 20, "speaker": "Phó bí thư"}]
    put = call(chair, "PUT", f"/api/v1/meetings/{key}/agenda", {"lines": lines})
    assert put["status"] == 200, put

    chair.go(f"/handbook/meeting/{key}/")
    chair.page.wait_for_selector("#diem-danh li")
    assert "Phó bí thư" in chair.page.inner_text("#muc")
    # However few a committee has, it meets; a cell of so few would not.
    assert "Chi bộ có" not in chair.page.inner_text("#du-cau")
    assert "cấp ủy viên" in chair.page.inner_text("#du-cau")
    for at in range(chair.page.locator("#diem-danh li").count()):
        chair.page.locator("#diem-danh li").nth(at).get_by_text("Trực tuyến").click()
    assert chair.page.inner_text("#du") == "đủ điều kiện họp"
    assert chair.sideways() <= 0
    assert chair.axe() == []
