"""Whom a conference calls: organisations under the one that holds it, all members or delegates."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.meetings.models import Called, Kind, Meeting
from sotay.meetings.querysets import LIVE
from sotay.meetings.services.rights import lock, require_own
from sotay.members.models import Member, Membership
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant, Organisation
from sotay.organisations.querysets import settled_ids

MOST_DELEGATES = 1_000  # of one organisation


@transaction.atomic
def call_organisations(
    *,
    meeting: Meeting,
    organisations: Sequence[Organisation],
    actor: Actor,
    delegates: int | None = None,
) -> list[Called]:
    """Call organisations to a conference; one called before is called anew as said now.

    A committee stands for all cells under it. ``delegates`` of each are invited, those in chief
    places first; None is all members. Nobody is invited by this: see ``invite``.

    :raises PermissionDenied: no office in the organisation that holds the conference
    :raises RuleBroken: not a conference, or it is over or cancelled
    :raises BadInput: none chosen, one that is not under it, or no sensible number
    """
    meeting = _callable(meeting, actor)
    wanted = {one.pk: one for one in organisations}
    if not wanted:
        raise BadInput(_("Chưa chọn tổ chức nào. Đồng chí chọn ít nhất một tổ chức."))
    if delegates is not None and not 1 <= delegates <= MOST_DELEGATES:
        raise BadInput(_("Số đại biểu từ 1 đến %(most)d.") % {"most": MOST_DELEGATES})
    under = under_of(meeting).filter(pk__in=wanted)
    if under.count() != len(wanted):
        raise BadInput(_("Có tổ chức không thuộc tổ chức họp. Đồng chí chọn lại."))
    rows = Called.objects.bulk_create(
        [Called(meeting=meeting, organisation=one, delegates=delegates) for one in wanted.values()],
        update_conflicts=True,
        unique_fields=["meeting", "organisation"],
        update_fields=["delegates"],
    )
    audit.record(
        actor,
        "meetings.call",
        meeting,
        organisation=meeting.organisation,
        called=sorted(wanted),
        delegates=delegates,
    )
    return rows


@transaction.atomic
def uncall_organisation(*, meeting: Meeting, organisation: Organisation, actor: Actor) -> None:
    """Take an organisation off those called. Who is on the roll already stays on it.

    :raises PermissionDenied: no office in the organisation that holds the conference
    :raises RuleBroken: it was not called
    """
    meeting = _callable(meeting, actor)
    gone, _rows = Called.objects.filter(meeting=meeting, organisation=organisation).delete()
    if not gone:
        raise RuleBroken(_("Tổ chức này chưa được gọi dự. Đồng chí tải lại trang."))
    audit.record(
        actor,
        "meetings.uncall",
        meeting,
        organisation=meeting.organisation,
        called=organisation.pk,
    )


def under_of(meeting: Meeting) -> Any:
    """What a conference may call: everything under the organisation that holds it, on its day."""
    return Organisation.objects.filter(
        pk__in=settled_ids([meeting.organisation_id], meeting.day)
    ).exclude(pk=meeting.organisation_id)


def called_members(meeting: Meeting) -> dict[int, None] | None:
    """The ids of members called, in order; None where no organisation was called.

    Somebody called twice stands once, at the first place.
    """
    called = list(meeting.called.all())
    if not called:
        return None
    found: dict[int, None] = {}
    for one in called:
        found.update(dict.fromkeys(_of(one, meeting)))
    return found


def _of(called: Called, meeting: Meeting) -> list[int]:
    day = meeting.day
    cells = settled_ids([called.organisation_id], day)
    here = Membership.objects.as_of(day).filter(organisation__in=cells).values("member")
    members = Member.objects.filter(pk__in=here).entered()
    if called.delegates is None:
        return list(members.values_list("pk", flat=True))
    ranks: dict[int, int] = {}
    held = Grant.objects.as_of(day).filter(organisation=called.organisation_id)
    for user, rank in held.values_list("user", "office__rank"):
        ranks[user] = min(rank, ranks.get(user, rank))
    ordered = sorted(
        members.values_list("pk", "user", "sort_key"),
        key=lambda row: (ranks.get(row[1] or 0, 1_000), row[2], row[0]),
    )
    return [row[0] for row in ordered[: called.delegates]]


def _callable(meeting: Meeting, actor: Actor) -> Meeting:
    meeting = lock(meeting)
    require_own(actor, "meetings.invite", meeting.organisation)
    if meeting.kind != Kind.CONFERENCE:
        raise RuleBroken(_("Chỉ hội nghị mới chọn tổ chức dự. Đồng chí lập một hội nghị."))
    if meeting.state not in LIVE:
        raise RuleBroken(
            _("Cuộc họp này %(state)s nên không mời thêm.") % {"state": meeting.get_state_display()}
        )
    return meeting
