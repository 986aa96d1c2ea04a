"""A file read into pages of clean text: one room for each kind of file, and the running of it.

A reader is a generator: ``(pages known so far, pages already kept) -> sections``. Where a file has
pages of its own (PDF) they stay; elsewhere chapters are cut between paragraphs.
"""

from sotay.library.extracting.eyes import can_read as can_recognise
from sotay.library.extracting.running import defer, extract, left_behind
from sotay.library.extracting.sources import Source, open_source
from sotay.library.extracting.totals import measure_pages

__all__ = [
    "Source",
    "can_recognise",
    "defer",
    "extract",
    "left_behind",
    "measure_pages",
    "open_source",
]
