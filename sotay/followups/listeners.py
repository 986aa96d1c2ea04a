"""What this app does when the tree changes, inside the act that changes it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.followups.models import Extension, Progress, Task
from sotay.followups.services import pass_to_successor, take_back
from sotay.organisations import signals
from sotay.organisations.access import system_actor
from sotay.organisations.models import Act, Organisation


def _succeeded(
    sender: Any,
    *,
    predecessor: Organisation,
    successor: Organisation,
    on: date,
    act: Any,
    **_more: Any,
) -> None:
    actor = system_actor(act.actor, on, "tasks.pass_on")
    pass_to_successor(predecessor=predecessor, successor=successor, on=on, act=act, actor=actor)


def _undone(sender: Any, *, act: Act, correction: Act, **_more: Any) -> None:
    actor = system_actor(correction.actor, act.effective_on, "tasks.take_back")
    take_back(act=act, correction=correction, on=act.effective_on, actor=actor)


def _previewed(
    sender: Any, *, organisations: list[Organisation], on: date, **_more: Any
) -> list[tuple[str, int]]:
    """What the page of an irreversible act tells beforehand."""
    in_hand = Task.objects.unfinished().filter(owner__in=organisations)
    return [
        (_("Nhiệm vụ đang làm"), in_hand.count()),
        (_("Báo cáo chờ thẩm định"), Progress.objects.waiting().filter(task__in=in_hand).count()),
        (_("Đề nghị gia hạn đang chờ"), Extension.objects.asked().filter(task__in=in_hand).count()),
    ]


def listen() -> None:
    """Connect the listeners; called once, when the app is ready."""
    signals.succeeded.connect(_succeeded, dispatch_uid="followups.succeeded")
    signals.undone.connect(_undone, dispatch_uid="followups.undone")
    signals.previewed.connect(_previewed, dispatch_uid="followups.previewed")
