"""Shelves with titles, their editions and pages; and what one person keeps while reading."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.core.models import StoredFile
from sotay.library.querysets import (
    BookmarkQuerySet,
    EditionQuerySet,
    PageQuerySet,
    ReadingQuerySet,
    ShelfQuerySet,
    TallyQuerySet,
    TitleQuerySet,
)
from sotay.organisations.models import Organisation


class Shelf(models.Model):
    """Titles on one subject that an organisation keeps for itself and for all under it."""

    name = models.CharField(max_length=160)
    subject = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="shelves")
    # Codes of kinds of organisations it is meant for; empty: for all of the line.
    audience = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ShelfQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="library_shelf_named_once_in_its_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Title(models.Model):
    """A work as the catalogue has it, whatever files it is kept in."""

    shelf = models.ForeignKey(Shelf, models.PROTECT, related_name="titles")
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, editable=False)  # name and author, for looking up
    sort_key = models.CharField(max_length=900, editable=False)
    author = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    licence = models.CharField(max_length=300)  # rights in words: by what it may be read here
    language = models.CharField(max_length=10, default="vi")  # as in the language tag of a page
    about = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TitleQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        indexes = [models.Index(fields=["shelf", "sort_key"], name="library_titles_of_shelf")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdraw_reason=""),
                name="library_withdrawn_says_why",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """One file of a title, and what was read out of it."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        EPUB = "epub", _("EPUB")
        HTML = "html", _("trang chữ")
        TEXT = "text", _("chữ thường")
        AUDIO = "audio", _("bản đọc (âm thanh)")

    title = models.ForeignKey(Title, models.PROTECT, related_name="editions")
    kind = models.CharField(max_length=6, choices=Kind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="editions")
    name = models.CharField(max_length=200)  # of the file, only to be shown
    page_count = models.PositiveIntegerField(default=0)  # pages that can be read here
    text_bytes = models.PositiveBigIntegerField(default=0)  # of all reflowed pages, UTF-8
    # Of the same and the sizes of page pictures: the tag of an answer. Empty: nothing to keep.
    text_digest = models.CharField(max_length=64, blank=True)
    # Of all pictures a device keeps with it: those in its text, and of pages without letters.
    picture_bytes = models.PositiveBigIntegerField(default=0)
    withdrawn_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["title", "file"],
                condition=Q(withdrawn_on=None),
                name="library_same_file_once_in_a_title",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title_id}: {self.name}"

    @property
    def is_audio(self) -> bool:
        return self.kind == self.Kind.AUDIO


class Page(models.Model):
    """One page of text: of the file itself, or of a chapter cut between paragraphs."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()  # from 1
    heading = models.CharField(max_length=300, blank=True)
    html = models.TextField(blank=True)  # cleaned; one block a line
    text = models.TextField(blank=True)  # the same as plain words; one block a line
    is_read = models.BooleanField(default=True)  # False: a picture, and nothing here can read it
    by_eye = models.BooleanField(default=False)  # letters recognised from a picture
    # Of a page that is not read: its picture as a device keeps it. None: not measured; 0: none.
    picture_bytes = models.PositiveIntegerField(null=True, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="library_page_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="library_pages_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.number}"


class Picture(models.Model):
    """A picture in the text of an edition, drawn again when the file was read."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pictures")
    number = models.PositiveIntegerField()  # from 1, as the pages name it
    part = models.CharField(max_length=1024)  # its name in the book, to know it again
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="library_picture_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.number}"


class Extraction(models.Model):
    """How far reading a file into pages is. Pages that were done are kept when it stops."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ đọc tệp")
        RUNNING = "running", _("đang đọc tệp")
        DONE = "done", _("đã đọc xong")
        FAILED = "failed", _("chưa đọc được")

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="extraction")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0: not known yet
    unread = models.PositiveIntegerField(default=0)  # pages without letters that stayed pictures
    left_out = models.PositiveIntegerField(default=0)  # pictures in the text that are not shown
    knows_pictures = models.BooleanField(default=False)  # read since pictures are taken in
    # Read from the first page while the pages there are stay, and are replaced at the end.
    anew = models.BooleanField(default=False)
    message = models.CharField(max_length=500, blank=True)  # why it failed, fit to show
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.state} {self.done}/{self.total}"


class Tally(models.Model):
    """How many people first opened a title in a month: a number, and nobody's name behind it."""

    title = models.ForeignKey(Title, models.CASCADE, related_name="tallies")
    month = models.DateField()  # its first day
    people = models.PositiveIntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["title", "month"], name="library_one_tally_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.title_id} {self.month:%Y-%m}: {self.people}"


class _Own(models.Model):
    """A row that only its person sees; the label is for the second lock, whose policy is theirs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="%(class)ss")
    page = models.PositiveIntegerField()
    offset = models.PositiveIntegerField(default=0)  # paragraph on the page; of a recording, second
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def minute(self) -> int:
        """Of a recording: the minute that the place lies in, from 1."""
        return self.offset // 60 + 1


class Reading(_Own):
    """Where one person is in one edition."""

    updated_at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "edition"], name="library_one_place_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.page}"


class Bookmark(_Own):
    """A place marked by one person; with words it is a note."""

    words = models.TextField(blank=True)
    device_key = models.UUIDField(null=True, blank=True)  # sent twice, kept once
    made_at = models.DateTimeField(default=timezone.now)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "page", "offset", "id"]
        indexes = [models.Index(fields=["user", "edition"], name="library_bookmarks_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "device_key"], name="library_bookmark_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.page}"
