"""River's dues: *An* on salary, *Bảy* on pension, *Cúc* of whom nothing is declared yet."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from sotay.dues import services
from sotay.dues.models import Collection, Due
from sotay.dues.rules import months
from sotay.members import services as members
from sotay.members.models import Gender
from sotay.organisations.access import Actor, acting_for, actor_for

# Pages work on the day of the clock: the scenes here are set around it.
NOW = timezone.localdate()
MONTH = months.first(NOW)
LAST = months.plus(MONTH, -1)
NEXT = months.plus(MONTH, 1)
SALARY, PENSION = 12_345_650, 7_000_000
AN_OWES, BAY_OWES = 123_457, 35_000


def due_of(member: Any, month: date = MONTH) -> Any:
    return Due.objects.standing().get(member=member, month=month)


def enter(system: Actor, cell: Any, name: str, user: Any = None, **facts: Any) -> Any:
    return members.register_member(
        actor=system,
        cell=cell,
        since=date(2015, 1, 1),
        facts={
            "full_name": name,
            "gender": Gender.MALE,
            "born_on": date(1980, 5, 19),
            "decided_on": date(2005, 8, 20),
            "admitted_on": date(2005, 9, 2),
            **facts,
        },
        user=user,
    )


@pytest.fixture
def people(world: SimpleNamespace, system: Actor, stranger: Actor) -> SimpleNamespace:
    with acting_for(system):
        return SimpleNamespace(
            an=enter(system, world.river, "Trần Văn An", user=stranger.user),
            bay=enter(system, world.river, "Nguyễn Thị Bảy"),
            cuc=enter(system, world.river, "Lê Thị Cúc"),
            doi=enter(system, world.hill, "Phạm Văn Đồi"),
        )


@pytest.fixture
def an(people: SimpleNamespace, stranger: Actor) -> Actor:
    """An, signed in: a member without office."""
    return actor_for(stranger.user, NOW)


@pytest.fixture
def keeper(secretary: Actor) -> Actor:
    return actor_for(secretary.user, NOW)


@pytest.fixture
def hill_keeper(hill_secretary: Actor) -> Actor:
    return actor_for(hill_secretary.user, NOW)


@pytest.fixture
def above(works_secretary: Actor) -> Actor:
    return actor_for(works_secretary.user, NOW)


@pytest.fixture
def declare(world: SimpleNamespace, keeper: Actor) -> Callable[..., Any]:
    def say(member: Any, category: str, income: int | None = None, **more: Any) -> Any:
        given = {
            "organisation": world.river, "region": None, "since": LAST, "actor": keeper, **more,
        }  # fmt: skip
        with acting_for(given["actor"]):
            return services.declare_basis(
                member_id=member.pk, category=category, income=income, **given
            )

    return say


@pytest.fixture
def declared(people: SimpleNamespace, declare: Callable[..., Any]) -> SimpleNamespace:
    declare(people.an, "salaried", SALARY)
    declare(people.bay, "pension", PENSION)
    return people


@pytest.fixture
def month(world: SimpleNamespace, declared: SimpleNamespace, keeper: Actor) -> Collection:
    """This month of river, open: two known figures and one unknown."""
    with acting_for(keeper):
        return services.open_month(organisation=world.river, month=MONTH, actor=keeper)


@pytest.fixture
def complete(month: Collection, people: SimpleNamespace, declare: Callable[..., Any]) -> Collection:
    """The month with all three figures known."""
    declare(people.cuc, "student", since=MONTH)
    month.refresh_from_db()
    return month
