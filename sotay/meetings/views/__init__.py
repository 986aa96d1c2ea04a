"""Pages of meetings, parted by what a person comes for."""

from sotay.meetings.views.leading import (
    close,
    enter,
    hand,
    here,
    lead,
    open_,
    screen,
    settle,
    write,
)
from sotay.meetings.views.minuting import confirm, minutes, minutes_pdf, minutes_word, seal
from sotay.meetings.views.planning import (
    answer,
    answer_for,
    cancel,
    change,
    invite,
    keep_step,
    plan,
    publish_paper,
    series,
)
from sotay.meetings.views.reading import detail, feed, feed_page, paper, rollup, year

__all__ = [
    "answer",
    "answer_for",
    "cancel",
    "change",
    "close",
    "confirm",
    "detail",
    "enter",
    "feed",
    "feed_page",
    "hand",
    "here",
    "invite",
    "keep_step",
    "lead",
    "minutes",
    "minutes_pdf",
    "minutes_word",
    "open_",
    "paper",
    "plan",
    "publish_paper",
    "rollup",
    "screen",
    "seal",
    "series",
    "settle",
    "write",
    "year",
]
