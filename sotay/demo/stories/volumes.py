"""Files of the demonstration's library: invented texts bound, printed, photographed; a bell."""

import base64
import html
import io
import math
import struct
import wave

import typst
from PIL import Image

from sotay.demo.stories.books import BookSpec
from sotay.library.binding import epub

_SAID = "Sơ đồ bốn bước: chuẩn bị, bàn, giao việc, kiểm tra; kiểm tra xong thì chuẩn bị kỳ sau"
_PAGE = "#set page(width: 15cm, height: 21cm)\n"
RATE = 8_000  # samples in a second: enough for a bell, and small
STROKE_SECONDS = 5


def bound(book: BookSpec, *, is_drawn: bool = False) -> bytes:
    """An EPUB; ``is_drawn``: its first chapter opens with a drawing of the work's steps."""
    chapters = [
        (heading, "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs))
        for heading, paragraphs in book.chapters
    ]
    if not is_drawn:
        return epub(book.name, book.author, chapters)
    heading, body = chapters[0]
    figure = (
        f'<figure><img src="so-do.png" alt="{_SAID}"/><figcaption>Bốn bước</figcaption></figure>'
    )
    chapters[0] = (heading, figure + body)
    return epub(book.name, book.author, chapters, pictures={"so-do.png": _steps(book.matter)})


def _steps(matter: str) -> bytes:
    steps = "".join(
        f'box(fill: rgb("#f6ecd2"), stroke: 1pt + rgb("#a3191f"), inset: 8pt)[{step}], '
        for step in ("1. Chuẩn bị", "2. Bàn", "3. Giao việc", "4. Kiểm tra")
    )
    name = matter[:1].upper() + matter[1:]
    source = (
        "#set page(width: 13cm, height: auto, margin: 8pt)\n#set text(size: 13pt)\n"
        f"#align(center)[*{name}*\n\n#grid(columns: 4, gutter: 8pt, {steps})]"
    )
    return typst.compile(source.encode(), format="png", ppi=140)


def printed(book: BookSpec) -> bytes:
    """A PDF with its letters and its outline."""
    pages = "\n#pagebreak()\n".join(
        f"= {heading}\n\n" + "\n\n".join(one.replace("#", "") for one in paragraphs)
        for heading, paragraphs in book.chapters
    )
    return typst.compile(f"{_PAGE}{pages}".encode())


def photographed(book: BookSpec) -> bytes:
    """A PDF of two pages of paper put under a camera: pictures without a letter."""
    leaves = []
    for heading, paragraphs in book.chapters[:2]:
        text = f"{_PAGE}= {heading}\n\n" + "\n\n".join(paragraphs[:3])
        drawn = typst.compile(text.encode(), format="png", ppi=150)
        leaves.append(Image.open(io.BytesIO(drawn)).convert("L"))
    out = io.BytesIO()
    leaves[0].save(out, "PDF", save_all=True, append_images=leaves[1:], resolution=150)
    return out.getvalue()


def plain(book: BookSpec) -> bytes:
    text = "\n\n".join(
        f"{heading.upper()}\n\n" + "\n\n".join(paragraphs) for heading, paragraphs in book.chapters
    )
    return text.encode()


def web(book: BookSpec) -> bytes:
    """A page that carries its drawing in itself, as word processors write it."""
    drawing = base64.b64encode(_steps(book.matter)).decode()
    body = f'<img src="data:image/png;base64,{drawing}" alt="{_SAID}">' + "".join(
        f"<h1>{html.escape(heading)}</h1>"
        + "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs)
        for heading, paragraphs in book.chapters
    )
    return f"<html><body>{body}</body></html>".encode()


def bells(strokes: int) -> bytes:
    """A recording of a bell struck so many times, three heights by turns, made by arithmetic."""
    tones = [_stroke(height) for height in (392.0, 440.0, 523.25)]
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for number in range(strokes):
            sound.writeframes(tones[number % len(tones)])
    return out.getvalue()


def _stroke(height: float) -> bytes:
    """One stroke dying away: the bell's own tone and the overtones that make it a bell."""
    partials = (
        (0.5, 0.5, 0.6),
        (1.0, 0.9, 1.0),
        (1.19, 0.4, 1.4),
        (2.0, 0.35, 2.2),
        (3.01, 0.2, 3.5),
    )
    samples = []
    for at in range(RATE * STROKE_SECONDS):
        second = at / RATE
        value = sum(
            loud * math.exp(-fade * second) * math.sin(2 * math.pi * height * ratio * second)
            for ratio, loud, fade in partials
        )
        samples.append(int(value / 2.4 * 30_000 * min(second * 200, 1)))
    return struct.pack(f"<{len(samples)}h", *samples)
