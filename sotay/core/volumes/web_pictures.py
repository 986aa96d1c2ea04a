"""Pictures that a web text carries in itself: drawn again when it is taken in, within bounds.

What is kept, and handed out again, holds only what the house drew. A picture at an address is never
fetched; of one that cannot be shown the place and its words stay.
"""

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from sotay.core.volumes.kinds import MOST_TEXT, MOST_UNPACKED
from sotay.core.volumes.pictures import drawn_again, pixels_of

MOST_PICTURES = 200  # of one text
MOST_PIXELS = MOST_UNPACKED // 10  # of all of them; some seconds' work while somebody waits
MOST_LOST = 2_000  # of one text: so many captions, and no more
LOST = "data:,"  # the address of a picture that stood here and cannot be shown
_DATA = re.compile(r"\s*data:([^,]{0,200}),", re.IGNORECASE)
# An address that leads out of the file it stands in.
ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|/\\|\\)", re.IGNORECASE)


class WebPictures:
    """Of one text: how many were drawn, and how much was unpacked for them."""

    def __init__(self) -> None:
        self.count = self.pixels = self.lost = self.room = 0
        self._known: dict[str, str] = {}

    def address(self, given: str) -> str | None:
        """What stands in the kept text for an address; ``None``: none, it lay elsewhere."""
        if _DATA.match(given) is None:
            return None if not given.strip() or ELSEWHERE.match(given) else self._lost()
        if given not in self._known:
            self._known[given] = self._drawn(bytes_of(given))
        found = self._known[given]
        self.room += len(found)
        # One that is shown again and again would swell the text past what may be kept of it.
        return self._lost() if found == LOST or self.room > MOST_TEXT else found

    def _lost(self) -> str | None:
        """The place of a lost picture is kept, but not the places of thousands."""
        self.lost += 1
        return LOST if self.lost <= MOST_LOST else None

    def _drawn(self, data: bytes) -> str:
        pixels = pixels_of(data)
        if not pixels or self.count >= MOST_PICTURES or self.pixels + pixels > MOST_PIXELS:
            return LOST
        self.pixels += pixels
        drawn = drawn_again(data)
        if drawn is None:
            return LOST
        self.count += 1
        return "data:image/webp;base64," + base64.b64encode(drawn.data).decode()


def bytes_of(address: str) -> bytes:
    """What a ``data:`` address holds; nothing where it is none, or torn."""
    head = _DATA.match(address)
    if head is None:
        return b""
    rest = address[head.end() :]
    if not head.group(1).lower().rstrip().endswith(";base64"):
        return unquote_to_bytes(rest)
    try:
        return base64.b64decode(re.sub(r"%3D", "=", re.sub(r"\s+", "", rest), flags=re.I))
    except (binascii.Error, ValueError):
        return b""
