"""What a device begins the first meeting of a cell with, before anybody was asked to one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sotay.meetings import services
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.tests.conftest import change
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()
PATH = "/api/v1/meetings/first-sheet"


@pytest.fixture
def asked(people, world, as_client):
    return lambda actor, where=world.river: as_client(actor).get(
        PATH, {"organisation_id": where.pk}
    )


class TestTheFirstSheet:
    def test_the_roll_of_the_day_and_the_agenda_by_rule(self, asked, secretary):
        given = asked(secretary).json()
        assert (given["id"], given["kind"], given["state"]) == (0, "ordinary", "planned")
        assert given["title"].endswith(f"{NOW.month}-{NOW.year}")
        names = [seat["name"] for seat in given["roster"]]
        assert names[0] == "Nguyễn Khắc Duẩn"  # by given name: Duẩn, Ẻn, Lộc, Mây, Nhàn
        assert len(names) == 5
        votes = {seat["name"]: seat["votes"] for seat in given["roster"]}
        assert (votes["Lê Thị Nhàn"], votes["Lò Thị Ẻn"]) == (True, False)
        assert [row["value"]["position"] for row in given["fields"]] == list(range(1, 8))
        assert given["may"] == {"lead": True, "write": True, "seal": True}
        assert given["rules"]["majority"]["value"]

    def test_it_writes_nothing_and_the_meeting_made_later_has_that_roll(
        self, asked, secretary, world
    ):
        seats = {seat["member"] for seat in asked(secretary).json()["roster"]}
        assert not Meeting.objects.exists()
        actor, now = actor_for(secretary.user, NOW), timezone.now()
        with acting_for(actor):
            made = services.plan_meeting(
                organisation=world.river, kind="ordinary", starts_at=now, actor=actor
            )
            services.receive_changes(
                meeting=made, sent_at=now, moment=now, actor=actor,
                changes=[change("meeting/opened_at", now.isoformat(), at=now)],
            )  # fmt: skip
            assert {str(one.person) for one in Invitation.objects.filter(meeting=made)} == seats

    def test_a_committee_begins_with_those_who_hold_office_in_it(
        self, asked, works_secretary, world, people, system
    ):
        with acting_for(system):
            people.may.user = works_secretary.user
            people.may.save(update_fields=["user"])
        given = asked(works_secretary, world.works).json()
        assert given["kind"] == "committee"
        assert [seat["name"] for seat in given["roster"]] == ["Đỗ Thị Mây"]

    def test_refused_where_nobody_belongs_to_it(self, asked, hill_secretary, world):
        answer = asked(hill_secretary, world.hill)
        assert answer.status_code == 409
        assert "Chưa có ai trong danh sách dự họp" in answer.json()["message"]

    def test_a_device_is_not_sent_for_what_is_refused(self, hill_secretary, as_client):
        page = as_client(hill_secretary).get(reverse("meetings:list")).content.decode()
        assert reverse("handbook:meeting_new") in page
        assert "data-keep-first" not in page

    def test_not_allowed_to_the_level_above_nor_to_a_member(self, asked, officer, loc):
        assert asked(officer).status_code == 403
        assert asked(loc).status_code in (403, 404)
        assert "Nhàn" not in asked(loc).content.decode()

    def test_not_found_out_of_sight(self, asked, hill_secretary, world, as_client):
        assert asked(hill_secretary, world.far).status_code == 404
        assert as_client(hill_secretary).get(PATH, {"organisation_id": 0}).status_code == 404

    def test_the_list_names_it_until_somebody_was_asked_to_a_meeting(
        self, people, secretary, world, as_client
    ):
        client = as_client(secretary)
        mark = f'data-keep-first="{world.river.pk}"'
        assert mark in client.get(reverse("meetings:list")).content.decode()
        actor = actor_for(secretary.user, NOW)
        with acting_for(actor):
            made = services.plan_meeting(
                organisation=world.river, kind="ordinary", starts_at=timezone.now(), actor=actor
            )
        assert mark in client.get(reverse("meetings:list")).content.decode()
        with acting_for(actor):
            services.invite(meeting=made, actor=actor)
        assert mark not in client.get(reverse("meetings:list")).content.decode()
