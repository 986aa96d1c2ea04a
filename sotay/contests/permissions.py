"""The acts of this app and the offices that may do each, in the very organisation meant.

``contests.keep`` is keeping a round of one's own committee; ``contests.submit`` is submitting in
the name of one's organisation. A member submits their own work without an office, and a juror is
named, not granted. Who judges a round does not keep it (``services.rights``).
"""

_SPEAKERS = {"secretary", "leader", "deputy", "officer"}

ACTS: dict[str, set[str]] = {
    "contests.keep": _SPEAKERS,
    "contests.submit": _SPEAKERS,
}
