"""The acts on meetings and the offices that may do each.

All but looking belong to an office held in the very organisation that meets
(``services.rights``): nobody above leads a cell's meeting or writes in its sheet. What is one's own
(an answer, checking in, raising a hand, confirming minutes) needs no office.
"""

_HEADS = {"secretary", "leader", "deputy"}
_COMMITTEE = _HEADS | {"committee_member"}

ACTS: dict[str, set[str]] = {
    "meetings.view": _COMMITTEE | {"inspector", "officer"},
    "meetings.plan": _COMMITTEE | {"officer"},
    "meetings.invite": _COMMITTEE | {"officer"},
    "meetings.lead": _COMMITTEE,
    "meetings.write": _COMMITTEE | {"officer"},
    "meetings.settle_conflict": _COMMITTEE,
    "meetings.seal": _HEADS,
}
