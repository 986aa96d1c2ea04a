"""The acts of this app and the offices that may do each.

Answering belongs to an office held in the very organisation that must answer, or in one that gives
a part of the answer (``services.rights``): an office above it counts, and does not read. What is
one's own (to submit, to reply, to say whether one is satisfied, to withdraw) needs no office.
"""

_HANDLERS = {"secretary", "leader", "deputy", "officer"}

ACTS: dict[str, set[str]] = {
    "proposals.handle": _HANDLERS,
    "proposals.count": _HANDLERS,
    "proposals.mass": _HANDLERS,
}
