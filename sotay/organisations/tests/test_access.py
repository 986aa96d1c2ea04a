"""Sight inside sight, whose accounts are in reach, and the two days of a page."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from sotay.accounts.models import User
from sotay.organisations import access, asof, services
from sotay.organisations.access import Actor, acting_for
from sotay.organisations.services import Decision, NewOrganisation
from sotay.testing.worlds import person

TODAY = date(2026, 11, 22)


def told() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.low', true), current_setting('app.high', true),"
            " current_setting('app.user', true)"
        )
        return tuple(cursor.fetchone())


@pytest.mark.django_db
class TestActingFor:
    def test_gives_back_the_sight_of_the_one_around_it(
        self, world: SimpleNamespace, officer: Actor, secretary: Actor
    ) -> None:
        with acting_for(officer):
            outer = told()
            with acting_for(secretary):
                assert told() == ("1110", "1120", str(secretary.user.pk))
            assert told() == outer == ("1000", "2000", str(officer.user.pk))

    def test_gives_it_back_after_a_failure_too(
        self, world: SimpleNamespace, officer: Actor, secretary: Actor
    ) -> None:
        with acting_for(officer):
            outer = told()
            with pytest.raises(ValueError, match="x"), acting_for(secretary):
                raise ValueError("x")
            assert told() == outer

    def test_looks_again_when_an_act_has_moved_the_actors_own_range(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        from sotay.organisations.models import Organisation

        narrow = {"bloc": (1000, 1030), "works": (1001, 1029), "river": (1002, 1010),
                  "hill": (1010, 1028), "plain": (1029, 1030)}  # fmt: skip
        for name, (lft, rgt) in narrow.items():
            Organisation.objects.filter(pk=getattr(world, name).pk).update(lft=lft, rgt=rgt)
        officer = access.actor_for(officer.user, TODAY)
        with acting_for(officer):
            services.found(
                new=NewOrganisation("Đảng bộ Núi", "grassroots_committee"), parent=world.bloc,
                on=date(2025, 7, 1), decision=decision, actor=officer,
            )  # fmt: skip
            world.bloc.refresh_from_db()
            assert told()[:2] == (str(world.bloc.lft), str(world.bloc.rgt))
        assert world.bloc.lft != 1000


@pytest.mark.django_db
class TestAccountsInReach:
    def reached(self, actor: Actor) -> set[str]:
        return set(
            access.within_reach(actor, User.objects.all()).values_list("username", flat=True)
        )

    def test_those_whose_every_office_lies_beneath(
        self, world: SimpleNamespace, officer: Actor, leader: Actor, secretary: Actor,
        hill_secretary: Actor, works_secretary: Actor, far_officer: Actor,
    ) -> None:  # fmt: skip
        person("both", "Lê Hai Nơi", ("secretary", world.plain), ("deputy", world.shore))
        assert self.reached(officer) == {"secretary", "hill", "works"}
        assert self.reached(works_secretary) == {"secretary", "hill"}
        assert self.reached(secretary) == set()

    def test_an_office_that_ended_does_not_count(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        user = person("moved", "Lê Đã Chuyển", ("secretary", world.plain), ("deputy", world.shore))
        user.grants.filter(organisation=world.shore).update(valid_to=TODAY)
        assert "moved" in self.reached(officer)

    def test_without_office_where_one_belongs_as_a_member(
        self, world: SimpleNamespace, officer: Actor, stranger: Actor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        from django.db.models import Q

        asked = []

        def live_within(ranges: access.Ranges) -> Q:
            asked.append(ranges)
            return Q(username="stranger")

        monkeypatch.setattr(access, "_live_within", [])
        assert "stranger" not in self.reached(officer)
        monkeypatch.setattr(access, "_live_within", [live_within])
        assert "stranger" in self.reached(officer)
        assert asked == [((1000, 2000),)]


class TestAsOf:
    @pytest.mark.parametrize(
        ("asked", "day", "known_on", "query", "problems"),
        [
            ({}, TODAY, None, "", 0),
            ({"ngay": "30-6-2025"}, date(2025, 6, 30), None, "ngay=2025-06-30", 0),
            ({"ngay": "2025-06-30", "biet": "05/07/2025"}, date(2025, 6, 30), date(2025, 7, 5),
             "ngay=2025-06-30&biet=2025-07-05", 0),
            ({"ngay": "2026-11-22", "biet": "2026-11-22"}, TODAY, None, "", 0),
            ({"biet": "2026-11-21"}, TODAY, date(2026, 11, 21), "biet=2026-11-21", 0),
            ({"ngay": "31-6-2025"}, TODAY, None, "", 1),
            ({"ngay": "hôm qua", "biet": "1-1-0001"}, TODAY, None, "", 2),
            ({"ngay": "1-1-2090"}, TODAY, None, "", 1),
        ],
    )  # fmt: skip
    def test_reads_two_days(self, asked, day, known_on, query, problems) -> None:
        found = asof.read(asked, TODAY)
        assert (found.day, found.known_on, found.query) == (day, known_on, query)
        assert len(found.problems) == problems

    def test_only_today_as_known_now_may_be_written(self) -> None:
        assert asof.read({}, TODAY).is_today
        assert not asof.read({"ngay": "21-11-2026"}, TODAY).is_today
        assert not asof.read({"ngay": "23-11-2026"}, TODAY).is_today
        assert not asof.read({"biet": "21-11-2026"}, TODAY).is_today
        assert asof.read({"biet": "22-11-2026"}, TODAY).is_today
