"""A rule value set for one organisation, from a day, by a document; the national pack is files."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from sotay.core.periods import Dated, no_overlap
from sotay.regulations.querysets import OverrideQuerySet


class Override(Dated):
    """The value of a rule in one organisation and under it; the nearest one upwards decides."""

    rule = models.CharField(max_length=80)  # id in the national pack
    organisation_id = models.BigIntegerField()  # regulations knows ids, not organisations
    value = models.JSONField()
    document = models.CharField(max_length=200)
    clause = models.CharField(max_length=80, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OverrideQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            no_overlap("regulations_one_override_a_day", "rule", "organisation_id"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} ({self.organisation_id})"
