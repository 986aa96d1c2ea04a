"""Counts compared with the plain query over histories drawn at random."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from sotay.core.periods import supersede
from sotay.members import totals
from sotay.members.models import Membership, Status
from sotay.members.tests.histories import History, day
from sotay.organisations.access import Actor, acting_for

pytestmark = pytest.mark.django_db

steps = st.lists(
    st.tuples(
        st.integers(0, 14), st.integers(0, 31), st.integers(0, 140), st.integers(0, 400),
        st.integers(0, 400),
    ),
    min_size=5,
    max_size=25,
)  # fmt: skip


class TestCounts:
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=steps, promoted_late=st.booleans())
    def test_equal_the_plain_query_whatever_happened(
        self, system: Actor, steps: list[tuple[int, ...]], promoted_late: bool
    ) -> None:
        with acting_for(system):
            place = transaction.savepoint()
            history = History()
            bearers = [made.pk for made in (history.root, *history.uppers)]
            if not promoted_late:
                totals.keep_totals(bearers, day(150))
            for number in range(12):
                history.join(history.cells[number % 8], day(number * 9), number)
            for step in steps:
                history.step(*step)
            if promoted_late:
                totals.keep_totals(bearers, day(200))
            assert history.differences() == []
            while totals.fold(7).rows:
                pass
            assert history.differences() == []
            note(str(totals.rebuild(date(2022, 1, 1), choose=False)))
            assert history.differences() == []
            transaction.savepoint_rollback(place)

    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=steps)
    def test_a_rebuild_finds_nothing_to_mend(
        self, system: Actor, steps: list[tuple[int, ...]]
    ) -> None:
        with acting_for(system):
            place = transaction.savepoint()
            history = History()
            totals.keep_totals([made.pk for made in (history.root, *history.uppers)], day(150))
            for number in range(8):
                history.join(history.cells[number], day(number * 9), number)
            for step in steps:
                history.step(*step)
            while totals.fold(7).rows:
                pass
            totals.add_checkpoints(date(2022, 1, 1))
            rebuilt = totals.rebuild(date(2022, 1, 1), choose=False)
            transaction.savepoint_rollback(place)
        assert (rebuilt.deltas, rebuilt.checkpoints) == (0, 0)

    @pytest.mark.parametrize(("was", "is_now"), [(10, 100), (100, 10)])
    def test_months_of_nothing_before_the_first_change_are_no_fault(
        self, system: Actor, was: int, is_now: int
    ) -> None:
        with acting_for(system):
            history = History()
            totals.keep_totals([history.root.pk], day(150))
            member = history.join(history.cells[0], day(was), 1)
            while totals.fold().rows:
                pass
            totals.add_checkpoints(day(300))
            held = Membership.objects.known().get(member=member)
            supersede(held, timezone.now(), valid_from=day(is_now))
            for status in Status.objects.known().filter(member=member):
                supersede(status, timezone.now(), valid_from=day(is_now))
            totals.refresh([member.pk])
            while totals.fold().rows:
                pass
            history.days.add(day(is_now))
            assert history.differences() == []
            rebuilt = totals.rebuild(day(300), choose=False)
            assert (rebuilt.deltas, rebuilt.checkpoints) == (0, 0)
            assert history.differences() == []
