"""The document reader: from a text or a file to what it says, cites, aims at and asks for.

A pure library: no database, clock, settings or network, and nothing to download. How it reads,
with an example worked by hand: docs/rules/reader.md.
"""

from sotay.directives.reader.files.refusals import UnreadableFile
from sotay.directives.reader.findings import (
    Citation,
    Clause,
    Identity,
    Reading,
    Target,
    Task,
    to_json,
)
from sotay.directives.reader.outline import clauses
from sotay.directives.reader.reading import read_file, read_text

__all__ = [
    "Citation",
    "Clause",
    "Identity",
    "Reading",
    "Target",
    "Task",
    "UnreadableFile",
    "clauses",
    "read_file",
    "read_text",
    "to_json",
]
