"""The secret address of a person's calendar feed."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from sotay.core import audit
from sotay.meetings.models import FeedKey
from sotay.organisations.access import Actor


def digest(token: str) -> str:
    return sha256(f"sotay calendar feed:{token}".encode()).hexdigest()


@transaction.atomic
def make_feed(*, actor: Actor, moment: datetime) -> str:
    """Make a new secret address part and forget the old one; it is given once, here."""
    token = secrets.token_urlsafe(24)
    key, _is_new = FeedKey.objects.update_or_create(
        user=actor.user, defaults={"digest": digest(token), "made_at": moment}
    )
    audit.record(actor, "meetings.make_feed", key)
    return token


@transaction.atomic
def end_feed(*, actor: Actor) -> None:
    """Let the address answer nothing any more."""
    key = FeedKey.objects.filter(user=actor.user).first()
    if key is not None:
        audit.record(actor, "meetings.end_feed", key)
        key.delete()


def owner_of(token: str) -> Any:
    """Whose feed a secret address is; None for one that is unknown or ended."""
    key = FeedKey.objects.filter(digest=digest(token)).select_related("user").first()
    return key.user if key is not None and key.user.is_active else None
