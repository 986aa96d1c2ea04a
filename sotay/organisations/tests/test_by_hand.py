"""The example worked by hand in docs/rules/tree.md, step by step."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from sotay.organisations import figures, services, succession
from sotay.organisations.access import Actor
from sotay.organisations.asof import AsOf
from sotay.organisations.models import Organisation, Placement
from sotay.organisations.reading.lineage import lineage
from sotay.organisations.services import Decision, NewOrganisation, Part, Refused
from sotay.organisations.signals import tree_changed
from sotay.organisations.tests.hearing import heard

pytestmark = pytest.mark.django_db

EVE, DAY, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 22)


def parent_on(organisation: Organisation, day: date) -> Organisation | None:
    row = Placement.objects.as_of(day).filter(organisation=organisation).first()
    return row.parent if row else None


def test_the_example_of_the_rules_page(
    committees: SimpleNamespace, officer: Actor, decision: Decision,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    w, shared = committees, {"decision": decision, "actor": officer}
    heads = {w.river.pk: 20, w.hill.pk: 10, w.bridge.pk: 30, w.ferry.pk: 15}

    def members(organisation: Any, day: date, _known: Any) -> int:
        under = Organisation.objects.within(organisation, day)
        return sum(heads.get(one.pk, 0) for one in under)

    monkeypatch.setattr(figures, "_figures", {})
    figures.register(figures.MEMBERS, "", members)

    with heard(tree_changed) as told:
        first = services.merge(
            sources=[w.works, w.roads], on=DAY, **shared,
            into=NewOrganisation("Đảng bộ N", "grassroots_committee"),
        )  # fmt: skip
    n = first.outcome
    assert figures.count(figures.MEMBERS, w.works, EVE) == 30
    assert figures.count(figures.MEMBERS, n, DAY) == 75
    assert {(s.predecessor, s.share, s.members) for s in first.successions.all()} == {
        (w.works, 1, 30), (w.roads, 1, 45),
    }  # fmt: skip
    picture = lineage(n, AsOf(TODAY, None, TODAY)).picture
    assert "75 = 30 + 45 đảng viên" in {box.stage.note for box in picture.boxes}
    (call,) = told
    assert {(e.organisation_id, e.parent_id, e.lo, e.hi, e.sign) for e in call["edges"]} == {
        (w.works.pk, w.bloc.pk, DAY, None, -1), (w.roads.pk, w.bloc.pk, DAY, None, -1),
        (n.pk, w.bloc.pk, DAY, None, 1),
        *((cell.pk, w.works.pk, DAY, None, -1) for cell in (w.river, w.hill)),
        *((cell.pk, w.roads.pk, DAY, None, -1) for cell in (w.bridge, w.ferry)),
        *((cell.pk, n.pk, DAY, None, 1) for cell in (w.river, w.hill, w.bridge, w.ferry)),
    }  # fmt: skip

    second = services.split(
        source=w.river, keeps=True, on=date(2025, 10, 1), **shared,
        parts=[Part(NewOrganisation("Chi bộ Bến", "cell"), member_ids=[1, 2, 3, 4, 5])],
    )  # fmt: skip
    quay = second.details["parts"][0]["organisation"]
    assert succession.map_to_today([w.river.pk], EVE, TODAY)[w.river.pk] == {
        w.river.pk: Decimal("0.75"), quay: Decimal("0.25"),
    }  # fmt: skip

    third = services.reparent(organisation=w.ferry, parent=w.works, on=EVE, **shared)
    assert parent_on(w.ferry, date(2025, 6, 29)) == w.roads
    assert parent_on(w.ferry, EVE) == w.works
    assert parent_on(w.ferry, DAY) == n

    with pytest.raises(Refused, match="còn có việc “Chuyển trực thuộc”"):
        services.correct(act=first, actor=officer)
    services.correct(act=third, actor=officer)
    with pytest.raises(Refused, match="“Chi bộ Bến” vẫn trực thuộc"):
        services.correct(act=first, actor=officer)
    services.correct(act=second, actor=officer)
    services.correct(act=first, actor=officer)
    assert parent_on(w.works, DAY) == w.bloc
    assert parent_on(w.ferry, DAY) == w.roads
    assert not Placement.objects.known().filter(organisation=n).exists()
