"""The acts on reports and the offices that may do each."""

_STAFF = {"secretary", "leader", "deputy", "officer"}

ACTS = {
    "reports.view": {*_STAFF, "clerk", "committee_member", "inspector"},
    "reports.make": _STAFF,
    "reports.write": _STAFF,
    "reports.lock": {"secretary", "leader", "deputy"},
}
