"""Every route for four answers: done, refused, not allowed, not found."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sotay.followups import services
from sotay.followups.models import Extension, Progress, Task
from sotay.followups.services import Offered
from sotay.followups.tests.conftest import picture
from sotay.organisations.access import actor_for

pytestmark = pytest.mark.django_db

NOW = timezone.localdate()
DUE = NOW + timedelta(days=8)


class Caller:
    """A program with a session: paths under the tasks' routes, JSON both ways."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str = "", **query):
        return self.client.get(f"/api/v1/tasks{path}", query)

    def post(self, path: str, payload=None):
        return self.client.post(
            f"/api/v1/tasks{path}", json.dumps(payload or {}), content_type="application/json"
        )

    def form(self, path: str, given):
        return self.client.post(f"/api/v1/tasks{path}", given)

    def delete(self, path: str):
        return self.client.delete(f"/api/v1/tasks{path}")


@pytest.fixture
def call(as_client):
    return lambda actor: Caller(as_client(actor))


@pytest.fixture
def task(issue):
    return issue(starts_on=NOW - timedelta(days=30), due_on=DUE)


@pytest.fixture
def sent(task, secretary, report):
    return report(
        task, 1, (23, 26), actor=actor_for(secretary.user, NOW),
        evidence=[Offered(picture(), "họp.jpg")],
    )  # fmt: skip


class TestTasks:
    def test_are_given_listed_and_read(self, world, officer, secretary, call):
        payload = {
            "title": "Học tập nghị quyết", "owner_ids": [world.river.pk, world.hill.pk],
            "due_on": DUE.isoformat(),
            "criteria": [{"name": "Tỷ lệ dự", "comparator": ">", "target": 90, "out_of": True}],
        }  # fmt: skip
        answer = call(officer).post("", payload)
        assert answer.status_code == 201
        mine, other = answer.json()
        listed = call(secretary).get().json()
        assert [row["id"] for row in listed["items"]] == [mine["id"]]
        assert listed["items"][0]["share"] is None  # missing, not zero
        found = call(secretary).get(f"/{mine['id']}").json()
        assert found["verified"]["criteria"][0]["asked"] == "trên 90\u00a0%"
        assert found["lacking"] == ["product"]
        assert call(secretary).get(f"/{other['id']}").status_code == 404

    def test_refusals_are_told_apart(self, world, officer, secretary, inspector, call):
        good = {"title": "x", "owner_ids": [world.river.pk]}
        assert call(officer).post("", {**good, "owner_ids": []}).status_code == 422
        assert call(officer).post("", {**good, "title": " "}).status_code == 422
        assert call(officer).post("", {"title": "x"}).status_code == 422
        assert call(inspector).post("", good).status_code == 403
        assert call(officer).post("", {**good, "owner_ids": [world.shore.pk]}).status_code == 404
        assert call(officer).post("", {**good, "owner_ids": [10**15]}).status_code == 404
        someone = {**good, "responsible_id": officer.user.pk}
        assert call(officer).post("", someone).status_code == 422
        assert (
            call(officer).post("", {**good, "responsible_id": secretary.user.pk}).status_code == 201
        )

    def test_are_read_in_parts(self, issue, officer, call):
        for n in range(5):
            issue(title=f"Việc {n}", due_on=DUE)
        seen, after = [], ""
        for _part in range(3):
            part = call(officer).get("", limit=2, after=after).json()
            seen += [row["id"] for row in part["items"]]
            after = part["next"]
        assert len(set(seen)) == len(seen) == part["total"] == 5
        assert after == ""
        assert call(officer).get("", limit=0).status_code == 422

    def test_are_made_concrete_below(self, issue, world, works_secretary, officer, call):
        upper = issue(owners=[world.works], due_on=DUE)
        child = {"title": "Họp", "owner_id": world.river.pk, "due_on": DUE.isoformat()}
        late = {**child, "due_on": (DUE + timedelta(days=1)).isoformat()}
        path = f"/{upper.pk}/children"
        assert call(officer).post(path, [child]).status_code == 403
        assert call(works_secretary).post(path, [late]).status_code == 409
        assert (
            call(works_secretary).post(path, [{**child, "owner_id": world.plain.pk}]).status_code
            == 404
        )
        assert call(works_secretary).post(path, [child]).status_code == 201
        shown = call(works_secretary).get(f"/{upper.pk}").json()["cascade"]
        assert shown["share"] is None
        assert (shown["counted"], shown["missing"], shown["silent_ids"]) == (0, 1, [world.hill.pk])

    def test_wait_for_one_another(self, task, issue, officer, call):
        other = issue(title="khác", due_on=DUE)
        caller = call(officer)
        assert caller.post(f"/{task.pk}/waits-for", {"on_id": other.pk}).status_code == 201
        assert caller.post(f"/{other.pk}/waits-for", {"on_id": task.pk}).status_code == 409
        assert caller.delete(f"/{task.pk}/waits-for/{other.pk}").status_code == 204
        assert caller.post(f"/{task.pk}/waits-for", {"on_id": 999_999}).status_code == 404

    def test_are_dropped_from_above(self, task, officer, secretary, call):
        assert call(secretary).post(f"/{task.pk}/drop", {"reason": "x"}).status_code == 403
        assert call(officer).post(f"/{task.pk}/drop", {"reason": " "}).status_code == 422
        assert (
            call(officer).post(f"/{task.pk}/drop", {"reason": "Thôi"}).json()["state"] == "dropped"
        )
        assert call(officer).post(f"/{task.pk}/drop", {"reason": "Thôi"}).status_code == 409


class TestReports:
    def given(self, task, **more):
        one, two = task.criteria.order_by("id")
        return {
            "note": "Đã họp",
            "device_key": str(uuid4()),
            "measurements": [
                json.dumps({"criterion_id": one.pk, "value": 1}),
                json.dumps({"criterion_id": two.pk, "value": 23, "whole": 26}),
            ],
            **more,
        }

    def test_come_with_files_and_are_kept_once(self, task, secretary, call):
        given = self.given(task)
        caller = call(secretary)
        for _time in range(2):
            photo = SimpleUploadedFile("anh.jpg", picture())
            answer = caller.form(f"/{task.pk}/progress", {**given, "evidence": [photo]})
            assert answer.status_code == 201, answer.content
        found = caller.get(f"/{task.pk}").json()
        assert len(found["reports"]) == 1
        assert len(found["reports"][0]["evidence_ids"]) == 1
        assert found["reported"]["formula"] == "0,5 × (1 ÷ 1) + 0,5 × (88,5 ÷ 90) = 99,2\u00a0%"
        assert found["share"] is None

    def test_refusals_are_told_apart(self, task, secretary, officer, hill_secretary, call):
        path = f"/{task.pk}/progress"
        assert call(officer).form(path, self.given(task)).status_code == 403
        assert call(hill_secretary).form(path, self.given(task)).status_code == 404
        assert call(secretary).form(path, {"note": " "}).status_code == 422
        assert call(secretary).form(path, {"measurements": ["{"]}).status_code == 422
        bad = SimpleUploadedFile("anh.jpg", b"<html>")
        answer = call(secretary).form(path, {**self.given(task), "evidence": [bad]})
        assert answer.status_code == 422
        assert "tự chạy" in answer.json()["message"]
        assert Progress.objects.count() == 0

    def test_come_as_the_form_of_the_page_and_are_kept_once(self, task, secretary, call):
        one, two = task.criteria.order_by("id")
        given = {
            "note": "Đã họp", "device_key": str(uuid4()), "is_final": "on",
            f"value_{one.pk}": "1", f"value_{two.pk}": "23", f"whole_{two.pk}": "26",
        }  # fmt: skip
        caller = call(secretary)
        for _time in range(2):
            photo = SimpleUploadedFile("anh.jpg", picture())
            answer = caller.form(f"/{task.pk}/progress/form", {**given, "photo": photo})
            assert answer.status_code == 201, answer.content
        found = caller.get(f"/{task.pk}").json()
        assert len(found["reports"]) == 1
        assert len(found["reports"][0]["evidence_ids"]) == 1
        assert found["reported"]["formula"] == "0,5 × (1 ÷ 1) + 0,5 × (88,5 ÷ 90) = 99,2\u00a0%"

    def test_refusals_of_the_form_are_told_apart(
        self, task, secretary, officer, hill_secretary, call
    ):
        path, one = f"/{task.pk}/progress/form", task.criteria.order_by("id")[1]
        given = {"note": "Đã họp", f"value_{one.pk}": "23", f"whole_{one.pk}": "26"}
        assert call(officer).form(path, given).status_code == 403
        assert call(hill_secretary).form(path, given).status_code == 404
        answer = call(secretary).form(path, {**given, f"value_{one.pk}": "hai mươi"})
        assert answer.status_code == 422
        assert "không phải là số" in answer.json()["message"]
        assert Progress.objects.count() == 0

    def test_are_verified_from_above(self, sent, task, secretary, officer, far_officer, call):
        assert call(secretary).post(f"/progress/{sent.pk}/accept").status_code == 403
        assert call(far_officer).post(f"/progress/{sent.pk}/accept").status_code == 404
        waiting = call(officer).get("/queue").json()
        assert [row["id"] for row in waiting["items"]] == [sent.pk]
        accepted = call(officer).post(f"/progress/{sent.pk}/accept")
        assert accepted.json()["state"] == "accepted"
        assert call(officer).post(f"/progress/{sent.pk}/accept").status_code == 409
        assert call(officer).post(f"/progress/{sent.pk}/undo").json()["state"] == "sent"
        assert Task.objects.get(pk=task.pk).state == "reported"

    def test_are_returned_with_all_three(self, sent, officer, call):
        path, caller = f"/progress/{sent.pk}/return", call(officer)
        good = {"reasons": ["unclear"], "note": "Chụp lại", "redo_by": DUE.isoformat()}
        assert caller.post(path, {**good, "redo_by": None}).status_code == 422
        assert caller.post(path, {**good, "note": " "}).status_code == 422
        yesterday = (NOW - timedelta(days=1)).isoformat()
        assert caller.post(path, {**good, "redo_by": yesterday}).status_code == 422
        assert caller.post(path, good).json()["return_reasons"] == ["unclear"]


class TestExtensionsAndAssessment:
    def test_an_extension_is_asked_for_and_decided(self, task, secretary, officer, call):
        later = {"asked_due_on": (DUE + timedelta(days=3)).isoformat(), "reason": "Chờ"}
        path = f"/{task.pk}/extensions"
        assert call(officer).post(path, later).status_code == 403
        assert (
            call(secretary).post(path, {**later, "asked_due_on": DUE.isoformat()}).status_code
            == 422
        )
        assert call(secretary).post(path, later).status_code == 201
        assert call(secretary).post(path, later).status_code == 409
        asked = Extension.objects.get()
        decide = f"/extensions/{asked.pk}/decision"
        assert call(secretary).post(decide, {"grant": True}).status_code == 403
        assert call(officer).post("/extensions/999999/decision", {"grant": True}).status_code == 404
        assert call(officer).post(decide, {"grant": False}).status_code == 422
        assert call(officer).post(decide, {"grant": True}).json()["state"] == "granted"

    def test_a_done_task_is_assessed_once(self, task, sent, officer, secretary, call):
        path = f"/{task.pk}/assessment"
        good = {"result": "partly", "limit_words": "Dự chưa đủ", "limit_causes": ["few_people"]}
        assert call(officer).post(path, good).status_code == 409
        services.accept_progress(
            progress=sent, actor=actor_for(officer.user, NOW), at=timezone.now()
        )
        assert call(secretary).post(path, good).status_code == 403
        assert call(officer).post(path, {"result": "partly"}).status_code == 422
        assert call(officer).post(path, {"result": "great"}).status_code == 422
        assert call(officer).post(path, good).status_code == 201
        assert call(officer).get(f"/{task.pk}").json()["assessment"]["limit_causes"] == [
            "few_people"
        ]

    def test_a_changed_text_is_settled_from_above(self, issue, world, officer, secretary, call):
        task = issue(source=world.bloc, due_on=DUE)
        services.mark_stale(sources=[world.bloc], reason="Thay", actor=officer)
        assert call(secretary).post(f"/{task.pk}/settle-stale").status_code == 403
        assert call(officer).post(f"/{task.pk}/settle-stale").json()["is_stale"] is False


class TestEvidenceAndNotices:
    def test_evidence_is_listed_read_and_handed_out(self, sent, task, officer, far_officer, call):
        piece = sent.evidence.get()
        listed = call(officer).get(f"/{task.pk}/evidence").json()
        assert [row["id"] for row in listed] == [piece.pk]
        assert (listed[0]["elsewhere"], listed[0]["hidden"]) == ([], 0)
        assert call(officer).get(f"/evidence/{piece.pk}").json()["digest"] == piece.file.digest
        answer = call(officer).get(f"/evidence/{piece.pk}/file")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        for path in (f"/evidence/{piece.pk}", f"/evidence/{piece.pk}/file", f"/{task.pk}/evidence"):
            assert call(far_officer).get(path).status_code == 404

    def test_the_vocabulary_is_told(self, secretary, call):
        found = call(secretary).get("/vocabulary").json()
        assert {
            "code": "unclear",
            "name": "Minh chứng không đọc được",
            "side": "",
            "nature": "",
        } in (found["return_reasons"])
        assert {row["side"] for row in found["causes"]} == {"result", "limit"}

    def test_one_must_sign_in(self, client):
        for path in ("", "/queue", "/vocabulary", "/1"):
            assert client.get(f"/api/v1/tasks{path}").status_code == 401
