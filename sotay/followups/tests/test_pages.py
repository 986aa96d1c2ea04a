"""Every page for four answers: done, refused, not allowed, not found; and what it shows."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sotay.followups import queue, services
from sotay.followups.cards import today_cards
from sotay.followups.models import Assessment, Dependency, Extension, Progress, Task
from sotay.followups.services import Offered
from sotay.followups.tests.conftest import picture
from sotay.organisations import panels
from sotay.organisations.access import actor_for

pytestmark = pytest.mark.django_db

# Pages work on the day of the clock: the scenes here are set around it.
NOW = timezone.localdate()
DUE = NOW + timedelta(days=8)


@pytest.fixture
def task(issue):
    return issue(starts_on=NOW - timedelta(days=30), due_on=DUE)


@pytest.fixture
def sent(task, secretary, report):
    actor = actor_for(secretary.user, NOW)
    return report(task, 1, (23, 26), actor=actor, evidence=[Offered(picture(), "họp.jpg")])


def page(client, name, *args, **query):
    return client.get(reverse(f"tasks:{name}", args=args), query)


def post(client, name, *args, **given):
    return client.post(reverse(f"tasks:{name}", args=args), given)


class TestWhoSeesWhat:
    @pytest.mark.parametrize(
        "name", ["detail", "report", "concretise", "ask_extension", "drop", "assess"]
    )
    def test_a_task_out_of_reach_is_not_found(self, task, hill_secretary, as_client, name):
        client = as_client(hill_secretary)
        assert page(client, name, task.pk).status_code == 404
        assert post(client, name, task.pk).status_code in (404, 405)
        assert page(client, name, 999_999).status_code == 404

    @pytest.mark.parametrize("name", ["list", "queue", "issue"])
    def test_one_must_sign_in(self, client, name):
        answer = page(client, name)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.url

    @pytest.mark.parametrize("name", ["accept", "return", "undo_verification"])
    def test_a_report_out_of_reach_is_not_found(self, sent, far_officer, as_client, name):
        assert post(as_client(far_officer), name, sent.pk).status_code == 404

    def test_acts_are_offered_to_those_who_may(self, task, sent, secretary, officer, as_client):
        above = page(as_client(officer), "detail", task.pk).content.decode()
        below = page(as_client(secretary), "detail", task.pk).content.decode()
        assert "Thẩm định" in above
        assert reverse("tasks:report", args=[task.pk]) not in above
        assert reverse("tasks:report", args=[task.pk]) in below
        assert reverse("tasks:drop", args=[task.pk]) not in below


class TestList:
    def test_shows_what_is_in_reach_with_missing_drawn_as_missing(self, task, secretary, as_client):
        shown = page(as_client(secretary), "list").content.decode()
        assert task.title in shown
        assert "chưa có số liệu" in shown
        assert "0,0" not in shown

    def test_is_narrowed_by_words_state_lateness_and_place(self, issue, world, officer, as_client):
        issue(
            title="Rà soát quy chế",
            starts_on=NOW - timedelta(days=9),
            due_on=NOW - timedelta(days=1),
        )
        issue(title="Kết nạp đảng viên", owners=[world.hill], due_on=DUE)
        client = as_client(officer)

        def titles(**query):
            return [card.task.title for card in page(client, "list", **query).context["cards"]]

        assert titles() == ["Rà soát quy chế", "Kết nạp đảng viên"]
        assert titles(late="1") == titles(state="late") == ["Rà soát quy chế"]
        assert titles(q="ket nap") == ["Kết nạp đảng viên"]
        assert titles(organisation=world.hill.pk) == ["Kết nạp đảng viên"]
        assert titles(state="done") == []
        assert titles(whose="mine") == []

    def test_is_read_in_parts_without_loss_or_repeat(self, issue, officer, as_client, monkeypatch):
        for n in range(7):
            issue(title=f"Việc {n}", due_on=None if n == 3 else DUE + timedelta(days=n % 2))
        monkeypatch.setattr("sotay.followups.listing.page.__kwdefaults__", {"after": "", "size": 3})
        client, seen, query = as_client(officer), [], ""
        for _part in range(4):
            answer = client.get(reverse("tasks:list") + query)
            seen += [card.task.pk for card in answer.context["cards"]]
            query = answer.context["next_url"]
            if not query:
                break
        assert len(seen) == len(set(seen)) == 7
        assert Task.objects.get(pk=seen[-1]).due_on is None

    def test_asks_the_same_number_of_questions_for_any_number_of_tasks(
        self, issue, officer, as_client, django_assert_max_num_queries
    ):
        client = as_client(officer)
        for n in range(12):
            issue(title=f"Việc {n}", due_on=DUE)
        page(client, "list")
        with django_assert_max_num_queries(40):
            page(client, "list")


class TestOfferedFigures:
    def test_a_figure_in_the_address_is_put_in_for_the_person_to_see(
        self, task, secretary, as_client
    ):
        first, second = task.criteria.order_by("id")
        given = {f"value_{first.pk}": "2", f"value_{second.pk}": "hai", "value_0": "9"}
        form = page(as_client(secretary), "report", task.pk, **given).context["form"]
        assert form[f"value_{first.pk}"].value() == "2"
        assert not form[f"value_{second.pk}"].value()
        assert not Progress.objects.exists()


class TestDetail:
    def test_shows_formula_evidence_and_history(self, task, sent, officer, as_client):
        shown = page(as_client(officer), "detail", task.pk).content.decode()
        assert "0,5 × (1 ÷ 1) + 0,5 × (88,5 ÷ 90) = 99,2" in shown
        assert "Tiến độ đã thẩm định: chưa có số liệu" in shown
        assert "họp.jpg" in shown
        assert "Báo kết quả, kèm 1 tệp" in shown
        assert "Mỗi chi bộ tổ chức ít nhất 01 kỳ" in shown

    def test_the_person_told_to_mend_reads_exactly_that(
        self, task, sent, officer, secretary, as_client
    ):
        services.return_progress(
            progress=sent, reasons=["unclear"], note="Chụp lại biên bản.", redo_by=DUE,
            actor=actor_for(officer.user, NOW), at=timezone.now(),
        )  # fmt: skip
        for name in ("detail", "report"):
            shown = page(as_client(secretary), name, task.pk).content.decode()
            assert "Chụp lại biên bản." in shown
            assert "Minh chứng không đọc được" in shown


class TestReportPage:
    def given(self, task, **changes):
        first, second = task.criteria.order_by("id")
        return {
            "device_key": str(uuid4()), "note": "Đã họp", "is_final": "on",
            f"value_{first.pk}": "1", f"value_{second.pk}": "23", f"whole_{second.pk}": "26",
            **changes,
        }  # fmt: skip

    def test_a_photograph_and_figures_go_in_one_post(self, task, secretary, as_client):
        photo = SimpleUploadedFile("anh.jpg", picture(), "image/jpeg")
        client = as_client(secretary)

        answer = client.post(
            reverse("tasks:report", args=[task.pk]),
            self.given(task, photo=photo, photo_taken="2026-11-16T15:10:00"),
            follow=True,
        )

        assert answer.redirect_chain[0][0] == reverse("tasks:detail", args=[task.pk])
        made = Progress.objects.get()
        assert made.evidence.get().taken_at.hour == 8
        shown = answer.content.decode()
        assert "Đã gửi lúc" in shown
        assert "cần trên 90" in shown  # missing the target warns and does not block

    def test_sent_twice_is_kept_once(self, task, secretary, as_client):
        client, given = as_client(secretary), self.given(task)
        for _time in range(2):
            assert post(client, "report", task.pk, **given).status_code == 302
        assert Progress.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "words"),
        [({"value": "hai"}, "không phải là số"), ({"value": "27"}, "lớn hơn tổng số"),
         ({"whole": ""}, "tổng số lớn hơn 0")],
    )  # fmt: skip
    def test_a_figure_that_cannot_be_is_refused_and_the_rest_is_kept(
        self, task, secretary, as_client, changes, words
    ):
        second = task.criteria.order_by("id")[1]
        wrong = {f"{name}_{second.pk}": value for name, value in changes.items()}
        answer = post(as_client(secretary), "report", task.pk, **self.given(task, **wrong))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "Đã họp" in answer.content.decode()
        assert Progress.objects.count() == 0

    def test_a_hostile_file_is_refused(self, task, secretary, as_client):
        bad = SimpleUploadedFile("anh.jpg", b"<svg onload='x()'/>", "image/jpeg")
        answer = post(as_client(secretary), "report", task.pk, **self.given(task, photo=bad))
        assert answer.status_code == 422
        assert "tự chạy" in answer.content.decode()

    def test_is_not_for_the_level_above(self, task, officer, as_client):
        client = as_client(officer)
        assert page(client, "report", task.pk).status_code == 403
        assert post(client, "report", task.pk, note="x").status_code == 403


class TestQueue:
    def test_oldest_first_with_the_whole_case(self, sent, officer, as_client):
        answer = page(as_client(officer), "queue")
        shown = answer.content.decode()
        assert answer.context["case"].row.progress == sent
        assert "99,2" in shown
        assert "chưa dùng ở đâu" in shown
        assert "23 / 26" in shown

    def test_holds_only_what_one_may_judge(
        self, sent, secretary, far_officer, inspector, as_client
    ):
        for actor in (secretary, far_officer, inspector):
            assert queue.queue(actor_for(actor.user, NOW), NOW).rows == ()

    def test_accepting_opens_the_next_case_and_can_be_undone(
        self, issue, sent, secretary, report, officer, as_client
    ):
        second = report(
            issue(title="Việc sau", due_on=DUE), 1, actor=actor_for(secretary.user, NOW)
        )
        client = as_client(officer)
        answer = post(client, "accept", sent.pk, following=second.pk)
        assert answer.status_code == 302
        shown = client.get(answer.url)
        assert shown.context["case"].row.progress == second
        assert "Hoàn tác" in shown.content.decode()
        undone = post(client, "undo_verification", sent.pk)
        assert undone.status_code == 302
        assert Progress.objects.get(pk=sent.pk).state == "sent"

    def test_returning_needs_all_three_and_keeps_what_was_typed(self, sent, officer, as_client):
        client = as_client(officer)
        answer = post(client, "return", sent.pk, note="Gửi biên bản khác", reasons=["unclear"])
        assert answer.status_code == 422
        assert "Gửi biên bản khác" in answer.content.decode()
        answer = post(
            client, "return", sent.pk, note="Gửi lại", reasons=["unclear"],
            redo_by=f"{DUE.day}-{DUE.month}-{DUE.year}",
        )  # fmt: skip
        assert answer.status_code == 302
        assert Progress.objects.get(pk=sent.pk).redo_by == DUE

    def test_is_not_for_the_own_level(self, sent, secretary, as_client):
        client = as_client(secretary)
        assert post(client, "accept", sent.pk).status_code == 403
        assert Progress.objects.get(pk=sent.pk).state == "sent"

    def test_an_act_needs_a_post(self, sent, officer, as_client):
        assert page(as_client(officer), "accept", sent.pk).status_code == 405

    def test_every_tab_opens(self, task, sent, officer, secretary, as_client):
        client, above = as_client(officer), actor_for(officer.user, NOW)
        services.return_progress(
            progress=sent,
            reasons=["unclear"],
            note="x",
            redo_by=DUE,
            actor=above,
            at=timezone.now(),
        )
        services.ask_extension(
            task=task,
            asked_due_on=DUE + timedelta(days=1),
            reason="Chờ",
            actor=actor_for(secretary.user, NOW),
        )
        for tab, count in (("waiting", 0), ("returned", 1), ("extension", 1), ("done", 0)):
            answer = page(client, "queue", tab=tab)
            assert answer.status_code == 200
            assert answer.context["queue"].counts[tab] == len(answer.context["queue"].rows) == count

    def test_an_old_wait_counts_working_days(self, task, system, officer):
        services.report_progress(
            task=task,
            actor=system,
            note="x",
            reported_on=date(2026, 11, 13),  # a Friday
        )
        rows = queue.queue(actor_for(officer.user, NOW), date(2026, 11, 22)).rows
        assert rows[0].waited == 5
        assert rows[0].wait_words == "chờ 5 ngày"


class TestActPages:
    def test_an_extension_is_asked_for_and_granted(self, task, secretary, officer, as_client):
        later = DUE + timedelta(days=5)
        given = {
            "asked_due_on": f"{later.day}-{later.month}-{later.year}",
            "reason": "Chờ hướng dẫn",
        }
        assert post(as_client(secretary), "ask_extension", task.pk, reason="x").status_code == 422
        assert post(as_client(officer), "ask_extension", task.pk, **given).status_code == 403
        assert post(as_client(secretary), "ask_extension", task.pk, **given).status_code == 302
        asked = Extension.objects.get()
        assert post(as_client(secretary), "extend", asked.pk, grant="1").status_code == 403
        assert post(as_client(officer), "extend", asked.pk, grant="0").status_code == 422
        assert post(as_client(officer), "extend", asked.pk, grant="1").status_code == 302
        assert Task.objects.get(pk=task.pk).due_on == later

    def test_a_task_is_dropped_with_its_reason(self, task, secretary, officer, as_client):
        assert post(as_client(secretary), "drop", task.pk, reason="x").status_code == 403
        assert post(as_client(officer), "drop", task.pk, reason=" ").status_code == 422
        assert post(as_client(officer), "drop", task.pk, reason="Thôi").status_code == 302
        assert Task.objects.get(pk=task.pk).drop_reason == "Thôi"

    def test_a_done_task_is_assessed(self, task, sent, officer, as_client):
        client = as_client(officer)
        services.accept_progress(
            progress=sent, actor=actor_for(officer.user, NOW), at=timezone.now()
        )
        form = page(client, "assess", task.pk)
        assert form.context["form"]["result"].value() == "partly"
        assert post(client, "assess", task.pk, result="partly").status_code == 422
        given = {"result": "partly", "limit_words": "Dự chưa đủ", "limit_causes": ["few_people"]}
        assert post(client, "assess", task.pk, **given).status_code == 302
        assert Assessment.objects.get().limit_causes == ["few_people"]
        assert "Thiếu người, kiêm nhiệm" in page(client, "detail", task.pk).content.decode()

    def test_waiting_is_set_and_ended(self, task, issue, officer, far_officer, as_client):
        other, client = issue(title="Kế hoạch", due_on=DUE), as_client(officer)
        assert post(client, "wait_for", task.pk, on=other.pk).status_code == 302
        assert Dependency.objects.count() == 1
        post(client, "wait_for", task.pk, on="khong")
        assert post(as_client(far_officer), "stop_waiting", task.pk, on=other.pk).status_code == 404
        post(client, "stop_waiting", task.pk, on=other.pk)
        assert Dependency.objects.count() == 0

    def test_a_task_is_given_to_several(self, world, officer, secretary, as_client):
        client = as_client(officer)
        form = {"criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0",
                "criteria-0-name": "Số kỳ",
                "criteria-0-kind": "quantity", "criteria-0-comparator": ">=",
                "criteria-0-target": "1"}  # fmt: skip
        assert page(as_client(secretary), "issue").status_code == 200
        assert post(client, "issue", **form, title="").status_code == 422
        answer = post(
            client, "issue", **form, title="Học tập", owners=[world.works.pk, world.plain.pk]
        )
        assert answer.status_code == 302
        assert {task.owner for task in Task.objects.all()} == {world.works, world.plain}
        assert Task.objects.first().criteria.get().target == Decimal(1)
        refused = post(client, "issue", **form, title="Học", owners=[world.shore.pk])
        assert refused.status_code == 422

    def test_who_may_not_give_is_told_so(self, stranger, inspector, as_client):
        for actor in (stranger, inspector):
            assert page(as_client(actor), "issue").status_code == 403

    def test_an_upper_task_is_made_concrete(
        self, issue, world, works_secretary, officer, as_client
    ):
        upper = issue(owners=[world.works], due_on=DUE)
        form = {"children-TOTAL_FORMS": "1", "children-INITIAL_FORMS": "0",
                "children-0-title": "Họp học tập", "children-0-owner": world.river.pk,
                "children-0-due_on": f"{DUE.day}-{DUE.month}-{DUE.year}",
                "children-0-criterion": "Đã họp", "children-0-product": "Biên bản"}  # fmt: skip
        client = as_client(works_secretary)
        assert page(client, "concretise", upper.pk).status_code == 200
        assert post(as_client(officer), "concretise", upper.pk, **form).status_code == 403
        late = f"{DUE.day}-{DUE.month}-{DUE.year + 1}"
        refused = post(client, "concretise", upper.pk, **{**form, "children-0-due_on": late})
        assert refused.status_code == 422
        assert "sau hạn của nhiệm vụ cấp trên" in refused.content.decode()
        assert post(client, "concretise", upper.pk, **form).status_code == 302
        child = upper.children.get()
        assert child.criteria.get().kind == "milestone"
        assert "chưa cụ thể hóa" in page(client, "detail", upper.pk).content.decode()


class TestEvidencePages:
    def test_the_bytes_are_handed_to_those_who_may_and_to_nobody_else(
        self, sent, officer, hill_secretary, as_client
    ):
        piece = sent.evidence.get()
        answer = page(as_client(officer), "evidence_file", piece.pk)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        hidden = page(as_client(hill_secretary), "evidence_file", piece.pk)
        absent = page(as_client(hill_secretary), "evidence_file", 999_999)
        assert hidden.status_code == absent.status_code == 404
        token = re.compile(rb'content="[^"]{64}"')
        assert token.sub(b"", hidden.content) == token.sub(b"", absent.content)

    def test_says_where_else_the_file_was_offered(
        self, sent, issue, secretary, officer, report, as_client
    ):
        piece = sent.evidence.get()
        same = page(as_client(officer), "evidence_file", piece.pk)
        other = issue(title="Việc quý III", due_on=DUE)
        report(other, 1, actor=actor_for(secretary.user, NOW),
               evidence=[Offered(b"".join(same.streaming_content), "lai.jpg")])  # fmt: skip
        shown = page(as_client(officer), "evidence", piece.pk).content.decode()
        assert "Việc quý III" in shown
        listed = page(as_client(officer), "queue").content.decode()
        assert "trùng tệp với “Việc quý III”" in listed

    def test_a_lost_file_is_not_found(self, sent, officer, as_client):
        from sotay.core import files

        piece = sent.evidence.get()
        files.path_of(piece.file).unlink()
        assert page(as_client(officer), "evidence_file", piece.pk).status_code == 404


class TestToday:
    def test_what_was_returned_comes_first(self, task, sent, issue, officer, secretary):
        me = actor_for(secretary.user, NOW)
        issue(title="Quá hạn", starts_on=NOW - timedelta(days=9), due_on=NOW - timedelta(days=1))
        issue(title="Sắp tới", due_on=DUE)
        services.return_progress(
            progress=sent, reasons=["unclear"], note="Chụp lại", redo_by=NOW + timedelta(days=4),
            actor=actor_for(officer.user, NOW), at=timezone.now(),
        )  # fmt: skip
        today = today_cards(me, NOW)

        assert [card.task.title for card in today.urgent] == [task.title, "Quá hạn"]
        assert today.urgent[0].chip == "Bị trả lại, còn 4 ngày"
        assert [card.task.title for card in today.coming] == ["Sắp tới"]
        assert today.sentence == "Hôm nay có 2 việc gấp."

    def test_nothing_urgent_is_said_plainly(self, secretary):
        assert (
            today_cards(actor_for(secretary.user, NOW), NOW).sentence
            == "Hôm nay không có việc đến hạn."
        )

    def test_the_late_panel_appears_on_the_organisations_page(self, issue, world, officer):
        actor = actor_for(officer.user, NOW)

        def late():
            found = panels.collect(actor, world.works, NOW, None)
            return [one for one in found if one.template == "followups/_late_panel.html"]

        assert late() == []
        issue(starts_on=NOW - timedelta(days=9), due_on=NOW - timedelta(days=1))
        assert late()[0].context["count"] == 1


class TestNotices:
    def test_a_new_task_is_told_to_those_who_must_do_it(
        self, secretary, hill_secretary, task, as_client
    ):
        own, beside = as_client(secretary), as_client(hill_secretary)
        assert "Nhiệm vụ mới" in own.get(reverse("notices:list")).content.decode()
        assert "Nhiệm vụ mới" not in beside.get(reverse("notices:list")).content.decode()


class TestRowsOfForms:
    def test_a_row_half_filled_is_asked_about_and_not_dropped(
        self, issue, world, works_secretary, officer, as_client
    ):
        upper = issue(owners=[world.works], due_on=DUE)
        rows = {"children-TOTAL_FORMS": "1", "children-INITIAL_FORMS": "0",
                "children-0-owner": world.river.pk, "children-0-product": "Biên bản"}  # fmt: skip
        answer = post(as_client(works_secretary), "concretise", upper.pk, **rows)
        assert answer.status_code == 422
        assert "chưa ghi việc cụ thể" in answer.content.decode()
        rows = {"criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0",
                "criteria-0-target": "3", "title": "Học", "owners": [world.works.pk]}  # fmt: skip
        answer = post(as_client(officer), "issue", **rows)
        assert answer.status_code == 422
        assert "chưa có tên tiêu chí" in answer.content.decode()
