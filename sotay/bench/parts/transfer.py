"""A member moved to another cell by the two services that do it: audited, counted and durable."""

import random
from functools import partial
from typing import Any, Final

from django.db import transaction

from sotay.bench.loading import Bench
from sotay.bench.people import officer
from sotay.bench.timing import spread, timed
from sotay.members import totals
from sotay.members.models import Member, Transfer
from sotay.members.services import confirm_transfer, send_transfer
from sotay.organisations.access import Actor, acting_for
from sotay.organisations.models import Organisation, Profile

MOVES: Final = 200


def measure(_bench: Bench) -> dict[str, Any]:
    """The transaction in which the member moves (confirming), and before it that of the letter.

    Two people do the two, on different days. The folder runs between, as it does beside the server.
    """
    actor = officer()
    movers = _choose(actor)
    for member, to in movers[:10]:
        _confirm(actor, _send(actor, member, to))
    sent: list[float] = []
    confirmed: list[float] = []
    for start in range(10, len(movers), 20):
        letters: list[Transfer] = []

        def send(member: Member, to: Organisation, letters: list[Transfer] = letters) -> None:
            letters.append(_send(actor, member, to))

        sent += timed(partial(send, *each) for each in movers[start : start + 20])
        confirmed += timed(partial(_confirm, actor, letter) for letter in letters)
        totals.fold()
    return {**spread(confirmed), "sending": spread(sent)}


def _choose(actor: Actor) -> list[tuple[Member, Organisation]]:
    """Members without a letter under way who did not come to their cell today, and new cells."""
    cells = list(
        Profile.objects.as_of(actor.today)
        .filter(kind__holds_members=True)
        .order_by("organisation_id")
        .values_list("organisation_id", flat=True)
    )
    with acting_for(actor):
        draw = random.Random(Transfer.objects.count())  # other members each time
        last = Member.objects.order_by("-id").values_list("id", flat=True)[0]
        drawn = [draw.randrange(1, last + 1) for _each in range(4 * MOVES)]
        members = (
            Member.objects.filter(pk__in=drawn, is_active=True)
            .exclude(memberships__valid_from__gte=actor.today)
            .exclude(pk__in=Transfer.objects.filter(state="sent").values("member"))
            .select_related("cell")[: MOVES + 10]
        )
        found = []
        for member in members:
            to = draw.choice(cells)
            if to != member.cell_id:
                found.append((member, Organisation.objects.get(pk=to)))
    return found


def _send(actor: Actor, member: Member, to: Organisation) -> Transfer:
    with acting_for(actor):
        return send_transfer(
            actor=actor, member=member, to=to, decision_number="01-GGT/DT", is_clear=True
        )


def _confirm(actor: Actor, letter: Transfer) -> None:
    with acting_for(actor):
        confirm_transfer(actor=actor, transfer=letter)
    # Durable means committed: inside somebody's transaction nothing would have been measured.
    assert not transaction.get_connection().in_atomic_block
