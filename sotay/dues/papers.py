"""A receipt as PDF, set by typst with the fonts we bring along; the same bytes each time."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from sotay.core.days import grouped, written
from sotay.dues.models import Receipt
from sotay.dues.rules import months

FONTS = Path(settings.BASE_DIR) / "sotay/ui/static/ui/vendor/fonts-print"
_ESCAPED = str.maketrans({c: "\\" + c for c in "\\#$*_`<>@[]~/=+-"})


def escaped(text: str) -> str:
    """Words as typst takes them: nothing in them is an instruction."""
    return re.sub(r"[ \t\r\n]+", " ", text.translate(_ESCAPED))


def receipt_pdf(receipt: Receipt, place: str, entries: list[Any], *, is_reversed: bool) -> bytes:
    """The receipt on a sheet of A5, lying. A reversed one says so across its head."""
    on = receipt.received_on
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
    made = typst.compile(  # type: ignore[call-overload]  # its types forget a source in memory
        source(receipt, place, entries, is_reversed=is_reversed).encode(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        timestamp=int(moment.timestamp()),
    )
    return bytes(made)


def source(receipt: Receipt, place: str, entries: list[Any], *, is_reversed: bool) -> str:
    """The receipt in typst's own language. Formal papers are Vietnamese whatever the screen is."""
    on = receipt.received_on
    rows = ", ".join(
        f"[{escaped(months.written(entry.month))}], [{grouped(entry.amount)}]" for entry in entries
    )
    void = (
        '#align(center)[#text(size: 15pt, fill: rgb("#A3191F"))[#strong[ĐÃ HỦY]]]\n'
        if is_reversed
        else ""
    )
    return f"""#set document(title: "Phiếu thu {receipt.code}")
#set page(paper: "a5", flipped: true, margin: 15mm)
#set text(font: "Tinos", size: 12pt, lang: "vi", hyphenate: false)
#grid(columns: (50%, 50%), align: center,
  [#strong[{escaped(place.upper())}]],
  [#strong[ĐẢNG CỘNG SẢN VIỆT NAM]])
#v(4mm)
#align(center)[#text(size: 15pt)[#strong[PHIẾU THU ĐẢNG PHÍ]] \\ Số {escaped(receipt.code)}]
{void}
Đồng chí: #strong[{escaped(receipt.member_name)}]

Số tiền: #strong[{grouped(receipt.amount)} đồng] ({escaped(receipt.get_method_display())})

#table(columns: (1fr, 1fr), stroke: 0.4pt, align: (left, right),
  table.header([#strong[Tháng]], [#strong[Số tiền (đồng)]]), {rows})

#grid(columns: (50%, 50%), align: center, [],
  [#emph[Ngày {escaped(written(on))}] \\ #strong[Người thu] #v(14mm)
   {escaped(receipt.made_by.full_name)}])
"""
