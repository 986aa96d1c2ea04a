from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import ProgrammingError, connection, transaction
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from sotay.core.database.planned import PlannedRows, planned
from sotay.core.models import StoredFile

pytestmark = pytest.mark.django_db


def kept(digest: str, size: int) -> StoredFile:
    return StoredFile.objects.create(digest=digest * 64, size=size, media_type="text/plain")


class TestPlanned:
    def test_is_planned_once_and_answers(self) -> None:
        name = planned("tried", "bigint", "SELECT $1 + 1")
        assert planned("tried", "bigint", "SELECT $1 + 1") == name
        with connection.cursor() as cursor:
            cursor.execute(f"EXECUTE {name} (41)")
            assert cursor.fetchone() == (42,)

    def test_planning_is_not_counted_among_the_questions(self) -> None:
        with CaptureQueriesContext(connection) as asked:
            planned("counted", "bigint", "SELECT $1 + 2")
        assert len(asked) == 0

    def test_one_that_could_not_be_planned_is_planned_the_next_time(self) -> None:
        for _again in range(2):
            with pytest.raises(ProgrammingError, match="no_such_table"), transaction.atomic():
                planned("tried", "bigint", "SELECT $1 FROM no_such_table")


class TestPlannedRows:
    def test_gives_what_the_queryset_gives_each_time_it_is_asked(self) -> None:
        def build(least: Any, media_type: Any) -> QuerySet[StoredFile]:
            wanted = StoredFile.objects.filter(size__gte=least, media_type=media_type)
            return wanted.order_by("-size")[:2]

        rows = PlannedRows("tried_files", [int, str], build)
        assert rows(5, "text/plain") == []
        kept("a", 4), kept("b", 5), kept("c", 7), kept("d", 6)
        for least in (0, 5, 6, 8):
            asked = list(build(least, "text/plain"))
            found = rows(least, "text/plain")
            assert [vars(one) | {"_state": 0} for one in found] == [
                vars(one) | {"_state": 0} for one in asked
            ]
        assert rows(0, "100%s' OR true --") == []

    def test_it_is_one_question_and_brings_what_is_joined_and_counted(self) -> None:
        rows = PlannedRows(
            "tried_permissions",
            [str],
            lambda code: (
                Permission.objects.filter(codename=code)
                .select_related("content_type")
                .annotate(groups=Count("group"))
            ),
        )
        rows("view_storedfile")
        with CaptureQueriesContext(connection) as asked:
            (found,) = rows("view_storedfile")
            assert (found.content_type.app_label, found.groups) == ("core", 0)
        assert len(asked) == 1
        assert not found._state.adding

    def test_days_and_texts_that_stand_fast_in_the_question_stay(self) -> None:
        rows = PlannedRows(
            "tried_days",
            [date],
            lambda day: StoredFile.objects.filter(
                media_type__in=["text/plain", "50%", "it's"], stored_at__date__gte=day
            ),
        )
        made = kept("a", 4)
        day = made.stored_at.date() - timedelta(days=2)
        assert rows(day) == [made]
        assert rows(day + timedelta(days=5)) == []

    def test_an_argument_that_the_question_does_not_hold_is_an_error(self) -> None:
        rows = PlannedRows(
            "tried_less", [int, int], lambda size, _more: StoredFile.objects.filter(size=size)
        )
        with pytest.raises(ValueError, match="tried_less"):
            rows(1, 2)

    def test_nothing_may_stand_in_place_of_an_argument(self) -> None:
        rows = PlannedRows("tried_none", [int], lambda size: StoredFile.objects.filter(size=size))
        kept("a", 4)
        assert rows(None) == []
