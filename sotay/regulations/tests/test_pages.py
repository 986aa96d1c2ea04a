"""Pages, routes and commands: done, refused, not allowed, not found."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.urls import reverse

from sotay.regulations import services
from sotay.regulations.models import Override
from sotay.regulations.registry import national, rule

REPORT = "members.transfer_report_days"
PAGE = f"/rules/{REPORT}/"
ROUTE = f"/api/v1/rules/{REPORT}"
START = date(2026, 3, 1)


@pytest.fixture
def asked(world):
    return {
        "organisation": world.bloc.pk, "value": "20", "valid_from": "01-03-2026", "valid_to": "",
        "document": "15-QĐ/ĐUK", "clause": "",
    }  # fmt: skip


@pytest.fixture
def own(world, officer):
    return services.set_override(
        actor=officer, organisation=world.bloc, rule_id=REPORT, value=20, valid_from=START,
        document="15-QĐ/ĐUK",
    )  # fmt: skip


class TestList:
    def test_shows_every_rule_with_value_source_and_certainty(self, as_client, officer):
        page = as_client(officer).get("/rules/").content.decode()
        assert "30\u00a0ngày làm việc" in page
        assert '<span class="nw">208-QĐ/TW</span> ngày <span class="nw">26-7-2026</span>' in page
        assert "gợi ý</span>" in page

    def test_shows_a_value_set_where_one_stands(self, as_client, officer, own):
        page = as_client(officer).get("/rules/").content.decode()
        assert "20\u00a0ngày làm việc" in page
        assert "đặt riêng" in page

    def test_is_searched_with_or_without_marks(self, as_client, stranger):
        for words in ("huy hieu", "Huy hiệu", "badge_years"):
            page = as_client(stranger).get("/rules/", {"q": words}).content.decode()
            assert "Các mốc tặng Huy hiệu Đảng" in page
            assert REPORT not in page

    def test_says_when_nothing_is_found(self, as_client, stranger):
        page = as_client(stranger).get("/rules/", {"q": "không có đâu"}).content.decode()
        assert "Không có quy tắc nào" in page

    def test_is_narrowed_by_certainty_and_subject(self, as_client, stranger):
        page = as_client(stranger).get(
            "/rules/", {"certainty": "local", "subject": "reports"}
        ).content.decode()  # fmt: skip
        assert "reports.suppress_below" in page
        assert REPORT not in page

    def test_asks_few_questions_of_the_database(
        self, as_client, officer, own, django_assert_max_num_queries
    ):
        client = as_client(officer)
        with django_assert_max_num_queries(40):
            client.get("/rules/")

    def test_strangers_to_the_house_sign_in_first(self, client, db):
        assert client.get("/rules/").status_code == 302


class TestDetail:
    def test_shows_the_values_through_time(self, as_client, stranger):
        page = as_client(stranger).get("/rules/members.badge_years/").content.decode()
        assert "19-5-2026" in page
        assert "Mốc 35 và 95 năm" in page
        assert "Đặt giá trị riêng" not in page

    def test_an_unknown_rule_is_not_found(self, as_client, officer):
        assert as_client(officer).get("/rules/members.nothing/").status_code == 404

    def test_a_table_is_set_row_by_row(self, as_client, officer, world, asked):
        client = as_client(officer)
        page = "/rules/meetings.quality_sheet/"
        shown = client.get(page).content.decode()
        assert "Thời gian, thời lượng: 5\n" in shown
        typed = "Thời gian, thời lượng: 10\nSáng kiến: 90"
        assert client.post(page, {**asked, "value": typed}).status_code == 302
        assert Override.objects.get().value == {"time": 10, "sáng_kiến": 90}
        again = client.post(page, {**asked, "value": "Sáng kiến"})
        assert again.status_code == 422
        assert "chưa đủ" in again.content.decode()

    def test_criteria_are_codes_and_words_under_four_goods(self, as_client, officer, asked):
        client = as_client(officer)
        page = "/rules/recognitions.cell_criteria/"
        assert "Hệ thống tự tính được: Nhiệm vụ được giao" in client.get(page).content.decode()
        typed = "Chất lượng sinh hoạt: Buổi sinh hoạt đủ thời lượng; Nêu gương, nói đi đôi với làm"
        assert client.post(page, {**asked, "value": typed}).status_code == 302
        assert Override.objects.get().value == {
            "meetings": ["meetings_long_enough", "Nêu gương, nói đi đôi với làm"]
        }
        strange = client.post(page, {**asked, "value": "Khác: Làm tốt"})
        assert strange.status_code == 422

    def test_a_table_of_tables_is_not_set_through_the_form(
        self, as_client, officer, asked, monkeypatch
    ):
        monkeypatch.setattr("sotay.regulations.rules.can_be_typed", lambda value: False)
        client = as_client(officer)
        page = "/rules/directives.layout.margins_mm/"
        assert "Đặt giá trị riêng" not in client.get(page).content.decode()
        assert client.post(page, asked).status_code == 404


class TestSetting:
    def test_sets_the_value(self, as_client, officer, world, asked):
        answer = as_client(officer).post(PAGE, asked, follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
        made = Override.objects.get()
        assert (made.value, made.valid_from, made.organisation_id) == (20, START, world.bloc.pk)
        assert "15-QĐ/ĐUK" in answer.content.decode()

    def test_what_is_refused_keeps_what_was_typed(self, as_client, officer, asked):
        answer = as_client(officer).post(PAGE, {**asked, "value": "hai mươi"})
        assert answer.status_code == 422
        assert "hai mươi" in answer.content.decode()
        assert "không phải là số" in answer.content.decode()
        assert not Override.objects.exists()

    def test_what_the_service_refuses_is_said_on_the_page(self, as_client, officer, asked):
        answer = as_client(officer).post(PAGE, {**asked, "valid_to": "01-02-2026"})
        assert answer.status_code == 422
        assert "phải sau ngày bắt đầu" in answer.content.decode()

    def test_those_without_the_right_find_no_form(self, as_client, inspector, asked):
        assert as_client(inspector).post(PAGE, asked).status_code == 404
        assert not Override.objects.exists()

    def test_another_organisation_cannot_be_chosen(self, as_client, officer, world, asked):
        answer = as_client(officer).post(PAGE, {**asked, "organisation": world.far.pk})
        assert answer.status_code == 422
        assert not Override.objects.exists()


class TestEnding:
    def url(self, override):
        return reverse("regulations:end_override", args=[override.pk])

    def test_ends_it_from_the_day(self, as_client, officer, world, own):
        answer = as_client(officer).post(self.url(own), {"on": "01-6-2026"}, follow=True)
        assert "Đã ghi ngày thôi áp dụng" in answer.content.decode()
        assert rule(REPORT, date(2026, 5, 31), [world.bloc.pk]).value == 20
        assert rule(REPORT, date(2026, 6, 1), [world.bloc.pk]).value == 30

    @pytest.mark.parametrize("on", ["28-02-2026", "32-1-2026", ""])
    def test_a_day_that_cannot_be_is_said(self, as_client, officer, world, own, on):
        answer = as_client(officer).post(self.url(own), {"on": on}, follow=True)
        assert "strip bad" in answer.content.decode()
        assert rule(REPORT, date(2027, 1, 1), [world.bloc.pk]).value == 20

    def test_is_not_found_for_others_nor_by_get(self, as_client, far_officer, inspector, own):
        for actor in (far_officer, inspector):
            assert as_client(actor).post(self.url(own), {"on": "01-6-2026"}).status_code == 404
        assert as_client(far_officer).get(self.url(own)).status_code == 405


class TestRoutes:
    def test_lists_and_gets_on_a_day(self, as_client, stranger):
        client = as_client(stranger)
        listed = {row["id"]: row for row in client.get("/api/v1/rules").json()}
        assert listed[REPORT]["value"] == 30
        then = client.get("/api/v1/rules/members.badge_years", {"day": "2026-05-18"}).json()
        assert 35 not in then["value"]
        assert then["certainty"] == "press"
        assert len(client.get(f"{ROUTE}/values").json()) == 7

    def test_gives_what_holds_where_the_caller_stands(self, as_client, officer, own, world):
        client = as_client(officer)
        found = client.get(ROUTE).json()
        assert (found["value"], found["overridden_by"]) == (20, world.bloc.pk)
        assert client.get(ROUTE, {"national": "true"}).json()["value"] == 30
        assert [row["id"] for row in client.get(f"{ROUTE}/overrides").json()] == [own.pk]

    def test_what_is_not_there_is_not_found(self, as_client, officer, own):
        client = as_client(officer)
        for path in ("", "/values", "/overrides"):
            assert client.get(f"/api/v1/rules/members.nothing{path}").status_code == 404
        assert client.get("/api/v1/rules/reports.suppress_below?day=2009-12-31").status_code == 404
        other = f"/api/v1/rules/members.stay_months/overrides/{own.pk}/end"
        assert self.post(client, other, {"on": "2026-06-01"}).status_code == 404

    def post(self, client, url, body):
        return client.post(url, body, content_type="application/json")

    def test_sets_and_ends(self, as_client, officer, world):
        client = as_client(officer)
        body = {"organisation_id": world.bloc.pk, "value": 20, "valid_from": "2026-03-01",
                "document": "15-QĐ/ĐUK"}  # fmt: skip
        made = self.post(client, f"{ROUTE}/overrides", body)
        assert made.status_code == 201, made.content
        url = f"{ROUTE}/overrides/{made.json()['id']}/end"
        ended = self.post(client, url, {"on": "2026-06-01"})
        assert ended.json()["valid_to"] == "2026-06-01"
        url = f"{ROUTE}/overrides/{ended.json()['id']}/end"
        assert self.post(client, url, {"on": "2026-03-01"}).status_code == 204

    def test_a_table_is_set_as_a_table(self, as_client, officer, world):
        body = {"organisation_id": world.bloc.pk, "value": {"trên": 25, "trái": 35},
                "valid_from": "2026-06-01", "document": "15-QĐ/ĐUK"}  # fmt: skip
        url = "/api/v1/rules/directives.layout.margins_mm/overrides"
        assert self.post(as_client(officer), url, body).status_code == 201

    @pytest.mark.parametrize(
        ("change", "status"),
        [({"value": "20"}, 422), ({"document": ""}, 422), ({"valid_to": "2026-02-01"}, 422),
         ({"valid_from": "1900-01-01"}, 409)],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, as_client, officer, world, change, status):
        body = {"organisation_id": world.bloc.pk, "value": 20, "valid_from": "2026-03-01",
                "document": "15-QĐ/ĐUK", **change}  # fmt: skip
        assert self.post(as_client(officer), f"{ROUTE}/overrides", body).status_code == status
        assert not Override.objects.exists()

    def test_others_are_not_allowed_or_do_not_find_it(
        self, as_client, inspector, far_officer, world
    ):
        body = {"organisation_id": world.bloc.pk, "value": 20, "valid_from": "2026-03-01",
                "document": "15-QĐ/ĐUK"}  # fmt: skip
        url = f"{ROUTE}/overrides"
        assert self.post(as_client(inspector), url, body).status_code == 403
        assert self.post(as_client(far_officer), url, body).status_code == 404


class TestFragment:
    def test_says_value_source_days_and_certainty(self):
        shown = render_to_string(
            "regulations/_rule.html", {"rule": national(REPORT, date(2025, 6, 1))}
        )
        assert "30\u00a0ngày làm việc" in shown
        assert '<span class="nw">232-QĐ/TW</span> ngày <span class="nw">20-01-2025</span>' in shown
        assert "01-7-2025" in shown
        assert "theo báo chí" in shown
        assert f"/rules/{REPORT}/" in shown
        assert "style=" not in shown

    def test_a_choice_of_our_own_says_so(self):
        found = national("reports.suppress_below", date(2026, 1, 1))
        shown = render_to_string("regulations/_rule.html", {"rule": found})
        assert "Lựa chọn của Sổ tay" in shown
        assert "lựa chọn riêng" in shown


@pytest.mark.django_db
class TestCommand:
    def test_check_passes_on_the_shipped_pack(self):
        out = StringIO()
        call_command("rules", "check", stdout=out)
        assert "quy tắc" in out.getvalue()
        assert "Chưa chắc chắn" in out.getvalue()

    def test_check_fails_on_a_value_that_fits_no_rule(self, world, officer):
        Override.objects.create(
            rule="members.gone", organisation_id=world.bloc.pk, value=1, document="x",
            valid_from=START, set_by=officer.user,
        )  # fmt: skip
        out = StringIO()
        with pytest.raises(CommandError) as refusal:
            call_command("rules", "check", stdout=out)
        assert refusal.value.returncode == 1
        assert "members.gone" in out.getvalue()

    def test_shows_one_rule_through_time_and_on_a_day(self, world, own):
        out = StringIO()
        call_command("rules", "show", REPORT, stdout=out)
        assert out.getvalue().count(REPORT) == 7
        out = StringIO()
        call_command("rules", "show", REPORT, "--day", "30-6-2025", stdout=out)
        assert "232-QĐ/TW" in out.getvalue()
        out = StringIO()
        call_command("rules", "show", REPORT, "--organisation", str(world.bloc.pk), stdout=out)
        assert "20\u00a0ngày làm việc" in out.getvalue()
        assert f"Do tổ chức {world.bloc.pk} đặt riêng." in out.getvalue()

    @pytest.mark.parametrize("wrong", [["members.nothing"], [REPORT, "--day", "31-6-2026"]])
    def test_what_is_not_there_is_said(self, wrong):
        with pytest.raises(CommandError, match=r"\.$"):
            call_command("rules", "show", *wrong)
