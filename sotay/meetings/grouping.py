"""Party groups of a meeting as pages show them: to who leads it, and to who leads a group."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sotay.meetings.models import Field, Invitation, Meeting
from sotay.meetings.services.grouping import held_by_groups, may_write_group
from sotay.organisations.access import Actor, widened
from sotay.regulations.registry import value


@dataclass(frozen=True)
class OwnRow:
    """One who sits in the group, with their mark of the roll."""

    person: str
    name: str
    state: str


@dataclass(frozen=True)
class OwnGroup:
    """A group for who leads it."""

    id: str
    title: str
    note: str
    conclusion: str
    rows: tuple[OwnRow, ...]


def doubts(meeting: Meeting) -> list[str]:
    """Where the rule on meeting by groups does not fit; it hinders nothing."""
    day, where = meeting.day, meeting.organisation_id
    least = int(value("meetings.groups_from_members", day, where))
    most = int(value("meetings.groups_most_a_year", day, where))
    seats, held = meeting.invitations.count(), held_by_groups(meeting)
    found = []
    if seats < least:
        found.append(
            _("Danh sách dự có %(n)d người; họp theo tổ dành cho chi bộ từ %(least)d đảng viên.")
            % {"n": seats, "least": least}
        )
    if held > most:
        found.append(
            _("Đây là buổi họp theo tổ thứ %(n)d trong năm; mỗi năm nhiều nhất %(most)d buổi.")
            % {"n": held, "most": most}
        )
    return found


def own_group(actor: Actor, meeting: Meeting, group: UUID) -> OwnGroup | None:
    """The group with those who sit in it; None where ``actor`` may not write for it, or no such.

    A leader without office sees no roll: the names of their own group are read for them here.
    """
    fields = Field.objects.filter(meeting=meeting)
    entry: dict[str, Any] | None = (
        fields.filter(path=f"group/{group}").values_list("value", flat=True).first()
    )
    if entry is None or not may_write_group(actor, meeting, entry):
        return None
    sits = {
        path.partition("/")[2]
        for path, where in fields.filter(path__startswith="seat/").values_list("path", "value")
        if where == str(group)
    }
    marks = dict(
        fields.filter(path__in=[f"roll/{one}" for one in sits]).values_list("path", "value")
    )
    with widened(actor, "meetings.group"):
        rows = tuple(
            OwnRow(str(one.person), one.name, _state(marks.get(f"roll/{one.person}")))
            for one in Invitation.objects.filter(meeting=meeting, person__in=sits)
        )
    return OwnGroup(
        str(group),
        entry.get("title") or "",
        entry.get("note") or "",
        entry.get("conclusion") or "",
        rows,
    )


def _state(mark: Any) -> str:
    return str((mark or {}).get("state") or "")


def led_by(actor: Actor, meeting: Meeting) -> list[tuple[str, str]]:
    """Id and title of the groups that ``actor`` leads at the meeting."""
    own = Invitation.objects.own_of(actor).filter(meeting=meeting).values_list("person", flat=True)
    mine = {str(one) for one in own}
    groups = Field.objects.filter(meeting=meeting, path__startswith="group/")
    return [
        (row.path.partition("/")[2], row.value.get("title") or "")
        for row in groups
        if row.value and str(row.value.get("leader") or "") in mine
    ]
