"""Inside an EPUB: a container that names the list of parts, and the parts read within a bound."""

import zipfile
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

from lxml import etree

from sotay.core.volumes import refusals
from sotay.core.volumes.kinds import MOST_PART

CONTAINER = "META-INF/container.xml"


def part(packed: zipfile.ZipFile, entry: zipfile.ZipInfo | str, name: str) -> bytes:
    """One part of a book, read within a bound whatever its head claims.

    :raises KeyError: there is none of that name
    :raises BadInput: longer than a chapter can be
    """
    with packed.open(entry) as stream:
        inside = stream.read(MOST_PART + 1)
    if len(inside) > MOST_PART:
        raise refusals.swelling(name)
    return inside


class Package:
    """What an EPUB says of itself: its chapters in reading order, and where its contents are."""

    def __init__(
        self, chapters: list[str], contents: str, title: str, kinds: dict[str, str]
    ) -> None:
        self.chapters, self.contents, self.title = chapters, contents, title
        self.kinds = kinds  # of each part, as the list says


def xml_of(data: bytes) -> Any:
    """The root of an XML text; nothing outside is fetched and no entity is unfolded.

    :raises ValueError: not well formed
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as wrong:
        raise ValueError(str(wrong)) from None


def package_of(packed: zipfile.ZipFile, name: str) -> Package:
    """The list of parts of a book.

    :raises BadInput: the container or the list is missing or broken
    """
    try:
        container = xml_of(part(packed, CONTAINER, name))
        root = container.find(".//{*}rootfile")
        where = root.get("full-path", "") if root is not None else ""
        listed = xml_of(part(packed, where, name))
    except (KeyError, ValueError):
        raise refusals.broken(name) from None
    folder = where.rsplit("/", 1)[0] + "/" if "/" in where else ""
    there = set(packed.namelist())
    items, contents, kinds = {}, "", dict[str, str]()
    for item in listed.iterfind(".//{*}manifest/{*}item"):
        if "scripted" in item.get("properties", "").split():
            raise refusals.acting(name)
        path = inside(folder, item.get("href", ""))
        items[item.get("id", "")] = path
        kinds[path] = item.get("media-type", "").lower()
        if "nav" in item.get("properties", "").split() or (
            not contents and item.get("media-type") == "application/x-dtbncx+xml"
        ):
            contents = path
    chapters = [
        items[one.get("idref", "")]
        for one in listed.iterfind(".//{*}spine/{*}itemref")
        if items.get(one.get("idref", "")) in there
    ]
    title = listed.findtext(".//{http://purl.org/dc/elements/1.1/}title") or ""
    return Package(chapters, contents if contents in there else "", title.strip(), kinds)


def inside(folder: str, href: str) -> str:
    """The name of a part within its book, from an address written in ``folder``."""
    return normpath(folder + unquote(href.split("#", 1)[0])).lstrip("/")
