"""The acts of this app and the offices that may do each."""

ACTS: dict[str, set[str]] = {}
