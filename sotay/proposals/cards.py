"""What home pages print of proposals: one's own, and what waits for one's answer."""

from dataclasses import dataclass
from datetime import date

from sotay.organisations.access import Actor
from sotay.proposals.models import Proposal
from sotay.proposals.querysets import IN_HAND, held_by

FIRST = 3


@dataclass(frozen=True)
class Mine:
    """One's own proposals: how many are on their way, and those that now want the author."""

    in_hand: int
    to_reply: tuple[Proposal, ...]  # the committee has asked back
    to_rate: tuple[Proposal, ...]  # answered, and nothing said of the answer yet


@dataclass(frozen=True)
class Waiting:
    """What waits for an office of the actor: how many, how many late, and the oldest."""

    count: int
    late: int
    oldest: tuple[Proposal, ...]
    oldest_on: date | None


def mine(actor: Actor) -> Mine:
    """Own proposals on the way or wanting a word; none where the actor has sent none."""
    own = list(
        Proposal.objects.own_of(actor)
        .filter(state__in=(*IN_HAND, Proposal.State.ANSWERED))
        .order_by("-received_on", "id")
    )
    asked = [one for one in own if one.state == Proposal.State.ASKED_BACK]
    answered = [
        one for one in own if one.state == Proposal.State.ANSWERED and one.satisfaction is None
    ]
    return Mine(
        in_hand=sum(one.state in IN_HAND for one in own),
        to_reply=tuple(asked[:FIRST]),
        to_rate=tuple(answered[:FIRST]),
    )


def waiting(actor: Actor) -> Waiting | None:
    """The queue of those who answer, in short; None for who answers nowhere."""
    if not held_by(actor):
        return None
    handled = Proposal.objects.handled_by(actor).waiting()
    oldest = tuple(handled.oldest_first()[:FIRST])
    return Waiting(
        count=handled.count(),
        late=handled.filter(due_on__lt=actor.today).count(),
        oldest=oldest,
        oldest_on=oldest[0].received_on if oldest else None,
    )
