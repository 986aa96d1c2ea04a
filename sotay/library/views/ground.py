"""What every page of the library stands on."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from sotay.library.models import Edition, Extraction, Shelf, Title
from sotay.organisations.access import Actor
from sotay.organisations.models import Profile

SHELL_ROOM = 24_000  # bytes of a reader's page without its text, as a device keeps it
PAGE_ROOM = 250  # of what stands under the address of each page, and of its head


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def shelf_of(request: HttpRequest, shelf_id: int) -> Any:
    visible = Shelf.objects.visible_to(actor_of(request)).select_related("organisation")
    return get_object_or_404(visible, pk=shelf_id)


def title_of(request: HttpRequest, title_id: int) -> Any:
    visible = Title.objects.visible_to(actor_of(request))
    return get_object_or_404(visible.select_related("shelf__organisation"), pk=title_id)


def edition_of(request: HttpRequest, edition_id: int) -> Any:
    visible = Edition.objects.visible_to(actor_of(request)).for_cards()
    return get_object_or_404(visible, pk=edition_id)


def names_of(organisations: Iterable[int], actor: Actor) -> dict[int, str]:
    """What organisations are called today."""
    found = Profile.objects.nearest(organisations, actor.today)
    return {key: row.name for key, row in found.items()}


def bytes_in_words(size: int) -> str:
    """Room that something takes, as a person says it; the number and its unit stay together."""
    if size < 1024 * 1024:
        said = _("%(n)d KB") % {"n": max(round(size / 1024), 1)}
    else:
        said = _("%(n)s MB") % {"n": f"{size / (1024 * 1024):.1f}".replace(".", ",")}
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def kept_size(edition: Edition) -> str:
    """Room that keeping the edition takes on a device, in words; empty where there is nothing."""
    if edition.is_audio:
        return bytes_in_words(edition.file.size + SHELL_ROOM)
    if not (edition.text_bytes or edition.picture_bytes):
        return ""
    text = edition.text_bytes + edition.page_count * PAGE_ROOM
    return bytes_in_words(text + edition.picture_bytes + SHELL_ROOM)


def state_words(run: Extraction | None) -> str:
    """How far reading a file is, as a sentence."""
    if run is None or run.state == Extraction.State.WAITING:
        return _("Tệp đang chờ được đọc.")
    if run.state == Extraction.State.RUNNING:
        return _("Đang đọc tệp.")
    if run.state == Extraction.State.FAILED:
        return run.message or _("Chưa đọc được tệp.")
    return _("Đã đọc xong.")
