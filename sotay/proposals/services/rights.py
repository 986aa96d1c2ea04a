"""Whose side somebody is on: the author's, the committee's that answers, or that of a part."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import fold, nfc
from sotay.organisations.access import Actor, widened
from sotay.organisations.models import Organisation
from sotay.proposals.models import Attachment, Part, Proposal, Word
from sotay.proposals.querysets import held_by
from sotay.regulations.registry import value

MOST_WORDS = 40  # things said on the way of one proposal

# Those who answer know the author; the audit trail, which others read, does not.
NOBODY = None


def is_author(actor: Actor, proposal: Proposal) -> bool:
    return proposal.author_id is not None and proposal.author_id == actor.user.pk


def is_lead(actor: Actor, proposal: Proposal) -> bool:
    """Whether an office of ``actor`` answers ``proposal``. Nobody answers their own."""
    if actor.sees_everything:
        return True
    return not is_author(actor, proposal) and proposal.organisation_id in held_by(actor)


def is_giver(actor: Actor, part: Part) -> bool:
    """Whether an office of ``actor`` gives this part of a joint answer."""
    if actor.sees_everything:
        return True
    return not is_author(actor, part.proposal) and part.organisation_id in held_by(actor)


def require_lead(actor: Actor, proposal: Proposal) -> None:
    """Let the committee that answers pass.

    :raises PermissionDenied: no office of ``actor`` in that very organisation answers
    """
    if not is_lead(actor, proposal):
        raise PermissionDenied(
            _("Việc này thuộc nơi phải trả lời. Đồng chí báo bí thư hoặc chuyên viên của nơi ấy.")
        )


def require_author(actor: Actor, proposal: Proposal) -> None:
    """Let the author pass.

    :raises PermissionDenied: somebody else's
    """
    if not is_author(actor, proposal):
        raise PermissionDenied(_("Chỉ người gửi làm được việc này."))


def lock(proposal: Proposal) -> Any:
    """The row as it is now, held until the act ends."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related(
        "organisation", "author", "mass_organisation"
    )
    return rows.get(pk=proposal.pk)


def require_state(proposal: Proposal, *states: str) -> None:
    """:raises RuleBroken: the proposal stands elsewhere on its way"""
    if proposal.state not in states:
        raise RuleBroken(
            _(
                "Ý kiến này ở bước “%(state)s” nên không làm được việc vừa chọn. Đồng chí mở lại "
                "trang ý kiến: những việc làm được ở ngay đầu trang."
            )
            % {"state": proposal.get_state_display()}
        )


def written_words(text: str, day: Any) -> str:
    """Words as they are kept.

    :raises BadInput: empty, too long, or with a character no text has
    """
    words = nfc(text).strip()
    most = value("proposals.words_most", day)
    if not words:
        raise BadInput(_("Chưa có nội dung. Đồng chí viết vào ô nội dung."))
    if "\0" in words:
        raise BadInput(_("Nội dung có ký tự lạ. Đồng chí gõ lại đoạn ấy."))
    if len(words) > most:
        raise BadInput(
            _("Nội dung dài %(have)s chữ, nhiều nhất %(most)s. Đồng chí viết gọn lại.")
            % {"have": len(words), "most": most}
        )
    return words


def require_nameless(text: str, proposal: Proposal) -> None:
    """:raises BadInput: the author's name stands in what others will read"""
    if proposal.author is None:
        return
    if fold(proposal.author.full_name) in fold(text):
        raise BadInput(
            _("Nội dung có tên người gửi. Đồng chí bỏ tên trước khi đưa cho nơi khác đọc.")
        )


def say(proposal: Proposal, sort: str, words: str, day: Any, by: Any) -> Word:
    """Add one thing said, at the end.

    :raises RuleBroken: enough has been said
    """
    place = Word.objects.filter(proposal=proposal).count() + 1
    if place > MOST_WORDS:
        raise RuleBroken(_("Trao đổi đã quá dài. Đồng chí gửi một ý kiến mới."))
    return Word.objects.create(
        proposal=proposal,
        organisation_id=proposal.organisation_id,
        place=place,
        sort=sort,
        words=words,
        on=day,
        by=by,
    )


def move(proposal: Proposal, to: Organisation, actor: Actor, fields: list[str]) -> None:
    """Give the proposal, and what was said, the label of its new committee."""
    with widened(actor, "proposals.refer"):
        proposal.organisation = to
        proposal.save(update_fields=["organisation", *fields])
        Word.objects.filter(proposal=proposal).update(organisation=to)
        Attachment.objects.filter(proposal=proposal).update(organisation=to)
        Part.objects.filter(proposal=proposal).update(lead=to)
