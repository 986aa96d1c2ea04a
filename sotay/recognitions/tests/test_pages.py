"""Pages of recognition for four answers, and a year from the cell's answer to the decision."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sotay.recognitions.models import Answer, Review
from sotay.recognitions.reading import FIRST_YEAR
from sotay.recognitions.tests.test_services import OWN
from sotay.testing.worlds import organisation

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def url(name, *args):
    return reverse(f"recognitions:{name}", args=args)


class TestWhoSeesWhat:
    @pytest.mark.parametrize(
        ("name", "more"), [("detail", []), ("records", ["tasks_on_time"]), ("decide", [])]
    )
    def test_out_of_sight_is_not_found(self, world, hill_secretary, as_client, name, more):
        client = as_client(hill_secretary)
        assert client.get(url(name, world.river.pk, YEAR, *more)).status_code == 404
        assert client.get(url(name, 999_999, YEAR, *more)).status_code == 404

    @pytest.mark.parametrize("name", ["list", "rollup"])
    def test_one_must_sign_in(self, client, db, name):
        assert client.get(url(name)).status_code == 302

    def test_no_tree_is_not_found(self, world, leader, as_client):
        client = as_client(leader)
        assert client.get(url("detail", world.bloc.pk, YEAR)).status_code == 404
        assert client.get(url("detail", world.river.pk, FIRST_YEAR - 1)).status_code == 404
        assert client.get(url("records", world.river.pk, YEAR, "khac")).status_code == 404
        assert client.get(url("answer", world.river.pk, YEAR, "khac")).status_code == 404

    def test_the_level_above_reads_and_does_not_answer(self, world, officer, as_client):
        client = as_client(officer)
        page = client.get(url("detail", world.river.pk, YEAR)).content.decode()
        assert "Chất lượng sinh hoạt tốt" in page
        assert "Gửi cấp trên" not in page
        assert client.get(url("answer", world.river.pk, YEAR, OWN[0])).status_code == 403
        assert client.get(url("decide", world.river.pk, YEAR)).status_code == 403

    def test_everybody_lands_where_they_belong(self, world, secretary, leader, stranger, as_client):
        own = as_client(secretary).get(url("list"))
        assert own.url == url("detail", world.river.pk, YEAR)
        assert as_client(leader).get(url("list")).url == url("rollup")
        assert as_client(stranger).get(url("list")).status_code == 404


class TestAYear:
    def test_from_the_answer_to_the_decision(self, world, secretary, leader, as_client):
        cell, above = as_client(secretary), as_client(leader)
        where = (world.river.pk, YEAR)
        refused = cell.post(url("answer", *where, OWN[0]), {"claim": "met", "note": ""})
        assert refused.status_code == 422
        assert "minh chứng" in refused.content.decode()
        for key in OWN:
            said = {"claim": "met", "note": "Thông báo 12-TB/ĐU"}
            assert cell.post(url("answer", *where, key), said).status_code == 302
        page = cell.get(url("detail", *where)).content.decode()
        assert "Gửi cấp trên" in page
        assert cell.post(url("send", *where)).status_code == 302
        assert Review.objects.get().state == "sent"
        keys = [leaf.key for leaf in Answer.objects.all()]
        assert sorted(keys) == sorted(OWN)
        page = above.get(url("detail", *where)).content.decode()
        assert "tiêu chí chờ đánh giá" in page
        for key in (*OWN, *Review.objects.get().measured):
            said = {"verdict": "met", "note": "Đã xem"}
            assert above.post(url("assess", *where, key), said).status_code == 302
        short = above.post(url("decide", *where), {"decision": "yes", "number": ""})
        assert short.status_code == 422
        done = above.post(url("decide", *where), {"decision": "yes", "number": "15-QĐ/ĐU"})
        assert done.status_code == 302
        assert "15-QĐ/ĐU" in cell.get(url("detail", *where)).content.decode()

    def test_evidence_opens_for_those_who_see_the_year(
        self, world, secretary, officer, hill_secretary, as_client, settings, tmp_path
    ):
        settings.DATA_DIR = tmp_path
        cell = as_client(secretary)
        file = SimpleUploadedFile("thông báo.txt", "Nội dung thông báo".encode())
        sent = {"claim": "met", "note": "", "file": file}
        assert cell.post(url("answer", world.river.pk, YEAR, OWN[0]), sent).status_code == 302
        made = Answer.objects.get()
        assert made.evidence_name == "thông báo.txt"
        address = url("evidence", made.pk)
        assert cell.get(address).status_code == 200
        assert as_client(officer).get(address).status_code == 200
        assert as_client(hill_secretary).get(address).status_code == 404

    def test_returned_says_why(self, world, secretary, officer, as_client):
        Review.objects.create(
            organisation=world.river, year=YEAR, state="sent", sent_on=timezone.localdate(),
            frame={"tasks": ["Làm tốt"]},
        )  # fmt: skip
        where = (world.river.pk, YEAR)
        assert as_client(officer).post(url("return", *where), {"reason": ""}).status_code == 422
        sent = as_client(officer).post(url("return", *where), {"reason": "Thiếu minh chứng"})
        assert sent.status_code == 302
        assert (
            "Thiếu minh chứng" in as_client(secretary).get(url("detail", *where)).content.decode()
        )
        assert as_client(secretary).post(url("return", *where), {"reason": "x"}).status_code == 403


class TestRecords:
    def test_a_figure_opens_its_rows(self, world, secretary, held, as_client):
        today = timezone.localdate()
        one = held(today.replace(month=1, day=3), minutes_held=60)
        page = as_client(secretary).get(
            url("records", world.river.pk, YEAR, "meetings_long_enough")
        )
        words = page.content.decode()
        assert reverse("meetings:detail", args=[one.pk]) in words
        assert "60 phút" in words

    def test_nothing_written_is_said_so(self, world, secretary, as_client):
        page = as_client(secretary).get(url("records", world.river.pk, YEAR, "tasks_on_time"))
        assert "Chưa có số liệu, không tính là không đạt" in page.content.decode()


class TestRollup:
    @pytest.fixture
    def reviews(self, world):
        for where, state in ((world.river, "sent"), (world.hill, "recognised")):
            Review.objects.create(
                organisation=where, year=YEAR, state=state, decided_on=timezone.localdate(),
                goods={"tasks": "met", "meetings": "not_met", "unity": "open", "people": "met"},
            )  # fmt: skip

    def test_what_waits_first_the_silent_last_and_counts_open(
        self, world, reviews, leader, as_client
    ):
        client = as_client(leader)
        page = client.get(url("rollup"))
        rows = [(row.name, row.state) for row in page.context["shown"]]
        assert rows == [
            ("Chi bộ Sông", "sent"),
            ("Chi bộ Đồi", "recognised"),
            ("Chi bộ cơ sở Đồng Bằng", "silent"),
            ("Đảng bộ Sở Công trình", "silent"),
        ]
        counts = {state: count for state, _words, count in page.context["page"].counts}
        assert counts["silent"] == 2
        assert sum(counts.values()) == page.context["page"].total == 4
        for state, count in counts.items():
            opened = client.get(url("rollup") + f"?state={state}")
            assert len(opened.context["shown"]) == count

    def test_without_an_office_there_is_none(self, world, stranger, as_client):
        assert as_client(stranger).get(url("rollup")).status_code == 404

    def test_another_bloc_sees_nothing_of_it(self, world, reviews, far_officer, as_client):
        rows = as_client(far_officer).get(url("rollup")).context["shown"]
        assert [(row.name, row.state) for row in rows] == [("Chi bộ cơ sở Bờ", "silent")]

    def test_the_number_of_questions_does_not_grow(self, world, reviews, leader, as_client):
        client = as_client(leader)
        client.get(url("rollup"))
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get(url("rollup"))
        for n in range(12):
            organisation(f"T{n}", f"Chi bộ {n}", "cell", world.works, (1300 + 4 * n, 1302 + 4 * n))
        with CaptureQueriesContext(connection) as many:
            page = client.get(url("rollup"))
        assert len(page.context["shown"]) == 16
        assert len(many) == len(few)
