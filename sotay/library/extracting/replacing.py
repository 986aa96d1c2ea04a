"""An edition's pages replaced by those read anew, all at once, with everybody's places carried."""

from collections.abc import Sequence
from itertools import chain

from sotay.library.carrying import Carrying
from sotay.library.models import Bookmark, Edition, Page, Reading


def replace_pages(edition: Edition, fresh: Sequence[Page]) -> None:
    """Put ``fresh`` in the place of the pages there are. Called where the system acts.

    A place goes with the paragraph it was at; moments and words are left alone. Pages of a PDF are
    those of the paper: there the number stays.
    """
    Edition.objects.select_for_update().get(pk=edition.pk)  # nothing is marked meanwhile
    old = edition.pages.order_by("number").values_list("html", "text")
    was = [_paragraphs(html, text) for html, text in old]
    if was and edition.kind != Edition.Kind.PDF:
        carry = Carrying(was, [_paragraphs(page.html, page.text) for page in fresh])
        mine = (Reading.objects.filter(edition=edition), Bookmark.objects.filter(edition=edition))
        for row in chain(*mine):
            page, offset = carry(row.page, row.offset)
            if (page, offset) != (row.page, row.offset):
                row.page, row.offset = page, offset
                row.save(update_fields=["page", "offset"])
    edition.pages.all().delete()
    Page.objects.bulk_create(fresh, batch_size=200)
    Edition.objects.filter(pk=edition.pk).update(page_count=len(fresh))


def _paragraphs(html: str, text: str) -> list[str]:
    """One for each block of the page, as the reader numbers them."""
    return text.split("\n") if html else []
