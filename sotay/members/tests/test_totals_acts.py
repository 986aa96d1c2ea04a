"""Totals after each act on the tree, done by the services of the floor below."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from sotay.members import totals
from sotay.members.models import Member, Membership
from sotay.members.tests.histories import Truth
from sotay.organisations import services
from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Organisation
from sotay.organisations.services import Decision, NewOrganisation, Part

pytestmark = pytest.mark.django_db

DAY = date(2025, 7, 1)
LATE = date(2018, 3, 1)  # acts recorded years after
DECISION = Decision("12-QĐ/ĐU", on=date(2018, 2, 1))
DAYS = [
    day + timedelta(days=n)
    for day in (date(2015, 1, 1), LATE, date(2019, 5, 1), DAY)
    for n in (-1, 0, 1)
]


@pytest.fixture
def people(world: SimpleNamespace, everything: Actor) -> None:
    """Two in each cell, one of whom came later; totals at both blocs and at *works*."""
    totals.keep_totals([world.bloc.pk, world.far.pk, world.works.pk], date(2019, 1, 1))
    for cell in (world.river, world.hill, world.plain, world.shore):
        for since in (date(2015, 1, 1), date(2019, 5, 1)):
            number = Member.objects.count()
            member = Member.objects.create(
                full_name=f"M{number}", sort_key="m", folded="m", gender=number % 2,
                birth_year=1960 + number, cell=cell,
            )  # fmt: skip
            Membership.objects.create(member=member, organisation=cell, valid_from=since)
            totals.refresh([member.pk])
            if number % 2:
                totals.fold()  # the other half waits in the queue


def agree() -> None:
    """Every organisation on the days around every event: now, folded, and rebuilt."""
    keys = list(Organisation.objects.values_list("id", flat=True))

    def compare() -> None:
        truth = Truth()
        for day in DAYS:
            counted, there = totals.counts(keys, day), truth.on(day)
            nobody = totals.Totals.of()
            assert counted == {key: there.get(key, nobody) for key in keys}, day

    compare()
    while totals.fold().rows:
        pass
    compare()
    totals.add_checkpoints(date(2025, 9, 1))
    again = totals.rebuild(date(2025, 9, 1), choose=False)
    assert (again.deltas, again.checkpoints) == (0, 0)
    assert totals.strays() == []


def _reparent(world: SimpleNamespace, on: date, actor: Actor) -> Act:
    return services.reparent(
        organisation=world.works, parent=world.far, on=on, decision=DECISION, actor=actor
    )


def _merge(world: SimpleNamespace, on: date, actor: Actor) -> Act:
    return services.merge(
        sources=[world.river, world.hill], into=NewOrganisation("Chi bộ Sông Đồi", "cell"), on=on,
        decision=DECISION, actor=actor,
    )  # fmt: skip


def _merge_blocs(world: SimpleNamespace, on: date, actor: Actor) -> Act:
    return services.merge(
        sources=[world.far], into=world.bloc, on=on, decision=DECISION, actor=actor
    )


def _split(world: SimpleNamespace, on: date, actor: Actor) -> Act:
    return services.split(
        source=world.works, keeps=True, on=on, decision=DECISION, actor=actor,
        parts=[
            Part(NewOrganisation("Đảng bộ Sở Sông", "grassroots_committee"), children=[world.river])
        ],
    )  # fmt: skip


def _dissolve(world: SimpleNamespace, on: date, actor: Actor) -> Act:
    return services.dissolve(
        organisation=world.hill, members_to=world.river, on=on, decision=DECISION, actor=actor
    )


ACTS: list[Callable[[Any, date, Actor], Act]] = [
    _reparent, _merge, _merge_blocs, _split, _dissolve,
]  # fmt: skip


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("on", [DAY, LATE])
class TestAfterAnAct:
    def test_every_count_is_that_of_the_tree_of_its_day(
        self, world: SimpleNamespace, system: Actor, act: Callable[..., Act], on: date
    ) -> None:
        act(world, on, system)
        agree()

    def test_correcting_it_gives_back_what_was(
        self, world: SimpleNamespace, system: Actor, act: Callable[..., Act], on: date
    ) -> None:
        keys = [made.pk for made in vars(world).values()]
        before = {day: totals.counts(keys, day) for day in DAYS}
        done = act(world, on, system)
        services.correct(act=done, actor=system, reason="Ghi nhầm")
        assert {day: totals.counts(keys, day) for day in DAYS} == before
        agree()
