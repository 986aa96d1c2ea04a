"""Setting the value of a rule for one organisation and what is under it, and taking that back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.periods import supersede
from sotay.core.text import tidy
from sotay.regulations import pack, rules
from sotay.regulations.models import Override
from sotay.regulations.registry import national

ACT = "regulations.override"


class OverrideRefused(RuleBroken):
    """The value cannot be set as asked; the message is fit to show."""


@transaction.atomic
def set_override(
    *,
    actor: Any,
    organisation: Any,
    rule_id: str,
    value: Any,
    valid_from: date,
    document: str,
    clause: str = "",
    valid_to: date | None = None,
) -> Override:
    """Set ``value`` in ``organisation`` and under it, from ``valid_from`` to before ``valid_to``.

    What it had set for those days gives way; days before, and after ``valid_to``, keep it.

    :raises PermissionDenied: no office held today lets ``actor`` decide this there
    :raises NoSuchRule: no such rule, or no national value on the first day
    :raises BadInput: another sort of value, no document, or days that do not hold
    :raises OverrideRefused: another value is set to begin within those days
    """
    _require(actor, organisation)
    base = national(rule_id, valid_from)
    document, clause = tidy(document), tidy(clause)
    if not rules.same_sort(value, base.value, base.unit):
        raise BadInput(
            _("Giá trị không cùng dạng với giá trị chung (%(value)s).") % {"value": base.written}
        )
    _check_parts(rule_id, value)
    if not document:
        raise BadInput(_("Đồng chí ghi số, ký hiệu văn bản quyết định giá trị này."))
    if valid_to is not None and valid_to <= valid_from:
        raise BadInput(
            _("Ngày kết thúc (%(end)s) phải sau ngày bắt đầu (%(start)s).")
            % {"end": written(valid_to), "start": written(valid_from)}
        )
    set_before = Override.objects.known().filter(rule=rule_id, organisation_id=organisation.pk)
    now = timezone.now()
    for row in set_before.select_for_update().order_by("valid_from"):
        if valid_to is not None and row.valid_from >= valid_to:
            continue
        if row.valid_from > valid_from:
            raise OverrideRefused(
                _("Đã có giá trị đặt từ ngày %(day)s. Đồng chí chọn ngày kết thúc trước ngày ấy.")
                % {"day": written(row.valid_from)}
            )
        if row.valid_to is None or row.valid_to > valid_from:
            _give_way(row, valid_from, valid_to, now)
    made = Override.objects.create(
        rule=rule_id,
        organisation_id=organisation.pk,
        value=value,
        document=document,
        clause=clause,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_at=now,
        set_by=actor.user,
        set_at=now,
    )
    audit.record(
        actor, ACT, made, organisation=organisation,
        rule=rule_id, value=value, valid_from=valid_from, valid_to=valid_to, document=document,
    )  # fmt: skip
    return made


@transaction.atomic
def end_override(*, actor: Any, organisation: Any, override: Override, on: date) -> Override | None:
    """From ``on`` the organisation follows again what is set above it, or the national value.

    Return the row as it stands now; None if it began on ``on`` and so never held.

    :raises PermissionDenied: no office held today lets ``actor`` decide this there
    :raises OverrideRefused: it does not hold on ``on``, or was corrected meanwhile
    """
    _require(actor, organisation)
    row = (
        Override.objects.known()
        .select_for_update()
        .filter(pk=override.pk, organisation_id=organisation.pk)
        .first()
    )
    if row is None or on < row.valid_from or (row.valid_to is not None and on >= row.valid_to):
        raise OverrideRefused(
            _("Vào ngày %(day)s giá trị này không có hiệu lực. Đồng chí chọn ngày khác.")
            % {"day": written(on)}
        )
    left = supersede(row, timezone.now(), valid_to=on)
    audit.record(actor, ACT, left or row, organisation=organisation, rule=row.rule, ended_on=on)
    return left  # type: ignore[return-value]


def _check_parts(rule_id: str, value: Any) -> None:
    """:raises BadInput: a table has a row that its rule does not know"""
    definition = pack.national().definitions[rule_id]
    if not (definition.has_fixed_parts and isinstance(value, Mapping)):
        return
    known = {key for one in definition.values for key in one.value}
    strange = [key for key in value if key not in known]
    if strange:
        raise BadInput(
            _("Quy tắc này không có mục “%(name)s”. Các mục: %(known)s.")
            % {
                "name": strange[0][:60],
                "known": "; ".join(definition.parts.get(key, key) for key in sorted(known)),
            }
        )


def _give_way(row: Override, start: date, end: date | None, now: Any) -> None:
    """Cut the days from ``start`` to before ``end`` out of ``row``."""
    last = row.valid_to
    supersede(row, now, valid_to=start)
    if end is not None and (last is None or last > end):
        Override.objects.create(
            rule=row.rule,
            organisation_id=row.organisation_id,
            value=row.value,
            document=row.document,
            clause=row.clause,
            valid_from=end,
            valid_to=last,
            recorded_at=now,
            set_by=row.set_by,
            set_at=row.set_at,
        )


def _require(actor: Any, organisation: Any) -> None:
    # The lock of access.require, which lives on the floor above and works on the same actor.
    if not actor.can(ACT, organisation):
        raise PermissionDenied(
            _("Chức vụ hiện nay của đồng chí không có quyền làm việc này ở tổ chức ấy.")
        )
