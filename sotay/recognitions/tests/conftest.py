"""A year of river: its secretary answers, the office above it assesses."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from sotay.accounts.models import User
from sotay.meetings.models import Meeting
from sotay.organisations.models import Organisation

NOW = datetime(2026, 11, 22, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def held(world: SimpleNamespace, secretary):
    """Write a held meeting straight into its table: what recognition reads is its figures."""

    def hold(
        on: date, *, kind: str = "ordinary", where: Organisation | None = None, **figures
    ) -> Meeting:
        starts_at = timezone.make_aware(datetime(on.year, on.month, on.day, 14))
        given = {"minutes_held": 95, "expected": 20, "here": 19, "level": "good", "score": 95}
        return Meeting.objects.create(
            organisation=where or world.river,
            kind=kind,
            starts_at=starts_at,
            month=on.replace(day=1),
            state="sealed",
            created_by=secretary.user,
            closed_at=starts_at + timedelta(minutes=95),
            **{**given, **figures},
        )

    return hold


@pytest.fixture
def writer(db) -> User:
    return User.objects.create_user("writer", "Người ghi", email="w@vidu.vn")
