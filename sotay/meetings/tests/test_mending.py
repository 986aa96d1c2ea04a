"""What is put right on the chair's page: hours, items, speeches, roll; and paper entered later."""

import io
from datetime import date, time, timedelta
from uuid import uuid4

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from sotay.core.models import AuditEntry
from sotay.meetings import cards, paper, prefill, services
from sotay.meetings.models import Field, Invitation, Meeting, Minutes
from sotay.meetings.story import Happened
from sotay.meetings.tests.conftest import change, hold, moment, person, send
from sotay.meetings.views.ground import other_day
from sotay.organisations.access import acting_for, actor_for
from sotay.organisations.models import Grant, Office
from sotay.testing.notices import every_notice
from sotay.testing.worlds import TODAY

pytestmark = pytest.mark.django_db
THIRD = date(2026, 12, 3)


def url(name, *args):
    return reverse(f"meetings:{name}", args=args)


@pytest.fixture
def chair(meeting, secretary, as_client):
    return as_client(secretary)


def opened(meeting: Meeting, leading) -> Meeting:
    return services.open_meeting(meeting=meeting, actor=leading, moment=moment(THIRD))


class TestHours:
    def test_a_press_that_was_forgotten_is_put_right(self, meeting, leading, chair):
        opened(meeting, leading)
        services.close_meeting(
            meeting=meeting, actor=leading, moment=moment(THIRD + timedelta(days=1), 8)
        )
        assert Meeting.objects.get(pk=meeting.pk).minutes_held == 18 * 60
        form = chair.get(url("lead", meeting.pk)).context["hours_form"]
        assert (form["opened"].value(), form["closed"].value()) == ("14.00", None)
        given = {"opened": "14.00", "closed": "15h40", "paused": "10"}
        chair.post(url("write", meeting.pk, "hours"), given)
        assert Meeting.objects.get(pk=meeting.pk).minutes_held == 90

    def test_an_empty_end_ends_nothing_and_changes_nothing(self, meeting, leading, chair):
        opened(meeting, leading)
        chair.post(url("write", meeting.pk, "hours"), {"opened": "13.50", "closed": "15.00"})
        found = Happened(Meeting.objects.get(pk=meeting.pk))
        assert timezone.localtime(found.opened_at).time() == time(13, 50)
        assert (found.closed_at, found.meeting.state) == (None, "open")

    def test_an_end_before_the_beginning_is_refused(self, meeting, leading, chair):
        hold_at = moment(THIRD, 15)
        opened(meeting, leading)
        services.close_meeting(meeting=meeting, actor=leading, moment=hold_at)
        answer = chair.post(
            url("write", meeting.pk, "hours"), {"opened": "14.00", "closed": "13.00"}, follow=True
        )
        assert "phải sau giờ bắt đầu" in answer.content.decode()
        assert Happened(meeting).closed_at == hold_at


class TestTheSecretaryAddsSentences:
    def test_to_any_item_after_the_end(self, meeting, leading, chair):
        opened(meeting, leading)
        services.close_meeting(meeting=meeting, actor=leading, moment=moment(THIRD, 16))
        items = chair.get(url("lead", meeting.pk)).context["items"]
        assert not any(one["is_now"] for one in items)
        first = items[0]
        chair.post(
            url("write", meeting.pk, "note"),
            {"item": first["part"].id, "base": first["base"], "note": "Chi bộ chào cờ."},
        )
        kept = Minutes.objects.get(meeting=meeting).sections
        assert ["Chi bộ chào cờ."] in [part["paragraphs"] for part in kept]

    def test_a_speech_written_afterwards_stands_under_the_discussion(
        self, meeting, leading, people, chair
    ):
        opened(meeting, leading)
        services.close_meeting(meeting=meeting, actor=leading, moment=moment(THIRD, 16))
        chair.post(
            url("write", meeting.pk, "speech"),
            {"member": person(meeting, people.loc), "gist": "xem lại lịch trực"},
        )
        titles = {
            part["title"]: part["paragraphs"]
            for part in Minutes.objects.get(meeting=meeting).sections
        }
        assert titles["Thảo luận, phê bình và tự phê bình"] == [
            "Đồng chí Hà Văn Lộc: xem lại lịch trực"
        ]

    def test_a_speech_and_a_task_written_by_mistake_are_taken_off(
        self, meeting, leading, people, chair
    ):
        hold(meeting, leading, people)
        for kind in ("speech", "task"):
            row = Field.objects.get(meeting=meeting, path__startswith=f"{kind}/")
            assert row.path in chair.get(url("lead", meeting.pk)).content.decode()
            chair.post(url("write", meeting.pk, "off"), {"path": row.path})
        happened = Happened(meeting)
        assert (happened.speeches, happened.tasks) == ([], [])

    def test_a_day_is_written_as_on_papers(self, meeting, leading, people, chair):
        hold(meeting, leading, people)
        page = chair.get(url("lead", meeting.pk)).content.decode()
        assert "10-12-2026" in page
        assert ">2026-12-10<" not in page

    def test_what_is_over_for_good_is_only_shown(self, meeting, chair):
        Meeting.objects.filter(pk=meeting.pk).update(state="sealed")
        assert chair.get(url("lead", meeting.pk)).url == url("detail", meeting.pk)

    def test_who_begins_it_chairs_it_until_somebody_else_is_named(
        self, meeting, leading, people, chair
    ):
        opened(meeting, leading)
        assert Happened(meeting).fact("chair") == str(person(meeting, people.nhan))
        page = chair.get(url("lead", meeting.pk)).context
        assert page["chair"] == str(person(meeting, people.nhan))

    def test_a_chair_named_before_stays(self, meeting, leading, people):
        named = str(person(meeting, people.loc))
        send(meeting, leading, change("meeting/chair", named))
        opened(meeting, leading)
        assert Happened(meeting).fact("chair") == named


class TestRollCall:
    def states(self, meeting):
        return {row.invitation.name: row.state for row in Happened(meeting).roll}

    def test_one_press_marks_all_who_are_left(self, meeting, leading, people, loc, chair):
        seat = Invitation.objects.get(meeting=meeting, member=people.loc)
        services.answer_invitation(
            invitation=seat, answer="excused", reason="ốm", actor=leading, moment=moment(THIRD)
        )
        opened(meeting, leading)
        chair.post(
            url("write", meeting.pk, "roll"),
            {"rest": "on", f"roll_{person(meeting, people.may)}": "absent"},
        )
        assert self.states(meeting) == {
            "Lê Thị Nhàn": "present",
            "Hà Văn Lộc": "excused",
            "Đỗ Thị Mây": "absent",
            "Lò Thị Ẻn": "present",
            "Nguyễn Khắc Duẩn": "",  # exempt: here only where somebody says so
        }
        mark = Field.objects.get(meeting=meeting, path=f"roll/{seat.person}").value
        assert mark["reason"] == "ốm"

    def test_without_it_nobody_else_is_marked(self, meeting, leading, people, chair):
        opened(meeting, leading)
        chair.post(
            url("write", meeting.pk, "roll"), {f"roll_{person(meeting, people.may)}": "present"}
        )
        assert sorted(self.states(meeting).values()) == ["", "", "", "", "present"]

    @pytest.mark.parametrize(("form", "offered"), [("in_person", False), ("online", True),
                                                   ("mixed", True)])  # fmt: skip
    def test_online_is_offered_where_somebody_may_be_so(self, meeting, chair, form, offered):
        Meeting.objects.filter(pk=meeting.pk).update(form=form)
        states = dict(chair.get(url("lead", meeting.pk)).context["states"])
        assert ("online" in states) == offered

    def test_somebody_online_stays_so_when_the_roll_is_saved(self, meeting, leading, people, chair):
        opened(meeting, leading)
        path = f"roll/{person(meeting, people.may)}"
        send(meeting, leading, change(path, {"state": "online", "how": "list"}))
        page = chair.get(url("lead", meeting.pk)).content.decode()
        name = f'name="roll_{person(meeting, people.may)}"'
        assert f'{name} value="online" checked' in page
        assert f'{name} value="present" checked' not in page


class TestOnline:
    def test_the_way_into_the_room_is_for_who_is_asked(
        self, meeting, chair, loc, officer, as_client
    ):
        Meeting.objects.filter(pk=meeting.pk).update(link="https://hop.vidu.vn/1", form="online")
        for client in (chair, as_client(loc)):
            assert "https://hop.vidu.vn/1" in client.get(url("detail", meeting.pk)).content.decode()
        seen = as_client(officer).get(url("detail", meeting.pk)).content.decode()
        assert "https://hop.vidu.vn/1" not in seen


class TestTheSecretaryWritesAnswers:
    def test_excused_with_a_reason(self, meeting, people, chair):
        seat = Invitation.objects.get(meeting=meeting, member=people.may)
        where, one = url("answer_for_one", meeting.pk), {"invitation": seat.pk}
        chair.post(where, {**one, "answer": "excused", "reason": "đi công tác"})
        seat.refresh_from_db()
        assert (seat.answer, seat.reason) == ("excused", "đi công tác")
        page = chair.get(url("detail", meeting.pk)).content.decode()
        assert where in page
        chair.post(where, {**one, "answer": "coming", "reason": ""})
        seat.refresh_from_db()
        assert seat.answer == "coming"

    def test_nobody_chosen_nobodys_seat_and_not_allowed(
        self, meeting, people, chair, loc, as_client
    ):
        where = url("answer_for_one", meeting.pk)
        said = chair.post(where, {"answer": "coming"}, follow=True).content.decode()
        assert "Chưa chọn người báo" in said
        assert chair.post(where, {"answer": "coming", "invitation": "9"}).status_code == 404
        seat = Invitation.objects.get(meeting=meeting, member=people.may)
        given = {"answer": "coming", "invitation": seat.pk}
        assert as_client(loc).post(where, given).status_code == 404


class TestPaperFirst:
    def given(self, meeting, people, **more):
        seat = person(meeting, people.loc)
        return {
            "opened": "14.00", "closed": "15.40", "resolution": "Thống nhất.",
            f"roll_{seat}": "present", **more,
        }  # fmt: skip

    def test_work_given_is_written_with_it(self, meeting, people, chair):
        seat = person(meeting, people.loc)
        more = {"title_1": "Gửi số liệu", "member_1": seat, "due_on_1": "10-12-2026"}
        assert chair.post(url("enter", meeting.pk), self.given(meeting, people, **more)).url
        (task,) = Happened(meeting).tasks
        assert (task.title, task.member, task.due_on) == ("Gửi số liệu", str(seat), "2026-12-10")
        assert Meeting.objects.get(pk=meeting.pk).tasks_given == 1

    def test_a_day_without_work_is_refused_and_the_roll_is_kept(self, meeting, people, chair):
        more = {"due_on_2": "10-12-2026"}
        answer = chair.post(url("enter", meeting.pk), self.given(meeting, people, **more))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "chưa ghi việc" in page
        assert f'name="roll_{person(meeting, people.loc)}" value="present" checked' in page

    def test_a_meeting_where_nobody_was_is_asked_about(self, meeting, people, chair):
        given = {"opened": "14.00", "closed": "15.40"}
        answer = chair.post(url("enter", meeting.pk), given)
        assert answer.status_code == 422
        assert "Chưa đánh dấu ai có mặt" in answer.content.decode()
        assert chair.post(url("enter", meeting.pk), {**given, "rest": "on"}).status_code == 302
        assert Meeting.objects.get(pk=meeting.pk).here == 4

    def test_nobody_is_invited_to_a_day_gone_by(self, leading, people, world, chair):
        gone = services.plan_meeting(
            organisation=world.river, kind="thematic", starts_at=moment(date(2026, 11, 5)),
            actor=leading,
        )  # fmt: skip
        before = len(every_notice())
        assert chair.get(url("enter", gone.pk)).status_code == 200
        assert len(every_notice()) == before
        assert Meeting.objects.get(pk=gone.pk).state == "planned"
        assert gone.invitations.count() == 5

    def test_what_is_sealed_leads_back_to_it(self, meeting, chair):
        Meeting.objects.filter(pk=meeting.pk).update(state="sealed")
        answer = chair.get(url("enter", meeting.pk), follow=True)
        assert "Đồng chí mở biên bản" in answer.content.decode()


class TestWhatTheSystemKnows:
    def test_last_months_resolution_in_its_own_words(self, meeting, leading, people, world):
        hold(meeting, leading, people)
        told = prefill.known(world.river, date(2027, 1, 4), THIRD)
        assert any(
            one.item == "report" and "Chi bộ thống nhất nhiệm vụ tháng 12." in one.words
            for one in told
        )
        later = prefill.known(world.river, date(2027, 2, 3), date(2027, 1, 4))
        assert not any("thống nhất nhiệm vụ tháng 12" in one.words for one in later)

    def test_stands_by_the_item_under_way(self, meeting, leading, chair):
        opened(meeting, leading)
        chair.post(url("write", meeting.pk, "next"))
        page = chair.get(url("lead", meeting.pk)).content.decode()
        assert "Đã có cho mục “Mở đầu, điểm danh”" in page
        assert "chưa lập danh sách thu" in page


class TestTwice:
    def test_the_meeting_that_stands_is_one_press_away(self, people, secretary, as_client):
        client, day = as_client(secretary), timezone.localdate() + timedelta(days=3)
        given = {"kind": "ordinary", "on": f"{day:%d-%m-%Y}", "at": "14", "form": "in_person"}
        first = client.post(url("plan"), given).url
        answer = client.post(url("plan"), given)
        assert answer.status_code == 422
        assert f'href="{first}"' in answer.content.decode()


def test_a_committee_is_offered_meetings_of_its_own_only(world, officer, as_client):
    page = as_client(officer).get(url("plan"))
    kinds = [value for value, _label in page.context["form"].fields["kind"].choices]
    assert kinds == ["committee", "conference"]


class TestPapers:
    def words(self, client, name, meeting):
        made = docx.Document(io.BytesIO(client.get(url(name, meeting.pk)).content))
        cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in made.paragraphs), *cells])

    @pytest.fixture
    def held(self, meeting, leading, people):
        send(meeting, leading, change("meeting/chair", str(person(meeting, people.nhan))))
        motion = {"words": "Thông qua nghị quyết tháng 12", "agree": 3, "against": 0, "other": 0}
        send(meeting, leading, change(f"motion/{uuid4()}", motion))
        return hold(meeting, leading, people)

    def test_the_resolution_is_a_paper_of_its_own(self, held, leading, chair):
        draft = self.words(chair, "resolution_word", held)
        assert "NGHỊ QUYẾT (dự thảo)" in draft
        assert "Số …-NQ/CB" in draft
        services.seal_minutes(
            meeting=held, actor=leading, moment=moment(THIRD, 17), number="12-NQ/CB"
        )
        paper = self.words(chair, "resolution_word", held)
        assert "dự thảo" not in paper
        assert "Số 12-NQ/CB" in paper
        assert "Phải dự 4, có mặt 3 (75,0\u00a0%). Chủ trì: đồng chí Lê Thị Nhàn." in paper
        assert "Chi bộ thống nhất nhiệm vụ tháng 12." in paper
        assert (
            "1. Gửi số liệu hồ chứa; đồng chí Hà Văn Lộc; hạn 10-12-2026; sản phẩm: bảng số liệu."
        ) in paper
        assert "Nghị quyết được 3 trên 3 đảng viên có quyền biểu quyết tán thành." in paper
        assert "T/M CHI BỘ" in paper
        first, second = (chair.get(url("resolution_pdf", held.pk)).content for _time in range(2))
        assert first.startswith(b"%PDF")
        assert first == second

    def test_a_member_gets_the_same_papers_as_the_chair(self, held, chair, loc, as_client):
        member = as_client(loc)
        for name in ("minutes_word", "minutes_pdf", "resolution_word", "resolution_pdf"):
            where = url(name, held.pk)
            assert member.get(where).content == chair.get(where).content

    def test_out_of_sight_there_is_none(self, held, hill_secretary, as_client):
        assert as_client(hill_secretary).get(url("resolution_word", held.pk)).status_code == 404

    def test_without_a_resolution_there_is_none(self, held, leading, chair):
        base = Field.objects.get(meeting=held, path="resolution/text").version
        send(held, leading, change("resolution/text", " ", base))
        for name in ("resolution_word", "resolution_pdf"):
            assert chair.get(url(name, held.pk)).status_code == 404
        assert chair.get(f"/api/v1/meetings/{held.pk}/resolution/file").status_code == 404

    def test_by_route(self, held, chair):
        path = f"/api/v1/meetings/{held.pk}/resolution/file"
        assert chair.get(path).content.startswith(b"%PDF")
        assert chair.get(path, {"kind": "docx"}).content.startswith(b"PK")

    @pytest.mark.parametrize(
        ("kind", "name", "symbol"),
        [
            ("ordinary", "Chi bộ Sông", "…-BB/CB"),
            ("committee", "Chi bộ Sông", "…-BB/CB"),
            ("committee", "Đảng bộ Sở Công trình", "…-BB/ĐU"),
            ("conference", "Đảng bộ Sở Công trình", "…-BB"),
        ],
    )
    def test_the_symbol_is_of_the_organ_that_meets(self, kind, name, symbol):
        assert paper.symbol_of(kind, name) == symbol


class TestForTheLeader:
    def test_what_is_hollow_and_what_nobody_wrote_down(
        self, meeting, leading, people, leader, world, loc
    ):
        hold(meeting, leading, people)
        services.plan_meeting(
            organisation=world.river, kind="thematic", starts_at=moment(date(2026, 12, 7)),
            actor=leading,
        )  # fmt: skip
        Meeting.objects.filter(pk=meeting.pk).update(signs=["no_task"])
        counted = {
            day: cards.quarter_in_short(leader, world.bloc, date(2026, 12, day))
            for day in (2, 7, 8)
        }
        assert counted[2] == cards.QuarterInShort(held=0, hollow=0, overdue=0)
        assert counted[7] == cards.QuarterInShort(held=1, hollow=1, overdue=0)
        assert counted[8] == cards.QuarterInShort(held=1, hollow=1, overdue=1)
        assert cards.quarter_in_short(leader, world.bloc, date(2027, 1, 8)).held == 0
        assert cards.quarter_in_short(loc, world.bloc, date(2026, 12, 8)) is None

    def test_stands_on_their_page(self, people, leader, as_client):
        page = as_client(leader).get(reverse("web:leader")).content.decode()
        assert "Sinh hoạt trong quý" in page


class TestBegunByMistake:
    def test_it_is_as_before_and_what_was_written_stays(self, meeting, leading, people, chair):
        opened(meeting, leading)
        chair.post(url("write", meeting.pk, "next"))
        first = chair.get(url("lead", meeting.pk)).context["items"][0]
        chair.post(
            url("write", meeting.pk, "note"),
            {"item": first["part"].id, "base": first["base"], "note": "Chi bộ chào cờ."},
        )
        assert chair.post(url("unopen", meeting.pk)).url == url("detail", meeting.pk)
        found = Happened(Meeting.objects.get(pk=meeting.pk))
        assert (found.meeting.state, found.opened_at, found.now) == ("invited", None, None)
        assert found.items[0].note == "Chi bộ chào cờ."
        chair.post(url("change", meeting.pk), {"on": "04-12-2026", "at": "14", "form": "in_person"})
        assert Meeting.objects.get(pk=meeting.pk).day == date(2026, 12, 4)

    def test_refused_not_allowed_not_found(self, meeting, leading, chair, loc, stranger, as_client):
        answer = chair.post(url("unopen", meeting.pk), follow=True)
        assert "chưa bắt đầu hoặc đã xong" in answer.content.decode()
        path = f"/api/v1/meetings/{meeting.pk}/unopen"
        assert chair.post(path).status_code == 409
        assert as_client(loc).post(path).status_code == 403
        assert as_client(stranger).post(path).status_code == 404

    def test_a_device_takes_it_back_as_a_desk_does(self, meeting, leading, people):
        opened(meeting, leading)
        here, first = uuid4(), Happened(meeting).items[0]
        begun = {**first.value, "started_at": moment(THIRD).isoformat(), "note": "Chào cờ."}
        send(
            meeting, leading, change(f"item/{first.id}", begun, 1),
            change(f"roll/{person(meeting, people.loc)}", "present"), device=here,
        )  # fmt: skip
        done = send(meeting, leading, change("meeting/opened_at", None, 1), device=here)
        assert (len(done.taken), done.refused) == (1, {})
        found = Happened(Meeting.objects.get(pk=meeting.pk))
        assert (found.meeting.state, found.opened_at, found.now) == ("invited", None, None)
        assert (found.items[0].note, found.items[0].started_at) == ("Chào cờ.", None)
        assert {row.invitation.name: row.state for row in found.roll}["Hà Văn Lộc"] == "present"
        assert AuditEntry.objects.filter(act="meetings.unopen").count() == 1
        # Begun anew it goes on as ever.
        send(meeting, leading, change("meeting/opened_at", moment(THIRD, 15).isoformat(), 2))
        assert Meeting.objects.get(pk=meeting.pk).state == "open"

    def test_begun_and_taken_back_in_one_sending_it_never_began(self, meeting, leading):
        at = moment(THIRD).isoformat()
        send(
            meeting, leading, change("meeting/opened_at", at), change("meeting/opened_at", None),
            device=uuid4(),
        )  # fmt: skip
        assert Meeting.objects.get(pk=meeting.pk).state == "invited"
        assert Happened(meeting).opened_at is None

    def test_a_device_is_refused_once_it_is_over_by_the_same_sentence(
        self, meeting, leading, people
    ):
        hold(meeting, leading, people)
        before = Happened(meeting).opened_at
        for seal in (False, True):
            if seal:
                services.seal_minutes(meeting=meeting, actor=leading, moment=moment(THIRD, 17))
            back = change("meeting/opened_at", None, 1)
            done = send(meeting, leading, back, device=uuid4())
            assert "chưa bắt đầu hoặc đã xong" in done.refused[back.key]
            assert Happened(meeting).opened_at == before

    def test_who_writes_and_does_not_lead_takes_no_beginning_back(
        self, meeting, leading, world, loc
    ):
        opened(meeting, leading)
        Grant.objects.create(
            user=loc.user, organisation=world.river, office=Office.objects.get(code="officer"),
            valid_from=date(2020, 1, 1),
        )  # fmt: skip
        writer, back = actor_for(loc.user, TODAY), change("meeting/opened_at", None, 1)
        with acting_for(writer):
            done = send(meeting, writer, back)
        assert "cấp ủy của chính tổ chức họp" in done.refused[back.key]
        assert Meeting.objects.get(pk=meeting.pk).state == "open"

    def test_another_day_than_planned_is_said_before_it_begins(self, meeting):
        assert other_day(meeting, THIRD) == ""
        said = other_day(meeting, THIRD + timedelta(days=1))
        assert "Lịch ghi ngày 03-12-2026, hôm nay là 04-12-2026" in said

    def test_that_stands_on_both_pages(self, meeting, chair):
        said = other_day(meeting, timezone.localdate())
        for name in ("detail", "lead"):
            assert chair.get(url(name, meeting.pk)).context["other_day"] == said


class TestNextNumber:
    @pytest.mark.parametrize(
        ("last", "offered"), [("11-NQ/CB", "12-NQ/CB"), ("09-NQ/CB", "10-NQ/CB"),
                              ("099-NQ/CB", "100-NQ/CB"), ("số chín", ""), ("", "")],
    )  # fmt: skip
    def test_goes_on_from_the_last(self, meeting, leading, people, chair, last, offered):
        hold(meeting, leading, people)
        services.seal_minutes(meeting=meeting, actor=leading, moment=moment(THIRD, 17), number=last)
        later = services.plan_meeting(
            organisation=meeting.organisation, kind="ordinary",
            starts_at=moment(date(2027, 1, 4)), actor=leading,
        )  # fmt: skip
        services.invite(meeting=later, actor=leading)
        hold(later, leading, people)
        form = chair.get(url("minutes", later.pk)).context["seal_form"]
        assert form["number"].value() == offered
