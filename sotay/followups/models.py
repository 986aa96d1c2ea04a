"""A task is one thing, wherever it came from: owner, days, criteria, product, source, weight."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.core.models import StoredFile
from sotay.followups.querysets import (
    EvidenceQuerySet,
    ExtensionQuerySet,
    ProgressQuerySet,
    TaskQuerySet,
)
from sotay.organisations.models import Act, Organisation


class Task(models.Model):
    """What one organisation must bring about by a day.

    The state is worked out from criteria and verified progress; nobody types a percentage.
    """

    class State(models.TextChoices):
        OPEN = "open", _("đang làm")
        REPORTED = "reported", _("chờ thẩm định")
        RETURNED = "returned", _("bị trả lại")
        DONE = "done", _("đã xong")
        DROPPED = "dropped", _("không làm nữa")

    title = models.CharField(max_length=300)
    asked = models.TextField(blank=True)  # the document's own words
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="tasks")
    responsible = models.ForeignKey(  # the person who answers for it, if one is named
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    issued_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="tasks_issued"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )  # the upper task that this one makes concrete
    source_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    source = GenericForeignKey("source_type", "source_id")  # a clause, a finding, a resolution
    programme_id = models.BigIntegerField(null=True, blank=True, db_index=True)  # Document it is of
    starts_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)  # last day; late from the day after
    product = models.CharField(max_length=200, blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True, blank=True)
    is_stale = models.BooleanField(default=False)  # the text it came from has changed since
    stale_reason = models.CharField(max_length=300, blank=True)
    drop_reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="followups_due_not_before_start",
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="followups_weight_positive"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | ~Q(state="done"),
                name="followups_done_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(drop_reason=""),
                name="followups_dropped_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "due_on"], name="followups_of_owner"),
            models.Index(fields=["source_type", "source_id"], name="followups_of_source"),
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """How a result is judged: a quantity with unit and target, a milestone, or a graded scale."""

    class Kind(models.TextChoices):
        QUANTITY = "quantity", _("số lượng")
        MILESTONE = "milestone", _("mốc")
        GRADED = "graded", _("mức độ")

    class Comparator(models.TextChoices):
        AT_LEAST = ">=", _("ít nhất")
        ABOVE = ">", _("trên")
        AT_MOST = "<=", _("không quá")
        EXACTLY = "=", _("đúng")

    task = models.ForeignKey(Task, models.CASCADE, related_name="criteria")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    comparator = models.CharField(max_length=2, choices=Comparator, default=Comparator.AT_LEAST)
    target = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    out_of = models.BooleanField(default=False)  # reported as part and whole, target in per cent
    grades = models.JSONField(default=list, blank=True)  # lowest first, for a graded scale
    weight = models.DecimalField(max_digits=6, decimal_places=2, default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="quantity") | Q(target__isnull=False),
                name="followups_quantity_has_target",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Progress(models.Model):
    """One report on a task, and what the level above said of it."""

    class State(models.TextChoices):
        SENT = "sent", _("chờ thẩm định")
        ACCEPTED = "accepted", _("đã chấp nhận")
        RETURNED = "returned", _("trả lại, cần sửa")

    task = models.ForeignKey(Task, models.PROTECT, related_name="progress")
    note = models.TextField(blank=True)
    reported_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_final = models.BooleanField(default=True)  # says the task is finished, not only moving
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    verified_on = models.DateField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)  # undoing is for some seconds only
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reasons = models.JSONField(default=list, blank=True)  # codes of rules.RETURN_REASONS
    return_note = models.TextField(blank=True)  # what to mend
    redo_by = models.DateField(null=True, blank=True)
    share = models.DecimalField(  # of the task, by its criteria, once this report was accepted
        max_digits=7, decimal_places=6, null=True, blank=True
    )
    device_key = models.UUIDField(null=True, blank=True, unique=True)  # sent twice, kept once
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="returned") | (~Q(return_note="") & Q(redo_by__isnull=False)),
                name="followups_return_says_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=1, state="accepted"),
                name="followups_share_of_what_was_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.reported_on}"


class Measurement(models.Model):
    """What a progress report says of one criterion: a value, or a part of a whole, or a grade."""

    progress = models.ForeignKey(Progress, models.CASCADE, related_name="measurements")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="measurements")
    value = models.DecimalField(max_digits=14, decimal_places=3)
    whole = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["progress", "criterion"], name="followups_measured_once"
            ),
            models.CheckConstraint(
                condition=Q(whole=None) | Q(whole__gt=0), name="followups_whole_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.value}"


class Evidence(models.Model):
    """A file offered as proof of a progress report. The bytes are kept once, by content."""

    progress = models.ForeignKey(Progress, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="uses")
    name = models.CharField(max_length=200)
    taken_at = models.DateTimeField(null=True, blank=True)  # of a photo, as the device says
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """A request for a later last day, with a reason, and the decision of the level above."""

    class State(models.TextChoices):
        ASKED = "asked", _("chờ quyết định")
        GRANTED = "granted", _("đồng ý")
        REFUSED = "refused", _("không đồng ý")

    task = models.ForeignKey(Task, models.PROTECT, related_name="extensions")
    old_due_on = models.DateField()
    asked_due_on = models.DateField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answer = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="asked"), name="followups_one_request_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(asked_due_on__gt=F("old_due_on")), name="followups_extension_is_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.asked_due_on}"


class Dependency(models.Model):
    """One task waits for another."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="waits_for")
    on = models.ForeignKey(Task, models.PROTECT, related_name="waited_for_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "on"], name="followups_waits_once"),
            models.CheckConstraint(condition=~Q(task=F("on")), name="followups_not_on_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} after {self.on_id}"


class Assessment(models.Model):
    """The judgement at the end, against the criteria: result, its cause; limit, its cause."""

    class Result(models.TextChoices):
        EXCEEDED = "exceeded", _("vượt yêu cầu")
        REACHED = "reached", _("đạt yêu cầu")
        PARTLY = "partly", _("đạt một phần")
        NOT_REACHED = "not_reached", _("không đạt")

    task = models.OneToOneField(Task, models.PROTECT, related_name="assessment")
    result = models.CharField(max_length=12, choices=Result)
    result_words = models.TextField(blank=True)
    result_causes = models.JSONField(default=list, blank=True)  # codes of rules.CAUSES
    result_cause_words = models.TextField(blank=True)
    limit_words = models.TextField(blank=True)
    limit_causes = models.JSONField(default=list, blank=True)
    limit_cause_words = models.TextField(blank=True)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assessed_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.task_id}: {self.get_result_display()}"


class Suggestion(models.Model):
    """One concrete note of the level above about a plan or a report: what to put right, where."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="suggestions")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="followups_suggestion_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.made_on}"


class HandOver(models.Model):
    """A task passed on by an act on the tree, so that a correction of the act can take it back."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="hand_overs")
    act = models.ForeignKey(Act, models.PROTECT, related_name="+")
    was = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    taken_back_by = models.ForeignKey(  # the correcting act
        Act, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "act"], name="followups_handed_over_once")
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.was_id}"
