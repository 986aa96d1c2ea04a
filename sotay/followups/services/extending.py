"""Asking for a later last day, and the decision of the level above."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.followups.models import Extension, Task
from sotay.followups.services import noticing
from sotay.followups.services.rights import lock, require_doer, require_judge
from sotay.followups.services.states import require_unfinished
from sotay.organisations.access import Actor

LENGTH = 500


@transaction.atomic
def ask_extension(*, task: Task, asked_due_on: date | None, reason: str, actor: Actor) -> Extension:
    """Ask the level above for a later last day, with a reason. One request at a time.

    :raises PermissionDenied: not an office in the owner, nor the person named
    :raises RuleBroken: finished, no last day to move, waiting for verification, or asked already
    :raises BadInput: no reason, no day, or a day not later than the present one and than yesterday
    """
    task = lock(task)
    require_doer(actor, "tasks.ask_extension", task)
    require_unfinished(task)
    if task.due_on is None:
        raise RuleBroken(_("Nhiệm vụ này chưa có hạn nên không có gì để gia hạn."))
    if task.state == Task.State.REPORTED:
        raise RuleBroken(_("Nhiệm vụ đã báo xong, đang chờ thẩm định, nên chưa cần gia hạn."))
    if task.extensions.asked().exists():
        raise RuleBroken(_("Đã có một đề nghị gia hạn đang chờ quyết định. Đồng chí chờ trả lời."))
    why = tidy(reason)
    if not why:
        raise BadInput(_("Chưa ghi lý do xin gia hạn. Đồng chí ghi một câu."))
    if asked_due_on is None or asked_due_on <= task.due_on:
        raise BadInput(
            _("Ngày xin gia hạn phải sau hạn hiện nay, %s. Đồng chí chọn ngày khác.")
            % written(task.due_on)
        )
    if asked_due_on < actor.today:
        raise BadInput(
            _("Ngày xin gia hạn %s đã qua. Đồng chí chọn từ hôm nay trở đi.")
            % written(asked_due_on)
        )
    made = Extension.objects.create(
        task=task,
        old_due_on=task.due_on,
        asked_due_on=asked_due_on,
        reason=why[:LENGTH],
        asked_by=actor.user,
        asked_on=actor.today,
    )
    audit.record(
        actor,
        "tasks.ask_extension",
        task,
        organisation=task.owner,
        old_due_on=task.due_on,
        asked_due_on=asked_due_on,
    )
    return made


@transaction.atomic
def decide_extension(*, extension: Extension, grant: bool, answer: str, actor: Actor) -> Extension:
    """Agree to a later last day, or refuse it; a refusal says why.

    :raises PermissionDenied: not above the owner, or one's own request
    :raises RuleBroken: decided already, or the task has ended meanwhile
    :raises BadInput: refused without a word
    """
    task = lock(extension.task)
    extension = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    require_judge(actor, "tasks.extend", task, doer=extension.asked_by)
    if extension.decided_on is not None:
        raise RuleBroken(
            _("Đề nghị này đã được quyết định ngày %s.") % written(extension.decided_on)
        )
    require_unfinished(task)
    words = tidy(answer)
    if not grant and not words:
        raise BadInput(_("Không đồng ý thì cần ghi lý do. Đồng chí ghi một câu."))
    extension.state = Extension.State.GRANTED if grant else Extension.State.REFUSED
    extension.answer = words[:LENGTH]
    extension.decided_by = actor.user
    extension.decided_on = actor.today
    extension.save()
    due_on = extension.asked_due_on if grant else extension.old_due_on
    if grant:
        task.due_on = due_on
        task.save(update_fields=["due_on"])
        message = _("Đã gia hạn đến ngày %(day)s: %(title)s")
    else:
        message = _("Không gia hạn, hạn vẫn là ngày %(day)s: %(title)s. %(words)s")
    audit.record(
        actor,
        "tasks.extend",
        task,
        organisation=task.owner,
        granted=grant,
        old_due_on=extension.old_due_on,
        due_on=due_on,
    )
    noticing.tell(
        [extension.asked_by],
        "extension",
        task,
        message % {"day": written(due_on), "title": task.title, "words": words},
        actor.today,
    )
    return extension
