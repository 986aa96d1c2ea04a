"""Lists of members, in Excel or CSV, as offices have them, taken into the register.

``core.tables`` turns a file into rows, ``headings`` finds out which column is what, ``checking``
names every problem by row and column, ``duplicates`` compares with the register, ``applying``
writes all or nothing and can take it back. Nothing here knows HTTP; :func:`import_file` is the
whole way for a program, pages go step by step.
"""

from datetime import date

from sotay.core.tables import read_file
from sotay.members.importing.applying import (
    ImportRefused,
    ImportStopped,
    Preview,
    Progress,
    Tell,
    apply,
    ask_to_stop,
    choose,
    forget_files,
    mark,
    preview,
    progress_of,
    set_headings,
    start,
    undo,
)
from sotay.members.importing.running import defer, work
from sotay.members.models import ImportRun
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation


def import_file(
    *,
    actor: Actor,
    organisation: Organisation,
    data: bytes,
    file_name: str,
    as_of: date,
    tell: Tell | None = None,
) -> ImportRun:
    """Read, check and apply in one go. A second time with the same file changes nothing.

    :raises PermissionDenied: no office held today lets ``actor`` import into ``organisation``
    :raises BadInput: the file cannot be read
    :raises ImportRefused: something in it must be mended or decided first; nothing was written
    """
    require(actor, "members.import", organisation)
    sheets = read_file(data)
    run = start(
        actor=actor,
        organisation=organisation,
        data=data,
        file_name=file_name,
        as_of=as_of,
        sheets=sheets,
    )
    return apply(actor=actor, run=run, tell=tell, sheets=sheets)


__all__ = [
    "ImportRefused",
    "ImportStopped",
    "Preview",
    "Progress",
    "apply",
    "ask_to_stop",
    "choose",
    "defer",
    "forget_files",
    "import_file",
    "mark",
    "preview",
    "progress_of",
    "set_headings",
    "start",
    "undo",
    "work",
]
