"""Mass organisations and the yearly sessions with them: registered, planned, held."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation
from sotay.proposals.models import MassOrganisation, Proposal, WorkingSession
from sotay.proposals.services.rights import written_words
from sotay.proposals.services.telling import tell

ACT = "proposals.mass"
NAME_LENGTH = 200


@transaction.atomic
def register(
    *,
    organisation: Organisation,
    kind: str,
    name: str,
    representative: Any = None,
    actor: Actor,
) -> MassOrganisation:
    """Enter a mass organisation beside ``organisation``, with the account that speaks for it.

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
    made = MassOrganisation.objects.create(
        organisation=organisation, kind=kind, name=name, representative=representative
    )
    audit.record(actor, "proposals.register_mass", made, organisation=organisation)
    return made


@transaction.atomic
def plan_session(
    *, mass_organisation: MassOrganisation, planned_on: date, actor: Actor
) -> WorkingSession:
    """Plan a working session of the year in which ``planned_on`` lies.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: one is planned for that day
    """
    require(actor, ACT, mass_organisation.organisation)
    if mass_organisation.sessions.filter(planned_on=planned_on).exists():
        raise RuleBroken(_("Đã có buổi làm việc dự kiến ngày này."))
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
        [mass_organisation.representative],
        "mass_session",
        words=_("Cấp ủy dự kiến buổi làm việc với %(name)s.") % {"name": mass_organisation.name},
        link=reverse("proposals:mass_detail", args=[mass_organisation.pk]),
        on=actor.today,
    )
    return session


@transaction.atomic
def hold_session(
    *, session: WorkingSession, held_on: date, conclusion: str, actor: Actor
) -> WorkingSession:
    """Record that the session was held, with what was concluded.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: a day to come
    :raises BadInput: no conclusion
    """
    session = WorkingSession.objects.select_for_update().get(pk=session.pk)
    organisation = session.mass_organisation.organisation
    require(actor, ACT, organisation)
    if held_on > actor.today:
        raise RuleBroken(_("Ngày làm việc chưa đến. Đồng chí ghi sau khi đã làm việc."))
    session.held_on = held_on
    session.conclusion = written_words(conclusion, actor.today)
    session.save(update_fields=["held_on", "conclusion"])
    audit.record(
        actor, "proposals.hold_session", session, organisation=organisation, held_on=held_on
    )
    return session


@transaction.atomic
def link_proposal(*, session: WorkingSession, proposal: Proposal, actor: Actor) -> Proposal:
    """Say that a proposal of the mass organisation was brought up at this session.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: somebody else's proposal
    """
    require(actor, ACT, session.mass_organisation.organisation)
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
    """
    organisation = session.mass_organisation.organisation
    require(actor, ACT, organisation)
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
