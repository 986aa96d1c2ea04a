"""What the sign-in packages report is written into the audit trail.

They tell of themselves by signals only, so this is the one room that listens to any.
"""

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from sotay.accounts.models import User
from sotay.accounts.services import OwnHand
from sotay.core import audit


@receiver(user_logged_in)
def signed_in(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    audit.record(OwnHand(user), "accounts.sign_in", user)


@receiver(user_logged_out)
def signed_out(sender: Any, request: HttpRequest, user: User | None, **_more: Any) -> None:
    if user is not None:
        audit.record(OwnHand(user), "accounts.sign_out", user)


@receiver(user_locked_out)
def locked_out(sender: Any, request: HttpRequest, username: str, **_more: Any) -> None:
    """Written once, by the try that locks; a name no account has is left to the table of tries."""
    if request.axes_failures_since_start is None:  # type: ignore[attr-defined]
        return  # a try made while locked out
    user = User.objects.filter(username__iexact=username).first()
    if user is not None:
        audit.record(OwnHand(None), "accounts.lock_out", user)


@receiver(authenticator_added)
def factor_added(sender: Any, user: User, authenticator: Any, **_more: Any) -> None:
    audit.record(OwnHand(user), "accounts.add_second_factor", user, kind=authenticator.type)


@receiver(authenticator_removed)
def factor_removed(sender: Any, user: User, authenticator: Any, **_more: Any) -> None:
    audit.record(OwnHand(user), "accounts.remove_second_factor", user, kind=authenticator.type)


@receiver(authenticator_reset)
def factor_reset(sender: Any, user: User, authenticator: Any, **_more: Any) -> None:
    audit.record(OwnHand(user), "accounts.renew_recovery_codes", user)
