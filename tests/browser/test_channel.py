"""A question without a name, from a phone: asked, answered, read by its code, and of nobody.

Afterwards the database is read through every table and column, past its policies, and with it what
the servers wrote to their logs.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from sotay.core.database import Address, Cluster, making, parse_url
from sotay.core.database.roles import BACKUP
from sotay.proposals import rules
from sotay.testing.databases import owner_address
from tests.browser.conftest import DESK, LOG, PHONE, Visitor

Open = Callable[..., Visitor]
Rows = dict[str, set[str]]

QUESTION = "Chuông gió hợp tác xã Mây Tre kêu lệch nhịp, ai sửa"
ANSWER = "Tổ kỹ thuật chỉnh lại chuông trong tuần này."
BROWSER = "Mozilla/5.0 (Linux; Canh Co 7) Mobile"
ADDRESS = "203.0.113.77"
CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}-[0-9A-Z]")
# What one such question may leave: itself, and the counts of a day.
LEFT = {"proposals_proposal", "proposals_daycount"}


def _past_policies(database: str) -> Address:
    """The role that dumps: it reads whatever is there, for nobody."""
    if os.environ.get("DATABASE_URL"):
        at = parse_url(os.environ.get("DATABASE_BACKUP_URL", os.environ["DATABASE_URL"]))
        return Address(at.host, at.port, database, at.user, at.password)
    return Cluster().address(BACKUP, database)


@pytest.fixture
def reader(served: tuple[str, str]) -> Iterator[psycopg.Connection]:
    with making.connect(_past_policies(served[1])) as connection:
        yield connection


@pytest.fixture
def tables(served: tuple[str, str]) -> dict[str, list[str]]:
    """Every table with its columns, as the owner of them finds them."""
    found: dict[str, list[str]] = {}
    with making.connect(owner_address(), served[1]) as owner:
        rows = owner.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1, 2"
        )
        for table, column in rows:
            found.setdefault(table, []).append(column)
    assert {"accounts_user", "core_auditentry", "django_session"} <= set(found)
    assert {"notices_notice", "proposals_proposal"} <= set(found)
    return found


def every_row(reader: psycopg.Connection, tables: dict[str, list[str]]) -> Rows:
    found: Rows = {}
    for table, columns in tables.items():
        rows = reader.execute(f'SELECT to_jsonb(one)::text FROM "{table}" one')
        found[table] = {row[0] for row in rows}
        for row in list(found[table])[:1]:
            assert sorted(json.loads(row)) == columns  # no column is passed over
    return found


def added(before: Rows, after: Rows) -> dict[str, list[dict[str, Any]]]:
    new = {table: rows - before[table] for table, rows in after.items()}
    return {table: [json.loads(row) for row in rows] for table, rows in new.items() if rows}


def told_of(rows: Rows, text: str) -> list[str]:
    """The tables in which ``text`` stands, large or small, in any column."""
    return [table for table, kept in rows.items() if any(text.lower() in x.lower() for x in kept)]


def posted(visitor: Visitor) -> list[str]:
    """What the browser sends from now on in the bodies of its posts."""
    bodies: list[str] = []

    def keep(request: Any) -> None:
        if request.method == "POST":
            bodies.append((request.post_data_buffer or b"").decode(errors="replace"))

    visitor.page.on("request", keep)
    return bodies


def ask(phone: Visitor, scripts: bool) -> str:
    """Write and send the question; the code stands on the answer, and on no page after it."""
    phone.go("/proposals/anonymous/")
    if scripts:
        assert (phone.axe(), phone.sideways()) == ([], 0)
    page = phone.page
    page.select_option("select[name=organisation]", index=1)
    page.check("input[name=kind][value=ask]")
    page.select_option("select[name=subject]", "work")
    page.fill("textarea[name=words]", QUESTION)
    page.get_by_role("button", name="Gửi không ghi tên").click()
    code = page.inner_text(".receipt-code").strip()
    assert CODE.fullmatch(code)
    assert rules.read_code(code) == code.replace("-", "")
    assert ("do chính máy này tạo ra" in page.inner_text("main")) is scripts
    if scripts:
        assert (phone.axe(), phone.sideways()) == ([], 0)
    page.get_by_role("link", name="Tra bằng mã biên nhận").click()
    page.wait_for_url("**/proposals/receipt/")
    assert code not in page.content()
    phone.go("/proposals/anonymous/")
    assert code not in page.content()
    return code


def answer(officer: Visitor) -> None:
    officer.go("/proposals/")
    officer.page.get_by_role("link", name=QUESTION).first.click()
    officer.page.wait_for_load_state()
    main = officer.page.inner_text("main")
    assert QUESTION in main
    assert "không ghi tên" in main
    officer.page.get_by_role("link", name="Trả lời", exact=True).click()
    officer.page.fill("textarea[name=words]", ANSWER)
    officer.page.get_by_role("button", name="Gửi trả lời").click()
    officer.page.wait_for_selector("text=Đã trả lời")


def look(elsewhere: Visitor, code: str) -> str:
    elsewhere.go("/proposals/receipt/")
    elsewhere.page.fill("input[name=code]", code)
    elsewhere.page.get_by_role("button", name="Xem trả lời").click()
    elsewhere.page.wait_for_load_state()
    return str(elsewhere.page.inner_text("main"))


@pytest.mark.parametrize(
    ("who", "scripts"),
    [(None, True), ("member", True), (None, False)],
    ids=["nobody", "a signed-in member", "without scripts"],
)
def test_a_question_of_nobody_is_answered_to_whoever_holds_its_code(
    visitor: Open,
    reader: psycopg.Connection,
    tables: dict[str, list[str]],
    who: str | None,
    scripts: bool,
) -> None:
    told: dict[str, Any] = {
        "user_agent": BROWSER,
        "extra_http_headers": {"X-Forwarded-For": ADDRESS},
        "java_script_enabled": scripts,
    }
    officer = visitor("officer", DESK)
    phone = visitor(who, PHONE, **told)  # also the phone of somebody who is signed in
    before = every_row(reader, tables)
    bodies = posted(phone)
    code = ask(phone, scripts)
    cookies = {one["name"]: one["value"] for one in phone.page.context.cookies()}
    assert ("sessionid" in cookies) is (who is not None)
    asked = every_row(reader, tables)

    new = added(before, asked)
    assert set(new) == LEFT
    (kept,) = new["proposals_proposal"]
    assert (kept["words"], kept["author_id"]) == (QUESTION, None)
    assert kept["receipt"] == rules.digest(code.replace("-", ""))
    # Of the rest only what the page says is kept: where to, what about, and days without an hour.
    filled = {key for key, value in kept.items() if value not in (None, "")}
    assert filled == {
        *("id", "organisation_id", "org_lft", "kind", "subject", "words", "receipt"),
        *("received_on", "due_on", "state"),
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", kept["received_on"])
    (count,) = new["proposals_daycount"]
    assert set(count) == {"id", "day", "what", "number"}

    answer(officer)
    elsewhere = visitor(None, DESK, java_script_enabled=scripts)
    bodies_elsewhere = posted(elsewhere)
    assert QUESTION not in (wrong := look(elsewhere, rules.grouped_code(rules.new_code())))
    assert "Không có ý kiến nào ứng với mã này" in wrong
    assert ANSWER in look(elsewhere, code.lower().replace("-", " "))
    if scripts:
        assert (elsewhere.axe(), elsewhere.sideways()) == ([], 0)
        # Made on the phone, the code never went to the server: neither in sending nor in looking.
        assert (len(bodies), len(bodies_elsewhere)) == (1, 2)
        plain = code.replace("-", "").lower()
        for body in [*bodies, *bodies_elsewhere]:
            assert plain not in body.lower().replace("-", "").replace("+", "").replace("%20", "")
        assert rules.proof(code.replace("-", "")) in bodies[0]
        for place in ("localStorage", "sessionStorage"):
            left = str(phone.page.evaluate(f"JSON.stringify({{...{place}}})"))
            assert [one for one in (code, QUESTION) if one in left] == []
    elsewhere.page.check("input[name=satisfaction][value='3']")
    elsewhere.page.get_by_role("button", name="Ghi lại").click()
    elsewhere.page.wait_for_selector("text=Đã ghi lại")

    after = every_row(reader, tables)
    later = {table: rows - before[table] for table, rows in after.items()}
    codes = [code, code.replace("-", ""), code.replace("-", " "), cookies["csrftoken"]]
    assert [text for text in [*codes, BROWSER, "Canh Co", ADDRESS] if told_of(later, text)] == []
    assert [text for text in codes if told_of(after, text)] == []
    assert told_of(after, QUESTION) == told_of(after, kept["receipt"]) == ["proposals_proposal"]
    # The question is named by others only for what the committee did with it, and by its officer.
    (officer_id,) = reader.execute(
        "SELECT id FROM accounts_user WHERE username = 'officer'"
    ).fetchone() or (0,)
    number = re.compile(rf"\b{kept['id']}\b")
    naming = added(before, after)
    of_it = {
        table: [row for row in rows if number.search(json.dumps(row))]
        for table, rows in naming.items()
    }
    of_it = {table: rows for table, rows in of_it.items() if rows}
    assert set(of_it) <= {"proposals_proposal", "core_auditentry"}
    assert {row["act"] for row in of_it["core_auditentry"]} == {"proposals.answer"}
    assert {row["user_id"] for row in of_it["core_auditentry"]} == {officer_id}
    (kept,) = of_it["proposals_proposal"]
    assert (kept["author_id"], kept["answered_by_id"]) == (None, officer_id)

    logs = {"server": LOG.read_text(errors="replace")}
    if not os.environ.get("DATABASE_URL"):
        logs["database"] = (Cluster().data / "server.log").read_text(errors="replace")
    assert "/proposals/anonymous/" in logs["server"]  # it does write a line for every request
    written = [*codes, kept["receipt"], QUESTION, "Canh Co"]
    for name, text in logs.items():
        assert [one for one in written if one.lower() in text.lower()] == [], name
    assert (phone.complaints, officer.complaints) == ([], [])
