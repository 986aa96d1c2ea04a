"""The routes for four answers, and that nobody gets another's."""

import io

import docx
import pytest
from django.utils import timezone

from sotay.organisations.access import actor_for

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()
ROOT = "/api/v1/handbook"


@pytest.fixture
def an(register, stranger):
    return actor_for(stranger.user, NOW)


class TestMine:
    def test_is_the_callers_own(self, register, an, as_client):
        given = as_client(an).get(f"{ROOT}/me").json()
        assert (given["member_id"], given["full_name"]) == (register.an.pk, "Trần Văn An")
        assert (given["cell"], given["party_age_from"]) == ("Chi bộ Sông", "2005-08-20")

    def test_the_level_above_gets_none_of_it(self, register, officer, as_client):
        given = as_client(officer).get(f"{ROOT}/me", {"member_id": register.an.pk}).json()
        assert (given["member_id"], given["full_name"], given["card_number"]) == (None, "", "")

    def test_asks_for_a_sign_in(self, client):
        assert client.get(f"{ROOT}/me").status_code == 401


class TestCell:
    def test_a_member_gets_it_without_the_glance(self, register, secretary, an, as_client):
        given = as_client(an).get(f"{ROOT}/cell").json()
        assert (given["name"], given["members"], given["glance"]) == ("Chi bộ Sông", 1, None)
        assert given["offices"] == [{"office": "Bí thư", "holder": "Lê Thị Nhàn"}]

    def test_the_secretary_gets_the_glance(self, register, hill_secretary, as_client):
        glance = as_client(hill_secretary).get(f"{ROOT}/cell").json()["glance"]
        assert glance["standings"] == {"dự bị": 1}
        assert glance["probationary"][0]["full_name"] == "Nguyễn Thị Bình"

    def test_without_a_cell_is_not_found(self, officer, as_client):
        assert as_client(officer).get(f"{ROOT}/cell").status_code == 404


class TestGuidance:
    def test_lists_and_narrows(self, an, as_client):
        client = as_client(an)
        assert len(client.get(f"{ROOT}/guidance").json()) >= 12
        (one,) = client.get(f"{ROOT}/guidance", {"q": "nơi cư trú 213"}).json()
        assert one["code"] == "residence"

    def test_a_step_carries_the_value_in_force(self, an, as_client):
        steps = as_client(an).get(f"{ROOT}/guidance/removal").json()["steps"]
        (found,) = [s["rule"] for s in steps if s["rule"] and "complaint" in s["rule"]["id"]]
        assert (found["value"], found["certainty"]) == (30, "hint")

    def test_unknown_is_not_found(self, an, as_client):
        assert as_client(an).get(f"{ROOT}/guidance/nothing").status_code == 404
        assert as_client(an).get(f"{ROOT}/guidance/nothing/paper").status_code == 404

    def test_a_paper_is_filled_in_and_one_out_of_sight_is_not_found(self, register, an, as_client):
        client = as_client(an)
        answer = client.get(f"{ROOT}/guidance/exemption/paper")
        text = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs)
        assert "Trần Văn An" in text
        gone = client.get(f"{ROOT}/guidance/exemption/paper", {"member_id": register.chi.pk})
        assert gone.status_code == 404
