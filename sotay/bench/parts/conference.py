"""Two thousand telephones in one conference: checking in by the room's code, then a show of hands.

Each is another member, signed in, who sends the page's own form and then opens the page again, as a
browser does. All begin at once. What the server counted afterwards is compared with what was sent.
"""

import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from sotay.bench.loading import Bench
from sotay.bench.people import officer
from sotay.bench.serving import WORKERS, drive, give_accounts, give_sessions, served, weighed
from sotay.meetings import services
from sotay.meetings.checking_in import here_token
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.story import Happened
from sotay.members.models import Member, Standing
from sotay.organisations.access import Actor, acting_for
from sotay.organisations.models import Organisation

TELEPHONES: Final = 2_000
CONNECTIONS: Final = 200  # of telephones that wait for their answer at the same time
SECONDS: Final = 600  # the longest a run may take
SECRET: Final = "b" * 32  # in the cookie and in the form: what a page's own form carries
OTHERS: Final = {"against": 20, "other": 10}  # of a hundred hands; the rest agree


def measure(bench: Bench) -> dict[str, Any]:
    """Milliseconds of an answer, errors, and the seconds until all were counted, for each act."""
    give_accounts()
    actor = officer()
    with acting_for(actor):
        meeting, motion = _conference(actor)
        users = _users(meeting)
    keys = give_sessions(users)
    token = here_token(meeting)
    page = reverse("meetings:here", args=[meeting.pk])
    raised = {user: _hand(place) for place, user in enumerate(users)}
    coming = [_phone(keys[user], page, page, f"t={token}") for user in users]
    voting = [
        _phone(
            keys[user], page, reverse("meetings:hand", args=[meeting.pk, motion]), f"hand={hand}"
        )
        for user, hand in raised.items()
    ]
    how: dict[str, Any] = {"connections": CONNECTIONS, "seconds": SECONDS}
    warm = [{"cookie": one["cookie"], "asks": [["page", "GET", page, ""]]} for one in coming[:60]]
    with served(connection.settings_dict["NAME"]) as (port, server):
        drive(port, warm, **how)  # the workers have loaded their code
        checked_in = weighed(server, port, coming, **how)
        hands = weighed(server, port, voting, **how)
    began = time.perf_counter()
    with acting_for(actor):
        happened = Happened(meeting)
        counted = happened.motions[0][1]
        roll = happened.attendance
    seconds = round(time.perf_counter() - began, 2)
    sent = Counter(raised.values())
    return {
        "telephones": len(users),
        "workers": WORKERS,
        "at_the_same_time": CONNECTIONS,
        "check_in": _told(checked_in),
        "show_of_hands": _told(hands),
        "counting_seconds": seconds,
        "sent": {"here": len(users), **dict(sorted(sent.items()))},
        "counted": {
            "here": roll.here, "against": counted.against, "agree": counted.agree,
            "other": counted.other,
        },
        "counted_as_sent": roll.here == len(users)
        and (counted.agree, counted.against, counted.other)
        == (sent["agree"], sent["against"], sent["other"]),
    }  # fmt: skip


def _told(found: dict[str, Any]) -> dict[str, Any]:
    """Of a run what the act itself took, and its page; the rest of the figures as they are."""
    names = ("requests", "errors", "statuses", "seconds", "requests_a_second", "act", "page")
    return {
        **{name: found[name] for name in names if name in found},
        "cpu_ms_a_request": found["cpu_ms_a_request"],
    }


def _hand(place: int) -> str:
    """Against, other or agree, spread over those who vote."""
    turn = place % 100
    if turn < OTHERS["against"]:
        return "against"
    return "other" if turn < OTHERS["against"] + OTHERS["other"] else "agree"


def _phone(key: str, page: str, act: str, form: str) -> dict[str, Any]:
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={SECRET}"
    sent = f"csrfmiddlewaretoken={SECRET}&{form}"
    return {"cookie": cookie, "asks": [["act", "POST", act, sent], ["page", "GET", page, ""]]}


def _conference(actor: Actor) -> tuple[Meeting, Any]:
    """A conference of the top organisation, under way, with one motion before it."""
    today, now = timezone.localdate(), timezone.now()
    top = Organisation.objects.get(code="D1")
    meeting = services.plan_meeting(
        organisation=top,
        kind="conference",
        starts_at=now + timedelta(minutes=1),
        place="Hội trường",
        actor=replace(actor, today=today),
    )
    services.invite(meeting=meeting, organisations=_cells(), actor=actor)
    services.open_meeting(meeting=Meeting.objects.get(pk=meeting.pk), actor=actor, moment=now)
    motion = uuid4()
    words = {"words": "Thông qua chương trình hội nghị"}
    done = services.receive_changes(
        meeting=Meeting.objects.get(pk=meeting.pk),
        changes=[services.Wanted(uuid4(), f"motion/{motion}", words, 0, now)],
        sent_at=now,
        moment=now,
        actor=actor,
    )
    if done.refused or done.conflicts:
        raise RuntimeError("the motion was not taken")
    return Meeting.objects.get(pk=meeting.pk), motion


def _cells() -> list[Organisation]:
    """Cells in order of the tree until their members fill the hall."""
    found: list[Organisation] = []
    seats = 0
    members = Counter(
        Member.objects.filter(is_active=True).values_list("cell_id", flat=True).iterator()
    )
    for cell in Organisation.objects.filter(pk__in=members).order_by("lft"):
        found.append(cell)
        seats += members[cell.pk]
        if seats >= TELEPHONES * 1.1:  # some of them are on probation, exempt, or suspended
            break
    return found


def _users(meeting: Meeting) -> list[int]:
    """The accounts of those on the roll who vote, as many as there are telephones."""
    seats = Invitation.objects.filter(meeting=meeting, standing=Standing.FULL, is_away=False)
    users = seats.filter(is_guest=False, member__user__isnull=False).order_by("member_id")
    return list(users.values_list("member__user_id", flat=True)[:TELEPHONES])
