"""Nothing tells who wrote without a name; the receipt code alone opens what was sent."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry, StoredFile
from sotay.organisations.access import Actor, acting_for
from sotay.proposals import rules, services
from sotay.proposals.models import DayCount, Proposal, Word
from sotay.proposals.services.nameless import UnknownCode
from sotay.testing.notices import every_notice

pytestmark = pytest.mark.django_db

RARE = "Chuông gió hợp tác xã Mây Tre kêu lệch nhịp"
ROOT = ("/proposals/anonymous/", "/proposals/receipt/")


@pytest.fixture
def code(world: SimpleNamespace, today: date) -> str:
    return services.nameless.submit(
        organisation=world.bloc, kind="report", subject="conduct", words=RARE, today=today
    )


def rows_of_every_table(system: Actor) -> dict[str, list[str]]:
    """Each row of each table as text, as far as the roles of the tests see them."""
    found: dict[str, list[str]] = {}
    with acting_for(system), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(one)::text FROM "{table}" one')
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def holds(value: Any, wanted: Any) -> bool:
    """Whether a value of a row is, or holds in its text, what is wanted."""
    if isinstance(value, dict):
        return any(holds(one, wanted) for one in value.values())
    if isinstance(value, list):
        return any(holds(one, wanted) for one in value)
    if isinstance(wanted, int):
        return value == wanted or str(value) == str(wanted)
    return wanted in str(value)


def test_canary_a_signed_in_browser_leaves_no_trace_of_itself(
    world: SimpleNamespace, secretary: Actor, system: Actor
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretary.user, backend="sotay.accounts.backends.AccountBackend")
    client.get("/proposals/new/")
    session = client.cookies["sessionid"].value
    cookies_before = {name: one.value for name, one in client.cookies.items()}
    before = rows_of_every_table(system)
    audited = AuditEntry.objects.count()

    telling = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Trình duyệt Cánh Cò"}
    telling["HTTP_X_FORWARDED_FOR"] = "203.0.113.78"
    page = client.get("/proposals/anonymous/", **telling)
    assert page.status_code == 200
    assert secretary.user.full_name not in page.content.decode()
    given = {
        "organisation": world.bloc.pk,
        "kind": "report",
        "subject": "conduct",
        "words": RARE,
        "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
    }
    sent = client.post("/proposals/anonymous/", given, **telling)
    assert sent.status_code == 200
    code = str(sent.context["code"])
    asked = {"code": code, "csrfmiddlewaretoken": given["csrfmiddlewaretoken"]}
    back = client.post("/proposals/receipt/", asked, **telling)
    assert RARE in back.content.decode()
    asked |= {"act": "add", "words": "Và chuông thứ hai cũng thế."}
    assert client.post("/proposals/receipt/", asked, **telling).status_code == 200

    after = rows_of_every_table(system)
    added = {
        table: [json.loads(row) for row in rows if row not in set(before.get(table, []))]
        for table, rows in after.items()
    }
    changed = {table for table, rows in added.items() if rows}
    assert changed == {"proposals_proposal", "proposals_word", "proposals_daycount"}
    canaries: list[Any] = [secretary.user.pk, secretary.user.username, secretary.user.full_name]
    canaries += [session, "203.0.113.7", "Cánh Cò", code, code.replace("-", "")]
    for table in sorted(changed):
        for row in added[table]:
            if table == "proposals_daycount":
                row.pop("id")
                row.pop("number")
            row.pop("org_lft", None)
            row.pop("organisation_id", None)
            row.pop("place", None)
            assert [one for one in canaries if holds(row, one)] == [], table
            moments = [value for value in row.values() if isinstance(value, str) and ":" in value]
            assert moments == [], table
    assert AuditEntry.objects.count() == audited
    assert every_notice() == []
    for name, value in cookies_before.items():
        assert client.cookies[name].value == value
    assert client.get("/proposals/").status_code == 200  # still signed in


def test_the_proposal_is_kept_of_nobody(code: str, everything: Actor) -> None:
    kept = Proposal.objects.get()
    assert kept.is_anonymous
    assert kept.receipt == rules.digest(code)
    assert kept.received_on == date(2026, 11, 22)
    assert DayCount.objects.get(what="sent").number == 1
    assert not AuditEntry.objects.exists()


def test_without_the_code_the_database_shows_nothing_and_with_it_only_that_one(
    code: str, world: SimpleNamespace, today: date, stranger: Actor
) -> None:
    other = services.nameless.submit(
        organisation=world.bloc, kind="ask", subject="other", words="Việc khác", today=today
    )
    assert Proposal.objects.count() == 0
    with acting_for(stranger):
        assert Proposal.objects.count() == 0
    assert services.nameless.look(code, today).proposal.words == RARE
    assert services.nameless.look(other.lower(), today).proposal.words == "Việc khác"
    assert Proposal.objects.count() == 0


def test_wrong_and_unknown_codes_are_answered_alike(code: str, client: Client) -> None:
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    pages = []
    for text in (wrong, rules.new_code(), "tên tôi", "A" * 60):
        answer = client.post("/proposals/receipt/", {"code": text})
        assert answer.status_code == 422
        pages.append(
            answer.content.decode()
            .replace(text, "")
            .replace(answer.context["csrf_token"].__str__(), "")
        )
    assert len(set(pages)) == 1
    routes = [
        client.post("/api/v1/proposals/receipt", json.dumps({"code": text}), "application/json")
        for text in (wrong, rules.new_code())
    ]
    assert routes[0].status_code == routes[1].status_code == 409
    assert routes[0].content == routes[1].content
    assert DayCount.objects.get(what="missed").number == 6


def test_the_committee_answers_and_the_holder_of_the_code_reads_it(
    code: str, officer: Actor, today: date
) -> None:
    with acting_for(officer):
        made = Proposal.objects.visible_to(officer).get()
        services.ask_back(proposal=made, words="Ở phòng nào?", actor=officer)
    wednesday = date(2026, 11, 25)
    services.nameless.add(code=code, words="Phòng 12.", today=wednesday)
    with acting_for(officer):
        made.refresh_from_db()
        assert (made.state, made.due_on) == ("taken", date(2026, 12, 16))
        assert [(one.words, one.by_id) for one in Word.objects.all()] == [
            ("Ở phòng nào?", officer.user.pk),
            ("Phòng 12.", None),
        ]
        services.answer(proposal=made, words="Đã nhắc.", actor=replace(officer, today=wednesday))
    services.nameless.rate(code=code, satisfaction=3, words="Tốt.", today=wednesday)
    seen = services.nameless.look(code, wednesday)
    assert (seen.proposal.answer, seen.proposal.satisfaction) == ("Đã nhắc.", 3)
    with pytest.raises(RuleBroken):
        services.nameless.withdraw(code=code, today=wednesday)


def test_reading_one_without_a_name_is_not_audited(code: str, officer: Actor) -> None:
    with acting_for(officer):
        services.note_reading(Proposal.objects.get(), officer)
    assert not AuditEntry.objects.filter(act="proposals.read").exists()


def test_withdrawn_by_its_code(code: str, today: date) -> None:
    services.nameless.withdraw(code=code, today=today)
    assert services.nameless.look(code, today).proposal.state == "withdrawn"
    with pytest.raises(RuleBroken):
        services.nameless.add(code=code, words="Thêm", today=today)


def test_a_code_made_by_the_sender_is_never_told(world: SimpleNamespace, today: date) -> None:
    code = rules.new_code()
    given: dict[str, Any] = {
        "organisation": world.bloc, "kind": "ask", "subject": "other", "today": today,
    }  # fmt: skip
    assert services.nameless.submit(**given, words=RARE, proof=rules.proof(code)) == ""
    for text in (code, rules.grouped_code(code).lower(), rules.proof(code)):
        assert services.nameless.look(text, today).proposal.words == RARE
    # Sent twice over a poor line: one, and counted once.
    assert services.nameless.submit(**given, words=f" {RARE} ", proof=rules.proof(code)) == ""
    assert DayCount.objects.get(what="sent").number == 1
    with pytest.raises(RuleBroken):
        services.nameless.submit(**given, words="Việc khác", proof=rules.proof(code))
    for broken in ("x", "A" * 64, "a" * 63, code, rules.digest(code) + "0"):
        with pytest.raises(BadInput):
            services.nameless.submit(**given, words=RARE, proof=broken)


def test_what_is_kept_opens_nothing(code: str, system: Actor, today: date) -> None:
    """Whoever reads the database holds the digest, and neither the code nor the proof of it."""
    with acting_for(system):
        kept = Proposal.objects.get().receipt
    assert kept == rules.digest(code)
    assert kept not in (rules.proof(code), code)
    with pytest.raises(UnknownCode):
        services.nameless.look(kept, today)


def test_a_page_shows_no_proof_again(code: str, client: Client) -> None:
    answer = client.post("/proposals/receipt/", {"code": rules.proof(rules.new_code())})
    assert answer.status_code == 422
    assert rules.read_proof(answer.context["form"]["code"].value()) is not None
    assert "value=" not in str(answer.context["form"]["code"])
    assert client.post("/proposals/receipt/", {"code": rules.proof(code)}).status_code == 200


def test_a_cell_is_too_small_for_it(world: SimpleNamespace, today: date) -> None:
    offered = {one.pk for one in services.nameless.committees(today)}
    assert offered == {world.bloc.pk, world.works.pk, world.far.pk}
    with pytest.raises(BadInput):
        services.nameless.submit(
            organisation=world.river, kind="ask", subject="other", words="x", today=today
        )
    with pytest.raises(UnknownCode):
        services.nameless.look("", today)


@pytest.mark.parametrize(("before", "is_taken"), [(199, True), (200, False)])
def test_so_many_a_day_and_no_more(
    world: SimpleNamespace, today: date, before: int, is_taken: bool
) -> None:
    DayCount.objects.create(day=today, what="sent", number=before)
    given: dict[str, Any] = {
        "organisation": world.bloc, "kind": "ask", "subject": "other", "words": "x",
    }  # fmt: skip
    if is_taken:
        assert services.nameless.submit(**given, today=today)
    else:
        with pytest.raises(RuleBroken):
            services.nameless.submit(**given, today=today)
        assert services.nameless.submit(**given, today=date(2026, 11, 23))


@pytest.mark.parametrize(("before", "refusal"), [(1999, UnknownCode), (2000, RuleBroken)])
def test_so_many_wrong_codes_a_day_and_no_more(
    code: str, today: date, before: int, refusal: type[Exception]
) -> None:
    DayCount.objects.create(day=today, what="missed", number=before)
    with pytest.raises(RuleBroken) as refused:
        services.nameless.look("AAAA AAAA AAAA AAAA A", today)
    assert type(refused.value) is refusal


def test_wrong_codes_of_others_never_shut_out_who_holds_a_right_one(code: str, today: date) -> None:
    DayCount.objects.create(day=today, what="missed", number=99_999)
    assert services.nameless.look(code, today)


@pytest.mark.parametrize("address", ROOT)
def test_the_page_is_kept_by_no_cache_and_needs_no_sign_in(
    client: Client, world: SimpleNamespace, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sessionid" not in answer.cookies


def test_an_error_says_which_place_to_mend_and_keeps_what_was_written(
    client: Client, world: SimpleNamespace
) -> None:
    answer = client.post("/proposals/anonymous/", {"words": RARE})
    assert answer.status_code == 422
    assert RARE in answer.content.decode()


def test_no_file_goes_with_one_without_a_name(client: Client, world: SimpleNamespace) -> None:
    page = client.get("/proposals/anonymous/").content.decode()
    assert "Không kèm tệp được" in page
    assert 'type="file"' not in page
    given = {
        "organisation": world.bloc.pk, "kind": "ask", "subject": "other", "words": RARE,
    }  # fmt: skip
    kept = StoredFile.objects.count()
    picture = SimpleUploadedFile("anh.jpg", b"mot hai ba", "image/jpeg")
    answer = client.post("/proposals/anonymous/", {**given, "file": picture})
    assert answer.status_code == 422
    assert "tên người soạn" in str(answer.context["form"].non_field_errors())
    assert RARE in answer.content.decode()
    assert StoredFile.objects.count() == kept
    assert not DayCount.objects.exists()
    assert client.post("/proposals/anonymous/", given).status_code == 200


def test_the_routes_do_the_same_without_a_token(
    client: Client, world: SimpleNamespace, as_client: Callable[[Actor], Client], stranger: Actor
) -> None:
    def post(address: str, given: dict[str, Any], by: Client = client) -> Any:
        return by.post(f"/api/v1/proposals/{address}", json.dumps(given), "application/json")

    given = {"organisation_id": world.bloc.pk, "kind": "ask", "subject": "other", "words": RARE}
    made = post("anonymous", given, as_client(stranger))
    assert made.status_code == 201
    code = made.json()["code"]
    assert post("receipt", {"code": code}).json()["words"] == RARE
    assert post("receipt", {"code": code, "act": "add", "words": "Nữa"}).status_code == 200
    assert post("receipt", {"code": code, "act": "rate", "satisfaction": 1}).status_code == 409
    assert post("receipt", {"code": code, "act": "withdraw"}).json()["state"] == "withdrawn"
    own = rules.new_code()
    sent = post("anonymous", {**given, "proof": rules.proof(own)})
    assert (sent.status_code, sent.json()["code"]) == (201, "")
    assert post("receipt", {"code": rules.proof(own)}).json()["words"] == RARE
    assert post("anonymous", {**given, "proof": "x"}).status_code == 422
    assert post("anonymous", {**given, "organisation_id": world.river.pk}).status_code == 422
    assert post("anonymous", {**given, "words": " "}).status_code == 422


def test_reverse_of_the_nameless_addresses_is_what_the_door_passes_by() -> None:
    assert (reverse("proposals:anonymous"), reverse("proposals:receipt")) == ROOT
