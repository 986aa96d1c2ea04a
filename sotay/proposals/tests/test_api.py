"""Routes: done, refused, not allowed, not found, by the same services as the pages."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sotay.core.models import AuditEntry
from sotay.organisations.access import Actor, acting_for
from sotay.proposals.models import Proposal

pytestmark = pytest.mark.django_db

As = Callable[[Actor], Client]
ROOT = "/api/v1/proposals"


def call(client: Client, method: str, address: str, given: Any = None) -> Any:
    send = getattr(client, method)
    if method == "get":
        return send(f"{ROOT}{address}")
    return send(f"{ROOT}{address}", json.dumps(given or {}), "application/json")


@pytest.fixture
def made(send: Callable[..., Proposal], secretary: Actor) -> Proposal:
    with acting_for(secretary):
        return send()


def test_sent_listed_and_refused(
    as_client: As, secretary: Actor, officer: Actor, world: SimpleNamespace, client: Client
) -> None:
    author = as_client(secretary)
    given = {
        "organisation_id": world.bloc.pk, "kind": "ask", "subject": "work", "words": "Bao giờ?",
    }  # fmt: skip
    sent = call(author, "post", "", given)
    assert sent.status_code == 201
    assert [one["id"] for one in call(author, "get", "").json()] == [sent.json()["id"]]
    queue = call(as_client(officer), "get", "/queue").json()
    assert [(one["words"], one["author"]) for one in queue] == [("Bao giờ?", "")]
    for wrong in ({"words": " "}, {"organisation_id": world.far.pk}, {"subject": "none"}):
        assert call(author, "post", "", {**given, **wrong}).status_code == 422
    assert call(client, "get", "").status_code == 401
    assert call(author, "post", "", {**given, "mass_organisation_id": 1}).status_code == 404


def test_the_whole_way_by_routes(
    as_client: As, made: Proposal, secretary: Actor, officer: Actor
) -> None:
    author, handler = as_client(secretary), as_client(officer)
    own = f"/{made.pk}"
    assert call(handler, "get", own).json()["proposal"]["author"] == "Lê Thị Nhàn"
    assert AuditEntry.objects.filter(act="proposals.read", user=officer.user).count() == 1
    assert call(handler, "post", f"{own}/take-in").json()["state"] == "taken"
    assert call(handler, "post", f"{own}/take-in").status_code == 409
    asked = call(handler, "post", f"{own}/ask-back", {"words": "Đâu?"})
    assert asked.json()["state"] == "asked_back"
    assert call(author, "post", f"{own}/words", {"words": "Ở 2."}).json()["state"] == "taken"
    assert call(author, "post", f"{own}/answer", {"words": "x"}).status_code == 403
    assert call(handler, "post", f"{own}/answer", {"words": "Sửa."}).json()["answer"] == "Sửa."
    published = {"question": "Sửa phòng", "answer": "Sẽ sửa."}
    assert call(handler, "put", f"{own}/published", published).status_code == 200
    assert call(author, "get", "/published").json()[0]["question"] == "Sửa phòng"
    assert call(author, "put", f"{own}/satisfaction", {"satisfaction": 4}).status_code == 422
    assert call(handler, "put", f"{own}/satisfaction", {"satisfaction": 3}).status_code == 403
    rated = call(author, "put", f"{own}/satisfaction", {"satisfaction": 3})
    assert rated.json()["satisfaction"] == 3
    assert call(author, "post", f"{own}/close").json()["state"] == "closed"
    assert call(author, "post", f"{own}/withdraw").status_code == 409


def test_referred_with_a_part_and_a_task(
    as_client: As,
    made: Proposal,
    officer: Actor,
    works_secretary: Actor,
    far_officer: Actor,
    world: SimpleNamespace,
) -> None:
    handler, other = as_client(officer), as_client(works_secretary)
    own = f"/{made.pk}"
    part = call(
        handler, "post", f"{own}/parts", {"organisation_id": world.works.pk, "asked": "Tiền?"}
    )
    assert part.status_code == 201
    words = {"words": "Mười triệu."}
    assert (
        call(as_client(far_officer), "post", f"/parts/{part.json()['id']}", words).status_code
        == 404
    )
    assert (
        call(other, "post", f"/parts/{part.json()['id']}", words).json()["words"] == "Mười triệu."
    )
    task = call(handler, "post", f"{own}/tasks", {"owner_id": world.works.pk, "title": "Sửa"})
    assert task.status_code == 201
    there = {"organisation_id": world.works.pk, "reason": "Việc của Sở"}
    assert call(handler, "post", f"{own}/refer", {**there, "reason": ""}).status_code == 422
    assert call(handler, "post", f"{own}/refer", there).status_code == 204
    assert call(handler, "get", own).status_code == 404
    assert call(other, "get", own).json()["said"][0]["words"] == "Việc của Sở"


def test_counts_by_route(
    as_client: As, made: Proposal, officer: Actor, stranger: Actor, world: SimpleNamespace
) -> None:
    found = call(as_client(officer), "get", "/counts?first=2026-01-01&last=2026-12-31").json()
    assert (found["total"], found["least"]) == (None, 5)
    handler = as_client(officer)
    assert call(handler, "get", f"/counts?organisation_id={world.works.pk}").json()["total"] == 0
    assert call(handler, "get", f"/counts?organisation_id={world.far.pk}").status_code == 404
    assert call(as_client(stranger), "get", "/counts").status_code == 403


def test_mass_organisations_by_routes(
    as_client: As, officer: Actor, stranger: Actor, works_secretary: Actor, world: SimpleNamespace
) -> None:
    keeper, speaker = as_client(officer), as_client(stranger)
    given = {
        "organisation_id": world.bloc.pk, "kind": "youth", "name": "Đoàn Khối",
        "representative_id": stranger.user.pk,
    }  # fmt: skip
    assert call(keeper, "post", "/mass-organisations", given).status_code == 201
    assert call(keeper, "post", "/mass-organisations", given).status_code == 422
    mass = call(keeper, "get", "/mass-organisations").json()[0]["id"]
    address = f"/mass-organisations/{mass}/sessions"
    day = {"planned_on": "2026-11-01"}
    assert call(speaker, "post", address, day).status_code == 403
    assert call(as_client(works_secretary), "post", address, day).status_code == 404
    session = call(keeper, "post", address, day).json()["id"]
    assert call(keeper, "post", address, day).status_code == 409
    sent = call(
        speaker,
        "post",
        "",
        {
            "organisation_id": world.bloc.pk, "kind": "ask", "subject": "mass", "words": "Phòng?",
            "mass_organisation_id": mass,
        },
    ).json()  # fmt: skip
    linked = call(keeper, "post", f"/sessions/{session}/proposals", {"proposal_id": sent["id"]})
    assert linked.json()["id"] == sent["id"]
    held = {"held_on": "2026-11-02", "conclusion": "Cấp phòng."}
    assert call(keeper, "post", f"/sessions/{session}/hold", held).json()["held_on"] == "2026-11-02"
    task = {"owner_id": world.works.pk, "title": "Sắp phòng"}
    assert call(keeper, "post", f"/sessions/{session}/tasks", task).status_code == 201
    own = f"/mass-organisations/{mass}"
    other = {"representative_id": works_secretary.user.pk, "since": "2099-01-01"}
    assert call(speaker, "post", f"{own}/representative", other).status_code == 403
    assert call(keeper, "post", f"{own}/representative", other).status_code == 201
    assert call(keeper, "post", f"{own}/representative", other).status_code == 409
    nobody = {**other, "representative_id": 0}
    assert call(keeper, "post", f"{own}/representative", nobody).status_code == 422
    days = call(keeper, "get", f"{own}/representatives").json()
    assert [(one["user_id"], one["valid_to"]) for one in days] == [
        (works_secretary.user.pk, None),
        (stranger.user.pk, "2099-01-01"),
    ]
    then = call(keeper, "get", f"{own}/representatives?on=2099-01-01").json()
    assert [one["user_id"] for one in then] == [works_secretary.user.pk]
    gone = {"ended_on": "2026-11-03", "reason": "Sáp nhập."}
    assert call(speaker, "post", f"{own}/end", gone).status_code == 403
    assert call(keeper, "post", f"{own}/end", gone).status_code == 422  # one speaks from 2099 on


def test_a_mass_organisation_ends_by_route(
    as_client: As, officer: Actor, far_officer: Actor, world: SimpleNamespace
) -> None:
    keeper = as_client(officer)
    given = {"organisation_id": world.bloc.pk, "kind": "youth", "name": "Đoàn Khối"}
    own = f"/mass-organisations/{call(keeper, 'post', '/mass-organisations', given).json()['id']}"
    gone = {"ended_on": "2026-11-22", "reason": "Sáp nhập."}
    assert call(as_client(far_officer), "post", f"{own}/end", gone).status_code == 404
    assert call(keeper, "post", f"{own}/end", {**gone, "reason": " "}).status_code == 422
    assert call(keeper, "post", f"{own}/end", gone).json()["ended_on"] == "2026-11-22"
    assert call(keeper, "post", f"{own}/end", gone).status_code == 409


def test_files_and_taking_down_by_routes(
    as_client: As, made: Proposal, secretary: Actor, officer: Actor, works_secretary: Actor
) -> None:
    author, handler, other = map(as_client, (secretary, officer, works_secretary))
    own = f"{ROOT}/{made.pk}"

    def give(client: Client, content: bytes = b"mot hai") -> Any:
        return client.post(f"{own}/files", {"file": SimpleUploadedFile("a.txt", content)})

    kept = give(author)
    assert (kept.status_code, kept.json()["name"]) == (201, "a.txt")
    assert give(handler).status_code == 403
    assert give(other).status_code == 404
    assert give(author, b"MZ chay").status_code == 422
    address = f"/files/{kept.json()['id']}"
    read = call(handler, "get", address)
    assert b"".join(read.streaming_content) == b"mot hai"
    assert call(other, "get", address).status_code == 404
    assert call(handler, "get", f"/{made.pk}").json()["files"][0]["name"] == "a.txt"
    assert call(handler, "delete", address).status_code == 403
    assert call(author, "delete", address).status_code == 204
    assert call(author, "delete", address).status_code == 404

    down = f"/{made.pk}/unpublish"
    assert call(handler, "post", down, {"reason": "Nhầm"}).status_code == 409
    assert call(handler, "post", f"/{made.pk}/answer", {"words": "Sửa."}).status_code == 200
    text = {"question": "Sửa phòng", "answer": "Sẽ sửa."}
    assert call(handler, "put", f"/{made.pk}/published", text).status_code == 200
    assert call(handler, "post", down, {"reason": " "}).status_code == 422
    assert call(author, "post", down, {"reason": "x"}).status_code == 403
    assert call(other, "post", down, {"reason": "x"}).status_code == 404
    assert call(handler, "post", down, {"reason": "Nhầm"}).status_code == 200
    assert call(handler, "get", "/published").json() == []
