"""A few addresses at which nobody is anybody: what tells who comes is taken off at the door."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAMELESS = (
    "/proposals/anonymous/",
    "/proposals/receipt/",
    "/api/v1/proposals/anonymous",
    "/api/v1/proposals/receipt",
)
TELLING = (
    "HTTP_AUTHORIZATION",
    "HTTP_USER_AGENT",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "REMOTE_HOST",
    "REMOTE_PORT",
    "REMOTE_USER",
)


class NamelessMiddleware:
    """Stands before every middleware that reads a session, a token, an address or a browser.

    Of the cookies only those against forged forms and of the language are left. So no session is
    read or kept up, no machine is noted as seen, no transaction is opened in anybody's name; the
    cookies of a signed-in person stay untouched in their browser. The answer is kept by no cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(NAMELESS):
            return self.get_response(request)
        kept = (settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
        left = {name: request.COOKIES[name] for name in kept if name in request.COOKIES}
        request.COOKIES = left
        request.META["HTTP_COOKIE"] = "; ".join(f"{name}={left[name]}" for name in left)
        request.META["REMOTE_ADDR"] = ""
        for name in TELLING:
            request.META.pop(name, None)
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response
