"""Into the register: entering members, admission, and setting a record right."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sotay.accounts.models import User
from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.core.text import fold, name_sort_key
from sotay.members.models import Education, Member, Membership, Standing, Status, Theory
from sotay.members.rules.ages import add_months, whole_months
from sotay.members.rules.records import COUNTED, checked
from sotay.members.rules.timelines import (
    NoSuchDay,
    Stretch,
    begin_on,
    move_boundary,
    on_day,
)
from sotay.members.services.ground import (
    cell_or_refuse,
    locked,
    mirror,
    refresh_totals,
    timeline_of,
    write_timeline,
)
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation
from sotay.regulations.registry import rule

NO_RETURN = (Membership.End.LEAVING, Membership.End.DEATH)  # nobody is admitted again after these


class RecordRefused(RuleBroken):
    """What was given cannot stand in the record; the message is fit to show."""


class AdmissionRefused(RuleBroken):
    """The admission breaks a rule of the Charter's implementing regulation."""


def number_refused() -> RecordRefused:
    """One sentence for every clash of numbers: it must not tell that a row elsewhere exists."""
    return RecordRefused(
        _(
            "Số thẻ hoặc số căn cước này chưa ghi được. Đồng chí kiểm tra lại từng chữ số với giấy"
            " gốc; nếu đúng, đồng chí hỏi cơ quan tổ chức của cấp ủy cấp trên."
        )
    )


def name_keys(full_name: str, other_name: str = "") -> dict[str, str]:
    """What is stored beside a name: its place in the alphabet, and its letters without marks."""
    folded = fold(f"{full_name} {other_name}".strip())
    return {"sort_key": name_sort_key(full_name), "folded": folded[:240]}


def _saved(member: Member, **fields: Any) -> Member:
    for name, value in fields.items():
        setattr(member, name, value)
    keys = name_keys(member.full_name, member.other_name)
    member.sort_key, member.folded = keys["sort_key"], keys["folded"]
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError:
        raise number_refused() from None
    return member


@transaction.atomic
def register_member(
    *,
    actor: Actor,
    cell: Organisation,
    since: date,
    facts: Mapping[str, Any],
    standing: int = Standing.FULL,
    education: int = Education.UNKNOWN,
    theory: int = Theory.UNKNOWN,
    decision_number: str = "",
    user: Any = None,
) -> Member:
    """Enter somebody who is a member already and belongs to ``cell`` from the day ``since``.

    ``facts`` are fields of :data:`rules.records.FIELDS`. A member whose recognition falls after
    ``since`` is probationary until then, whatever ``standing`` says.

    :raises PermissionDenied: no office held today lets ``actor`` enter members in ``cell``
    :raises RecordRefused: the cell does not stand on that day, or a number is taken
    :raises BadInput: a field cannot be as given
    """
    require(actor, "members.register", cell)
    given = checked(facts, actor.today, complete=True)
    cell_or_refuse(cell, since, RecordRefused)
    member = _saved(Member(cell=cell, user=user), **given)
    Membership.objects.create(
        member=member,
        organisation=cell,
        valid_from=since,
        begin=Membership.Begin.REGISTER,
        decision_number=decision_number,
    )
    spans = first_standings(since, standing, given.get("recognised_on"))
    write_timeline(
        Status,
        member,
        [
            Stretch(
                lo,
                hi,
                {
                    "standing": one,
                    "education": education,
                    "theory": theory,
                    "decision_number": "",
                },
            )
            for lo, hi, one in spans
        ],
    )
    refresh_totals([member.pk])
    audit.record(actor, "members.register", member, organisation=cell, since=since)
    return member


def first_standings(
    since: date, standing: int, recognised_on: date | None
) -> list[tuple[date, date | None, int]]:
    """The standings of somebody entered from ``since``: probationary up to a later recognition."""
    if recognised_on and recognised_on > since:
        after = Standing.FULL if standing == Standing.PROBATIONARY else standing
        return [(since, recognised_on, Standing.PROBATIONARY), (recognised_on, None, after)]
    return [(since, None, standing)]


@transaction.atomic
def admit_member(
    *,
    actor: Actor,
    cell: Organisation,
    facts: Mapping[str, Any],
    decision_number: str,
    education: int = Education.UNKNOWN,
    theory: int = Theory.UNKNOWN,
    consent_number: str = "",
    user: Any = None,
) -> Member:
    """Admit a new, probationary member to ``cell`` from the day of the ceremony.

    ``facts`` must hold ``decided_on`` (the admission decision, from which party age will run) and
    ``admitted_on`` (the ceremony, from which probation runs). Above the highest age the written
    consent of the committee directly under the Centre is needed: its number is ``consent_number``.

    :raises PermissionDenied: no office held today lets ``actor`` admit members to ``cell``
    :raises AdmissionRefused: age, order of days, no decision, or not a cell of that day
    :raises BadInput: a field cannot be as given

    Source: rules ``members.admission_age_min`` and ``members.admission_age_max`` of the registry.
    """
    require(actor, "members.admit", cell)
    given = checked(facts, actor.today, complete=True)
    decided, admitted = given.get("decided_on"), given.get("admitted_on")
    if not (decided and admitted and decision_number.strip()):
        raise AdmissionRefused(
            _("Kết nạp cần số, ngày của quyết định và ngày tổ chức lễ kết nạp. Đồng chí ghi đủ.")
        )
    if admitted < decided:
        raise AdmissionRefused(
            _("Ngày kết nạp (%(one)s) trước ngày quyết định (%(two)s). Đồng chí sửa một trong hai.")
            % {"one": written(admitted), "two": written(decided)}
        )
    rules = _age_allowed(given, decided, cell, consent_number)
    cell_or_refuse(cell, admitted, AdmissionRefused)
    given["recognised_on"] = None
    member = _saved(Member(cell=cell, user=user), **given)
    Membership.objects.create(
        member=member,
        organisation=cell,
        valid_from=admitted,
        begin=Membership.Begin.ADMISSION,
        decision_number=decision_number,
    )
    Status.objects.create(
        member=member,
        valid_from=admitted,
        standing=Standing.PROBATIONARY,
        education=education,
        theory=theory,
        decision_number=decision_number,
    )
    refresh_totals([member.pk])
    audit.record(
        actor,
        "members.admit",
        member,
        organisation=cell,
        decision=decision_number,
        decided_on=decided,
        admitted_on=admitted,
        rules=rules,
        consent=consent_number,
    )
    return member


def _age_allowed(
    given: Mapping[str, Any], decided: date, cell: Organisation, consent_number: str
) -> list[str]:
    low = rule("members.admission_age_min", decided, cell.pk)
    high = rule("members.admission_age_max", decided, cell.pk)
    born = given.get("born_on")
    if born is None:
        raise AdmissionRefused(
            _("Kết nạp cần ngày, tháng, năm sinh để tính tuổi theo tháng. Đồng chí ghi thêm.")
        )
    months = whole_months(born, decided)
    if months < low.value * 12:
        raise AdmissionRefused(
            _("Ngày quyết định kết nạp chưa đủ %(years)s tuổi (đủ từ ngày %(day)s).")
            % {"years": low.value, "day": written(add_months(born, low.value * 12))}
        )
    if decided >= add_months(born, high.value * 12 + 1) and not consent_number.strip():
        raise AdmissionRefused(
            _(
                "Ngày quyết định kết nạp đã trên %(years)s tuổi. Đồng chí ghi số văn bản đồng ý của"
                " ban thường vụ cấp ủy trực thuộc Trung ương."
            )
            % {"years": high.value}
        )
    return [low.id, high.id]


@transaction.atomic
def readmit_member(
    *,
    actor: Actor,
    member: Member,
    cell: Organisation,
    decided_on: date,
    admitted_on: date,
    decision_number: str,
    consent_number: str,
) -> Member:
    """Admit again somebody who had left, after the waiting time; probation starts anew.

    :raises PermissionDenied: no office held today allows it in ``cell`` and in the last cell
    :raises AdmissionRefused: still a member, asked to leave, died, or the waiting time is not over

    Source: rule ``members.readmission_months`` of the registry.
    """
    member = locked(member)
    require(actor, "members.admit", cell)
    require(actor, "members.admit", member.cell)
    waiting = rule("members.readmission_months", decided_on, cell.pk)
    past = timeline_of(Membership, member)
    last = past[-1]
    if last.hi is None:
        raise AdmissionRefused(_("Đồng chí %(name)s đang là đảng viên.") % {"name": member})
    if last.values["end"] in NO_RETURN:
        raise AdmissionRefused(
            _("Không xét kết nạp lại người đã xin ra khỏi Đảng hoặc đã từ trần.")
        )
    earliest = add_months(last.hi, waiting.value)
    if decided_on < earliest:
        raise AdmissionRefused(
            _("Chưa đủ %(months)s tháng kể từ khi ra khỏi Đảng; sớm nhất là ngày %(day)s.")
            % {"months": waiting.value, "day": written(earliest)}
        )
    if not (decision_number.strip() and consent_number.strip()) or admitted_on < decided_on:
        raise AdmissionRefused(
            _(
                "Kết nạp lại cần số quyết định, số văn bản đồng ý và ngày kết nạp không trước quyết"
                " định."
            )
        )
    cell_or_refuse(cell, admitted_on, AdmissionRefused)
    statuses = timeline_of(Status, member)
    kept = dict(statuses[-1].values) if statuses else {}
    memberships = begin_on(
        past,
        admitted_on,
        {
            "organisation_id": cell.pk,
            "begin": Membership.Begin.ADMISSION,
            "end": "",
            "decision_number": decision_number,
        },
    )
    statuses = begin_on(
        statuses,
        admitted_on,
        {
            "education": Education.UNKNOWN,
            "theory": Theory.UNKNOWN,
            **kept,
            "standing": Standing.PROBATIONARY,
            "decision_number": decision_number,
        },
    )
    member.decided_on, member.admitted_on, member.recognised_on = decided_on, admitted_on, None
    member.save(update_fields=["decided_on", "admitted_on", "recognised_on"])
    mirror(member, memberships)
    write_timeline(Membership, member, memberships)
    write_timeline(Status, member, statuses)
    refresh_totals([member.pk])
    audit.record(
        actor,
        "members.admit",
        member,
        organisation=cell,
        decision=decision_number,
        again=True,
        consent=consent_number,
        rules=[waiting.id],
    )
    return member


@transaction.atomic
def correct_member(
    *, actor: Actor, member: Member, changes: Mapping[str, Any], why: str = ""
) -> Member:
    """Set fields of the record right. Only names of fields go into the audit, never what they held.

    A corrected day of recognition or of the ceremony moves the dated facts that began on it.

    :raises PermissionDenied: no office held today lets ``actor`` correct records in the cell
    :raises RecordRefused: a number is taken, or the days would cross
    :raises BadInput: a field cannot be as given
    """
    member = locked(member)
    require(actor, "members.correct", member.cell)
    return apply_changes(actor, member, checked(changes, actor.today), why=why)


@transaction.atomic
def link_account(*, actor: Actor, member: Member, username: str) -> Member:
    """Let the account ``username`` be this member's own: it then sees the record and who looked.

    An empty name takes the link away.

    :raises PermissionDenied: no office held today lets ``actor`` correct records in the cell
    :raises RecordRefused: no such account, or it is another member's
    """
    member = locked(member)
    require(actor, "members.correct", member.cell)
    name = username.strip()
    user = User.objects.filter(username=name, is_active=True).first() if name else None
    if name and user is None:
        raise RecordRefused(_("Không có tài khoản “%(name)s”.") % {"name": name[:80]})
    try:
        with transaction.atomic():
            member.user = user
            member.save(update_fields=["user"])
    except IntegrityError:
        raise RecordRefused(
            _("Tài khoản “%(name)s” đã nối với một hồ sơ khác.") % {"name": name[:80]}
        ) from None
    audit.record(
        actor, "members.link_account", member, organisation=member.cell_id, linked=bool(name)
    )
    return member


def apply_changes(
    actor: Actor, member: Member, given: Mapping[str, Any], *, why: str = "", **details: Any
) -> Member:
    """Write checked values into a locked record, with what follows from them."""
    changed = {name: value for name, value in given.items() if getattr(member, name) != value}
    if not changed:
        return member
    if "recognised_on" in changed:
        _follow_recognition(member, changed["recognised_on"])
    if "admitted_on" in changed and member.admitted_on and changed["admitted_on"]:
        _follow_ceremony(member, member.admitted_on, changed["admitted_on"])
    _saved(member, **changed)
    if COUNTED & set(changed) or {"recognised_on", "admitted_on"} & set(changed):
        refresh_totals([member.pk])
    audit.record(
        actor,
        "members.correct",
        member,
        organisation=member.cell_id,
        fields=sorted(changed),
        why=why,
        **details,
    )
    return member


def _follow_recognition(member: Member, recognised_on: date | None) -> None:
    """Where recognition is a recorded change of standing, that change moves along."""
    if member.recognised_on is None or recognised_on is None:
        return
    statuses = timeline_of(Status, member)
    after = on_day(statuses, member.recognised_on)
    if after is None or after.lo != member.recognised_on:
        return
    try:
        write_timeline(Status, member, move_boundary(statuses, member.recognised_on, recognised_on))
    except NoSuchDay:
        raise _days_cross(recognised_on) from None


def _follow_ceremony(member: Member, was: date, on: date) -> None:
    memberships = timeline_of(Membership, member)
    first = on_day(memberships, was)
    if not first or first.lo != was or first.values["begin"] != Membership.Begin.ADMISSION:
        return
    try:
        write_timeline(Membership, member, move_boundary(memberships, was, on))
        write_timeline(Status, member, move_boundary(timeline_of(Status, member), was, on))
    except NoSuchDay:
        raise _days_cross(on) from None


def _days_cross(day: date) -> RecordRefused:
    return RecordRefused(
        _(
            "Ngày %(day)s vượt qua một thay đổi khác đã ghi. Đồng chí xem lại quá trình của đảng"
            " viên."
        )
        % {"day": written(day)}
    )
