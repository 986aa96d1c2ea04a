"""What goes up: sent on closing a month, confirmed or returned above, passed on by committees."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.dues.models import Collection, Remittance
from sotay.dues.rules import months, sharing
from sotay.dues.services.rights import holds, lock_organisation, require_holder, require_keeper
from sotay.dues.services.succeeding import ended_on, last_place, takes_over
from sotay.dues.services.telling import tell_senders
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.succession import map_to_today
from sotay.regulations.registry import RuleValue, rule

WORDS = 300


def kept_share(organisation_id: int, month: date) -> RuleValue:
    """The share an organisation keeps of a month, by its kind then, with its source."""
    profile = Profile.objects.as_of(month).filter(organisation=organisation_id)
    kind = profile.values_list("kind__code", flat=True).first() or "cell"
    return rule(sharing.KEPT_RULES[kind], month, organisation_id)


def parent_of(organisation_id: int, day: date) -> Organisation | None:
    """The level above on ``day``."""
    placed = Placement.objects.as_of(day).filter(organisation=organisation_id)
    found = placed.select_related("parent").first()
    return found.parent if found else None


def receiver_of(organisation_id: int, month: date, today: date) -> Organisation | None:
    """The level above to which the money of ``month`` goes: that of its first day.

    Where that one has ended since, the level above of today; of an organisation that has ended
    itself the last one above it, or what continues that: somebody must be there to confirm.
    """
    then = parent_of(organisation_id, month)
    if then is not None and _stands(then, today):
        return then
    now = parent_of(organisation_id, today)
    if now is not None:
        return now
    last = last_place(organisation_id)
    if last is None or last.parent is None or last.valid_to is None or last.valid_to > today:
        return None
    if _stands(last.parent, today):
        return last.parent
    went = map_to_today([last.parent.pk], last.valid_to - timedelta(days=1), today)[last.parent.pk]
    parts = sorted(((share, key) for key, share in went.items() if key), reverse=True)
    return Organisation.objects.get(pk=parts[0][1]) if parts else None


def _stands(organisation: Organisation, today: date) -> bool:
    return bool(Placement.objects.as_of(today).filter(organisation=organisation).exists())


def send_up(collection: Collection, actor: Actor) -> Remittance | None:
    """Share what a closed month received; nothing is sent where there is no level above."""
    above = receiver_of(collection.organisation_id, collection.month, actor.today)
    if above is None:
        return None
    share = kept_share(collection.organisation_id, collection.month)
    return _send(
        collection.organisation, above, collection.month, collection.received, share, actor,
        collection,
    )  # fmt: skip


def _send(
    organisation: Organisation,
    above: Organisation,
    month: date,
    base: int,
    share: RuleValue,
    actor: Actor,
    collection: Collection | None = None,
) -> Remittance:
    kept_part = Decimal(str(share.value))
    parts = sharing.split(base, kept_part)
    made = Remittance.objects.create(
        organisation=organisation,
        to_organisation=above,
        month=month,
        collection=collection,
        base=base,
        kept=parts.kept,
        remitted=parts.remitted,
        share=kept_part,
        rule=share.id,
        sent_on=actor.today,
        sent_by=actor.user,
    )
    audit.record(
        actor,
        "dues.send_up",
        made,
        organisation=organisation,
        month=month,
        base=base,
        kept=parts.kept,
        remitted=parts.remitted,
        rules=[share.id],
    )
    return made


def _locked(remittance: Remittance) -> Remittance:
    return (
        Remittance.objects.select_for_update(of=("self",))
        .select_related("organisation", "to_organisation")
        .get(pk=remittance.pk)
    )


def _settle(remittance: Remittance, actor: Actor, state: str, reason: str = "") -> Remittance:
    remittance = _locked(remittance)
    require_holder(actor, "dues.confirm", remittance.to_organisation_id)
    if remittance.state != Remittance.State.SENT:
        raise RuleBroken(
            _("Khoản này không còn chờ xác nhận: %s.") % remittance.get_state_display()
        )
    if remittance.sent_by_id == actor.user.pk and not actor.sees_everything:
        raise PermissionDenied(_("Đồng chí đã nộp khoản này nên người khác ở cấp trên xác nhận."))
    remittance.state = state
    remittance.reason = reason[:WORDS]
    remittance.settled_on = actor.today
    remittance.settled_by = actor.user
    remittance.save()
    return remittance


@transaction.atomic
def confirm_remittance(*, remittance: Remittance, actor: Actor) -> Remittance:
    """The level above says that the money has come.

    :raises PermissionDenied: no such office in the receiving organisation, or one's own sending
    :raises RuleBroken: it is not waiting
    """
    made = _settle(remittance, actor, Remittance.State.CONFIRMED)
    audit.record(
        actor, "dues.confirm", made, organisation=made.to_organisation, remitted=made.remitted
    )
    return made


@transaction.atomic
def return_remittance(*, remittance: Remittance, reason: str, actor: Actor) -> Remittance:
    """The level above sends it back and says why.

    :raises PermissionDenied: as for confirming
    :raises RuleBroken: it is not waiting
    :raises BadInput: no reason
    """
    words = tidy(reason)
    if not words:
        raise BadInput(_("Chưa ghi lý do trả lại. Đồng chí ghi một câu để nơi nộp sửa."))
    made = _settle(remittance, actor, Remittance.State.RETURNED, words)
    audit.record(actor, "dues.return", made, organisation=made.to_organisation)
    tell_senders(made, actor)
    return made


def may_send_again(actor: Actor, remittance: Remittance) -> bool:
    """Whether the actor sends again what an ended cell had sent, in its stead."""
    if ended_on(remittance.organisation_id, actor.today) is None:
        return False
    return takes_over(actor, remittance.organisation_id) or holds(
        actor, "dues.confirm", remittance.to_organisation_id
    )


@transaction.atomic
def resend_remittance(*, remittance: Remittance, note: str, actor: Actor) -> Remittance:
    """Send a returned one again, with a word on what was mended; shares are made anew by rule.

    :raises PermissionDenied: not of the sending side
    :raises RuleBroken: it was not returned
    :raises BadInput: no word
    """
    remittance = _locked(remittance)
    if remittance.collection_id is not None:
        if not may_send_again(actor, remittance):
            require_keeper(actor, remittance.organisation)
    else:
        require_holder(actor, "dues.pass_on", remittance.organisation_id)
    if remittance.state != Remittance.State.RETURNED:
        raise RuleBroken(_("Chỉ nộp lại khoản cấp trên đã trả lại."))
    words = tidy(note)
    if not words:
        raise BadInput(_("Đồng chí ghi một câu: đã sửa điều gì."))
    share = kept_share(remittance.organisation_id, remittance.month)
    parts = sharing.split(remittance.base, Decimal(str(share.value)))
    remittance.kept, remittance.remitted = parts.kept, parts.remitted
    remittance.share, remittance.rule = Decimal(str(share.value)), share.id
    remittance.state = Remittance.State.SENT
    remittance.note = words[:WORDS]
    remittance.sent_on, remittance.sent_by = actor.today, actor.user
    remittance.settled_on, remittance.settled_by = None, None
    remittance.save()
    audit.record(
        actor,
        "dues.resend",
        remittance,
        organisation=remittance.organisation,
        kept=parts.kept,
        remitted=parts.remitted,
        rules=[share.id],
    )
    return remittance


@transaction.atomic
def pass_on(*, organisation: Organisation, month: date, actor: Actor) -> Remittance:
    """A committee shares what it has confirmed from below for a month and sends the rest up.

    What is confirmed later is passed on by doing it again.

    :raises PermissionDenied: no such office in the organisation
    :raises RuleBroken: nothing new is confirmed, or there is no level above
    """
    require_holder(actor, "dues.pass_on", organisation.pk)
    lock_organisation(organisation)
    month = months.first(month)
    above = receiver_of(organisation.pk, month, actor.today)
    if above is None:
        raise RuleBroken(_("Tổ chức này không có cấp trên để nộp."))
    waiting = Remittance.objects.filter(
        to_organisation=organisation,
        month=month,
        state=Remittance.State.CONFIRMED,
        passed_in=None,
    )
    keys = list(waiting.values_list("pk", flat=True))
    if not keys:
        raise RuleBroken(
            _("Tháng %s chưa có khoản nào mới xác nhận từ dưới lên để chuyển tiếp.")
            % months.written(month)
        )
    base = Remittance.objects.filter(pk__in=keys).aggregate(total=Sum("remitted"))["total"]
    made = _send(organisation, above, month, base, kept_share(organisation.pk, month), actor)
    Remittance.objects.filter(pk__in=keys).update(passed_in=made)
    return made
