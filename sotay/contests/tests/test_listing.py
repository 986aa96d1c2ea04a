"""Lists read in parts: in order, nothing twice, nothing left out, whatever comes meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotay.contests import listing
from sotay.contests.models import Entry, Round
from sotay.contests.tests.test_api import ROUTE
from sotay.contests.tests.test_pages import text, url
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db


def through(ask, size):
    """Every part of a list, one after another."""
    parts, after = [], ""
    while True:
        page = ask(after=after, size=size)
        parts.append(list(page.rows))
        after = page.next
        if not after:
            return parts


@pytest.fixture
def full(opened):
    """Seven works of two categories, two of them with one title."""
    first, second = opened.round.categories.all()
    for at, title in enumerate(("Đò", "An", "Cầu", "Bến")):
        opened.submit(title=title, category=first, published_on=opened.today)
        if at < 3:
            opened.submit(
                title=title, category=second, outlet="Đài Tỉnh", published_on=opened.today
            )
    return opened


class TestWorks:
    @pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
    def test_parts_make_the_whole_by_category_and_title(self, full, size):
        with acting_for(full.on(full.officer)) as who:
            parts = through(lambda **more: listing.works(who, full.round, **more), size)
            whole = Entry.objects.filter(round=full.round)
            expected = list(whole.order_by("category__place", "title", "id"))
        assert [row for part in parts for row in part] == expected
        assert all(len(part) == size for part in parts[:-1])
        assert 0 < len(parts[-1]) <= size

    def test_of_one_title_none_is_left_out(self, full):
        category = full.round.categories.first()
        for at in range(3):
            full.submit(title="Đò", category=category, outlet=f"Báo {at}", published_on=full.today)
        with acting_for(full.on(full.officer)) as who:
            parts = through(lambda **more: listing.works(who, full.round, **more), 1)
        assert len({row.pk for part in parts for row in part}) == 10

    def test_a_row_that_comes_meanwhile_moves_no_other(self, full):
        with acting_for(full.on(full.officer)) as who:
            first = listing.works(who, full.round, size=2)
        full.submit(title="A trước hết", published_on=full.today)
        with acting_for(full.on(full.officer)) as who:
            second = listing.works(who, full.round, size=2, after=first.next)
        assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
        assert [row.title for row in [*first.rows, *second.rows]] == ["An", "Bến", "Cầu", "Đò"]

    def test_goes_on_after_a_row_that_the_filter_no_longer_has(self, full):
        with acting_for(full.on(full.officer)) as who:
            first = listing.works(who, full.round, state="submitted", size=2)
        last = first.rows[-1]
        full.accept(last)
        with acting_for(full.on(full.officer)) as who:
            second = listing.works(who, full.round, state="submitted", size=2, after=first.next)
        assert [row.title for row in second.rows] == ["Cầu", "Đò"]
        assert second.total == 6

    @pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "²", "1_2", "7"])
    def test_begins_anew_after_what_is_no_row(self, full, after):
        with acting_for(full.on(full.officer)) as who:
            page = listing.works(who, full.round, after=after, size=2)
        assert [row.title for row in page.rows] == ["An", "Bến"]

    def test_the_row_of_somebody_else_tells_nothing(self, full, hill_secretary):
        full.submit(
            actor=full.on(hill_secretary), place=full.world.hill, title="Đồi",
            published_on=full.today,
        )  # fmt: skip
        foreign = full.works["Đò"]
        with acting_for(full.on(hill_secretary)) as who:
            page = listing.works(who, full.round, after=str(foreign.pk))
            assert [row.title for row in page.rows] == ["Đồi"]
            assert page.total == 1


class TestRoundsAndOwn:
    def test_rounds_of_the_latest_year_first(self, stage):
        names = []
        for year in (2027, 2026, 2027):
            stage.year, stage.last_day = year, stage.last_day.replace(year=year)
            names.append(f"Đợt {len(names)} năm {year}")
            stage.open(name=names[-1])
        with acting_for(stage.on(stage.officer)) as who:
            parts = through(lambda **more: listing.rounds(who, **more), 1)
            assert listing.rounds(who).total == 3
        assert [row.name for part in parts for row in part] == [names[2], names[0], names[1]]

    def test_ones_own_through_rounds(self, full, secretary):
        full.year, full.last_day = 2027, full.last_day.replace(year=2027)
        full.open(name="Đợt sau")
        full.today = full.last_day.replace(month=1, day=5)
        full.submit(title="Sau", published_on=full.today)
        with acting_for(full.on(secretary)) as who:
            parts = through(lambda **more: listing.own(who, **more), 2)
        titles = [row.title for part in parts for row in part]
        assert titles[0] == "Sau"
        assert len(titles) == 8
        assert titles[1:] == sorted(titles[1:], key=["An", "Bến", "Cầu", "Đò"].index)

    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(years=st.lists(st.integers(2026, 2029), max_size=7), size=st.integers(1, 4))
    def test_whatever_the_years_each_round_comes_once(self, stage, years, size):
        Round.objects.all().delete()
        for at, year in enumerate(years):
            stage.year, stage.last_day = year, stage.last_day.replace(year=year)
            stage.open(name=f"Đợt {at}")
        with acting_for(stage.on(stage.officer)) as who:
            parts = through(lambda **more: listing.rounds(who, **more), size)
        rows = [row for part in parts for row in part]
        assert rows == sorted(rows, key=lambda row: (-row.year, -row.pk))
        assert len(rows) == len(years)


class TestPagesAndRoutes:
    @pytest.fixture(autouse=True)
    def short(self, monkeypatch):
        for ask in (listing.rounds, listing.works, listing.own):
            monkeypatch.setitem(ask.__kwdefaults__, "size", 2)

    @pytest.fixture
    def three(self, taking):
        for title in ("Một", "Hai", "Ba"):
            taking.submit(title=title)
        return taking

    def test_the_page_goes_on_and_back(self, three, officer, secretary, as_client):
        for client, path in (
            (as_client(officer), url("round", three.round.pk)),
            (as_client(secretary), url("mine")),
        ):
            first = client.get(path)
            assert [row.title for row in first.context["works"]] == ["Ba", "Hai"]
            onward = first.context["next_url"]
            assert onward in text(first)
            second = client.get(path + onward)
            assert [row.title for row in second.context["works"]] == ["Một"]
            assert second.context["next_url"] == ""
            assert "Về đầu danh sách" in text(second)

    def test_the_filter_goes_with_it(self, three, officer, as_client):
        page = as_client(officer).get(url("round", three.round.pk) + "?state=submitted")
        assert page.context["next_url"].startswith("?state=submitted&after=")

    def test_rounds_go_on(self, three, officer, as_client):
        three.open(name="Hai")
        three.open(name="Ba")
        client = as_client(officer)
        first = client.get(url("list"))
        second = client.get(url("list") + first.context["next_url"])
        names = [row.name for page in (first, second) for row in page.context["rounds"]]
        assert names == ["Ba", "Hai", "Giải báo chí xây dựng Đảng"]

    def test_by_route(self, three, officer, secretary, as_client):
        keeper, sender = as_client(officer), as_client(secretary)
        for client, path in (
            (keeper, f"{ROUTE}/rounds/{three.round.pk}/entries"),
            (sender, f"{ROUTE}/entries"),
        ):
            first = client.get(f"{path}?limit=2").json()
            assert (first["total"], len(first["items"])) == (3, 2)
            second = client.get(f"{path}?limit=2&after={first['next']}").json()
            assert second["next"] == ""
            titles = [row["title"] for row in [*first["items"], *second["items"]]]
            assert titles == ["Ba", "Hai", "Một"]
        rounds = keeper.get(f"{ROUTE}/rounds").json()
        assert (rounds["total"], rounds["next"]) == (1, "")

    def test_the_number_of_queries_does_not_grow_with_rows(self, taking, officer, as_client):
        taking.submit(title="Một")
        client, path = as_client(officer), f"{ROUTE}/rounds/{taking.round.pk}/entries?limit=50"
        client.get(path)
        with CaptureQueriesContext(connection) as one:
            client.get(path)
        for at in range(4):
            taking.submit(title=f"Bài {at}")
        with CaptureQueriesContext(connection) as five:
            client.get(path)
        assert len(five) == len(one)
