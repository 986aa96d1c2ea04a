"""Routes for four answers: done, refused, not allowed, not found."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sotay.contests.models import Award, Juror, Round, Score

pytestmark = pytest.mark.django_db
ROUTE = "/api/v1/contests"


def send(client, method, path, payload=None):
    asked = getattr(client, method)
    return asked(f"{ROUTE}{path}", json.dumps(payload or {}), content_type="application/json")


def round_of(stage, **changes):
    return {
        "organisation_id": stage.world.bloc.pk,
        "name": "Giải năm nay",
        "year": stage.year,
        "last_day": stage.last_day.isoformat(),
        "least_scores": 2,
        "categories": ["Báo in"],
        "criteria": [{"name": "Nội dung", "most": "60"}, {"name": "Hình thức", "most": "40"}],
        "prizes": [{"name": "Giải A", "number": 1}],
        **changes,
    }


def entry_of(stage, **changes):
    return {
        "title": "Chi bộ bên sông",
        "category_id": stage.round.categories.first().pk,
        "outlet": "Báo Tỉnh",
        "published_on": stage.today.isoformat(),
        "authors": ["Đỗ Thị Tác"],
        "place_id": stage.world.river.pk,
        "file": SimpleUploadedFile("a.txt", b"Noi dung"),
        **changes,
    }


def test_a_whole_round(now, people, officer, secretary, as_client):
    keeper, sender = as_client(officer), as_client(secretary)
    jurors = [as_client(now.member(key)) for key in ("binh", "chi")]
    made = send(keeper, "post", "/rounds", round_of(now))
    assert made.status_code == 201
    key = made.json()["id"]
    now.round = Round.objects.get(pk=key)
    assert [row["id"] for row in sender.get(f"{ROUTE}/rounds").json()["items"]] == [key]
    first, second = (row["id"] for row in sender.get(f"{ROUTE}/rounds/{key}").json()["criteria"])

    entry = sender.post(f"{ROUTE}/rounds/{key}/entries", entry_of(now))
    assert entry.status_code == 201
    work = entry.json()["id"]
    assert entry.json()["has_file"]
    assert sender.post(f"{ROUTE}/rounds/{key}/entries", entry_of(now)).status_code == 409
    other = sender.post(f"{ROUTE}/rounds/{key}/entries", entry_of(now, title="Bài khác")).json()
    third = sender.post(f"{ROUTE}/rounds/{key}/entries", entry_of(now, title="Bài rút")).json()
    assert send(sender, "post", f"/entries/{third['id']}/withdraw").json()["state"] == "withdrawn"
    assert sender.get(f"{ROUTE}/entries").json()["total"] == 3
    assert b"".join(sender.get(f"{ROUTE}/entries/{work}/file").streaming_content) == b"Noi dung"

    assert keeper.post(f"{ROUTE}/entries/{work}/accept").json()["state"] == "accepted"
    refused = send(keeper, "post", f"/entries/{other['id']}/refuse", {"reason": "Sai mục"})
    assert refused.json()["refused_reason"] == "Sai mục"
    assert keeper.post(f"{ROUTE}/entries/{other['id']}/accept").status_code == 200
    for member in ("binh", "chi", "dung"):
        named = send(keeper, "post", f"/rounds/{key}/jury", {"member_id": people[member].pk})
        assert named.status_code == 201
    gone = named.json()["id"]
    assert keeper.delete(f"{ROUTE}/rounds/{key}/jury/{gone}").status_code == 204
    assert len(keeper.get(f"{ROUTE}/rounds/{key}/jury").json()) == 2

    assert send(keeper, "post", f"/rounds/{key}/start").status_code == 409
    yesterday = now.today - timedelta(days=1)
    Round.objects.update(eligible_to=yesterday, last_day=yesterday)
    assert send(keeper, "post", f"/rounds/{key}/start").json()["state"] == "scoring"
    assert send(keeper, "post", f"/rounds/{key}/close").status_code == 409

    points = {
        "points": [
            {"criterion_id": first, "points": "50"},
            {"criterion_id": second, "points": "30.5"},
        ]
    }
    for juror in jurors:
        desk = juror.get(f"{ROUTE}/desk").json()
        assert {row["id"] for row in desk} == {work, other["id"]}
        assert "authors" not in desk[0]
        for row in desk:
            done = send(juror, "put", f"/desk/{row['id']}/score", points)
            assert done.status_code == 204
        assert {row["total"] for row in juror.get(f"{ROUTE}/desk").json()} == {"80.5"}
    assert b"".join(jurors[0].get(f"{ROUTE}/desk/{work}/copy").streaming_content) == b"Noi dung"

    assert send(keeper, "post", f"/rounds/{key}/close").json()["state"] == "closed"
    standing = keeper.get(f"{ROUTE}/rounds/{key}/standings").json()
    assert {(row["place"], row["is_tied"], row["needs_order"]) for row in standing} == {
        (1, True, True)
    }
    assert send(keeper, "post", f"/rounds/{key}/publish").status_code == 409
    tie = {"entry_ids": [other["id"], work], "reason": "Sâu hơn"}
    assert send(keeper, "post", f"/rounds/{key}/ties", tie).status_code == 204
    assert sender.get(f"{ROUTE}/entries/{work}").json()["mean"] is None
    assert sender.get(f"{ROUTE}/rounds/{key}/awards").json() == []
    prize = made.json()["categories"][0]["prizes"][0]["id"]
    held = send(keeper, "put", f"/prizes/{prize}/withheld", {"number": 1, "reason": "Chưa đạt"})
    assert held.json()["withheld"] == 1
    assert send(keeper, "put", f"/prizes/{prize}/withheld", {"number": 0}).status_code == 200
    assert send(keeper, "post", f"/rounds/{key}/publish").json()["state"] == "published"
    (award,) = sender.get(f"{ROUTE}/rounds/{key}/awards").json()
    assert award["title"] == "Bài khác"
    assert sender.get(f"{ROUTE}/entries/{work}").json()["mean"] == "80.5000"
    assert Award.objects.count() == 1


class TestRefusals:
    def test_not_allowed(self, judged, secretary, people, as_client):
        client, key = as_client(secretary), judged.round.pk
        work = judged.works["Mùa nước nổi"].pk
        prize = judged.round.categories.first().prizes.first().pk
        asked = [
            ("post", "/rounds", round_of(judged)),
            ("post", f"/rounds/{key}/jury", {"member_id": people["an"].pk}),
            ("delete", f"/rounds/{key}/jury/1", {}),
            *(("post", f"/rounds/{key}/{act}", {}) for act in ("start", "close", "publish")),
            ("post", f"/entries/{work}/refuse", {"reason": "x"}),
            ("post", f"/entries/{work}/accept", {}),
            ("put", f"/prizes/{prize}/withheld", {"number": 0}),
            ("post", f"/rounds/{key}/ties", {"entry_ids": [work], "reason": "x"}),
        ]
        # The bloc is not in a cell's sight as an organisation to act in: there it is not found.
        assert {
            (path, send(client, method, path, payload).status_code)
            for method, path, payload in asked[1:]
        } == {(path, 403) for _method, path, _payload in asked[1:]}
        assert send(client, *asked[0]).status_code in (403, 404)
        for path in ("jury", "standings"):
            assert client.get(f"{ROUTE}/rounds/{key}/{path}").status_code == 403

    def test_not_found(self, judged, far_officer, as_client):
        client, key = as_client(far_officer), judged.round.pk
        work = judged.works["Mùa nước nổi"].pk
        prize = judged.round.categories.first().prizes.first().pk
        assert client.get(f"{ROUTE}/rounds/{key}").status_code == 404
        assert client.get(f"{ROUTE}/rounds/{key}/entries").status_code == 404
        assert client.get(f"{ROUTE}/rounds/{key}/awards").status_code == 404
        assert client.get(f"{ROUTE}/entries/{work}").status_code == 404
        assert client.get(f"{ROUTE}/entries/{work}/file").status_code == 404
        assert client.get(f"{ROUTE}/desk/{work}/copy").status_code == 404
        assert client.get(f"{ROUTE}/desk").json() == []
        assert send(client, "put", f"/desk/{work}/score", {"points": []}).status_code == 404
        assert send(client, "put", f"/prizes/{prize}/withheld", {"number": 0}).status_code == 404

    def test_a_juror_finds_no_origin(self, judged, as_client):
        client = as_client(judged.member("binh"))
        assert client.get(f"{ROUTE}/rounds/{judged.round.pk}/entries").json()["items"] == []
        assert client.get(f"{ROUTE}/entries").json()["items"] == []

    def test_standing_aside_and_points_that_are_not_taken(
        self,
        judged,
        everything,
        as_client,
    ):
        client, work = as_client(judged.member("binh")), judged.works["Mùa nước nổi"].pk
        assert send(client, "put", f"/desk/{work}/score", {"points": []}).status_code == 422
        odd = {"points": [{"criterion_id": 10**6, "points": "1"}]}
        assert send(client, "put", f"/desk/{work}/score", odd).status_code == 422
        assert not Score.objects.exists()
        assert send(client, "post", f"/desk/{work}/aside", {"reason": "x"}).status_code == 204
        assert send(client, "post", f"/desk/{work}/aside", {"reason": "x"}).status_code == 404
        assert Juror.objects.get(user__username="binh").conflicts.count() == 1
