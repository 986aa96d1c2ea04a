"""An act tried out: done in full and taken back at once, to be read before it counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core.errors import RuleBroken
from sotay.organisations import figures
from sotay.organisations.models import Act, Grant, Organisation, PartyGroup, Placement, Profile
from sotay.organisations.querysets import subtree_ids
from sotay.organisations.signals import previewed


@dataclass(frozen=True)
class Rehearsal:
    """What an act would do: figures of what moves, and why it is refused where it is."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    refused: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_possible(self) -> bool:
        return not self.refused


class _TakenBack(Exception):
    pass


def preview(organisations: Sequence[Organisation], on: date) -> list[tuple[str, int]]:
    """What hangs on ``organisations`` when an act takes effect on ``on``: label and count.

    Members and organisations beneath, offices held in them, party groups; then what the floors
    above count, such as tasks and documents in hand.
    """
    eve = on - timedelta(days=1)
    keys = [organisation.pk for organisation in organisations]
    beneath = Placement.objects.as_of(eve).filter(organisation__in=subtree_ids(keys, eve))
    cells = Profile.objects.as_of(eve).filter(
        kind__holds_members=True, organisation__in=beneath.values("organisation")
    )
    members = figures.counts(figures.MEMBERS, organisations, eve)
    lines = []
    if members and all(count is not None for count in members.values()):
        lines.append((_("Đảng viên"), sum(count or 0 for count in members.values())))
    lines += [
        (
            _("Tổ chức trực tiếp bên dưới"),
            Placement.objects.as_of(eve).filter(parent__in=keys).count(),
        ),
        (_("Chi bộ"), cells.count()),
        (_("Chức vụ đang giữ"), Grant.objects.as_of(eve).filter(organisation__in=keys).count()),
        (_("Tổ đảng"), PartyGroup.objects.as_of(eve).filter(organisation__in=keys).count()),
    ]
    answers: list[tuple[Any, Any]] = previewed.send(
        sender=Act, organisations=list(organisations), on=on
    )
    for _who, answer in answers:
        lines += [(str(label), count) for label, count in answer or ()]
    return lines


def rehearse(act: Callable[..., Act], concerned: Sequence[Organisation], **asked: Any) -> Rehearsal:
    """Do ``act`` and take it back: nothing is changed, and a refusal is found before it counts.

    :raises PermissionDenied: as the act itself
    """
    lines = preview(concerned, asked["on"])
    told: dict[str, Any] = {}
    try:
        with transaction.atomic():
            told = act(**asked).details
            raise _TakenBack
    except _TakenBack:
        return Rehearsal(lines, details=told)
    except RuleBroken as refusal:
        return Rehearsal(lines, refused=str(refusal))
