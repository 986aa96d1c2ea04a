"""A cell that has ended with a month open: closed by who took it over, or by the level above.

When an organisation ends its offices end with it, so that nobody keeps its dues. Its months stay
its own: in the tree of their first day, with its receipts and by its share. What is left to do is
to close the open one and send up the part of the level above, and that needs sums alone: who closes
here sees nobody's figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import grouped, written
from sotay.core.errors import RuleBroken
from sotay.dues.models import Advice, Collection, Remittance
from sotay.dues.rules import months
from sotay.dues.services.assessing import tally
from sotay.dues.services.collecting import finish_month
from sotay.dues.services.remitting import may_send_again, receiver_of
from sotay.dues.services.rights import holds, lock_open
from sotay.dues.services.succeeding import ended_on, takes_over
from sotay.dues.services.telling import tell_payer
from sotay.organisations.access import Actor, known_acts, widened
from sotay.organisations.models import Placement, Profile


@dataclass(frozen=True)
class EndedMonth:
    """An open month of a cell that has ended."""

    collection: Collection
    name: str
    ended_on: date

    @property
    def month(self) -> str:
        return months.written(self.collection.month)

    @property
    def key(self) -> str:
        return months.key(self.collection.month)


def settles(actor: Actor, organisation_id: int, month: date) -> bool:
    """Whether the actor ends the months of an organisation that has ended.

    Secretary or deputy of what continues it, or who confirms in the level above.
    """
    if ended_on(organisation_id, actor.today) is None:
        return False
    if takes_over(actor, organisation_id):
        return True
    above = receiver_of(organisation_id, month, actor.today)
    return above is not None and holds(actor, "dues.confirm", above.pk)


def ended_months(actor: Actor) -> list[EndedMonth]:
    """Open months of ended cells that this actor may close, the earliest first."""
    offices = known_acts()["dues.keep"] | known_acts()["dues.confirm"]
    if not any(grant.office.code in offices for grant in actor.grants):
        return []
    stands = Placement.objects.as_of(actor.today).filter(organisation=OuterRef("organisation"))
    left = Collection.objects.open().filter(~Exists(stands)).select_related("organisation")
    found = [
        one
        for one in left.order_by("month", "organisation")
        if settles(actor, one.organisation_id, one.month)
    ]
    return list(_named(found, actor.today))


def returned_of_ended(actor: Actor) -> list[tuple[Remittance, str]]:
    """What the level above sent back of cells that have ended, with their last names.

    For those who may send it again.
    """
    stands = Placement.objects.as_of(actor.today).filter(organisation=OuterRef("organisation"))
    rows = Remittance.objects.filter(
        ~Exists(stands), state=Remittance.State.RETURNED, collection__isnull=False
    )
    found = [one for one in rows.order_by("month", "id") if may_send_again(actor, one)]
    names = Profile.objects.nearest({one.organisation_id for one in found}, actor.today)
    return [(one, names[one.organisation_id].name) for one in found]


def _named(found: list[Collection], today: date) -> Iterable[EndedMonth]:
    names = Profile.objects.nearest({one.organisation_id for one in found}, today)
    for one in found:
        ended = ended_on(one.organisation_id, today)
        if ended is not None:
            named = names.get(one.organisation_id)
            yield EndedMonth(one, named.name if named else one.organisation.code, ended)


def describe(collection: Collection, today: date) -> EndedMonth | None:
    """The month with the cell's last name; ``None`` while the cell stands."""
    return next(iter(_named([collection], today)), None)


@transaction.atomic
def close_ended(*, collection: Collection, actor: Actor) -> Collection:
    """Close the open month of a cell that has ended, and send up the part of the level above.

    Whose figure was never known stays unknown: nobody is left to declare it there. Words of a
    transfer that wait are answered with where to ask.

    :raises PermissionDenied: neither a keeper of what continues the cell nor of the level above
    :raises RuleBroken: the cell stands, the month is closed, or there is nobody to send the part to
    """
    ended = ended_on(collection.organisation_id, actor.today)
    if ended is None:
        raise RuleBroken(
            _("Chi bộ này còn hoạt động nên Bí thư, Phó Bí thư của chính chi bộ chốt tháng.")
        )
    if not settles(actor, collection.organisation_id, collection.month):
        raise PermissionDenied(
            _(
                "Việc này của Bí thư, Phó Bí thư chi bộ kế tục, hoặc của cấp ủy nhận tiền. Chức vụ"
                " hiện nay của đồng chí không ở đó."
            )
        )
    collection = lock_open(collection)
    if receiver_of(collection.organisation_id, collection.month, actor.today) is None:
        raise RuleBroken(
            _("Không còn cấp trên nào của chi bộ này để nhận tiền. Đồng chí hỏi cấp ủy cấp trên.")
        )
    with widened(actor, "dues.close_ended"):  # rows of a cell that nobody keeps any more
        collection = tally(collection)
        finish_month(collection, actor)
        _answer_words(collection, ended, actor)
    audit.record(
        actor,
        "dues.close_ended",
        collection,
        organisation=collection.organisation_id,
        received=collection.received,
    )
    return collection


def _answer_words(collection: Collection, ended: date, actor: Actor) -> None:
    waiting = Advice.objects.filter(
        organisation=collection.organisation_id, state=Advice.State.WAITING
    )
    for advice in waiting.select_for_update(of=("self",)):
        advice.state = Advice.State.DECLINED
        advice.answer = _(
            "Chi bộ đã kết thúc ngày %(day)s. Đồng chí hỏi chi bộ nơi sinh hoạt hiện nay về khoản"
            " %(amount)s đồng này."
        ) % {"day": written(ended), "amount": grouped(advice.amount)}
        advice.settled_on = actor.today
        advice.save(update_fields=["state", "answer", "settled_on"])
        tell_payer(advice, actor)
