"""Who is asking, and as of which day: worked out once for every request."""

from collections.abc import Callable
from contextlib import nullcontext

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.remembering import remembering
from sotay.organisations import asof, early
from sotay.organisations.access import Actor, acting_as

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
API = "/api/"


class ActingMiddleware:
    """Opens one transaction per request, in which the database knows the signed-in person.

    Sets ``request.actor`` and ``request.as_of``. A page that carries another day than today is for
    reading only: a write from it is answered with 409. An answer of 500 and above undoes what the
    request wrote.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        asked = asof.read(request.GET, today)
        request.as_of = asked  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            request.actor = Actor(user=request.user, today=today)  # type: ignore[attr-defined]
            return self.get_response(request)
        if (known := early.answer(request, today)) is not None:
            return known
        keeping = remembering() if request.method in SAFE else nullcontext()
        with keeping, acting_as(request.user, today) as actor:
            request.actor = actor  # type: ignore[attr-defined]
            is_page = not request.path.startswith(API)
            if is_page and request.method not in SAFE and not asked.is_today:
                return _for_reading_only(request, asked)
            if is_page and request.method == "GET":
                for problem in asked.problems:
                    messages.warning(request, problem)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


def _for_reading_only(request: HttpRequest, asked: asof.AsOf) -> HttpResponse:
    why = _("Đang xem ngày %(day)s. Chỉ để xem, không sửa.") % {"day": written(asked.day)}
    return render(request, "organisations/reading_only.html", {"why": why}, status=409)
