"""Reading in the browser: a page of text, its picture, a recording, what is kept on the device."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core import files
from sotay.core.errors import RuleBroken
from sotay.core.volumes import serving
from sotay.library import extracting, rules, searching, services
from sotay.library.extracting import pdf
from sotay.library.forms import NoteForm
from sotay.library.illustrated import picture_answer, shown_html
from sotay.library.models import Bookmark, Edition, Page, Reading
from sotay.library.views.ground import (
    actor_of,
    edition_of,
    kept_size,
    state_words,
)

PACES = (("0.75", "0,75"), ("1", "1"), ("1.25", "1,25"), ("1.5", "1,5"))  # of a recording, as said


@login_required
def read_on(request: HttpRequest, edition_id: int) -> HttpResponse:
    """To the page where one was."""
    edition = edition_of(request, edition_id)
    row = Reading.objects.filter(user=actor_of(request).user, edition=edition).first()
    return redirect("library:read", edition.pk, row.page if row is not None else 1)


@login_required
def read(request: HttpRequest, edition_id: int, number: int) -> HttpResponse:
    """One page of an edition, with the words of a search marked; or a recording to listen to."""
    actor = actor_of(request)
    edition = edition_of(request, edition_id)
    if not edition.page_count:
        return render(
            request,
            "library/not_ready.html",
            {"edition": edition, "state": state_words(getattr(edition, "extraction", None))},
        )
    if not 1 <= number <= edition.page_count:
        raise Http404
    row = services.open_edition(edition=edition, actor=actor, moment=timezone.now(), page=number)
    context = _around(edition, number, actor, row)
    if edition.is_audio:
        return render(request, "library/listen.html", context)
    page = get_object_or_404(Page, edition=edition, number=number)
    question = searching.read_question(request.GET.get("q", "")[:200])
    as_printed = edition.kind == Edition.Kind.PDF and "in" in request.GET
    asked = {"q": question.text} if question else {}
    printed = {"in": "1"} if as_printed else {}
    context |= {
        "page": page,
        "as_printed": as_printed,
        "other_way": f"?{urlencode(asked | ({} if as_printed else {'in': '1'}))}",
        "blocks": _blocks(page, question),
        "question": question,
        "kept_query": f"?{urlencode(asked | printed)}" if asked or printed else "",
        "can_read_pictures": extracting.can_recognise(),
    }
    return render(request, "library/read.html", context)


def _blocks(page: Page, question: searching.Question) -> list[tuple[int, Any]]:
    """Paragraphs with their numbers; their markup was cleaned when the file was read."""
    lines = shown_html(page.edition_id, page.html).split("\n") if page.html else []
    return [
        (number, mark_safe(searching.marked_html(line, question)))  # noqa: S308
        for number, line in enumerate(lines)
    ]


def _around(edition: Edition, number: int, actor: Any, row: Reading) -> dict[str, Any]:
    pages = edition.page_count
    headings = edition.pages.with_headings().values_list("number", "heading")
    contents = rules.contents(headings, pages)
    here = [heading for at, heading in contents if at <= number and heading]
    mine = Bookmark.objects.of(actor).filter(edition=edition)
    return {
        "edition": edition,
        "title": edition.title,
        "number": number,
        "pages": pages,
        "contents": contents,
        "chapter": here[-1] if here else "",
        "previous": number - 1 if number > 1 else 0,
        "following": number + 1 if number < pages else 0,
        "bookmarks": [one for one in mine if one.page == number],
        "bookmark_count": len(mine),
        "reading": row,
        "note_form": NoteForm(),
        "place_url": reverse("api:place_in_edition", args=[edition.pk]),
        "offline_url": reverse("api:offline_edition", args=[edition.pk]),
        "shell_url": reverse("library:kept_edition", args=[edition.pk]),
        "offline_size": kept_size(edition),
        "paces": PACES,
    }


@login_required
def picture(request: HttpRequest, edition_id: int, number: int) -> HttpResponse:
    """A page of a PDF as it was printed, drawn when asked for."""
    edition = edition_of(request, edition_id)
    if edition.kind != Edition.Kind.PDF or not 1 <= number <= edition.page_count:
        raise Http404
    tag = f'"{hashlib.sha256(f"{edition.file.digest} {number}".encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return serving.picture_known(tag)
    try:
        drawn = pdf.picture(files.path_of(edition.file), number)
    except (RuleBroken, FileNotFoundError):
        raise Http404 from None
    return serving.picture(drawn, tag)


@login_required
def inner_picture(request: HttpRequest, edition_id: int, number: int) -> HttpResponse:
    """A picture in the text of a book."""
    return picture_answer(request, edition_of(request, edition_id), number)


@login_required
def file(request: HttpRequest, edition_id: int) -> HttpResponse | FileResponse:
    """The file itself."""
    edition = edition_of(request, edition_id)
    try:
        return serving.response(request, edition.file, edition.name)
    except FileNotFoundError:
        raise Http404 from None


@login_required
@require_POST
def bookmark(request: HttpRequest, edition_id: int, number: int) -> HttpResponse:
    """Mark a place, with or without words, and come back to it."""
    edition = edition_of(request, edition_id)
    form = NoteForm(request.POST)
    back = reverse("library:read", args=[edition.pk, number])
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for rows in form.errors.values() for one in rows))
        return redirect(back)
    given = form.cleaned_data
    try:
        kept = services.keep_bookmark(
            edition=edition,
            page=number,
            offset=given["offset"] or 0,
            words=given["words"],
            device_key=given["device_key"],
            actor=actor_of(request),
            moment=timezone.now(),
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    marked = _("Đã đánh dấu chỗ này.") if edition.is_audio else _("Đã đánh dấu trang này.")
    messages.success(request, _("Đã giữ ghi chú.") if kept.words else marked)
    return redirect(back)


@login_required
@require_POST
def remove_bookmark(request: HttpRequest, bookmark_id: int) -> HttpResponse:
    """Take away one's own bookmark."""
    actor = actor_of(request)
    found = get_object_or_404(Bookmark.objects.of(actor), pk=bookmark_id)
    edition, number = found.edition_id, found.page
    services.remove_bookmark(bookmark=found, actor=actor)
    messages.success(request, _("Đã bỏ đánh dấu."))
    if request.POST.get("from") == "list":
        return redirect("library:bookmarks")
    return redirect("library:read", edition, number)


@login_required
def kept(request: HttpRequest) -> HttpResponse:
    """What this device keeps to be read without network; the device itself fills the list."""
    return render(request, "library/kept.html", {})


@login_required
def kept_edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The reader's page as a device keeps it: its text comes from what is kept beside it."""
    edition = edition_of(request, edition_id)
    if not edition.text_digest and not edition.is_audio:
        raise Http404
    row = Reading.objects.filter(user=actor_of(request).user, edition=edition).first()
    return render(
        request,
        "library/listen.html" if edition.is_audio else "library/kept_edition.html",
        {
            "edition": edition,
            "title": edition.title,
            "offline_url": reverse("api:offline_edition", args=[edition.pk]),
            "place_url": reverse("api:place_in_edition", args=[edition.pk]),
            "base_url": reverse("library:read_on", args=[edition.pk]),
            "is_kept": True,
            "reading": row,
            "number": row.page if row is not None else 1,
            "note_form": NoteForm(),
            "paces": PACES,
        },
    )
