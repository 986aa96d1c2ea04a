"""Who is asking, and as of which day: worked out once for every request."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sotay.organisations.access import Actor, acting_for, actor_for


class ActingMiddleware:
    """Opens one transaction per request, in which the database knows the signed-in person.

    Sets ``request.actor``. An answer of 500 and above undoes what the request wrote.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        if not request.user.is_authenticated:
            request.actor = Actor(user=request.user, today=today)  # type: ignore[attr-defined]
            return self.get_response(request)
        actor = actor_for(request.user, today)
        request.actor = actor  # type: ignore[attr-defined]
        with acting_for(actor):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
