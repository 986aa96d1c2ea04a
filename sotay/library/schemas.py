"""What the routes take and give. Moments are ISO with their zone; sizes are bytes."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from sotay.library.illustrated import page_picture, shown_html
from sotay.library.models import Bookmark, Edition, Page, Shelf, Title
from sotay.library.rules import Meeting, Place
from sotay.library.searching import Hit

Language = Literal["vi", "en", "fr", "ru", "zh", "de", "lo", "km", "tay", "nut", "hmn", "other"]


class ShelfIn(Schema):
    organisation_id: int
    name: str = Field(max_length=160)
    subject: str = Field(max_length=200)
    about: str = Field("", max_length=5_000)
    audience: list[str] = Field(
        default_factory=list, max_length=30, description="Codes of kinds of organisations."
    )


class ShelfChangeIn(Schema):
    name: str = Field(max_length=160)
    subject: str = Field(max_length=200)
    about: str = Field("", max_length=5_000)
    audience: list[str] = Field(default_factory=list, max_length=30)


class ShelfOut(Schema):
    id: int
    name: str
    subject: str
    about: str
    organisation_id: int
    audience: list[str]
    titles: int
    closed_on: date | None

    @classmethod
    def of(cls, shelf: Shelf) -> "ShelfOut":
        return cls(
            id=shelf.pk,
            name=shelf.name,
            subject=shelf.subject,
            about=shelf.about,
            organisation_id=shelf.organisation_id,
            audience=shelf.audience,
            titles=getattr(shelf, "titles_there", 0),
            closed_on=shelf.closed_on,
        )


class TitleIn(Schema):
    name: str = Field(max_length=300)
    licence: str = Field(max_length=300, description="Rights in words.")
    author: str = Field("", max_length=200)
    year: int | None = Field(None, ge=1, le=9999)
    language: Language = "vi"
    about: str = Field("", max_length=5_000)


class TitleWithdrawIn(Schema):
    reason: str = Field(max_length=300)


class ExtractionOut(Schema):
    state: str
    done: int
    total: int
    unread: int
    left_out: int = Field(description="Pictures in the text that are not shown.")
    message: str


class EditionOut(Schema):
    id: int
    kind: str
    name: str
    file_bytes: int
    pages: int
    text_bytes: int
    picture_bytes: int
    extraction: ExtractionOut | None

    @classmethod
    def of(cls, edition: Edition) -> "EditionOut":
        run = getattr(edition, "extraction", None)
        return cls(
            id=edition.pk,
            kind=edition.kind,
            name=edition.name,
            file_bytes=edition.file.size,
            pages=edition.page_count,
            text_bytes=edition.text_bytes,
            picture_bytes=edition.picture_bytes,
            extraction=ExtractionOut(
                state=run.state,
                done=run.done,
                total=run.total,
                unread=run.unread,
                left_out=run.left_out,
                message=run.message,
            )
            if run is not None
            else None,
        )


class TitleOut(Schema):
    id: int
    shelf_id: int
    name: str
    author: str
    year: int | None
    licence: str
    language: str
    about: str
    editions: list[EditionOut]

    @classmethod
    def of(cls, title: Title, editions: list[Edition]) -> "TitleOut":
        return cls(
            id=title.pk,
            shelf_id=title.shelf_id,
            name=title.name,
            author=title.author,
            year=title.year,
            licence=title.licence,
            language=title.language,
            about=title.about,
            editions=[EditionOut.of(edition) for edition in editions],
        )


class TitleRowOut(Schema):
    id: int
    name: str
    author: str
    year: int | None


class TitlesOut(Schema):
    total: int
    items: list[TitleRowOut]


class ContentOut(Schema):
    page: int
    heading: str


class BookPageOut(Schema):
    """``html`` is cleaned markup; its pictures lie at addresses of this server.

    ``picture``: of a page that is not read, the address of the page as it was printed.
    """

    number: int
    heading: str
    html: str
    is_read: bool
    by_eye: bool
    picture: str = ""

    @classmethod
    def of(cls, page: Page) -> "BookPageOut":
        return cls(
            number=page.number,
            heading=page.heading,
            html=shown_html(page.edition_id, page.html),
            is_read=page.is_read,
            by_eye=page.by_eye,
            picture=page_picture(page),
        )


class OfflinePictureOut(Schema):
    """A picture to be fetched and kept with the text: one in it, or of a page without letters."""

    url: str
    bytes: int


class OfflineOut(Schema):
    edition_id: int
    title: str
    author: str
    licence: str
    language: str
    digest: str
    pages: list[BookPageOut]
    pictures: list[OfflinePictureOut]


class OfflineSizeOut(Schema):
    """Room that the whole text and its pictures take on the way, and the tag of the text."""

    bytes: int
    picture_bytes: int
    pages: int
    etag: str


class ReadingPlaceIn(Schema):
    """``at``: the moment on the device. ``knew``: that of the last place it had from here.

    ``page`` counts from 1; ``offset`` is a paragraph on the page, of a recording a second.
    """

    page: int = Field(ge=1, le=1_000_000)
    offset: int = Field(0, ge=0, le=10_000_000)
    at: datetime
    was_offline: bool = False
    knew: datetime | None = None


class ReadingPlaceOut(Schema):
    page: int
    offset: int
    at: datetime

    @classmethod
    def of(cls, place: Place) -> "ReadingPlaceOut":
        return cls(page=place.page, offset=place.offset, at=place.at)


class PlacesOut(Schema):
    """``other`` is the device's own place when a person must choose; else null."""

    kept: ReadingPlaceOut | None
    other: ReadingPlaceOut | None = None

    @classmethod
    def of(cls, met: Meeting) -> "PlacesOut":
        return cls(
            kept=ReadingPlaceOut.of(met.kept),
            other=ReadingPlaceOut.of(met.other) if met.other else None,
        )


class BookmarkIn(Schema):
    page: int = Field(ge=1, le=1_000_000)
    offset: int = Field(0, ge=0, le=10_000_000)
    words: str = Field("", max_length=2_000)
    device_key: UUID | None = None


class NoteWordsIn(Schema):
    words: str = Field(max_length=2_000)


class BookmarkOut(Schema):
    id: int
    edition_id: int
    title: str
    page: int
    offset: int
    words: str
    made_at: datetime

    @classmethod
    def of(cls, bookmark: Bookmark) -> "BookmarkOut":
        return cls(
            id=bookmark.pk,
            edition_id=bookmark.edition_id,
            title=bookmark.edition.title.name,
            page=bookmark.page,
            offset=bookmark.offset,
            words=bookmark.words,
            made_at=bookmark.made_at,
        )


class ReadingCardOut(Schema):
    title: str
    author: str
    where: str
    share: int
    url: str


class ReadMostOut(Schema):
    title_id: int
    title: str
    at_least: int


class SearchPieceOut(Schema):
    text: str
    is_sought: bool


class SearchHitOut(Schema):
    feed: str
    title: str
    heading: str
    page: int
    url: str
    passage: list[SearchPieceOut]

    @classmethod
    def of(cls, hit: Hit) -> "SearchHitOut":
        return cls(
            feed=hit.feed,
            title=hit.title,
            heading=hit.heading,
            page=hit.number,
            url=hit.url,
            passage=[SearchPieceOut(text=one.text, is_sought=one.is_sought) for one in hit.pieces],
        )


class SearchHitsOut(Schema):
    """``is_ready`` is false while the index is being made; then there are no hits yet."""

    total: int
    items: list[SearchHitOut]
    next: int
    is_ready: bool = True
