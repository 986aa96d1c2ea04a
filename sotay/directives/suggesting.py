"""From a comparison to a note: which task it would stand on, and what the marked passages say."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core.days import percent
from sotay.directives.comparing import Shown
from sotay.directives.models import Document
from sotay.followups.models import Task
from sotay.followups.rules import SUGGESTION_LENGTH
from sotay.followups.services.rights import may_judge
from sotay.organisations.access import Actor

MOST_LOST = 8  # of what was lost, named one by one


@dataclass(frozen=True)
class Suggestable:
    """A task of the plan's organisation under the text above, and the page that writes the note."""

    task: Task
    url: str


def suggestable(plan: Document, shown: Shown, actor: Actor) -> Suggestable | None:
    """Where ``actor`` may send a note about ``plan``; None without such a task or without right."""
    if shown.other is None or shown.result is None or plan.issuer_id is None:
        return None
    tasks: Any = Task.objects.visible_to(actor).of_programme(shown.other)
    own = tasks.filter(owner=plan.issuer_id).exclude(state=Task.State.DROPPED)
    task = own.for_cards().order_by("due_on", "id").first()
    if task is None or not may_judge(actor, "tasks.suggest", task):
        return None
    asked = urlencode({"loi": words(plan, shown)[:SUGGESTION_LENGTH]})
    return Suggestable(task, f"{reverse('tasks:suggest', args=[task.pk])}?{asked}")


def words(plan: Document, shown: Shown) -> str:
    """What the comparison shows, one line each; the person who sends it goes over it first."""
    if shown.result is None or shown.other is None:
        return ""
    lines = [
        _("%(plan)s giống nguyên văn %(share)s so với %(other)s.")
        % {"plan": plan, "share": percent(shown.result.copied, 0), "other": shown.other}
    ]
    said = {
        "day": _("hạn %s"),
        "figure": _("số lượng %s"),
        "person": _("người làm: %s"),
    }
    lost = [said.get(one.kind, said["person"]) % one.words for one in shown.result.lost]
    if lost:
        lines.append(_("So với cấp trên còn mất: %s.") % "; ".join(lost[:MOST_LOST]))
    lacking = {
        "owner": _("%d nhiệm vụ thiếu người làm"),
        "day": _("%d nhiệm vụ thiếu hạn"),
        "criterion": _("%d nhiệm vụ thiếu tiêu chí"),
        "product": _("%d nhiệm vụ thiếu sản phẩm"),
    }
    if shown.lacking:
        parts = [lacking[part] % count for part, count in shown.lacking]
        lines.append(_("Trong kế hoạch: %s.") % ", ".join(parts))
    lines.append(_("Đề nghị bổ sung việc cụ thể của tổ chức mình vào kế hoạch."))
    return "\n".join(lines)
