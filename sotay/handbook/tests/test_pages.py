"""Every page for four answers: done, refused, not allowed, not found; and what it shows."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sotay.core.models import AuditEntry
from sotay.followups.rules import Measure
from sotay.handbook.cards import cards_for, signs
from sotay.handbook.cell import cell_of, cell_page
from sotay.handbook.tests.test_situations import CODES, words_of
from sotay.members import services
from sotay.members.models import Standing
from sotay.members.tests.conftest import facts
from sotay.organisations.access import acting_for, actor_for
from sotay.proposals import services as proposals
from sotay.testing.notices import leave_notice
from sotay.testing.worlds import person

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


def page(client, name, *args, **query):
    return client.get(reverse(f"handbook:{name}", args=args), query)


def shown(client, name, *args, **query):
    answer = page(client, name, *args, **query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def an(register, stranger):
    """The actor of a plain member: An of river."""
    return actor_for(stranger.user, NOW)


@pytest.fixture
def committee_member(world, register):
    user = person("uyvien", "Đào Thị Ủy", ("committee_member", world.river))
    return actor_for(user, NOW)


class TestSigningIn:
    @pytest.mark.parametrize(
        ("name", "args"),
        [
            ("me", []), ("cell", []), ("guidance", []),
            ("situation", ["admission"]), ("paper", ["admission"]),
        ],
    )  # fmt: skip
    def test_comes_first(self, client, name, args):
        answer = page(client, name, *args)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.url


class TestMe:
    def test_says_who_one_is_in_the_register(self, register, an, as_client):
        text = shown(as_client(an), "me")
        assert "Trần Văn An" in text
        assert "Chi bộ Sông" in text
        assert "02-9-2005" in text
        assert "năm" in text

    def test_the_card_number_is_hidden_until_asked_for(self, an, as_client):
        client = as_client(an)
        assert "012345678901" not in shown(client, "me")
        assert "•••• 8901" in shown(client, "me")
        assert "012345678901" in shown(client, "me", card="shown")

    def test_a_member_sees_nobody_elses_record(self, register, an, as_client):
        text = shown(as_client(an), "me", card="shown", member=register.binh.pk)
        assert "Nguyễn Thị Bình" not in text

    def test_counts_looks_of_others_this_month_and_not_ones_own(
        self, register, an, secretary, as_client
    ):
        before = page(as_client(an), "me").context["page"].looks
        keeper = actor_for(secretary.user, NOW)
        with acting_for(keeper):
            services.view_member(actor=keeper, member=register.an, purpose="kiểm tra")
        assert (before, page(as_client(an), "me").context["page"].looks) == (0, 1)

    def test_an_account_without_record_is_told_so(self, officer, as_client):
        assert "chưa nối với hồ sơ" in shown(as_client(officer), "me")

    def test_a_probationary_member_reads_the_day_probation_ends(self, world, system, as_client):
        user = person("moi", "Vũ Văn Mới")
        with acting_for(system):
            services.register_member(
                actor=replace(system, today=NOW), cell=world.hill, since=NOW - timedelta(days=30),
                standing=Standing.PROBATIONARY, user=user,
                facts=facts("Vũ Văn Mới", decided_on=NOW - timedelta(days=40),
                            admitted_on=NOW - timedelta(days=30)),
            )  # fmt: skip
        text = shown(as_client(actor_for(user, NOW)), "me")
        assert "Hết dự bị" in text
        assert "Tuổi đảng" not in text

    def test_shows_own_tasks_and_what_the_cell_has_not_opened(self, issue, an, as_client):
        issue(starts_on=NOW - timedelta(days=9), due_on=NOW - timedelta(days=1),
              responsible=None)  # fmt: skip
        cards = dict(page(as_client(an), "me").context["page"].cards)
        assert cards["tasks"].count == 0  # the cell's, not this person's
        assert "documents" not in cards

    def test_asks_a_fixed_number_of_questions(
        self, issue, an, as_client, django_assert_max_num_queries
    ):
        client = as_client(an)
        issue(starts_on=NOW, due_on=NOW + timedelta(days=9), responsible=an.user)
        leave_notice(user=an.user, kind="word", words="Xin chào", on=NOW, link="/first")
        page(client, "me")
        with CaptureQueriesContext(connection) as before:
            page(client, "me")
        for n in range(5):
            issue(starts_on=NOW, due_on=NOW + timedelta(days=9))
            leave_notice(user=an.user, kind="word", words="Xin chào", on=NOW, link=f"/{n}")
        with django_assert_max_num_queries(len(before)):
            page(client, "me")


class TestCell:
    def test_a_member_reads_who_leads_it_and_its_tasks(
        self, register, issue, an, secretary, as_client
    ):
        issue(title="Rà soát quy chế", starts_on=NOW, due_on=NOW + timedelta(days=9))
        text = shown(as_client(an), "cell")
        assert "Chi bộ Sông" in text
        assert "Lê Thị Nhàn" in text
        assert "Rà soát quy chế" in text

    def test_a_member_gets_no_glance(self, register, an, as_client):
        answer = page(as_client(an), "cell")
        assert answer.context["page"].glance is None
        assert "Danh sách đảng viên" not in answer.content.decode()

    def test_the_secretary_sees_standings_and_records_to_mend(self, register, secretary, as_client):
        found = page(as_client(secretary), "cell").context["page"].glance
        assert dict(found.standings) == {"chính thức": 1}
        assert found.to_mend == 1

    def test_the_secretary_sees_who_is_due_for_recognition(
        self, register, hill_secretary, as_client
    ):
        (one,) = page(as_client(hill_secretary), "cell").context["page"].glance.probationary
        assert (one.full_name, str(one.ends_on)) == ("Nguyễn Thị Bình", "2026-09-02")
        assert one.is_due
        text = shown(as_client(hill_secretary), "cell")
        assert "Nguyễn Thị Bình" in text
        assert "ngày làm việc" in text  # the rule with its value and source

    @pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
    def test_recognition_is_late_from_the_day_after_its_term(
        self, register, hill_secretary, days, late
    ):
        with acting_for(hill_secretary):
            glance = cell_page(hill_secretary, register.binh.cell).glance
            last = glance.probationary[0].consider_by
        then = actor_for(hill_secretary.user, last + timedelta(days=days))
        with acting_for(then):
            (one,) = cell_page(then, register.binh.cell).glance.probationary
        assert one.is_late is late

    def test_what_the_system_holds_is_offered_as_an_answer_with_one_tap(
        self, register, issue, secretary, as_client
    ):
        given = issue(
            title="Báo cáo đảng viên", starts_on=NOW, due_on=NOW + timedelta(days=9),
            criteria=[Measure("quantity", "Tổng số đảng viên", target=Decimal(1))],
        )  # fmt: skip
        client = as_client(secretary)
        (offer,) = page(client, "cell").context["page"].glance.offers
        assert (offer.task.pk, [value for _one, value in offer.figures]) == (given.pk, [1])
        form = client.get(offer.url).context["form"]
        key = given.criteria.get().pk
        assert form.initial[f"value_{key}"] == Decimal(1)

    def test_a_criterion_that_the_system_cannot_count_is_not_offered(
        self, register, issue, secretary, as_client
    ):
        issue(
            starts_on=NOW, due_on=NOW + timedelta(days=9),
            criteria=[
                Measure("quantity", "Tổng số đảng viên", target=Decimal(1)),
                Measure("quantity", "Số quần chúng ưu tú", target=Decimal(1)),
            ],
        )  # fmt: skip
        assert page(as_client(secretary), "cell").context["page"].glance.offers == ()

    def test_a_committee_member_sees_names_but_no_records_to_mend(
        self, register, committee_member, as_client
    ):
        found = page(as_client(committee_member), "cell").context["page"].glance
        assert (found.to_mend, found.offers, found.may_mend) == (0, (), False)

    def test_who_has_no_cell_is_told_so(self, officer, as_client):
        assert cell_of(officer) is None
        assert "chưa nối với chi bộ" in shown(as_client(officer), "cell")

    def test_asks_the_same_number_of_questions_for_any_number_of_members(
        self, world, system, register, secretary, as_client, django_assert_max_num_queries
    ):
        client = as_client(secretary)
        page(client, "cell")
        with CaptureQueriesContext(connection) as before:
            page(client, "cell")
        with acting_for(system):
            for n in range(6):
                services.register_member(
                    actor=system, cell=world.river, since=NOW - timedelta(days=9),
                    facts=facts(f"Đinh Văn {'ABCDEG'[n]}"),
                )  # fmt: skip
        with django_assert_max_num_queries(len(before)):
            page(client, "cell")


class TestSigns:
    """One question says which cards have anything to say; no card may be lost by it."""

    def test_who_has_nothing_is_asked_nothing_more(self, register, an):
        with acting_for(an):
            found = signs(an)
            assert {"tasks", "notices", "dues", "meeting", "reading"} & found == set()
            cards = dict(cards_for(an))
        assert "không có việc nào đang chờ" in cards["tasks"].words
        assert "không có tin chưa đọc" in cards["notices"].words
        assert "Chưa rõ mức đóng" in cards["dues"].words

    @pytest.mark.parametrize("who", ["an", "secretary", "officer", "leader"])
    def test_with_and_without_the_question_the_cards_are_the_same(
        self, meeting, issue, world, request, monkeypatch, who
    ):
        actor = request.getfixturevalue(who)
        issue(starts_on=NOW, due_on=NOW + timedelta(days=9), responsible=actor.user)
        leave_notice(user=actor.user, kind="word", words="Xin chào", on=NOW, link="/1")
        with acting_for(actor):
            proposals.submit(
                organisation=world.bloc, kind="ask", subject="living",
                words="Bao giờ có phòng họp mới?", actor=actor,
            )  # fmt: skip
            asked = cards_for(actor)
            monkeypatch.setattr("sotay.handbook.cards._signs", {})
            assert cards_for(actor) == asked
        assert dict(asked)["tasks"].count
        assert "1 ý kiến đang xử lý" in dict(asked)["proposals"].words


class TestCardsOfOtherApps:
    def test_the_next_meeting_stands_apart(self, meeting, an, secretary, as_client):
        found = page(as_client(an), "me").context["page"]
        assert found.meeting is not None
        assert "14.00, Phòng họp tầng 3" in found.meeting.words
        assert found.meeting.count == 1  # not answered yet
        assert found.meeting not in found.lines
        assert "14.00, Phòng họp tầng 3" in shown(as_client(secretary), "cell")

    def test_who_is_not_asked_is_told_of_no_meeting(self, meeting, hill_secretary, as_client):
        assert page(as_client(hill_secretary), "me").context["page"].meeting is None

    def test_a_member_reads_the_state_of_dues_among_the_facts(self, an, as_client):
        found = page(as_client(an), "me").context["page"]
        assert found.dues is not None
        assert found.dues.url == reverse("dues:mine")
        assert found.dues not in found.lines

    def test_the_secretary_reads_the_dues_of_the_cell(self, register, secretary, an, as_client):
        found = dict(page(as_client(secretary), "cell").context["page"].cards)
        assert found["dues"].url == reverse("dues:home")
        assert "dues" not in dict(page(as_client(an), "cell").context["page"].cards)


class TestGuidance:
    def test_lists_every_situation_and_is_searched_without_marks(self, an, as_client):
        client = as_client(an)
        everything = page(client, "guidance").context
        assert everything["count"] == len(CODES)
        assert "Chuyển sinh hoạt chính thức" in shown(client, "guidance", q="chuyen sinh hoat")
        assert "Không có hướng dẫn nào khớp" in shown(client, "guidance", q="bong da")

    @pytest.mark.parametrize("code", CODES)
    def test_each_opens_with_its_rules_and_their_sources(self, an, as_client, code):
        text = shown(as_client(an), "situation", code)
        assert "Các bước" in text
        assert "Tải mẫu Word" in text

    def test_a_step_shows_the_value_of_its_rule_with_source_and_certainty(self, an, as_client):
        text = shown(as_client(an), "situation", "transfer")
        assert "60 ngày làm việc" in text
        assert "208-QĐ/TW" in text
        assert "gợi ý" in text

    def test_an_unknown_situation_is_not_found(self, an, as_client):
        assert page(as_client(an), "situation", "nothing").status_code == 404
        assert page(as_client(an), "paper", "nothing").status_code == 404


class TestPaper:
    def test_a_member_gets_it_filled_in_with_their_own_record(self, register, an, as_client):
        text = words_of(page(as_client(an), "paper", "exemption").content)
        assert "Trần Văn An" in text
        assert "012345678901" in text
        assert "Chi bộ Sông" in text
        assert not AuditEntry.objects.filter(act="members.view").exists()

    def test_the_secretary_reads_a_record_for_it_and_the_member_sees_that(
        self, register, an, secretary, as_client
    ):
        answer = page(as_client(secretary), "paper", "transfer", member=register.an.pk)
        assert "Trần Văn An" in words_of(answer.content)
        assert answer["Cache-Control"] == "no-store"
        looks = AuditEntry.objects.filter(act="members.view", subject_id=register.an.pk)
        assert "lập giấy tờ" in looks.get().details["why"]
        own = as_client(an).get(reverse("members:me")).content.decode()
        assert "lập giấy tờ" in own

    def test_without_a_member_nobodys_record_is_read(self, register, secretary, as_client):
        text = words_of(page(as_client(secretary), "paper", "transfer").content)
        assert "Trần Văn An" not in text
        assert "Lê Thị Nhàn" in text  # who signs for the cell
        assert not AuditEntry.objects.filter(act="members.view").exists()

    def test_the_cells_figures_are_filled_in(self, register, secretary, as_client):
        text = words_of(page(as_client(secretary), "paper", "monthly-resolution").content)
        assert "Tổng số đảng viên 1 đồng chí (chính thức 1, dự bị 0, được miễn 0)" in text

    def test_a_member_out_of_sight_is_not_found(self, register, an, secretary, as_client):
        for actor, member in ((an, register.binh), (secretary, register.chi)):
            answer = page(as_client(actor), "paper", "transfer", member=member.pk)
            assert answer.status_code == 404
        assert page(as_client(an), "paper", "transfer", member="x").status_code == 404
        assert page(as_client(an), "paper", "transfer", member=10**17).status_code == 404

    def test_who_may_list_but_not_read_records_is_refused(
        self, register, committee_member, as_client
    ):
        answer = page(as_client(committee_member), "paper", "transfer", member=register.an.pk)
        assert answer.status_code == 403
        assert not AuditEntry.objects.filter(act="members.view").exists()

    def test_people_to_choose_from_are_those_whose_record_may_be_read(
        self, register, secretary, an, committee_member, as_client
    ):
        def offered(actor, **query):
            return page(as_client(actor), "situation", "transfer", **query).context["people"]

        assert offered(secretary) == [(register.an.pk, "Trần Văn An, 1980")]
        assert offered(secretary, find="binh") == []
        assert offered(secretary, find="van an") == [(register.an.pk, "Trần Văn An, 1980")]
        assert offered(an) == offered(committee_member) == []

    def test_is_a_word_file_that_opens(self, register, an, as_client):
        answer = page(as_client(an), "paper", "dues")
        assert (
            answer["Content-Disposition"]
            == 'attachment; filename="don-xin-mien-giam-dang-phi.docx"'
        )
        assert docx.Document(io.BytesIO(answer.content)).paragraphs
