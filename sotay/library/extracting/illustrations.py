"""Pictures of a chapter's markup: each gets the number it was taken in under, and no address.

Whatever the markup said of a picture is written anew, so nothing of the book's own stays but the
words for who does not see it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.volumes.epub_contents import inside
from sotay.core.volumes.web_pictures import ELSEWHERE, LOST, bytes_of
from sotay.library.extracting.gallery import Gallery

WORDS_MOST = 500  # letters of what is said of a picture
_LINK = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True)
class Found:
    """A picture that an address leads to. ``name`` knows it again; bytes are read when needed."""

    name: str
    read: Callable[[], bytes | None]


Find = Callable[[str], Found | None]


def in_a_book(folder: str, read: Callable[[str], bytes | None]) -> Find:
    """Addresses written in ``folder`` of a book; ``None`` for what lies outside it."""

    def find(address: str) -> Found | None:
        if ELSEWHERE.match(address) or not address.strip():
            return None
        path = inside(folder, address.strip())
        return Found(path, lambda: read(path))

    return find


def in_the_text() -> Find:
    """Pictures that a web text carries in its addresses; what was lost is lost each by itself."""
    lost = count()

    def find(address: str) -> Found | None:
        if address == LOST:
            return Found(f"{LOST}{next(lost)}", lambda: None)
        if not address.startswith("data:"):
            return None
        name = f"data:{hashlib.sha256(address.encode()).hexdigest()}"
        return Found(name, lambda: bytes_of(address))

    return find


class Illustrations:
    """Of one chapter. ``find`` says what an address leads to."""

    def __init__(self, find: Find, gallery: Gallery) -> None:
        self.find, self.gallery = find, gallery

    def number(self, body: Any) -> None:
        """Write the numbers into the markup; what cannot be shown leaves a sentence there."""
        for image in list(body.iter("img")):
            self._image(image, image.get("src") or "", image.get("alt") or "")
        for drawing in list(body.iter("svg")):
            self._drawing(drawing)
        for caption in list(body.iter("figcaption")):
            if caption.find(".//p") is None:
                caption.tag = "p"

    def _drawing(self, drawing: Any) -> None:
        """A drawing that only frames a picture, as covers do, is that picture; another is none."""
        said = drawing.get("aria-label") or drawing.findtext(".//title") or ""
        framed = [one for one in drawing.iter("image") if self._address(one)]
        draws = any(one.tag in ("path", "text", "rect", "use", "circle") for one in drawing.iter())
        if len(framed) == 1 and not draws:
            self._image(drawing, self._address(framed[0]), said)
        else:
            self._leave_out()
            _write(drawing, "p", _missing(said))

    @staticmethod
    def _address(image: Any) -> str:
        return image.get(_LINK) or image.get("xlink:href") or image.get("href") or ""

    def _image(self, element: Any, address: str, said: str) -> None:
        words = " ".join(said.split())[:WORDS_MOST]
        found = self.find(address)
        if found is None:
            # Not in the file: never fetched. A mark without words was for nobody to see.
            self._leave_out()
            _write(element, "span", _missing(words) if words else "")
            return
        picture = self.gallery.take(found.name, found.read)
        if picture is None:
            _write(element, "span", _missing(words))
            return
        _write(element, "img", "")
        element.set("data-picture", str(picture.number))
        element.set("width", str(picture.width))
        element.set("height", str(picture.height))
        element.set("alt", words)

    def _leave_out(self) -> None:
        self.gallery.left_out.add(f"? {len(self.gallery.left_out)}")


def _missing(words: str) -> str:
    if words:
        return _("[Hình không hiện được: %(words)s]") % {"words": words}
    return _("[Hình không hiện được]")


def _write(element: Any, tag: str, words: str) -> None:
    """Make the element anew; what follows it stays where it is."""
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = tag, f" {words} " if words else "", tail
