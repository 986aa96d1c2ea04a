"""What is said of a report that was just sent, above the page that comes next."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sotay.core.days import written_moment
from sotay.followups.models import Progress
from sotay.followups.standing import proofs, standing
from sotay.organisations.access import Actor


def tell_sent(request: HttpRequest, made: Progress) -> None:
    """When it came, what misses its target, which file was handed in before."""
    clock = written_moment(made.created_at).partition(",")[0]
    messages.success(request, _("Đã gửi lúc %s.") % clock)
    stood = standing(made.task, made.reported_on)
    said = set(made.measurements.values_list("criterion_id", flat=True))
    for row in stood.reported.rows:
        if row.measure.key in said and row.reached is False:
            messages.warning(
                request,
                _("“%(name)s”: %(verdict)s. Vẫn gửi được; cấp trên xem cùng lý do đồng chí ghi.")
                % {"name": row.measure.name, "verdict": row.verdict},
            )
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for proof in proofs(
        made.evidence.select_related("file", "progress__task"), actor, made.reported_on
    ):
        if proof.elsewhere:
            messages.warning(
                request,
                _("Tệp này đã nộp cho nhiệm vụ “%s”.") % proof.elsewhere[0].task.title,
            )
        elif proof.hidden:
            messages.warning(request, _("Tệp này đã được nộp cho nhiệm vụ khác."))
