"""What upper floors need to hear while the tree changes.

Unlike other signals these are sent inside the act's transaction: members, totals and tasks must
move with the tree or not at all, so a listener that fails undoes the whole act.
"""

from dataclasses import dataclass
from datetime import date

from django.dispatch import Signal


@dataclass(frozen=True)
class EdgeChange:
    """One stretch of days on which an organisation gained (+1) or lost (-1) a parent."""

    organisation_id: int
    parent_id: int | None
    lo: date
    hi: date | None  # exclusive; None has no end
    sign: int


# edges: list[EdgeChange]. Sent once for each act, after the placements have been written.
tree_changed = Signal()

# source, target: Organisation; on: date; act: Act; member_ids: list[int] | None (None: everyone).
# The members of a cell that ends, or a part of them, go to another cell from the day ``on``.
# Listeners return the ids of those they moved. A correction (``act.corrects`` set) sends these ids
# the other way round, from the same day, so that they are back where they would have been.
members_moved = Signal()

# predecessor, successor: Organisation; on: date; act: Act. Work in hand passes to the successor.
succeeded = Signal()

# act: Act, the one corrected; correction: Act. Listeners put back what they did for ``act``, apart
# from members, who are told by ``members_moved``.
undone = Signal()

# organisations: list[Organisation]; on: date. Listeners return a list of (label, count) to preview.
previewed = Signal()
