"""The acts of the register of documents and the offices that may do each.

A right is asked for in the organisation that issued the paper; for a paper from outside in the one
that keeps it.
"""

_ABOVE = {"secretary", "leader", "deputy", "officer", "clerk"}
_EVERYBODY = {*_ABOVE, "committee_member", "inspector"}

ACTS = {
    "directives.view": _EVERYBODY,
    "directives.register": _ABOVE,  # read a paper, correct what was found, put it into the register
    "directives.issue": {"secretary", "leader", "deputy", "officer"},  # tasks and distribution
    "directives.waive": {"secretary", "leader", "deputy", "officer"},
    "directives.compare": {*_ABOVE, "inspector"},
}
