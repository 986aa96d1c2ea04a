"""Reports made of figures that remember; a person's sentences are kept apart from the system's."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.organisations.models import Organisation
from sotay.reports.querysets import FigureQuerySet, ReportQuerySet


class Report(models.Model):
    """A summation report of one organisation for a period."""

    class State(models.TextChoices):
        DRAFT = "draft", _("dự thảo")
        LOCKED = "locked", _("đã khóa số liệu")

    class Span(models.TextChoices):
        HALF_YEAR = "half_year", _("sơ kết 6 tháng")
        YEAR = "year", _("tổng kết năm")
        TERM = "term", _("tổng kết nhiệm kỳ")
        OTHER = "other", _("theo kỳ tự chọn")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports")
    title = models.CharField(max_length=300)
    span = models.CharField(max_length=10, choices=Span, default=Span.YEAR)
    period_from = models.DateField()
    period_to = models.DateField()  # last day of the period
    as_of = models.DateField()  # valid day of every figure
    known_on = models.DateField()  # recorded day of every figure
    programme_ids = models.JSONField(default=list)
    number = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    locked_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period_to", "-id"]

    def __str__(self) -> str:
        return self.title


class Figure(models.Model):
    """One figure: what it counts, where, when, how it was worked out, and the way to its rows."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=60)  # stable inside the report
    indicator = models.CharField(max_length=60)  # which definition
    name = models.CharField(max_length=200)
    definition = models.TextField()
    scope = models.JSONField(default=dict)  # organisation, days, programme; table, row of a cell
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)  # null: no data
    numerator = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    unit = models.CharField(max_length=20, blank=True)
    calculation = models.CharField(max_length=400, blank=True)  # 59.082 ÷ 64.500 = 91,6 %
    rows = models.JSONField(default=list)  # [{"type", "id", "label", "part", "whole"}, …]
    row_count = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)  # organisations without data, with the reason
    rules = models.JSONField(default=list)  # ids of the rule values used

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reports_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Sentence(models.Model):
    """What a person writes into a section. Never mixed with what the system counts."""

    class Section(models.TextChoices):
        ACHIEVEMENTS = "achievements", _("Ưu điểm")
        LIMITS = "limits", _("Hạn chế")
        CAUSES = "causes", _("Nguyên nhân")
        LESSONS = "lessons", _("Bài học")
        DIRECTIONS = "directions", _("Phương hướng")

    report = models.ForeignKey(Report, models.CASCADE, related_name="sentences")
    section = models.CharField(max_length=12, choices=Section)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_on = models.DateField()

    class Meta:
        ordering = ["section", "id"]

    def __str__(self) -> str:
        return self.text[:60]
