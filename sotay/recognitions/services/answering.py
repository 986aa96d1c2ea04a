"""The organisation itself: answering criterion by criterion, and sending the year."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput
from sotay.core.models import StoredFile
from sotay.core.text import nfc, tidy
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.recognitions import rules
from sotay.recognitions.models import Answer, Review
from sotay.recognitions.reading import tree_of
from sotay.recognitions.services.rights import require_own
from sotay.recognitions.services.standing import (
    ReviewRefused,
    begun,
    leaf_of,
    locked,
    must_be_written,
)

MOST_NOTE = 4000


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
    require_own(actor, "recognitions.answer", organisation)
    review = locked(organisation, year)
    must_be_written(review)
    leaf_of(tree_of(organisation, year, actor.today), key)
    if claim not in Answer.Said.values:
        raise BadInput(_("Đồng chí chọn đạt hoặc chưa đạt."))
    text = nfc(note).strip()[:MOST_NOTE]
    if review is None:
        review = begun(organisation, year)
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
    require_own(actor, "recognitions.send", organisation)
    review = locked(organisation, year)
    must_be_written(review)
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
        review = begun(organisation, year)
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
