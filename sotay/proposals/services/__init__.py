"""Every write to proposals, one function for each act."""

from sotay.proposals.services import mass, nameless
from sotay.proposals.services.answering import (
    answer,
    ask_back,
    ask_part,
    asked_of,
    close,
    give_part,
    give_task,
    note_reading,
    publish,
    refer,
    take_in,
    unpublish,
)
from sotay.proposals.services.attaching import attach, detach, refuse_nameless
from sotay.proposals.services.attending import attend
from sotay.proposals.services.reminding import send_reminders
from sotay.proposals.services.sending import (
    add,
    line_of,
    may_answer,
    rate,
    represented_by,
    submit,
    withdraw,
)

__all__ = [
    "add",
    "answer",
    "ask_back",
    "ask_part",
    "asked_of",
    "attach",
    "attend",
    "close",
    "detach",
    "give_part",
    "give_task",
    "line_of",
    "mass",
    "may_answer",
    "nameless",
    "note_reading",
    "publish",
    "rate",
    "refer",
    "refuse_nameless",
    "represented_by",
    "send_reminders",
    "submit",
    "take_in",
    "unpublish",
    "withdraw",
]
