"""A member says that money was transferred; the cell finds it on its account, or does not."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.dues.models import Advice, Collection, Method
from sotay.dues.rules import months
from sotay.dues.rules.transfers import note_of
from sotay.dues.services.paying import AHEAD, pay
from sotay.dues.services.rights import require_keeper
from sotay.dues.services.telling import tell_payer
from sotay.members.models import Member
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation


@transaction.atomic
def tell_transfer(
    *, organisation: Organisation, wanted: Iterable[date], amount: int, actor: Actor
) -> Advice:
    """Say of oneself that dues were transferred to the cell's account. Nothing counts as paid yet.

    :raises PermissionDenied: the actor is no member
    :raises RuleBroken: another such word still waits
    :raises BadInput: no month, or an amount not above 0
    """
    own = Member.objects.filter(user=actor.user).first()
    if own is None:
        raise PermissionDenied(_("Tài khoản này chưa nối với hồ sơ đảng viên nào."))
    asked = sorted({months.first(month) for month in wanted})
    too_far = bool(asked) and asked[-1] > months.plus(months.first(actor.today), AHEAD)
    if not asked or too_far or not 0 < amount < 10**12:
        raise BadInput(_("Đồng chí chọn tháng và ghi số tiền đã chuyển, lớn hơn 0."))
    if Advice.objects.filter(member=own, organisation=organisation, state="waiting").exists():
        raise RuleBroken(
            _("Lần báo trước còn chờ chi bộ xác nhận. Đồng chí chờ trả lời rồi báo tiếp.")
        )
    made = Advice.objects.create(
        member=own,
        organisation=organisation,
        months=asked,
        amount=amount,
        note=note_of(own.public_id, asked),
        told_on=actor.today,
    )
    audit.record(actor, "dues.tell_transfer", made, organisation=organisation)
    return made


def _locked(advice: Advice) -> Advice:
    found = Advice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    if found.state != Advice.State.WAITING:
        raise RuleBroken(_("Lần báo này đã được trả lời: %s.") % found.get_state_display())
    return found


@transaction.atomic
def confirm_advice(*, advice: Advice, actor: Actor) -> Advice:
    """The cell has found the money: it is taken in the open month, with a receipt.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: answered already, no month is open, or as for paying
    """
    require_keeper(actor, advice.organisation)
    advice = _locked(advice)
    collection = Collection.objects.open().filter(organisation=advice.organisation_id).first()
    if collection is None:
        raise RuleBroken(_("Không có tháng nào đang thu. Đồng chí lập danh sách tháng này trước."))
    advice.receipt = pay(
        collection=collection,
        member_id=advice.member_id,
        wanted=advice.months,
        amount=advice.amount,
        method=Method.BANK,
        actor=actor,
    )
    advice.state = Advice.State.CONFIRMED
    advice.settled_on = actor.today
    advice.save()
    audit.record(actor, "dues.confirm_advice", advice, organisation=advice.organisation_id)
    tell_payer(advice, actor)
    return advice


@transaction.atomic
def decline_advice(*, advice: Advice, answer: str, actor: Actor) -> Advice:
    """The cell does not find the money, and says what to look at.

    :raises PermissionDenied: not a keeper of this cell
    :raises RuleBroken: answered already
    :raises BadInput: no answer
    """
    require_keeper(actor, advice.organisation)
    advice = _locked(advice)
    words = tidy(answer)
    if not words:
        raise BadInput(_("Đồng chí ghi một câu trả lời, ví dụ: tài khoản chưa có khoản này."))
    advice.state = Advice.State.DECLINED
    advice.answer = words[:300]
    advice.settled_on = actor.today
    advice.save()
    audit.record(actor, "dues.decline_advice", advice, organisation=advice.organisation_id)
    tell_payer(advice, actor)
    return advice
