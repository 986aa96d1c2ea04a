"""What a person is told."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sotay.notices.querysets import NoticeQuerySet
from sotay.notices.rules import WORDS_LENGTH


class Notice(models.Model):
    """A message to one person about one thing: a reminder, a return, a decision.

    Its subject may come from any room; without one the link tells messages of a kind apart.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    subject_type = models.ForeignKey(
        ContentType, models.CASCADE, null=True, blank=True, related_name="+"
    )
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    words = models.CharField(max_length=WORDS_LENGTH)
    link = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    read_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_type", "subject_id", "on"],
                name="notices_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "link", "on"],
                condition=Q(subject_type=None),
                name="notices_once_a_day_without_subject",
            ),
            models.CheckConstraint(
                condition=Q(subject_type=None, subject_id=None)
                | Q(subject_type__isnull=False, subject_id__isnull=False),
                name="notices_subject_whole_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.words
