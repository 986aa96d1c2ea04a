"""A meeting split into party groups: seats, leaders, what each brings back into the minutes."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from sotay.core.errors import BadInput, RuleBroken
from sotay.meetings import services
from sotay.meetings.grouping import doubts, own_group
from sotay.meetings.models import Field, Invitation, Meeting
from sotay.meetings.services.grouping import group_id
from sotay.meetings.story import Happened
from sotay.meetings.tests.conftest import moment, person
from sotay.organisations.access import acting_for
from sotay.organisations.models import PartyGroup

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()
AT = moment(NOW)


@pytest.fixture
def groups(world) -> list[PartyGroup]:
    return [
        PartyGroup.objects.create(
            organisation=world.river, name=name, valid_from=date(2020, 1, 1), recorded_at=AT
        )
        for name in ("Tổ đảng 1", "Tổ đảng 2")
    ]


def plan(world, actor, day=NOW, kind="ordinary") -> Meeting:
    planned = services.plan_meeting(
        organisation=world.river, kind=kind, starts_at=moment(day), form="by_groups", actor=actor
    )
    return services.invite(meeting=planned, actor=actor)


@pytest.fixture
def divided(world, groups, leading, people) -> Meeting:
    """Loc leads and sits in the first group with may; the secretary sits in the second."""
    meeting = plan(world, leading)
    services.split_into_groups(meeting=meeting, actor=leading, moment=AT)
    first, second = (group_id(one) for one in groups)
    seats = {
        str(person(meeting, people.loc)): first,
        str(person(meeting, people.may)): first,
        str(person(meeting, people.nhan)): second,
    }
    services.arrange_groups(
        meeting=meeting,
        leaders={first: str(person(meeting, people.loc)), second: ""},
        seats=seats,
        actor=leading,
        moment=AT,
    )
    return meeting


@pytest.fixture
def open_(divided, leading) -> Meeting:
    return services.open_meeting(meeting=divided, actor=leading, moment=AT)


class TestSplitting:
    def test_lays_out_the_groups_once(self, world, groups, leading):
        meeting = plan(world, leading)
        assert services.split_into_groups(meeting=meeting, actor=leading, moment=AT) == 2
        assert services.split_into_groups(meeting=meeting, actor=leading, moment=AT) == 0
        assert [one.part.title for one in Happened(meeting).groups] == ["Tổ đảng 1", "Tổ đảng 2"]

    def test_the_next_time_takes_over_seats_and_leaders(self, divided, world, leading, groups):
        later = plan(world, leading, kind="thematic", day=date(NOW.year + 1, 1, 4))
        services.split_into_groups(meeting=later, actor=leading, moment=AT)
        first = Happened(later).groups[0]
        assert sorted(row.invitation.name for row in first.rows) == ["Hà Văn Lộc", "Đỗ Thị Mây"]
        assert Happened(later).name(first.part.leader) == "Hà Văn Lộc"
        assert len(Happened(later).ungrouped) == 2

    def test_not_without_groups_nor_in_another_form(self, world, leading, meeting):
        by_groups = plan(world, leading, kind="thematic")
        with pytest.raises(RuleBroken, match="chưa lập tổ đảng"):
            services.split_into_groups(meeting=by_groups, actor=leading, moment=AT)
        with pytest.raises(RuleBroken, match="không họp theo tổ"):
            services.split_into_groups(meeting=meeting, actor=leading, moment=AT)

    def test_not_from_above(self, divided, leader):
        with acting_for(leader), pytest.raises(PermissionDenied):
            services.split_into_groups(meeting=divided, actor=leader, moment=AT)

    def test_a_leader_sits_in_the_group(self, divided, leading, people, groups):
        second = group_id(groups[1])
        with pytest.raises(BadInput, match="ở trong tổ"):
            services.arrange_groups(
                meeting=divided, leaders={second: str(person(divided, people.loc))}, seats={},
                actor=leading, moment=AT,
            )  # fmt: skip
        for wrong in ({str(uuid4()): second}, {str(person(divided, people.loc)): str(uuid4())}):
            with pytest.raises(BadInput):
                services.arrange_groups(
                    meeting=divided, leaders={}, seats=wrong, actor=leading, moment=AT
                )

    def test_the_rule_is_said_and_hinders_nothing(self, divided):
        (one,) = doubts(divided)
        assert "5 người" in one
        assert "50 đảng viên" in one


class TestWriting:
    def say(self, meeting, group, actor, roll=None, note="Bàn lịch trực", **more):
        services.write_group(
            meeting=meeting, group=UUID(group_id(group)), roll=roll or {}, note=note,
            conclusion="Đề nghị đổi ca trực", actor=actor, moment=AT, **more,
        )  # fmt: skip

    def test_a_groups_leader_needs_no_office(self, open_, loc, people, groups):
        mays = str(person(open_, people.may))
        with acting_for(loc):
            shown = own_group(loc, open_, UUID(group_id(groups[0])))
            assert [row.name for row in shown.rows] == ["Hà Văn Lộc", "Đỗ Thị Mây"]
            assert Invitation.objects.filter(meeting=open_).count() == 1  # the rest is closed again
            self.say(open_, groups[0], loc, {mays: "present"})
            assert own_group(loc, open_, UUID(group_id(groups[1]))) is None
            with pytest.raises(PermissionDenied):
                self.say(open_, groups[1], loc)

    def test_only_those_who_sit_in_it(self, open_, loc, people, groups):
        other = str(person(open_, people.nhan))
        with acting_for(loc), pytest.raises(BadInput):
            self.say(open_, groups[0], loc, {other: "absent"})
        assert not Field.objects.filter(path__startswith="roll/").exists()

    def test_only_while_it_goes_on(self, divided, loc, groups):
        with acting_for(loc), pytest.raises(RuleBroken):
            self.say(divided, groups[0], loc)

    def test_joins_the_minutes_of_the_whole_meeting(self, open_, leading, loc, people, groups):
        roll = {str(person(open_, one)): "present" for one in (people.loc, people.may)}
        with acting_for(loc):
            self.say(open_, groups[0], loc, roll)
        with acting_for(leading):
            closed = services.close_meeting(meeting=open_, actor=leading, moment=AT)
            sections = {one["title"]: list(one["paragraphs"]) for one in closed.minutes.sections}
        assert sections["Tổ đảng 1"] == [
            "Chủ trì tổ: đồng chí Hà Văn Lộc.",
            "Có mặt 2 trên 2.",
            "Bàn lịch trực",
            "Ý kiến của tổ: Đề nghị đổi ca trực",
        ]
        assert sections["Tổ đảng 2"] == ["Có mặt 0 trên 1."]
        assert closed.here == 2


class TestPages:
    def url(self, name, *args):
        return reverse(f"meetings:{name}", args=args)

    def test_dividing(self, world, groups, people, secretary, leading, as_client):
        meeting = plan(world, leading)
        client = as_client(secretary)
        assert "Chưa chia tổ" in client.get(self.url("groups", meeting.pk)).content.decode()
        assert client.post(self.url("split", meeting.pk)).status_code == 302
        first = group_id(groups[0])
        locs = person(meeting, people.loc)
        given = {f"seat_{locs}": first, f"leader_{first}": str(locs)}
        assert client.post(self.url("groups", meeting.pk), given).status_code == 302
        page = client.get(self.url("groups", meeting.pk)).content.decode()
        assert f'<option value="{locs}" selected>' in page
        wrong = {f"leader_{group_id(groups[1])}": str(locs)}
        assert client.post(self.url("groups", meeting.pk), wrong).status_code == 422

    def test_a_leaders_page(self, open_, groups, loc, people, as_client, hill_secretary):
        client, group = as_client(loc), group_id(groups[0])
        mays = person(open_, people.may)
        detail = client.get(self.url("detail", open_.pk)).content.decode()
        assert self.url("group", open_.pk, group) in detail
        given = {f"roll_{mays}": "present", "note": "Bàn lịch trực", "conclusion": ""}
        assert client.post(self.url("group", open_.pk, group), given).status_code == 302
        shown = client.get(self.url("group", open_.pk, group)).content.decode()
        assert "Bàn lịch trực" in shown
        assert client.get(self.url("group", open_.pk, group_id(groups[1]))).status_code == 404
        assert client.get(self.url("groups", open_.pk)).status_code == 403
        other = as_client(hill_secretary).get(self.url("group", open_.pk, group))
        assert other.status_code == 404

    def test_routes(self, open_, groups, loc, people, secretary, as_client):
        at, group = f"/api/v1/meetings/{open_.pk}/groups", group_id(groups[0])
        said = {"roll": {str(person(open_, people.may)): "present"}, "note": "Bàn"}
        json = {"content_type": "application/json"}
        assert as_client(loc).post(f"{at}/{group}", said, **json).status_code == 204
        assert as_client(loc).post(f"{at}/split").status_code == 403
        found = as_client(secretary).post(f"{at}/split").json()
        assert (found[0]["title"], found[0]["here"], found[0]["note"]) == ("Tổ đảng 1", 1, "Bàn")
        seats = {"seats": {str(person(open_, people.en)): group}}
        kept = as_client(secretary).put(at, seats, **json).json()
        assert kept[0]["expected"] == 3
