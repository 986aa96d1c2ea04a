"""News of a committee to the levels it chooses."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.core.models import StoredFile
from sotay.news.querysets import AttachmentQuerySet, NewsQuerySet
from sotay.news.rules import SENTENCE_LENGTH, TITLE_LENGTH
from sotay.organisations.models import Organisation


class News(models.Model):
    """One piece: a draft, then published, perhaps corrected, perhaps withdrawn.

    The title and words are those that hold now; what they were before each
    :class:`Correction` is kept there.

    Without ``kinds`` it is for every level, without an :class:`Audience` for the whole of the
    committee's tree.
    """

    class Column(models.TextChoices):
        NEWS = "news", _("Tin")
        MODEL = "model", _("Điển hình")
        PRACTICE = "practice", _("Cách làm hay")
        GUIDANCE = "guidance", _("Trao đổi nghiệp vụ")

    committee = models.ForeignKey(Organisation, models.PROTECT, related_name="news")
    column = models.CharField(max_length=10, choices=Column, default=Column.NEWS)
    title = models.CharField(max_length=TITLE_LENGTH)
    words = models.TextField()
    kinds = ArrayField(models.CharField(max_length=30), default=list, blank=True)  # codes of Kind
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)  # the local day of it
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=SENTENCE_LENGTH, blank=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_on=None)
                | Q(published_at__isnull=False, published_on__isnull=False),
                name="news_published_moment_and_day",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="news_withdrawn_says_why",
            ),
        ]
        indexes = [models.Index(fields=["committee", "published_at"], name="news_of_committee")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.published_at is None and self.withdrawn_at is None


class Correction(models.Model):
    """That a published piece was corrected: what, why, and how it was before.

    Of files see :class:`Attachment`.
    """

    class What(models.TextChoices):
        TITLE = "title", _("tên tin")
        WORDS = "words", _("nội dung")
        COLUMN = "column", _("chuyên mục")
        READERS = "readers", _("nơi nhận")
        FILES = "files", _("tệp kèm theo")

    news = models.ForeignKey(News, models.PROTECT, related_name="corrections")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()  # the local day of it
    said = models.CharField(max_length=SENTENCE_LENGTH)  # what was corrected, for every reader
    reason = models.CharField(max_length=SENTENCE_LENGTH)  # why, for those who speak
    earlier_title = models.CharField(max_length=TITLE_LENGTH)
    earlier_words = models.TextField()
    changed = ArrayField(  # codes of What; none: of before this was kept
        models.CharField(max_length=7, choices=What), default=list, blank=True
    )
    earlier_column = models.CharField(max_length=10, choices=News.Column, blank=True)
    earlier_kinds = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    earlier_branches = ArrayField(models.BigIntegerField(), default=list, blank=True)
    is_told = models.BooleanField(default=False)  # the heads were told of it

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(said="") & ~Q(reason=""), name="news_correction_says_what_and_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.news_id}: {self.said}"

    @property
    def changed_names(self) -> list[str]:
        """What was changed, in words, for every reader."""
        return [str(self.What(code).label) for code in self.changed]


class Audience(models.Model):
    """A branch that a piece of news is meant for: an organisation with all beneath it."""

    news = models.ForeignKey(News, models.CASCADE, related_name="audiences")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["news", "organisation"], name="news_one_branch_once")
        ]

    def __str__(self) -> str:
        return f"{self.news_id}: {self.organisation_id}"


class Attachment(models.Model):
    """A file that goes with a piece of news.

    One that a correction has taken off stays for those who speak for the committee.
    """

    news = models.ForeignKey(News, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    added_by = models.ForeignKey(
        Correction, models.PROTECT, null=True, blank=True, related_name="added"
    )
    removed_by = models.ForeignKey(
        Correction, models.PROTECT, null=True, blank=True, related_name="removed"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["news", "file"],
                condition=Q(removed_by=None),
                name="news_one_file_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Seen(models.Model):
    """That somebody has opened a piece of news; not who, not when.

    The key is the reader's mark (``rules.mark``): there is no user, no moment and no number that
    would tell the order of readers. See docs/rules/news.md.
    """

    mark = models.UUIDField(primary_key=True)
    news = models.ForeignKey(News, models.CASCADE, related_name="seen")

    def __str__(self) -> str:
        return f"{self.news_id}"
