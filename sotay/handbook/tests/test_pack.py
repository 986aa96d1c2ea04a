"""The pack: one's own things only, and a version that changes exactly when they may have."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from sotay.directives import services as directives
from sotay.directives.tests.conftest import register as put_in
from sotay.handbook import doors, pack
from sotay.meetings import services as meetings
from sotay.meetings.models import Field, Invitation, MeetingPaper
from sotay.meetings.story import agenda_of
from sotay.members import services
from sotay.organisations.access import acting_for, actor_for, system_actor
from sotay.organisations.models import Grant, Office, Profile
from sotay.testing.notices import leave_notice

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()
papers = put_in  # the fixture that puts a paper in, beside the one of members


@pytest.fixture
def an(register, stranger):
    return actor_for(stranger.user, NOW)


@pytest.fixture
def plan(papers, world, officer):
    made = papers(issuer=world.bloc, text="Nội dung kế hoạch.")
    directives.issue_document(document=made, to=[world.river], actor=officer)
    return made


def arrange(meeting, secretary, speaker=""):
    """The secretary puts an item of their own first."""
    leads = actor_for(secretary.user, NOW)
    new = meetings.Line("Việc trực hồ mùa mưa", "", 20, speaker)
    with acting_for(leads):
        old = [
            meetings.Line(one.title, one.id, one.minutes, one.speaker or "")
            for one in agenda_of(meeting) if one.title != new.title
        ]  # fmt: skip
        meetings.arrange_agenda(
            meeting=meeting, lines=[new, *old], actor=leads, moment=timezone.now()
        )


def of(actor):
    return pack.version(pack.marks_of(actor.user.pk, actor.today), "vi")


def fetched(client, etag=""):
    head = {"If-None-Match": etag} if etag else {}
    return client.get(doors.PATH, headers=head)


class TestWhatItHolds:
    def test_the_own_record_and_nobody_elses(self, register, an, as_client):
        given = fetched(as_client(an)).json()
        assert given["me"]["full_name"] == "Trần Văn An"
        assert given["me"]["party_age_from"] == "2005-08-20"
        assert "Nguyễn Thị Bình" not in fetched(as_client(an)).content.decode()

    def test_the_level_above_gets_its_own_pack_and_no_members(
        self, register, an, officer, as_client
    ):
        answer = fetched(as_client(officer))
        assert answer.json()["me"] is None
        assert "Trần Văn An" not in answer.content.decode()

    def test_the_version_of_one_opens_nothing_for_another(self, register, an, officer, as_client):
        etag = fetched(as_client(an))["ETag"]
        assert fetched(as_client(officer), etag).status_code == 200

    def test_tasks_notices_and_guidance(self, register, issue, secretary, as_client):
        issue(title="Rà soát", starts_on=NOW, due_on=NOW + timedelta(days=9))
        given = fetched(as_client(secretary)).json()
        assert [one["title"] for one in given["tasks"]] == ["Rà soát"]
        assert len(given["guidance"]) >= 12
        assert all(step["text"] for one in given["guidance"] for step in one["steps"])

    def test_pinned_documents_with_their_texts(self, plan, an, as_client):
        client = as_client(an)
        assert fetched(client).json()["documents"] == []
        with acting_for(an):
            directives.pin_document(document=plan, actor=an)
        (one,) = fetched(client).json()["documents"]
        assert (one["symbol"], one["text"], one["is_cut"]) == (
            "27-KH/ĐUK", "Nội dung kế hoạch.", False,
        )  # fmt: skip

    def test_meetings_one_is_asked_to_with_the_words_of_their_papers(
        self, meeting, an, officer, as_client
    ):
        (one,) = fetched(as_client(an)).json()["meetings"]
        assert (one["id"], one["place"], one["answer"]) == (meeting.pk, "Phòng họp tầng 3", "")
        assert [paper["words"] for paper in one["papers"]] == ["Nội dung dự thảo."]
        assert fetched(as_client(officer)).json()["meetings"] == []

    def test_the_agenda_as_arranged_with_who_presents(self, meeting, an, secretary, as_client):
        arrange(meeting, secretary, "Đồng chí Lê Thị Nhàn")
        (one,) = fetched(as_client(an)).json()["meetings"]
        first, *rest = one["agenda"]
        assert first == {
            "title": "Việc trực hồ mùa mưa", "minutes": 20, "speaker": "Đồng chí Lê Thị Nhàn",
        }  # fmt: skip
        assert [line["title"] for line in rest][::6] == [
            "Mở đầu, điểm danh", "Kết luận, tự đánh giá, thông qua biên bản",
        ]  # fmt: skip

    def test_a_text_beyond_the_room_is_named_without_its_words(
        self, plan, an, as_client, monkeypatch
    ):
        monkeypatch.setattr(pack, "MOST_CHARACTERS", 5)
        with acting_for(an):
            directives.pin_document(document=plan, actor=an)
        (one,) = fetched(as_client(an)).json()["documents"]
        assert (one["text"], one["is_cut"]) == ("", True)

    def test_tells_its_size(self, an, as_client):
        answer = fetched(as_client(an))
        assert answer[doors.BYTES] == str(len(answer.content))
        assert answer["Cache-Control"] == "private, no-cache"

    def test_asks_for_a_sign_in_even_with_a_version(self, an, as_client, client):
        etag = fetched(as_client(an))["ETag"]
        assert fetched(client, etag).status_code == 401


class TestVersion:
    def test_unchanged_is_304_and_empty_before_and_after_midnight(self, an, as_client):
        client = as_client(an)
        etag = fetched(client)["ETag"]
        again = fetched(client, etag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        weak = fetched(client, f"W/{etag}")
        assert weak.status_code == 304
        assert of(an) == pack.version(pack.marks_of(an.user.pk, NOW + timedelta(days=1)), "vi")

    def test_a_wrong_version_gets_the_whole(self, an, as_client):
        assert fetched(as_client(an), '"0"').status_code == 200
        assert fetched(as_client(an), "nonsense").status_code == 200

    def test_the_language_is_part_of_it(self, an):
        assert pack.version(pack.marks_of(an.user.pk, NOW), "vi") != pack.version(
            pack.marks_of(an.user.pk, NOW), "en"
        )

    def test_unchanged_is_told_in_two_questions_beside_the_session(
        self, an, as_client, django_assert_num_queries
    ):
        client = as_client(an)
        etag = fetched(client)["ETag"]
        fetched(client, etag)
        with django_assert_num_queries(3):  # session, account, version
            assert fetched(client, etag).status_code == 304

    def test_changes_with_the_own_record(self, register, an, system):
        before = of(an)
        with acting_for(system):
            services.correct_member(
                actor=system, member=register.an, changes={"phone": "0912345678"}, why="đổi số"
            )
        assert of(an) != before

    def test_changes_with_the_standing(self, register, an, secretary):
        before = of(an)
        keeper = actor_for(secretary.user, NOW)
        with acting_for(keeper):
            services.exempt_member(actor=keeper, member=register.an, on=NOW, reason="sức yếu")
        assert of(an) != before

    def test_changes_with_a_task_and_not_with_somebody_elses(self, issue, an, secretary):
        mine, other = of(secretary), of(an)
        issue(starts_on=NOW, due_on=NOW + timedelta(days=9))
        assert of(secretary) != mine
        assert of(an) == other

    def test_changes_with_a_notice_and_with_its_being_read(self, an):
        versions = [of(an)]
        one = leave_notice(user=an.user, kind="word", words="Xin chào", on=NOW)
        versions.append(of(an))
        one.read_at = timezone.now()
        one.save()
        versions.append(of(an))
        assert len(set(versions)) == 3

    def test_changes_with_a_pin_and_comes_back_without(self, plan, an):
        before = of(an)
        with acting_for(an):
            directives.pin_document(document=plan, actor=an)
        pinned = of(an)
        with acting_for(an):
            directives.unpin_document(document=plan, actor=an)
        assert pinned != before
        assert of(an) == before

    def test_changes_with_a_pinned_paper(self, plan, an, officer):
        with acting_for(an):
            directives.pin_document(document=plan, actor=an)
        before = of(an)
        plan.refresh_from_db()
        plan.abstract = "đã sửa"
        plan.save()
        assert of(an) != before

    def test_changes_with_a_meeting_its_papers_and_ones_answer(self, meeting, an, officer, system):
        versions, other = [of(an)], of(officer)
        with acting_for(an):
            seat = Invitation.objects.own_of(an).get()
            meetings.answer_invitation(
                invitation=seat, answer="coming", actor=an, moment=timezone.now()
            )
        versions.append(of(an))
        with acting_for(system):
            MeetingPaper.objects.get(meeting=meeting).delete()
        versions.append(of(an))
        meeting.place = "Hội trường"
        meeting.save()
        versions.append(of(an))
        assert len(set(versions)) == 4
        assert of(officer) == other

    def test_changes_with_the_agenda_and_not_with_what_is_written_under_it(
        self, meeting, an, secretary
    ):
        versions = [of(an)]
        arrange(meeting, secretary)
        versions.append(of(an))
        arrange(meeting, secretary, "Đồng chí Lê Thị Nhàn")
        versions.append(of(an))
        assert len(set(versions)) == 3
        leads = actor_for(secretary.user, NOW)
        with acting_for(leads):
            row = Field.objects.get(meeting=meeting, value__title="Việc trực hồ mùa mưa")
            wanted = meetings.Wanted(
                uuid4(), row.path, {**row.value, "note": "đã bàn"}, row.version, timezone.now()
            )
            meetings.receive_changes(
                meeting=meeting, changes=[wanted], sent_at=timezone.now(), moment=timezone.now(),
                actor=leads,
            )  # fmt: skip
        assert of(an) == versions[-1]

    def test_says_who_leads_and_changes_with_the_office(self, meeting, an, world, as_client):
        before = of(an)
        assert fetched(as_client(an)).json()["meetings"][0]["leads"] is False
        Grant.objects.create(
            user=an.user, organisation=world.river, office=Office.objects.get(code="deputy"),
            valid_from=NOW,
        )  # fmt: skip
        assert of(an) != before
        assert fetched(as_client(an)).json()["meetings"][0]["leads"] is True

    def test_a_meeting_gone_by_leaves_the_pack(self, meeting, an):
        on = pack.version(pack.marks_of(an.user.pk, meeting.day), "vi")
        assert on == of(an)
        assert pack.version(pack.marks_of(an.user.pk, meeting.day + timedelta(days=1)), "vi") != on

    def test_changes_with_the_name_of_the_cell(self, world, an):
        before = of(an)
        profile = Profile.objects.get(organisation=world.river)
        profile.name = "Chi bộ Sông Lớn"
        profile.save()
        assert of(an) != before

    def test_is_told_in_ones_own_name_whatever_was_said_before(self, register, an, system):
        with acting_for(system_actor(system.user, NOW, "test")):
            inside = of(an)
        assert inside == of(an)

    def test_every_part_is_in_the_pack_and_in_the_version(self, an):
        with acting_for(an):
            built = pack.build(an)
        assert set(built) == {"format", *pack._parts}
        with connection.cursor() as cursor:
            for part in pack._parts.values():
                cursor.execute(part.version, {"user": an.user.pk, "today": NOW})
                assert len(cursor.fetchall()) <= 1
