"""What is derived from the register so that counts answer at once; every row can be rebuilt.

Written by ``sotay.members.totals`` only. See docs/rules/rollup.md.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from sotay.members.models.register import Member
from sotay.members.querysets import SegmentQuerySet
from sotay.organisations.models import Organisation


class Segment(models.Model):
    """A stretch of days on which nothing counted about a member changed.

    One row holds all six dimensions, so a count needs one table: cell, days, and categories. The
    roles that answer requests may read every column but ``member``, and write none: ask with
    ``values()`` and aggregates. Only ``totals.refresh`` writes, through a function of the owner.
    """

    pk = models.CompositePrimaryKey("member_id", "lo")
    member = models.ForeignKey(Member, models.CASCADE, related_name="segments", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    lo = models.DateField()
    hi = models.DateField()  # exclusive; 9999-12-31 where there is no end
    gender = models.SmallIntegerField()
    ethnicity = models.SmallIntegerField()
    education = models.SmallIntegerField()
    theory = models.SmallIntegerField()
    standing = models.SmallIntegerField()
    birth_year = models.SmallIntegerField()

    objects = SegmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hi__gt=models.F("lo")), name="members_segment_days")
        ]
        indexes = [
            # With all that is counted, so that a live count reads neighbours and no table.
            models.Index(
                fields=["organisation", "lo"],
                include=[
                    "hi", "gender", "ethnicity", "education", "theory", "standing", "birth_year"
                ],
                name="members_segment_counted",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.member_id} in {self.organisation_id} [{self.lo}, {self.hi})"


class TotalBearer(models.Model):
    """An organisation that keeps running totals, being too large to be counted live."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"totals of {self.organisation_id}"


class TotalDelta(models.Model):
    """By how much the vector of an organisation changes on a day; slots that change, and by what.

    ``slots`` and ``vals`` go in step and hold no zero; see ``totals.vector`` for what a slot is.
    """

    pk = models.CompositePrimaryKey("organisation_id", "day")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    slots = ArrayField(models.SmallIntegerField())
    vals = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.day}"


class TotalCheckpoint(models.Model):
    """The whole vector of an organisation before a month: the sum of all changes before ``day``."""

    pk = models.CompositePrimaryKey("organisation_id", "day")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()  # the first of a month
    vector = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return f"{self.organisation_id} before {self.day}"


class TotalQueue(models.Model):
    """From ``day`` on, add ``vals`` to the cell and to all above it; waits for the folder.

    A writer names the cell only, never what is above: no row is hot, and the tree may change.
    """

    cell = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    day = models.DateField()
    slots = ArrayField(models.SmallIntegerField())
    vals = ArrayField(models.IntegerField())
    queued_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.cell_id} from {self.day}"
