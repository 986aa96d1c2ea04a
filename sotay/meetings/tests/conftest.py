"""A cell that meets: river has five members, of whom the secretary and one more have accounts."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from sotay.accounts.models import User
from sotay.meetings import services
from sotay.meetings.models import Invitation, Meeting
from sotay.members import services as members
from sotay.members.models import Gender, Member, Standing
from sotay.organisations.access import Actor, acting_for, actor_for
from sotay.testing.worlds import TODAY

JOINED = date(2015, 6, 1)
NAMES = {
    "nhan": ("Lê Thị Nhàn", Standing.FULL),
    "loc": ("Hà Văn Lộc", Standing.FULL),
    "may": ("Đỗ Thị Mây", Standing.FULL),
    "en": ("Lò Thị Ẻn", Standing.PROBATIONARY),
    "duan": ("Nguyễn Khắc Duẩn", Standing.EXEMPT),
}


def moment(day: date, hour: int = 14, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


@pytest.fixture
def people(world: SimpleNamespace, system: Actor, secretary: Actor) -> SimpleNamespace:
    """Members of river by short name; nhan is the secretary, loc has an account without office."""
    made = {}
    users = {
        "nhan": secretary.user,
        "loc": User.objects.create_user("loc", "Hà Văn Lộc", email="loc@vidu.vn"),
    }
    with acting_for(system):
        for key, (name, standing) in NAMES.items():
            made[key] = members.register_member(
                actor=system,
                cell=world.river,
                since=JOINED,
                facts={
                    "full_name": name,
                    "gender": Gender.FEMALE,
                    "born_on": date(1970, 5, 19),
                },
                standing=standing,
                user=users.get(key),
            )
    return SimpleNamespace(**made)


@pytest.fixture
def leading(people: SimpleNamespace, secretary: Actor):
    """The test body acts as the secretary of river."""
    actor = actor_for(secretary.user, TODAY)
    with acting_for(actor):
        yield actor


@pytest.fixture
def loc(people: SimpleNamespace) -> Actor:
    return actor_for(User.objects.get(username="loc"), TODAY)


@pytest.fixture
def meeting(leading: Actor, world: SimpleNamespace) -> Meeting:
    """Invited, for 03-12-2026 at 14.00."""
    planned = services.plan_meeting(
        organisation=world.river,
        kind="ordinary",
        starts_at=moment(date(2026, 12, 3)),
        place="Phòng họp tầng 3",
        actor=leading,
    )
    return services.invite(meeting=planned, actor=leading)


def person(meeting: Meeting, member: Member) -> UUID:
    return Invitation.objects.get(meeting=meeting, member=member).person


def change(path: str, value: object, base: int = 0, at: datetime | None = None) -> services.Wanted:
    return services.Wanted(uuid4(), path, value, base, at or moment(date(2026, 12, 3)))


def send(meeting: Meeting, actor: Actor, *changes: services.Wanted, device: UUID | None = None):
    now = moment(date(2026, 12, 3), 16)
    return services.receive_changes(
        meeting=meeting, changes=changes, sent_at=now, moment=now, actor=actor, device=device
    )


def hold(meeting: Meeting, actor: Actor, people: SimpleNamespace, minutes: int = 95) -> Meeting:
    """A whole meeting: roll, one speech, a task, begin and end."""
    begin = meeting.starts_at
    send(
        meeting,
        actor,
        change("meeting/opened_at", begin.isoformat()),
        change(f"roll/{person(meeting, people.nhan)}", "present"),
        change(f"roll/{person(meeting, people.loc)}", "present"),
        change(f"roll/{person(meeting, people.may)}", {"state": "excused", "reason": "ốm"}),
        change(f"roll/{person(meeting, people.en)}", "present"),
        change(
            f"speech/{uuid4()}",
            {"member": str(person(meeting, people.loc)), "gist": "đề nghị xem lại lịch trực hồ"},
        ),
        change(
            f"task/{uuid4()}",
            {
                "title": "Gửi số liệu hồ chứa",
                "member": str(person(meeting, people.loc)),
                "due_on": "2026-12-10",
                "product": "bảng số liệu",
            },
        ),
        change("resolution/text", "Chi bộ thống nhất nhiệm vụ tháng 12."),
        change("meeting/closed_at", (begin + timedelta(minutes=minutes)).isoformat()),
    )
    return Meeting.objects.get(pk=meeting.pk)
