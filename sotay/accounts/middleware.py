"""What is settled about the caller before any page runs: token, language, second factor."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.middleware import UserSessionsMiddleware
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sotay.accounts.services import token_for
from sotay.core.database.planned import planned

API = "/api/"
SEEN_EVERY_SECONDS = 300
GetResponse = Callable[[HttpRequest], HttpResponse]


class TokenMiddleware:
    """Sets ``request.api_token``, and ``request.user`` to the token's.

    Stands before the middleware that opens the transaction in the caller's name. A key that opens
    nothing makes the caller nobody, even where a session is there too: a program's request is
    never answered with the rights of a page left open. Pages take no tokens.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.api_token = None  # type: ignore[attr-defined]
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if request.path.startswith(API) and scheme.lower() == "bearer":
            token = token_for(key.strip(), timezone.now())
            request.api_token = token  # type: ignore[attr-defined]
            request.user = token.user if token else AnonymousUser()
        return self.get_response(request)


class SessionsMiddleware(UserSessionsMiddleware):
    """Keeps for the list of one's machines when each was last seen, to the nearest few minutes.

    Written at every request it would cost each page four statements; where the machine is the one
    that was seen before, it is one statement.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session.session_key
        if session is None or not cache.add(f"accounts.seen:{session}", 1, SEEN_EVERY_SECONDS):
            return self.get_response(request)
        if request.user.is_authenticated and seen_again(request):
            return self.get_response(request)
        response: HttpResponse = super().__call__(request)
        return response


def seen_again(request: HttpRequest) -> bool:
    """Write down that a known machine was seen; ``False`` where it is new, or has changed.

    Not waited for until it is on the disk: a crash forgets some last moments, and nothing else.
    """
    agent = request.META.get("HTTP_USER_AGENT", "")
    longest = UserSession._meta.get_field("user_agent").max_length
    name = planned(
        "accounts_seen",
        "timestamptz, text, bigint, inet, text",
        "UPDATE usersessions_usersession SET last_seen_at = $1"
        " WHERE session_key = $2 AND user_id = $3 AND ip = $4 AND user_agent = $5",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            # Both in one go, and so in one transaction: the setting is local to it.
            f"SET LOCAL synchronous_commit = off; EXECUTE {name} (%s, %s, %s, %s, %s)",
            [
                timezone.now(),
                request.session.session_key,
                request.user.pk,
                get_account_adapter().get_client_ip(request),
                agent[:longest],
            ],
        )
        cursor.nextset()
        return bool(cursor.rowcount == 1)


class LanguageMiddleware:
    """Answers in the language the person chose; a visitor is answered in Vietnamese.

    A visitor's language cookie counts; what the browser asks for does not: most browsers here were
    never set to Vietnamese.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            language = request.user.language
        else:
            language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        return self.get_response(request)


class SecondFactorMiddleware:
    """Nobody goes on without a second factor where the settings require one.

    Tokens pass: whoever made them had one. Setting one up, signing out, text size and language,
    and the styles of those pages stay open.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not settings.SECOND_FACTOR_REQUIRED
            or not request.user.is_authenticated
            or getattr(request, "api_token", None) is not None
            or self._is_open(request.path)
            or get_adapter().is_mfa_enabled(
                request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
            )
        ):
            return self.get_response(request)
        if request.path.startswith(API):
            refusal = _("Đồng chí thiết lập lớp xác thực thứ hai trên trang tài khoản trước đã.")
            return JsonResponse({"message": refusal}, status=403)
        return redirect("mfa_index")

    @staticmethod
    def _is_open(path: str) -> bool:
        return path.startswith(
            (
                settings.STATIC_URL,
                reverse("mfa_index"),
                reverse("account_reauthenticate"),
                reverse("account_logout"),
                reverse("accounts:preferences"),
            )
        )
