"""One text read once: identity, citations, targets, tasks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sotay.directives.reader.citations import citations
from sotay.directives.reader.files.opening import text_of_file
from sotay.directives.reader.findings import Reading
from sotay.directives.reader.identity import identity
from sotay.directives.reader.shadow import Lines, Shadow
from sotay.directives.reader.targets import targets
from sotay.directives.reader.tasks import DIRECTING, tasks


def read_text(text: str) -> Reading:
    """Read ``text``; the same text gives the same findings.

    Never raises. Offsets are into :attr:`Reading.text`, which is ``text`` in NFC.
    """
    shadow = Shadow.of(text)
    lines = Lines(shadow.text)
    own = identity(shadow)
    cited, spans = citations(shadow, lines, own.number_at)
    aimed = targets(shadow, lines, spans, own.identity.type in DIRECTING)
    issued = date.fromisoformat(own.identity.date) if own.identity.date else None
    return Reading(
        text=shadow.text,
        document=own.identity,
        citations=tuple(cited),
        targets=tuple(aimed),
        tasks=tuple(tasks(shadow, lines, aimed, own.identity.type, issued)),
    )


def read_file(path_or_bytes: str | Path | bytes, name: str | None = None) -> Reading:
    """Read a txt, html, docx or pdf file, given by path or as its bytes.

    ``name`` is the name it was sent under (by default the path's own).

    :raises UnreadableFile: empty, damaged, locked, too large, of another kind, or without text;
        its message is fit to show
    """
    return read_text(text_of_file(path_or_bytes, name))
