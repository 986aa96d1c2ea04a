"""Temporary transfer: takes part elsewhere for a while, and is counted at the official cell."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.core.periods import supersede
from sotay.members.models import Member, TemporaryStay
from sotay.members.rules.limits import stay_is_within
from sotay.members.services.ground import cell_or_refuse, locked, open_membership
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation
from sotay.regulations.registry import rule


class StayRefused(RuleBroken):
    """The temporary stay cannot be as asked; the message is fit to show."""


def _months(for_training: bool) -> str:
    return "members.stay_training_months" if for_training else "members.stay_months"


@transaction.atomic
def start_temporary_stay(
    *,
    actor: Actor,
    member: Member,
    at: Organisation,
    valid_from: date,
    last_day: date,
    reason: str,
    decision_number: str,
    for_training: bool = False,
) -> TemporaryStay:
    """The member takes part in the cell ``at`` from ``valid_from`` to ``last_day``, both counted.

    :raises PermissionDenied: no office held today lets ``actor`` do it in the official cell
    :raises StayRefused: same cell, too short, too long, or another stay on those days

    Source: rules ``members.stay_months`` and ``members.stay_training_months`` of the registry.
    """
    member = locked(member)
    require(actor, "members.stay", member.cell)
    current = open_membership(member, StayRefused)
    if current.values["organisation_id"] == at.pk:
        raise StayRefused(_("Đồng chí %(name)s đang ở chính chi bộ này.") % {"name": member})
    if not (decision_number.strip() and reason.strip()):
        raise StayRefused(_("Đồng chí ghi số giấy giới thiệu và lý do."))
    limit = rule(_months(for_training), valid_from, member.cell_id)
    low, high = limit.value
    if not stay_is_within(valid_from, last_day, low, high, up_to=for_training):
        raise StayRefused(
            (
                _("Đi học tập trung: từ %(low)s tháng đến %(high)s tháng. Đồng chí sửa ngày cuối.")
                if for_training
                else _(
                    "Sinh hoạt tạm thời từ %(low)s tháng đến dưới %(high)s tháng. Đồng chí sửa ngày"
                    " cuối."
                )
            )
            % {"low": low, "high": high}
        )
    cell_or_refuse(at, valid_from, StayRefused)
    end = last_day + timedelta(days=1)
    _no_other(member, valid_from, end)
    stay = TemporaryStay.objects.create(
        member=member,
        organisation=at,
        valid_from=valid_from,
        valid_to=end,
        reason=reason.strip()[:200],
        decision_number=decision_number.strip(),
        member_name=member.full_name,
        member_birth_year=member.birth_year,
    )
    audit.record(
        actor,
        "members.stay",
        member,
        organisation=member.cell_id,
        at=at.pk,
        valid_from=valid_from,
        valid_to=end,
        decision=stay.decision_number,
        rules=[limit.id],
    )
    return stay


@transaction.atomic
def extend_temporary_stay(
    *, actor: Actor, stay: TemporaryStay, last_day: date, decision_number: str
) -> TemporaryStay:
    """Prolong a stay; asked of the temporary side, reported to the official one.

    :raises PermissionDenied: no office held today allows it on either side
    :raises StayRefused: ended already, not later than now, or another stay on those days
    """
    stay = _either_side(actor, stay)
    end = last_day + timedelta(days=1)
    if stay.valid_to is None or end <= stay.valid_to or not decision_number.strip():
        raise StayRefused(_("Ngày cuối mới phải sau ngày cuối cũ, và có số giấy gia hạn."))
    _no_other(stay.member_id, stay.valid_to, end)
    longer: Any = supersede(stay, timezone.now(), valid_to=end, decision_number=decision_number)
    audit.record(
        actor,
        "members.stay",
        longer,
        organisation=stay.organisation_id,
        extended_to=end,
        decision=decision_number,
    )
    return longer


@transaction.atomic
def end_temporary_stay(*, actor: Actor, stay: TemporaryStay, on: date) -> TemporaryStay | None:
    """The stay ends early: ``on`` is the first day back at the official cell alone.

    Return the shortened stay; ``None`` where it had not begun by ``on``.

    :raises PermissionDenied: no office held today allows it on either side
    :raises StayRefused: ended by then already
    """
    stay = _either_side(actor, stay)
    if stay.valid_to is not None and on >= stay.valid_to:
        raise StayRefused(
            _("Lần sinh hoạt tạm thời này đã kết thúc trước ngày %(day)s.") % {"day": written(on)}
        )
    shorter: Any = supersede(stay, timezone.now(), valid_to=on)
    audit.record(
        actor, "members.stay", shorter or stay, organisation=stay.organisation_id, ended_on=on
    )
    return shorter


def _either_side(actor: Actor, stay: TemporaryStay) -> TemporaryStay:
    found = (
        TemporaryStay.objects.known()
        .select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk=stay.pk)
        .first()
    )
    if found is None:
        raise StayRefused(_("Không tìm thấy, hoặc đồng chí không phụ trách phần này."))
    if not actor.can("members.stay", found.organisation):
        official = Member.objects.in_reach(actor).filter(pk=found.member_id).first()
        require(actor, "members.stay", official.cell if official else found.organisation)
    return found


def _no_other(member: Member | int, valid_from: date, end: date) -> None:
    key = getattr(member, "pk", member)
    others = TemporaryStay.objects.known().filter(
        Q(valid_to=None) | Q(valid_to__gt=valid_from), member=key, valid_from__lt=end
    )
    if others.exists():
        raise StayRefused(_("Trong những ngày ấy đã có một lần sinh hoạt tạm thời khác."))
