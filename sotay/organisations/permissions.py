"""The acts on the tree and the offices that may do them.

An office reaches its organisation and all under it. The tree beneath is arranged from above, so
the services ask for ``reorganise``, ``office`` and ``mend`` in the organisation *over* the one
concerned; only the top of a tree, which has none over it here, is arranged from itself.
"""

_EVERYBODY = {
    "secretary",
    "leader",
    "deputy",
    "committee_member",
    "inspector",
    "officer",
    "clerk",
}

ACTS = {
    "organisations.view": _EVERYBODY,
    "organisations.reorganise": {"secretary", "leader", "officer"},
    "organisations.office": {"secretary", "leader", "officer"},
    "organisations.mend": {"leader", "officer"},
}
