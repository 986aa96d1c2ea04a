"""What the system knows for an agenda: how the month's dues stand."""

from datetime import date

import pytest
from django.urls import reverse

from sotay.dues import services as dues
from sotay.meetings import prefill

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 3)


def told(organisation, day=DAY):
    return [one for one in prefill.known(organisation, day, None) if one.item == "opening"]


class TestDues:
    def test_a_cell_without_a_list_is_told_so(self, leading, world):
        (one,) = told(world.river)
        assert one.words == "Đảng phí: chưa lập danh sách thu tháng 12-2026."
        assert one.url == reverse("dues:cell", args=[world.river.pk])

    def test_the_figures_of_last_months_list(self, leading, world):
        dues.open_month(organisation=world.river, month=date(2026, 11, 1), actor=leading)
        (one,) = told(world.river)
        assert "đồng chí đã đóng tháng 11-2026" in one.words
        assert one.url.endswith(f"/{world.river.pk}/2026-11/")

    def test_a_list_two_months_old_no_longer_speaks(self, leading, world):
        dues.open_month(organisation=world.river, month=date(2026, 11, 1), actor=leading)
        (one,) = told(world.river, date(2027, 1, 4))
        assert "chưa lập danh sách thu tháng 01-2027" in one.words

    def test_a_committee_has_no_dues_of_its_own(self, leading, world):
        assert told(world.works) == []

    def test_stands_on_the_page_and_in_the_sheet(self, meeting, leading, as_client):
        words = "Đảng phí: chưa lập danh sách thu tháng 12-2026."
        client = as_client(leading)
        page = client.get(reverse("meetings:detail", args=[meeting.pk])).content.decode()
        assert "Đảng phí: chưa lập danh sách thu tháng" in page
        sheet = client.get(f"/api/v1/meetings/{meeting.pk}/sheet").json()
        assert [one["item"] for one in sheet["prefilled"] if one["words"] == words] == ["opening"]

    def test_nothing_is_told_to_who_does_not_see_the_roll(self, meeting, loc, as_client):
        page = as_client(loc).get(reverse("meetings:detail", args=[meeting.pk])).content.decode()
        assert "Đảng phí:" not in page
