"""Pages of meetings for four answers, and a whole meeting led without scripts."""

import io
import re
from datetime import date, timedelta
from uuid import uuid4

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from sotay.followups.models import Task
from sotay.meetings import services
from sotay.meetings.models import Change, Field, Invitation, Meeting
from sotay.meetings.tests.conftest import hold, moment, person
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


@pytest.fixture
def soon(people, secretary, world) -> Meeting:
    """Invited, for two days from the clock's today."""
    actor = actor_for(secretary.user, NOW)
    with acting_for(actor):
        planned = services.plan_meeting(
            organisation=world.river,
            kind="ordinary",
            starts_at=moment(NOW + timedelta(days=2)),
            place="Phòng họp tầng 3",
            actor=actor,
        )
        return services.invite(meeting=planned, actor=actor)


def url(name, *args):
    return reverse(f"meetings:{name}", args=args)


class TestWhoSeesWhat:
    @pytest.mark.parametrize(
        "name", ["detail", "change", "lead", "enter", "screen", "here", "minutes"]
    )
    def test_a_meeting_out_of_sight_is_not_found(self, soon, hill_secretary, as_client, name):
        client = as_client(hill_secretary)
        assert client.get(url(name, soon.pk)).status_code == 404
        assert client.get(url(name, 999_999)).status_code == 404

    @pytest.mark.parametrize("name", ["list", "plan", "series", "rollup", "feed"])
    def test_one_must_sign_in(self, client, db, name):
        assert client.get(url(name)).status_code == 302

    def test_the_level_above_reads_and_does_not_lead(self, soon, officer, as_client):
        client = as_client(officer)
        assert "Hà Văn Lộc" in client.get(url("detail", soon.pk)).content.decode()
        assert client.get(url("lead", soon.pk)).status_code == 403
        assert client.post(url("open", soon.pk)).status_code == 403
        assert client.post(url("write", soon.pk, "resolution"), {"text": "x"}).status_code == 403

    def test_a_member_sees_the_meeting_and_not_the_roll(self, soon, loc, as_client):
        page = as_client(loc).get(url("detail", soon.pk)).content.decode()
        assert "Phòng họp tầng 3" in page
        assert "Đỗ Thị Mây" not in page

    def test_a_reason_for_absence_is_for_those_who_lead(
        self, soon, people, loc, officer, secretary, as_client
    ):
        as_client(loc).post(url("answer", soon.pk), {"answer": "excused", "reason": "khám bệnh"})
        assert "khám bệnh" in as_client(secretary).get(url("detail", soon.pk)).content.decode()
        assert "khám bệnh" not in as_client(officer).get(url("detail", soon.pk)).content.decode()


class TestPlanning:
    def given(self, **more):
        day = NOW + timedelta(days=3)
        return {"kind": "thematic", "on": f"{day:%d-%m-%Y}", "at": "14h30", "form": "in_person",
                "place": "Hội trường", **more}  # fmt: skip

    def test_done(self, people, secretary, as_client):
        client = as_client(secretary)
        answer = client.post(url("plan"), self.given())
        made = Meeting.objects.get()
        assert answer.url == url("detail", made.pk)
        assert timezone.localtime(made.starts_at).strftime("%H.%M") == "14.30"

    def test_an_address_is_taken_without_its_scheme(self, people, secretary, as_client):
        client = as_client(secretary)
        assert 'type="url"' not in client.get(url("plan")).content.decode()
        client.post(url("plan"), self.given(form="online", link="hop.vidu.vn/phong-1"))
        assert Meeting.objects.get().link == "https://hop.vidu.vn/phong-1"

    @pytest.mark.parametrize("wrong", [{"at": "25.00"}, {"on": "31-2-2026"}, {"kind": "party"}])
    def test_refused_and_nothing_is_lost(self, people, secretary, as_client, wrong):
        answer = as_client(secretary).post(url("plan"), self.given(**wrong))
        assert answer.status_code == 422
        assert "Hội trường" in answer.content.decode()
        assert not Meeting.objects.exists()

    def test_not_allowed(self, people, loc, as_client):
        assert as_client(loc).post(url("plan"), self.given()).status_code == 403

    def test_a_second_ordinary_meeting_of_a_month_is_refused(self, soon, secretary, as_client):
        day = timezone.localtime(soon.starts_at).date()
        given = self.given(kind="ordinary", on=f"{day:%d-%m-%Y}")
        page = as_client(secretary).post(url("plan"), given)
        assert page.status_code == 422
        assert "đã có buổi sinh hoạt thường kỳ" in page.content.decode()

    def test_a_year_from_one_form(self, people, secretary, as_client):
        given = {"at": "14", "form": "in_person", "year": NOW.year + 1, "combined_months": ["3"]}
        assert as_client(secretary).post(url("series"), given).status_code == 302
        assert Meeting.objects.count() == 12
        assert Meeting.objects.filter(is_combined=True).count() == 1

    def test_one_list_asks_the_same_number_of_questions_however_long(
        self, people, secretary, as_client
    ):
        client = as_client(secretary)
        given = {"at": "14", "form": "in_person", "year": NOW.year + 1}
        client.post(url("series"), given)
        with CaptureQueriesContext(connection) as many:
            client.get(url("list"), {"year": NOW.year + 1})
        with CaptureQueriesContext(connection) as none:
            client.get(url("list"), {"year": NOW.year})
        assert len(many) == len(none)


class TestAMeetingWithoutScripts:
    def test_from_invitation_to_tasks(self, soon, people, secretary, loc, as_client):
        chair, member = as_client(secretary), as_client(loc)
        member.post(url("answer", soon.pk), {"answer": "coming"})
        chair.post(url("open", soon.pk))
        page = chair.get(url("lead", soon.pk)).content.decode()
        assert "Mở đầu, điểm danh" in page
        seats = {key: person(soon, getattr(people, key)) for key in ("nhan", "loc", "may", "en")}
        chair.post(
            url("write", soon.pk, "roll"),
            {f"roll_{seats[key]}": "present" for key in ("nhan", "may", "en")},
        )
        token = re.search(r"\?t=([^\"&]+)", _here_address(chair, soon)).group(1)
        member.post(url("here", soon.pk), {"t": token})
        chair.post(url("write", soon.pk, "next"))
        chair.post(url("write", soon.pk, "people"), {"chair": seats["nhan"]})
        chair.post(
            url("write", soon.pk, "speech"), {"member": seats["loc"], "gist": "xem lại lịch trực"}
        )
        chair.post(
            url("write", soon.pk, "motion"),
            {"words": "Thông qua nghị quyết", "agree": "3", "against": "0", "other": "0"},
        )
        due = NOW + timedelta(days=20)
        chair.post(
            url("write", soon.pk, "task"),
            {"title": "Gửi số liệu", "member": seats["loc"], "due_on": f"{due:%d-%m-%Y}"},
        )
        chair.post(url("write", soon.pk, "resolution"), {"text": "Chi bộ thống nhất.", "base": 0})
        lead = chair.get(url("lead", soon.pk)).content.decode()
        assert "Đồng ý 3, không đồng ý 0, ý kiến khác 0, trên 3. Cần từ 2 phiếu." in lead
        assert "đủ điều kiện họp" in lead
        assert chair.post(url("close", soon.pk)).url == url("minutes", soon.pk)
        minutes = member.get(url("minutes", soon.pk)).content.decode()
        assert "xem lại lịch trực" in minutes
        assert "được thông qua" in minutes
        member.post(url("confirm", soon.pk), {"remark": "Đúng"})
        assert "1 trên 5" in chair.get(url("minutes", soon.pk)).content.decode()
        chair.post(url("seal", soon.pk), {"number": "12-NQ/CB"})
        task = Task.objects.get(title="Gửi số liệu")
        assert task.responsible == loc.user
        word = docx.Document(io.BytesIO(chair.get(url("minutes_word", soon.pk)).content))
        assert any("xem lại lịch trực" in paragraph.text for paragraph in word.paragraphs)
        assert chair.get(url("minutes_pdf", soon.pk)).content.startswith(b"%PDF")

    def test_papers_give_the_same_bytes_twice(self, soon, people, secretary, as_client):
        with acting_for(actor_for(secretary.user, NOW)) as actor:
            hold(soon, actor, people)
        client = as_client(secretary)
        for name in ("minutes_word", "minutes_pdf"):
            first, second = (client.get(url(name, soon.pk)).content for _time in range(2))
            assert first == second

    def test_somebody_elses_newer_text_is_not_overwritten(self, soon, secretary, as_client):
        client = as_client(secretary)
        client.post(url("open", soon.pk))
        client.post(url("write", soon.pk, "resolution"), {"text": "bản một", "base": 0})
        client.post(url("write", soon.pk, "resolution"), {"text": "bản hai", "base": 0})
        page = client.get(url("lead", soon.pk)).content.decode()
        assert "1 chỗ hai máy ghi khác nhau" in page
        assert Field.objects.get(path="resolution/text").value == "bản một"
        conflict = Change.objects.get(outcome="conflict")
        client.post(url("settle", conflict.pk), {"take": "sent"})
        assert Field.objects.get(path="resolution/text").value == "bản hai"

    def test_a_wrong_small_form_says_what_is_wrong(self, soon, secretary, as_client):
        client = as_client(secretary)
        answer = client.post(
            url("write", soon.pk, "task"), {"title": "Việc", "due_on": "sớm"}, follow=True
        )
        assert "“sớm” không phải là ngày" in answer.content.decode()
        assert client.post(url("write", soon.pk, "nothing")).status_code == 404


def _here_address(client, meeting):
    return client.get(url("screen", meeting.pk)).context["address"]


class TestOnPaperFirst:
    def test_a_meeting_is_entered_on_one_page(self, soon, people, secretary, as_client):
        client = as_client(secretary)
        assert client.get(url("enter", soon.pk)).status_code == 200
        seat = person(soon, people.loc)
        given = {
            "opened": "14.00", "closed": "15.40", "note": "Bàn việc trực hồ.",
            "speakers": [str(seat)], "resolution": "Thống nhất.", f"roll_{seat}": "present",
        }  # fmt: skip
        assert client.post(url("enter", soon.pk), given).url == url("minutes", soon.pk)
        held = Meeting.objects.get(pk=soon.pk)
        assert (held.state, held.minutes_held, held.speakers) == ("closed", 100, 1)

    def test_an_end_before_the_beginning_keeps_what_was_typed(self, soon, secretary, as_client):
        given = {"opened": "15.00", "closed": "14.00", "note": "Bàn việc trực hồ."}
        answer = as_client(secretary).post(url("enter", soon.pk), given)
        assert answer.status_code == 422
        assert "Bàn việc trực hồ." in answer.content.decode()
        assert Meeting.objects.get(pk=soon.pk).state == "invited"


class TestRollup:
    def test_what_is_silent_is_missing_and_never_nought(self, soon, officer, as_client):
        page = as_client(officer).get(url("rollup")).content.decode()
        assert "chưa có số liệu" in page
        assert "Chi bộ Đồi" in page

    def test_is_for_those_above(self, soon, secretary, loc, as_client):
        assert as_client(loc).get(url("rollup")).status_code == 404

    @pytest.mark.parametrize("quarter", ["2026-1", "2026-9", "x", "٢٠٢٦-1"])
    def test_odd_quarters_are_answered(self, officer, as_client, world, quarter):
        assert as_client(officer).get(url("rollup"), {"quarter": quarter}).status_code == 200


class TestFeed:
    def test_a_telephone_reads_hours_and_places_only(self, soon, people, loc, as_client, client):
        shown = as_client(loc).post(url("feed"))
        address = shown.context["address"]
        assert f'href="webcal:{address.partition(":")[2]}"' in shown.content.decode()
        answer = client.get(address)
        assert answer["Content-Type"].startswith("text/calendar")
        event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
        assert str(event["location"]) == "Phòng họp tầng 3"
        assert "Nhàn" not in answer.content.decode()

    def test_a_new_address_ends_the_old_one(self, soon, loc, as_client, client):
        signed_in = as_client(loc)
        old = signed_in.post(url("feed")).context["address"]
        signed_in.post(url("feed"))
        assert client.get(old).status_code == 404
        assert client.get(url("feed_file", "guess")).status_code == 404


class TestRoutes:
    def test_a_device_leads_a_meeting_by_the_contract(self, soon, people, secretary, as_client):
        client, base = as_client(secretary), f"/api/v1/meetings/{soon.pk}"
        sheet = client.get(f"{base}/sheet").json()
        assert {seat["name"] for seat in sheet["roster"]} >= {"Hà Văn Lộc", "Lò Thị Ẻn"}
        assert sheet["rules"]["minimum_minutes"]["value"] == 90
        assert sheet["may"] == {"lead": True, "write": True, "seal": True}
        now = timezone.now().isoformat()
        one = {"key": str(uuid4()), "path": "meeting/opened_at", "value": now, "base": 0,
               "made_at": now}  # fmt: skip
        bad = {**one, "key": str(uuid4()), "path": "meeting/other"}
        sent = {"device": str(uuid4()), "sent_at": now, "changes": [one, bad]}
        for _time in range(2):
            done = client.post(f"{base}/changes", sent, content_type="application/json").json()
            assert done["taken"] == [one["key"]]
            assert list(done["refused"]) == [bad["key"]]
            assert done["state"] == "open"
        assert Change.objects.filter(path="meeting/opened_at").count() == 1

    def test_a_member_gets_only_their_own_part(self, soon, people, secretary, loc, as_client):
        as_client(secretary).post(url("open", soon.pk))
        as_client(secretary).post(
            url("write", soon.pk, "roll"), {f"roll_{person(soon, people.may)}": "absent"}
        )
        sheet = as_client(loc).get(f"/api/v1/meetings/{soon.pk}/sheet").json()
        assert [seat["name"] for seat in sheet["roster"]] == ["Hà Văn Lộc"]
        assert not [row for row in sheet["fields"] if row["path"].startswith("roll/")]
        sent = {"sent_at": timezone.now().isoformat(), "changes": []}
        answer = as_client(loc).post(
            f"/api/v1/meetings/{soon.pk}/changes", sent, content_type="application/json"
        )
        assert answer.status_code == 403

    def test_a_meeting_begun_on_two_devices_is_one(self, soon, world, secretary, as_client):
        given = {
            "organisation_id": world.river.pk, "starts_at": soon.starts_at.isoformat(),
            "device_key": str(uuid4()),
        }  # fmt: skip
        answer = as_client(secretary).post(
            "/api/v1/meetings", given, content_type="application/json"
        )
        assert answer.status_code == 409
        assert answer.json()["existing"] == soon.pk

    def test_out_of_sight_is_not_found(self, soon, hill_secretary, as_client):
        client = as_client(hill_secretary)
        for path in ("", "/sheet", "/invitations", "/papers", "/minutes"):
            assert client.get(f"/api/v1/meetings/{soon.pk}{path}").status_code == 404

    def test_the_regime_for_programs(self, soon, officer, as_client):
        rows = as_client(officer).get("/api/v1/meetings/regime").json()["rows"]
        assert {row["held"] for row in rows} == {None}


def test_what_the_system_knows_stands_before_the_meeting(soon, secretary, officer, as_client):
    from sotay.followups import services as followups

    with acting_for(actor_for(officer.user, NOW)) as actor:
        followups.issue_task(
            owners=[soon.organisation], title="Rà soát", starts_on=date(2026, 1, 5),
            due_on=date(2026, 2, 5), actor=actor,
        )  # fmt: skip
    page = as_client(secretary).get(url("detail", soon.pk)).content.decode()
    assert "1 nhiệm vụ quá hạn" in page


def test_the_seat_of_another_cannot_be_answered(soon, people, loc, system, as_client):
    with acting_for(system):
        other = Invitation.objects.get(meeting=soon, member=people.may)
    answer = as_client(loc).post(url("answer_for", soon.pk, other.pk), {"answer": "coming"})
    assert answer.status_code == 404


class TestBegunOnADevice:
    """The list names the meeting whose roll a device keeps, to begin one without a network."""

    @staticmethod
    def named(client, **asked):
        page = client.get(url("list"), asked).content.decode()
        found = re.search(r'data-keep-sheet="(\d+)"', page)
        return int(found.group(1)) if found else None

    @pytest.fixture
    def plans(self, soon, secretary, world):
        actor = actor_for(secretary.user, NOW)

        def plan(days, kind="thematic", asked=True):
            with acting_for(actor):
                made = services.plan_meeting(
                    organisation=world.river,
                    kind=kind,
                    starts_at=moment(NOW + timedelta(days=days)),
                    theme="Nêu gương" if kind == "thematic" else "",
                    actor=actor,
                )
                return services.invite(meeting=made, actor=actor) if asked else made

        return plan

    @pytest.mark.parametrize("years", [-1, 0, 1])
    def test_whichever_year_is_shown(self, soon, secretary, as_client, years):
        assert self.named(as_client(secretary), year=NOW.year + years) == soon.pk

    def test_not_one_to_which_nobody_has_been_asked(self, soon, plans, secretary, as_client):
        plans(70, kind="ordinary", asked=False)
        assert self.named(as_client(secretary)) == soon.pk

    def test_the_last_ordinary_one_before_any_other(self, soon, plans, secretary, as_client):
        plans(9)
        assert self.named(as_client(secretary)) == soon.pk
        later = plans(70, kind="ordinary")
        assert self.named(as_client(secretary)) == later.pk

    def test_not_one_that_was_cancelled(self, soon, plans, secretary, as_client):
        other = plans(9)
        actor = actor_for(secretary.user, NOW)
        with acting_for(actor):
            services.cancel_meeting(meeting=soon, reason="Trùng lịch", actor=actor)
        assert self.named(as_client(secretary)) == other.pk

    def test_nothing_where_nobody_was_ever_asked(self, people, secretary, as_client):
        assert self.named(as_client(secretary)) is None

    def test_nothing_for_who_leads_no_meeting(self, soon, loc, as_client):
        assert self.named(as_client(loc)) is None
