"""A cell's month: its list made, refreshed while it is open, closed with the share sent up."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import RuleBroken
from sotay.dues.models import Collection, Due, Payment, PaymentList
from sotay.dues.rules import months
from sotay.dues.services.assessing import Payer, assess, carry_bases, payers_of, placed_in, tally
from sotay.dues.services.crediting import follow_payments
from sotay.dues.services.remitting import send_up
from sotay.dues.services.rights import lock_open, lock_organisation, require_keeper
from sotay.organisations.access import Actor, widened
from sotay.organisations.models import Organisation, Profile


@transaction.atomic
def open_month(*, organisation: Organisation, month: date, actor: Actor) -> Collection:
    """Make the list of a month: who pays here, by what, how much.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: no cell, a month to come, a month before a closed one, or another is open
    """
    require_keeper(actor, organisation)
    month = months.first(month)
    lock_organisation(organisation)
    if not Profile.objects.as_of(month).filter(organisation=organisation, kind__holds_members=True):
        raise RuleBroken(
            _("Tháng %s tổ chức này không phải là chi bộ nên không lập danh sách thu.")
            % months.written(month)
        )
    if month > months.first(actor.today):
        raise RuleBroken(
            _("Chưa đến tháng %s. Đóng trước thì ghi vào tháng đang thu.") % months.written(month)
        )
    standing = Collection.objects.filter(organisation=organisation)
    last = standing.order_by("-month").first()
    if last is not None and last.is_open and last.month != month:
        raise RuleBroken(
            _("Tháng %s còn đang thu. Đồng chí chốt tháng ấy trước.") % months.written(last.month)
        )
    if last is not None and last.month >= month:
        raise RuleBroken(
            _("Đã có danh sách thu tháng %s. Không lập lại tháng ấy hoặc tháng trước nó.")
            % months.written(last.month)
        )
    made = Collection.objects.create(organisation=organisation, month=month, opened_on=actor.today)
    payers = payers_of(organisation, month)
    _carry(made, payers, actor)
    assess(made, payers)
    follow_payments(made, payers, actor)
    tally(made)
    audit.record(actor, "dues.open_month", made, organisation=organisation, heads=made.heads)
    return made


def _carry(collection: Collection, payers: list[Payer], actor: Actor) -> None:
    """What newcomers declared elsewhere comes along, once, and the audit says so."""
    with widened(actor, "dues.carry_bases"):  # the cell before is not in the keeper's sight
        count = carry_bases(collection, payers)
    if count:
        audit.record(
            actor,
            "dues.carry_bases",
            collection,
            organisation=collection.organisation_id,
            count=count,
        )


@transaction.atomic
def refresh_month(*, collection: Collection, actor: Actor) -> Collection:
    """Reckon an open month anew: people and rules as they are recorded now.

    Who no longer pays here leaves the list, unless money was already taken for the month. Who has
    left the cell since stays as they were reckoned.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: the month is closed
    """
    require_keeper(actor, collection.organisation)
    collection = lock_open(collection)
    payers = payers_of(collection.organisation, collection.month)
    here = {payer.member_id for payer in payers}
    listed = Due.objects.of_month(collection.organisation_id, collection.month)
    unseen = set(listed.exclude(member__in=here).values_list("member", flat=True))
    paid = {
        member
        for (member, month), total in Payment.objects.by_member_and_month(
            collection.organisation_id, unseen
        ).items()
        if month == collection.month and total > 0
    }
    # Who has left since the day that decides still pays here, though their record is out of sight.
    with widened(actor, "dues.find_place"):
        stays_listed = paid | placed_in(collection.organisation, collection.month, unseen)
    listed.filter(member__in=unseen - stays_listed).update(superseded_at=timezone.now())
    _carry(collection, payers, actor)
    assess(collection, payers)
    follow_payments(collection, payers, actor)
    tally(collection)
    audit.record(
        actor,
        "dues.refresh_month",
        collection,
        organisation=collection.organisation_id,
        heads=collection.heads,
    )
    return collection


def drop_unfinished(organisation_id: int) -> int:
    """Forget lists of payments that were read and not applied; gives how many.

    The caller has the right.
    """
    found = PaymentList.objects.filter(organisation=organisation_id).under_way()
    return int(
        found.update(
            state=PaymentList.State.DROPPED,
            rows=[],
            choices={},
            table=[],
            settled_at=timezone.now(),
        )
    )


@transaction.atomic
def close_month(*, collection: Collection, actor: Actor) -> Collection:
    """End a month: what was received is shared by rule, and the part of the level above is sent.

    What is still owed stays owed, and may be paid in a later month.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: closed already, or somebody's figure is not known
    """
    require_keeper(actor, collection.organisation)
    collection = lock_open(collection)
    # Once more, last: another cell may have taken money while this list was being made.
    follow_payments(collection, payers_of(collection.organisation, collection.month), actor)
    collection = tally(collection)
    if collection.unknown:
        raise RuleBroken(
            _("Còn %d đồng chí chưa rõ mức đóng. Đồng chí ghi mức của từng người rồi chốt.")
            % collection.unknown
        )
    finish_month(collection, actor)
    audit.record(
        actor,
        "dues.close_month",
        collection,
        organisation=collection.organisation_id,
        received=collection.received,
    )
    return collection


def finish_month(collection: Collection, actor: Actor) -> None:
    """Mark a tallied month as closed and send up the part of the level above.

    The caller has checked the right, holds the month and records the act.
    """
    collection.state = Collection.State.CLOSED
    collection.closed_on = actor.today
    collection.closed_by = actor.user
    collection.save(update_fields=["state", "closed_on", "closed_by"])
    drop_unfinished(collection.organisation_id)
    send_up(collection, actor)
