"""Pictures in the text of a book on their way out: their addresses, and their bytes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sotay.core import files
from sotay.core.volumes import serving
from sotay.library import rules
from sotay.library.models import Edition, Page, Picture

_FORM = 2  # raised when the same pages are written out in another way


def shown_html(edition_id: int, html: str) -> str:
    """Cleaned markup of a page, its pictures under our own addresses."""
    return rules.with_addresses(
        html,
        lambda number: reverse("library:inner_picture", args=[edition_id, number]),
        _("Phóng to hình"),
    )


def page_picture(page: Page) -> str:
    """The address of a page that could not be read, as it was printed; empty where it is none."""
    if page.is_read or not page.picture_bytes:
        return ""
    return reverse("library:picture", args=[page.edition_id, page.number])


def offline_tag(edition: Edition) -> str:
    """The tag of a whole edition in one answer: its text, how it is written out, the language.

    Empty where there is nothing to keep.
    """
    return f"{edition.text_digest}.{_FORM}.{get_language()}" if edition.text_digest else ""


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
