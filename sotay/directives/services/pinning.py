"""A person keeps a document at hand. Pins are their own business: no audit tells of them."""

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.directives.models import Document, Pin
from sotay.directives.services.registering import DocumentRefused
from sotay.organisations.access import Actor

MOST_PINS = 200


@transaction.atomic
def pin_document(*, document: Document, actor: Actor) -> Pin:
    """Keep ``document`` at hand for ``actor``, who sees it; once, however often it is asked.

    :raises DocumentRefused: a draft, a paper with a secrecy mark, or too many pins already
    """
    if document.state == Document.State.DRAFT:
        raise DocumentRefused(_("Văn bản này chưa được xác nhận vào sổ nên chưa ghim được."))
    if document.secrecy:
        raise DocumentRefused(_("Văn bản có dấu mật không lưu về máy."))
    mine = Pin.objects.filter(user=actor.user)
    if kept := mine.filter(document=document).first():
        return kept
    if mine.count() >= MOST_PINS:
        raise DocumentRefused(
            _("Đồng chí đã ghim %(count)d văn bản. Bỏ ghim bớt rồi ghim văn bản này.")
            % {"count": MOST_PINS}
        )
    return Pin.objects.create(user=actor.user, document=document)


@transaction.atomic
def unpin_document(*, document: Document, actor: Actor) -> int:
    """Take the pin off; how many were there: 1 or 0."""
    taken, _by_table = Pin.objects.filter(user=actor.user, document=document).delete()
    return taken
