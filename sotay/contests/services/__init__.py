"""Every write of awards, one function for each act."""

from sotay.contests.services.checking import (
    accept_entry,
    assign_juror,
    dismiss_juror,
    name_juror,
    refuse_entry,
)
from sotay.contests.services.closing import (
    close_scoring,
    decide_tie,
    note_conflicts,
    publish,
    withhold,
)
from sotay.contests.services.entering import NewEntry, submit, withdraw
from sotay.contests.services.judging import declare_conflict, score
from sotay.contests.services.postponing import postpone
from sotay.contests.services.rounds import NewRound, eligible_days, open_round, start_scoring

__all__ = [
    "NewEntry",
    "NewRound",
    "accept_entry",
    "assign_juror",
    "close_scoring",
    "decide_tie",
    "declare_conflict",
    "dismiss_juror",
    "eligible_days",
    "name_juror",
    "note_conflicts",
    "open_round",
    "postpone",
    "publish",
    "refuse_entry",
    "score",
    "start_scoring",
    "submit",
    "withdraw",
    "withhold",
]
