"""A secretary's or a member's own day: what is due, the newest papers, what waits for an answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sotay.contests.cards import to_score
from sotay.directives.models import Document
from sotay.followups.cards import Today, today_cards
from sotay.meetings.cards import NextMeeting, SecretaryCard, next_meeting, secretary_card
from sotay.members.models import Transfer
from sotay.news.cards import latest
from sotay.notices.models import Notice
from sotay.organisations.access import Actor
from sotay.proposals.cards import Waiting, waiting


@dataclass(frozen=True)
class TodayPage:
    day: date
    work: Today
    documents: list[Any]
    arriving: int
    is_secretary: bool
    unread: int
    newest: Any  # the latest notice not read yet
    meeting: NextMeeting | None  # the next one to come to
    leading: SecretaryCard | None  # what meetings ask of who leads them
    news: list[Any]
    to_score: int  # works of an award that wait for this juror
    proposals: Waiting | None  # what was asked of a committee that one answers for, if anything


def today_page(actor: Actor) -> TodayPage:
    """Everything on one phone page, in a fixed number of statements."""
    documents = (
        Document.objects.visible_to(actor)
        .exclude(state="draft")
        .filter(distributions__organisation__in=_line(actor))
        .distinct()
        .order_by("-issued_on", "-id")[:3]
    )
    arriving = 0
    if actor.can("members.confirm_transfer"):
        arriving = (
            Transfer.objects.visible_to(actor)
            .filter(
                state="sent",
                to_organisation__in=[grant.organisation_id for grant in actor.grants],
            )
            .count()
        )
    unread = Notice.objects.of(actor.user).unread()
    meeting, leading = next_meeting(actor), secretary_card(actor)
    if meeting and leading and meeting.url == leading.url:
        leading = None  # the same meeting, said above with more
    asked = waiting(actor)
    return TodayPage(
        day=actor.today,
        work=today_cards(actor, actor.today),
        documents=list(documents),
        arriving=arriving,
        is_secretary=bool(actor.grants),
        unread=unread.count(),
        newest=unread.first(),
        meeting=meeting,
        leading=leading,
        news=latest(actor, 2),
        to_score=to_score(actor),
        proposals=asked if asked is not None and asked.count else None,
    )


def _line(actor: Actor) -> Any:
    from sotay.organisations.models import Organisation

    return Organisation.objects.visible_to(actor)
