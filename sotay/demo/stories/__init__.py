"""What an invented bloc did besides its tasks and papers: one file for each app's part of it."""

from collections.abc import Callable
from typing import Any

from sotay.demo.stories import (
    contests,
    dues,
    handbook,
    library,
    meetings,
    news,
    proposals,
    recognitions,
)

# In order: a later story may stand on an earlier one. Each takes the year (``working.Year``).
STORIES: tuple[tuple[str, Callable[[Any], None]], ...] = (
    ("the library", library.tell),
    ("dues", dues.tell),
    ("meetings", meetings.tell),
    ("news", news.tell),
    ("what people asked and proposed", proposals.tell),
    ("awards", contests.tell),
    ("four-good cells", recognitions.tell),
    ("the handbook", handbook.tell),
)
