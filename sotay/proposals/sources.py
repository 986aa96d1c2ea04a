"""How tasks that came of a proposal or a session name where they came from: without a name."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.followups.sources import SourceWords, described_by
from sotay.proposals.models import Proposal, WorkingSession


def _proposals(ids: list[int]) -> Mapping[int, SourceWords]:
    rows = Proposal.objects.filter(pk__in=ids).only("id", "received_on")
    label = _("Đề xuất, phản ánh nhận ngày %(day)s")
    return {
        row.pk: SourceWords(
            label % {"day": written(row.received_on)}, reverse("proposals:detail", args=[row.pk])
        )
        for row in rows
    }


def _sessions(ids: list[int]) -> Mapping[int, SourceWords]:
    rows = WorkingSession.objects.filter(pk__in=ids).select_related("mass_organisation")
    label = _("Buổi làm việc năm %(year)s với %(name)s")
    return {
        row.pk: SourceWords(
            label % {"year": row.year, "name": row.mass_organisation.name},
            reverse("proposals:session", args=[row.pk]),
        )
        for row in rows
    }


def register() -> None:
    described_by("proposals.proposal", _proposals)
    described_by("proposals.workingsession", _sessions)
