"""Who holds which office where, and party groups inside a cell."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput
from sotay.core.periods import supersede
from sotay.core.text import tidy
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Grant, Office, Organisation, PartyGroup
from sotay.organisations.services.standing import (
    check_day,
    fresh,
    name_on,
    placement_on,
    profile_on,
    require_over,
)
from sotay.organisations.services.writing import Refused, lock_tree

GIVE = "organisations.office"


@transaction.atomic
def grant_office(
    *,
    user: Any,
    organisation: Organisation,
    office: Office,
    on: date,
    actor: Actor,
    decision_number: str = "",
    until: date | None = None,
    recorded_at: datetime | None = None,
) -> Grant:
    """Let ``user`` hold ``office`` from ``on`` (first day) until ``until`` (not included).

    :raises PermissionDenied: no right to give offices over ``organisation``
    :raises Refused: it does not stand that day, the person holds the office already, or the office
        has one holder at a time and is held by another
    """
    lock_tree()
    check_day(on)
    where = require_over(actor, GIVE, fresh(organisation), on)
    placement_on(organisation, on)
    if until is not None and until <= on:
        raise BadInput(
            _("Ngày kết thúc (%(end)s) phải sau ngày bắt đầu (%(start)s). Đồng chí sửa một ô.")
            % {"end": written(until), "start": written(on)}
        )
    held = Grant.objects.known().filter(organisation=organisation, office=office)
    held = held.exclude(valid_to__lte=on)
    if until is not None:
        held = held.filter(valid_from__lt=until)
    for other in held.select_related("user"):
        if other.user_id == user.pk:
            raise Refused(
                _("Đồng chí %(who)s đã giữ chức vụ này ở “%(name)s” từ ngày %(day)s.")
                % {
                    "who": other.user.full_name,
                    "name": name_on(organisation, on),
                    "day": written(other.valid_from),
                }
            )
        if office.is_single:
            raise Refused(
                _(
                    "%(office)s “%(name)s” đang là đồng chí %(who)s. "
                    "Đồng chí ghi ngày thôi giữ chức vụ của đồng chí ấy trước."
                )
                % {
                    "office": str(office),
                    "name": name_on(organisation, on),
                    "who": other.user.full_name,
                }
            )
    grant = Grant.objects.create(
        user=user,
        organisation=organisation,
        office=office,
        valid_from=on,
        valid_to=until,
        decision_number=tidy(decision_number)[:60],
        recorded_at=recorded_at if recorded_at and actor.sees_everything else timezone.now(),
    )
    audit.record(
        actor, "organisations.grant_office", grant, organisation=where,
        office=office.code, on=on, decision=grant.decision_number,
    )  # fmt: skip
    return grant


@transaction.atomic
def end_office(*, grant: Grant, on: date, actor: Actor, decision_number: str = "") -> Grant | None:
    """End an office; ``on`` is the first day it is no longer held. None where it never held.

    :raises PermissionDenied: no right to give offices over the organisation
    :raises Refused: ended already
    """
    lock_tree()
    check_day(on)
    grant.refresh_from_db()
    where = require_over(actor, GIVE, fresh(grant.organisation), on)
    if grant.superseded_at is not None or (grant.valid_to is not None and grant.valid_to <= on):
        raise Refused(_("Chức vụ này đã kết thúc. Đồng chí tải lại trang để xem."))
    if on < grant.valid_from:
        raise Refused(
            _("Đồng chí ấy giữ chức vụ từ ngày %(day)s. Đồng chí chọn ngày không sớm hơn.")
            % {"day": written(grant.valid_from)}
        )
    ended = supersede(grant, timezone.now(), valid_to=on)
    audit.record(
        actor, "organisations.end_office", ended or grant, organisation=where,
        office=grant.office.code, on=on, decision=tidy(decision_number)[:60],
    )  # fmt: skip
    return ended  # type: ignore[return-value]


@transaction.atomic
def form_party_group(
    *, organisation: Organisation, name: str, on: date, actor: Actor
) -> PartyGroup:
    """Form a party group inside a cell, which arranges itself: the right is asked for in the cell.

    :raises Refused: not a cell, or a group of that name is there already
    """
    lock_tree()
    check_day(on)
    require(actor, "organisations.reorganise", fresh(organisation))
    if not profile_on(organisation, on).kind.holds_members:
        raise Refused(_("Tổ đảng chỉ có trong chi bộ. Đồng chí chọn một chi bộ."))
    named = tidy(name)[:120]
    if not named:
        raise BadInput(_("Chưa có tên tổ đảng. Đồng chí ghi tên."))
    if PartyGroup.objects.as_of(on).filter(organisation=organisation, name=named).exists():
        raise Refused(_("Chi bộ đã có tổ đảng tên “%(name)s”.") % {"name": named})
    group = PartyGroup.objects.create(organisation=organisation, name=named, valid_from=on)
    audit.record(actor, "organisations.form_party_group", group, organisation=organisation, on=on)
    return group


@transaction.atomic
def end_party_group(*, group: PartyGroup, on: date, actor: Actor) -> None:
    """End a party group; ``on`` is the first day it is no more.

    :raises Refused: ended already, or formed only later
    """
    lock_tree()
    group.refresh_from_db()
    require(actor, "organisations.reorganise", fresh(group.organisation))
    if group.superseded_at is not None or (group.valid_to is not None and group.valid_to <= on):
        raise Refused(_("Tổ đảng này đã kết thúc. Đồng chí tải lại trang để xem."))
    if on < group.valid_from:
        raise Refused(
            _("Tổ đảng lập ngày %(day)s. Đồng chí chọn ngày không sớm hơn.")
            % {"day": written(group.valid_from)}
        )
    ended = supersede(group, timezone.now(), valid_to=on)
    audit.record(
        actor, "organisations.end_party_group", ended or group, organisation=group.organisation,
        on=on,
    )  # fmt: skip
