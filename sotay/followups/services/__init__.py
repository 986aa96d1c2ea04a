"""Every write on tasks, one function per act; the files part them by subject."""

from sotay.followups.services.assessing import assess_task
from sotay.followups.services.extending import ask_extension, decide_extension
from sotay.followups.services.handing_over import pass_to_successor, take_back
from sotay.followups.services.issuing import (
    NewTask,
    drop_task,
    issue_task,
    make_concrete,
    mark_stale,
    settle_stale,
    stop_waiting,
    wait_for,
)
from sotay.followups.services.noticing import send_reminders
from sotay.followups.services.reporting import Offered, report_progress
from sotay.followups.services.suggesting import suggest
from sotay.followups.services.verifying import accept_progress, return_progress, undo_verification

__all__ = [
    "NewTask",
    "Offered",
    "accept_progress",
    "ask_extension",
    "assess_task",
    "decide_extension",
    "drop_task",
    "issue_task",
    "make_concrete",
    "mark_stale",
    "pass_to_successor",
    "report_progress",
    "return_progress",
    "send_reminders",
    "settle_stale",
    "stop_waiting",
    "suggest",
    "take_back",
    "undo_verification",
    "wait_for",
]
