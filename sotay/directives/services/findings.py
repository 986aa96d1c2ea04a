"""A person decides on what the reader found: link, repair, correct, take as a task, drop, add."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput
from sotay.core.text import nfc, tidy
from sotay.directives import citing
from sotay.directives.models import Citation, Document, DraftTask
from sotay.directives.services.registering import DocumentRefused, clause_at, longest_of
from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.followups.rules import ONE, Measure
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation

UNCLEAR = "unclear"  # chosen for a doubtful citation that only its author can explain
FEWEST_LETTERS = 8  # of a passage added by hand: less is found in too many places


def _record(actor: Actor, act: str, document: Document, **details: Any) -> None:
    audit.record(actor, act, document, organisation=document.home, **details)


def _locked(citation: Citation, actor: Actor) -> Citation:
    require(actor, "directives.register", citation.document.home)
    return (
        Citation.objects.select_for_update(of=("self",))
        .select_related("document__issuer", "document__registered_by")
        .get(pk=citation.pk)
    )


@transaction.atomic
def link_citation(
    *,
    citation: Citation,
    target: Document | None,
    actor: Actor,
    relation: str | None = None,
) -> Citation:
    """Say which document a citation means, or that none in the register is meant.

    ``relation`` corrects how it is cited. A link by a person stays whatever comes in later.

    :raises PermissionDenied: no office that registers papers where the citing document is kept
    :raises DocumentRefused: a document would cite itself
    """
    citation = _locked(citation, actor)
    if target is not None and target.pk == citation.document_id:
        raise DocumentRefused(_("Văn bản không viện dẫn chính nó."))
    if relation is not None and relation not in Citation.Relation.values:
        raise BadInput(_("Không có quan hệ “%s” giữa hai văn bản.") % relation[:40])
    was = (citation.target_id, citation.relation)
    citation.target = target
    citation.relation = relation or citation.relation
    citation.is_decided = True
    citation.is_dropped = False
    citation.save(update_fields=["target", "relation", "is_decided", "is_dropped"])
    if (citation.target_id, citation.relation) != was:
        citing.settle_changes(citation.document, actor, is_new=citation.relation in citing.CHANGING)
    _record(
        actor, "directives.link", citation.document,
        citation=citation.pk, target=target.pk if target else None,
    )  # fmt: skip
    return citation


@transaction.atomic
def choose_repair(
    *, citation: Citation, choice: str, actor: Actor, target: Document | None = None
) -> Citation:
    """Keep what the person takes a doubtful citation to mean; the text itself stays as written.

    ``choice`` is one of the repairs in words, or :data:`UNCLEAR`; ``target`` the document chosen.

    :raises PermissionDenied: no office that registers papers where the citing document is kept
    :raises BadInput: nothing was chosen
    """
    citation = _locked(citation, actor)
    words = str(target) if target is not None else tidy(choice.replace("\x00", ""))
    if not words:
        raise BadInput(_("Đồng chí chọn một cách hiểu, hoặc “Chưa rõ, hỏi nơi ban hành”."))
    citation.resolution = words[:300]
    citation.save(update_fields=["resolution"])
    _record(actor, "directives.repair", citation.document, citation=citation.pk)
    if target is not None:
        return link_citation(citation=citation, target=target, actor=actor)
    return citation


@transaction.atomic
def drop_citation(*, citation: Citation, actor: Actor) -> Citation:
    """Say that these words cite nothing. The words stay; nothing is drawn from them any more."""
    citation = _locked(citation, actor)
    citation.is_dropped = True
    citation.is_decided = True
    citation.target = None
    citation.save(update_fields=["is_dropped", "is_decided", "target"])
    _record(actor, "directives.drop_citation", citation.document, citation=citation.pk)
    return citation


def _locked_draft(draft: DraftTask, actor: Actor) -> DraftTask:
    require(actor, "directives.register", draft.document.home)
    return (
        DraftTask.objects.select_for_update(of=("self",))
        .select_related("document__issuer", "document__registered_by", "clause")
        .get(pk=draft.pk)
    )


@transaction.atomic
def drop_draft(*, draft: DraftTask, actor: Actor) -> DraftTask:
    """The reader's proposal is no task.

    :raises DocumentRefused: it was given as a task already
    """
    draft = _locked_draft(draft, actor)
    if draft.state == DraftTask.State.TAKEN:
        raise DocumentRefused(
            _("Nhiệm vụ này đã giao. Muốn thôi, đồng chí dừng nhiệm vụ ở trang nhiệm vụ.")
        )
    draft.state = DraftTask.State.DROPPED
    draft.save(update_fields=["state"])
    _record(actor, "directives.drop_draft", draft.document, draft=draft.pk)
    return draft


@transaction.atomic
def restore_draft(*, draft: DraftTask, actor: Actor) -> DraftTask:
    """Take a dropped proposal back among those that wait for a decision."""
    draft = _locked_draft(draft, actor)
    if draft.state == DraftTask.State.DROPPED:
        draft.state = DraftTask.State.PROPOSED
        draft.save(update_fields=["state"])
        _record(actor, "directives.restore_draft", draft.document, draft=draft.pk)
    return draft


@transaction.atomic
def correct_draft(
    *,
    draft: DraftTask,
    who: str,
    what: str,
    due_on: date | None,
    criterion: str,
    product: str,
    actor: Actor,
) -> DraftTask:
    """Put right what the reader made of a passage; what is still missing follows from it.

    :raises DocumentRefused: it was given as a task already
    :raises BadInput: nothing is said to be done
    """
    draft = _locked_draft(draft, actor)
    if draft.state == DraftTask.State.TAKEN:
        raise DocumentRefused(_("Nhiệm vụ này đã giao. Đồng chí sửa ở trang nhiệm vụ."))
    given = {"who": who, "what": what, "criterion": criterion, "product": product}
    for name, words in given.items():
        setattr(draft, name, tidy(words.replace("\x00", ""))[: longest_of(DraftTask, name)])
    if not draft.what:
        raise BadInput(_("Chưa ghi việc phải làm. Đồng chí ghi trong một câu."))
    draft.due_on = due_on
    held = {
        "owner": draft.who,
        "day": draft.due_on,
        "criterion": draft.criterion or draft.low is not None,
        "product": draft.product,
    }
    draft.missing = [part for part, value in held.items() if not value]
    draft.save(update_fields=[*given, "due_on", "missing"])
    _record(actor, "directives.correct_draft", draft.document, draft=draft.pk)
    return draft


@transaction.atomic
def add_draft(
    *, document: Document, words: str, actor: Actor, kind: str = DraftTask.Kind.TASK
) -> DraftTask:
    """Mark a passage that the reader did not take for a task.

    ``words`` must stand in the text; breaks of line in either do not matter.

    :raises PermissionDenied: no office that registers papers where the document is kept
    :raises BadInput: the words are too few, or do not stand in the text
    """
    require(actor, "directives.register", document.home)
    asked = tidy(words.replace("\x00", ""))
    if len(asked) < FEWEST_LETTERS:
        raise BadInput(_("Đoạn chọn ngắn quá. Đồng chí chép nguyên cả câu vào ô này."))
    if kind not in DraftTask.Kind.values:
        raise BadInput(_("Chỉ thêm được nhiệm vụ hoặc chỉ tiêu."))
    pattern = r"\s+".join(map(re.escape, asked.split(" ")))
    found = re.search(pattern, nfc(document.text))
    if found is None:
        raise BadInput(
            _("Không tìm thấy đoạn này trong văn bản. Đồng chí chép nguyên văn một đoạn liền.")
        )
    draft = DraftTask.objects.create(
        document=document,
        clause=clause_at(list(document.clauses.all()), found.start()),
        kind=kind,
        line=document.text.count("\n", 0, found.start()) + 1,
        start=found.start(),
        end=found.end(),
        text=found.group(),
        what=asked[:500],
        missing=["owner", "day", "criterion", "product"] if kind == DraftTask.Kind.TASK else [],
    )
    _record(actor, "directives.add_draft", document, draft=draft.pk)
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

    :raises PermissionDenied: no office that issues where the document is kept, or over an owner
    :raises DocumentRefused: the document is not confirmed, or the draft was taken or dropped before
    """
    require(actor, "directives.issue", draft.document.home)
    draft = _locked_draft(draft, actor)
    document = draft.document
    if document.state == Document.State.DRAFT:
        raise DocumentRefused(
            _("Văn bản mới đọc, chưa xác nhận. Đồng chí xác nhận trước khi giao nhiệm vụ.")
        )
    if draft.state != DraftTask.State.PROPOSED:
        raise DocumentRefused(_("Nhiệm vụ dự thảo này đã được xử lý. Đồng chí tải lại trang."))
    tasks = followups.issue_task(
        owners=list(owners),
        title=title,
        asked=draft.text,
        starts_on=starts_on,
        due_on=due_on,
        product=product,
        weight=weight,
        criteria=list(criteria),
        source=draft.clause or document,
        programme_id=document.pk,
        issued_by=document.home,
        actor=actor,
    )
    draft.state = DraftTask.State.TAKEN
    draft.save(update_fields=["state"])
    if not document.is_programme:
        Document.objects.filter(pk=document.pk).update(is_programme=True)
    _record(actor, "directives.take_draft", document, draft=draft.pk, tasks=len(tasks))
    return tasks
