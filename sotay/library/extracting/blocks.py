"""Cleaned markup and plain lines turned into paragraphs. Pure."""

import html
import re
from collections.abc import Iterable
from typing import Any

import lxml.html

from sotay.core.text import nfc
from sotay.core.volumes.texts import cleaned_html
from sotay.library.rules import Block

MOST_LETTERS = 20_000  # of one paragraph; a longer one is cut at a space
_SPACES = re.compile(r"[ \t\r\n\x0b\x0c\u00ad]+")
# What no page and no table can hold: control characters, half letters, no letters at all.
_NO_LETTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INSIDE = {"em", "strong", "b", "i", "u", "sub", "sup", "br"}
_ONE = {"p", "li", "dt", "dd", "blockquote", "pre", "caption", *_HEADINGS}
_CELLS = {"td", "th"}
_AMONG_WORDS = (400, 64)  # pixels: a smaller picture stands in its line, as a formula does


def from_html(text: str, *, with_pictures: bool = False) -> list[Block]:
    """The paragraphs of a web text or a chapter, in their order. Whatever could act is gone.

    With ``with_pictures`` pictures stay, by the numbers that the caller has written.
    """
    cleaned = cleaned_html(_NO_LETTER.sub(" ", nfc(text)), with_pictures=with_pictures)
    cleaned = _NO_LETTER.sub(" ", cleaned).strip()
    if not cleaned:
        return []
    root = lxml.html.fragment_fromstring(cleaned, create_parent="div")
    made: list[Block] = []
    _walk(root, made)
    return made


def _walk(node: Any, made: list[Block]) -> None:
    """Blocks of ``node``; words between blocks become paragraphs of their own."""
    loose = html.escape(node.text or "", quote=False)
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag and not _is_block(child):
            loose += _inside(child)
        else:
            _add(made, "p", loose)
            loose = ""
            if tag == "img":
                _add_picture(made, child)
            elif tag == "tr":
                cells = [_inner(cell) for cell in child if cell.tag in _CELLS]
                _add(made, "p", " · ".join(cell.strip() for cell in cells if cell.strip()))
            elif tag in _ONE and not any(_is_block(under) for under in child):
                _add(made, _shown(tag), _inner(child))
            elif tag:
                _walk(child, made)
        loose += html.escape(child.tail or "", quote=False)
    _add(made, "p", loose)


def _is_block(node: Any) -> bool:
    if node.tag == "img":
        return not _is_among_words(node)
    return isinstance(node.tag, str) and node.tag not in _INSIDE


def _is_among_words(image: Any) -> bool:
    return all(
        int(image.get(side, "0")) <= most
        for side, most in zip(("width", "height"), _AMONG_WORDS, strict=True)
    )


def _picture(image: Any) -> str:
    """A picture by its number; where it lies is written when the page is shown."""
    number, width, height = (
        int(image.get(one, "0")) for one in ("data-picture", "width", "height")
    )
    said = html.escape(image.get("alt", ""))
    return f'<img data-picture="{number}" width="{width}" height="{height}" alt="{said}">'


def _add_picture(made: list[Block], image: Any) -> None:
    said = " ".join(image.get("alt", "").split())
    made.append(Block(f"<figure>{_picture(image)}</figure>", said, is_picture=True))


def _shown(tag: str) -> str:
    """The tag a paragraph is shown by: the page itself has the only first heading."""
    if tag in ("h1", "h2"):
        return "h2"
    if tag in _HEADINGS:
        return "h3"
    return tag if tag in ("blockquote", "li") else "p"


def _inside(node: Any) -> str:
    if node.tag == "br":
        return "<br>"
    if node.tag == "img":
        return _picture(node)
    return f"<{node.tag}>{_inner(node)}</{node.tag}>"


def _inner(node: Any) -> str:
    made = html.escape(node.text or "", quote=False)
    for child in node:
        if isinstance(child.tag, str):
            is_inside = child.tag in _INSIDE or child.tag == "img"
            made += _inside(child) if is_inside else f" {_inner(child)} "
        made += html.escape(child.tail or "", quote=False)
    return made


def _add(made: list[Block], tag: str, inner: str) -> None:
    inner = _SPACES.sub(" ", inner).strip()
    words = plain(inner)
    if not words and "<img" not in inner:
        return
    if len(words) > MOST_LETTERS:
        for piece in _pieces(words):
            made.append(Block(f"<p>{html.escape(piece, quote=False)}</p>", piece))
        return
    if tag == "li":
        made.append(Block(f'<p class="item">{inner}</p>', words))
        return
    made.append(Block(f"<{tag}>{inner}</{tag}>", words, tag in ("h2", "h3")))


def _pieces(words: str) -> Iterable[str]:
    while words:
        cut = words.rfind(" ", 0, MOST_LETTERS) if len(words) > MOST_LETTERS else len(words)
        cut = cut if cut > 0 else MOST_LETTERS
        yield words[:cut].strip()
        words = words[cut:].strip()


def plain(markup: str) -> str:
    """The words of one paragraph without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", " " if "<br" in markup else "", markup)).strip()


_ENDS = re.compile(r"[.!?:;…”\"»)]\s*$")
_NUMBERED = re.compile(
    r"^(?:[IVXLC]+|\d{1,3}|[a-zđ])[.)]\s|^[-–•*+]\s|^(?:Điều|Chương|Mục|Phần)\s", re.I
)
_TITLE = re.compile(r"^(?:Chương|Phần|Mục|Bài|Điều|Phụ lục)\s+[\dIVXLC]+\b")


def from_lines(text: str, heading: str = "") -> list[Block]:
    """The paragraphs of plain text, as of a PDF's page: lines that go on are joined.

    ``heading`` is the page's name in the file's own outline: a line that says it is a heading.
    """
    made: list[Block] = []
    held = ""
    for raw in [*_NO_LETTER.sub(" ", nfc(text)).splitlines(), ""]:
        line = _SPACES.sub(" ", raw).strip()
        if held and (not line or line == heading or _begins_anew(held, line)):
            _add_line(made, held)
            held = ""
        if line and line == heading:
            made.append(Block(f"<h3>{html.escape(line, quote=False)}</h3>", line, is_heading=True))
        elif line:
            # A word broken over two lines is one word again.
            held = held[:-1] + line if held.endswith("\u2010") else f"{held} {line}".strip()
    return made


def _begins_anew(before: str, line: str) -> bool:
    return bool(
        _NUMBERED.match(line)
        or _is_title(before)
        or _is_title(line)
        or (_ENDS.search(before) and line[:1].isupper())
    )


def _is_title(line: str) -> bool:
    return len(line) <= 120 and bool(_TITLE.match(line) or (line.isupper() and len(line) > 3))


def _add_line(made: list[Block], line: str) -> None:
    for piece in _pieces(line):
        inner = html.escape(piece, quote=False)
        if _is_title(piece):
            made.append(Block(f"<h3>{inner}</h3>", piece, is_heading=True))
        else:
            made.append(Block(f"<p>{inner}</p>", piece))
