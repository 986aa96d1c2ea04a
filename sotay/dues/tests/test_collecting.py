"""The month's list: opened by rule, reckoned anew while it is open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import RuleBroken
from sotay.core.models import AuditEntry
from sotay.dues import services
from sotay.dues.models import (
    Basis,
    Due,
)
from sotay.dues.rules import months
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, LAST, MONTH, NEXT, NOW, due_of, enter
from sotay.members import services as members
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db


class TestOpenMonth:
    def test_lists_who_pays_here_and_what_is_not_known_stays_unknown(self, month, people, system):
        with acting_for(system):
            assert due_of(people.an).amount == AN_OWES
            assert due_of(people.bay).amount == BAY_OWES
            assert due_of(people.cuc).amount is None
            assert not Due.objects.filter(member=people.doi).exists()
        assert (month.heads, month.unknown, month.settled) == (3, 1, 0)
        assert month.owed == AN_OWES + BAY_OWES
        assert AuditEntry.objects.filter(act="dues.open_month", subject_id=month.pk).exists()

    def test_is_refused_while_another_is_open_for_a_month_to_come_and_twice(
        self, month, world, keeper
    ):
        with acting_for(keeper):
            for asked in (MONTH, LAST, NEXT):
                with pytest.raises(RuleBroken):
                    services.open_month(organisation=world.river, month=asked, actor=keeper)

    def test_is_refused_where_members_do_not_belong(self, world, above):
        with acting_for(above), pytest.raises(RuleBroken, match="không phải là chi bộ"):
            services.open_month(organisation=world.works, month=MONTH, actor=above)

    def test_is_not_for_offices_above_or_beside(
        self, world, people, above, officer, hill_secretary
    ):
        for actor in (above, officer, hill_secretary):
            with acting_for(actor), pytest.raises(PermissionDenied):
                services.open_month(organisation=world.river, month=MONTH, actor=actor)

    def test_who_came_on_the_day_of_the_rule_pays_here_and_the_day_after_not_yet(
        self, world, people, keeper, system
    ):
        with acting_for(system):
            first = members.register_member(
                actor=system, cell=world.river, since=MONTH,
                facts={"full_name": "Vũ Văn Nhất", "gender": 1, "born_on": date(1990, 1, 1)},
            )  # fmt: skip
            second = members.register_member(
                actor=system, cell=world.river, since=MONTH + timedelta(days=1),
                facts={"full_name": "Vũ Văn Nhì", "gender": 1, "born_on": date(1990, 1, 1)},
            )  # fmt: skip
        with acting_for(keeper):
            services.open_month(organisation=world.river, month=MONTH, actor=keeper)
            on_list = set(Due.objects.values_list("member", flat=True))
        assert first.pk in on_list
        assert second.pk not in on_list

    def test_a_guest_pays_at_the_temporary_cell_and_not_at_home(
        self, world, people, keeper, hill_secretary, system
    ):
        with acting_for(system):
            members.start_temporary_stay(
                actor=system, member=people.doi, at=world.river, valid_from=LAST,
                last_day=months.plus(LAST, 5), reason="Biệt phái", decision_number="12-GT",
            )  # fmt: skip
        with acting_for(keeper):
            services.open_month(organisation=world.river, month=MONTH, actor=keeper)
            guest = due_of(people.doi)
            assert (guest.is_guest, guest.member_name) == (True, "Phạm Văn Đồi")
        hill = actor_for(hill_secretary.user, NOW)
        with acting_for(hill):
            made = services.open_month(organisation=world.hill, month=MONTH, actor=hill)
        assert made.heads == 0

    def test_what_was_declared_in_the_cell_before_comes_along_once(
        self, world, people, declare, keeper, hill_secretary, system
    ):
        declare(people.an, "salaried", 20_000_000)
        with acting_for(system):
            members.start_temporary_stay(
                actor=system, member=people.an, at=world.hill, valid_from=LAST,
                last_day=months.plus(LAST, 5), reason="Biệt phái", decision_number="12-GT",
            )  # fmt: skip
        hill = actor_for(hill_secretary.user, NOW)
        with acting_for(hill):
            assert not Basis.objects.exists()
            made = services.open_month(organisation=world.hill, month=MONTH, actor=hill)
            assert due_of(people.an).amount == 200_000
            services.declare_basis(
                organisation=world.hill, member_id=people.an.pk, category="student",
                income=None, region=None, since=MONTH, actor=hill,
            )  # fmt: skip
            services.refresh_month(collection=made, actor=hill)
            assert due_of(people.an).amount == 5_000
        with acting_for(keeper):
            assert Basis.objects.get().income == 20_000_000
        assert AuditEntry.objects.filter(act="dues.carry_bases").count() == 1

    def test_nobody_owes_one_month_in_two_cells(self, month, world, people, hill_secretary, system):
        with acting_for(system):
            Due.objects.filter(member=people.doi).update(superseded_at=None)
            Due.objects.create(
                member=people.doi, organisation=world.river, collection=month, month=MONTH,
                member_name="Phạm Văn Đồi",
            )  # fmt: skip
        hill = actor_for(hill_secretary.user, NOW)
        with acting_for(hill):
            made = services.open_month(organisation=world.hill, month=MONTH, actor=hill)
        assert made.heads == 0

    def test_fifty_years_of_membership_are_exempt_from_their_month_on(
        self, world, people, keeper, system
    ):
        with acting_for(system):
            full = enter(
                system, world.river, "Đỗ Thị Lão", born_on=date(1940, 1, 1),
                decided_on=MONTH.replace(year=MONTH.year - 50), admitted_on=None,
            )  # fmt: skip
            short = enter(
                system, world.river, "Đỗ Thị Gần", born_on=date(1940, 1, 1),
                decided_on=MONTH.replace(year=MONTH.year - 50) + timedelta(days=1),
                admitted_on=None,
            )  # fmt: skip
        with acting_for(keeper):
            services.open_month(organisation=world.river, month=MONTH, actor=keeper)
            assert due_of(full).amount == 0
            assert due_of(short).amount is None


class TestRefresh:
    def test_brings_newcomers_in_and_lets_those_gone_out_unless_they_paid(
        self, month, world, people, keeper, system
    ):
        with acting_for(keeper):
            services.pay(collection=month, member_id=people.an.pk, wanted=[MONTH], actor=keeper)
        with acting_for(system):
            for gone in (people.an, people.bay):
                members.end_membership(
                    actor=replace(system, today=NOW), member=gone, on=MONTH, how="leaving",
                    decision_number="7-QĐ", 
                )  # fmt: skip
            enter(system, world.river, "Cao Thị Mới")
        with acting_for(keeper):
            services.refresh_month(collection=month, actor=keeper)
            names = list(Due.objects.standing().values_list("member_name", flat=True))
        assert sorted(names) == ["Cao Thị Mới", "Lê Thị Cúc", "Trần Văn An"]
