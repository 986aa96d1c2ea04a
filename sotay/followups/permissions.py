"""The acts on tasks and the offices that may do each.

Verifying, deciding on an extension, assessing and suggesting belong to the level above the owner,
or to the organisation that issued the task; ``services.rights`` sees to that. Reporting belongs to
the owner.
"""

_HEADS = {"secretary", "leader", "deputy"}
_COMMITTEE = _HEADS | {"committee_member"}

ACTS: dict[str, set[str]] = {
    "tasks.view": _COMMITTEE | {"inspector", "officer", "clerk"},
    "tasks.issue": _HEADS | {"officer"},
    "tasks.concretise": _COMMITTEE | {"officer"},
    "tasks.report": _COMMITTEE | {"officer", "clerk"},
    "tasks.verify": _HEADS | {"officer"},
    "tasks.ask_extension": _COMMITTEE | {"officer"},
    "tasks.extend": _HEADS | {"officer"},
    "tasks.drop": _HEADS | {"officer"},
    "tasks.assess": _HEADS | {"officer"},
    "tasks.suggest": _HEADS | {"officer"},
    "tasks.remind": {"leader", "officer"},
}
