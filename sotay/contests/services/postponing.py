"""The last day for works, moved later while scoring has not begun."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.contests.models import Origin, Postponement, Round
from sotay.contests.services import telling
from sotay.contests.services.rights import lock, reason_of
from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput
from sotay.organisations.access import Actor


@transaction.atomic
def postpone(*, round_: Round, last_day: date, reason: str, actor: Actor) -> Round:
    """Take works to the end of ``last_day``; whoever has submitted is told, with the reason.

    So are the heads of organisations beneath that have sent nothing: it is they who gain by it.

    The day is later than the one that stood and not before today, so that nobody who counted on the
    old day comes too late. If the old day is past, works are taken again from now on.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: scoring has begun
    :raises BadInput: a day not later, or past already; no reason
    """
    kept = lock(round_, actor, Round.State.OPEN)
    why = reason_of(reason)
    if last_day <= kept.last_day:
        raise BadInput(
            _("Hạn gửi chỉ lùi được, sau ngày %(day)s đang có. Đồng chí chọn ngày muộn hơn.")
            % {"day": written(kept.last_day)}
        )
    if last_day < actor.today:
        raise BadInput(
            _("Ngày %(day)s đã qua. Đồng chí chọn từ hôm nay trở đi.") % {"day": written(last_day)}
        )
    made = Postponement.objects.create(
        round=kept,
        from_day=kept.last_day,
        to_day=last_day,
        reason=why,
        on=actor.today,
        by=actor.user,
    )
    kept.last_day = last_day
    kept.save(update_fields=["last_day"])
    audit.record(
        actor,
        "contests.postpone",
        kept,
        organisation=kept.organisation,
        earlier=made.from_day.isoformat(),
        later=made.to_day.isoformat(),
        reason=why,
    )
    link = reverse("contests:round", args=[kept.pk])
    said = {"name": kept.name, "day": written(last_day), "reason": why}
    origins = Origin.objects.filter(round=kept).select_related("submitted_by")
    submitters = {origin.submitted_by for origin in origins}
    telling.tell(
        submitters,
        "contest_entry",
        _("%(name)s: nhận tác phẩm đến hết ngày %(day)s. Lý do lùi hạn: %(reason)s") % said,
        link,
        kept,
        actor,
    )
    telling.tell(
        set(telling.heads_without_work(kept, actor)) - submitters,
        "contest_last_day",
        _(
            "%(name)s: nhận tác phẩm đến hết ngày %(day)s, tổ chức của đồng chí chưa gửi."
            " Lý do lùi hạn: %(reason)s"
        )
        % said,
        link,
        kept,
        actor,
    )
    return kept
