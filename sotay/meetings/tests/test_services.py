"""Acts on meetings: done, refused, not allowed; what devices send; what is sealed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.followups.models import Task
from sotay.meetings import services
from sotay.meetings.models import Change, Field, Invitation, Meeting, Minutes, Step
from sotay.meetings.services.closing import digest_of
from sotay.meetings.story import Happened
from sotay.meetings.tests.conftest import change, hold, moment, person, send
from sotay.members import services as members
from sotay.members.models import Member
from sotay.organisations.access import acting_for, actor_for
from sotay.testing.notices import every_notice

pytestmark = pytest.mark.django_db
THIRD = date(2026, 12, 3)


class TestPlanning:
    def test_a_year_is_planned_from_today_on_by_the_rule(self, leading, world):
        from datetime import time

        series = services.keep_series(
            organisation=world.river, kind="ordinary", at=time(14), actor=leading,
            combined_months=[12],
        )  # fmt: skip
        made = services.plan_year(series=series, year=2026, actor=leading)
        assert [row.day for row in made] == [THIRD]  # it is 22-11-2026
        assert made[0].is_combined
        next_year = services.plan_year(series=series, year=2027, actor=leading)
        assert len(next_year) == 12
        assert {row.day for row in next_year} >= {date(2027, 3, 3), date(2027, 5, 4)}  # 3-5 is off
        assert services.plan_year(series=series, year=2027, actor=leading) == []

    def test_preparing_has_three_steps_and_papers_are_out_a_day_before(self, meeting):
        steps = dict(Step.objects.filter(meeting=meeting).values_list("what", "due_on"))
        assert steps["papers"] == date(2026, 12, 2)
        assert steps["draft"] < steps["review"] < steps["papers"]

    def test_a_month_has_one_ordinary_meeting(self, meeting, leading, world):
        with pytest.raises(services.MeetingExists) as refusal:
            services.plan_meeting(
                organisation=world.river, kind="ordinary", actor=leading,
                starts_at=moment(date(2026, 12, 31)),
            )  # fmt: skip
        assert refusal.value.existing == meeting
        other = services.plan_meeting(
            organisation=world.river, kind="ordinary", actor=leading,
            starts_at=moment(date(2027, 1, 1), 0),
        )  # fmt: skip
        assert other.month == date(2027, 1, 1)

    def test_the_same_device_key_is_the_same_meeting(self, leading, world):
        key = uuid4()
        given = {
            "organisation": world.river, "kind": "ordinary", "starts_at": moment(THIRD),
            "actor": leading, "device_key": key,
        }  # fmt: skip
        assert services.plan_meeting(**given) == services.plan_meeting(**given)

    def test_a_cancelled_month_is_free_again_and_says_why(self, meeting, leading, world):
        with pytest.raises(BadInput):
            services.cancel_meeting(meeting=meeting, reason=" ", actor=leading)
        services.cancel_meeting(meeting=meeting, reason="bão", actor=leading)
        services.plan_meeting(
            organisation=world.river, kind="ordinary", starts_at=moment(THIRD), actor=leading
        )

    def test_who_holds_no_office_in_the_cell_plans_nothing(
        self, people, world, officer, hill_secretary, loc
    ):
        for actor in (officer, hill_secretary, loc):
            with acting_for(actor), pytest.raises(PermissionDenied):
                services.plan_meeting(
                    organisation=world.river, kind="ordinary", starts_at=moment(THIRD), actor=actor
                )


class TestInviting:
    def test_the_roll_is_the_cell_of_the_day(self, meeting, people):
        names = list(Invitation.objects.filter(meeting=meeting).values_list("name", flat=True))
        assert len(names) == 5
        assert meeting.state == "invited"
        assert Field.objects.filter(meeting=meeting, path__startswith="item/").count() == 7

    def test_people_with_an_account_are_told_without_a_name(self, meeting, loc):
        (notice,) = every_notice(user=loc.user)
        assert "03-12-2026" in notice.words
        assert "Nhàn" not in notice.words

    def test_a_member_answers_for_themselves(self, meeting, people, loc):
        with acting_for(loc):
            seat = Invitation.objects.own_of(loc).get(meeting=meeting)
            with pytest.raises(BadInput):
                services.answer_invitation(
                    invitation=seat, answer="excused", actor=loc, moment=moment(THIRD, 8)
                )
            services.answer_invitation(
                invitation=seat, answer="excused", reason="ốm", actor=loc, moment=moment(THIRD, 8)
            )
        assert Invitation.objects.get(pk=seat.pk).reason == "ốm"

    def test_and_not_for_another(self, meeting, people, loc):
        other = Invitation.objects.get(meeting=meeting, member=people.may)
        with acting_for(loc), pytest.raises(PermissionDenied):
            services.answer_invitation(
                invitation=other, answer="coming", actor=loc, moment=moment(THIRD, 8)
            )

    def test_who_moved_away_before_the_day_is_not_on_the_roll(self, people, world, system, leading):
        with acting_for(system):
            sent = members.send_transfer(
                actor=system, member=people.duan, to=world.hill, leaves_on=date(2026, 11, 20),
                decision_number="7", is_clear=True,
            )  # fmt: skip
            members.confirm_transfer(actor=system, transfer=sent)
        planned = services.plan_meeting(
            organisation=world.river, kind="ordinary", starts_at=moment(THIRD), actor=leading
        )
        services.invite(meeting=planned, actor=leading)
        names = Invitation.objects.filter(meeting=planned).values_list("name", flat=True)
        assert "Nguyễn Khắc Duẩn" not in names


class TestTheSheet:
    def test_the_same_key_counts_once(self, meeting, leading, people):
        one = change("resolution/text", "lần một")
        send(meeting, leading, one)
        again = send(meeting, leading, one)
        assert again.taken == [one.key]
        assert Change.objects.filter(path="resolution/text").count() == 1
        assert Field.objects.get(meeting=meeting, path="resolution/text").version == 1

    def test_two_devices_on_one_text_lose_nothing(self, meeting, leading):
        send(meeting, leading, change("resolution/text", "của máy một"))
        done = send(meeting, leading, change("resolution/text", "của máy hai"))
        assert [row.value for row in done.conflicts] == ["của máy hai"]
        assert Field.objects.get(meeting=meeting, path="resolution/text").value == "của máy một"
        services.settle_conflict(
            change=done.conflicts[0], take="sent", actor=leading, moment=moment(THIRD, 17)
        )
        assert Field.objects.get(meeting=meeting, path="resolution/text").value == "của máy hai"
        with pytest.raises(RuleBroken):
            services.settle_conflict(
                change=done.conflicts[0], take="stands", actor=leading, moment=moment(THIRD, 17)
            )

    def test_two_devices_on_two_parts_of_one_item_meet(self, meeting, leading):
        path = Field.objects.filter(meeting=meeting, path__startswith="item/").first()
        base = path.value
        send(meeting, leading, change(path.path, {**base, "note": "ghi ở máy một"}, base=1))
        begun = "2026-12-03T14:20:00+07:00"
        done = send(meeting, leading, change(path.path, {**base, "started_at": begun}, base=1))
        assert done.conflicts == []
        stands = Field.objects.get(pk=path.pk).value
        assert (stands["note"], stands["started_at"]) == ("ghi ở máy một", begun)

    def test_a_device_whose_answer_was_lost_does_not_clash_with_itself(self, meeting, leading):
        """It wrote on from its own words; it never heard that they were taken."""
        row, here = Field.objects.filter(path__startswith="item/").first(), uuid4()
        begun = {**row.value, "note": "chào", "started_at": "2026-12-03T14:20:00+07:00"}
        send(meeting, leading, change(row.path, begun, base=1), device=here)
        on = {**begun, "note": "chào cờ xong"}
        done = send(meeting, leading, change(row.path, on, base=1), device=here)
        assert done.conflicts == []
        assert Field.objects.get(pk=row.pk).value == on
        # Another device that writes from before the two is asked.
        other = send(
            meeting, leading, change(row.path, {**begun, "note": "khác"}, 1), device=uuid4()
        )
        assert [one.parts for one in other.conflicts] == [["note"]]

    def test_nor_within_one_sending_and_what_others_wrote_meanwhile_stands(self, meeting, leading):
        row, here = Field.objects.filter(path__startswith="item/").first(), uuid4()
        noted = {**row.value, "note": "một"}
        send(meeting, leading, change(row.path, {**row.value, "speaker": "đồng chí Lộc"}, base=1))
        done = send(
            meeting, leading,
            change(row.path, noted, base=1), change(row.path, {**noted, "note": "hai"}, base=1),
            device=here,
        )  # fmt: skip
        assert done.conflicts == []
        stands = Field.objects.get(pk=row.pk).value
        assert (stands["note"], stands["speaker"]) == ("hai", "đồng chí Lộc")

    def test_a_clash_asked_once_is_not_asked_again_by_writing_on(self, meeting, leading):
        here = uuid4()
        send(meeting, leading, change("resolution/text", "của bàn"))
        first = send(meeting, leading, change("resolution/text", "của máy"), device=here)
        again = send(meeting, leading, change("resolution/text", "của máy"), device=here)
        assert (len(first.conflicts), again.conflicts) == (1, [])
        assert Field.objects.get(path="resolution/text").value == "của bàn"

    def test_one_bad_change_does_not_hold_up_the_rest(self, meeting, leading):
        bad, good = change("roll/nobody", "present"), change("resolution/text", "tốt")
        done = send(meeting, leading, bad, good)
        assert list(done.refused) == [bad.key]
        assert done.taken == [good.key]

    def test_a_wrong_clock_is_put_right_and_told(self, meeting, leading):
        wrong = moment(date(2031, 1, 1))
        one = change("resolution/text", "x", at=wrong - timedelta(minutes=30))
        done = services.receive_changes(
            meeting=meeting, changes=[one], sent_at=wrong, moment=moment(THIRD, 16), actor=leading
        )
        assert "nhanh" in done.clock
        assert Change.objects.get(key=one.key).made_at == moment(THIRD, 15, 30)

    def test_only_the_cells_own_side_writes(self, meeting, people, loc, officer, hill_secretary):
        for actor in (loc, officer, hill_secretary):
            with acting_for(actor), pytest.raises(PermissionDenied):
                send(meeting, actor, change("resolution/text", "x"))

    def test_somebody_never_on_the_roll_is_kept_and_shown(self, meeting, leading):
        stranger = uuid4()
        send(meeting, leading, change(f"roll/{stranger}", "present"))
        assert Happened(meeting).strangers == [str(stranger)]

    def test_a_member_who_left_since_stays_on_the_roll_of_the_day(
        self, meeting, leading, people, world, system
    ):
        seat = person(meeting, people.may)
        with acting_for(system):
            sent = members.send_transfer(
                actor=system, member=people.may, to=world.hill, leaves_on=date(2026, 11, 21),
                decision_number="8", is_clear=True,
            )  # fmt: skip
            members.confirm_transfer(actor=system, transfer=sent)
        send(meeting, leading, change(f"roll/{seat}", "present"))
        row = next(row for row in Happened(meeting).roll if row.invitation.person == seat)
        assert row.is_here

    def test_what_comes_after_sealing_is_kept_and_changes_nothing(self, meeting, leading, people):
        hold(meeting, leading, people)
        services.seal_minutes(meeting=meeting, actor=leading, moment=moment(THIRD, 18))
        done = send(meeting, leading, change("resolution/text", "muộn"))
        assert [row.outcome for row in done.conflicts] == ["late"]
        assert Minutes.objects.get(meeting=meeting).resolution.startswith("Chi bộ thống nhất")


class TestBeingThere:
    def test_one_checks_in_only_while_the_meeting_is_under_way(self, meeting, leading, loc, people):
        with acting_for(loc), pytest.raises(RuleBroken):
            services.check_in(meeting=meeting, how="qr", actor=loc, moment=moment(THIRD))
        services.open_meeting(meeting=meeting, actor=leading, moment=moment(THIRD))
        with acting_for(loc):
            services.check_in(meeting=meeting, how="qr", actor=loc, moment=moment(THIRD))
        row = Field.objects.get(path=f"roll/{person(meeting, people.loc)}")
        assert row.value == {"state": "present", "how": "qr"}

    def test_hands_are_counted_over_all_who_may_vote(self, meeting, leading, loc, people):
        services.open_meeting(meeting=meeting, actor=leading, moment=moment(THIRD))
        motion = uuid4()
        send(meeting, leading, change(f"motion/{motion}", {"words": "Thông qua"}))
        with acting_for(loc):
            for hand in ("against", "agree"):
                services.raise_hand(
                    meeting=meeting, motion=motion, hand=hand, actor=loc, moment=moment(THIRD)
                )
            with pytest.raises(RuleBroken):
                services.raise_hand(
                    meeting=meeting, motion=uuid4(), hand="agree", actor=loc, moment=moment(THIRD)
                )
        _part, hands = Happened(meeting).motions[0]
        assert (hands.agree, hands.against, hands.over, hands.needed) == (1, 0, 3, 2)
        assert not hands.carries

    def test_more_hands_than_may_vote_cannot_be(self, meeting, leading, people, as_client):
        services.open_meeting(meeting=meeting, actor=leading, moment=moment(THIRD))
        page = reverse("meetings:write", args=[meeting.pk, "motion"])
        base = Happened(meeting).base
        sent = {"words": "Thông qua", "agree": str(base), "against": "1"}
        told = as_client(leading).post(page, sent, follow=True).content.decode()
        assert f"Đếm được {base + 1} tay, nhiều hơn {base} đảng viên" in told
        assert not Field.objects.filter(path__startswith="motion/").exists()
        as_client(leading).post(page, {**sent, "against": "0"})
        assert Field.objects.filter(path__startswith="motion/").count() == 1

    def test_minutes_with_more_hands_than_may_vote_are_not_sealed(self, meeting, leading, people):
        hold(meeting, leading, people)  # a device sends what it counted; nothing of it is lost
        counted = {"words": "Thông qua", "agree": 90, "against": 0, "other": 0}
        send(meeting, leading, change(f"motion/{uuid4()}", counted))
        with pytest.raises(RuleBroken, match="“Thông qua”: Đếm được 90 tay"):
            services.seal_minutes(meeting=meeting, actor=leading, moment=moment(THIRD, 18))

    def test_who_is_not_on_the_roll_is_told_so(self, meeting, leading, hill_secretary):
        services.open_meeting(meeting=meeting, actor=leading, moment=moment(THIRD))
        with acting_for(hill_secretary), pytest.raises(RuleBroken, match="danh sách"):
            services.check_in(
                meeting=meeting, how="self", actor=hill_secretary, moment=moment(THIRD)
            )


class TestMinutes:
    def test_write_themselves_when_the_meeting_closes(self, meeting, leading, people):
        held = hold(meeting, leading, people)
        assert held.state == "closed"
        assert (held.minutes_held, held.expected, held.here) == (95, 4, 3)
        assert (held.speakers, held.tasks_given, held.signs) == (1, 1, [])
        said = str(Minutes.objects.get(meeting=held).sections)
        assert "xem lại lịch trực hồ" in said
        assert "Vắng có lý do: Đỗ Thị Mây" in said

    def test_once_it_is_over_nobody_need_read_that_they_were_asked(
        self, meeting, leading, people, loc, as_client
    ):
        services.send_reminders(date(2026, 12, 2))
        services.answer_invitation(
            invitation=Invitation.objects.get(member=people.loc), answer="excused", reason="ốm",
            actor=leading, moment=moment(THIRD, 8),
        )  # fmt: skip
        send(meeting, leading, change("meeting/opened_at", moment(THIRD).isoformat()))
        asked = {"meeting_invited", "meeting_soon"}
        unread = [row.kind for row in every_notice(user=loc.user, read_at=None)]
        assert set(unread) == asked
        services.close_meeting(meeting=meeting, actor=leading, moment=moment(THIRD, 16))
        left = every_notice(user=loc.user, read_at=None)
        assert [row.kind for row in left] == ["meeting_minutes"]
        read = every_notice(kind__in=asked, user=loc.user)
        assert {row.read_at for row in read} == {moment(THIRD, 16)}
        # What is told afterwards is told; closing it anew by what a device sends takes none of it.
        send(meeting, leading, change("resolution/text", "Chi bộ thống nhất."))
        assert len(every_notice(user=loc.user, read_at=None)) == 1
        waits = as_client(loc).get("/api/v1/notices?unread=true").json()
        assert [row["kind"] for row in waits] == ["meeting_minutes"]

    def test_a_meeting_taken_back_is_still_to_come_and_so_is_its_invitation(
        self, meeting, leading, loc
    ):
        services.open_meeting(meeting=meeting, actor=leading, moment=moment(THIRD))
        services.unopen_meeting(meeting=meeting, actor=leading, moment=moment(THIRD))
        assert [row.read_at for row in every_notice(user=loc.user)] == [None]

    def test_what_arrives_later_is_in_them(self, meeting, leading, people):
        hold(meeting, leading, people)
        late = {"member": str(person(meeting, people.en)), "gist": "xin nhận việc dịch"}
        send(meeting, leading, change(f"speech/{uuid4()}", late))
        assert "xin nhận việc dịch" in str(Minutes.objects.get(meeting=meeting).sections)

    def test_are_confirmed_by_those_who_were_asked(self, meeting, leading, people, loc):
        with acting_for(loc), pytest.raises(RuleBroken):
            services.confirm_minutes(meeting=meeting, actor=loc, moment=moment(THIRD, 17))
        hold(meeting, leading, people)
        with acting_for(loc):
            services.confirm_minutes(
                meeting=meeting, actor=loc, moment=moment(THIRD, 17), remark="Đúng"
            )
        assert Invitation.objects.get(member=people.loc).remark == "Đúng"

    def test_sealed_they_give_their_tasks_and_keep_their_digest(
        self, meeting, leading, people, loc
    ):
        hold(meeting, leading, people)
        services.seal_minutes(
            meeting=meeting, actor=leading, moment=moment(THIRD, 18), number="12-NQ/CB"
        )
        kept = Minutes.objects.get(meeting=meeting)
        assert kept.digest == digest_of(kept)
        task = Task.objects.get(title="Gửi số liệu hồ chứa")
        assert (task.owner, task.responsible, task.source) == (
            meeting.organisation, loc.user, meeting,
        )  # fmt: skip
        assert task.due_on == date(2026, 12, 10)
        with pytest.raises(RuleBroken):
            services.seal_minutes(meeting=meeting, actor=leading, moment=moment(THIRD, 19))
        assert Task.objects.filter(source_id=meeting.pk).count() == 1

    def test_are_not_sealed_over_an_open_conflict(self, meeting, leading, people):
        hold(meeting, leading, people)
        send(meeting, leading, change("resolution/text", "khác hẳn"))
        with pytest.raises(RuleBroken, match="1 chỗ"):
            services.seal_minutes(meeting=meeting, actor=leading, moment=moment(THIRD, 18))

    def test_are_not_sealed_with_an_end_before_the_beginning(self, meeting, leading, people):
        hold(meeting, leading, people, minutes=-5)
        with pytest.raises(BadInput, match="trước giờ bắt đầu"):
            services.seal_minutes(meeting=meeting, actor=leading, moment=moment(THIRD, 18))
        assert not Task.objects.exists()

    def test_a_hollow_meeting_shows(self, meeting, leading, people):
        begin = meeting.starts_at
        send(
            meeting, leading,
            change("meeting/opened_at", begin.isoformat()),
            change("meeting/closed_at", (begin + timedelta(minutes=20)).isoformat()),
        )  # fmt: skip
        assert Meeting.objects.get(pk=meeting.pk).signs == ["nobody_spoke", "no_task"]


class TestReminders:
    def test_come_on_the_days_of_the_rule_and_once(self, meeting, loc):
        assert services.send_reminders(date(2026, 11, 29)) == 0
        assert services.send_reminders(date(2026, 11, 30)) == 2
        assert services.send_reminders(date(2026, 11, 30)) == 0
        assert services.send_reminders(date(2026, 12, 2)) == 2


class TestTheSecondLock:
    """With the application's own filter removed."""

    def test_a_roll_is_seen_in_reach_and_ones_own_seat_by_oneself(
        self, meeting, people, loc, officer, far_officer, hill_secretary, stranger
    ):
        seen = {}
        for actor in (loc, officer, far_officer, hill_secretary, stranger):
            with acting_for(actor):
                seen[actor.user.username] = Invitation.objects.count()
        assert seen == {"loc": 1, "officer": 5, "far": 0, "hill": 0, "stranger": 0}

    def test_a_sheet_is_seen_by_the_cell_and_those_above(
        self, meeting, people, loc, officer, far_officer, stranger
    ):
        counts = {}
        for actor in (loc, officer, far_officer, stranger):
            with acting_for(actor):
                counts[actor.user.username] = Field.objects.exists()
        assert counts == {"loc": True, "officer": True, "far": False, "stranger": False}

    def test_every_act_leaves_its_mark(self, meeting, leading, people):
        hold(meeting, leading, people)
        acts = set(AuditEntry.objects.values_list("act", flat=True))
        assert acts >= {"meetings.plan", "meetings.invite", "meetings.write", "meetings.close"}

    def test_labels_follow_the_tree(self, meeting, world, system):
        with acting_for(system):
            world.river.lft = 1115
            world.river.save(update_fields=["lft"])
            assert set(Invitation.objects.values_list("org_lft", flat=True)) == {1115}
            assert set(Field.objects.values_list("org_lft", flat=True)) == {1115}


def test_member_is_found_by_public_id(meeting, people):
    assert person(meeting, people.loc) == Member.objects.get(pk=people.loc.pk).public_id


def test_an_actor_made_at_the_door_has_the_cell_as_home(loc, world):
    assert actor_for(loc.user, THIRD).home == world.river
