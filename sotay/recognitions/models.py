"""What an organisation says of its year, and what the level above made of it.

No table here is about a person: the rows speak of organisations, and name who wrote them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.core.models import StoredFile
from sotay.organisations.models import Organisation
from sotay.recognitions.querysets import ReviewQuerySet


class Review(models.Model):
    """The year of one cell or grass-roots committee, from its answers to the decision.

    While it is written the criteria are those in force and the records speak as of today; once it
    is sent, ``frame`` and ``measured`` keep what was sent.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("đang tự đánh giá")
        SENT = "sent", _("chờ cấp trên đánh giá")
        RETURNED = "returned", _("bị trả lại")
        RECOGNISED = "recognised", _("đã công nhận")
        REFUSED = "refused", _("không công nhận")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="recognitions")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    frame = models.JSONField(default=dict)  # good: criteria, as sent; empty while it is written
    measured = models.JSONField(default=dict)  # code: {"state", "words"}, as sent
    goods = models.JSONField(default=dict)  # good: met, not_met or open, as last assessed
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.CharField(max_length=1000, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_in = models.ForeignKey(  # the committee that decided; empty: by the system
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_number = models.CharField(max_length=60, blank=True)
    decision_words = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"], name="recognitions_one_review_a_year"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="recognitions_returned_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recognised", "refused"]) | Q(decided_on__isnull=False),
                name="recognitions_decided_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.year} {self.state}"

    @property
    def is_written(self) -> bool:
        """Whether the organisation still answers."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def is_decided(self) -> bool:
        return self.state in (self.State.RECOGNISED, self.State.REFUSED)


class PastDecision(models.Model):
    """A decision that no longer stands: what it said, and why it was withdrawn or replaced."""

    class How(models.TextChoices):
        WITHDRAWN = "withdrawn", _("thu hồi")
        REPLACED = "replaced", _("thay bằng quyết định khác")

    review = models.ForeignKey(Review, models.PROTECT, related_name="past_decisions")
    state = models.CharField(max_length=10, choices=Review.State)
    number = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    goods = models.JSONField(default=dict)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_in = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=10, choices=How)
    reason = models.CharField(max_length=1000)
    ended_on = models.DateField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="recognitions_past_decision_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["recognised", "refused"]),
                name="recognitions_past_decision_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.state} {self.number} {self.how}"


class Answer(models.Model):
    """What is said of one criterion: by the organisation itself, then by the level above."""

    class Said(models.TextChoices):
        MET = "met", pgettext_lazy("tiêu chí", "đạt")
        NOT_MET = "not_met", _("chưa đạt")

    review = models.ForeignKey(Review, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=30)  # rules.key_of the criterion
    claim = models.CharField(max_length=8, choices=Said, blank=True)
    note = models.TextField(blank=True)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=8, choices=Said, blank=True)
    verdict_note = models.CharField(max_length=1000, blank=True)
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="recognitions_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.key}"
