"""Pictures of one book, taken in as its chapters come to them: each once, within bounds.

What was taken in before the work was cut short is known again by its name in the book.
"""

from collections.abc import Callable

from sotay.core import files
from sotay.core.volumes.pictures import Drawn, drawn_again, pixels_of
from sotay.library.models import Edition, Picture

MOST_PICTURES = 1_000  # of one book
MOST_BYTES = 60 * 1024 * 1024  # of all of them, drawn again: a device keeps them with the book
MOST_PIXELS = 2_000_000_000  # of all of them, as their heads tell: some minutes' work
LONGEST_NAME = 1_024  # letters, as the table has it


class Gallery:
    """``left_out`` are names of what a chapter shows and the reader does not."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.known = {row.part: row for row in edition.pictures.select_related("file")}
        self.used = sum(row.file.size for row in self.known.values())
        self.unpacked = 0  # pixels
        self.left_out: set[str] = set()

    def take(self, part: str, read: Callable[[], bytes | None]) -> Picture | None:
        """The picture in this part of the book; ``None`` where it cannot be shown."""
        if part in self.known:
            return self.known[part]
        if part in self.left_out:
            return None
        has_room = len(self.known) < MOST_PICTURES and self.used < MOST_BYTES
        data = read() if has_room and len(part) <= LONGEST_NAME else None
        drawn = self._drawn(data) if data is not None else None
        if drawn is None or self.used + len(drawn.data) > MOST_BYTES:
            self.left_out.add(part)
            return None
        picture = Picture.objects.create(
            edition=self.edition,
            number=len(self.known) + 1,
            part=part,
            file=files.keep_made(drawn.data, files.WEBP),
            width=drawn.width,
            height=drawn.height,
        )
        self.known[part] = picture
        self.used += len(drawn.data)
        return picture

    def _drawn(self, data: bytes) -> Drawn | None:
        """Drawn again, unless all together have unpacked to too much: then nothing more is."""
        self.unpacked += pixels_of(data)
        return drawn_again(data) if self.unpacked <= MOST_PIXELS else None
