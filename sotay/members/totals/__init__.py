"""Counts of members for any organisation on any day, over a tree that changes.

Dated placements, memberships and statuses are the truth. Derived from them, and only here:

- *segments*: one row for each stretch of days on which nothing counted about a member changed;
- *totals*, kept by large organisations (bearers): changes by day, and a vector before each month;
- the *queue*: what changed at a cell and has not yet been folded into the totals above it.

Every act that writes memberships, statuses or what is counted about a member calls
:func:`refresh` in its own transaction. :func:`count` answers in one statement, so in one snapshot.
Nothing here holds a name. The procedure with an example done by hand: docs/rules/rollup.md.
"""

from sotay.members.totals.bearing import add_checkpoints, keep_totals, promote
from sotay.members.totals.checking import Difference, self_check, strays
from sotay.members.totals.folding import ALARM_ROWS, BATCH, Folded, QueueState, fold, queue_state
from sotay.members.totals.reading import as_known, count, counts, heads
from sotay.members.totals.rebuilding import rebuild
from sotay.members.totals.refreshing import NotInTree, refresh
from sotay.members.totals.vector import Totals

__all__ = [
    "ALARM_ROWS",
    "BATCH",
    "Difference",
    "Folded",
    "NotInTree",
    "QueueState",
    "Totals",
    "add_checkpoints",
    "as_known",
    "count",
    "counts",
    "fold",
    "heads",
    "keep_totals",
    "promote",
    "queue_state",
    "rebuild",
    "refresh",
    "self_check",
    "strays",
]
