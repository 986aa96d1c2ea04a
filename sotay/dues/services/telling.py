"""Notices about dues: that there is an answer, and neither the answer nor a figure."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.dues.models import Advice, Remittance
from sotay.dues.permissions import ACTS
from sotay.dues.services.succeeding import heirs_of
from sotay.members.models import Member
from sotay.notices import kinds
from sotay.notices import services as notices
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant

KINDS = ("dues_answered", "dues_returned")


def register() -> None:
    """Name the sort of notices about dues, so that a person may keep it from leaving."""
    kinds.offer(
        "dues", _lazy("Đảng phí: trả lời lần báo chuyển khoản, khoản nộp bị trả lại"), KINDS
    )


def tell_payer(advice: Advice, actor: Actor) -> None:
    """The cell has answered a member's word of a transfer, found or not: both sound alike."""
    member = Member.objects.filter(pk=advice.member_id).select_related("user").first()
    if member is None or member.user is None:
        return
    notices.tell(
        [member.user],
        "dues_answered",
        words=_("Chi bộ đã trả lời lần báo chuyển khoản của đồng chí."),
        link=reverse("dues:mine"),
        on=actor.today,
    )


def tell_senders(remittance: Remittance, actor: Actor) -> None:
    """The level above has sent back what was remitted: those who may send it again are told."""
    act = "dues.keep" if remittance.collection_id is not None else "dues.pass_on"
    held = Grant.objects.as_of(actor.today).filter(
        organisation__in=[
            remittance.organisation_id,
            *heirs_of(remittance.organisation_id, actor.today),
        ],
        office__code__in=ACTS[act],
    )
    told: list[Any] = [grant.user for grant in held.select_related("user")]
    page = "dues:home" if remittance.collection_id is not None else "dues:rollup"
    notices.tell(
        [user for user in told if user != actor.user],
        "dues_returned",
        words=_("Cấp trên trả lại một khoản đã nộp. Đồng chí xem lý do."),
        link=reverse(page),
        on=actor.today,
    )
