"""What other pages say of dues."""

import pytest
from django.urls import reverse

from sotay.dues import services
from sotay.dues.cards import cell_dues, my_dues, state_of_dues
from sotay.dues.rules import months
from sotay.dues.tests.conftest import MONTH, NEXT, NOW
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db

WRITTEN = months.written(MONTH)


def test_my_dues_says_what_is_owed_then_until_when(complete, people, an, keeper):
    with acting_for(an):
        owed = my_dues(an)
    assert (owed.left, owed.words) == (123_457, f"Còn phải đóng tháng {WRITTEN}")
    with acting_for(keeper):
        services.pay(
            collection=complete, member_id=people.an.pk, wanted=[MONTH, NEXT], actor=keeper
        )
    with acting_for(an):
        paid = my_dues(an)
    assert (paid.left, paid.until, paid.unknown) == (0, NEXT, False)
    assert paid.words == f"Đã đóng đến hết tháng {months.written(NEXT)}"
    assert paid.url == reverse("dues:mine")


def test_my_dues_of_somebody_unknown_is_unknown_and_not_0(people, an, officer):
    with acting_for(an):
        found = my_dues(an)
    assert (found.words, found.unknown) == ("Chưa rõ mức đóng", True)
    with acting_for(officer):
        assert my_dues(officer) is None


def test_cell_dues_is_for_keepers(complete, keeper, above, an):
    with acting_for(keeper):
        services.pay_all(collection=complete, actor=keeper)
        found = cell_dues(keeper)
    assert (found.settled, found.heads, found.waiting, found.returned) == (3, 3, 0, False)
    assert found.words == f"3 trên 3 đồng chí đã đóng tháng {WRITTEN}"
    for actor in (above, an):
        with acting_for(actor):
            assert cell_dues(actor) is None


def test_the_agenda_says_the_state_of_the_month_or_that_there_is_none(complete, world):
    words, url = state_of_dues(world.river, NOW)
    assert words == f"0 trên 3 đồng chí đã đóng tháng {WRITTEN}"
    assert url == reverse("dues:month", args=[world.river.pk, months.key(MONTH)])
    words, url = state_of_dues(world.hill, NOW)
    assert words == f"Chưa lập danh sách thu tháng {WRITTEN}"
    assert url == reverse("dues:cell", args=[world.hill.pk])
