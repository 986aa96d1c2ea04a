"""Shelves, titles, search: what there is to read."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sotay.core.text import fold
from sotay.library import searching
from sotay.library.cards import read_most, reading_on
from sotay.library.forms import LANGUAGE_NAMES
from sotay.library.models import Bookmark, Edition, Extraction, Shelf
from sotay.library.views.ground import (
    actor_of,
    bytes_in_words,
    kept_size,
    names_of,
    shelf_of,
    state_words,
    title_of,
)
from sotay.organisations.models import Kind

PAGE = 50


@login_required
def shelves(request: HttpRequest) -> HttpResponse:
    """What I was reading, the shelves open to me, what is read most."""
    actor = actor_of(request)
    found = list(
        Shelf.objects.visible_to(actor).with_counts().select_related("organisation").order_by("pk")
    )
    names = names_of({shelf.organisation_id for shelf in found}, actor)
    return render(
        request,
        "library/shelf_list.html",
        {
            "shelves": [(shelf, names.get(shelf.organisation_id, "")) for shelf in found],
            "reading": reading_on(actor),
            "most": read_most(actor),
            "may_shelve": actor.can("library.shelve"),
        },
    )


@login_required
def shelf(request: HttpRequest, shelf_id: int) -> HttpResponse:
    """Titles of one shelf by name, fifty at a time, narrowed by words of name or author."""
    actor = actor_of(request)
    found = shelf_of(request, shelf_id)
    asked = request.GET.get("q", "")[:100]
    titles = found.titles.filter(withdrawn_on=None).order_by("sort_key", "id")
    if folded := fold(asked):
        titles = titles.named_like(folded)
    total = titles.count()
    start = _whole(request.GET.get("after", ""))
    rows = list(titles.prefetch_related("editions")[start : start + PAGE])
    for row in rows:
        row.kinds = ", ".join(
            dict.fromkeys(
                str(one.get_kind_display()) for one in row.editions.all() if not one.withdrawn_on
            )
        )
    more = start + PAGE < total
    kept = {"q": asked} if asked else {}
    kinds = Kind.objects.filter(code__in=found.audience) if found.audience else []
    return render(
        request,
        "library/shelf_detail.html",
        {
            "shelf": found,
            "keeper": names_of([found.organisation_id], actor).get(found.organisation_id, ""),
            "audience": ", ".join(str(kind) for kind in kinds),
            "titles": rows,
            "asked": asked,
            "total": total,
            "next_url": f"?{urlencode({**kept, 'after': start + PAGE})}" if more else "",
            "first_url": f"?{urlencode(kept)}" if start else "",
            "may_keep": actor.can("library.keep", found.organisation) and found.closed_on is None,
            "may_shelve": actor.can("library.shelve", found.organisation)
            and found.closed_on is None,
        },
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@login_required
def title(request: HttpRequest, title_id: int) -> HttpResponse:
    """One work: its facts, its editions with what can be done, my own notes in it."""
    actor = actor_of(request)
    found = title_of(request, title_id)
    editions = Edition.objects.standing().filter(title=found).for_cards()
    mine = list(Bookmark.objects.of(actor).filter(edition__title=found)[:20])
    may_keep = actor.can("library.keep", found.shelf.organisation)
    return render(
        request,
        "library/title_detail.html",
        {
            "title": found,
            "tongue": LANGUAGE_NAMES.get(found.language, found.language),
            "keeper": names_of([found.shelf.organisation_id], actor).get(
                found.shelf.organisation_id, ""
            ),
            "editions": [_edition_row(one) for one in editions],
            "bookmarks": mine,
            "may_keep": may_keep,
            "may_withdraw": actor.can("library.withdraw", found.shelf.organisation),
        },
    )


def _edition_row(edition: Edition) -> dict[str, Any]:
    run = getattr(edition, "extraction", None)
    done = run is not None and run.state == Extraction.State.DONE
    return {
        "edition": edition,
        "run": run,
        "is_ready": edition.page_count > 0,
        "is_done": done,
        "state": "" if done else state_words(run),
        "failed": run is not None and run.state == Extraction.State.FAILED,
        "file_size": bytes_in_words(edition.file.size),
        "text_size": kept_size(edition),
    }


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Pages with every word sought, each with its passage; the link opens the page marked."""
    actor = actor_of(request)
    question = searching.read_question(request.GET.get("q", "")[:200])
    start = _whole(request.GET.get("after", ""))
    found, is_missing = searching.Hits(0, ()), False
    if question:
        try:
            found = searching.search(actor, question, start=start)
        except searching.IndexMissing:
            is_missing = True
            searching.ask_for_rebuild()
    words = urlencode({"q": question.text})
    return render(
        request,
        "library/search.html",
        {
            "question": question,
            "hits": [(hit, f"{hit.url}?{words}") for hit in found.hits],
            "total": found.total,
            "is_missing": is_missing,
            "next_url": f"?{urlencode({'q': question.text, 'after': found.next})}"
            if found.next
            else "",
            "first_url": f"?{words}" if start else "",
            "noun": _("trang"),
        },
    )


@login_required
def bookmarks(request: HttpRequest) -> HttpResponse:
    """My own bookmarks and notes, by work."""
    mine = Bookmark.objects.of(actor_of(request))
    return render(
        request,
        "library/bookmarks.html",
        {"bookmarks": mine.order_by("edition__title__sort_key", "edition", "page", "offset")[:500]},
    )
