"""The request as it is once the doors have been passed; only for the checker of types."""

from typing import Any

from django.http import HttpRequest

from sotay.accounts.models import ApiToken, User


class Asked(HttpRequest):
    """A request of somebody signed in: who, acting in which offices, by a token or on a page."""

    user: User
    actor: Any  # organisations.access.Actor, which this floor does not know
    api_token: ApiToken | None
