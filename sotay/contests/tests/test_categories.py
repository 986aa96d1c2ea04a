"""Jurors named for some categories: what they see and score, who counts, who names them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from sotay.contests import reading, services
from sotay.contests.models import Conflict, Criterion, Entry, Juror, Result, Score
from sotay.contests.services.rights import labelled
from sotay.contests.tests.test_api import ROUTE, send
from sotay.contests.tests.test_pages import text, url
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.organisations.access import acting_for, widened

pytestmark = pytest.mark.django_db


def assign(stage, key, *categories):
    stage.jurors[key] = stage.keep(
        services.assign_juror,
        juror=stage.jurors[key],
        categories=[row.pk for row in categories],
    )


@pytest.fixture
def entered(opened):
    """A work of print and one of pictures; binh, chi and dung of the jury."""
    opened.print, opened.pictures = opened.round.categories.all()
    opened.accept(opened.submit(title="Bài in", category=opened.print))
    opened.accept(opened.submit(title="Bức ảnh", category=opened.pictures, outlet="Báo Khối"))
    opened.name("binh", "chi", "dung")
    return opened


@pytest.fixture
def parted(entered):
    """Binh for print, chi for pictures, dung for all; scoring begun."""
    assign(entered, "binh", entered.print)
    assign(entered, "chi", entered.pictures)
    entered.start()
    return entered


def desk(stage, key):
    with acting_for(stage.member(key)) as who:
        return {work.title for one in reading.desks(who) for work in one.works}


class TestWhatAJurorSees:
    def test_works_of_their_categories_alone(self, parted):
        assert desk(parted, "binh") == {"Bài in"}
        assert desk(parted, "chi") == {"Bức ảnh"}
        assert desk(parted, "dung") == {"Bài in", "Bức ảnh"}

    def test_the_second_lock_shows_no_others(self, parted):
        for key, titles in (
            ("binh", {"Bài in"}),
            ("chi", {"Bức ảnh"}),
            ("dung", {"Bài in", "Bức ảnh"}),
        ):
            with acting_for(parted.member(key)):
                assert set(Entry.objects.values_list("title", flat=True)) == titles

    def test_the_first_lock_neither(self, parted):
        with (
            acting_for(parted.member("binh")) as who,
            widened(who, "the first lock alone"),
        ):
            assert Entry.objects.count() == 2
            assert [row.title for row in Entry.objects.judged_by(who)] == ["Bài in"]

    def test_the_category_of_another_round_opens_nothing_here(self, parted, now):
        """A seat for all of one round is none for the works of another."""
        seat = parted.jurors["dung"]
        other = parted.open(name="Đợt khác")
        with acting_for(parted.member("dung")) as who:
            assert not Entry.objects.judged_by(who).filter(round=other).exists()
            assert Entry.objects.judged_by(who).filter(round=seat.round).count() == 2


class TestScoring:
    def test_of_another_category_is_refused(self, parted):
        work = parted.works["Bức ảnh"]
        with (
            acting_for(parted.member("binh")) as who,
            pytest.raises(RuleBroken, match="không được phân công"),
        ):
            services.score(entry=work, points={}, actor=who)
        with (
            acting_for(parted.member("binh")) as who,
            pytest.raises(RuleBroken, match="không được phân công"),
        ):
            services.declare_conflict(entry=work, words="x", actor=who)

    def test_the_database_refuses_it_too(self, parted):
        criterion = Criterion.objects.filter(round=parted.round).first()
        with acting_for(parted.member("binh")):
            row = {
                "juror": parted.jurors["binh"], "criterion": criterion, "points": 1,
                **labelled(parted.round),
            }  # fmt: skip
            with (
                pytest.raises(ProgrammingError, match="row-level security"),
                transaction.atomic(),
            ):
                Score.objects.create(entry=parted.works["Bức ảnh"], **row)
            Score.objects.create(entry=parted.works["Bài in"], **row)

    def test_closing_counts_by_category(self, parted):
        for key in ("binh", "dung"):
            parted.score(key, parted.works["Bài in"], "50", "30")
        parted.score("dung", parted.works["Bức ảnh"], "40", "30")
        with acting_for(parted.on(parted.officer)):
            code = Entry.objects.get(title="Bức ảnh").code
        with pytest.raises(RuleBroken, match=rf"{code} \(1/2\)"):
            parted.keep(services.close_scoring, round_=parted.round)
        parted.score("chi", parted.works["Bức ảnh"], "50", "30")
        parted.keep(services.close_scoring, round_=parted.round)
        with acting_for(parted.on(parted.officer)):
            means = {row.entry.title: (row.mean, row.scores) for row in Result.objects.all()}
        assert means == {"Bài in": (80, 2), "Bức ảnh": (75, 2)}


class TestStarting:
    def test_each_category_with_works_needs_enough_jurors(self, entered):
        assign(entered, "binh", entered.print)
        assign(entered, "chi", entered.print)
        with pytest.raises(RuleBroken, match="“Ảnh” cần 2 giám khảo, mới có 1"):
            entered.start()
        assign(entered, "chi", entered.pictures)
        assert entered.start().state == "scoring"

    def test_one_without_works_needs_none(self, opened):
        first, _second = opened.round.categories.all()
        opened.accept(opened.submit(category=first))
        opened.name("binh", "chi")
        for key in ("binh", "chi"):
            assign(opened, key, first)
        assert opened.start().state == "scoring"


class TestConflicts:
    @pytest.fixture
    def with_an(self, opened):
        """An, who is of the cell that sent both works, and judges print alone."""
        first, second = opened.round.categories.all()
        opened.accept(opened.submit(title="Bài in", category=first))
        opened.accept(opened.submit(title="Bức ảnh", category=second, outlet="Báo Khối"))
        opened.name("an", "binh", "chi", "dung")
        assign(opened, "an", first)
        opened.start()
        return opened

    def test_are_counted_in_their_categories(self, with_an):
        with acting_for(with_an.on(with_an.officer)):
            by_name = {row.member.full_name: row.aside for row in reading.jury(with_an.round)}
        assert by_name["Nguyễn Văn An"] == 1
        with acting_for(with_an.member("an")) as who:
            (one,) = reading.desks(who)
            assert (list(one.works), one.aside) == ([], 1)

    def test_of_a_category_added_while_scoring_are_known(self, with_an):
        assign(with_an, "an")
        assert desk(with_an, "an") == set()
        with acting_for(with_an.on(with_an.officer)):
            assert Conflict.objects.filter(juror=with_an.jurors["an"]).count() == 2


class TestAssigning:
    def test_is_kept_in_order_and_audited(self, entered):
        assign(entered, "binh", entered.pictures, entered.print)
        seat = Juror.objects.get(pk=entered.jurors["binh"].pk)
        assert seat.categories == [entered.print.pk, entered.pictures.pk]
        entry = AuditEntry.objects.get(act="contests.assign_juror")
        assert entry.details == {"juror": seat.pk, "categories": seat.categories}

    def test_none_is_all_again(self, parted):
        assign(parted, "binh")
        assert desk(parted, "binh") == {"Bài in", "Bức ảnh"}

    def test_not_away_from_what_was_scored(self, parted):
        parted.score("dung", parted.works["Bài in"], "50", "30")
        with pytest.raises(RuleBroken, match="đã chấm ở hạng mục “Báo in”"):
            assign(parted, "dung", parted.pictures)
        assert Juror.objects.get(pk=parted.jurors["dung"].pk).categories == []
        assign(parted, "dung", parted.print)
        assert desk(parted, "dung") == {"Bài in"}

    def test_not_once_scoring_is_closed(self, parted):
        for key, title in (
            ("binh", "Bài in"), ("dung", "Bài in"), ("chi", "Bức ảnh"), ("dung", "Bức ảnh"),
        ):  # fmt: skip
            parted.score(key, parted.works[title], "50", "30")
        parted.keep(services.close_scoring, round_=parted.round)
        with pytest.raises(RuleBroken, match="đã chấm xong"):
            assign(parted, "binh")

    def test_not_to_a_category_of_another_round(self, entered):
        seat = entered.jurors["binh"]
        other = entered.open(name="Đợt khác").categories.first()
        with pytest.raises(BadInput, match="không thuộc đợt này"):
            entered.keep(services.assign_juror, juror=seat, categories=[other.pk])

    def test_only_by_the_keeper(self, entered, secretary, works_secretary):
        for actor in (secretary, works_secretary, entered.member("chi")):
            with acting_for(entered.on(actor)) as who, pytest.raises(PermissionDenied):
                services.assign_juror(juror=entered.jurors["binh"], categories=[], actor=who)

    def test_may_be_said_when_they_are_named(self, opened):
        first, second = opened.round.categories.all()
        with acting_for(opened.on(opened.officer)) as who:
            made = services.name_juror(
                round_=opened.round, member=opened.people["binh"], categories=[second.pk], actor=who
            )
        assert (made.judges(first.pk), made.judges(second.pk)) == (False, True)


class TestPages:
    def test_the_keeper_assigns_and_reads_what_is_missing(self, taking, officer, as_client):
        taking.name("binh", "chi")
        first, _second = taking.round.categories.all()
        desk_, seat = as_client(officer), taking.jurors["binh"]
        path = url("assign_juror", taking.round.pk, seat.pk)
        page = text(desk_.get(url("jury", taking.round.pk)))
        assert path in page
        assert "Ảnh: 2" in page
        assert desk_.get(path).status_code == 200
        assert desk_.post(path, {"categories": [first.pk]}).status_code == 302
        page = text(desk_.get(url("jury", taking.round.pk)))
        assert "Ảnh: 1 (thiếu 1)" in page
        assert "mọi hạng mục" in page  # chi
        assert desk_.post(path, {"categories": ["0"]}).status_code == 422

    def test_a_juror_opens_no_work_of_another_category(self, judged, as_client):
        second = judged.round.categories.last()
        Juror.objects.filter(pk=judged.jurors["binh"].pk).update(categories=[second.pk])
        work, client = judged.works["Mùa nước nổi"], as_client(judged.member("binh"))
        for path in (url("score", work.pk), url("copy", work.pk), url("aside", work.pk)):
            assert client.get(path).status_code == 404
        assert work.title not in text(client.get(url("desk")))
        assert as_client(judged.member("chi")).get(url("score", work.pk)).status_code == 200

    def test_others_are_refused_or_do_not_find_it(
        self, taking, secretary, far_officer, officer, as_client
    ):
        taking.name("binh")
        path = url("assign_juror", taking.round.pk, taking.jurors["binh"].pk)
        assert as_client(secretary).get(path).status_code == 403
        assert as_client(far_officer).get(path).status_code == 404
        wrong = url("assign_juror", taking.round.pk, 10**9)
        assert as_client(officer).get(wrong).status_code == 404


class TestRoutes:
    def test_for_four_answers(self, taking, people, officer, secretary, far_officer, as_client):
        first, second = taking.round.categories.all()
        keeper, root = as_client(officer), f"/rounds/{taking.round.pk}/jury"
        named = {"member_id": people["binh"].pk, "category_ids": [first.pk]}
        made = send(keeper, "post", root, named)
        assert made.status_code == 201
        path = f"{root}/{made.json()['id']}"
        (row,) = keeper.get(ROUTE + root).json()
        assert row["category_ids"] == [first.pk]
        given = {"category_ids": [second.pk]}
        assert send(as_client(secretary), "put", path, given).status_code == 403
        assert send(as_client(far_officer), "put", path, given).status_code == 404
        assert send(keeper, "put", f"{root}/1", given).status_code == 404
        assert send(keeper, "put", path, {"category_ids": [10**9]}).status_code == 422
        assert send(keeper, "put", path, given).status_code == 204
        assert keeper.get(ROUTE + root).json()[0]["category_ids"] == [second.pk]
