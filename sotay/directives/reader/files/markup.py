"""The running text of a web page: blocks on lines of their own, scripts and styles left out."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from sotay.directives.reader.files.plain import decode
from sotay.directives.reader.shadow import listed

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE
)
_XML_HEAD = re.compile(r"\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = listed("script style noscript template head svg object iframe")
_BLOCKS = listed(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody"
    " thead tr ul"
)
_CELLS = listed("td th")


def text_of_page(data: bytes) -> str | None:
    """The text of a page, or ``None`` if it cannot be decoded or holds no markup tree."""
    declared = _DECLARED.search(data[:4096])
    source = decode(data, declared[1].decode("ascii") if declared else None)
    if source is None:
        return None
    source = _XML_HEAD.sub("", source, count=1).replace("\x00", "")
    parser = lxml_html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return _running_text(root)


def _running_text(root: etree._Element) -> str:
    parts: list[str] = []
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            unseen += tag in _UNSEEN
            if not unseen:
                if tag in _BLOCKS:
                    parts.append("\n")
                if element.text:
                    parts.append(_SPACE.sub(" ", element.text))
        else:
            if not unseen:
                if tag in _BLOCKS and tag != "br":
                    parts.append("\n")
                elif tag in _CELLS:
                    parts.append("\t")
            unseen -= tag in _UNSEEN
            if element.tail and not unseen:
                parts.append(_SPACE.sub(" ", element.tail))
    lines = [line.strip(" \t") for line in "".join(parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
