"""Pictures of a chapter's markup: each gets the number it was taken in under, and no address.

Whatever the markup said of a picture is written anew, so nothing of the book's own stays but the
words for who does not see it.
"""

import re
from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.volumes.epub_contents import inside
from sotay.library.extracting.gallery import Gallery

WORDS_MOST = 500  # letters of what is said of a picture
_ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//|/\\|\\)", re.IGNORECASE)
_LINK = "{http://www.w3.org/1999/xlink}href"


class Illustrations:
    """Of one chapter. ``folder`` is where its addresses begin, ``there`` are the book's parts."""

    def __init__(
        self,
        folder: str,
        there: Collection[str],
        read: Callable[[str], bytes | None],
        gallery: Gallery,
    ) -> None:
        self.folder, self.there, self.read, self.gallery = folder, there, read, gallery

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
            self.gallery.left_out.add(f"{self.folder} {len(self.gallery.left_out)}")
            _write(drawing, "p", _missing(said))

    @staticmethod
    def _address(image: Any) -> str:
        return image.get(_LINK) or image.get("xlink:href") or image.get("href") or ""

    def _image(self, element: Any, address: str, said: str) -> None:
        words = " ".join(said.split())[:WORDS_MOST]
        if _ELSEWHERE.match(address) or not address.strip():
            # Not in the book: never fetched. A mark without words was for nobody to see.
            self.gallery.left_out.add(address[:200])
            _write(element, "span", _missing(words) if words else "")
            return
        path = inside(self.folder, address.strip())
        picture = self.gallery.take(path, lambda: self.read(path))
        if picture is None:
            _write(element, "span", _missing(words))
            return
        _write(element, "img", "")
        element.set("data-picture", str(picture.number))
        element.set("width", str(picture.width))
        element.set("height", str(picture.height))
        element.set("alt", words)


def _missing(words: str) -> str:
    if words:
        return _("[Hình không hiện được: %(words)s]") % {"words": words}
    return _("[Hình không hiện được]")


def _write(element: Any, tag: str, words: str) -> None:
    """Make the element anew; what follows it stays where it is."""
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = tag, f" {words} " if words else "", tail
