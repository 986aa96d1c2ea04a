"""A small bloc: *river* and *hill* are cells of one committee, *plain* a cell standing alone.

    bloc (Đảng bộ Khối Sông Vân)
    ├── works (Đảng bộ Sở Công trình): cells river, hill
    └── plain (Chi bộ cơ sở Đồng Bằng)
    far (another bloc): cell shore

People: ``leader``, ``officer`` and ``inspector`` of the bloc, ``secretary`` of river,
``hill_secretary``, ``far_officer`` of the other bloc, ``stranger`` without office.
Each fixture gives an actor; ``as_client(actor)`` is a test client signed in as that person.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from sotay.accounts.models import User
from sotay.core.text import fold, sort_key
from sotay.organisations.access import Actor, acting_as, acting_for, actor_for, system_actor
from sotay.organisations.models import Grant, Kind, Office, Organisation, Placement, Profile

FOUNDED = date(2010, 1, 1)
WRITTEN = datetime(2010, 1, 1, tzinfo=UTC)  # known since then, whatever the clock says
TODAY = date(2026, 11, 22)


def organisation(
    code: str,
    name: str,
    kind: str,
    parent: Organisation | None,
    span: tuple[int, int],
    since: date = FOUNDED,
    agency_type: str = "state",
) -> Organisation:
    """An organisation with one name and one place, written straight into the tables."""
    made = Organisation.objects.create(code=code, lft=span[0], rgt=span[1])
    Profile.objects.create(
        organisation=made,
        kind=Kind.objects.get(code=kind),
        name=name,
        short_name=name,
        agency_type=agency_type,
        sort_key=sort_key(name),
        folded=fold(name),
        valid_from=since,
        recorded_at=WRITTEN,
    )
    Placement.objects.create(
        organisation=made, parent=parent, valid_from=since, recorded_at=WRITTEN
    )
    return made


def person(username: str, full_name: str, *offices: tuple[str, Organisation]) -> User:
    """Somebody who holds the offices since the founding day."""
    user = User.objects.create_user(username, full_name, email=f"{username}@vidu.vn")
    for code, where in offices:
        Grant.objects.create(
            user=user,
            organisation=where,
            office=Office.objects.get(code=code),
            valid_from=FOUNDED,
            recorded_at=WRITTEN,
        )
    return user


@pytest.fixture
def world(db: Any) -> SimpleNamespace:
    bloc = organisation("SV", "Đảng bộ Khối Sông Vân", "upper", None, (1000, 2000))
    works = organisation(
        "SV-CT", "Đảng bộ Sở Công trình", "grassroots_committee", bloc, (1100, 1400)
    )
    river = organisation("SV-CT-1", "Chi bộ Sông", "cell", works, (1110, 1120))
    hill = organisation("SV-CT-2", "Chi bộ Đồi", "cell", works, (1210, 1220))
    plain = organisation("SV-DB", "Chi bộ cơ sở Đồng Bằng", "grassroots_cell", bloc, (1500, 1510))
    far = organisation("BK", "Đảng bộ Khối Biển Khơi", "upper", None, (3000, 4000))
    shore = organisation("BK-1", "Chi bộ cơ sở Bờ", "grassroots_cell", far, (3100, 3110))
    return SimpleNamespace(
        bloc=bloc, works=works, river=river, hill=hill, plain=plain, far=far, shore=shore
    )


@pytest.fixture
def today() -> date:
    return TODAY


def _actor(user: User) -> Actor:
    return actor_for(user, TODAY)


@pytest.fixture
def leader(world: SimpleNamespace) -> Actor:
    return _actor(person("leader", "Vũ Đình Khải", ("leader", world.bloc)))


@pytest.fixture
def officer(world: SimpleNamespace) -> Actor:
    return _actor(person("officer", "Phạm Quốc Tường", ("officer", world.bloc)))


@pytest.fixture
def inspector(world: SimpleNamespace) -> Actor:
    return _actor(person("inspector", "Đỗ Minh Sáng", ("inspector", world.bloc)))


@pytest.fixture
def secretary(world: SimpleNamespace) -> Actor:
    return _actor(person("secretary", "Lê Thị Nhàn", ("secretary", world.river)))


@pytest.fixture
def hill_secretary(world: SimpleNamespace) -> Actor:
    return _actor(person("hill", "Hà Văn Lộc", ("secretary", world.hill)))


@pytest.fixture
def works_secretary(world: SimpleNamespace) -> Actor:
    return _actor(person("works", "Trần Văn Mạch", ("secretary", world.works)))


@pytest.fixture
def far_officer(world: SimpleNamespace) -> Actor:
    return _actor(person("far", "Bùi Thị Khơi", ("officer", world.far)))


@pytest.fixture
def stranger(db: Any) -> Actor:
    return _actor(person("stranger", "Ngô Văn Lạ"))


@pytest.fixture
def system(db: Any) -> Actor:
    """The system itself, over the whole tree: for setting a scene, never for what is tested."""
    return system_actor(person("system", "Hệ thống"), TODAY, "test")


@pytest.fixture
def everything(system: Actor) -> Any:
    """The test body runs with the whole tree open to the database."""
    with acting_for(system):
        yield system


@pytest.fixture
def as_client() -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user, backend="sotay.accounts.backends.AccountBackend")
        return client

    return sign_in


def as_requested(actor: Actor) -> AbstractContextManager[Actor]:
    """The sight in which a request of that person is answered, with every office they hold."""
    return acting_as(actor.user, actor.today)
