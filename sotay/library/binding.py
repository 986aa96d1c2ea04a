"""Our own chapters bound into an EPUB: the smallest that every reader opens."""

import html
import io
import zipfile
from collections.abc import Mapping, Sequence

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier>
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>vi</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
{items}</manifest><spine>{spine}</spine></package>
"""
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="vi">
<head><title>{title}</title></head><body>{body}</body></html>
"""


def epub(
    title: str,
    author: str,
    chapters: Sequence[tuple[str, str]],
    extra: Mapping[str, bytes] | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """A book of chapters, each a heading and cleaned markup. ``extra``: more parts by name.

    ``pictures`` are PNG by the name that the markup gives them.

    The same chapters always make the same bytes.
    """
    said = html.escape
    names = [f"c{number}.xhtml" for number in range(1, len(chapters) + 1)]
    links = "".join(
        f'<li><a href="{name}">{said(heading)}</a></li>'
        for name, (heading, _body) in zip(names, chapters, strict=True)
    )
    parts: dict[str, bytes] = {
        "META-INF/container.xml": _CONTAINER.encode(),
        "book/book.opf": _PACKAGE.format(
            identifier=f"urn:sotay:{said(title)}",
            title=said(title),
            author=said(author),
            items="\n".join(
                f'<item id="{name[:-6]}" href="{name}" media-type="application/xhtml+xml"/>'
                for name in names
            )
            + "".join(
                f'\n<item id="p{number}" href="{said(name)}" media-type="image/png"/>'
                for number, name in enumerate(pictures or {}, start=1)
            ),
            spine="".join(f'<itemref idref="{name[:-6]}"/>' for name in names),
        ).encode(),
        "book/nav.xhtml": _PAGE.format(
            title=said(title), body=f'<nav epub:type="toc"><ol>{links}</ol></nav>'
        ).encode(),
    }
    for name, (heading, body) in zip(names, chapters, strict=True):
        page = _PAGE.format(title=said(heading), body=f"<h1>{said(heading)}</h1>{body}")
        parts[f"book/{name}"] = page.encode()
    parts |= {f"book/{name}": data for name, data in (pictures or {}).items()}
    parts |= extra or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(_entry("mimetype"), b"application/epub+zip")
        for name, data in parts.items():
            packed.writestr(_entry(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
