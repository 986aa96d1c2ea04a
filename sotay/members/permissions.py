"""What may be done with the register, and which office may do it over its subtree.

A secretary or deputy manages the organisation they lead and what is under it; an officer or leader
of an upper organisation manages the whole of it. An inspector reads and changes nothing. A
committee member sees names in lists, never a full record. A records clerk sees no member. What is
their own, everybody sees and may ask to have corrected: that needs no office.
"""

MANAGERS = {"secretary", "deputy", "leader", "officer"}

ACTS = {
    "members.list": MANAGERS | {"inspector", "committee_member"},
    "members.view": MANAGERS | {"inspector"},
    "members.register": MANAGERS,
    "members.admit": MANAGERS,
    "members.correct": MANAGERS,
    "members.recognise": MANAGERS,
    "members.exempt": MANAGERS,
    "members.change_status": MANAGERS,
    "members.transfer": MANAGERS,
    "members.confirm_transfer": MANAGERS,
    "members.stay": MANAGERS,
    "members.end": MANAGERS,
    "members.answer_correction": MANAGERS,
    "members.import": MANAGERS,
    "members.export": {"leader", "officer", "secretary"},
}
