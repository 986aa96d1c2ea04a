"""The acts on recognition and the offices that may do each.

Answering and sending belong to an office held in the very organisation that is looked at;
assessing, returning and deciding to one held above it (``services.may_above``); withdrawing and
replacing a decision to one held in the committee that made it (``services.may_revoke``).
"""

_HEADS = {"secretary", "leader", "deputy"}
_COMMITTEE = _HEADS | {"committee_member"}

ACTS: dict[str, set[str]] = {
    "recognitions.view": _COMMITTEE | {"inspector", "officer"},
    "recognitions.answer": _COMMITTEE | {"officer"},
    "recognitions.send": _HEADS,
    "recognitions.assess": _HEADS | {"officer"},
    "recognitions.decide": _HEADS,
    "recognitions.withdraw": _HEADS,
    "recognitions.replace": _HEADS,
}
