"""What sort of member: recognition, exemption, suspension, education, theory."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.members.models import Member, Standing, Status
from sotay.members.rules.ages import probation_ends
from sotay.members.rules.timelines import (
    NoSuchDay,
    move_boundary,
    on_day,
    set_from,
)
from sotay.members.services.ground import (
    locked,
    refresh_totals,
    timeline_of,
    write_timeline,
)
from sotay.organisations.access import Actor, require
from sotay.regulations.registry import rule


class StandingRefused(RuleBroken):
    """The standing cannot change as asked; the message is fit to show."""


@transaction.atomic
def recognise_member(
    *, actor: Actor, member: Member, decided_on: date, decision_number: str
) -> Member:
    """Recognise a probationary member as a full one, by the decision of ``decided_on``.

    Recognition counts from the end of the probation, however late it was decided; the first day as
    a full member is the one after its last month.

    :raises PermissionDenied: no office held today allows it in the member's cell
    :raises StandingRefused: not probationary, the ceremony's day is missing, or probation is not
    over

    Source: rule ``members.probation_months`` of the registry.
    """
    member = locked(member)
    require(actor, "members.recognise", member.cell)
    if member.admitted_on is None:
        raise StandingRefused(
            _(
                "Hồ sơ thiếu ngày kết nạp nên chưa tính được thời gian dự bị. Đồng chí bổ sung"
                " trước."
            )
        )
    if not decision_number.strip():
        raise StandingRefused(_("Đồng chí ghi số quyết định công nhận."))
    months = rule("members.probation_months", member.admitted_on, member.cell_id)
    counts_from = probation_ends(member.admitted_on, months.value)
    if decided_on < counts_from:
        raise StandingRefused(
            _("Chưa hết %(months)s tháng dự bị; sớm nhất là ngày %(day)s.")
            % {"months": months.value, "day": written(counts_from)}
        )
    if decided_on > actor.today:
        raise StandingRefused(
            _("Ngày quyết định (%(day)s) chưa đến.") % {"day": written(decided_on)}
        )
    statuses = timeline_of(Status, member)
    now = on_day(statuses, counts_from)
    if now is None or now.values["standing"] != Standing.PROBATIONARY:
        raise StandingRefused(
            _("Ngày %(day)s đồng chí %(name)s không phải là đảng viên dự bị.")
            % {"day": written(counts_from), "name": member}
        )
    wanted = set_from(
        statuses, counts_from, {"standing": Standing.FULL, "decision_number": decision_number}
    )
    member.recognised_on = counts_from
    member.save(update_fields=["recognised_on"])
    write_timeline(Status, member, wanted)
    refresh_totals([member.pk])
    audit.record(
        actor,
        "members.recognise",
        member,
        organisation=member.cell_id,
        on=counts_from,
        decided_on=decided_on,
        decision=decision_number,
        rules=[months.id],
    )
    return member


@transaction.atomic
def exempt_member(
    *, actor: Actor, member: Member, on: date, reason: str, decision_number: str = ""
) -> Member:
    """Exempt a member from work and activities from ``on``; the cell decided, and reports upwards.

    :raises PermissionDenied: no office held today allows it in the member's cell
    :raises StandingRefused: no reason, exempt already, or not a member on that day

    Source: implementing regulation of the Charter (294-QĐ/TW and before), certainty press.
    """
    member = locked(member)
    require(actor, "members.exempt", member.cell)
    if not reason.strip():
        raise StandingRefused(_("Đồng chí ghi lý do miễn: tuổi cao, sức yếu hoặc lý do khác."))
    current = on_day(timeline_of(Status, member), on)
    if current and current.values["standing"] == Standing.EXEMPT:
        raise StandingRefused(
            _("Ngày %(day)s đồng chí %(name)s đã được miễn rồi.")
            % {"day": written(on), "name": member}
        )
    if current and current.values["standing"] == Standing.SUSPENDED:
        raise StandingRefused(
            _("Đồng chí %(name)s đang bị đình chỉ sinh hoạt nên chưa xét miễn.") % {"name": member}
        )
    _set(member, on, {"standing": Standing.EXEMPT, "decision_number": decision_number})
    audit.record(
        actor,
        "members.exempt",
        member,
        organisation=member.cell_id,
        on=on,
        decision=decision_number,
    )
    return member


@transaction.atomic
def end_exemption(*, actor: Actor, member: Member, on: date, decision_number: str = "") -> Member:
    """From ``on`` the member takes part again, as before the exemption.

    :raises PermissionDenied: no office held today allows it in the member's cell
    :raises StandingRefused: not exempt on that day
    """
    member = locked(member)
    require(actor, "members.exempt", member.cell)
    statuses = timeline_of(Status, member)
    current = on_day(statuses, on)
    if current is None or current.values["standing"] != Standing.EXEMPT:
        raise StandingRefused(
            _("Ngày %(day)s đồng chí %(name)s không thuộc diện được miễn.")
            % {"day": written(on), "name": member}
        )
    before = Standing.FULL
    if member.recognised_on is None and member.admitted_on is not None:
        earlier = [one for one in statuses if one.lo < current.lo]
        if earlier and earlier[-1].values["standing"] == Standing.PROBATIONARY:
            before = Standing.PROBATIONARY
    _set(member, on, {"standing": before, "decision_number": decision_number})
    audit.record(
        actor,
        "members.exempt",
        member,
        organisation=member.cell_id,
        on=on,
        ended=True,
        decision=decision_number,
    )
    return member


@transaction.atomic
def change_status(
    *,
    actor: Actor,
    member: Member,
    on: date,
    standing: int | None = None,
    education: int | None = None,
    theory: int | None = None,
    decision_number: str = "",
) -> Member:
    """From ``on``, another standing, education or level of theory; what is ``None`` stays.

    Written late, the change holds until the next recorded change of the same thing.

    :raises PermissionDenied: no office held today allows it in the member's cell
    :raises StandingRefused: nothing to change, not a member on that day, or a day to come
    """
    member = locked(member)
    require(actor, "members.change_status", member.cell)
    changes: dict[str, object] = {
        name: value
        for name, value in (("standing", standing), ("education", education), ("theory", theory))
        if value is not None
    }
    if not changes:
        raise StandingRefused(_("Đồng chí chọn ít nhất một điều thay đổi."))
    if on > actor.today:
        raise StandingRefused(
            _("Ngày %(day)s chưa đến. Đồng chí ghi khi thay đổi đã có hiệu lực.")
            % {"day": written(on)}
        )
    if standing is not None:
        changes["decision_number"] = decision_number
    _set(member, on, changes)
    audit.record(
        actor,
        "members.change_status",
        member,
        organisation=member.cell_id,
        on=on,
        fields=sorted(set(changes) - {"decision_number"}),
        decision=decision_number,
    )
    return member


@transaction.atomic
def correct_status_day(*, actor: Actor, member: Member, was: date, on: date, why: str) -> Member:
    """A change of standing, education or theory recorded from ``was`` in truth held from ``on``.

    :raises PermissionDenied: no office held today lets ``actor`` correct records in the cell
    :raises StandingRefused: no such change, or its neighbours would lose all their days
    """
    member = locked(member)
    require(actor, "members.correct", member.cell)
    statuses = timeline_of(Status, member)
    change = on_day(statuses, was)
    if not statuses or change is None or change.lo != was or statuses[0].lo == was:
        raise StandingRefused(
            _("Không có thay đổi nào ghi từ ngày %(day)s.") % {"day": written(was)}
        )
    try:
        write_timeline(Status, member, move_boundary(statuses, was, on))
    except NoSuchDay:
        raise StandingRefused(
            _("Ngày %(day)s vượt qua một thay đổi khác đã ghi.") % {"day": written(on)}
        ) from None
    if member.recognised_on == was and change.values["standing"] == Standing.FULL:
        member.recognised_on = on
        member.save(update_fields=["recognised_on"])
    refresh_totals([member.pk])
    audit.record(
        actor,
        "members.correct",
        member,
        organisation=member.cell_id,
        fields=["status"],
        was=was,
        on=on,
        why=why,
    )
    return member


def _set(member: Member, on: date, changes: dict[str, object]) -> None:
    try:
        wanted = set_from(timeline_of(Status, member), on, changes)
    except NoSuchDay:
        raise StandingRefused(
            _("Ngày %(day)s đồng chí %(name)s không phải là đảng viên theo sổ.")
            % {"day": written(on), "name": member}
        ) from None
    write_timeline(Status, member, wanted)
    refresh_totals([member.pk])
