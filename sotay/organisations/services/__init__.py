"""Every write to the tree and its offices, one function per act of the field."""

from sotay.organisations.services.acts import (
    NewOrganisation,
    Part,
    dissolve,
    found,
    found_all,
    merge,
    rename,
    reparent,
    split,
)
from sotay.organisations.services.correcting import correct
from sotay.organisations.services.offices import (
    end_office,
    end_party_group,
    form_party_group,
    grant_office,
)
from sotay.organisations.services.regrouping import regroup
from sotay.organisations.services.rehearsing import Rehearsal, preview, rehearse
from sotay.organisations.services.renumbering import renumber_due
from sotay.organisations.services.writing import Decision, Refused

__all__ = [
    "Decision",
    "NewOrganisation",
    "Part",
    "Refused",
    "Rehearsal",
    "correct",
    "dissolve",
    "end_office",
    "end_party_group",
    "form_party_group",
    "found",
    "found_all",
    "grant_office",
    "merge",
    "preview",
    "regroup",
    "rehearse",
    "rename",
    "renumber_due",
    "reparent",
    "split",
]
