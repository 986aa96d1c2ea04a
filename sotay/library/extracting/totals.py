"""What an edition comes to when it is kept on a device: room and tag; and what was not measured."""

import hashlib
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Sum

from sotay.core import files
from sotay.core.errors import RuleBroken
from sotay.library.extracting import pdf
from sotay.library.models import Edition, Extraction, Page

ENDED = (Extraction.State.DONE, Extraction.State.FAILED)


def add_up(edition: Edition) -> None:
    """Write the room of text and pictures, and the tag that changes with either."""
    digest, size, pictured = hashlib.sha256(), 0, 0
    fields = ("heading", "html", "is_read", "picture_bytes")
    rows: Any = edition.pages.order_by("number").values_list(*fields).iterator(200)
    for heading, html, is_read, picture in rows:
        for piece in (heading.encode(), html.encode()):
            digest.update(len(piece).to_bytes(8, "big") + piece)
            size += len(piece)
        if not is_read and picture:
            digest.update(b"picture" + picture.to_bytes(8, "big"))
            pictured += picture
    drawn = edition.pictures.aggregate(bytes=Sum("file__size"))["bytes"] or 0
    Edition.objects.filter(pk=edition.pk).update(
        text_bytes=size,
        text_digest=digest.hexdigest() if size or pictured else "",
        picture_bytes=drawn + pictured,
    )


def measure_pages(most: int = 200) -> int:
    """Learn the room of page pictures of editions read before it was kept; return how many."""
    rows = (
        Page.objects.filter(is_read=False, picture_bytes=None, edition__kind=Edition.Kind.PDF)
        .filter(edition__in=Edition.objects.standing(), edition__extraction__state__in=ENDED)
        .select_related("edition__file")
        .order_by("edition", "number")[:most]
    )
    measured = 0
    for edition, pages in groupby(rows, lambda page: page.edition):
        with transaction.atomic():
            for page in pages:
                size = _size(edition, page.number)
                Page.objects.filter(pk=page.pk).update(picture_bytes=size)
                measured += 1
            add_up(edition)
    return measured


def _size(edition: Edition, number: int) -> int:
    try:
        return len(pdf.picture(files.path_of(edition.file), number))
    except (RuleBroken, FileNotFoundError):
        return 0
