"""Every route for four answers: done, refused, not allowed, not found."""

import json

import pytest
from django.test import Client

from sotay.dues import services
from sotay.dues.models import Remittance
from sotay.dues.rules import months
from sotay.dues.tests.conftest import LAST, MONTH, NEXT
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db

THIS = MONTH.isoformat()


class Caller:
    """A program with a session: paths under the routes of dues, JSON both ways."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, **query):
        return self.client.get(f"/api/v1/dues{path}", query)

    def post(self, path: str, payload=None):
        return self.client.post(
            f"/api/v1/dues{path}", json.dumps(payload or {}), content_type="application/json"
        )


@pytest.fixture
def call(as_client):
    return lambda actor: Caller(as_client(actor))


@pytest.fixture
def sent(complete, keeper):
    with acting_for(keeper):
        services.pay_all(collection=complete, actor=keeper)
        services.close_month(collection=complete, actor=keeper)
    return Remittance.objects.get()


class TestMonths:
    def test_are_opened_read_refreshed_and_closed(self, declared, world, people, keeper, call):
        caller, base = call(keeper), f"/cells/{world.river.pk}"
        made = caller.post(f"{base}/months", {"month": THIS})
        assert made.status_code == 201
        assert made.json()["unknown"] == 1
        assert caller.post(f"{base}/months", {"month": THIS}).status_code == 409
        assert caller.post(f"{base}/months/{THIS}/close").status_code == 409
        basis = {"member_id": people.cuc.pk, "category": "student", "since": THIS}
        assert caller.post(f"{base}/bases", basis).status_code == 201
        assert caller.post(f"{base}/months/{THIS}/refresh").json()["unknown"] == 0
        shown = caller.get(f"{base}/months/{THIS}").json()
        assert {line["name"]: line["amount"] for line in shown["lines"]} == {
            "Trần Văn An": 123_457, "Nguyễn Thị Bảy": 35_000, "Lê Thị Cúc": 5_000,
        }  # fmt: skip
        assert caller.post(f"{base}/months/{THIS}/payments/all").json() == {"count": 3}
        assert caller.post(f"{base}/months/{THIS}/close").json()["state"] == "closed"
        assert [one["month"] for one in caller.get(f"{base}/months").json()] == [THIS]

    def test_lines_are_not_found_above_and_sums_are(self, month, world, officer, an, call):
        path = f"/cells/{world.river.pk}/months"
        assert call(officer).get(f"{path}/{THIS}").status_code == 404
        assert call(officer).post(path, {"month": LAST.isoformat()}).status_code == 404
        assert call(officer).get(path).status_code == 200
        assert call(an).get(path).status_code == 404
        for act in ("refresh", "close", "payments/all"):
            assert call(officer).post(f"{path}/{THIS}/{act}").status_code == 404


class TestPayments:
    def test_are_taken_read_and_reversed(self, complete, world, people, keeper, an, call):
        caller, path = call(keeper), f"/cells/{world.river.pk}/months/{THIS}/payments"
        given = {"member_id": people.an.pk, "months": [THIS, NEXT.isoformat()]}
        made = caller.post(path, given)
        assert made.status_code == 201
        receipt = made.json()
        assert [entry["amount"] for entry in receipt["entries"]] == [123_457, 123_457]
        assert caller.post(path, given).status_code == 409
        assert caller.post(path, {**given, "months": []}).status_code == 422
        key = receipt["id"]
        assert call(an).get(f"/receipts/{key}").json()["amount"] == 246_914
        assert call(an).get(f"/receipts/{key}/pdf").content.startswith(b"%PDF")
        assert call(an).post(f"/receipts/{key}/reverse", {"reason": "x"}).status_code in (403, 404)
        assert caller.post(f"/receipts/{key}/reverse", {"reason": ""}).status_code == 422
        undone = caller.post(f"/receipts/{key}/reverse", {"reason": "Ghi nhầm"}).json()
        assert sum(entry["amount"] for entry in undone["entries"]) == 0
        assert caller.post(f"/receipts/{key}/reverse", {"reason": "Lại"}).status_code == 409

    def test_are_not_found_for_others(self, complete, world, people, keeper, above, call):
        with acting_for(keeper):
            made = services.pay(
                collection=complete, member_id=people.an.pk, wanted=[MONTH], actor=keeper
            )
        for path in (f"/receipts/{made.pk}", f"/receipts/{made.pk}/pdf", "/receipts/999999"):
            assert call(above).get(path).status_code == 404
        path = f"/cells/{world.river.pk}/months/{THIS}/payments"
        given = {"member_id": people.an.pk, "months": [THIS]}
        assert call(above).post(path, given).status_code == 404


class TestReliefAndAccount:
    def test_are_set_by_the_keeper(self, month, world, people, keeper, above, call):
        base = f"/cells/{world.river.pk}"
        given = {
            "member_id": people.an.pk, "percent": 50, "ground": "hardship",
            "decision_number": "5-NQ", "since": THIS, "count": 12,
        }  # fmt: skip
        assert call(keeper).post(f"{base}/reliefs", given).status_code == 201
        assert call(keeper).post(f"{base}/reliefs", {**given, "count": 13}).status_code == 422
        assert call(above).post(f"{base}/reliefs", given).status_code == 404
        bank = {"bank_code": "970403", "bank_name": "V", "number": "0011012345", "holder": "X"}
        assert call(keeper).get(f"{base}/account").status_code == 404
        assert call(keeper).post(f"{base}/account", bank).status_code == 201
        assert call(keeper).post(f"{base}/account", {**bank, "number": "1"}).status_code == 422
        assert call(keeper).get(f"{base}/account").json()["number"] == "0011012345"
        assert call(above).get(f"{base}/account").status_code == 404
        assert call(above).post(f"{base}/account", bank).status_code == 404
        assert call(above).post(f"{base}/bases", {
            "member_id": people.an.pk, "category": "student", "since": THIS,
        }).status_code == 404  # fmt: skip


class TestMine:
    def test_is_read_declared_and_told(self, complete, world, an, keeper, officer, call):
        with acting_for(keeper):
            services.set_account(
                organisation=world.river, bank_code="970403", bank_name="V",
                number="0011012345678", holder="X", actor=keeper,
            )  # fmt: skip
        caller = call(an)
        shown = caller.get("/mine").json()
        assert (shown["left"], shown["transfer"]["amount"]) == (123_457, 123_457)
        given = {"category": "salaried", "income": 20_000_000, "since": THIS}
        assert caller.post("/mine/basis", given).status_code == 201
        assert caller.post("/mine/basis", {**given, "income": None}).status_code == 422
        told = caller.post("/mine/transfers", {"months": [THIS], "amount": 200_000})
        assert told.status_code == 201
        again = caller.post("/mine/transfers", {"months": [THIS], "amount": 200_000})
        assert again.status_code == 409
        assert call(officer).get("/mine").status_code == 404
        key = told.json()["id"]
        assert caller.get("/advices").status_code == 403
        assert caller.post(f"/advices/{key}/confirm").status_code == 404
        assert [one["id"] for one in call(keeper).get("/advices").json()] == [key]
        assert call(keeper).post(f"/advices/{key}/decline", {"reason": ""}).status_code == 422
        assert call(keeper).post(f"/advices/{key}/confirm").json()["state"] == "confirmed"
        assert call(keeper).post(f"/advices/{key}/confirm").status_code == 409
        assert caller.get("/mine").json()["left"] == 0


class TestAbove:
    def test_sums_leave_the_silent_null(self, sent, world, above, an, call):
        shown = call(above).get("/rollup", month=THIS).json()
        by_name = {row["name"]: row for row in shown["rows"]}
        assert by_name["Chi bộ Sông"]["figures"]["received"] == 163_457
        assert by_name["Chi bộ Đồi"]["figures"]["received"] is None
        assert shown["total"]["silent"] == 1
        assert call(an).get("/rollup").status_code == 404
        assert call(above).get("/rollup", organisation_id=world.bloc.pk).status_code == 404

    def test_remittances_are_confirmed_and_passed_on(self, sent, world, above, keeper, an, call):
        caller, key = call(above), sent.pk
        assert [one["id"] for one in caller.get("/remittances", waiting=True).json()] == [key]
        assert call(an).get("/remittances").status_code == 403
        assert caller.post(f"/remittances/{key}/return", {"reason": ""}).status_code == 422
        assert caller.post(f"/remittances/{key}/return", {"reason": "Thiếu"}).status_code == 200
        assert call(keeper).post(f"/remittances/{key}/confirm").status_code in (403, 404)
        resent = call(keeper).post(f"/remittances/{key}/resend", {"reason": "Đã đủ"})
        assert resent.json()["state"] == "sent"
        assert caller.post(f"/remittances/{key}/confirm").json()["state"] == "confirmed"
        assert caller.post(f"/remittances/{key}/confirm").status_code == 409
        path = f"/organisations/{world.works.pk}/pass-on"
        assert caller.post(path, {"month": THIS}).status_code == 201
        assert caller.post(path, {"month": THIS}).status_code == 409
        assert call(keeper).post(path, {"month": THIS}).status_code == 404
        listed = caller.get("/remittances", month=months.key(MONTH) + "-01").json()
        assert len(listed) == 2
