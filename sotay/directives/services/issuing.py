"""A document goes to organisations; who opened it; what need not be made concrete; its end."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.directives.models import Clause, Distribution, Document, Waiver
from sotay.directives.services.registering import DocumentRefused, _own_organisation
from sotay.followups import services as followups
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation


@transaction.atomic
def issue_document(
    *, document: Document, to: Sequence[Organisation], actor: Actor
) -> list[Distribution]:
    """Send a confirmed document to organisations; one already sent to is not sent to again.

    :raises DocumentRefused: the document was only read, not confirmed; or nobody is named
    """
    require(actor, "directives.issue", document.issuer or _own_organisation(actor))
    if document.state == Document.State.DRAFT:
        raise DocumentRefused(_("Văn bản mới đọc, chưa xác nhận. Đồng chí xác nhận trước khi gửi."))
    if not to:
        raise DocumentRefused(_("Chưa chọn nơi nhận. Đồng chí chọn ít nhất một tổ chức."))
    sent = set(document.distributions.values_list("organisation_id", flat=True))
    fresh = Distribution.objects.bulk_create(
        Distribution(document=document, organisation=organisation)
        for organisation in to
        if organisation.pk not in sent
    )
    Document.objects.filter(pk=document.pk).update(state=Document.State.ISSUED)
    audit.record(
        actor,
        "directives.issue",
        document,
        organisation=document.issuer,
        symbol=document.symbol,
        sent_to=len(fresh),
    )
    return fresh


@transaction.atomic
def mark_opened(*, document: Document, actor: Actor) -> int:
    """Somebody of a receiving organisation has opened the document for the first time."""
    theirs = [grant.organisation_id for grant in actor.grants]
    if actor.home is not None:
        theirs.append(actor.home.pk)
    return Distribution.objects.filter(
        document=document, organisation__in=theirs, opened_at=None
    ).update(opened_at=timezone.now(), opened_by=actor.user)


@transaction.atomic
def waive_clause(
    *, clause: Clause, organisation: Organisation, reason: str, actor: Actor
) -> Waiver:
    """An organisation need not make a clause concrete; the reason is shown beside it."""
    require(actor, "directives.waive", organisation)
    if not reason.strip():
        raise DocumentRefused(_("Đồng chí ghi lý do không phải cụ thể hóa mục này."))
    waiver, _made = Waiver.objects.update_or_create(
        clause=clause,
        organisation=organisation,
        defaults={"reason": reason.strip(), "waived_by": actor.user, "waived_on": actor.today},
    )
    audit.record(actor, "directives.waive", clause, organisation=organisation)
    return waiver


@transaction.atomic
def unwaive_clause(*, waiver: Waiver, actor: Actor) -> None:
    require(actor, "directives.waive", waiver.organisation)
    audit.record(actor, "directives.unwaive", waiver.clause, organisation=waiver.organisation)
    waiver.delete()


@transaction.atomic
def end_force(*, document: Document, on: date, actor: Actor) -> Document:
    """The document no longer holds from ``on``; tasks that hang on it are marked stale.

    :raises DocumentRefused: ``on`` is not after the first day in force
    """
    require(actor, "directives.register", document.issuer or _own_organisation(actor))
    if document.in_force_from is not None and on <= document.in_force_from:
        raise DocumentRefused(_("Ngày hết hiệu lực phải sau ngày có hiệu lực của văn bản."))
    document.in_force_to = on
    document.save(update_fields=["in_force_to"])
    followups.mark_stale(
        sources=[document, *document.clauses.all()],
        reason=str(document),
        actor=actor,
    )
    audit.record(
        actor, "directives.end_force", document, organisation=document.issuer, on=on.isoformat()
    )
    return document
