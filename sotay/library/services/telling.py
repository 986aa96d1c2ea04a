"""Notices about the library: that a shelf has something new. Who reads what is told to nobody."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.library.models import Shelf
from sotay.notices import kinds
from sotay.notices import services as notices
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant, Profile

KINDS = ("library_new",)
HEADS = ("secretary", "leader", "deputy")


def register() -> None:
    """Name the sort of notices about the library, so that a person may keep it from leaving."""
    kinds.offer("library", _lazy("Tủ sách có đầu sách mới"), KINDS)


def tell_of_new(shelf: Shelf, actor: Actor) -> None:
    """Tell the heads of the organisations the shelf is meant for: once a day, however many came."""
    top = shelf.organisation
    held = Grant.objects.as_of(actor.today).filter(
        organisation__lft__gte=top.lft, organisation__lft__lt=top.rgt, office__code__in=HEADS
    )
    if shelf.audience:
        meant = Profile.objects.as_of(actor.today).filter(kind__code__in=shelf.audience)
        held = held.filter(organisation__in=meant.values("organisation"))
    notices.tell(
        [grant.user for grant in held.select_related("user") if grant.user != actor.user],
        "library_new",
        words=_("Tủ sách “%s” có đầu sách mới.") % shelf.name,
        link=reverse("library:shelf", args=[shelf.pk]),
        on=actor.today,
        subject=shelf,
        anew=False,
    )
