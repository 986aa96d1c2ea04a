"""Lists read in parts: each piece once, whatever is published meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.news import reading, services
from sotay.news.services import Change
from sotay.news.tests.conftest import NOON

pytestmark = pytest.mark.django_db
ROUTE = "/api/v1/news"


@pytest.fixture
def put(write, officer):
    """A piece published some minutes after noon."""

    def keep(minutes: int, **changes):
        moment = NOON + timedelta(minutes=minutes)
        return services.publish_news(news=write(**changes), actor=officer, moment=moment)

    return keep


def through(actor, **asked):
    """Every part in turn."""
    parts, after = [], ""
    while True:
        page = reading.page(actor, after=after, **asked)
        parts.append([news.title for news in page.news])
        if not page.next:
            return parts
        after = page.next


class TestPage:
    def test_every_piece_once_newest_first_also_those_of_one_moment(self, put, secretary):
        for number in range(5):
            put(number // 2, title=f"Tin {number}")
        assert through(secretary, size=2) == [["Tin 4", "Tin 3"], ["Tin 2", "Tin 1"], ["Tin 0"]]

    def test_a_full_last_part_has_nothing_after_it(self, put, secretary):
        for number in range(2):
            put(number)
        assert reading.page(secretary, size=2).next == ""
        assert reading.page(secretary, size=1).next != ""

    def test_what_is_published_meanwhile_moves_no_row(self, put, secretary):
        for number in range(3):
            put(number, title=f"Tin {number}")
        first = reading.page(secretary, size=2)
        put(9, title="Tin mới")
        second = reading.page(secretary, size=2, after=first.next)
        assert [news.title for news in second.news] == ["Tin 0"]

    def test_drafts_are_read_in_parts_too(self, write, officer):
        for number in range(3):
            write(title=f"Thảo {number}")
        assert through(officer, size=2, drafts=True) == [["Thảo 2", "Thảo 1"], ["Thảo 0"]]

    @pytest.mark.parametrize("after", ["x", "_", "12", "_x", "x_1", "-5_1", "9" * 30 + "_1"])
    def test_a_place_that_is_none_is_the_head(self, put, secretary, after):
        put(1)
        assert len(reading.page(secretary, after=after).news) == 1


class TestDoors:
    def test_the_page_and_the_route_go_on_from_the_last_row(self, put, secretary, as_client):
        for number in range(21):
            put(number, title=f"Tin {number:02}.", column="news")
        client, path = as_client(secretary), reverse("news:list")
        head = client.get(path, {"column": "news"})
        assert "Tin 20." in head.content.decode()
        assert "Tin 00." not in head.content.decode()
        rest = client.get(path + head.context["next_url"]).content.decode()
        assert "Tin 00." in rest
        assert "Tin 01." not in rest
        first = client.get(ROUTE, {"limit": 15}).json()
        second = client.get(ROUTE, {"limit": 15, "after": first["next"]}).json()
        assert (first["total"], len(second["items"]), second["next"]) == (21, 6, "")
        assert second["items"][-1]["title"] == "Tin 00."

    def test_the_number_of_queries_does_not_grow(self, put, officer, secretary, as_client):
        client = as_client(secretary)

        def count(path, **asked):
            with CaptureQueriesContext(connection) as seen:
                client.get(path, asked)
            return len(seen)

        put(0)
        client.get(ROUTE)
        few = count(ROUTE), count(reverse("news:list"))
        for number in range(1, 6):
            news = put(number)
            services.correct_news(
                news=news, change=Change(title="Tin sửa"), said="Tên tin", reason="Gõ nhầm",
                known=0, actor=officer, moment=NOON,
            )  # fmt: skip
        assert (count(ROUTE), count(reverse("news:list"))) == few

    def test_a_corrected_piece_says_so_in_the_list(self, put, officer, secretary, as_client):
        news = put(0)
        client = as_client(secretary)
        assert "đã đính chính" not in client.get(reverse("news:list")).content.decode()
        services.correct_news(
            news=news, change=Change(title="Tin sửa"), said="Tên tin", reason="Gõ nhầm",
            known=0, actor=officer, moment=NOON,
        )  # fmt: skip
        assert "đã đính chính" in client.get(reverse("news:list")).content.decode()
        assert client.get(ROUTE).json()["items"][0]["is_corrected"]
