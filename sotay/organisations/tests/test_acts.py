"""Each act on the day before and the day of its effect; refusals for the reason they name."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput
from sotay.core.models import AuditEntry
from sotay.organisations import figures, numbering, services
from sotay.organisations.access import Actor
from sotay.organisations.models import (
    Act,
    Grant,
    Office,
    Organisation,
    PartyGroup,
    Placement,
    Profile,
    Succession,
)
from sotay.organisations.services import Decision, NewOrganisation, Part, Refused
from sotay.organisations.signals import members_moved, previewed, succeeded, tree_changed, undone
from sotay.organisations.tests.hearing import heard

pytestmark = pytest.mark.django_db

EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
TODAY = date(2026, 11, 22)


def parent_on(organisation: Organisation, day: date) -> Organisation | None:
    row = Placement.objects.as_of(day).filter(organisation=organisation).first()
    return row.parent if row else None


def exists(organisation: Organisation, day: date) -> bool:
    return Placement.objects.as_of(day).filter(organisation=organisation).exists()


def name_of(organisation: Organisation, day: date) -> str | None:
    row = Profile.objects.as_of(day).filter(organisation=organisation).first()
    return row.name if row else None


@pytest.fixture(autouse=True)
def numbered() -> Any:
    """Whatever a test does, the numbers fit the tree of today afterwards."""
    yield
    assert numbering.misplaced(TODAY) == []


class TestFound:
    def test_stands_from_the_day_on_and_not_before(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        act = services.found(
            new=NewOrganisation("Chi bộ  Kè", "cell", symbol="CBK"),
            parent=world.works, on=DAY, decision=decision, actor=officer,
        )  # fmt: skip
        made = act.outcome
        assert not exists(made, EVE)
        assert parent_on(made, DAY) == world.works
        assert name_of(made, DAY) == "Chi bộ Kè"
        assert made.code == "SV-CT-3"
        made.refresh_from_db()
        assert world.works.lft < made.lft < made.rgt <= world.works.rgt
        entry = AuditEntry.objects.get(act="organisations.found", subject_id=act.pk)
        assert entry.user_id == officer.user.pk
        assert entry.organisation_id == world.works.pk

    @pytest.mark.parametrize(
        ("change", "error", "words"),
        [
            ({"on": date(2009, 12, 31)}, Refused, "thành lập ngày 01-01-2010"),
            ({"parent": "river"}, Refused, "là chi bộ, không có tổ chức trực thuộc"),
            ({"kind": "upper"}, Refused, "không trực thuộc"),
            ({"kind": "nothing"}, BadInput, "Không có loại hình"),
            ({"name": "  "}, BadInput, "Chưa có tên"),
            ({"name": "Chi bộ Sông"}, Refused, "đã có một tổ chức tên"),
            ({"code": "SV-CT-1"}, BadInput, "đã dùng cho tổ chức khác"),
            ({"number": " "}, BadInput, "Chưa có số quyết định"),
        ],
    )
    def test_refuses_and_keeps_nothing(
        self,
        world: SimpleNamespace,
        officer: Actor,
        change: dict[str, Any],
        error: type[Exception],
        words: str,
    ) -> None:
        before = Organisation.objects.count()
        asked = {"name": "Chi bộ Kè", "kind": "cell", "code": "", "parent": "works", "on": DAY,
                 "number": "1-QĐ/ĐU"} | change  # fmt: skip
        with pytest.raises(error, match=words):
            services.found(
                new=NewOrganisation(asked["name"], asked["kind"], code=asked["code"]),
                parent=getattr(world, asked["parent"]),
                on=asked["on"], decision=Decision(asked["number"]), actor=officer,
            )  # fmt: skip
        assert Organisation.objects.count() == before
        assert not Act.objects.exists()

    def test_needs_an_office_at_the_parent_or_above(
        self, world: SimpleNamespace, secretary: Actor, far_officer: Actor, inspector: Actor,
        works_secretary: Actor, decision: Decision,
    ) -> None:  # fmt: skip
        asked = {"new": NewOrganisation("Chi bộ Kè", "cell"), "parent": world.works, "on": DAY,
                 "decision": decision}  # fmt: skip
        for who in (secretary, far_officer, inspector):
            with pytest.raises(PermissionDenied):
                services.found(**asked, actor=who)
        assert services.found(**asked, actor=works_secretary).outcome

    def test_a_whole_list_at_once(
        self, world: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        rows = [(NewOrganisation("Đảng bộ Núi", "grassroots_committee", code="SV-N"), "SV")]
        rows += [
            (NewOrganisation(f"Chi bộ {n}", "cell", code=f"SV-N-{n}"), "SV-N") for n in range(40)
        ]
        act = services.found_all(rows=rows, on=DAY, decision=decision, actor=system)
        assert len(act.details["founded"]) == 41
        top = Organisation.objects.get(code="SV-N")
        assert Organisation.objects.within(top, DAY).count() == 41
        assert Organisation.objects.filter(lft__gt=top.lft, rgt__lte=top.rgt).count() == 40
        with pytest.raises(BadInput, match="Không có tổ chức cấp trên mang mã “SV-X”"):
            services.found_all(
                rows=[(NewOrganisation("A", "cell", code="A"), "SV-X")],
                on=DAY, decision=decision, actor=system,
            )  # fmt: skip


class TestReparent:
    def test_moves_the_subtree_on_the_day(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        with heard(tree_changed) as told:
            services.reparent(
                organisation=committees.bridge, parent=committees.works, on=DAY,
                decision=decision, actor=officer,
            )  # fmt: skip
        assert parent_on(committees.bridge, EVE) == committees.roads
        assert parent_on(committees.bridge, DAY) == committees.works
        (call,) = told
        assert {(e.parent_id, e.lo, e.hi, e.sign) for e in call["edges"]} == {
            (committees.roads.pk, DAY, None, -1),
            (committees.works.pk, DAY, None, 1),
        }

    def test_before_a_later_move_holds_only_until_that_one(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        shared = {"organisation": committees.bridge, "decision": decision, "actor": officer}
        services.reparent(parent=committees.works, on=DAY, **shared)
        services.reparent(parent=committees.bloc, on=date(2024, 1, 1), **shared)
        assert parent_on(committees.bridge, date(2023, 12, 31)) == committees.roads
        assert parent_on(committees.bridge, EVE) == committees.bloc
        assert parent_on(committees.bridge, DAY) == committees.works

    def test_refuses_a_cycle_only_where_it_would_be(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        def section(name: str, parent: Organisation) -> Organisation:
            return services.found(
                new=NewOrganisation(name, "section"), parent=parent, on=date(2015, 1, 1),
                decision=decision, actor=officer,
            ).outcome  # fmt: skip

        outer = section("Đảng bộ bộ phận Ngoài", world.works)
        inner = section("Đảng bộ bộ phận Trong", outer)
        shared = {"decision": decision, "actor": officer}
        with pytest.raises(Refused, match="nằm dưới chính tổ chức trực thuộc"):
            services.reparent(organisation=outer, parent=inner, on=DAY, **shared)
        # Later the inner one leaves; going under it is then possible from that day, not before.
        services.reparent(organisation=inner, parent=world.works, on=date(2026, 1, 1), **shared)
        with pytest.raises(Refused, match="Từ ngày 31-12-2025"):
            services.reparent(organisation=outer, parent=inner, on=date(2025, 12, 31), **shared)
        services.reparent(organisation=outer, parent=inner, on=date(2026, 1, 1), **shared)
        assert parent_on(outer, date(2026, 1, 1)) == inner

    def test_refuses_where_it_stands_already_and_where_it_does_not_exist(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        shared = {"organisation": committees.bridge, "decision": decision, "actor": officer}
        with pytest.raises(Refused, match="đã trực thuộc"):
            services.reparent(parent=committees.roads, on=DAY, **shared)
        with pytest.raises(Refused, match="thành lập ngày 01-01-2012; ngày 31-12-2011 chưa có"):
            services.reparent(parent=committees.works, on=date(2011, 12, 31), **shared)

    def test_asks_for_the_right_at_both_ends(
        self, world: SimpleNamespace, officer: Actor, works_secretary: Actor, decision: Decision
    ) -> None:
        with pytest.raises(PermissionDenied):
            services.reparent(
                organisation=world.works, parent=world.far, on=DAY, decision=decision, actor=officer
            )
        with pytest.raises(PermissionDenied):
            services.reparent(
                organisation=world.works, parent=world.bloc, on=DAY, decision=decision,
                actor=works_secretary,
            )  # fmt: skip

    def test_dated_ahead_is_numbered_when_it_is_due(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        ahead = date(2026, 12, 1)
        services.reparent(
            organisation=committees.bridge, parent=committees.works, on=ahead,
            decision=decision, actor=officer,
        )  # fmt: skip
        bridge, works = committees.bridge, committees.works
        assert numbering.renumber_due(date(2026, 11, 30)) == 0
        bridge.refresh_from_db()
        assert not works.lft < bridge.lft < works.rgt
        assert numbering.renumber_due(ahead) == 1
        bridge.refresh_from_db()
        works.refresh_from_db()
        assert works.lft < bridge.lft < bridge.rgt <= works.rgt
        numbering.renumber_due(TODAY)


class TestRename:
    def test_the_old_name_stays_for_the_old_days(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        services.rename(
            organisation=world.works, name="Đảng bộ Sở Xây dựng", on=DAY, decision=decision,
            actor=officer,
        )  # fmt: skip
        assert name_of(world.works, EVE) == "Đảng bộ Sở Công trình"
        assert name_of(world.works, DAY) == "Đảng bộ Sở Xây dựng"
        assert list(
            Profile.objects.named("so xay dung").values_list("organisation", flat=True)
        ) == [world.works.pk]

    def test_refuses_what_changes_nothing_and_a_name_taken_beside_it(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        shared = {"organisation": world.river, "on": DAY, "decision": decision, "actor": officer}
        with pytest.raises(Refused, match="không có gì thay đổi"):
            services.rename(name="Chi bộ Sông", **shared)
        with pytest.raises(Refused, match="đã có một tổ chức tên “Chi bộ Đồi”"):
            services.rename(name="Chi bộ Đồi", **shared)

    def test_a_kind_must_fit_what_stands_above_and_beneath(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        shared = {"on": DAY, "decision": decision, "actor": officer}
        with pytest.raises(Refused, match="là chi bộ, không có tổ chức trực thuộc"):
            services.rename(organisation=world.works, kind="cell", **shared)
        with pytest.raises(Refused, match="không trực thuộc"):
            services.rename(organisation=world.river, kind="upper", **shared)
        services.rename(organisation=world.plain, kind="cell", **shared)
        assert Profile.objects.as_of(DAY).get(organisation=world.plain).kind.code == "cell"
        assert (
            Profile.objects.as_of(EVE).get(organisation=world.plain).kind.code == "grassroots_cell"
        )


class TestMerge:
    def test_cells_into_a_new_one(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        with heard(members_moved) as moved, heard(succeeded) as passed, heard(tree_changed) as told:
            act = services.merge(
                sources=[world.river, world.hill], into=NewOrganisation("Chi bộ Sông Đồi", "cell"),
                on=DAY, decision=decision, actor=officer,
            )  # fmt: skip
        made = act.outcome
        assert exists(world.river, EVE)
        assert not exists(world.river, DAY)
        assert not exists(made, EVE)
        assert parent_on(made, DAY) == world.works
        assert [(m["source"], m["target"], m["on"], m["member_ids"]) for m in moved] == [
            (world.river, made, DAY, None),
            (world.hill, made, DAY, None),
        ]
        assert [(p["predecessor"], p["successor"]) for p in passed] == [
            (world.river, made),
            (world.hill, made),
        ]
        assert len(told) == 1
        assert {(s.predecessor, s.share) for s in Succession.objects.all()} == {
            (world.river, 1),
            (world.hill, 1),
        }

    def test_committees_into_one_that_goes_on(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        with heard(members_moved) as moved:
            services.merge(
                sources=[committees.roads], into=committees.works, on=DAY, decision=decision,
                actor=officer,
            )  # fmt: skip
        assert not moved
        assert parent_on(committees.bridge, EVE) == committees.roads
        assert parent_on(committees.bridge, DAY) == committees.works
        assert parent_on(committees.ferry, DAY) == committees.works

    def test_a_section_that_takes_in_its_own_committee_rises_to_its_place(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        shared = {"decision": decision, "actor": officer}
        inner = services.found(
            new=NewOrganisation("Đảng bộ Nội thành", "grassroots_committee"), parent=world.works,
            on=date(2015, 1, 1), **shared,
        ).outcome  # fmt: skip
        services.merge(sources=[world.works], into=inner, on=DAY, **shared)
        assert parent_on(inner, EVE) == world.works
        assert parent_on(inner, DAY) == world.bloc
        assert parent_on(world.river, DAY) == inner

    def test_ends_offices_and_party_groups_of_what_ends(
        self, world: SimpleNamespace, officer: Actor, secretary: Actor, decision: Decision
    ) -> None:
        PartyGroup.objects.create(
            organisation=world.river, name="Tổ 1", valid_from=date(2020, 1, 1)
        )
        services.merge(
            sources=[world.river], into=world.hill, on=DAY, decision=decision, actor=officer
        )
        held = Grant.objects.filter(user=secretary.user)
        assert held.as_of(EVE).count() == 1
        assert not held.as_of(DAY).exists()
        assert PartyGroup.objects.as_of(EVE).exists()
        assert not PartyGroup.objects.as_of(DAY).exists()

    def test_refusals(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        w = committees
        shared = {"decision": decision, "actor": officer}
        with pytest.raises(Refused, match="ít nhất hai"):
            services.merge(sources=[w.river], into=NewOrganisation("X", "cell"), on=DAY, **shared)
        with pytest.raises(Refused, match="chính mình"):
            services.merge(sources=[w.river, w.hill], into=w.hill, on=DAY, **shared)
        with pytest.raises(Refused, match="đảng bộ với đảng bộ"):
            services.merge(sources=[w.plain], into=w.works, on=DAY, **shared)
        with pytest.raises(Refused, match="đúng ngày 01-01-2012"):
            services.merge(sources=[w.bridge], into=w.ferry, on=date(2012, 1, 1), **shared)
        services.rename(organisation=w.bridge, name="Chi bộ Cầu lớn", on=date(2026, 1, 1), **shared)
        with pytest.raises(Refused, match="còn có việc “Đổi tên” từ ngày 01-01-2026"):
            services.merge(sources=[w.bridge], into=w.ferry, on=DAY, **shared)
        services.found(
            new=NewOrganisation("Chi bộ Hầm", "cell"), parent=w.roads, on=date(2026, 2, 1), **shared
        )
        with pytest.raises(Refused, match="“Chi bộ Hầm” còn về trực thuộc"):
            services.merge(sources=[w.roads], into=w.works, on=DAY, **shared)


class TestSplit:
    def test_a_committee_parts_with_some_cells_and_goes_on(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        w = committees
        act = services.split(
            source=w.roads, keeps=True, on=DAY, decision=decision, actor=officer,
            parts=[Part(NewOrganisation("Đảng bộ Cầu đường", "grassroots_committee"), [w.bridge])],
        )  # fmt: skip
        made = Organisation.objects.get(pk=act.details["parts"][0]["organisation"])
        assert parent_on(w.bridge, EVE) == w.roads
        assert parent_on(w.bridge, DAY) == made
        assert parent_on(w.ferry, DAY) == w.roads
        assert parent_on(made, DAY) == w.bloc

    def test_shares_are_of_heads_where_these_are_known(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        w = committees
        heads = {w.bridge.pk: 30, w.ferry.pk: 15, w.roads.pk: 45}
        monkeypatch.setattr(figures, "_figures", {})
        figures.register(figures.MEMBERS, "members", lambda o, *_days: heads.get(o.pk, 0))
        services.split(
            source=w.roads, keeps=False, on=DAY, decision=decision, actor=officer,
            parts=[
                Part(NewOrganisation("Đảng bộ Cầu", "grassroots_committee"), [w.bridge]),
                Part(w.works, [w.ferry]),
            ],
        )  # fmt: skip
        shares = Succession.objects.order_by("-members").values_list("members", "share")
        assert [(n, str(s)) for n, s in shares] == [(30, "0.666667"), (15, "0.333333")]
        assert not exists(w.roads, DAY)

    def test_a_cell_that_ends_gives_named_members_first_and_the_rest_last(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        with heard(members_moved) as moved:
            services.split(
                source=world.river, keeps=False, on=DAY, decision=decision, actor=officer,
                parts=[
                    Part(NewOrganisation("Chi bộ Sông 1", "cell"), member_ids=None),
                    Part(NewOrganisation("Chi bộ Sông 2", "cell"), member_ids=(7, 9)),
                ],
            )  # fmt: skip
        assert [m["member_ids"] for m in moved] == [[7, 9], None]

    def test_refusals(
        self, committees: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        w = committees
        shared = {"on": DAY, "decision": decision, "actor": officer}
        new = NewOrganisation("Đảng bộ Cầu", "grassroots_committee")
        with pytest.raises(Refused, match="Còn 1 tổ chức chưa xếp"):
            services.split(source=w.roads, keeps=False, parts=[Part(new, [w.bridge])], **shared)
        with pytest.raises(Refused, match="hai phần"):
            services.split(
                source=w.roads, keeps=False, **shared,
                parts=[Part(new, [w.bridge, w.ferry]), Part(w.works, [w.ferry])],
            )  # fmt: skip
        with pytest.raises(Refused, match="không trực thuộc"):
            services.split(source=w.roads, keeps=True, parts=[Part(new, [w.river])], **shared)
        with pytest.raises(Refused, match="đúng một phần nhận"):
            services.split(
                source=w.river, keeps=False, **shared,
                parts=[Part(NewOrganisation("Chi bộ 2", "cell"), member_ids=(1,))],
            )  # fmt: skip
        with pytest.raises(Refused, match="Chi bộ chia tách thành chi bộ"):
            services.split(source=w.river, keeps=True, parts=[Part(new)], **shared)


class TestDissolve:
    def test_is_no_more_from_the_day_on(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        services.dissolve(organisation=world.hill, on=DAY, decision=decision, actor=officer)
        assert exists(world.hill, EVE)
        assert not exists(world.hill, DAY)
        with pytest.raises(Refused, match="không còn hoạt động từ ngày 01-7-2025"):
            services.rename(
                organisation=world.hill, name="X", on=DAY, decision=decision, actor=officer
            )

    def test_refuses_while_anything_stands_under_it_or_anybody_belongs_to_it(
        self, world: SimpleNamespace, officer: Actor, decision: Decision,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        shared = {"on": DAY, "decision": decision, "actor": officer}
        with pytest.raises(Refused, match="còn 2 tổ chức trực thuộc"):
            services.dissolve(organisation=world.works, **shared)
        monkeypatch.setattr(figures, "_figures", {})
        figures.register(figures.MEMBERS, "members", lambda *_asked: 6)
        with pytest.raises(Refused, match="còn 6 đảng viên"):
            services.dissolve(organisation=world.hill, **shared)
        with pytest.raises(Refused, match="không phải chi bộ"):
            services.dissolve(organisation=world.hill, members_to=world.works, **shared)
        with heard(members_moved) as moved:
            services.dissolve(organisation=world.hill, members_to=world.river, **shared)
        assert [(m["source"], m["target"]) for m in moved] == [(world.hill, world.river)]


class TestCorrect:
    def test_restores_the_days_and_leaves_what_was_known(
        self, world: SimpleNamespace, system: Actor, secretary: Actor, decision: Decision
    ) -> None:
        from datetime import datetime
        from zoneinfo import ZoneInfo

        for model in (Placement, Profile, Grant):
            model.objects.update(
                recorded_at=datetime(2010, 1, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
            )
        shared = {"decision": decision, "actor": system}
        at = datetime(2025, 7, 3, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
        act = services.merge(
            sources=[world.river], into=world.hill, on=DAY, recorded_at=at, **shared
        )
        with heard(tree_changed) as told, heard(undone) as undoing:
            services.correct(act=act, actor=system, recorded_at=at.replace(day=10), reason="nhầm")
        assert exists(world.river, DAY)
        assert name_of(world.river, DAY) == "Chi bộ Sông"
        assert Grant.objects.held_by(secretary.user, TODAY).count() == 1
        known = Placement.objects.filter(organisation=world.river)
        assert known.as_of(DAY, date(2025, 7, 2)).exists()
        assert not known.as_of(DAY, date(2025, 7, 3)).exists()
        assert not known.as_of(DAY, date(2025, 7, 9)).exists()
        assert known.as_of(DAY, date(2025, 7, 10)).exists()
        (call,) = told
        assert [(e.organisation_id, e.parent_id, e.lo, e.hi, e.sign) for e in call["edges"]] == [
            (world.river.pk, world.works.pk, DAY, None, 1)
        ]
        assert undoing[0]["act"] == act
        assert not Succession.objects.filter(superseded_at=None).exists()

    def test_sends_back_the_members_that_listeners_named(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        def listener(**_told: Any) -> list[int]:
            return [5, 3]

        members_moved.connect(listener)
        try:
            act = services.merge(
                sources=[world.river], into=world.hill, on=DAY, decision=decision, actor=officer
            )
        finally:
            members_moved.disconnect(listener)
        assert act.details["moved"] == [[world.river.pk, world.hill.pk, [3, 5]]]
        with heard(members_moved) as back:
            correction = services.correct(act=act, actor=officer)
        assert [(b["source"], b["target"], b["on"], b["member_ids"]) for b in back] == [
            (world.hill, world.river, DAY, [3, 5])
        ]
        assert correction.corrects == act

    def test_refuses_what_something_later_builds_on(
        self, committees: SimpleNamespace, officer: Actor, secretary: Actor, decision: Decision
    ) -> None:
        w = committees
        shared = {"decision": decision, "actor": officer}
        first = services.reparent(organisation=w.bridge, parent=w.works, on=DAY, **shared)
        second = services.reparent(
            organisation=w.bridge, parent=w.roads, on=date(2026, 1, 1), **shared
        )
        with pytest.raises(Refused, match="còn có việc “Chuyển trực thuộc”"):
            services.correct(act=first, actor=officer)
        with pytest.raises(PermissionDenied):
            services.correct(act=second, actor=secretary)
        services.correct(act=second, actor=officer)
        services.correct(act=first, actor=officer)
        assert parent_on(w.bridge, DAY) == w.roads
        with pytest.raises(Refused, match="đã được đính chính"):
            services.correct(act=first, actor=officer)

    def test_a_founding_is_not_taken_back_while_anything_stands_under_it(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        shared = {"on": DAY, "decision": decision, "actor": officer}
        act = services.found(
            new=NewOrganisation("Đảng bộ Mới", "grassroots_committee"), parent=world.bloc, **shared
        )
        child = services.found(
            new=NewOrganisation("Chi bộ Mới", "cell"), parent=act.outcome, **shared
        )
        with pytest.raises(Refused, match="“Đảng bộ Mới” chưa thành lập hoặc không còn"):
            services.correct(act=act, actor=officer)
        services.correct(act=child, actor=officer)
        services.correct(act=act, actor=officer)
        assert not exists(act.outcome, DAY)
        assert Organisation.objects.filter(pk=act.outcome.pk).exists()


class TestRegroup:
    def test_one_bloc_ends_and_its_organisations_go_to_others(
        self, committees: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        w = committees
        moves = [(w.works, w.far), (w.roads, w.far), (w.plain, w.works)]
        act = services.regroup(
            source=w.bloc, moves=moves, ends=True, on=DAY, decision=decision, actor=system
        )
        assert parent_on(w.works, EVE) == w.bloc
        assert parent_on(w.works, DAY) == w.far
        assert parent_on(w.plain, DAY) == w.works
        assert not exists(w.bloc, DAY)
        assert act.what == Act.What.SPLIT
        services.correct(act=act, actor=system)
        assert parent_on(w.plain, DAY) == w.bloc

    def test_all_or_nothing(
        self, committees: SimpleNamespace, system: Actor, decision: Decision
    ) -> None:
        w = committees
        shared = {"source": w.bloc, "on": DAY, "decision": decision, "actor": system}
        for moves, ends, words in [
            ([(w.works, w.far)], True, "Còn 2 tổ chức"),
            ([(w.works, w.far), (w.works, w.far)], False, "hai lần"),
            ([(w.works, w.bloc)], False, "đã trực thuộc"),
            ([(w.shore, w.works)], False, "không thuộc"),
            ([(w.works, w.far), (w.plain, w.river)], False, "là chi bộ"),
        ]:
            with pytest.raises(Refused, match=words):
                services.regroup(moves=moves, ends=ends, **shared)
        assert parent_on(w.works, DAY) == w.bloc


class TestRehearse:
    def test_tells_what_moves_and_changes_nothing(
        self, world: SimpleNamespace, officer: Actor, secretary: Actor, decision: Decision
    ) -> None:
        def tasks(**_asked: Any) -> list[tuple[str, int]]:
            return [("nhiệm vụ đang làm", 4)]

        previewed.connect(tasks)
        asked = {"sources": [world.river], "into": world.hill, "on": DAY, "decision": decision,
                 "actor": officer}  # fmt: skip
        try:
            rehearsal = services.rehearse(services.merge, [world.river], **asked)
        finally:
            previewed.disconnect(tasks)
        assert rehearsal.is_possible
        assert ("nhiệm vụ đang làm", 4) in rehearsal.lines
        assert ("Chức vụ đang giữ", 1) in rehearsal.lines
        assert exists(world.river, DAY)
        assert not Act.objects.exists()
        assert not AuditEntry.objects.filter(act__startswith="organisations.").exists()

    def test_tells_why_not(
        self, world: SimpleNamespace, officer: Actor, decision: Decision
    ) -> None:
        rehearsal = services.rehearse(
            services.dissolve, [world.works], organisation=world.works, on=DAY, decision=decision,
            actor=officer,
        )  # fmt: skip
        assert not rehearsal.is_possible
        assert "2 tổ chức trực thuộc" in rehearsal.refused


class TestOffices:
    def test_given_from_the_day_and_ended_before_the_other(
        self, world: SimpleNamespace, officer: Actor, stranger: Actor
    ) -> None:
        grant = services.grant_office(
            user=stranger.user, organisation=world.hill, on=DAY, actor=officer,
            office=Office.objects.get(code="secretary"), decision_number="9-QĐ/ĐU",
        )  # fmt: skip
        held = Grant.objects.filter(user=stranger.user)
        assert not held.as_of(EVE).exists()
        assert held.as_of(DAY).exists()
        services.end_office(grant=grant, on=date(2026, 1, 1), actor=officer)
        assert held.as_of(date(2025, 12, 31)).exists()
        assert not held.as_of(date(2026, 1, 1)).exists()

    def test_one_secretary_at_a_time(
        self, world: SimpleNamespace, officer: Actor, secretary: Actor, stranger: Actor
    ) -> None:
        asked = {"organisation": world.river, "office": Office.objects.get(code="secretary"),
                 "on": DAY, "actor": officer}  # fmt: skip
        with pytest.raises(Refused, match="đang là đồng chí Lê Thị Nhàn"):
            services.grant_office(user=stranger.user, **asked)
        with pytest.raises(Refused, match="đã giữ chức vụ này"):
            services.grant_office(user=secretary.user, **asked)

    def test_nobody_gives_offices_in_their_own_organisation(
        self, world: SimpleNamespace, secretary: Actor, stranger: Actor
    ) -> None:
        with pytest.raises(PermissionDenied):
            services.grant_office(
                user=stranger.user, organisation=world.river,
                office=Office.objects.get(code="deputy"), on=DAY, actor=secretary,
            )  # fmt: skip

    def test_party_groups_only_in_cells(
        self, world: SimpleNamespace, secretary: Actor, officer: Actor
    ) -> None:
        group = services.form_party_group(
            organisation=world.river, name="Tổ đảng 1", on=DAY, actor=secretary
        )
        with pytest.raises(Refused, match="chỉ có trong chi bộ"):
            services.form_party_group(organisation=world.works, name="Tổ", on=DAY, actor=officer)
        services.end_party_group(group=group, on=TODAY, actor=secretary)
        assert not PartyGroup.objects.as_of(TODAY).exists()
