"""A person decides on what the reader found: link, repair, take as a task, drop."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.directives.models import Citation, Document, DraftTask
from sotay.directives.services.registering import DocumentRefused, _own_organisation
from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.followups.rules import ONE, Measure
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation


def _may_decide(actor: Actor, document: Document) -> None:
    require(actor, "directives.register", document.issuer or _own_organisation(actor))


@transaction.atomic
def link_citation(*, citation: Citation, target: Document | None, actor: Actor) -> Citation:
    """Say which document a citation means, or that none in the register is meant."""
    _may_decide(actor, citation.document)
    if target is not None and target.pk == citation.document_id:
        raise DocumentRefused(_("Văn bản không viện dẫn chính nó."))
    citation.target = target
    citation.save(update_fields=["target"])
    audit.record(
        actor,
        "directives.link",
        citation.document,
        organisation=citation.document.issuer,
        citation=citation.pk,
        target=target.pk if target else None,
    )
    return citation


@transaction.atomic
def choose_repair(*, citation: Citation, choice: str, actor: Actor) -> Citation:
    """Keep what the person takes a doubtful citation to mean; the text itself stays as written."""
    _may_decide(actor, citation.document)
    citation.resolution = choice.strip()[:300]
    citation.save(update_fields=["resolution"])
    audit.record(
        actor,
        "directives.repair",
        citation.document,
        organisation=citation.document.issuer,
        citation=citation.pk,
    )
    return citation


@transaction.atomic
def drop_draft(*, draft: DraftTask, actor: Actor) -> DraftTask:
    """The reader's proposal is no task."""
    _may_decide(actor, draft.document)
    if draft.state == DraftTask.State.TAKEN:
        raise DocumentRefused(_("Nhiệm vụ này đã giao. Muốn thôi, đồng chí dừng nhiệm vụ ở trang nhiệm vụ."))
    draft.state = DraftTask.State.DROPPED
    draft.save(update_fields=["state"])
    audit.record(
        actor, "directives.drop_draft", draft.document, organisation=draft.document.issuer, draft=draft.pk
    )
    return draft


@transaction.atomic
def take_draft(
    *,
    draft: DraftTask,
    owners: Sequence[Organisation],
    title: str,
    starts_on: date,
    due_on: date | None,
    product: str,
    criteria: Sequence[Measure],
    actor: Actor,
    weight: Decimal = ONE,
) -> list[Task]:
    """Make the reader's proposal a task of each of ``owners``, with the clause it comes from.

    ``criteria`` are as ``followups.services.issue_task`` takes them.

    :raises DocumentRefused: the draft was taken or dropped before
    """
    _may_decide(actor, draft.document)
    locked = DraftTask.objects.select_for_update(of=("self",)).select_related("document", "clause").get(pk=draft.pk)
    if locked.state != DraftTask.State.PROPOSED:
        raise DocumentRefused(_("Nhiệm vụ dự thảo này đã được xử lý. Đồng chí tải lại trang."))
    document = locked.document
    tasks = followups.issue_task(
        owners=list(owners),
        title=title,
        asked=locked.text,
        starts_on=starts_on,
        due_on=due_on,
        product=product,
        weight=weight,
        criteria=list(criteria),
        source=locked.clause or document,
        programme_id=document.pk,
        issued_by=document.issuer or actor.organisation,
        actor=actor,
    )
    locked.state = DraftTask.State.TAKEN
    locked.save(update_fields=["state"])
    if not document.is_programme:
        Document.objects.filter(pk=document.pk).update(is_programme=True)
    audit.record(
        actor,
        "directives.take_draft",
        document,
        organisation=document.issuer,
        draft=draft.pk,
        tasks=len(tasks),
    )
    return tasks
