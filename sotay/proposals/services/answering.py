"""What the committee does: take in, pass on, gather parts, ask back, answer, publish, close."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile
from sotay.proposals import rules
from sotay.proposals.models import Part, Proposal, Published, Word
from sotay.proposals.querysets import IN_HAND, WAITING
from sotay.proposals.reading import may_refer_to
from sotay.proposals.services.rights import (
    NOBODY,
    is_author,
    is_giver,
    is_lead,
    lock,
    move,
    require_lead,
    require_nameless,
    require_state,
    say,
    written_words,
)
from sotay.proposals.services.sending import end_as, page_of, term_days
from sotay.proposals.services.telling import handlers, tell, tell_author

ASKED_LENGTH = 500
REASON_LENGTH = 300


def _tell_author(proposal: Proposal, kind: str, words: str, day: date) -> None:
    if proposal.author is not None:
        tell_author(proposal.author, kind, words=words, on=day)


def _require_near(proposal: Proposal, organisation: Organisation, day: date) -> None:
    """:raises RuleBroken: not among those that a proposal may be passed to from where it lies"""
    if organisation.pk not in dict(may_refer_to(proposal, day)):
        raise RuleBroken(
            _(
                "Chỉ chuyển, hỏi được cấp trên, nơi cùng cấp và nơi trực thuộc của nơi đang giữ ý"
                " kiến. Đồng chí chọn lại."
            )
        )


def _is_cell(organisation: Organisation, day: date) -> bool:
    profile = Profile.objects.nearest([organisation.pk], day).get(organisation.pk)
    return profile is not None and profile.kind.holds_members


@transaction.atomic
def take_in(*, proposal: Proposal, actor: Actor) -> Proposal:
    """The committee has the matter in hand.

    :raises PermissionDenied: not of the committee that answers
    :raises RuleBroken: already taken in, or further
    """
    proposal = lock(proposal)
    require_lead(actor, proposal)
    require_state(proposal, Proposal.State.SENT)
    proposal.state = Proposal.State.TAKEN
    proposal.save(update_fields=["state"])
    audit.record(actor, "proposals.take_in", proposal, organisation=proposal.organisation)
    _tell_author(proposal, "proposal_taken", _("Ý kiến của đồng chí đã được nhận."), actor.today)
    return proposal


@transaction.atomic
def refer(*, proposal: Proposal, to: Organisation, reason: str, actor: Actor) -> Proposal:
    """Pass the proposal to the committee whose matter it is; its term begins anew, as received.

    :raises PermissionDenied: not of the committee that answers
    :raises RuleBroken: answered or ended, already there, not near, or a cell where it has no name
    :raises BadInput: no reason
    """
    proposal = lock(proposal)
    require_lead(actor, proposal)
    require_state(proposal, *WAITING)
    was = proposal.organisation
    if to.pk == was.pk:
        raise RuleBroken(_("Ý kiến đang ở nơi này rồi. Đồng chí chọn nơi khác."))
    _require_near(proposal, to, actor.today)
    if proposal.is_anonymous and _is_cell(to, actor.today):
        raise RuleBroken(
            _("Ý kiến không ghi tên không chuyển đến chi bộ. Đồng chí chọn cấp ủy khác.")
        )
    if not tidy(reason):
        raise BadInput(_("Chưa ghi lý do chuyển. Đồng chí viết vào ô lý do."))
    day = actor.today
    say(proposal, Word.Sort.REFERRED, written_words(reason, day), day, actor.user)
    proposal.state = Proposal.State.SENT
    proposal.due_on = rules.due_on(day, term_days(to, day))
    audit.record(actor, "proposals.refer", proposal, organisation=was, to=to.pk)
    move(proposal, to, actor, ["state", "due_on"])
    _tell_author(
        proposal, "proposal_referred", _("Ý kiến của đồng chí được chuyển nơi trả lời."), day
    )
    tell(
        [one for one in handlers(to, day) if one.pk != proposal.author_id],
        "proposal_new",
        words=_("Có ý kiến được chuyển đến để trả lời."),
        link=page_of(proposal),
        on=day,
    )
    return proposal


@transaction.atomic
def ask_part(*, proposal: Proposal, organisation: Organisation, asked: str, actor: Actor) -> Part:
    """Ask another organisation for its part of a joint answer; the lead still answers.

    :raises PermissionDenied: not of the committee that answers
    :raises RuleBroken: answered or ended, asked already, not near, or of the lead itself
    :raises BadInput: it is not said what is asked
    """
    proposal = lock(proposal)
    require_lead(actor, proposal)
    require_state(proposal, *IN_HAND)
    if organisation.pk == proposal.organisation_id:
        raise RuleBroken(_("Nơi này chủ trì trả lời rồi. Đồng chí chọn nơi khác."))
    _require_near(proposal, organisation, actor.today)
    if Part.objects.filter(proposal=proposal, organisation=organisation).exists():
        raise RuleBroken(_("Nơi này đã được hỏi rồi."))
    words = tidy(asked)[:ASKED_LENGTH]
    if not words:
        raise BadInput(_("Chưa ghi cần nơi ấy trả lời điều gì. Đồng chí viết vào ô nội dung."))
    part = Part.objects.create(
        proposal=proposal,
        organisation=organisation,
        lead=proposal.organisation,
        author=proposal.author,
        asked=words,
        asked_on=actor.today,
    )
    audit.record(
        actor,
        "proposals.ask_part",
        proposal,
        organisation=proposal.organisation,
        of=organisation.pk,
    )
    tell(
        [one for one in handlers(organisation, actor.today) if one.pk != proposal.author_id],
        "proposal_part",
        words=_("Cần một phần trả lời cho ý kiến do nơi khác chủ trì."),
        link=page_of(proposal),
        on=actor.today,
    )
    return part


@transaction.atomic
def give_part(*, part: Part, words: str, actor: Actor) -> Part:
    """Give one's part of a joint answer; it may be given again until the lead has answered.

    :raises PermissionDenied: not of the organisation asked
    :raises RuleBroken: answered or ended
    """
    proposal = lock(part.proposal)
    if not is_giver(actor, part):
        raise PermissionDenied(_("Phần này thuộc tổ chức được hỏi."))
    require_state(proposal, *IN_HAND)
    part.words = written_words(words, actor.today)
    part.given_on, part.given_by = actor.today, actor.user
    part.save(update_fields=["words", "given_on", "given_by"])
    audit.record(actor, "proposals.give_part", proposal, organisation=part.organisation)
    tell(
        [
            one
            for one in handlers(proposal.organisation, actor.today)
            if one != actor.user and one.pk != proposal.author_id  # parts are kept from authors
        ],
        "proposal_part_given",
        words=_("Đã có một phần trả lời."),
        link=page_of(proposal),
        on=actor.today,
    )
    return part


@transaction.atomic
def ask_back(*, proposal: Proposal, words: str, actor: Actor) -> Word:
    """Ask the author for more; the term stands still until they answer.

    :raises PermissionDenied: not of the committee that answers
    :raises RuleBroken: answered, ended, or asked already
    """
    proposal = lock(proposal)
    require_lead(actor, proposal)
    require_state(proposal, *WAITING)
    day = actor.today
    word = say(proposal, Word.Sort.ASKED, written_words(words, day), day, actor.user)
    proposal.state = Proposal.State.ASKED_BACK
    proposal.asked_back_on = day
    proposal.save(update_fields=["state", "asked_back_on"])
    audit.record(actor, "proposals.ask_back", proposal, organisation=proposal.organisation)
    _tell_author(proposal, "proposal_asked", _("Cấp ủy cần đồng chí nói thêm."), day)
    return word


@transaction.atomic
def answer(*, proposal: Proposal, words: str, actor: Actor) -> Proposal:
    """Answer the author.

    :raises PermissionDenied: not of the committee that answers
    :raises RuleBroken: answered or ended
    """
    proposal = lock(proposal)
    require_lead(actor, proposal)
    require_state(proposal, *IN_HAND)
    proposal.answer = written_words(words, actor.today)
    proposal.answered_on, proposal.answered_by = actor.today, actor.user
    proposal.asked_back_on = None
    proposal.state = Proposal.State.ANSWERED
    proposal.save(update_fields=["answer", "answered_on", "answered_by", "asked_back_on", "state"])
    audit.record(
        actor,
        "proposals.answer",
        proposal,
        organisation=proposal.organisation,
        late=actor.today > proposal.due_on,
    )
    _tell_author(
        proposal, "proposal_answered", _("Ý kiến của đồng chí đã có trả lời."), actor.today
    )
    return proposal


@transaction.atomic
def publish(*, proposal: Proposal, question: str, words: str, actor: Actor) -> Published:
    """Let others read the question, edited, and its answer, without names; again replaces it.

    :raises PermissionDenied: not of the committee that answers
    :raises RuleBroken: not answered
    :raises BadInput: empty, too long, or with the author's name in it
    """
    proposal = lock(proposal)
    require_lead(actor, proposal)
    require_state(proposal, Proposal.State.ANSWERED, Proposal.State.CLOSED)
    day = actor.today
    question, words = written_words(question, day), written_words(words, day)
    require_nameless(question, proposal)
    require_nameless(words, proposal)
    published, _made = Published.objects.update_or_create(
        proposal=proposal,
        defaults={
            "organisation": proposal.organisation,
            "kind": proposal.kind,
            "subject": proposal.subject,
            "question": question,
            "answer": words,
            "on": day,
            "withdrawn_on": None,
            "withdrawn_reason": "",
        },
    )
    audit.record(actor, "proposals.publish", proposal, organisation=proposal.organisation)
    return published


@transaction.atomic
def unpublish(*, proposal: Proposal, reason: str, actor: Actor) -> Published:
    """Take a published answer down; the row stays for the committee, with the reason.

    :raises PermissionDenied: not of the committee that answers
    :raises RuleBroken: not published, or taken down already
    :raises BadInput: no reason
    """
    proposal = lock(proposal)
    require_lead(actor, proposal)
    published = Published.objects.standing().filter(proposal=proposal).first()
    if published is None:
        raise RuleBroken(_("Câu trả lời này chưa đăng, hoặc đã gỡ rồi."))
    words = tidy(reason)[:REASON_LENGTH]
    if not words:
        raise BadInput(_("Chưa ghi lý do gỡ. Đồng chí viết vào ô lý do."))
    require_nameless(words, proposal)
    published.withdrawn_on, published.withdrawn_reason = actor.today, words
    published.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    audit.record(actor, "proposals.unpublish", proposal, organisation=proposal.organisation)
    return published


@transaction.atomic
def close(*, proposal: Proposal, actor: Actor) -> Proposal:
    """Nothing more is to come: said by the author or by the committee, after the answer.

    :raises PermissionDenied: neither
    :raises RuleBroken: not answered, or closed
    """
    proposal = lock(proposal)
    by_author = is_author(actor, proposal)
    if not by_author:
        require_lead(actor, proposal)
    require_state(proposal, Proposal.State.ANSWERED)
    end_as(proposal, Proposal.State.CLOSED, actor.today)
    audit.record(
        NOBODY if by_author else actor,
        "proposals.close",
        proposal,
        organisation=proposal.organisation,
    )
    return proposal


@transaction.atomic
def give_task(
    *,
    proposal: Proposal,
    owner: Organisation,
    title: str,
    due_on: date | None,
    actor: Actor,
    product: str = "",
) -> Task:
    """Open a task out of the proposal, without its author's name.

    :raises PermissionDenied: not of the committee that answers, or no right to issue there
    :raises BadInput: no title, or the author's name in it
    """
    proposal = lock(proposal)
    require_lead(actor, proposal)
    require_nameless(title + " " + product, proposal)
    task: Task = followups.issue_task(
        owners=[owner],
        title=title,
        due_on=due_on,
        product=product,
        source=proposal,
        issued_by=proposal.organisation,
        actor=actor,
    )[0]
    audit.record(
        actor, "proposals.give_task", proposal, organisation=proposal.organisation, task=task.pk
    )
    return task


def note_reading(proposal: Proposal, actor: Actor) -> None:
    """A handler opens a named proposal: who read whose words is kept, as with a member's record."""
    if proposal.is_anonymous or is_author(actor, proposal):
        return
    audit.record(actor, "proposals.read", proposal, organisation=proposal.organisation)


def asked_of(proposal: Proposal, actor: Actor) -> list[Any]:
    """The parts of a joint answer ``actor`` may read: all for the lead, else their own."""
    parts = list(proposal.parts.select_related("organisation", "given_by"))
    if is_lead(actor, proposal):
        return parts
    return [part for part in parts if is_giver(actor, part)]
