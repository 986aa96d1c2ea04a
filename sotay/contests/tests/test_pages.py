"""Pages for four answers: done, refused, not allowed, not found."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.contests import reading
from sotay.contests.models import Conflict, Entry, Juror, Result, Round, Score
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"contests:{name}", args=args)


def text(answer):
    return answer.content.decode()


def form_of_round(stage, **changes):
    return {
        "organisation": stage.world.bloc.pk,
        "name": "Giải năm nay",
        "year": stage.year,
        "last_day": f"31-12-{stage.year}",
        "least_scores": 2,
        "categories": "Báo in\nẢnh",
        "criteria": "Nội dung: 60\nHình thức: 39,5",
        "prizes": "Giải A: 1\nGiải B: 2",
        **changes,
    }


class TestRounds:
    def test_a_round_is_opened_and_seen_beneath(self, now, officer, secretary, as_client):
        desk = as_client(officer)
        assert "Nội dung: 50" in text(desk.get(url("new")))
        answer = desk.post(url("new"), form_of_round(now))
        made = Round.objects.get()
        assert answer.url == url("round", made.pk)
        assert [str(row.most) for row in made.criteria.all()] == ["60.0", "39.5"]
        assert url("submit", made.pk) in text(as_client(secretary).get(answer.url))
        assert "Giải năm nay" in text(as_client(secretary).get(url("list")))

    @pytest.mark.parametrize(
        "changes",
        [
            {"criteria": "Nội dung 60"},
            {"criteria": "Nội dung: nhiều"},
            {"prizes": "Giải A: 1,5"},
            {"prizes": "Giải A: NaN"},
            {"prizes": "Giải A: 100001"},
            {"criteria": "Nội dung: -100001"},
            {"last_day": "01-01-2020"},
            {"year": 1},
            {"categories": ""},
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, now, officer, as_client, changes):
        answer = as_client(officer).post(url("new"), form_of_round(now, **changes))
        assert answer.status_code == 422
        assert "Giải năm nay" in text(answer)
        assert not Round.objects.exists()

    @pytest.mark.parametrize("figure", ["1e999999999", "-1e999999999", "1e100001", "1e-999999999"])
    def test_a_figure_without_end_is_no_figure(self, now, officer, as_client, figure):
        client, says = as_client(officer), f"{figure}” không phải là số điểm"
        for field, line in (("prizes", "Giải A: "), ("criteria", "Nội dung: ")):
            answer = client.post(url("new"), form_of_round(now, **{field: line + figure}))
            assert answer.status_code == 422
            assert says in text(answer)

    def test_not_by_a_cell_and_not_found_elsewhere(
        self, taking, secretary, far_officer, stranger, as_client
    ):
        assert as_client(secretary).get(url("new")).status_code == 403
        for actor in (far_officer, stranger):
            assert as_client(actor).get(url("round", taking.round.pk)).status_code == 404
            assert taking.round.name not in text(as_client(actor).get(url("list")))

    def test_works_are_shown_to_the_keeper_alone(self, taking, officer, secretary, as_client):
        taking.submit()
        page = url("round", taking.round.pk)
        assert "Chi bộ bên sông" in text(as_client(officer).get(page))
        assert "Chi bộ bên sông" in text(as_client(officer).get(page + "?state=submitted"))
        assert "Chi bộ bên sông" not in text(as_client(officer).get(page + "?state=refused"))
        assert "Chi bộ bên sông" not in text(as_client(secretary).get(page))


class TestEntries:
    def given(self, stage, **changes):
        return {
            "place": stage.world.river.pk,
            "title": "Chi bộ bên sông",
            "category": stage.round.categories.first().pk,
            "authors": "Đỗ Thị Tác\nNgười Viết Chung",
            "outlet": "Báo Tỉnh",
            "published_on": stage.today.strftime("%d-%m-%Y"),
            "file": SimpleUploadedFile("bai-cua-tac.txt", b"Noi dung"),
            **changes,
        }

    def test_from_a_cell_to_its_keeper(self, taking, secretary, officer, as_client):
        sender, keeper = as_client(secretary), as_client(officer)
        page = url("submit", taking.round.pk)
        assert "Chi bộ Sông" in text(sender.get(page))
        answer = sender.post(page, self.given(taking))
        made = url("entry", *[int(answer.url.split("/")[-2])])
        shown = text(sender.get(made))
        assert "Người Viết Chung" in shown
        assert "bai-cua-tac.txt" in shown
        assert "Chi bộ bên sông" in text(sender.get(url("mine")))
        key = int(made.split("/")[-2])
        got = sender.get(url("file", key))
        assert b"".join(got.streaming_content) == b"Noi dung"

        again = sender.post(page, self.given(taking))
        assert again.status_code == 422
        assert "đã được gửi dự đợt này" in text(again)

        assert keeper.post(url("accept", key), {"address": "khong"}).status_code == 422
        assert keeper.post(url("accept", key)).status_code == 302
        assert keeper.post(url("refuse", key), {"reason": ""}).status_code == 422
        assert keeper.post(url("refuse", key), {"reason": "Nhầm mục"}).status_code == 302
        assert "Nhầm mục" in text(sender.get(made))
        assert sender.post(url("withdraw", key)).status_code == 302
        assert "đã rút" in text(sender.get(made))

    def test_a_member_submits_their_own(self, taking, people, as_client):
        author = as_client(taking.member("an"))
        page = url("submit", taking.round.pk)
        assert "Nguyễn Văn An</textarea>" in text(author.get(page))
        answer = author.post(page, self.given(taking, place="me", authors="Nguyễn Văn An"))
        assert "tác giả tự gửi" in text(author.get(answer.url))

    def test_a_place_that_is_not_ones_own_cannot_be_chosen(self, taking, secretary, as_client):
        given = self.given(taking, place=taking.world.hill.pk)
        assert as_client(secretary).post(url("submit", taking.round.pk), given).status_code == 422

    def test_others_find_nothing_and_do_nothing(
        self, taking, secretary, hill_secretary, inspector, as_client
    ):
        made = taking.submit()
        for actor in (hill_secretary, inspector, taking.member("binh")):
            client = as_client(actor)
            assert client.get(url("entry", made.pk)).status_code == 404
            assert client.get(url("file", made.pk)).status_code == 404
            assert client.post(url("accept", made.pk)).status_code == 404
        assert as_client(secretary).post(url("accept", made.pk)).status_code == 403
        assert as_client(secretary).get(url("refuse", made.pk)).status_code == 403
        assert as_client(inspector).get(url("submit", taking.round.pk)).status_code == 403


class TestJury:
    def test_found_by_name_named_and_dismissed(self, taking, people, officer, as_client):
        keeper, page = as_client(officer), url("jury", taking.round.pk)
        assert "Trần Thị Bình" in text(keeper.get(page + "?q=binh"))
        assert "Không tìm thấy" in text(keeper.get(page + "?q=zzzz"))
        name = url("name_juror", taking.round.pk, people["binh"].pk)
        assert keeper.post(name).url == page
        keeper.post(name)
        assert "đã ở trong hội đồng" in text(keeper.get(page))
        with acting_for(officer):
            juror = Juror.objects.get()
        assert keeper.post(url("dismiss_juror", taking.round.pk, juror.pk)).status_code == 302
        assert "Chưa có giám khảo nào" in text(keeper.get(page))
        assert keeper.post(url("name_juror", taking.round.pk, 10**9)).status_code == 404

    def test_is_the_keepers(self, taking, secretary, far_officer, as_client):
        assert as_client(secretary).get(url("jury", taking.round.pk)).status_code == 403
        assert as_client(far_officer).get(url("jury", taking.round.pk)).status_code == 404


class TestDesk:
    def test_a_juror_reads_codes_and_never_whose_a_work_is(self, judged, as_client):
        client = as_client(judged.member("binh"))
        pages = [client.get(url("desk"))]
        work = judged.works["Mùa nước nổi"]
        pages.append(client.get(url("score", work.pk)))
        pages.append(client.get(url("round", judged.round.pk)))
        pages.append(client.get(url("list")))
        for page in pages:
            assert page.status_code == 200
            for told in ("Đỗ Thị Tác", "Chi bộ Sông", "Lê Thị Nhàn", "Báo Tỉnh", "tac-pham"):
                assert told not in text(page)
        copy = client.get(url("copy", work.pk))
        assert copy.status_code == 200
        assert "tac-pham" not in copy.headers["Content-Disposition"]
        b"".join(copy.streaming_content)
        assert client.get(url("entry", work.pk)).status_code == 404
        assert client.get(url("file", work.pk)).status_code == 404
        assert client.get(url("results", judged.round.pk)).status_code == 404

    def test_scores_are_given_and_changed(self, judged, everything, as_client):
        client, work = as_client(judged.member("binh")), judged.works["Mùa nước nổi"]
        first, second = judged.round.criteria.all()
        page = url("score", work.pk)
        assert client.post(page, {f"c{first.pk}": "8,25"}).status_code == 422
        given = {f"c{first.pk}": "50,5", f"c{second.pk}": "99"}
        refused = client.post(page, given)
        assert refused.status_code == 422
        assert "từ 0 đến 40,0" in text(refused)
        assert client.post(page, given | {f"c{second.pk}": "30"}).url == url("desk")
        assert "đồng chí cho 80,5 điểm" in text(client.get(url("desk")))
        assert 'value="50,5"' in text(client.get(page))
        assert client.post(page, given | {f"c{second.pk}": "1"}).status_code == 302
        assert sum(row.points for row in Score.objects.all()) == 51.5

    def test_the_home_page_says_how_many_wait(self, judged, as_client):
        client, work = as_client(judged.member("binh")), judged.works["Mùa nước nổi"]
        assert "2 tác phẩm chờ đồng chí chấm" in text(client.get("/"))
        judged.score("binh", work, "1", "1")
        assert "1 tác phẩm chờ đồng chí chấm" in text(client.get("/"))
        assert "tác phẩm chờ" not in text(as_client(judged.member("dung")).get("/"))

    def test_standing_aside(self, judged, everything, as_client):
        client, work = as_client(judged.member("binh")), judged.works["Mùa nước nổi"]
        assert client.post(url("aside", work.pk), {"reason": ""}).status_code == 422
        assert client.post(url("aside", work.pk), {"reason": "Em ruột"}).url == url("desk")
        assert client.get(url("score", work.pk)).status_code == 404
        assert Conflict.objects.get().words == "Em ruột"

    def test_others_have_no_desk(self, judged, officer, as_client):
        work = judged.works["Mùa nước nổi"]
        for actor in (officer, judged.member("dung")):
            assert as_client(actor).get(url("desk")).status_code == 403
            assert as_client(actor).get(url("score", work.pk)).status_code == 404


class TestResults:
    def test_a_refused_closing_and_the_pages_count_alike(
        self, judged, officer, world, people, everything, as_client
    ):
        """A juror has moved into the cell of the works since."""
        keeper = as_client(officer)
        for key in ("binh", "chi"):
            for work in judged.works.values():
                judged.score(key, work, "50", "30")
        people["binh"].cell = world.river
        people["binh"].save()
        keeper.post(url("close", judged.round.pk))
        assert "(1/2)" in text(keeper.get(url("round", judged.round.pk)))
        with acting_for(officer):
            assert set(map(len, reading.totals(judged.round).values())) == {1}
            assert set(Conflict.objects.values_list("juror__user", flat=True)) == {
                people["binh"].user.pk
            }
            assert not Result.objects.exists()

    def test_from_closing_to_winners(self, judged, officer, secretary, as_client):
        keeper, page = as_client(officer), url("results", judged.round.pk)
        assert keeper.get(page).status_code == 404
        keeper.post(url("close", judged.round.pk))
        assert "chưa đủ phiếu chấm" in text(keeper.get(url("round", judged.round.pk)))
        for key in ("binh", "chi"):
            for work in judged.works.values():
                judged.score(key, work, "50", "30")
        keeper.post(url("close", judged.round.pk))
        shown = text(keeper.get(page))
        assert "Trần Thị Bình: 80,0" in shown
        assert "chờ xếp thứ tự" in shown
        assert as_client(secretary).get(page).status_code == 404

        keeper.post(url("publish", judged.round.pk))
        assert "đồng điểm ở ranh giới" in text(keeper.get(page))
        river, flood = judged.works.values()
        tie = url("tie", flood.pk)
        assert "Mùa nước nổi" in text(keeper.get(tie))
        same = {f"w{river.pk}": "1", f"w{flood.pk}": "1", "reason": "x"}
        assert keeper.post(tie, same).status_code == 422
        order = {f"w{river.pk}": "2", f"w{flood.pk}": "1"}
        assert keeper.post(tie, order | {"reason": ""}).status_code == 422
        assert keeper.post(tie, order | {"reason": "Sâu hơn"}).url == page

        prize = judged.round.categories.last().prizes.first()
        hold = url("withhold", prize.pk)
        assert keeper.post(hold, {"number": "1", "reason": ""}).status_code == 422
        assert keeper.post(hold, {"number": "1", "reason": "Không có ảnh"}).url == page
        assert keeper.post(url("publish", judged.round.pk)).url == page

        seen = text(as_client(judged.member("dung")).get(page))
        assert "Đỗ Thị Tác" in seen
        assert "Không có ảnh" in seen
        assert "80,0" not in seen
        mine = text(as_client(secretary).get(url("mine")))
        assert "điểm trung bình 80,00" in mine
        assert "Trần Thị Bình" not in text(as_client(secretary).get(page))
        assert "Trần Thị Bình: 80,0" in text(keeper.get(page))
        assert "điểm trung bình" not in text(as_client(judged.member("dung")).get(url("mine")))

    def test_the_acts_are_the_keepers(self, judged, secretary, far_officer, as_client):
        for name in ("start", "close", "publish"):
            assert as_client(secretary).post(url(name, judged.round.pk)).status_code == 403
            assert as_client(far_officer).post(url(name, judged.round.pk)).status_code == 404
            assert as_client(secretary).get(url(name, judged.round.pk)).status_code == 405
        prize = judged.round.categories.first().prizes.first()
        assert as_client(secretary).get(url("withhold", prize.pk)).status_code == 403
        assert as_client(far_officer).get(url("withhold", prize.pk)).status_code == 404
        work = judged.works["Mùa nước nổi"]
        assert as_client(secretary).get(url("tie", work.pk)).status_code == 403


class TestHowOftenItAsks:
    def count(self, client, page):
        client.get(page)  # what is asked once in a process is not counted
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    def test_lists_do_not_ask_more_for_more(self, taking, officer, secretary, as_client):
        keeper, sender = as_client(officer), as_client(secretary)
        pages = [
            (keeper, url("round", taking.round.pk)),
            (sender, url("mine")),
            (sender, url("list")),
        ]
        taking.submit(title="Một")
        before = [self.count(*page) for page in pages]
        for title in ("Hai", "Ba", "Bốn"):
            taking.submit(title=title)
        first = taking.round
        taking.open(name="Đợt nữa")
        taking.round = first
        assert [self.count(*page) for page in pages] == before

    def test_the_desk_does_not_ask_more_for_more(self, judged, as_client, everything):
        client = as_client(judged.member("binh"))
        both = self.count(client, url("desk"))
        Entry.objects.filter(title="Mùa nước nổi").update(state="refused")
        assert self.count(client, url("desk")) == both
