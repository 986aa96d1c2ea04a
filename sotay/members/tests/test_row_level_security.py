"""The second lock: what PostgreSQL itself refuses, with the application's own filters removed."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from sotay.members.models import (
    Correction,
    Gender,
    ImportRun,
    Member,
    Membership,
    Status,
    TemporaryStay,
    Transfer,
)
from sotay.organisations.access import Actor, acting_for, actor_for
from sotay.testing.worlds import person

pytestmark = pytest.mark.django_db

PERSONAL = [
    "member",
    "membership",
    "status",
    "temporarystay",
    "transfer",
    "correction",
    "importrun",
]


def enrol(name: str, cell: Any, user: Any = None) -> Member:
    member = Member.objects.create(
        full_name=name, sort_key=name, folded=name, gender=Gender.MALE, birth_year=1980,
        cell=cell, user=user,
    )  # fmt: skip
    Membership.objects.create(member=member, organisation=cell, valid_from=date(2015, 1, 1))
    return member


@pytest.fixture
def register(world: SimpleNamespace, system: Actor, stranger: Actor) -> SimpleNamespace:
    with acting_for(system):
        return SimpleNamespace(
            an=enrol("An", world.river),
            binh=enrol("Bình", world.hill),
            chi=enrol("Chi", world.shore),
            la=enrol("Lạ", world.plain, user=stranger.user),
        )


class TestRolesOfTests:
    def test_run_as_a_role_that_policies_bind(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles"
                " WHERE rolname = current_user"
            )
            assert cursor.fetchone() == ("sotay_web", False, False)


class TestEveryPersonalTable:
    @pytest.mark.parametrize("table", PERSONAL)
    def test_is_locked_and_forced_with_a_policy_for_each_command(self, table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s",
                [f"members_{table}"],
            )
            assert cursor.fetchone() == (True, True)
            cursor.execute(
                "SELECT count(DISTINCT cmd) FROM pg_policies WHERE tablename = %s",
                [f"members_{table}"],
            )
            assert cursor.fetchone() == (4,)

    def test_is_in_the_list_above(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.columns"
                " WHERE column_name = 'org_lft' AND table_schema = 'public'"
                " AND table_name LIKE 'members\\_%'"
            )
            assert {name for (name,) in cursor} == {f"members_{table}" for table in PERSONAL}


OFFICES = [
    "leader",
    "officer",
    "inspector",
    "secretary",
    "hill_secretary",
    "works_secretary",
    "far_officer",
    "stranger",
]


class TestBothLocks:
    """With the application's own filter removed, every office sees exactly the same rows."""

    @pytest.fixture
    def scene(self, world: SimpleNamespace, register: SimpleNamespace, system: Actor) -> None:
        with acting_for(system):
            for member, to in ((register.an, world.hill), (register.chi, world.river)):
                letter = {"member_name": member.full_name, "member_birth_year": 1980}
                Transfer.objects.create(
                    member=member,
                    from_organisation=member.cell,
                    to_organisation=to,
                    decision_number="1",
                    sent_on=date(2026, 1, 5),
                    due_on=date(2026, 2, 5),
                    leaves_on=date(2026, 1, 5),
                    sent_by=system.user,
                    **letter,
                )
                TemporaryStay.objects.create(
                    member=member, organisation=to, valid_from=date(2026, 1, 5), **letter
                )
                Correction.objects.create(member=member, field="phone", asked="0912")
            for where in (world.river, world.works, world.far):
                ImportRun.objects.create(
                    organisation=where,
                    file_name="a",
                    digest="0",
                    as_of=date(2026, 1, 5),
                    started_by=system.user,
                )
            for member in Member.objects.all():
                Status.objects.create(member=member, valid_from=date(2015, 1, 1))

    @pytest.mark.parametrize("who", OFFICES)
    def test_open_the_same_rows(
        self, scene: None, who: str, request: pytest.FixtureRequest
    ) -> None:
        actor = request.getfixturevalue(who)
        seen = 0
        with acting_for(actor):
            for model in (
                Member,
                Membership,
                Status,
                TemporaryStay,
                Transfer,
                Correction,
                ImportRun,
            ):
                everything: Any = model._default_manager.all()
                assert set(everything) == set(everything.visible_to(actor)), model
                seen += everything.count()
        assert seen or who == "stranger"

    @pytest.mark.parametrize("office", ["clerk"])
    def test_stay_shut_for_an_office_without_the_right(
        self, scene: None, world: SimpleNamespace, office: str
    ) -> None:
        actor = actor_for(person("vanthu", "Văn Thư", (office, world.bloc)), date(2026, 11, 22))
        with acting_for(actor):
            assert not Member.objects.exists()
            assert not Transfer.objects.exists()
            assert not Member.objects.visible_to(actor).exists()


class TestWithoutTheApplicationsFilters:
    def test_an_office_sees_its_own_subtree_only(
        self, register: SimpleNamespace, secretary: Actor, officer: Actor, far_officer: Actor
    ) -> None:
        seen = {}
        for who in (secretary, officer, far_officer):
            with acting_for(who):
                seen[who.user.username] = sorted(m.full_name for m in Member.objects.all())
                assert Membership.objects.count() == len(seen[who.user.username])
        assert seen == {"secretary": ["An"], "officer": ["An", "Bình", "Lạ"], "far": ["Chi"]}

    def test_a_member_without_office_sees_their_own_record_only(
        self, register: SimpleNamespace, stranger: Actor
    ) -> None:
        with acting_for(stranger):
            assert [m.full_name for m in Member.objects.all()] == ["Lạ"]
            assert Membership.objects.get().member_id == register.la.pk

    def test_nothing_is_seen_outside_the_door(self, register: SimpleNamespace) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('app.user', '', true), set_config('app.low', '', true),"
                " set_config('app.high', '', true), set_config('app.spans', '', true)"
            )
            assert Member.objects.count() == 0
            assert Membership.objects.count() == 0

    def test_a_row_outside_reach_cannot_be_written(
        self, register: SimpleNamespace, secretary: Actor, world: SimpleNamespace
    ) -> None:
        with acting_for(secretary):
            assert Member.objects.filter(pk=register.binh.pk).update(full_name="X") == 0
            with pytest.raises(ProgrammingError), transaction.atomic():
                enrol("Dũng", world.hill)

    def test_two_people_on_one_connection_never_see_each_others_rows(
        self, register: SimpleNamespace, secretary: Actor, hill_secretary: Actor
    ) -> None:
        for _turn in range(3):
            for who, name in ((secretary, "An"), (hill_secretary, "Bình")):
                with acting_for(who):
                    assert [m.full_name for m in Member.objects.all()] == [name]


class TestLabels:
    def test_follow_the_tree_when_an_organisation_moves(
        self, register: SimpleNamespace, world: SimpleNamespace, system: Actor, far_officer: Actor
    ) -> None:
        type(world.river).objects.filter(pk=world.river.pk).update(lft=3200, rgt=3210)
        with acting_for(far_officer):
            assert sorted(m.full_name for m in Member.objects.all()) == ["An", "Chi"]
            assert Membership.objects.filter(member=register.an).exists()

    def test_follow_the_member_to_another_cell(
        self, register: SimpleNamespace, world: SimpleNamespace, system: Actor, secretary: Actor
    ) -> None:
        with acting_for(system):
            Member.objects.filter(pk=register.an.pk).update(cell=world.hill)
        with acting_for(secretary):
            assert not Member.objects.exists()
            assert not Membership.objects.exists()
