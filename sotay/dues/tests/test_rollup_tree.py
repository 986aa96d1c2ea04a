"""A month's money is read in the tree of the month's first day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotay.dues import services
from sotay.dues.models import Collection, Remittance
from sotay.dues.rollup import rollup, rows_of
from sotay.dues.rules import months
from sotay.dues.services.remitting import receiver_of
from sotay.dues.tests.conftest import LAST, MONTH, NOW
from sotay.organisations import services as organisations
from sotay.organisations.access import acting_for, actor_for
from sotay.organisations.models import Organisation, Placement
from sotay.organisations.querysets import tops_of
from sotay.organisations.services import Decision
from sotay.testing.worlds import organisation, person

pytestmark = pytest.mark.django_db

DECISION = Decision("12-QĐ")
WORKS, PLAIN, ROADS = "Đảng bộ Sở Công trình", "Chi bộ cơ sở Đồng Bằng", "Đảng bộ Sở Giao thông"


@pytest.fixture
def roads(world):
    """A second committee of the bloc with a cell of its own."""
    made = organisation(
        "SV-GT", "Đảng bộ Sở Giao thông", "grassroots_committee", world.bloc, (1600, 1900)
    )
    organisation("SV-GT-1", "Chi bộ Cầu", "cell", made, (1610, 1620))
    return made


@pytest.fixture
def summed(world, roads):
    """Both months of both cells of *works*, and of the bridge cell, in sums."""
    bridge = Organisation.objects.get(code="SV-GT-1")
    for month in (LAST, MONTH):
        for cell, received in ((world.river, 100), (world.hill, 20), (bridge, 3)):
            Collection.objects.create(
                organisation=cell, month=month, opened_on=month, state="closed", closed_on=month,
                heads=1, settled=1, owed=received, paid=received, received=received,
            )  # fmt: skip
    return bridge


def received(actor, top, month):
    with acting_for(actor):
        found = rollup(actor, Organisation.objects.get(pk=top.pk), month)
    return {row.name: row.figure("received") for row in found.rows}


def reparent(system, what, to, on):
    with acting_for(system):
        organisations.reparent(organisation=what, parent=to, on=on, decision=DECISION, actor=system)


@pytest.fixture
def head(leader):
    return actor_for(leader.user, NOW)


class TestTheEdge:
    """Hill goes from works to roads: on the first of the month, and a day later."""

    BEFORE = {WORKS: 120, PLAIN: None, ROADS: 3}
    AFTER = {WORKS: 100, PLAIN: None, ROADS: 23}

    def test_on_the_first_day_the_month_is_the_new_places(self, summed, world, roads, head, system):
        reparent(system, world.hill, roads, MONTH)
        assert received(head, world.bloc, LAST) == self.BEFORE
        assert received(head, world.bloc, MONTH) == self.AFTER

    def test_a_day_later_it_is_still_the_old_ones(self, summed, world, roads, head, system):
        reparent(system, world.hill, roads, MONTH + timedelta(days=1))
        assert received(head, world.bloc, MONTH) == self.BEFORE
        assert received(head, world.bloc, LAST) == self.BEFORE

    def test_the_cells_behind_a_figure_are_those_of_that_day(
        self, summed, world, roads, head, system
    ):
        reparent(system, world.hill, roads, MONTH)

        def names(top, month):
            top = Organisation.objects.get(pk=top.pk)
            with acting_for(head):
                return {row.name for row in rows_of(head, top, month, "received").rows}

        assert names(world.works, LAST) == {"Chi bộ Sông", "Chi bộ Đồi"}
        assert names(world.works, MONTH) == {"Chi bộ Sông"}
        assert names(roads, MONTH) == {"Chi bộ Cầu", "Chi bộ Đồi"}


class TestMerger:
    @pytest.fixture
    def merged(self, summed, world, roads, system):
        """Works ends on the first of the month; what stands under it comes under roads."""
        with acting_for(system):
            organisations.merge(
                sources=[world.works], into=roads, on=MONTH, decision=DECISION, actor=system
            )

    def test_does_not_move_the_money_of_the_month_before(self, merged, world, roads, head):
        assert received(head, world.bloc, LAST) == TestTheEdge.BEFORE
        assert received(head, world.bloc, MONTH) == {PLAIN: None, ROADS: 123}

    def test_the_whole_is_the_same_before_and_after(self, merged, world, head):
        for month in (LAST, MONTH):
            with acting_for(head):
                found = rollup(head, Organisation.objects.get(pk=world.bloc.pk), month)
            assert found.total.figure("received") == 123
            assert found.total.cells == 4

    def test_the_page_of_what_has_ended_is_read_and_says_when_there_was_none(
        self, merged, world, head, as_client
    ):
        client = as_client(head)

        def text(month):
            answer = client.get(
                reverse("dues:rollup"), {"to_chuc": world.works.pk, "thang": months.key(month)}
            )
            assert answer.status_code == 200
            return answer.content.decode()

        before, after = text(LAST), text(MONTH)
        assert WORKS in before
        assert "None" not in before
        assert "Chi bộ Sông" in before
        assert "không còn tổ chức này" in after
        assert "Chi bộ Sông" not in after

    def test_money_of_the_month_before_goes_to_the_level_that_stands(self, merged, world, roads):
        """Works is no more: somebody must be there to confirm."""
        assert receiver_of(world.river.pk, LAST, NOW) == roads


class TestReach:
    def test_a_cell_that_went_elsewhere_is_summed_and_does_not_open(
        self, summed, world, roads, system, as_client
    ):
        """Who keeps watch over works reads last month of hill, whose page is not theirs today."""
        watcher = actor_for(person("w", "Vũ Thị Canh", ("officer", world.works)), NOW)
        reparent(system, world.hill, roads, MONTH)
        with acting_for(watcher):
            found = rollup(watcher, Organisation.objects.get(pk=world.works.pk), LAST)
        assert {row.name: (row.figure("received"), row.is_reached) for row in found.rows} == {
            "Chi bộ Sông": (100, True), "Chi bộ Đồi": (20, False),
        }  # fmt: skip
        client = as_client(watcher)
        shown = client.get(reverse("dues:rollup"), {"thang": months.key(LAST)}).content.decode()
        assert reverse("dues:cell", args=[world.river.pk]) in shown
        assert reverse("dues:cell", args=[world.hill.pk]) not in shown
        assert f"/dues/rollup/{world.hill.pk}/" not in shown
        rows = client.get(
            reverse("dues:rows", args=[world.works.pk, months.key(LAST), "received"])
        ).content.decode()
        assert "Chi bộ Đồi" in rows
        assert reverse("dues:cell", args=[world.hill.pk]) not in rows
        assert client.get(reverse("dues:cell", args=[world.hill.pk])).status_code == 404


class TestWhereMoneyGoes:
    @pytest.mark.parametrize(("late", "to_old"), [(0, False), (1, True)])
    def test_a_month_goes_to_the_level_above_of_its_first_day(
        self, complete, world, roads, keeper, system, late, to_old
    ):
        reparent(system, world.river, roads, MONTH + timedelta(days=late))
        with acting_for(keeper):
            services.pay_all(collection=complete, actor=keeper)
            services.close_month(collection=complete, actor=keeper)
        sent = Remittance.objects.get()
        assert sent.to_organisation == (world.works if to_old else roads)

    def test_a_committee_passes_on_to_the_level_of_the_month(
        self, complete, world, far_committee, keeper, above, system
    ):
        reparent(system, world.works, far_committee, MONTH + timedelta(days=1))
        with acting_for(keeper):
            services.pay_all(collection=complete, actor=keeper)
            services.close_month(collection=complete, actor=keeper)
        with acting_for(above):
            services.confirm_remittance(remittance=Remittance.objects.get(), actor=above)
            made = services.pass_on(organisation=world.works, month=MONTH, actor=above)
        assert made.to_organisation == world.bloc

    @pytest.fixture
    def far_committee(self, world):
        return organisation("SV-UB", "Đảng bộ Khối nhỏ", "upper", world.bloc, (1600, 1900))


moves = st.lists(
    st.tuples(
        st.sampled_from(["river", "hill", "bridge"]),
        st.sampled_from(["works", "roads"]),
        st.integers(0, 120),
    ),
    max_size=6,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=moves, day=st.integers(0, 130))
def test_each_cell_stands_under_one_top_on_each_day(world, roads, system, moves, day):
    """Whatever was moved, what is read on a day is what the placements of that day say."""
    bridge = Organisation.objects.get(code="SV-GT-1")
    named = {"river": world.river, "hill": world.hill, "bridge": bridge,
             "works": world.works, "roads": roads}  # fmt: skip
    start = date(2026, 1, 1)
    Placement.objects.filter(organisation__in=[world.river, world.hill, bridge]).delete()
    stands = {}
    for cell, first in (("river", "works"), ("hill", "works"), ("bridge", "roads")):
        path = [(date(2010, 1, 1), first)]
        path += sorted(
            {start + timedelta(days=step): to for what, to, step in moves if what == cell}.items()
        )
        for (since, to), until in zip(path, [*(d for d, _to in path[1:]), None], strict=True):
            Placement.objects.create(
                organisation=named[cell], parent=named[to], valid_from=since, valid_to=until
            )
            if since <= start + timedelta(days=day) and (
                until is None or until > start + timedelta(days=day)
            ):
                stands[named[cell].pk] = named[to].pk
    found = tops_of([world.works.pk, roads.pk], start + timedelta(days=day))
    assert found == {**stands, world.works.pk: world.works.pk, roads.pk: roads.pk}
