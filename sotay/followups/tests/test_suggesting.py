"""A note from above: sent, refused, not allowed, not found; who is told, and where it stands."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.followups import rules, services
from sotay.followups.models import Suggestion, Task
from sotay.testing.notices import every_notice

pytestmark = pytest.mark.django_db
WORDS = "Mục 2 chưa ghi ai làm, chưa có hạn; đề nghị ghi rõ người và ngày."
NOW = timezone.localdate()


class TestCheckSuggestion:
    def test_takes_six_syllables_and_not_five(self):
        rules.check_suggestion("Mục hai chưa ghi ai làm")
        with pytest.raises(BadInput, match="quá ngắn"):
            rules.check_suggestion("Mục hai chưa ghi rõ")

    def test_takes_what_fits_and_not_one_letter_more(self):
        words = "một hai ba bốn năm sáu ".ljust(rules.SUGGESTION_LENGTH, "x")
        rules.check_suggestion(words)
        with pytest.raises(BadInput, match="quá 2000"):
            rules.check_suggestion(words + "x")


class TestSuggest:
    def test_tells_the_head_below_and_changes_no_state(self, task, officer, secretary):
        made = services.suggest(task=task, words=f"  {WORDS} ", actor=officer)

        assert made.words == WORDS
        (notice,) = every_notice(kind="suggested")
        assert notice.user == secretary.user
        assert WORDS in notice.words
        assert notice.link == reverse("tasks:detail", args=[task.pk])
        assert Task.objects.get(pk=task.pk).state == "open"
        entry = AuditEntry.objects.get(act="tasks.suggest")
        assert (entry.subject_id, entry.organisation_id) == (task.pk, task.owner_id)
        assert WORDS not in json.dumps(entry.details, ensure_ascii=False)

    def test_both_the_person_named_and_the_head_are_told(
        self, issue, officer, secretary, hill_secretary
    ):
        task = issue(responsible=None)
        Task.objects.filter(pk=task.pk).update(responsible=hill_secretary.user)
        services.suggest(task=task, words=WORDS, actor=officer)
        told = {notice.user_id for notice in every_notice(kind="suggested")}
        assert told == {secretary.user.pk, hill_secretary.user.pk}

    def test_is_refused_twice_in_the_same_words(self, task, officer):
        services.suggest(task=task, words=WORDS, actor=officer)
        with pytest.raises(RuleBroken, match="đã gửi rồi"):
            services.suggest(task=task, words=WORDS, actor=officer)
        services.suggest(task=task, words=WORDS + " Gửi lại trước ngày 30.", actor=officer)
        assert Suggestion.objects.count() == 2

    def test_is_refused_on_a_dropped_task(self, task, officer):
        services.drop_task(task=task, reason="Gộp việc", actor=officer)
        with pytest.raises(RuleBroken, match="thôi không làm"):
            services.suggest(task=task, words=WORDS, actor=officer)

    def test_is_for_those_above(self, task, secretary, inspector, far_officer):
        for actor in (secretary, inspector, far_officer):
            with pytest.raises(PermissionDenied):
                services.suggest(task=task, words=WORDS, actor=actor)
        assert Suggestion.objects.count() == 0


class TestPageAndRoute:
    @pytest.fixture
    def task(self, issue):
        return issue(starts_on=NOW - timedelta(days=30), due_on=NOW + timedelta(days=8))

    def test_is_sent_and_stands_on_the_task(self, task, officer, secretary, as_client):
        client, page = as_client(officer), reverse("tasks:suggest", args=[task.pk])
        assert page in client.get(reverse("tasks:detail", args=[task.pk])).content.decode()
        assert client.post(page, {"words": "ngắn"}).status_code == 422
        assert client.post(page, {"words": WORDS}).status_code == 302

        below = as_client(secretary)
        shown = below.get(reverse("tasks:detail", args=[task.pk])).content.decode()
        assert WORDS in shown
        assert "Gửi góp ý" in shown  # in what has happened
        assert page not in shown
        assert WORDS in below.get(reverse("notices:list")).content.decode()

    def test_words_may_be_proposed(self, task, officer, as_client):
        page = reverse("tasks:suggest", args=[task.pk])
        form = as_client(officer).get(page, {"loi": WORDS + "\x00"}).context["form"]
        assert form.initial["words"] == WORDS

    def test_is_not_allowed_below_and_not_found_beside(
        self, task, secretary, hill_secretary, as_client
    ):
        page = reverse("tasks:suggest", args=[task.pk])
        assert as_client(secretary).post(page, {"words": WORDS}).status_code == 403
        assert as_client(hill_secretary).post(page, {"words": WORDS}).status_code == 404

    def test_a_past_day_does_not_know_it_yet(self, task, officer, as_client):
        made = services.suggest(task=task, words=WORDS, actor=officer)
        Suggestion.objects.filter(pk=made.pk).update(made_on=NOW)
        detail = reverse("tasks:detail", args=[task.pk])
        yesterday = (NOW - timedelta(days=1)).isoformat()
        assert WORDS in as_client(officer).get(detail).content.decode()
        assert WORDS not in as_client(officer).get(detail, {"ngay": yesterday}).content.decode()

    def test_route_answers_all_four(self, task, officer, secretary, far_officer, as_client):
        path = f"/api/v1/tasks/{task.pk}/suggestions"

        def send(actor, words):
            payload = json.dumps({"words": words})
            return as_client(actor).post(path, payload, content_type="application/json")

        answer = send(officer, WORDS)
        assert answer.status_code == 201
        assert answer.json()["made_on"] == NOW.isoformat()
        assert send(officer, WORDS).status_code == 409
        assert send(officer, "ngắn").status_code == 422
        assert send(secretary, WORDS).status_code == 403
        assert send(far_officer, WORDS).status_code == 404
        whole = as_client(secretary).get(f"/api/v1/tasks/{task.pk}").json()
        assert [row["words"] for row in whole["suggestions"]] == [WORDS]


def test_notices_of_a_day_are_one_of_a_kind(task, officer, secretary):
    services.suggest(task=task, words=WORDS, actor=officer)
    services.suggest(task=task, words="Thêm số liệu của cả ba phòng vào bảng.", actor=officer)
    (notice,) = every_notice(user=secretary.user, kind="suggested")
    assert "ba phòng" in notice.words
    assert notice.on == date(2026, 11, 22)
