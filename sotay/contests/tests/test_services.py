from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sotay.contests import reading, rules, services
from sotay.contests.models import Award, Conflict, Entry, Juror, Origin, Result, Round, Score
from sotay.contests.tests.conftest import AFTER, LAST
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.organisations.access import acting_for, widened
from sotay.testing.notices import every_notice
from sotay.testing.worlds import person

pytestmark = pytest.mark.django_db
D = Decimal


def told(user):
    return [notice.kind for notice in every_notice(user=user)]


class TestOpenRound:
    def test_takes_its_days_from_the_rule(self, stage):
        made = stage.open()
        assert (made.eligible_from, made.eligible_to) == (date(2025, 11, 1), date(2026, 10, 31))
        assert [row.name for row in made.categories.all()] == ["Báo in", "Ảnh"]
        prizes = made.categories.last().prizes.all()
        assert [(row.name, row.number) for row in prizes] == [("Giải A", 1), ("Giải B", 1)]
        assert AuditEntry.objects.filter(act="contests.open", subject_id=made.pk).exists()

    def test_only_an_office_of_the_committee_itself(self, stage, world, leader, works_secretary):
        with pytest.raises(PermissionDenied):
            services.open_round(organisation=world.works, given=stage.given(), actor=leader)
        with pytest.raises(PermissionDenied):
            services.open_round(organisation=world.bloc, given=stage.given(), actor=works_secretary)

    def test_a_cell_opens_none(self, stage, world, secretary):
        with pytest.raises(RuleBroken, match="Chi bộ không mở"):
            services.open_round(
                organisation=world.river, given=stage.given(), actor=stage.on(secretary)
            )

    def test_not_twice_under_one_name(self, opened):
        with pytest.raises(RuleBroken, match="tên khác"):
            opened.open()

    def test_the_last_day_is_not_before_the_last_eligible_day(self, stage):
        with pytest.raises(BadInput, match="30-10-2026"):
            stage.open(last_day=date(2026, 10, 30))
        assert stage.open(last_day=date(2026, 10, 31)).last_day == date(2026, 10, 31)

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": " "},
            {"year": 1999},
            {"least_scores": 0},
            {"categories": []},
            {"categories": ["Ảnh", "ảnh"]},
            {"categories": ["x" * 201]},
            {"criteria": [("Nội dung", D(0))]},
            {"criteria": [("Nội dung", D("10.25"))]},
            {"criteria": [("Nội dung", D("NaN"))]},
            {"prizes": [("Giải A", 0)]},
        ],
    )
    def test_what_cannot_be_used_is_refused(self, stage, changes):
        with pytest.raises(BadInput):
            stage.open(**changes)
        assert not Round.objects.exists()


class TestSubmit:
    def test_a_cell_submits(self, opened, world, people, everything):
        made = opened.submit(authors=["Nguyễn Văn An", "Người Ngoài"])
        origin = made.origin
        assert (origin.place, origin.by_author, origin.outlet) == (world.river, False, "Báo Tỉnh")
        assert [(row.name, row.member) for row in made.authors.all()] == [
            ("Nguyễn Văn An", people["an"]),  # the cell has one of that name
            ("Người Ngoài", None),
        ]

    def test_a_member_submits_their_own_and_is_among_the_authors(self, opened, people, everything):
        made = opened.submit(actor=opened.member("an"), place=None, authors=["Bạn Viết Chung"])
        assert made.origin.by_author
        assert made.origin.place == people["an"].cell
        assert [row.name for row in made.authors.all()] == ["Nguyễn Văn An", "Bạn Viết Chung"]
        assert made.authors.first().member == people["an"]

    def test_nobody_submits_without_a_cell_or_for_another(self, opened, world, stranger):
        with pytest.raises(PermissionDenied):
            opened.submit(actor=opened.on(stranger), place=None)
        with pytest.raises(PermissionDenied):
            opened.submit(place=world.hill)

    def test_not_to_the_award_of_another_bloc(self, opened, world, far_officer):
        with pytest.raises(RuleBroken, match="đảng bộ khác"):
            opened.submit(actor=opened.on(far_officer), place=world.far)

    @pytest.mark.parametrize(
        ("day", "says"),
        [
            (date(2025, 10, 31), "31-10-2025, trước ngày đầu được xét"),
            (date(2025, 11, 1), None),
            (date(2026, 10, 31), None),
            (date(2026, 11, 1), "01-11-2026, sau ngày cuối được xét"),
        ],
    )
    def test_the_days_on_each_side_of_each_edge(self, opened, day, says):
        opened.today = date(2026, 11, 5)
        if says is None:
            assert opened.submit(published_on=day).state == "submitted"
        else:
            with pytest.raises(RuleBroken, match=says):
                opened.submit(published_on=day)

    def test_not_before_it_is_published(self, opened):
        with pytest.raises(RuleBroken, match="còn chưa tới"):
            opened.submit(published_on=opened.today + timedelta(days=1))

    def test_to_the_end_of_the_last_day(self, opened):
        opened.today = LAST
        opened.submit()
        opened.today = AFTER
        with pytest.raises(RuleBroken, match="hết ngày 10-11-2026"):
            opened.submit(title="Bài khác")

    def test_one_work_once_whoever_sends_it(self, opened, world, hill_secretary):
        opened.submit()
        with pytest.raises(RuleBroken, match=r"“chi bo ben song” đăng ở Báo Tỉnh ngày 04-5-2026"):
            opened.submit(
                actor=opened.on(hill_secretary), place=world.hill, title="chi bo ben song"
            )
        opened.submit(published_on=date(2026, 5, 5))  # another day, another work
        opened.submit(outlet="Đài Tỉnh")

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": " "},
            {"outlet": ""},
            {"authors": [" "]},
            {"authors": [f"Người {n}" for n in range(21)]},
            {"address": "javascript:alert(1)"},
            {"content": None, "file_name": ""},
            {"content": b"MZ\x00\x01program", "file_name": "a.exe"},
        ],
    )
    def test_what_cannot_be_used_is_refused(self, opened, changes, everything):
        with pytest.raises(BadInput):
            opened.submit(**changes)
        assert not Entry.objects.exists()

    def test_a_category_of_another_round_is_refused(self, opened):
        other = opened.round.categories.first()
        opened.open(name="Đợt khác")
        with pytest.raises(BadInput, match="Hạng mục"):
            opened.submit(category=other)


class TestWithdraw:
    def withdraw(self, stage, entry, actor=None):
        with acting_for(actor or stage.on(stage.secretary)) as who:
            services.withdraw(entry=Entry.objects.visible_to(who).get(pk=entry.pk), actor=who)

    def test_to_the_last_day_and_then_it_may_come_again(self, opened, everything):
        made = opened.submit()
        opened.today = LAST
        self.withdraw(opened, made)
        assert Entry.objects.get(pk=made.pk).state == "withdrawn"
        with pytest.raises(RuleBroken, match="đã rút rồi"):
            self.withdraw(opened, made)
        assert opened.submit().pk != made.pk

    def test_not_after_it(self, opened):
        made = opened.submit()
        opened.today = AFTER
        with pytest.raises(RuleBroken, match="10-11-2026"):
            self.withdraw(opened, made)

    def test_not_by_the_keeper(self, opened, officer):
        made = opened.submit()
        with pytest.raises(PermissionDenied):
            self.withdraw(opened, made, opened.on(officer))


class TestChecking:
    def test_the_submitter_hears_of_it(self, opened, secretary):
        made = opened.submit()
        assert opened.accept(made).state == "accepted"
        assert told(secretary.user) == ["contest_entry"]

    def test_the_jury_sees_the_copy_that_the_keeper_gives(self, opened, everything):
        made = opened.submit()
        assert opened.accept(made).copy == made.origin.file
        kept = opened.accept(made, content=b"ban khong ghi ten", name="a.txt")
        assert kept.copy != made.origin.file
        kept = opened.accept(made, address="https://vidu.vn/an-danh")
        assert (kept.copy, kept.copy_address) == (None, "https://vidu.vn/an-danh")

    def test_a_bare_address_with_names_is_not_shown_to_the_jury(self, opened):
        made = opened.submit(address="https://vidu.vn/bai", content=None, file_name="")
        with pytest.raises(RuleBroken, match="Giám khảo chưa có gì để xem"):
            opened.accept(made)
        assert opened.accept(made, address="https://vidu.vn/an-danh").state == "accepted"

    def test_refused_with_a_reason_and_accepted_after_all(self, opened, everything):
        made = opened.submit()
        with pytest.raises(BadInput):
            opened.keep(services.refuse_entry, entry=made, reason=" ")
        opened.keep(services.refuse_entry, entry=made, reason="Sai hạng mục")
        assert Origin.objects.get(pk=made.pk).refused_reason == "Sai hạng mục"
        opened.accept(made)
        assert Origin.objects.get(pk=made.pk).refused_reason == ""

    def test_only_by_the_keeper(self, opened, secretary, leader, works_secretary):
        made = opened.submit()
        for actor in (secretary, works_secretary):
            with acting_for(opened.on(actor)) as who, pytest.raises(PermissionDenied):
                services.accept_entry(entry=made, actor=who)
        with acting_for(opened.on(leader)) as who:
            assert services.accept_entry(entry=made, actor=who).state == "accepted"

    def test_not_once_it_is_withdrawn_or_scored(self, opened, scoring):
        with pytest.raises(RuleBroken, match="đang chấm"):
            scoring.accept(scoring.works["Mùa nước nổi"])


class TestJury:
    def test_a_member_with_an_account_is_named_and_told(self, opened, people):
        opened.name("binh")
        assert told(people["binh"].user) == ["contest_jury"]
        with pytest.raises(RuleBroken, match="đã ở trong hội đồng"):
            opened.name("binh")

    def test_not_without_an_account(self, opened, people, everything):
        people["dung"].user = None
        people["dung"].save()
        with pytest.raises(RuleBroken, match="tài khoản"):
            opened.name("dung")

    def test_not_who_keeps_the_round(self, opened, people, leader, everything):
        people["dung"].user = leader.user
        people["dung"].save()
        with pytest.raises(RuleBroken, match="biết tác giả"):
            opened.name("dung")

    def test_a_keeper_who_has_come_into_the_jury_keeps_it_no_more(self, opened, officer, people):
        opened.name("binh")
        assert Round.objects.kept_by(officer).exists()
        with acting_for(opened.on(officer)) as who:
            Juror.objects.filter(user=people["binh"].user).update(user=who.user)
        assert not Round.objects.kept_by(officer).exists()
        with pytest.raises(PermissionDenied):
            opened.name("chi")

    def test_who_has_not_scored_may_be_dismissed(self, scoring):
        work = scoring.works["Mùa nước nổi"]
        scoring.score("binh", work, "50", "30")
        with pytest.raises(RuleBroken, match="đã chấm"):
            scoring.keep(services.dismiss_juror, juror=scoring.jurors["binh"])
        scoring.keep(services.dismiss_juror, juror=scoring.jurors["chi"])
        with acting_for(scoring.on(scoring.officer)):
            assert list(scoring.round.jurors.all()) == [scoring.jurors["binh"]]


class TestStartScoring:
    def test_not_before_the_last_day_is_over(self, opened):
        opened.accept(opened.submit())
        opened.name("binh", "chi")
        with pytest.raises(RuleBroken, match="hết ngày 10-11-2026"):
            opened.start(LAST)
        assert opened.start(AFTER).state == "scoring"

    def test_says_what_is_lacking(self, opened):
        with pytest.raises(RuleBroken, match="chưa có gì để chấm"):
            opened.start()
        opened.today = date(2026, 10, 15)
        made = opened.submit()
        with pytest.raises(RuleBroken, match="1 tác phẩm chưa xét"):
            opened.start()
        opened.accept(made)
        opened.name("binh")
        with pytest.raises(RuleBroken, match="cần 2 giám khảo, hội đồng mới có 1"):
            opened.start()

    def test_draws_different_codes_for_accepted_works_alone(self, scoring, everything):
        codes = list(Entry.objects.values_list("code", flat=True))
        assert len(set(codes)) == 3
        assert all(len(code) == 4 for code in codes)

    def test_a_refused_work_gets_none(self, opened, everything):
        opened.accept(opened.submit())
        other = opened.submit(title="Bài khác")
        opened.keep(services.refuse_entry, entry=other, reason="Sai hạng mục")
        opened.name("binh", "chi")
        opened.start()
        assert Entry.objects.get(pk=other.pk).code == ""


class TestScore:
    def test_may_be_changed_until_closing(self, scoring, everything):
        work = scoring.works["Mùa nước nổi"]
        scoring.score("binh", work, "50", "30")
        scoring.score("binh", work, "55.5", "0")
        assert reading.totals(scoring.round)[work.pk] == {scoring.jurors["binh"].pk: D("55.5")}
        entry = AuditEntry.objects.filter(act="contests.score").last()
        assert entry.details == {} or "points" not in entry.details

    @pytest.mark.parametrize("points", [("60.1", "30"), ("-1", "30"), ("50",), ("5.55", "1")])
    def test_within_the_bounds_of_every_criterion(self, scoring, points, everything):
        with pytest.raises(BadInput):
            scoring.score("binh", scoring.works["Mùa nước nổi"], *points)
        assert not Score.objects.exists()

    def test_the_greatest_and_the_least_are_allowed(self, scoring):
        scoring.score("binh", scoring.works["Mùa nước nổi"], "60", "0")

    def test_not_by_somebody_outside_the_jury(self, scoring):
        with acting_for(scoring.member("dung")) as who, pytest.raises(PermissionDenied):
            services.score(entry=scoring.works["Mùa nước nổi"], points={}, actor=who)

    @pytest.mark.parametrize("act", ["score", "aside"])
    def test_not_by_who_was_dismissed_while_waiting_for_the_round(self, scoring, monkeypatch, act):
        from sotay.contests.services import judging

        work, lock_in = scoring.works["Mùa nước nổi"], judging.lock_in

        def dismissed_first(round_, *states):
            with widened(scoring.officer, "test"):
                scoring.round.jurors.filter(user=scoring.people["binh"].user).delete()
            return lock_in(round_, *states)

        monkeypatch.setattr(judging, "lock_in", dismissed_first)
        points = {row.pk: D(1) for row in scoring.round.criteria.all()}
        do = {
            "score": partial(services.score, points=points),
            "aside": partial(services.declare_conflict, words="Em ruột"),
        }[act]
        with (
            acting_for(scoring.member("binh")) as who,
            pytest.raises(PermissionDenied, match="không ở trong hội đồng"),
        ):
            do(entry=work, actor=who)

    def test_not_once_it_is_closed(self, scoring):
        for key in ("binh", "chi"):
            for work in scoring.works.values():
                scoring.score(key, work, "50", "30")
        scoring.keep(services.close_scoring, round_=scoring.round)
        work = scoring.works["Mùa nước nổi"]
        with (
            acting_for(scoring.member("binh")) as who,
            pytest.raises(RuleBroken, match="chấm xong"),
        ):
            services.score(entry=work, points={}, actor=who)


class TestConflicts:
    def desk(self, stage, key):
        with acting_for(stage.member(key)) as who:
            (desk,) = reading.desks(who)
            return [work.title for work in desk.works], desk.aside

    def open_with(self, stage, *works):
        for changes in works:
            stage.accept(stage.submit(**changes))
        stage.name("an", "binh", "chi")
        stage.start()

    def test_who_belongs_to_the_submitting_cell(self, opened, world, hill_secretary, everything):
        hill = {"actor": opened.on(hill_secretary), "place": world.hill, "title": "Từ đồi"}
        self.open_with(opened, {"title": "Từ sông"}, hill)
        assert self.desk(opened, "an") == (["Từ đồi"], 1)
        assert Conflict.objects.get().sort == "place"
        with acting_for(opened.member("an")) as who, pytest.raises(RuleBroken, match="liên quan"):
            services.score(entry=opened.works["Từ sông"], points={}, actor=who)

    def test_who_is_an_author_even_by_name_alone(self, opened, world, hill_secretary, everything):
        mine = {
            "actor": opened.on(hill_secretary),
            "place": world.hill,
            "authors": ["trần thị bình"],
            "title": "Của Bình",
        }
        self.open_with(opened, mine)
        assert self.desk(opened, "binh") == ([], 1)
        assert Conflict.objects.get().sort == "author"

    def test_who_holds_an_office_in_the_submitting_organisation(
        self, opened, people, works_secretary, world, everything
    ):
        people["chi"].user = works_secretary.user
        people["chi"].save()
        work = {"actor": opened.on(works_secretary), "place": world.works, "title": "Của Sở"}
        self.open_with(opened, work)
        assert Conflict.objects.get().juror == opened.jurors["chi"]

    def test_who_declares_it_loses_what_was_given(self, scoring, everything):
        work = scoring.works["Mùa nước nổi"]
        scoring.score("binh", work, "50", "30")
        with acting_for(scoring.member("binh")) as who:
            with pytest.raises(BadInput):
                services.declare_conflict(entry=work_seen(who, work), words="", actor=who)
            services.declare_conflict(entry=work_seen(who, work), words="Em ruột", actor=who)
            assert not Score.objects.exists()
            assert not Entry.objects.judged_by(who).filter(pk=work.pk).exists()

    def test_what_was_given_before_a_move_into_the_cell_does_not_count(
        self, scoring, people, world, everything
    ):
        for work in scoring.works.values():
            scoring.score("binh", work, "50", "30")
            scoring.score("chi", work, "50", "30")
        people["binh"].cell = world.river
        people["binh"].save()
        with pytest.raises(RuleBroken, match=r"\(1/2\)"):
            scoring.keep(services.close_scoring, round_=scoring.round)

    def test_one_that_comes_up_while_scoring_takes_the_work_off_the_desk(
        self, scoring, people, world, everything
    ):
        work = scoring.works["Mùa nước nổi"]
        with acting_for(scoring.member("binh")) as who:
            seen = work_seen(who, work)
        people["binh"].cell = world.river
        people["binh"].save()
        points = {one.pk: D("1") for one in scoring.round.criteria.all()}
        with acting_for(scoring.member("binh")) as who:
            with pytest.raises(RuleBroken, match="liên quan"):
                services.score(entry=seen, points=points, actor=who)
            assert not Entry.objects.judged_by(who).filter(pk=work.pk).exists()


def work_seen(actor, work):
    return Entry.objects.judged_by(actor).select_related("round").get(pk=work.pk)


class TestDesk:
    def test_the_order_is_the_jurors_own(self, opened):
        for number in range(8):
            opened.accept(opened.submit(title=f"Bài {number}"))
        opened.name("binh", "chi")
        opened.start()
        for key in ("binh", "chi"):
            with acting_for(opened.member(key)) as who:
                (desk,) = reading.desks(who)
            keys = [work.pk for work in desk.works]
            secret = settings.SECRET_KEY.encode()
            assert keys == rules.blind_order(secret, opened.jurors[key].pk, sorted(keys))
            assert len(keys) == 8


class TestClosing:
    def score_all(self, stage, **points):
        """Points for content by title and juror; form is always 30."""
        for title, (first, second) in points.items():
            work = next(one for one in stage.works.values() if one.title.startswith(title))
            stage.score("binh", work, first, "30")
            stage.score("chi", work, second, "30")

    def test_says_which_works_lack_scores(self, scoring, everything):
        self.score_all(scoring, Chi=("50", "40"))
        scoring.score("binh", scoring.works["Mùa nước nổi"], "50", "30")
        codes = dict(Entry.objects.values_list("title", "code"))
        with pytest.raises(RuleBroken) as refusal:
            scoring.keep(services.close_scoring, round_=scoring.round)
        assert f"{codes['Mùa nước nổi']} (1/2)" in str(refusal.value)
        assert f"{codes['Người giữ rừng']} (0/2)" in str(refusal.value)
        assert codes["Chi bộ bên sông"] not in str(refusal.value)

    def test_from_scores_to_prizes(self, scoring, secretary, officer, everything):
        self.score_all(scoring, Chi=("50", "41"), Người=("45.5", "45.5"), Mùa=("30", "30"))
        scoring.keep(services.close_scoring, round_=scoring.round)
        rows = {row.entry.title: row for row in Result.objects.all()}
        assert rows["Chi bộ bên sông"].mean == rows["Người giữ rừng"].mean == D("75.5")
        assert rows["Chi bộ bên sông"].is_tied
        assert [rows[title].place for title in scoring.works] == [1, 1, 3]

        with pytest.raises(RuleBroken, match="đồng điểm ở ranh giới"):
            scoring.keep(services.publish, round_=scoring.round)
        river, forest, flood = scoring.works.values()
        with pytest.raises(BadInput):
            scoring.keep(services.decide_tie, entries=[forest, flood], reason="x")
        with pytest.raises(BadInput):
            scoring.keep(services.decide_tie, entries=[forest, river], reason=" ")
        scoring.keep(services.decide_tie, entries=[river, forest], reason="Bốc thăm")
        scoring.keep(services.decide_tie, entries=[forest, river], reason="Tác động rộng hơn")

        first, second = scoring.round.categories.first().prizes.all()
        with pytest.raises(BadInput):
            scoring.keep(services.withhold, prize=first, number=2, reason="x")
        with pytest.raises(BadInput):
            scoring.keep(services.withhold, prize=first, number=1, reason="")
        scoring.keep(services.withhold, prize=first, number=1, reason="Chưa có tác phẩm xuất sắc")

        scoring.keep(services.publish, round_=scoring.round)
        (award,) = Award.objects.all()
        assert (award.title, award.prize, award.authors) == (
            "Người giữ rừng",
            second,
            "Đỗ Thị Tác",
        )
        assert "contest_results" in told(secretary.user)
        assert told(officer.user) == []
        with pytest.raises(RuleBroken, match="đã công bố"):
            scoring.keep(services.publish, round_=scoring.round)
        assert {"contests.close_scoring", "contests.decide_tie", "contests.publish"} <= set(
            AuditEntry.objects.values_list("act", flat=True)
        )

    def test_all_prizes_where_nothing_is_tied(self, scoring, everything):
        self.score_all(scoring, Chi=("50", "41"), Người=("45", "45"), Mùa=("30", "30"))
        scoring.keep(services.close_scoring, round_=scoring.round)
        scoring.keep(services.publish, round_=scoring.round)
        given = {(award.title, award.prize.name) for award in Award.objects.all()}
        assert given == {("Chi bộ bên sông", "Giải A"), ("Người giữ rừng", "Giải B")}

    def test_publishing_asks_no_more_for_more_heads(self, scoring, everything):
        self.score_all(scoring, Chi=("50", "41"), Người=("45", "45"), Mùa=("30", "30"))
        scoring.keep(services.close_scoring, round_=scoring.round)
        asked = []
        for heads in (2, 20):
            for number in range(heads):
                person(f"h{heads}-{number}", f"Bí thư {number}", ("secretary", scoring.world.plain))
            point = transaction.savepoint()
            with CaptureQueriesContext(connection) as queries:
                scoring.keep(services.publish, round_=scoring.round)
            asked.append(len(queries))
            assert len(every_notice(kind="contest_results")) >= heads + 1
            transaction.savepoint_rollback(point)
        assert asked[0] == asked[1]

    def test_is_the_keepers(self, scoring, secretary):
        for act in (services.close_scoring, services.publish, services.start_scoring):
            with acting_for(scoring.on(secretary)) as who, pytest.raises(PermissionDenied):
                act(round_=scoring.round, actor=who)

    def test_a_system_actor_is_no_juror(self, scoring, system):
        work = scoring.works["Mùa nước nổi"]
        actor = replace(system, today=scoring.today)
        with acting_for(actor) as who, pytest.raises(PermissionDenied):
            services.score(entry=work, points={}, actor=who)
