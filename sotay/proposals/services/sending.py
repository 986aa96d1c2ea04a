"""What the author does under their own name: send, add, say whether satisfied, take back."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput
from sotay.core.text import tidy
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.organisations.querysets import line_ids
from sotay.proposals import rules
from sotay.proposals.models import Kind, MassOrganisation, Proposal, Subject, Word, WorkingSession
from sotay.proposals.querysets import IN_HAND, spoken_for_ids
from sotay.proposals.services.attaching import attach
from sotay.proposals.services.rights import (
    NOBODY,
    lock,
    require_author,
    require_state,
    say,
    written_words,
)
from sotay.proposals.services.telling import handlers, tell
from sotay.regulations.registry import value

SATISFACTION_LENGTH = 500


def may_answer(actor: Actor, day: Any) -> list[int]:
    """Organisations on the author's line: one's cell and offices, and all above, nearest first."""
    starts = [actor.home.pk] if actor.home is not None else []
    starts += [grant.organisation_id for grant in actor.grants]
    found: dict[int, None] = {}
    for start in dict.fromkeys(starts):
        found.update(dict.fromkeys(line_ids(start, day)))
    return list(found)


def line_of(mass_organisation: MassOrganisation, day: Any) -> list[int]:
    """Committees a mass organisation may write to: the one it stands beside, and all above."""
    return line_ids(mass_organisation.organisation_id, day)


def represented_by(actor: Actor) -> Any:
    """Mass organisations for which ``actor`` speaks today."""
    there = MassOrganisation.objects.existing(actor.today)
    return there.filter(pk__in=spoken_for_ids(actor))


def check_choice(kind: str, subject: str) -> None:
    """:raises BadInput: not of the lists"""
    if kind not in Kind.values or subject not in Subject.values:
        raise BadInput(_("Loại hoặc lĩnh vực không có trong danh mục. Đồng chí chọn lại."))


def term_days(organisation: Organisation, day: Any) -> int:
    """Working days in which ``organisation`` answers what it receives on ``day``."""
    days: int = value("proposals.answer_working_days", day, organisation.pk)
    return days


@transaction.atomic
def submit(
    *,
    organisation: Organisation,
    kind: str,
    subject: str,
    words: str,
    actor: Actor,
    mass_organisation: MassOrganisation | None = None,
    session: WorkingSession | None = None,
    file: Any = None,
) -> Proposal:
    """Send to ``organisation``, under the actor's name or that of the mass organisation spoken for.

    ``file`` (its bytes are read, its ``name`` is shown) goes with it.

    :raises BadInput: nothing said, too much, not of the lists, or a committee off the own line
    """
    check_choice(kind, subject)
    day = actor.today
    if mass_organisation is not None:
        if not represented_by(actor).filter(pk=mass_organisation.pk).exists():
            raise BadInput(_("Đồng chí không đại diện cho đoàn thể này. Đồng chí chọn lại."))
        line = line_of(mass_organisation, day)
    else:
        line = may_answer(actor, day)
    if organisation.pk not in line:
        raise BadInput(
            _("Nơi trả lời phải là tổ chức của đồng chí hoặc cấp trên. Đồng chí chọn lại.")
        )
    proposal = Proposal.objects.create(
        organisation=organisation,
        kind=kind,
        subject=subject,
        words=written_words(words, day),
        author=actor.user,
        mass_organisation=mass_organisation,
        session=session,
        received_on=day,
        due_on=rules.due_on(day, term_days(organisation, day)),
    )
    audit.record(
        NOBODY, "proposals.submit", proposal, organisation=organisation, kind=kind, about=subject
    )
    if file is not None:
        attach(proposal=proposal, content=file, name=file.name, actor=actor)
    tell(
        [one for one in handlers(organisation, day) if one != actor.user],
        "proposal_new",
        words=_("Có ý kiến mới: %(kind)s, %(subject)s.")
        % {"kind": proposal.get_kind_display(), "subject": proposal.get_subject_display()},
        link=page_of(proposal),
        on=day,
    )
    return proposal


def page_of(proposal: Proposal) -> str:
    return reverse("proposals:detail", args=[proposal.pk])


def resume(proposal: Proposal, day: Any) -> None:
    """The author has answered what was asked back: the term runs on, by what was waited."""
    if proposal.state != Proposal.State.ASKED_BACK or proposal.asked_back_on is None:
        return
    proposal.due_on = rules.due_after_pause(proposal.due_on, proposal.asked_back_on, day)
    proposal.asked_back_on = None
    proposal.state = Proposal.State.TAKEN
    proposal.save(update_fields=["due_on", "asked_back_on", "state"])


@transaction.atomic
def add(*, proposal: Proposal, words: str, actor: Actor) -> Word:
    """The author says more; where the committee had asked back, its term runs on.

    :raises PermissionDenied: not the author
    :raises RuleBroken: closed or withdrawn
    """
    proposal = lock(proposal)
    require_author(actor, proposal)
    require_state(proposal, *IN_HAND, Proposal.State.ANSWERED)
    day = actor.today
    word = say(proposal, Word.Sort.ADDED, written_words(words, day), day, actor.user)
    resume(proposal, day)
    audit.record(NOBODY, "proposals.add", proposal, organisation=proposal.organisation)
    tell(
        [one for one in handlers(proposal.organisation, day) if one.pk != proposal.author_id],
        "proposal_more",
        words=_("Người gửi đã nói thêm."),
        link=page_of(proposal),
        on=day,
    )
    return word


def set_satisfaction(proposal: Proposal, satisfaction: int, words: str) -> None:
    """:raises BadInput: not one of the three steps"""
    require_state(proposal, Proposal.State.ANSWERED, Proposal.State.CLOSED)
    if satisfaction not in Proposal.Satisfaction.values:
        raise BadInput(_("Mức hài lòng không có trong ba mức. Đồng chí chọn lại."))
    proposal.satisfaction = satisfaction
    proposal.satisfaction_words = tidy(words)[:SATISFACTION_LENGTH]
    proposal.save(update_fields=["satisfaction", "satisfaction_words"])


@transaction.atomic
def rate(*, proposal: Proposal, satisfaction: int, words: str = "", actor: Actor) -> Proposal:
    """The author says whether the answer satisfies; it may be said again.

    :raises PermissionDenied: not the author
    :raises RuleBroken: not answered
    :raises BadInput: not one of the three steps
    """
    proposal = lock(proposal)
    require_author(actor, proposal)
    set_satisfaction(proposal, satisfaction, words)
    audit.record(NOBODY, "proposals.rate", proposal, organisation=proposal.organisation)
    return proposal


def end_as(proposal: Proposal, state: str, day: Any) -> None:
    proposal.state = state
    proposal.ended_on = day
    proposal.save(update_fields=["state", "ended_on"])


@transaction.atomic
def withdraw(*, proposal: Proposal, actor: Actor) -> Proposal:
    """The author takes the proposal back before it is answered.

    :raises PermissionDenied: not the author
    :raises RuleBroken: answered, or at its end
    """
    proposal = lock(proposal)
    require_author(actor, proposal)
    require_state(proposal, *IN_HAND)
    end_as(proposal, Proposal.State.WITHDRAWN, actor.today)
    audit.record(NOBODY, "proposals.withdraw", proposal, organisation=proposal.organisation)
    return proposal
