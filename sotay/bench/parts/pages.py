"""Whole pages through the whole stack but the network: middleware, policies, queries, templates."""

from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from sotay.bench.loading import Bench
from sotay.bench.people import officer
from sotay.bench.timing import spread, timed
from sotay.members.models import Member
from sotay.organisations.access import acting_for
from sotay.organisations.models import Profile

TIMES: Final = 15


def measure(_bench: Bench) -> dict[str, Any]:
    """Each page: how long it takes, and how many queries whichever row it is opened for.

    ``queries`` is one number where it never varied, else the least and the most.
    """
    actor = officer()
    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])
    client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    with acting_for(actor):
        people = list(Member.objects.filter(is_active=True).values_list("id", flat=True)[:3])
    today = Profile.objects.as_of(actor.today).order_by("kind__rank", "organisation_id")
    organisations = list(today.values_list("organisation_id", flat=True)[:3])
    holding = today.filter(kind__holds_members=True)
    cells = list(holding.values_list("organisation_id", flat=True)[:2])
    wanted = {
        "home": [("web:home", [], "")],
        "organisations": [("organisations:tree", [], "")],
        "organisation": [("organisations:detail", [key], "") for key in organisations + cells],
        "members": [("members:list", [], ""), ("members:list", [], "?page=2")],
        "member": [("members:detail", [key], "") for key in people],
        "tasks": [("tasks:list", [], "")],
        "documents": [("directives:list", [], "")],
        "reports": [("reports:list", [], "")],
    }
    return {
        name: found
        for name, addresses in wanted.items()
        if (found := _measure(client, addresses)) is not None
    }


def _measure(client: Client, addresses: list[tuple[str, list[Any], str]]) -> Any:
    try:
        urls = [reverse(name, args=args) + query for name, args, query in addresses]
    except NoReverseMatch:
        return None
    answers = [client.get(url, follow=True) for url in urls]
    failed = sorted({answer.status_code for answer in answers} - {200})
    if failed:
        return {"status": failed[0]}
    counts = set()
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            client.get(url, follow=True)
        counts.add(len(queries))
    taken = timed(partial(client.get, url, follow=True) for url in urls * TIMES)
    return {
        **spread(taken),
        "queries": counts.pop() if len(counts) == 1 else [min(counts), max(counts)],
    }
