"""The level above accepts a report or returns it with a reason, and may think again at once."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import nfc
from sotay.followups import rules
from sotay.followups.models import Assessment, Progress, Task
from sotay.followups.services import noticing
from sotay.followups.services.rights import lock, require_judge
from sotay.followups.services.states import settle_state
from sotay.followups.standing import standing
from sotay.organisations.access import Actor

SHARE_STEP = Decimal("0.000001")


@transaction.atomic
def accept_progress(*, progress: Progress, actor: Actor, at: datetime) -> Progress:
    """Find a report true: its figures count from today on; a final one ends the task.

    ``at`` is the moment, for undoing.

    :raises PermissionDenied: not above the owner, or one's own report
    :raises RuleBroken: it has been verified already, or the task was dropped
    """
    task, progress = _locked(progress)
    require_judge(actor, "tasks.verify", task, doer=progress.by)
    _require_waiting(progress, task)
    _verify(progress, Progress.State.ACCEPTED, actor, at)
    progress.save()
    share = standing(task, actor.today).verified.share
    if share is not None:
        progress.share = share.quantize(SHARE_STEP, ROUND_DOWN)
        progress.save(update_fields=["share"])
    settle_state(task)
    audit.record(actor, "tasks.accept", task, organisation=task.owner, progress=progress)
    noticing.tell(
        [progress.by],
        "accepted",
        task,
        _("Đã chấp nhận báo cáo: %s") % task.title,
        actor.today,
    )
    return progress


@transaction.atomic
def return_progress(
    *,
    progress: Progress,
    reasons: Sequence[str],
    note: str,
    redo_by: date | None,
    actor: Actor,
    at: datetime,
) -> Progress:
    """Send a report back: for which reasons, what to mend, by which day. All three are required.

    The reporter sees exactly this on the first card.

    :raises PermissionDenied: not above the owner, or one's own report
    :raises RuleBroken: it has been verified already, or the task was dropped
    :raises BadInput: no reason, an unknown one, nothing to mend, no day, or a day gone by
    """
    task, progress = _locked(progress)
    require_judge(actor, "tasks.verify", task, doer=progress.by)
    _require_waiting(progress, task)
    words = nfc(note).strip()
    if not reasons:
        raise BadInput(_("Chưa chọn lý do trả lại. Đồng chí chọn ít nhất một lý do."))
    if rules.unknown_codes(reasons, rules.RETURN_REASONS):
        raise BadInput(_("Lý do trả lại không có trong danh mục. Đồng chí chọn lại."))
    if not words:
        raise BadInput(
            _("Chưa ghi cần sửa điều gì. Đồng chí ghi một câu để nơi nhận biết việc phải làm.")
        )
    if redo_by is None:
        raise BadInput(_("Chưa có ngày gửi lại. Đồng chí ghi ngày phải sửa xong."))
    if redo_by < actor.today:
        raise BadInput(
            _("Ngày gửi lại %(day)s đã qua. Đồng chí chọn từ hôm nay, %(today)s, trở đi.")
            % {"day": written(redo_by), "today": written(actor.today)}
        )
    _verify(progress, Progress.State.RETURNED, actor, at)
    progress.return_reasons = [code for code in rules.RETURN_REASONS if code in set(reasons)]
    progress.return_note = words
    progress.redo_by = redo_by
    progress.save()
    settle_state(task)
    audit.record(
        actor,
        "tasks.return",
        task,
        organisation=task.owner,
        progress=progress,
        reasons=progress.return_reasons,
        redo_by=redo_by,
    )
    noticing.tell(
        [progress.by, *noticing.doers(task, actor.today)],
        "returned",
        task,
        _("Bị trả lại, gửi lại trước ngày %(day)s: %(title)s. %(words)s")
        % {"day": written(redo_by), "title": task.title, "words": words},
        actor.today,
    )
    return progress


@transaction.atomic
def undo_verification(*, progress: Progress, actor: Actor, at: datetime) -> Progress:
    """Take back one's own decision within ``rules.UNDO_SECONDS``, nothing having followed.

    :raises PermissionDenied: somebody else verified it
    :raises RuleBroken: too late, or a later report or an assessment rests on it
    """
    task, progress = _locked(progress)
    require_judge(actor, "tasks.verify", task, doer=progress.by)
    if progress.state == Progress.State.SENT:
        return progress
    if progress.verified_by_id != actor.user.pk or not rules.may_undo(progress.verified_at, at):
        raise RuleBroken(
            _("Đã quá %(seconds)d giây nên không hoàn tác được. Đồng chí trao đổi với nơi báo cáo.")
            % {"seconds": rules.UNDO_SECONDS}
        )
    later = task.progress.filter(pk__gt=progress.pk).exists()
    if later or Assessment.objects.filter(task=task).exists():
        raise RuleBroken(
            _(
                "Đã có báo cáo hoặc đánh giá sau đó nên không hoàn tác được. Đồng chí mở "
                "nhiệm vụ để xem."
            )
        )
    kind = "accepted" if progress.state == Progress.State.ACCEPTED else "returned"
    noticing.take_back(kind, task, progress.verified_on or actor.today)
    progress.state = Progress.State.SENT
    progress.verified_on = progress.verified_at = progress.verified_by = None
    progress.return_reasons, progress.return_note, progress.redo_by = [], "", None
    progress.share = None
    progress.save()
    settle_state(task)
    audit.record(
        actor, "tasks.undo_verification", task, organisation=task.owner, progress=progress, was=kind
    )
    return progress


def _locked(progress: Progress) -> tuple[Task, Progress]:
    """Task first, then the report: every act takes the locks in the same order."""
    task = lock(progress.task)
    held = Progress.objects.select_for_update(of=("self",)).select_related("by")
    return task, held.get(pk=progress.pk)


def _require_waiting(progress: Progress, task: Task) -> None:
    if task.state == Task.State.DROPPED:
        raise RuleBroken(_("Nhiệm vụ này đã thôi không làm nên không thẩm định nữa."))
    if progress.verified_on is not None:
        raise RuleBroken(
            _("Báo cáo này đã được thẩm định ngày %s. Đồng chí mở lại trang để xem.")
            % written(progress.verified_on)
        )


def _verify(progress: Progress, state: str, actor: Actor, at: datetime) -> None:
    progress.state = state
    progress.verified_on = actor.today
    progress.verified_at = at
    progress.verified_by = actor.user
