"""What the pages of the register share."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.members.models import Member
from sotay.organisations.access import Actor
from sotay.organisations.asof import AsOf
from sotay.regulations.registry import RuleValue
from sotay.ui.posting import form_page


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def as_of(request: HttpRequest) -> AsOf:
    return request.as_of  # type: ignore[attr-defined]


def member_in_reach(request: HttpRequest, member_id: int) -> Any:
    """The member, if some office of today reaches the cell; otherwise not found."""
    found = Member.objects.in_reach(actor_of(request)).entered().select_related("cell")
    return get_object_or_404(found, pk=member_id)


def may_or_refuse(actor: Actor, act: str, member: Member) -> None:
    if not actor.can(act, member.cell):
        raise PermissionDenied


def rule_words(one: RuleValue) -> str:
    """A rule's value with the document it rests on."""
    return f"{one.written} ({one.document})" if one.document else one.written


def act_page(
    request: HttpRequest,
    form: Form,
    *,
    title: str,
    button: str,
    back_url: str,
    lead: str = "",
    facts: Iterable[tuple[str, str]] = (),
    is_final: bool = False,
) -> HttpResponse:
    """One act: what it is about, its form, one button. Red only where it ends something."""
    return form_page(
        request,
        "members/member_act.html",
        form,
        title=title,
        button=button,
        back_url=back_url,
        back_label=_("Đảng viên") if back_url == reverse("members:list") else _("Hồ sơ"),
        lead=lead,
        facts=list(facts),
        is_final=is_final,
    )
