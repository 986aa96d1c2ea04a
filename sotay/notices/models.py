"""What a person is told, how it may leave the house, and to which devices."""

from hashlib import sha256

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sotay.notices.querysets import DeviceQuerySet, NoticeQuerySet
from sotay.notices.rules import ENDPOINT_LENGTH, WORDS_LENGTH


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
    pushed_at = models.DateTimeField(null=True, blank=True)  # or found to be wanted on no device

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


class Choice(models.Model):
    """How a person wants messages beyond the page; whether by mail is kept with the account.

    Without quiet hours of their own the person has those of the registry; two equal hours mean
    none. A sort that is muted stays on the page.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    push = models.BooleanField(default=True)  # to the devices where it was turned on
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    muted = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="notices_quiet_hours_have_two_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class PushSubscription(models.Model):
    """A browser where a person has turned push on: the mailbox and the keys it was given.

    The endpoint is a secret: whoever knows it may write to the device.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=ENDPOINT_LENGTH, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)
    device = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.device}"

    @property
    def digest(self) -> str:
        """SHA-256 of the endpoint, hexadecimal."""
        return sha256(self.endpoint.encode()).hexdigest()
