"""Notices about proposals: the one place that leaves them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from sotay.notices import kinds
from sotay.notices import services as notices
from sotay.organisations.models import Grant, Organisation
from sotay.proposals.permissions import ACTS
from sotay.proposals.querysets import HANDLE

TO_AUTHOR = ("proposal_taken", "proposal_referred", "proposal_asked", "proposal_answered")
TO_COMMITTEE = (
    *("proposal_new", "proposal_more", "proposal_part", "proposal_part_given"),
    "proposal_due",
)
OF_SESSIONS = ("mass_session",)


def register() -> None:
    """Name the sorts of notices of the channel, so that a person may keep one from leaving."""
    kinds.offer("proposals", _lazy("Kiến nghị của đồng chí: đã nhận, hỏi lại, trả lời"), TO_AUTHOR)
    kinds.offer("proposals_in", _lazy("Kiến nghị chờ nơi đồng chí trả lời"), TO_COMMITTEE)
    kinds.offer("mass_sessions", _lazy("Buổi làm việc của cấp ủy với đoàn thể"), OF_SESSIONS)


def tell_author(author: Any, kind: str, *, words: str, on: date) -> None:
    """Tell an author that there is something on their list: not on which, nor about what.

    A notice goes on by mail and to telephones, so it must not tie a person to a proposal.
    """
    tell([author], kind, words=words, link=reverse("proposals:list"), on=on)


def tell(
    users: Iterable[Any], kind: str, *, words: str, link: str, on: date, anew: bool = True
) -> int:
    """Leave each person one notice of a kind a day with that link; return how many are new.

    The later takes the place of the earlier unless ``anew`` is false.
    """
    told = [user for user in users if user is not None]
    return notices.tell(told, kind, words=words, link=link, on=on, anew=anew)


def handlers(organisation: Organisation, day: date) -> list[Any]:
    """The accounts whose office in ``organisation`` itself answers proposals on ``day``."""
    held = Grant.objects.as_of(day).filter(organisation=organisation, office__code__in=ACTS[HANDLE])
    return [grant.user for grant in held.select_related("user")]
