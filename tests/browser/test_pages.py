"""Every page of every kind of person: it answers, it fits, axe finds nothing."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from tests.browser.conftest import DESK, PHONE, Visitor

Open = Callable[..., Visitor]

# Rows are named by the numbers they have in the demonstration, which is the same every time.
PAGES = {
    "leader": [
        *("/leader/", "/organisations/", "/documents/", "/documents/hollow/", "/reports/"),
        *("/tasks/", "/members/", "/search/?q=so", "/rules/", "/more/", "/account/"),
        *("/leader/?het=1&xep=name", "/leader/?ngay=2026-06-30", "/tasks/extensions/1/decide/"),
    ],
    "officer": [
        *("/tasks/queue/", "/documents/new/", "/members/import/", "/tasks/new/"),
        *("/reports/new/", "/notices/"),
        *("/tasks/queue/?tab=returned", "/tasks/queue/?tab=extension", "/tasks/queue/?tab=done"),
        *("/tasks/1/", "/tasks/1/drop/", "/tasks/1/suggest/", "/tasks/259/assess/"),
        *("/tasks/evidence/1/", "/tasks/?q=zzzz", "/tasks/?programme=2&organisation=30&state=all"),
        *("/documents/2/", "/documents/2/coverage/", "/documents/2/chain/", "/documents/2/issue/"),
        *("/documents/2/confirm/", "/documents/2/end/", "/documents/2/add/", "/documents/?q=zzzz"),
        *(
            "/documents/9/compare/",
            "/documents/9/compare/?voi=neighbour",
            "/documents/drafts/9/take/",
        ),
        *("/documents/drafts/9/edit/", "/documents/citations/1/", "/documents/clauses/10/waive/2/"),
        *("/today/", "/search/?q=zzzz", "/more/"),
        *(
            "/meetings/",
            "/meetings/rollup/",
            "/recognitions/",
            "/proposals/",
            "/proposals/counts/",
            "/news/",
        ),
        *("/news/new/", "/proposals/mass-organisations/", "/dues/rollup/", "/library/"),
        *("/contests/", "/contests/new/", "/contests/1/", "/contests/1/results/"),
        *("/contests/2/", "/contests/2/jury/"),
        *("/library/search/?q=so", "/handbook/guidance/", "/notices/choices/"),
        *(
            "/organisations/?ngay=2024-06-30",
            "/organisations/?tim=giao%20duc",
            "/organisations/559/",
        ),
        *("/organisations/71/", "/organisations/71/?ngay=2024-06-30", "/organisations/3/"),
        *(
            "/organisations/559/compare/",
            "/organisations/2/compare/?tu=30-6-2024&den=30-6-2025&quy=on",
        ),
        *("/organisations/2/found/", "/organisations/2/merge/", "/organisations/2/split/"),
        *("/organisations/2/rename/", "/organisations/2/reparent/", "/organisations/2/dissolve/"),
        *("/organisations/2/regroup/", "/organisations/3/split/", "/organisations/30/offices/"),
        *("/organisations/3/groups/", "/organisations/acts/6/", "/organisations/acts/6/correct/"),
        *("/members/?q=zzzz", "/members/new/", "/members/admit/", "/members/mend/30/"),
        *("/members/corrections/", "/members/transfers/", "/members/364/", "/members/364/correct/"),
        *(
            "/members/364/correct-day/",
            "/members/364/correct-status-day/",
            "/members/364/transfer/",
        ),
        *("/members/364/stay/", "/members/364/exempt/", "/members/364/change-status/"),
        *("/members/364/end/", "/members/364/readmit/", "/members/364/account/"),
        *("/account/people/", "/account/people/new/", "/account/people/5/", "/accounts/sessions/"),
        *("/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/webauthn/"),
        *("/accounts/provider/", "/accounts/reauthenticate/", "/rules/?q=zzzz"),
        *("/rules/members.transfer_report_days/", "/rules/members.badge_rounds/?ngay=2020-06-30"),
    ],
    "secretary": [
        *("/", "/tasks/", "/members/", "/documents/", "/more/", "/leader/", "/notices/"),
        *("/tasks/132/", "/tasks/132/report/", "/tasks/132/concretise/", "/documents/8/"),
        *("/tasks/132/ask-extension/", "/documents/2/coverage/", "/search/?q=so"),
        *("/organisations/", "/organisations/30/", "/members/transfers/", "/members/364/"),
        "/recognitions/",
        *("/meetings/", "/meetings/1/", "/meetings/1/minutes/", "/meetings/11/", "/meetings/new/"),
        *("/meetings/11/lead/", "/meetings/11/enter/", "/meetings/11/here/", "/meetings/series/"),
        *("/meetings/11/screen/", "/meetings/feed/", "/handbook/", "/handbook/cell/"),
        *("/dues/", "/dues/mine/", "/dues/account/", "/proposals/", "/handbook/guidance/"),
    ],
    "member": [
        *("/meetings/", "/meetings/11/", "/meetings/10/minutes/", "/handbook/", "/handbook/cell/"),
        *("/proposals/", "/proposals/new/", "/proposals/published/", "/dues/mine/", "/library/"),
        *("/library/shelves/1/", "/library/titles/1/", "/news/", "/notices/"),
        *("/contests/", "/contests/desk/", "/contests/mine/", "/contests/1/results/"),
        "/",
        "/members/me/",
        "/tasks/",
        "/documents/",
        "/more/",
        *("/organisations/30/", "/rules/members.transfer_report_days/"),
    ],
    "inspector": [
        "/leader/",
        "/tasks/",
        "/members/",
        *("/members/364/", "/organisations/30/"),
    ],
    "admin": [
        "/server/",
        "/account/",
        *("/account/server/", "/organisations/"),
    ],
}
EVERY = [(who, path) for who, paths in PAGES.items() for path in paths]


@pytest.mark.parametrize(("who", "path"), EVERY)
class TestEveryPage:
    def test_at_a_desk_answers_without_a_complaint(self, looker: Open, who: str, path: str) -> None:
        seen = looker(who, DESK)
        answer = seen.go(path)
        assert answer.status == 200
        assert seen.page.locator("h1").count() == 1
        assert seen.axe() == []
        assert seen.complaints == []
        assert seen.sideways() <= 0

    def test_on_a_phone_fits_and_stays_clean(self, looker: Open, who: str, path: str) -> None:
        seen = looker(who, PHONE)
        assert seen.go(path).status == 200
        assert seen.sideways() <= 0
        assert seen.axe() == []
        seen.page.evaluate("document.documentElement.dataset.chu = '175'")
        assert seen.sideways() <= 0


def test_pages_of_who_sends_without_a_name_are_clean(visitor: Open) -> None:
    seen = visitor(None, PHONE)
    for path in ("/proposals/anonymous/", "/proposals/receipt/"):
        assert seen.go(path).status == 200
        assert seen.axe() == []
        assert seen.sideways() <= 0
        assert seen.complaints == []


def test_sign_in_page_is_clean(visitor: Open) -> None:
    for size in (DESK, PHONE):
        seen = visitor(None, size)
        assert seen.go("/accounts/login/").status == 200
        assert seen.axe() == []
        assert seen.complaints == []


def test_a_past_day_cannot_be_missed_and_loses_every_act(visitor: Open) -> None:
    seen = visitor("officer", DESK)
    seen.go("/organisations/?ngay=2024-06-30")
    assert "Đang xem ngày" in seen.page.inner_text(".pastbar")
    assert seen.page.locator("html.past").count() == 1
    assert seen.axe() == []
    first = seen.page.locator(".tree a[href*='/organisations/']").first
    assert "ngay=2024-06-30" in (first.get_attribute("href") or "")


def test_absent_and_forbidden_look_alike(visitor: Open) -> None:
    seen = visitor("secretary", DESK)
    absent = seen.go("/members/99999999/")
    words = seen.page.inner_text("main")
    forbidden = seen.go("/server/")
    assert (absent.status, forbidden.status) == (404, 404)
    assert seen.page.inner_text("main") == words


PASTE = """bytes => {
    const given = new DataTransfer();
    given.items.add(new File([new Uint8Array(bytes)], "dan.jpg", {type: "image/jpeg"}));
    document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: given, bubbles: true}));
}"""


def test_a_pasted_picture_is_the_photograph_and_heic_is_refused_in_words(visitor: Open) -> None:
    seen = visitor("secretary", PHONE)
    seen.go("/tasks/132/report/")
    photo = "document.querySelector('input[name=photo]').files"
    kept = io.BytesIO()
    Image.effect_noise((320, 240), 80).convert("RGB").save(kept, "JPEG")

    seen.page.evaluate(PASTE, list(kept.getvalue()))
    seen.page.wait_for_selector("[data-photo] [role=status]:has-text('Đã thu nhỏ')")
    assert seen.page.evaluate(f"{photo}[0].name") == "dan.jpg"

    heic = {"name": "IMG_1.HEIC", "mimeType": "", "buffer": b"\0\0\0\x18ftypheic" + b"\0" * 99}
    seen.page.set_input_files("input[name=photo]", heic)
    seen.page.wait_for_selector("[data-photo] [role=status]:has-text('dạng HEIC')")
    assert seen.page.evaluate(f"{photo}.length") == 0
    assert seen.page.locator("[data-preview]").is_hidden()
    assert seen.complaints == []


@pytest.mark.parametrize(
    ("who", "path"), [("officer", "/members/import/"), ("secretary", "/proposals/")]
)
def test_at_large_text_no_sheet_cuts_what_it_holds(visitor: Open, who: str, path: str) -> None:
    seen = visitor(who, PHONE)
    seen.go(path)
    seen.page.evaluate("document.documentElement.dataset.chu = '150'")
    cut = """() => [...document.querySelectorAll('.sheet.flush')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.innerText)"""
    assert seen.page.evaluate(cut) == []
