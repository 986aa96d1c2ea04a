"""A document goes to organisations; who opened it; what need not be made concrete; its end."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.text import tidy
from sotay.directives import citing
from sotay.directives.models import Clause, Distribution, Document, Waiver
from sotay.directives.services.registering import DocumentRefused
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation


@transaction.atomic
def issue_document(
    *, document: Document, to: Sequence[Organisation], actor: Actor
) -> list[Distribution]:
    """Send a confirmed document to organisations; one already sent to is not sent to again.

    It goes down to what stands under its home, to the home itself (its own members) and up its
    line, as reports do. Return what was newly sent.

    :raises PermissionDenied: no office that issues where the document is kept
    :raises DocumentRefused: only read, not confirmed; nobody is named, or somebody off the line
    """
    require(actor, "directives.issue", document.home)
    locked = (
        Document.objects.select_for_update(of=("self",))
        .select_related("issuer", "registered_by")
        .get(pk=document.pk)
    )
    home = locked.home
    if locked.state == Document.State.DRAFT:
        raise DocumentRefused(_("Văn bản mới đọc, chưa xác nhận. Đồng chí xác nhận trước khi gửi."))
    if not to:
        raise DocumentRefused(_("Chưa chọn nơi nhận. Đồng chí chọn ít nhất một tổ chức."))
    for one in to:
        below = home.lft <= one.lft < home.rgt
        above = one.lft <= home.lft and one.rgt >= home.rgt
        if not (below or above or one.pk == home.pk):
            raise DocumentRefused(
                _("Chỉ gửi được tới tổ chức trực thuộc và cấp trên của nơi giữ văn bản này.")
            )
    sent = set(locked.distributions.values_list("organisation_id", flat=True))
    fresh = Distribution.objects.bulk_create(
        Distribution(document=locked, organisation_id=key)
        for key in dict.fromkeys(one.pk for one in to)
        if key not in sent
    )
    if fresh:
        Document.objects.filter(pk=locked.pk).update(state=Document.State.ISSUED)
        audit.record(
            actor, "directives.issue", locked, organisation=home,
            symbol=locked.symbol, sent_to=len(fresh),
        )  # fmt: skip
    return fresh


@transaction.atomic
def mark_opened(*, document: Document, actor: Actor) -> int:
    """Somebody of a receiving organisation has opened the document for the first time.

    Opening from above or from elsewhere in reach is no receipt. Return how many were marked.
    """
    theirs = [grant.organisation_id for grant in actor.grants]
    if actor.home is not None:
        theirs.append(actor.home.pk)
    if not theirs:
        return 0
    return Distribution.objects.filter(
        document=document, organisation__in=theirs, opened_at=None
    ).update(opened_at=timezone.now(), opened_by=actor.user)


@transaction.atomic
def waive_clause(
    *, clause: Clause, organisation: Organisation, reason: str, actor: Actor
) -> Waiver:
    """An organisation need not make a clause concrete; the reason is shown beside it.

    :raises PermissionDenied: no office that waives over the organisation, or only in it: nobody
        lets themselves off
    :raises DocumentRefused: no reason
    """
    require(actor, "directives.waive", organisation)
    if not actor.sees_everything and not any(
        low < organisation.lft < high for low, high in actor.ranges_for("directives.waive")
    ):
        raise DocumentRefused(_("Việc này do cấp trên quyết định. Đồng chí đề nghị cấp trên."))
    why = tidy(reason.replace("\x00", ""))[:300]
    if not why:
        raise DocumentRefused(_("Đồng chí ghi lý do không phải cụ thể hóa mục này."))
    waiver, _made = Waiver.objects.update_or_create(
        clause=clause,
        organisation=organisation,
        defaults={"reason": why, "waived_by": actor.user, "waived_on": actor.today},
    )
    audit.record(actor, "directives.waive", clause, organisation=organisation)
    return waiver


@transaction.atomic
def unwaive_clause(*, waiver: Waiver, actor: Actor) -> None:
    """The organisation must make the clause concrete after all.

    :raises PermissionDenied: no office that waives over the organisation
    """
    require(actor, "directives.waive", waiver.organisation)
    audit.record(actor, "directives.unwaive", waiver.clause, organisation=waiver.organisation)
    waiver.delete()


@transaction.atomic
def end_force(*, document: Document, on: date, actor: Actor) -> Document:
    """The document no longer holds from ``on``; what hangs on it is marked stale.

    :raises PermissionDenied: no office that registers papers where the document is kept
    :raises DocumentRefused: not confirmed yet, or ``on`` is not after the first day in force
    """
    require(actor, "directives.register", document.home)
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("issuer", "registered_by")
        .get(pk=document.pk)
    )
    if document.state == Document.State.DRAFT:
        raise DocumentRefused(_("Văn bản mới đọc, chưa xác nhận nên chưa có hiệu lực để ghi hết."))
    if document.in_force_from is not None and on <= document.in_force_from:
        raise DocumentRefused(
            _("Ngày hết hiệu lực phải sau ngày có hiệu lực của văn bản (%(day)s).")
            % {"day": written(document.in_force_from)}
        )
    document.in_force_to = on
    document.save(update_fields=["in_force_to"])
    citing.mark_what_hangs_on(
        document,
        _("%(paper)s hết hiệu lực từ ngày %(day)s.") % {"paper": document, "day": written(on)},
        actor,
    )
    audit.record(
        actor, "directives.end_force", document, organisation=document.home, on=on.isoformat()
    )
    return document
