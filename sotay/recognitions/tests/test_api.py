"""Routes of recognition for four answers."""

import pytest
from django.utils import timezone

from sotay.recognitions.models import Review
from sotay.recognitions.tests.test_services import OWN

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
JSON = "application/json"


@pytest.fixture
def at(world):
    return lambda rest="", where=None: (
        f"/api/v1/recognitions/{(where or world.river).pk}/{YEAR}{rest}"
    )


def test_a_year_by_routes(at, secretary, leader, as_client):
    cell, above = as_client(secretary), as_client(leader)
    for key in OWN:
        done = cell.post(at(f"/answers/{key}"), {"claim": "met", "note": "Thông báo 12"})
        assert done.status_code == 200
    assert cell.post(at("/send")).json()["state"] == "sent"
    assert cell.post(at("/send")).status_code == 409
    found = above.get(at()).json()
    assert found["is_kept"]
    keys = [one["key"] for good in found["goods"] for one in good["criteria"]]
    for key in keys:
        given = {"verdict": "met", "note": "Đã xem"}
        assert above.put(at(f"/verdicts/{key}"), given, content_type=JSON).status_code == 200
    bad = above.post(at("/decide"), {"is_recognised": True, "number": ""}, content_type=JSON)
    assert bad.status_code == 422
    done = above.post(at("/decide"), {"is_recognised": True, "number": "15"}, content_type=JSON)
    assert done.json()["state"] == "recognised"
    rows = above.get(f"/api/v1/recognitions?year={YEAR}&state=recognised").json()
    assert [row["name"] for row in rows["rows"]] == ["Chi bộ Sông"]
    assert rows["counts"]["silent"] == 3


def test_returned(at, world, officer, secretary, as_client):
    Review.objects.create(
        organisation=world.river, year=YEAR, state="sent", sent_on=timezone.localdate()
    )
    given = {"reason": "Thiếu"}
    assert as_client(secretary).post(at("/return"), given, content_type=JSON).status_code == 403
    found = as_client(officer).post(at("/return"), given, content_type=JSON).json()
    assert (found["state"], found["return_reason"]) == ("returned", "Thiếu")


def test_records(at, secretary, as_client):
    found = as_client(secretary).get(at("/records/tasks_on_time")).json()
    assert (found["state"], found["rows"]) == ("no_data", [])
    assert as_client(secretary).get(at("/records/khac")).status_code == 404


def test_not_allowed_and_not_found(at, world, officer, hill_secretary, stranger, as_client):
    said = {"claim": "met", "note": "x"}
    assert as_client(officer).post(at(f"/answers/{OWN[0]}"), said).status_code == 403
    assert as_client(hill_secretary).get(at()).status_code == 404
    assert as_client(officer).get(at(where=world.bloc)).status_code == 404
    assert as_client(stranger).get("/api/v1/recognitions").status_code == 404
