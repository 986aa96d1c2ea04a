"""A request as pages and routes get it: somebody signed in, acting on a day."""

from django.http import HttpRequest

from sotay.accounts.models import User
from sotay.organisations.access import Actor
from sotay.organisations.asof import AsOf


class Asked(HttpRequest):
    """For the checker of types: what the middleware leaves on a request of somebody signed in."""

    user: User
    actor: Actor
    as_of: AsOf
