"""Pages and routes of reports: done, refused, not allowed, not found."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
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
        figure = year.report.figures.in_text().get(indicator="tasks.done")
        page = as_client(leader).get(
            reverse("reports:detail", args=[year.report.pk]), {"so": figure.pk}
        )
        assert page.status_code == 200
        assert reverse("tasks:detail", args=[year.tasks[0].pk]) in page.content.decode()
        assert str(figure.definition) in page.content.decode()

    def test_a_cell_of_a_table_opens_like_any_figure(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        cell = year.report.figures.get(key=f"tasks.late@{year.world.works.pk}")
        client, url = as_client(leader), reverse("reports:detail", args=[year.report.pk])
        assert f"so={cell.pk}#cs{cell.pk}" in client.get(url).content.decode()
        page = client.get(url, {"so": cell.pk}).content.decode()
        assert "Nhiệm vụ quá hạn: Đảng bộ Sở Công trình" in page
        assert reverse("tasks:detail", args=[year.tasks[1].pk]) in page
        assert reverse("reports:figure", args=[year.report.pk, cell.pk]) in page

    def test_a_month_opens_on_its_own_days(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        cell = year.report.figures.get(key="results.late@2026-02")
        url = reverse("reports:detail", args=[year.report.pk])
        page = as_client(leader).get(url, {"so": cell.pk}).content.decode()
        assert "28-02-2026" in page

    def test_charts_stand_with_title_telling_and_table(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        url = reverse("reports:detail", args=[year.report.pk])
        page = as_client(leader).get(url).content.decode()
        for words in ("Biểu đồ 1.", "Biểu đồ 2.", "Bảng 1.", "Bảng 2.", "Bảng 3."):
            assert words in page
        assert page.count('role="img" aria-label="Nhiệm vụ của 2 tổ chức') == 2  # wide and narrow

    def test_list_and_rows_answer(
        self, year: SimpleNamespace, leader: Actor, as_client: SignIn
    ) -> None:
        client = as_client(leader)
        figure = year.report.figures.in_text().get(indicator="tasks.all")
        assert year.report.title in client.get(reverse("reports:list")).content.decode()
        rows = client.get(reverse("reports:figure", args=[year.report.pk, figure.pk]))
        assert "Chi bộ Đồi (Đảng bộ Sở Công trình): Sinh hoạt chuyên đề" in rows.content.decode()
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


class TestCommand:
    def test_writes_a_file_with_the_rights_of_its_user(
        self, year: SimpleNamespace, leader: Actor, tmp_path: Path
    ) -> None:
        given = {"user": leader.user.username, "start": date(2026, 1, 1), "end": date(2026, 11, 22)}
        out = tmp_path / "bao-cao.pdf"
        call_command("report", "SV", out=out, stdout=io.StringIO(), **given)
        assert out.read_bytes().startswith(b"%PDF")
        with pytest.raises(CommandError):
            call_command("report", "SV", out=tmp_path / "bao-cao.txt", **given)


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
