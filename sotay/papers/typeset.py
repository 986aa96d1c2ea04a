"""Setting a paper with typst and the fonts we bring along; the same bytes each time."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import typst
from django.conf import settings

from sotay.papers.layout import Layout

FONTS = Path(settings.BASE_DIR) / "sotay/ui/static/ui/vendor/fonts-print"
FONT = "Tinos"  # metric twin of Times New Roman
NEW_LINE = " \\ "
_ESCAPED = str.maketrans({c: "\\" + c for c in "\\#$*_`<>@[]~/=+-"})


def string(text: str) -> str:
    """Words inside the quotation marks of typst."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def escaped(text: str) -> str:
    """Words as typst takes them: nothing in them is an instruction, nor a number a list's."""
    words = re.sub(r"[ \t\r\n]+", " ", text.translate(_ESCAPED))
    return re.sub(r"^( ?\d+)\.(?= |$)", r"\1\\.", words)


def strong(text: str) -> str:
    """Bold words. The function, not the star: a star beside a letter is a star."""
    return f"#strong[{escaped(text)}]"


def emph(text: str) -> str:
    return f"#emph[{escaped(text)}]"


def preamble(layout: Layout, *, title: str, author: str) -> str:
    """Page, letters and lines by the measures of ``layout``."""
    leading = layout.line_points - layout.body_points
    return "\n\n".join(
        [
            f'#set document(title: "{string(title)}", author: "{string(author)}")',
            f"#set page(width: 210mm, height: 297mm, margin: (top: {layout.top}mm, bottom:"
            f" {layout.bottom}mm, left: {layout.left}mm, right: {layout.right}mm), header: context"
            " if counter(page).get().first() > 1 [#align(center)[#counter(page).display()]])",
            # A line is as high as its letters: line and leading make the distance of the rule.
            f'#set text(font: "{FONT}", size: {layout.body_points}pt, lang: "vi",'
            " hyphenate: false, top-edge: 0.8em, bottom-edge: -0.2em)",
            f"#set par(justify: true, leading: {leading}pt, spacing: {leading + 4}pt,"
            f" first-line-indent: (amount: {layout.indent_mm}mm, all: true))",
        ]
    )


def head(superior: str, organ: str, symbol: str, place_and_day: str) -> str:
    """Who issues at the left, the Party's name with place and day at the right."""
    left = [escaped(superior.upper())] if superior else []
    left += [strong(organ.upper()), "\\*", f"Số {escaped(symbol)}"]
    right = [
        "#strong[ĐẢNG CỘNG SẢN VIỆT NAM]#v(-4pt)#line(length: 67mm, stroke: 0.6pt)#v(2pt)",
        emph(place_and_day),
    ]
    return (
        "#set par(first-line-indent: 0mm)\n#grid(columns: (45%, 55%), align: center,"
        f" [{NEW_LINE.join(left)}], [{' '.join(right)}])\n#v(8pt)"
    )


def pdf_of(source: str, day: date) -> bytes:
    """A source in typst's language as PDF, dated ``day``."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    made = typst.compile(  # type: ignore[call-overload]  # its types forget a source in memory
        source.encode(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        timestamp=int(moment.timestamp()),
    )
    return bytes(made)
