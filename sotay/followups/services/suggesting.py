"""The level above says what to put right in a plan or a report, before anything is returned."""

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import RuleBroken
from sotay.core.text import nfc
from sotay.followups import rules
from sotay.followups.models import Suggestion, Task
from sotay.followups.services import noticing
from sotay.followups.services.rights import lock, require_judge
from sotay.organisations.access import Actor


@transaction.atomic
def suggest(*, task: Task, words: str, actor: Actor) -> Suggestion:
    """Send the owner of a task one concrete note; its heads are told, and the task shows it.

    It changes no state: what must be mended before it counts is returned instead.

    :raises PermissionDenied: not above the owner
    :raises RuleBroken: the task was dropped, or the same note stands there already
    :raises BadInput: too short to say what and where, or too long
    """
    task = lock(task)
    require_judge(actor, "tasks.suggest", task)
    if task.state == Task.State.DROPPED:
        raise RuleBroken(_("Nhiệm vụ này đã thôi không làm nên không góp ý nữa."))
    said = nfc(words).strip()
    rules.check_suggestion(said)
    if task.suggestions.filter(words=said).exists():
        raise RuleBroken(_("Góp ý này đã gửi rồi. Đồng chí xem ở trang nhiệm vụ."))
    made = Suggestion.objects.create(task=task, words=said, by=actor.user, made_on=actor.today)
    audit.record(actor, "tasks.suggest", task, organisation=task.owner, suggestion=made)
    told = [
        *noticing.doers(task, actor.today),
        *noticing.holders(task.owner, actor.today),
    ]
    noticing.tell(
        [user for user in told if user != actor.user],
        "suggested",
        task,
        _("Cấp trên góp ý về “%(title)s”: %(words)s") % {"title": task.title, "words": said},
        actor.today,
    )
    return made
