"""Papers of a meeting for whoever may read its minutes: the same for a member as for the chair."""

from sotay.meetings import paper, resolution_paper
from sotay.meetings.models import Meeting, Minutes
from sotay.organisations.access import Actor, widened
from sotay.papers.plain import PlainPaper

# A member sees of the roll their own line alone, yet whoever reads the minutes reads there who
# chaired, who wrote and who was given what: those names are printed, and nothing else of the roll.


def minutes_of(actor: Actor, meeting: Meeting, kept: Minutes) -> PlainPaper:
    """The minutes as a paper; the caller has checked that ``actor`` may read them."""
    with widened(actor, "meetings.minutes"):
        return paper.paper_of(meeting, kept)


def resolution_of(actor: Actor, meeting: Meeting, kept: Minutes) -> PlainPaper:
    """The resolution as a paper; the caller has checked that ``actor`` may read the minutes."""
    with widened(actor, "meetings.minutes"):
        return resolution_paper.paper_of(meeting, kept)
