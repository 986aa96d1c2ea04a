"""Notices about awards: the one place that leaves them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from sotay.contests.models import Entry, Origin, Round
from sotay.notices import kinds
from sotay.notices import services as notices
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant

HEADS = ("secretary", "leader", "deputy")
KINDS = ("contest_results", "contest_entry", "contest_jury", "contest_last_day")


def register() -> None:
    """Name the sort of notices about awards, so that a person may keep it from leaving."""
    kinds.offer("contests", _lazy("Giải thưởng báo chí"), KINDS)


def tell(
    users: Iterable[Any], kind: str, words: str, link: str, subject: Any, actor: Actor
) -> None:
    """Leave one notice to each but the one who acts."""
    others = [user for user in users if user != actor.user]
    notices.tell(others, kind, words=words, link=link, on=actor.today, subject=subject)


def tell_submitter(entry: Entry, words: str, actor: Actor) -> None:
    link = reverse("contests:entry", args=[entry.pk])
    tell([entry.origin.submitted_by], "contest_entry", words, link, entry, actor)


def _held(round_: Round, actor: Actor) -> Any:
    """Offices of heads, today, in the committee and in all beneath it."""
    top = round_.organisation
    held = Grant.objects.as_of(actor.today).filter(
        organisation__lft__gte=top.lft, organisation__lft__lt=top.rgt, office__code__in=HEADS
    )
    return held.select_related("user").order_by("id")


def heads(round_: Round, actor: Actor) -> list[Any]:
    """The heads, today, of the committee and of all beneath it."""
    return [grant.user for grant in _held(round_, actor)]


def heads_without_work(round_: Round, actor: Actor) -> list[Any]:
    """The heads, today, of organisations beneath the committee that have no work in the round.

    A work that was withdrawn, or that a member submits as an author, is none of the organisation's.
    """
    own = Origin.objects.filter(round=round_, by_author=False)
    own = own.exclude(entry__in=Entry.objects.filter(round=round_, state=Entry.State.WITHDRAWN))
    have = {round_.organisation_id, *own.values_list("place_id", flat=True)}
    return [grant.user for grant in _held(round_, actor).exclude(organisation__in=have)]
