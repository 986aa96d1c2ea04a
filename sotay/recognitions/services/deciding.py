"""The level above: returning a year, assessing its criteria, deciding."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput
from sotay.core.text import nfc, tidy
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.recognitions import rules
from sotay.recognitions.models import Answer, Review
from sotay.recognitions.reading import Tree, tree_of
from sotay.recognitions.services.rights import committee_of, require_above
from sotay.recognitions.services.standing import ReviewRefused, leaf_of, locked, must_be_sent
from sotay.recognitions.telling import tell_heads


@transaction.atomic
def return_review(*, organisation: Organisation, year: int, reason: str, actor: Actor) -> Review:
    """Give a sent year back with what to mend; the organisation answers again.

    :raises PermissionDenied: no office above the organisation
    :raises ReviewRefused: it does not wait for the level above
    :raises BadInput: no reason
    """
    require_above(actor, "recognitions.assess", organisation)
    review = must_be_sent(locked(organisation, year))
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
    require_above(actor, "recognitions.assess", organisation)
    review = must_be_sent(locked(organisation, year))
    leaf = leaf_of(tree_of(organisation, year, actor.today), key)
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
    """Recognise the year, or not. Afterwards it is withdrawn or replaced, never changed.

    :raises PermissionDenied: no office above the organisation that decides
    :raises ReviewRefused: not sent, criteria not assessed, or recognised while a good is not met
    :raises BadInput: recognised without the decision's number, refused without a reason
    """
    require_above(actor, "recognitions.decide", organisation)
    review = must_be_sent(locked(organisation, year))
    tree = tree_of(organisation, year, actor.today)
    if tree.undecided:
        raise ReviewRefused(
            _("Còn %(n)d tiêu chí chưa đánh giá: %(names)s.")
            % {"n": len(tree.undecided), "names": "; ".join(leaf.name for leaf in tree.undecided)}
        )
    if is_recognised and (lacking := lacking_of(tree)):
        raise ReviewRefused(
            _("Chưa đủ bốn tốt: %(names)s. Đồng chí đánh giá lại hoặc ghi không công nhận.")
            % {"names": lacking}
        )
    write_decision(review, tree, is_recognised, number, words, actor)
    review.decided_in = committee_of(actor, "recognitions.decide", organisation)
    review.save()
    audit.record(
        actor,
        "recognitions.decide",
        review,
        organisation=organisation,
        recognised=is_recognised,
        number=review.decision_number,
    )
    tell_heads(
        review,
        "recognition_decided",
        _("Bốn tốt năm %(year)d: %(state)s.") % {"year": year, "state": review.get_state_display()},
        actor,
    )
    return review


def lacking_of(tree: Tree) -> str:
    """The goods that are not met, by name; empty: all four are."""
    return "; ".join(good.name for good in tree.goods if good.result != rules.MET)


def write_decision(
    review: Review, tree: Tree, is_recognised: bool, number: str, words: str, actor: Actor
) -> None:
    """Put a decision of today on the year, not saved yet.

    :raises BadInput: recognised without the decision's number, refused without a reason
    """
    kept_number, said = tidy(number)[:60], nfc(words).strip()[:1000]
    if is_recognised and not kept_number:
        raise BadInput(_("Đồng chí ghi số, ký hiệu quyết định công nhận."))
    if not is_recognised and not said:
        raise BadInput(_("Đồng chí ghi lý do không công nhận."))
    review.state = Review.State.RECOGNISED if is_recognised else Review.State.REFUSED
    review.decision_number, review.decision_words = kept_number, said
    review.decided_on, review.decided_by = actor.today, actor.user
    review.goods = {good.code: good.result for good in tree.goods}


def _goods(organisation: Organisation, year: int, actor: Actor) -> dict[str, str]:
    tree = tree_of(organisation, year, actor.today)
    return {good.code: good.result for good in tree.goods}
