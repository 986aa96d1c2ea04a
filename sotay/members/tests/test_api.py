"""Every route for four answers: done, refused, not allowed, not found."""

import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sotay.core.models import AuditEntry
from sotay.core.tests.test_tables import workbook
from sotay.members.models import ImportRun, Member, Transfer
from sotay.members.tests.test_importing_applying import HEAD, PEOPLE
from sotay.organisations.access import Actor, acting_for

pytestmark = pytest.mark.django_db
BASE = "/api/v1/members"
NOW = timezone.localdate()


class Caller:
    """Calls the routes as one person, by the session of the browser."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{BASE}{path}", query)

    def send(self, method: str, path: str, **payload: Any) -> Any:
        return getattr(self.client, method)(
            f"{BASE}{path}", json.dumps(payload, default=str), content_type="application/json"
        )

    def post(self, path: str, **payload: Any) -> Any:
        return self.send("post", path, **payload)


@pytest.fixture
def call(as_client: Any) -> Any:
    return lambda actor: Caller(as_client(actor))


FACTS = {"full_name": "Vũ Dũng", "gender": 1, "born_on": "2000-02-29"}


class TestReading:
    def test_list(
        self, register: SimpleNamespace, officer: Actor, stranger: Actor, call: Any
    ) -> None:
        rows = call(officer).get("/", q="tran van").json()["rows"]
        assert [row["full_name"] for row in rows] == ["Trần Văn An"]
        assert set(rows[0]) == {
            "id",
            "full_name",
            "birth_year",
            "cell_id",
            "cell_name",
            "standing",
        }
        assert call(stranger).get("/").status_code == 403
        assert call(officer).get("/", organisation_id=999_999).status_code == 404
        assert call(officer).get("/", standing=9).status_code == 422

    def test_record_is_read_with_a_purpose(
        self, register: SimpleNamespace, secretary: Actor, hill_secretary: Actor, call: Any
    ) -> None:
        ours = call(secretary)
        assert ours.get(f"/{register.an.pk}").status_code == 422
        told = ours.get(f"/{register.an.pk}", purpose="management").json()
        assert told["fields"]["card_number"] == "012345678901"
        assert told["seniority"]["start"] == "2005-08-20"
        assert {one["id"] for one in told["seniority"]["rules"]} >= {"members.badge_years"}
        assert AuditEntry.objects.filter(act="members.view").count() == 1
        other = call(hill_secretary).get(f"/{register.an.pk}", purpose="management")
        assert other.status_code == 404

    def test_own_record(
        self, register: SimpleNamespace, stranger: Actor, officer: Actor, call: Any
    ) -> None:
        told = call(stranger).get("/me").json()
        assert told["record"]["id"] == register.an.pk
        assert call(officer).get("/me").status_code == 404
        asked = call(stranger).post("/me/corrections", field="phone", asked="0912")
        assert asked.status_code == 201
        answer = call(officer).post(f"/corrections/{asked.json()['id']}/answer", is_done=True)
        assert answer.json()["state"] == "done"
        assert call(officer).post("/corrections/999999/answer", is_done=True).status_code == 404
        assert call(stranger).get("/corrections").status_code == 403
        assert call(officer).get("/corrections").json() == []

    def test_records_to_mend_and_export(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        inspector: Actor,
        call: Any,
    ) -> None:
        found = call(secretary).get("/mend", organisation_id=world.river.pk).json()
        assert found["records"][0]["full_name"] == "Trần Văn An"
        assert call(secretary).get("/mend", organisation_id=world.hill.pk).status_code == 404
        assert call(secretary).get("/export", organisation_id=world.river.pk).status_code == 200
        assert call(inspector).get("/export", organisation_id=world.river.pk).status_code == 403


class TestActs:
    def test_register_and_admit(
        self, world: SimpleNamespace, secretary: Actor, inspector: Actor, call: Any
    ) -> None:
        given = {"cell_id": world.river.pk, "since": "2026-01-05", "facts": FACTS}
        ours = call(secretary)
        assert ours.post("/", **given).status_code == 201
        assert ours.post("/", **{**given, "cell_id": world.hill.pk}).status_code == 404
        assert ours.post("/", **{**given, "since": "2009-12-31"}).status_code == 409
        assert (
            ours.post("/", **{**given, "facts": {**FACTS, "card_number": "x"}}).status_code == 422
        )
        assert call(inspector).post("/", **given).status_code == 403
        admitted = {
            "cell_id": world.river.pk,
            "facts": {**FACTS, "decided_on": "2026-08-20", "admitted_on": "2026-09-02"},
            "decision_number": "9-QĐ",
        }
        assert ours.post("/admissions", **admitted).status_code == 201
        admitted["facts"] = {**admitted["facts"], "born_on": "2010-01-01"}
        assert ours.post("/admissions", **admitted).status_code == 409

    def test_correct(self, register: SimpleNamespace, secretary: Actor, call: Any) -> None:
        path = f"/{register.an.pk}"
        ours = call(secretary)
        assert ours.send("patch", path, changes={"born_on": "1980-05-20"}).status_code == 200
        for changes in ({"born_on": 5}, {"gender": 7}, {"shoe_size": "x"}, {"full_name": ""}):
            assert ours.send("patch", path, changes=changes).status_code == 422, changes
        moved = ours.post(f"{path}/correct-day", was="2015-01-01", on="2016-01-01", why="x")
        assert moved.status_code == 200
        assert (
            ours.post(f"{path}/correct-day", was="2015-01-01", on="2016-01-01").status_code == 409
        )

    def test_standing_and_end(
        self, register: SimpleNamespace, hill_secretary: Actor, inspector: Actor, call: Any
    ) -> None:
        path = f"/{register.binh.pk}"
        ours, theirs = call(hill_secretary), call(inspector)
        for name, given in (
            ("recognition", {"decided_on": "2026-09-02", "decision_number": "7"}),
            ("exemption", {"on": "2026-10-01", "reason": "tuổi cao"}),
            ("exemption/end", {"on": "2026-10-15"}),
            ("status", {"on": "2026-10-20", "education": 6}),
            ("correct-status-day", {"was": "2026-10-20", "on": "2026-10-25"}),
            ("end", {"on": "2026-11-01", "how": "removal", "decision_number": "8"}),
            ("restore", {"decision_number": "9"}),
        ):
            assert theirs.post(f"{path}/{name}", **given).status_code == 403, name
            assert ours.post(f"/999999/{name}", **given).status_code == 404, name
            assert ours.post(f"{path}/{name}", **given).status_code == 200, name
        assert (
            ours.post(
                f"{path}/recognition", decided_on="2026-09-02", decision_number="7"
            ).status_code
            == 409
        )

    def test_account(
        self, register: SimpleNamespace, hill_secretary: Actor, inspector: Actor, call: Any
    ) -> None:
        path = f"/{register.binh.pk}/account"
        assert call(hill_secretary).send("put", path, username="hill").status_code == 200
        assert call(hill_secretary).send("put", path, username="nobody").status_code == 409
        assert call(inspector).send("put", path, username="hill").status_code == 403
        assert call(hill_secretary).send("put", "/999999/account").status_code == 404

    def test_readmission(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, call: Any
    ) -> None:
        ours = call(officer)
        given = {
            "cell_id": world.hill.pk,
            "decided_on": "2023-03-01",
            "admitted_on": "2023-03-01",
            "decision_number": "1",
            "consent_number": "2",
        }
        assert ours.post(f"/{register.an.pk}/readmission", **given).status_code == 409
        ours.post(f"/{register.an.pk}/end", on="2020-03-01", how="removal", decision_number="8")
        assert ours.post(f"/{register.an.pk}/readmission", **given).status_code == 201


class TestTransfers:
    def test_from_one_side_to_the_other(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        hill_secretary: Actor,
        far_officer: Actor,
        stranger: Actor,
        call: Any,
    ) -> None:
        ours, theirs = call(secretary), call(hill_secretary)
        given = {"to_id": world.hill.pk, "decision_number": "12", "is_clear": True}
        path = f"/{register.an.pk}/transfers"
        assert ours.post(path, **{**given, "is_clear": False}).status_code == 409
        letter = ours.post(path, **given).json()
        assert letter["rule_ids"]
        arriving = theirs.get("/transfers").json()["arriving"]
        assert [one["member_name"] for one in arriving] == ["Trần Văn An"]
        assert call(stranger).get("/transfers").status_code == 403
        confirm = f"/transfers/{letter['id']}/confirm"
        assert ours.post(confirm).status_code == 403
        assert call(far_officer).post(confirm).status_code == 404
        assert theirs.post(f"/transfers/{letter['id']}/return", reason=" ").status_code == 409
        assert theirs.post(confirm).json()["state"] == "confirmed"
        assert theirs.post(confirm).status_code == 409
        with acting_for(hill_secretary):
            assert Member.objects.get(pk=register.an.pk).cell == world.hill

    def test_returned_and_withdrawn(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        hill_secretary: Actor,
        call: Any,
    ) -> None:
        ours, theirs = call(secretary), call(hill_secretary)
        for who, what in ((theirs, "return"), (ours, "withdraw")):
            ours.post(
                f"/{register.an.pk}/transfers",
                to_id=world.hill.pk,
                decision_number="1",
                is_clear=True,
            )
            with acting_for(secretary):
                letter = Transfer.objects.get(state="sent")
            assert who.post(f"/transfers/{letter.pk}/{what}", reason="sai").status_code == 200

    def test_stays(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        hill_secretary: Actor,
        far_officer: Actor,
        call: Any,
    ) -> None:
        ours, theirs = call(secretary), call(hill_secretary)
        given = {
            "at_id": world.hill.pk,
            "valid_from": NOW - timedelta(days=10),
            "last_day": NOW + timedelta(days=120),
            "reason": "biệt phái",
            "decision_number": "2",
        }
        path = f"/{register.an.pk}/stays"
        assert ours.post(path, **{**given, "last_day": NOW}).status_code == 409
        stay = ours.post(path, **given).json()
        assert [one["id"] for one in theirs.get("/stays").json()] == [stay["id"]]
        extend = {"last_day": NOW + timedelta(days=200), "decision_number": "5"}
        assert call(far_officer).post(f"/stays/{stay['id']}/extend", **extend).status_code == 404
        longer = theirs.post(f"/stays/{stay['id']}/extend", **extend).json()
        assert theirs.post(f"/stays/{longer['id']}/end", on=NOW).status_code == 204


class TestImports:
    def start(self, call: Any, actor: Actor, where: Any, rows: list[Any]) -> Any:
        return call(actor).client.post(
            f"{BASE}/imports",
            {
                "organisation_id": where.pk,
                "as_of": "2026-09-30",
                "file": SimpleUploadedFile("ds.xlsx", workbook(rows)),
            },
        )

    def test_step_by_step(
        self, world: SimpleNamespace, officer: Actor, secretary: Actor, call: Any
    ) -> None:
        ours = call(officer)
        answer = self.start(call, officer, world.bloc, [HEAD, *PEOPLE])
        assert answer.status_code == 201
        run = answer.json()["id"]
        seen = ours.get(f"/imports/{run}").json()
        assert (seen["is_ready"], seen["new"], seen["problem_count"]) == (True, 3, 0)
        fields = {str(one["place"]): one["field"] for one in seen["columns"] if one["field"]}
        assert ours.send("put", f"/imports/{run}/headings", fields=fields).status_code == 200
        assert ours.send("put", f"/imports/{run}/headings", fields={"0": "x"}).status_code == 422
        assert ours.send("put", f"/imports/{run}/choices", choices={"2": "new"}).status_code == 200
        assert call(secretary).get(f"/imports/{run}").status_code == 404
        assert (
            ours.client.post(f"{BASE}/imports/{run}/apply?wait=true").json()["state"] == "applied"
        )
        assert ours.get(f"/imports/{run}/progress").json()["state"] == "applied"
        assert ours.post(f"/imports/{run}/undo").json()["state"] == "undone"
        assert ours.post(f"/imports/{run}/undo").status_code == 409
        assert len(ours.get("/imports").json()) == 1

    def test_refusals(
        self, world: SimpleNamespace, officer: Actor, inspector: Actor, secretary: Actor, call: Any
    ) -> None:
        assert self.start(call, secretary, world.hill, [HEAD, *PEOPLE]).status_code == 404
        assert self.start(call, inspector, world.bloc, [HEAD, *PEOPLE]).status_code == 403
        assert call(inspector).get("/imports").status_code == 403
        bad = [4, "Lê Sai", "Nam", "31/02/1980", "", "", "", "", "Chi bộ Sông"]
        run = self.start(call, officer, world.bloc, [HEAD, bad]).json()["id"]
        seen = call(officer).get(f"/imports/{run}").json()
        assert (seen["problems"][0]["row"], seen["problems"][0]["column"]) == (2, "D")
        assert call(officer).post(f"/imports/{run}/apply").status_code == 409
        assert call(officer).post(f"/imports/{run}/stop").status_code == 204
        with acting_for(officer):
            assert ImportRun.objects.get().as_of == date(2026, 9, 30)
