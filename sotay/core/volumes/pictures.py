"""Pictures inside a book: drawn again, so that nothing of the file but what is seen is kept.

Drawings in SVG are not taken: they are programs. What stood behind a picture (place, words, a
second file) goes with the old bytes.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from sotay.core import files

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 24_000_000  # told by the head, before anything is unpacked
LONGEST_SIDE = 1_600  # pixels kept
_PHOTOGRAPH, _DRAWING = 80, 90  # quality; lines and letters show what is lost sooner


@dataclass(frozen=True)
class Drawn:
    """A picture as WebP on a white ground."""

    data: bytes
    width: int
    height: int


def drawn_again(data: bytes) -> Drawn | None:
    """The picture, upright and no larger than is read; ``None`` for what is none, or swells."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                width, height = picture.size
                is_photograph = picture.format == "JPEG"
                if (
                    width * height > MOST_PIXELS
                    or not (width and height)
                    or (is_photograph and files.swells_in_time(data))
                ):
                    return None
                if is_photograph:
                    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
                picture.load()
                flat = _on_white(ImageOps.exif_transpose(picture))
        flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        flat.save(out, "WEBP", quality=_PHOTOGRAPH if is_photograph else _DRAWING)
    except Exception:  # decoders fail in many ways on made-up bytes: all say it is no picture
        return None
    return Drawn(out.getvalue(), *flat.size)


def pixels_of(data: bytes) -> int:
    """How many pixels a picture unpacks to, told by its head alone; 0: it is none.

    A photograph is unpacked no larger than it is kept.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.format == "JPEG":
                    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
                return picture.size[0] * picture.size[1]
    except Exception:  # as below: made-up bytes fail in many ways
        return 0


def _on_white(picture: Image.Image) -> Image.Image:
    """Black lines on nothing would be gone on a dark ground."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    flat = picture.convert("RGB")
    flat.info.clear()
    return flat
