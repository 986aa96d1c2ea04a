"""Two sides of a task: those who bring it about, and the level above, which judges it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sotay.followups.models import Task
from sotay.organisations.access import Actor, known_acts


def may_judge(actor: Actor, act: str, task: Task) -> bool:
    """Whether ``actor`` stands above the task for ``act``.

    An office that allows the act, held in an organisation strictly above the owner, or in one that
    issued the task to somebody else (or above that one). Never the person who answers for it.
    """
    if actor.sees_everything:
        return True
    if task.responsible_id is not None and task.responsible_id == actor.user.pk:
        return False
    issuer = task.issued_by if task.issued_by_id not in (None, task.owner_id) else None
    for low, high in actor.ranges_for(act):
        if low < task.owner.lft < high:
            return True
        if issuer is not None and low <= issuer.lft < high:
            return True
    return False


def may_do(actor: Actor, act: str, task: Task) -> bool:
    """Whether ``actor`` is of the task's own side: an office in the owner, or the person named.

    Offices higher up do not report for those below: who judges is another person than who reports.
    """
    if actor.sees_everything or (
        task.responsible_id is not None and task.responsible_id == actor.user.pk
    ):
        return True
    offices = known_acts()[act]
    return any(
        grant.organisation_id == task.owner_id and grant.office.code in offices
        for grant in actor.grants
    )


def require_judge(actor: Actor, act: str, task: Task, *, doer: Any = None) -> None:
    """Let the level above pass.

    ``doer`` is the person whose report or request is judged: nobody judges their own.

    :raises PermissionDenied: not above the owner, or judging oneself
    """
    if doer is not None and doer == actor.user and not actor.sees_everything:
        raise PermissionDenied(
            _(
                "Đồng chí không thẩm định báo cáo của chính mình. Người khác ở cấp trên "
                "làm việc này."
            )
        )
    if not may_judge(actor, act, task):
        raise PermissionDenied(
            _("Việc này thuộc cấp trên của tổ chức được giao, hoặc nơi đã giao nhiệm vụ.")
        )


def require_doer(actor: Actor, act: str, task: Task) -> None:
    """Let those who bring the task about pass.

    :raises PermissionDenied: no office in the owner itself, and not the person named
    """
    if not may_do(actor, act, task):
        raise PermissionDenied(
            _("Việc này thuộc tổ chức được giao nhiệm vụ hoặc người chịu trách nhiệm.")
        )


def lock(task: Task) -> Task:
    """The task's row as it is now, held until the act ends."""
    return (
        Task.objects.select_for_update(of=("self",))
        .select_related("owner", "issued_by", "responsible")
        .get(pk=task.pk)
    )
