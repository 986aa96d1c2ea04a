"""Who was at a session with a mass organisation, as the committee's officer writes it down."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.organisations.access import Actor
from sotay.proposals import rules
from sotay.proposals.models import Attendee, WorkingSession
from sotay.proposals.services.mass import lock_kept

LINE_LENGTH = 160
MOST_LINES = 60  # of a side

Side, Role = Attendee.Side, Attendee.Role


@transaction.atomic
def attend(
    *,
    session: WorkingSession,
    chair: str = "",
    clerk: str = "",
    committee: Iterable[str] = (),
    mass: Iterable[str] = (),
    guests: Iterable[str] = (),
    actor: Actor,
) -> list[Attendee]:
    """Write down who was at ``session``, in place of what was written before.

    Each line is a name, a position, or *name, position*. Empty lines are left out. The audit trail
    keeps how many there are and not who.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: the day planned has not come, or the mass organisation has ended
    :raises BadInput: a line too long or with more than name and position, or too many lines
    """
    organisation = lock_kept(session.mass_organisation, actor).organisation
    session = WorkingSession.objects.select_for_update().get(pk=session.pk)
    if session.held_on is None and session.planned_on > actor.today:
        raise RuleBroken(
            _("Buổi làm việc dự kiến ngày %(day)s, chưa đến. Đồng chí ghi người dự từ ngày ấy.")
            % {"day": written(session.planned_on)}
        )
    wanted = [
        *((Side.COMMITTEE, Role.CHAIR, line) for line in _lines([chair])),
        *((Side.COMMITTEE, Role.CLERK, line) for line in _lines([clerk])),
        *((Side.COMMITTEE, Role.PRESENT, line) for line in _lines(committee)),
        *((Side.MASS, Role.PRESENT, line) for line in _lines(mass)),
        *((Side.GUEST, Role.PRESENT, line) for line in _lines(guests)),
    ]
    session.attendees.all().delete()
    made = Attendee.objects.bulk_create(
        Attendee(
            session=session, organisation=organisation, place=place, side=side, role=role, who=who
        )
        for place, (side, role, who) in enumerate(wanted, 1)
    )
    audit.record(actor, "proposals.attend", session, organisation=organisation, lines=len(made))
    return made


def _lines(given: Iterable[str]) -> list[str]:
    """The lines as they are kept.

    :raises BadInput: too many of them, too long, or with more than name and position
    """
    lines = [line for line in map(tidy, given) if line]
    if len(lines) > MOST_LINES:
        raise BadInput(
            _("Mỗi phía ghi nhiều nhất %(most)s dòng. Đồng chí ghi gộp theo chức vụ.")
            % {"most": MOST_LINES}
        )
    for line in lines:
        if len(line) > LINE_LENGTH:
            raise BadInput(
                _("Dòng “%(line)s…” quá dài. Đồng chí chỉ ghi họ tên, chức vụ.")
                % {"line": line[:40]}
            )
        if rules.says_too_much(line):
            raise BadInput(
                _(
                    "Dòng “%(line)s” có số điện thoại, số giấy tờ, ngày sinh hoặc địa chỉ thư. "
                    "Đồng chí chỉ ghi họ tên, chức vụ."
                )
                % {"line": line[:60]}
            )
    return lines
