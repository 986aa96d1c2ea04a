"""Pictures in the text of a book on their way out: their addresses, and their bytes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from sotay.core import files
from sotay.core.volumes import serving
from sotay.library import rules
from sotay.library.models import Edition, Picture


def shown_html(edition_id: int, html: str) -> str:
    """Cleaned markup of a page, its pictures under our own addresses."""
    return rules.with_addresses(
        html, lambda number: reverse("library:inner_picture", args=[edition_id, number])
    )


def picture_answer(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """A picture in the text of an edition found visible: its bytes, or that they are known.

    :raises Http404: no such picture, or its bytes are gone
    """
    rows = Picture.objects.select_related("file")
    found = get_object_or_404(rows, edition=edition, number=number)
    tag = f'"{found.file.digest[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return serving.picture_known(tag)
    try:
        with files.open_file(found.file) as stream:
            return serving.picture(stream.read(), tag)
    except FileNotFoundError:
        raise Http404 from None
