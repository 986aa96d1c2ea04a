"""Routes: done, refused, not allowed, not found; a rehearsal changes nothing."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Office, Placement

pytestmark = pytest.mark.django_db

SignIn = Callable[[Actor], Client]
ROOT = "/api/v1/organisations"
ACT = {"on": "2025-07-01", "decision": {"number": "214-QĐ/ĐU"}}
DAY = date(2025, 7, 1)


def post(client: Client, path: str, **payload: Any) -> Any:
    return client.post(f"{ROOT}{path}", payload, content_type="application/json")


class TestReading:
    def test_lists_tops_children_and_what_is_searched(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(officer)
        (top,) = client.get(ROOT).json()
        assert (top["id"], top["children"], top["name"]) == (
            world.bloc.pk, 2, "Đảng bộ Khối Sông Vân",
        )  # fmt: skip
        children = client.get(f"{ROOT}/{world.works.pk}/children").json()
        assert [child["name"] for child in children] == ["Chi bộ Đồi", "Chi bộ Sông"]
        assert [one["id"] for one in client.get(f"{ROOT}?q=chi+bo+doi").json()] == [world.hill.pk]

    def test_one_on_a_day_it_does_not_stand(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(officer)
        url = f"{ROOT}/{world.river.pk}"
        assert client.get(f"{url}?day=2010-01-01").json()["stands"] is True
        before = client.get(f"{url}?day=2009-12-31").json()
        assert (before["stands"], before["name"]) == (False, None)

    @pytest.mark.parametrize(
        "path", ["", "/children", "/history", "/lineage", "/comparison?then=2020-01-01",
                 "/warnings", "/offices", "/party-groups"],
    )  # fmt: skip
    def test_every_list_answers_in_reach_and_hides_the_rest(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn, path: str
    ) -> None:
        client = as_client(officer)
        assert client.get(f"{ROOT}/{world.river.pk}{path}").status_code == 200
        assert client.get(f"{ROOT}/{world.shore.pk}{path}").status_code == 404

    def test_reference_lists_and_shares(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(officer)
        assert len(client.get(f"{ROOT}/kinds").json()) == 7
        assert len(client.get(f"{ROOT}/office-kinds").json()) == 7
        mapped = client.get(f"{ROOT}/map-to-today?then=2020-01-01&ids={world.river.pk}").json()
        (end,) = mapped[str(world.river.pk)]
        assert (end["organisation_id"], float(end["share"])) == (world.river.pk, 1.0)

    def test_the_later_day_of_a_comparison_is_later(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        url = f"{ROOT}/{world.river.pk}/comparison?then=2020-01-01&now=2020-01-01"
        assert as_client(officer).get(url).status_code == 422


class TestActs:
    def test_rehearsed_then_done_then_corrected(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(officer)
        asked = {**ACT, "source_ids": [world.river.pk], "into_id": world.hill.pk}
        tried = post(client, "/merge", **asked, rehearse=True)
        assert tried.status_code == 200
        assert tried.json()["is_possible"] is True
        assert not Act.objects.exists()
        done = post(client, "/merge", **asked)
        assert done.status_code == 201
        assert done.json()["outcome_id"] == world.hill.pk
        assert not Placement.objects.as_of(DAY).filter(organisation=world.river).exists()
        back = post(client, f"/acts/{done.json()['id']}/correct", reason="nhầm")
        assert back.status_code == 201
        assert back.json()["corrects_id"] == done.json()["id"]
        assert Placement.objects.as_of(DAY).filter(organisation=world.river).exists()
        assert (
            client.get(f"{ROOT}/acts/{done.json()['id']}").json()["corrected_by_id"]
            == (back.json()["id"])
        )

    @pytest.mark.parametrize(
        ("path", "payload"),
        [
            ("", {"parent_id": "works", "new": {"name": "Chi bộ Kè", "kind": "cell"}}),
            ("/{river}/rename", {"name": "Chi bộ Sông lớn"}),
            ("/{river}/reparent", {"parent_id": "bloc"}),
            ("/{river}/dissolve", {"members_to_id": "hill"}),
            ("/{river}/split", {"keeps": True, "parts": [
                {"new": {"name": "Chi bộ Bến", "kind": "cell"}, "member_ids": [1]}]}),
            ("/{works}/split", {"keeps": True, "parts": [
                {"new": {"name": "Đảng bộ Bến", "kind": "section"}, "parent_id": "works",
                 "child_ids": ["river"]}]}),
            ("/{works}/regroup", {"ends": False, "moves": [
                {"organisation_id": "river", "parent_id": "bloc"}]}),
        ],
    )  # fmt: skip
    def test_every_act_has_a_route_with_four_answers(
        self, world: SimpleNamespace, officer: Actor, inspector: Actor, far_officer: Actor,
        as_client: SignIn, path: str, payload: dict[str, Any],
    ) -> None:  # fmt: skip
        def named(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: named(inner) for key, inner in value.items()}
            if isinstance(value, list):
                return [named(inner) for inner in value]
            return (
                getattr(world, value).pk
                if isinstance(value, str) and hasattr(world, value)
                else value
            )

        url = path.format(river=world.river.pk, works=world.works.pk)
        asked = {**ACT, **named(payload)}
        assert post(as_client(far_officer), url, **asked).status_code == 404
        assert post(as_client(inspector), url, **asked).status_code == 403
        refused = post(as_client(officer), url, **{**asked, "on": "2009-12-31"})
        assert refused.status_code == 409
        assert "thành lập ngày 01-01-2010" in refused.json()["message"]
        bad = post(as_client(officer), url, **{**asked, "decision": {"number": " "}})
        assert bad.status_code == 422
        assert not Act.objects.exists()
        assert post(as_client(officer), url, **asked).status_code == 201

    def test_one_place_to_go(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        answer = post(as_client(officer), "/merge", **ACT, source_ids=[world.river.pk])
        assert answer.status_code == 422


class TestOffices:
    def test_given_listed_and_ended(
        self, world: SimpleNamespace, officer: Actor, stranger: Actor, secretary: Actor,
        as_client: SignIn,
    ) -> None:  # fmt: skip
        client = as_client(officer)
        asked = {"user_id": stranger.user.pk, "office": Office.objects.get(code="deputy").code,
                 "on": "2025-07-01"}  # fmt: skip
        path = f"/{world.river.pk}/offices"
        assert post(as_client(secretary), path, **asked).status_code == 403
        given = post(client, path, **asked)
        assert given.status_code == 201
        assert post(client, path, **asked).status_code == 409
        on_the_day = client.get(f"{ROOT}{path}?day=2025-07-01").json()
        assert {one["office"] for one in on_the_day} == {"secretary", "deputy"}
        assert len(client.get(f"{ROOT}{path}?day=2025-06-30").json()) == 1
        ended = post(client, f"/offices/{given.json()['id']}/end", on="2025-08-01")
        assert ended.status_code == 204
        assert len(client.get(f"{ROOT}{path}?day=2025-08-01").json()) == 1

    def test_party_groups(
        self, world: SimpleNamespace, secretary: Actor, as_client: SignIn
    ) -> None:
        client = as_client(secretary)
        path = f"/{world.river.pk}/party-groups"
        given = post(client, path, name="Tổ 1", on="2025-07-01")
        assert given.status_code == 201
        assert post(client, path, name="Tổ 1", on="2025-07-01").status_code == 409
        assert len(client.get(f"{ROOT}{path}").json()) == 1
        ended = post(client, f"/party-groups/{given.json()['id']}/end", on="2025-08-01")
        assert ended.status_code == 204
        assert client.get(f"{ROOT}{path}").json() == []


class TestSchema:
    def test_every_route_is_described_with_examples_for_what_it_takes(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        described = as_client(officer).get("/api/v1/openapi.json").json()
        schemas = described["components"]["schemas"]
        for name in ("FoundIn", "MergeIn", "SplitIn", "RenameIn", "ReparentIn", "DissolveIn",
                     "RegroupIn", "CorrectActIn", "OfficeIn"):  # fmt: skip
            assert "example" in schemas[name], name
