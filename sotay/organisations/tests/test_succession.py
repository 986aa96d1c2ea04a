"""Chains through the years, like for like, and the picture drawn of them."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from sotay.organisations import figures, services, succession
from sotay.organisations.access import Actor
from sotay.organisations.asof import AsOf
from sotay.organisations.models import Organisation
from sotay.organisations.reading.lineage import lineage
from sotay.organisations.rules.lineage import Stage, draw
from sotay.organisations.rules.sizes import warnings
from sotay.organisations.services import Decision, NewOrganisation, Part

EVE, DAY, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 22)


@pytest.fixture
def counted(world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """Heads of cells by id; a committee has those of its cells on the day."""
    heads = {world.river.pk: 20, world.hill.pk: 10, world.plain.pk: 12}

    def members(organisation: Any, day: date, _known: Any) -> int:
        under = Organisation.objects.within(organisation, day)
        return sum(heads.get(one.pk, 0) for one in under)

    monkeypatch.setattr(figures, "_figures", {})
    figures.register(figures.MEMBERS, "Đảng viên", members)
    return heads


@pytest.mark.django_db
class TestMapToToday:
    def test_follows_merges_splits_and_ends(
        self, world: SimpleNamespace, counted: dict[int, int], officer: Actor, decision: Decision
    ) -> None:
        w, shared = world, {"decision": decision, "actor": officer}
        merged = services.merge(
            sources=[w.river, w.hill], into=NewOrganisation("Chi bộ Sông Đồi", "cell"),
            on=date(2020, 1, 1), **shared,
        ).outcome  # fmt: skip
        counted[merged.pk] = 40
        act = services.split(
            source=merged, keeps=True, on=date(2023, 1, 1), **shared,
            parts=[Part(NewOrganisation("Chi bộ Bến", "cell"), member_ids=range(10))],
        )  # fmt: skip
        quay = act.details["parts"][0]["organisation"]
        services.dissolve(organisation=w.plain, members_to=merged, on=date(2024, 1, 1), **shared)
        mapped = succession.map_to_today([w.river.pk, w.plain.pk, w.works.pk], EVE, TODAY)
        assert mapped[w.works.pk] == {w.works.pk: Decimal(1)}
        assert mapped[w.plain.pk] == {None: Decimal(1)}  # ended before the day asked
        old = succession.map_to_today([w.river.pk, w.plain.pk], date(2019, 12, 31), TODAY)
        assert old[w.river.pk] == {merged.pk: Decimal("0.75"), quay: Decimal("0.25")}
        assert old[w.plain.pk] == {merged.pk: Decimal(1)}

    def test_the_day_of_the_act_is_after_it(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        services.merge(
            sources=[world.river], into=world.hill, on=DAY, decision=decision, actor=officer
        )
        assert succession.map_to_today([world.river.pk], EVE, TODAY) == {
            world.river.pk: {world.hill.pk: Decimal(1)}
        }
        assert succession.map_to_today([world.river.pk], EVE, EVE) == {
            world.river.pk: {world.river.pk: Decimal(1)}
        }

    def test_a_corrected_act_leads_nowhere(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        act = services.merge(
            sources=[world.river], into=world.hill, on=DAY, decision=decision, actor=officer
        )
        services.correct(act=act, actor=officer)
        assert succession.map_to_today([world.river.pk], EVE, TODAY)[world.river.pk] == {
            world.river.pk: Decimal(1)
        }


@pytest.mark.django_db
class TestLikeForLike:
    def test_counts_the_past_of_what_is_there_today(
        self, world: SimpleNamespace, counted: dict[int, int], officer: Actor, decision: Decision
    ) -> None:
        w, shared = world, {"on": DAY, "decision": decision, "actor": officer}
        services.reparent(organisation=w.plain, parent=w.works, **shared)
        found = succession.like_for_like(w.works, figures.MEMBERS, EVE, TODAY)
        assert (found.value, found.shared) == (Decimal(42), ())
        services.split(
            source=w.river, keeps=True, **shared,
            parts=[Part(NewOrganisation("Chi bộ Bến", "cell"), member_ids=[1, 2, 3, 4, 5],
                        parent=w.bloc)],
        )  # fmt: skip
        found = succession.like_for_like(w.works, figures.MEMBERS, EVE, TODAY)
        assert (found.value, found.shared) == (Decimal(37), (w.river.pk,))

    def test_is_missing_where_a_cell_is(
        self, world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(figures, "_figures", {})
        figures.register(figures.MEMBERS, "", lambda *_asked: None)
        assert succession.like_for_like(world.works, figures.MEMBERS, EVE, TODAY).value is None


@pytest.mark.django_db
class TestLineage:
    def test_heads_add_up_and_the_day_stands_between(
        self, committees: SimpleNamespace, counted: dict[int, int], officer: Actor,
        decision: Decision,
    ) -> None:  # fmt: skip
        w, shared = committees, {"decision": decision, "actor": officer}
        counted |= {w.bridge.pk: 151, w.ferry.pk: 0, w.river.pk: 160, w.hill.pk: 12}
        services.rename(organisation=w.works, name="Sở Xây dựng", on=date(2016, 3, 12), **shared)
        services.merge(
            sources=[w.works, w.roads], on=DAY, **shared,
            into=NewOrganisation("Sở Xây dựng và Giao thông", "grassroots_committee"),
        )  # fmt: skip
        found = lineage(w.roads, AsOf(EVE, None, TODAY))
        notes = {box.stage.name: box.stage.note for box in found.picture.boxes}
        assert notes["Sở Xây dựng và Giao thông"] == "323 = 172 + 151 đảng viên"
        assert len(found.picture.boxes) == 4
        assert len(found.picture.curves) == 3
        (current,) = [box for box in found.picture.boxes if box.is_current]
        assert current.stage.name == "Đảng bộ Sở Giao thông"
        later = next(box for box in found.picture.boxes if "và" in box.stage.name)
        assert current.x + current.width < found.picture.day_x < later.x
        assert found.sentences[-1].startswith("Ngày 01-7-2025: sáp nhập")
        assert len(found.heirs) == 1
        on_the_day = lineage(w.roads, AsOf(DAY, None, TODAY)).picture
        assert on_the_day.day_x is None
        assert not any(box.is_current for box in on_the_day.boxes)

    def test_heads_are_counted_now_where_members_came_in_after_the_act(
        self, world: SimpleNamespace, officer: Actor, decision: Decision,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(figures, "_figures", {})
        services.merge(
            sources=[world.river, world.hill], into=NewOrganisation("Chi bộ Sông Đồi", "cell"),
            on=DAY, decision=decision, actor=officer,
        )  # fmt: skip
        heads = {world.river.pk: 20, world.hill.pk: 10}
        figures.register(figures.MEMBERS, "", lambda o, *_days: heads.get(o.pk, 0))
        picture = lineage(world.river, AsOf(TODAY, None, TODAY)).picture
        assert "30 = 20 + 10 đảng viên" in {box.stage.note for box in picture.boxes}

    def test_one_that_nothing_happened_to_has_no_picture(self, world: SimpleNamespace) -> None:
        found = lineage(world.works, AsOf(EVE, None, TODAY))
        assert found.picture is None
        assert found.sentences == ["Ngày 01-01-2010: có trong sổ với tên “Đảng bộ Sở Công trình”."]


class TestDraw:
    def test_no_two_boxes_overlap_and_time_runs_to_the_right(self) -> None:
        stages = [
            Stage((key, 0), f"Tổ chức số {key}", date(1954 + start, 1, 1), None)
            for key, start in enumerate([0, 0, 4, 9, 9, 30, 54, 54, 56])
        ]
        links = [((0, 0), (2, 0)), ((1, 0), (2, 0)), ((2, 0), (5, 0)), ((3, 0), (5, 0)),
                 ((5, 0), (6, 0)), ((5, 0), (7, 0)), ((6, 0), (8, 0))]  # fmt: skip
        picture = draw(stages, links, date(2009, 1, 1), current=6)
        places = {(box.x, box.y) for box in picture.boxes}
        assert len(places) == len(stages)
        by_column: dict[int, list[int]] = {}
        for box in picture.boxes:
            by_column.setdefault(box.x, []).append(box.y)
        for heights in by_column.values():
            ordered = sorted(heights)
            assert all(b - a >= 62 for a, b in pairwise(ordered))
        at = {box.stage.key: box.x for box in picture.boxes}
        assert all(at[a] < at[b] for a, b in links)
        assert at[7, 0] < picture.day_x < at[8, 0]

    def test_a_long_name_is_cut_on_the_second_line(self) -> None:
        name = "Đảng bộ Ban Quản lý các dự án đầu tư xây dựng công trình dân dụng và công nghiệp"
        (box,) = draw([Stage((1, 0), name, date(2000, 1, 1), None)], [], date(2001, 1, 1), 1).boxes
        assert len(box.lines) == 2
        assert box.lines[1].endswith("…")
        assert all(len(line) <= 24 for line in box.lines)


class TestWarnings:
    limits = {
        "organisations.cell.min_full_members": 3,
        "organisations.grassroots.committee_from_members": 30,
        "organisations.cell.committee_from_full_members": 9,
    }

    @pytest.mark.parametrize(
        ("kind", "members", "full", "seats", "expected"),
        [
            ("cell", 5, 2, 0, ["too_few_full_members"]),
            ("cell", 5, 3, 0, []),
            ("cell", 12, 8, 0, []),
            ("cell", 12, 9, 0, ["no_cell_committee"]),
            ("cell", 12, 9, 3, []),
            ("grassroots_cell", 29, 20, 3, []),
            ("grassroots_cell", 30, 20, 3, ["should_be_committee"]),
            ("grassroots_committee", 30, 20, 0, []),
            ("grassroots_committee", 29, 20, 0, ["should_be_cell"]),
            ("grassroots_committee", None, None, 0, []),
            ("upper", 10, 10, 0, []),
        ],
    )
    def test_at_both_sides_of_each_threshold(self, kind, members, full, seats, expected) -> None:
        found = warnings(
            kind, holds_members=kind in ("cell", "grassroots_cell"), members=members,
            full_members=full, committee_members=seats, limits=self.limits,
        )  # fmt: skip
        assert [one.what for one in found] == expected

    def test_without_a_rule_in_force_nothing_is_judged(self) -> None:
        assert not warnings(
            "cell", holds_members=True, members=1, full_members=1, committee_members=0, limits={}
        )
