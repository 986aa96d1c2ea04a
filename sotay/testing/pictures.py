"""Pictures that stand for photographs in tests."""

import io

from PIL import Image


def photograph(number: int) -> bytes:
    """A JPEG whose bytes depend on ``number`` alone, so two numbers are two files."""
    kept = io.BytesIO()
    shade = (number * 37 % 256, number // 7 % 256, 90)
    Image.new("RGB", (48, 30), shade).save(kept, "JPEG", quality=80)
    return kept.getvalue()
