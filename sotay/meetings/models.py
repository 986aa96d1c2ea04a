"""Meetings: what is planned, who is asked to come, the sheet of what happens, what came of it.

A meeting itself (where, when, about what) is known in its line of organisations. Whatever names a
person carries the organisation's label and is locked by row-level security.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.core.models import StoredFile
from sotay.meetings.querysets import InvitationQuerySet, LockedQuerySet, MeetingQuerySet
from sotay.members.models import Member
from sotay.organisations.models import Organisation


class Kind(models.TextChoices):
    ORDINARY = "ordinary", _("sinh hoạt thường kỳ")
    THEMATIC = "thematic", _("sinh hoạt chuyên đề")
    COMMITTEE = "committee", _("họp cấp ủy")
    CONFERENCE = "conference", _("hội nghị")


class Form(models.TextChoices):
    IN_PERSON = "in_person", _("họp trực tiếp")
    ONLINE = "online", _("họp trực tuyến")
    MIXED = "mixed", _("trực tiếp và trực tuyến")
    BY_GROUPS = "by_groups", _("họp theo tổ đảng")


class Series(models.Model):
    """How an organisation meets through the year: the plan that its meetings are made from."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="meeting_series")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORDINARY)
    form = models.CharField(max_length=10, choices=Form, default=Form.IN_PERSON)
    day_of_month = models.PositiveSmallIntegerField(null=True, blank=True)  # None: by rule
    at = models.TimeField()  # local
    place = models.CharField(max_length=200, blank=True)
    combined_months = models.JSONField(default=list, blank=True)  # 1..12, with a thematic part
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"], name="meetings_one_series_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(day_of_month=None) | Q(day_of_month__gte=1, day_of_month__lte=28),
                name="meetings_day_in_every_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"


class Meeting(models.Model):
    """One meeting of one organisation, from its planning to its sealed minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", _("dự kiến")
        INVITED = "invited", _("đã mời")
        OPEN = "open", _("đang họp")
        CLOSED = "closed", _("đã họp, chờ thông qua biên bản")
        SEALED = "sealed", _("đã thông qua biên bản")
        CANCELLED = "cancelled", _("không họp")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=12, choices=Kind)
    form = models.CharField(max_length=10, choices=Form, default=Form.IN_PERSON)
    is_combined = models.BooleanField(default=False)  # ordinary with a thematic part
    theme = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField()
    month = models.DateField()  # the first of its month, local
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=300, blank=True)  # of an online meeting
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    cancel_reason = models.CharField(max_length=300, blank=True)
    device_key = models.UUIDField(null=True, blank=True, unique=True)  # begun on a device
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    # In figures, from the sheet when the meeting closes: read by pages of many meetings.
    minutes_held = models.PositiveIntegerField(null=True, blank=True)
    expected = models.PositiveIntegerField(null=True, blank=True)
    here = models.PositiveIntegerField(null=True, blank=True)
    speakers = models.PositiveIntegerField(null=True, blank=True)
    tasks_given = models.PositiveIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    level = models.CharField(max_length=20, blank=True)
    signs = models.JSONField(default=list, blank=True)  # codes of rules.hollow

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month"],
                condition=Q(kind="ordinary") & ~Q(state="cancelled"),
                name="meetings_one_ordinary_a_month",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="meetings_cancelled_says_why",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "starts_at"], name="meetings_of_org")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%d-%m-%Y}"

    @property
    def day(self) -> Any:
        """The local day of the meeting."""
        return timezone.localtime(self.starts_at).date()

    @property
    def title(self) -> str:
        """As a heading names it: ``Sinh hoạt thường kỳ tháng 12-2026``."""
        month = f"{self.day.month}-{self.day.year}"
        words = {
            Kind.ORDINARY: _("Sinh hoạt thường kỳ tháng %(month)s"),
            Kind.THEMATIC: _("Sinh hoạt chuyên đề tháng %(month)s"),
            Kind.COMMITTEE: _("Họp cấp ủy tháng %(month)s"),
            Kind.CONFERENCE: _("Hội nghị tháng %(month)s"),
        }[Kind(self.kind)]
        return str(words) % {"month": month}


class Called(models.Model):
    """An organisation called to a conference: all its members, or so many delegates."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="called")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    delegates = models.PositiveIntegerField(null=True, blank=True)  # None: all members

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="meetings_called_once"
            ),
            models.CheckConstraint(
                condition=Q(delegates=None) | Q(delegates__gte=1), name="meetings_some_delegates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.organisation_id}"


class Step(models.Model):
    """One step of preparing a meeting: who, by which day, done or not."""

    class What(models.TextChoices):
        DRAFT = "draft", _("dự thảo nội dung")
        REVIEW = "review", _("cấp ủy (bí thư, phó bí thư) xem lại")
        PAPERS = "papers", _("gửi tài liệu")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=8, choices=What)
    who = models.CharField(max_length=160, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "what"], name="meetings_each_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.what}"


class Locked(models.Model):
    """A row about people at a meeting, labelled with the organisation that meets."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)  # kept by a trigger

    class Meta:
        abstract = True


class MeetingPaper(Locked):
    """A paper for those invited: a file, or words alone."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LockedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") | Q(file__isnull=False), name="meetings_paper_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(Locked):
    """A seat on the roll of the day, and what the person answered."""

    class Answer(models.TextChoices):
        COMING = "coming", _("sẽ dự")
        EXCUSED = "excused", _("xin vắng")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    member = models.ForeignKey(Member, models.PROTECT, related_name="invitations")
    person = models.UUIDField()  # the member's public id: how the sheet names them
    name = models.CharField(max_length=120)  # as on the roll of the day
    sort_key = models.CharField(max_length=1000, editable=False)
    standing = models.PositiveSmallIntegerField(default=0)  # members.Standing, on the day
    is_guest = models.BooleanField(default=False)  # on a temporary stay here
    is_away = models.BooleanField(default=False)  # on a temporary stay elsewhere
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # of the minutes
    remark = models.CharField(max_length=1000, blank=True)  # on the minutes

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="meetings_invited_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.name}"


class Field(Locked):
    """One value of a meeting's sheet, as it stands."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="fields")
    path = models.CharField(max_length=100)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()  # when it was written, by the server's clock

    objects = LockedQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "path"], name="meetings_one_field")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.path}"


class Change(Locked):
    """One change as a device sent it. Rows are only added; a conflict keeps both values."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("đã ghi")
        CONFLICT = "conflict", _("hai nơi ghi khác nhau")
        LATE = "late", _("gửi sau khi biên bản đã thông qua")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="changes")
    key = models.UUIDField(unique=True)
    path = models.CharField(max_length=100)
    value = models.JSONField(null=True)  # as sent
    result = models.JSONField(null=True)  # as it stood afterwards
    base = models.PositiveIntegerField()
    version = models.PositiveIntegerField()  # of the field afterwards
    outcome = models.CharField(max_length=8, choices=Outcome)
    parts = models.JSONField(default=list)  # members of an object that clash
    device = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()  # by the server's clock
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)  # somebody chose
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LockedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["meeting", "path", "version"], name="meetings_field_history"),
            models.Index(
                fields=["meeting"],
                condition=Q(settled_at=None) & ~Q(outcome="taken"),
                name="meetings_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.path} {self.outcome}"


class Minutes(Locked):
    """The minutes of a meeting as composed when it closed, with the monthly resolution."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="minutes")
    sections = models.JSONField()  # [{"title", "paragraphs": […]}] in order
    resolution_number = models.CharField(max_length=40, blank=True)
    resolution = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of what was sealed, hexadecimal
    composed_at = models.DateTimeField()

    objects = LockedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class FeedKey(models.Model):
    """A person's secret address of their calendar feed; only its digest is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.user_id)
