"""Documents in the search of the library, under their own rights."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.urls import reverse

from sotay.directives.models import Document
from sotay.library import feeding
from sotay.organisations.access import Actor

NAME = "documents"


def pages(works: Iterable[int] | None) -> Iterator[feeding.Passage]:
    """The text of documents in parts as long as pages; of ``works`` only, or of all."""
    rows = Document.objects.exclude(text="").order_by("pk")
    wanted = rows if works is None else rows.filter(pk__in=list(works))
    for one in wanted.iterator(100):
        address = reverse("directives:detail", args=[one.pk])
        for number, part in enumerate(feeding.in_parts(one.text), start=1):
            heading = one.abstract[:300] if number == 1 else ""
            yield feeding.Passage(one.pk, one.pk, str(one)[:300], heading, number, part, address)


def opened_to(actor: Actor) -> list[int]:
    """The documents that ``actor`` may find."""
    return list(Document.objects.visible_to(actor).order_by().values_list("pk", flat=True))


def _changed(instance: Document, **_more: Any) -> None:
    feeding.changed(NAME, [instance.pk])


def feed() -> None:
    """Let the library search documents too; called once, when the app is ready."""
    feeding.fed_by(NAME, pages, opened_to=opened_to)
    post_save.connect(_changed, sender=Document, dispatch_uid="web.feeds.saved")
    post_delete.connect(_changed, sender=Document, dispatch_uid="web.feeds.gone")
