"""The audit trail, and files kept by their content."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """One act, written in the act's own transaction. Rows are only ever added.

    ``details`` holds names of fields and numbers of documents, never whole personal values.
    """

    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)  # app_label.model
    subject_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)  # where it was done, if anywhere
    details = models.JSONField(default=dict)
    salt = models.BinaryField(max_length=16)  # hides the content behind its leaf once erased

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="core_audit_subject"),
            models.Index(fields=["user", "-at"], name="core_audit_user"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.subject_type} {self.subject_id}"


class AuditLeaf(models.Model):
    """The place of one entry in the chain and in the hash tree, given by the sequencer."""

    position = models.BigIntegerField(primary_key=True)  # from 0, without a gap
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="leaf")
    leaf_hash = models.BinaryField(max_length=32)
    previous_hash = models.BinaryField(max_length=32)
    sequenced_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.position)


class AuditCheckpoint(models.Model):
    """A signed statement of the tree's size and root, made to leave the building."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    edge = models.BinaryField(max_length=64 * 32)  # the tree's right edge, to go on from here
    note = models.TextField()  # the signed note, C2SP form
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return f"{self.size}"


class StoredFile(models.Model):
    """Bytes kept once, under their SHA-256. The same file offered again is the same row."""

    digest = models.CharField(max_length=64, unique=True)  # hexadecimal
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)  # found by content, never by name
    stored_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.digest[:12]
