"""Every write on meetings, one function per act; the files part them by subject."""

from sotay.meetings.services.agenda import Line, arrange_agenda
from sotay.meetings.services.calling import call_organisations, uncall_organisation
from sotay.meetings.services.closing import (
    close_meeting,
    confirm_minutes,
    open_meeting,
    seal_minutes,
    unopen_meeting,
)
from sotay.meetings.services.feeding import end_feed, make_feed, owner_of
from sotay.meetings.services.grouping import arrange_groups, split_into_groups, write_group
from sotay.meetings.services.inviting import (
    answer_invitation,
    invite,
    make_ready,
    publish_paper,
)
from sotay.meetings.services.planning import (
    MeetingExists,
    cancel_meeting,
    change_meeting,
    keep_series,
    keep_step,
    plan_meeting,
    plan_year,
)
from sotay.meetings.services.receiving import receive_changes
from sotay.meetings.services.recording import (
    Recorded,
    Wanted,
    check_in,
    raise_hand,
    settle_conflict,
)
from sotay.meetings.services.reminding import send_reminders

__all__ = [
    "Line",
    "MeetingExists",
    "Recorded",
    "Wanted",
    "answer_invitation",
    "arrange_agenda",
    "arrange_groups",
    "call_organisations",
    "cancel_meeting",
    "change_meeting",
    "check_in",
    "close_meeting",
    "confirm_minutes",
    "end_feed",
    "invite",
    "keep_series",
    "keep_step",
    "make_feed",
    "make_ready",
    "open_meeting",
    "owner_of",
    "plan_meeting",
    "plan_year",
    "publish_paper",
    "raise_hand",
    "receive_changes",
    "seal_minutes",
    "send_reminders",
    "settle_conflict",
    "split_into_groups",
    "uncall_organisation",
    "unopen_meeting",
    "write_group",
]
