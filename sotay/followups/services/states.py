"""The state of a task, worked out from its reports; nobody sets it by hand."""

from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.followups import rules
from sotay.followups.models import Progress, Task


def settle_state(task: Task) -> None:
    """Write down the state that the reports of a locked task add up to.

    A task is done on the day its accepted final report was made, not when it was verified.
    """
    reports = list(task.progress.order_by("id").values_list("state", "is_final", "reported_on"))
    task.state = rules.state_after((state, is_final) for state, is_final, _day in reports)
    task.done_on = None
    if task.state == Task.State.DONE:
        task.done_on = next(
            day for state, final, day in reports if final and state == Progress.State.ACCEPTED
        )
    task.save(update_fields=["state", "done_on"])


def require_unfinished(task: Task) -> None:
    """Let a task that is still in hand pass.

    :raises RuleBroken: it is done, or was dropped
    """
    if task.state == Task.State.DONE and task.done_on is not None:
        raise RuleBroken(
            _("Nhiệm vụ này đã xong ngày %s, không làm thêm được nữa.") % written(task.done_on)
        )
    if task.state == Task.State.DROPPED:
        raise RuleBroken(_("Nhiệm vụ này đã thôi không làm. Đồng chí xem lý do ở trang nhiệm vụ."))
