"""Numbers of the tree: what moves is one statement, nobody gets a number somebody else bears."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sotay.organisations import numbering, services
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.organisations.services import Decision, NewOrganisation

pytestmark = pytest.mark.django_db

DAY, TODAY = date(2025, 7, 1), date(2026, 11, 22)


def ranges() -> dict[str, tuple[int, int]]:
    return {one.code: (one.lft, one.rgt) for one in Organisation.objects.all()}


class TestAMove:
    def test_is_one_statement_for_a_whole_subtree(
        self, committees: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        with CaptureQueriesContext(connection) as made:
            services.reparent(
                organisation=committees.works, parent=committees.far, on=DAY, decision=decision,
                actor=system,
            )  # fmt: skip
        updates = [q for q in made if "UPDATE organisations_organisation" in q["sql"]]
        assert len(updates) == 1
        after = ranges()
        assert after["BK"][0] < after["SV-CT"][0] < after["SV-CT-1"][0]
        assert after["SV-CT-2"][1] <= after["SV-CT"][1] <= after["BK"][1]

    def test_takes_along_what_ended_inside(
        self, world: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        shared = {"decision": decision, "actor": system}
        services.dissolve(organisation=world.hill, on=DAY, **shared)
        services.reparent(organisation=world.works, parent=world.far, on=DAY, **shared)
        after = ranges()
        assert after["SV-CT"][0] < after["SV-CT-2"][0] < after["SV-CT"][1]

    def test_leaves_alone_what_does_not_move(
        self, committees: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        before = ranges()
        services.reparent(
            organisation=committees.bridge, parent=committees.works, on=DAY, decision=decision,
            actor=system,
        )  # fmt: skip
        after = ranges()
        assert [code for code in before if before[code] != after[code]] == ["SV-GT-1"]


class TestANewOne:
    def test_never_gets_the_number_of_one_that_ended(
        self, world: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        shared = {"decision": decision, "actor": system}
        services.dissolve(organisation=world.hill, on=DAY, **shared)
        low, high = ranges()["SV-CT-2"]
        for number in range(30):
            services.found(
                new=NewOrganisation(f"Chi bộ {number}", "cell"),
                parent=world.works,
                on=DAY,
                **shared,
            )
        world.works.refresh_from_db()
        ended = Organisation.objects.get(code="SV-CT-2")
        others = Organisation.objects.exclude(pk=ended.pk)
        assert not others.filter(lft__gte=ended.lft, lft__lt=ended.rgt).exists()
        assert high - low <= ended.rgt - ended.lft

    def test_spreads_anew_where_no_gap_is_left(
        self, world: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        Organisation.objects.filter(pk=world.river.pk).update(lft=1101, rgt=1250)
        Organisation.objects.filter(pk=world.hill.pk).update(lft=1250, rgt=1400)
        made = services.found(
            new=NewOrganisation("Chi bộ Kè", "cell"), parent=world.works, on=DAY,
            decision=decision, actor=system,
        ).outcome  # fmt: skip
        made.refresh_from_db()
        assert made.lft > 0
        assert numbering.misplaced(TODAY) == []

    def test_dated_ahead_is_numbered_at_once(
        self, world: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        made = services.found(
            new=NewOrganisation("Chi bộ Kè", "cell"), parent=world.works, on=date(2027, 1, 1),
            decision=decision, actor=system,
        ).outcome  # fmt: skip
        made.refresh_from_db()
        assert world.works.lft < made.lft < world.works.rgt


class TestMisplaced:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"river": (1510, 1520)},  # under the bloc, beside its committee
            {"river": (1211, 1219)},  # inside its sister
            {"river": (1390, 1410)},  # half outside its parent
            {"river": (0, 0)},
            {"far": (1600, 1900)},  # a top inside another tree
        ],
    )
    def test_finds_what_is_not_where_it_stands(
        self, world: SimpleNamespace, wrong: dict[str, Any]
    ) -> None:
        assert numbering.misplaced(TODAY) == []
        for name, (lft, rgt) in wrong.items():
            Organisation.objects.filter(pk=getattr(world, name).pk).update(lft=lft, rgt=rgt)
            assert getattr(world, name).pk in numbering.misplaced(TODAY)
        services.renumber_due(TODAY)
        assert numbering.misplaced(TODAY) == []


class TestManyAtOnce:
    def test_two_thousand_cells_fit_and_nest(
        self, world: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        rows = [
            (NewOrganisation(f"Đảng bộ {n}", "grassroots_committee", code=f"D{n}"), "SV")
            for n in range(50)
        ] + [
            (NewOrganisation(f"Chi bộ {n}", "cell", code=f"C{n}"), f"D{n % 50}")
            for n in range(2000)
        ]
        with CaptureQueriesContext(connection) as made:
            services.found_all(rows=rows, on=DAY, decision=decision, actor=system)
        assert len(made) < 80
        assert numbering.misplaced(TODAY) == []
