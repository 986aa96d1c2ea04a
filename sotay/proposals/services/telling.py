"""Notices about proposals: the one place that leaves them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sotay.notices import services as notices
from sotay.organisations.models import Grant, Organisation
from sotay.proposals.permissions import ACTS
from sotay.proposals.querysets import HANDLE


def tell(users: Iterable[Any], kind: str, *, words: str, link: str, on: date) -> None:
    """Leave each person one notice of a kind a day with that link; the later in place."""
    notices.tell([user for user in users if user is not None], kind, words=words, link=link, on=on)


def handlers(organisation: Organisation, day: date) -> list[Any]:
    """The accounts whose office in ``organisation`` itself answers proposals on ``day``."""
    held = Grant.objects.as_of(day).filter(organisation=organisation, office__code__in=ACTS[HANDLE])
    return [grant.user for grant in held.select_related("user")]
