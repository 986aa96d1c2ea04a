"""Search over every page of every title and of what else is fed: words, the index, the passages."""

from sotay.library.searching.asking import (
    DEEPEST,
    Hit,
    Hits,
    IndexMissing,
    IndexState,
    ask_for_rebuild,
    index_state,
    search,
)
from sotay.library.searching.keeping import rebuild, refresh
from sotay.library.searching.passages import marked_html, passage
from sotay.library.searching.words import Question, read_question

__all__ = [
    "DEEPEST",
    "Hit",
    "Hits",
    "IndexMissing",
    "IndexState",
    "Question",
    "ask_for_rebuild",
    "index_state",
    "marked_html",
    "passage",
    "read_question",
    "rebuild",
    "refresh",
    "search",
]
