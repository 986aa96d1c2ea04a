"""Pages and routes of reports: done, refused, not allowed, not found."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from sotay.organisations.access import Actor
from sotay.reports.models import Report

pytestmark = pytest.mark.django_db
SignIn = Callable[[Actor], Client]


class TestPages:
    def test_a_figure_opens_on_its_rows_and_they_lead_to_the_task(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        figure = year.report.figures.get(indicator="tasks.done")
        page = as_client(leader).get(
            reverse("reports:detail", args=[year.report.pk]), {"so": figure.pk}
        )
        assert page.status_code == 200
        assert reverse("tasks:detail", args=[year.tasks[0].pk]) in page.content.decode()
        assert str(figure.definition) in page.content.decode()

    def test_list_and_rows_answer(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        client = as_client(leader)
        figure = year.report.figures.get(indicator="tasks.all")
        assert year.report.title in client.get(reverse("reports:list")).content.decode()
        rows = client.get(reverse("reports:figure", args=[year.report.pk, figure.pk]))
        assert "Chi bộ Đồi: Sinh hoạt chuyên đề" in rows.content.decode()
        sheet = client.get(reverse("reports:figure_csv", args=[year.report.pk, figure.pk]))
        assert sheet.content.decode("utf-8-sig").count("\r\n") == 4

    def test_is_made_from_the_page(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        answer = as_client(leader).post(
            reverse("reports:new"),
            {"span": "year", "period_from": "01-01-2026", "period_to": "31-12-2026",
             "programmes": [str(year.programme.pk)]},
        )  # fmt: skip
        assert answer.status_code == 302
        assert Report.objects.count() == 2

    def test_days_the_wrong_way_round_are_shown_at_their_field(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        answer = as_client(leader).post(
            reverse("reports:new"),
            {"span": "year", "period_from": "31-12-2026", "period_to": "01-01-2026"},
        )
        assert answer.status_code == 200
        assert "trước ngày bắt đầu" in answer.content.decode()
        assert Report.objects.count() == 1

    def test_another_bloc_finds_nothing(
        self, year: SimpleNamespace, far_officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(far_officer)
        for name in ("detail", "word", "pdf"):
            assert client.get(reverse(f"reports:{name}", args=[year.report.pk])).status_code == 404

    def test_locking_asks_first_and_then_keeps(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        client, url = as_client(leader), reverse("reports:lock", args=[year.report.pk])
        assert "không đổi nữa" in client.get(url).content.decode()
        client.post(url)
        assert Report.objects.get(pk=year.report.pk).state == "locked"

    def test_an_officer_may_not_lock(
        self, year: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        answer = as_client(officer).post(reverse("reports:lock", args=[year.report.pk]))
        assert answer.status_code == 403
        assert Report.objects.get(pk=year.report.pk).state == "draft"


class TestRoutes:
    def test_read_make_and_refuse(
        self, year: SimpleNamespace, leader: Actor, far_officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(leader)
        whole = client.get(f"/api/v1/reports/{year.report.pk}").json()
        assert {f["indicator"] for f in whole["figures"]} >= {"tasks.all", "members.all"}
        wrong = client.post(
            "/api/v1/reports",
            {"organisation_id": year.world.bloc.pk, "period_from": "2026-02-01",
             "period_to": "2026-01-01"},
            content_type="application/json",
        )  # fmt: skip
        assert wrong.status_code == 422
        assert as_client(far_officer).get(f"/api/v1/reports/{year.report.pk}").status_code == 404
        assert client.get("/api/v1/reports/999999").status_code == 404
