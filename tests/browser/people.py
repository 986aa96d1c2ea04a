"""Members of the city made for one test, so that no other test opens their pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sotay.demo.people import PASSWORD
from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_device_page import call
from tests.browser.test_offline import sign_in

Open = Callable[..., Visitor]


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


def another_cell(officer: Visitor, *cells: int) -> tuple[int, str]:
    """Another cell than ``cells``, by a member of it."""
    rows = call(officer, "GET", "/api/v1/members/")["said"]["rows"]
    other = next(one for one in rows if one["cell_id"] not in cells)
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
