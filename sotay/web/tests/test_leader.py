"""The leader's page: its figures are those of the formula, from a fixed number of questions."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.directives.models import Document
from sotay.followups import rules
from sotay.followups.models import Task
from sotay.followups.standing import standings
from sotay.organisations.access import Actor
from sotay.testing.worlds import organisation
from sotay.web.leader import HeatCell, LeaderPage, leader_page, month_starts
from sotay.web.tests.conftest import DAY, programme_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Actor], Client]


def cell_of(page: LeaderPage, where: Any, column: int = 0) -> HeatCell:
    return next(row.cells[column] for row in page.rows if row.organisation.pk == where.pk)


def level_of(day: date, *owners: Any) -> rules.RollUp:
    tasks = list(Task.objects.filter(owner__in=owners))
    return rules.level([stood.part() for stood in standings(tasks, day).values()])


class TestFigures:
    def test_a_cell_is_the_level_of_the_standings_below(
        self, world: SimpleNamespace, programme: Document, leader: Actor
    ) -> None:
        page = leader_page(leader, world.bloc, DAY)
        level = level_of(DAY, world.works, world.river, world.hill)
        assert level.share is not None
        cell = cell_of(page, world.works)
        assert cell.percent == int(level.share * 100)
        assert cell.css == f"h{rules.heat_class(level.share)}"
        # By hand: (0.8 + 2 × 0.5 + 0.2) ÷ (1 + 2 + 196 ÷ 334) = 2.0 ÷ 3.587 = 55.76 %.
        assert cell.percent == 55

    @pytest.mark.parametrize("day", [date(2026, 6, 24), date(2026, 6, 25), date(2026, 7, 1)])
    def test_on_a_past_day_only_what_was_verified_by_then_counts(
        self, world: SimpleNamespace, programme: Document, leader: Actor, day: date
    ) -> None:
        cell = cell_of(leader_page(leader, world.bloc, day), world.works)
        level = level_of(day, world.works, world.river, world.hill)
        assert cell.percent == (None if level.share is None else int(level.share * 100))
        assert (cell.kind == "missing") is (day < date(2026, 6, 25))

    def test_missing_is_not_zero(
        self, world: SimpleNamespace, programme: Document, leader: Actor
    ) -> None:
        page = leader_page(leader, world.bloc, DAY)
        cell = cell_of(page, world.plain)
        assert (cell.kind, cell.percent) == ("missing", None)
        assert "chưa có số liệu" in cell.sentence
        assert (page.silent, page.complete, page.row_count) == (1, 1, 2)

    def test_a_branch_is_complete_only_with_a_figure_in_every_cell(
        self, world: SimpleNamespace, programme: Document, leader: Actor
    ) -> None:
        before_any_result = leader_page(leader, world.bloc, date(2026, 6, 24))
        assert before_any_result.silent == 0
        assert before_any_result.complete == 0

    def test_what_was_not_asked_is_neither_missing_nor_zero(
        self, world: SimpleNamespace, programme: Document, leader: Actor, officer: Actor, give: Any
    ) -> None:
        give(programme_of(world.bloc, officer, "03"), world.plain, done=10)
        page = leader_page(leader, world.bloc, DAY)
        assert cell_of(page, world.works, 1).kind == "unasked"
        assert cell_of(page, world.plain, 1).percent == 100

    def test_every_late_task_is_counted_in_a_programme_or_not(
        self, world: SimpleNamespace, programme: Document, leader: Actor, give: Any
    ) -> None:
        Task.objects.filter(owner=world.hill).update(programme_id=None)
        page = leader_page(leader, world.bloc, DAY)
        late = Task.objects.within(world.bloc, DAY).late_on(DAY)
        assert page.late == late.count() == 3
        assert page.late_organisations == 2
        assert page.months[-1] == (DAY, page.late)

    def test_a_task_is_late_from_the_day_after_its_last(
        self, world: SimpleNamespace, programme: Document, leader: Actor
    ) -> None:
        assert leader_page(leader, world.bloc, date(2026, 6, 30)).late == 0
        assert leader_page(leader, world.bloc, date(2026, 7, 1)).late == 3

    def test_rows_come_in_the_order_asked_for(
        self, world: SimpleNamespace, programme: Document, leader: Actor
    ) -> None:
        def names(by: str) -> list[str]:
            rows = leader_page(leader, world.bloc, DAY, by=by).rows
            return [row.organisation.short_name for row in rows]

        assert names("late") == ["Đảng bộ Sở Công trình", "Chi bộ cơ sở Đồng Bằng"]
        assert names("name") == ["Chi bộ cơ sở Đồng Bằng", "Đảng bộ Sở Công trình"]

    def test_asks_as_often_for_six_organisations_as_for_two(
        self,
        world: SimpleNamespace,
        programme: Document,
        leader: Actor,
        give: Any,
        django_assert_num_queries: Any,
    ) -> None:
        with CaptureQueriesContext(connection) as few:
            leader_page(leader, world.bloc, DAY)
        for number in range(4):
            low = 1600 + number * 20
            more = organisation(
                f"SV-M{number}", f"Chi bộ cơ sở {number}", "grassroots_cell", world.bloc,
                (low, low + 10),
            )  # fmt: skip
            give(programme, more, done=number)
        with django_assert_num_queries(len(few)):
            page = leader_page(leader, world.bloc, DAY)
        assert page.row_count == 6


class TestMonths:
    def test_first_days_and_the_day_itself(self) -> None:
        assert month_starts(date(2026, 2, 15), 4) == [
            date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 15),
        ]  # fmt: skip


class TestPage:
    def test_a_past_day_stays_in_every_address_of_a_figure(
        self, world: SimpleNamespace, programme: Document, leader: Actor, as_client: SignIn
    ) -> None:
        page = as_client(leader).get(reverse("web:leader"), {"ngay": "2026-08-15"})
        html = page.content.decode()
        assert page.status_code == 200
        assert (
            f'href="/tasks/?organisation={world.works.pk}&amp;programme={programme.pk}'
            '&amp;ngay=2026-08-15"'
            in html
            or f'href="/tasks/?organisation={world.works.pk}&programme={programme.pk}'
            '&amp;ngay=2026-08-15"'
            in html
        )
        assert f"/tasks/?organisation={world.bloc.pk}&amp;state=late&amp;ngay=2026-08-15" in html

    def test_the_headline_is_the_length_of_the_list_it_opens(
        self, world: SimpleNamespace, programme: Document, leader: Actor, as_client: SignIn
    ) -> None:
        client = as_client(leader)
        shown = client.get(reverse("web:leader"), {"ngay": "2026-08-15"}).context["page"].late
        listed = client.get(
            reverse("tasks:list"),
            {"organisation": world.bloc.pk, "state": "late", "ngay": "2026-08-15"},
        )
        assert listed.context["total"] == shown == 3

    def test_without_a_programme_it_says_what_will_stand_here(
        self, world: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        html = as_client(leader).get(reverse("web:leader")).content.decode()
        assert "Chưa có chương trình nào giao xuống" in html

    def test_an_unknown_order_is_the_usual_one(
        self, world: SimpleNamespace, programme: Document, leader: Actor, as_client: SignIn
    ) -> None:
        answer = as_client(leader).get(reverse("web:leader"), {"xep": "'; --"})
        assert answer.context["order"] == "late"

    def test_is_not_found_without_an_office(self, stranger: Actor, as_client: SignIn) -> None:
        assert as_client(stranger).get(reverse("web:leader")).status_code == 404

    def test_asks_who_one_is(self, client: Client) -> None:
        answer = client.get(reverse("web:leader"))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
            302, reverse("account_login"),
        )  # fmt: skip

    def test_shows_one_bloc_nothing_of_another(
        self, world: SimpleNamespace, programme: Document, far_officer: Actor, as_client: SignIn
    ) -> None:
        html = as_client(far_officer).get(reverse("web:leader")).content.decode()
        assert "nâng cao chất lượng" not in html
        assert "Sở Công trình" not in html


def test_an_organisation_with_none_below_is_shown_its_tasks_instead(
    programme: Document, secretary: Actor, as_client: SignIn
) -> None:
    page = as_client(secretary).get(reverse("web:leader")).content.decode()
    assert "không có tổ chức trực thuộc" in page
    assert reverse("tasks:list") in page
    assert "0 trên 0" not in page
