"""Dated facts: each side of every edge, of the days a fact holds and of the days it was known."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from sotay.core.periods import end_of_day, supersede
from sotay.organisations.models import Placement, Profile

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)


@pytest.fixture
def stay(world: SimpleNamespace) -> Placement:
    """River under works for the year 2020, written down on 15-6-2021 at 9 in the morning."""
    row = Placement.objects.get(organisation=world.river)
    row.valid_from, row.valid_to = date(2020, 1, 1), date(2021, 1, 1)
    row.recorded_at = datetime(2021, 6, 15, 9, 0, tzinfo=HANOI)
    row.save()
    return row


def holds(row: Any, day: date, known_on: date | None = None) -> bool:
    return type(row).objects.as_of(day, known_on).filter(pk=row.pk).exists()


class TestAsOf:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2019, 12, 31), False),
            (date(2020, 1, 1), True),  # the first day counts
            (date(2020, 12, 31), True),
            (date(2021, 1, 1), False),  # the end day does not
        ],
    )
    def test_each_side_of_both_edges(self, stay: Placement, day: date, expected: bool) -> None:
        assert holds(stay, day) is expected

    def test_a_row_without_end_holds_on_every_later_day(self, world: SimpleNamespace) -> None:
        row = Placement.objects.get(organisation=world.hill)
        assert holds(row, row.valid_from)
        assert holds(row, date(2999, 1, 1))
        assert not holds(row, row.valid_from - DAY)
        assert row in Placement.objects.open()

    def test_an_ended_row_is_not_open(self, stay: Placement) -> None:
        assert stay not in Placement.objects.open()


class TestKnownOn:
    DURING = date(2020, 5, 1)

    @pytest.mark.parametrize(
        ("known_on", "expected"),
        [
            (date(2021, 6, 14), False),
            (date(2021, 6, 15), True),  # written that morning, so known by its end
            (date(2021, 6, 16), True),
        ],
    )
    def test_a_fact_is_known_from_the_day_it_was_written(
        self, stay: Placement, known_on: date, expected: bool
    ) -> None:
        assert holds(stay, self.DURING, known_on) is expected

    @pytest.mark.parametrize(
        ("known_on", "expected"),
        [(date(2022, 3, 9), True), (date(2022, 3, 10), False), (date(2022, 3, 11), False)],
    )
    def test_a_fact_is_believed_until_the_day_it_was_superseded(
        self, stay: Placement, known_on: date, expected: bool
    ) -> None:
        supersede(stay, datetime(2022, 3, 10, 8, 0, tzinfo=HANOI), valid_to=date(2020, 7, 1))
        assert holds(stay, self.DURING, known_on) is expected
        assert not holds(stay, self.DURING)

    def test_the_day_ends_at_local_midnight(self, stay: Placement) -> None:
        stay.recorded_at = datetime(2021, 6, 15, 23, 59, 59, tzinfo=HANOI)
        stay.save()
        assert holds(stay, self.DURING, date(2021, 6, 15))
        stay.recorded_at = end_of_day(date(2021, 6, 15))
        stay.save()
        assert not holds(stay, self.DURING, date(2021, 6, 15))
        assert holds(stay, self.DURING, date(2021, 6, 16))


class TestSupersede:
    NOW = datetime(2022, 3, 10, 8, 0, tzinfo=HANOI)

    def test_writes_a_successor_and_keeps_what_was_said(self, stay: Placement) -> None:
        later = supersede(stay, self.NOW, valid_to=date(2020, 7, 1))
        assert later is not None
        assert later.pk != stay.pk
        assert (later.valid_from, later.valid_to) == (date(2020, 1, 1), date(2020, 7, 1))
        assert (later.recorded_at, later.superseded_at) == (self.NOW, None)
        kept = Placement.objects.get(pk=stay.pk)
        assert kept.valid_to == date(2021, 1, 1)
        assert kept.superseded_at == self.NOW

    def test_on_the_same_day_of_the_past_two_days_of_knowing_tell_two_stories(
        self, stay: Placement
    ) -> None:
        later = supersede(stay, self.NOW, valid_to=date(2020, 7, 1))
        autumn = date(2020, 10, 1)
        assert holds(stay, autumn, date(2022, 3, 9))
        assert not holds(stay, autumn, date(2022, 3, 10))
        assert not holds(later, autumn, date(2022, 3, 10))
        assert holds(later, date(2020, 6, 30), date(2022, 3, 10))
        assert not holds(later, date(2020, 6, 30), date(2022, 3, 9))

    @pytest.mark.parametrize("end", [date(2020, 1, 1), date(2019, 12, 31)])
    def test_a_period_that_would_be_empty_is_not_written(self, stay: Placement, end: date) -> None:
        organisation = stay.organisation
        assert supersede(stay, self.NOW, valid_to=end) is None
        assert not Placement.objects.known().filter(organisation=organisation).exists()
        assert Placement.objects.filter(organisation=organisation).count() == 1

    def test_a_period_of_one_day_is_written(self, stay: Placement) -> None:
        later = supersede(stay, self.NOW, valid_to=date(2020, 1, 2))
        assert holds(later, date(2020, 1, 1))


class TestConstraints:
    def _again(self, row: Profile, **changes: Any) -> None:
        values = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.primary_key
        }
        with transaction.atomic():
            Profile.objects.create(**{**values, **changes})

    @pytest.fixture
    def name(self, world: SimpleNamespace) -> Profile:
        row = Profile.objects.get(organisation=world.river)
        Profile.objects.filter(pk=row.pk).update(valid_to=date(2021, 1, 1))
        row.refresh_from_db()
        return row

    def test_two_believed_rows_may_not_share_a_day(self, name: Profile) -> None:
        with pytest.raises(IntegrityError, match="organisations_one_profile_a_day"):
            self._again(name, valid_from=date(2020, 12, 31), valid_to=None)

    def test_two_rows_may_meet_on_the_edge(self, name: Profile) -> None:
        self._again(name, valid_from=date(2021, 1, 1), valid_to=None)
        assert Profile.objects.known().filter(organisation=name.organisation).count() == 2

    def test_a_superseded_row_does_not_count(self, name: Profile) -> None:
        self._again(name, superseded_at=datetime(2022, 1, 1, tzinfo=HANOI))
        assert Profile.objects.known().filter(organisation=name.organisation).count() == 1

    def test_a_period_may_not_end_before_it_begins(self, name: Profile) -> None:
        with pytest.raises(IntegrityError, match="ends_after_start"):
            self._again(name, valid_from=date(2022, 1, 1), valid_to=date(2022, 1, 1))
