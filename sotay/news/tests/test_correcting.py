"""A published piece put right: by whom, what readers see, what stays with the committee."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.news import services
from sotay.news.models import Correction, News
from sotay.news.services import Change
from sotay.news.tests.conftest import NOON, WORDS
from sotay.news.tests.test_doors import ROUTE, send, url
from sotay.testing.notices import every_notice, rewrite_notices
from sotay.testing.worlds import TODAY

pytestmark = pytest.mark.django_db
RIGHT = WORDS.replace("12 hộ", "21 hộ")
CHANGES = ("title", "words", "column", "kinds", "branches", "removed", "added")
SAID = "Số hộ được giúp là 21, không phải 12"


@pytest.fixture
def correct(officer):
    def put_right(news, actor=officer, **changes):
        given = {
            "said": SAID, "reason": "Chép nhầm báo cáo",
            "known": 0, "moment": NOON + timedelta(hours=1), **changes,
        }  # fmt: skip
        change = {name: given.pop(name) for name in CHANGES if name in given}
        return services.correct_news(
            news=news, change=Change(**change or {"words": RIGHT}), actor=actor, **given
        )

    return put_right


class TestCorrectNews:
    def test_the_words_are_put_right_and_the_earlier_ones_kept(self, publish, correct, officer):
        made = correct(publish())
        news = News.objects.get()
        assert "21 hộ" in news.words
        assert (made.earlier_title, made.earlier_words) == ("Một cách làm hay", WORDS)
        assert (made.said, made.on, made.by, made.changed) == (
            SAID, TODAY, officer.user, ["words"],
        )  # fmt: skip
        assert (news.published_at, news.published_on) == (NOON, TODAY)
        entry = AuditEntry.objects.get(act="news.correct")
        assert (entry.subject_id, entry.details["correction"]) == (news.pk, made.pk)

    def test_nobody_is_told_again_unless_it_is_chosen(self, publish, correct, secretary):
        news = publish()
        before = every_notice()
        assert before
        correct(news)
        assert every_notice() == before
        news.refresh_from_db()
        correct(news, words=WORDS, known=1, is_told=True)
        (notice,) = every_notice(user=secretary.user, kind="news")
        assert notice.words == "Tin đã đính chính: Một cách làm hay"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"said": " "}, "đính chính điều gì"),
            ({"said": "x" * 501}, "đính chính điều gì"),
            ({"reason": ""}, "lý do đính chính"),
            ({"reason": "x" * 501}, "lý do đính chính"),
            ({"words": WORDS + "\n"}, "chưa có gì khác"),
            ({"words": ""}, "chưa có nội dung"),
            ({"column": "gossip"}, "chuyên mục"),
            ({"kinds": ["club"]}, "cấp tổ chức"),
            ({"removed": [1]}, "không còn ở tin này"),
            ({"title": "Một cách làm hay", "column": "model", "kinds": []}, "chưa có gì khác"),
            ({"title": ""}, "chưa có tên"),
        ],
    )
    def test_says_what_is_missing_and_changes_nothing(self, publish, correct, changes, words):
        with pytest.raises(BadInput, match=words):
            correct(publish(), **changes)
        assert not Correction.objects.exists()
        assert News.objects.get().words == WORDS
        assert not AuditEntry.objects.filter(act="news.correct").exists()

    def test_the_longest_sentence_and_reason_are_taken(self, publish, correct):
        assert correct(publish(), said="x" * 500, reason="y" * 500).said == "x" * 500

    def test_is_for_those_who_speak_for_the_very_committee(
        self, publish, correct, inspector, works_secretary, secretary
    ):
        news = publish()
        for actor in (inspector, works_secretary, secretary):
            with pytest.raises(PermissionDenied):
                correct(news, actor=actor)

    def test_a_draft_and_a_withdrawn_piece_are_not_corrected(
        self, write, publish, correct, officer
    ):
        with pytest.raises(RuleBroken, match="sửa thẳng bản thảo"):
            correct(write())
        news = publish()
        services.withdraw_news(news=news, reason="x", actor=officer, moment=NOON)
        with pytest.raises(RuleBroken, match="đã rút"):
            correct(news)

    def test_a_text_corrected_meanwhile_is_not_written_over(self, publish, correct, leader):
        news = publish()
        correct(news)
        with pytest.raises(RuleBroken, match="lần nữa"):
            correct(news, actor=leader, title="Tên khác")
        made = correct(news, actor=leader, title="Tên khác", known=1)
        assert (made.earlier_words, made.changed) == (RIGHT, ["title"])

    def test_withdrawing_removes_the_notices_of_every_day_mailed_or_not(
        self, publish, correct, officer, secretary
    ):
        news, later = publish(), replace(officer, today=TODAY + timedelta(days=2))
        correct(news, actor=later, is_told=True)
        assert every_notice(kind="news", on=later.today)
        rewrite_notices(mailed_at=NOON)
        services.withdraw_news(news=news, reason="x", actor=later, moment=NOON)
        assert every_notice(kind="news") == []


class TestPages:
    def form(self, news, **changes):
        return {
            "title": news.title, "words": RIGHT, "column": news.column, "said": SAID,
            "reason": "Chép nhầm báo cáo", "known": 0, **changes,
        }  # fmt: skip

    def test_readers_see_what_was_corrected_and_speakers_how_it_read(
        self, publish, officer, secretary, as_client
    ):
        news, desk = publish(), as_client(officer)
        shown = desk.get(url("correct", news.pk))
        assert shown.context["form"].initial["words"] == WORDS
        assert desk.post(url("correct", news.pk), self.form(news)).status_code == 302
        page = as_client(secretary).get(url("detail", news.pk)).content.decode()
        assert "Đã đính chính ngày" in page
        assert SAID in page
        assert "12 hộ." not in page
        assert "Chép nhầm" not in page
        kept = desk.get(url("detail", news.pk)).content.decode()
        assert "12 hộ." in kept
        assert "Chép nhầm báo cáo" in kept

    def test_a_refusal_keeps_what_was_typed(self, publish, officer, as_client):
        news, desk = publish(), as_client(officer)
        answer = desk.post(url("correct", news.pk), self.form(news, said=""))
        assert answer.status_code == 422
        assert "21 hộ" in answer.content.decode()
        stale = desk.post(url("correct", news.pk), self.form(news, known=3))
        assert stale.status_code == 422
        assert "lần nữa" in stale.content.decode()

    def test_others_are_refused_or_do_not_find_it(self, publish, secretary, far_officer, as_client):
        news = publish()
        assert as_client(secretary).get(url("correct", news.pk)).status_code == 403
        assert as_client(secretary).post(url("correct", news.pk)).status_code == 403
        assert as_client(far_officer).get(url("correct", news.pk)).status_code == 404

    def test_a_withdrawn_address_says_so_only_to_those_it_was_meant_for(
        self, publish, write, officer, secretary, far_officer, as_client
    ):
        news, draft = publish(title="Tin nhầm"), write()
        services.withdraw_news(news=news, reason="Sai tên", actor=officer, moment=NOON)
        services.withdraw_news(news=draft, reason="Thôi", actor=officer, moment=NOON)
        answer = as_client(secretary).get(url("detail", news.pk))
        assert answer.status_code == 410
        assert not any(word in answer.content.decode() for word in ("Tin nhầm", "Sai tên", "hộ"))
        assert as_client(far_officer).get(url("detail", news.pk)).status_code == 404
        assert as_client(secretary).get(url("detail", draft.pk)).status_code == 404
        assert "Sai tên" in as_client(officer).get(url("detail", news.pk)).content.decode()
        assert news.seen.count() == 0


class TestRoutes:
    def given(self, **changes):
        return {
            "title": "Một cách làm hay", "words": RIGHT, "said": SAID, "reason": "Chép nhầm",
            **changes,
        }  # fmt: skip

    def test_corrects_and_keeps(self, publish, officer, secretary, as_client):
        desk, reader, path = as_client(officer), as_client(secretary), f"/{publish().pk}"
        made = send(desk, "post", f"{path}/corrections", self.given())
        assert made.status_code == 201
        assert made.json()["words"] == RIGHT
        whole = reader.get(ROUTE + path).json()
        assert whole["corrections"] == [
            {"on": Correction.objects.get().on.isoformat(), "said": SAID, "changed": ["words"]}
        ]
        assert whole["is_corrected"]
        (earlier,) = desk.get(f"{ROUTE}{path}/corrections").json()
        assert (earlier["earlier_words"], earlier["reason"]) == (WORDS, "Chép nhầm")
        assert earlier["by"] == officer.user.full_name
        assert reader.get(f"{ROUTE}{path}/corrections").status_code == 403

    def test_refuses_and_does_not_find(
        self, publish, write, officer, secretary, far_officer, as_client
    ):
        path = f"/{publish().pk}/corrections"
        desk = as_client(officer)
        assert send(desk, "post", path, self.given(reason=" ")).status_code == 422
        assert send(desk, "post", path, self.given(known=1)).status_code == 409
        assert send(desk, "post", f"/{write().pk}/corrections", self.given()).status_code == 409
        assert send(as_client(secretary), "post", path, self.given()).status_code == 403
        assert send(as_client(far_officer), "post", path, self.given()).status_code == 404
        assert as_client(far_officer).get(ROUTE + path).status_code == 404


def test_the_address_of_correcting_is_offered_to_speakers_alone(
    publish, officer, secretary, as_client
):
    news = publish()
    path = reverse("news:correct", args=[news.pk])
    assert path in as_client(officer).get(url("detail", news.pk)).content.decode()
    assert path not in as_client(secretary).get(url("detail", news.pk)).content.decode()
