"""The page and the routes: each person's own notices and nobody else's."""

import hashlib
import json
from datetime import date

import pytest
from django.urls import reverse

from sotay.notices import services
from sotay.testing.notices import every_notice

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
    (notice,) = every_notice()
    return notice


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

    def test_going_to_what_it_is_about_marks_that_one_read(self, told, secretary, as_client):
        services.tell([secretary.user], "x", words="Tin", link="/x/", on=date(2026, 11, 22))
        client = as_client(secretary)
        where = reverse("notices:open", args=[told.pk])
        assert where in client.get(PAGE).content.decode()
        answer = client.get(where)
        assert (answer.status_code, answer.url) == (302, "/tasks/1/")
        shown = client.get(PAGE).context
        assert shown["unread"] == 1
        assert [one.words for one in shown["notices"] if one.read_at] == [told.words]

    def test_anothers_is_not_found_and_stays_unread(
        self, told, hill_secretary, secretary, client, as_client
    ):
        where = reverse("notices:open", args=[told.pk])
        assert as_client(hill_secretary).get(where).status_code == 404
        assert "/accounts/login/" in client.get(where).url
        assert as_client(secretary).get(PAGE).context["unread"] == 1

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


CHOICES = "/notices/choices/"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
POINT = (  # a point of the curve: the base point itself
    "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
)


@pytest.fixture(autouse=True)
def key_of_push(settings, tmp_path):
    settings.PUSH_KEY_FILE = tmp_path / "push-key.pem"


def send(client, method, path, payload):
    asked = getattr(client, method)
    return asked(f"{ROUTE}{path}", json.dumps(payload), content_type="application/json")


def turn_on(client, endpoint=ENDPOINT):
    keys = {"p256dh": POINT, "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
    return send(client, "post", "/push", {"endpoint": endpoint, "keys": keys})


class TestChoicesPage:
    def test_keeps_what_is_chosen(self, secretary, as_client):
        client = as_client(secretary)
        given = {"push": "on", "quiet_from": "22.00", "quiet_to": "5:45", "muted": ["tasks"]}
        assert client.post(CHOICES, given).status_code == 302

        shown = client.get(CHOICES)
        assert shown.context["form"].initial["mail"] is False
        assert shown.context["form"].initial["muted"] == ["tasks"]
        assert 'value="22.00"' in shown.content.decode()
        assert 'value="5.45"' in shown.content.decode()

    def test_says_the_hours_of_the_registry_while_none_are_ones_own(self, secretary, as_client):
        page = as_client(secretary).get(CHOICES).content.decode()
        assert "21.00" in page
        assert "6.30" in page
        assert 'name="quiet_from" value' not in page

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"quiet_from": "25.00", "quiet_to": "6.00"}, "không phải là giờ"),
            ({"quiet_from": "21.00"}, "thiếu một đầu"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, secretary, as_client, given, words
    ):
        answer = as_client(secretary).post(CHOICES, given)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert f'value="{given["quiet_from"]}"' in answer.content.decode()

    def test_lists_ones_devices_and_turns_one_off(self, secretary, officer, as_client):
        client, other = as_client(secretary), as_client(officer)
        made = turn_on(client).json()
        assert made["device"] in client.get(CHOICES).content.decode()
        remove = reverse("notices:remove_push", args=[made["id"]])
        assert other.post(remove).status_code == 404
        assert client.get(remove).status_code == 405
        assert client.post(remove).status_code == 302
        assert "Chưa máy nào bật tin đẩy" in client.get(CHOICES).content.decode()

    def test_one_must_sign_in(self, client):
        assert "/accounts/login/" in client.get(CHOICES).url


class TestChoicesRoute:
    def test_reads_and_keeps(self, secretary, as_client):
        client = as_client(secretary)
        before = client.get(f"{ROUTE}/choices").json()
        assert (before["quiet_from"], before["own_hours"]) == ("21:00:00", False)
        assert "reminders" in [sort["code"] for sort in before["sorts"]]
        wanted = {
            "mail": False, "push": False, "quiet_from": "12:00", "quiet_to": "13:30",
            "muted": ["reminders"],
        }  # fmt: skip
        after = send(client, "put", "/choices", wanted).json()
        assert after == client.get(f"{ROUTE}/choices").json()
        assert (after["mail"], after["quiet_to"], after["muted"]) == (
            False, "13:30:00", ["reminders"],
        )  # fmt: skip

    def test_refuses_what_cannot_be(self, secretary, as_client):
        client = as_client(secretary)
        assert send(client, "put", "/choices", {"mail": True}).status_code == 422
        wrong = {"mail": True, "push": True, "muted": ["weather"]}
        assert send(client, "put", "/choices", wrong).status_code == 422

    def test_one_must_sign_in(self, client):
        assert client.get(f"{ROUTE}/choices").status_code == 401


class TestPushRoutes:
    def test_give_the_key_a_browser_subscribes_with(self, secretary, as_client):
        key = as_client(secretary).get(f"{ROUTE}/push-key").json()["key"]
        assert len(key) == 87

    def test_turn_on_list_and_off(self, secretary, officer, as_client):
        client, other = as_client(secretary), as_client(officer)
        assert turn_on(client).status_code == 201
        (listed,) = client.get(f"{ROUTE}/push").json()
        assert listed["digest"] == hashlib.sha256(ENDPOINT.encode()).hexdigest()
        assert "endpoint" not in listed
        assert other.get(f"{ROUTE}/push").json() == []
        gone = {"endpoint": ENDPOINT}
        assert send(other, "delete", "/push", gone).status_code == 404
        assert send(client, "delete", "/push", gone).status_code == 204
        assert send(client, "delete", "/push", gone).status_code == 404

    @pytest.mark.parametrize(
        "endpoint", ["http://fcm.googleapis.com/x", "https://10.0.0.1/x", "https://vidu.vn/x"]
    )
    def test_refuse_any_other_address(self, secretary, as_client, endpoint):
        answer = turn_on(as_client(secretary), endpoint)
        assert answer.status_code == 422
        assert "dịch vụ đẩy tin" in answer.json()["message"]

    def test_one_must_sign_in(self, client):
        assert client.get(f"{ROUTE}/push-key").status_code == 401
        assert turn_on(client).status_code == 401
