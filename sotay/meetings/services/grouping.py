"""A meeting split into party groups: who sits where, and what each group brings back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import nfc
from sotay.meetings.models import Field, Form, Invitation, Meeting
from sotay.meetings.querysets import LIVE
from sotay.meetings.rules import sheet
from sotay.meetings.services.recording import write
from sotay.meetings.services.rights import lock, may, require_own
from sotay.organisations.access import Actor
from sotay.organisations.models import PartyGroup

_SPACE = UUID("c2b6d0d4-7c0e-4f4a-9a38-51d7a1c6f0e2")  # makes a group's id from the party group


def group_id(group: PartyGroup) -> str:
    """The same for every device and every meeting of the cell."""
    return str(uuid5(_SPACE, str(group.pk)))


@transaction.atomic
def split_into_groups(*, meeting: Meeting, actor: Actor, moment: datetime) -> int:
    """Lay the cell's party groups of the day on the sheet; how many are new.

    Who sat where, and who led, is taken over from its last meeting by groups; what is on the sheet
    already stays.

    :raises PermissionDenied: no office in the organisation
    :raises RuleBroken: not a meeting by groups, over, or the cell has no party groups on the day
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.write", meeting.organisation)
    _must_be_by_groups(meeting)
    groups = list(PartyGroup.objects.as_of(meeting.day).filter(organisation=meeting.organisation))
    if not groups:
        raise RuleBroken(
            _("Chi bộ chưa lập tổ đảng nào. Đồng chí lập tổ đảng ở trang tổ chức rồi quay lại.")
        )
    have = dict(Field.objects.filter(meeting=meeting).values_list("path", "value"))
    before = _last_by_groups(meeting)
    new = 0
    for group in groups:
        path = f"group/{group_id(group)}"
        if have.get(path) is None:
            leader = (before.get(path) or {}).get("leader")
            value = {"title": group.name, **({"leader": leader} if leader else {})}
            write(meeting, path, value, actor, moment)
            new += 1
    known = {group_id(group) for group in groups}
    for person in Invitation.objects.filter(meeting=meeting).values_list("person", flat=True):
        path = f"seat/{person}"
        if have.get(path) is None and before.get(path) in known:
            write(meeting, path, before[path], actor, moment)
    audit.record(actor, "meetings.split", meeting, organisation=meeting.organisation, groups=new)
    return new


@transaction.atomic
def arrange_groups(
    *,
    meeting: Meeting,
    leaders: Mapping[str, str],
    seats: Mapping[str, str],
    actor: Actor,
    moment: datetime,
) -> None:
    """Say who leads each group and who sits in which; an empty text takes the entry away.

    ``leaders`` by group, ``seats`` by member; ids as the sheet has them.

    :raises PermissionDenied: no office in the organisation
    :raises RuleBroken: not a meeting by groups, or over
    :raises BadInput: no such group or member, or a leader who does not sit in the group
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.write", meeting.organisation)
    _must_be_by_groups(meeting)
    have: dict[str, Any] = dict(Field.objects.filter(meeting=meeting).values_list("path", "value"))
    roll = {str(one) for one in meeting.invitations.values_list("person", flat=True)}
    sits = {
        path.partition("/")[2]: value for path, value in have.items() if path.startswith("seat/")
    }
    for person, group in seats.items():
        if person not in roll or (group and have.get(f"group/{group}") is None):
            raise BadInput(_("Không có người hoặc tổ này trong buổi họp. Đồng chí tải lại trang."))
        sits[person] = group or None
    for group, person in leaders.items():
        if have.get(f"group/{group}") is None or (person and sits.get(person) != group):
            raise BadInput(_("Người chủ trì tổ phải ở trong tổ ấy. Đồng chí chọn lại."))
    for person, group in seats.items():
        if have.get(f"seat/{person}") != (group or None):
            write(meeting, f"seat/{person}", group or None, actor, moment)
    for group, person in leaders.items():
        stands = have[f"group/{group}"]
        if (stands.get("leader") or "") != person:
            write(meeting, f"group/{group}", {**stands, "leader": person or None}, actor, moment)
    audit.record(
        actor,
        "meetings.arrange_groups",
        meeting,
        organisation=meeting.organisation,
        seats=len(seats),
    )


@transaction.atomic
def write_group(
    *,
    meeting: Meeting,
    group: UUID,
    roll: Mapping[str, str],
    note: str,
    conclusion: str,
    actor: Actor,
    moment: datetime,
) -> None:
    """What a group brings back: the roll of those who sit in it, a note, its opinion.

    Its leader needs no office for it; nobody else's line of the roll can be written so.

    :raises PermissionDenied: neither the group's leader nor an office in the organisation
    :raises RuleBroken: the meeting is not under way
    :raises BadInput: no such group, somebody who does not sit in it, or too long a text
    """
    meeting = lock(meeting)
    entry = _entry(meeting, group)
    if not may_write_group(actor, meeting, entry):
        raise PermissionDenied(_("Việc này thuộc người chủ trì tổ hoặc cấp ủy chi bộ."))
    if meeting.state != Meeting.State.OPEN:
        raise RuleBroken(_("Cuộc họp chưa bắt đầu hoặc đã xong. Đồng chí chờ chủ trì mở cuộc họp."))
    have = dict(Field.objects.filter(meeting=meeting).values_list("path", "value"))
    for person, state in roll.items():
        if have.get(f"seat/{person}") != str(group):
            raise BadInput(_("Có người không ở trong tổ này. Đồng chí tải lại trang."))
        mark = sheet.checked(sheet.parse(f"roll/{person}"), {"state": state, "how": "list"})
        if ((have.get(f"roll/{person}") or {}).get("state") or "") != state:
            write(meeting, f"roll/{person}", mark, actor, moment)
    said = {**entry, "note": nfc(note).strip(), "conclusion": nfc(conclusion).strip()}
    if said != entry:
        write(meeting, f"group/{group}", said, actor, moment)
    audit.record(
        actor,
        "meetings.write_group",
        meeting,
        organisation=meeting.organisation_id,
        group=str(group),
    )


def may_write_group(actor: Actor, meeting: Meeting, entry: Mapping[str, Any]) -> bool:
    """Whether ``actor`` leads the group, or writes in the meeting's sheet by office."""
    if may(actor, "meetings.write", meeting.organisation):
        return True
    own = Invitation.objects.own_of(actor).filter(meeting=meeting).values_list("person", flat=True)
    return str(entry.get("leader") or "") in {str(one) for one in own}


def _entry(meeting: Meeting, group: UUID) -> dict[str, Any]:
    field = Field.objects.filter(meeting=meeting, path=f"group/{group}").first()
    if field is None or field.value is None:
        raise BadInput(_("Không có tổ này trong buổi họp. Đồng chí tải lại trang."))
    entry: dict[str, Any] = field.value
    return entry


def _must_be_by_groups(meeting: Meeting) -> None:
    if meeting.form != Form.BY_GROUPS:
        raise RuleBroken(_("Buổi họp này không họp theo tổ đảng. Đồng chí sửa hình thức họp."))
    if meeting.state not in LIVE:
        raise RuleBroken(
            _("Cuộc họp này %(state)s nên không chia tổ nữa.")
            % {"state": meeting.get_state_display()}
        )


def _last_by_groups(meeting: Meeting) -> dict[str, Any]:
    """Groups and seats of the cell's last meeting by groups, as its sheet has them."""
    earlier = Meeting.objects.of(meeting.organisation).filter(
        form=Form.BY_GROUPS, starts_at__lt=meeting.starts_at
    )
    last = earlier.order_by("-starts_at").first()
    if last is None:
        return {}
    fields = Field.objects.filter(meeting=last)
    found = dict(fields.filter(path__startswith="group/").values_list("path", "value"))
    found.update(fields.filter(path__startswith="seat/").values_list("path", "value"))
    return found


def held_by_groups(meeting: Meeting) -> int:
    """How many ordinary meetings of its year were held by groups, this one counted."""
    year = meeting.day.year
    rows = Meeting.objects.of(meeting.organisation).not_cancelled()
    return (
        rows.filter(form=Form.BY_GROUPS)
        .between(date(year, 1, 1), date(year + 1, 1, 1))
        .exclude(pk=meeting.pk)
        .count()
        + 1
    )
