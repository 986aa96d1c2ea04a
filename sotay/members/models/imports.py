"""Lists of members taken in from files: what was read, what was done, and how to take it back."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.members.querysets import ImportRunQuerySet
from sotay.organisations.models import Organisation


class ImportRun(models.Model):
    """One file on its way into the register. Personal while it holds the file: locked like the
    rest.

    The file itself is kept only until it is applied or given up; ``undo`` only until the days for
    taking it back are over.
    """

    class State(models.TextChoices):
        READ = "read", _("đã đọc, chờ nhập")
        WAITING = "waiting", _("đang chờ đến lượt")
        RUNNING = "running", _("đang nhập")
        APPLIED = "applied", _("đã nhập")
        STOPPED = "stopped", _("đã dừng, chưa nhập gì")
        FAILED = "failed", _("không nhập được, chưa nhập gì")
        UNDONE = "undone", _("đã hoàn tác")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="import_runs")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_index=True)  # SHA-256 of the bytes
    content = models.BinaryField(null=True, editable=False)
    as_of = models.DateField()  # the day the list speaks of
    sheet_name = models.CharField(max_length=120, blank=True)
    header_row = models.PositiveIntegerField(null=True)  # from 1, as the office program counts
    headings = models.JSONField(default=dict)  # column number, from 0, to field
    choices = models.JSONField(default=dict)  # row number to the member id it is, or "new"
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    counts = models.JSONField(default=dict)
    message = models.CharField(max_length=500, blank=True)
    undo = models.JSONField(default=list)  # fields as they stood before, one entry a changed member
    created_ids = ArrayField(models.BigIntegerField(), default=list)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    org_lft = models.BigIntegerField(default=0, editable=False)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False),
                name="members_import_applied_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.organisation_id}"


class ImportProgress(models.Model):
    """How far a run is, written beside its transaction for others to see. Not personal."""

    run_id = models.BigIntegerField(
        primary_key=True
    )  # no foreign key: the run may not be committed
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.run_id}: {self.done}/{self.total}"


class HeadingMemory(models.Model):
    """How an organisation answered which column is what, for files with these headings."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    headings_digest = models.CharField(max_length=64)
    fields = models.JSONField(default=dict)  # folded heading to field
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "headings_digest"], name="members_headings_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.headings_digest[:8]}"
