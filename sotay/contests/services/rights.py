"""Who keeps a round, who submits in whose name, who judges."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sotay.contests.models import Entry, Juror, Round
from sotay.contests.querysets import KEEP, SUBMIT, held_by
from sotay.contests.rules import REASON_LENGTH
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation


def is_keeper(actor: Actor, round_: Round) -> bool:
    """An office in the very committee, and no seat in the jury: whoever judges must not know."""
    return bool(Round.objects.filter(pk=round_.pk).kept_by(actor).exists())


def require_keeper(actor: Actor, round_: Round) -> None:
    """:raises PermissionDenied: not of the committee that keeps the round, or a juror of it"""
    if not is_keeper(actor, round_):
        raise PermissionDenied(
            _("Chỉ người có chức vụ ở chính cấp ủy mở đợt, không chấm đợt này, mới làm được.")
        )


def require_voice(actor: Actor, act: str, organisation: Organisation) -> None:
    """:raises PermissionDenied: no office held today in the organisation itself allows ``act``"""
    if not actor.sees_everything and organisation.pk not in held_by(actor, act):
        raise PermissionDenied(
            _("Chỉ người có chức vụ ở chính tổ chức ấy mới làm việc này thay tổ chức được.")
        )


def lock(round_: Round, actor: Actor, *states: str) -> Round:
    """The round, held for an act of its keeper in one of ``states``.

    :raises PermissionDenied: not its keeper
    :raises RuleBroken: it has gone further, or not yet so far
    """
    require_keeper(actor, round_)
    return lock_in(round_, *states)


def lock_in(round_: Round, *states: str) -> Round:
    """The round, held, in one of ``states``.

    :raises RuleBroken: in another
    """
    kept: Round = Round.objects.select_for_update().get(pk=round_.pk)
    if kept.state not in states:
        raise RuleBroken(
            _("Đợt này %(state)s, nên không làm việc ấy được. Đồng chí mở lại trang để xem.")
            % {"state": kept.get_state_display()}
        )
    return kept


def may_change(actor: Actor, entry: Entry) -> bool:
    """Whether ``actor`` has submitted the work, or speaks for the organisation that has."""
    origin = entry.origin
    return (
        actor.sees_everything
        or origin.submitted_by_id == actor.user.pk
        or (not origin.by_author and origin.place_id in held_by(actor, SUBMIT))
    )


def keepers(organisation: Organisation, actor: Actor) -> set[int]:
    """Ids of the accounts whose office in ``organisation`` itself keeps rounds today."""
    from sotay.contests.permissions import ACTS
    from sotay.organisations.models import Grant

    held = Grant.objects.as_of(actor.today).filter(
        organisation=organisation, office__code__in=ACTS[KEEP]
    )
    return set(held.values_list("user_id", flat=True))


def seat_of(actor: Actor, round_: Round) -> Juror:
    """:raises PermissionDenied: not of the jury"""
    seat: Juror | None = Juror.objects.of(actor).filter(round=round_).first()
    if seat is None:
        raise PermissionDenied(_("Đồng chí không ở trong hội đồng chấm của đợt này."))
    return seat


def reason_of(words: str) -> str:
    """:raises BadInput: nothing written, or too long"""
    reason = tidy(words)
    if not reason or len(reason) > REASON_LENGTH:
        raise BadInput(_("Chưa ghi lý do, hoặc lý do dài quá 500 ký tự. Đồng chí ghi lại."))
    return reason


def labelled(round_: Round) -> dict[str, Any]:
    """What every locked row of a round carries."""
    return {"round": round_, "organisation": round_.organisation}
