"""Charts for print: the markup of the page, set by typst with the fonts we bring along."""

import io

import typst
from django.template.loader import render_to_string
from PIL import Image

from sotay.papers.typeset import FONTS, string
from sotay.ui.charts import Drawing

WIDTH_MM = 165  # between the margins of the page
DOTS_PER_INCH = 300


def image(drawing: Drawing) -> str:
    """The drawing in typst's language: lines and letters, not dots; told to who cannot see it."""
    svg = render_to_string("ui/components/chart.html", {"drawing": drawing}).strip()
    return (
        f'#image(bytes("{string(svg)}"), format: "svg", width: 100%,'
        f' alt: "{string(drawing.sentence)}")'
    )


def png_bytes(drawing: Drawing) -> bytes:
    """The drawing as a picture for Word, at ``DOTS_PER_INCH``; the same bytes each time.

    Every version of Word and LibreOffice shows a PNG; a drawing in SVG only the newer ones.
    """
    page = f"#set page(width: {WIDTH_MM}mm, height: auto, margin: 0mm)\n{image(drawing)}"
    made = typst.compile(  # type: ignore[call-overload]  # its types forget a source in memory
        page.encode(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=DOTS_PER_INCH,
    )
    kept = io.BytesIO()
    with Image.open(io.BytesIO(bytes(made))) as dots:
        few = dots.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        few.save(kept, "PNG", optimize=True, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return kept.getvalue()
