"""The acts of this app and the offices that may do each, in the very committee that speaks."""

_SPEAKERS = {"secretary", "leader", "deputy", "officer"}

ACTS: dict[str, set[str]] = {
    "news.write": _SPEAKERS,
    "news.publish": _SPEAKERS,
    "news.correct": _SPEAKERS,
    "news.withdraw": _SPEAKERS,
}
