"""Which first page and frame somebody gets, by the office held."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from sotay.accounts.models import User
from sotay.organisations.access import Actor, actor_for
from sotay.testing.worlds import TODAY, person
from sotay.web.roles import Role, role_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Actor], Client]


def holder(office: str, where: object, name: str = "holder") -> Actor:
    return actor_for(person(name, "Lý Văn Giữ", (office, where)), TODAY)


@pytest.fixture
def administrator(db: object) -> Actor:
    user = User.objects.create_user("admin", "Quản trị máy chủ", is_administrator=True)
    return actor_for(user, TODAY)


class TestRoleOf:
    @pytest.mark.parametrize(
        ("office", "where", "role"),
        [
            ("leader", "bloc", Role.LEADER),
            ("secretary", "bloc", Role.LEADER),  # leads what stands above the grass roots
            ("deputy", "bloc", Role.LEADER),
            ("officer", "bloc", Role.OFFICER),
            ("clerk", "bloc", Role.OFFICER),
            ("inspector", "bloc", Role.INSPECTOR),
            ("secretary", "works", Role.SECRETARY),
            ("secretary", "plain", Role.SECRETARY),
            ("secretary", "river", Role.SECRETARY),
            ("committee_member", "works", Role.SECRETARY),
        ],
    )
    def test_follows_the_office_and_where_it_is_held(
        self, world: SimpleNamespace, office: str, where: str, role: Role
    ) -> None:
        assert role_of(holder(office, getattr(world, where))) is role

    def test_of_two_offices_the_higher_place_counts(self, world: SimpleNamespace) -> None:
        user = person("both", "Lý Văn Giữ", ("secretary", world.river), ("officer", world.bloc))
        assert role_of(actor_for(user, TODAY)) is Role.OFFICER

    def test_without_an_office_one_is_a_member(self, stranger: Actor) -> None:
        assert role_of(stranger) is Role.MEMBER

    def test_the_administrator_of_the_server(self, administrator: Actor) -> None:
        assert role_of(administrator) is Role.ADMINISTRATOR


class TestFirstPage:
    def test_leads_an_officer_to_the_queue(self, world: SimpleNamespace, as_client: SignIn) -> None:
        answer = as_client(holder("officer", world.bloc)).get("/")
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("tasks:queue"))

    @pytest.mark.parametrize("office", ["leader", "clerk", "inspector"])
    def test_is_the_leaders_page_for_who_verifies_nothing(
        self, world: SimpleNamespace, as_client: SignIn, office: str
    ) -> None:
        answer = as_client(holder(office, world.bloc)).get("/")
        assert answer.status_code == 200
        assert "web/leader.html" in [template.name for template in answer.templates]

    def test_is_ones_own_day_for_a_secretary(self, secretary: Actor, as_client: SignIn) -> None:
        answer = as_client(secretary).get("/")
        assert answer.status_code == 200
        assert "web/today.html" in [template.name for template in answer.templates]

    def test_is_the_state_of_the_server_for_its_administrator(
        self, administrator: Actor, as_client: SignIn
    ) -> None:
        answer = as_client(administrator).get("/")
        assert answer.headers["Location"] == reverse("web:server")
