"""Official transfers: sent by one side, confirmed or returned by the other."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.members.models import Member, Membership, Standing, Status, Transfer
from sotay.members.rules.limits import transfer_days
from sotay.members.rules.timelines import NoSuchDay, move_boundary, move_on
from sotay.members.services.ground import (
    as_stretch,
    believed,
    cell_or_refuse,
    last_open,
    locked,
    mirror,
    open_membership,
    refresh_totals,
    standing_on,
    timeline_of,
    write_timeline,
)
from sotay.organisations.access import Actor, require, widened
from sotay.organisations.models import Organisation
from sotay.regulations.calendar import add_working_days
from sotay.regulations.registry import rule


class TransferRefused(RuleBroken):
    """The member cannot be moved as asked; the message is fit to show."""


@transaction.atomic
def send_transfer(
    *,
    actor: Actor,
    member: Member,
    to: Organisation,
    decision_number: str,
    is_clear: bool,
    leaves_on: date | None = None,
    moved_on: date | None = None,
    reason: str = "",
) -> Transfer:
    """Introduce a member to another cell. Nothing moves until that cell confirms.

    ``moved_on`` is the day of the change of job or residence; from it runs the limit for beginning,
    and past that limit ``reason`` must say why. ``leaves_on`` is the first day that shall belong to
    the receiving cell, today where not given. ``is_clear`` is the releasing side's word that the
    member is not under inspection or investigation, and that no complaint or denunciation about
    them is being handled.

    :raises PermissionDenied: no office held today lets ``actor`` release members of the cell
    :raises TransferRefused: no open membership, same cell, not a cell, one under way, or not clear

    Source: rules ``members.transfer_start_days`` and ``members.transfer_report_days``; the
    bar
    while under inspection: 294-QĐ/TW, certainty press.
    """
    member = locked(member)
    require(actor, "members.transfer", member.cell)
    current = open_membership(member, TransferRefused)
    leaves_on = leaves_on or actor.today
    if current.values["organisation_id"] == to.pk:
        raise TransferRefused(_("Đồng chí %(name)s đang ở chính chi bộ này.") % {"name": member})
    if leaves_on <= current.lo:
        raise TransferRefused(
            _(
                "Đồng chí %(name)s chỉ mới về chi bộ hiện nay từ ngày %(day)s; ngày chuyển phải sau"
                " đó."
            )
            % {"name": member, "day": written(current.lo)}
        )
    if not decision_number.strip():
        raise TransferRefused(_("Đồng chí ghi số giấy giới thiệu hoặc quyết định."))
    if not is_clear:
        raise TransferRefused(
            _(
                "Chưa chuyển sinh hoạt khi đảng viên đang bị kiểm tra, điều tra, hoặc đơn thư về"
                " đảng viên chưa giải quyết xong."
            )
        )
    if Transfer.objects.under_way().filter(member=member).exists():
        raise TransferRefused(
            _("Đồng chí %(name)s đã có một giấy giới thiệu chờ nơi nhận.") % {"name": member}
        )
    if standing_on(member, actor.today).get("standing") == Standing.SUSPENDED:
        raise TransferRefused(
            _("Đồng chí %(name)s đang bị đình chỉ sinh hoạt nên chưa chuyển được.")
            % {"name": member}
        )
    cell_or_refuse(to, leaves_on, TransferRefused)
    start = rule("members.transfer_start_days", moved_on or actor.today, member.cell_id)
    report = rule("members.transfer_report_days", actor.today, member.cell_id)
    days = transfer_days(
        sent_on=actor.today,
        moved_on=moved_on,
        start_days=start.value,
        report_days=report.value,
        add_working_days=add_working_days,
    )
    if days.is_late and not reason.strip():
        raise TransferRefused(
            _("Đã quá hạn làm thủ tục chuyển (%(day)s). Đồng chí ghi lý do để cấp ủy xem xét.")
            % {"day": written(days.start_by or actor.today)}
        )
    transfer = Transfer.objects.create(
        member=member,
        from_organisation=member.cell,
        to_organisation=to,
        decision_number=decision_number.strip(),
        moved_on=moved_on,
        sent_on=actor.today,
        due_on=days.due_on,
        leaves_on=leaves_on,
        reason=reason.strip()[:300],
        rule_ids=[start.id, report.id],
        member_name=member.full_name,
        member_birth_year=member.birth_year,
        sent_by=actor.user,
    )
    audit.record(
        actor,
        "members.transfer",
        member,
        organisation=member.cell_id,
        to=to.pk,
        transfer=transfer.pk,
        decision=transfer.decision_number,
        late=days.is_late,
        rules=transfer.rule_ids,
    )
    return transfer


@transaction.atomic
def confirm_transfer(*, actor: Actor, transfer: Transfer, on: date | None = None) -> Transfer:
    """The receiving side has the member from ``on``, or from the day that the letter names.

    The old membership ends the same day, so no day is counted twice or lost. The day may be past.

    :raises PermissionDenied: no office held today lets ``actor`` receive members there
    :raises TransferRefused: settled already, no longer possible, or a day to come
    """
    transfer = _locked(transfer)
    require(actor, "members.confirm_transfer", transfer.to_organisation)
    on = on or transfer.leaves_on
    if on > actor.today:
        raise TransferRefused(
            _("Ngày %(day)s chưa đến. Đồng chí xác nhận khi đảng viên đã về sinh hoạt.")
            % {"day": written(on)}
        )
    cell_or_refuse(transfer.to_organisation, on, TransferRefused)
    with widened(actor, "members.confirm_transfer") as wide:
        member = locked(Member(pk=transfer.member_id))
        rows = believed(Membership, member)
        held = [as_stretch(row) for row in rows]
        current = last_open(held, member, TransferRefused)
        if on <= current.lo:
            raise TransferRefused(
                _("Ngày nhận phải sau ngày %(day)s, ngày đảng viên về chi bộ trước.")
                % {"day": written(current.lo)}
            )
        moved = move_on(
            held,
            on,
            closing={"end": Membership.End.TRANSFER},
            opening={
                "organisation_id": transfer.to_organisation_id,
                "begin": Membership.Begin.TRANSFER,
                "decision_number": transfer.decision_number,
            },
        )
        mirror(member, moved)
        write_timeline(Membership, member, moved, rows=rows)
        _settle(transfer, actor, Transfer.State.CONFIRMED, "")
        refresh_totals([member.pk])
        audit.record(
            wide,
            "members.confirm_transfer",
            member,
            organisation=transfer.to_organisation_id,
            transfer=transfer.pk,
            on=on,
        )
    return transfer


@transaction.atomic
def return_transfer(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """The receiving side sends the letter back; the member stays where they are.

    :raises PermissionDenied: no office held today lets ``actor`` receive members there
    :raises TransferRefused: settled already, or no reason
    """
    transfer = _locked(transfer)
    require(actor, "members.confirm_transfer", transfer.to_organisation)
    _settle(transfer, actor, Transfer.State.RETURNED, _reason(reason))
    audit.record(
        actor, "members.return_transfer", transfer, organisation=transfer.to_organisation_id
    )
    return transfer


@transaction.atomic
def withdraw_transfer(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """The releasing side takes the letter back before it is confirmed.

    :raises PermissionDenied: no office held today lets ``actor`` release members there
    :raises TransferRefused: settled already, or no reason
    """
    transfer = _locked(transfer)
    require(actor, "members.transfer", transfer.from_organisation)
    _settle(transfer, actor, Transfer.State.WITHDRAWN, _reason(reason))
    audit.record(
        actor, "members.withdraw_transfer", transfer, organisation=transfer.from_organisation_id
    )
    return transfer


@transaction.atomic
def correct_membership_day(
    *, actor: Actor, member: Member, was: date, on: date, why: str
) -> Member:
    """What the register says began or ended on ``was`` did so on ``on``: both cells follow.

    For a transfer, an entry or an end that was recorded under a wrong day; figures of the days in
    between change, and stay as they were for who asks what was known before.

    :raises PermissionDenied: no office held today lets ``actor`` correct records in the cell
    :raises TransferRefused: nothing happened on ``was``, or ``on`` crosses another recorded day
    """
    member = locked(member)
    require(actor, "members.correct", member.cell)
    past = timeline_of(Membership, member)
    statuses = timeline_of(Status, member)
    try:
        wanted = move_boundary(past, was, on)
        if was in (past[0].lo, past[-1].hi):
            statuses = move_boundary(statuses, was, on)
    except NoSuchDay:
        raise TransferRefused(
            _(
                "Không đổi được ngày %(was)s thành %(on)s: ngày ấy không ghi gì, hoặc vượt qua ngày"
                " khác."
            )
            % {"was": written(was), "on": written(on)}
        ) from None
    if on > actor.today:
        raise TransferRefused(_("Ngày %(day)s chưa đến.") % {"day": written(on)})
    write_timeline(Membership, member, wanted)
    write_timeline(Status, member, statuses)
    refresh_totals([member.pk])
    audit.record(
        actor,
        "members.correct",
        member,
        organisation=member.cell_id,
        fields=["membership"],
        was=was,
        on=on,
        why=why,
    )
    return member


def _locked(transfer: Transfer) -> Transfer:
    found = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("from_organisation", "to_organisation")
        .filter(pk=transfer.pk)
        .first()
    )
    if found is None:
        raise TransferRefused(_("Không tìm thấy, hoặc đồng chí không phụ trách phần này."))
    if found.state != Transfer.State.SENT:
        raise TransferRefused(
            _("Giấy giới thiệu này đã xong: %(state)s.") % {"state": found.get_state_display()}
        )
    return found


def _reason(reason: str) -> str:
    if not reason.strip():
        raise TransferRefused(_("Đồng chí ghi lý do để bên kia biết."))
    return reason.strip()[:300]


def _settle(transfer: Transfer, actor: Actor, state: str, reason: str) -> None:
    transfer.state = state
    transfer.settled_on = actor.today
    transfer.settled_by = actor.user
    transfer.reason = reason or transfer.reason
    transfer.save(update_fields=["state", "settled_on", "settled_by", "reason"])
