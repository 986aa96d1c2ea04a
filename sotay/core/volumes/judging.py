"""What kind a file is, told by its bytes and never by its name."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sotay.core import files
from sotay.core.volumes import refusals
from sotay.core.volumes.epubs import judge_epub
from sotay.core.volumes.kinds import EPUB, MOST_TEXT
from sotay.core.volumes.pdfs import judge_pdf
from sotay.core.volumes.recordings import kind_of_recording
from sotay.core.volumes.texts import judge_text


def judge(draft: Path, size: int, name: str) -> tuple[str, bytes | None]:
    """The kind of the file, and its cleaned bytes where they differ from what came.

    :raises BadInput: of no kind taken, or refused by the room of its kind
    """
    with draft.open("rb") as stream, _mapped(stream) as data:
        head = bytes(data[:4096])
        if b"%PDF-" in head[:1024]:
            judge_pdf(data, draft, name)
            return files.PDF, None
        if head.startswith(b"PK\x03\x04"):
            judge_epub(stream, size, name)
            return EPUB, None
        if (recording := kind_of_recording(data)) is not None:
            return recording, None
    if size > MOST_TEXT:
        raise refusals.unknown(name)
    return judge_text(draft.read_bytes(), name)


@contextmanager
def _mapped(stream: IO[bytes]) -> Iterator[mmap.mmap]:
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data
