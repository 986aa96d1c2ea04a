"""How django-axes counts wrong tries here, and what somebody locked out is told."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username, get_cool_off, get_credentials
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sotay.core.text import nfc


def username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The sign-in name tries are counted under: one for all cases of its letters."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return nfc(str(given)).strip().lower()[:255]


def address(request: HttpRequest) -> str | None:
    """Where the request came from, behind as many proxies as the settings trust.

    None where it came over no network, as a console's.
    """
    if "REMOTE_ADDR" not in request.META:
        return None
    return str(get_adapter(request).get_client_ip(request))


def is_locked(request: HttpRequest, sign_in_name: str) -> bool:
    """Whether this name is locked out at this address; marks the request if it is."""
    locked = not AxesProxyHandler.is_allowed(request, get_credentials(sign_in_name))
    if locked:
        request.axes_locked_out = True  # type: ignore[attr-defined]
        request.axes_credentials = get_credentials(sign_in_name)  # type: ignore[attr-defined]
    return locked


def count_failure(request: HttpRequest, sign_in_name: str) -> None:
    """Count one wrong try that did not go through a password, such as a wrong code."""
    user_login_failed.send(
        sender=__name__, credentials=get_credentials(sign_in_name), request=request
    )


def page(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What somebody locked out sees: why, until when, and what to do."""
    cool_off = get_cool_off(request) or timedelta()
    last = (
        AccessAttempt.objects.filter(
            username=get_client_username(request, credentials), ip_address=address(request)
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    context = {
        "minutes": int(cool_off.total_seconds() // 60),
        "until": last + cool_off if last else None,
    }
    return render(request, "account/locked.html", context, status=429)
