"""Files that an author puts to a named proposal, cleaned as every file that is kept here.

One without a name takes no file at all: a document keeps its writer's name and a picture its camera
in places that are not seen, and a file handed in elsewhere would be known again by its bytes.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit, files
from sotay.core.errors import BadInput, RuleBroken
from sotay.organisations.access import Actor
from sotay.proposals.models import Attachment, Proposal
from sotay.proposals.querysets import IN_HAND
from sotay.proposals.services.rights import NOBODY, lock, require_author, require_state
from sotay.regulations.registry import value


@transaction.atomic
def attach(*, proposal: Proposal, content: Any, name: str, actor: Actor) -> Attachment:
    """Put a file to one's own proposal before it is answered; the same file again is one.

    :raises PermissionDenied: not the author
    :raises RuleBroken: answered or ended, or as many files as there may be
    :raises BadInput: a file that is not taken (``core.files``)
    """
    proposal = lock(proposal)
    require_author(actor, proposal)
    require_state(proposal, *IN_HAND)
    stored = files.store(content, name=name)
    had = Attachment.objects.filter(proposal=proposal, file=stored).first()
    if had is not None:
        return had
    most = value("proposals.most_files", actor.today)
    if Attachment.objects.filter(proposal=proposal).count() >= most:
        raise RuleBroken(
            _("Ý kiến này đã có %(most)s tệp. Đồng chí bỏ bớt một tệp rồi thêm.") % {"most": most}
        )
    made = Attachment.objects.create(
        proposal=proposal,
        organisation_id=proposal.organisation_id,
        file=stored,
        name=files.shown_name(name),
        added_on=actor.today,
    )
    audit.record(NOBODY, "proposals.attach", proposal, organisation=proposal.organisation)
    return made


@transaction.atomic
def detach(*, attachment: Attachment, actor: Actor) -> None:
    """Take one's own file away again before the answer.

    :raises PermissionDenied: not the author
    :raises RuleBroken: answered or ended
    """
    proposal = lock(attachment.proposal)
    require_author(actor, proposal)
    require_state(proposal, *IN_HAND)
    Attachment.objects.filter(pk=attachment.pk).delete()
    audit.record(NOBODY, "proposals.detach", proposal, organisation=proposal.organisation)


def refuse_nameless(given: Any) -> None:
    """:raises BadInput: a file came with what is sent without a name"""
    if given:
        raise BadInput(
            _(
                "Gửi không ghi tên thì không kèm tệp: tệp có thể giữ tên người soạn, tên máy, nơi "
                "chụp. Đồng chí viết điều cần nói vào ô nội dung."
            )
        )
