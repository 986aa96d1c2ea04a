"""Routes of library: every act and list that a page has, by the same services."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Status

from sotay.core.text import fold
from sotay.core.volumes import refusals, serving
from sotay.library import cards, rules, schemas, searching, services
from sotay.library.illustrated import offline_tag, page_picture, picture_answer
from sotay.library.models import Bookmark, Edition, Page, Reading, Shelf, Title
from sotay.library.rules import Place
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation

router = Router()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _shelf(request: HttpRequest, shelf_id: int) -> Any:
    visible = Shelf.objects.visible_to(_actor(request)).select_related("organisation")
    return get_object_or_404(visible, pk=shelf_id)


def _title(request: HttpRequest, title_id: int) -> Any:
    visible = Title.objects.visible_to(_actor(request)).select_related("shelf__organisation")
    return get_object_or_404(visible, pk=title_id)


def _edition(request: HttpRequest, edition_id: int) -> Any:
    visible = Edition.objects.visible_to(_actor(request)).for_cards()
    return get_object_or_404(visible, pk=edition_id)


def _title_out(title: Title) -> schemas.TitleOut:
    editions = Edition.objects.standing().filter(title=title).for_cards()
    return schemas.TitleOut.of(title, list(editions))


# --- Shelves and titles -------------------------------------------------------------------------


@router.get("/shelves", response=list[schemas.ShelfOut])
def list_shelves(request: HttpRequest) -> Any:
    """Shelves open to you."""
    found = Shelf.objects.visible_to(_actor(request)).with_counts()
    return [schemas.ShelfOut.of(shelf) for shelf in found]


@router.post("/shelves", response={201: schemas.ShelfOut})
def open_shelf(request: HttpRequest, payload: schemas.ShelfIn) -> Any:
    """Put up a shelf that an organisation keeps for itself and for all under it."""
    actor = _actor(request)
    reached = Organisation.objects.reached_by(actor)
    where = get_object_or_404(reached, pk=payload.organisation_id)
    given = payload.dict(exclude={"organisation_id"})
    return Status(
        201, schemas.ShelfOut.of(services.open_shelf(organisation=where, actor=actor, **given))
    )


@router.put("/shelves/{int:shelf_id}", response=schemas.ShelfOut)
def change_shelf(request: HttpRequest, shelf_id: int, payload: schemas.ShelfChangeIn) -> Any:
    """Change what a shelf is called and whom it is meant for."""
    shelf = _shelf(request, shelf_id)
    return schemas.ShelfOut.of(
        services.change_shelf(shelf=shelf, actor=_actor(request), **payload.dict())
    )


@router.post("/shelves/{int:shelf_id}/close", response=schemas.ShelfOut)
def close_shelf(request: HttpRequest, shelf_id: int) -> Any:
    """Take a shelf out of sight; nothing is deleted."""
    shelf = _shelf(request, shelf_id)
    return schemas.ShelfOut.of(services.close_shelf(shelf=shelf, actor=_actor(request)))


@router.get("/shelves/{int:shelf_id}/titles", response=schemas.TitlesOut)
def list_titles(
    request: HttpRequest,
    shelf_id: int,
    q: str = Query("", max_length=100),
    start: int = Query(0, ge=0, le=1_000_000),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """Titles of a shelf by name; ``q`` narrows by words of name or author, marks left out."""
    titles = _shelf(request, shelf_id).titles.filter(withdrawn_on=None)
    if folded := fold(q):
        titles = titles.named_like(folded)
    rows = titles.order_by("sort_key", "id")[start : start + limit]
    return schemas.TitlesOut(
        total=titles.count(),
        items=[
            schemas.TitleRowOut(id=row.pk, name=row.name, author=row.author, year=row.year)
            for row in rows
        ],
    )


@router.post("/shelves/{int:shelf_id}/titles", response={201: schemas.TitleOut})
def add_title(request: HttpRequest, shelf_id: int, payload: schemas.TitleIn) -> Any:
    """Enter a work in the catalogue of a shelf."""
    shelf = _shelf(request, shelf_id)
    made = services.add_title(shelf=shelf, actor=_actor(request), **payload.dict())
    return Status(201, _title_out(made))


@router.get("/titles/{int:title_id}", response=schemas.TitleOut)
def read_title(request: HttpRequest, title_id: int) -> Any:
    """One work with its editions."""
    return _title_out(_title(request, title_id))


@router.put("/titles/{int:title_id}", response=schemas.TitleOut)
def change_title(request: HttpRequest, title_id: int, payload: schemas.TitleIn) -> Any:
    """Put the catalogue right."""
    title = _title(request, title_id)
    return _title_out(services.change_title(title=title, actor=_actor(request), **payload.dict()))


@router.post("/titles/{int:title_id}/withdraw", response={204: None})
def withdraw_title(request: HttpRequest, title_id: int, payload: schemas.TitleWithdrawIn) -> Any:
    """Take a title off its shelf."""
    title = _title(request, title_id)
    services.withdraw_title(title=title, actor=_actor(request), reason=payload.reason)
    return Status(204, None)


# --- Files --------------------------------------------------------------------------------------


@router.post("/titles/{int:title_id}/editions", response={201: schemas.EditionOut})
def add_edition(
    request: HttpRequest, title_id: int, name: str = Query(..., min_length=1, max_length=255)
) -> Any:
    """Give a title a file: its bytes are the body, as application/octet-stream.

    The body is read piece by piece; past the limit nothing more is read.
    """
    actor, title = _actor(request), _title(request, title_id)
    require(actor, "library.keep", title.shelf.organisation)
    limit = services.size_limit(actor, title.shelf)
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > limit:
        raise refusals.too_long(name, limit)
    made = services.add_edition(title=title, content=request, name=name, actor=actor)
    return Status(201, schemas.EditionOut.of(Edition.objects.for_cards().get(pk=made.pk)))


@router.get("/editions/{int:edition_id}", response=schemas.EditionOut)
def read_edition(request: HttpRequest, edition_id: int) -> Any:
    """An edition, and how far reading its file is."""
    return schemas.EditionOut.of(_edition(request, edition_id))


@router.post("/editions/{int:edition_id}/again", response=schemas.EditionOut)
def read_again(request: HttpRequest, edition_id: int) -> Any:
    """Have a file read on where it stopped, or anew where pages stayed pictures."""
    edition = _edition(request, edition_id)
    services.read_again(edition=edition, actor=_actor(request))
    return schemas.EditionOut.of(_edition(request, edition_id))


@router.post("/editions/{int:edition_id}/withdraw", response={204: None})
def withdraw_edition(request: HttpRequest, edition_id: int) -> Any:
    """Take one file of a title away."""
    edition = _edition(request, edition_id)
    services.withdraw_edition(edition=edition, actor=_actor(request))
    return Status(204, None)


@router.get("/editions/{int:edition_id}/file")
def read_file(request: HttpRequest, edition_id: int) -> Any:
    """The file itself; a recording also in ranges."""
    edition = _edition(request, edition_id)
    try:
        return serving.response(request, edition.file, edition.name)
    except FileNotFoundError:
        raise Http404 from None


@router.get("/editions/{int:edition_id}/contents", response=list[schemas.ContentOut])
def read_contents(request: HttpRequest, edition_id: int) -> Any:
    """The table of contents."""
    edition = _edition(request, edition_id)
    headings = edition.pages.with_headings().values_list("number", "heading")
    return [
        schemas.ContentOut(page=number, heading=heading)
        for number, heading in rules.contents(headings, edition.page_count)
    ]


@router.get("/editions/{int:edition_id}/pages/{int:number}", response=schemas.BookPageOut)
def read_page(request: HttpRequest, edition_id: int, number: int) -> Any:
    """One page of text: cleaned markup, one paragraph a line."""
    edition = _edition(request, edition_id)
    return schemas.BookPageOut.of(get_object_or_404(Page, edition=edition, number=number))


@router.get("/editions/{int:edition_id}/pictures/{int:number}")
def read_picture(request: HttpRequest, edition_id: int, number: int) -> Any:
    """A picture in the text of a book, as WebP; 304 where it is known."""
    return picture_answer(request, _edition(request, edition_id), number)


@router.get("/editions/{int:edition_id}/offline/size", response=schemas.OfflineSizeOut)
def offline_size(request: HttpRequest, edition_id: int) -> Any:
    """Room that the whole text takes, to be said before it is fetched."""
    edition = _edition(request, edition_id)
    return schemas.OfflineSizeOut(
        bytes=edition.text_bytes,
        picture_bytes=edition.picture_bytes,
        pages=edition.page_count,
        etag=offline_tag(edition),
    )


@router.get(
    "/editions/{int:edition_id}/offline", response=schemas.OfflineOut, url_name="offline_edition"
)
def offline_edition(request: HttpRequest, edition_id: int, response: HttpResponse) -> Any:
    """The whole reflowed text in one answer, with its tag; 304 where the device has it."""
    edition = _edition(request, edition_id)
    if not edition.text_digest:
        raise Http404
    tag = f'"{offline_tag(edition)}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    for name, value in headers.items():
        response.headers[name] = value
    pages = list(edition.pages.order_by("number"))
    return schemas.OfflineOut(
        edition_id=edition.pk,
        title=edition.title.name,
        author=edition.title.author,
        licence=edition.title.licence,
        language=edition.title.language,
        digest=edition.text_digest,
        pages=[schemas.BookPageOut.of(page) for page in pages],
        pictures=[
            schemas.OfflinePictureOut(
                url=reverse("library:inner_picture", args=[edition.pk, picture.number]),
                bytes=picture.file.size,
            )
            for picture in edition.pictures.select_related("file")
        ]
        + [
            schemas.OfflinePictureOut(url=page_picture(page), bytes=page.picture_bytes or 0)
            for page in pages
            if page_picture(page)
        ],
    )


# --- One's own reading --------------------------------------------------------------------------


@router.get("/reading", response=list[schemas.ReadingCardOut])
def list_reading(request: HttpRequest, limit: int = Query(20, ge=1, le=100)) -> Any:
    """What you were reading, the last first. Yours alone."""
    return [
        schemas.ReadingCardOut(
            title=one.title, author=one.author, where=one.where, share=one.share, url=one.url
        )
        for one in cards.reading_on(_actor(request), limit)
    ]


@router.get("/most-read", response=list[schemas.ReadMostOut])
def list_most_read(request: HttpRequest) -> Any:
    """What is read most: a bound from below, never the number, never who."""
    return [
        schemas.ReadMostOut(title_id=one.title.pk, title=one.title.name, at_least=one.at_least)
        for one in cards.read_most(_actor(request))
    ]


@router.get(
    "/editions/{int:edition_id}/place",
    response=schemas.PlacesOut,
    url_name="place_in_edition",
)
def read_place(request: HttpRequest, edition_id: int) -> Any:
    """Where you are in an edition; null where you never opened it."""
    edition = _edition(request, edition_id)
    row = Reading.objects.filter(user=_actor(request).user, edition=edition).first()
    if row is None:
        return schemas.PlacesOut(kept=None)
    return schemas.PlacesOut(
        kept=schemas.ReadingPlaceOut.of(Place(row.page, row.offset, row.updated_at))
    )


@router.put("/editions/{int:edition_id}/place", response=schemas.PlacesOut)
def keep_place(request: HttpRequest, edition_id: int, payload: schemas.ReadingPlaceIn) -> Any:
    """Keep where you are. The later moment wins; a device that was offline asks you to choose."""
    given = payload.dict()
    for name in ("at", "knew"):
        if given[name] is not None and timezone.is_naive(given[name]):
            given[name] = timezone.make_aware(given[name])
    met = services.keep_place(
        edition=_edition(request, edition_id),
        actor=_actor(request),
        moment=timezone.now(),
        **given,
    )
    return schemas.PlacesOut.of(met)


@router.get("/bookmarks", response=list[schemas.BookmarkOut])
def list_bookmarks(
    request: HttpRequest, edition_id: int | None = None, limit: int = Query(200, ge=1, le=500)
) -> Any:
    """Your bookmarks and notes. Yours alone."""
    mine = Bookmark.objects.of(_actor(request))
    if edition_id is not None:
        mine = mine.filter(edition=edition_id)
    return [schemas.BookmarkOut.of(one) for one in mine[:limit]]


@router.post("/editions/{int:edition_id}/bookmarks", response={201: schemas.BookmarkOut})
def add_bookmark(request: HttpRequest, edition_id: int, payload: schemas.BookmarkIn) -> Any:
    """Mark a place; with words it is a note."""
    kept = services.keep_bookmark(
        edition=_edition(request, edition_id),
        actor=_actor(request),
        moment=timezone.now(),
        **payload.dict(),
    )
    return Status(201, schemas.BookmarkOut.of(kept))


@router.put("/bookmarks/{int:bookmark_id}", response=schemas.BookmarkOut)
def change_bookmark(request: HttpRequest, bookmark_id: int, payload: schemas.NoteWordsIn) -> Any:
    """Change the words of your note."""
    actor = _actor(request)
    found = get_object_or_404(Bookmark.objects.of(actor), pk=bookmark_id)
    kept = services.keep_bookmark(
        edition=_edition(request, found.edition_id),
        page=found.page,
        words=payload.words,
        bookmark=found,
        actor=actor,
        moment=timezone.now(),
    )
    return schemas.BookmarkOut.of(kept)


@router.delete("/bookmarks/{int:bookmark_id}", response={204: None})
def remove_bookmark(request: HttpRequest, bookmark_id: int) -> Any:
    """Take away your bookmark or note, for good."""
    actor = _actor(request)
    found = get_object_or_404(Bookmark.objects.of(actor), pk=bookmark_id)
    services.remove_bookmark(bookmark=found, actor=actor)
    return Status(204, None)


# --- Search -------------------------------------------------------------------------------------


@router.get("/search", response=schemas.SearchHitsOut)
def search(
    request: HttpRequest,
    q: str = Query(..., min_length=1, max_length=200),
    start: int = Query(0, ge=0, le=searching.DEEPEST),
    limit: int = Query(20, ge=1, le=50),
) -> Any:
    """Pages with every word: the phrase first, words with their marks before words without."""
    question = searching.read_question(q)
    try:
        found = searching.search(_actor(request), question, start=start, size=limit)
    except searching.IndexMissing:
        searching.ask_for_rebuild()
        return schemas.SearchHitsOut(total=0, items=[], next=0, is_ready=False)
    return schemas.SearchHitsOut(
        total=found.total,
        items=[schemas.SearchHitOut.of(hit) for hit in found.hits],
        next=found.next,
    )
