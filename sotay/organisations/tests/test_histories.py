"""Random sequences of acts: whatever happened, the tree stands on every day and can be taken back.

The model beside the database is a plain reading of the placements; nothing of the services is used
to judge the services.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from sotay.core.errors import RuleBroken
from sotay.organisations import numbering, services
from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Organisation, Placement, Profile
from sotay.organisations.querysets import settled_ids, subtree_ids
from sotay.organisations.services import Decision, NewOrganisation, Part
from sotay.organisations.signals import tree_changed
from sotay.organisations.tests.hearing import heard

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_RECORD = datetime(2027, 1, 1, 9, tzinfo=ZONE)
KINDS = ("grassroots_committee", "section", "cell", "grassroots_cell", "upper")
DAYS = tuple(
    date(2020, 1, 1) + timedelta(days=n) for n in (0, 1, 2, 5, 9, 30, 400, 900, 2516, 2517, 2600)
)

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["found", "found", "merge", "merge_new", "split", "split_end", "rename", "reparent",
             "reparent", "dissolve", "correct", "regroup"]
        ),
        st.integers(0, 40),
        st.integers(0, 40),
        st.sampled_from(DAYS),
        st.sampled_from(KINDS),
    ),
    min_size=1,
    max_size=9,
)  # fmt: skip


@pytest.fixture
def clean(world: SimpleNamespace) -> Iterator[SimpleNamespace]:
    for model in (Placement, Profile):
        model.objects.update(recorded_at=datetime(2010, 1, 1, tzinfo=ZONE))
    return world


def view(day: date, known_on: date | None = None) -> tuple[Any, Any]:
    """Who stands under whom, and under what name, on a day as known on another."""
    return (
        sorted(
            Placement.objects.as_of(day, known_on).values_list("organisation", "parent"),
            key=lambda row: row[0],
        ),
        sorted(Profile.objects.as_of(day, known_on).values_list("organisation", "name", "kind")),
    )


def edges_by_day() -> dict[date, Counter[tuple[int, int | None]]]:
    return {day: Counter(view(day)[0]) for day in (*DAYS, TODAY)}


def check_tree() -> None:
    for day in (*DAYS, TODAY):
        parents = dict(Placement.objects.as_of(day).values_list("organisation", "parent"))
        named = list(Profile.objects.as_of(day).values_list("organisation", flat=True))
        assert sorted(named) == sorted(parents), day
        for key in parents:
            seen, up = set(), key
            while parents[up] is not None:
                assert up not in seen, f"cycle on {day}"
                seen.add(up)
                up = parents[up]
                assert up in parents, f"{key} hangs under what is not there on {day}"


def check_numbers() -> None:
    living = dict(Placement.objects.as_of(TODAY).values_list("organisation", "parent"))
    ranges = {o.pk: (o.lft, o.rgt) for o in Organisation.objects.all()}
    assert all(0 < lft < rgt for lft, rgt in ranges.values())
    order = sorted(ranges.items(), key=lambda item: (item[1][0], -item[1][1]))
    assert len({lft for lft, _rgt in ranges.values()}) == len(ranges)
    above: list[tuple[int, tuple[int, int]]] = []
    for key, (lft, rgt) in order:
        while above and above[-1][1][1] <= lft:
            above.pop()
        assert not above or rgt <= above[-1][1][1], (
            "two ranges overlap without one holding the other"
        )
        if key in living:
            holders = [up for up, _range in above if up in living]
            assert (holders[-1] if holders else None) == living[key]
        above.append((key, (lft, rgt)))
    assert numbering.misplaced(TODAY) == []
    with patch("django.utils.timezone.localdate", return_value=TODAY):
        for key in ranges:
            walked, looked_up = (
                set(Organisation.objects.filter(pk__in=way([key], TODAY)).values_list("pk"))
                for way in (subtree_ids, settled_ids)
            )
            assert walked == looked_up


def do(step: tuple[Any, ...], number: int, actor: Actor) -> Act:
    what, a, b, on, kind = step
    everyone = list(Organisation.objects.order_by("pk"))
    one, other = everyone[a % len(everyone)], everyone[b % len(everyone)]
    shared = {
        "actor": actor,
        "recorded_at": FIRST_RECORD + timedelta(days=number),
    }
    decided = {**shared, "on": on, "decision": Decision(f"{number}-QĐ/ĐU")}
    new = NewOrganisation(f"Tổ chức {number}", kind)
    match what:
        case "found":
            return services.found(new=new, parent=one, **decided)
        case "merge":
            return services.merge(sources=[one], into=other, **decided)
        case "merge_new":
            return services.merge(sources=[one, other], into=new, **decided)
        case "split" | "split_end":
            children = [
                row.organisation
                for row in Placement.objects.as_of(on).filter(parent=one).order_by("pk")
            ]
            half = children if what == "split_end" else children[: b % 3 + 1]
            into = new if b % 2 else other
            rest = None if what == "split_end" else ()
            return services.split(
                source=one, parts=[Part(into, half, member_ids=rest)],
                keeps=what == "split", **decided,
            )  # fmt: skip
        case "rename":
            return services.rename(organisation=one, name=new.name, kind=kind, **decided)
        case "reparent":
            return services.reparent(organisation=one, parent=other, **decided)
        case "dissolve":
            return services.dissolve(organisation=one, **decided)
        case "regroup":
            children = Placement.objects.as_of(on).filter(parent=one).select_related("organisation")
            return services.regroup(
                source=one, moves=[(row.organisation, other) for row in children],
                ends=bool(b % 2), **decided,
            )  # fmt: skip
        case _:
            acts = list(Act.objects.order_by("-pk"))
            if not acts:
                raise RuleBroken
            return services.correct(act=acts[a % len(acts)], **shared)


@given(history=steps)
@example(  # cells go up from what is split to its end, and stay in its range
    history=[
        ("merge", 8, 28, date(2022, 6, 19), "section"),
        ("split_end", 14, 12, date(2020, 1, 31), "section"),
    ]
)
@settings(
    max_examples=25,
    deadline=None,
    # Shrinking acts on a database takes long; a failing history is short enough to read.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_history_leaves_a_tree_that_stands_and_can_be_taken_back(
    clean: SimpleNamespace, system: Actor, history: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        live_through(history, system)
        transaction.set_rollback(True)


def live_through(history: list[tuple[Any, ...]], actor: Actor) -> int:
    """Do every step that the services let pass, judge each; return how many passed."""
    start = whole_view()
    believed, done = [], []
    for number, step in enumerate(history):
        if (act := tried(step, number, actor)) is not None:
            done.append(act)
        believed.append((FIRST_RECORD.date() + timedelta(days=number), whole_view()))
    check_knowledge(believed)

    # Taken back in turn, everything is as it was; what was known on the way stays known.
    for number, act in enumerate(reversed(done)):
        if act.what != Act.What.CORRECT and not hasattr(act, "corrected_by"):
            later = FIRST_RECORD + timedelta(days=100 + number)
            services.correct(act=act, actor=actor, recorded_at=later)
            check_numbers()
    assert whole_view() == start
    check_knowledge(believed)
    return len(done)


def tried(step: tuple[Any, ...], number: int, actor: Actor) -> Act | None:
    """The act of a step, its edges summed; None where it was refused, and then nothing changed."""
    before = edges_by_day()
    try:
        with heard(tree_changed) as told, transaction.atomic():
            act = do(step, number, actor)
    except RuleBroken:
        assert edges_by_day() == before
        return None
    assert len(told) <= 1
    edges = [edge for call in told for edge in call["edges"]]
    for day, after in edges_by_day().items():
        delta = Counter(after)
        delta.subtract(before[day])
        summed: Counter[Any] = Counter()
        for edge in edges:
            if edge.lo <= day and (edge.hi is None or day < edge.hi):
                summed[edge.organisation_id, edge.parent_id] += edge.sign
        assert {k: n for k, n in summed.items() if n} == {k: n for k, n in delta.items() if n}
    check_tree()
    check_numbers()
    return act


def check_knowledge(believed: list[tuple[date, Any]]) -> None:
    for known_on, then in believed:
        assert whole_view(known_on) == then, f"what was known on {known_on} is known no longer"


def whole_view(known_on: date | None = None) -> dict[date, Any]:
    return {day: view(day, known_on) for day in (*DAYS, TODAY)}


class TestTheHistoriesThemselves:
    def test_a_long_story_that_must_pass_in_full(
        self, clean: SimpleNamespace, system: Actor
    ) -> None:
        """So that the property above is never true only because everything was refused."""
        bloc, works, river, hill, plain, _far, shore = range(7)
        first, second, third = DAYS[5], DAYS[6], DAYS[7]
        story = [
            ("found", works, 0, first, "cell"),
            ("found", bloc, 0, first, "grassroots_committee"),
            ("reparent", plain, works, second, "cell"),
            ("merge", river, hill, second, "cell"),
            ("rename", hill, 0, third, "cell"),
            ("regroup", works, 8, third, "cell"),
            ("dissolve", works, 0, DAYS[8], "cell"),
            ("correct", 0, 0, third, "cell"),
            ("reparent", shore, bloc, third, "cell"),
        ]
        assert live_through(story, system) == len(story)
