"""However the rows are fetched, a list gives the same people in the same order."""

from types import SimpleNamespace

import pytest
from django.db import connection

from sotay.members import listing, services
from sotay.members.listing import Filter
from sotay.members.tests.conftest import facts
from sotay.organisations.access import Actor, acting_for
from sotay.testing.worlds import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(register: SimpleNamespace, world: SimpleNamespace, system: Actor) -> None:
    with acting_for(system):
        for number in range(2 * listing.PAGE):
            services.register_member(
                actor=system,
                cell=(world.river, world.hill)[number % 2],
                since=TODAY,
                facts=facts(f"Nguyễn Văn {'ABCDE'[number % 5]}"),
            )


def paged(actor: Actor, asked: Filter) -> list[int]:
    found, after = [], ""
    while True:
        page = listing.page(actor, actor.today, asked, after)
        found += [row.id for row in page.rows]
        if not page.next:
            return found
        after = page.next


@pytest.mark.parametrize("asked", [Filter(), Filter(words="van c"), Filter(ended=True)])
def test_walking_the_names_gives_what_sorting_gives(
    many: None, officer: Actor, monkeypatch: pytest.MonkeyPatch, asked: Filter
) -> None:
    with acting_for(officer):
        wanted = list(listing.members(officer, TODAY, asked).values_list("id", flat=True))
        sorted_ones = paged(officer, asked)
        monkeypatch.setattr(listing, "WIDE", 0)
        assert paged(officer, asked) == sorted_ones == wanted
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('enable_sort')")
            assert cursor.fetchone() == ("on",)


def test_nobody_out_of_reach_is_walked_into(
    many: None, world: SimpleNamespace, secretary: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "WIDE", 0)
    with acting_for(secretary):
        taken = listing.page(secretary, TODAY, Filter()).rows
    assert {row.cell_id for row in taken} == {world.river.pk}
