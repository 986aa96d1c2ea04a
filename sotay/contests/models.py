"""An award by rounds, and the wall between a work and where it comes from.

:class:`Entry` holds what a juror may see of a work; :class:`Origin` and :class:`Author` hold whose
it is. Everything about people carries the label of the committee that keeps the round, and is
locked by row-level security: see ``migrations/0002_row_level_security.py``.
"""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sotay.contests.querysets import EntryQuerySet, JurorQuerySet, RoundQuerySet
from sotay.contests.rules import (
    ADDRESS_LENGTH,
    CODE_LENGTH,
    NAME_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
)
from sotay.core.models import StoredFile
from sotay.members.models import Member
from sotay.organisations.models import Organisation


def random_id() -> int:
    """An id that says nothing of when it was drawn; small enough for scripts to hold exactly."""
    return secrets.randbelow(2**52) + 1


class Round(models.Model):
    """One time the award is given, by the committee that keeps it. Both eligible days count."""

    class State(models.TextChoices):
        OPEN = "open", _("đang nhận tác phẩm")
        SCORING = "scoring", _("đang chấm")
        CLOSED = "closed", _("đã chấm xong")
        PUBLISHED = "published", _("đã công bố kết quả")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contest_rounds")
    name = models.CharField(max_length=NAME_LENGTH)
    year = models.PositiveSmallIntegerField()
    eligible_from = models.DateField()
    eligible_to = models.DateField()
    last_day = models.DateField()  # the last day on which works are taken
    least_scores = models.PositiveSmallIntegerField()  # jurors that each work needs
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    opened_on = models.DateField()
    scoring_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="contests_one_round_of_a_name"
            ),
            models.CheckConstraint(
                condition=Q(eligible_from__lte=F("eligible_to")), name="contests_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(least_scores__gte=1), name="contests_scored_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_on__isnull=False)
                | (~Q(state="published") & Q(published_on=None)),
                name="contests_published_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class Postponement(models.Model):
    """That the last day for works was moved later: from which day to which, when, why, by whom."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="postponements")
    from_day = models.DateField()
    to_day = models.DateField()
    reason = models.CharField(max_length=REASON_LENGTH)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_day__gt=F("from_day"), to_day__gte=F("on")),
                name="contests_postponed_is_later",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="contests_postponed_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.from_day} – {self.to_day}"


class Category(models.Model):
    """A sort of works that are ranked among themselves."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="categories")
    name = models.CharField(max_length=NAME_LENGTH)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="contests_category_place"),
            models.UniqueConstraint(fields=["round", "name"], name="contests_category_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """What a juror gives points for, at most ``most``."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=NAME_LENGTH)
    most = models.DecimalField(max_digits=5, decimal_places=1)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="contests_criterion_place"),
            models.UniqueConstraint(fields=["round", "name"], name="contests_criterion_name"),
            models.CheckConstraint(condition=Q(most__gt=0), name="contests_criterion_counts"),
        ]

    def __str__(self) -> str:
        return self.name


class Prize(models.Model):
    """A prize of a category, ``number`` pieces of it; the keeper may withhold some, saying why."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="prizes")
    name = models.CharField(max_length=NAME_LENGTH)
    place = models.PositiveSmallIntegerField()  # 1 is the highest
    number = models.PositiveSmallIntegerField()
    withheld = models.PositiveSmallIntegerField(default=0)
    withheld_reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["category", "place"], name="contests_prize_place"),
            models.CheckConstraint(
                condition=Q(withheld__lte=F("number")), name="contests_withheld_at_most_all"
            ),
            models.CheckConstraint(
                condition=Q(withheld=0) | ~Q(withheld_reason=""),
                name="contests_withheld_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A work as a juror may see it: title, category, code, the copy without names."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("chờ xét điều kiện")
        ACCEPTED = "accepted", _("đủ điều kiện")
        REFUSED = "refused", _("không đủ điều kiện")
        WITHDRAWN = "withdrawn", _("đã rút")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="entries")
    title = models.CharField(max_length=TITLE_LENGTH)
    state = models.CharField(max_length=9, choices=State, default=State.SUBMITTED)
    code = models.CharField(max_length=CODE_LENGTH, blank=True)  # drawn when scoring begins
    copy = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    copy_address = models.CharField(max_length=ADDRESS_LENGTH, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "code"], condition=~Q(code=""), name="contests_one_code"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Origin(models.Model):
    """Whose a work is and where it was published: never seen by its jurors."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="origin")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    place = models.ForeignKey(Organisation, models.PROTECT, related_name="contest_entries")
    by_author = models.BooleanField(default=False)  # a member's own, not their organisation's
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_on = models.DateField()
    outlet = models.CharField(max_length=NAME_LENGTH)
    published_on = models.DateField()
    address = models.CharField(max_length=ADDRESS_LENGTH, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    work_key = models.CharField(max_length=64, blank=True)  # empty once withdrawn
    refused_reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "work_key"],
                condition=~Q(work_key=""),
                name="contests_one_work_once",
            ),
            models.CheckConstraint(
                condition=~Q(address="") | Q(file__isnull=False), name="contests_work_is_there"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.place_id}"


class Author(models.Model):
    """One of the authors of a work; ``member`` where the register knows them."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="authors")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    place = models.PositiveSmallIntegerField()  # in the order named, from 1
    name = models.CharField(max_length=NAME_LENGTH)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "place"], name="contests_author_place")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.place}"


class Juror(models.Model):
    """A member named to judge a round: all of it, or the categories they are named for."""

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="jurors")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    named_on = models.DateField()
    # Ids of categories; none: all. In the row, so that it is locked as the row is.
    categories = ArrayField(models.BigIntegerField(), default=list, blank=True)

    objects = JurorQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="contests_juror_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.user_id}"

    def judges(self, category_id: int) -> bool:
        """Whether works of that category of the round are theirs to judge."""
        return not self.categories or category_id in self.categories


class Conflict(models.Model):
    """A work that a juror does not judge."""

    class Sort(models.TextChoices):
        AUTHOR = "author", _("là tác giả, hoặc trùng tên tác giả")
        PLACE = "place", _("thuộc tổ chức gửi tác phẩm")
        DECLARED = "declared", _("tự khai có liên quan")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    juror = models.ForeignKey(Juror, models.CASCADE, related_name="conflicts")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="conflicts")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    sort = models.CharField(max_length=8, choices=Sort)
    words = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["juror", "entry"], name="contests_conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.juror_id}: {self.entry_id}"


class Score(models.Model):
    """What one juror gives one work for one criterion."""

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="scores")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    points = models.DecimalField(max_digits=5, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["juror", "entry", "criterion"], name="contests_one_score"
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="contests_points_not_below"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id}: {self.entry_id}"


class Result(models.Model):
    """The mean of a work when scoring was closed, and its place in its category.

    ``decided`` is its order within a tie, as the keeper decided it with a reason.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="result")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    org_lft = models.BigIntegerField(default=0, editable=False)
    mean = models.DecimalField(max_digits=8, decimal_places=4)
    scores = models.PositiveSmallIntegerField()  # how many jurors it is the mean of
    place = models.PositiveIntegerField()
    is_tied = models.BooleanField(default=False)
    decided = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        ordering = ["place", "entry"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided=None) | ~Q(decided_reason=""),
                name="contests_decided_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.mean}"


class Award(models.Model):
    """A prize as it was published: the words of the day, for everybody beneath."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="award")
    prize = models.ForeignKey(Prize, models.PROTECT, related_name="awards")
    title = models.CharField(max_length=TITLE_LENGTH)
    authors = models.TextField()
    place_name = models.CharField(max_length=NAME_LENGTH)
    outlet = models.CharField(max_length=NAME_LENGTH)
    published_on = models.DateField()

    class Meta:
        ordering = ["prize__category__place", "prize__place", "id"]

    def __str__(self) -> str:
        return self.title
