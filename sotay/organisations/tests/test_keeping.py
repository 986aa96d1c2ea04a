"""What is kept of the tree's counts is never older than the last act."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sotay.organisations import services
from sotay.organisations.access import Actor
from sotay.organisations.querysets import count_beneath
from sotay.organisations.reading.keeping import counted
from sotay.organisations.services import Decision, NewOrganisation

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)


def test_a_count_is_made_once_until_the_next_act(
    committees: SimpleNamespace, system: Actor, decision: Decision
) -> None:
    tops = [committees.bloc.pk, committees.works.pk]
    first = counted("cells", tops, DAY)
    assert first == count_beneath("cells", tops, DAY)
    with CaptureQueriesContext(connection) as asked:
        assert counted("cells", tops, DAY) == first
    assert len(asked) == 1  # which act was the last
    services.found(
        new=NewOrganisation("Chi bộ Mới", "cell"), parent=committees.works,
        on=date(2026, 1, 5), decision=decision, actor=system,
    )  # fmt: skip
    after = counted("cells", tops, DAY)
    assert after == {top: number + 1 for top, number in first.items()}


def test_other_days_and_other_questions_are_kept_apart(committees: SimpleNamespace) -> None:
    top = [committees.bloc.pk]
    assert counted("cells", top, DAY) != counted("cells", top, date(1900, 1, 1))
    assert counted("cells", top, DAY) != counted("grassroots", top, DAY)
