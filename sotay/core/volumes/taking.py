"""The way in: a file counted and hashed on its way to the disk, judged there, and kept once."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sotay.core import files
from sotay.core.errors import BadInput
from sotay.core.models import StoredFile
from sotay.core.volumes import refusals
from sotay.core.volumes.judging import judge
from sotay.core.volumes.kinds import AUDIO, EPUB, EXTENSIONS, PIECE

_TOLD = {
    "pdf": (files.PDF,),
    "epub": (EPUB,),
    **dict.fromkeys(("mp3", "m4a", "aac", "ogg", "oga", "opus", "wav", "flac", "wma"), AUDIO),
}


class Chunks(Protocol):
    """Anything to be read piece by piece."""

    def read(self, size: int, /) -> bytes: ...


def take_in(content: Chunks | bytes, *, name: str, limit: int) -> StoredFile:
    """Judge and keep a PDF, an EPUB, a text or web text, or a recording (MP3, M4A, OGG, WAV).

    ``name`` is only for the sentences of a refusal. At most ``limit`` bytes and a piece more are
    ever read. A web text is kept cleaned, so that nothing in it can act.

    :raises BadInput: too long, empty, broken, locked, of a kind not taken, able to act, swelling
    """
    shown = files.shown_name(name)
    stream: Chunks = io.BytesIO(content) if isinstance(content, bytes) else content
    with _draft(stream, shown, limit) as (draft, digest, size):
        known = StoredFile.objects.filter(digest=digest).first()
        if known is not None and files.path_of(known).exists() and known.media_type in EXTENSIONS:
            _require_named_so(shown, known.media_type)
            return known
        media_type, cleaned = judge(draft, size, shown)
        _require_named_so(shown, media_type)
        if cleaned is not None:
            draft.write_bytes(cleaned)
            digest, size = hashlib.sha256(cleaned).hexdigest(), len(cleaned)
        return _keep(draft, digest, size, media_type)


def _require_named_so(name: str, media_type: str) -> None:
    """A name tells nothing of a file; but where it tells of a recording or a book, and the bytes
    are a page, something went wrong on the way, and nobody would find it on the shelf.

    :raises BadInput: the end of the name is of another kind
    """
    _stem, dot, end = name.rpartition(".")
    told = _TOLD.get(end.lower()) if dot else None
    if told is not None and media_type not in told:
        raise refusals.named_otherwise(name)


@contextmanager
def _draft(stream: Chunks, name: str, limit: int) -> Iterator[tuple[Path, str, int]]:
    folder = Path(settings.EVIDENCE_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=folder, prefix=".draft-")
    draft, digest, size = Path(written), hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as out:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > limit:
                    raise refusals.too_long(name, limit)
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise BadInput(
                _("Tệp “%(name)s” rỗng. Đồng chí kiểm tra và chọn lại tệp.") % {"name": name}
            )
        yield draft, digest.hexdigest(), size
    finally:
        draft.unlink(missing_ok=True)


def _keep(draft: Path, digest: str, size: int, media_type: str) -> StoredFile:
    place = Path(settings.EVIDENCE_DIR) / digest[:2] / digest[2:4] / digest
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(draft, place)  # whole or not at all; the draft's own name goes afterwards
    try:
        with transaction.atomic():
            stored, _made = StoredFile.objects.get_or_create(
                digest=digest, defaults={"size": size, "media_type": media_type}
            )
    except IntegrityError:  # somebody offered the same file at the same moment
        stored = StoredFile.objects.get(digest=digest)
    return stored
