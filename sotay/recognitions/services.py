"""Every write on recognition: answering, sending, returning, assessing, deciding."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import StoredFile
from sotay.core.text import nfc, tidy
from sotay.organisations.access import Actor, known_acts
from sotay.organisations.models import Organisation
from sotay.recognitions import rules
from sotay.recognitions.models import Answer, Review
from sotay.recognitions.reading import Leaf, Tree, tree_of
from sotay.recognitions.telling import tell_heads

MOST_NOTE = 4000


class ReviewRefused(RuleBroken):
    """The act does not fit where the review stands; the message is fit to show."""


# --- Who may --------------------------------------------------------------------------------------


def may_own(actor: Actor, act: str, organisation: Organisation) -> bool:
    """Whether ``actor`` holds an office in ``organisation`` itself that allows ``act``."""
    if actor.sees_everything:
        return True
    offices = known_acts()[act]
    return any(
        grant.organisation_id == organisation.pk and grant.office.code in offices
        for grant in actor.grants
    )


def may_above(actor: Actor, act: str, organisation: Organisation) -> bool:
    """Whether ``actor`` holds such an office over ``organisation``, not in it."""
    if actor.sees_everything:
        return True
    offices = known_acts()[act]
    return any(
        grant.organisation_id != organisation.pk
        and grant.office.code in offices
        and grant.organisation.lft <= organisation.lft < grant.organisation.rgt
        for grant in actor.grants
    )


def _require_own(actor: Actor, act: str, organisation: Organisation) -> None:
    if not may_own(actor, act, organisation):
        raise PermissionDenied(
            _("Việc này thuộc cấp ủy của chính tổ chức được xét. Đồng chí báo bí thư chi bộ.")
        )


def _require_above(actor: Actor, act: str, organisation: Organisation) -> None:
    if not may_above(actor, act, organisation):
        raise PermissionDenied(_("Việc này thuộc cấp ủy cấp trên của tổ chức được xét."))


def _locked(organisation: Organisation, year: int) -> Review | None:
    found = Review.objects.select_for_update().filter(organisation=organisation, year=year)
    review: Review | None = found.first()
    return review


def _begun(organisation: Organisation, year: int) -> Review:
    """The year's review, made now unless somebody made it at the same moment."""
    Review.objects.get_or_create(organisation=organisation, year=year)
    review: Review = Review.objects.select_for_update().get(organisation=organisation, year=year)
    _must_be_written(review)
    return review


# --- The organisation itself ----------------------------------------------------------------------


@transaction.atomic
def answer_criterion(
    *,
    organisation: Organisation,
    year: int,
    key: str,
    claim: str,
    actor: Actor,
    moment: datetime,
    note: str = "",
    evidence: StoredFile | None = None,
    evidence_name: str = "",
) -> Answer:
    """Say of one criterion that it is met or not, with a note; a file takes the place of the last.

    A criterion that records answer can be spoken to as well: the level above reads both.

    :raises PermissionDenied: no office in the organisation itself
    :raises ReviewRefused: sent already
    :raises BadInput: no such criterion, no such answer, or met without a note and without a file
    """
    _require_own(actor, "recognitions.answer", organisation)
    review = _locked(organisation, year)
    _must_be_written(review)
    _leaf(tree_of(organisation, year, actor.today), key)
    if claim not in Answer.Said.values:
        raise BadInput(_("Đồng chí chọn đạt hoặc chưa đạt."))
    text = nfc(note).strip()[:MOST_NOTE]
    if review is None:
        review = _begun(organisation, year)
    answer, _is_new = Answer.objects.get_or_create(review=review, key=key)
    if evidence is not None:
        answer.evidence, answer.evidence_name = evidence, tidy(evidence_name)[:200]
    if not text and answer.evidence is None:
        raise BadInput(_("Đồng chí ghi căn cứ, hoặc gửi kèm tệp minh chứng."))
    answer.claim, answer.note, answer.by, answer.at = claim, text, actor.user, moment
    # What the level above said was about the answer before.
    answer.verdict, answer.verdict_note = "", ""
    answer.verdict_by, answer.verdict_at = None, None
    answer.save()
    audit.record(
        actor, "recognitions.answer", answer, organisation=organisation, key=key, claim=claim
    )
    return answer


@transaction.atomic
def send_review(*, organisation: Organisation, year: int, actor: Actor) -> Review:
    """Send the year to the level above; criteria and figures are kept as they stand today.

    :raises PermissionDenied: not the secretary, deputy or leader of the organisation
    :raises ReviewRefused: sent already, or criteria are not answered
    """
    _require_own(actor, "recognitions.send", organisation)
    review = _locked(organisation, year)
    _must_be_written(review)
    tree = tree_of(organisation, year, actor.today)
    if tree.unanswered:
        raise ReviewRefused(
            _("Còn %(n)d tiêu chí chưa trả lời: %(names)s. Đồng chí trả lời rồi mới gửi.")
            % {
                "n": len(tree.unanswered),
                "names": "; ".join(leaf.name for leaf in tree.unanswered),
            }
        )
    if review is None:
        review = _begun(organisation, year)
    review.state, review.return_reason = Review.State.SENT, ""
    review.frame = {good: list(tree.frame.value.get(good, ())) for good in rules.GOODS}
    review.measured = {
        leaf.criterion.key: {"state": leaf.measured.state, "words": leaf.measured.words}
        for leaf in tree.leaves
        if leaf.measured is not None
    }
    review.goods = {good.code: good.result for good in tree.goods}
    review.sent_on, review.sent_by = actor.today, actor.user
    review.save()
    audit.record(
        actor, "recognitions.send", review, organisation=organisation, measured=review.measured
    )
    return review


# --- The level above ------------------------------------------------------------------------------


@transaction.atomic
def return_review(*, organisation: Organisation, year: int, reason: str, actor: Actor) -> Review:
    """Give a sent year back with what to mend; the organisation answers again.

    :raises PermissionDenied: no office above the organisation
    :raises ReviewRefused: it does not wait for the level above
    :raises BadInput: no reason
    """
    _require_above(actor, "recognitions.assess", organisation)
    review = _must_be_sent(_locked(organisation, year))
    said = tidy(reason)[:1000]
    if not said:
        raise BadInput(_("Đồng chí ghi rõ cần sửa điều gì."))
    review.state, review.return_reason = Review.State.RETURNED, said
    review.save(update_fields=["state", "return_reason"])
    audit.record(actor, "recognitions.return", review, organisation=organisation, reason=said)
    tell_heads(
        review,
        "recognition_returned",
        _("Bản tự đánh giá bốn tốt năm %(year)d bị trả lại: %(reason)s")
        % {"year": year, "reason": said},
        actor,
    )
    return review


@transaction.atomic
def assess_criterion(
    *,
    organisation: Organisation,
    year: int,
    key: str,
    verdict: str,
    actor: Actor,
    moment: datetime,
    note: str = "",
) -> Answer:
    """Say whether a criterion is met. Against the records, or against the answer, only with a note.

    :raises PermissionDenied: no office above the organisation
    :raises ReviewRefused: it does not wait for the level above
    :raises BadInput: no such criterion, no such answer, or a note is lacking
    """
    _require_above(actor, "recognitions.assess", organisation)
    review = _must_be_sent(_locked(organisation, year))
    leaf = _leaf(tree_of(organisation, year, actor.today), key)
    if verdict not in Answer.Said.values:
        raise BadInput(_("Đồng chí chọn đạt hoặc chưa đạt."))
    said = tidy(note)[:1000]
    shown = leaf.measured.state if leaf.measured else leaf.answer.claim if leaf.answer else ""
    if shown != verdict and not said:
        raise BadInput(
            _("Đánh giá khác với số liệu hoặc với lời tự đánh giá thì đồng chí ghi lý do.")
        )
    answer, _is_new = Answer.objects.get_or_create(review=review, key=key)
    answer.verdict, answer.verdict_note = verdict, said
    answer.verdict_by, answer.verdict_at = actor.user, moment
    answer.save()
    review.goods = _goods(organisation, year, actor)
    review.save(update_fields=["goods"])
    audit.record(
        actor, "recognitions.assess", answer, organisation=organisation, key=key, verdict=verdict
    )
    return answer


@transaction.atomic
def decide(
    *,
    organisation: Organisation,
    year: int,
    is_recognised: bool,
    number: str,
    actor: Actor,
    words: str = "",
) -> Review:
    """Recognise the year, or not. Nothing is changed afterwards.

    :raises PermissionDenied: no office above the organisation that decides
    :raises ReviewRefused: not sent, criteria not assessed, or recognised while a good is not met
    :raises BadInput: recognised without the decision's number, refused without a reason
    """
    _require_above(actor, "recognitions.decide", organisation)
    review = _must_be_sent(_locked(organisation, year))
    tree = tree_of(organisation, year, actor.today)
    if tree.undecided:
        raise ReviewRefused(
            _("Còn %(n)d tiêu chí chưa đánh giá: %(names)s.")
            % {"n": len(tree.undecided), "names": "; ".join(leaf.name for leaf in tree.undecided)}
        )
    lacking = [good.name for good in tree.goods if good.result != rules.MET]
    if is_recognised and lacking:
        raise ReviewRefused(
            _("Chưa đủ bốn tốt: %(names)s. Đồng chí đánh giá lại hoặc ghi không công nhận.")
            % {"names": "; ".join(lacking)}
        )
    kept_number, said = tidy(number)[:60], nfc(words).strip()[:1000]
    if is_recognised and not kept_number:
        raise BadInput(_("Đồng chí ghi số, ký hiệu quyết định công nhận."))
    if not is_recognised and not said:
        raise BadInput(_("Đồng chí ghi lý do không công nhận."))
    review.state = Review.State.RECOGNISED if is_recognised else Review.State.REFUSED
    review.decision_number, review.decision_words = kept_number, said
    review.decided_on, review.decided_by = actor.today, actor.user
    review.goods = {good.code: good.result for good in tree.goods}
    review.save()
    audit.record(
        actor,
        "recognitions.decide",
        review,
        organisation=organisation,
        recognised=is_recognised,
        number=kept_number,
    )
    tell_heads(
        review,
        "recognition_decided",
        _("Bốn tốt năm %(year)d: %(state)s.") % {"year": year, "state": review.get_state_display()},
        actor,
    )
    return review


def _goods(organisation: Organisation, year: int, actor: Actor) -> dict[str, str]:
    tree = tree_of(organisation, year, actor.today)
    return {good.code: good.result for good in tree.goods}


def _leaf(tree: Tree, key: str) -> Leaf:
    leaf = tree.leaf(key)
    if leaf is None:
        raise BadInput(_("Khung tiêu chí không có mục này. Đồng chí tải lại trang."))
    return leaf


def _must_be_written(review: Review | None) -> None:
    if review is not None and not review.is_written:
        raise ReviewRefused(
            _("Bản tự đánh giá %(state)s nên không sửa nữa.")
            % {"state": review.get_state_display()}
        )


def _must_be_sent(review: Any) -> Review:
    if review is None or review.state != Review.State.SENT:
        raise ReviewRefused(_("Tổ chức chưa gửi, hoặc đã có quyết định. Đồng chí tải lại trang."))
    found: Review = review
    return found
