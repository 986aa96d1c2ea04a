"""Any order of acts: one cell a day, no day believed twice, and what was known stays known."""

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotay.core.errors import RuleBroken
from sotay.members import services, totals
from sotay.members.models import Member, Membership, Segment
from sotay.organisations.access import Actor, acting_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
FIRST = date(2015, 1, 1)

days = st.dates(min_value=date(2014, 6, 1), max_value=TODAY)
steps = st.lists(
    st.tuples(
        st.sampled_from(["transfer", "end", "restore", "boundary", "exempt", "status"]),
        days,
        days,
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=7,
)


def step(
    actor: Actor, member: Member, cells: list[Any], what: str, day: date, other: date, n: int
) -> None:
    match what:
        case "transfer":
            letter = services.send_transfer(
                actor=actor,
                member=member,
                to=cells[n],
                decision_number="1",
                is_clear=True,
                leaves_on=day,
            )
            services.confirm_transfer(actor=actor, transfer=letter)
        case "end":
            services.end_membership(
                actor=actor, member=member, on=day, how="removal", decision_number="2"
            )
        case "restore":
            services.restore_membership(actor=actor, member=member, decision_number="3", why="x")
        case "boundary":
            edges = list(
                Membership.objects.known()
                .filter(member=member)
                .values_list("valid_from", flat=True)
            )
            services.correct_membership_day(
                actor=actor, member=member, was=edges[n % len(edges)], on=other, why="x"
            )
        case "exempt":
            services.exempt_member(actor=actor, member=member, on=day, reason="tuổi cao")
        case _:
            services.change_status(actor=actor, member=member, on=day, education=n)


def believed(member: Member, moment: Any = None) -> list[tuple[int, date, date | None]]:
    rows = Membership.objects.filter(member=member)
    if moment is None:
        rows = rows.filter(superseded_at=None)
    else:
        rows = rows.filter(recorded_at__lte=moment).exclude(superseded_at__lte=moment)
    return list(
        rows.order_by("valid_from").values_list("organisation_id", "valid_from", "valid_to")
    )


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_any_sequence_of_acts_keeps_its_promises(
    world: SimpleNamespace,
    register: SimpleNamespace,
    officer: Actor,
    sequence: list[tuple[str, date, date, int]],
) -> None:
    cells = [world.river, world.hill, world.plain]
    with acting_for(officer):
        mark = transaction.savepoint()
        for what, day, other, n in sequence:
            known = timezone.now()
            before = believed(register.an)
            try:
                with transaction.atomic():
                    step(officer, register.an, cells, what, day, other, n)
            except RuleBroken:
                assert believed(register.an) == before
            assert believed(register.an, known) == before  # as known then: unchanged

            rows = believed(register.an)
            for (_cell, _lo, hi), (_next, lo, _hi) in pairwise(rows):
                assert hi is not None
                assert hi <= lo
            member = Member.objects.get(pk=register.an.pk)
            assert member.cell_id == rows[-1][0]
            assert member.is_active == (rows[-1][2] is None)
            for edge in {lo for _cell, lo, _hi in rows}:
                for on in (edge - timedelta(days=1), edge):
                    held = sum(lo <= on < (hi or date.max) for _c, lo, hi in rows)
                    counted = sum(totals.count(cell.pk, on).members for cell in cells)
                    assert counted - counted_others(world, register, on) == held <= 1
        transaction.savepoint_rollback(mark)


def counted_others(world: SimpleNamespace, register: SimpleNamespace, on: date) -> int:
    """Bình, the other member of these cells."""
    return int(on >= date(2025, 9, 2))


def test_segments_are_there_at_all(world: SimpleNamespace, register: SimpleNamespace) -> None:
    assert Segment.objects.filter(organisation=world.river).values_list("lo", flat=True)[0] == FIRST
