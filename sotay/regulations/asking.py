"""A request as pages and routes get it: somebody signed in, acting on a day."""

from typing import Any

from django.http import HttpRequest


class Asked(HttpRequest):
    """For the eyes of the type checker: what the middleware of the floor above leaves on it."""

    actor: Any
    as_of: Any
