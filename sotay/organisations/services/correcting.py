"""Undoing an act by another: what it wrote gives way to what stood before; nothing is deleted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.organisations import access
from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Organisation, Succession
from sotay.organisations.services.standing import fresh, name_on
from sotay.organisations.services.writing import Decision, Refused, Writing, lock_tree
from sotay.organisations.signals import undone

MEND = "organisations.mend"
LENIENT = ("grant", "party_group")  # offices and groups that changed since stay as they are


@transaction.atomic
def correct(
    *,
    act: Act,
    actor: Actor,
    reason: str = "",
    decision: Decision | None = None,
    recorded_at: datetime | None = None,
) -> Act:
    """Take ``act`` back: from now on the tree is believed to have been as if it had not happened.

    What was known before stays known as of then. ``decision`` is the document that corrects;
    without one the corrected act's own stands. Members it moved go back, by the ids it recorded.

    :raises PermissionDenied: no right to mend where the act was done
    :raises Refused: a correction itself, corrected already, or something later builds on it
    """
    lock_tree()
    act.refresh_from_db()
    if act.what == Act.What.CORRECT:
        raise Refused(
            _("Việc đính chính không đính chính lại được. Đồng chí ghi lại việc đúng như việc mới.")
        )
    if Act.objects.filter(corrects=act).exists():
        raise Refused(
            _("Việc này đã được đính chính. Đồng chí xem việc đính chính ở lịch sử tổ chức.")
        )
    where = _where(act)
    access.require(actor, MEND, where)
    writing = Writing(
        Act.What.CORRECT,
        on=act.effective_on,
        decision=decision or Decision(act.decision_number, act.decision_issuer, act.decided_on),
        actor=actor,
        recorded_at=recorded_at,
        corrects=act,
    )
    for pair in reversed(act.details["rows"]):
        if not writing.restore(pair) and pair["table"] not in LENIENT:
            raise Refused(_later_change(act, (pair["is"] or pair["was"])["organisation_id"]))
    Succession.objects.filter(act=act).update(superseded_at=writing.now)
    writing.concerned.update(act.organisations.values_list("pk", flat=True))
    sides = Organisation.objects.in_bulk(
        {key for source, target, _ids in act.details.get("moved", []) for key in (source, target)}
    )
    for source, target, ids in reversed(act.details.get("moved", [])):
        if ids:
            writing.move_members(sides[target], sides[source], ids)
    correction = writing.finish(where=where, act=act.pk, reason=reason[:500])
    undone.send(sender=Act, act=act, correction=correction)
    return correction


def _where(act: Act) -> Organisation:
    """Where the right to mend is asked for: over the highest organisation the act touched.

    Seen on the eve of the act or, for what it founded, on its day.
    """
    touched = list(act.organisations.all())
    highest = max(touched, key=lambda organisation: organisation.rgt - organisation.lft)
    own = set(act.details.get("founded", []))
    parents = Organisation.objects.filter(
        child_placements__organisation__in=own or [highest.pk],
        child_placements__superseded_at=None,
    ).exclude(pk__in=own)
    over = max(parents, key=lambda up: up.rgt - up.lft, default=highest)
    return fresh(over)


def _later_change(act: Act, organisation_id: int) -> str:
    organisation = Organisation.objects.get(pk=organisation_id)
    later = (
        Act.objects.filter(
            organisations=organisation, recorded_at__gt=act.recorded_at, corrected_by=None
        )
        .exclude(what=Act.What.CORRECT)
        .order_by("-recorded_at", "-id")
        .first()
    )
    name = name_on(organisation, act.effective_on)
    if later is None:
        return _(
            "“%(name)s” đã thay đổi sau việc này nên không đính chính được nữa. "
            "Đồng chí ghi một việc mới."
        ) % {"name": name}
    return _(
        "Sau việc này, “%(name)s” còn có việc “%(act)s” (%(number)s) từ ngày %(day)s. "
        "Đồng chí đính chính việc ấy trước."
    ) % {
        "name": name,
        "act": later.get_what_display(),
        "number": later.decision_number,
        "day": written(later.effective_on),
    }
