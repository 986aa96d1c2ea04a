"""From a resolution to its result: the one journey everything else stands on."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from PIL import Image

from tests.browser.conftest import DESK, PHONE, Visitor

Open = Callable[..., Visitor]

TEXT = """TỈNH ỦY
ĐẢNG ỦY KHỐI
*
Số 41-KH/ĐUK
ĐẢNG CỘNG SẢN VIỆT NAM
Sông Vân, ngày {issued.day} tháng {issued.month} năm {issued.year}

KẾ HOẠCH
diễn tập phòng cháy ở trụ sở các cơ quan
-----
Thực hiện Nghị quyết số 08-NQ/TU, ngày 10-12-2025 của Ban Chấp hành Đảng bộ tỉnh, Đảng ủy Khối ban hành kế hoạch như sau:
I. Nhiệm vụ
1. Các đảng ủy, chi ủy cơ sở tổ chức ít nhất 02 buổi diễn tập phòng cháy, báo cáo Đảng ủy Khối trước ngày {last:%d-%m-%Y}.

T/M ĐẢNG ỦY KHỐI
PHÓ BÍ THƯ THƯỜNG TRỰC

Vũ Đình Khải
"""  # noqa: E501 - a paper has lines as long as they are
TITLE = "Diễn tập phòng cháy ở trụ sở"
OWN_TITLE = "Diễn tập với bảo vệ tòa nhà"


def photograph() -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((640, 420), 80).convert("RGB").save(kept, "JPEG", quality=80)
    return kept.getvalue()


def test_a_resolution_becomes_a_result_and_a_figure_leads_back_to_the_photo(visitor: Open) -> None:
    # The officer reads a paper, confirms it, gives its task to every organisation.
    signed_in = visitor("officer", DESK)
    officer, site = signed_in.page, signed_in.site
    officer.goto(f"{site}/documents/new/")
    today = timezone.localdate()
    paper = TEXT.format(issued=today - timedelta(days=9), last=today + timedelta(days=21))
    officer.fill("textarea[name=text]", paper)
    officer.click("main form button.primary")
    officer.wait_for_url(re.compile(r"/documents/\d+/$"))
    document_url = officer.url
    assert officer.locator(".f.cite").count() >= 1
    assert officer.locator(".f.task").count() >= 1
    officer.click("text=Xác nhận và vào sổ")
    officer.check("input[name=is_programme]")
    officer.click("main button:has-text('Xác nhận và vào sổ')")
    officer.wait_for_url(document_url)
    officer.click("text=Nhận và giao >> nth=0")
    officer.fill("input[name=title]", TITLE)
    officer.fill("input[name=criterion]", "Số buổi diễn tập")
    officer.fill("input[name=target]", "2")
    officer.fill("input[name=unit]", "buổi")
    officer.click("main button:has-text('Giao nhiệm vụ')")
    officer.wait_for_url(document_url)
    assert "đã giao" in officer.inner_text(".findings")

    # A secretary, on a phone, makes it concrete: who, what, by when, judged how.
    phone = visitor("secretary", PHONE).page
    phone.goto(f"{site}/tasks/")
    phone.click(f"text={TITLE} >> nth=0")
    phone.wait_for_load_state()
    phone.click("a[href$='/concretise/']")
    phone.fill("input[name$='-title'] >> nth=0", OWN_TITLE)
    phone.select_option("select[name$='-owner'] >> nth=0", index=0)
    phone.fill("input[name$='-due_on'] >> nth=0", f"{today + timedelta(days=11):%d-%m-%Y}")
    phone.fill("input[name$='-product'] >> nth=0", "Biên bản diễn tập")
    phone.fill("input[name$='-criterion'] >> nth=0", "Số buổi")
    phone.click("main form button.primary")
    phone.wait_for_load_state()

    # The same phone reports with a photograph.
    phone.goto(f"{site}/tasks/")
    phone.click(f"text={OWN_TITLE} >> nth=0")
    phone.wait_for_load_state()
    phone.click("a[href$='/report/']")
    phone.set_input_files(
        "input[type=file] >> nth=0",
        {"name": "dien-tap.jpg", "mimeType": "image/jpeg", "buffer": photograph()},
    )
    phone.fill("textarea[name=note]", "Đã diễn tập hai buổi, đủ thành phần.")
    for box in phone.locator("fieldset.figures input[type=checkbox]").all():
        box.check()
    phone.click(".sticky-act button")
    phone.wait_for_url(lambda url: "report" not in url)

    # The level above accepts it; the queue is where the officer finds it.
    officer.goto(f"{site}/tasks/queue/")
    officer.click(f".queue >> text={OWN_TITLE} >> nth=0")
    officer.wait_for_load_state()
    officer.click("button:has-text('Chấp nhận')")
    officer.wait_for_load_state()

    # The leader's page has the programme; the report's figure opens on the task and its photograph.
    leader = visitor("leader", DESK).page
    leader.goto(f"{site}/leader/")
    assert "41-KH/ĐUK" in leader.inner_text("table.heat thead")
    leader.goto(f"{site}/reports/new/")
    leader.click("main button:has-text('lập dự thảo')")
    leader.wait_for_url(re.compile(r"/reports/\d+/$"))
    sentence = leader.locator("p", has_text="minh chứng đã thẩm định")
    sentence.locator("a.fig").click()
    leader.wait_for_load_state()
    leader.click(".figure-panel >> text=/^Mở .* dòng$/")
    while leader.locator("a", has_text=OWN_TITLE).count() == 0:
        leader.click("a:has-text('Xem tiếp')")
        leader.wait_for_load_state()
    leader.locator("a", has_text=OWN_TITLE).first.click()
    leader.wait_for_load_state()
    leader.click("a:has-text('dien-tap')")
    leader.wait_for_load_state()
    assert leader.locator("img").count() >= 1
    with leader.expect_download() as download:
        leader.goto(f"{site}/reports/")
        leader.click(".queue a >> nth=0")
        leader.click("text=Tải Word")
    assert download.value.suggested_filename.endswith(".docx")
