"""A decision withdrawn or replaced by the committee that made it; the earlier one is kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput
from sotay.core.text import tidy
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.recognitions.models import PastDecision, Review
from sotay.recognitions.reading import tree_of
from sotay.recognitions.services.deciding import lacking_of, write_decision
from sotay.recognitions.services.rights import require_revoker
from sotay.recognitions.services.standing import ReviewRefused, locked
from sotay.recognitions.telling import tell_heads


@transaction.atomic
def withdraw_decision(
    *, organisation: Organisation, year: int, reason: str, actor: Actor
) -> Review:
    """Take a decision back; the year waits for the level above again, as it was sent.

    :raises PermissionDenied: no office in the committee that decided
    :raises ReviewRefused: there is no decision
    :raises BadInput: no reason
    """
    review = _decided(organisation, year, "recognitions.withdraw", actor)
    past = _kept(review, PastDecision.How.WITHDRAWN, reason, actor)
    review.state = Review.State.SENT
    review.decision_number, review.decision_words = "", ""
    review.decided_on, review.decided_by, review.decided_in = None, None, None
    review.save()
    audit.record(
        actor,
        "recognitions.withdraw",
        review,
        organisation=organisation,
        number=past.number,
        reason=past.reason,
    )
    tell_heads(
        review,
        "recognition_decided",
        _("Quyết định bốn tốt năm %(year)d đã thu hồi: %(reason)s")
        % {"year": year, "reason": past.reason},
        actor,
    )
    return review


@transaction.atomic
def replace_decision(
    *,
    organisation: Organisation,
    year: int,
    is_recognised: bool,
    number: str,
    reason: str,
    actor: Actor,
    words: str = "",
) -> Review:
    """Put another decision in the place of the one that stands, on the assessment as it is.

    To assess anew, withdraw instead.

    :raises PermissionDenied: no office in the committee that decided
    :raises ReviewRefused: there is no decision, or recognised while a good is not met
    :raises BadInput: no reason, nothing differs, no number or words where they are needed
    """
    review = _decided(organisation, year, "recognitions.replace", actor)
    tree = tree_of(organisation, year, actor.today)
    if is_recognised and (lacking := lacking_of(tree)):
        raise ReviewRefused(
            _("Chưa đủ bốn tốt: %(names)s. Đồng chí thu hồi quyết định rồi đánh giá lại.")
            % {"names": lacking}
        )
    stood = (review.state, review.decision_number, review.decision_words)
    past = _kept(review, PastDecision.How.REPLACED, reason, actor)
    write_decision(review, tree, is_recognised, number, words, actor)
    if (review.state, review.decision_number, review.decision_words) == stood:
        raise BadInput(_("Quyết định mới chưa có gì khác. Đồng chí sửa chỗ sai rồi ghi."))
    review.save()
    audit.record(
        actor,
        "recognitions.replace",
        review,
        organisation=organisation,
        recognised=is_recognised,
        number=review.decision_number,
        earlier=past.number,
        reason=past.reason,
    )
    tell_heads(
        review,
        "recognition_decided",
        _("Quyết định bốn tốt năm %(year)d đã thay: %(state)s. Lý do: %(reason)s")
        % {"year": year, "state": review.get_state_display(), "reason": past.reason},
        actor,
    )
    return review


def _decided(organisation: Organisation, year: int, act: str, actor: Actor) -> Review:
    """The year with its decision, held for a change."""
    review = locked(organisation, year)
    if review is None or not review.is_decided:
        raise ReviewRefused(_("Năm này chưa có quyết định. Đồng chí tải lại trang."))
    require_revoker(actor, act, review)
    return review


def _kept(review: Review, how: str, reason: str, actor: Actor) -> PastDecision:
    """The decision that stood, kept in the history of the year with why it no longer stands."""
    why = tidy(reason)[:1000]
    if not why:
        raise BadInput(_("Đồng chí ghi rõ vì sao quyết định không còn đúng."))
    assert review.decided_on is not None  # a constraint of the table
    return PastDecision.objects.create(
        review=review,
        state=review.state,
        number=review.decision_number,
        words=review.decision_words,
        goods=review.goods,
        decided_on=review.decided_on,
        decided_by=review.decided_by,
        decided_in=review.decided_in,
        how=how,
        reason=why,
        ended_on=actor.today,
        ended_by=actor.user,
    )
