"""The last day for works, moved later: the day on each side, who is told, who may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from sotay.contests import services
from sotay.contests.models import Postponement, Round
from sotay.contests.tests.conftest import AFTER, LAST
from sotay.contests.tests.test_api import ROUTE, send
from sotay.contests.tests.test_pages import text, url
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.notices import kinds
from sotay.organisations.access import acting_for
from sotay.testing.notices import every_notice
from sotay.testing.worlds import person

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 20)
WHY = "Bão số 9, nhiều nơi mất điện"


def move(stage, last_day=LATER, reason=WHY, actor=None, on=None):
    with acting_for(stage.on(actor or stage.officer, on)) as who:
        stage.round = services.postpone(
            round_=stage.round, last_day=last_day, reason=reason, actor=who
        )
    return stage.round


class TestPostpone:
    def test_works_are_taken_to_the_end_of_the_new_day(self, opened):
        assert move(opened).last_day == LATER
        with pytest.raises(RuleBroken, match="Còn nhận tác phẩm đến hết ngày 20-11-2026"):
            opened.start(LATER)
        opened.today = LATER
        opened.submit(title="Ngày cuối", published_on=date(2026, 5, 4))
        opened.today = LATER + timedelta(days=1)
        with pytest.raises(RuleBroken, match="20-11-2026"):
            opened.submit(title="Muộn một ngày", published_on=date(2026, 5, 4))

    def test_how_it_was_moved_is_kept_and_audited(self, opened, officer):
        move(opened)
        move(opened, LATER + timedelta(days=1), "Thêm một ngày")
        last, first = Postponement.objects.all()
        assert (first.from_day, first.to_day, first.reason) == (LAST, LATER, WHY)
        assert (first.on, first.by) == (opened.today, officer.user)
        assert (last.from_day, last.to_day) == (LATER, LATER + timedelta(days=1))
        entry = AuditEntry.objects.filter(act="contests.postpone").earliest("pk")
        assert entry.subject_id == opened.round.pk
        assert entry.details == {
            "earlier": "2026-11-10", "later": "2026-11-20", "reason": WHY,
        }  # fmt: skip

    @pytest.mark.parametrize("day", [LAST, LAST - timedelta(days=1)])
    def test_never_the_same_day_or_earlier(self, opened, day):
        with pytest.raises(BadInput, match="sau ngày 10-11-2026"):
            move(opened, day)
        assert Round.objects.get().last_day == LAST

    def test_the_next_day_is_later(self, opened):
        assert move(opened, AFTER).last_day == AFTER

    def test_a_round_whose_last_day_is_past_takes_works_again_from_today(self, opened):
        today = AFTER + timedelta(days=5)
        with pytest.raises(BadInput, match="đã qua"):
            move(opened, today - timedelta(days=1), on=today)
        assert move(opened, today, on=today).last_day == today
        opened.today = today
        opened.submit(published_on=date(2026, 5, 4))

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
    def test_says_why(self, opened, reason):
        with pytest.raises(BadInput, match="lý do"):
            move(opened, reason=reason)
        assert not Postponement.objects.exists()

    def test_not_once_scoring_has_begun(self, scoring):
        with pytest.raises(RuleBroken, match="đang chấm"):
            move(scoring, LATER + timedelta(days=30))

    def test_only_by_the_rounds_keeper(self, opened, secretary, inspector, works_secretary):
        for actor in (secretary, inspector, works_secretary):
            with pytest.raises(PermissionDenied):
                move(opened, actor=actor)

    def test_whoever_has_submitted_is_told_once(self, opened, secretary):
        opened.submit(title="Một")
        opened.submit(title="Hai")
        move(opened)
        (notice,) = every_notice(subject_id=opened.round.pk, kind="contest_entry")
        assert notice.user == secretary.user
        assert "đến hết ngày 20-11-2026" in notice.words
        assert WHY in notice.words
        assert notice.link == url("round", opened.round.pk)
        assert not every_notice(user=secretary.user, kind="contest_last_day")

    def test_heads_of_organisations_that_sent_nothing_are_told(
        self, opened, secretary, hill_secretary, works_secretary, leader, officer, far_officer
    ):
        opened.submit(title="Một")  # river's
        move(opened)
        told = every_notice(subject_id=opened.round.pk, kind="contest_last_day")
        people = {notice.user for notice in told}
        assert people >= {hill_secretary.user, works_secretary.user}
        # Not river, which has sent; not who keeps the round, nor anybody outside.
        assert not people & {secretary.user, leader.user, officer.user, far_officer.user}
        assert all("tổ chức của đồng chí chưa gửi" in notice.words for notice in told)
        assert all(WHY in notice.words for notice in told)

    def test_a_withdrawn_work_and_a_members_own_are_none_of_the_organisation(
        self, opened, secretary, people
    ):
        """River has a deputy, who has submitted nothing."""
        deputy = person("deputy", "Hồ Văn Phó", ("deputy", opened.world.river))

        def told():
            about = every_notice(subject_id=opened.round.pk, kind="contest_last_day")
            return deputy in {notice.user for notice in about}

        entry = opened.submit(title="Của chi bộ")
        opened.submit(actor=opened.member("an"), place=None, title="Của riêng An")
        move(opened)
        assert not told()  # the organisation has sent a work
        with acting_for(opened.on(secretary)) as who:
            services.withdraw(entry=entry, actor=who)
        move(opened, LATER + timedelta(days=1))
        assert told()  # the member's own is theirs alone
        (one,) = every_notice(subject_id=opened.round.pk, user=people["an"].user)
        assert one.kind == "contest_entry"  # who submits as an author knows of it as such
        kinds_ = {row.kind for row in every_notice(subject_id=opened.round.pk, user=secretary.user)}
        assert kinds_ == {"contest_entry"}  # has submitted: told as one who has, not twice

    def test_the_new_kind_may_be_kept_from_leaving_with_the_sort_of_awards(self):
        assert "contest_last_day" in kinds.kinds_of(["contests"])


class TestPages:
    def later(self, stage):
        return stage.round.last_day + timedelta(days=3)

    def test_is_moved_and_everybody_reads_why(self, taking, officer, secretary, as_client):
        desk, path, day = as_client(officer), url("postpone", taking.round.pk), self.later(taking)
        assert path in text(desk.get(url("round", taking.round.pk)))
        assert desk.get(path).status_code == 200
        given = {"last_day": day.strftime("%d-%m-%Y"), "reason": WHY}
        assert desk.post(path, given).status_code == 302
        page = text(as_client(secretary).get(url("round", taking.round.pk)))
        assert WHY in page
        assert path not in page
        assert Round.objects.get().last_day == day

    def test_a_refusal_is_said_in_the_form(self, taking, officer, as_client):
        given = {"last_day": taking.round.last_day.strftime("%d-%m-%Y"), "reason": WHY}
        answer = as_client(officer).post(url("postpone", taking.round.pk), given)
        assert answer.status_code == 422
        assert "muộn hơn" in text(answer)
        assert WHY in text(answer)

    def test_others_are_refused_or_do_not_find_it(self, taking, secretary, far_officer, as_client):
        path = url("postpone", taking.round.pk)
        assert as_client(secretary).get(path).status_code == 403
        assert as_client(secretary).post(path).status_code == 403
        assert as_client(far_officer).post(path).status_code == 404

    def test_is_not_offered_once_scoring_has_begun(self, judged, officer, as_client):
        assert url("postpone", judged.round.pk) not in text(
            as_client(officer).get(url("round", judged.round.pk))
        )


class TestRoutes:
    def test_for_four_answers(self, taking, officer, secretary, far_officer, as_client):
        path, day = f"/rounds/{taking.round.pk}/postpone", taking.round.last_day
        given = {"last_day": (day + timedelta(days=1)).isoformat(), "reason": WHY}
        assert send(as_client(secretary), "post", path, given).status_code == 403
        assert send(as_client(far_officer), "post", path, given).status_code == 404
        desk = as_client(officer)
        same = {**given, "last_day": day.isoformat()}
        assert send(desk, "post", path, same).status_code == 422
        assert send(desk, "post", path, given).json()["last_day"] == given["last_day"]
        moved = f"{ROUTE}/rounds/{taking.round.pk}/postponements"
        (row,) = as_client(secretary).get(moved).json()
        assert (row["from_day"], row["to_day"]) == (day.isoformat(), given["last_day"])
        assert as_client(far_officer).get(moved).status_code == 404

    def test_a_conflict_once_scoring_has_begun(self, judged, officer, as_client):
        given = {"last_day": (judged.today + timedelta(days=9)).isoformat(), "reason": WHY}
        path = f"/rounds/{judged.round.pk}/postpone"
        assert send(as_client(officer), "post", path, given).status_code == 409
