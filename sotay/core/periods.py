"""Two kinds of time: the days on which a fact holds, and the moments at which it was known.

A row that has been written is never changed, except that it may be *superseded*: a later row says
otherwise, from that moment on. So a figure can be made again as it was known then.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone


def end_of_day(day: date) -> datetime:
    """The first moment after ``day``, local calendar: what was recorded before it was known."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class DatedQuerySet(models.QuerySet[Any]):
    """Questions about days, asked of any table of dated facts."""

    def as_of(self, day: date, known_on: date | None = None) -> Self:
        """Keep the rows in force on ``day``: the first day counts, the end day does not.

        ``known_on`` asks what was recorded by the end of that day; without it, what is known now.
        """
        rows = self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
        return rows.known(known_on)

    def known(self, known_on: date | None = None) -> Self:
        """Keep what is believed now, or what was believed at the end of ``known_on``."""
        if known_on is None:
            return self.filter(superseded_at=None)
        moment = end_of_day(known_on)
        return self.filter(
            Q(superseded_at=None) | Q(superseded_at__gte=moment), recorded_at__lt=moment
        )

    def open(self) -> Self:
        """Keep the rows believed now that have no end yet."""
        return self.filter(valid_to=None, superseded_at=None)


class Dated(models.Model):
    """A fact that holds for a stretch of days. Rows are superseded, never overwritten.

    Each table names its own questions: ``objects = DatedQuerySet.as_manager()`` or a kind of it.
    """

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day it no longer holds
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]

    @property
    def period(self) -> tuple[date, date | None]:
        return self.valid_from, self.valid_to


def no_overlap(name: str, *fields: str) -> ExclusionConstraint:
    """Forbid two believed rows of one subject from holding on the same day.

    ``fields`` name the subject, such as ``member``. Superseded rows do not count.
    """
    period = Func(
        F("valid_from"),
        F("valid_to"),
        Value("[)"),
        function="daterange",
        output_field=DateRangeField(),
    )
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            (period, RangeOperators.OVERLAPS),
        ],
        condition=Q(superseded_at=None),
    )


def supersede(row: Dated, now: datetime, **changes: Any) -> Dated | None:
    """Mark ``row`` superseded at ``now`` and write its successor with ``changes``.

    A successor whose period would be empty (``valid_to`` not after ``valid_from``) is not written:
    the fact never held, and ``None`` is returned.
    """
    model = type(row)
    model._default_manager.filter(pk=row.pk).update(superseded_at=now)
    row.superseded_at = now
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in ("recorded_at", "superseded_at")
    }
    values.update(changes, recorded_at=now)
    if values["valid_to"] is not None and values["valid_to"] <= values["valid_from"]:
        return None
    return model._default_manager.create(**values)
