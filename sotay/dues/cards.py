"""Dues on pages of other apps: the member's card, the cell's card, a line for an agenda."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.dues.models import Advice, Collection, Remittance
from sotay.dues.own import place_of
from sotay.dues.rules import months
from sotay.dues.sheets import kept_organisations, ledger
from sotay.members.homes import own_record
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation


@dataclass(frozen=True)
class MyDues:
    """One's own dues in a line. ``left`` is owed now; ``unknown`` says a figure is missing."""

    words: str
    left: int
    unknown: bool
    until: date | None
    url: str


@dataclass(frozen=True)
class CellDues:
    """The month of the cell one keeps. Empty ``month`` words where no list was made yet."""

    words: str
    month: date
    settled: int
    heads: int
    waiting: int  # members who say that they transferred, not answered yet
    returned: bool  # the level above sent the money back
    url: str


def my_dues(actor: Actor) -> MyDues | None:
    """What the signed-in member owes; ``None`` for somebody who is no member."""
    own = own_record(actor.user)
    if own is None:
        return None
    stood = ledger(place_of(own, actor.today), own.pk, actor.today)
    if not stood.months and stood.basis is None:
        return nothing_known()
    if stood.unknown:
        words = _("Chưa rõ mức đóng")
    elif stood.left:
        words = _("Còn phải đóng tháng %s") % months.listed(one.month for one in stood.arrears)
    elif stood.until:
        words = _("Đã đóng đến hết tháng %s") % stood.until_words
    else:
        words = _("Chi bộ chưa lập danh sách thu")
    return MyDues(
        words,
        stood.left,
        bool(stood.unknown) or stood.basis is None,
        stood.until,
        reverse("dues:mine"),
    )


def nothing_known() -> MyDues:
    """Of a member for whom no month was ever reckoned and no basis declared."""
    return MyDues(_("Chưa rõ mức đóng"), 0, True, None, reverse("dues:mine"))


def cell_dues(actor: Actor) -> CellDues | None:
    """The latest month of the cell whose dues the actor keeps; ``None`` where there is no such.

    Of several cells one says how many they are; the page lists them.
    """
    kept = kept_organisations(actor)
    if not kept:
        return None
    month = months.first(actor.today)
    if len(kept) > 1:
        words = _("thu của %(count)d chi bộ") % {"count": len(kept)}
        return CellDues(words, month, 0, 0, 0, False, reverse("dues:home"))
    cell = kept[0]
    last = Collection.objects.filter(organisation=cell).first()
    waiting = Advice.objects.filter(organisation=cell, state=Advice.State.WAITING).count()
    returned = Remittance.objects.filter(
        organisation=cell, state=Remittance.State.RETURNED
    ).exists()
    if last is None or (last.month < month and not last.is_open):
        words = _("Chưa lập danh sách thu tháng %s") % months.written(month)
        settled = heads = 0
    else:
        month, settled, heads = last.month, last.settled, last.heads
        words = _state(last)
    return CellDues(words, month, settled, heads, waiting, returned, reverse("dues:home"))


def state_of_dues(organisation: Organisation, day: date) -> tuple[str, str]:
    """A line for the agenda of a meeting on ``day``, and where it opens.

    ``26 trên 28 đồng chí đã đóng tháng 11-2026``.
    """
    month = months.first(day)
    found = Collection.objects.filter(organisation=organisation, month__lte=month).first()
    if found is None or found.month < months.plus(month, -1):
        return (
            _("Chưa lập danh sách thu tháng %s") % months.written(month),
            reverse("dues:cell", args=[organisation.pk]),
        )
    return _state(found), reverse("dues:month", args=[organisation.pk, months.key(found.month)])


def _state(collection: Collection) -> str:
    return _("%(settled)d trên %(heads)d đồng chí đã đóng tháng %(month)s") % {
        "settled": collection.settled,
        "heads": collection.heads,
        "month": months.written(collection.month),
    }
