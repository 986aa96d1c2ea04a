"""Mass organisations and the yearly sessions with them: registered, planned, held."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation
from sotay.proposals.models import (
    MassOrganisation,
    Proposal,
    Representation,
    WorkingSession,
)
from sotay.proposals.services.rights import written_words
from sotay.proposals.services.telling import tell

ACT = "proposals.mass"
NAME_LENGTH = 200
REASON_LENGTH = 300
PLACE_LENGTH = 120


@transaction.atomic
def register(
    *,
    organisation: Organisation,
    kind: str,
    name: str,
    representative: Any = None,
    actor: Actor,
) -> MassOrganisation:
    """Enter a mass organisation beside ``organisation``; ``representative`` speaks from today on.

    :raises PermissionDenied: no office that keeps them there
    :raises BadInput: no name, a name too long or taken, a kind not of the list
    """
    require(actor, ACT, organisation)
    name = tidy(name)
    if not name or len(name) > NAME_LENGTH:
        raise BadInput(_("Tên đoàn thể còn trống hoặc quá dài. Đồng chí viết lại."))
    if kind not in MassOrganisation.Kind.values:
        raise BadInput(_("Loại đoàn thể không có trong danh mục. Đồng chí chọn lại."))
    if MassOrganisation.objects.filter(organisation=organisation, name=name).exists():
        raise BadInput(_("Đoàn thể tên này đã có ở đây. Đồng chí xem lại danh sách."))
    made = MassOrganisation.objects.create(organisation=organisation, kind=kind, name=name)
    audit.record(actor, "proposals.register_mass", made, organisation=organisation)
    if representative is not None:
        appoint(mass_organisation=made, user=representative, since=actor.today, actor=actor)
    return made


def lock_kept(mass_organisation: MassOrganisation, actor: Actor) -> Any:
    """The row held until the act ends, for an office that keeps it.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: it has ended
    """
    kept = MassOrganisation.objects.select_for_update(of=("self",))
    found = kept.select_related("organisation").get(pk=mass_organisation.pk)
    require(actor, ACT, found.organisation)
    if found.ended_on is not None:
        raise RuleBroken(
            _("Đoàn thể này đã kết thúc ngày %(day)s. Việc đã ghi vẫn còn, không ghi thêm.")
            % {"day": written(found.ended_on)}
        )
    return found


def representative_of(mass_organisation: MassOrganisation, day: date) -> Any:
    """The account that spoke for it on ``day``, or none."""
    held = Representation.objects.as_of(day).filter(mass_organisation=mass_organisation)
    found = held.select_related("user").first()
    return None if found is None else found.user


@transaction.atomic
def appoint(
    *, mass_organisation: MassOrganisation, user: Any, since: date, actor: Actor
) -> Representation:
    """Say who speaks for a mass organisation from ``since`` on; whoever did before ends that day.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: it has ended, or the same person speaks for it already
    :raises BadInput: not after the first day of the one before
    """
    mass = lock_kept(mass_organisation, actor)
    before = mass.representations.filter(valid_to=None).first()
    if before is not None:
        if before.user_id == user.pk:
            raise RuleBroken(_("Người này đang đại diện rồi. Đồng chí chọn người khác."))
        if since <= before.valid_from:
            raise BadInput(
                _("Ngày bắt đầu phải sau ngày %(day)s của người đại diện trước.")
                % {"day": written(before.valid_from)}
            )
        before.valid_to = since
        before.save(update_fields=["valid_to"])
    elif mass.representations.filter(valid_to__gt=since).exists():
        raise BadInput(_("Ngày ấy đã có người đại diện. Đồng chí chọn ngày sau."))
    made = Representation.objects.create(
        mass_organisation=mass, organisation=mass.organisation, user=user, valid_from=since
    )
    audit.record(
        actor,
        "proposals.appoint",
        mass,
        organisation=mass.organisation,
        representative=user.pk,
        since=since,
    )
    return made


@transaction.atomic
def end(
    *, mass_organisation: MassOrganisation, ended_on: date, reason: str, actor: Actor
) -> MassOrganisation:
    """Say that a mass organisation is there no longer from ``ended_on`` on; what it did stays.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: it has ended, or a session was held on that day or after it
    :raises BadInput: no reason, a day to come, or before its representative began
    """
    mass = lock_kept(mass_organisation, actor)
    words = tidy(reason)[:REASON_LENGTH]
    if not words:
        raise BadInput(_("Chưa ghi lý do kết thúc. Đồng chí ghi một câu."))
    if ended_on > actor.today:
        raise BadInput(_("Ngày kết thúc chưa đến. Đồng chí ghi khi đã kết thúc."))
    if mass.sessions.filter(held_on__gte=ended_on).exists():
        raise RuleBroken(_("Sau ngày ấy còn có buổi làm việc. Đồng chí chọn ngày muộn hơn."))
    if mass.representations.filter(valid_from__gt=ended_on).exists():
        raise BadInput(_("Ngày kết thúc trước ngày người đại diện bắt đầu. Đồng chí xem lại."))
    mass.representations.filter(valid_to=None).update(valid_to=ended_on)
    mass.ended_on, mass.end_reason = ended_on, words
    mass.save(update_fields=["ended_on", "end_reason"])
    audit.record(
        actor, "proposals.end_mass", mass, organisation=mass.organisation, ended_on=ended_on
    )
    return mass


@transaction.atomic
def plan_session(
    *, mass_organisation: MassOrganisation, planned_on: date, actor: Actor
) -> WorkingSession:
    """Plan a working session of the year in which ``planned_on`` lies.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: one is planned for that day, the day lies before last year, or the mass
        organisation has ended
    """
    mass_organisation = lock_kept(mass_organisation, actor)
    if mass_organisation.sessions.filter(planned_on=planned_on).exists():
        raise RuleBroken(_("Đã có buổi làm việc dự kiến ngày này. Đồng chí chọn ngày khác."))
    if planned_on.year < actor.today.year - 1:
        raise RuleBroken(
            _("Năm %(year)d đã qua lâu. Đồng chí kiểm tra lại ngày dự kiến.")
            % {"year": planned_on.year}
        )
    session = WorkingSession.objects.create(
        mass_organisation=mass_organisation,
        year=planned_on.year,
        planned_on=planned_on,
        created_by=actor.user,
    )
    audit.record(
        actor,
        "proposals.plan_session",
        session,
        organisation=mass_organisation.organisation,
        planned_on=planned_on,
    )
    tell(
        [representative_of(mass_organisation, actor.today)],
        "mass_session",
        words=_("Cấp ủy dự kiến buổi làm việc với %(name)s.") % {"name": mass_organisation.name},
        link=reverse("proposals:mass_detail", args=[mass_organisation.pk]),
        on=actor.today,
    )
    return session


@transaction.atomic
def hold_session(
    *,
    session: WorkingSession,
    held_on: date,
    conclusion: str,
    place: str | None = None,
    actor: Actor,
) -> WorkingSession:
    """Record that the session was held, where, and what was concluded. No place leaves it as it is.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: a day to come, or the mass organisation has ended
    :raises BadInput: no conclusion, or a place too long
    """
    organisation = lock_kept(session.mass_organisation, actor).organisation
    session = WorkingSession.objects.select_for_update().get(pk=session.pk)
    if held_on > actor.today:
        raise RuleBroken(_("Ngày làm việc chưa đến. Đồng chí ghi sau khi đã làm việc."))
    session.held_on = held_on
    session.conclusion = written_words(conclusion, actor.today)
    if place is not None:
        session.place = tidy(place)
    if len(session.place) > PLACE_LENGTH:
        raise BadInput(_("Địa điểm quá dài. Đồng chí viết gọn lại."))
    session.save(update_fields=["held_on", "conclusion", "place"])
    audit.record(
        actor, "proposals.hold_session", session, organisation=organisation, held_on=held_on
    )
    return session


def note_paper(session: WorkingSession, act: str, actor: Actor) -> None:
    """A paper of the session is drawn up: it carries names and words out, so that is kept.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: the session was not held
    """
    organisation = session.mass_organisation.organisation
    require(actor, ACT, organisation)
    if session.held_on is None:
        raise RuleBroken(_("Buổi làm việc chưa ghi kết luận nên chưa có biên bản, thông báo."))
    audit.record(actor, act, session, organisation=organisation)


@transaction.atomic
def link_proposal(*, session: WorkingSession, proposal: Proposal, actor: Actor) -> Proposal:
    """Say that a proposal of the mass organisation was brought up at this session.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: somebody else's proposal, or the mass organisation has ended
    """
    lock_kept(session.mass_organisation, actor)
    if proposal.mass_organisation_id != session.mass_organisation_id:
        raise RuleBroken(_("Ý kiến này không phải của đoàn thể này."))
    proposal.session = session
    proposal.save(update_fields=["session"])
    audit.record(
        actor, "proposals.link", proposal, organisation=proposal.organisation, session=session.pk
    )
    return proposal


def given_by(session: WorkingSession) -> dict[str, Any]:
    """A condition on tasks: those that came of the session."""
    kind = ContentType.objects.get_for_model(WorkingSession)
    return {"source_type": kind, "source_id": session.pk}


@transaction.atomic
def give_task(
    *,
    session: WorkingSession,
    owner: Organisation,
    title: str,
    due_on: date | None,
    actor: Actor,
) -> Task:
    """Give a task out of the session.

    :raises PermissionDenied: no office that keeps the mass organisation, or may issue there
    :raises RuleBroken: the mass organisation has ended
    """
    organisation = lock_kept(session.mass_organisation, actor).organisation
    task: Task = followups.issue_task(
        owners=[owner],
        title=title,
        due_on=due_on,
        source=session,
        issued_by=organisation,
        actor=actor,
    )[0]
    audit.record(actor, "proposals.session_task", session, organisation=organisation, task=task.pk)
    return task
