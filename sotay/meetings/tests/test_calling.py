"""A conference calls organisations: all members or delegates, chief places first."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from sotay.core.errors import BadInput, RuleBroken
from sotay.meetings import services
from sotay.meetings.models import Called, Invitation, Meeting
from sotay.meetings.tests.conftest import moment
from sotay.members import services as members
from sotay.members.models import Gender
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


@pytest.fixture
def hill_people(world, system, hill_secretary):
    """Three members of hill; the secretary's name is the last by the alphabet."""
    with acting_for(system):
        for name, user in (
            ("Bùi Văn Anh", None), ("Bùi Văn Bình", None), ("Hà Văn Yên", hill_secretary.user),
        ):  # fmt: skip
            members.register_member(
                actor=system,
                cell=world.hill,
                since=date(2015, 6, 1),
                facts={"full_name": name, "gender": Gender.MALE, "born_on": date(1980, 5, 19)},
                user=user,
            )


@pytest.fixture
def acting(leader):
    with acting_for(leader):
        yield leader


@pytest.fixture
def conference(world, people, hill_people, acting) -> Meeting:
    return services.plan_meeting(
        organisation=world.bloc, kind="conference", starts_at=moment(NOW), actor=acting
    )


def names(meeting):
    return sorted(Invitation.objects.filter(meeting=meeting).values_list("name", flat=True))


class TestCalling:
    def test_all_members_of_the_cells_called(self, conference, world, acting):
        services.call_organisations(meeting=conference, organisations=[world.hill], actor=acting)
        services.invite(meeting=conference, actor=acting)
        assert names(conference) == ["Bùi Văn Anh", "Bùi Văn Bình", "Hà Văn Yên"]

    def test_delegates_those_in_chief_places_first(self, conference, world, acting):
        services.call_organisations(
            meeting=conference, organisations=[world.hill], delegates=2, actor=acting
        )
        services.invite(meeting=conference, actor=acting)
        assert names(conference) == ["Bùi Văn Anh", "Hà Văn Yên"]

    def test_a_committee_stands_for_its_cells_and_nobody_sits_twice(
        self, conference, world, acting
    ):
        services.call_organisations(
            meeting=conference, organisations=[world.works, world.hill], actor=acting
        )
        services.invite(meeting=conference, actor=acting)
        assert len(names(conference)) == len(set(names(conference))) == 8

    def test_called_anew_as_said_last(self, conference, world, acting):
        for delegates in (None, 1):
            services.call_organisations(
                meeting=conference, organisations=[world.hill], delegates=delegates, actor=acting
            )
        assert [one.delegates for one in Called.objects.all()] == [1]

    def test_taken_off_before_inviting(self, conference, world, acting):
        services.call_organisations(
            meeting=conference, organisations=[world.river, world.hill], actor=acting
        )
        services.uncall_organisation(meeting=conference, organisation=world.river, actor=acting)
        services.invite(meeting=conference, actor=acting)
        assert len(names(conference)) == 3
        with pytest.raises(RuleBroken):
            services.uncall_organisation(meeting=conference, organisation=world.river, actor=acting)

    def test_only_what_is_under_it(self, conference, world, acting):
        for wrong in (world.far, world.shore, world.bloc):
            with pytest.raises(BadInput):
                services.call_organisations(meeting=conference, organisations=[wrong], actor=acting)
        with pytest.raises(BadInput):
            services.call_organisations(meeting=conference, organisations=[], actor=acting)
        with pytest.raises(BadInput):
            services.call_organisations(
                meeting=conference, organisations=[world.hill], delegates=0, actor=acting
            )

    def test_only_a_conference_and_only_its_own_office(self, conference, world, meeting, acting):
        with acting_for(acting), pytest.raises(PermissionDenied):
            services.call_organisations(meeting=meeting, organisations=[world.hill], actor=acting)

    def test_not_an_ordinary_meeting(self, world, people, leading, meeting):
        with pytest.raises(RuleBroken, match="hội nghị"):
            services.call_organisations(meeting=meeting, organisations=[world.hill], actor=leading)


class TestPage:
    def url(self, meeting, name="call", *more):
        return reverse(f"meetings:{name}", args=[meeting.pk, *more])

    def test_ticks_are_kept_and_shown(self, conference, world, leader, as_client):
        client = as_client(leader)
        page = client.get(self.url(conference)).content.decode()
        assert "Chi bộ Đồi" in page
        assert "Chi bộ cơ sở Bờ" not in page
        sent = {"organisation": [world.hill.pk], "who": "delegates", "delegates": "2"}
        assert client.post(self.url(conference), sent).status_code == 302
        assert "2 đại biểu" in client.get(self.url(conference)).content.decode()
        found = client.get(self.url(conference) + "?q=song").context["page"]
        assert [(one.name, one.parent) for one in found.rows] == [
            ("Chi bộ Sông", "Đảng bộ Sở Công trình")
        ]
        off = client.post(self.url(conference, "uncall", world.hill.pk))
        assert off.status_code == 302
        assert not Called.objects.exists()

    def test_what_is_lacking_is_said(self, conference, world, leader, as_client):
        client = as_client(leader)
        none = client.post(self.url(conference), {"who": "all"})
        long = client.post(self.url(conference), {"who": "all", "organisation": "9" * 5_000})
        assert long.status_code == 422
        assert none.status_code == 422
        assert "Chưa chọn tổ chức nào" in none.content.decode()
        sent = {"organisation": [world.hill.pk], "who": "delegates", "delegates": ""}
        assert client.post(self.url(conference), sent).status_code == 422

    def test_a_whole_kind_is_called_at_once(self, conference, world, leader, as_client):
        client = as_client(leader)
        asked = self.url(conference) + "?kind=cell"
        shown = client.get(asked).context["page"]
        assert {one.kind for one in shown.rows} == {"Chi bộ"}
        assert ("cell", "Chi bộ") in shown.kinds
        sent = {"every": "on", "who": "delegates", "delegates": "1"}
        assert client.post(asked, sent).status_code == 302
        called = set(Called.objects.values_list("organisation", flat=True))
        assert world.hill.pk in called
        assert len(called) == shown.total
        assert client.post(self.url(conference) + "?q=zzzz", sent).status_code == 422

    def test_what_was_ticked_stays_ticked_when_refused(self, conference, world, leader, as_client):
        sent = {"organisation": [world.hill.pk], "who": "delegates", "delegates": ""}
        page = as_client(leader).post(self.url(conference), sent).content.decode()
        assert f'value="{world.hill.pk}" checked' in page

    def test_nobody_called_says_to_choose_first(self, conference, officer, as_client):
        client, detail = as_client(officer), reverse("meetings:detail", args=[conference.pk])
        told = client.post(self.url(conference, "invite"), follow=True).content.decode()
        assert "Đồng chí chọn tổ chức dự trước" in told
        assert (
            f'class="btn primary" href="{self.url(conference)}"'
            in client.get(detail).content.decode()
        )

    def test_the_address_of_a_button_says_to_press_it_again(self, conference, leader, as_client):
        # So one comes back from signing in anew; a browser left alone shows a page of its own.
        client, address = as_client(leader), self.url(conference, "invite")
        page = client.get(address, headers={"accept": "text/html"})
        assert page.status_code == 405
        assert "Đồng chí mở lại trang ấy và bấm lại." in page.content.decode()
        assert client.get(address).content == b""  # a program reads the status

    def test_not_allowed_and_not_found(
        self, conference, meeting, secretary, far_officer, as_client
    ):
        assert as_client(far_officer).get(self.url(conference)).status_code == 404
        assert as_client(secretary).get(self.url(meeting)).status_code == 404  # no conference

    def test_an_officer_calls_and_invites(self, conference, world, officer, as_client):
        client, detail = as_client(officer), reverse("meetings:detail", args=[conference.pk])
        page = client.get(detail).content.decode()
        assert self.url(conference) in page
        assert self.url(conference, "invite") in page
        sent = {"organisation": [world.hill.pk], "who": "all"}
        assert client.post(self.url(conference), sent).status_code == 302
        assert client.post(self.url(conference, "invite")).status_code == 302
        assert client.get(detail).context["seats"] == 3

    def test_a_conference_has_no_sheet_of_a_cell_s_month(
        self, conference, world, acting, as_client
    ):
        services.call_organisations(meeting=conference, organisations=[world.hill], actor=acting)
        services.open_meeting(meeting=conference, actor=acting, moment=timezone.now())
        page = as_client(acting).get(self.url(conference, "lead")).content.decode()
        assert "Tự chấm chất lượng" not in page
        assert "nghị quyết của tháng" not in page

    def test_routes(self, conference, world, leader, as_client):
        client, at = as_client(leader), f"/api/v1/meetings/{conference.pk}/called"
        given = {"organisations": [world.hill.pk], "delegates": 2}
        made = client.post(at, given, content_type="application/json")
        assert made.json() == [{"organisation_id": world.hill.pk, "delegates": 2}]
        assert client.get(at).json() == made.json()
        assert client.delete(f"{at}/{world.hill.pk}").status_code == 204
        assert client.delete(f"{at}/{world.hill.pk}").status_code == 409

    def test_a_long_roll_is_shown_in_parts(self, conference, world, acting, as_client, monkeypatch):
        monkeypatch.setattr("sotay.meetings.views.reading.SEATS", 3)
        services.call_organisations(meeting=conference, organisations=[world.works], actor=acting)
        services.invite(meeting=conference, actor=acting)
        client, page = as_client(acting), reverse("meetings:detail", args=[conference.pk])
        assert len(client.get(page).context["roll"]) == 3
        assert len(client.get(page + "?after=6").context["roll"]) == 2
        assert "?after=3" in client.get(page).content.decode()
