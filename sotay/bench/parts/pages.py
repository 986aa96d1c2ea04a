"""Whole pages through the whole stack but the network: middleware, policies, queries, templates."""

import logging
from datetime import timedelta
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
from sotay.followups.models import Task
from sotay.followups.services import issue_task
from sotay.members.models import Member
from sotay.organisations.access import Actor, acting_for
from sotay.organisations.models import Profile

TIMES: Final = 15
TASK_OWNERS: Final = 60
_TITLES: Final = (
    "Báo cáo kết quả sinh hoạt chuyên đề",
    "Rà soát hồ sơ đảng viên",
    "Lập kế hoạch kiểm tra năm",
    "Tổng kết việc học tập nghị quyết",
    "Hoàn thành đợt đánh giá cuối năm",
)


def measure(_bench: Bench) -> dict[str, Any]:
    """Each page: how long it takes, and how many queries whichever row it is opened for.

    ``queries`` is one number where it never varied, else the least and the most.
    """
    actor = officer()
    client = Client(raise_request_exception=False, HTTP_HOST=settings.ALLOWED_HOSTS[0])
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # a failure is in the figures
    client.force_login(actor.user, backend="sotay.accounts.backends.AccountBackend")
    give_tasks(actor)
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


def give_tasks(actor: Actor) -> None:
    """Once in each database: some hundred tasks, due on many days, given as people give them."""
    if Task.objects.exists():
        return
    high = Profile.objects.as_of(actor.today).order_by("kind__rank", "organisation_id")
    owners = [row.organisation for row in high.select_related("organisation")[:TASK_OWNERS]]
    for number, title in enumerate(_TITLES):
        with acting_for(actor):
            issue_task(
                actor=actor,
                owners=owners,
                title=title,
                due_on=actor.today + timedelta(days=20 * number - 30),
                starts_on=actor.today - timedelta(days=60),
            )


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
