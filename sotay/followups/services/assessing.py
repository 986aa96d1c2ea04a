"""The judgement at the end: result and its causes, limits and their causes."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import nfc
from sotay.followups import rules
from sotay.followups.models import Assessment, Task
from sotay.followups.services import noticing
from sotay.followups.services.rights import lock, require_judge
from sotay.organisations.access import Actor


@transaction.atomic
def assess_task(
    *,
    task: Task,
    result: str,
    actor: Actor,
    result_words: str = "",
    result_causes: Sequence[str] = (),
    result_cause_words: str = "",
    limit_words: str = "",
    limit_causes: Sequence[str] = (),
    limit_cause_words: str = "",
) -> Assessment:
    """Judge a task against its criteria once it is done or its last day has passed.

    Causes are codes of ``rules.CAUSES``. A result that is reached names at least one cause of the
    result; one that is not, what fell short and at least one cause of the limit.

    :raises PermissionDenied: not above the owner
    :raises RuleBroken: dropped, still running, a report waits for verification, or assessed already
    :raises BadInput: an unknown result or cause, or one of the required four left out
    """
    task = lock(task)
    require_judge(actor, "tasks.assess", task)
    if task.state == Task.State.DROPPED:
        raise RuleBroken(_("Nhiệm vụ này đã thôi không làm nên không đánh giá."))
    if task.progress.waiting().exists():
        raise RuleBroken(_("Còn báo cáo chờ thẩm định. Đồng chí thẩm định xong rồi đánh giá."))
    if task.state != Task.State.DONE and (task.due_on is None or task.due_on >= actor.today):
        raise RuleBroken(_("Nhiệm vụ chưa xong và chưa hết hạn. Đồng chí đánh giá khi kết thúc."))
    if Assessment.objects.filter(task=task).exists():
        raise RuleBroken(_("Nhiệm vụ này đã được đánh giá. Đồng chí mở nhiệm vụ để xem."))
    if result not in Assessment.Result.values:
        raise BadInput(_("Chưa chọn kết quả. Đồng chí chọn một trong bốn mức."))
    for side, codes in (("result", result_causes), ("limit", limit_causes)):
        if rules.unknown_codes(codes, [cause.code for cause in rules.causes_of(side)]):
            raise BadInput(_("Có nguyên nhân không có trong danh mục. Đồng chí chọn lại."))
    good = result in (Assessment.Result.EXCEEDED, Assessment.Result.REACHED)
    if good and not result_causes:
        raise BadInput(_("Chưa chọn nguyên nhân của kết quả. Đồng chí chọn ít nhất một."))
    if not good and not (limit_causes and limit_words.strip()):
        raise BadInput(
            _(
                "Chưa đủ hạn chế và nguyên nhân của hạn chế. Đồng chí ghi điều chưa đạt "
                "và chọn nguyên nhân."
            )
        )
    made = Assessment.objects.create(
        task=task,
        result=result,
        result_words=nfc(result_words).strip(),
        result_causes=_in_order(result_causes),
        result_cause_words=nfc(result_cause_words).strip(),
        limit_words=nfc(limit_words).strip(),
        limit_causes=_in_order(limit_causes),
        limit_cause_words=nfc(limit_cause_words).strip(),
        assessed_by=actor.user,
        assessed_on=actor.today,
    )
    audit.record(
        actor,
        "tasks.assess",
        task,
        organisation=task.owner,
        result=result,
        result_causes=made.result_causes,
        limit_causes=made.limit_causes,
    )
    noticing.tell(
        [user for user in noticing.doers(task, actor.today) if user != actor.user],
        "assessed",
        task,
        _("Đã đánh giá: %(title)s, %(result)s")
        % {"title": task.title, "result": made.get_result_display()},
        actor.today,
    )
    return made


def _in_order(codes: Sequence[str]) -> list[str]:
    return [code for code in rules.CAUSES if code in set(codes)]
