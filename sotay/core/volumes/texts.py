"""Texts: plain ones kept as they are, web pages cleaned before they are kept."""

import re

import nh3

from sotay.core import files
from sotay.core.volumes import refusals
from sotay.core.volumes.kinds import HTML
from sotay.core.volumes.web_pictures import WebPictures

_TAGS = frozenset(
    "p br h1 h2 h3 h4 h5 h6 em strong b i u sub sup ul ol li blockquote pre hr dl dt dd"
    " table caption thead tbody tfoot tr th td div section article span a".split()
)
_GONE_WITH_WHAT_IS_IN_THEM = frozenset(
    "script style svg math iframe object embed form template noscript head title audio video"
    " canvas".split()
)
_KEPT = _TAGS - {"a", "span", "section", "article"}
_DEEPEST = 3_000  # tags inside one another, as far as can be told from outside
_MOST_WORK = 50_000_000  # tags, each as often as it lies in another: the work of who reads them
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Tags that hold nothing, that need not be closed, or that close their like.
_UNCOUNTED = frozenset(
    "a area base br col embed hr img input link meta param source track wbr"
    " p li dt dd tr td th thead tbody tfoot colgroup option optgroup html body head".split()
)
_OF_PICTURES = frozenset({"data-picture", "width", "height", "alt"})


def judge_text(data: bytes, name: str) -> tuple[str, bytes | None]:
    """The kind of a text, and its cleaned bytes if it is a web page.

    :raises BadInput: a program, able to act, not in UTF-8, or with nothing left in it
    """
    if data.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        raise refusals.acting(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refusals.unknown(name) from None
    if re.search(r"[\x00-\x08\x0b\x0e-\x1f]", text):
        raise refusals.unknown(name)
    if re.search(r"<\s*(!doctype\s+html|html|body|p|h[1-6]|div)\b", text[:65536], re.IGNORECASE):
        if is_too_deep(text):
            raise refusals.swelling(name)
        cleaned = _kept_html(text).strip()
        if not cleaned:
            raise refusals.broken(name)
        return HTML, cleaned.encode()
    if re.search(r"<\s*(script|svg|iframe|\?xml|!entity)\b", text[:65536], re.IGNORECASE):
        raise refusals.acting(name)
    return files.TEXT, None


def is_too_deep(text: str) -> bool:
    """Whether tags lie in one another farther than in any page that somebody wrote."""
    depth = work = 0
    for found in _TAG.finditer(text):
        work += depth
        if found.group(2).lower() not in _UNCOUNTED:
            depth = max(depth + (-1 if found.group(1) else 1), 0)
        if depth > _DEEPEST or work > _MOST_WORK:
            return True
    return False


def _kept_html(text: str) -> str:
    """A web text as it is kept: words, their order, and pictures that were drawn again."""
    pictures = WebPictures()

    def kept(tag: str, name: str, value: str) -> str | None:
        return pictures.address(value) if (tag, name) == ("img", "src") else value

    cleaned: str = nh3.clean(
        text,
        tags=set(_KEPT | {"img"}),
        clean_content_tags=set(_GONE_WITH_WHAT_IS_IN_THEM),
        attributes={"img": {"src", "alt"}},
        attribute_filter=kept,
        url_schemes={"data"},
        link_rel=None,
    )
    return cleaned.replace("<img>", "")  # neither seen nor told: a mark for nobody


def cleaned_html(text: str, *, with_pictures: bool = False) -> str:
    """Only words and their order: no address, no picture, no dress, nothing that acts.

    ``with_pictures`` leaves the numbers of pictures that were taken in, and their words; the
    caller has written them itself, over whatever the text had. They still have no address.
    """
    return nh3.clean(
        text,
        tags=set(_KEPT) | ({"img"} if with_pictures else set()),
        clean_content_tags=set(_GONE_WITH_WHAT_IS_IN_THEM),
        attributes={"img": set(_OF_PICTURES)} if with_pictures else {},
        link_rel=None,
    )
