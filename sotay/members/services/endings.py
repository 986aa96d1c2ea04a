"""The ways out of the register: removal of name, expulsion, leaving, death; and their reversal."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.core.periods import supersede
from sotay.members.models import Member, Membership, Status, TemporaryStay, Transfer
from sotay.members.rules.timelines import NoSuchDay, end_on
from sotay.members.services.ground import (
    cell_or_refuse,
    locked,
    mirror,
    refresh_totals,
    timeline_of,
    write_timeline,
)
from sotay.organisations.access import Actor, require

ENDS = (
    Membership.End.REMOVAL,
    Membership.End.EXPULSION,
    Membership.End.LEAVING,
    Membership.End.DEATH,
)


class EndRefused(RuleBroken):
    """The membership cannot end, or be restored, as asked; the message is fit to show."""


@transaction.atomic
def end_membership(
    *, actor: Actor, member: Member, on: date, how: str, decision_number: str = ""
) -> Member:
    """The member belongs to no cell from ``on``; what was recorded for later days falls away.

    ``on`` is the first day without membership: the day after a death, the day from which a decision
    to remove, expel or let go takes effect. ``how`` is one of :data:`ENDS`; all but death need the
    number of the decision. A transfer under way is withdrawn, a temporary stay ends.

    :raises PermissionDenied: no office held today lets ``actor`` end memberships in the cell
    :raises EndRefused: not a member before ``on``, ended already, no decision, or a day to come

    Source: implementing regulation of the Charter (24, 294-QĐ/TW), certainty press: three ends,
    each decided by the competent committee; a death is reported.
    """
    member = locked(member)
    require(actor, "members.end", member.cell)
    if how not in ENDS:
        raise EndRefused(
            _("Đồng chí chọn một trong bốn: xóa tên, khai trừ, ra khỏi Đảng, từ trần.")
        )
    if how != Membership.End.DEATH and not decision_number.strip():
        raise EndRefused(_("Đồng chí ghi số quyết định."))
    if on > actor.today and not (how == Membership.End.DEATH and (on - actor.today).days == 1):
        raise EndRefused(
            _("Ngày %(day)s chưa đến. Đồng chí ghi khi quyết định đã có hiệu lực.")
            % {"day": written(on)}
        )
    past = timeline_of(Membership, member)
    if not past or past[-1].hi is not None:
        raise EndRefused(_("Đồng chí %(name)s không còn trong sổ rồi.") % {"name": member})
    try:
        memberships = end_on(past, on, {"end": how, "decision_number": decision_number})
        statuses = end_on(timeline_of(Status, member), on, {})
    except NoSuchDay:
        raise EndRefused(
            _("Trước ngày %(day)s đồng chí %(name)s chưa có trong sổ.")
            % {"day": written(on), "name": member}
        ) from None
    mirror(member, memberships)
    write_timeline(Membership, member, memberships)
    write_timeline(Status, member, statuses)
    _close_what_is_under_way(actor, member, on)
    refresh_totals([member.pk])
    audit.record(
        actor,
        "members.end",
        member,
        organisation=member.cell_id,
        on=on,
        how=how,
        decision=decision_number,
    )
    return member


def _close_what_is_under_way(actor: Actor, member: Member, on: date) -> None:
    Transfer.objects.filter(member=member, state=Transfer.State.SENT).update(
        state=Transfer.State.WITHDRAWN,
        settled_on=actor.today,
        settled_by=actor.user,
        reason=_("Đảng viên không còn trong sổ."),
    )
    now = timezone.now()
    for stay in TemporaryStay.objects.known().filter(member=member):
        if stay.valid_to is None or stay.valid_to > on:
            supersede(stay, now, valid_to=on)


@transaction.atomic
def restore_membership(*, actor: Actor, member: Member, decision_number: str, why: str) -> Member:
    """Take back an end that was wrong or has been lifted: the membership goes on as if never ended.

    The member continues in the last cell, which must still stand today; from there a transfer may
    follow.

    :raises PermissionDenied: no office held today lets ``actor`` do it in the last cell
    :raises EndRefused: not ended, no decision, or the cell has ended since
    """
    member = locked(member)
    require(actor, "members.end", member.cell)
    past = timeline_of(Membership, member)
    last = past[-1]
    if last.hi is None:
        raise EndRefused(
            _("Đồng chí %(name)s đang sinh hoạt, không cần khôi phục.") % {"name": member}
        )
    if not decision_number.strip():
        raise EndRefused(_("Đồng chí ghi số quyết định khôi phục."))
    cell_or_refuse(member.cell, actor.today, EndRefused)
    memberships = [*past[:-1], replace(last, hi=None).with_values(end="")]
    statuses = timeline_of(Status, member)
    statuses = [*statuses[:-1], replace(statuses[-1], hi=None)]
    mirror(member, memberships)
    write_timeline(Membership, member, memberships)
    write_timeline(Status, member, statuses)
    refresh_totals([member.pk])
    audit.record(
        actor,
        "members.end",
        member,
        organisation=member.cell_id,
        restored=True,
        decision=decision_number,
        why=why,
    )
    return member
