"""Members follow their cell through a reorganisation, and come back when it is corrected."""

from datetime import date
from types import SimpleNamespace

import pytest

from sotay.members import services, totals
from sotay.members.models import Member, Membership, TemporaryStay, Transfer
from sotay.members.services.reorganising import follow_reorganisation
from sotay.organisations.access import Actor, acting_for
from sotay.organisations.models import Act
from sotay.organisations.signals import members_moved

pytestmark = pytest.mark.django_db
ON = date(2025, 7, 1)
TODAY = date(2026, 11, 22)


@pytest.fixture
def act(officer: Actor) -> Act:
    return Act.objects.create(
        what="merge", effective_on=ON, decision_number="88-QĐ/ĐUK", actor=officer.user
    )


def cells(member: Member) -> list[tuple[int, date, date | None, str, str]]:
    rows = Membership.objects.known().filter(member=member).order_by("valid_from")
    return [(r.organisation_id, r.valid_from, r.valid_to, r.begin, r.end) for r in rows]


def send(source: object, target: object, act: Act, member_ids: list[int] | None = None) -> list:
    answers = members_moved.send(
        sender=Act, source=source, target=target, on=ON, act=act, member_ids=member_ids
    )
    return next(ids for listener, ids in answers if listener is follow_reorganisation)


class TestMembersMoved:
    def test_takes_everybody_from_the_day_on(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, act: Act
    ) -> None:
        with acting_for(officer):
            assert send(world.river, world.plain, act) == [register.an.pk]
            assert cells(register.an) == [
                (world.river.pk, date(2015, 1, 1), ON, "register", "reorganisation"),
                (world.plain.pk, ON, None, "reorganisation", ""),
            ]
            assert Member.objects.get(pk=register.an.pk).cell == world.plain
            assert (
                Membership.objects.get(member=register.an, organisation=world.plain).decision_number
                == "88-QĐ/ĐUK"
            )
            assert totals.count(world.plain.pk, ON).members == 1
            assert totals.count(world.river.pk, ON).members == 0
            assert totals.count(world.river.pk, date(2025, 6, 30)).members == 1

    def test_takes_whoever_came_after_the_day_whole(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, act: Act
    ) -> None:
        with acting_for(officer):
            assert send(world.hill, world.plain, act) == [register.binh.pk]
            assert cells(register.binh) == [
                (world.plain.pk, date(2025, 9, 2), None, "register", "")
            ]

    def test_leaves_who_had_gone_by_then(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, act: Act
    ) -> None:
        with acting_for(officer):
            services.end_membership(actor=officer, member=register.an, on=ON, how="death")
            assert send(world.river, world.plain, act) == []

    def test_reaches_across_what_the_acting_person_sees_and_closes_again(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor, act: Act
    ) -> None:
        with acting_for(secretary):
            assert send(world.shore, world.river, act) == [register.chi.pk]
            assert sorted(m.full_name for m in Member.objects.all()) == [
                "Lê Thị Chi",
                "Trần Văn An",
            ]
            assert send(world.river, world.shore, act, [register.chi.pk]) == [register.chi.pk]
            assert [m.full_name for m in Member.objects.all()] == ["Trần Văn An"]

    def test_corrected_leaves_no_step_behind(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, act: Act
    ) -> None:
        with acting_for(officer):
            before = cells(register.an)
            send(world.river, world.plain, act)
            undoing = Act.objects.create(
                what="correct",
                effective_on=ON,
                decision_number="90",
                actor=officer.user,
                corrects=act,
            )
            assert send(world.plain, world.river, undoing, [register.an.pk]) == [register.an.pk]
            assert cells(register.an) == before
            assert totals.count(world.river.pk, TODAY).members == 1

    def test_letters_and_stays_follow_the_cell_that_ends(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, act: Act
    ) -> None:
        with acting_for(officer):
            services.send_transfer(
                actor=officer,
                member=register.an,
                to=world.hill,
                decision_number="1",
                is_clear=True,
            )
            services.start_temporary_stay(
                actor=officer,
                member=register.an,
                at=world.hill,
                valid_from=date(2025, 5, 1),
                last_day=date(2025, 12, 31),
                reason="biệt phái",
                decision_number="2",
            )
            send(world.hill, world.plain, act)
            assert Transfer.objects.get().to_organisation == world.plain
            stays = TemporaryStay.objects.known().order_by("valid_from")
            assert [(s.organisation_id, s.valid_from, s.valid_to) for s in stays] == [
                (world.hill.pk, date(2025, 5, 1), ON),
                (world.plain.pk, ON, date(2026, 1, 1)),
            ]

    def test_costs_the_same_for_one_and_for_many(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        officer: Actor,
        act: Act,
        django_assert_max_num_queries: object,
    ) -> None:
        with acting_for(officer), django_assert_max_num_queries(20):  # type: ignore[operator]
            send(world.river, world.plain, act)
