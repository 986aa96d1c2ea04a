"""The page and the routes: each person's own notices and nobody else's."""

import json
from datetime import date

import pytest
from django.urls import reverse

from sotay.notices import services
from sotay.notices.models import Notice

pytestmark = pytest.mark.django_db

PAGE = "/notices/"
ROUTE = "/api/v1/notices"


@pytest.fixture
def told(secretary, world):
    services.tell(
        [secretary.user],
        "issued",
        words="Nhiệm vụ mới: Sinh hoạt chuyên đề",
        link="/tasks/1/",
        on=date(2026, 11, 22),
        subject=world.river,
    )
    return Notice.objects.get()


class TestPage:
    def test_shows_ones_own_and_marks_them_read(self, told, secretary, hill_secretary, as_client):
        client = as_client(secretary)
        assert "Sinh hoạt chuyên đề" in client.get(PAGE).content.decode()
        others = as_client(hill_secretary)
        assert "Chưa có tin nhắc nào" in others.get(PAGE).content.decode()
        others.post(PAGE)
        assert client.get(PAGE).context["unread"] == 1
        assert client.post(PAGE).status_code == 302
        assert client.get(PAGE).context["unread"] == 0

    def test_the_number_of_queries_does_not_grow(
        self, secretary, as_client, django_assert_max_num_queries
    ):
        client = as_client(secretary)
        for number in range(20):
            services.tell(
                [secretary.user], "x", words="Tin", link=f"/{number}/", on=date(2026, 11, 22)
            )
        client.get(PAGE)
        with django_assert_max_num_queries(20):
            client.get(PAGE)

    def test_the_old_address_leads_here(self, secretary, as_client):
        answer = as_client(secretary).get("/tasks/notices/")
        assert (answer.status_code, answer.url) == (302, reverse("notices:list"))

    def test_one_must_sign_in(self, client):
        assert "/accounts/login/" in client.get(PAGE).url


class TestRoutes:
    def post(self, client, payload):
        return client.post(f"{ROUTE}/read", json.dumps(payload), content_type="application/json")

    def test_list_ones_own(self, told, secretary, hill_secretary, as_client, world):
        assert as_client(secretary).get(ROUTE).json() == [
            {
                "id": told.pk,
                "kind": "issued",
                "subject_type": "organisations.organisation",
                "subject_id": world.river.pk,
                "words": "Nhiệm vụ mới: Sinh hoạt chuyên đề",
                "link": "/tasks/1/",
                "on": "2026-11-22",
                "is_read": False,
            }
        ]
        assert as_client(hill_secretary).get(ROUTE).json() == []

    def test_mark_ones_own_read(self, told, secretary, hill_secretary, as_client):
        assert self.post(as_client(hill_secretary), {"ids": [told.pk]}).json() == {"count": 0}
        client = as_client(secretary)
        assert self.post(client, {}).json() == {"count": 1}
        assert client.get(ROUTE, {"unread": True}).json() == []

    def test_refuse_what_is_no_number(self, secretary, as_client):
        assert self.post(as_client(secretary), {"ids": ["x"]}).status_code == 422

    def test_one_must_sign_in(self, client):
        assert client.get(ROUTE).status_code == 401
        assert self.post(client, {}).status_code == 401
