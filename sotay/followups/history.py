"""What happened to a task, told from its audit rows: who did what, when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.accounts.models import User
from sotay.core.days import read_day, written
from sotay.core.models import AuditEntry
from sotay.core.periods import end_of_day
from sotay.followups.models import Task

SAID: dict[str, Any] = {
    "tasks.issue": _lazy("Giao nhiệm vụ"),
    "tasks.concretise": _lazy("Cụ thể hóa từ nhiệm vụ cấp trên"),
    "tasks.report": _lazy("Báo kết quả"),
    "tasks.accept": _lazy("Chấp nhận báo cáo"),
    "tasks.return": _lazy("Trả lại kèm lý do"),
    "tasks.undo_verification": _lazy("Hoàn tác thẩm định"),
    "tasks.ask_extension": _lazy("Xin gia hạn"),
    "tasks.extend": _lazy("Trả lời đề nghị gia hạn"),
    "tasks.drop": _lazy("Thôi không làm"),
    "tasks.assess": _lazy("Đánh giá kết quả"),
    "tasks.wait_for": _lazy("Đặt chờ nhiệm vụ khác"),
    "tasks.stop_waiting": _lazy("Bỏ chờ nhiệm vụ khác"),
    "tasks.mark_stale": _lazy("Văn bản gốc thay đổi"),
    "tasks.settle_stale": _lazy("Xác nhận nhiệm vụ vẫn giữ như cũ"),
    "tasks.pass_on": _lazy("Bàn giao sang tổ chức kế tiếp"),
    "tasks.take_back": _lazy("Trở lại tổ chức trước, theo việc đính chính"),
    "tasks.suggest": _lazy("Gửi góp ý"),
}


@dataclass(frozen=True)
class Event:
    at: datetime
    what: str
    who: str
    note: str = ""


def history(task: Task, day: date) -> list[Event]:
    """The acts on ``task`` up to the end of ``day``, the latest first."""
    entries = list(
        AuditEntry.objects.filter(
            subject_type=Task._meta.label_lower, subject_id=task.pk, at__lt=end_of_day(day)
        ).order_by("-at", "-id")
    )
    people = User.objects.in_bulk({entry.user_id for entry in entries if entry.user_id})
    return [
        Event(
            at=entry.at,
            what=str(SAID.get(entry.act, entry.act)),
            who=str(people.get(entry.user_id, "")),
            note=_note(entry),
        )
        for entry in entries
        if entry.act in SAID
    ]


def _note(entry: AuditEntry) -> str:
    details = entry.details
    if entry.act == "tasks.extend":
        if details.get("granted"):
            return _("đồng ý, hạn mới %s") % written(read_day(details["due_on"]))
        return _("không đồng ý")
    if entry.act == "tasks.ask_extension" and details.get("asked_due_on"):
        return _("đến %s") % written(read_day(details["asked_due_on"]))
    if entry.act == "tasks.report":
        count = details.get("files") or 0
        return _("kèm %d tệp") % count if count else ""
    return ""
