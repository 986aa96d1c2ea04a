"""The library's own pages for the search: the feed that this app registers for itself."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from sotay.library.feeding import Passage
from sotay.library.models import Edition, Extraction, Page, Shelf
from sotay.organisations.access import Actor

NAME = "library"
_LOT = 500


def passages(works: Iterable[int] | None) -> Iterator[Passage]:
    """Pages of editions that stand on a shelf and have been read, or of those named."""
    editions = Edition.objects.standing().filter(
        extraction__state__in=(Extraction.State.DONE, Extraction.State.FAILED)
    )
    if works is not None:
        editions = editions.filter(pk__in=list(works))
    for edition in editions.select_related("title").order_by("pk"):
        rows = Page.objects.filter(edition=edition).exclude(text="").order_by("number")
        for page in rows.iterator(_LOT):
            yield Passage(
                work=edition.pk,
                room=edition.title.shelf_id,
                title=edition.title.name,
                heading=page.heading,
                number=page.number,
                text=page.text,
                url=reverse("library:read", args=[edition.pk, page.number]),
            )


def opened_to(actor: Actor) -> list[int]:
    """Shelves that are open to somebody."""
    return list(Shelf.objects.visible_to(actor).order_by().values_list("pk", flat=True))
